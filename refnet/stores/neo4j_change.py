"""A change as batches of Cypher, encoded before the book is locked, written within one transaction.

What stands in the database, for whoever asks it with Cypher of their own:

    (:Person {id, name, title, emails, phones, labels, flags})
    (:Person)-[:KNOWS {grade, contacts, meetings, referrals, introductions, first_contact, last_contact,
        since}]-(:Person)
        one for each tie, kept from the smaller id to the larger; to be matched without direction
    (:Person)-[:WORKS_AT {title, department, start, end, current}]->(:Organization {key, name})
    (:Person)-[:TOOK_PART {role}]->(:Event:Interaction {id, kind, at}), likewise :Event:Referral and all other kinds
    (:Person)-[:REFERRED {event, at, stage, value, currency}]->(:Person), from referrer to prospect
    (:Person)-[:INTRODUCED {event, at, stage}]->(:Person), from the introducer to each of the two
    (:Record {key})-[:TOLD_BY {locator, private}]->(:Source {label, importer, imported_at, owner, member, private})
        the `id` of an event is the `key` of its record
    (:Person)-[:FOUND_BY]->(:Word {text}), (:Alias {id, person}), (:Decision), (:Setting), (:PrivateView)
    (:Book {id, revision, schema}), (:Change {id, revision, kind, at}): the journal

`body`, `sums` and `profile` are what refnet reads; the rest is worked out from them, for people. Dates are dates.
`Unnamed` marks a person whom a tie or an event names and of whom nothing else is known.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from functools import lru_cache
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from refnet import __version__
from refnet.model import (
    EVENT_KINDS,
    PEOPLE_FIELDS,
    Employment,
    Event,
    Introduction,
    Person,
    PersonId,
    Referral,
    day_of,
    kind_of,
)
from refnet.stores import codec
from refnet.stores.base import Change, Decision, Sighting, StoredSource, Tie, View
from refnet.stores.neo4j_server import LOCK
from refnet.strength import GRADES, TieSums
from refnet.text import fold, fold_organization

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

Row: TypeAlias = dict[str, Any]

_BATCH_ROWS: Final = 10_000
_SECONDS_PER_ROW: Final = 0.005
_SECONDS_AT_LEAST: Final = 60.0
_NO_REVISION: Final = -1
"""That of a book that was taken away since the change was worked out."""
_SHORT_CHARACTERS: Final = 1_000
"""What is looked up by its text is kept up to here: Neo4j's indexes take no more than 8 kB."""
_NUMBERS: Final = tuple(field.name for field in fields(TieSums) if field.name != "grade")
_SUMS: Final = struct.Struct(f"<B{len(_NUMBERS)}I")
_numbers_of = attrgetter(*_NUMBERS)
_LABELS: Final = {kind: cls.__name__ for kind, cls in EVENT_KINDS.items()}
"""The label of each kind of event: the name of its class."""


def short(text: str) -> str:
    """A text as it can be looked up; long ones are cut."""
    return text[:_SHORT_CHARACTERS]


@lru_cache(maxsize=1 << 16)
def sums_of(kept: bytes) -> TieSums:
    """The sums of a tie from the bytes that are kept with it.

    Kept in memory, some MB: ties without a known contact are all alike, and questions look at the same ones again.
    """
    grade, *numbers = _SUMS.unpack(kept)
    return TieSums(GRADES[grade], *numbers)


