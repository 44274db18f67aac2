"""Rows that a reader remarked on, as they stand in the file: each with its place, and those refused to be corrected."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from refnet.errors import UnreadableFileError
from refnet.ingest.reading import Read, row_of
from refnet.records import Problem, Source
from refnet.spool import Form, Lookup, Spool
from refnet.text import clean

if TYPE_CHECKING:
    from importers.tables import Head

_RAW_CHARS: Final = 500
_PRIVATE_CODES: Final = frozenset({"forgotten"})
"""Of rows whose text is not to be said again."""

Place: TypeAlias = tuple[str, int]
"""The sheet as locators name it ("" or "Sheet1 "), and the number of a row on it."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One remark on a file, with the place it is about."""

    file: str
    """With the member of a zip: "export.zip!Connections.csv"."""
    locator: str
    line: int | None
    """The line of a text in which the record begins, the row of a sheet; None for what is no table."""
    record: int | None
    """The running number of the record in the file, from 1; None for a remark on the file as a whole."""
    column: str
    """Its header, where one cell is meant."""
    raw: str
    """The text that is meant, or the row, cut after 500 letters; "" where there is none."""
    code: str
    outcome: Literal["noted", "refused", "skipped"]
    """"noted": the record was used all the same."""
    message: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The refused rows of one table. Corrected, and imported again, they count as if they had stood there rightly."""

    file: str
    top: tuple[tuple[str, ...], ...]
    """The rows down to the header, which is the last, as written; empty for a table without a header."""
    rows: tuple[tuple[int, str, tuple[str, ...]], ...]
    """Each refused row: its number, why, and its cells as written."""

    def table(self) -> tuple[tuple[str, ...], ...]:
        """The rows of a file to correct, header included, with what refnet adds in the first two columns."""
        from importers import corrected  # here, because answers need no importers

        *above, header = self.top or ((),)
        return (
            *(("", "", *cells) for cells in above),
            (corrected.LINE, corrected.WHY, *header),
            *((str(number), why, *cells) for number, why, cells in self.rows),
        )


class _Written:
    """Rows of a source as they stand in it: those that were remarked on, and those above each table's first."""

    def __init__(self) -> None:
        self.tops: dict[str, list[tuple[str, ...]]] = {}
        self._rows = Lookup()

    def add(self, place: Place, cells: Sequence[str]) -> None:
        """A row that was remarked on; all are to be added before the first is asked for."""
        self._rows.add(ascii(place), json.dumps(cells))

    def cells(self, place: Place) -> tuple[str, ...] | None:
        """A row that was remarked on; None where it is none that can be read again."""
        found = self._rows.get(ascii(place))
        return None if found is None else tuple(json.loads(found))


LINES: Final[Form[ReportLine]] = Form(
    lambda line: "",
    lambda line: json.dumps(astuple(line)).encode(),  # which takes texts that are no text in UTF-8, too
    lambda key, body: ReportLine(*json.loads(body)),
)
"""Remarks as they are kept outside memory: a table can have one on every row."""


def remarked(read: Read) -> tuple[Spool[ReportLine], list[Rejected]]:
    """Every remark on a source with its place, and the refused rows of each of its tables."""
    written = _written(read)
    lines = Spool(LINES, (_line(read, problem, written) for problem in read.problems))
    refused: dict[str, dict[int, list[str]]] = {}
    for problem in read.problems:
        if problem.outcome == "refused" and (place := row_of(problem.locator)):
            refused.setdefault(place[0], {}).setdefault(place[1], []).append(problem.message)
    found = {
        sheet: tuple(
            (number, " ".join(why), cells)
            for number, why in sorted(rows.items())
            if (cells := written.cells((sheet, number))) is not None
        )
        for sheet, rows in refused.items()
    }
    label = read.source.label
    return lines, [Rejected(label, tuple(written.tops.get(sheet, ())), rows) for sheet, rows in found.items() if rows]


def line_of(file: str, problem: Problem) -> ReportLine:
    """A remark on what no importer read."""
    return ReportLine(
        file, problem.locator, None, None, "", problem.kept, problem.code, problem.outcome, problem.message
    )


def _line(read: Read, problem: Problem, written: _Written) -> ReportLine:
    place = row_of(problem.locator)
    cells = (written.cells(place) if place and problem.code not in _PRIVATE_CODES else None) or ()
    header = (written.tops.get(place[0]) or ((),))[-1] if place else ()
    return ReportLine(
        read.source.label,
        problem.locator,
        place[1] if place else None,
        read.numbers.get(problem.locator),
        _column(problem.kept, cells, header),
        (problem.kept or " | ".join(filter(None, (clean(cell)[0] for cell in cells))))[:_RAW_CHARS],
        problem.code,
        problem.outcome,
        problem.message,
    )


def _column(kept: str, cells: Sequence[str], header: Sequence[str]) -> str:
    """The header of the cell in which a text stands; "" where there is none, or several have it."""
    if not kept:
        return ""
    for same in (lambda text: text == kept, lambda text: kept in text):
        found = {at for at, cell in enumerate(cells) if same(clean(cell)[0])}
        if found:
            at = found.pop()
            return clean(header[at])[0] if not found and at < len(header) else ""
    return ""


def _written(read: Read) -> _Written:
    """Reads the file once more; only where a row was remarked on."""
    written = _Written()
    wanted = {hash(place) for problem in read.problems if problem.rows and (place := row_of(problem.locator))}
    if not wanted:
        return written
    first = dict(read.first_rows)
    for sheet, number in (place for p in read.problems if p.outcome != "noted" and (place := row_of(p.locator))):
        first[sheet] = min(number, first.get(sheet, number))
    for sheet, number, cells in _every_row(read.source, first):
        if hash((sheet, number)) in wanted:
            written.add((sheet, number), cells)
        if number < first.get(sheet, 0) and any(map(str.strip, cells)):
            written.tops.setdefault(sheet, []).append(cells)
    return written


def _every_row(source: Source, first: Mapping[str, int]) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    from importers import tables

    try:
        yield from tables.every_row(source, delimiter=_delimiter(tables.heads(source), first.get("", 0)))
    except UnreadableFileError:  # What is no table was read by other means
        return


def _delimiter(heads: Iterable[Head], first: int) -> str:
    """The one that cuts the header into most cells."""

    def cells(head: Head) -> int:
        above = [cells for number, cells in head.rows if number < max(first, 2)]
        return sum(map(bool, above[-1])) if above else 0

    return max(heads, key=cells).delimiter
