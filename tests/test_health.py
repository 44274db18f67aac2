"""Thanks owed, ties going quiet and promises due: who is on each list, in which order, and why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from snapshots import AS_OF, EGO, ME, MemorySnapshot, book_events, meetings, person

from refnet.analysis.health import going_quiet, promises_due, thanks_owed
from refnet.model import (
    Event,
    Flag,
    Interaction,
    Introduction,
    IntroductionStage,
    PersonId,
    Promise,
    Referral,
    Reward,
    Thanks,
)

ANN, BO, CY = person("Ann Lindqvist"), person("Bo Marsh"), person("Cy Adeyemi")


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def book(*events: Event[PersonId], people: tuple[object, ...] = (ANN, BO, CY)) -> MemorySnapshot:
    return MemorySnapshot([ME, *people], book_events(*events))  # type: ignore[list-item]


# ------------------------------------------------------------------------------------------------------ thanks owed


def referral(by: PersonId, days: int, prospect: PersonId = CY.id) -> Referral[PersonId]:
    return Referral(by, prospect, EGO, ago(days))


def owed_to(snapshot: MemorySnapshot) -> list[PersonId]:
    return [owed.person for owed in thanks_owed(snapshot, EGO)]


def test_who_referred_or_introduced_and_was_not_thanked_is_owed_thanks_newest_first() -> None:
    found = thanks_owed(book(referral(ANN.id, 30), Introduction(BO.id, EGO, CY.id, ago(5))), EGO)
    assert [(owed.person, owed.since, owed.waiting_days) for owed in found] == [
        (BO.id, ago(5), 5),
        (ANN.id, ago(30), 30),
    ]
    assert found[0].reasons[0].events == ("e001",)
    assert found[0].why == ("27 October 2026: Bo Marsh introduced you to Cy Adeyemi (made). Not thanked yet.")


@pytest.mark.parametrize(
    ("thanks", "settled"),
    [
        (Thanks(EGO, ANN.id, ago(10)), True),
        (Thanks(EGO, ANN.id, ago(30)), True),
        (Reward(EGO, ANN.id, ago(1), "wine"), True),
        (Thanks(EGO, ANN.id, None, regarding="e000"), True),
        (Thanks(EGO, ANN.id, None), False),
        (Thanks(EGO, ANN.id, ago(31)), False),
        (Thanks(EGO, BO.id, ago(1)), False),
        (Thanks(ANN.id, EGO, ago(1)), False),
    ],
)
def test_a_thank_you_settles_what_came_before_it_or_what_it_names(thanks: Event[PersonId], settled: bool) -> None:
    assert owed_to(book(referral(ANN.id, 30), thanks)) == ([] if settled else [ANN.id])


def test_a_new_referral_after_the_thanks_is_owed_thanks_again() -> None:
    assert owed_to(book(referral(ANN.id, 30), Thanks(EGO, ANN.id, ago(20)), referral(ANN.id, 3))) == [ANN.id]


def test_several_good_turns_of_one_person_make_one_entry_with_a_reason_each() -> None:
    (owed,) = thanks_owed(book(referral(ANN.id, 30), referral(ANN.id, 3, BO.id)), EGO)
    assert [reason.events for reason in owed.reasons] == [("e001",), ("e000",)]
    assert "1 more before that." in owed.why


@pytest.mark.parametrize(
    "event",
    [
        referral(ANN.id, 366),
        Referral(ANN.id, CY.id, EGO),
        Referral(EGO, CY.id, ANN.id, ago(3)),
        Referral(EGO, CY.id, EGO, ago(3)),
        Introduction(EGO, ANN.id, CY.id, ago(3)),
        Introduction(ANN.id, BO.id, CY.id, ago(3)),
        *(Introduction(ANN.id, EGO, CY.id, ago(3), stage) for stage in ("asked", "agreed", "declined")),  # type: ignore[arg-type]
    ],
)
def test_what_did_ego_no_good_turn_within_a_year_is_owed_nothing(event: Event[PersonId]) -> None:
    assert owed_to(book(event)) == []


@pytest.mark.parametrize("flag", ["do-not-contact", "do-not-show"])
def test_nobody_is_thanked_who_is_not_to_be_contacted_or_shown(flag: Flag) -> None:
    snapshot = book(referral("ann", 3), people=(person("Ann Lindqvist", flags=(flag,)), CY))  # type: ignore[arg-type]
    assert owed_to(snapshot) == []


def test_a_prospect_who_is_not_to_be_shown_is_not_named() -> None:
    hidden = person("Cy Adeyemi", flags=("do-not-show",))
    (owed,) = thanks_owed(book(referral(ANN.id, 3), people=(ANN, hidden)), EGO)
    assert "Cy" not in f"{owed}"
    assert "Thank you for sending a client my way on 29 October 2026." in owed.message.body


@pytest.mark.parametrize(("stage", "told"), [("made", "tell you what comes"), ("led to business", "become business")])
def test_a_thank_you_says_what_came_of_it(stage: IntroductionStage, told: str) -> None:
    (owed,) = thanks_owed(book(Introduction(ANN.id, EGO, CY.id, ago(3), stage)), EGO)
    assert owed.message.body.startswith("Hi Ann,\n\nThank you for introducing me to Cy Adeyemi on 29 October 2026.")
    assert told in owed.message.body


# ------------------------------------------------------------------------------------------------------ going quiet


def test_a_weekly_tie_is_quiet_after_eight_weeks_and_not_before() -> None:
    """Worked by hand: gaps of 7, 7 and 7 days; the limit is 56 days."""
    assert going_quiet(book(*meetings("ego", "ann", 56, 63, 70, 77)), EGO) == ()
    (quiet,) = going_quiet(book(*meetings("ego", "ann", 57, 64, 71, 78)), EGO)
    assert (quiet.person, quiet.silent_days, quiet.usual_gap_days, quiet.limit_days) == (ANN.id, 57, 7.0, 56.0)
    assert quiet.overdue == pytest.approx(57 / 56)
    assert quiet.why == "Silent for 57 days, since 5 September 2026; your usual gap is 7 days."
    assert quiet.reasons[0].events == ("e000", "e001", "e002", "e003")


def test_a_monthly_tie_is_quiet_after_ninety_days() -> None:
    assert going_quiet(book(*meetings("ego", "ann", 90, 120, 150, 180)), EGO) == ()
    (quiet,) = going_quiet(book(*meetings("ego", "ann", 91, 121, 151, 181)), EGO)
    assert (quiet.usual_gap_days, quiet.limit_days) == (30.0, 90)


def test_one_long_pause_does_not_change_the_usual_gap() -> None:
    (quiet,) = going_quiet(book(*meetings("ego", "ann", 60, 65, 70, 370, 375)), EGO)
    assert quiet.usual_gap_days == 5.0


def test_several_contacts_on_one_day_make_no_rhythm() -> None:
    assert going_quiet(book(*meetings("ego", "ann", *[200] * 9)), EGO) == ()


def test_a_tie_that_was_never_warm_does_not_go_quiet() -> None:
    assert going_quiet(book(*meetings("ego", "ann", 100, 107, 114), *meetings("ego", "bo", 1, 2, 3, 4)), EGO) == ()


def test_a_good_tie_of_few_days_goes_quiet_without_a_usual_gap() -> None:
    snapshot = MemorySnapshot([ME, ANN], book_events(*meetings("ego", "ann", 100, 107)), strengths={(EGO, ANN.id): 0.5})
    (quiet,) = going_quiet(snapshot, EGO)
    assert (quiet.usual_gap_days, quiet.limit_days) == (None, 90)


def test_the_most_overdue_comes_first() -> None:
    weekly, monthly = meetings("ego", "ann", 112, 119, 126, 133), meetings("ego", "bo", 120, 150, 180, 210)
    assert [quiet.person for quiet in going_quiet(book(*monthly, *weekly), EGO)] == [ANN.id, BO.id]


def test_a_tie_of_three_silent_years_is_dormant_and_left_out() -> None:
    assert going_quiet(book(*meetings("ego", "ann", 1095, 1102, 1109, 1116)), EGO) == ()


@pytest.mark.parametrize("flag", ["do-not-contact", "do-not-show"])
def test_a_tie_with_somebody_not_to_be_contacted_or_shown_may_rest(flag: Flag) -> None:
    flagged = person("Ann Lindqvist", flags=(flag,))
    assert going_quiet(book(*meetings("ego", "ann", 100, 107, 114, 121), people=(flagged,)), EGO) == ()


def test_a_hello_says_how_long_it_has_been() -> None:
    (quiet,) = going_quiet(book(*meetings("ego", "ann", 100, 107, 114, 121)), EGO)
    assert quiet.message.to == ANN.id
    assert "It has been a while since we met on 24 July 2026." in quiet.message.body


def test_a_large_event_is_no_contact() -> None:
    """Ann was at a conference with ego last week; that does not end her silence."""
    conference = Interaction(ago(7), (EGO, ANN.id), "event", group_size=40)
    (quiet,) = going_quiet(book(*meetings("ego", "ann", 100, 107, 114, 121), conference), EGO)
    assert (quiet.silent_days, quiet.last) == (100, ago(100))
    assert "we met" in quiet.message.body


# ----------------------------------------------------------------------------------------------------- promises due


def promise(maker: PersonId, receiver: PersonId, due_in: int | None, **more: object) -> Promise[PersonId]:
    due = None if due_in is None else AS_OF + timedelta(days=due_in)
    return Promise(maker, receiver, ago(60), due, **more)  # type: ignore[arg-type]


def test_open_promises_either_way_are_listed_longest_due_first() -> None:
    found = promises_due(
        book(
            promise(EGO, ANN.id, 14, note="send the catalogue"),
            promise(BO.id, EGO, 0),
            promise(EGO, CY.id, -3),
        ),
        EGO,
    )
    assert [(due.person, due.mine, due.days_left) for due in found] == [
        (CY.id, True, -3),
        (BO.id, False, 0),
        (ANN.id, True, 14),
    ]
    assert [due.why for due in found] == [
        "You promised Cy Adeyemi something by 29 October 2026: 3 days overdue.",
        "Bo Marsh promised you something by 1 November 2026: due today.",
        'You promised Ann Lindqvist "send the catalogue" by 15 November 2026: due in 14 days.',
    ]
    assert [due.reasons[0].events for due in found] == [("e002",), ("e001",), ("e000",)]
    assert [due.message is None for due in found] == [False, True, True]


@pytest.mark.parametrize(
    "event",
    [
        promise(EGO, ANN.id, 15),
        promise(EGO, ANN.id, None),
        promise(BO.id, ANN.id, -3),
        promise(EGO, ANN.id, -3, state="kept", settled=ago(4)),
        promise(EGO, ANN.id, -3, state="broken"),
    ],
)
def test_what_is_far_undated_between_others_or_settled_is_not_due(event: Event[PersonId]) -> None:
    assert promises_due(book(event), EGO) == ()


def test_a_promise_settled_later_was_open_on_the_day_asked_about() -> None:
    later = AS_OF + timedelta(days=1)
    (due,) = promises_due(book(promise(EGO, ANN.id, -3, state="late", settled=later)), EGO)
    assert due.days_left == -3


def test_a_promise_to_somebody_not_to_be_contacted_is_listed_without_a_message() -> None:
    flagged = person("Ann Lindqvist", flags=("do-not-contact",))
    (due,) = promises_due(book(promise(EGO, ANN.id, -3), people=(flagged,)), EGO)
    assert due.message is None


def test_a_promise_to_somebody_not_to_be_shown_is_not_listed() -> None:
    flagged = person("Ann Lindqvist", flags=("do-not-show",))
    assert promises_due(book(promise(EGO, ANN.id, -3), people=(flagged,)), EGO) == ()


def test_a_book_without_anybody_asks_for_nothing() -> None:
    empty = MemorySnapshot([ME])
    assert thanks_owed(empty, EGO) == going_quiet(empty, EGO) == promises_due(empty, EGO) == ()
