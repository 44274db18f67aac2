"""Whose credit it is that a referral became business: three rules, each of which gives away the whole ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from refnet.analysis.reasons import at_day
from refnet.model import REFERRAL_STAGES, BookEvent, EventId, PersonId, Referral

Cents: TypeAlias = dict[str, int]
"""Cents by ISO 4217 currency ("" where none was written): amounts of two currencies are never added."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A referral to the firm, once however often it was written down. `won_day` is None for what is not won so far.

    `day` is when it was given, None when nobody wrote it down.
    """

    id: EventId
    referrer: PersonId
    prospect: PersonId
    day: date | None
    met: bool
    won: bool
    won_day: date | None
    cents: int
    currency: str
    named: bool = True
    """False where a slip tells who gave and who got it, and not whom: the prospect is then the recipient."""


@dataclass(frozen=True, slots=True)
class Deal:
    """Business with a prospect, and the referrals that led to it, oldest first: one or more.

    Won referrals of one prospect that closed on the same day are one deal, and it is worth the most that any says.
    """

    prospect: PersonId
    cents: int
    currency: str
    sent: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """Cents that somebody is credited with, by each of the three rules."""

    first: Cents = field(default_factory=dict)
    last: Cents = field(default_factory=dict)
    shared: Cents = field(default_factory=dict)


def referrals_to(firm: Collection[PersonId], events: Iterable[BookEvent], as_of: date) -> tuple[Sent, ...]:
    """The referrals by which others sent somebody to the firm, oldest first; those without a day come last.

    Left out are those by or about the firm itself, and those by which people send themselves. Of several by one
    referrer of one prospect on one day, the furthest counts: the same was written down twice.

    Args:
        firm: Ego and ego's team.
        events: Events; other kinds and other recipients are ignored.
        as_of: The day up to which outcomes are known.
    """
    found: dict[tuple[PersonId, PersonId, date | EventId], BookEvent] = {}
    for happened in sorted(events, key=lambda e: e.id):
        event = happened.event
        if not isinstance(event, Referral) or event.recipient not in firm or event.referrer == event.prospect:
            continue
        named = event.prospect != event.recipient
        if event.referrer in firm or (named and event.prospect in firm):
            continue
        # Two slips without a name are two
        key = (event.referrer, event.prospect, (named and at_day(happened)) or happened.id)
        if key not in found or _stage(found[key]) < _stage(happened):
            found[key] = happened
    return tuple(sorted((_sent(happened, as_of) for happened in found.values()), key=_oldest_first))


def deals(sent: Iterable[Sent]) -> tuple[Deal, ...]:
    """What was won, in the order of `sent`."""
    together: dict[tuple[PersonId, date | EventId], list[Sent]] = defaultdict(list)
    for referral in sent:
        if referral.won:
            together[referral.prospect, (referral.named and referral.won_day) or referral.id].append(referral)
    return tuple(
        Deal(prospect, *max((one.cents, one.currency) for one in led), tuple(sorted(led, key=_oldest_first)))
        for (prospect, _), led in together.items()
    )


def ledger(won: Iterable[Deal]) -> Cents:
    """What all deals are worth, by currency."""
    total: Cents = {}
    for deal in won:
        add(total, deal.currency, deal.cents)
    return total


def credit(sent: Sequence[Sent], won: Iterable[Deal]) -> dict[PersonId, Credit]:
    """What everybody on the way to a deal is credited with. Each rule adds up to the ledger, to the cent.

    The chain of a deal leads from whoever began it down to those who sent the prospect: above a referrer stands who
    first sent *them* to the firm, if that was not later, and so on. Nobody stands in it twice, nor does the prospect.

        first    all to the beginning of the chain
        last     all to whoever sent the prospect, the latest of several
        shared   equal parts to everybody in the chain; the cents that remain go to the first

    Args:
        sent: All referrals to the firm, oldest first.
        won: The deals of them.
    """
    came_by: dict[PersonId, list[Sent]] = defaultdict(list)
    for referral in sent:
        came_by[referral.prospect].append(referral)
    found: dict[PersonId, Credit] = defaultdict(Credit)
    for deal in won:
        if not deal.cents:
            continue
        chain = chain_of(deal, came_by)
        add(found[chain[0]].first, deal.currency, deal.cents)
        add(found[deal.sent[-1].referrer].last, deal.currency, deal.cents)
        part, rest = divmod(deal.cents, len(chain))
        for place, person in enumerate(chain):
            add(found[person].shared, deal.currency, part + (place < rest))
    return dict(found)


def chain_of(deal: Deal, came_by: Mapping[PersonId, Sequence[Sent]]) -> tuple[PersonId, ...]:
    """Everybody on the way to a deal, from whoever began it to whoever sent the prospect last."""
    above: dict[PersonId, None] = {}
    step: Sent | None = deal.sent[0]
    while step:
        above[step.referrer] = None
        step = next((s for s in came_by.get(step.referrer, ()) if _may_precede(s, step, deal, above)), None)
    return tuple(dict.fromkeys([*reversed(above), *(referral.referrer for referral in deal.sent)]))


def add(total: Cents, currency: str, cents: int) -> None:
    """Add an amount to those of its currency; nothing is no amount."""
    if cents:
        total[currency] = total.get(currency, 0) + cents


def _may_precede(before: Sent, after: Sent, deal: Deal, above: Collection[PersonId]) -> bool:
    """Mistakes make circles, and people refer those whom they know already: so neither twice nor backward in time."""
    if before.referrer in above or before.referrer == deal.prospect:
        return False
    return not (before.day and after.day and before.day > after.day)


def _sent(happened: BookEvent, as_of: date) -> Sent:
    event = happened.event
    assert isinstance(event, Referral)
    dates = event.dates or {}
    won = dates["won"] <= as_of if "won" in dates and event.stage == "won" else event.stage == "won"
    met = dates["met"] <= as_of if "met" in dates else event.stage == "met"
    return Sent(
        id=happened.id,
        referrer=event.referrer,
        prospect=event.prospect,
        day=at_day(happened),
        met=met or won,
        won=won,
        won_day=dates.get("won", at_day(happened)) if won else None,
        cents=(event.value_cents or 0) if won else 0,
        currency=event.currency,
        named=event.prospect != event.recipient,
    )


def _stage(happened: BookEvent) -> tuple[bool, int, int]:
    """How far a referral came: won, else lost, met, contacted, given."""
    event = happened.event
    assert isinstance(event, Referral)
    return (event.stage == "won", REFERRAL_STAGES.index(event.stage), event.value_cents or 0)


def _oldest_first(sent: Sent) -> tuple[bool, date, EventId]:
    return (sent.day is None, sent.day or date.min, sent.id)
