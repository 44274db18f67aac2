"""Rows of a table that are blank, or end before the header does: counted, and told in one remark each for the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from refnet.records import Problem

_PLACES: Final = 3


@dataclass(slots=True)
class Places:
    """How many rows are meant, and the numbers of the first."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, number: int, rows: int = 1) -> None:
        """So many rows from this one on."""
        self.count += rows
        self.first += range(number, number + min(rows, _PLACES - len(self.first)))

    def __add__(self, other: Places) -> Places:
        return Places(self.count + other.count, sorted(self.first + other.first)[:_PLACES])

    def __str__(self) -> str:
        """All of up to three, else the first three and how many more.

        >>> print(Places(1, [3]), Places(2, [3, 7]), Places(7, [3, 7, 12]), sep="; ")
        row 3; rows 3 and 7; rows 3, 7, 12 and 4 more
        """
        *most, last = map(str, self.first)
        if left := self.count - len(self.first):
            return f"rows {', '.join([*most, last])} and {left:,} more"
        return f"rows {', '.join(most)} and {last}" if most else f"row {last}"


class Ragged:
    """What is blank or short in a table, told of once all its rows were seen. Nothing is kept of the rows."""

    def __init__(self, place: str, width: int, *, trimmed: bool) -> None:
        """`place` is how the locators of its sheet begin; `trimmed` says that its writer leaves empty cells at the end
        of a row out."""
        self._place, self._width, self._trimmed = place, width, trimmed
        self._blank = Places()
        self._since = Places()
        """Blank rows below the last row with data: they count once another one follows."""
        self._short: dict[int, Places] = {}
        """Short rows by how many cells they have."""
        self._filled = 0
        """How many columns there are up to the last one in which any row has a value."""
        self._begun = False

    def see(self, number: int, cells: Sequence[str]) -> bool:
        """Take note of a row, given in the order of the table; False for a blank one."""
        if not any(map(str.strip, cells)):
            if self._begun:
                self._since.add(number)
            return False
        self._begun = True
        if self._since.count:
            self._blank, self._since = self._blank + self._since, Places()
        ends = (at for at in range(min(len(cells), self._width), self._filled, -1) if cells[at - 1].strip())
        self._filled = next(ends, self._filled)
        # A line of one cell is a heading or a footer, not a row that lacks all others
        if 1 < len(cells) < self._width and not self._trimmed:
            self._short.setdefault(len(cells), Places()).add(number)
        return True

    def problems(self) -> Iterator[Problem]:
        """At most one remark on blank rows, and one on rows that lack cells in which others have values."""
        if self._blank.count:
            rows = "1 blank row" if self._blank.count == 1 else f"{self._blank.count:,} blank rows"
            message = f"{rows} between those with data: {self._blank}."
            yield Problem("row-blank", self._first(self._blank), message, rows=0)
        short = sum((found for width, found in self._short.items() if width < self._filled), Places())
        if short.count:
            rows = "1 row ends" if short.count == 1 else f"{short.count:,} rows end"
            message = f"{rows} before columns in which others have values; what is missing was taken as empty: {short}."
            yield Problem("row-short-padded", self._first(short), message, rows=0)

    def _first(self, found: Places) -> str:
        return f"{self._place}row {found.first[0]}"
