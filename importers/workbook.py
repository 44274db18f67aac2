"""Workbooks (XLSX, XLS, ODS, XML) to sheets of text cells, with the row numbers that their owner sees there."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, TYPE_CHECKING, Final
from xml.etree import ElementTree

import python_calamine

from importers import slices, xmlbook
from importers.packed import Numbered, Rows
from importers.remembered import of_this_file
from refnet import limits
from refnet.errors import BROKEN_ZIP, UnreadableFileError
from refnet.records import Source

if TYPE_CHECKING:
    from openpyxl import Workbook

_XLS: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL: Final = re.compile(rb'<(?:\w+:)?c\s(?:[^<>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^<>]*(?<!/)>')
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_ODS_BEGIN: Final = re.compile(rb"<table:(table-row|(?:covered-)?table-cell)(?=[\s/>])([^<>]*)>")
_BROKEN: Final = (
    python_calamine.CalamineError,
    ElementTree.ParseError,
    *BROKEN_ZIP,
)
_PIECE_BYTES: Final = 1024 * 1024
_SMALLER: Final = "Keep only the sheet with the table, save it as CSV, and import that."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, and its rows as (row number, cells); all have as many cells."""

    name: str
    rows: Rows


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are a workbook, by what is inside."""
    if content.startswith(_XLS):
        return True
    if not content.startswith(b"PK"):
        return xmlbook.is_xml_workbook(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist() or _is_ods(archive)
    except BROKEN_ZIP:
        return False


def sheets(source: Source) -> tuple[Sheet, ...]:
    """All sheets that hold anything.

    Raises:
        UnreadableFileError: protected by a password, broken, or larger than the limits.
    """
    if len(source.content) > limits.FILE_BYTES:
        raise UnreadableFileError(f"{source.label} is larger than the limit for one file.", fix=_SMALLER)
    try:
        return _xml_sheets(source) if xmlbook.is_xml_workbook(source.content) else _sheets(source.content)
    except python_calamine.PasswordError:
        raise UnreadableFileError(
            f"{source.label} is protected by a password.", fix="Remove the password in the spreadsheet program."
        ) from None
    except xmlbook.TooLargeError as error:
        raise UnreadableFileError(f"{source.label}: {error}", fix=_SMALLER) from None
    except _BROKEN:
        raise UnreadableFileError(
            f"{source.label} looks like a workbook but is broken.", fix="Open it in a spreadsheet and save it again."
        ) from None


def bold(source: Source) -> frozenset[str]:
    """The texts that stand in bold anywhere in a workbook; nothing where the kind of file does not tell (XLS, ODS).

    Raises:
        UnreadableFileError: as `sheets`.
    """
    read = sheets(source)
    if xmlbook.is_xml_workbook(source.content):
        return frozenset(text for sheet in xmlbook.sheets(source) for text in sheet.bold)
    return _bold(source.content) if read and source.content.startswith(b"PK") else frozenset()


@of_this_file()
def _xml_sheets(source: Source) -> tuple[Sheet, ...]:
    found = ((sheet.name, Rows(_numbered(sheet.rows))) for sheet in xmlbook.sheets(source))
    return tuple(Sheet(name, rows) for name, rows in found if rows)


def _bold(content: bytes) -> frozenset[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        # This reader would follow what a document type declares; no spreadsheet program writes one
        if _is_ods(archive) or any(b"<!DOCTYPE" in archive.read(m) for m in members if m.filename.endswith(".xml")):
            return frozenset()
    from openpyxl import load_workbook  # With numpy behind it, it takes longer to load than most files to read

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return frozenset(_bold_texts(book))
    except (KeyError, TypeError, AttributeError, IndexError, *_BROKEN):
        return frozenset()


def _bold_texts(book: Workbook) -> Iterator[str]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell.value.strip() for cell in row if isinstance(cell.value, str) and cell.font.bold)


@of_this_file()
def _sheets(content: bytes) -> tuple[Sheet, ...]:
    """The last answer is kept: every importer asks about the same file in turn."""
    if content.startswith(b"PK"):
        _guard(content)
    with _contained():
        if content.startswith(b"PK") and slices.is_large(content):
            try:
                return _in_slices(content)
            except (slices.UnslicableError, python_calamine.CalamineError):
                pass  # as one it may be read all the same
        return tuple(_calamine_sheets(python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))))


def _calamine_sheets(book: python_calamine.CalamineWorkbook) -> Iterator[Sheet]:
    cells = 0
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        cells += sheet.total_height * sheet.total_width
        _check(cells)
        # Row by row, from the first: as one list they would all be in memory twice
        if rows := Rows(_numbered(sheet.iter_rows())):
            yield Sheet(name, rows)


def _in_slices(content: bytes) -> tuple[Sheet, ...]:
    """As `_calamine_sheets`, of which the reader takes 180 MB for 2 million cells at once."""
    found: dict[str, Rows] = {}
    begins: dict[str, int] = {}
    for file in slices.slices(content):
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        for name in book.sheet_names:
            sheet, rows = book.get_sheet_by_name(name), found.setdefault(name, Rows())
            if sheet.start is None:
                continue
            above, left = sheet.start
            # The cells of a sheet are given from the first column on in which any holds something
            if begins.setdefault(name, left) != left:
                raise slices.UnslicableError
            if above - rows.last <= limits.BLANK_ROWS_TO_END:
                rows.extend(_numbered(sheet.to_python(skip_empty_area=True), above))
        del book, sheet
        _check(sum(rows.last * rows.width for rows in found.values()))
    return tuple(Sheet(name, rows) for name, rows in found.items() if rows)


def _check(cells: int) -> None:
    if cells > limits.CELLS:
        raise xmlbook.TooLargeError(f"it has more than {limits.CELLS:,} cells.")


@contextmanager
def _contained() -> Iterator[None]:
    """Over some damaged XLS files calamine 0.37 panics: no `Exception`, and told past `sys.stderr` on the terminal."""
    try:
        terminal = os.dup(2)
    except OSError:  # a program without a terminal
        terminal = -1
    try:
        if terminal >= 0:
            with open(os.devnull, "wb") as nowhere:
                os.dup2(nowhere.fileno(), 2)
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError("the reader of workbooks gave up") from None
    finally:
        if terminal >= 0:
            os.dup2(terminal, 2)
            os.close(terminal)


def _numbered(table: Iterable[Sequence[object]], above: int = 0) -> Iterator[Numbered]:
    """Rows that have anything in them, below so many above; a sheet ends after the blank rows that the limits name."""
    last = above
    for number, row in enumerate(table, above + 1):
        cells = tuple(_text(cell) for cell in row)
        if any(cells):
            yield number, cells
            last = number
        elif number - last > limits.BLANK_ROWS_TO_END:
            break


def _guard(content: bytes) -> None:
    """Refuses what would unpack to more than memory holds, before it is unpacked.

    The reader allots a full rectangle from A1 to the last cell, so a lone cell at the far corner is a bomb too.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > limits.ZIP_MEMBERS or sum(m.file_size for m in members) > limits.ZIP_TOTAL_BYTES:
            raise xmlbook.TooLargeError("it unpacks to more than the limit.")
        for member in members:
            if re.match(r"xl/worksheets/[^/]+\.xml$", member.filename):
                with archive.open(member) as xml:
                    _guard_sheet(xml)
        if _is_ods(archive):
            _guard_ods(archive.read("content.xml"))