@dataclass(frozen=True, slots=True)
class ChangeBatches:
    """A change whose values are encoded already: what is slow is done before anybody has to wait."""

    change: Change
    sightings: list[Row]
    people: list[Row]
    words: list[Row]
    jobs: list[Row]
    events: Mapping[str, list[Row]]
    """By kind."""
    event_people: list[Row]
    referred: list[Row]
    introduced: list[Row]
    ties: list[Row]

    @classmethod
    def of(cls, change: Change) -> ChangeBatches:
        """The batches of a change."""
        view = change.view
        # A second sighting of one key in one source replaces the first, in its place
        told = {(seen.source_id, seen.record.key): seen for seen in change.sightings}
        people = {person.id: person for person in view.people}.values()
        events = {event.id: event.event for event in view.events}
        kinds: dict[str, list[Row]] = {}
        for event_id, event in events.items():
            kinds.setdefault(kind_of(event), []).append(_event(event_id, event))
        return cls(
            change=change,
            sightings=[_sighting(seen) for seen in told.values()],
            people=[_person(person) for person in people],
            words=[{"id": person.id, "texts": _words(person)} for person in people],
            jobs=[
                _job(person.id, job) for person in people for job in person.jobs if fold_organization(job.organization)
            ],
            events=kinds,
            event_people=[row for event_id, event in events.items() for row in _took_part(event_id, event)],
            referred=[_referred(i, event) for i, event in events.items() if isinstance(event, Referral)],
            introduced=[
                row for i, event in events.items() if isinstance(event, Introduction) for row in _introduced(i, event)
            ],
            ties=[_tie(tie) for tie in {(tie.a, tie.b): tie for tie in view.ties}.values()],
        )

    @property
    def seconds(self) -> float:
        """How long the change may take at the most, waiting for others included."""
        rows = (self.sightings, self.people, self.event_people, self.ties, self.change.view.removed_ties)
        return _SECONDS_AT_LEAST + _SECONDS_PER_ROW * sum(map(len, rows))

    def write(self, transaction: ManagedTransaction) -> int:
        """Write the change inside a transaction, unless it was written before.

        Returns:
            The revision of the book after it.

        Raises:
            StaleChangeError: the book is no longer at the change's base revision.
            KeyError: a sighting is of a source that is not there.
        """
        transaction.run(LOCK).consume()
        found = _rows(
            transaction,
            "MATCH (book:Book) RETURN book.revision, EXISTS { MATCH (:Change {id: $id}) }",
            id=self.change.id,
        )
        revision, known = next(iter(found), (_NO_REVISION, False))
        if known:
            transaction.run("MATCH (book:Book) REMOVE book.locked").consume()
            return int(revision)
        codec.refuse_stale(self.change, revision)
        loose = self._write_removed(transaction)
        self._write_said(transaction)
        self._write_people(transaction)
        self._write_events(transaction)
        self._write_ties(transaction)
        _remove_loose(transaction, loose)
        self._write_journal(transaction, revision + 1)
        return int(revision) + 1

    def _write_removed(self, transaction: ManagedTransaction) -> _Loose:
        """Take away what goes or is written anew; gives what may have nobody left who needs it."""
        change, view = self.change, self.change.view
        records = _texts(
            transaction,
            "MATCH (record:Record)-[told:TOLD_BY]->(:Source {import_id: $id}) DELETE told RETURN DISTINCT record.key",
            id=change.removed_import,
        )
        _each(transaction, "MATCH (source:Source {import_id: row}) DELETE source", _one(change.removed_import))
        pairs = [{"source": source, "key": key} for source, key in change.removed_sightings]
        _each(
            transaction,
            "MATCH (:Record {key: row.key})-[told:TOLD_BY]->(:Source {id: row.source}) DELETE told",
            pairs,
        )
        _each(transaction, "MATCH (decision:Decision {id: row}) DELETE decision", change.removed_decisions)
        _each(transaction, "MATCH (setting:Setting {name: row}) DELETE setting", change.settings)
        _each(transaction, "MATCH (alias:Alias {id: row}) DELETE alias", view.removed_aliases)
        _each(transaction, "MATCH (view:PrivateView {member: row}) DELETE view", change.private_views)
        ties = [{"a": a, "b": b} for a, b in view.removed_ties]
        _each(transaction, "MATCH (:Person {id: row.a})-[tie:KNOWS]->(:Person {id: row.b}) DELETE tie", ties)
        events = [*view.removed_events, *(row["id"] for rows in self.events.values() for row in rows)]
        _each(
            transaction,
            "MATCH (event:Event {id: row})<-[:TOOK_PART]-(:Person)-[of:REFERRED|INTRODUCED]->()"
            " WHERE of.event = event.id WITH DISTINCT of DELETE of",
            events,
        )
        _each(transaction, "MATCH (:Event {id: row})<-[part:TOOK_PART]-() DELETE part", events)
        _each(transaction, "MATCH (event:Event {id: row}) DELETE event", view.removed_events)
        kept = [*self.words, *({"id": removed, "texts": []} for removed in view.removed_people)]
        words = _texts(
            transaction,
            "UNWIND $rows AS row MATCH (:Person {id: row.id})-[found:FOUND_BY]->(word:Word)"
            " WHERE NOT word.text IN row.texts DELETE found RETURN DISTINCT word.text",
            kept,
        )
        organizations = _texts(
            transaction,
            "UNWIND $rows AS row MATCH (:Person {id: row.id})-[job:WORKS_AT]->(organization:Organization)"
            " DELETE job RETURN DISTINCT organization.key",
            kept,
        )
        gone = "MATCH (person:Person {id: row}) SET person = {id: row} SET person:Unnamed"
        _each(transaction, gone, view.removed_people)
        return _Loose([*records, *(key for _, key in change.removed_sightings)], words, organizations)

    def _write_said(self, transaction: ManagedTransaction) -> None:
        change = self.change
        sources = {source.id: _source(source) for source in change.sources}
        _each(
            transaction,
            "MERGE (source:Source {id: row.id}) ON CREATE SET source.number = row.number SET source += row.properties",
            _numbered(transaction, "Source", sources.values()),
        )
        _each(
            transaction,
            "MERGE (record:Record {key: row.key}) WITH record, row MATCH (source:Source {id: row.source})"
            " MERGE (record)-[told:TOLD_BY]->(source) ON CREATE SET told.place = row.place"
            " SET told.locator = row.locator, told.body = row.body, told.private = row.private",
            self._placed(transaction),
        )
        decisions = {decision.id: _decision(decision) for decision in change.decisions}
        _each(
            transaction,
            "MERGE (decision:Decision {id: row.id}) ON CREATE SET decision.number = row.number"
            " SET decision += row.properties",
            _numbered(transaction, "Decision", decisions.values()),
        )
        settings = [{"name": name, "text": text} for name, text in change.settings.items() if text]
        _each(transaction, "MERGE (setting:Setting {name: row.name}) SET setting.text = row.text", settings)
        views = [
            {"member": member, "body": codec.view_body(view).decode()}
            for member, view in change.private_views.items()
            if view != View()
        ]
        _each(transaction, "MERGE (view:PrivateView {member: row.member}) SET view.body = row.body", views)

    def _placed(self, transaction: ManagedTransaction) -> list[Row]:
        """Sightings with the next free place in their source; a known one keeps its place."""
        last: dict[str, int] = dict.fromkeys(_texts(transaction, "MATCH (source:Source) RETURN source.id"), 0)
        last |= dict(
            _rows(
                transaction,
                "UNWIND $ids AS id MATCH (:Source {id: id})<-[told:TOLD_BY]-() RETURN id, max(told.place)",
                ids=sorted({row["source"] for row in self.sightings}),
            )
        )
        places = {source: count(place + 1) for source, place in last.items()}
        return [row | {"place": next(places[row["source"]])} for row in self.sightings]

    def _write_people(self, transaction: ManagedTransaction) -> None:
        _each(
            transaction,
            "MERGE (person:Person {id: row.id}) SET person = row REMOVE person:Unnamed",
            self.people,
        )
        _each(
            transaction,
            "MATCH (person:Person {id: row.id}) UNWIND row.texts AS text"
            " MERGE (word:Word {text: text}) MERGE (person)-[:FOUND_BY]->(word)",
            self.words,
        )
        _each(
            transaction,
            "MATCH (person:Person {id: row.id})"
            " MERGE (organization:Organization {key: row.key}) ON CREATE SET organization.name = row.name"
            " CREATE (person)-[job:WORKS_AT]->(organization) SET job = row.properties",
            self.jobs,
        )
        aliases = [{"id": alias, "person": person} for alias, person in self.change.view.aliases.items()]
        _each(transaction, "MERGE (alias:Alias {id: row.id}) SET alias.person = row.person", aliases)

    def _write_events(self, transaction: ManagedTransaction) -> None:
        for kind, rows in self.events.items():
            others = "".join(f":{label}" for other, label in _LABELS.items() if other != kind)
            _each(
                transaction,
                f"MERGE (event:Event {{id: row.id}}) SET event = row, event:{_LABELS[kind]} REMOVE event{others}",
                rows,
            )
        _each(
            transaction,
            "MATCH (event:Event {id: row.event}) MERGE (person:Person {id: row.person})"
            " ON CREATE SET person:Unnamed CREATE (person)-[:TOOK_PART {role: row.role}]->(event)",
            self.event_people,
        )
        for kind, rows in (("REFERRED", self.referred), ("INTRODUCED", self.introduced)):
            _each(
                transaction,
                "MATCH (one:Person {id: row.one}), (other:Person {id: row.other})"
                f" CREATE (one)-[of:{kind}]->(other) SET of = row.properties",
                rows,
            )

    def _write_ties(self, transaction: ManagedTransaction) -> None:
        _each(
            transaction,
            "MERGE (a:Person {id: row.a}) ON CREATE SET a:Unnamed MERGE (b:Person {id: row.b})"
            " ON CREATE SET b:Unnamed MERGE (a)-[tie:KNOWS]->(b) SET tie = row.properties",
            self.ties,
        )

    def _write_journal(self, transaction: ManagedTransaction, revision: int) -> None:
        change, view = self.change, self.change.view
        counts = {
            "sources": len(change.sources),
            "sightings": len(self.sightings),
            "people": len(view.people),
            "events": len(view.events),
            "ties": len(view.ties),
        }
        transaction.run(
            "MATCH (book:Book) SET book.revision = $revision, book.profile = $profile REMOVE book.locked"
            " CREATE (:Change {id: $id, revision: $revision, kind: $kind, at: $at, base_revision: $base_revision,"
            " app_version: $app_version, counts: $counts})",
            revision=revision,
            profile=codec.profile_body(view.profile).decode(),
            id=change.id,
            kind=change.kind,
            at=codec.moment_text(change.at),
            base_revision=change.base_revision,
            app_version=__version__,
            counts=codec.counts_body(counts).decode(),
        ).consume()


