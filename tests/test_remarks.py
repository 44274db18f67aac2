"""Remarks on files: each has a code that the user guide explains, and no file floods its report with one kind."""

from __future__ import annotations

import ast
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from importers.contacts.outlook import OutlookContacts
from importers.contacts.template import TemplateContacts
from importers.contacts.vcard import VCards
from refnet.book import Book, new_book
from refnet.errors import RefnetError, UnreadableFileError
from refnet.ingest.likeness import SHOWN, Likeness
from refnet.ingest.report import refusal_of
from refnet.records import ExternalId, Importer, PersonRecord, Problem, Source
from refnet.stores.sightings import records_in

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
CODE = re.compile(r"[a-z0-9]+(?:-[a-z]+)*")
SOURCES = [
    *ROOT.glob("importers/**/*.py"),
    *ROOT.glob("refnet/ingest/*.py"),
    ROOT / "refnet/errors.py",
    ROOT / "refnet/mapping.py",
]
HEADER = "Name,Email,Phone,Notes\n"


@pytest.fixture
def book() -> Iterator[Book]:
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as made:
        yield made


def remarks(text: str, code: str = "", *, importer: Importer | None = None) -> list[Problem]:
    source = Source(Path("file.csv"), "file.csv", text.encode())
    found = [item for item in (importer or TemplateContacts()).read(source) if isinstance(item, Problem)]
    return [problem for problem in found if not code or problem.code == code]


def brought(book: Book, folder: Path, text: str, name: str = "file.csv") -> list[Problem]:
    """The remarks on a file that is brought into a book, without those that its reader makes."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    kinds = ("email-shared", "same-key-different-name", "same-name-different-key", "duplicate-row-kept")
    report = book.import_file(path, now=NOW)
    assert report.rows == report.used + report.refused + report.skipped
    return [problem for problem in report.problems if problem.code in kinds]


# --------------------------------------------------------------------------------------------------- the guide


def codes_in(path: Path) -> Iterator[str]:
    """Codes in a source file: what stands first in a remark, alone in front of a sentence, or is called a code."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="Problem"), args=[code, *_]):
                yield from texts(code)
            case ast.Call(func=ast.Attribute(attr="add" | "refuse"), args=[code, _, *_]):
                yield from texts(code)
            case ast.Call(args=parts) | ast.Tuple(elts=parts):
                yield from (text for code, said in pairwise(parts) for text in texts(code) if is_sentence(said))
            case ast.keyword(arg="code", value=code) | ast.Assign(targets=[ast.Name(id="code")], value=code):
                yield from texts(code)


def is_sentence(node: ast.expr) -> bool:
    return any(text.endswith(".") for text in texts(node))


