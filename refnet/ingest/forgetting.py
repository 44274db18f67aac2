"""Forgetting somebody for good: out of everything that was said, and not let in again by a file."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from refnet.errors import RefnetError
from refnet.identity.resolve import id_of, mention_key, provisional_key
from refnet.ingest.changes import commit, enter
from refnet.ingest.marks import FORGOTTEN, SOMEBODY, Marks, anonymous, anonymous_company, stand_in
from refnet.ingest.naming import naming, scrubbed
from refnet.ingest.reading import EGO_KEY
from refnet.ingest.view import build_view, difference
from refnet.model import Person, PersonId, SourceId, people_of
from refnet.records import EventRecord, Mention, OrganizationRecord, PersonRecord, Record
from refnet.stores.base import Change, Said, Sighting, Store, StoredSource


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What forgetting somebody took away."""

    name: str
    records: int
    """Records about them that went."""
    events: int
    """Events that went: those between them and one other person."""
    anonymous: int
    """Events of others in which they are "somebody" now."""
    texts: int
    """Texts elsewhere, in which they are "somebody" now: notes on others, remarks on files."""


def forget(store: Store, person_id: PersonId, *, secret: bytes, now: datetime, dry_run: bool = False) -> Forgotten:
    """Forget somebody.

    Their records go, and what happened between them and one other person. In what happened between others they become
    "somebody". Marks of them stay, by which an import leaves them out.

    Args:
        store: The book's store.
        person_id: The person.
        secret: What the marks are made with, see `refnet.ingest.marks`.
        now: The moment, in UTC.
        dry_run: Only say what would go.

    Raises:
        RefnetError: it is the owner, or the marks in the book were made with another secret.
    """
    if person_id == store.person_id(id_of(EGO_KEY)):
        raise RefnetError("This book is yours: you cannot be forgotten in it.", fix="Delete the file to be rid of it.")
    key = SOMEBODY + secrets.token_hex(8)
    found: list[Forgotten] = []

    def work_out() -> Change:
        change, told = _without(store, person_id, key, secret, now)
        found.append(told)
        return change

    if dry_run:
        work_out()
    else:
        commit(store, work_out)
        store.sweep()
    return found[-1]


def forget_again(store: Store, setting: str, *, secret: bytes, now: datetime) -> list[Forgotten]:
    """Forget whom another state of this book had forgotten: one that was put back from a backup may still hold them.

    Args:
        store: The book's store.
        setting: The marks of the other state.
        secret: What the marks were made with.
        now: The moment, in UTC.

    Raises:
        RefnetError: the marks were made with another secret.
    """
    marks = _marks(setting, secret)
    if not marks.keys:
        return []
    both = Marks(secret, {**Marks.of(store.setting(FORGOTTEN), secret).keys, **marks.keys})
    enter(store, [], now=now, settings={FORGOTTEN: both.setting})
    ego = store.person_id(id_of(EGO_KEY))
    back = [p.id for p in store.all_people() if p.id != ego and marks.place_of(_as_record(p))]
    return [forget(store, person_id, secret=secret, now=now) for person_id in back]


def _as_record(person: Person) -> PersonRecord:
    return PersonRecord(
        "", "", name=person.name, emails=person.emails, phones=person.phones, urls=person.urls, jobs=person.jobs
    )


def _without(store: Store, person_id: PersonId, key: str, secret: bytes, now: datetime) -> tuple[Change, Forgotten]:
    """The change that forgets somebody, against the store as it is, and what it takes away."""
    revision, said = store.revision(), store.said()
    person = store.people([person_id])[person_id]
    marks = _marks(said.settings.get(FORGOTTEN, ""), secret).with_person(
        person, (other for other in store.all_people() if other.id != person_id), key
    )
    who = _Who.of(store, said, person, marks, key)
    after = [(seen, who.told(seen.record)) for seen in said.sightings]
    changed = [Sighting(seen.source_id, told) for seen, told in after if told and told != seen.record]
    sources = [(source, who.of_source(source)) for source in said.sources]
    placed = {s.source_id for s in changed if who.is_in(s.record)} | {s.id for _, s in sources if s.owner == key}
    there = {source.id: i for i, source in enumerate(said.sources)}
    put = [Sighting(source_id, stand_in(key)) for source_id in sorted(placed, key=there.__getitem__)]
    decisions = [d for d in said.decisions if not {d.first, d.second} & who.keys]
    left = _records([*(Sighting(s.source_id, told) for s, told in after if told), *put], there)
    change = Change(
        id=f"forget:{key}@{revision}",
        base_revision=revision,
        kind="forget",
        at=now,
        sources=tuple(new for old, new in sources if new != old),
        sightings=(*changed, *put),
        removed_sightings=tuple((seen.source_id, seen.record.key) for seen, told in after if not told),
        removed_decisions=tuple(d.id for d in said.decisions if d not in decisions),
        settings={FORGOTTEN: marks.setting},
        view=difference(store, build_view(left, decisions)),
    )
    return change, _counted(person, who, after, sources)


