"""No file brings down the command or a page: it is read as far as it can be, or refused with a sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import hostile_files
import pytest
from click.testing import CliRunner

from refnet.book import new_book, open_book
from refnet.cli import main

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
FILES = hostile_files.files()
# What a stranger's file must not make a terminal do: escape codes and marks that turn the direction of writing
COMMANDS = {chr(c) for c in [*range(32), *range(127, 160), 0x202E, 0x2066, 0x061C]} - {"\n"}


def test_there_are_at_least_sixty_of_them() -> None:
    assert len(FILES) >= 60


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_or_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    """The counts add up, a second time changes nothing, undo gives the book back, and so does a refusal."""
    path, book = tmp_path / "file.csv", tmp_path / "book.refnet"
    path.write_bytes(FILES[name])
    new_book(book, "Maya Castellan", ["maya@example.com"], now=NOW).close()
    with open_book(book) as opened:
        before = opened.store.dump()

    done = CliRunner().invoke(main, ["import", str(path), "--json", "--book", str(book)])
    assert done.exit_code in (0, 1), done.exception
    assert "Traceback" not in done.output
    assert not COMMANDS & set(done.stderr)
    (report,) = json.loads(done.stdout)["files"]
    assert report["rows"] == report["used"] + report["refused"] + report["skipped"]
    with open_book(book) as opened:
        if done.exit_code:
            assert report["error"]["message"] and report["error"]["fix"]
            assert opened.store.dump() == before
            return
        after = opened.store.dump()
        assert opened.import_file(path, now=NOW).known
        assert opened.store.dump() == after
        day = NOW.date()
        for person in opened.people(limit=20):
            opened.card(person.id, day)
            opened.paths(person.id, as_of=day)
        opened.today(day)
        opened.undo(report["import_id"], now=NOW)
        assert opened.store.dump() == before
