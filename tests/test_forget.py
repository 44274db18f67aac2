"""Whoever is forgotten is gone from every table and file of the book, and no file brings them back."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_sequences import files as any_files

from refnet.book import Book, data_folder, new_book
from refnet.errors import RefnetError
from refnet.identity.normalize import email_key
from refnet.ingest import forget, is_current, secret_in
from refnet.ingest.marks import FORGOTTEN, Marks
from refnet.model import Note, Person, PersonId, kind_of, people_of
from refnet.records import Mention, PersonRecord

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
SECRET = b"a secret outside the book"
CONTACTS = """Name,Email,Phone,Company,Notes
Dana Okafor,dana@example.com,+1 415 555 0101,Larkspur Hotels,Prefers tea
Bo Lindqvist,bo@example.com,+1 415 555 0102,Fernhill,"Met through Dana Okafor, call dana@example.com"
Ines Reyes,ines@example.com,+1 415 555 0103,Larkspur Hotels,
"""
MEETINGS = """Date,With,Type,Notes
2026-03-02,Dana Okafor,meeting,Breakfast
2026-03-03,Dana Okafor; Bo Lindqvist,meeting,Dana Okafor brought Bo
2026-03-04,Bo Lindqvist,call,
"""
REFERRALS = """Date,Referrer,Prospect,Status
2026-04-01,Dana Okafor,Ines Reyes,won
2026-04-02,Bo Lindqvist,Dana Okafor,given
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    """Three tables, outside the book's folder."""
    texts = {"contacts.csv": CONTACTS, "meetings.csv": MEETINGS, "referrals.csv": REFERRALS}
    return tuple(write(tmp_path, name, text) for name, text in texts.items())


@pytest.fixture(params=["memory:", "file"])
def book(request: pytest.FixtureRequest, tmp_path: Path, files: tuple[Path, ...]) -> Iterator[Book]:
    """Maya's book, with Dana in records, events of two and of several, and in the notes of others."""
    (tmp_path / "books").mkdir()
    address = request.param if request.param == "memory:" else str(tmp_path / "books" / "maya.refnet")
    with new_book(address, "Maya Castellan", ["maya@example.com"], now=NOW) as made:
        for path in files:
            made.import_file(path, now=NOW)
        made.log(Note(one(made, "Dana Okafor").id, date(2026, 10, 1), "Plays the cello"), now=NOW)
        yield made


def one(book: Book, name: str) -> Person:
    (found,) = [person for person in book.store.all_people() if person.name == name]
    return found


def names(book: Book) -> set[str]:
    return {person.name for person in book.people()}


def everything(book: Book) -> str:
    return repr(book.store.dump()).casefold()


@pytest.mark.parametrize(
    "trace", ["dana", "okafor", "dana@example.com", "555 0101", "cello", "prefers tea", "breakfast"]
)
def test_nothing_of_them_is_left_in_the_book(book: Book, trace: str) -> None:
    assert trace in everything(book)
    book.forget(one(book, "Dana Okafor").id, now=NOW)
    assert trace not in everything(book)


@pytest.mark.parametrize("book", ["file"], indirect=True)
def test_no_file_of_the_book_has_a_byte_of_them(book: Book, tmp_path: Path) -> None:
    book.forget(one(book, "Dana Okafor").id, now=NOW)
    found = [
        (path.name, trace, code)
        for path in (tmp_path / "books").rglob("*")
        for trace in ("Dana Okafor", "dana okafor", "Okafor", "okafor", "dana@example.com", "555 0101", "cello")
        for code in ("utf-8", "utf-16-le", "utf-16-be")
        if path.is_file() and trace.encode(code) in path.read_bytes()
    ]
    assert found == []


def test_what_happened_between_others_stays_with_somebody_in_their_place(book: Book) -> None:
    told = book.forget(one(book, "Dana Okafor").id, now=NOW)
    ego, bo, ines = book.ego, one(book, "Bo Lindqvist").id, one(book, "Ines Reyes").id
    somebody = one(book, "Somebody")
    kept = {kind: [set(people) for people in found] for kind, found in people_by_kind(book).items()}
    assert kept["interaction"] == [{ego, bo}, {ego, bo, somebody.id}] or kept["interaction"] == [
        {ego, bo, somebody.id},
        {ego, bo},
    ]
    assert {frozenset(p) for p in kept["referral"]} == {
        frozenset({somebody.id, ines, ego}),
        frozenset({bo, somebody.id, ego}),
    }
    assert "note" not in kept
    assert (told.name, told.records, told.anonymous) == ("Dana Okafor", 1, 3)
    assert one(book, "Bo Lindqvist").notes == ("Met through somebody, call somebody",)


