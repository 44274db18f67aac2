"""A backup is proven and can be put back, a restore loses nothing, and doctor finds what is wrong with a book."""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import apsw
import pytest
from click.testing import CliRunner, Result

from refnet.book import new_book, open_book
from refnet.cli import main
from refnet.errors import BookNotFoundError, ForeignBookError, RefnetError, UnsupportedStoreError
from refnet.model import Note, Person, PersonId
from refnet.stores.checkup import checkup
from refnet.stores.sqlite_backup import SUMS, Backup, back_up, backups_of, read_sums, restore, rotate
from refnet.stores.traces import files_with

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
CONTACTS = "Name,Email\n" + "".join(f"Person {n} Example,p{n}@example.com\n" for n in range(60))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Maya's book with sixty people, in a folder of its own."""
    folder = tmp_path / "books"
    folder.mkdir(mode=0o700)
    (tmp_path / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    with new_book(folder / "maya.refnet", "Maya Castellan", now=NOW) as made:
        made.import_file(tmp_path / "contacts.csv", now=NOW)
    return folder / "maya.refnet"


def run(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words], prog_name="refnet")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def answer(*words: str | Path) -> dict[str, Any]:
    result = run(*words, "--json")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def dump_of(book: Path) -> dict[str, Any]:
    with open_book(book) as opened:
        return opened.store.dump()


def note(book: Path, text: str) -> None:
    with open_book(book) as opened:
        opened.log(Note(opened.ego, date(2026, 10, 1), text), now=NOW)


def wrong(book: Path) -> set[str]:
    return {finding.what for finding in checkup(book) if not finding.ok}


# ----------------------------------------------------------------------------------------------------------- backup


def test_a_backup_is_the_book_and_its_owners_alone(book: Path) -> None:
    made = back_up(book, now=NOW)
    path = Path(made.path)
    assert path.name == "maya.refnet.2026-10-31-090000.backup"
    assert dump_of(path) == dump_of(book)
    if os.name == "posix":
        assert {stat.S_IMODE(p.stat().st_mode) for p in (path, path.with_name(path.name + SUMS))} == {0o600}


def test_a_backup_never_takes_the_place_of_another_file(book: Path, tmp_path: Path) -> None:
    taken = tmp_path / "letter.txt"
    taken.write_text("Dear all")
    for target in (taken, book):
        with pytest.raises(RefnetError, match="There is something at"):
            back_up(book, target, now=NOW)
    assert taken.read_text() == "Dear all"
    with pytest.raises(RefnetError, match="There is no folder"):
        back_up(book, tmp_path / "nowhere" / "x", now=NOW)


def test_a_backup_while_others_write_is_one_state(book: Path, tmp_path: Path) -> None:
    """Each entry brings one note and raises the revision: a copy in between would not add up."""
    done = threading.Event()

    def write() -> None:
        for number in range(15):
            note(book, f"note {number}")
        done.set()

    before = read_revision(book)
    writer = threading.Thread(target=write)
    writer.start()
    made: list[Backup] = []
    while not done.is_set() or not made:
        made.append(back_up(book, tmp_path / f"copy{len(made)}", now=NOW))
    writer.join()
    for backup in made:
        with open_book(backup.path) as opened:
            assert opened.counts()["events"] - 60 == opened.revision - before
            assert opened.revision == backup.revision


def read_revision(book: Path) -> int:
    with open_book(book) as opened:
        return opened.revision


def test_the_newest_of_seven_days_and_four_weeks_are_kept(book: Path) -> None:
    for hours in range(0, 24 * 60, 12):
        moment = NOW - timedelta(hours=hours)
        place = book.with_name(f"{book.name}.{moment:%Y-%m-%d-%H%M%S}.backup")
        place.write_bytes(b"")
        place.with_name(place.name + SUMS).write_bytes(b"")
    other = book.with_name("letter.backup")
    other.write_bytes(b"")
    gone = rotate(book)
    kept = [path.name.removeprefix("maya.refnet.")[:17] for path in backups_of(book)]
    # Evenings are newer than mornings; on the last day there was no evening yet. Weeks end on Sunday
    assert kept == [*(f"2026-10-{day}-210000" for day in (11, 18, *range(25, 31))), "2026-10-31-090000"]
    assert len(gone) + len(kept) == 120 and other.exists()
    assert {path.name.removesuffix(SUMS) for path in book.parent.glob(f"*{SUMS}")} == {
        path.name for path in backups_of(book)
    }


