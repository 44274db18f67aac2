"""Several people write to one book on a server while others read it: nothing is lost, nobody sees half a change."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from neo4j_server import Server

from refnet.book import Book, new_book, open_book
from refnet.ingest import is_current
from refnet.model import EventId, Note, people_of
from refnet.stores import codec, open_store
from refnet.stores.base import Tie
from refnet.ties import tie_sums

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
SECONDS = 60 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 8
READERS = 5


def test_two_writers_lose_nothing_and_five_readers_see_whole_revisions(neo4j_database: Server, tmp_path: Path) -> None:
    address = neo4j_database.uri
    (tmp_path / "first.csv").write_text("Name,Email\nDana Okafor,dana@example.com\n", encoding="utf-8")
    with new_book(address, "Maya Castellan", now=NOW) as book:
        book.import_file(tmp_path / "first.csv", now=NOW)
    until = time.monotonic() + SECONDS

    def numbers() -> Iterator[int]:
        number = 0
        while time.monotonic() < until:
            yield (number := number + 1)

    def log_notes() -> list[EventId]:
        with open_book(address) as book:
            (dana,) = book.target("Dana Okafor").people
            return [book.log(Note(dana, date(2026, 10, 1), f"note {i}")) for i in numbers()]

    def import_files() -> list[str]:
        with open_book(address) as book:
            return [_imported(book, tmp_path, i) for i in numbers()]

    def read() -> list[int]:
        with closing(open_store(address)) as store:
            return [_people_seen(store.dump()) for _ in numbers()]

    with ThreadPoolExecutor(2 + READERS) as pool:
        writer, importer = pool.submit(log_notes), pool.submit(import_files)
        readers = [pool.submit(read) for _ in range(READERS)]
        notes, people = writer.result(), importer.result()
        seen = [reader.result() for reader in readers]

    assert notes and people and all(seen)
    assert all(numbers == sorted(numbers) for numbers in seen), "somebody saw an earlier revision after a later one"
    with open_book(address) as book:
        assert book.store.events(notes).keys() == set(notes)
        assert set(people) <= {person.name for person in book.store.all_people()}
        assert book.revision == 2 + len(notes) + len(people)
        assert is_current(book.store)


def _imported(book: Book, folder: Path, number: int) -> str:
    """Brings in a small file of somebody new and a meeting with them; gives their name."""
    name = f"Guest {number} Lindqvist"
    path = folder / f"meetings-{number}.csv"
    path.write_text(f"Date,With,Email,Channel\n2026-09-01,{name},guest{number}@example.com,meeting\n", encoding="utf-8")
    book.import_file(path, now=NOW)
    return name


def _people_seen(dump: dict[str, Any]) -> int:
    """How many people a dump has, of which every part has to follow from the others."""
    people = {person["id"] for person in dump["people"]}
    told = {record["key"] for record in dump["records"]}
    events = {event_id: _event(**said) for event_id, said in dump["events"].items()}
    assert events.keys() == {record["key"] for record in dump["records"] if "event" in record}
    assert {person for event in events.values() for person in people_of(event)} <= people
    assert {key for person in dump["people"] for key in person.get("records", ())} == told - events.keys()
    assert dump["sightings"].keys() == told
    sources = {seen["source"] for sightings in dump["sightings"].values() for seen in sightings}
    assert sources == {source["id"] for source in dump["sources"]}
    sums = tie_sums(events.values())
    assert msgspec.convert(dump["ties"], list[Tie]) == [Tie(*pair, sums[pair]) for pair in sorted(sums)]
    return len(people)


def _event(event: str, **said: Any) -> Any:
    return codec.book_event("", msgspec.json.encode((event, said))).event
