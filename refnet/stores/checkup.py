"""Whether a book's file is sound, and safe where it is; its content is not understood here."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import apsw

from refnet import __version__
from refnet.errors import RefnetError
from refnet.stores.places import risk_of
from refnet.stores.sqlite_backup import backups_of, hash_of, read_sums, revision_of, sums_of
from refnet.stores.sqlite_file import BookFile

_SQLITE: Final = (3, 51, 3)
"""The first version without the fault by which a write-ahead log could be reset while it was read."""
FILE: Final = frozenset({"structure", "links", "texts", "sums"})
"""What says of the file that it can be read and is as it was written."""
_FREE_BYTES: Final = 64 * 1024 * 1024
_ROOM_FACTOR: Final = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what, whether it is as it should be, what was seen, and what to do if not."""

    what: str
    ok: bool
    text: str
    fix: str = ""


def checkup(book: Path) -> list[Finding]:
    """Look at a book's file and its backups. Nothing is written.

    Versions, structure, links between rows, texts against their hashes, everything against the newest backup of the
    same revision, backups against their own hashes, who may read, the place, the room left, and what was left behind.
    """
    found = [_versions(), *_looked(_structure, book)]
    if found[-1].ok:
        for look in (_links, _texts, _sums, _room):
            found += _looked(look, book)
    for look in (_backups, _modes, _place, _leftovers):
        found += _looked(look, book)
    return found


def _looked(look: Callable[[Path], Iterator[Finding]], book: Path) -> list[Finding]:
    """What a look finds; where it cannot even be taken, that."""
    what = look.__name__.strip("_")
    try:
        return list(look(book))
    except RefnetError as error:
        return [Finding(what, False, error.message, error.fix)]
    except (apsw.Error, OSError) as error:
        # Damage in the list of tables shows as a statement that fails
        return [Finding(what, False, f"The file cannot be read: {error}", _restore(book))]


def _versions() -> Finding:
    sqlite = apsw.sqlite_lib_version()
    text = f"refnet {__version__}, Python {platform.python_version()}, SQLite {sqlite}"
    new = tuple(map(int, sqlite.split(".")[:3])) >= _SQLITE
    return Finding("versions", new, text, "" if new else "Update apsw: SQLite before 3.51.3 can damage a book.")


def _structure(book: Path) -> Iterator[Finding]:
    with closing(BookFile(book)) as file:
        file.look()
        found = [str(text) for (text,) in file.rows("PRAGMA integrity_check")]
    if found == ["ok"]:
        yield Finding("structure", True, "The file is whole.")
    else:
        yield Finding("structure", False, f"The file is damaged: {found[0]}", _restore(book))


def _links(book: Path) -> Iterator[Finding]:
    with closing(BookFile(book)) as file:
        broken = file.rows("PRAGMA foreign_key_check")
    text = f"{len(broken)} rows point at nothing." if broken else "Every row points at one that is there."
    yield Finding("links", not broken, text, _restore(book) if broken else "")


def _texts(book: Path) -> Iterator[Finding]:
    """What files said stands beside its hash."""
    with closing(BookFile(book)) as file:
        rows = file.rows("SELECT digest, content FROM body")
    wrong = sum(hashlib.sha256(content).digest() != digest for digest, content in rows)
    text = f"{wrong} of {len(rows)} texts have changed on the disk." if wrong else f"{len(rows)} texts are as written."
    yield Finding("texts", not wrong, text, _restore(book) if wrong else "")


def _sums(book: Path) -> Iterator[Finding]:
    """Every table against the newest backup that was made of this very revision."""
    with closing(BookFile(book)) as file:
        revision = revision_of(file)
        known = (read_sums(path) for path in reversed(backups_of(book)))
        sums = next((sums for sums in known if sums and sums.revision == revision), None)
        if sums is None:
            yield Finding("sums", True, "There is no backup of this state to compare with.", "")
            return
        now = sums_of(file)
    changed = [table for table in sums.tables if now.get(table) != sums.tables[table]]
    text = f"Rows have changed on the disk in: {', '.join(changed)}." if changed else "Every row is as in the backup."
    yield Finding("sums", not changed, text, _restore(book) if changed else "")


def _backups(book: Path) -> Iterator[Finding]:
    every = backups_of(book)
    if not every:
        yield Finding("backups", True, "There is no backup beside the book. To make one: refnet backup")
        return
    known = [(path, sums) for path in every if (sums := read_sums(path))]
    changed = [path.name for path, sums in known if hash_of(path) != sums.sha256]
    yield Finding("backups", True, f"{len(every)} beside the book: {', '.join(path.name for path in every)}.")
    if changed:
        yield Finding("backups", False, f"Changed on the disk: {', '.join(changed)}.", "Delete them: refnet backup")


def _modes(book: Path) -> Iterator[Finding]:
    if os.name != "posix":
        return
    ours = [path for path in (book, *_beside(book)) if path.is_file()]
    open_to_others = [path.name for path in ours if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_to_others:
        fix = f"Close them: chmod 600 {' '.join(open_to_others)}"
        yield Finding("readers", False, f"Others on this computer may read: {', '.join(open_to_others)}.", fix)
    else:
        yield Finding("readers", True, "Only you may read the book.")


def _place(book: Path) -> Iterator[Finding]:
    risk = risk_of(book)
    yield Finding(
        "place",
        not risk,
        risk or "The folder is on this computer, and nothing copies it elsewhere.",
        "Move the book to another folder." if risk else "",
    )


def _room(book: Path) -> Iterator[Finding]:
    free, needed = shutil.disk_usage(book.parent).free, _ROOM_FACTOR * book.stat().st_size + _FREE_BYTES
    text = f"The disk has {free // 2**20:,} MB left; an import may need {needed // 2**20:,} MB."
    yield Finding("room", free >= needed, text, "" if free >= needed else "Free some space.")


def _leftovers(book: Path) -> Iterator[Finding]:
    left = [path.name for half in (f".{book.name}.*.half", ".refnet-*") for path in book.parent.glob(half)]
    if left:
        text = f"An interrupted copy was left behind: {', '.join(left)}."
        yield Finding("leftovers", False, text, "Delete it, unless a backup or an export is running now.")
    else:
        yield Finding("leftovers", True, "No interrupted copy was left behind.")


def _beside(book: Path) -> Iterator[Path]:
    yield from (path for path in book.parent.glob(f"{book.name}*") if path != book)


def _restore(book: Path) -> str:
    newest = next((path.name for path in reversed(backups_of(book))), "")
    return f"Put the newest good backup in its place: refnet restore {newest or 'FILE'}"
