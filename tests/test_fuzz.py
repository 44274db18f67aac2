"""No file brings an importer down: real ones, damaged by chance, are read or refused with a sentence."""

from __future__ import annotations

import dataclasses
import io
import os
import signal
import socket
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import pytest
from mutations import mutated

from importers import BUILTIN, tables
from importers.guess import propose
from importers.mapped import MappedTable
from refnet.book import new_book
from refnet.errors import RefnetError, UnreadableFileError
from refnet.records import Importer, Problem, RowRead, Source
from refnet.text import clean

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
REPOSITORY = Path(__file__).resolve().parent.parent
FOLDERS = (
    REPOSITORY / "tests" / "data",
    REPOSITORY / os.environ.get("REFNET_SHARED", "../shared") / "data" / "formats",
)
SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
DAMAGED, IMPORTED = (10_000, 500) if SOAK else (100, 5)
"""How many damaged files each importer is given, and how many of them a book is given as well."""
SEED_BYTES = 12_000
CPU_SECONDS = 5.0
"""For one damaged file of that size: a hundred times what it takes."""


@cache
def files() -> tuple[Source, ...]:
    """Every file that we have, and every member of a zip, without what is beyond the first bytes of a long text."""
    found = []
    for path in sorted(path for folder in FOLDERS for path in folder.rglob("*") if path.is_file()):
        found += [Source(path, name, content) for name, content in members(path) if path.suffix != ".golden"]
    return tuple(found)


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if not {"xl/workbook.xml", "content.xml"} & set(archive.namelist()):
                yield from ((name, archive.read(name)[:SEED_BYTES]) for name in archive.namelist())
                return
    is_text = content[:SEED_BYTES].isascii() or b"\0" not in content[:SEED_BYTES]
    yield path.name, content[:SEED_BYTES] if is_text and not content.startswith(b"{") else content


@cache
def seeds(importer: Importer) -> tuple[Source, ...]:
    """The files that an importer claims."""
    return tuple(source for source in files() if importer.identify(source).score > 0)


@pytest.fixture(autouse=True)
def no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("an importer opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)


@pytest.fixture
def bounded() -> Iterator[None]:
    """Reading one file takes no more than `CPU_SECONDS` of the processor; an error says where it was."""

    def too_long(*_: object) -> NoReturn:
        raise TimeoutError(f"more than {CPU_SECONDS} seconds for one file")

    before = signal.signal(signal.SIGVTALRM, too_long)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.fixture
def rows_given(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bytes, int]]:
    """What was read as a table, and how many rows it gave, usable or not."""
    counts: list[tuple[bytes, int]] = []
    every = tables.rows

    def counted(source: Source, layout: tables.Layout) -> Iterator[tables.Row | Problem]:
        count = 0
        for item in every(source, layout):
            count += (
                item.rows if isinstance(item, Problem) and item.outcome != "noted" else isinstance(item, tables.Row)
            )
            yield item
        counts.append((source.content, count))

    monkeypatch.setattr(tables, "rows", counted)
    return counts


def damaged(importer: Importer, number: int) -> Source:
    """Always the same for an importer and a number, as long as the files are the same."""
    return damaged_one(seeds(importer), f"{importer.name} {number}")


def damaged_one(seeds: tuple[Source, ...], of: str) -> Source:
    chance = Random(of)
    seed, other = chance.choice(seeds), chance.choice(files())
    return Source(Path("damaged.csv"), seed.label, mutated(chance, seed.content, other.content))


@contextmanager
def kept(source: Source, name: str, path: Path) -> Iterator[None]:
    """Measures one reading, and leaves the file where a failing test says."""
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    try:
        yield
    except Exception as error:
        path.write_bytes(source.content)
        raise AssertionError(f"{name} ({source.label}) in {path}") from error


def texts(value: Any) -> Iterator[str]:
    """Every text in a record, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from texts(part)
    elif dataclasses.is_dataclass(value):
        for part in dataclasses.fields(value):
            yield from texts(getattr(value, part.name))


def check(importer: Importer, source: Source, rows_given: list[tuple[bytes, int]]) -> None:
    rows_given.clear()
    assert 0 <= importer.identify(source).score <= 1
    try:
        items = list(importer.read(source))
    except UnreadableFileError as error:
        assert error.message and error.fix
        return
    problems = [item for item in items if isinstance(item, Problem)]
    assert [problem for problem in problems if not (problem.message and problem.locator and problem.rows >= 0)] == []
    told = Counter({problem.outcome: 0 for problem in problems})
    for problem in problems:
        told[problem.outcome] += problem.rows
    used = [item.locator for item in items if isinstance(item, RowRead)]
    rows = len(used) + told["refused"] + told["skipped"]
    assert {count for content, count in rows_given if content == source.content} <= {rows}
    assert max((count for _, count in rows_given), default=0) <= rows
    assert [text for text in texts(items) if clean(text)[1]] == []


@pytest.mark.parametrize("importer", BUILTIN, ids=lambda importer: importer.name)
def test_a_damaged_file_is_read_or_refused_and_its_rows_add_up(
    importer: Importer, bounded: None, rows_given: list[tuple[bytes, int]], tmp_path: Path
) -> None:
    assert seeds(importer), f"no file in tests/data for {importer.name}"
    for number in range(DAMAGED):
        source = damaged(importer, number)
        with kept(source, f"{importer.name} {number}", tmp_path / "damaged"):
            check(importer, source, rows_given)


def test_a_damaged_table_is_read_as_proposed_or_refused(
    bounded: None, rows_given: list[tuple[bytes, int]], tmp_path: Path
) -> None:
    """Whatever it was: what is no table of people is no reason to fall over."""
    proposed = 0
    for number in range(DAMAGED):
        source = damaged_one(files(), f"any table {number}")
        with kept(source, f"any table {number}", tmp_path / "damaged"):
            try:
                mapping = propose(source).mapping
            except RefnetError as error:
                assert error.message and error.fix
            else:
                proposed += 1
                check(MappedTable(mapping), source, rows_given)
    assert proposed > DAMAGED / 10


@pytest.mark.parametrize("importer", BUILTIN, ids=lambda importer: importer.name)
def test_a_damaged_file_goes_into_a_book_and_out_again(importer: Importer, tmp_path: Path) -> None:
    """Whichever importer it comes to; a file that is refused leaves nothing behind."""
    for number in range(DAMAGED, DAMAGED + IMPORTED):
        into_a_book_and_out_again(damaged(importer, number).content, tmp_path / "damaged")


def test_a_damaged_zip_goes_into_a_book_and_out_again(tmp_path: Path) -> None:
    for number in range(IMPORTED * 4):
        chance = Random(f"zip {number}")
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for at, source in enumerate(chance.sample(files(), 2)):
                archive.writestr(f"{at} {source.label}", source.content)
        content = mutated(chance, held.getvalue(), chance.choice(files()).content)
        into_a_book_and_out_again(content, tmp_path / "damaged")


def into_a_book_and_out_again(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as book:
        before = book.store.dump()
        try:
            report = book.import_file(path, now=NOW)
        except RefnetError as error:
            assert error.message and error.fix
        else:
            assert report.rows == report.used + report.refused + report.skipped
            book.undo(report.import_id, now=NOW)
        assert book.store.dump() == before
