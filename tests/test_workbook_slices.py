"""A large workbook is read some rows at a time, and says the same as read as one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from importers import remembered, slices, workbook
from importers.remembered import let_go, of_this_file
from refnet import limits
from refnet.errors import UnreadableFileError
from refnet.records import Source

SPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
RELATION = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    remembered.let_go()
    yield
    remembered.let_go()


def sheets(content: bytes) -> list[tuple[str, list[tuple[int, tuple[str, ...]]]]]:
    remembered.let_go()
    return [(s.name, list(s.rows)) for s in workbook.sheets(Source(Path("book.xlsx"), "book.xlsx", content))]


def book(*tables: dict[str, object], title: str = "Contacts") -> bytes:
    """A workbook of sheets, each given as its cells by their places."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for number, cells in enumerate(tables, 1):
        sheet = made.create_sheet(f"{title} {number}")
        for place, value in cells.items():
            sheet[place] = value
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_texts_apart(content: bytes) -> bytes:
    """The workbook as Excel writes it: each text once in a part of its own, and its number in the cells."""
    numbers: dict[bytes, int] = {}

    def numbered(cell: re.Match[bytes]) -> bytes:
        return b'<c %b t="s"><v>%d</v></c>' % (cell[1], numbers.setdefault(cell[2], len(numbers)))

    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            xml = re.sub(rb'<c ([^<>]*) t="inlineStr"><is>(<t[^<>]*>[^<]*</t>)</is></c>', numbered, old.read(name))
            xml = xml.replace(
                b"</Types>", b'<Override PartName="/xl/sharedStrings.xml" ContentType="%b"/></Types>' % KIND
            )
            if name == "xl/_rels/workbook.xml.rels":
                told = b'<Relationship Id="rId99" Type="%b" Target="sharedStrings.xml"/></Relationships>' % RELATION
                xml = xml.replace(b"</Relationships>", told)
            if name != "xl/sharedStrings.xml":
                new.writestr(name, xml)
        texts = b"".join(b"<si>%b</si>" % text for text in numbers)
        new.writestr("xl/sharedStrings.xml", b'<sst xmlns="%b">%b</sst>' % (SPACE, texts))
    return file.getvalue()


def contacts(first: int, last: int) -> dict[str, object]:
    cells: dict[str, object] = {}
    for row in range(first, last + 1):
        cells[f"A{row}"] = f"Dana <&> Okafor {row % 7}"
        cells[f"B{row}"] = date(2026, 1 + row % 12, 3)
        cells[f"C{row}"] = row / 8
    return cells


BOOKS = {
    "two sheets, one of which is short": book(contacts(1, 90), contacts(1, 2)),
    "rows far below each other": book({**contacts(1, 30), **contacts(400, 420)}),
    "rows so far below that they are not looked for": book({**contacts(1, 30), **contacts(2_000, 2_020)}),
    "a wider row in the midst": book({**contacts(1, 60), "H40": "wide"}),
    "columns that begin late": book({"D1": "Name", **{f"D{row}": f"Bo {row}" for row in range(2, 80)}}),
    "a first column filled late": book({**{f"B{row}": f"Bo {row}" for row in range(1, 80)}, "A70": "late"}),
    "nothing in a sheet": book({}, contacts(1, 60)),
}


@pytest.mark.parametrize("apart", (False, True))
@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_in_slices_says_the_same(name: str, apart: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    content = with_texts_apart(BOOKS[name]) if apart else BOOKS[name]
    whole = sheets(BOOKS[name])
    monkeypatch.setattr(slices, "SLICE_BYTES", 1_500)
    assert slices.is_large(content) and len(list(slices.slices(content))) > 1
    assert sheets(content) == whole


def test_a_slice_holds_a_part_of_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE_BYTES", 1_500)
    count = [sheet_xml(file.getvalue()).count(b"<row ") for file in slices.slices(BOOKS["nothing in a sheet"])]
    assert len(count) > 3
    assert max(count) < 20
    assert sum(count) == 60


def sheet_xml(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet2.xml")


def rewritten(content: bytes, pattern: bytes, by: bytes) -> bytes:
    """A workbook whose first sheet is written otherwise."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            xml = old.read(name)
            new.writestr(name, re.sub(pattern, by, xml) if name == "xl/worksheets/sheet1.xml" else xml)
    return file.getvalue()


@pytest.mark.parametrize(
    ("pattern", "by"),
    (
        (rb'<row r="50"', b"<row"),  # no number
        (rb'<row r="50"', b'<row r="20"'),  # not in their order
        (rb"<sheetData>", b"<sheetData >"),
    ),
)
def test_what_cannot_be_cut_is_read_as_one(pattern: bytes, by: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    content = rewritten(book(contacts(1, 90)), pattern, by)
    whole = sheets(content)
    monkeypatch.setattr(slices, "SLICE_BYTES", 1_500)
    with pytest.raises(slices.UnslicableError):
        list(slices.slices(content))
    assert sheets(content) == whole


def test_a_sheet_that_ends_in_the_middle_of_a_row_is_broken_in_slices_too(monkeypatch: pytest.MonkeyPatch) -> None:
    content = rewritten(book(contacts(1, 90)), rb"(?s)<row r=\"85\".*", b'<row r="85"><c r="A85"')
    for size in (slices.SLICE_BYTES, 1_500):
        monkeypatch.setattr(slices, "SLICE_BYTES", size)
        with pytest.raises(UnreadableFileError, match="is broken"):
            sheets(content)


def test_all_sheets_together_keep_to_the_limit_of_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE_BYTES", 1_500)
    monkeypatch.setattr(limits, "CELLS", 400)
    with pytest.raises(UnreadableFileError, match="more than 400 cells"):
        sheets(book(contacts(1, 90), contacts(1, 90)))


def test_texts_that_stand_apart_from_their_cells_go_with_the_slice_that_has_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slices, "SLICE_BYTES", 1_500)
    content = with_texts_apart(book({f"A{row}": f"Dana {row}" for row in range(1, 91)}))
    texts = [archive_text(file.getvalue()).count(b"<si>") for file in slices.slices(content)]
    assert sum(texts) == 90
    assert max(texts) < 40


def archive_text(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/sharedStrings.xml")


@pytest.mark.parametrize(
    ("pattern", "by"),
    (
        (rb't="s"><v>3<', b"t='s'><v>3<"),  # as no program writes it, but XML all the same
        (rb't="s"><v>3<', b't="s"><v>999<'),  # a text that there is not
        (rb't="s"><v>3<', b't="s"><v xml:space="preserve">3<'),
    ),
)
def test_texts_that_are_not_surely_found_are_left_to_the_reader(
    pattern: bytes, by: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = rewritten(with_texts_apart(book(contacts(1, 90))), pattern, by)
    monkeypatch.setattr(slices, "SLICE_BYTES", 1_500)
    with pytest.raises(slices.UnslicableError):
        list(slices.slices(content))


def test_a_file_that_is_refused_is_looked_at_once() -> None:
    """Every importer asks about it in turn, and each gets the same refusal, until the file is let go."""
    asked: list[str] = []

    @of_this_file()
    def refuse(name: str) -> None:
        asked.append(name)
        raise UnreadableFileError(f"{name} is broken.", fix="Save it again.")

    for _ in range(3):
        with pytest.raises(UnreadableFileError, match=r"a\.xlsx is broken"):
            refuse("a.xlsx")
    assert asked == ["a.xlsx"]
    let_go()
    with pytest.raises(UnreadableFileError):
        refuse("a.xlsx")
    assert asked == ["a.xlsx"] * 2
