"""A table is read as its owner said; what was said is remembered by the headers, and taken back with its import."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from importers import guess
from importers.mapped import FIELDS, MappedTable, check
from refnet import limits
from refnet.book import Book, new_book, open_book
from refnet.cli import main
from refnet.errors import RefnetError, UnreadableFileError
from refnet.mapping import Column, Kind, Mapping, UnmappedTableError, mapping_of
from refnet.model import Interaction, Introduction, PartialDate, Purchase, Referral, Relation
from refnet.records import ME, EventRecord, PersonRecord, Problem, Record, RowRead, Source

DATA = Path(__file__).parent / "data" / "mapped"
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
TYPOS = "Nmae,Emial,Phne,Compny\nDana Okafor,dana@example.com,555-0101,Larkspur\n,bo@example.com,555-0102,Fernhill\n"


@pytest.fixture
def book() -> Iterator[Book]:
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as made:
        yield made


def source(content: bytes | str) -> Source:
    return Source(Path("file.csv"), "file.csv", content.encode() if isinstance(content, str) else content)


def mapping(kind: Kind, *columns: str, **more: Any) -> Mapping:
    """A mapping of columns "header=field"."""
    pairs = (column.split("=") for column in columns)
    return Mapping(kind, tuple(Column(header, name) for header, name in pairs), **more)


def read(content: bytes | str, by: Mapping) -> list[Record | RowRead | Problem]:
    return list(MappedTable(by).read(source(content)))


def people(items: list[Record | RowRead | Problem]) -> list[PersonRecord]:
    return [item for item in items if isinstance(item, PersonRecord)]


def events(items: list[Record | RowRead | Problem], kind: type) -> list[Any]:
    return [item.event for item in items if isinstance(item, EventRecord) and isinstance(item.event, kind)]


def codes(items: list[Record | RowRead | Problem]) -> list[str]:
    return [item.code for item in items if isinstance(item, Problem)]


def counts(items: list[Record | RowRead | Problem]) -> tuple[int, int, int]:
    """Used, refused, skipped."""
    rows = {"refused": 0, "skipped": 0, "noted": 0}
    for item in items:
        if isinstance(item, Problem):
            rows[item.outcome] += item.rows
    return sum(isinstance(item, RowRead) for item in items), rows["refused"], rows["skipped"]


# --------------------------------------------------------------------------------------------------- reading


def test_a_table_of_customers_with_everything_that_tables_have() -> None:
    """Titles above, typos, an area code and a birthday in columns of their own, totals and notes below."""
    content = (DATA / "customers.csv").read_bytes()
    found = guess.propose(source(content))
    assert (found.mapping.kind, found.mapping.header_row, found.mapping.delimiter) == ("purchases", 3, ";")
    items = read(content, found.mapping)
    dana, bo, cy = people(items)
    assert (dana.name, dana.emails, dana.phones) == (
        "Dana Okafor",
        ("dana@example.com", "d.okafor@example.com"),
        ("030 555 0101",),
    )
    assert (dana.birthday, bo.birthday, cy.birthday) == (
        PartialDate(1980, 4, 13),
        PartialDate(None, 5, 4),
        PartialDate(1975),
    )
    assert cy.name == "cy@example.com"
    assert [(p.customer.name, p.seller, p.value_cents, p.currency) for p in events(items, Purchase)] == [
        ("Dana Okafor", ME, 123450, "EUR"),
        ("Bo Lindqvist", ME, 1200, "EUR"),
    ]
    assert counts(items) == (3, 1, 2)
    assert {"row-shifted", "total-row-skipped", "note-skipped"} <= set(codes(items))


def test_every_kind_of_table_gives_what_its_template_gives() -> None:
    met = read("When,Who\n2026-03-02,Dana Okafor\n", mapping("interactions", "when=date", "who=with"))
    assert [(e.at, e.people[1].name) for e in events(met, Interaction)] == [(date(2026, 3, 2), "Dana Okafor")]
    by = mapping("introductions", "by=introducer", "a=from", "b=to")
    (made,) = events(read("By,A,B\nDana Okafor,me,Bo Lindqvist\n", by), Introduction)
    assert (made.introducer.name, made.first, made.second.name) == ("Dana Okafor", ME, "Bo Lindqvist")
    by = mapping("referrals", "who=referrer", "sent=prospect", "worth=value", decimal=",")
    (sent,) = events(read("Who;Sent;Worth\nDana Okafor;Bo Lindqvist;1.500\n", by), Referral)
    assert (sent.referrer.name, sent.prospect.name, sent.value_cents) == ("Dana Okafor", "Bo Lindqvist", 150000)


def test_a_name_in_two_columns_is_the_name_in_one() -> None:
    by = mapping("interactions", "day=date", "last=with family", "first=with given", "tel=with phone")
    items = read("Day,Last,First,Tel\n2026-03-02,Okafor,Dana,+1 555 010 0101\n2026-03-03,,Cher,\n", by)
    assert [(e.people[1].name, e.people[1].phone) for e in events(items, Interaction)] == [
        ("Dana Okafor", "+1 555 010 0101"),
        ("Cher", ""),
    ]
    assert counts(items) == (2, 0, 0)
    whole = mapping("interactions", "day=date", "who=with")
    assert _keys(read("Day,Who\n2026-03-02,Dana Okafor\n", whole)) == _keys(items)[:1]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [("introductions", ("introducer", "from", "to")), ("referrals", ("referrer", "prospect", "recipient"))],
)
def test_everybody_whom_a_row_of_events_names_may_be_named_in_two_columns(kind: Kind, fields: tuple[str, ...]) -> None:
    columns, parts = ("a", "b", "c"), ("given", "family")
    names = ("Dana Okafor", "Bo Lindqvist", "Cy Hale")
    by = mapping(kind, *(f"{column}={field}" for column, field in zip(columns, fields, strict=True)))
    whole = read(f"A,B,C\n{','.join(names)}\n", by)
    pairs = ((column, field) for column, field in zip(columns, fields, strict=True))
    by = mapping(kind, *(f"{column} {part}={field} {part}" for column, field in pairs for part in parts))
    header = ",".join(f"{column} {part}" for column in columns for part in parts)
    apart = read(f"{header}\n{','.join(names).replace(' ', ',')}\n", by)
    assert apart == whole and _keys(apart)


def _keys(items: list[Record | RowRead | Problem]) -> list[str]:
    return [item.key for item in items if isinstance(item, EventRecord)]


def test_several_columns_feed_one_field_and_repeated_headers_lose_nothing() -> None:
    columns = (Column("name", "name"), Column("mail", "email"), Column("mail", "email", 2), Column("x", "email"))
    (person,) = people(
        read("Name,Mail,Mail,X\nDana,a@example.com,b@example.com,c@example.com\n", Mapping("contacts", columns))
    )
    assert person.emails == ("a@example.com", "b@example.com", "c@example.com")


def test_referrals_to_others_that_do_not_say_who_gave_them_are_the_owners() -> None:
    by = mapping("referrals", "to=recipient", "who=prospect")
    (sent,) = events(read("To,Who\nDana Okafor,Bo Lindqvist\n", by), Referral)
    assert (sent.referrer, sent.recipient.name, sent.prospect.name) == (ME, "Dana Okafor", "Bo Lindqvist")


def test_what_was_cancelled_is_no_meeting() -> None:
    by = mapping("interactions", "day=date", "who=with", "state=cancelled")
    said = {"Dana Okafor": "true", "Bo Lindqvist": "no", "Cy Hale": "Cancelled by guest", "Eve Ito": ""}
    rows = "".join(f"2026-03-02,{name},{word}\n" for name, word in said.items())
    items = read(f"Day,Who,State\n{rows}", by)
    assert [e.people[1].name for e in events(items, Interaction)] == ["Bo Lindqvist", "Eve Ito"]
    assert (counts(items), codes(items)) == ((2, 0, 2), ["status-skipped", "status-skipped"])


def test_nobody_is_referred_by_a_web_site() -> None:
    by = mapping("contacts", "name=name", "source=referred by")
    items = read("Name,Source\nDana Okafor,Ana Prado\nBo Lindqvist,Google\nCy Hale,Trade fair\n", by)
    assert [(tie.person.name, tie.other.name) for tie in events(items, Relation)] == [("Dana Okafor", "Ana Prado")]
    assert [person.labels for person in people(items)] == [(), ("Google",), ("Trade fair",)]


def test_several_people_in_one_row_are_of_one_company() -> None:
    by = mapping("contacts", "name=name", "firm=company", "cp=contact 2 name", "cp mail=contact 2 email")
    items = read("Name,Firm,CP,CP mail\nDana Okafor,Larkspur,Bo Lindqvist,bo@example.com\n", by)
    dana, bo = people(items)
    assert (dana.name, bo.name, bo.emails) == ("Dana Okafor", "Bo Lindqvist", ("bo@example.com",))
    assert dana.jobs == bo.jobs
    assert counts(items) == (1, 0, 0)


def test_columns_may_stand_elsewhere_in_the_next_file() -> None:
    by = mapping("contacts", "nmae=name", "emial=email", header_row=1, delimiter=",")
    (person,) = people(read("A title\n\nEmial;Nmae\ndana@example.com;Dana Okafor\n", by))
    assert (person.name, person.emails, person.locator) == ("Dana Okafor", ("dana@example.com",), "row 4")


def test_the_order_of_day_and_month_is_of_the_whole_column_or_said() -> None:
    by = mapping("contacts", "name=name", "born=birthday")
    born = "Name,Born\nDana,3/4/1980\n"
    settled = people(read(born + "Bo,4/13/1980\n", by))
    assert settled[0].birthday == PartialDate(1980, 3, 4)
    said = replace(by, columns=(by.columns[0], Column("born", "birthday", order="dmy")))
    assert people(read(born, said))[0].birthday == PartialDate(1980, 4, 3)
    assert "date-ambiguous" in codes(read(born, by))


def test_a_country_is_given_to_numbers_without_one() -> None:
    by = mapping("contacts", "name=name", "tel=phone", country="DE")
    items = people(read("Name,Tel\nDana,030 5550101\nBo,+1 202 555 0102\nCy,none\n", by))
    assert [person.phones for person in items] == [("+49 30 5550101",), ("+1 202-555-0102",), ("none",)]


def test_an_encoding_that_only_the_owner_knows_is_obeyed() -> None:
    by = mapping("contacts", "name=name", "email=email", encoding="cp1250")
    (person,) = people(read("Name,Email\nŁukasz Żak,l@example.com\n".encode("cp1250"), by))
    assert person.name == "Łukasz Żak"
    with pytest.raises(UnreadableFileError, match="cannot be read as"):
        read("Name,Email\nŁ,l@example.com\n".encode("cp1250"), replace(by, encoding="zip"))


def test_notes_and_totals_below_a_table_are_nobody_and_a_last_row_with_a_name_is_somebody() -> None:
    by = mapping("contacts", "name=name", "email=email", "town=town")
    rows = "Dana Okafor,dana@example.com,Leeds\nBo Lindqvist,,\n"
    items = read(f"Name,Email,Town\n{rows}Total: 2,,\nTotal,2,3 EUR\nas of yesterday,,\n", by)
    assert [person.name for person in people(items)] == ["Dana Okafor", "Bo Lindqvist"]
    assert counts(items) == (2, 0, 3)
    thin = read("Name,Email,Town\nDana Okafor,dana@example.com,Leeds\ncher,,\nBo Lindqvist,bo@example.com,York\n", by)
    assert [person.name for person in people(thin)] == ["Dana Okafor", "cher", "Bo Lindqvist"]


def test_what_is_left_out_below_a_table_is_told_in_the_order_of_its_rows() -> None:
    by = mapping("contacts", "name=name", "email=email", "town=town")
    items = read("Name,Email,Town\nDana Okafor,dana@example.com,Leeds\nold list,,\nTotal,1,\nof May,,\n", by)
    assert [item.locator for item in items if isinstance(item, Problem)] == ["row 3", "row 4", "row 5"]
    assert counts(items) == (1, 0, 3)


def test_sheets_with_the_same_header_are_one_table_and_others_are_skipped() -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["Nmae", "Emial"])
    workbook.worksheets[0].append(["Dana Okafor", "dana@example.com"])
    for name, header in (("More", "Nmae"), ("Costs", "Item")):
        sheet = workbook.create_sheet(name)
        sheet.append([header, "Emial"])
        sheet.append(["Bo Lindqvist", "bo@example.com"])
    content = io.BytesIO()
    workbook.save(content)
    by = guess.propose(source(content.getvalue())).mapping
    items = read(content.getvalue(), by)
    assert [person.locator for person in people(items)] == ["Sheet row 2", "More row 2"]
    assert counts(items) == (2, 0, 2)
    assert len(people(read(content.getvalue(), replace(by, sheets=("More",))))) == 1


def test_keys_stay_when_columns_move() -> None:
    by = mapping("contacts", "name=name", "email=email")
    first = read("Name,Email\nDana,dana@example.com\n", by)
    assert [p.key for p in people(first)] == [
        p.key for p in people(read("Email,X,Name\ndana@example.com,1,Dana\n", by))
    ]


# --------------------------------------------------------------------------------------------------- mappings


def test_a_mapping_is_the_same_after_it_was_text() -> None:
    by = guess.propose(source((DATA / "customers.csv").read_bytes())).mapping
    assert mapping_of(by.to_json()) == by


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"kind": "spells", "columns": []}', '{"kind": "contacts", "columns": [{"field": "x"}]}']
)
def test_what_is_no_mapping_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(RefnetError, match="no mapping of columns"):
        mapping_of(text)


def test_a_mapping_may_only_name_fields_that_there_are() -> None:
    with pytest.raises(RefnetError, match="shoe size"):
        check(mapping("contacts", "name=name", "shoes=shoe size"))
    with pytest.raises(RefnetError, match="no country"):
        check(mapping("contacts", "name=name", country="Freedonia"))
    with pytest.raises(RefnetError, match="of no column"):
        check(mapping("contacts", "name="))
    for kind, names in FIELDS.items():
        check(Mapping(kind, tuple(Column(name, name) for name in names)))


def test_columns_that_are_not_there_are_named() -> None:
    with pytest.raises(UnreadableFileError, match="lacks columns of the mapping: emial"):
        read("Nmae,Mail\nDana,dana@example.com\n", mapping("contacts", "nmae=name", "emial=email"))


def test_a_line_longer_than_any_table_has_is_refused() -> None:
    long = f"Nmae,Emial\nDana Okafor,dana@example.com\nBo,{'x' * (limits.LINE_CHARS + 1)}\n"
    with pytest.raises(UnreadableFileError, match="is no table"):
        read(long, mapping("contacts", "nmae=name", "emial=email"))
    with pytest.raises(RefnetError):
        guess.propose(source(long))


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 400), gone=st.integers(0, 60), put=st.binary(max_size=12))
def test_a_damaged_table_is_read_or_refused_with_a_sentence(at: int, gone: int, put: bytes) -> None:
    content = (DATA / "customers.csv").read_bytes()
    damaged = source(content[:at] + put + content[at + gone :])
    by = guess.propose(source(content)).mapping
    try:
        items = list(MappedTable(by).read(damaged))
        found = guess.propose(damaged)
    except RefnetError as error:
        assert error.message and error.fix
    else:
        assert sum(counts(items)) >= 0 and found.columns


# ------------------------------------------------------------------------------------------------ in a book


def test_an_unknown_table_is_asked_about_and_nothing_comes_in(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(TYPOS, encoding="utf-8")
    before = book.store.dump()
    with pytest.raises(UnmappedTableError) as asked:
        book.import_file(path, now=NOW)
    assert asked.value.proposal == book.propose(path)
    assert asked.value.proposal.counts == {"used": 2, "refused": 0, "skipped": 0}
    assert book.store.dump() == before


def test_what_was_accepted_is_remembered_by_the_headers_and_said(book: Book, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(TYPOS, encoding="utf-8")
    second.write_text("Emial;Compny;Nmae;Phne\ncy@example.com;Mill;Cy Hale;555-0103\n", encoding="utf-8")
    empty = book.store.dump()
    report = book.import_file(first, now=NOW, accept_guess=True)
    assert (report.importer, report.people, report.used) == ("generic.table", 2, 2)
    assert book.propose(second).remembered
    again = book.import_file(second, now=NOW)
    assert (again.people, [p.code for p in again.problems]) == (1, ["mapping-remembered"])
    book.undo(again.import_id, now=NOW)
    book.undo(report.import_id, now=NOW)
    assert book.store.dump() == empty
    with pytest.raises(UnmappedTableError):
        book.import_file(second, now=NOW)


def test_the_owners_word_counts_more_than_any_importer(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("Name,Email\nLarkspur,info@example.com\n", encoding="utf-8")
    by = mapping("contacts", "name=company", "email=email")
    assert book.propose(path, mapping=by).columns[0].reason == "you say so"
    report = book.import_file(path, mapping=by, now=NOW)
    assert (report.importer, report.organizations) == ("generic.table", 1)


def test_our_own_template_goes_first_unless_the_table_holds_more(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("Name,Email,Shoe size\nDana,dana@example.com,38\n", encoding="utf-8")
    assert book.import_file(path, now=NOW, dry_run=True).importer == "template.contacts"
    path.write_text("Name,Email,Profession\nDana,dana@example.com,cook\n", encoding="utf-8")
    with pytest.raises(UnmappedTableError):
        book.import_file(path, now=NOW)


# ------------------------------------------------------------------------------------------- on the command line


def run(*words: str) -> Any:
    return CliRunner().invoke(main, list(words))


def test_the_command_shows_takes_and_corrects_a_guess(tmp_path: Path) -> None:
    place, path, saved = str(tmp_path / "b.refnet"), tmp_path / "people.csv", tmp_path / "map.json"
    path.write_text(TYPOS, encoding="utf-8")
    assert run("new", "--me", "Maya Castellan", "--book", place).exit_code == 0
    asked = run("import", str(path), "--book", place)
    assert asked.exit_code == 1
    for told in ('nearly "name"', "2 used", "--accept-guess", "commas between the cells", "To settle"):
        assert told in asked.output
    answer = json.loads(run("import", str(path), "--book", place, "--json").stdout)["files"][0]
    assert (answer["verdict"], answer["proposal"]["counts"]["used"]) == ("ask", 2)
    shown = run("import", str(path), "--book", place, "--show-guess")
    assert shown.exit_code == 0
    saved.write_text(shown.stdout.replace('"phone"', '"notes"'), encoding="utf-16")
    assert run("import", str(path), "--book", place, "--map", str(saved)).exit_code == 0
    with open_book(place) as book:
        (dana,) = [r for r in book.store.records() if isinstance(r, PersonRecord) and r.name == "Dana Okafor"]
    assert (dana.notes, dana.phones) == (("555-0101",), ())


def test_a_mapping_that_is_none_stops_the_command(tmp_path: Path) -> None:
    place, path = str(tmp_path / "b.refnet"), tmp_path / "people.csv"
    path.write_text(TYPOS, encoding="utf-8")
    run("new", "--me", "Maya Castellan", "--book", place)
    assert "no mapping of columns" in run("import", str(path), "--book", place, "--map", str(path)).output
    assert "cannot be opened" in run("import", str(path), "--book", place, "--map", str(tmp_path / "none")).output
    assert run("import", str(path), str(path), "--book", place, "--show-guess").exit_code == 2