def texts(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may be."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*texts(one), *texts(other))


def explained() -> list[str]:
    """The codes in the tables of the guide."""
    guide = (ROOT / "docs/imports.md").read_text(encoding="utf-8").partition("## What the remarks mean")[2]
    return re.findall(r"^\| `([\w-]+)` \| \S.+ \|$", guide, re.MULTILINE)


def test_each_code_is_explained_once_in_the_guide_and_no_other() -> None:
    found = {code for path in SOURCES for code in codes_in(path) if CODE.fullmatch(code)}
    assert len(found) > 80
    assert set(explained()) == found
    assert len(explained()) == len(found)


# ------------------------------------------------------------------------------------------------------- tables


def test_a_file_that_is_refused_as_a_whole_is_one_line_with_its_code() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        remarks("a,b\n1,2\n")
    report = refusal_of("file.csv", caught.value)
    assert (report.error_code, report.rows, len(report.lines)) == ("header-not-found", 0, 1)
    line = report.lines[0]
    assert (line.code, line.outcome, line.locator, line.message) == (
        "header-not-found",
        "refused",
        "the whole file",
        caught.value.message,
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("a,b\n1,2\n3,4\n", "header-not-found"),
        ("Date,Referrer\n2026-01-01,Dana Okafor\n", "header-not-found"),
        ("Date,Referrer,Prospect\n", ""),
        ("\x00\x01\x02" * 99, "file-unreadable"),
        ("", "file-unreadable"),
    ],
)
def test_what_is_wrong_with_a_whole_file_has_a_code(book: Book, tmp_path: Path, content: str, code: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(content, encoding="utf-8")
    try:
        found = book.import_file(path, now=NOW).error_code
    except RefnetError as error:
        found = error.code
    assert found == code


def test_blank_rows_are_one_remark_that_counts_those_between_rows_with_data() -> None:
    """Those below the header and at the end of the table part nothing."""
    (told,) = remarks(f"\n{HEADER}\nDana Okafor,,,\n\n , ,,\n\nBo Lind,,,\n\n\nCy Hale,,,\n\n\n", "row-blank")
    assert (told.locator, told.rows, told.outcome) == ("row 5", 0, "noted")
    assert told.message == "5 blank rows between those with data: rows 5, 6, 7 and 2 more."
    assert remarks(f"{HEADER}\nDana Okafor,,,\nBo Lind,,,\n\n\n", "row-blank") == []


def test_a_line_break_within_a_cell_is_no_blank_row() -> None:
    assert remarks(f'{HEADER}Dana Okafor,,,"one\n\n\ntwo"\nBo Lind,,,\n', "row-blank") == []


def test_short_rows_are_one_remark_where_others_have_values_at_the_end() -> None:
    rows = "Dana Okafor,dana@example.com\nBo Lind,bo@example.com,,met\nCy Hale,cy@example.com,555-0100\n"
    (told,) = remarks(HEADER + rows, "row-short-padded")
    assert (told.locator, told.rows, told.outcome) == ("row 2", 0, "noted")
    assert "2 rows end" in told.message and told.message.endswith("rows 2 and 4.")


def test_short_rows_are_not_remarked_on_where_nothing_can_be_missing() -> None:
    """Where no row has a value there; where the line is a heading; where the program leaves empty cells out."""
    assert remarks(f"{HEADER}Dana Okafor,dana@example.com\nBo Lind,bo@example.com,,\n", "row-short-padded") == []
    assert remarks(f"{HEADER}Friends\nBo Lind,bo@example.com,,met\n", "row-short-padded") == []
    outlook = "First Name,Last Name,E-mail Address,Business Phone,Web Page\nDana,Okafor,dana@example.com\nBo,Lind,,,x\n"
    assert remarks(outlook, "row-short-padded", importer=OutlookContacts()) == []


def test_a_table_of_short_rows_makes_one_remark_and_takes_no_memory() -> None:
    content = (HEADER + "Bo Lind,bo@example.com,,met\n" + "Dana Okafor,dana@example.com\n\n" * 20_000).encode()
    source = Source(Path("file.csv"), "file.csv", content)
    found: list[str] = []
    tracemalloc.start()
    try:
        found += [item.message for item in TemplateContacts().read(source) if isinstance(item, Problem)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [message.split(" ")[0] for message in found] == ["19,999", "20,000"]
    assert peak < 4_000_000


@pytest.mark.parametrize("number", ["ext. 12", "ask Bo", "000 000 0000", "12345 x 6789"])
def test_a_number_by_which_nobody_is_known_is_kept_and_noted(number: str) -> None:
    (told,) = remarks(f"{HEADER}Dana Okafor,,{number},\n", "phone-unparsed-kept")
    assert (told.locator, told.kept, told.outcome) == ("row 2", number, "noted")


@pytest.mark.parametrize("number", ["555-0100", "+1 (212) 555-0100 ext. 12", "0113 555 0100"])
def test_a_number_that_can_be_compared_is_no_remark(number: str) -> None:
    assert remarks(f"{HEADER}Dana Okafor,,{number},\n") == []


def test_a_card_within_a_card_is_told_where_both_have_an_end() -> None:
    """An agent is meant to stand there, and after a card without an end the next one stands within it by mistake."""
    nested = "BEGIN:VCARD\nFN:Dana\nBEGIN:VCARD\nFN:Bo\nEND:VCARD\nEND:VCARD\n"
    assert [p.locator for p in remarks(nested, "card-nested", importer=VCards())] == ["card 2"]
    agent = nested.replace("FN:Dana", "FN:Dana\nAGENT:")
    unended = nested.removesuffix("END:VCARD\n")
    assert remarks(agent, "card-nested", importer=VCards()) == []
    assert [p.code for p in remarks(unended, importer=VCards())] == ["card-unterminated"]


# ----------------------------------------------------------------------------------------- between rows of a file


def test_an_address_of_several_people_is_one_remark(book: Book, tmp_path: Path) -> None:
    rows = "Dana Okafor,Mill@example.com,,\nBo Lind,mill@example.com,,\nD Okafor,mill@example.com,,\n"
    (told,) = brought(book, tmp_path, HEADER + rows)
    assert (told.code, told.locator, told.rows, told.kept) == ("email-shared", "row 2", 0, "mill@example.com")
    assert "Dana Okafor (row 2), Bo Lind (row 3), D Okafor (row 4)." in told.message
    assert len(book.people()) == 3, "the owner, Dana and Bo"


def test_an_address_of_one_person_under_several_spellings_is_no_remark(book: Book, tmp_path: Path) -> None:
    rows = "Dana Okafor,dana@example.com,,\nD Okafor,dana@example.com,,a\n,dana@example.com,,b\n"
    assert brought(book, tmp_path, HEADER + rows) == []


def test_a_profile_at_two_names_is_one_remark(book: Book, tmp_path: Path) -> None:
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    url = "https://www.linkedin.com/in/bo"
    rows = f"Bo,Lind,{url},,Fernhill,,03 Mar 2020\nCy,Hale,{url}?trk=x,,Mill,,04 Mar 2020\n"
    (told,) = brought(book, tmp_path, header + rows)
    assert (told.code, told.kept) == ("same-key-different-name", "bo")
    assert "Bo Lind (row 2), Cy Hale (row 3)." in told.message


def test_one_id_at_two_names_is_told_once(book: Book, tmp_path: Path) -> None:
    header = "Record ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Contact owner,Create Date\n"
    (told,) = brought(book, tmp_path, f"{header}501,Dana,Okafor,dana@example.com,,,,\n501,Bo,Lind,bo@example.com,,,,\n")
    assert (told.code, told.kept) == ("same-key-different-name", "501")
    assert "Dana Okafor (row 2), Bo Lind (row 3)." in told.message


def test_a_record_that_is_made_of_rows_with_two_names_is_told_with_both() -> None:
    """Here the last one counts; by id and profile they are not told of a second time."""
    known = (ExternalId("crm", "501"),)
    rows = [
        PersonRecord("crm:501", f"row {i}", name=name, external_ids=known)
        for i, name in ((2, "Bo Lind"), (5, "Cy Hale"))
    ]
    likeness = Likeness()
    (told,) = likeness.problems(records_in(likeness.seen([*rows, replace(rows[0], locator="row 9")])))
    assert (told.code, told.locator) == ("same-key-different-name", "row 2")
    assert "Bo Lind (row 2), Cy Hale (row 5). The last of them counts." in told.message


def test_a_name_with_nothing_in_common_is_one_remark_however_often_it_stands_there(book: Book, tmp_path: Path) -> None:
    rows = "".join(f"Dana Okafor,dana{row}@example.com,,\n" for row in range(5)) + "Dana Okafor,dana0@example.com,,b\n"
    (told,) = brought(book, tmp_path, HEADER + rows)
    assert (told.code, told.locator, told.rows) == ("same-name-different-key", "row 2", 0)
    assert "5 times" in told.message, "the last row has the address of the first"
    assert "row 2, row 3, row 4 and 2 more" in told.message


def test_rows_that_say_the_same_are_one_remark_and_all_count(book: Book, tmp_path: Path) -> None:
    slip = "2026-03-01,Dana Okafor,Bo Lind,me\n"
    (told,) = brought(
        book, tmp_path, f"Date,Referrer,Prospect,Recipient\n{slip}2026-03-02,Cy Hale,Bo Lind,me\n{slip}{slip}"
    )
    assert (told.code, told.locator, told.rows) == ("duplicate-row-kept", "row 2", 0)
    assert "row 2, row 4, row 5." in told.message


def test_no_kind_of_remark_floods_a_report(book: Book, tmp_path: Path) -> None:
    rows = "".join(f"Dana {row}x,same{row // 2}@example.com,,\n" for row in range(2 * SHOWN + 10))
    told = brought(book, tmp_path, HEADER + rows)
    assert {problem.code for problem in told} == {"email-shared"}
    assert len(told) == SHOWN + 1
    assert (told[-1].locator, told[-1].message) == ("the whole file", "5 more like the 20 that are listed.")


def test_somebody_who_was_forgotten_is_in_no_remark(book: Book, tmp_path: Path) -> None:
    dana, bo = "Dana Okafor,office@example.com,,\n", "Bo Lind,office@example.com,,\n"
    brought(book, tmp_path, HEADER + dana, "first.csv")
    (who,) = (person.id for person in book.people() if person.name == "Dana Okafor")
    book.forget(who, now=NOW)
    (told,) = brought(book, tmp_path, HEADER + bo + dana, "second.csv")
    assert "Bo Lind (row 2), somebody (row 3)." in told.message
