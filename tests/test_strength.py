"""How warm a tie is: a case worked by hand, the bounds, and what may never make a tie weaker."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refnet.strength import (
    FLOOR,
    GRADES,
    PRIORS,
    Profile,
    TieSums,
    build_profile,
    strength,
    strength_word,
)

AS_OF = date(2026, 11, 1)
TODAY = AS_OF.toordinal()
GOOD = ("promises_kept", "referrals", "introductions", "thanks", "complaints_resolved")
BAD = ("promises_broken", "complaints_open")
WORDS = ("Weak", "Fair", "Good", "Strong")


def seen(contacts: int, days: int, last: int, **more: int) -> TieSums:
    return TieSums("observed", contacts=contacts, contact_days=days, first_day=last - 400, last_day=last, **more)


counts = st.integers(0, 20)


@st.composite
def any_sums(draw: st.DrawFn) -> TieSums:
    """A tie as events make it: no more days than contacts, no more contacts begun than there were."""
    contacts = draw(counts)
    days = draw(st.integers(0, contacts))
    last = TODAY - draw(st.integers(0, 3000)) if days else 0
    by_a = draw(st.integers(0, contacts))
    by_b = draw(st.integers(0, contacts - by_a))
    trust = {name: draw(st.integers(0, 5)) for name in (*GOOD, *BAD)}
    grade = draw(st.sampled_from(GRADES))
    return TieSums(
        grade, contacts=contacts, contact_days=days, last_day=last, started_by_a=by_a, started_by_b=by_b, **trust
    )


books = st.lists(any_sums(), min_size=1, max_size=12)


def test_a_tie_worked_by_hand() -> None:
    """Of three ties, the middle one in everything: each rank is one half, and the parts follow from the formula."""
    ties = [seen(2, 2, TODAY - 200), seen(6, 4, TODAY - 100, started_by_a=3, started_by_b=1), seen(9, 8, TODAY)]
    tie = replace(ties[1], referrals=2, promises_broken=1)
    found = strength(tie, build_profile(ties), AS_OF)
    # Of the 101 quantiles 25 lie below the middle value, 51 are equal to it and 25 are above: (25 + 76) / 2 of 101
    assert found.time == pytest.approx(0.84 * (2 * 0.5 + 0.5) / 4)
    assert found.intensity == pytest.approx(0.84 * 0.5 / 4)
    # Two referrals against one broken promise, which counts twice
    assert found.trust == pytest.approx(0.12 * (2 - 2) / (2 + 2 + 1))
    assert found.reciprocity == pytest.approx(0.04 * 2 * 1 / 4)
    assert found.value == pytest.approx(0.315 + 0.105 + 0.02)
    assert not found.assumed


def test_a_year_after_the_newest_contact_recency_counts_half() -> None:
    tie = seen(6, 4, TODAY - 365)
    now = strength(tie, build_profile([tie]), AS_OF)
    then = strength(tie, build_profile([tie]), AS_OF - timedelta(days=365))
    assert then.time - now.time == pytest.approx(0.84 * 2 * 0.5 * 0.5 / 4)
    assert then.intensity == now.intensity


@pytest.mark.parametrize("grade", GRADES)
def test_a_tie_without_contact_has_the_prior_of_its_grade_and_says_so(grade: str) -> None:
    found = strength(TieSums(grade), Profile(), AS_OF)  # type: ignore[arg-type]
    assert (found.value, found.assumed) == (PRIORS[grade], True)  # type: ignore[index]


@given(books)
def test_strength_is_in_bounds_and_its_parts_add_up(ties: list[TieSums]) -> None:
    profile = build_profile(ties)
    for tie in ties:
        found = strength(tie, profile, AS_OF)
        parts = found.time + found.trust + found.intensity + found.reciprocity
        assert FLOOR <= found.value <= 1
        assert found.value == pytest.approx(min(1.0, max(FLOOR, parts)))


@given(books, st.integers(0, 3000))
def test_more_recent_is_never_weaker(ties: list[TieSums], later: int) -> None:
    profile, tie = build_profile(ties), ties[0]
    if tie.contact_days:
        newer = replace(tie, last_day=min(TODAY, tie.last_day + later))
        assert strength(newer, profile, AS_OF).value >= strength(tie, profile, AS_OF).value


@given(books, st.sampled_from(GOOD), st.integers(1, 5))
def test_more_of_a_good_thing_is_never_weaker(ties: list[TieSums], what: str, more: int) -> None:
    profile, tie = build_profile(ties), ties[0]
    better = replace(tie, **{what: getattr(tie, what) + more})
    assert strength(better, profile, AS_OF).value >= strength(tie, profile, AS_OF).value


@given(books, st.sampled_from(BAD), st.integers(1, 5))
def test_more_of_a_bad_thing_is_never_stronger(ties: list[TieSums], what: str, more: int) -> None:
    profile, tie = build_profile(ties), ties[0]
    worse = replace(tie, **{what: getattr(tie, what) + more})
    assert strength(worse, profile, AS_OF).value <= strength(tie, profile, AS_OF).value


@given(books, st.integers(1, 20), st.booleans())
def test_more_contacts_and_days_of_contact_are_never_weaker(ties: list[TieSums], more: int, days: bool) -> None:
    profile, tie = build_profile(ties), ties[0]
    if tie.contacts:
        fuller = replace(tie, contacts=tie.contacts + more, contact_days=tie.contact_days + more * days)
        assert strength(fuller, profile, AS_OF).value >= strength(tie, profile, AS_OF).value


@given(books, st.integers(1, 2000))
def test_waiting_never_makes_a_tie_stronger(ties: list[TieSums], days: int) -> None:
    profile = build_profile(ties)
    for tie in ties:
        later = strength(tie, profile, AS_OF + timedelta(days=days)).value
        assert later <= strength(tie, profile, AS_OF).value


def test_the_book_of_nobody_has_an_empty_profile() -> None:
    assert build_profile([]) == build_profile([TieSums()]) == Profile()


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_value_never_gets_a_lesser_word(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert WORDS.index(strength_word(low)) <= WORDS.index(strength_word(high))