def _guard_sheet(xml: IO[bytes]) -> None:
    rows = columns = 0
    rest = b""
    while piece := xml.read(_PIECE_BYTES):
        text = rest + piece
        places = _CELL.findall(text)
        columns = max(columns, *map(_column, {letters for letters, _ in places}), 0)
        rows = max(rows, *map(int, {digits for _, digits in places}), 0)
        # What begins here may go on in the next piece; no cell begins with a tag as long as that
        begun = text.rfind(b"<")
        rest = text[begun:] if begun >= 0 and len(text) - begun < _PIECE_BYTES else b""
    if rows * columns > limits.CELLS or rows > limits.ROWS:
        raise xmlbook.TooLargeError(f"a sheet spans {rows:,} rows and {columns:,} columns.")


def _is_ods(archive: zipfile.ZipFile) -> bool:
    return (
        "mimetype" in archive.namelist()
        and archive.getinfo("mimetype").file_size < 99
        and (archive.read("mimetype").startswith(_ODS))
    )


def _guard_ods(xml: bytes) -> None:
    """As for the others: here a cell, or a row, may say that it is repeated a million times."""
    rows = columns = following = at = 0
    for begin in _ODS_BEGIN.finditer(xml):
        what, attributes = begin.groups()
        if what == b"table-row":
            following, at = following + _repeated(attributes, b"rows"), 0
            continue
        at += _repeated(attributes, b"columns")
        is_empty = attributes.endswith(b"/") or xml.startswith(b"</", begin.end())
        if b"value" in attributes or not is_empty:
            rows, columns = following, max(columns, at)
    if rows * columns > limits.CELLS or rows > limits.ROWS:
        raise xmlbook.TooLargeError(f"a sheet spans {rows:,} rows and {columns:,} columns.")


def _repeated(attributes: bytes, what: bytes) -> int:
    found = re.search(rb"number-" + what + rb'-repeated="(\d{1,9})"', attributes)
    return int(found[1]) if found else 1


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(cell: object) -> str:
    """A cell as the text the owner would have typed: no ".0", dates in ISO form.

    >>> _text(46295.0), _text(12.345), _text(datetime(2026, 2, 15)), _text(True)
    ('46295', '12.3450', '2026-02-15', 'yes')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    # Three decimals would later look like a thousands group: 12.345 is twelve and a bit, not twelve thousand.
    return text + "0" if re.fullmatch(r"-?\d+\.\d{3}", text) else text
