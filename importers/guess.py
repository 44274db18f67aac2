"""What the columns of an unknown table hold, told from their headers and cells, each with its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Literal

from importers import headwords, mapped, tables
from importers.dates import column_order, read_date
from importers.kinds import Columns, as_kind, kind_of
from importers.meaning import Word, word
from importers.text import decode
from importers.traits import emails
from importers.values import is_email
from importers.workbook import is_workbook
from refnet import limits
from refnet.errors import UnknownFileError, UnreadableFileError
from refnet.mapping import Column, ColumnGuess, Kind, Mapping, PreviewRow, Proposal
from refnet.records import Problem, RowRead, Source
from refnet.text import clean

PREVIEW_ROWS: Final = 20
_COLUMNS: Final = 200
"""In how many columns a header is looked for; a wider table needs a mapping."""
_NEARLY_COLUMNS: Final = 60
"""In a row of more cells a misspelt word is no sign of a header, and a header spans one row."""
_KINDS: Final[tuple[Kind, ...]] = ("contacts", "introductions", "referrals", "interactions")
"""In the words of which a header is looked for."""
_SPAN: Final = 3
"""How many rows a header may span that is found without help."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A header in a text or sheet, with the rows below it that were looked at."""

    head: tables.Head
    row: int
    span: int
    titles: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]


def propose(source: Source) -> Proposal:
    """How to read a table of people that no importer knows, with everything that its owner has to see.

    Raises:
        UnknownFileError: it is no table, or none of people; says what is lacking.
        UnreadableFileError: the file as a whole cannot be read.
    """
    return proposal(source, *look(source))


def look(source: Source) -> tuple[Mapping, tuple[ColumnGuess, ...]]:
    """The likeliest mapping by the first rows alone, with the reason for each of its columns; as `propose`."""
    found = max((table for head in tables.heads(source) if (table := _table(head))), key=_worth, default=None)
    if found is None:
        raise _no_table(source)
    kind, words = kind_of(_columns(found))
    if not words:
        raise _no_people(source, found)
    guesses = _guesses(found, words)
    return _mapping(source, found, kind, guesses), guesses


def propose_like(source: Source, mapping: Mapping) -> Proposal:
    """A proposal for what its owner corrected: the columns of another header row, kind of table or encoding.

    Args:
        source: The table.
        mapping: Says these three; what it says of columns does not count.

    Raises:
        UnreadableFileError: there is no such row, or the file cannot be read in this encoding.
    """
    heads = tables.heads(mapped.in_encoding(source, mapping))
    heads.sort(key=lambda head: (head.sheet not in mapping.sheets, head.delimiter != mapping.delimiter))
    numbered = ((head, at) for head in heads for at, (row, _) in enumerate(head.rows) if row == mapping.header_row)
    head, at = next(numbered, (None, 0))
    if head is None or len(head.rows[at][1]) > _COLUMNS:
        raise UnreadableFileError(f"No header can be in row {mapping.header_row}.", fix="Choose another row.")
    cells = head.rows[at][1]
    found = _Found(head, mapping.header_row, 1, cells, tuple(row for _, row in head.rows[at + 1 :]))
    guesses = _guesses(found, as_kind(_columns(found), mapping.kind))
    again = _mapping(source, found, mapping.kind, guesses)
    said = replace(again, encoding=mapping.encoding, country=mapping.country, sheets=mapping.sheets)
    return proposal(source, said, guesses)


def proposal(source: Source, mapping: Mapping, guesses: Sequence[ColumnGuess], *, remembered: bool = False) -> Proposal:
    """A mapping with everything that its owner has to see of it."""
    orders = mapped.orders_of(source, mapping, mapped.delimiter_of(source, mapping))
    columns = tuple(replace(c, order=c.order or orders.get(c.field, "")) for c in mapping.columns)
    mapping = replace(mapping, columns=columns)
    return Proposal(
        file=source.label,
        mapping=mapping,
        columns=tuple(guesses),
        questions=tuple(_questions(mapping, guesses)),
        preview=tuple(islice(_preview(source, mapping), PREVIEW_ROWS)),
        fields=mapped.FIELDS[mapping.kind],
        fingerprint=mapped.fingerprint_of(source, mapping),
        remembered=remembered,
    )


