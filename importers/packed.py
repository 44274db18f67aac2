"""The rows of a sheet, packed: as Python texts in tuples they take ten times as much memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Final, TypeAlias

import msgspec

HEAD_ROWS: Final = 200
_BLOCK_ROWS: Final = 500

Numbered: TypeAlias = tuple[int, tuple[str, ...]]

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(list[Numbered]).decode


class Rows:
    """Numbered rows, given as often as they are asked for.

    A row that is narrower than others is given as wide as they are, with empty cells.

    >>> rows = Rows([(1, ("Name", "Email")), (4, ("Dana",))])
    >>> len(rows), rows.last, rows.width, list(rows)
    (2, 4, 2, [(1, ('Name', 'Email')), (4, ('Dana', ''))])
    """

    def __init__(self, rows: Iterable[Numbered] = ()) -> None:
        self.width = self.last = self._count = 0
        self._blocks: list[bytes] = []
        self.extend(rows)

    def extend(self, rows: Iterable[Numbered]) -> None:
        """More rows, below those that are there."""
        left = iter(rows)
        while block := list(islice(left, _BLOCK_ROWS)):
            self.width = max(self.width, *(len(cells) for _, cells in block))
            self.last = block[-1][0]
            self._count += len(block)
            self._blocks.append(zlib.compress(_encode(block), 1))

    @cached_property
    def head(self) -> tuple[Numbered, ...]:
        """The first rows, which are asked for again and again; none may follow afterwards that are wider."""
        return tuple(islice(self, HEAD_ROWS))

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Numbered]:
        for block in self._blocks:
            for number, cells in _decode(zlib.decompress(block)):
                yield number, cells + ("",) * (self.width - len(cells))
