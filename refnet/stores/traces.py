"""Which files still hold what was to be gone: a search for the bytes themselves, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from refnet.model import Person
from refnet.stores import is_file
from refnet.text import fold

_CODES: Final = ("utf-8", "utf-16-le", "utf-16-be")
_CHUNK: Final = 1024 * 1024


def files_with(paths: Iterable[Path], person: Person) -> list[Path]:
    """The files in which a whole name, an address or a number of a person stands, in UTF-8 or UTF-16."""
    sought = {text.encode(code, "replace") for text in _spelled(person) for code in _CODES}
    return [path for path in paths if path.is_file() and _holds(path, sought)]


def beside(book: Path) -> list[Path]:
    """A book and every file that is kept beside it under its name: log, backups, what was worked out."""
    return sorted(path for path in (*book.parent.glob(f"{book.name}*"), *book.parent.glob(f"{book.name}*/**/*")))


def held_beside(address: str, person: Person) -> list[str]:
    """The names of files beside a book in which a person still stands, its backups; none where a book is no file."""
    place = Path(address)
    return [path.name for path in files_with(beside(place), person) if path != place] if is_file(address) else []


def _spelled(person: Person) -> Iterator[str]:
    for name in (person.name, *person.names):
        if len(name.split()) > 1:
            yield from (name, fold(name))
    yield from (text for found in person.emails for text in (found, found.lower()))
    yield from person.phones


def _holds(path: Path, sought: Iterable[bytes]) -> bool:
    """Read piece by piece, each with the end of the one before, so that nothing hides between two."""
    sought = list(sought)
    overlap = max(map(len, sought), default=1) - 1
    with path.open("rb") as file:
        before = b""
        while piece := file.read(_CHUNK):
            if any(text in before + piece for text in sought):
                return True
            before = piece[-overlap:] if overlap else b""
    return False