def fingerprints(source: Source) -> Iterator[str]:
    """What each row that can be a header would be known by again; nothing for what is no table."""
    try:
        heads = tables.heads(source)
    except UnreadableFileError:
        return
    for head in heads:
        for found in _candidates(head):
            if sum(map(bool, found.titles)) >= 2 or len(head.rows[0][1]) == 1:
                yield mapped.fingerprint(map(tables.normal, found.titles))


def is_beyond_template(mapping: Mapping, guesses: Sequence[ColumnGuess]) -> bool:
    """Whether a table of contacts holds more than the columns of our own template tell of, or means others by them."""
    return any(
        column.field and guess.examples and headwords.OWN.get(column.header) != column.field
        for column, guess in zip(mapping.columns, guesses, strict=True)
    )


# --------------------------------------------------------------------------------------------------- the header


def _table(head: tables.Head) -> _Found | None:
    """The likeliest table of a text or sheet; None where fewer than two cells stand side by side."""
    found = list(_candidates(head))
    if found:
        best = max(found, key=lambda table: (_worth(table), -table.span, -table.row))
        if _worth(best)[0] > 0:
            return best
    return next(filter(_has_addresses, found), None) or _headless(head)


def _candidates(head: tables.Head) -> Iterator[_Found]:
    """Every row, and every few rows together, that can be a header."""
    rows = head.rows[: limits.HEADER_SEARCH_ROWS]
    starts = ((at, span) for at in range(len(rows)) for span in range(1, _SPAN + 1) if at + span <= len(rows))
    return (table for at, span in starts if (table := _header_at(head, at, span)))


def _has_addresses(found: _Found) -> bool:
    """Whether addresses stand below titles that say nothing to us."""
    return found.span == 1 and any(emails(found.body, at) >= 0.5 for at in range(len(found.titles)))


def _header_at(head: tables.Head, at: int, span: int) -> _Found | None:
    lines = head.rows[at : at + span]
    # A row with an address or a bare number in it is data, never a header
    if any(_is_data(cell) for _, cells in lines for cell in cells):
        return None
    titles = mapped.joined([cells for _, cells in lines])
    if len(titles) > (_COLUMNS if span == 1 else _NEARLY_COLUMNS) or not any(titles):
        return None
    return _Found(head, head.rows[at][0], span, titles, tuple(cells for _, cells in head.rows[at + span :]))


def _headless(head: tables.Head) -> _Found | None:
    """A table that begins with its first row: only where an address stands in it."""
    if not head.rows or not any(is_email(cell.strip()) for cell in head.rows[0][1]):
        return None
    width = max(len(cells) for _, cells in head.rows)
    titles = tuple(f"column {at + 1}" for at in range(min(width, limits.COLUMNS)))
    return _Found(head, head.rows[0][0], 0, titles, tuple(cells for _, cells in head.rows))


def _is_data(cell: str) -> bool:
    text = cell.strip()
    return bool(text) and (
        len(text) > 200 or is_email(text) or bool(re.fullmatch(r"[\d\s.,:/+()-]*\d[\d\s.,:/+()-]*", text))
    )


def _worth(found: _Found) -> tuple[float, int]:
    """How much of a header is understood, then how many rows of its width stand below it."""
    headers = [tables.normal(title) for title in found.titles if title]
    nearly = found.span == 1 and len(headers) <= _NEARLY_COLUMNS
    known = max(_understood(headers, kind, nearly) for kind in _KINDS) - 0.3 * max(0, found.span - 1)
    width = sum(map(bool, found.titles))
    side_by_side = sum(1 for cells in found.body if width > 1 and len(cells) == len(found.titles))
    return (known if found.span else sum(_headless_worth(found)), side_by_side)


def _understood(headers: Sequence[str], kind: Kind, nearly: bool) -> float:
    words = [word(header, kind, nearly) for header in headers]
    return sum(said.sure if said.field else 0.3 * said.sure for said in words)


def _headless_worth(found: _Found) -> Iterator[float]:
    for at in range(len(found.titles)):
        yield 0.5 if emails(found.body, at) >= 0.5 else 0


# ------------------------------------------------------------------------------------------------------- mapping


def _columns(found: _Found) -> Columns:
    return Columns.of(found.titles, found.body, headed=bool(found.span))


