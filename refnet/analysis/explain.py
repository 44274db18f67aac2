"""Why a tie is as warm as it is: one sentence for each of its four parts, with the events behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from refnet.analysis.facts import NameOf
from refnet.analysis.reasons import Reason, ago, capital, counted, event_ids, listed, newest_first, plain_day
from refnet.model import Acquaintance, BookEvent, EventId, Interaction, Relation, kind_of, people_of
from refnet.network import WeighedTie
from refnet.strength import TieSums
from refnet.ties import tie_sums

_TRUST_WORDS = (
    ("introductions", "introduction made", "introductions made"),
    ("referrals", "referral", "referrals"),
    ("thanks", "thank-you", "thank-yous"),
    ("promises_kept", "promise kept", "promises kept"),
    ("promises_broken", "promise broken", "promises broken"),
    ("complaints_resolved", "complaint resolved", "complaints resolved"),
    ("complaints_open", "complaint still open", "complaints still open"),
)
_Added: TypeAlias = Mapping[EventId, TieSums]
_CLAIM_KINDS = ("relation", "acquaintance")


def explain(
    tie: WeighedTie, events: Sequence[BookEvent], name_of: NameOf, as_of: date, *, employer: str = ""
) -> tuple[Reason, ...]:
    """The reasons of one tie; their values add up to its strength, but for the bounds of (0, 1].

    Args:
        tie: The tie, as of `as_of`.
        events: Events in which both ends take part; others are ignored.
        name_of: Name to show for a person ("you" for the owner).
        as_of: The day the sentences speak from.
        employer: For whom both work, see `refnet.colleagues.shared_employer`; told of where nothing else ties them.
    """
    shared = newest_first(e for e in events if {tie.a, tie.b} <= set(people_of(e.event)))
    added = _added(tie, shared, as_of)
    told = [
        _known_from(tie, shared) if shared or not employer else _guessed(tie, employer),
        *_contact(tie, shared, added, as_of),
        _trust(tie, shared, added),
        _balance(tie, shared, added, name_of),
    ]
    return tuple(reason for reason in told if reason is not None)


def _known_from(tie: WeighedTie, events: Sequence[BookEvent]) -> Reason | None:
    # An invitation is worth telling only where nothing more was ever heard of the tie.
    only_invited = all(_invites(e) for e in events)
    claims = list(events) if only_invited else [e for e in events if kind_of(e.event) in _CLAIM_KINDS]
    if not tie.strength.assumed and not claims:
        return None
    said = dict.fromkeys(_claim(e) for e in claims)
    # The same claim with its day says more: an endorsement tells of a connection too, without one.
    facts = listed(claim for claim in said if not any(other.startswith(f"{claim} since ") for other in said))
    if not tie.strength.assumed:
        return Reason("evidence", f"{capital(facts)}.", 0.0, event_ids(claims))
    text = (
        f"{capital(facts)}; no contact on file, so the strength is assumed."
        if facts
        else ("No contact between them on file; the strength is assumed from what they took part in.")
    )
    return Reason("evidence", text, tie.strength.time, event_ids(claims or events))


def _guessed(tie: WeighedTie, employer: str) -> Reason:
    place = " ".join(employer.split())
    return Reason("evidence", f"Both work at {place}; that they know each other is a guess.", tie.strength.time)


def _invites(happened: BookEvent) -> bool:
    return isinstance(happened.event, Interaction) and happened.event.channel == "invitation"


def _claim(happened: BookEvent) -> str:
    event = happened.event
    if isinstance(event, Relation):
        return f"stated as {event.label or event.kind}"
    if isinstance(event, Interaction):
        return "invited on LinkedIn" + (f" on {plain_day(event.at)}" if event.at else "")
    since = f" since {plain_day(day)}" if (day := getattr(event, "at", None)) else ""
    via = isinstance(event, Acquaintance) and event.via == "connection"
    return f"LinkedIn connection{since}" if via else f"in the address book{since}"


def _contact(tie: WeighedTie, events: Sequence[BookEvent], added: _Added, as_of: date) -> list[Reason]:
    sums = tie.sums
    if not sums.contacts:
        return []
    seen = _behind(added, events, ("contacts",))
    time = "In contact, on days that were not noted."
    if sums.last_day:
        last = date.fromordinal(sums.last_day)
        time = f"Last contact {ago(last, as_of)} ({plain_day(last)})"
        first = date.fromordinal(sums.first_day)
        time += f"; on {sums.contact_days} days since {first:%B %Y}." if sums.contact_days > 1 else "."
    meetings = f", {sums.meetings} of them {'a meeting' if sums.meetings == 1 else 'meetings'}" if sums.meetings else ""
    often = f"{counted(sums.contacts, 'contact', 'contacts')}{meetings}."
    return [Reason("time", time, tie.strength.time, seen), Reason("intensity", often, tie.strength.intensity, seen)]


def _trust(tie: WeighedTie, events: Sequence[BookEvent], added: _Added) -> Reason | None:
    parts = [counted(n, one, many) for name, one, many in _TRUST_WORDS if (n := getattr(tie.sums, name))]
    if not parts:
        return None
    seen = _behind(added, events, [name for name, _, _ in _TRUST_WORDS])
    return Reason("trust", f"{capital(listed(parts))}.", tie.strength.trust, seen)


def _balance(tie: WeighedTie, events: Sequence[BookEvent], added: _Added, name_of: NameOf) -> Reason | None:
    by_a, by_b = tie.sums.started_by_a, tie.sums.started_by_b
    if not by_a + by_b:
        return None
    who, count = (tie.a, by_a) if by_a >= by_b else (tie.b, by_b)
    begun = f"{capital(name_of(who))} began {count} of {by_a + by_b} contacts"
    text = f"{begun}, so it goes both ways." if min(by_a, by_b) * 4 >= by_a + by_b else f"{begun}: mostly one-sided."
    seen = _behind(added, events, ("started_by_a", "started_by_b"))
    return Reason("reciprocity", text, tie.strength.reciprocity, seen)


def _added(tie: WeighedTie, events: Sequence[BookEvent], as_of: date) -> _Added:
    """What each event added to the sums of the tie."""
    pair = (tie.a, tie.b)
    found = {e.id: tie_sums([e.event], until=as_of, among=pair).get(pair) for e in events}
    return {event_id: sums for event_id, sums in found.items() if sums}


def _behind(added: _Added, events: Sequence[BookEvent], sums: Sequence[str]) -> tuple[EventId, ...]:
    """The events that raised one of these sums of the tie."""
    return event_ids(e for e in events if e.id in added and any(getattr(added[e.id], name) for name in sums))
