"""Whom to ask today: who is on the list, who never is, and that every reason and message holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from snapshots import AS_OF, EGO, ME, MemorySnapshot, book_events, meetings, person

from refnet.analysis.today import BestAsk, Today, once_sent, today
from refnet.model import (
    Ask,
    Complaint,
    Employment,
    Event,
    Flag,
    Introduction,
    Person,
    PersonId,
    Promise,
    Referral,
    Thanks,
)

ANN, BO, CY, DEE = person("Ann Lindqvist"), person("Bo Marsh"), person("Cy Adeyemi"), person("Dee Olsen")
WARM = {(EGO, p.id): value for p, value in ((ANN, 0.85), (BO, 0.6), (CY, 0.8), (DEE, 0.3))}
"""Ann and Cy are Strong, Bo is Good, Dee is Fair."""


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def book(*events: Event[PersonId], people: tuple[Person, ...] = (ANN, BO, CY, DEE), me: Person = ME) -> MemorySnapshot:
    met = [meeting for p in people for meeting in meetings("ego", p.id, 2, 5)]
    return MemorySnapshot([me, *people], book_events(*met, *events), strengths=WARM)


def helped(by: PersonId, days: int = 200, **more: object) -> list[Event[PersonId]]:
    """A referral with its thanks."""
    return [
        Referral(by, PersonId("cy"), EGO, ago(days), **more),  # type: ignore[arg-type]
        Thanks(EGO, by, ago(days - 1)),
    ]


def asked(snapshot: MemorySnapshot, **options: int) -> list[tuple[PersonId, str]]:
    return [(ask.person, ask.rule) for ask in today(snapshot, EGO, **options).asks]


def only(snapshot: MemorySnapshot) -> BestAsk:
    (ask,) = today(snapshot, EGO, asks=1).asks
    return ask


def test_what_was_sent_is_what_the_list_then_leaves_out() -> None:
    """An ask, a thank-you and a hello, noted as sent, take the person off the list that they came from."""
    met = [meeting for p in (ANN, BO, CY) for meeting in meetings("ego", p.id, 2, 5)]
    met += [*meetings("ego", DEE.id, 100, 130, 160, 190, 220), Referral(ANN.id, CY.id, EGO, ago(5)), *helped(BO.id)]

    def day(*more: Event[PersonId]) -> Today:
        people = [ME, ANN, BO, CY, DEE]
        return today(MemorySnapshot(people, book_events(*met, *more), strengths=WARM), EGO)

    first = day()
    then = day(*(once_sent(part[0], EGO, AS_OF) for part in (first.asks, first.thanks, first.quiet)))
    for before, after in ((first.asks, then.asks), (first.thanks, then.thanks), (first.quiet, then.quiet)):
        assert before[0].person not in {item.person for item in after}


def test_who_helped_before_comes_first_then_strong_ties_never_asked() -> None:
    assert asked(book(*helped(BO.id))) == [
        (BO.id, "helped before"),
        (ANN.id, "strong and never asked"),
        (CY.id, "strong and never asked"),
    ]


def test_more_help_comes_first_then_the_stronger_tie() -> None:
    assert [p for p, _ in asked(book(*helped(BO.id), *helped(BO.id, 300), *helped(ANN.id)))][:2] == [BO.id, ANN.id]
    assert [p for p, _ in asked(book(*helped(BO.id), *helped(ANN.id)))][:2] == [ANN.id, BO.id]


def test_help_that_became_business_comes_before_more_help_that_did_not() -> None:
    events = [*helped(BO.id, stage="won"), *helped(ANN.id), *helped(ANN.id, 300)]
    assert [p for p, _ in asked(book(*events))][:2] == [BO.id, ANN.id]


def test_at_most_so_many_are_asked() -> None:
    assert len(asked(book(), asks=1)) == 1
    assert asked(book(), asks=0) == []


def test_a_fair_tie_is_not_asked_whoever_helped_over_it() -> None:
    assert DEE.id not in dict(asked(book(*helped(DEE.id)), asks=10))


def test_a_good_tie_that_never_helped_is_not_asked() -> None:
    assert BO.id not in dict(asked(book(), asks=10))


@pytest.mark.parametrize(
    "event",
    [
        Ask(EGO, ANN.id, ago(60)),
        Ask(EGO, ANN.id, ago(5), outcome="declined"),
        Introduction(ANN.id, EGO, CY.id, ago(60), "asked"),
        Introduction(ANN.id, EGO, CY.id, ago(5), "declined", {"asked": ago(9)}),
        Complaint(ANN.id, EGO, ago(300)),
        Complaint(EGO, ANN.id, ago(300)),
        Complaint(ANN.id, EGO, ago(300), AS_OF + timedelta(days=1)),
        Promise(EGO, ANN.id, ago(30), ago(1)),
        Referral(ANN.id, CY.id, EGO, ago(20)),
    ],
    ids=lambda event: type(event).__name__,
)
def test_nobody_is_asked_who_was_asked_lately_or_waits_for_something(event: Event[PersonId]) -> None:
    """Asked within 60 days, an open complaint, an overdue promise of ego's, a thank-you owed: first things first."""
    assert ANN.id not in dict(asked(book(*helped(ANN.id), event), asks=10))


