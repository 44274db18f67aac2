"""Values kept outside memory while a book is worked out: read again as they came, or by their keys.

They stand in a temporary database without a name. About half a megabyte of it stays in memory; what is more goes to a
file that the system takes away by itself, also after a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from operator import eq, itemgetter
from typing import Final, Generic, TypeAlias, TypeVar

import apsw
import msgspec

from refnet.errors import RefnetError

T = TypeVar("T")
Kept: TypeAlias = tuple[str, bytes]
"""The key and the bytes of a value."""

_NEW: Final = (
    "PRAGMA cache_size = -512; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
    " BEGIN;"
)
_AT_ONCE: Final = 500


def scratch(schema: str) -> apsw.Connection:
    """A database with these tables that nobody else sees, and of which nothing is left once it is let go."""
    connection = apsw.Connection("")
    connection.execute(_NEW + schema).fetchall()
    return connection


@contextmanager
def room() -> Iterator[None]:
    """What the system says of the room for temporary databases, in words for people; also a decorator."""
    try:
        yield
    except (apsw.FullError, apsw.IOError, apsw.CantOpenError) as error:
        raise RefnetError(
            f"There is no room for what has to be kept while the book is worked out ({error}). Nothing was changed.",
            fix="Free some space, or name a folder on another disk: set SQLITE_TMPDIR to it. Then do it again.",
        ) from error


class OutsideMemory(Collection[T]):
    """Values in an order that are made anew each time they are read."""

    def __contains__(self, value: object) -> bool:
        return any(value == one for one in self)

    def __eq__(self, other: object) -> bool:
        """Whether another collection holds the same in the same order."""
        return isinstance(other, Collection) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """How a value is kept: under which key (it need not be the only one), as which bytes, and how it is read again."""

    key: Callable[[T], str]
    pack: Callable[[T], bytes]
    unpack: Callable[[str, bytes], T]


def plain(kind: type[T], key: Callable[[T], str] = lambda value: "") -> Form[T]:
    """The form of values that hold nothing but texts, numbers and the like."""
    decode = msgspec.json.Decoder(kind).decode
    return Form(key, msgspec.json.Encoder().encode, lambda key, body: decode(body))


class Spool(OutsideMemory[T]):
    """Many values of one form, in the order in which they came; read as often as one likes, each time made anew."""

    def __init__(self, form: Form[T], values: Iterable[T] = ()) -> None:
        self.form = form
        self._rows = scratch("CREATE TABLE item (number INTEGER PRIMARY KEY, key TEXT, body BLOB)")
        self._count = 0
        self._new: list[Kept] = []
        for value in values:
            self.add(value)

    def add(self, value: T) -> None:
        """Add a value at the end."""
        self.add_kept(self.form.key(value), self.form.pack(value))

    def add_kept(self, key: str, body: bytes) -> None:
        """Add a value that is kept in this form already."""
        self._new.append((key, body))
        self._count += 1
        if len(self._new) >= _AT_ONCE:
            self._flush()

    def ordered(self) -> Spool[T]:
        """The same values ordered by their keys; those of one key as they came."""
        found = Spool(self.form)
        for key, body in self._by_key():
            found.add_kept(key, body)
        return found

    def __iter__(self) -> Iterator[T]:
        unpack = self.form.unpack
        return (unpack(key, body) for key, body in self.kept())

    def __len__(self) -> int:
        return self._count

    def kept(self) -> Iterator[Kept]:
        """Key and bytes of each value."""
        self._flush()
        return self._rows.execute("SELECT key, body FROM item ORDER BY number")

    def keys(self) -> Iterator[str]:
        """The key of each value."""
        return (key for key, _ in self.kept())

    def both(self) -> Iterator[tuple[bytes, T]]:
        """The bytes of each value, and the value."""
        unpack = self.form.unpack
        return ((body, unpack(key, body)) for key, body in self.kept())

    def by_key(self) -> Iterator[tuple[str, T]]:
        """Keys and values, ordered by keys; those of one key as they came."""
        unpack = self.form.unpack
        return ((key, unpack(key, body)) for key, body in self._by_key())

    def groups(self, *, least: int = 1) -> Iterator[tuple[str, list[T]]]:
        """The values of each key that has at least so many, ordered by keys."""
        unpack = self.form.unpack
        for key, rows in groupby(self._by_key(), key=itemgetter(0)):
            bodies = [body for _, body in rows]
            if len(bodies) >= least:
                yield key, [unpack(key, body) for body in bodies]

    def _by_key(self) -> Iterator[Kept]:
        self._flush()
        return self._rows.execute("SELECT key, body FROM item ORDER BY key, number")

    def _flush(self) -> None:
        if self._new:
            self._rows.executemany("INSERT INTO item (key, body) VALUES (?, ?)", self._new).fetchall()
            self._new = []


class Lookup:
    """Texts by their keys, outside memory; of several of one key the last.

    >>> names = Lookup()
    >>> names.add("7", "Dana"), names.add("8", "Bo"), names.add("7", "Dana Okafor")
    (None, None, None)
    >>> names.get("7"), "8" in names, names.get("9")
    ('Dana Okafor', True, None)
    """

    def __init__(self) -> None:
        self._rows = scratch("CREATE TABLE item (number INTEGER PRIMARY KEY, key TEXT, text TEXT)")
        self._new: list[tuple[str, str]] = []
        self._indexed = False

    def add(self, key: str, text: str = "") -> None:
        """One more; all are to be added before the first is looked for."""
        self._new.append((key, text))
        if len(self._new) >= _AT_ONCE:
            self._flush()

    def get(self, key: str) -> str | None:
        """The text of a key, None where nobody added one."""
        if not self._indexed:
            self._flush()
            self._rows.execute("CREATE INDEX item_by_key ON item (key)").fetchall()
            self._indexed = True
        found = self._rows.execute("SELECT text FROM item WHERE key = ? ORDER BY number DESC LIMIT 1", (key,))
        return next((str(text) for (text,) in found), None)

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def _flush(self) -> None:
        self._rows.executemany("INSERT INTO item (key, text) VALUES (?, ?)", self._new).fetchall()
        self._new = []


def batches(values: Iterable[T], size: int = _AT_ONCE) -> Iterator[list[T]]:
    """Values a few at a time, for what is asked with many at once.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    left = iter(values)
    while batch := list(islice(left, size)):
        yield batch
