"""A table of rows that refnet refused, corrected by its owner: what refnet added to it is taken off again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final, TypeAlias, TypeVar

from refnet import limits
from refnet.text import fold

LINE: Final = "refnet: line"
WHY: Final = "refnet: why"
"""The columns that refnet adds to rows which it refused. All readers pass them over."""

_OURS: Final = frozenset(map(fold, (LINE, WHY)))
_PASSED_OVER: Final = '"\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff'
_APOSTROPHE: Final = re.compile(rf"\A'|(?<=[;\t\r\n])((?:[^\S\t\r\n]|[{_PASSED_OVER}])*+)'(?=[^\w\s])")
"""What keeps a spreadsheet from running a cell; see `refnet.export.cells.exact_cell`."""

Numbered: TypeAlias = tuple[int, tuple[str, ...]]
T = TypeVar("T")


def without_ours(rows: Iterable[Numbered | T]) -> Iterator[Numbered | T]:
    """Rows as they would stand in the file from which they were refused; those of any other table as they are.

    Args:
        rows: Numbered rows; whatever is none is passed on.
    """
    found = iter(rows)
    head = list(islice(found, limits.HEADER_SEARCH_ROWS))
    every = chain(head, found)
    added = next((places for item in head if (places := _added(item))), None)
    return _restored(every, added) if added else every


def has_ours(rows: Sequence[Numbered]) -> bool:
    """Whether the columns that refnet adds are among those of a table."""
    return any(map(_added, rows[: limits.HEADER_SEARCH_ROWS]))


def _added(item: object) -> frozenset[int]:
    """Where our columns are, by the header."""
    cells = item[1] if isinstance(item, tuple) else ()
    places = frozenset(at for at, cell in enumerate(cells) if "refnet" in cell.lower() and fold(cell) in _OURS)
    return places if len(places) == len(_OURS) else frozenset()


def _restored(rows: Iterable[Numbered | T], added: frozenset[int]) -> Iterator[Numbered | T]:
    for item in rows:
        if isinstance(item, tuple):
            yield item[0], tuple(_exact(cell) for at, cell in enumerate(item[1]) if at not in added)
        else:
            yield item


def _exact(cell: str) -> str:
    return _APOSTROPHE.sub(lambda found: found[1] or "", cell)
