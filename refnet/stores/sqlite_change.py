"""A change as rows: encoded before the file is locked, written within one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from operator import attrgetter
from typing import Any, Final, TypeAlias

import apsw

from refnet import __version__
from refnet.model import kind_of, people_of
from refnet.spool import batches, scratch
from refnet.stores import codec
from refnet.stores.base import Change, StoredSource, View
from refnet.stores.forms import EVENTS, PEOPLE, spooled
from refnet.stores.sightings import Sightings
from refnet.strength import TieSums
from refnet.text import fold

Rows: TypeAlias = list[tuple[Any, ...]]

_SUMS = [field.name for field in fields(TieSums)]
SUMS: Final = ", ".join(_SUMS)
"""The columns of a tie's sums, in the order in which `TieSums` takes them."""
_TIE_PLACES: Final = ", ".join("?" * (2 + len(_SUMS)))
_sums_of = attrgetter(*_SUMS)
_SCHEMA: Final = (
    "CREATE TABLE person (id, folded, body); CREATE TABLE lookup (kind, text, id);"
    "CREATE TABLE event (id, kind, body); CREATE TABLE event_person (person, kind, id)"
)


class ChangeRows:
    """A change whose values are bytes already: what is slow is done before anybody has to wait.

    They are kept outside memory, however many they are.
    """

    def __init__(self, change: Change) -> None:
        """The rows of a change."""
        self.change = change
        self.sightings = Sightings.of(change.sightings)
        self._rows = scratch(_SCHEMA)
        for people in batches(spooled(change.view.people, PEOPLE).both()):
            found = ((person.id, told) for _, person in people for told in _lookups(codec.found_by(person)))
            self._fill("person", ((person.id, fold(person.name), body) for body, person in people))
            self._fill("lookup", ((kind, text, person_id) for person_id, (kind, text) in found))
        for events in batches(spooled(change.view.events, EVENTS).both()):
            parts = ((person, event) for _, event in events for person in set(people_of(event.event)))
            self._fill("event", ((event.id, kind_of(event.event), body) for body, event in events))
            self._fill("event_person", ((person, kind_of(event.event), event.id) for person, event in parts))

    @property
    def size(self) -> int:
        """About how many bytes the change brings."""
        sizes = "SELECT (SELECT total(length(body)) FROM person) + (SELECT total(length(body)) FROM event)"
        return _number(self._rows, sizes) + sum(len(body) for _, _, _, body, _ in self.sightings.kept())

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
        told = self.sightings.kept
        keys = ((key,) for _, key, *_ in told())
        _each(connection, "INSERT INTO record (key) VALUES (?) ON CONFLICT DO NOTHING", keys)
        bodies = ((_digest(body), body) for *_, body, _ in told())
        _each(connection, "INSERT INTO body (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING", bodies)
        _each(
            connection,
            "INSERT INTO sighting (source, place, record, locator, body, private) VALUES (?, ?,"
            " (SELECT number FROM record WHERE key = ?), ?, (SELECT number FROM body WHERE digest = ?), ?)"
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
        for source_id, key, locator, body, private in self.sightings.kept():
            number = numbers[source_id]
            if number not in places:
                last = "SELECT coalesce(max(place), 0) FROM sighting WHERE source = ?"
                places[number] = _number(connection, last, number)
            places[number] += 1
            yield number, places[number], key, locator, _digest(body), private

    def _write_view(self, connection: apsw.Connection) -> None:
        view = self.change.view
        person, event = "(SELECT number FROM person WHERE id = ?)", "(SELECT number FROM event WHERE id = ?)"
        _each(
            connection,
            "INSERT INTO person (id, folded, body) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET folded = excluded.folded, body = excluded.body",
            self._kept("person"),
        )
        _each(connection, f"DELETE FROM lookup WHERE person = {person}", self._ids("person"))
        lookups = self._kept("lookup", "ORDER BY kind, text, id")
        _each(connection, f"INSERT INTO lookup (kind, text, person) VALUES (?, ?, {person})", lookups)
        _each(
            connection,
            "INSERT INTO event (id, kind, body) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, body = excluded.body",
            self._kept("event"),
        )
        _each(connection, f"DELETE FROM event_person WHERE event = {event}", self._ids("event"))
        parts = self._kept("event_person", "ORDER BY person, kind, id")
        _each(connection, f"INSERT INTO event_person (person, kind, event) VALUES (?, ?, {event})", parts)
        ties = ((tie.a, tie.b, *_sums_of(tie.sums)) for tie in view.ties)
        _each(connection, f"INSERT OR REPLACE INTO tie (a, b, {SUMS}) VALUES ({_TIE_PLACES})", ties)
        _each(connection, "INSERT OR REPLACE INTO alias (id, person) VALUES (?, ?)", view.aliases.items())
        _each(connection, "INSERT OR REPLACE INTO profile VALUES (1, ?)", [(codec.profile_body(view.profile),)])
        private = self.change.private_views
        _each(connection, "DELETE FROM private_view WHERE member = ?", _singles(private))
        new = ((member, codec.view_body(own)) for member, own in private.items() if own != View())
        _each(connection, "INSERT INTO private_view (member, body) VALUES (?, ?)", new)

    def _fill(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        _each(self._rows, f"INSERT INTO {table} VALUES (?, ?, ?)", rows)

    def _kept(self, table: str, order: str = "") -> Iterator[tuple[Any, ...]]:
        """The rows of a table; in the order of that of the book, where neighbouring rows go to one page."""
        return self._rows.execute(f"SELECT * FROM {table} {order}")

    def _ids(self, table: str) -> Iterator[tuple[Any, ...]]:
        return self._rows.execute(f"SELECT id FROM {table}")

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


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


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
