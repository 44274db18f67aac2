"""What each kind of event adds to the ties of those who took part, worked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refnet.model import (
    Acquaintance,
    Ask,
    Complaint,
    Consent,
    Event,
    Feedback,
    Interaction,
    Introduction,
    Milestone,
    Note,
    PersonId,
    Promise,
    Purchase,
    Referral,
    Relation,
    Reward,
    Thanks,
)
from refnet.strength import TieSums
from refnet.ties import SMALL_GROUP, TieBook, tie_sums

A, B, C = PersonId("a"), PersonId("b"), PersonId("c")
DAY = date(2026, 3, 9)
ORDINAL = DAY.toordinal()


def contact(**more: object) -> TieSums:
    """One contact on `DAY`, and what more."""
    one = {"contacts": 1, "contact_days": 1, "first_day": ORDINAL, "last_day": ORDINAL}
    return TieSums("observed", **{**one, **more})  # type: ignore[arg-type]


KNOWN = TieSums("confirmed", since_day=ORDINAL)


@pytest.mark.parametrize(
    ("event", "ties"),
    [
        (Interaction(DAY, (A, B), "mail", "one-way"), {(A, B): contact(started_by_a=1)}),
        (Interaction(DAY, (B, A), "call", initiated=True), {(A, B): contact(started_by_b=1)}),
        (Interaction(DAY, (B, A), "meeting"), {(A, B): contact(meetings=1)}),
        (Interaction(None, (A, B)), {(A, B): TieSums("observed", contacts=1)}),
        (Interaction(DAY, (A, A)), {}),
        (Interaction(DAY, (A, B), group_size=SMALL_GROUP + 1), {(A, B): TieSums("inferred")}),
        (Interaction(DAY, (A, B), group_size=51), {}),
        (
            Interaction(DAY, (A, B, C), "message", "one-way"),
            {(A, B): contact(started_by_a=1), (A, C): contact(started_by_a=1), (B, C): TieSums("inferred")},
        ),
        (Interaction(DAY, (A, B), "invitation", "one-way"), {(A, B): TieSums("inferred")}),
        (
            Introduction(C, A, B, DAY, "made"),
            {
                (A, B): KNOWN,
                (A, C): contact(introductions=1, started_by_b=1, since_day=ORDINAL),
                (B, C): contact(introductions=1, started_by_b=1, since_day=ORDINAL),
            },
        ),
        (Introduction(C, A, B, DAY, "asked"), {}),
        (Introduction(C, A, B, DAY, "declined"), {}),
        (
            Referral(A, C, B, DAY),
            {(A, B): contact(referrals=1, started_by_a=1), (A, C): KNOWN},
        ),
        (
            Referral(A, C, B, DAY, "met", {"met": DAY}),
            {(A, B): contact(referrals=1, started_by_a=1), (A, C): KNOWN, (B, C): contact(meetings=1)},
        ),
        (Purchase(A, B, DAY, 100), {(A, B): contact()}),
        (Thanks(A, B, DAY), {(A, B): contact(thanks=1, started_by_a=1)}),
        (Reward(B, A, DAY), {(A, B): contact(thanks=1, started_by_b=1)}),
        (Feedback(A, B, DAY), {(A, B): contact(started_by_a=1)}),
        (Promise(A, B, DAY, state="kept"), {(A, B): TieSums("observed", promises_kept=1)}),
        (Promise(A, B, DAY, state="late"), {(A, B): TieSums("observed", promises_kept=1)}),
        (Promise(A, B, DAY, state="broken"), {(A, B): TieSums("observed", promises_broken=1)}),
        (Promise(A, B, DAY), {}),
        (Complaint(A, B, DAY), {(A, B): TieSums("observed", complaints_open=1)}),
        (Complaint(A, B, DAY, DAY), {(A, B): TieSums("observed", complaints_resolved=1)}),
        (Ask(A, B, DAY, C), {(A, B): contact(started_by_a=1)}),
        (Relation(B, A, "spouse", at=DAY), {(A, B): KNOWN}),
        (Acquaintance(A, B, "connection", DAY), {(A, B): TieSums("claimed", since_day=ORDINAL)}),
        (Note(A, DAY, "likes tea"), {}),
        (Milestone(A, DAY, "birthday"), {}),
        (Consent(A, DAY), {}),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, dict) else "",
)
def test_what_an_event_adds(event: Event[PersonId], ties: dict[tuple[PersonId, PersonId], TieSums]) -> None:
    assert tie_sums([event]) == ties


def test_two_contacts_on_one_day_are_one_day_of_contact() -> None:
    morning = datetime(2026, 3, 9, 8, tzinfo=UTC)
    found = tie_sums([Interaction(morning, (A, B)), Interaction(DAY, (B, A)), Interaction(date(2026, 3, 11), (A, B))])
    assert found == {(A, B): contact(contacts=3, contact_days=2, last_day=ORDINAL + 2)}


def test_a_contact_outranks_a_claim_whichever_comes_first() -> None:
    claim, met = Acquaintance(A, B), Interaction(DAY, (A, B))
    assert tie_sums([claim, met]) == tie_sums([met, claim]) == {(A, B): contact()}


def test_those_who_were_introduced_and_met_have_met() -> None:
    event = Introduction(C, A, B, DAY, "met", {"made": DAY, "met": date(2026, 3, 12)})
    assert tie_sums([event])[A, B] == contact(meetings=1, first_day=ORDINAL + 3, last_day=ORDINAL + 3)


def test_what_happened_later_is_left_out() -> None:
    """Later events do not count, nor a later meeting after a referral, nor a complaint's later resolution."""
    before = date(2026, 3, 10)
    later = date(2026, 4, 1)
    assert tie_sums([Interaction(later, (A, B))], until=before) == {}
    assert (B, C) not in tie_sums([Referral(A, C, B, DAY, "met", {"met": later})], until=before)
    assert tie_sums([Complaint(A, B, DAY, later)], until=before)[A, B].complaints_open == 1
    assert tie_sums([Promise(A, B, DAY, state="broken", settled=later)], until=before) == {}
    met = Introduction(C, A, B, DAY, "met", {"made": DAY, "met": later})
    assert tie_sums([met], until=before)[A, B] == KNOWN


def test_the_days_of_contact_are_told_oldest_first() -> None:
    book = TieBook(date(2026, 3, 10))
    for day in (date(2026, 3, 12), DAY, date(2026, 3, 2), DAY):
        book.add(Interaction(day, (B, A)))
    assert book.contact_days(B, A) == [date(2026, 3, 2), DAY]
    assert book.contact_days(A, C) == []


@given(st.permutations(range(8)))
def test_the_order_of_events_does_not_matter(order: list[int]) -> None:
    events: list[Event[PersonId]] = [
        Interaction(DAY, (A, B), "meeting"),
        Interaction(date(2026, 1, 2), (B, A), initiated=True),
        Acquaintance(A, B, "connection", date(2025, 5, 1)),
        Introduction(C, A, B, DAY),
        Referral(A, C, B, date(2026, 2, 1)),
        Thanks(B, A, date(2026, 2, 2)),
        Relation(A, B, "friend", at=date(2024, 1, 1)),
        Complaint(A, C, DAY),
    ]
    assert tie_sums(events[i] for i in order) == tie_sums(events)