def people_by_kind(book: Book) -> dict[str, list[tuple[PersonId, ...]]]:
    found: dict[str, list[tuple[PersonId, ...]]] = {}
    for event in book.store.all_events():
        found.setdefault(kind_of(event.event), []).append(people_of(event.event))
    return found


def test_somebody_is_shown_nowhere(book: Book) -> None:
    book.forget(one(book, "Dana Okafor").id, now=NOW)
    assert names(book) == {"Maya Castellan", "Bo Lindqvist", "Ines Reyes"}
    assert book.suggest("somebody") == []
    history = book.card(one(book, "Bo Lindqvist").id, date(2026, 10, 31)).history
    assert any("somebody" in evidence.text for evidence in history)


def test_the_same_files_after_an_undo_do_not_bring_them_back(book: Book, files: tuple[Path, ...]) -> None:
    book.forget(one(book, "Dana Okafor").id, now=NOW)
    for _ in files:
        book.undo(now=NOW)
    reports = [book.import_file(path, now=NOW) for path in files]
    assert [(r.rows, r.used, r.skipped) for r in reports] == [(3, 2, 1), (3, 2, 1), (2, 2, 0)]
    assert all(r.rows == r.used + r.refused + r.skipped for r in reports)
    assert {p.code for r in reports for p in r.problems if p.outcome == "skipped"} == {"forgotten"}
    assert names(book) == {"Maya Castellan", "Bo Lindqvist", "Ines Reyes"}
    assert not {trace for trace in ("dana", "okafor", "555 0101", "breakfast") if trace in everything(book)}


@pytest.mark.parametrize(
    "row",
    [
        "D. Okafor,dana@example.com,,",
        "Dana Okafor-Hale,,001 415 555 0101,",
        "Dana Okafor,,,Larkspur Hotels",
        "Dana Okafor,,,",
    ],
    ids=["address", "phone", "name and employer", "only the name"],
)
def test_another_file_does_not_bring_them_back(book: Book, tmp_path: Path, row: str) -> None:
    book.forget(one(book, "Dana Okafor").id, now=NOW)
    before = {person.id for person in book.store.all_people()}
    report = book.import_file(write(tmp_path, "more.csv", f"Name,Email,Phone,Company\n{row}\n"), now=NOW)
    assert (report.rows, report.used, report.skipped) == (1, 0, 1)
    assert {person.id for person in book.store.all_people()} == before


def test_somebody_else_of_the_same_name_comes_in(book: Book, tmp_path: Path) -> None:
    book.forget(one(book, "Dana Okafor").id, now=NOW)
    row = "Dana Okafor,other@example.com,+1 415 555 0199,Quarry Bank"
    assert book.import_file(write(tmp_path, "more.csv", f"Name,Email,Phone,Company\n{row}\n"), now=NOW).used == 1
    assert one(book, "Dana Okafor").emails == ("other@example.com",)


def test_a_number_that_others_have_as_well_leaves_nobody_else_out(book: Book, tmp_path: Path) -> None:
    """The number of a firm stands on several cards; forgetting one of its people must not shut out the others."""
    office = (
        "Name,Email,Phone\nDana Okafor,dana@example.com,+1 415 555 0150\nBo Lindqvist,bo@example.com,+1 415 555 0150\n"
    )
    book.import_file(write(tmp_path, "office.csv", office), now=NOW)
    book.forget(one(book, "Dana Okafor").id, now=NOW)
    new = "Name,Phone\nJo Ng,+1 415 555 0150\n"
    assert book.import_file(write(tmp_path, "new.csv", new), now=NOW).used == 1


def test_their_own_files_are_refused(book: Book, tmp_path: Path) -> None:
    book.forget(one(book, "Dana Okafor").id, now=NOW)
    with pytest.raises(RefnetError, match="was forgotten in this book"):
        book.import_file(write(tmp_path, "hers.csv", "Name,Email\nJo Ng,jo@example.com\n"), of="Dana Okafor", now=NOW)


def test_a_file_of_theirs_becomes_somebodys(book: Book, tmp_path: Path) -> None:
    theirs = "Name,Email\nJo Ng,jo@example.com\n"
    book.import_file(write(tmp_path, "dana okafor.csv", theirs), of="Dana Okafor", now=NOW)
    book.forget(one(book, "Dana Okafor").id, now=NOW)
    assert "okafor" not in everything(book)
    assert "Jo Ng" in names(book)