def _guesses(found: _Found, words: Sequence[Word]) -> tuple[ColumnGuess, ...]:
    return tuple(_guess(found, at, said) for at, said in enumerate(words))


def _guess(found: _Found, at: int, said: Word) -> ColumnGuess:
    reason = said.reason or "neither its header nor its cells say what it holds"
    return ColumnGuess(
        clean(found.titles[at])[0], said.field, round(said.sure, 2), reason, mapped.first_cells(found.body, at)
    )


def _mapping(source: Source, found: _Found, kind: Kind, guesses: Sequence[ColumnGuess]) -> Mapping:
    seen: Counter[str] = Counter()
    columns = []
    for guess, title in zip(guesses, found.titles, strict=True):
        header = tables.normal(title)
        seen[header] += 1
        columns.append(Column(header, guess.field, seen[header]))
    return Mapping(
        kind=kind,
        columns=tuple(columns),
        header_row=found.row,
        header_rows=found.span,
        delimiter=found.head.delimiter,
        encoding="" if is_workbook(source.content) else decode(source).encoding,
        decimal=_decimal(found, guesses),
    )


def _decimal(found: _Found, guesses: Sequence[ColumnGuess]) -> Literal[".", ",", ""]:
    """The sign before the last one or two digits of amounts, where all of them agree on it."""
    at = [i for i, guess in enumerate(guesses) if guess.field in mapped.MONEY]
    cells = [row[i] for row in found.body for i in at if i < len(row)]
    signs = {sign[1] for cell in cells if (sign := re.search(r"\d([.,])\d{1,2}(?!\d|[.,]\d)", cell))}
    return "" if len(signs) != 1 else "," if "," in signs else "."


def _questions(mapping: Mapping, guesses: Sequence[ColumnGuess]) -> Iterator[str]:
    dated = mapped.DATES[mapping.kind]
    for column, guess in zip(mapping.columns, guesses, strict=True):
        if column.field in dated and not column.order and _is_open(guess.examples):
            example = next(text for text in guess.examples if read_date(text).code == "date-ambiguous")
            yield f'"{guess.header}": is {example} day/month or month/day? Set "order" to dmy or mdy.'
        if column.field and guess.sure <= 0.5:
            yield f'"{guess.header}": is it really {column.field}? ({guess.reason})'
    if not mapping.country and any(column.field.endswith("phone") for column in mapping.columns):
        national = (text for g in guesses if g.field.endswith("phone") for text in g.examples)
        if any(not text.lstrip("'").startswith(("+", "00")) for text in national):
            yield 'Of which country are telephone numbers without one? Set "country", such as US or DE.'


def _is_open(examples: Sequence[str]) -> bool:
    return not column_order(examples) and any(read_date(text).code == "date-ambiguous" for text in examples)


# ------------------------------------------------------------------------------------------------------- preview


def _preview(source: Source, mapping: Mapping) -> Iterator[PreviewRow]:
    """The rows as they would be read: whether each is used, with the first remark on it."""
    reading = mapped.MappedTable(mapping)
    cells = {row.locator: row.cells for row in reading.first_rows(source, 2 * PREVIEW_ROWS)}
    remarks: dict[str, str] = {}
    for item in reading.read(source):
        if isinstance(item, Problem):
            if item.outcome != "noted":
                kept = cells.get(item.locator, ())
                yield PreviewRow(item.locator, item.outcome, kept, item.message)
            else:
                remarks.setdefault(item.locator, item.message)
        elif isinstance(item, RowRead):
            yield PreviewRow(item.locator, "used", cells.get(item.locator, ()), remarks.get(item.locator, ""))


# ------------------------------------------------------------------------------------------------------ refusals


def _no_table(source: Source) -> UnknownFileError:
    return UnknownFileError(
        f"{source.label} is no kind of file that refnet reads, and no table of people.",
        fix="Export it as a table with a header, or use one of the templates.",
        code="header-not-found",
    )


def _no_people(source: Source, found: _Found) -> UnknownFileError:
    there = ", ".join(clean(title)[0][: limits.NAME_SHOWN_CHARS] for title in found.titles if title)[:300]
    return UnknownFileError(
        f"{source.label} is a table, but no column of it holds people. Columns that are there: {there}.",
        fix="Say which column is which in a mapping (refnet import FILE --map map.json), or add names or e-mails.",
        code="header-not-found",
    )
