"""Forgetting somebody for good: out of everything that was said, and not let in again by a file."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from refnet.errors import RefnetError
from refnet.identity.resolve import id_of, mention_key, provisional_key
from refnet.ingest.changes import enter
from refnet.ingest.marks import FORGOTTEN, SOMEBODY, Marks, anonymous, anonymous_company, stand_in
from refnet.ingest.members import acting, is_member_key
from refnet.ingest.naming import naming, scrubbed
from refnet.ingest.said import is_seen
from refnet.ingest.workout import commit, work_out
from refnet.model import Person, PersonId, people_of
from refnet.records import EventRecord, Mention, OrganizationRecord, PersonRecord, Record
from refnet.stores.base import EVERYONE, NOBODY, Change, Said, Sighting, Store, StoredSource


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
    """Forget somebody, also in what members keep private.

    Their records go, and what happened between them and one other person. In what happened between others they become
    "somebody". Marks of them stay, by which an import leaves them out.

    Args:
        store: The book's store.
        person_id: The person.
        secret: What the marks are made with, see `refnet.ingest.marks`.
        now: The moment, in UTC.
        dry_run: Only say what would go.

    Raises:
        RefnetError: it is a member, or the marks in the book were made with another secret.
    """
    if person_id == store.person_id(id_of(acting(store))):
        raise RefnetError("This book is yours: you cannot be forgotten in it.", fix="Delete the file to be rid of it.")
    if any(is_member_key(record) for record in store.people([person_id])[person_id].records):
        raise RefnetError("Somebody of the team cannot be forgotten in its book.", fix="Forget them in another one.")
    key = SOMEBODY + secrets.token_hex(8)
    found: list[Forgotten] = []

    def make(said: Said, revision: int) -> Change:
        change, told = _without(store, said, revision, person_id, key, secret, now)
        found.append(told)
        return change

    if dry_run:
        work_out(store, make)
    else:
        commit(store, make)
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
    found = []
    for seen in _as_everybody_sees_it(store):
        others = (person for person in seen.all_people() if not any(map(is_member_key, person.records)))
        back = [person.id for person in others if marks.place_of(_as_record(person))]
        found += [forget(seen, person_id, secret=secret, now=now) for person_id in back]
    return found


def _as_everybody_sees_it(store: Store) -> list[Store]:
    """The book as the one sees it who reads it, as all share it, and as each member sees it."""
    members = dict.fromkeys(source.member for source in store.sources(member=EVERYONE))
    return [store, *(store.seen_by(member) for member in (NOBODY, *members) if member != store.member)]


def _as_record(person: Person) -> PersonRecord:
    return PersonRecord(
        "", "", name=person.name, emails=person.emails, phones=person.phones, urls=person.urls, jobs=person.jobs
    )


def _without(
    store: Store, said: Said, revision: int, person_id: PersonId, key: str, secret: bytes, now: datetime
) -> tuple[Change, Forgotten]:
    """The change that forgets somebody, against the store as it is, and what it takes away that its author may see."""
    person = store.people([person_id])[person_id]
    marks = _marks(said.settings.get(FORGOTTEN, ""), secret).with_person(
        person, (other for other in store.all_people() if other.id != person_id), key
    )
    who = _Who.of(store, person, marks, key)
    after = [(seen, who.told(seen.record)) for seen in said.sightings]
    changed = [replace(seen, record=told) for seen, told in after if told and told != seen.record]
    sources = [(source, who.of_source(source)) for source in said.sources]
    placed = {s.source_id for s in changed if who.is_in(s.record)} | {s.id for _, s in sources if s.owner == key}
    there = {source.id: i for i, source in enumerate(said.sources)}
    put = [Sighting(source_id, stand_in(key)) for source_id in sorted(placed, key=there.__getitem__)]
    change = Change(
        id=f"forget:{key}@{revision}",
        base_revision=revision,
        kind="forget",
        at=now,
        sources=tuple(new for old, new in sources if new != old),
        sightings=(*changed, *put),
        removed_sightings=tuple((seen.source_id, seen.record.key) for seen, told in after if not told),
        removed_decisions=tuple(d.id for d in said.decisions if {d.first, d.second} & who.keys),
        settings={FORGOTTEN: marks.setting},
    )
    tellers = {s.id: s for s in said.sources}
    seen_after = [pair for pair in after if is_seen(pair[0], tellers[pair[0].source_id], acting(store))]
    seen_sources = [pair for pair in sources if not pair[0].private or pair[0].member == acting(store)]
    return change, _counted(person, who, seen_after, seen_sources)


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
    def of(cls, store: Store, person: Person, marks: Marks, key: str) -> _Who:
        """Find out by which records and mentions the book knows somebody, whoever may see them."""
        views = _as_everybody_sees_it(store)
        persons = [_in_view(view, person) for view in views]
        records = {record for found in persons for them in found for record in them.records}
        happened: set[str] = set()
        alone: set[str] = set()
        meant: set[Mention] = set()
        for view, found in zip(views, persons, strict=True):
            them = {one.id for one in found}
            events = {event.id: people_of(event.event) for event in view.events_of(them)}
            latest = {key: seen[-1].record for key, seen in view.sightings(events).items()}
            for event_id, people in events.items():
                happened.add(event_id)
                record = latest[event_id]
                # What the latest source says of each is what the event was made of
                if isinstance(record, EventRecord):
                    meant.update(m for m, who in zip(people_of(record.event), people, strict=True) if who in them)
                if len({*people} - them) < 2:
                    alone.add(event_id)
        everywhere = [person, *(them for found in persons for them in found)]
        names = {name for them in everywhere for name in (them.name, *them.names)}
        return cls(
            key,
            frozenset(records),
            frozenset({*records, *map(provisional_key, names)}),
            frozenset(happened),
            frozenset(alone),
            frozenset(meant),
            marks,
            naming(everywhere),
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


def _in_view(view: Store, person: Person) -> list[Person]:
    """The people in somebody's view of whom a person of another view is made."""
    keys = (view.person_id(any_id) for any_id in (person.id, *map(id_of, person.records)))
    return list(view.people(dict.fromkeys(key for key in keys if key is not None)).values())


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
        records=len(who.records.intersection(before)),
        events=len(who.gone.intersection(before)),
        anonymous=sum(key in who.events for key in changed),
        texts=sum(key not in who.events for key in changed) + sum(old != new for old, new in sources),
    )
