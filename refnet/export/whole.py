"""A whole book as a file: to take along, to read in a spreadsheet, or to draw with another program."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from refnet import limits
from refnet.analysis.facts import sentence
from refnet.analysis.reasons import at_day
from refnet.errors import RefnetError
from refnet.export.cells import Table, as_csv
from refnet.export.graphs import Graph, as_gexf, as_graphml, graph_of
from refnet.export.lists import amount
from refnet.model import Person, PersonId, kind_of, people_of
from refnet.network import Snapshot
from refnet.stores import archive
from refnet.stores.base import Said, Store
from refnet.strength import strength_word

FORMS: Final = (".json", ".zip", ".graphml", ".gexf")
"""The ends of names that say what a file is to be."""
_VALUES: Final = 3
"""Of how many addresses and numbers the table of people has columns."""
_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Export:
    """A book as a file: its bytes and what is in it.

    `withheld` counts who is in no table and no graph, because they asked not to be contacted. The book itself, as JSON
    alone or within the zip, holds everybody: without their wish, an import of it would not know to respect it.
    """

    content: bytes
    people: int
    ties: int
    events: int
    withheld: int


def form_of(path: Path) -> str:
    """Which of `FORMS` a file is to have, by its name.

    Raises:
        RefnetError: none of them.
    """
    if path.suffix.lower() not in FORMS:
        ends = ", ".join(FORMS)
        raise RefnetError(f"What should {path.name} be? Its name ends in none of {ends}.", fix="As in: book.zip")
    return path.suffix.lower()


def export_book(store: Store, snapshot: Snapshot, ego: PersonId, form: str) -> Export:
    """A book as a file.

    Args:
        store: The book's store.
        snapshot: The day for which strengths are given.
        ego: The person whose book it is.
        form: ".json": the book, which `refnet import` reads into an empty one. ".zip": the same with tables of its
            people, events, ties, sources and decisions. ".graphml", ".gexf": people and ties.

    Raises:
        RefnetError: it would be too large to be read again.
    """
    if form == ".json":
        content, counts = archive.to_json(store.said()), store.counts()
        _refuse_large(len(content), limits.FILE_BYTES)
        return Export(content, counts["people"], counts["ties"], counts["events"], 0)
    graph = graph_of(store.all_people(), snapshot, ego)
    people, ties = len(graph.people), len(graph.ties)
    if form == ".zip":
        tables = _tables(store, graph)
        events = next(len(table.rows) for table in tables if table.name == "events")
        return Export(_zip(archive.to_json(store.said()), tables), people, ties, events, graph.withheld)
    content = as_graphml(graph) if form == ".graphml" else as_gexf(graph)
    return Export(content, people, ties, 0, graph.withheld)


def _refuse_large(size: int, most: int) -> None:
    if size > most:
        raise RefnetError(
            f"The book is larger than {most // _MEGABYTE} MB in this form; refnet could not read it again.",
            fix="Export it as a .zip, or take its own file along: refnet backup FILE",
        )


def _zip(book: bytes, tables: tuple[Table, ...]) -> bytes:
    members = {archive.MEMBER: book, **{f"{table.name}.csv": as_csv(table) for table in tables}}
    _refuse_large(sum(map(len, members.values())), limits.ZIP_TOTAL_BYTES)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)  # of no day, so that the same book is the same file
            info.external_attr = 0o600 << 16
            file.writestr(info, content, zipfile.ZIP_DEFLATED)
    _refuse_large(len(out.getvalue()), limits.FILE_BYTES)
    return out.getvalue()


def _tables(store: Store, graph: Graph) -> tuple[Table, ...]:
    people = {person.id: person for person in graph.people}
    keys = {key for person in graph.people for key in person.records}
    return (_people(graph), _events(store, people, graph.ego), _ties(graph, people), *_told(store.said(), keys))


def _people(graph: Graph) -> Table:
    several = [(name, range(1, _VALUES + 1)) for name in ("e-mail", "phone")]
    header = (
        *("id", "name", "title", "employer"),
        *(name if number == 1 else f"{name} {number}" for name, numbers in several for number in numbers),
        *("profile", "groups", "labels", "marked", "notes"),
    )
    return Table("people", header, tuple(map(_person, graph.people)))


def _person(person: Person) -> tuple[str, ...]:
    title = person.jobs[0].title if person.jobs else ""
    return (
        *(person.id, person.name, title, next(iter(person.organizations), "")),
        *_padded(person.emails),
        *_padded(person.phones),
        *(next(iter(person.urls), ""), ", ".join(m.group for m in person.memberships)),
        *(", ".join(person.labels), ", ".join(person.flags), "\n".join(person.notes)),
    )


def _padded(values: tuple[str, ...]) -> tuple[str, ...]:
    return (*values, *[""] * _VALUES)[:_VALUES]


def _events(store: Store, people: Mapping[PersonId, Person], ego: PersonId) -> Table:
    """Events between people who may be listed; the others' are left out whole, since texts name who took part."""

    def name_of(person: PersonId) -> str:
        return "you" if person == ego else people[person].name

    rows = []
    for happened in store.all_events():
        event, there = happened.event, people_of(happened.event)
        if all(person in people for person in there):
            cents: int | None = getattr(event, "value_cents", None)
            rows.append(
                (
                    *(happened.id, str(at_day(happened) or ""), kind_of(event), sentence(happened, name_of)),
                    *(", ".join(there), "" if cents is None else amount(cents), getattr(event, "currency", "")),
                )
            )
    return Table("events", ("id", "day", "kind", "what", "people", "value", "currency"), tuple(rows))


def _ties(graph: Graph, people: Mapping[PersonId, Person]) -> Table:
    rows = ((a, people[a].name, b, people[b].name, f"{s:.4f}", strength_word(s)) for a, b, s in graph.ties)
    return Table("ties", ("id", "name", "other id", "other name", "strength", "word"), tuple(rows))


def _told(said: Said, keys: set[str]) -> tuple[Table, Table]:
    counts = ("rows", "used", "refused", "skipped")
    sources = (
        (s.id, s.import_id, s.label, s.importer, s.imported_at.isoformat(), *(str(s.counts.get(c, "")) for c in counts))
        for s in said.sources
    )
    # A key can hold a name or an address: only those of people who may be listed
    decisions = ((d.id, d.kind, d.first, d.second) for d in said.decisions if {d.first, d.second} <= keys)
    return (
        Table("sources", ("id", "import", "file", "read as", "when", *counts), tuple(sources)),
        Table("decisions", ("id", "kind", "record", "other record"), tuple(decisions)),
    )
