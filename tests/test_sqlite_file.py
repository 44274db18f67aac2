"""A book's file: looked at before it is touched, kept from others' eyes, whole after any failure."""

from __future__ import annotations

import gzip
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import pytest

from refnet.errors import BookBusyError, BookNotFoundError, ForeignBookError, RefnetError, StaleChangeError
from refnet.ingest import is_current
from refnet.model import Person, PersonId, SourceId
from refnet.records import MAKER, PersonRecord
from refnet.stores import open_store, sqlite_change, sqlite_file, sqlite_migrations
from refnet.stores.base import Change, Sighting, Store, StoredSource, View

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
posix = pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a book of one change is; nobody has it open."""
    path = tmp_path / "books" / "book.refnet"
    store = open_store(str(path), create=True)
    store.apply(import_of(0, "Dana Okafor"))
    store.close()
    return path


def import_of(revision: int, name: str, *, sources: str = "s") -> Change:
    """An import of one record and person."""
    source = StoredSource(SourceId(f"{sources}{revision}"), f"i{revision}", "x", "contacts.csv", "ab", "me", NOW)
    record = PersonRecord(f"key of {name}", f"row {revision}", name=name)
    view = View(people=(Person(PersonId(f"p{name}"), name),))
    return Change(f"c{revision}", revision, "import", NOW, (source,), (Sighting(source.id, record),), view=view)


def names(store: Store) -> list[str]:
    return [person.name for person in store.all_people()]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ------------------------------------------------------------------------------------------------------- opening


def test_what_was_committed_is_there_when_opened_again(path: Path) -> None:
    store = open_store(str(path))
    assert (names(store), store.revision(), store.address) == (["Dana Okafor"], 1, str(path))
    store.close()


def test_making_a_book_where_something_is_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(RefnetError, match="already"):
        open_store(str(path), create=True)
    assert path.read_bytes() == before


def test_an_empty_file_is_no_book_yet(tmp_path: Path) -> None:
    """It is what a power cut leaves while a book is made: making it goes on from there."""
    path = tmp_path / "book.refnet"
    path.touch()
    with pytest.raises(BookNotFoundError):
        open_store(str(path))
    assert path.read_bytes() == b""
    store = open_store(str(path), create=True)
    assert store.revision() == 0
    store.close()


def _text(path: Path) -> None:
    path.write_text("Name,Email\nDana,dana@example.com\n", encoding="utf-8")


def _short_text(path: Path) -> None:
    path.write_bytes(b"\n")


def _other_database(path: Path) -> None:
    path.unlink()
    with apsw.Connection(str(path)) as connection:
        connection.execute("CREATE TABLE person (id)")
    connection.close()


def _newer(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[60:64] = (999).to_bytes(4, "big")
    path.write_bytes(content)


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _header_only(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def _pages_overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8_192:40_960] = b"\xa5" * 32_768
    path.write_bytes(content)


DAMAGE = [_text, _short_text, _other_database, _newer, _cut_off, _header_only, _pages_overwritten]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__.strip("_"))
def test_what_is_no_book_of_ours_is_refused_and_not_changed(path: Path, damage: Callable[[Path], None]) -> None:
    damage(path)
    before = path.read_bytes()
    with pytest.raises(ForeignBookError) as refused:
        open_store(str(path))
    assert path.name in refused.value.message and refused.value.fix
    with pytest.raises(RefnetError):
        open_store(str(path), create=True)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_is_no_book(tmp_path: Path) -> None:
    for create in (False, True):
        with pytest.raises(RefnetError):
            open_store(str(tmp_path), create=create)


def test_damage_met_while_reading_is_told_as_such(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file is not checked when it is opened."""
    _pages_overwritten(path)
    monkeypatch.setattr(sqlite_file, "_CHECKED_BYTES", 0)
    with pytest.raises(ForeignBookError, match="damaged"):
        open_store(str(path)).dump()


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_only_the_owner_may_read_the_book(tmp_path: Path, umask: int) -> None:
    """Also the log beside it, whatever the umask is."""
    before = os.umask(umask)
    try:
        path = tmp_path / f"{umask}" / "book.refnet"
        store = open_store(str(path), create=True)
        store.apply(import_of(0, "Dana"))
        assert names(store) == ["Dana"]
    finally:
        os.umask(before)
    assert mode(path.parent) == 0o700
    assert {file.name: mode(file) for file in path.parent.iterdir()} == {
        "book.refnet": 0o600,
        "book.refnet-shm": 0o600,
        "book.refnet-wal": 0o600,
    }
    store.close()


@posix
def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    open_store(str(tmp_path / "book.refnet"), create=True).close()
    assert mode(tmp_path) == 0o755


