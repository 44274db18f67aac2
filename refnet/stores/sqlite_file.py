"""A book's file: looked at before it is touched, opened with care, closed to other people; one writer at a time."""

from __future__ import annotations

import os
import shutil
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import apsw

from refnet.errors import BookBusyError, BookNotFoundError, ForeignBookError, RefnetError, UnfinishedCopyError
from refnet.stores import sqlite_migrations
from refnet.stores.sqlite_copy import copy_whole
from refnet.stores.sqlite_migrations import APPLICATION_ID, migrate, newer

BUSY_TRIES = 6_000
_BUSY_SECONDS: Final = 0.005
"""We ask again every 5 ms for 30 s: SQLite's own waiting grows to 100 ms, and then loses to a busy writer."""
_CHECKED_BYTES: Final = 5 * 1024 * 1024
"""Up to this size the structure is checked at opening. That takes under 30 ms; for a large file a command would have
to wait, and reading reports damage where it meets it."""
_WRITING_KB: Final = 16_000
"""Of pages kept in memory: with the usual 2 MB a large change writes many of them several times."""
_ROOM_FACTOR: Final = 3
_ROOM_BYTES: Final = 64 * 1024 * 1024
_MAGIC: Final = b"SQLite format 3\0"
_WAL: Final = "-wal"
COPYING: Final = "copying"
"""The setting that marks half a copy, with what its original is known by; it is kept without a change."""
CACHE: Final = ".cache"
"""Ends the name of the folder beside a book in which answers are kept that can be worked out again."""


