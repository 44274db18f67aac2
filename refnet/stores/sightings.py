"""All sightings of a book, kept outside memory: what each source told, and the records that follow from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import apsw
import msgspec

from refnet.model import SourceId
from refnet.records import Record
from refnet.spool import OutsideMemory, batches, scratch
from refnet.stores import codec
from refnet.stores.base import EVERYONE, NOBODY, Sighting, StoredSource

Told: TypeAlias = tuple[str, str, str, bytes, bool]
"""A sighting as it is kept: its source, its key, its locator, the body of its record, and whether it is private."""

_PLACES: Final = 1 << 32
"""In one source; it has fewer sightings."""
_SCHEMA: Final = (
    "CREATE TABLE told (place INTEGER PRIMARY KEY, source INTEGER, key TEXT, locator TEXT, body BLOB, private INTEGER)"
)
_SAID: Final = "key, locator, body, private"
_TOLD: Final = f"SELECT source, {_SAID} FROM told"
_INSERT: Final = "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?)"
_MAY: Final = (
    "(source IN (SELECT value FROM json_each(?1)) OR NOT private AND source IN (SELECT value FROM json_each(?2)))"
)
_IS_PERSON: Final = f"substr(body, 1, {len(codec.ABOUT_PERSON)}) = CAST('{codec.ABOUT_PERSON.decode()}' AS BLOB)"
_RECORDS: Final = (
    "SELECT latest.key, latest.locator, latest.body"
    f" FROM (SELECT min(place) AS first, max(place) AS last FROM told WHERE {_MAY} GROUP BY key) AS seen"
    " JOIN told AS latest ON latest.place = seen.last"
)


class Sightings(OutsideMemory[Sighting]):
    """Sightings by source, and as they stand in it."""

    def __init__(self, sources: Iterable[SourceId]) -> None:
        """None yet; `sources` are the ids of all sources that will tell any, oldest first."""
        self.sources = tuple(sources)
        self._numbers = {source: number for number, source in enumerate(self.sources)}
        self._last = [number * _PLACES for number in range(len(self.sources))]
        self._rows = scratch(_SCHEMA)
        self._indexed = False

    @classmethod
    def of(cls, sightings: Collection[Sighting]) -> Sightings:
        """These sightings; of several of one key in one source the last, in the place of the first."""
        if isinstance(sightings, Sightings):
            return sightings
        found = cls(dict.fromkeys(seen.source_id for seen in sightings))
        found.tell(map(kept, sightings))
        return found

    def extend(self, told: Iterable[Told]) -> None:
        """Add sightings of keys that their sources did not tell of before."""
        self._insert(_INSERT, told)

    def tell(self, told: Iterable[Told]) -> None:
        """Add sightings; one whose source told of its key before takes the place of that."""
        self._index()
        self._insert(
            f"{_INSERT} ON CONFLICT (key, source) DO UPDATE"
            " SET locator = excluded.locator, body = excluded.body, private = excluded.private",
            told,
        )

    def __iter__(self) -> Iterator[Sighting]:
        return map(_sighting, self.kept())

    def __len__(self) -> int:
        return _number(self._rows, "SELECT count(*) FROM told")

    def kept(self) -> Iterator[Told]:
        """The sightings as they are kept."""
        return map(self._told, self._rows.execute(f"{_TOLD} ORDER BY place"))

    def with_keys(self, keys: Iterable[str]) -> dict[str, Placed]:
        """The latest sighting of each of these keys; unknown keys are left out."""
        self._index()
        sql = f"SELECT place, source, {_SAID} FROM told WHERE key IN (SELECT value FROM json_each(?)) ORDER BY place"
        rows = self._rows.execute(sql, (_list(keys),))
        return {key: Placed(place, self._told((source, key, *said))) for place, source, key, *said in rows}

    def people(self) -> Iterator[str]:
        """The keys of all records about people."""
        return (key for _, key, _, body, _ in self.kept() if codec.is_person(body))

    def telling_privately(self, private: Collection[SourceId]) -> set[SourceId]:
        """The sources with a sighting that is private by itself, and those of the private ones that tell anything."""
        whole = _list(self._numbers[source] for source in private if source in self._numbers)
        sql = "SELECT DISTINCT source FROM told WHERE private OR source IN (SELECT value FROM json_each(?))"
        return {self.sources[number] for (number,) in self._rows.execute(sql, (whole,))}

    def entries(self, source: SourceId, *, private: bool = True) -> Entries:
        """What a source told, its private sightings included or not, to be compared with what another told."""
        self._index()
        return Entries(self._rows, self._numbers.get(source, -1), private)

    def everything(self) -> Records:
        """The records of all sources."""
        self._index()
        return Records(self._rows, range(len(self.sources)), ())

    def records(self, sources: Collection[StoredSource], *, member: str = NOBODY) -> Records:
        """The records that a member may see, as `Store.records` gives them; `sources` are those of the sightings."""
        self._index()
        known = [(self._numbers[source.id], source) for source in sources if source.id in self._numbers]
        own = [number for number, source in known if member in (source.member, EVERYONE)]
        return Records(self._rows, own, [number for number, source in known if not source.private])

    def _insert(self, sql: str, told: Iterable[Told]) -> None:
        for batch in batches(told):
            self._rows.executemany(sql, list(map(self._placed, batch))).fetchall()

    def _placed(self, told: Told) -> tuple[Any, ...]:
        source, *said = told
        number = self._numbers[SourceId(source)]
        self._last[number] += 1
        return self._last[number], number, *said

    def _told(self, row: tuple[Any, ...]) -> Told:
        number, key, locator, body, private = row
        return self.sources[number], key, locator, body, bool(private)

    def _index(self) -> None:
        """Made late where it can be: it is made faster than it is kept while rows come."""
        if not self._indexed:
            self._rows.execute("CREATE UNIQUE INDEX by_key ON told (key, source)").fetchall()
            self._indexed = True


class Records(OutsideMemory[Record]):
    """Records, each as the latest source told it, in the order in which they were first seen."""

    def __init__(self, rows: apsw.Connection, own: Iterable[int], shared: Iterable[int]) -> None:
        """See `Sightings.records`: numbers of sources of which all may be seen, and of those that are not private."""
        self._rows = rows
        self._may = (_list(own), _list(shared))

    def __iter__(self) -> Iterator[Record]:
        return (codec.record_of(*row) for row in self.kept())

    def __len__(self) -> int:
        return _number(self._rows, f"SELECT count(DISTINCT key) FROM told WHERE {_MAY}", *self._may)

    def kept(self) -> Iterator[tuple[str, str, bytes]]:
        """Key, locator and body of each."""
        return self._rows.execute(f"{_RECORDS} ORDER BY seen.first", self._may)

    def holding(self, text: str) -> Iterator[Record]:
        """Those in whose body a text stands."""
        rows = self._rows.execute(
            f"{_RECORDS} WHERE instr(latest.body, ?3) ORDER BY seen.first", (*self._may, text.encode())
        )
        return (codec.record_of(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Placed:
    """A sighting as it is kept, with its place among all."""

    place: int
    told: Told

    @property
    def source_id(self) -> SourceId:
        return SourceId(self.told[0])

    @property
    def key(self) -> str:
        return self.told[1]

    @property
    def locator(self) -> str:
        return self.told[2]

    def record(self) -> Record:
        """What was told."""
        return _sighting(self.told).record


class Entries:
    """What a source told: its records about people where it has any, else all."""

    def __init__(self, rows: apsw.Connection, source: int, private: bool) -> None:
        """See `Sightings.entries`."""
        self._rows = rows
        self._all = f"SELECT key, body FROM told WHERE source = {source}{'' if private else ' AND NOT private'}"
        people = f"{self._all} AND {_IS_PERSON}"
        self._entries = f"{people} UNION ALL {self._all} AND NOT EXISTS ({people})"

    def share_in(self, newer: Entries) -> float:
        """The share of all that was told, 0 to 1, of which the newer source tells too; 0 where nothing was told."""
        both, all_ = (
            f"SELECT count(*) FROM ({sql})"
            for sql in (f"{self._all} AND key IN (SELECT key FROM ({newer._all}))", self._all)
        )
        return _number(self._rows, both) / (_number(self._rows, all_) or 1)

    def gone_from(self, newer: Entries) -> frozenset[str]:
        """The keys of all that the newer source does not tell of."""
        return self._keys(f"SELECT key FROM ({self._all}) EXCEPT SELECT key FROM ({newer._all})")

    def without(self, other: Entries) -> frozenset[str]:
        """The keys of the entries that are none of another source."""
        return self._keys(f"SELECT key FROM ({self._entries}) EXCEPT SELECT key FROM ({other._entries})")

    def changed_in(self, newer: Entries) -> int:
        """How many entries say something else in the newer source."""
        sql = f"SELECT count(*) FROM ({self._entries}) AS old JOIN ({newer._entries}) AS new USING (key)"
        return _number(self._rows, f"{sql} WHERE old.body <> new.body")

    def _keys(self, sql: str) -> frozenset[str]:
        return frozenset(key for (key,) in self._rows.execute(sql))


def records_in(records: Iterable[Record]) -> Records:
    """Records kept outside memory; of several of one key the last, in the place of the first."""
    source = SourceId("")
    found = Sightings([source])
    found.tell(kept(Sighting(source, record)) for record in records)
    return found.everything()


def kept(seen: Sighting) -> Told:
    """A sighting as it is kept; what no book can hold of its texts is replaced."""
    try:
        return _kept(seen)
    except UnicodeEncodeError:
        return _kept(codec.scrubbed(seen))


def _kept(seen: Sighting) -> Told:
    told = (seen.source_id, seen.record.key, seen.record.locator, codec.record_body(seen.record), seen.private)
    for text in told[:3]:
        text.encode()
    return told


def _sighting(told: Told) -> Sighting:
    source, key, locator, body, private = told
    return Sighting(SourceId(source), codec.record_of(key, locator, body), private)


def _list(values: Iterable[Any]) -> str:
    return msgspec.json.encode(list(values)).decode()


def _number(rows: apsw.Connection, sql: str, *values: str) -> int:
    found: Any = rows.execute(sql, values).fetchall()
    return int(found[0][0])
