"""Advocates: who sends business to the owner's firm, what came of it, and who may begin to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Final, Literal, TypeAlias

from refnet.analysis.cascade import Below, Given, below, by_referral, by_referrer
from refnet.analysis.credit import Cents, Credit, Deal, Sent, add, credit, deals, ledger, referrals_to
from refnet.analysis.facts import NAMED, money
from refnet.analysis.firm import belongs_to, team_of
from refnet.analysis.health import cold, thanks_owed
from refnet.analysis.reasons import EVENTS_PER_REASON, Reason, ago, capital, counted, event_ids, listed, newest_first
from refnet.analysis.today import asks_by
from refnet.model import NOT_ASKED, BookEvent, EventId, Person, PersonId
from refnet.network import Snapshot, WeighedTie
from refnet.strength import strength_word

PROVEN_DAYS: Final = 730
PROVEN_WON: Final = 2
"""Two referrals that became business within 24 months make a proven advocate."""

RISING_DAYS: Final = 365
"""The twelve months that are compared with the twelve before."""

CIRCLES: Final = 2
"""In so many circles somebody must know people to be a hidden advocate."""

Segment: TypeAlias = Literal["at risk", "proven", "rising", "hidden", "other"]


@dataclass(frozen=True, slots=True)
class Advocate:
    """Somebody who sends business to ego's firm, or may begin to.

    `given`, `met` and `won` count referrals; `value` is what those that were won are worth, as far as written down.
    `downstream` is what came through people whom they sent, and `downstream_won` the number of those deals.
    `strength` (0 to 1) and `word` tell of the tie with ego: 0 and "" where there is none.
    """

    person: PersonId
    name: str
    headline: str
    segment: Segment
    given: int
    met: int
    won: int
    value: Cents
    downstream: Cents
    downstream_won: int
    credit: Credit
    last: date | None
    """When they last sent somebody."""
    thanks_owed: bool
    """A good turn of theirs in the last year waits for ego's thanks."""
    strength: float
    word: str
    why: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Advocates:
    """The answer: those whose referrals became business most often first, hidden ones last, by strength.

    `ledger_cents` is all that was won through referrals. Each of the three rules gives away the whole of it: the
    credit of the lines and `withheld_credit` add up to it.
    """

    as_of: date
    lines: tuple[Advocate, ...]
    ledger_cents: Cents
    withheld: int
    """How many sent business and are not listed, because they asked not to be contacted."""
    withheld_credit: Credit = field(default_factory=Credit)
    """Credit of everybody who is not listed, those who are not to be shown among them."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What all lines are made from."""

    as_of: date
    given: Given
    led_to: Mapping[EventId, Deal]
    credits: Mapping[PersonId, Credit]
    ties: Mapping[PersonId, WeighedTie]
    owed: Collection[PersonId]
    cold: Mapping[PersonId, Reason]


def advocates(snapshot: Snapshot, ego: PersonId, *, members: Collection[PersonId] = ()) -> Advocates:
    """Who sends business to ego's firm, with what came of it, and who may begin to.

    The firm is `team_of` ego; what they send is not counted. People
    flagged do-not-contact or do-not-show are not listed.

        at risk  proven, but the tie has gone cold (see `cold`)
        proven   2 or more of their referrals became business within the last 24 months
        rising   more referrals in the last 12 months than in the 12 before
        hidden   never asked, none given, among the strongest quarter of ego's ties, and knows people in 2 circles or
                 more over ties that are at least Fair: a circle is a company or group that is neither theirs nor
                 ego's. Not those flagged do-not-ask
        other    has referred, none of the above

    The first that holds is the one.

    Args:
        snapshot: The book as of a day.
        ego: Whose firm it is.
        members: Who else shares the book, and so is of the firm.
    """
    team = team_of(snapshot, ego, members)
    sent = referrals_to(team, snapshot.events_of(sorted(team), kinds=["referral"]), snapshot.as_of)
    won = deals(sent)
    known = _Known(
        as_of=snapshot.as_of,
        given=by_referrer(sent),
        led_to=by_referral(won),
        credits=credit(sent, won),
        ties={tie.b if tie.a == ego else tie.a: tie for tie in snapshot.ties_of(ego)},
        owed={owed.person for owed in thanks_owed(snapshot, ego)},
        cold={line.person: line.reasons[0] for line in cold(snapshot, ego).lines},
    )
    people = snapshot.people({*known.given, *known.credits})
    listed_ones = [person for person in people.values() if may_be_listed(person)]
    lines = [_line(person, known) for person in listed_ones]
    lines.sort(key=lambda line: (-line.won, -line.given, -line.strength, line.person))
    off = [person for person in people.values() if not may_be_listed(person)]
    return Advocates(
        as_of=snapshot.as_of,
        lines=(*lines, *_hidden(snapshot, ego, known, team)),
        ledger_cents=ledger(won),
        withheld=sum("do-not-show" not in person.flags for person in off),
        withheld_credit=_together(known.credits.get(person.id, Credit()) for person in off),
    )