def test_closing_leaves_one_file(path: Path) -> None:
    store = open_store(str(path))
    store.apply(import_of(1, "Bo"))
    assert len(names(store)) == 2
    store.close()
    assert list(path.parent.iterdir()) == [path]


# ------------------------------------------------------------------------------------------------------- failing


def test_a_failure_in_the_middle_leaves_the_book_and_no_other_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(str(path))
    before = store.dump()

    def fail(*_: Any) -> None:
        raise apsw.FullError("database or disk is full")

    monkeypatch.setattr(sqlite_change.ChangeRows, "_write_journal", fail)
    with pytest.raises(RefnetError, match="full") as refused:
        store.apply(import_of(1, "Bo"))
    assert "disk" in refused.value.fix
    monkeypatch.undo()
    assert (store.dump(), store.revision()) == (before, 1)
    store.apply(import_of(1, "Bo"))
    assert len(names(store)) == 2
    store.close()
    assert list(path.parent.iterdir()) == [path]


USUAL_DISK = apsw.vfs_names()[0]


class FailingFile(apsw.VFSFile):
    """A file whose writing or syncing fails once, at the time that is left in `left`."""

    left = 0

    def xWrite(self, data: Any, offset: int) -> None:
        self._count()
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        self._count()
        super().xSync(flags)

    @classmethod
    def _count(cls) -> None:
        cls.left -= 1
        if cls.left == 0:
            raise apsw.FullError("database or disk is full")


class FailingDisk(apsw.VFS):
    """The usual files of SQLite, but failing ones."""

    def __init__(self) -> None:
        super().__init__("failing", USUAL_DISK, makedefault=True)

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return FailingFile(USUAL_DISK, name, flags)


