"""Who can introduce ego to whom: routes and their reasons, whom they never touch, and what is said without a route."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from snapshots import AS_OF, EGO, ME, MemorySnapshot, book_events, meetings, person

from refnet.analysis.paths import OPEN_ASK_DAYS, WarmPaths, warm_paths
from refnet.model import FLAGS, Acquaintance, Ask, BookEvent, Employment, Event, Flag, Introduction, Person, PersonId
from refnet.ties import Pair

WORDS = ("Weak", "Fair", "Good", "Strong")
NAMES = "Alex Rivera,Ann Lindqvist,Bo Marsh,Cy Adeyemi,Dee Olsen,Eve Tanaka,Fay Morel,Gus Brandt".split(",")
ANN, BO, CY, DEE, EVE, FAY, GUS = people = [person(name) for name in NAMES[1:]]
EVERYBODY = [ME, *people]


def book(strengths: Mapping[Pair, float], *events: Event[PersonId], **changed: Person) -> MemorySnapshot:
    """Ties of these strengths, each with a meeting behind it."""
    met = [meetings(a, b, 5 + n)[0] for n, (a, b) in enumerate(sorted(strengths))]
    known = {p.id: p for p in EVERYBODY} | {p.id: p for p in changed.values()}
    return MemorySnapshot(known.values(), book_events(*met, *events), strengths=strengths)


def routes(found: WarmPaths) -> list[tuple[PersonId, ...]]:
    return [route.people for route in found.routes]


IDS = [EGO, *(p.id for p in people)]
PAIRS = [(a, b) for i, a in enumerate(IDS) for b in IDS[i + 1 :]]
graphs = st.dictionaries(st.sampled_from(PAIRS), st.sampled_from([0.1, 0.25, 0.3, 0.5, 0.7, 1.0]), max_size=16)
flags = st.dictionaries(st.sampled_from(IDS[1:]), st.sampled_from(FLAGS), max_size=3)


# ----------------------------------------------------------------------------------------------------------- routes


def test_the_best_route_is_told_whole() -> None:
    """Worked by hand: over Ann 0.5 * 0.5 = 0.25; over Bo 0.7 * 0.3 = 0.21; over Ann and Bo less than either."""
    ties = {(EGO, ANN.id): 0.5, (ANN.id, CY.id): 0.5, (EGO, BO.id): 0.7, (BO.id, CY.id): 0.3, (ANN.id, BO.id): 0.3}
    found = warm_paths(book(ties), EGO, [CY.id])
    assert routes(found) == [(EGO, ANN.id, CY.id), (EGO, BO.id, CY.id)]
    best, second = found.routes
    assert (best.value, best.word, best.names) == (0.25, "Fair", ("Alex Rivera", "Ann Lindqvist", "Cy Adeyemi"))
    assert (second.value, second.weakest, second.hops[1].word) == (0.21, 1, "Fair")
    assert best.hops[0].reasons[0].text.startswith("Last contact ")
    assert (best.message.to, best.caution, found.nothing) == (ANN.id, "", None)
    assert "I would like to meet Cy Adeyemi, whom you know." in best.message.body


def test_every_hop_s_reasons_add_up_to_its_strength() -> None:
    events = [
        *meetings("ego", "ann", 3, 10, 30, 200),
        *meetings("ann", "bo", 4, 90),
        *meetings("bo", "cy", 400),
        Introduction(ANN.id, EGO, BO.id, AS_OF - timedelta(days=50)),
        Acquaintance(CY.id, DEE.id, "connection", AS_OF - timedelta(days=900)),
    ]
    found = warm_paths(MemorySnapshot(EVERYBODY, book_events(*events)), EGO, [DEE.id])
    hops = [hop for route in found.routes for hop in route.hops]
    assert len(hops) == 4 + 3
    for hop in hops:
        assert sum(reason.value for reason in hop.reasons) == pytest.approx(hop.strength.value)
        assert hop.reasons


@given(graphs, flags, st.booleans())
def test_routes_are_ordered_and_touch_nobody_they_must_not(
    ties: dict[Pair, float], marks: dict[PersonId, Flag], per_first_contact: bool
) -> None:
    """Best first, words in the same order; do-not-ask never inner, the others not at all; no answer names them."""
    marked = {p.id: replace(p, flags=(marks[p.id],)) for p in people if p.id in marks}
    for target in IDS[1:]:
        found = warm_paths(book(ties, **marked), EGO, [target], per_first_contact=per_first_contact)
        values = [route.value for route in found.routes]
        ranks = [WORDS.index(route.word) for route in found.routes]
        assert values == sorted(values, reverse=True) and ranks == sorted(ranks, reverse=True)
        firsts = [route.people[1] for route in found.routes]
        assert not per_first_contact or len(set(firsts)) == len(firsts)
        for route in found.routes:
            assert route.people[0] == EGO and route.people[-1] == target
            assert len(set(route.people)) == len(route.people) <= 5
            assert {marks.get(person) for person in route.people[1:-1]} <= {None, "private"}
            assert marks.get(target) in (None, "do-not-ask", "private")
            assert route.message.to == route.people[1]
            assert route.hops[route.weakest].strength.value == min(hop.strength.value for hop in route.hops)
        assert (found.nothing is None) == bool(found.routes)
        hidden = [p.name for p in people if marks.get(p.id) == "do-not-show"]
        assert not [name for name in hidden if name in f"{found}"]
        uncontacted = [p.name for p in people if marks.get(p.id) == "do-not-contact" and p.id != target]
        assert not [name for name in uncontacted if name in f"{found}"]


@given(graphs, st.sampled_from(PAIRS), st.sampled_from([0.25, 0.5, 1.0]))
def test_a_stronger_tie_never_makes_the_best_route_worse(ties: dict[Pair, float], pair: Pair, value: float) -> None:
    stronger = ties | {pair: max(value, ties.get(pair, 0.0))}
    before = warm_paths(book(ties), EGO, [GUS.id], routes=1).routes
    after = warm_paths(book(stronger), EGO, [GUS.id], routes=1).routes
    assert not before or after[0].value >= before[0].value


@given(graphs, st.permutations(range(7)))
def test_renaming_people_changes_nothing_but_the_names(ties: dict[Pair, float], order: list[int]) -> None:
    renamed = {p.id: replace(p, name=people[order[n]].name) for n, p in enumerate(people)}
    before, after = (warm_paths(snapshot, EGO, [CY.id]) for snapshot in (book(ties), book(ties, **renamed)))
    assert [(r.people, r.value, r.word, r.weakest) for r in before.routes] == [
        (r.people, r.value, r.word, r.weakest) for r in after.routes
    ]
    for route in after.routes:
        assert route.names[1:] == tuple(renamed[p].name for p in route.people[1:])


@given(graphs)
def test_the_same_question_gets_the_same_answer(ties: dict[Pair, float]) -> None:
    assert warm_paths(book(ties), EGO, [CY.id, DEE.id]) == warm_paths(book(ties), EGO, [CY.id, DEE.id])


def test_of_several_targets_any_one_will_do() -> None:
    ties = {(EGO, ANN.id): 0.5, (ANN.id, CY.id): 0.5, (EGO, BO.id): 0.7, (BO.id, DEE.id): 0.7}
    assert routes(warm_paths(book(ties), EGO, [CY.id, DEE.id])) == [(EGO, BO.id, DEE.id), (EGO, ANN.id, CY.id)]


@pytest.mark.parametrize("wrong", [{"hops": 0}, {"hops": 6}, {"routes": 0}])
def test_limits_out_of_range_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be 1 to"):
        warm_paths(book({(EGO, ANN.id): 0.5}), EGO, [ANN.id], **wrong)


# ------------------------------------------------------------------------------------------------------- open asks

OVER_ANN_OR_BO = {(EGO, ANN.id): 0.5, (ANN.id, CY.id): 0.5, (EGO, BO.id): 0.4, (BO.id, CY.id): 0.5}


@pytest.mark.parametrize(
    "ask",
    [
        Ask(EGO, ANN.id, AS_OF - timedelta(days=12)),
        Introduction(ANN.id, EGO, DEE.id, AS_OF - timedelta(days=12), "asked"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_an_open_ask_halves_a_route_and_is_told(ask: Event[PersonId]) -> None:
    found = warm_paths(book(OVER_ANN_OR_BO, ask), EGO, [CY.id])
    assert [(route.people[1], route.value) for route in found.routes] == [(BO.id, 0.2), (ANN.id, 0.125)]
    assert found.routes[0].caution == ""
    assert found.routes[1].caution == "Ann Lindqvist was asked 12 days ago and has not answered yet."


@pytest.mark.parametrize(
    "ask",
    [
        Ask(EGO, ANN.id, AS_OF - timedelta(days=OPEN_ASK_DAYS + 1)),
        Ask(EGO, ANN.id, AS_OF - timedelta(days=12), outcome="declined"),
        Ask(ANN.id, EGO, AS_OF - timedelta(days=12)),
        Introduction(ANN.id, EGO, DEE.id, AS_OF - timedelta(days=12), "made"),
    ],
)
def test_an_old_or_answered_ask_changes_nothing(ask: Event[PersonId]) -> None:
    best = warm_paths(book(OVER_ANN_OR_BO, ask), EGO, [CY.id]).routes[0]
    assert (best.people[1], best.value, best.caution) == (ANN.id, 0.25, "")


def test_an_open_ask_to_the_target_does_not_halve_the_direct_tie() -> None:
    ask = Ask(EGO, ANN.id, AS_OF - timedelta(days=12))
    assert warm_paths(book({(EGO, ANN.id): 0.5}, ask), EGO, [ANN.id]).routes[0].value == 0.5


# --------------------------------------------------------------------------------------------------------- no route


def nothing(snapshot: MemorySnapshot, *targets: PersonId, hops: int = 4) -> tuple[str, list[PersonId], str]:
    found = warm_paths(snapshot, EGO, targets, hops=hops)
    assert found.routes == () and found.nothing is not None
    return found.nothing.why, [near.person for near in found.nothing.nearest], found.nothing.help


def test_a_stranger_is_known_to_nobody_and_a_file_would_help() -> None:
    why, nearest, cure = nothing(book({(EGO, ANN.id): 0.5}), CY.id)
    assert (why, nearest) == ("Nobody in this book is known to know Cy Adeyemi.", [])
    assert cure.startswith("This book knows your own ties only.")


def test_in_a_book_with_others_ties_the_right_person_s_file_would_help() -> None:
    cure = nothing(book({(EGO, ANN.id): 0.5, (ANN.id, BO.id): 0.5}), CY.id)[2]
    assert cure.startswith("The LinkedIn connections of somebody who may know Cy Adeyemi would help most")


def test_an_empty_book_says_what_to_start_with() -> None:
    assert nothing(book({}), CY.id)[2].startswith("Start with your own LinkedIn")


def test_a_reachable_colleague_of_a_stranger_is_the_nearest() -> None:
    work = (Employment("Larkspur Hotels Ltd", "Head of purchasing"),)
    cy, bo = replace(CY, jobs=(Employment("Larkspur Hotels"),)), replace(BO, jobs=work)
    dee = replace(DEE, jobs=work, flags=("do-not-contact",))
    ties = {(EGO, ANN.id): 0.5, (ANN.id, BO.id): 0.5, (ANN.id, DEE.id): 0.9}
    found = warm_paths(book(ties, cy=cy, bo=bo, dee=dee), EGO, [CY.id]).nothing
    assert found is not None
    (near,) = found.nearest
    assert (near.person, near.name) == (BO.id, "Bo Marsh")
    assert near.text == "Head of purchasing, Larkspur Hotels Ltd: there is a route to them."


def test_beyond_the_hop_limit_it_says_who_knows_them() -> None:
    ties = {(EGO, ANN.id): 0.5, (ANN.id, BO.id): 0.5, (BO.id, CY.id): 0.5}
    assert nothing(book(ties), CY.id, hops=2)[0] == (
        "Bo Marsh knows Cy Adeyemi, but no chain of at most 2 ties, over people who may be asked, leads there from you."
    )


def test_a_target_known_to_flagged_people_only_names_nobody() -> None:
    hidden = replace(ANN, flags=("do-not-show",))
    why = nothing(book({(EGO, ANN.id): 0.5, (ANN.id, CY.id): 0.5}, ann=hidden), CY.id)[0]
    assert why.startswith("Somebody knows Cy Adeyemi, but no chain")


def test_targets_who_only_know_each_other_are_known_to_nobody() -> None:
    why = nothing(book({(EGO, ANN.id): 0.5, (BO.id, CY.id): 0.5}), BO.id, CY.id)[0]
    assert why == "Nobody in this book is known to know any of them."


def test_the_way_to_oneself_is_no_route() -> None:
    why, _, cure = nothing(book({(EGO, ANN.id): 0.5}), EGO)
    assert (why, cure) == ("That is you.", "Choose somebody whom you would like to meet.")


@pytest.mark.parametrize(
    ("flag", "who"), [("do-not-contact", "Ann Lindqvist is marked"), ("do-not-show", "This person is marked")]
)
def test_nobody_is_reached_who_is_not_to_be_contacted_or_shown(flag: Flag, who: str) -> None:
    why, nearest, cure = nothing(book({(EGO, ANN.id): 0.5}, ann=replace(ANN, flags=(flag,))), ANN.id)
    assert why.startswith(who)
    assert (nearest, cure) == ([], "Clear the mark on the person if it no longer holds.")


def test_somebody_the_book_does_not_have_is_an_answer_too() -> None:
    assert nothing(book({(EGO, ANN.id): 0.5}), PersonId("nobody"))[0].startswith("Nobody in this book")


# --------------------------------------------------------------------------------------------------------- messages


@given(graphs, st.sampled_from(["", "We open a second workshop"]))
def test_every_message_names_the_target_and_has_no_empty_slot(ties: dict[Pair, float], why: str) -> None:
    for route in warm_paths(book(ties), EGO, [GUS.id], why=why).routes:
        message = route.message
        contact = next(p for p in people if p.id == message.to)
        assert message.body.startswith(f"Hi {contact.name.split()[0]},\n\nWe met on ")
        assert message.body.endswith("\n\nThank you,\nAlex")
        assert len(route.people) == 2 or "I would like to meet Gus Brandt" in message.body
        assert bool(message.forward) == (len(route.people) > 2)
        assert not why or f"{why}." in message.body
        assert not re.search(r"None|\( ?\)|  |\.\.", message.subject + message.body + message.forward)


def test_the_events_of_a_book_are_those_of_its_ids() -> None:
    """Every event that a route names is in the book, and both ends of the hop took part."""
    snapshot = book({(EGO, ANN.id): 0.5, (ANN.id, CY.id): 0.5})
    happened: dict[str, BookEvent] = {e.id: e for e in snapshot.events_of(IDS)}
    for hop in warm_paths(snapshot, EGO, [CY.id]).routes[0].hops:
        for event_id in (i for reason in hop.reasons for i in reason.events):
            assert {hop.a, hop.b} == set(happened[event_id].event.people)  # type: ignore[union-attr]
