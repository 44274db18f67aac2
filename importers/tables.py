"""Text or workbook to rows with addresses: the header found by its cells, every cell kept as text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Final, TypeAlias

from importers import workbook
from importers.corrected import has_ours, without_ours
from importers.packed import HEAD_ROWS, Rows
from importers.ragged import Ragged
from importers.remembered import of_this_file
from importers.text import Lines, decode
from refnet import limits
from refnet.errors import UnreadableFileError
from refnet.records import Match, Problem, Source, content_key
from refnet.text import clean, fold

_DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE_LINES: Final = HEAD_ROWS
_HEADERS_KNOWN: Final = 4_096
"""Headers whose normal form is at hand: every importer asks for those of the same few rows."""
_KEY_LETTERS: Final = 15
"""Of a row's digest, as many as a small number holds: two rows of a million are taken for equal once in two million."""
csv.field_size_limit(limits.LINE_CHARS)  # the module's own limit, 131,072, is shorter than some message bodies

Numbered: TypeAlias = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """What one kind of table looks like.

    `field_of` names the field of a normalised header ("" for an unknown one); `missing` says what a set of fields
    lacks to be this kind of table (nothing: it is one).
    """

    field_of: Callable[[str], str]
    missing: Callable[[frozenset[str]], tuple[str, ...]]
    repeatable: Callable[[str], bool] = lambda field: True
    """Whether a field may stand in several columns; a second column of another is reported."""
    trimmed: bool = False
    """Whether its writer leaves out empty cells at the end of a row, so that a short row is nothing to remark on."""


_ANY: Final = Layout(lambda header: "", lambda fields: ())


@dataclass(frozen=True, slots=True)
class Row:
    """A data row: its non-empty cells as (field, text), in column order. Unknown columns are called "?header"."""

    locator: str
    cells: tuple[tuple[str, str], ...]
    short: bool = False
    """True when the row had fewer cells than the header."""

    def one(self, field: str) -> str:
        """The first value of a field, or ""."""
        for name, text in self.cells:  # asked some fifty times of a row: half the time of a generator
            if name == field:
                return text
        return ""

    def all(self, field: str) -> list[str]:
        """Every value of a field, in column order."""
        return [text for name, text in self.cells if name == field]


