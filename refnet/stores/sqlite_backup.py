"""Backups of a book's file: made while others write, proven before they count, and put back without losing anything.

Beside each backup lies a file of sums: its hash, and the hashes of each table's rows in blocks, by which `checkup`
finds what has changed on the disk without anybody having written it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from refnet.errors import ForeignBookError, RefnetError
from refnet.stores.sqlite_file import CACHE, BookFile

SUMS: Final = ".sums"
"""Ends the name of the file of sums beside a backup."""
_DAYS: Final = 7
_WEEKS: Final = 4
_BLOCK_ROWS: Final = 1024
_STAMP: Final = "%Y-%m-%d-%H%M%S"
_DATED: Final = re.compile(r"\.(\d{4}-\d\d-\d\d-\d{6})\.backup")
_OTHERS: Final = re.compile(r"\.(?:version-\d+|replaced-\d{4}-\d\d-\d\d-\d{6})\.backup")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: where it is, its hash, its size, and the revision of the book that is in it."""

    path: str
    sha256: str
    bytes: int
    revision: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What a backup was when it was made: hash of the file, revision, and hashes of each table's blocks of rows."""

    sha256: str
    revision: int
    tables: dict[str, list[str]]


def back_up(book: Path, target: Path | None = None, *, now: datetime) -> Backup:
    """Copy a book, as of one moment, to a file that only its owner may read; it is checked before it counts.

    Args:
        book: The book's file.
        target: The backup; None for one beside the book, named by the moment.
        now: The moment, in UTC.

    Raises:
        RefnetError: there is something at that place already, or it cannot be written to.
    """
    file = BookFile(book)
    file.check()
    place = target or book.with_name(f"{book.name}.{now.astimezone(UTC):{_STAMP}}.backup")
    if place.exists():
        raise RefnetError(f"There is something at {place} already.", fix="Choose another name.")
    if not place.parent.is_dir():
        raise RefnetError(f"There is no folder {place.parent}.", fix="Make it, or choose another place.")
    file.copy(place)
    try:
        found = _proven(place)
        _write(_sums_place(place), json.dumps(asdict(found)))
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return Backup(str(place), found.sha256, place.stat().st_size, found.revision)


def backups_of(book: Path) -> list[Path]:
    """Everything beside a book that is a backup of it, the newest dated one last; those elsewhere are not known."""
    beside = book.parent.glob("*.backup") if book.parent.is_dir() else ()
    ends = {path: path.name[len(book.name) :] for path in beside if path.name.startswith(book.name)}
    ours = (path for path, end in ends.items() if _DATED.fullmatch(end) or _OTHERS.fullmatch(end))
    return sorted(ours, key=lambda path: (bool(_DATED.fullmatch(ends[path])), path.name))


def rotate(book: Path) -> list[Path]:
    """Remove dated backups but the newest of each of the last 7 days and 4 weeks that have one; says which went."""
    dated = {path: _day(path, book) for path in backups_of(book) if _DATED.fullmatch(path.name[len(book.name) :])}
    newest_first = sorted(dated, reverse=True)
    days = {dated[path].date(): path for path in reversed(newest_first)}
    weeks = {dated[path].isocalendar()[:2]: path for path in reversed(newest_first)}
    kept = {days[day] for day in sorted(days)[-_DAYS:]} | {weeks[week] for week in sorted(weeks)[-_WEEKS:]}
    gone = [path for path in dated if path not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
        _sums_place(path).unlink(missing_ok=True)
    return gone


def restore(book: Path, backup: Path, *, now: datetime) -> Path | None:
    """Put a backup in the place of a book. The present book is moved aside, whole and as it is.

    Returns:
        Where the present book is now; None where there was none.

    Raises:
        BookNotFoundError: there is no such backup.
        ForeignBookError: it is no book, or not what it was when it was made. Nothing was changed.
    """
    if backup.resolve() == book.resolve():
        raise RefnetError("That is the book itself.", fix="Name a backup: refnet doctor lists them.")
    verify(backup)
    half = book.with_name(f".{book.name}.{secrets.token_hex(8)}.half")
    aside = book.with_name(f"{book.name}.replaced-{now.astimezone(UTC):{_STAMP}}.backup") if book.exists() else None
    try:
        BookFile(backup).copy(half)
        # A log without its book goes the same way: it would be read into the next book of that name
        _move(book, aside or book.with_name(f"{book.name}.lost"))
        half.replace(book)
    finally:
        half.unlink(missing_ok=True)
    shutil.rmtree(book.with_name(book.name + CACHE), ignore_errors=True)
    return aside


def verify(backup: Path) -> None:
    """See whether a backup is a whole book, and still what it was when it was made.

    Raises:
        BookNotFoundError: there is no such file.
        ForeignBookError: it is no book of ours, is damaged, or has changed.
    """
    known = read_sums(backup)
    if known and backup.exists() and known.sha256 != hash_of(backup):
        raise ForeignBookError(
            f"{backup.name} is not what it was when it was made.", fix="Take another: refnet doctor lists them."
        )
    _proven(backup)


def read_sums(backup: Path) -> Sums | None:
    """The sums of a backup; None where there are none that can be read."""
    with suppress(OSError, ValueError, TypeError):
        return Sums(**json.loads(_sums_place(backup).read_text(encoding="utf-8")))
    return None


def sums_of(file: BookFile) -> dict[str, list[str]]:
    """Hashes of each table's rows, 1,024 rows to a block, in the order in which they stand in the file."""
    names = [name for (name,) in file.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    return {name: [_hash_of_rows(block) for block in _blocks(file.rows(f"SELECT * FROM {name}"))] for name in names}


def revision_of(file: BookFile) -> int:
    """The newest revision in a file."""
    return int(file.rows("SELECT coalesce(max(revision), 0) FROM journal")[0][0])


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, as lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _proven(path: Path) -> Sums:
    """The sums of a file that is a whole book."""
    file = BookFile(path)
    try:
        file.look()
        return Sums(hash_of(path), revision_of(file), sums_of(file))
    finally:
        file.close()


def _blocks(rows: Sequence[tuple[Any, ...]]) -> Iterable[Sequence[tuple[Any, ...]]]:
    return (rows[i : i + _BLOCK_ROWS] for i in range(0, len(rows), _BLOCK_ROWS))


def _hash_of_rows(rows: Sequence[tuple[Any, ...]]) -> str:
    return hashlib.sha256(repr(rows).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _day(path: Path, book: Path) -> datetime:
    found = _DATED.fullmatch(path.name[len(book.name) :])
    assert found is not None
    return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC)


def _move(book: Path, aside: Path) -> None:
    """Move a book with its log."""
    for end in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            book.with_name(book.name + end).rename(aside.with_name(aside.name + end))


def _sums_place(backup: Path) -> Path:
    return backup.with_name(backup.name + SUMS)


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