def may_be_listed(person: Person) -> bool:
    """Whether somebody may stand in a list of people to turn to."""
    return not {"do-not-contact", "do-not-show"} & set(person.flags)


def worth(amounts: Mapping[str, int]) -> str:
    """Amounts as a sentence has them, "" for none.

    >>> worth({"USD": 2500000, "EUR": 90000})
    'EUR 900 and USD 25,000'
    """
    return listed(money(cents, currency) for currency, cents in sorted(amounts.items()))


def total(won: Iterable[Deal | Sent]) -> Cents:
    """What deals or referrals are worth, by currency."""
    found: Cents = {}
    for one in won:
        add(found, one.currency, one.cents)
    return found


def _line(person: Person, known: _Known) -> Advocate:
    sent = known.given.get(person.id, ())
    won = [referral for referral in sent if referral.won]
    under = below(person.id, known.given, known.led_to)
    tie = known.ties.get(person.id)
    segment = _segment(person.id, sent, known)
    reasons = tuple(_reasons(person.id, segment, sent, under, known))
    last = max((referral.day for referral in sent if referral.day), default=None)
    return Advocate(
        person=person.id,
        name=person.name,
        headline=person.headline,
        segment=segment,
        given=len(sent),
        met=sum(referral.met for referral in sent),
        won=len(won),
        value=total(won),
        downstream=total(under.downstream),
        downstream_won=len(under.downstream),
        credit=known.credits.get(person.id, Credit()),
        last=last,
        thanks_owed=person.id in known.owed,
        strength=tie.strength.value if tie else 0.0,
        word=strength_word(tie.strength.value) if tie else "",
        why=" ".join(reason.text for reason in reasons),
        reasons=reasons,
    )


def _segment(person: PersonId, sent: Sequence[Sent], known: _Known) -> Segment:
    if len(_won_lately(sent, known.as_of)) >= PROVEN_WON:
        return "at risk" if person in known.cold else "proven"
    lately, before = _by_year(sent, known.as_of)
    return "rising" if len(lately) > len(before) else "other"


def _won_lately(sent: Iterable[Sent], as_of: date) -> list[Sent]:
    return [s for s in sent if s.won_day and (as_of - s.won_day).days < PROVEN_DAYS]


