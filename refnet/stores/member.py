"""A book as one of its members sees it: their private view, laid over the one that everybody shares."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from refnet.model import BookEvent, EventId, Person, PersonId, kind_of, people_of
from refnet.records import Record
from refnet.stores import codec
from refnet.stores.base import NOBODY, Change, Decision, Said, Sighting, StoredSource, Tie, View
from refnet.strength import Profile, TieSums
from refnet.text import fold, fold_organization

if TYPE_CHECKING:
    from refnet.stores.base import Store

T = TypeVar("T")


def seen_by(store: Store, member: str) -> Store:
    """The answer of `Store.seen_by` of a store as opened."""
    return MemberStore(store, member) if member != NOBODY else store


@dataclass(frozen=True)
class _Laid:
    """A private view of one revision, ready to be laid over the shared one."""

    revision: int = -1
    view: View = field(default_factory=View)

    @cached_property
    def is_empty(self) -> bool:
        """Whether the member sees just what everybody shares."""
        return self.view == View()

    @cached_property
    def people(self) -> dict[PersonId, Person]:
        return {person.id: person for person in self.view.people}

    @cached_property
    def touched_people(self) -> frozenset[PersonId]:
        """Whom the shared view has not, or has otherwise."""
        return frozenset((*self.people, *self.view.removed_people))

    @cached_property
    def events(self) -> dict[EventId, BookEvent]:
        return {event.id: event for event in self.view.events}

    @cached_property
    def touched_events(self) -> frozenset[EventId]:
        return frozenset((*self.events, *self.view.removed_events))

    @cached_property
    def touched_ties(self) -> frozenset[tuple[PersonId, PersonId]]:
        return frozenset((*((tie.a, tie.b) for tie in self.view.ties), *self.view.removed_ties))

    @cached_property
    def neighbours(self) -> dict[PersonId, list[tuple[PersonId, TieSums]]]:
        found: dict[PersonId, list[tuple[PersonId, TieSums]]] = defaultdict(list)
        for tie in self.view.ties:
            found[tie.a].append((tie.b, tie.sums))
            found[tie.b].append((tie.a, tie.sums))
        return found

    def events_with(self, shared: Iterable[BookEvent], fits: Callable[[BookEvent], bool]) -> list[BookEvent]:
        """Events of the shared view as the member sees them, and those of theirs that fit; ordered by id."""
        left = (event for event in shared if event.id not in self.touched_events)
        return sorted((*left, *filter(fits, self.events.values())), key=lambda event: event.id)

    def people_with(
        self, shared: Iterable[Person], fits: Callable[[codec.Found], bool], first: Callable[[codec.Found], bool]
    ) -> list[Person]:
        """People of the shared view as the member sees them, and those of theirs that fit; some first, then by name."""
        left = [(codec.found_by(person), person) for person in shared if person.id not in self.touched_people]
        theirs = ((codec.found_by(person), person) for person in self.people.values())
        found = [*left, *((by, person) for by, person in theirs if fits(by))]
        return [p for _, p in sorted(found, key=lambda pair: (not first(pair[0]), fold(pair[1].name), pair[1].id))]


class MemberStore:
    """The `Store` that a member is given. What is private to others is not in its reach.

    Where nothing is private to its member every question goes straight to the store below.
    """

    def __init__(self, base: Store, member: str) -> None:
        """See `seen_by`; `base` is a store as opened."""
        self.address = base.address
        self.member = member
        self._base = base
        self._now = _Laid()
        self._lock = threading.Lock()

    def seen_by(self, member: str) -> Store:
        return self._base.seen_by(member)

    def private_view(self, member: str) -> View:
        return self._base.private_view(member)

    def revision(self) -> int:
        return self._base.revision()

    def apply(self, change: Change) -> int:
        return self._base.apply(change)

    # what was said

    def sources(self, *, member: str = NOBODY) -> list[StoredSource]:
        return self._base.sources(member=member or self.member)

    def records(self, *, member: str = NOBODY) -> list[Record]:
        return self._base.records(member=member or self.member)

    def sightings(self, keys: Iterable[str], *, member: str = NOBODY) -> dict[str, list[Sighting]]:
        return self._base.sightings(keys, member=member or self.member)

    def decisions(self, *, member: str = NOBODY) -> list[Decision]:
        return self._base.decisions(member=member or self.member)

    def setting(self, name: str) -> str:
        return self._base.setting(name)

    def said(self, *, member: str = NOBODY) -> Said:
        return self._base.said(member=member or self.member)

    # the view

    def person_id(self, any_id: str) -> PersonId | None:
        def found(laid: _Laid) -> PersonId | None:
            shared, own_id = self._base.person_id(any_id), PersonId(any_id)
            if own_id in laid.people or (shared == own_id and own_id not in laid.touched_people):
                return own_id
            if any_id in laid.view.aliases:
                return laid.view.aliases[any_id]
            if any_id in laid.view.removed_aliases:
                return None
            # Somebody whom only the others have may hide an alias of the same id
            return self._base.aliases().get(any_id) if shared == own_id else shared

        return self._read(found, lambda: self._base.person_id(any_id))

    def aliases(self) -> dict[str, PersonId]:
        def found(laid: _Laid) -> dict[str, PersonId]:
            gone = frozenset(laid.view.removed_aliases)
            shared = {alias: person for alias, person in self._base.aliases().items() if alias not in gone}
            return shared | dict(laid.view.aliases)

        return self._read(found, self._base.aliases)

    def people(self, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
        asked = list(ids)

        def found(laid: _Laid) -> dict[PersonId, Person]:
            shared = self._base.people([person for person in asked if person not in laid.touched_people])
            both = shared | laid.people
            return {person: both[person] for person in asked if person in both}

        return self._read(found, lambda: self._base.people(asked))

    def all_people(self) -> Iterator[Person]:
        def found(laid: _Laid) -> Iterator[Person]:
            left = (person for person in self._base.all_people() if person.id not in laid.touched_people)
            return iter(sorted((*left, *laid.people.values()), key=lambda person: person.id))

        return self._read(found, self._base.all_people)

    def search(self, text: str, *, limit: int = 20) -> list[Person]:
        whole = fold(text)

        def found(laid: _Laid) -> list[Person]:
            shared = self._base.search(text, limit=limit + len(laid.touched_people))
            words = whole.split()
            fitting = laid.people_with(
                shared, lambda by: bool(words) and by.has_all(words), lambda by: whole in by.names
            )
            return fitting[:limit]

        return self._read(found, lambda: self._base.search(text, limit=limit))

    def at_organization(self, name: str, *, limit: int = 200) -> list[Person]:
        whole = fold_organization(name)

        def found(laid: _Laid) -> list[Person]:
            shared = self._base.at_organization(name, limit=limit + len(laid.touched_people))
            return laid.people_with(shared, lambda by: whole in by.organizations, lambda by: True)[:limit]

        return self._read(found, lambda: self._base.at_organization(name, limit=limit))

    def neighbours(
        self, ids: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> dict[PersonId, list[tuple[PersonId, TieSums]]]:
        asked = list(ids)

        def shared_ties() -> dict[PersonId, list[tuple[PersonId, TieSums]]]:
            return self._base.neighbours(asked, among=among)

        def found(laid: _Laid) -> dict[PersonId, list[tuple[PersonId, TieSums]]]:
            def theirs(person: PersonId, shared: list[tuple[PersonId, TieSums]]) -> list[tuple[PersonId, TieSums]]:
                touched = laid.touched_ties
                left = [tie for tie in shared if (min(person, tie[0]), max(person, tie[0])) not in touched]
                own = (tie for tie in laid.neighbours.get(person, ()) if among is None or tie[0] in among)
                return sorted((*left, *own), key=lambda tie: tie[0])

            return {person: theirs(person, shared) for person, shared in shared_ties().items()}

        return self._read(found, shared_ties)

    def ties(self) -> Iterator[Tie]:
        def found(laid: _Laid) -> Iterator[Tie]:
            left = (tie for tie in self._base.ties() if (tie.a, tie.b) not in laid.touched_ties)
            return iter(sorted((*left, *laid.view.ties), key=lambda tie: (tie.a, tie.b)))

        return self._read(found, self._base.ties)

    def events(self, ids: Iterable[EventId]) -> dict[EventId, BookEvent]:
        asked = list(ids)

        def found(laid: _Laid) -> dict[EventId, BookEvent]:
            shared = self._base.events([event for event in asked if event not in laid.touched_events])
            both = shared | laid.events
            return {event: both[event] for event in asked if event in both}

        return self._read(found, lambda: self._base.events(asked))

    def events_of(self, people: Iterable[PersonId], *, kinds: Iterable[str] = ()) -> list[BookEvent]:
        wanted, of_kinds = frozenset(people), frozenset(kinds)

        def fits(event: BookEvent) -> bool:
            return _is_of(event, of_kinds) and any(person in wanted for person in people_of(event.event))

        def shared() -> list[BookEvent]:
            return self._base.events_of(wanted, kinds=of_kinds)

        return self._read(lambda laid: laid.events_with(shared(), fits), shared)

    def events_between(self, pairs: Iterable[tuple[PersonId, PersonId]]) -> list[BookEvent]:
        wanted = list(pairs)

        def fits(event: BookEvent) -> bool:
            there = people_of(event.event)
            return any(a in there and b in there for a, b in wanted)

        def shared() -> list[BookEvent]:
            return self._base.events_between(wanted)

        return self._read(lambda laid: laid.events_with(shared(), fits), shared)

    def all_events(self, *, kinds: Iterable[str] = ()) -> Iterator[BookEvent]:
        wanted = frozenset(kinds)

        def shared() -> Iterator[BookEvent]:
            return self._base.all_events(kinds=wanted)

        return self._read(lambda laid: iter(laid.events_with(shared(), lambda e: _is_of(e, wanted))), shared)

    def profile(self) -> Profile:
        return self._read(lambda laid: laid.view.profile, self._base.profile)

    def counts(self, *, member: str = NOBODY) -> dict[str, int]:
        def shared() -> dict[str, int]:
            return self._base.counts(member=member or self.member)

        def found(laid: _Laid) -> dict[str, int]:
            new_people = len(laid.people) - len(self._base.people(laid.people))
            new_events = len(laid.events) - len(self._base.events(laid.events))
            known = self._base.neighbours({tie.a for tie in laid.view.ties})
            there = {(a, b) for a, ties in known.items() for b, _ in ties}
            new_ties = sum((tie.a, tie.b) not in there for tie in laid.view.ties)
            more = {
                "people": new_people - len(laid.view.removed_people),
                "events": new_events - len(laid.view.removed_events),
                "ties": new_ties - len(laid.view.removed_ties),
            }
            return {name: count + more.get(name, 0) for name, count in shared().items()}

        return self._read(found, shared)

    def dump(self) -> dict[str, Any]:
        while True:
            revision = self._base.revision()
            found = codec.dump_of(self, self.said().settings)
            if self._base.revision() == revision:
                return found

    def sweep(self) -> None:
        self._base.sweep()

    def close(self) -> None:
        self._base.close()

    def _read(self, found: Callable[[_Laid], T], shared: Callable[[], T]) -> T:
        """An answer of one revision: found with the private view, or just shared where there is none."""
        while True:
            laid = self._laid()
            if laid.is_empty:
                return shared()
            answer = found(laid)
            if self._base.revision() == laid.revision:
                return answer

    def _laid(self) -> _Laid:
        """The private view of the newest revision."""
        revision, laid = self._base.revision(), self._now
        if laid.revision != revision:
            with self._lock:
                laid = self._now = _Laid(revision, self._base.private_view(self.member))
        return laid


def _is_of(event: BookEvent, kinds: frozenset[str]) -> bool:
    return not kinds or kind_of(event.event) in kinds
