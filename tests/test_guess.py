"""What an unknown table holds is proposed from its headers and cells, each with a reason; else it is refused."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from importers import guess
from refnet.errors import UnknownFileError, UnreadableFileError
from refnet.mapping import Proposal
from refnet.records import Source


def source(content: bytes | str, label: str = "file.csv") -> Source:
    return Source(Path(label), label, content.encode() if isinstance(content, str) else content)


def proposed(content: bytes | str) -> Proposal:
    return guess.propose(source(content))


def fields(content: bytes | str) -> list[str]:
    return [column.field for column in proposed(content).mapping.columns]


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


PEOPLE = (
    "Dana Okafor,dana@example.com,+1 555 010 0101,Larkspur Ltd\nBo Lindqvist,bo@example.com,+1 555 010 0102,Fernhill\n"
)


def test_headers_with_letters_missing_swapped_or_wrong_are_understood() -> None:
    found = proposed("Nmae,Emial,Phne,Compny\n" + PEOPLE)
    assert [column.field for column in found.columns] == ["name", "email", "phone", "company"]
    assert found.columns[1].reason == 'header "emial" is nearly "email"; 2 of 2 cells hold an @'
    assert all(0.5 < column.sure < 1 for column in found.columns)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Vorname", "given"),
        ("Apellidos", "family"),
        ("Téléphone", "phone"),
        ("Fecha de nacimiento", "birthday"),
        ("E-Mail 2", "email"),
        ("Contact Email", "email"),
        ("Mobile No.", "phone"),
        ("Company Name", "company"),
        ("Telefon (privat)", "phone"),
        ("Business City", "work town"),
        ("Vorwahl_Tel", "area code"),
        ("Profession", "title"),
    ],
)
def test_headers_of_many_makers_and_languages(header: str, field: str) -> None:
    assert fields(f"Name,{header}\nDana Okafor,\n") == ["name", field]


@pytest.mark.parametrize("header", ["Status", "Country Code", "Gender", "Created", "Shoe size", "File name", "Game"])
def test_headers_that_say_nothing_of_a_person_are_left_alone(header: str) -> None:
    found = fields(f"Full name,E-mail,{header}\nDana Okafor,dana@example.com,x\n")
    assert found == ["name", "email", ""]


def test_cells_tell_what_a_header_does_not() -> None:
    found = proposed(
        "Wer,Erreichbar,Draht,Netz\n"
        + PEOPLE.replace("Larkspur Ltd", "www.example.com").replace("Fernhill", "https://example.com")
    )
    assert [column.field for column in found.columns] == ["name", "email", "phone", "url"]
    assert found.columns[1].reason == "2 of 2 cells hold an @"
    assert any("really phone" in question for question in found.questions)


def test_a_table_without_a_header_is_told_by_its_cells_alone() -> None:
    found = proposed(PEOPLE)
    assert (found.mapping.header_rows, found.mapping.header_row) == (0, 1)
    assert [column.field for column in found.columns] == ["name", "email", "phone", "company"]
    assert found.fingerprint == ""


def test_cells_that_belie_their_header_count_more_than_it() -> None:
    found = proposed("Name,Phone,Town\ndana@example.com,call me,12\nbo@example.com,later,13\n")
    assert [column.field for column in found.columns][0] == "email"
    assert "although" in found.columns[0].reason


def test_a_name_beside_a_given_name_is_the_familys() -> None:
    assert fields("Vorname;Name;Ort\nDana;Okafor;Leeds\n") == ["given", "family", "town"]
    assert fields("Vorname;Name;Ort\nDana;Dana Okafor;Leeds\n") == ["given", "name", "town"]


def test_one_name_alone_counts_and_every_address() -> None:
    text = "Name,Email,Name,Email\nDana Okafor,dana@example.com,Dana O.,d.okafor@example.com\n"
    assert fields(text) == ["name", "email", "", "email"]


def test_the_header_is_found_below_titles_and_empty_rows_and_columns() -> None:
    rows: list[list[object]] = [["Our friends"], [], [None, "as of", "today"], [], [None, "Nmae", "Emial"]]
    found = proposed(workbook(Friends=[*rows, [None, "Dana Okafor", "dana@example.com"]]))
    assert (found.mapping.header_row, found.counts["used"]) == (5, 1)
    assert found.preview[0].locator == "row 6"


def test_a_header_below_the_fortieth_row_is_none() -> None:
    with pytest.raises(UnknownFileError):
        proposed("note\n" * 45 + "Nmae,Emial\nDana Okafor,\n")


def test_a_header_may_span_rows_with_merged_cells() -> None:
    rows: list[list[object]] = [
        ["Name", "Telefon", None],
        [None, "privat", "Firma"],
        ["Dana Okafor", "5550101", "5550102"],
    ]
    found = proposed(workbook(Leute=rows))
    assert (found.mapping.header_row, found.mapping.header_rows) == (1, 2)
    assert [column.field for column in found.columns] == ["name", "phone", "phone"]


def test_several_people_in_one_row() -> None:
    header = "Customer,E-mail,cp_givenname,cp_name,cp_email,Name 3\n"
    text = f"{header}Dana Okafor,dana@example.com,Bo,Lindqvist,bo@example.com,\n"
    assert fields(text)[2:] == ["contact 2 given", "contact 2 family", "contact 2 email", "contact 3 name"]


def test_tables_of_events_are_told_from_lists_of_people() -> None:
    assert proposed("Date,With whom,Chanel\n2026-03-02,Dana Okafor,call\n").mapping.kind == "interactions"
    assert proposed("Refferer,Prospct,Date\nDana Okafor,Bo Lindqvist,2026-03-02\n").mapping.kind == "referrals"
    found = proposed('Client,Mail,Invoice date,Betrag\nDana Okafor,dana@example.com,13/04/2026,"1.234,50"\n')
    assert (found.mapping.kind, found.mapping.decimal) == ("purchases", ",")
    assert [column.field for column in found.columns] == ["name", "email", "date", "amount"]
    assert found.mapping.columns[2].order == "dmy"


@pytest.mark.parametrize(
    "text",
    [
        "Date,Name,Email,Kind,Notes\n2026-03-02,Dana Okafor,dana@example.com,call,tiles\n",
        "Meeting date,Name,Company\n2026-03-02,Dana Okafor,Larkspur\n2026-03-09,Bo Lind,Larkspur\n",
        "Datum,Kunde,Firma,Dauer\n02.03.2026,Dana Okafor,Larkspur,30\n",
        "Date,Name,Email\n" + "2026-03-02,Dana Okafor,dana@example.com\n2026-03-03,Bo Lind,bo@example.com\n" * 3,
    ],
    ids=["how they met", "day of a meeting", "how long", "the same people again"],
)
def test_a_row_for_each_meeting_is_no_list_of_people(text: str) -> None:
    found = proposed(text)
    assert found.mapping.kind == "interactions"
    assert {"date", "with"} <= {column.field for column in found.columns}


def test_a_list_of_people_may_say_a_day_of_each() -> None:
    text = "Date,Name,Email\n" + "".join(f"2026-03-0{n},Dana Okafor{n},dana{n}@example.com\n" for n in range(1, 9))
    assert proposed(text).mapping.kind == "contacts"


def test_dates_that_can_be_read_two_ways_and_numbers_without_a_country_are_asked_about() -> None:
    found = proposed("Nmae,Birthday,Phone\nDana Okafor,3/4/1980,555 010 0101\n")
    assert any("day/month or month/day" in question for question in found.questions)
    assert any("Of which country" in question for question in found.questions)
    settled = proposed("Nmae,Birthday,Phone\nDana Okafor,3/4/1980,+1 555 010 0101\nBo Lindqvist,4/13/1981,\n")
    assert (settled.mapping.columns[1].order, settled.questions) == ("mdy", ())


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiter_and_encoding_are_told(mark: str) -> None:
    found = proposed(f"Nmae{mark}Emial\nJosé{mark}jose@example.com\n".encode("cp1252"))
    assert (found.mapping.delimiter, found.mapping.encoding) == (mark, "cp1252")


@pytest.mark.parametrize(
    "text",
    [
        "a,b,c\n1,2,3\n",
        "day,temperature\n2026-01-01,15\n",
        "Contact Phone Number,Cities\n5550100,Modesto\n",
        "text,date\nChicago Reader,1971-01-01\nChicago Tribune,1920-01-01\n",
        '[{"name": "Dana Okafor"}]',
        "Dear Dana,\nthank you for the fish.\n",
        "Name\nDana Okafor\n",
        "Name,Notes,Price\nHammer,for nails,12.50\n",
        "Name,Email\n",
    ],
)
def test_a_table_without_people_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UnknownFileError, match=r"no table of people|no column of it holds people") as error:
        proposed(text)
    assert error.value.fix


def test_binary_is_no_table() -> None:
    with pytest.raises(UnreadableFileError):
        proposed(bytes(range(32)) * 50)


def test_same_headers_in_another_order_are_known_again() -> None:
    first, second = (
        proposed("Nmae,Emial\nDana Okafor,dana@example.com\n"),
        proposed("Emial;Nmae\ndana@example.com;Bo\n"),
    )
    assert first.fingerprint == second.fingerprint
    assert first.fingerprint in set(guess.fingerprints(source("Emial\tNmae\nx@example.com\tBo\n")))
