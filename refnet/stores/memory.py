"""A book in dictionaries: gone when closed, and the reference with which the other stores are compared."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from refnet.model import BookEvent, EventId, Person, PersonId, SourceId, kind_of, people_of
from refnet.records import Record
from refnet.stores import codec
from refnet.stores.base import (
    EVERYONE,
    NOBODY,
    Change,
    Decision,
    Said,
    Sighting,
    StoredSource,
    Tie,
    View,
)
from refnet.stores.member import seen_by
from refnet.strength import Profile, TieSums
from refnet.text import fold, fold_organization

if TYPE_CHECKING:
    from refnet.stores.base import Store

K = TypeVar("K")
V = TypeVar("V")


@dataclass
class _Content:
    """All of a book at one revision. Never changed once it can be seen, so that readers need no lock."""

    journal: dict[str, int] = field(default_factory=dict)
    """Revision of each change by its id."""
    sources: dict[SourceId, StoredSource] = field(default_factory=dict)
    sightings: dict[SourceId, dict[str, Sighting]] = field(default_factory=dict)
    """By source and record key, as they stand in the source."""
    decisions: dict[str, Decision] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    people: dict[PersonId, Person] = field(default_factory=dict)
    events: dict[EventId, BookEvent] = field(default_factory=dict)
    ties: dict[tuple[PersonId, PersonId], TieSums] = field(default_factory=dict)
    aliases: dict[str, PersonId] = field(default_factory=dict)
    profile: Profile = field(default_factory=Profile)
    private_views: dict[str, View] = field(default_factory=dict)

    def copied(self) -> _Content:
        """A copy to change."""
        shallow = {f.name: dict(said) for f in fields(self) if isinstance(said := getattr(self, f.name), dict)}
        shallow["sightings"] = {source: dict(seen) for source, seen in self.sightings.items()}
        return _Content(**shallow, profile=self.profile)

    @cached_property
    def neighbours(self) -> Mapping[PersonId, list[tuple[PersonId, TieSums]]]:
        found: dict[PersonId, list[tuple[PersonId, TieSums]]] = {}
        for (a, b), sums in self.ties.items():
            found.setdefault(a, []).append((b, sums))
            found.setdefault(b, []).append((a, sums))
        return {person: sorted(others, key=lambda tie: tie[0]) for person, others in found.items()}

    @cached_property
    def found_by(self) -> Mapping[PersonId, codec.Found]:
        return {person.id: codec.found_by(person) for person in self.people.values()}

    def by_name(self, ids: Iterable[PersonId], limit: int) -> list[Person]:
        """The first of these people by folded name and id."""
        found = sorted((self.people[person_id] for person_id in ids), key=lambda p: (fold(p.name), p.id))
        return found[:limit]


class MemoryStore:
    """The `Store` kept in memory. Readers see the content of one revision whole; writers take turns."""

    address = "memory:"
    member = NOBODY

    def __init__(self) -> None:
        self._content = _Content()
        self._writing = threading.Lock()

    def seen_by(self, member: str) -> Store:
        return seen_by(self, member)

    def private_view(self, member: str) -> View:
        return self._content.private_views.get(member, View())

    def revision(self) -> int:
        return len(self._content.journal)

    def apply(self, change: Change) -> int:
        change = codec.storable(change)
        with self._writing:
            before = self._content
            if change.id in before.journal:
                return len(before.journal)
            codec.refuse_stale(change, len(before.journal))
            after = before.copied()
            _apply_said(after, change)
            _apply_view(after, change)
            after.journal[change.id] = len(before.journal) + 1
            self._content = after
            return len(after.journal)

    # what was said

    def sources(self, *, member: str = NOBODY) -> list[StoredSource]:
        return _sources(self._content, member)

    def records(self, *, member: str = NOBODY) -> list[Record]:
        return list({seen.record.key: seen.record for seen in _sightings(self._content, member)}.values())

    def sightings(self, keys: Iterable[str], *, member: str = NOBODY) -> dict[str, list[Sighting]]:
        content = self._content
        told = [content.sightings[source.id] for source in _sources(content, member)]
        found = {key: [seen[key] for seen in told if key in seen] for key in keys}
        return {key: may for key, seen in found.items() if (may := _may_see(content, seen, member))}

    def decisions(self, *, member: str = NOBODY) -> list[Decision]:
        return [d for d in self._content.decisions.values() if member == EVERYONE or d.private_to in (NOBODY, member)]

    def setting(self, name: str) -> str:
        return self._content.settings.get(name, "")

    def said(self, *, member: str = NOBODY) -> Said:
        at_once = MemoryStore()
        at_once._content = content = self._content
        sources, decisions = at_once.sources(member=member), at_once.decisions(member=member)
        return Said(tuple(sources), tuple(_sightings(content, member)), tuple(decisions), dict(content.settings))

    # the view

    def person_id(self, any_id: str) -> PersonId | None:
        content = self._content
        present = PersonId(any_id)
        return present if present in content.people else content.aliases.get(any_id)

    def aliases(self) -> dict[str, PersonId]:
        return dict(self._content.aliases)

    def people(self, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
        people = self._content.people
        return {person_id: people[person_id] for person_id in ids if person_id in people}

    def all_people(self) -> Iterator[Person]:
        people = self._content.people
        return (people[person_id] for person_id in sorted(people))

    def search(self, text: str, *, limit: int = 20) -> list[Person]:
        content, whole = self._content, fold(text)
        if not whole:
            return []
        found = {i: by for i, by in content.found_by.items() if by.has_all(whole.split())}
        named = content.by_name((i for i, by in found.items() if whole in by.names), limit)
        others = content.by_name((i for i, by in found.items() if whole not in by.names), limit)
        return [*named, *others][:limit]

    def at_organization(self, name: str, *, limit: int = 200) -> list[Person]:
        content, whole = self._content, fold_organization(name)
        return content.by_name((i for i, by in content.found_by.items() if whole in by.organizations), limit)

    def neighbours(
        self, ids: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> dict[PersonId, list[tuple[PersonId, TieSums]]]:
        neighbours = self._content.neighbours
        return {
            person_id: [tie for tie in neighbours.get(person_id, ()) if among is None or tie[0] in among]
            for person_id in ids
        }

    def ties(self) -> Iterator[Tie]:
        ties = self._content.ties
        return (Tie(*pair, ties[pair]) for pair in sorted(ties))

    def events(self, ids: Iterable[EventId]) -> dict[EventId, BookEvent]:
        events = self._content.events
        return {event_id: events[event_id] for event_id in ids if event_id in events}

    def events_of(self, people: Iterable[PersonId], *, kinds: Iterable[str] = ()) -> list[BookEvent]:
        wanted, events = set(people), self.all_events(kinds=kinds)
        return [event for event in events if any(p in wanted for p in people_of(event.event))]

    def events_between(self, pairs: Iterable[tuple[PersonId, PersonId]]) -> list[BookEvent]:
        wanted = [frozenset(pair) for pair in pairs]
        there = ((event, set(people_of(event.event))) for event in self.all_events())
        return [event for event, people in there if any(pair <= people for pair in wanted)]

    def all_events(self, *, kinds: Iterable[str] = ()) -> Iterator[BookEvent]:
        events, wanted = self._content.events, frozenset(kinds)
        found = (events[event_id] for event_id in sorted(events))
        return (event for event in found if not wanted or kind_of(event.event) in wanted)

    def profile(self) -> Profile:
        return self._content.profile

    def counts(self, *, member: str = NOBODY) -> dict[str, int]:
        content = self._content
        return {
            "people": len(content.people),
            "events": len(content.events),
            "ties": len(content.ties),
            "records": len({seen.record.key for seen in _sightings(content, member)}),
            "sources": len(_sources(content, member)),
        }

    def dump(self) -> dict[str, Any]:
        at_once = MemoryStore()
        at_once._content = self._content
        return codec.dump_of(at_once, at_once._content.settings)

    def sweep(self) -> None:
        """Nothing to do: what was removed is gone."""

    def close(self) -> None:
        self._content = _Content()


def _sources(content: _Content, member: str) -> list[StoredSource]:
    """The sources that a member may see, without remarks on rows that they may not."""
    may = [s for s in content.sources.values() if not s.private or member in (s.member, EVERYONE)]
    return [source if member in (source.member, EVERYONE) else _without_remarks(content, source) for source in may]


def _without_remarks(content: _Content, source: StoredSource) -> StoredSource:
    hidden = {seen.record.locator for seen in content.sightings[source.id].values() if seen.private}
    return codec.without_remarks(source, hidden)


def _sightings(content: _Content, member: str) -> Iterator[Sighting]:
    """The sightings that a member may see, by source and as they stand in it."""
    for source in _sources(content, member):
        yield from _may_see(content, content.sightings[source.id].values(), member)


def _may_see(content: _Content, told: Iterable[Sighting], member: str) -> list[Sighting]:
    return [s for s in told if not s.private or member in (content.sources[s.source_id].member, EVERYONE)]


def _apply_said(content: _Content, change: Change) -> None:
    for source in [s for s in content.sources.values() if s.import_id == change.removed_import]:
        del content.sources[source.id], content.sightings[source.id]
    for source_id, key in change.removed_sightings:
        content.sightings.get(source_id, {}).pop(key, None)
    for source in change.sources:
        content.sources[source.id] = source
        content.sightings.setdefault(source.id, {})
    for seen in change.sightings:
        content.sightings[seen.source_id][seen.record.key] = seen
    _put(content.decisions, {decision.id: decision for decision in change.decisions}, change.removed_decisions)
    _put(content.settings, {name: text for name, text in change.settings.items() if text}, change.settings)


def _apply_view(content: _Content, change: Change) -> None:
    view = change.view
    _put(content.people, {person.id: person for person in view.people}, view.removed_people)
    _put(content.events, {event.id: event for event in view.events}, view.removed_events)
    _put(content.ties, {(tie.a, tie.b): tie.sums for tie in view.ties}, view.removed_ties)
    _put(content.aliases, view.aliases, view.removed_aliases)
    content.profile = view.profile
    new = {member: own for member, own in change.private_views.items() if own != View()}
    _put(content.private_views, new, change.private_views)


def _put(kept: dict[K, V], new: Mapping[K, V], removed: Iterable[K]) -> None:
    for key in removed:
        kept.pop(key, None)
    kept.update(new)