def _by_year(sent: Iterable[Sent], as_of: date) -> tuple[list[Sent], list[Sent]]:
    """Referrals of the last twelve months and of the twelve before."""
    years: dict[int, list[Sent]] = defaultdict(list)
    for referral in sent:
        if referral.day:
            years[(as_of - referral.day).days // RISING_DAYS].append(referral)
    return years[0], years[1]


def _reasons(person: PersonId, segment: Segment, sent: Sequence[Sent], under: Below, known: _Known) -> Iterable[Reason]:
    """One sentence each: what they sent, why the segment, what came through others, thanks, silence."""
    if sent:
        yield _fact(_told(sent, known.as_of), sent)
    if any(referral.won for referral in sent):
        lately = _won_lately(sent, known.as_of)
        count = counted(len(lately), "was", "were") if lately else "None was"
        yield _fact(f"{count} won in the last 24 months.", lately)
    if segment == "rising":
        lately, before = _by_year(sent, known.as_of)
        yield _fact(f"{len(lately)} in the last 12 months, {len(before) or 'none'} in the 12 before.", lately)
    if under.downstream:
        amount = worth(total(under.downstream))
        deal = counted(len(under.downstream), "more deal", "more deals")
        came = f"{deal}{f', {amount},' if amount else ''} came through people whom they sent."
        yield _fact(capital(came), [referral for deal in under.downstream for referral in deal.sent])
    if person in known.owed:
        yield Reason("evidence", "Your thanks are still owed.")
    if person in known.cold:
        yield known.cold[person]


def _told(sent: Sequence[Sent], as_of: date) -> str:
    won = [referral for referral in sent if referral.won]
    amount = worth(total(won))
    became = (
        f"; {len(won)} became business{f' ({amount})' if amount else ''}" if won else "; none became business so far"
    )
    last = max((referral.day for referral in sent if referral.day), default=None)
    when = f", the last {ago(last, as_of)}" if last else ""
    return f"Sent you {counted(len(sent), 'referral', 'referrals')}{when}{became}."


def _fact(text: str, sent: Sequence[Sent]) -> Reason:
    newest = sorted(sent, key=lambda s: (s.day or date.min, s.id), reverse=True)
    return Reason("evidence", text, events=tuple(dict.fromkeys(s.id for s in newest))[:EVENTS_PER_REASON])


def _hidden(snapshot: Snapshot, ego: PersonId, known: _Known, team: Collection[PersonId]) -> list[Advocate]:
    """Those among the strongest quarter of ego's ties who were never asked and never referred, strongest first."""
    ties = sorted(known.ties.items(), key=lambda item: (-item[1].strength.value, item[0]))
    events = snapshot.events_of([ego], kinds=["introduction", "ask"])
    out = {*team, *asks_by(events, ego), *known.given}
    strongest = [person for person, _ in ties[: ceil(len(ties) / 4)] if person not in out]
    people = snapshot.people({ego, *strongest})
    fitting = [people[p] for p in strongest if p in people and not NOT_ASKED.intersection(people[p].flags)]
    circles = _circles(snapshot, people[ego], fitting)
    chosen = [person for person in fitting if len(circles[person.id]) >= CIRCLES]
    ends = {person.id: (known.ties[person.id].a, known.ties[person.id].b) for person in chosen}
    between = snapshot.events_between(ends.values())
    return [_may_begin(p, known, circles[p.id], newest_first(between.get(ends[p.id], ()))) for p in chosen]


def _circles(snapshot: Snapshot, ego: Person, people: Sequence[Person]) -> dict[PersonId, list[str]]:
    """The companies and groups in which these people know somebody at least fairly well, by name."""
    rings = {
        person: [other for other, strength in ring if other != ego.id and strength_word(strength) != "Weak"]
        for person, ring in snapshot.neighbours([person.id for person in people]).items()
    }
    others = snapshot.people({other for ring in rings.values() for other in ring})
    shown = {other: person for other, person in others.items() if "do-not-show" not in person.flags}
    own = belongs_to(ego, snapshot.as_of)
    found = {}
    for person in people:
        known: dict[str, str] = {}
        for other in rings[person.id]:
            known |= belongs_to(shown[other], snapshot.as_of) if other in shown else {}
        theirs = known.keys() - own.keys() - belongs_to(person, snapshot.as_of).keys()
        found[person.id] = sorted(known[circle] for circle in theirs)
    return found


def _may_begin(person: Person, known: _Known, circles: Sequence[str], between: Sequence[BookEvent]) -> Advocate:
    tie = known.ties[person.id]
    word = strength_word(tie.strength.value)
    named, more = circles[:NAMED], len(circles) - NAMED
    places = [*named, f"{more} more"] if more > 0 else named
    reasons = [
        Reason("evidence", "You never asked them, and they have not sent you anybody so far."),
        Reason("evidence", f"The tie is {word}, one of your strongest quarter.", events=event_ids(between)),
        Reason("evidence", f"They know people at {listed(places)}."),
    ]
    if person.id in known.owed:
        reasons.append(Reason("evidence", "Your thanks are still owed."))
    if person.id in known.cold:
        reasons.append(known.cold[person.id])
    return Advocate(
        person=person.id,
        name=person.name,
        headline=person.headline,
        segment="hidden",
        given=0,
        met=0,
        won=0,
        value={},
        downstream={},
        downstream_won=0,
        credit=Credit(),
        last=None,
        thanks_owed=person.id in known.owed,
        strength=tie.strength.value,
        word=word,
        why=" ".join(reason.text for reason in reasons),
        reasons=tuple(reasons),
    )


def _together(credits: Iterable[Credit]) -> Credit:
    """What several people are credited with, added up rule by rule."""
    both = Credit()
    for one in credits:
        for into, amounts in ((both.first, one.first), (both.last, one.last), (both.shared, one.shared)):
            for currency, cents in amounts.items():
                add(into, currency, cents)
    return both