@pytest.mark.parametrize(
    "event",
    [
        Ask(EGO, ANN.id, ago(61)),
        Ask(ANN.id, EGO, ago(5)),
        Complaint(ANN.id, EGO, ago(300), ago(200)),
        Promise(EGO, ANN.id, ago(30), AS_OF),
        Promise(ANN.id, EGO, ago(30), ago(1)),
        Promise(EGO, ANN.id, ago(30), ago(1), "kept", ago(2)),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_is_long_ago_settled_or_theirs_does_not_stand_in_the_way(event: Event[PersonId]) -> None:
    assert (ANN.id, "helped before") in asked(book(*helped(ANN.id), event), asks=10)


def test_a_strong_tie_that_was_asked_long_ago_and_never_helped_is_not_asked_again() -> None:
    assert ANN.id not in dict(asked(book(Ask(EGO, ANN.id, ago(400))), asks=10))


@pytest.mark.parametrize("flag", ["do-not-ask", "do-not-contact", "do-not-show"])
def test_flagged_people_are_never_asked_nor_named(flag: Flag) -> None:
    flagged = replace(ANN, flags=(flag,))
    found = today(book(*helped(ANN.id), people=(flagged, BO, CY)), EGO, asks=10)
    assert "Ann" not in f"{found.asks}"


@pytest.mark.parametrize(
    ("mine", "theirs", "mates"),
    [
        ("Rivera Fit-out Ltd", "Rivera Fit-Out", True),
        ("Rivera Fit-out", "Larkspur Hotels", False),
        ("self-employed", "Self-employed", False),
        ("", "", False),
    ],
)
def test_team_mates_are_not_asked(mine: str, theirs: str, mates: bool) -> None:
    ann, me = replace(ANN, jobs=(Employment(theirs),)), replace(ME, jobs=(Employment(mine),))
    assert (ANN.id in dict(asked(book(people=(ann, BO), me=me), asks=10))) is not mates


def test_a_former_team_mate_is_asked() -> None:
    ann = replace(ANN, jobs=(Employment("Rivera Fit-out", end=ago(400)),))
    me = replace(ME, jobs=(Employment("Rivera Fit-out"),))
    assert ANN.id in dict(asked(book(people=(ann, BO), me=me)))


def test_an_ask_is_explained_and_the_tie_s_reasons_add_up_to_its_strength() -> None:
    people = (ANN, BO, CY)
    met = [m for p in people for m in meetings("ego", p.id, 2, 9, 16)]
    snapshot = MemorySnapshot([ME, *people], book_events(*met, *helped(ANN.id, stage="won"), *helped(ANN.id, 300)))
    ask = only(snapshot)
    assert ask.person == ANN.id
    assert ask.why.startswith("Sent you 2 referrals (1 became business), the last 7 months ago; the tie is good")
    assert ask.reasons[0].events == ("e009", "e011")
    assert sum(reason.value for reason in ask.reasons) == pytest.approx(ask.strength)


def test_the_message_asks_for_a_referral_after_the_newest_shared_fact() -> None:
    me = replace(ME, jobs=(Employment("Rivera Fit-out", "Owner"),))
    message = only(book(*helped(ANN.id), me=me)).message
    assert (message.to, message.subject) == (ANN.id, "A question")
    assert message.body == (
        "Hi Ann,\n\n"
        "We met on 30 October 2026, and I have been meaning to ask you something. "
        "You have sent good people my way before, and that means a lot to me. "
        "Does somebody come to mind who could use what we do at Rivera Fit-out? "
        "One name and a word from you would be a great help, and I will tell you what comes of it.\n\n"
        "Thank you,\nAlex"
    )


def test_today_gathers_every_list_and_is_the_same_twice() -> None:
    events = [
        *meetings("ego", "ann", 100, 107, 114, 121),
        *meetings("ego", "cy", 1, 8, 15, 22),
        Referral(BO.id, CY.id, EGO, ago(9)),
        Promise(EGO, DEE.id, ago(30), ago(1)),
    ]
    snapshot = MemorySnapshot([ME, ANN, BO, CY, DEE], book_events(*events))
    found = today(snapshot, EGO)
    assert found.as_of == AS_OF
    assert [quiet.person for quiet in found.quiet] == [ANN.id]
    assert [owed.person for owed in found.thanks] == [BO.id]
    assert [due.person for due in found.promises] == [DEE.id]
    assert found == today(snapshot, EGO)


def test_an_empty_book_has_nothing_to_do_today() -> None:
    found = today(MemorySnapshot([ME]), EGO)
    assert (found.asks, found.thanks, found.quiet, found.promises) == ((), (), (), ())
