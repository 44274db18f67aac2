"""The view of a book: people, events between them and ties, worked out from all records and the owner's decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from refnet.identity import Resolution, resolve
from refnet.ingest.reading import OWNER_SYSTEM
from refnet.model import (
    PEOPLE_FIELDS,
    BookEvent,
    Event,
    EventId,
    Person,
    PersonId,
    day_of,
    kind_of,
)
from refnet.records import EventRecord, Mention, PersonRecord, Record
from refnet.stores.base import Decision, Store, Tie, View
from refnet.strength import Profile, build_profile
from refnet.ties import Pair, tie_sums

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that a book's view holds, by id."""

    people: Mapping[PersonId, Person]
    events: Mapping[EventId, BookEvent]
    ties: Mapping[Pair, Tie]
    aliases: Mapping[str, PersonId]
    profile: Profile


def build_view(records: Sequence[Record], decisions: Sequence[Decision]) -> Whole:
    """The view that these records (in the order in which they were first seen) and decisions give."""
    resolution = who_is_who(records, decisions)
    events = {event.id: event for event in _events(records, resolution.mentions)}
    sums = tie_sums(event.event for event in events.values())
    ties = {pair: Tie(*pair, tie) for pair, tie in sums.items()}
    newest_day = max(
        (day_of(at).toordinal() for e in events.values() if (at := getattr(e.event, "at", None))), default=0
    )
    profile = replace(build_profile(list(sums.values())), last_event_day=newest_day)
    return Whole(resolution.people, events, ties, resolution.aliases, profile)


def who_is_who(records: Sequence[Record], decisions: Iterable[Decision]) -> Resolution:
    """The people that these records and decisions give, with what each is made of."""
    said = newest(decisions)
    same = [pair for pair, kind in said.items() if kind == "same"]
    different = [pair for pair, kind in said.items() if kind == "different"]
    return resolve(records, same=[*_owners(records), *same], different=different)


def newest(decisions: Iterable[Decision]) -> dict[tuple[str, str], str]:
    """The owner's last word on each pair of keys: "same" or "different"."""
    return {(d.first, d.second): d.kind for d in decisions}


def whole_of(store: Store) -> Whole:
    """The view that a store holds."""
    return Whole(
        {person.id: person for person in store.all_people()},
        {event.id: event for event in store.all_events()},
        {(tie.a, tie.b): tie for tie in store.ties()},
        store.aliases(),
        store.profile(),
    )


def difference(before: Whole, after: Whole) -> View:
    """What has to change in one view for it to become the other."""
    return View(
        people=_changed(before.people, after.people),
        removed_people=_gone(before.people, after.people),
        events=_changed(before.events, after.events),
        removed_events=_gone(before.events, after.events),
        ties=_changed(before.ties, after.ties),
        removed_ties=_gone(before.ties, after.ties),
        aliases={alias: person for alias, person in after.aliases.items() if before.aliases.get(alias) != person},
        removed_aliases=_gone(before.aliases, after.aliases),
        profile=after.profile,
    )


def _owners(records: Iterable[Record]) -> Iterator[tuple[str, str]]:
    """Records by which the owner of a source describes themself, with that owner's own record."""
    for record in records:
        if isinstance(record, PersonRecord):
            yield from ((i.value, record.key) for i in record.external_ids if i.system == OWNER_SYSTEM)


def _events(records: Iterable[Record], mentions: Mapping[tuple[str, int], PersonId]) -> Iterator[BookEvent]:
    for record in records:
        if isinstance(record, EventRecord):
            ids = iter([mentions[record.key, i] for i in range(_count(record.event))])
            yield BookEvent(EventId(record.key), _between(record.event, ids))


def _count(event: Event[Mention]) -> int:
    values = (getattr(event, field) for field in PEOPLE_FIELDS[kind_of(event)])
    return sum(len(value) if isinstance(value, tuple) else value is not None for value in values)


def _between(event: Event[Mention], ids: Iterator[PersonId]) -> Event[PersonId]:
    """The same event between people instead of mentions; `ids` in the order of `people_of`."""
    found: dict[str, Any] = {}
    for field in PEOPLE_FIELDS[kind_of(event)]:
        value = getattr(event, field)
        found[field] = tuple(next(ids) for _ in value) if isinstance(value, tuple) else value and next(ids)
    return cast("Event[PersonId]", replace(event, **found))


def _changed(before: Mapping[K, V], after: Mapping[K, V]) -> tuple[V, ...]:
    return tuple(value for key, value in after.items() if before.get(key) != value)


def _gone(before: Mapping[K, V], after: Mapping[K, V]) -> tuple[K, ...]:
    return tuple(key for key in before if key not in after)
