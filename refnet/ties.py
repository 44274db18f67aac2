"""From events to the sums of each pair's tie: which event makes contact between whom, and what it says of trust."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Final

from refnet import limits
from refnet.model import (
    Acquaintance,
    Ask,
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
    When,
    day_of,
)
from refnet.strength import GRADES, Grade, TieSums

SMALL_GROUP: Final = 8
"""In a larger meeting or round mail people need not have spoken: it makes an inferred tie, and no contact."""

Pair = tuple[PersonId, PersonId]


@dataclass(slots=True)
class _Sums:
    grade: Grade = "inferred"
    days: set[int] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    since_day: int = 0


class TieBook:
    """Adds events up, pair by pair.

    Left out are events later than `until`, pairs not `among` some people, and those that are not `wanted`.
    """

    def __init__(
        self,
        until: date | None = None,
        among: Collection[PersonId] | None = None,
        wanted: Callable[[Pair], bool] | None = None,
    ) -> None:
        self._until = until
        self._among = None if among is None else frozenset(among)
        self._wanted = wanted
        self._ties: dict[Pair, _Sums] = {}

    def add(self, event: Event[PersonId]) -> None:
        """Count one event; events without a day count, but not as a contact day."""
        if self._is_later(getattr(event, "at", None)):
            return
        match event:
            case Interaction():
                self._interaction(event)
            case Introduction():
                self._introduction(event)
            case Referral():
                self._referral(event)
            case Purchase():
                self._contact(event.customer, event.seller, event.at)
            case Thanks() | Reward():
                self._contact(event.giver, event.receiver, event.at, starter=event.giver)
                self._count(event.giver, event.receiver, "thanks")
            case Feedback():
                self._contact(event.giver, event.receiver, event.at, starter=event.giver)
            case Promise():
                self._promise(event)
            case Complaint():
                closed = event.resolved and not self._is_later(event.resolved)
                self._count(event.complainer, event.about, "complaints_resolved" if closed else "complaints_open")
            case Ask():
                self._contact(event.asker, event.connector, event.at, starter=event.asker)
            case Relation():
                self._know(event.person, event.other, "confirmed", event.at)
            case Acquaintance():
                self._know(event.owner, event.person, "claimed", event.at)
            case _:
                pass

    def sums(self) -> dict[Pair, TieSums]:
        """The sums of every pair, smaller id first, ordered."""
        return {pair: _frozen(self._ties[pair]) for pair in sorted(self._ties)}

    def contact_days(self, first: PersonId, second: PersonId) -> list[date]:
        """The distinct days on which two people were in contact, oldest first."""
        tie = self._ties.get((min(first, second), max(first, second)))
        return [date.fromordinal(day) for day in sorted(tie.days)] if tie else []

    def _counts_in(self, person: PersonId) -> bool:
        return self._among is None or person in self._among

    def _is_later(self, at: When | None) -> bool:
        return bool(at and self._until and day_of(at) > self._until)

    def _tie(self, first: PersonId, second: PersonId) -> _Sums | None:
        if first == second or not (self._counts_in(first) and self._counts_in(second)):
            return None
        pair = (first, second) if first < second else (second, first)
        if self._wanted and not self._wanted(pair):
            return None
        return self._ties.setdefault(pair, _Sums())

    def _know(self, first: PersonId, second: PersonId, grade: Grade, at: When | None = None) -> None:
        tie = self._tie(first, second)
        if tie is None:
            return
        tie.grade = min(tie.grade, grade, key=GRADES.index)
        if at:
            day = day_of(at).toordinal()
            tie.since_day = min(tie.since_day or day, day)

    def _count(self, first: PersonId, second: PersonId, what: str, by: int = 1) -> None:
        tie = self._tie(first, second)
        if tie is not None:
            tie.grade = min(tie.grade, "observed", key=GRADES.index)
            tie.counts[what] = tie.counts.get(what, 0) + by

    def _contact(
        self,
        first: PersonId,
        second: PersonId,
        at: When | None,
        *,
        starter: PersonId | None = None,
        meeting: bool = False,
    ) -> None:
        if self._is_later(at):
            return
        tie = self._tie(first, second)
        if tie is None:
            return
        self._count(first, second, "contacts")
        if meeting:
            self._count(first, second, "meetings")
        if starter is not None:
            self._count(first, second, "started_by_a" if starter == min(first, second) else "started_by_b")
        if at:
            tie.days.add(day_of(at).toordinal())

    def _interaction(self, event: Interaction[PersonId]) -> None:
        people = list(dict.fromkeys(event.people))
        size = max(len(people), event.group_size or 0)
        if size > limits.GROUP_SIZE_FOR_TIES or not people:
            return
        starter = people[0] if event.initiated or event.direction == "one-way" else None
        for first, second in combinations(filter(self._counts_in, people), 2):
            if makes_contact(event, first, second):
                begins = starter if starter in (first, second) else None
                self._contact(first, second, event.at, starter=begins, meeting=event.channel == "meeting")
            else:
                self._know(first, second, "inferred")

    def _introduction(self, event: Introduction[PersonId]) -> None:
        if event.stage in ("asked", "agreed", "declined"):
            return
        for end in (event.first, event.second):
            self._know(event.introducer, end, "confirmed", event.at)
            self._contact(event.introducer, end, event.at, starter=event.introducer)
            self._count(event.introducer, end, "introductions")
        met = (event.dates or {}).get("met") or event.at
        if event.stage in ("met", "led to business") and not self._is_later(met):
            self._contact(event.first, event.second, met, meeting=True)
        else:
            self._know(event.first, event.second, "confirmed", event.at)

    def _referral(self, event: Referral[PersonId]) -> None:
        self._contact(event.referrer, event.recipient, event.at, starter=event.referrer)
        self._count(event.referrer, event.recipient, "referrals")
        self._know(event.referrer, event.prospect, "confirmed", event.at)
        for stage in ("contacted", "met", "won"):
            if day := (event.dates or {}).get(stage):
                self._contact(event.recipient, event.prospect, day, meeting=stage == "met")

    def _promise(self, event: Promise[PersonId]) -> None:
        if self._is_later(event.settled):
            return
        if event.state in ("kept", "late"):
            self._count(event.maker, event.receiver, "promises_kept")
        elif event.state == "broken":
            self._count(event.maker, event.receiver, "promises_broken")


def makes_contact(event: Interaction[PersonId], first: PersonId, second: PersonId) -> bool:
    """Whether two of those who took part will have been in contact.

    Not in a large round, nor by an invitation, which may stand open, nor where both got the message of a third.
    """
    if event.channel == "invitation" or max(len(set(event.people)), event.group_size or 0) > SMALL_GROUP:
        return False
    return event.direction == "both" or event.people[0] in (first, second)


def tie_sums(
    events: Iterable[Event[PersonId]],
    *,
    until: date | None = None,
    among: Collection[PersonId] | None = None,
    wanted: Callable[[Pair], bool] | None = None,
) -> dict[Pair, TieSums]:
    """The sums of every pair's tie over these events, up to the end of `until`.

    Only of pairs `among` some people, and of those that are `wanted`.
    """
    book = TieBook(until, among, wanted)
    for event in events:
        book.add(event)
    return book.sums()


def _frozen(sums: _Sums) -> TieSums:
    return TieSums(
        grade=sums.grade,
        contact_days=len(sums.days),
        first_day=min(sums.days, default=0),
        last_day=max(sums.days, default=0),
        since_day=sums.since_day,
        **sums.counts,
    )
