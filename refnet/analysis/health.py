"""What a network needs from its owner: thanks that are owed, ties that go quiet, promises that fall due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from refnet.analysis.facts import NameOf, sentence
from refnet.analysis.message import MADE, Message, about_promise, hello, shown_name, thank_you
from refnet.analysis.reasons import Reason, at_day, capital, counted, event_ids, listed, newest_first, plain_day
from refnet.model import BookEvent, Event, Introduction, Person, PersonId, Promise, Referral, Reward, Thanks
from refnet.network import Snapshot, WeighedTie
from refnet.strength import STRENGTH_WORDS
from refnet.ties import TieBook

QUIET_DAYS: Final = 90
"""A tie that was warm and has been silent for longer than this is going quiet, whatever its rhythm."""

QUIET_GAPS: Final = 8
"""Silence of more than this many usual gaps most likely means that the tie has ended.

Source: Navarro et al. (2017), EPJ Data Science, "Temporal patterns behind the strength of persistent ties".
"""

DORMANT_DAYS: Final = 3 * 365
"""Silent for this long is dormant, no longer going quiet: three years, as in Levin, Walter and Murnighan (2011)."""

WARM_CONTACT_DAYS: Final = 4
"""Fewer days of contact make neither a warm tie nor a usual gap."""

_GOOD: Final = next(least for least, word in STRENGTH_WORDS if word == "Good")


@dataclass(frozen=True, slots=True)
class ThanksOwed:
    """Somebody who referred or introduced without having been thanked since. `since` is the day of the newest."""

    person: PersonId
    name: str
    headline: str
    since: date
    waiting_days: int
    why: str
    reasons: tuple[Reason, ...]
    message: Message


@dataclass(frozen=True, slots=True)
class GoingQuiet:
    """A tie that was warm and has been silent for longer than `limit_days`, the nearer of its two limits.

    `usual_gap_days` is the median between days of contact, None when there are too few to tell. `overdue` is silence
    divided by limit, above 1.
    """

    person: PersonId
    name: str
    headline: str
    last: date
    silent_days: int
    usual_gap_days: float | None
    limit_days: float
    overdue: float
    by_days: bool
    """Silent for more than 90 days."""
    by_rhythm: bool
    """Silent for more than 8 usual gaps."""
    why: str
    reasons: tuple[Reason, ...]
    message: Message


@dataclass(frozen=True, slots=True)
class Cold:
    """Ties that have gone cold as of a day, the most overdue first."""

    as_of: date
    lines: tuple[GoingQuiet, ...]


@dataclass(frozen=True, slots=True)
class PromiseDue:
    """An open promise between ego and `person`. `mine`: ego made it. `days_left` is negative once it is overdue."""

    person: PersonId
    name: str
    headline: str
    mine: bool
    due: date
    days_left: int
    why: str
    reasons: tuple[Reason, ...]
    message: Message | None
    """What to send when it is overdue; None before that."""


def thanks_owed(snapshot: Snapshot, ego: PersonId, *, days: int = 365) -> tuple[ThanksOwed, ...]:
    """Whom ego has not thanked for a referral or an introduction, newest first.

    One entry a person, with a reason for each referral or introduction. Thanked is: a thank-you or reward that
    names it, or any to that person on its day or later. What has no day is left out, and so are people flagged
    do-not-contact or do-not-show.

    Args:
        snapshot: The book as of a day.
        ego: Who may owe thanks.
        days: How far to look back from that day.
    """
    helped: dict[PersonId, list[BookEvent]] = defaultdict(list)
    for happened in newest_first(_unthanked(snapshot, ego, days)):
        helper = helper_of(happened.event, ego)
        if helper is not None:
            helped[helper].append(happened)
    people = _named(snapshot, (p for owed in helped.values() for e in owed for p in _whom(e.event)), ego)
    return tuple(
        _thanks(snapshot.as_of, people[ego], people[helper], owed, people)
        for helper, owed in helped.items()
        if helper in people and "do-not-contact" not in people[helper].flags
    )


def going_quiet(snapshot: Snapshot, ego: PersonId) -> tuple[GoingQuiet, ...]:
    """Ego's ties that were warm and are silent for too long, the most overdue first.

    Too long is more than 90 days, or more than 8 times the tie's own usual gap, whichever comes first. Warm is four
    days of contact, or a strength that is still Good. After three years a tie is dormant, and left out; so are people
    flagged do-not-contact or do-not-show.
    """
    return tuple(tie for tie in cold(snapshot, ego).lines if tie.silent_days < DORMANT_DAYS)


def cold(snapshot: Snapshot, ego: PersonId) -> Cold:
    """Everybody whose tie with ego was warm and is silent for too long, however long ago; the most overdue first.

    The rule is that of `going_quiet`, and nothing is left out for being dormant.
    """
    as_of = snapshot.as_of
    silent = [tie for tie in snapshot.ties_of(ego) if _may_be_quiet(tie, as_of)]
    people = _named(snapshot, (_other(tie, ego) for tie in silent), ego)
    asked = [t for t in silent if (p := people.get(_other(t, ego))) and "do-not-contact" not in p.flags]
    events = snapshot.events_between([(tie.a, tie.b) for tie in asked])
    found = []
    for tie in asked:
        between = events.get((tie.a, tie.b), ())
        gap = usual_gap_days(tie, between, as_of)
        limit = QUIET_DAYS if gap is None else min(QUIET_DAYS, QUIET_GAPS * gap)
        if as_of.toordinal() - tie.sums.last_day > limit:
            found.append(_quiet(as_of, people[ego], people[_other(tie, ego)], tie, between, gap, limit))
    return Cold(as_of, tuple(sorted(found, key=lambda quiet: (-quiet.overdue, quiet.person))))


def promises_due(snapshot: Snapshot, ego: PersonId, *, ahead_days: int = 14) -> tuple[PromiseDue, ...]:
    """Open promises that ego made or was made, overdue or due within so many days; the longest due first.

    Promises without a due date are left out, and so are people flagged do-not-show. A person flagged do-not-contact
    is listed, for a promise holds all the same, but without a message.
    """
    as_of = snapshot.as_of
    due: list[tuple[date, BookEvent, Promise[PersonId]]] = []
    for happened in snapshot.events_of([ego], kinds=["promise"]):
        event = happened.event
        if not isinstance(event, Promise) or event.maker == event.receiver or not is_open(event, as_of):
            continue
        if event.due and (event.due - as_of).days <= ahead_days:
            due.append((event.due, happened, event))
    people = _named(snapshot, (p for _, _, event in due for p in (event.maker, event.receiver)), ego)
    return tuple(
        _promise(as_of, ego, people, happened, event)
        for _, happened, event in sorted(due, key=lambda entry: (entry[0], entry[1].id))
        if event.maker in people and event.receiver in people
    )


def helper_of(event: Event[PersonId], ego: PersonId) -> PersonId | None:
    """Who did ego a good turn by this event: the referrer of a referral, the introducer of an introduction made."""
    match event:
        case Referral(referrer=referrer, recipient=recipient) if recipient == ego != referrer:
            return referrer
        case Introduction(introducer=introducer, first=first, second=second, stage=stage):
            return introducer if stage in MADE and ego in (first, second) and introducer != ego else None
    return None


def is_open(promise: Promise[PersonId], as_of: date) -> bool:
    """Was a promise still open at the end of a day?"""
    return promise.state == "open" or bool(promise.settled and promise.settled > as_of)


def usual_gap_days(tie: WeighedTie, events: Iterable[BookEvent], as_of: date) -> float | None:
    """The median number of days between days of contact; None below four of them: one event makes no rhythm."""
    book = TieBook(as_of, among=(tie.a, tie.b))
    for happened in events:
        book.add(happened.event)
    days = book.contact_days(tie.a, tie.b)
    if len(days) < WARM_CONTACT_DAYS:
        return None
    return float(median((after - before).days for before, after in zip(days, days[1:], strict=False)))


def name_of_in(people: Mapping[PersonId, Person], ego: PersonId) -> NameOf:
    """How sentences for ego call these people: "you" for ego, "somebody" for those who are not there."""
    return lambda person: "you" if person == ego else shown_name(people[person]) if person in people else "somebody"


def dated(happened: BookEvent, name_of: NameOf) -> str:
    """What happened in one sentence, with its day."""
    day = at_day(happened)
    return f"{plain_day(day)}: {sentence(happened, name_of)}." if day else f"{capital(sentence(happened, name_of))}."


def _named(snapshot: Snapshot, ids: Iterable[PersonId], ego: PersonId) -> dict[PersonId, Person]:
    """These people and ego, without those who are not to be shown."""
    found = snapshot.people({*ids, ego})
    return {p: person for p, person in found.items() if p == ego or "do-not-show" not in person.flags}


def _other(tie: WeighedTie, ego: PersonId) -> PersonId:
    return tie.b if tie.a == ego else tie.a


def _whom(event: Event[PersonId]) -> tuple[PersonId, ...]:
    match event:
        case Referral():
            return (event.referrer, event.prospect)
        case Introduction():
            return (event.introducer, event.first, event.second)
    return ()


def _unthanked(snapshot: Snapshot, ego: PersonId, days: int) -> list[BookEvent]:
    happened = snapshot.events_of([ego], kinds=["referral", "introduction", "thanks", "reward"])
    regarding: set[str] = set()
    last: dict[PersonId, date] = {}
    for e in happened:
        if isinstance(e.event, Thanks | Reward) and e.event.giver == ego:
            if isinstance(e.event, Thanks):
                regarding.add(e.event.regarding)
            if day := at_day(e):
                last[e.event.receiver] = max(day, last.get(e.event.receiver, day))
    return [
        e
        for e in happened
        if (helper := helper_of(e.event, ego))
        and (day := at_day(e))
        and (snapshot.as_of - day).days <= days
        and e.id not in regarding
        and last.get(helper, date.min) < day
    ]


def _thanks(
    as_of: date, ego: Person, helper: Person, owed: Sequence[BookEvent], people: Mapping[PersonId, Person]
) -> ThanksOwed:
    name_of = name_of_in(people, ego.id)
    since = at_day(owed[0]) or as_of
    what = dated(owed[0], name_of)
    more = f" {capital(counted(len(owed) - 1, 'more', 'more'))} before that." if len(owed) > 1 else ""
    return ThanksOwed(
        person=helper.id,
        name=helper.name,
        headline=helper.headline,
        since=since,
        waiting_days=(as_of - since).days,
        why=f"{what}{more} Not thanked yet.",
        reasons=tuple(Reason("evidence", dated(e, name_of), events=(e.id,)) for e in owed),
        message=thank_you(ego, helper, owed, people),
    )


def _may_be_quiet(tie: WeighedTie, as_of: date) -> bool:
    """What the sums alone can say, so that the events of few ties are fetched."""
    sums = tie.sums
    warm = sums.contact_days >= WARM_CONTACT_DAYS or tie.strength.value >= _GOOD
    # No gap is below a day, so nobody is quiet before the ninth
    return warm and sums.last_day > 0 and as_of.toordinal() - sums.last_day > QUIET_GAPS


def _quiet(
    as_of: date,
    ego: Person,
    other: Person,
    tie: WeighedTie,
    events: Sequence[BookEvent],
    gap: float | None,
    limit: float,
) -> GoingQuiet:
    last = date.fromordinal(tie.sums.last_day)
    silent = (as_of - last).days
    rhythm = "too few days of contact to tell your usual gap"
    if gap:
        rhythm = f"your usual gap is {counted(round(gap), 'day', 'days')}"
    why = f"Silent for {counted(silent, 'day', 'days')}, since {plain_day(last)}; {rhythm}."
    newest = event_ids(e for e in newest_first(events) if at_day(e))
    return GoingQuiet(
        person=other.id,
        name=other.name,
        headline=other.headline,
        last=last,
        silent_days=silent,
        usual_gap_days=gap,
        limit_days=limit,
        overdue=silent / limit,
        by_days=silent > QUIET_DAYS,
        by_rhythm=gap is not None and silent > QUIET_GAPS * gap,
        why=why,
        reasons=(Reason("time", why, events=newest), Reason("evidence", _limits(silent, gap))),
        message=hello(ego, other, events, as_of),
    )


def _limits(silent: int, gap: float | None) -> str:
    """Which of the two limits a silence has passed; both are told, so that each can be seen to be the nearer."""
    calendar = f"{'beyond' if silent > QUIET_DAYS else 'within'} {QUIET_DAYS} days"
    if gap is None:
        return f"That is {calendar}, the limit for every tie."
    limit = QUIET_GAPS * gap
    rhythm = (
        f"{'beyond' if silent > limit else 'within'} {QUIET_GAPS} usual gaps ({counted(round(limit), 'day', 'days')})"
    )
    return f"That is {listed((calendar, rhythm))}."


def _promise(
    as_of: date,
    ego: PersonId,
    people: Mapping[PersonId, Person],
    happened: BookEvent,
    event: Promise[PersonId],
) -> PromiseDue:
    mine = event.maker == ego
    other = people[event.receiver if mine else event.maker]
    due = event.due or as_of
    left = (due - as_of).days
    what = f' "{" ".join(event.note.split())}"' if event.note.strip() else " something"
    who = f"You promised {shown_name(other)}" if mine else f"{capital(shown_name(other))} promised you"
    why = f"{who}{what} by {plain_day(due)}: {_left(left)}."
    send = left < 0 and "do-not-contact" not in other.flags
    return PromiseDue(
        person=other.id,
        name=other.name,
        headline=other.headline,
        mine=mine,
        due=due,
        days_left=left,
        why=why,
        reasons=(Reason("evidence", why, events=(happened.id,)),),
        message=about_promise(people[ego], other, due, mine=mine) if send else None,
    )


def _left(days: int) -> str:
    if days < 0:
        return f"{counted(-days, 'day', 'days')} overdue"
    return f"due in {counted(days, 'day', 'days')}" if days else "due today"