@dataclass(frozen=True, slots=True)
class _Loose:
    """What lost somebody who told of it, or is found by it: records by key, words by text, organizations by key."""

    records: Sequence[str]
    words: Sequence[str]
    organizations: Sequence[str]


def _remove_loose(transaction: ManagedTransaction, loose: _Loose) -> None:
    """Remove what nobody needs any more: what was forgotten must not stay."""
    for label, name, ties, values in (
        ("Record", "key", "-[:TOLD_BY]->()", loose.records),
        ("Word", "text", "<-[:FOUND_BY]-()", loose.words),
        ("Organization", "key", "<-[:WORKS_AT]-()", loose.organizations),
    ):
        _each(transaction, f"MATCH (n:{label} {{{name}: row}}) WHERE NOT EXISTS {{ (n){ties} }} DELETE n", values)
    transaction.run("MATCH (person:Unnamed) WHERE NOT EXISTS { (person)--() } DELETE person").consume()


def _each(transaction: ManagedTransaction, cypher: str, rows: Iterable[Any]) -> None:
    """Run a statement for each `row`, many at a time."""
    whole = list(rows)
    for start in range(0, len(whole), _BATCH_ROWS):
        transaction.run(f"UNWIND $rows AS row {cypher}", rows=whole[start : start + _BATCH_ROWS]).consume()