def test_the_command_prints_the_hash_and_the_way_back(book: Path) -> None:
    result = run("backup", "--book", book)
    (made,) = backups_of(book)
    sums = read_sums(made)
    assert sums and f"sha256 {sums.sha256}" in result.stdout and f"refnet restore {made}" in result.stdout
    assert run("backup", "--dry-run", "--book", book).stdout.startswith("Would copy")
    assert answer("backup", "--dry-run", "--book", book) == {
        "version": 1,
        "backup": None,
        "removed": [],
        "dry_run": True,
    }
    assert len(backups_of(book)) == 1


def test_a_book_in_memory_has_no_backup() -> None:
    with new_book("memory:", "Maya Castellan", now=NOW) as book, pytest.raises(UnsupportedStoreError):
        book.backup()


# ---------------------------------------------------------------------------------------------------------- restore


def test_a_restore_gives_the_book_back_and_keeps_the_present_one(book: Path) -> None:
    before = dump_of(book)
    made = back_up(book, now=NOW)
    note(book, "later")
    after = dump_of(book)
    aside = restore(book, Path(made.path), now=NOW)
    assert dump_of(book) == before
    assert aside and dump_of(aside) == after
    assert restore(book, aside, now=NOW + timedelta(minutes=1)) and dump_of(book) == after


def test_a_damaged_book_is_moved_aside_as_it_is(book: Path) -> None:
    before = dump_of(book)
    made = back_up(book, now=NOW)
    book.write_bytes(b"SQLite format 3\0 and then nothing")
    aside = restore(book, Path(made.path), now=NOW)
    assert dump_of(book) == before
    assert aside and aside.read_bytes() == b"SQLite format 3\0 and then nothing"


def test_a_log_that_was_left_behind_is_not_read_into_the_next_book(book: Path) -> None:
    made = back_up(book, now=NOW)
    before = dump_of(book)
    held = apsw.Connection(str(book))
    held.execute("PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0; DELETE FROM person").fetchall()
    log = book.with_name(book.name + "-wal").read_bytes()
    held.close()
    book.unlink()
    book.with_name(book.name + "-wal").write_bytes(log)
    assert restore(book, Path(made.path), now=NOW) is None
    assert dump_of(book) == before


