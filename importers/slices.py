"""A large XLSX as several small ones with some rows of each sheet: whoever reads a workbook holds all that it opens."""

from __future__ import annotations

import io
import re
import zipfile
from array import array
from collections.abc import Iterator
from typing import IO, Final

SLICE_BYTES: Final = 2 * 1024 * 1024
"""How much of a sheet's XML is in one slice: about 4,000 rows of ten cells."""
_TEXTS: Final = "xl/sharedStrings.xml"
"""Where the texts of all cells stand, each once; a cell has the number of its text."""
_TEXTS_OPENING: Final = re.compile(rb"\A[^<]*(?:<\?[^<>]*>)?[^<]*<((?:\w+:)?)sst\b[^<>]*(?<!/)>")
_TEXT_CELL: Final = re.compile(rb'(<(?:\w+:)?c [^<>]*?\bt="s"[^<>]*><(?:\w+:)?v>)(\d{1,9})(?=<)')
_SAYS_TEXT: Final = re.compile(rb"""\bt\s*=\s*["']s["']""")
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_OPENING: Final = re.compile(
    rb"\A([^<]*(?:<\?[^<>]*>)?[^<]*<(?:\w+:)?worksheet\b[^<>]*>).*?<((?:\w+:)?)sheetData>", re.DOTALL
)
_EMPTY: Final = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'


class UnslicableError(Exception):
    """Its rows are not numbered in their order, as spreadsheet programs number them: it has to be read as one."""


def is_large(content: bytes) -> bool:
    """Whether a zipped workbook has a sheet of more than one slice."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(m.file_size > SLICE_BYTES and _SHEET.fullmatch(m.filename) for m in archive.infolist())


def slices(content: bytes) -> Iterator[io.BytesIO]:
    """Workbooks which together hold the rows of one, each under its own number.

    Raises:
        UnslicableError: at any slice.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pieces = {name: _pieces(archive, name, SLICE_BYTES) for name in archive.namelist() if _SHEET.fullmatch(name)}
        texts = _Texts(archive.read(_TEXTS)) if _TEXTS in archive.namelist() else None
        rest = _without(archive, frozenset((*pieces, _TEXTS)))
        while found := {name: piece for name, left in pieces.items() if (piece := next(left, b""))}:
            parts = {name: found.get(name, _EMPTY) for name in pieces}
            yield _with(rest, texts.of(parts) if texts else parts)


class _Texts:
    """The texts of all cells, so that a slice can be given only its own."""

    def __init__(self, xml: bytes) -> None:
        opening = _TEXTS_OPENING.match(xml)
        if not opening:
            raise UnslicableError
        self._xml, self._opening, self._prefix = xml, opening[0], opening[1]
        end = b"</%bsi>" % self._prefix
        each = re.compile(rb"\s*<%bsi(?:\s[^<>]*)?(?<!/)>.*?%b" % (self._prefix, end), re.DOTALL)
        self._bounds = array("I", [opening.end()])
        while found := each.match(xml, self._bounds[-1]):
            self._bounds.append(found.end())
        if xml[self._bounds[-1] :].strip() != b"</%bsst>" % self._prefix:
            raise UnslicableError

    def of(self, sheets: dict[str, bytes]) -> dict[str, bytes]:
        """The sheets with their texts, which have new numbers."""
        numbers: dict[int, int] = {}

        def renumbered(cell: re.Match[bytes]) -> bytes:
            return cell[1] + b"%d" % numbers.setdefault(int(cell[2]), len(numbers))

        parts = {}
        for name, xml in sheets.items():
            parts[name], count = _TEXT_CELL.subn(renumbered, xml)
            if count != len(_SAYS_TEXT.findall(xml)):
                raise UnslicableError
        texts = b"".join(map(self._text, numbers))
        return {**parts, _TEXTS: b"%b%b</%bsst>" % (self._opening, texts, self._prefix)}

    def _text(self, number: int) -> bytes:
        if number + 1 >= len(self._bounds):
            raise UnslicableError
        return self._xml[self._bounds[number] : self._bounds[number + 1]]


def _without(archive: zipfile.ZipFile, sheets: frozenset[str]) -> bytes:
    """The archive without its sheets and texts, which are most of it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name in archive.namelist():
            if name not in sheets:
                copy.writestr(name, archive.read(name))
    return file.getvalue()


def _with(rest: bytes, parts: dict[str, bytes]) -> io.BytesIO:
    file = io.BytesIO(rest)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_STORED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    file.seek(0)
    return file


def _pieces(archive: zipfile.ZipFile, name: str, size: int) -> Iterator[bytes]:
    if archive.getinfo(name).file_size <= size:
        yield archive.read(name)
        return
    with archive.open(name) as xml:
        yield from _cut(xml, size)


def _cut(xml: IO[bytes], size: int) -> Iterator[bytes]:
    """Sheets with some rows each, out of the XML of one."""
    text = xml.read(size)
    opening = _OPENING.match(text)
    if not opening:
        raise UnslicableError
    (begin, prefix), last = opening.groups(), 0
    text = text[opening.end() :]
    while True:
        end = text.find(b"</%bsheetData" % prefix)
        cut = end if end >= 0 else max(text.rfind(b"<%brow " % prefix), 0)
        last = _checked(text[:cut], prefix, last)
        yield b"%b<%bsheetData>%b</%bsheetData></%bworksheet>" % (begin, prefix, text[:cut], prefix, prefix)
        if end >= 0:
            return
        if not (more := xml.read(size)):
            raise UnslicableError
        text = text[cut:] + more


def _checked(rows: bytes, prefix: bytes, last: int) -> int:
    """The number of the last row; every row has one, and they go up."""
    numbers = [int(number) for number in re.findall(rb'<%brow (?:[^<>]*? )?r="(\d{1,7})"' % prefix, rows)]
    if len(numbers) != len(re.findall(rb"<%brow\b" % prefix, rows)) or any(
        following <= number for number, following in zip([last, *numbers], numbers, strict=False)
    ):
        raise UnslicableError
    return numbers[-1] if numbers else last