def _rows(transaction: ManagedTransaction, cypher: str, **values: Any) -> list[list[Any]]:
    return transaction.run(cypher, values).values()


def _texts(transaction: ManagedTransaction, cypher: str, rows: Sequence[Row] | None = None, **values: Any) -> list[str]:
    """The only column; of a statement with `$rows`, over all batches of them."""
    if rows is None:
        return [text for (text,) in _rows(transaction, cypher, **values)]
    starts = range(0, len(rows), _BATCH_ROWS)
    return [text for i in starts for (text,) in _rows(transaction, cypher, rows=rows[i : i + _BATCH_ROWS])]


def _numbered(transaction: ManagedTransaction, label: str, rows: Iterable[Row]) -> Iterator[Row]:
    """Rows with the numbers that come next, in which their order is kept."""
    ((last,),) = _rows(transaction, f"MATCH (n:{label}) RETURN coalesce(max(n.number), 0)")
    return (row | {"number": number} for number, row in enumerate(rows, last + 1))


def _one(text: str | None) -> list[str]:
    return [] if text is None else [text]


# ------------------------------------------------------------------------------------------------ values as rows


def _source(source: StoredSource) -> Row:
    properties = {
        "import_id": source.import_id,
        "importer": source.importer,
        "label": source.label,
        "sha256": source.sha256,
        "owner": source.owner,
        "imported_at": codec.moment_text(source.imported_at),
        "counts": codec.counts_body(source.counts).decode(),
        "problems": codec.problems_body(source.problems).decode(),
        "member": source.member,
        "private": source.private,
    }
    return {"id": source.id, "properties": properties}


