"""A change as rows: encoded before the file is locked, written within one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from operator import attrgetter
from typing import Any, Final, TypeAlias

import apsw

from refnet import __version__
from refnet.model import kind_of, people_of
from refnet.records import Record
from refnet.stores import codec
from refnet.stores.base import Change, StoredSource, View
from refnet.strength import TieSums
from refnet.text import fold

Rows: TypeAlias = list[tuple[Any, ...]]

_SUMS = [field.name for field in fields(TieSums)]
SUMS: Final = ", ".join(_SUMS)
"""The columns of a tie's sums, in the order in which `TieSums` takes them."""
_TIE_PLACES: Final = ", ".join("?" * (2 + len(_SUMS)))
_sums_of = attrgetter(*_SUMS)


@dataclass(frozen=True, slots=True)
class ChangeRows:
    """A change whose values are bytes already: what is slow is done before anybody has to wait."""

    change: Change
    bodies: Rows
    """(digest, content)"""
    sightings: Rows
    """(source id, key, digest, locator, private)"""
    people: Rows
    """(id, folded name, body)"""
    lookups: Rows
    """(kind, text, person id)"""
    events: Rows
    """(id, kind, body)"""
    event_people: Rows
    """(person id, kind, event id)"""

    @classmethod
    def of(cls, change: Change) -> ChangeRows:
        """The rows of a change."""
        # A second sighting of one key in one source replaces the first, in its place
        told = {(seen.source_id, seen.record.key): seen for seen in change.sightings}
        bodies: dict[bytes, bytes] = {}
        sightings = [
            (source_id, key, _kept(bodies, seen.record), seen.record.locator, seen.private)
            for (source_id, key), seen in told.items()
        ]
        people = {person.id: person for person in change.view.people}.values()
        events = {event.id: event.event for event in change.view.events}
        return cls(
            change=change,
            bodies=list(bodies.items()),
            sightings=sightings,
            people=[(person.id, fold(person.name), codec.person_body(person)) for person in people],
            # Sorted, as the table is: neighbouring rows go to one page
            lookups=sorted((kind, text, p.id) for p in people for kind, text in _lookups(codec.found_by(p))),
            events=[(event_id, kind_of(event), codec.event_body(event)) for event_id, event in events.items()],
            event_people=sorted(
                (person_id, kind_of(event), event_id)
                for event_id, event in events.items()
                for person_id in set(people_of(event))
            ),
        )

    @property
    def size(self) -> int:
        """About how many bytes the change brings."""
        return sum(len(row[-1]) for rows in (self.bodies, self.people, self.events) for row in rows)

    def write(self, connection: apsw.Connection) -> int:
        """Write the change inside the transaction that is open, unless it was written before.

        Returns:
            The revision of the book after it.

        Raises:
            StaleChangeError: the book is no longer at the change's base revision.
        """
        change = self.change
        revision = _number(connection, "SELECT coalesce(max(revision), 0) FROM journal")
        if _number(connection, "SELECT count(*) FROM journal WHERE id = ?", change.id):
            return revision
        codec.refuse_stale(change, revision)
        self._write_removed(connection)
        self._write_said(connection)
        self._write_view(connection)
        self._write_journal(connection, revision + 1)
        return revision + 1

    def _write_removed(self, connection: apsw.Connection) -> None:
        change, view = self.change, self.change.view
        ours = "SELECT number FROM source WHERE import_id = ?"
        _each(connection, f"DELETE FROM sighting WHERE source IN ({ours})", [(change.removed_import,)])
        _each(connection, "DELETE FROM source WHERE import_id = ?", [(change.removed_import,)])
        _each(
            connection,
            "DELETE FROM sighting WHERE source = (SELECT number FROM source WHERE id = ?)"
            " AND record = (SELECT number FROM record WHERE key = ?)",
            change.removed_sightings,
        )
        _each(connection, "DELETE FROM decision WHERE id = ?", _singles(change.removed_decisions))
        _each(connection, "DELETE FROM setting WHERE name = ?", _singles(change.settings))
        _each(connection, "DELETE FROM person WHERE id = ?", _singles(view.removed_people))
        _each(connection, "DELETE FROM event WHERE id = ?", _singles(view.removed_events))
        _each(connection, "DELETE FROM tie WHERE a = ? AND b = ?", view.removed_ties)
        _each(connection, "DELETE FROM alias WHERE id = ?", _singles(view.removed_aliases))

    def _write_said(self, connection: apsw.Connection) -> None:
        change = self.change
        _each(
            connection,
            "INSERT INTO source"
            " (id, import_id, importer, label, sha256, owner, imported_at, counts, problems, member, private)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET import_id = excluded.import_id,"
            " importer = excluded.importer, label = excluded.label, sha256 = excluded.sha256, owner = excluded.owner,"
            " imported_at = excluded.imported_at, counts = excluded.counts, problems = excluded.problems,"
            " member = excluded.member, private = excluded.private",
            map(_source_row, change.sources),
        )
        _each(
            connection,
            "INSERT INTO record (key) VALUES (?) ON CONFLICT DO NOTHING",
            [row[1:2] for row in self.sightings],
        )
        _each(connection, "INSERT INTO body (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING", self.bodies)
        _each(
            connection,
            "INSERT INTO sighting (source, place, record, body, locator, private) VALUES (?, ?,"
            " (SELECT number FROM record WHERE key = ?), (SELECT number FROM body WHERE digest = ?), ?, ?)"
            " ON CONFLICT (record, source) DO UPDATE"
            " SET body = excluded.body, locator = excluded.locator, private = excluded.private",
            self._placed(connection),
        )
        _each(
            connection,
            "INSERT INTO decision (id, kind, first, second, private_to) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, first = excluded.first, second = excluded.second,"
            " private_to = excluded.private_to",
            map(astuple, change.decisions),
        )
        _each(
            connection, "INSERT INTO setting VALUES (?, ?)", [(n, text) for n, text in change.settings.items() if text]
        )

    def _placed(self, connection: apsw.Connection) -> Iterator[tuple[Any, ...]]:
        """Sightings with their source's number and the next free place in it; a known one keeps its place."""
        sources: Rows = connection.execute("SELECT id, number FROM source").fetchall()
        numbers: dict[str, int] = dict(sources)
        places: dict[int, int] = {}
        for source_id, key, *told in self.sightings:
            number = numbers[source_id]
            if number not in places:
                last = "SELECT coalesce(max(place), 0) FROM sighting WHERE source = ?"
                places[number] = _number(connection, last, number)
            places[number] += 1
            yield number, places[number], key, *told

    def _write_view(self, connection: apsw.Connection) -> None:
        view = self.change.view
        person, event = "(SELECT number FROM person WHERE id = ?)", "(SELECT number FROM event WHERE id = ?)"
        _each(
            connection,
            "INSERT INTO person (id, folded, body) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET folded = excluded.folded, body = excluded.body",
            self.people,
        )
        _each(connection, f"DELETE FROM lookup WHERE person = {person}", [row[:1] for row in self.people])
        _each(connection, f"INSERT INTO lookup (kind, text, person) VALUES (?, ?, {person})", self.lookups)
        _each(
            connection,
            "INSERT INTO event (id, kind, body) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, body = excluded.body",
            self.events,
        )
        _each(connection, f"DELETE FROM event_person WHERE event = {event}", [row[:1] for row in self.events])
        _each(connection, f"INSERT INTO event_person (person, kind, event) VALUES (?, ?, {event})", self.event_people)
        ties = ((tie.a, tie.b, *_sums_of(tie.sums)) for tie in view.ties)
        _each(connection, f"INSERT OR REPLACE INTO tie (a, b, {SUMS}) VALUES ({_TIE_PLACES})", ties)
        _each(connection, "INSERT OR REPLACE INTO alias (id, person) VALUES (?, ?)", view.aliases.items())
        _each(connection, "INSERT OR REPLACE INTO profile VALUES (1, ?)", [(codec.profile_body(view.profile),)])
        private = self.change.private_views
        _each(connection, "DELETE FROM private_view WHERE member = ?", _singles(private))
        new = ((member, codec.view_body(own)) for member, own in private.items() if own != View())
        _each(connection, "INSERT INTO private_view (member, body) VALUES (?, ?)", new)

    def _write_journal(self, connection: apsw.Connection, revision: int) -> None:
        change, view = self.change, self.change.view
        counts = {
            "sources": len(change.sources),
            "sightings": len(self.sightings),
            "people": len(view.people),
            "events": len(view.events),
            "ties": len(view.ties),
        }
        at, counted = codec.moment_text(change.at), codec.counts_body(counts)
        row = (revision, change.id, change.kind, at, change.base_revision, __version__, counted)
        _each(connection, "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", [row])


def _each(connection: apsw.Connection, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Run a statement for each row, to its end: apsw works only as far as one reads."""
    connection.executemany(sql, rows).fetchall()


def _number(connection: apsw.Connection, sql: str, *values: Any) -> int:
    rows: Rows = connection.execute(sql, values).fetchall()
    return int(rows[0][0])


def _singles(values: Iterable[str]) -> Iterator[tuple[str]]:
    return ((value,) for value in values)


def _kept(bodies: dict[bytes, bytes], record: Record) -> bytes:
    content = codec.record_body(record)
    digest = hashlib.sha256(content).digest()
    bodies[digest] = content
    return digest


def _lookups(found: codec.Found) -> Iterator[tuple[str, str]]:
    yield from (("word", word) for word in found.words)
    yield from (("name", name) for name in found.names)
    yield from (("organization", name) for name in found.organizations)


def _source_row(source: StoredSource) -> tuple[Any, ...]:
    return (
        source.id,
        source.import_id,
        source.importer,
        source.label,
        source.sha256,
        source.owner,
        codec.moment_text(source.imported_at),
        codec.counts_body(source.counts),
        codec.problems_body(source.problems),
        source.member,
        source.private,
    )