def test_a_backup_that_has_changed_is_refused_and_the_book_untouched(book: Path) -> None:
    path = Path(back_up(book, now=NOW).path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    before = book.read_bytes()
    with pytest.raises(ForeignBookError, match="is not what it was"):
        restore(book, path, now=NOW)
    with pytest.raises(BookNotFoundError):
        restore(book, book.with_name("nothing"), now=NOW)
    with pytest.raises(RefnetError, match="is the book itself"):
        restore(book, book, now=NOW)
    assert book.read_bytes() == before


def test_a_restore_forgets_again_whom_the_backup_still_holds(book: Path) -> None:
    made = back_up(book, now=NOW)
    assert run("forget", "Person 7 Example", "--yes", "--book", book).exit_code == 0
    found = answer("restore", made.path, "--book", book)
    assert found["forgotten_again"] == 1
    assert "p7@example.com" not in repr(dump_of(book))
    assert "p8@example.com" in repr(dump_of(book))


def test_a_restore_that_cannot_forget_again_says_so(book: Path) -> None:
    made = back_up(book, now=NOW)
    _execute(book, """INSERT INTO setting VALUES ('forgotten', '{"00": "somebody:1"}')""")
    result = run("restore", made.path, "--book", book)
    assert result.exit_code == 1 and "is as it was" in result.stdout and "is not on this computer" in result.stderr


def test_a_dry_restore_only_checks(book: Path) -> None:
    made = back_up(book, now=NOW)
    note(book, "later")
    before = dump_of(book)
    assert "is whole" in run("restore", made.path, "--dry-run", "--book", book).stdout
    assert dump_of(book) == before


# ----------------------------------------------------------------------------------------------------------- doctor


def test_a_sound_book_is_found_sound(book: Path) -> None:
    back_up(book, now=NOW)
    found = answer("doctor", "--book", book)
    looked_at = "versions structure links texts sums backups readers place room leftovers content".split()
    assert found["ok"] and {finding["what"] for finding in found["findings"]} >= set(looked_at)
    assert run("doctor", "--book", book).exit_code == 0


@pytest.mark.parametrize("table", ["person", "tie", "event", "body", "sighting", "lookup", "journal", "setting"])
def test_rows_that_changed_without_a_change_are_found(book: Path, table: str) -> None:
    """As if a bit had flipped on the disk where the structure does not show it."""
    _execute(book, "INSERT INTO setting VALUES ('language', 'en')")
    back_up(book, now=NOW)
    changes = {
        "person": "UPDATE person SET folded = folded || 'x' WHERE number = 5",
        "tie": "UPDATE tie SET contacts = contacts + 1",
        "event": "UPDATE event SET kind = 'note' WHERE number = 3",
        "body": "UPDATE body SET content = CAST(content || ' ' AS BLOB) WHERE number = 2",
        "sighting": "UPDATE sighting SET locator = 'row 9' WHERE record = 4",
        "lookup": "UPDATE lookup SET text = 'persom' WHERE text = 'person' AND person = 3",
        "journal": "UPDATE journal SET at = '2020' WHERE revision = 1",
        "setting": "UPDATE setting SET text = 'de'",
    }
    _execute(book, changes[table])
    assert "sums" in wrong(book)
    assert run("doctor", "--book", book).exit_code == 1


def test_flipped_bits_are_found(book: Path) -> None:
    """Every flip that changes what the book says is found, in the structure or by the sums."""
    back_up(book, now=NOW)
    whole, before = book.read_bytes(), dump_of(book)
    chance = random.Random(7)
    missed = []
    for _ in range(60):
        content = bytearray(whole)
        place = chance.randrange(100, len(content))
        content[place] ^= 1 << chance.randrange(8)
        book.write_bytes(content)
        if not wrong(book) and dump_of(book) != before:
            missed.append(place)
    assert missed == []


def test_a_view_that_does_not_follow_from_the_files_is_found(book: Path) -> None:
    _execute(book, "DELETE FROM tie WHERE (a, b) = (SELECT a, b FROM tie LIMIT 1)")
    found = {f["what"]: f["ok"] for f in answer("doctor", "--book", book)["findings"]}
    assert not found["content"] and found["structure"]


def test_what_others_may_read_and_what_was_left_behind_is_found(book: Path) -> None:
    for name in (f".{book.name}.0123.half", ".refnet-0123"):
        book.with_name(name).write_bytes(b"")
        assert "leftovers" in wrong(book)
        book.with_name(name).unlink()
    assert "leftovers" not in wrong(book)
    if os.name == "posix":
        book.chmod(0o644)
        assert "readers" in wrong(book)


def test_a_changed_backup_is_found(book: Path) -> None:
    path = Path(back_up(book, now=NOW).path)
    with path.open("ab") as file:
        file.write(b"\0")
    assert "backups" in wrong(book)


def test_a_folder_that_is_synced_is_found(book: Path, tmp_path: Path) -> None:
    synced = tmp_path / "Dropbox"
    synced.mkdir()
    assert "place" in wrong(Path(shutil.copy(book, synced / "maya.refnet")))


@pytest.mark.parametrize("content", [None, b"", b"no book at all", b"SQLite format 3\0" + b"\0" * 200])
def test_doctor_says_what_is_wrong_where_there_is_no_book(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.refnet"
    if content is not None:
        path.write_bytes(content)
    result = run("doctor", "--book", path)
    assert result.exit_code == 1 and "WRONG structure" in result.stdout
    assert (path.read_bytes() if path.exists() else None) == content


def test_marks_that_cannot_be_read_are_found(book: Path) -> None:
    _execute(book, """INSERT INTO setting VALUES ('forgotten', '{"00": ""}')""")
    found = {f["what"]: f["ok"] for f in answer("doctor", "--book", book)["findings"]}
    assert found["forgotten"] is False


# ----------------------------------------------------------------------------------------------------------- forget


def test_forgetting_asks_first_and_names_the_backups(book: Path) -> None:
    made = Path(back_up(book, now=NOW).path)
    before = dump_of(book)
    asked = run("forget", "Person 7 Example", "--book", book)
    assert asked.exit_code == 1 and "--yes" in asked.stderr and "Would forget Person 7 Example." in asked.stdout
    assert run("forget", "Person 7 Example", "--dry-run", "--book", book).exit_code == 0
    assert not answer("forget", "Person 7 Example", "--book", book)["done"]
    assert dump_of(book) == before
    found = answer("forget", "Person 7 Example", "--yes", "--book", book)
    assert found["done"] and found["held_by"] == [made.name] and found["forgotten"]["records"] == 1
    assert b"p7@example.com" not in book.read_bytes()


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_trace_is_found_wherever_it_stands(tmp_path: Path, code: str) -> None:
    dana = Person(PersonId("p"), "Dana Okafor", emails=("dana@example.com",), phones=("+1 415 555 0101",))
    far = tmp_path / "far"
    far.write_bytes(b"x" * (1024 * 1024 - 5) + "dana@example.com".encode(code))
    clean = tmp_path / "clean"
    clean.write_bytes("Dana and Okafor".encode(code))
    assert files_with([far, clean, tmp_path], dana) == [far]


def _execute(book: Path, sql: str) -> None:
    """Change a book behind its back."""
    connection = apsw.Connection(str(book))
    connection.execute(sql).fetchall()
    connection.close()