def _marks(setting: str, secret: bytes) -> Marks:
    marks = Marks.of(setting, secret)
    if not marks.readable:
        raise RefnetError(
            "The key that keeps forgotten people out of this book is not on this computer.",
            fix="Copy forget.key from the data folder of the computer where they were forgotten into yours.",
        )
    return marks


@dataclass(frozen=True, slots=True)
class _Who:
    """Who is forgotten, as files tell of them."""

    key: str
    """Of the record in their place."""
    records: frozenset[str]
    owner_keys: frozenset[str]
    events: frozenset[str]
    """Keys of the events in which they take part."""
    gone: frozenset[str]
    """Those of them that go whole."""
    mentions: frozenset[Mention]
    marks: Marks
    texts: re.Pattern[str]

    @property
    def keys(self) -> set[str]:
        """What decisions call them: keys of records, and of mentions, which hold their name."""
        return {*self.records, *self.owner_keys, *map(mention_key, self.mentions)}

    @classmethod
    def of(cls, store: Store, said: Said, person: Person, marks: Marks, key: str) -> _Who:
        """Find out by which records and mentions the book knows somebody."""
        happened: dict[str, tuple[PersonId, ...]] = {
            event.id: people_of(event.event) for event in store.events_of([person.id])
        }
        # What the latest source says of each is what the event was made of
        latest = {seen.record.key: seen.record for seen in said.sightings if seen.record.key in happened}
        told = {r.key: people_of(r.event) for r in latest.values() if isinstance(r, EventRecord)}
        meant = {
            mention
            for event_key, mentions in told.items()
            for mention, who in zip(mentions, happened[event_key], strict=True)
            if who == person.id
        }
        alone = {event_id for event_id, people in happened.items() if len({*people} - {person.id}) < 2}
        owner_keys = {*person.records, *(provisional_key(name) for name in (person.name, *person.names))}
        return cls(
            key,
            frozenset(person.records),
            frozenset(owner_keys),
            frozenset(happened),
            frozenset(alone),
            frozenset(meant),
            marks,
            naming([person]),
        )

    def told(self, record: Record) -> Record | None:
        """What stays of a record: nothing, the record without them, or the record itself."""
        if record.key in self.records or record.key in self.gone:
            return None
        found: Record | None = record
        if isinstance(record, EventRecord) and record.key in self.events:
            found = anonymous(record, self._place_of)
        elif isinstance(record, OrganizationRecord):
            found = anonymous_company(record, self._place_of)
        return found and scrubbed(found, self.texts)

    def of_source(self, source: StoredSource) -> StoredSource:
        """A source without their name; a file of theirs is somebody's."""
        owner = self.key if source.owner in self.owner_keys else source.owner
        return scrubbed(replace(source, owner=owner), self.texts)

    def is_in(self, record: Record) -> bool:
        """Whether a record that was changed tells of somebody in their place."""
        return isinstance(record, EventRecord) and any(m.record == self.key for m in people_of(record.event))

    def _place_of(self, mention: Mention) -> str:
        if mention in self.mentions or mention.record in self.records:
            return self.key
        # What an older export said of the event may name them in another way than the newest one
        return self.key if not mention.record and self.marks.place_of(mention) == self.key else ""


def _records(sightings: Iterable[Sighting], order: Mapping[SourceId, int]) -> list[Record]:
    """The records that these sightings tell of, as `Store.records` gives them."""
    found: dict[str, Record] = {}
    for seen in sorted(sightings, key=lambda seen: order[seen.source_id]):
        found[seen.record.key] = seen.record
    return list(found.values())


def _counted(
    person: Person,
    who: _Who,
    after: Sequence[tuple[Sighting, Record | None]],
    sources: Sequence[tuple[StoredSource, StoredSource]],
) -> Forgotten:
    kept = {told.key: told for _, told in after if told}
    before = {seen.record.key: seen.record for seen, _ in after}
    changed = [key for key, told in kept.items() if told != before[key]]
    return Forgotten(
        name=person.name,
        records=len(who.records),
        events=len(who.gone),
        anonymous=sum(key in who.events for key in changed),
        texts=sum(key not in who.events for key in changed) + sum(old != new for old, new in sources),
    )