class BookFile:
    """The file of a book. A connection belongs to one thread; a change is written over one of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.local()
        self._open: weakref.WeakSet[apsw.Connection] = weakref.WeakSet()
        self._opening = threading.Lock()

    def make(self) -> None:
        """Make the file with empty tables. An empty one, and a book without a change, is taken: power cuts leave them.

        Raises:
            RefnetError: there is something at that place already, or it cannot be written to.
        """
        with _told(self.path):
            if not self.path.parent.exists():
                self.path.parent.mkdir(mode=0o700, parents=True)
            with suppress(FileExistsError):
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            if self.path.is_dir() or (self.path.stat().st_size and not self._is_unborn()):
                raise taken(self.path)
            self.path.chmod(0o600)
            with self._writer() as connection:
                migrate(connection, self.path)
                if connection.execute("SELECT 1 FROM journal LIMIT 1").fetchall():
                    raise taken(self.path)

    def _is_unborn(self) -> bool:
        """Whether the file is a book that was never given to anybody."""
        try:
            self.check()
            return not self.rows("SELECT 1 FROM journal LIMIT 1")
        except RefnetError:
            return False

    def check(self, *, half: bool = False) -> None:
        """Look whether the file is a book of ours, and bring it to this version's tables; `half` takes half a copy too.

        Raises:
            BookNotFoundError: there is no such file, or nothing in it.
            ForeignBookError: it is something else, damaged, or of a newer version. It is unchanged.
            UnfinishedCopyError: it is half a copy.
        """
        with _told(self.path):
            _check_header(self.path)
            with self._writer() as connection:
                if self.path.stat().st_size <= _CHECKED_BYTES and connection.pragma("quick_check") != "ok":
                    raise _damaged(self.path)
                migrate(connection, self.path)
                if not half:
                    _refuse_half(connection, self.path)

    def look(self) -> None:
        """Look whether the file is a whole book of ours, and leave it as it is.

        Raises:
            BookNotFoundError: there is no such file, or nothing in it.
            ForeignBookError: it is something else, damaged, or of a newer version.
            UnfinishedCopyError: it is half a copy.
        """
        with _told(self.path):
            _check_header(self.path)
            with self._writer() as connection:
                if connection.pragma("quick_check") != "ok":
                    raise _damaged(self.path)
                _refuse_half(connection, self.path)

    def copied_from(self) -> str:
        """What the original of half a copy is known by; "" where there is a whole book, or none."""
        with suppress(BookNotFoundError, ForeignBookError), _told(self.path):
            _check_header(self.path)
            with self._writer() as connection:
                return _original_of(connection)
        return ""

    def rename(self, target: Path) -> None:
        """Close the file, and give it another name.

        Raises:
            BookBusyError: somebody else has it open.
            RefnetError: there is something at that place already, or it cannot be written to.
        """
        self.close()
        with _told(self.path):
            # A log would keep the old name: without one, everything is in the file itself
            with self._writer() as connection:
                connection.pragma("journal_mode", "delete")
            if target.exists():
                raise taken(target)
            self.path.rename(target)

    def remove(self) -> None:
        """Close the file, and delete it with its log."""
        self.close()
        with _told(self.path):
            for end in ("", _WAL, "-shm"):
                self.path.with_name(self.path.name + end).unlink(missing_ok=True)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a statement: nothing stays open, so that no reader holds up a checkpoint."""
        with _told(self.path):
            return self._reader().execute(sql, values).fetchall()

    def each(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement one by one, as of one revision, for what a large book should not hold at once.

        Within `one_state` they are of that state. A reader who stops half-way lets go of the rest.
        """
        with _told(self.path):
            reader = self._reader()
            if reader.in_transaction:
                yield from reader.execute(sql, values)
                return
            with self._writer() as connection:
                connection.pragma("query_only", True)
                yield from connection.execute(sql, values)

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Everything this thread reads in here is of one revision."""
        self.rows("BEGIN")
        try:
            yield
        finally:
            self.rows("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """One transaction: all that is done in here is kept, or nothing of it.

        Raises:
            BookBusyError: another process has been writing for 30 seconds.
            RefnetError: the disk is full, or failed.
        """
        with _told(self.path), self._writer() as connection:
            connection.pragma("journal_mode", "wal")
            connection.pragma("cache_size", -_WRITING_KB)
            # By hand below: a checkpoint that fails inside COMMIT would be reported as if the change had failed
            connection.wal_autocheckpoint(0)
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            _checkpoint(connection)

    def need_room(self, size: int) -> None:
        """Raise `RefnetError` unless the disk has room for a change of that many bytes."""
        with _told(self.path):
            free = shutil.disk_usage(self.path.parent).free
        needed = _ROOM_FACTOR * size + _ROOM_BYTES
        if free < needed:
            raise RefnetError(
                f"The disk has {free // 2**20} MB left; this needs about {needed // 2**20} MB. Nothing was changed.",
                fix="Free some space, then do it again.",
            )

    def sweep(self) -> None:
        """Write the file anew without free space, empty its log, and remove what was worked out beside it."""
        with _told(self.path), self._writer() as connection:
            connection.execute("VACUUM").fetchall()
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            shutil.rmtree(self.path.with_name(self.path.name + CACHE), ignore_errors=True)

    def copy(self, target: Path) -> None:
        """Copy the book, as of one moment, to a file that only its owner may read.

        Raises:
            RefnetError: the disk is full, or failed.
        """
        with _told(target), self._writer() as connection:
            copy_whole(connection, target)

    def close(self) -> None:
        """Close every thread's connection."""
        with self._opening:
            for connection in list(self._open):
                connection.close()

    def _reader(self) -> apsw.Connection:
        connection: apsw.Connection | None = getattr(self._threads, "connection", None)
        if connection is None:
            connection = _connect(self.path)
            connection.pragma("query_only", True)
            with self._opening:
                self._open.add(connection)
            self._threads.connection = connection
        return connection

    @contextmanager
    def _writer(self) -> Iterator[apsw.Connection]:
        connection = _connect(self.path)
        try:
            yield connection
        finally:
            connection.close()


def _connect(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    connection.set_busy_handler(_ask_again)
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    connection.execute(
        "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA foreign_keys=ON;"
        "PRAGMA secure_delete=ON; PRAGMA synchronous=FULL"
    ).fetchall()
    return connection


def _ask_again(tries: int) -> bool:
    time.sleep(_BUSY_SECONDS)
    return tries < BUSY_TRIES


def _checkpoint(connection: apsw.Connection) -> None:
    """Move what was committed into the main file and empty the log, so that what was deleted is nowhere left.

    Not possible while somebody reads an older state, nor on a full disk: then the next change does it.
    """
    with suppress(apsw.Error):
        connection.set_busy_timeout(0)
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)


def _check_header(path: Path) -> None:
    """Read the first 100 bytes by ourselves: already connecting may write to a file."""
    if not path.exists() or (path.is_file() and not path.stat().st_size):
        raise BookNotFoundError(f"There is no book at {path}.", fix="Make one: refnet new --me YOUR-NAME")
    if path.is_dir():
        raise _foreign(path)
    with path.open("rb") as file:
        header = file.read(100)
    number = {at: int.from_bytes(header[at : at + 4], "big") for at in (24, 28, 60, 68, 92)}
    if not header.startswith(_MAGIC) or number[68] != APPLICATION_ID:
        raise _foreign(path)
    if number[60] > len(sqlite_migrations.STEPS):
        raise newer(path)
    page_bytes = int.from_bytes(header[16:18], "big")
    pages = number[28] if number[24] == number[92] else 0
    # With a log beside it the file may be short: a checkpoint was cut off, and goes on when the file is opened
    logged = path.with_name(path.name + _WAL).exists()
    if not logged and pages * (65_536 if page_bytes == 1 else page_bytes) > path.stat().st_size:
        raise _damaged(path)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What SQLite and the system say, in words for people."""
    try:
        yield
    except (apsw.BusyError, apsw.LockedError) as error:
        raise BookBusyError(
            f"Somebody else has been writing to {path.name} for {BUSY_TRIES * _BUSY_SECONDS:.0f} seconds.",
            fix="Wait until the other import is done, then do it again.",
        ) from error
    except (apsw.NotADBError, apsw.CorruptError, UnicodeDecodeError) as error:
        raise _damaged(path) from error
    except (apsw.FullError, apsw.IOError, apsw.ReadOnlyError, apsw.CantOpenError, OSError) as error:
        raise RefnetError(
            f"{path.name} could not be read or written ({error}). What was in it is still there.",
            fix="See whether the disk is full and whether you may write to that folder, then do it again.",
        ) from error


def _original_of(connection: apsw.Connection) -> str:
    return "".join(text for (text,) in connection.execute("SELECT text FROM setting WHERE name = ?", (COPYING,)))


def _refuse_half(connection: apsw.Connection, path: Path) -> None:
    if _original_of(connection):
        raise UnfinishedCopyError(
            f"{path.name} is a copy that is not finished.", fix="Finish it: refnet copy FROM TO, as before."
        )


def _foreign(path: Path) -> ForeignBookError:
    return ForeignBookError(
        f"{path.name} is not a refnet book. It was not touched.",
        fix="Choose another, or make one: refnet new --me NAME",
    )


def _damaged(path: Path) -> ForeignBookError:
    return ForeignBookError(f"{path.name} is damaged.", fix="Put a backup of it in its place.")


def taken(path: Path) -> RefnetError:
    """What is said of a place at which nothing can be made."""
    return RefnetError(
        f"There is something at {path} already.", fix="Use that book, or choose another place: --book FILE"
    )