def _sighting(seen: Sighting) -> Row:
    return {
        "source": seen.source_id,
        "key": seen.record.key,
        "locator": seen.record.locator,
        "body": codec.record_body(seen.record).decode(),
        # Only where it is true, so that the index holds no others
        "private": seen.private or None,
    }


def _decision(decision: Decision) -> Row:
    names = [field.name for field in fields(Decision)]
    said = dict(zip(names, astuple(decision), strict=True))
    return {"id": decision.id, "properties": said}


def _person(person: Person) -> Row:
    found = codec.found_by(person)
    return {
        "id": person.id,
        "name": person.name,
        "title": person.headline,
        "emails": list(person.emails),
        "phones": list(person.phones),
        "labels": list(person.labels),
        "flags": list(person.flags),
        "folded": fold(person.name),
        "names_folded": sorted(found.names),
        "body": codec.person_body(person).decode(),
    }


def _words(person: Person) -> list[str]:
    return sorted({short(word) for word in codec.found_by(person).words})


def _job(person_id: PersonId, job: Employment) -> Row:
    properties = {
        "title": job.title,
        "department": job.department,
        "start": job.start,
        "end": job.end,
        "current": job.end is None,
    }
    key = short(fold_organization(job.organization))
    return {"id": person_id, "key": key, "name": job.organization, "properties": properties}


def _event(event_id: str, event: Event[PersonId]) -> Row:
    body = codec.event_body(event).decode()
    return {"id": event_id, "kind": kind_of(event), "at": _day(event), "body": body}


def _day(event: Event[PersonId]) -> date | None:
    return None if event.at is None else day_of(event.at)


def _took_part(event_id: str, event: Event[PersonId]) -> list[Row]:
    """Everybody who takes part, once in each role: the name of the field that names them."""
    parts = {
        (person, field)
        for field in PEOPLE_FIELDS[kind_of(event)]
        for value in [getattr(event, field)]
        for person in (value if isinstance(value, tuple) else (value,))
        if person is not None
    }
    return [{"event": event_id, "person": person, "role": role} for person, role in sorted(parts)]


def _referred(event_id: str, event: Referral[PersonId]) -> Row:
    properties = {
        "event": event_id,
        "at": _day(event),
        "stage": event.stage,
        "value": None if event.value_cents is None else event.value_cents / 100,
        "currency": event.currency,
    }
    return {"one": event.referrer, "other": event.prospect, "properties": properties}


def _introduced(event_id: str, event: Introduction[PersonId]) -> list[Row]:
    properties = {"event": event_id, "at": _day(event), "stage": event.stage}
    return [
        {"one": event.introducer, "other": other, "properties": properties} for other in (event.first, event.second)
    ]


def _tie(tie: Tie) -> Row:
    sums = tie.sums
    properties = {
        "sums": _SUMS.pack(GRADES.index(sums.grade), *_numbers_of(sums)),
        "grade": sums.grade,
        "contacts": sums.contacts,
        "meetings": sums.meetings,
        "referrals": sums.referrals,
        "introductions": sums.introductions,
        "first_contact": _date(sums.first_day),
        "last_contact": _date(sums.last_day),
        "since": _date(sums.since_day),
    }
    return {"a": tie.a, "b": tie.b, "properties": properties}


def _date(day: int) -> date | None:
    return date.fromordinal(day) if day else None
