"""A tie's reasons: their values add up to its strength, they point at events, and their sentences are true."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from snapshots import AS_OF, book_events, meetings

from refnet.analysis.explain import explain
from refnet.analysis.reasons import EVENTS_PER_REASON, Reason
from refnet.model import (
    Acquaintance,
    Ask,
    BookEvent,
    Complaint,
    Event,
    Feedback,
    Interaction,
    Introduction,
    PersonId,
    Promise,
    Purchase,
    Referral,
    Relation,
    Reward,
    Thanks,
)
from refnet.network import WeighedTie
from refnet.strength import build_profile, strength
from refnet.ties import tie_sums

A, B, C = PersonId("ann"), PersonId("bo"), PersonId("cy")
PAIR = (A, B)


def explained(events: list[BookEvent]) -> tuple[WeighedTie, dict[str, Reason]]:
    sums = tie_sums((e.event for e in events), until=AS_OF)
    tie = WeighedTie(*PAIR, sums[PAIR], strength(sums[PAIR], build_profile(list(sums.values())), AS_OF))
    reasons = explain(tie, events, lambda p: "you" if p == A else p.capitalize(), AS_OF)
    assert len({reason.part for reason in reasons}) == len(reasons)
    return tie, {reason.part: reason for reason in reasons}


days = st.one_of(st.none(), st.integers(0, 3000).map(lambda n: AS_OF - timedelta(days=n)))
pairs = st.permutations([A, B])
trios = st.permutations([A, B, C])
channels = st.sampled_from(["meeting", "call", "mail", "message", "event", "other"])
happenings: st.SearchStrategy[Event[PersonId]] = st.one_of(
    st.builds(Interaction, days, pairs.map(tuple), channels, st.sampled_from(["one-way", "both"]), st.booleans()),
    st.builds(Interaction, days, trios.map(tuple), channels, group_size=st.sampled_from([None, 5, 20, 80])),
    st.builds(lambda p, at, stage: Introduction(*p, at, stage), trios, days, st.sampled_from(["asked", "made", "met"])),
    st.builds(lambda p, at: Referral(*p, at), trios, days),
    st.builds(lambda p, at: Purchase(*p, at, 100), pairs, days),
    st.builds(lambda p, at: Thanks(*p, at), pairs, days),
    st.builds(lambda p, at: Reward(*p, at), pairs, days),
    st.builds(lambda p, at: Feedback(*p, at), pairs, days),
    st.builds(lambda p, at: Ask(*p, at), pairs, days),
    st.builds(
        lambda p, at, state: Promise(*p, at, None, state), pairs, days, st.sampled_from(["open", "kept", "broken"])
    ),
    st.builds(lambda p, at: Complaint(*p, at), pairs, days),
    st.builds(lambda p, at: Relation(*p, "friend", at=at), pairs, days),
    st.builds(lambda p, at: Acquaintance(*p, "connection", at), pairs, days),
)


@given(st.lists(happenings, min_size=1, max_size=12))
def test_the_values_add_up_to_the_strength(events: list[Event[PersonId]]) -> None:
    """But for the bounds of (0, 1]; every event named is one that both took part in."""
    happened = book_events(*events)
    if PAIR not in tie_sums(events, until=AS_OF):
        return
    tie, reasons = explained(happened)
    total = sum(reason.value for reason in reasons.values())
    assert tie.strength.value == pytest.approx(min(1.0, max(0.02, total)))
    assert {i for reason in reasons.values() for i in reason.events} <= {e.id for e in happened}
    for reason in reasons.values():
        assert reason.text.endswith(".") and reason.text == " ".join(reason.text.split()), reason.text


def test_the_sentences_of_an_observed_tie() -> None:
    events = book_events(
        *meetings("ann", "bo", 12, 40),
        Interaction(date(2026, 3, 9), (B, A), "mail", "one-way"),
        Referral(B, C, A, date(2026, 5, 4)),
        Thanks(A, B, date(2026, 5, 6)),
        Promise(A, B, date(2026, 1, 4), state="kept"),
        Acquaintance(A, B, "connection", date(2024, 2, 1)),
    )
    _, reasons = explained(events)
    assert {part: reason.text for part, reason in reasons.items()} == {
        "evidence": "LinkedIn connection since 1 February 2024.",
        "time": "Last contact 12 days ago (20 October 2026); on 5 days since March 2026.",
        "intensity": "5 contacts, 2 of them meetings.",
        "trust": "1 referral, 1 thank-you and 1 promise kept.",
        "reciprocity": "You began 3 of 5 contacts, so it goes both ways.",
    }
    assert reasons["time"].events == ("e000", "e001", "e004", "e003", "e002")
    assert reasons["trust"].events == ("e004", "e003", "e005")
    assert reasons["evidence"].events == ("e006",)


def test_a_claim_alone_is_called_assumed() -> None:
    tie, reasons = explained(book_events(Acquaintance(A, B)))
    assert list(reasons) == ["evidence"]
    assert reasons["evidence"].text == "In the address book; no contact on file, so the strength is assumed."
    assert reasons["evidence"].value == tie.strength.value == 0.12


def test_an_invitation_alone_is_called_one() -> None:
    tie, reasons = explained(book_events(Interaction(date(2022, 3, 1), (A, B), "invitation", "one-way")))
    text = "Invited on LinkedIn on 1 March 2022; no contact on file, so the strength is assumed."
    assert reasons["evidence"].text == text
    assert reasons["evidence"].value == tie.strength.value == 0.05


def test_a_connection_told_twice_is_told_with_its_day() -> None:
    """An endorsement says that two are connected, and not since when."""
    day = date(2024, 2, 1)
    _, reasons = explained(book_events(Acquaintance(A, B, "connection"), Acquaintance(A, B, "connection", day)))
    assert reasons["evidence"].text.startswith("LinkedIn connection since 1 February 2024; no contact")


def test_one_sided_contact_is_called_so() -> None:
    _, reasons = explained(book_events(*meetings("bo", "ann", 1, 2, 3, 4, 5)))
    assert reasons["reciprocity"].text == "Bo began 5 of 5 contacts: mostly one-sided."


def test_a_reason_points_at_its_newest_events_only() -> None:
    _, reasons = explained(book_events(*meetings("ann", "bo", *range(50))))
    assert reasons["time"].events == tuple(f"e{n:03}" for n in range(EVENTS_PER_REASON))


def test_contact_on_unknown_days_is_not_dated() -> None:
    _, reasons = explained(book_events(Interaction(None, (A, B))))
    assert reasons["time"].text == "In contact, on days that were not noted."


def test_an_open_promise_is_no_contact_and_no_reason_of_time() -> None:
    """What made no contact is not shown as evidence of one."""
    events = book_events(*meetings("ann", "bo", 9), Promise(A, B, AS_OF), Complaint(B, A, AS_OF))
    _, reasons = explained(events)
    assert reasons["time"].events == reasons["intensity"].events == ("e000",)


def test_a_question_or_promise_still_open_is_no_trust() -> None:
    events = book_events(
        *meetings("ann", "bo", 9), Thanks(A, B, AS_OF), Promise(A, B, AS_OF), Introduction(B, A, C, AS_OF, "asked")
    )
    assert explained(events)[1]["trust"].events == ("e001",)