def test_whichever_write_fails_the_outcome_told_is_true(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each write and sync of a change fails in its turn: the change is in if and only if no error was told."""
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    told: list[bool] = []
    disk = FailingDisk()
    try:
        for attempt in range(1, 200):
            store = open_store(str(path))
            revision = store.revision()
            FailingFile.left = attempt
            try:
                store.apply(import_of(revision, f"Person {attempt}"))
                told.append(True)
            except RefnetError:
                told.append(False)
            failed, FailingFile.left = FailingFile.left <= 0, 0
            store.close()
            again = open_store(str(path))
            assert again.revision() == revision + told[-1]
            assert (f"Person {attempt}" in names(again)) is told[-1]
            again.close()
            if not failed:
                break
    finally:
        disk.unregister()
    assert not failed and True in told and told.count(False) > 3
    with apsw.Connection(str(path)) as connection:
        assert connection.pragma("integrity_check") == "ok"
    connection.close()


def test_an_import_for_which_the_disk_has_no_room_is_not_begun(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        free: int = 3_000_000

    monkeypatch.setattr("shutil.disk_usage", lambda folder: Usage())
    store = open_store(str(path))
    with pytest.raises(RefnetError, match="2 MB left"):
        store.apply(import_of(1, "Bo"))
    assert store.apply(Change("edit", 1, "edit", NOW, settings={"a": "b"})) == 2
    store.close()


def test_a_checkpoint_that_fails_is_no_failure_of_the_change(path: Path) -> None:
    """Somebody who reads an older state holds it up; the change is in all the same."""
    store = open_store(str(path))
    assert names(store) == ["Dana Okafor"]
    reader, log = apsw.Connection(str(path)), path.with_name("book.refnet-wal")
    reader.execute("BEGIN; SELECT count(*) FROM person").fetchall()
    assert store.apply(import_of(1, "Bo")) == 2
    assert log.stat().st_size > 0
    reader.close()
    assert store.apply(import_of(2, "Cy")) == 3
    assert log.stat().st_size == 0
    store.close()


def test_a_killed_writer_leaves_the_old_book(path: Path) -> None:
    """The process ends without notice within its transaction."""
    script = (
        "import os, test_sqlite_file as t\n"
        "from refnet.stores import sqlite_change\n"
        "sqlite_change.ChangeRows._write_journal = lambda *_: os._exit(9)\n"
        f"t.open_store({str(path)!r}).apply(t.import_of(1, 'Bo'))\n"
    )
    assert _python(script).wait() == 9
    store = open_store(str(path))
    assert (names(store), store.revision()) == (["Dana Okafor"], 1)
    assert store.apply(import_of(1, "Bo")) == 2
    store.close()


def test_one_who_writes_too_long_is_named_as_the_reason(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_TRIES", 3)
    store = open_store(str(path))
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BookBusyError, match="writing"):
        store.apply(import_of(1, "Bo"))
    assert names(store) == ["Dana Okafor"]
    other.close()
    assert store.apply(import_of(1, "Bo")) == 2
    store.close()


def test_what_was_removed_is_in_no_file(path: Path) -> None:
    store = open_store(str(path))
    view = View(removed_people=(PersonId("pDana Okafor"),))
    store.apply(Change("undo", 1, "undo", NOW, removed_import="i0", view=view))
    store.close()
    content = path.read_bytes().lower()
    assert [word for word in (b"dana", b"okafor") if word in content] == []


def test_a_newer_export_of_the_same_rows_stores_no_text_again(path: Path) -> None:
    store = open_store(str(path))
    store.apply(import_of(1, "Dana Okafor"))
    store.apply(import_of(2, "Bo"))
    with apsw.Connection(str(path)) as connection:
        assert connection.execute("SELECT count(*) FROM body").fetchall() == [(2,)]
        assert connection.execute("SELECT count(*) FROM sighting").fetchall() == [(3,)]
    connection.close()
    store.close()


# ---------------------------------------------------------------------------------------------- several processes


def write_many(path: str, name: str, count: int) -> None:
    """Commit `count` changes, each worked out again until it is taken. Run by `_python`."""
    store = open_store(path)
    for number in range(count):
        while True:
            revision = store.revision()
            view = View(people=(Person(PersonId(f"{name}{number}"), name),))
            try:
                store.apply(Change(f"{name}{number}", revision, "edit", NOW, view=view))
                break
            except StaleChangeError:
                continue
    store.close()


def test_two_processes_write_without_losing_anything(path: Path) -> None:
    writers = [
        _python(f"import test_sqlite_file as t; t.write_many({str(path)!r}, {name!r}, 15)") for name in ("a", "b")
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    store = open_store(str(path))
    assert (store.revision(), store.counts()["people"]) == (31, 31)
    store.close()


def _python(script: str) -> subprocess.Popen[bytes]:
    here = Path(__file__).parent
    return subprocess.Popen([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": f"{here}:{here.parent}"})


# ----------------------------------------------------------------------------------------------------- migrations

NEWEST = len(sqlite_migrations.STEPS)
NEXT = "ALTER TABLE decision ADD COLUMN why TEXT NOT NULL DEFAULT ''"


def test_an_older_book_is_brought_forward_and_copied_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_store(str(path))
    content = before.dump()
    before.close()
    monkeypatch.setattr(sqlite_migrations, "STEPS", (*sqlite_migrations.STEPS, NEXT))
    store = open_store(str(path))
    assert store.dump() == content
    store.close()
    assert _version(path) == NEWEST + 1
    (copy,) = path.parent.glob("*.backup")
    assert (copy.name, _version(copy)) == (f"book.refnet.version-{NEWEST}.backup", NEWEST)
    assert os.name != "posix" or mode(copy) == 0o600
    monkeypatch.undo()
    with pytest.raises(ForeignBookError, match="newer"):
        open_store(str(path))
    older = open_store(str(copy))
    assert older.dump() == content
    older.close()


def test_a_book_of_the_first_version_is_read_as_its_maker_s_and_shared(tmp_path: Path) -> None:
    """tests/data/books/version-1.refnet.gz was written by refnet before a book could have several members."""
    books = Path(__file__).parent / "data" / "books"
    (tmp_path / "old.refnet").write_bytes(gzip.decompress((books / "version-1.refnet.gz").read_bytes()))
    store = open_store(str(tmp_path / "old.refnet"))
    assert (_version(tmp_path / "old.refnet"), is_current(store)) == (NEWEST, True)
    assert store.dump() == json.loads((books / "version-1.json").read_text(encoding="utf-8"))
    assert {(source.member, source.private) for source in store.sources()} == {(MAKER, False)}
    store.close()


def test_a_migration_that_fails_leaves_the_old_tables(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = (*sqlite_migrations.STEPS, f"{NEXT}; CREATE TABLE decision (id)")
    monkeypatch.setattr(sqlite_migrations, "STEPS", broken)
    with pytest.raises(apsw.SQLError):
        open_store(str(path))
    monkeypatch.undo()
    store = open_store(str(path))
    assert (_version(path), names(store)) == (NEWEST, ["Dana Okafor"])
    store.close()


def migrated(path: str) -> None:
    """Open a book with one more migration. Run by `_python`."""
    sqlite_migrations.STEPS = (*sqlite_migrations.STEPS, NEXT)
    store = open_store(path)
    assert names(store) == ["Dana Okafor"]
    store.close()


def test_several_processes_may_migrate_at_once(path: Path) -> None:
    others = [_python(f"import test_sqlite_file as t; t.migrated({str(path)!r})") for _ in range(4)]
    assert [other.wait() for other in others] == [0] * 4
    assert _version(path) == NEWEST + 1
    assert sorted(file.name for file in path.parent.iterdir()) == [
        "book.refnet",
        f"book.refnet.version-{NEWEST}.backup",
    ]


def _version(path: Path) -> int:
    return int.from_bytes(path.read_bytes()[60:64], "big")
