"""Customers by what they bring themselves and what they bring through others: four kinds that want different care."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Literal, TypeAlias

from refnet.analysis.advocates import may_be_listed, worth
from refnet.analysis.cascade import Given, below, by_referral, by_referrer
from refnet.analysis.credit import Cents, Deal, add, deals, referrals_to
from refnet.analysis.firm import team_of
from refnet.analysis.reasons import EVENTS_PER_REASON, Reason
from refnet.model import BookEvent, EventId, Person, PersonId, Purchase
from refnet.network import Snapshot

Kind: TypeAlias = Literal["champion", "advocate", "affluent", "miser"]


@dataclass(frozen=True, slots=True)
class GridLine:
    """Somebody's value in one currency: what they bought, and what came through those they referred, in cents."""

    person: PersonId
    name: str
    headline: str
    currency: str
    own_cents: int
    referred_cents: int
    kind: Kind
    why: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Cuts:
    """From how many cents on a value is high, in one currency; None where nobody has one."""

    own_cents: float | None
    referred_cents: float | None


@dataclass(frozen=True, slots=True)
class ValueGrid:
    """The answer: everybody who bought or brought something, largest first; and the cuts of each currency."""

    as_of: date
    lines: tuple[GridLine, ...]
    cuts: Mapping[str, Cuts]


@dataclass(frozen=True, slots=True)
class _Value:
    cents: Cents
    events: Mapping[str, tuple[EventId, ...]]


def value_grid(snapshot: Snapshot, ego: PersonId, *, members: Collection[PersonId] = ()) -> ValueGrid:
    """Customers of ego's firm by their own value and by the value that they referred, each high or low.

        own \\ referred    high        low
        high              champion    affluent
        low               advocate    miser

    Own value is what somebody bought (`Purchase`, refunds taken off); where no purchase is known, the won referrals of
    which they were the prospect. Referred value is what everything in their cascade is worth. High is at least the
    median of those who have any; each currency stands by itself. People flagged do-not-contact or do-not-show are left
    out.

    Args:
        snapshot: The book as of a day.
        ego: Whose firm it is.
        members: Who else shares the book, and so is of the firm.

    Source: Kumar, Petersen and Leone (2007), Harvard Business Review, "How valuable is word of mouth?"
    """
    team = team_of(snapshot, ego, members)
    events = snapshot.events_of(sorted(team), kinds=["referral", "purchase"])
    sent = referrals_to(team, events, snapshot.as_of)
    won = deals(sent)
    own = _own([e for e in events if _is_sale(e, team)], won)
    given, led_to = by_referrer(sent), by_referral(won)
    referred = {person: _referred(person, given, led_to) for person in given}
    people = {p: who for p, who in snapshot.people({*own, *referred}).items() if may_be_listed(who)}
    nothing = _Value({}, {})
    values = {p: (own.get(p, nothing), referred.get(p, nothing)) for p in people}
    currencies = {currency for both in values.values() for value in both for currency in value.cents}
    cuts = {currency: _cuts(currency, values) for currency in sorted(currencies)}
    lines = [
        _line(people[p], currency, mine, theirs, cuts[currency])
        for p, (mine, theirs) in values.items()
        for currency in sorted({*mine.cents, *theirs.cents})
    ]
    lines.sort(key=lambda line: (line.currency, -line.own_cents - line.referred_cents, line.person))
    return ValueGrid(snapshot.as_of, tuple(lines), cuts)


def _is_sale(happened: BookEvent, team: frozenset[PersonId]) -> bool:
    event = happened.event
    return isinstance(event, Purchase) and event.seller in team and event.customer not in team


def _own(sales: list[BookEvent], won: tuple[Deal, ...]) -> dict[PersonId, _Value]:
    """What customers bought. Deals stand in where no purchase is known: a sale is often written down as both."""
    bought: dict[PersonId, list[tuple[str, int, EventId]]] = defaultdict(list)
    for happened in sales:
        if isinstance(happened.event, Purchase):
            sale = happened.event
            bought[sale.customer].append((sale.currency, sale.value_cents, happened.id))
    instead: dict[PersonId, list[tuple[str, int, EventId]]] = defaultdict(list)
    for deal in won:
        if deal.prospect not in bought and deal.sent[0].named:
            instead[deal.prospect].append((deal.currency, deal.cents, deal.sent[0].id))
    return {person: _value(parts) for person, parts in (bought | instead).items()}


def _referred(person: PersonId, given: Given, led_to: Mapping[EventId, Deal]) -> _Value:
    under = below(person, given, led_to)
    return _value([(deal.currency, deal.cents, deal.sent[0].id) for deal in (*under.direct, *under.downstream)])


def _value(parts: list[tuple[str, int, EventId]]) -> _Value:
    cents: Cents = {}
    events: dict[str, list[EventId]] = defaultdict(list)
    for currency, amount, event_id in parts:
        add(cents, currency, amount)
        events[currency].append(event_id)
    return _Value(cents, {currency: tuple(ids) for currency, ids in events.items()})


def _cuts(currency: str, values: Mapping[PersonId, tuple[_Value, _Value]]) -> Cuts:
    own, referred = (
        [both[side].cents[currency] for both in values.values() if both[side].cents.get(currency, 0) > 0]
        for side in (0, 1)
    )
    return Cuts(float(median(own)) if own else None, float(median(referred)) if referred else None)


def _line(person: Person, currency: str, own: _Value, referred: _Value, cuts: Cuts) -> GridLine:
    mine, theirs = own.cents.get(currency, 0), referred.cents.get(currency, 0)
    reasons = (
        _reason(f"Bought for {worth({currency: mine})}." if mine else "Bought nothing.", own, currency),
        _reason(
            f"{worth({currency: theirs})} came through people whom they sent."
            if theirs
            else "Nothing came through people whom they sent.",
            referred,
            currency,
        ),
    )
    return GridLine(
        person=person.id,
        name=person.name,
        headline=person.headline,
        currency=currency,
        own_cents=mine,
        referred_cents=theirs,
        kind=_kind(_is_high(mine, cuts.own_cents), _is_high(theirs, cuts.referred_cents)),
        why=" ".join(reason.text for reason in reasons),
        reasons=reasons,
    )


def _reason(text: str, value: _Value, currency: str) -> Reason:
    return Reason("evidence", text, events=value.events.get(currency, ())[:EVENTS_PER_REASON])


def _is_high(cents: int, cut: float | None) -> bool:
    return cut is not None and cents >= cut


def _kind(own: bool, referred: bool) -> Kind:
    if referred:
        return "champion" if own else "advocate"
    return "affluent" if own else "miser"
