"""A book in one file, by SQLite: the default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from refnet.model import BookEvent, EventId, Person, PersonId
from refnet.records import Record
from refnet.spool import room
from refnet.stores import codec
from refnet.stores.base import NOBODY, Change, Decision, Said, Sighting, StoredSource, Tie, View
from refnet.stores.member import seen_by
from refnet.stores.sightings import Sightings
from refnet.stores.sqlite_change import SUMS, ChangeRows
from refnet.stores.sqlite_file import BookFile
from refnet.strength import Profile, TieSums
from refnet.text import fold, fold_organization

if TYPE_CHECKING:
    from refnet.stores.base import Store

_AMONG = "(SELECT value FROM json_each(?))"
"""A list of texts as one parameter, which has no limit to its length."""


# What a member, the first parameter, may see; the sub-queries stand once, and not for every row.
_MAY_SEE_SOURCE = "(NOT source.private OR source.member = ?1 OR ?1 = '*')"
_OWN = "(SELECT number FROM source WHERE member = ?1 OR ?1 = '*')"
_OTHERS_PRIVATE = "(SELECT number FROM source WHERE private AND NOT (member = ?1 OR ?1 = '*'))"
_MAY_SEE = f"sighting.source NOT IN {_OTHERS_PRIVATE} AND (NOT sighting.private OR sighting.source IN {_OWN})"


class SqliteStore:
    """The `Store` kept in a file, readable and writable by its owner alone.

    Several processes may use one file: readers never wait, and writers wait for each other up to 30 seconds.
    """

    member = NOBODY

    def __init__(self, path: Path, *, create: bool = False, half: bool = False) -> None:
        """Open a book, or make one; see `refnet.stores.open_store`. With `half` a copy need not be finished."""
        self.address = str(path)
        self._file = BookFile(path)
        if create:
            self._file.make()
        else:
            self._file.check(half=half)

    def seen_by(self, member: str) -> Store:
        return seen_by(self, member)

    def private_view(self, member: str) -> View:
        body = self._one("SELECT body FROM private_view WHERE member = ?", member)
        return View() if body is None else codec.view_of(body)

    def revision(self) -> int:
        return int(self._one("SELECT coalesce(max(revision), 0) FROM journal"))

    @room()
    def apply(self, change: Change) -> int:
        rows = ChangeRows(codec.storable(change))
        if change.kind == "import":
            self._file.need_room(rows.size)
        with self._file.writing() as connection:
            return rows.write(connection)

    # what was said

    def sources(self, *, member: str = NOBODY) -> list[StoredSource]:
        rows = self._file.rows(
            "SELECT id, import_id, importer, label, sha256, owner, imported_at, counts, problems, member, private"
            f" FROM source WHERE {_MAY_SEE_SOURCE} ORDER BY number",
            _text(member),
        )
        hidden: dict[str, set[str]] = {}
        for source_id, locator in self._file.rows(
            "SELECT source.id, sighting.locator FROM sighting JOIN source ON source.number = sighting.source"
            " WHERE sighting.private AND NOT (source.member = ?1 OR ?1 = '*')",
            _text(member),
        ):
            hidden.setdefault(source_id, set()).add(locator)
        return [codec.without_remarks(_source(row[:6], *row[6:]), hidden.get(row[0], ())) for row in rows]

    def records(self, *, member: str = NOBODY) -> list[Record]:
        rows = self._file.rows(
            f"""
            SELECT record.key, latest.locator, body.content
            FROM (
                SELECT record, min(source) AS first, max(source) AS last FROM sighting
                WHERE {_MAY_SEE} GROUP BY record
            ) AS seen
            JOIN sighting AS earliest ON earliest.record = seen.record AND earliest.source = seen.first
            JOIN sighting AS latest ON latest.record = seen.record AND latest.source = seen.last
            JOIN record ON record.number = seen.record
            JOIN body ON body.number = latest.body
            ORDER BY seen.first, earliest.place
            """,
            _text(member),
        )
        return [codec.record_of(*row) for row in rows]

    def sightings(self, keys: Iterable[str], *, member: str = NOBODY) -> dict[str, list[Sighting]]:
        asked = list(keys)
        found: dict[str, list[Sighting]] = {}
        for key, source_id, locator, content, private in self._file.rows(
            f"""
            SELECT record.key, source.id, sighting.locator, body.content, sighting.private
            FROM record
            JOIN sighting ON sighting.record = record.number
            JOIN source ON source.number = sighting.source
            JOIN body ON body.number = sighting.body
            WHERE record.key IN (SELECT value FROM json_each(?2)) AND {_MAY_SEE} ORDER BY source.number
            """,
            _text(member),
            _list(asked),
        ):
            seen = Sighting(source_id, codec.record_of(key, locator, content), bool(private))
            found.setdefault(key, []).append(seen)
        return {key: found[key] for key in asked if key in found}

    def decisions(self, *, member: str = NOBODY) -> list[Decision]:
        rows = self._file.rows(
            "SELECT id, kind, first, second, private_to FROM decision"
            " WHERE private_to IN ('', ?1) OR ?1 = '*' ORDER BY number",
            _text(member),
        )
        return [Decision(*row) for row in rows]

    def setting(self, name: str) -> str:
        return str(self._one("SELECT text FROM setting WHERE name = ?", name) or "")

    @room()
    def said(self, *, member: str = NOBODY) -> Said:
        with self._file.one_state():
            sources = self.sources(member=member)
            sightings = Sightings(source.id for source in sources)
            sightings.extend(
                self._file.each(
                    f"""
                    SELECT source.id, record.key, sighting.locator, body.content, sighting.private
                    FROM sighting
                    JOIN source ON source.number = sighting.source
                    JOIN record ON record.number = sighting.record
                    JOIN body ON body.number = sighting.body
                    WHERE {_MAY_SEE}
                    ORDER BY sighting.source, sighting.place
                    """,
                    _text(member),
                )
            )
            settings = dict(self._file.rows("SELECT name, text FROM setting"))
            return Said(tuple(sources), sightings, tuple(self.decisions(member=member)), settings)

    # the view

    def person_id(self, any_id: str) -> PersonId | None:
        sql = "SELECT id FROM person WHERE id = ?1 UNION ALL SELECT person FROM alias WHERE id = ?1 LIMIT 1"
        found = self._one(sql, any_id)
        return None if found is None else PersonId(found)

    def aliases(self) -> dict[str, PersonId]:
        return dict(self._file.rows("SELECT id, person FROM alias"))

    def people(self, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
        asked = list(ids)
        found = dict(self._file.rows(f"SELECT id, body FROM person WHERE id IN {_AMONG}", _list(asked)))
        return {person_id: codec.person_of(found[person_id]) for person_id in asked if person_id in found}

    def all_people(self) -> Iterator[Person]:
        return (codec.person_of(body) for (body,) in self._file.each("SELECT body FROM person ORDER BY id"))

    def search(self, text: str, *, limit: int = 20) -> list[Person]:
        whole = fold(text)
        rows = self._file.rows(
            """
            SELECT person.body
            FROM (
                SELECT lookup.person AS number FROM json_each(?1) AS beginning
                JOIN lookup ON lookup.kind = 'word'
                    AND lookup.text >= beginning.value AND lookup.text < beginning.value || char(0x10ffff)
                GROUP BY lookup.person HAVING count(DISTINCT beginning.key) = json_array_length(?1)
            )
            JOIN person USING (number)
            ORDER BY EXISTS (
                SELECT 1 FROM lookup WHERE kind = 'name' AND text = ?2 AND lookup.person = person.number
            ) DESC, person.folded, person.id
            LIMIT ?3
            """,
            _list(dict.fromkeys(whole.split())),
            whole,
            limit,
        )
        return [codec.person_of(body) for (body,) in rows]

    def at_organization(self, name: str, *, limit: int = 200) -> list[Person]:
        rows = self._file.rows(
            "SELECT person.body FROM lookup JOIN person ON person.number = lookup.person"
            " WHERE lookup.kind = 'organization' AND lookup.text = ? ORDER BY person.folded, person.id LIMIT ?",
            fold_organization(name),
            limit,
        )
        return [codec.person_of(body) for (body,) in rows]

    def neighbours(
        self, ids: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> dict[PersonId, list[tuple[PersonId, TieSums]]]:
        found: dict[PersonId, list[tuple[PersonId, TieSums]]] = {person_id: [] for person_id in ids}
        asked = [_list(found)] if among is None else [_list(found), _list(among)]
        # The plus keeps SQLite from looking for each of the one with each of the other
        also = "TRUE" if among is None else "+{} IN (SELECT value FROM json_each(?2))"
        halves = (
            f"SELECT {end}, {other}, {SUMS} FROM tie"
            f" WHERE {end} IN (SELECT value FROM json_each(?1)) AND {also.format(other)}"
            for end, other in (("a", "b"), ("b", "a"))
        )
        for person_id, other, *sums in self._file.rows(f"{' UNION ALL '.join(halves)} ORDER BY 1, 2", *asked):
            found[person_id].append((other, TieSums(*sums)))
        return found

    def ties(self) -> Iterator[Tie]:
        rows = self._file.each(f"SELECT a, b, {SUMS} FROM tie ORDER BY a, b")
        return (Tie(a, b, TieSums(*sums)) for a, b, *sums in rows)

    def events(self, ids: Iterable[EventId]) -> dict[EventId, BookEvent]:
        asked = list(ids)
        found = dict(self._file.rows(f"SELECT id, body FROM event WHERE id IN {_AMONG}", _list(asked)))
        return {event_id: codec.book_event(event_id, found[event_id]) for event_id in asked if event_id in found}

    def events_of(self, people: Iterable[PersonId], *, kinds: Iterable[str] = ()) -> list[BookEvent]:
        rows = self._file.rows(
            "SELECT id, body FROM event WHERE number IN ("
            " SELECT event FROM event_person WHERE person IN (SELECT value FROM json_each(?1))"
            " AND (?2 = '[]' OR kind IN (SELECT value FROM json_each(?2)))"
            ") ORDER BY id",
            _list(people),
            _list(kinds),
        )
        return [codec.book_event(*row) for row in rows]

    def events_between(self, pairs: Iterable[tuple[PersonId, PersonId]]) -> list[BookEvent]:
        able = [pair for pair in pairs if all(map(codec.is_storable, pair))]
        counts = dict(
            self._file.rows(
                f"SELECT person, count(*) FROM event_person WHERE person IN {_AMONG} GROUP BY person",
                _list({person for pair in able for person in pair}),
            )
        )
        # From whoever has fewer events: the owner stands in thousands of pairs, and took part in nearly everything.
        rarer_first = [sorted(pair, key=lambda person: counts.get(person, 0)) for pair in able]
        rows = self._file.rows(
            "SELECT id, body FROM event WHERE number IN ("
            " SELECT one.event FROM json_each(?) AS pair"
            " JOIN event_person AS one ON one.person = pair.value ->> 0"
            " JOIN event_person AS other ON other.event = one.event AND other.person = pair.value ->> 1"
            ") ORDER BY id",
            msgspec.json.encode(rarer_first).decode(),
        )
        return [codec.book_event(*row) for row in rows]

    def all_events(self, *, kinds: Iterable[str] = ()) -> Iterator[BookEvent]:
        wanted = list(kinds)
        some, values = (f"WHERE kind IN {_AMONG}", (_list(wanted),)) if wanted else ("", ())
        rows = self._file.each(f"SELECT id, body FROM event {some} ORDER BY id", *values)
        return (codec.book_event(*row) for row in rows)

    def profile(self) -> Profile:
        body = self._one("SELECT body FROM profile")
        return Profile() if body is None else codec.profile_of(body)

    def counts(self, *, member: str = NOBODY) -> dict[str, int]:
        sightings = f"SELECT 1 FROM sighting WHERE record = record.number AND {_MAY_SEE}"
        tables = {
            "people": "person",
            "events": "event",
            "ties": "tie",
            "records": f"record WHERE EXISTS ({sightings})",
            "sources": f"source WHERE {_MAY_SEE_SOURCE}",
        }
        columns = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables.values())
        return dict(zip(tables, self._file.rows(f"SELECT {columns}", _text(member))[0], strict=True))

    def dump(self) -> dict[str, Any]:
        with self._file.one_state():
            return codec.dump_of(self, dict(self._file.rows("SELECT name, text FROM setting")))

    def sweep(self) -> None:
        self._file.sweep()

    def close(self) -> None:
        self._file.close()

    def _one(self, sql: str, *texts: str) -> Any:
        """The only value of the only row; None where there is no row."""
        rows = self._file.rows(sql, *texts) if all(map(codec.is_storable, texts)) else []
        return rows[0][0] if rows else None


def _source(texts: tuple[Any, ...], at: str, counts: bytes, problems: bytes, member: str, private: int) -> StoredSource:
    source_id, import_id, importer, label, sha256, owner = texts
    imported_at = datetime.fromisoformat(at)
    told = codec.counts_of(counts), codec.problems_of(problems)
    return StoredSource(
        source_id, import_id, importer, label, sha256, owner, imported_at, *told, member=member, private=bool(private)
    )


def _text(member: str) -> str:
    """A member as a parameter. A text that no book can hold is nobody's key."""
    return member if codec.is_storable(member) else NOBODY


def _list(texts: Iterable[str]) -> str:
    """Texts as one parameter. One that no book can hold is left out: nothing is found by it."""
    return msgspec.json.encode([text for text in texts if codec.is_storable(text)]).decode()
