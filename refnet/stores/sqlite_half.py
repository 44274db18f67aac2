"""Half a copy in a file: beside the place where the book will be, and marked, so that nobody takes it for a book."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from refnet.errors import UnfinishedCopyError
from refnet.stores.base import NOBODY, Said
from refnet.stores.sqlite import SqliteStore
from refnet.stores.sqlite_file import COPYING, BookFile, taken

_HALF: Final = ".half"
"""Ends the name of the file while it is written."""


class HalfFile(SqliteStore):
    """A `HalfBook` in a file.

    The mark goes when the file has its name already: wherever the work is cut off, what is there is marked, or whole.
    """

    def __init__(self, path: Path, fingerprint: str, *, again: bool = False) -> None:
        """Begin a copy, or go on with one; see `refnet.stores.copying.half_book`."""
        half = path.with_name(path.name + _HALF)
        place = path if path.exists() else half
        found = BookFile(place).copied_from()
        if place == path and not found:
            raise taken(path)
        if found and again:
            BookFile(place).remove()
            place, found = half, ""
        if not found:
            _begin(place, fingerprint)
        elif found != fingerprint:
            raise UnfinishedCopyError(
                f"{place.name} is half a copy of another book, or of this one before it changed.",
                fix="Begin anew, which removes that half: refnet copy FROM TO --again",
            )
        super().__init__(place, half=True)
        self.address = str(path)

    def said(self, *, member: str = NOBODY) -> Said:
        said = super().said(member=member)
        return replace(said, settings={name: text for name, text in said.settings.items() if name != COPYING})

    def finish_copy(self) -> None:
        """Give the file its name, make a book of it, and close it."""
        target = Path(self.address)
        if self._file.path != target:
            self._file.rename(target)
            self._file = BookFile(target)
        # This commit makes the name last, too: SQLite syncs the folder with a new log
        with self._file.writing() as connection:
            connection.execute("DELETE FROM setting WHERE name = ?", (COPYING,)).fetchall()
        self.close()


def _begin(place: Path, fingerprint: str) -> None:
    file = BookFile(place)
    file.make()
    with file.writing() as connection:
        connection.execute("INSERT INTO setting VALUES (?, ?)", (COPYING, fingerprint)).fetchall()
