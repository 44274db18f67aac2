"""Workbooks that are XML text, whatever they are called: Excel's "XML Spreadsheet 2003" to sheets of cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from xml.etree import ElementTree

from importers.text import decode
from refnet import limits
from refnet.errors import UnreadableFileError
from refnet.records import Source

_SPACE: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_SS: Final = f"{{{_SPACE}}}"
_HEAD_BYTES: Final = 4_000
_DECLARED: Final = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOG: Final = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(slots=True)
class XmlSheet:
    """One sheet: its name, its cells from row 1 and column A on, and the texts that stand there in bold."""

    name: str
    rows: list[list[object]] = field(default_factory=list)
    bold: set[str] = field(default_factory=set)


class TooLargeError(Exception):
    """A bound was passed; the text says which."""


def is_xml_workbook(content: bytes) -> bool:
    """Whether the bytes are such a workbook, by the name space near the top."""
    head = content[:_HEAD_BYTES].replace(b"\0", b"")
    return _SPACE.encode() in head and head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def sheets(source: Source) -> list[XmlSheet]:
    """All sheets of the workbook.

    Raises:
        UnreadableFileError: no text, or text that declares a document type or entities: those can grow without end.
        TooLargeError: larger than the limits.
        ElementTree.ParseError: broken.
    """
    text = decode(source).text
    if _DECLARED.search(text):
        raise UnreadableFileError(
            f"{source.label} declares a document type, as no spreadsheet program does.",
            fix="Open it in a spreadsheet and save it as XLSX or CSV.",
        )
    # The text is decoded already: an encoding that the first line names would be applied once more
    plain = _PROLOG.sub("", text.lstrip("\ufeff")).encode("utf-8", "replace")
    return list(_sheets(plain))


def _sheets(content: bytes) -> Iterator[XmlSheet]:
    bold_styles: set[str] = set()
    sheet = XmlSheet("")
    cells = 0
    for event, element in ElementTree.iterparse(io.BytesIO(content), events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag == f"{_SS}Worksheet":
                sheet = XmlSheet(element.get(f"{_SS}Name", ""))
            continue
        if tag == f"{_SS}Style":
            fonts = element.iter(f"{_SS}Font")
            if any(font.get(f"{_SS}Bold") == "1" for font in fonts):
                bold_styles.add(element.get(f"{_SS}ID", ""))
        elif tag == f"{_SS}Row":
            cells += _add_row(sheet, element, bold_styles)
            element.clear()
            if cells > limits.CELLS:
                raise TooLargeError(f"it has more than {limits.CELLS:,} cells.")
        elif tag == f"{_SS}Worksheet":
            width = max((len(row) for row in sheet.rows), default=0)
            if width * len(sheet.rows) > limits.CELLS:
                raise TooLargeError(f"a sheet spans {len(sheet.rows):,} rows and {width:,} columns.")
            for row in sheet.rows:
                row.extend([None] * (width - len(row)))
            yield sheet
            element.clear()


def _add_row(sheet: XmlSheet, element: ElementTree.Element, bold_styles: set[str]) -> int:
    """Add one row at its place; how many cells it has."""
    at = _index(element, len(sheet.rows) + 1, limits.ROWS, "rows")
    sheet.rows.extend([] for _ in range(at - 1 - len(sheet.rows)))
    row: list[object] = []
    for cell in element.iter(f"{_SS}Cell"):
        column = _index(cell, len(row) + 1, limits.COLUMNS, "columns")
        row.extend([None] * (column - 1 - len(row)))
        value = _value(cell.find(f"{_SS}Data"))
        row.append(value)
        style = cell.get(f"{_SS}StyleID") or element.get(f"{_SS}StyleID") or "Default"
        if isinstance(value, str) and (style in bold_styles or _is_bold_text(cell)):
            sheet.bold.add(value.strip())
        row.extend([None] * min(_number(cell.get(f"{_SS}MergeAcross")), limits.COLUMNS))
    sheet.rows.append(row)
    return len(row)


def _index(element: ElementTree.Element, following: int, most: int, what: str) -> int:
    """Where a row or cell stands, from 1: after the last one unless it says a later place."""
    at = max(_number(element.get(f"{_SS}Index")), following)
    if at > most:
        raise TooLargeError(f"it has more than {most:,} {what}.")
    return at


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else 0


def _value(data: ElementTree.Element | None) -> object:
    """A cell as its type says; as text where that type does not fit it."""
    if data is None:
        return None
    text = "".join(data.itertext())
    kind = data.get(f"{_SS}Type", "String")
    try:
        if kind == "Number" and re.fullmatch(r"[-+.0-9eE]{1,40}", text):
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return text == "1" if kind == "Boolean" and text in ("0", "1") else text


def _is_bold_text(cell: ElementTree.Element) -> bool:
    return any(part.tag.rpartition("}")[2] == "B" for part in cell.iter())