def test_a_dry_run_says_what_would_go_and_changes_nothing(book: Book) -> None:
    before = book.store.dump()
    told = book.forget(one(book, "Dana Okafor").id, now=NOW, dry_run=True)
    assert (told.records, told.anonymous) == (1, 3)
    assert book.store.dump() == before


def test_the_owner_cannot_be_forgotten(book: Book) -> None:
    with pytest.raises(RefnetError, match="This book is yours"):
        book.forget(book.ego, now=NOW)


def test_undo_and_more_entries_work_after_forgetting(book: Book) -> None:
    """The record in somebody's place goes with the last file that tells of what they did."""
    book.forget(one(book, "Dana Okafor").id, now=NOW)
    note = book.log(Note(book.ego, date(2026, 10, 3), "Sails"), now=NOW)
    for _ in range(3):
        book.undo(now=NOW)
    assert names(book) == {"Maya Castellan"}
    book.take_back(note, now=NOW)
    assert [p.name for p in book.store.all_people() if p.name == "Somebody"] == []


def test_an_entry_about_them_goes_when_its_file_was_taken_back_before(book: Book) -> None:
    """By then the entry alone tells of them, by the name that it kept."""
    for _ in range(3):
        book.undo(now=NOW)
    book.forget(one(book, "Dana Okafor").id, now=NOW)
    assert "okafor" not in everything(book) and "cello" not in everything(book)


def test_the_key_is_the_owners_alone_and_lies_outside_the_book(book: Book) -> None:
    book.forget(one(book, "Dana Okafor").id, now=NOW)
    path = data_folder() / "forget.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().hex() not in everything(book)


def test_without_the_key_an_import_says_that_it_cannot_tell(book: Book, tmp_path: Path) -> None:
    forget(book.store, one(book, "Dana Okafor").id, secret=SECRET, now=NOW)
    report = book.import_file(write(tmp_path, "new.csv", "Name,Email\nJo Ng,jo@example.com\n"), now=NOW)
    assert "forgotten-unknown" in {problem.code for problem in report.problems}
    with pytest.raises(RefnetError, match="is not on this computer"):
        book.forget(one(book, "Bo Lindqvist").id, now=NOW)


def test_marks_tell_nobody_whom_they_mean_without_the_secret() -> None:
    dana = Person(PersonId("p1"), "Dana Okafor", emails=("dana@example.com",))
    marks = Marks(SECRET).with_person(dana, [], "somebody:1")
    assert "dana" not in marks.setting.casefold()
    assert marks.place_of(Mention(email="Dana@Example.com")) == "somebody:1"
    assert marks.place_of(PersonRecord("k", "row 2", name="Dana Okafor")) == "somebody:1"
    other = Marks.of(marks.setting, b"another secret")
    assert not other.readable and other.place_of(Mention(email="dana@example.com")) == ""
    assert Marks.of("", b"").readable


@settings(max_examples=60)
@given(texts=st.lists(any_files, min_size=1, max_size=3), which=st.integers(0, 20))
def test_whoever_is_forgotten_stays_forgotten_whatever_the_files_say(texts: list[str], which: int) -> None:
    """Files that share names and addresses: the view follows from what is left, and no file brings them back."""
    with tempfile.TemporaryDirectory() as folder, new_book("memory:", "Maya Castellan", now=NOW) as book:
        paths = [write(Path(folder), f"{n}.csv", text) for n, text in enumerate(texts)]
        for path in paths:
            book.import_file(path, now=NOW)
        people = [person for person in book.store.all_people() if person.id != book.ego]
        assume(people)
        person = people[which % len(people)]
        others = {mail for other in book.store.all_people() if other.id != person.id for mail in other.emails}
        book.forget(person.id, now=NOW)
        assert is_current(book.store)
        marks = Marks.of(book.store.setting(FORGOTTEN), secret_in(data_folder()))
        while book.sources():
            book.undo(now=NOW)
        for path in paths:
            report = book.import_file(path, now=NOW)
            assert report.rows == report.used + report.refused + report.skipped
        assert [r for r in book.store.records() if isinstance(r, PersonRecord) and marks.place_of(r)] == []
        assert not [
            mail for mail in person.emails if email_key(mail) and mail not in others and mail in everything(book)
        ]
        assert is_current(book.store)
