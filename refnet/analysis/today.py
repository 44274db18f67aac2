"""What to do today: whom to ask for a referral or an introduction, whom to thank, whom to call, what was promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from refnet.analysis.explain import explain
from refnet.analysis.firm import firms
from refnet.analysis.health import (
    GoingQuiet,
    PromiseDue,
    ThanksOwed,
    going_quiet,
    helper_of,
    name_of_in,
    promises_due,
    thanks_owed,
)
from refnet.analysis.message import Message, referral_request
from refnet.analysis.reasons import Reason, ago, at_day, capital, counted, event_ids, listed, newest_first
from refnet.model import (
    NOT_ASKED,
    Ask,
    BookEvent,
    Complaint,
    Event,
    Interaction,
    Introduction,
    Person,
    PersonId,
    Referral,
    Thanks,
)
from refnet.network import Snapshot, WeighedTie
from refnet.strength import strength_word

ASKED_DAYS: Final = 60
"""Nobody is asked twice within two months: asking the same few again and again loses them."""

QUIET_DAYS: Final = 365
"""Whoever has been silent for longer has gone quiet long ago: not a matter of today."""

Rule: TypeAlias = Literal["helped before", "strong and never asked"]


@dataclass(frozen=True, slots=True)
class BestAsk:
    """Somebody to ask now. `helped` counts referrals and introductions they gave; `strength` is 0 to 1, as `word` says.

    The reasons are the one of the rule, then those of the tie, whose values add up to the strength.
    """

    person: PersonId
    name: str
    headline: str
    rule: Rule
    helped: int
    strength: float
    word: str
    why: str
    reasons: tuple[Reason, ...]
    message: Message


@dataclass(frozen=True, slots=True)
class Today:
    """What to do on a day, each list in order."""

    as_of: date
    asks: tuple[BestAsk, ...]
    thanks: tuple[ThanksOwed, ...]
    quiet: tuple[GoingQuiet, ...]
    promises: tuple[PromiseDue, ...]


def today(snapshot: Snapshot, ego: PersonId, *, asks: int = 3) -> Today:
    """What ego should do on the day of the snapshot: at most so many asks, and all that is owed, quiet or due."""
    thanks, promises = thanks_owed(snapshot, ego), promises_due(snapshot, ego)
    quiet = going_quiet(snapshot, ego)
    waiting = {owed.person for owed in thanks} | {tie.person for tie in quiet}
    waiting |= {promise.person for promise in promises if promise.mine and promise.days_left < 0}
    return Today(
        as_of=snapshot.as_of,
        asks=_best_asks(snapshot, ego, waiting, asks),
        thanks=thanks,
        quiet=tuple(tie for tie in quiet if tie.silent_days <= QUIET_DAYS),
        promises=promises,
    )


def once_sent(item: BestAsk | ThanksOwed | GoingQuiet | PromiseDue, ego: PersonId, day: date) -> Event[PersonId]:
    """What has happened once ego has sent the message of an item."""
    match item:
        case BestAsk():
            return Ask(ego, item.person, day, what="referral")
        case ThanksOwed():
            return Thanks(ego, item.person, day, "message")
        case _:
            return Interaction(day, (ego, item.person), "message", "one-way", initiated=True)


def _best_asks(snapshot: Snapshot, ego: PersonId, waiting: set[PersonId], most: int) -> tuple[BestAsk, ...]:
    """Whom to ask: first those who have helped before over a Good or Strong tie, then Strong ties never asked.

    Within a rule: more business that came of it first, then more help, then the stronger tie, then by id. Left out are
    people with a flag, asked within 60 days, who wait for ego's thanks or an overdue promise, who have gone quiet, with
    an open complaint either way, and ego's team-mates.
    """
    events = snapshot.events_of([ego], kinds=["referral", "introduction", "ask", "complaint"])
    helped: dict[PersonId, list[BookEvent]] = defaultdict(list)
    for happened in newest_first(events):
        if helper := helper_of(happened.event, ego):
            helped[helper].append(happened)
    asked = asks_by(events, ego)
    out = waiting | _complaining(events, ego, snapshot.as_of)
    out |= {p for p, day in asked.items() if day and (snapshot.as_of - day).days <= ASKED_DAYS}
    fitting = []
    for tie in snapshot.ties_of(ego):
        person = tie.b if tie.a == ego else tie.a
        rule = _rule(tie, bool(helped.get(person)), person in asked)
        if rule and person not in out:
            fitting.append((rule, tie, person))
    fitting.sort(key=lambda f: (f[0] != "helped before", *_merit(helped.get(f[2], ())), -f[1].strength.value, f[2]))
    people = snapshot.people({ego, *(person for _, _, person in fitting)})
    chosen = [f for f in fitting if f[2] in people and _may_be_asked(people[f[2]], people[ego], snapshot.as_of)][:most]
    between = snapshot.events_between([(tie.a, tie.b) for _, tie, _ in chosen])
    return tuple(
        _ask(snapshot, people[ego], people[person], rule, tie, helped.get(person, []), between.get((tie.a, tie.b), ()))
        for rule, tie, person in chosen
    )


def asks_by(events: Sequence[BookEvent], ego: PersonId) -> dict[PersonId, date | None]:
    """Whom ego ever asked, and the newest day known of it."""
    asked: dict[PersonId, date | None] = {}
    for happened in newest_first(events):
        connector, day = _asked(happened, ego)
        if connector and (connector not in asked or (day and day > (asked[connector] or date.min))):
            asked[connector] = day
    return asked


def _asked(happened: BookEvent, ego: PersonId) -> tuple[PersonId | None, date | None]:
    """Whom ego asked by an event, whatever the answer was, and when."""
    match happened.event:
        case Ask(asker=asker, connector=connector) if asker == ego:
            return connector, at_day(happened)
        case Introduction(introducer=introducer, first=first, stage=stage, dates=dates) if first == ego:
            day = (dates or {}).get("asked") or (at_day(happened) if stage == "asked" else None)
            return (introducer, day) if day or stage == "asked" else (None, None)
    return None, None


def _complaining(events: Sequence[BookEvent], ego: PersonId, as_of: date) -> set[PersonId]:
    """The other side of every complaint that is still open."""
    sides: set[PersonId] = set()
    for happened in events:
        event = happened.event
        if isinstance(event, Complaint) and not (event.resolved and event.resolved <= as_of):
            sides |= {event.complainer, event.about}
    return sides - {ego}


def _rule(tie: WeighedTie, helped: bool, asked: bool) -> Rule | None:
    word = strength_word(tie.strength.value)
    if helped and word in ("Good", "Strong"):
        return "helped before"
    return "strong and never asked" if word == "Strong" and not asked else None


def _may_be_asked(person: Person, ego: Person, as_of: date) -> bool:
    return not NOT_ASKED.intersection(person.flags) and not firms(person, as_of) & firms(ego, as_of)


def _ask(
    snapshot: Snapshot,
    ego: Person,
    person: Person,
    rule: Rule,
    tie: WeighedTie,
    helped: Sequence[BookEvent],
    between: Sequence[BookEvent],
) -> BestAsk:
    name_of = name_of_in({person.id: person}, ego.id)
    word = strength_word(tie.strength.value)
    told = _helped(helped, snapshot.as_of) if helped else "You never asked them for a referral or an introduction"
    why = f"{told}; the tie is {word.lower()}, and nothing is open between you."
    return BestAsk(
        person=person.id,
        name=person.name,
        headline=person.headline,
        rule=rule,
        helped=len(helped),
        strength=tie.strength.value,
        word=word,
        why=why,
        reasons=(
            Reason("evidence", f"{told}.", events=event_ids(helped)),
            *explain(tie, between, name_of, snapshot.as_of),
        ),
        message=referral_request(ego, person, between, snapshot.as_of, helped=bool(helped)),
    )


def _merit(helped: Sequence[BookEvent]) -> tuple[int, int]:
    """Sorts those first whose help brought the most business, then those who helped most often."""
    return -sum(_brought_business(e) for e in helped), -len(helped)


def _brought_business(happened: BookEvent) -> bool:
    return getattr(happened.event, "stage", "") in ("won", "led to business")


def _helped(helped: Sequence[BookEvent], as_of: date) -> str:
    """How often somebody helped: "Sent you 3 referrals (2 became business), the last 2 months ago"."""
    referrals = [e for e in helped if isinstance(e.event, Referral)]
    made = [e for e in helped if not isinstance(e.event, Referral)]
    parts = []
    if referrals:
        parts.append(f"sent you {counted(len(referrals), 'referral', 'referrals')}{_outcome(referrals)}")
    if made:
        parts.append(f"made {counted(len(made), 'introduction', 'introductions')} for you{_outcome(made)}")
    last = at_day(helped[0])
    return capital(listed(parts)) + (f", the last {ago(last, as_of)}" if last else "")


def _outcome(helped: Sequence[BookEvent]) -> str:
    won = sum(map(_brought_business, helped))
    return f" ({won} became business)" if won else ""