@dataclass(frozen=True, slots=True)
class Head:
    """The first rows of a text or a sheet, before anybody knows which of them is the header."""

    sheet: str
    """"" for a text."""
    delimiter: str
    """By which a text was cut into cells; "" for a sheet."""
    rows: tuple[Numbered, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """A header that a reader found: the number of its last row, and its columns as (index, field)."""

    last: int
    columns: tuple[tuple[int, str], ...]
    """Fields of columns that are not used begin with "?"."""
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """A found header, as (index, field) pairs so that repeated headers lose nothing, and the rows below it."""

    place: str
    columns: tuple[tuple[int, str], ...]
    titles: tuple[str, ...]
    body: Iterator[Numbered | Problem]


def synonyms(table: dict[str, str], required: tuple[str, ...], repeatable: frozenset[str] = frozenset()) -> Layout:
    """A layout from field -> accepted headers ("a, b, c"); `required` fields make it this kind of table."""
    known = {normal(word): field for field, words in table.items() for word in words.split(",")}
    titles = {field: words.split(",")[0].strip() for field, words in table.items()}
    return Layout(
        field_of=lambda header: known.get(header, ""),
        missing=lambda fields: tuple(titles[field] for field in required if field not in fields),
        repeatable=lambda field: field in repeatable,
    )


def normal(header: str) -> str:
    """A header as it is compared: no case, accents, marks or underscores; only the start of a long text.

    >>> normal("* E-Mail_Address "), normal("Prénom")
    ('e mail address', 'prenom')
    """
    return _normal(header[: limits.NAME_CHARS])


@lru_cache(_HEADERS_KNOWN)
def _normal(header: str) -> str:
    return fold(header.replace("_", " "))


def match(source: Source, layout: Layout, *, score: float = 1.0) -> Match:
    """`score` where the layout's header is found near the top; else 0, with what the nearest header lacks."""
    nearest: tuple[str, ...] = ()
    try:
        for head in _heads(source):
            for _, cells in head:
                fields = _fields(cells, layout)
                lacking = layout.missing(fields)
                if fields and not lacking:
                    return Match(score)
                if len(fields) >= 2 and (not nearest or len(lacking) < len(nearest)):
                    nearest = lacking
    except UnreadableFileError:
        return Match(0.0)
    return Match(0.0, nearest)


def headers(source: Source) -> list[tuple[str, ...]]:
    """The normalised cells of the rows in which a header may stand, for callers that know many headers."""
    try:
        return [tuple(normal(cell) for cell in cells) for head in _heads(source) for _, cells in head]
    except UnreadableFileError:
        return []


def has_any(source: Source, layout: Layout, *fields: str) -> bool:
    """Whether any of these fields has a column. It may be told of one too many, as where two tables are in a file."""
    return any(layout.field_of(cell) in fields for row in headers(source) for cell in row)


def above(source: Source, layout: Layout) -> list[tuple[str, ...]]:
    """The rows above the first header: a title, who ran a report, from when to when."""
    for head in _heads(source):
        for count, (_, cells) in enumerate(head):
            fields = _fields(cells, layout)
            if fields and not layout.missing(fields):
                return [tuple(clean(cell)[0] for cell in row) for _, row in head[:count]]
    return []


def rows(source: Source, layout: Layout) -> Iterator[Row | Problem]:
    """The data rows below the header of each table in the file, and every problem met on the way.

    A row that cannot be used is one `Problem` with outcome "refused"; blank lines do not count. Rows of sheets
    without such a header are skipped, with one problem for the sheet.

    Raises:
        UnreadableFileError: no header is there, or the file as a whole cannot be read.
    """
    if workbook.is_workbook(source.content):
        yield from _workbook_rows(source, layout)
        return
    decoded = decode(source)
    yield from decoded.problems
    lines = _lines(decoded.lines, source)
    delimiter = _delimiter(lines, layout)
    table = _find(_parse(lines, delimiter, blank=True), layout, "")
    if table is None:
        raise _no_header(source, _parse(lines[:_SAMPLE_LINES], delimiter), layout)
    yield from _read(table, layout)


def heads(source: Source) -> list[Head]:
    """The first rows of each sheet, or of a text once for each delimiter that it may have.

    Raises:
        UnreadableFileError: the file as a whole cannot be read.
    """
    if workbook.is_workbook(source.content):
        return [Head(sheet.name, "", sheet.rows.head) for sheet in _sheets(source)]
    lines = list(islice(decode(source).lines, _SAMPLE_LINES))
    return [
        Head("", mark, tuple(item for item in _parse(lines, mark) if not isinstance(item, Problem)))
        for mark in _delimiters(lines)
    ]


def rows_below(source: Source, find: Callable[[Head], Header | None], *, delimiter: str) -> Iterator[Row | Problem]:
    """The data rows below the headers that `find` sees, as `rows` gives them; `delimiter` is that of a text.

    Raises:
        UnreadableFileError: the file as a whole cannot be read, or is no table.
    """
    if workbook.is_workbook(source.content):
        sheets = _sheets(source)
        for sheet in sheets:
            header = find(Head(sheet.name, "", sheet.rows.head))
            place = f"{clean(sheet.name)[0]} " if len(sheets) > 1 else ""
            yield from _read_below(header, _with_blank(sheet.rows), place) if header else [_skipped(sheet)]
        return
    decoded = decode(source)
    yield from decoded.problems
    lines = _lines(decoded.lines, source)
    first = tuple(item for item in _parse(lines[:_SAMPLE_LINES], delimiter) if not isinstance(item, Problem))
    if header := find(Head("", delimiter, first)):
        yield from _read_below(header, _parse(lines, delimiter, blank=True), "")


def _read_below(header: Header, body: Iterator[Numbered | Problem], place: str) -> Iterator[Row | Problem]:
    yield from _read(_Table(place, header.columns, header.titles, _below(body, header.last)), _ANY)


def _below(body: Iterator[Numbered | Problem], last: int) -> Iterator[Numbered | Problem]:
    """What stands below a row; damage above it is no row."""
    for item in body:
        if not isinstance(item, Problem) and item[0] >= last:
            if item[0] > last:
                yield item
            break
    yield from body


def every_row(source: Source, *, delimiter: str) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """All rows of a text or workbook with their cells as written, also those above a header and those with a broken
    quote, each with the sheet it is on as locators name it ("" or "Sheet1 ") and its number.

    Raises:
        UnreadableFileError: the file as a whole cannot be read.
    """
    if workbook.is_workbook(source.content):
        sheets = _sheets(source)
        for sheet in sheets:
            place = f"{clean(sheet.name)[0]} " if len(sheets) > 1 else ""
            yield from ((place, number, cells) for number, cells in sheet.rows)
        return
    lines = _lines(decode(source).lines, source)
    for item in _parse(lines, delimiter):
        if isinstance(item, Problem):
            number = int(item.locator.removeprefix("row "))
            yield "", number, tuple(lines[number - 1].rstrip("\r\n").split(delimiter))
        else:
            yield "", *item


def count_rows(source: Source, layout: Layout) -> int:
    """How many data rows stand below the header, usable or not."""
    return sum(1 for item in rows(source, layout) if isinstance(item, Row) or item.outcome == "refused")


class RowKeys:
    """Keys made of the rows' content; equal rows of one file get a running number."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._seen: set[int] = set()
        self._repeated: dict[int, int] = {}

    def __call__(self, *parts: str) -> str:
        plain = content_key(self._prefix, *parts)
        digest = int(plain[len(self._prefix) + 1 :][:_KEY_LETTERS], 16)
        if digest not in self._seen:
            self._seen.add(digest)
            return plain
        count = self._repeated[digest] = self._repeated.get(digest, 0) + 1
        return content_key(self._prefix, *parts, count=count)

    def of(self, row: Row) -> str:
        """The key of a whole row: columns may move, and empty ones come and go, without changing it."""
        return self(*(f"{field}={text}" for field, text in sorted(row.cells)))


class Once:
    """Which keys came before; kept are numbers that are made of them, as many as a table has rows."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def first(self, key: str) -> bool:
        """Whether a key comes for the first time."""
        count = len(self._seen)
        self._seen.add(hash(key))
        return len(self._seen) > count


# ------------------------------------------------------------------------------------------------- header


@of_this_file()
def _heads(source: Source) -> tuple[list[Numbered], ...]:
    """The first rows of each table, once for each delimiter that a text may have."""
    return tuple(_each_head(source))


def _each_head(source: Source) -> Iterator[list[Numbered]]:
    if workbook.is_workbook(source.content):
        for sheet in _sheets(source):
            yield [(number, cells[: limits.COLUMNS]) for number, cells in sheet.rows.head[: limits.HEADER_SEARCH_ROWS]]
        return
    lines = list(islice(decode(source).lines, _SAMPLE_LINES))
    for delimiter in _delimiters(lines):
        found = (item for item in _parse(lines, delimiter) if not isinstance(item, Problem))
        yield [(number, cells[: limits.COLUMNS]) for number, cells in islice(found, limits.HEADER_SEARCH_ROWS)]


def _fields(cells: Iterable[str], layout: Layout) -> frozenset[str]:
    # Each once: a row of a spreadsheet can have thousands of empty cells
    looked_at = dict.fromkeys(islice(cells, limits.COLUMNS))
    return frozenset(field for cell in looked_at if (field := layout.field_of(normal(cell))))


def _find(body: Iterator[Numbered | Problem], layout: Layout, place: str) -> _Table | None:
    """The table below the first row that is the layout's header; damage above the header is no row."""
    for item in islice((item for item in body if isinstance(item, Problem) or item[1]), limits.HEADER_SEARCH_ROWS):
        if isinstance(item, Problem):
            continue
        cells = item[1]
        fields = _fields(cells, layout)
        if fields and not layout.missing(fields):
            if len(cells) > limits.COLUMNS:
                raise UnreadableFileError(
                    f"The table has more than {limits.COLUMNS} columns.", fix="Delete the columns you do not need."
                )
            columns = ((i, layout.field_of(normal(cell)) or f"?{normal(cell)}") for i, cell in enumerate(cells))
            return _Table(place, tuple(columns), cells, body)
    return None


def _no_header(source: Source, body: Iterator[Numbered | Problem], layout: Layout) -> UnreadableFileError:
    found = (item[1] for item in body if not isinstance(item, Problem) and any(item[1]))
    best = max(islice(found, limits.HEADER_SEARCH_ROWS), key=lambda cells: len(_fields(cells, layout)), default=())
    there = ", ".join(clean(cell)[0][: limits.NAME_SHOWN_CHARS] for cell in best[:20] if cell) or "none"
    lacking = ", ".join(layout.missing(_fields(best, layout))) or "a header row"
    return UnreadableFileError(
        f"{source.label} lacks these columns: {lacking}. Columns that are there: {there}.",
        fix="Export the file again, or add the missing columns in its first row.",
        code="header-not-found",
    )


# --------------------------------------------------------------------------------------------------- rows


def _read(table: _Table, layout: Layout) -> Iterator[Row | Problem]:
    yield from _header_problems(table, layout)
    ragged = Ragged(table.place, len(table.columns), trimmed=layout.trimmed)
    trailing = count = 0
    for item in table.body:
        if isinstance(item, Problem):
            yield item
            continue
        number, cells = item
        if not ragged.see(number, cells):
            continue
        count += 1
        if count > limits.ROWS:
            raise UnreadableFileError(f"The table has more than {limits.ROWS:,} rows.", fix="Split the file.")
        locator = f"{table.place}row {number}"
        extra = [cell for cell in cells[len(table.columns) :] if cell.strip()]
        if extra:
            shown = " | ".join(extra)[: limits.NAME_SHOWN_CHARS]
            message = f"The row has more cells than the header; too much: {clean(shown)[0]}"
            yield Problem("row-long-rejected", locator, message, outcome="refused")
            continue
        trailing += len(cells) > len(table.columns)
        yield from _row(table, locator, cells)
    if trailing:
        message = f"{trailing} rows end in an empty cell more than the header has; left out."
        yield Problem("row-long-trailing-empty", f"{table.place}rows below the header", message, rows=0)
    yield from ragged.problems()


def _row(table: _Table, locator: str, cells: tuple[str, ...]) -> Iterator[Row | Problem]:
    kept = []
    for (_, field), cell in zip(table.columns, cells, strict=False):
        text, changed = clean(cell)
        if changed:
            code = "nul-removed" if "\0" in cell else "control-removed"
            message = f'Control characters in "{field.lstrip("?")}" were replaced.'
            yield Problem(code, locator, message, kept=text[:80])
        if len(text) > limits.TEXT_CHARS:
            text = text[: limits.TEXT_CHARS]
            yield Problem("text-cut", locator, f'"{field.lstrip("?")}" is longer than {limits.TEXT_CHARS:,} letters.')
        if text:
            kept.append((field, text))
    if kept:
        yield Row(locator, tuple(kept), len(cells) < len(table.columns))


def _header_problems(table: _Table, layout: Layout) -> Iterator[Problem]:
    locator = f"{table.place}header"
    known = [field for _, field in table.columns if not field.startswith("?")]
    twice = sorted({field for field in known if known.count(field) > 1 and not layout.repeatable(field)})
    if twice:
        message = f"Columns that stand there twice; the first with a value counts: {', '.join(twice)}."
        yield Problem("header-duplicate", locator, message, rows=0)
    unknown = [table.titles[i] for i, field in table.columns if len(field) > 1 and field.startswith("?")]
    if unknown:
        shown = clean(", ".join(unknown))[0][:500]
        message = f"Columns that were not used, and are not kept: {shown.rstrip('.')}."
        yield Problem("column-unknown", locator, message, rows=0)


def _workbook_rows(source: Source, layout: Layout) -> Iterator[Row | Problem]:
    sheets = _sheets(source)
    tables: list[tuple[workbook.Sheet, _Table | None]] = []
    for sheet in sheets:
        place = f"{clean(sheet.name)[0]} " if len(sheets) > 1 else ""
        tables.append((sheet, _find(_with_blank(sheet.rows), layout, place)))
    if not any(table for _, table in tables):
        raise _no_header(source, (row for sheet in sheets for row in sheet.rows), layout)
    for sheet, table in tables:
        if table:
            yield from _read(table, layout)
        else:
            yield _skipped(sheet)


def _sheets(source: Source) -> list[workbook.Sheet]:
    """The sheets, as their product would write them."""
    sheets = workbook.sheets(source)
    return [replace(s, rows=Rows(without_ours(s.rows))) if has_ours(s.rows.head) else s for s in sheets]


def _with_blank(rows: Iterable[Numbered]) -> Iterator[Numbered]:
    """Rows of a sheet with the blank ones between them, of which nothing but the number is there."""
    last = 0
    for number, cells in rows:
        yield from ((between, ()) for between in range(last + 1, number))
        yield number, cells
        last = number


def _skipped(sheet: workbook.Sheet) -> Problem:
    name = clean(sheet.name)[0]
    message = f'The sheet "{name}" is another kind of table.'
    return Problem("sheet-skipped", name, message, outcome="skipped", rows=len(sheet.rows))


# ---------------------------------------------------------------------------------------------------- csv


def _lines(lines: Lines, source: Source) -> Lines:
    if lines.longer_than(limits.LINE_CHARS):
        raise UnreadableFileError(
            f"{source.label} has a line of more than {limits.LINE_CHARS:,} letters: it is no table.",
            fix="Export it again as CSV.",
        )
    return lines


def _delimiters(lines: Sequence[str]) -> tuple[str, ...]:
    """What may separate the cells; Excel's `sep=;` in the first line settles it."""
    first = lines[0].strip().strip('"') if lines else ""
    if first.casefold().startswith("sep=") and len(first) == 5:
        return (first[4],)
    return ("\t",) if first.casefold() == "sep=" and "\t" in lines[0] else _DELIMITERS


def _delimiter(lines: Sequence[str], layout: Layout) -> str:
    """The delimiter whose rows hold the header, then the one with most rows of the header's width."""
    sample = lines[:_SAMPLE_LINES]
    return max(_delimiters(sample), key=lambda delimiter: _fit(sample, delimiter, layout))


def _fit(lines: Sequence[str], delimiter: str, layout: Layout) -> tuple[int, int, int]:
    found = [item[1] for item in _parse(lines, delimiter) if not isinstance(item, Problem)]
    head = found[: limits.HEADER_SEARCH_ROWS]
    fields = [_fields(cells, layout) for cells in head]
    known = max((len(f) for f in fields), default=0)
    complete = any(f and not layout.missing(f) for f in fields)
    widths = [len(cells) for cells in found if len(cells) > 1]
    return (int(complete), known, max((widths.count(width) for width in set(widths)), default=0))


def _parse(lines: Sequence[str], delimiter: str, *, blank: bool = False) -> Iterator[Numbered | Problem]:
    """Rows with the number of the line they start on, as their product would write them; empty lines too, if wanted."""
    rows = _as_written(lines, delimiter)
    return without_ours(rows if blank else (row for row in rows if isinstance(row, Problem) or row[1]))


def _as_written(lines: Sequence[str], delimiter: str) -> Iterator[Numbered | Problem]:
    """Rows with the number of the line they start on. A broken quote costs its own row, not the rest of the file."""
    at = 1 if lines and lines[0].strip().strip('"').casefold().startswith("sep=") else 0
    while at < len(lines):
        reader = csv.reader(_after(lines, at), delimiter=delimiter, strict=True, skipinitialspace=True)
        start = at
        try:
            for cells in reader:
                number, start = start + 1, at + reader.line_num
                yield number, tuple(cells)
            return
        except csv.Error:
            opened = _opened_at(lines, start, delimiter)
            message = f"A quotation mark that opens in line {opened + 1} is not closed where its cell ends."
            yield Problem("quote-unclosed", f"row {opened + 1}", message, outcome="refused")
            at = opened + 1


def _after(lines: Sequence[str], at: int) -> Iterator[str]:
    return lines.after(at) if isinstance(lines, Lines) else islice(lines, at, None)


def _opened_at(lines: Sequence[str], start: int, delimiter: str) -> int:
    """Index of the line in which the quote opened that broke the row starting at `start`."""
    opened, quoted, fresh, after = start, False, True, False
    for index in range(start, len(lines)):
        for letter in lines[index]:
            if quoted:
                if letter == '"':
                    quoted, after = False, True
            elif after and letter == '"':
                quoted, after = True, False
            elif after and letter != delimiter and letter not in "\r\n":
                return opened
            elif letter == '"' and fresh:
                opened, quoted, fresh = index, True, False
            else:
                after, fresh = False, letter == delimiter or (fresh and letter == " ")
        if not quoted:
            return opened
    return opened
