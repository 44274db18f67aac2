"""Gave and got: what two people did for each other, with totals, and what is to be remembered of one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from refnet.analysis.facts import money
from refnet.analysis.message import MADE
from refnet.analysis.reasons import Reason, counted, event_ids, listed, newest_first
from refnet.model import (
    BookEvent,
    Introduction,
    Milestone,
    Note,
    PersonId,
    Promise,
    Purchase,
    Referral,
    Reward,
    Thanks,
)
from refnet.network import Snapshot

_KINDS: Final = ("referral", "introduction", "purchase", "thanks", "reward", "promise", "milestone", "note")
_LINES: Final = (
    ("referral", "referral", "referrals"),
    ("introduction", "introduction", "introductions"),
    ("purchase", "purchase", "purchases"),
    ("thanks", "thank-you", "thank-yous"),
    ("reward", "gift", "gifts"),
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """The answer. Each line of `got` and `gave` is a total with the events that it counts; lines without any are left
    out. The events of the rest are newest first."""

    as_of: date
    got: tuple[Reason, ...]
    """What the person did for the owner."""
    gave: tuple[Reason, ...]
    """What the owner did for the person."""
    promises: tuple[BookEvent, ...]
    milestones: tuple[BookEvent, ...]
    notes: tuple[BookEvent, ...]


def exchange(snapshot: Snapshot, ego: PersonId, person: PersonId) -> Exchange:
    """What went back and forth between the owner and a person up to the day.

    A referral counts for whoever referred and for its recipient, an introduction that took place for both who were
    introduced. Money is added up for each currency by itself.

    Args:
        snapshot: The book as of a day.
        ego: The owner.
        person: Somebody else.
    """
    events = newest_first(snapshot.events_of([person], kinds=_KINDS))
    between = [e for e in events if isinstance(e.event, Promise) and {ego, person} == {e.event.maker, e.event.receiver}]
    return Exchange(
        as_of=snapshot.as_of,
        got=tuple(_totals(events, person, ego)),
        gave=tuple(_totals(events, ego, person)),
        promises=tuple(between),
        milestones=tuple(e for e in events if isinstance(e.event, Milestone)),
        notes=tuple(e for e in events if isinstance(e.event, Note)),
    )


def _totals(events: Iterable[BookEvent], giver: PersonId, taker: PersonId) -> Iterator[Reason]:
    """What one did for the other, a line for each kind of it."""
    done: dict[str, list[BookEvent]] = {}
    for happened in events:
        if what := _what(happened, giver, taker):
            done.setdefault(what, []).append(happened)
    for what, one, many in _LINES:
        if found := done.get(what):
            yield Reason("evidence", f"{counted(len(found), one, many)}{_outcome(found)}.", 0.0, event_ids(found))


def _what(happened: BookEvent, giver: PersonId, taker: PersonId) -> str:
    """What an event was for the two, "" when one did nothing for the other in it."""
    match happened.event:
        case Referral(referrer=a, recipient=b) if (a, b) == (giver, taker):
            return "referral"
        case Introduction(introducer=a, first=b, second=c, stage=stage) if a == giver and taker in (b, c):
            return "introduction" if stage in MADE else ""
        case Purchase(customer=a, seller=b) if (a, b) == (giver, taker):
            return "purchase"
        case Thanks(giver=a, receiver=b) if (a, b) == (giver, taker):
            return "thanks"
        case Reward(giver=a, receiver=b) if (a, b) == (giver, taker):
            return "reward"
    return ""


def _outcome(found: Sequence[BookEvent]) -> str:
    """What came of it: ", 2 of them won: EUR 12,500"."""
    won = [e.event for e in found if isinstance(e.event, Referral) and e.event.stage == "won"]
    cents: Counter[str] = Counter()
    for event in won:
        cents[event.currency] += event.value_cents or 0
    for happened in found:
        if isinstance(happened.event, Purchase):
            cents[happened.event.currency] += happened.event.value_cents
    told = listed(money(value, currency) for currency, value in sorted(cents.items()) if value)
    share = f", {len(won)} of them won" if won and len(found) > 1 else ", won" if won else ""
    return f"{share}: {told}" if told else share
