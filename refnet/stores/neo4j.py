"""A book in a Neo4j database, for teams: several write, and other tools can read the graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import datetime
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from refnet.model import BookEvent, EventId, Person, PersonId
from refnet.records import Record
from refnet.stores import codec
from refnet.stores.base import NOBODY, Change, Decision, Said, Sighting, StoredSource, Tie, View
from refnet.stores.member import seen_by
from refnet.stores.neo4j_change import ChangeBatches, short, sums_of
from refnet.stores.neo4j_server import BookServer
from refnet.strength import Profile, TieSums
from refnet.text import fold, fold_organization

if TYPE_CHECKING:
    from refnet.stores.base import Store
    from refnet.stores.neo4j_gds import GdsMeasures

# What a member may see
_MAY_SEE_SOURCE: Final = "(NOT source.private OR source.member = $member OR $member = '*')"
_MAY_SEE: Final = "((NOT source.private AND told.private IS NULL) OR source.member = $member OR $member = '*')"
_SIGHTING: Final = "record.key, source.id, told.locator, told.body, coalesce(told.private, false)"
# Lists instead of rows, here and below: the driver takes a fifth of the time for them
_SIGHTINGS: Final = (
    f"MATCH (record:Record)-[told:TOLD_BY]->(source:Source {{id: $id}}) WHERE {_MAY_SEE}"
    " RETURN source.id, collect(told.place), collect(record.key), collect(told.locator), collect(told.body),"
    " collect(coalesce(told.private, false))"
)
_PAGE_ROWS: Final = 20_000
"""How many bodies the server has to hold at once."""
_Told: TypeAlias = tuple[str, str, str, str, bool]
"""Key, source, locator, body, private."""


class Neo4jStore:
    """The `Store` kept in a Neo4j database of its own; `refnet.stores.neo4j_change` tells what stands in it.

    What reads more than one thing (`said`, `dump`, everybody, every tie) is of one revision; what looks up a few rows
    is one statement. Ids come in the order of their characters, which is not quite Neo4j's: sorting is done here.
    """

    member = NOBODY

    def __init__(self, address: str, *, create: bool = False, copying: str = "", again: bool = False) -> None:
        """Open a book, or make one; see `refnet.stores.open_store`.

        Args:
            address: Where it is, without name and password.
            create: Make it.
            copying: Open half a copy, or begin one, of the original that is known by this.
            again: Remove half a copy that is there before one is begun.
        """
        self.address = address
        self._server = BookServer(address)
        try:
            if copying:
                self._server.begin_copy(copying, again=again)
            elif create:
                self._server.make()
            else:
                self._server.check()
        except BaseException:
            self._server.close()
            raise

    def finish_copy(self) -> None:
        """Make a book of half a copy, and close it."""
        self._server.finish_copy()
        self.close()

    def seen_by(self, member: str) -> Store:
        return seen_by(self, member)

    def private_view(self, member: str) -> View:
        body = self._one("MATCH (view:PrivateView {member: $text}) RETURN view.body", member)
        return View() if body is None else codec.view_of(body.encode())

    def revision(self) -> int:
        return self._server.revision()

    def apply(self, change: Change) -> int:
        batches = ChangeBatches.of(codec.storable(change))

        def work(transaction: Any) -> int:
            revision = batches.write(transaction)
            self._server.shut_gate(change.id)
            return revision

        revision = self._server.write(work, timeout=batches.seconds)
        self._server.open_gate(change.id)
        return revision

    # what was said

    def sources(self, *, member: str = NOBODY) -> list[StoredSource]:
        return self._server.whole(partial(self._sources, member))

    def records(self, *, member: str = NOBODY) -> list[Record]:
        found = {key: (locator, body) for key, _, locator, body, _ in self._told(member)}
        return [codec.record_of(key, locator, body.encode()) for key, (locator, body) in found.items()]

    def sightings(self, keys: Iterable[str], *, member: str = NOBODY) -> dict[str, list[Sighting]]:
        asked = _storable(keys)
        found: dict[str, list[Sighting]] = {}
        for *row, _ in self._server.ask(
            "UNWIND $keys AS key MATCH (record:Record {key: key})-[told:TOLD_BY]->(source:Source)"
            f" WHERE {_MAY_SEE} RETURN {_SIGHTING}, source.number ORDER BY source.number",
            keys=list(dict.fromkeys(asked)),
            member=_storable_member(member),
        ):
            found.setdefault(row[0], []).append(_sighting(*row))
        return {key: found[key] for key in asked if key in found}

    def decisions(self, *, member: str = NOBODY) -> list[Decision]:
        rows = self._server.ask(
            "MATCH (d:Decision) WHERE d.private_to IN ['', $member] OR $member = '*'"
            " RETURN d.id, d.kind, d.first, d.second, d.private_to ORDER BY d.number",
            member=_storable_member(member),
        )
        return [Decision(*row) for row in rows]

    def setting(self, name: str) -> str:
        return str(self._one("MATCH (setting:Setting {name: $text}) RETURN setting.text", name) or "")

    def said(self, *, member: str = NOBODY) -> Said:
        return self._server.whole(partial(self._said, member))

    def _said(self, member: str) -> Said:
        sightings = tuple(_sighting(*row) for row in self._told(member))
        return Said(tuple(self._sources(member)), sightings, tuple(self.decisions(member=member)), self._settings())

    def _sources(self, member: str) -> list[StoredSource]:
        asked = {"member": _storable_member(member)}
        rows = self._server.ask(
            "MATCH (source:Source)"
            f" WHERE {_MAY_SEE_SOURCE} RETURN source.id, source.import_id, source.importer, source.label,"
            " source.sha256, source.owner, source.imported_at, source.counts, source.problems, source.member,"
            " source.private ORDER BY source.number",
            **asked,
        )
        hidden = dict(
            self._server.ask(
                "MATCH ()-[told:TOLD_BY]->(source:Source) WHERE told.private = true"
                " AND NOT (source.member = $member OR $member = '*') RETURN source.id, collect(told.locator)",
                **asked,
            )
        )
        return [codec.without_remarks(_source(*row), set(hidden.get(row[0], ()))) for row in rows]

    def _told(self, member: str) -> list[_Told]:
        """All sightings that a member may see, by source and place."""
        found: list[_Told] = []
        for source_id, places, keys, *others in self._server.whole(partial(self._columns, _storable_member(member))):
            rows = zip(keys, repeat(source_id), *others, strict=False)
            found += [row for _, row in sorted(zip(places, rows, strict=True), key=_first)]
        return found

    def _columns(self, member: str) -> list[list[Any]]:
        """A row for each source, with the columns of its sightings as lists."""
        sources = self._server.ask("MATCH (source:Source) RETURN source.id ORDER BY source.number")
        return [row for (source_id,) in sources for row in self._server.ask(_SIGHTINGS, id=source_id, member=member)]

    def _settings(self) -> Mapping[str, str]:
        return dict(self._server.ask("MATCH (setting:Setting) RETURN setting.name, setting.text"))

    # the view

    def person_id(self, any_id: str) -> PersonId | None:
        found = self._one(
            "OPTIONAL MATCH (person:Person {id: $text}) WHERE NOT person:Unnamed"
            " OPTIONAL MATCH (alias:Alias {id: $text}) RETURN coalesce(person.id, alias.person)",
            any_id,
        )
        return None if found is None else PersonId(found)

    def aliases(self) -> dict[str, PersonId]:
        return dict(self._whole_rows("MATCH (alias:Alias) RETURN alias.id, alias.person"))

    def people(self, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
        asked = _storable(ids)
        found = dict(
            self._server.ask(
                "UNWIND $ids AS id MATCH (person:Person {id: id}) WHERE NOT person:Unnamed RETURN id, person.body",
                ids=asked,
            )
        )
        return {person_id: _person(found[person_id]) for person_id in asked if person_id in found}

    def all_people(self) -> Iterator[Person]:
        return (_person(body) for _, body in sorted(self._bodies("Person")))

    def search(self, text: str, *, limit: int = 20) -> list[Person]:
        whole = fold(text)
        if not whole:
            return []
        # From the longest on, which fewest hold. The others are looked for among the words of each person found: Neo4j
        # would go through the index for each
        first, *others = sorted(map(short, set(whole.split())), key=len, reverse=True)
        rows = self._server.ask(
            "MATCH (word:Word) WHERE word.text STARTS WITH $first MATCH (person:Person)-[:FOUND_BY]->(word)"
            " WITH DISTINCT person WITH person, [(person)-[:FOUND_BY]->(other) | other.text] AS texts"
            " WHERE all(beginning IN $others WHERE any(text IN texts WHERE text STARTS WITH beginning))"
            " RETURN NOT $whole IN person.names_folded AS later, person.folded AS folded, person.id AS id, person.body"
            " ORDER BY later, folded, id LIMIT $limit",
            first=first,
            others=others,
            whole=whole,
            limit=limit,
        )
        return [_person(row[-1]) for row in sorted(rows)]

    def at_organization(self, name: str, *, limit: int = 200) -> list[Person]:
        rows = self._server.ask(
            "MATCH (person:Person)-[:WORKS_AT]->(:Organization {key: $key}) WITH DISTINCT person"
            " RETURN person.folded AS folded, person.id AS id, person.body ORDER BY folded, id LIMIT $limit",
            key=short(fold_organization(name)),
            limit=limit,
        )
        return [_person(row[-1]) for row in sorted(rows)]

    def neighbours(
        self, ids: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> dict[PersonId, list[tuple[PersonId, TieSums]]]:
        found: dict[PersonId, list[tuple[PersonId, TieSums]]] = {person_id: [] for person_id in ids}
        for person_id, others, sums in self._server.ask(
            "UNWIND $ids AS id MATCH (:Person {id: id})-[tie:KNOWS]-(other:Person)"
            f"{'' if among is None else ' WHERE other.id IN $among'}"
            " RETURN id, collect(other.id), collect(tie.sums)",
            ids=_storable(found),
            among=_storable(among or ()),
        ):
            found[person_id] = sorted(zip(others, map(sums_of, sums), strict=True), key=_first)
        return found

    def ties(self) -> Iterator[Tie]:
        rows = self._whole_rows(
            "MATCH (a:Person)-[tie:KNOWS]->(b:Person) RETURN a.id, collect(b.id), collect(tie.sums)"
        )
        rows.sort(key=_first)
        return (
            Tie(a, b, sums_of(sums)) for a, others, kept in rows for b, sums in sorted(zip(others, kept, strict=True))
        )

    def events(self, ids: Iterable[EventId]) -> dict[EventId, BookEvent]:
        asked = _storable(ids)
        found = dict(self._server.ask("UNWIND $ids AS id MATCH (e:Event {id: id}) RETURN id, e.body", ids=asked))
        return {event_id: _event(event_id, found[event_id]) for event_id in asked if event_id in found}

    def events_of(self, people: Iterable[PersonId], *, kinds: Iterable[str] = ()) -> list[BookEvent]:
        rows = self._server.ask(
            "UNWIND $ids AS id MATCH (:Person {id: id})-[:TOOK_PART]->(event:Event)"
            " WHERE $kinds = [] OR event.kind IN $kinds RETURN DISTINCT event.id, event.body",
            ids=_storable(people),
            kinds=_storable(kinds),
        )
        return [_event(*row) for row in sorted(rows)]

    def events_between(self, pairs: Iterable[tuple[PersonId, PersonId]]) -> list[BookEvent]:
        # From whoever has fewer events: the owner stands in thousands of pairs, and took part in nearly everything.
        rows = self._server.ask(
            "UNWIND $pairs AS pair MATCH (one:Person {id: pair[0]}), (other:Person {id: pair[1]})"
            " WITH one, other, COUNT { (one)-[:TOOK_PART]->() } <= COUNT { (other)-[:TOOK_PART]->() } AS right"
            " WITH CASE WHEN right THEN one ELSE other END AS rarer, CASE WHEN right THEN other ELSE one END AS also"
            " MATCH (rarer)-[:TOOK_PART]->(event:Event) WHERE EXISTS { (also)-[:TOOK_PART]->(event) }"
            " RETURN DISTINCT event.id, event.body",
            pairs=[list(pair) for pair in pairs if all(map(codec.is_storable, pair))],
        )
        return [_event(*row) for row in sorted(rows)]

    def all_events(self, *, kinds: Iterable[str] = ()) -> Iterator[BookEvent]:
        if wanted := list(kinds):
            rows = self._whole_rows(
                "MATCH (event:Event) WHERE event.kind IN $kinds RETURN event.id, event.body", kinds=_storable(wanted)
            )
        else:
            rows = self._bodies("Event")
        return (_event(*row) for row in sorted(rows))

    def profile(self) -> Profile:
        body = self._server.ask("MATCH (book:Book) RETURN book.profile")[0][0]
        return Profile() if body is None else codec.profile_of(body.encode())

    def counts(self, *, member: str = NOBODY) -> dict[str, int]:
        names = ("people", "events", "ties", "records", "sources")
        (numbers,) = self._whole_rows(
            "RETURN COUNT { MATCH (:Person) } - COUNT { MATCH (:Unnamed) }, COUNT { MATCH (:Event) },"
            " COUNT { MATCH ()-[:KNOWS]->() }, COUNT { MATCH (record:Record)"
            f" WHERE EXISTS {{ MATCH (record)-[told:TOLD_BY]->(source) WHERE {_MAY_SEE} }} }},"
            f" COUNT {{ MATCH (source:Source) WHERE {_MAY_SEE_SOURCE} }}",
            member=_storable_member(member),
        )
        return dict(zip(names, numbers, strict=True))

    def dump(self) -> dict[str, Any]:
        return self._server.whole(lambda: codec.dump_of(self, self._settings()))

    def sweep(self) -> None:
        """Nothing to do: what was removed is in no node and no tie.

        The server's own transaction log holds it until the server drops that (db.tx_log.rotation.retention_policy),
        and so do the server's backups.
        """

    def graph_measures(self) -> GdsMeasures | None:
        """What the server measures whole networks with; None where it has nothing for that."""
        from refnet.stores.neo4j_gds import graph_measures  # here, because few questions look at everybody

        return graph_measures(self._server)

    def close(self) -> None:
        self._server.close()

    def _whole_rows(self, cypher: str, **values: Any) -> list[list[Any]]:
        return self._server.whole(lambda: self._server.ask(cypher, **values))

    def _bodies(self, label: str) -> list[Any]:
        """Ids and bodies of all nodes of a label, but of those without a body."""
        return self._server.whole(lambda: [row for row in self._pages(label) if row[1]])

    def _pages(self, label: str) -> Iterator[tuple[str, str]]:
        sign, after, ids = ">=", "", [""] * _PAGE_ROWS
        while len(ids) == _PAGE_ROWS:
            ((ids, bodies),) = self._server.ask(
                f"MATCH (n:{label}) WHERE n.id {sign} $after WITH n ORDER BY n.id LIMIT $rows"
                " RETURN collect(n.id), collect(coalesce(n.body, ''))",
                after=after,
                rows=_PAGE_ROWS,
            )
            yield from zip(ids, bodies, strict=True)
            sign, after = ">", ids[-1] if ids else ""

    def _one(self, cypher: str, text: str) -> Any:
        """The only value of the only row of a statement about `$text`; None where there is no row."""
        rows = self._server.ask(cypher, text=text) if codec.is_storable(text) else []
        return rows[0][0] if rows else None


def _storable(texts: Iterable[Any]) -> list[Any]:
    """Texts as a parameter. One that no book can hold is left out: nothing is found by it."""
    return [text for text in texts if codec.is_storable(text)]


def _storable_member(member: str) -> str:
    return member if codec.is_storable(member) else NOBODY


def _first(row: Any) -> Any:
    return row[0]


def _source(*row: Any) -> StoredSource:
    source_id, import_id, importer, label, sha256, owner, at, counts, problems, member, private = row
    imported_at = datetime.fromisoformat(at)
    told = codec.counts_of(counts.encode()), codec.problems_of(problems.encode())
    return StoredSource(source_id, import_id, importer, label, sha256, owner, imported_at, *told, member, private)


def _sighting(key: str, source_id: Any, locator: str, body: str, private: bool) -> Sighting:
    return Sighting(source_id, codec.record_of(key, locator, body.encode()), private)


def _person(body: str) -> Person:
    return codec.person_of(body.encode())


def _event(event_id: str, body: str) -> BookEvent:
    return codec.book_event(event_id, body.encode())
