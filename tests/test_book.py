"""A book: whose files are whose, what the owner enters and decides, and questions as of a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import refnet
from refnet.book import Book, new_book
from refnet.errors import BookNotFoundError, RefnetError, UnknownPersonError, UnknownSourceError, UnreadableFileError
from refnet.model import Ask, Consent, Person, Thanks

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
DAY = NOW.date()
CONTACTS = "Name,Email\nDana Okafor,dana@example.com\nPriya Nandakumar,priya@example.com\n"
MEETINGS = "Date,With\n2026-10-01,Bo Lindqvist\n2026-10-08,Bo Lindqvist\n"


@pytest.fixture
def book() -> Iterator[Book]:
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as made:
        yield made


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def one(book: Book, name: str) -> Person:
    (found,) = [person for person in book.people() if person.name == name]
    return found


def test_a_file_of_a_team_mate_tells_of_the_team_mate_s_ties(book: Book, tmp_path: Path) -> None:
    book.import_file(written(tmp_path, "contacts.csv", CONTACTS), now=NOW)
    book.import_file(written(tmp_path, "meetings.csv", MEETINGS), of="Priya Nandakumar", now=NOW)
    (route, *_) = book.paths("Bo Lindqvist", as_of=DAY).routes
    assert route.names == ("Maya Castellan", "Priya Nandakumar", "Bo Lindqvist")


def test_a_team_mate_keeps_the_name_when_the_file_that_told_of_them_is_undone(book: Book, tmp_path: Path) -> None:
    contacts = book.import_file(written(tmp_path, "contacts.csv", CONTACTS), now=NOW)
    meetings = written(tmp_path, "meetings.csv", MEETINGS)
    book.import_file(meetings, of="Priya Nandakumar", now=NOW)
    book.undo(contacts.import_id, now=NOW)
    assert {person.name for person in book.people()} == {"Maya Castellan", "Priya Nandakumar", "Bo Lindqvist"}
    assert book.import_file(meetings, of="Priya Nandakumar", now=NOW).known


def test_somebody_new_becomes_a_person_with_the_file_and_goes_with_it(book: Book, tmp_path: Path) -> None:
    before = book.store.dump()
    report = book.import_file(written(tmp_path, "meetings.csv", MEETINGS), of="Jonas Ferreira", now=NOW)
    assert one(book, "Jonas Ferreira")
    book.undo(report.import_id, now=NOW)
    assert book.store.dump() == before


def test_a_file_that_cannot_be_read_leaves_nobody_behind(book: Book, tmp_path: Path) -> None:
    before = book.store.dump()
    with pytest.raises(UnreadableFileError, match="is empty"):
        book.import_file(written(tmp_path, "empty.csv", "\n"), of="Jonas Ferreira", now=NOW)
    assert book.store.dump() == before


def test_several_files_at_once_are_what_they_are_one_by_one(book: Book, tmp_path: Path) -> None:
    """One change of the book, of which each file can be undone alone; a file twice among them comes in once."""
    contacts, meetings = written(tmp_path, "contacts.csv", CONTACTS), written(tmp_path, "meetings.csv", MEETINGS)
    friends = written(tmp_path, "friends.csv", "Name,Email\nBo Lindqvist,bo@example.com\n")
    files = [(friends, ""), (meetings, "Priya Nandakumar"), (friends, "")]
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as other:
        for changed in (book, other):
            changed.import_file(contacts, now=NOW)
        before = book.store.revision()
        reports = book.import_files(files, now=NOW)
        assert (book.store.revision(), [report.rows for report in reports]) == (before + 1, [1, 2, 1])
        assert [other.import_file(file, of=of, now=NOW).known for file, of in files] == [False, False, True]
        assert book.store.dump() == other.store.dump()
        assert [report.known for report in book.import_files(files[:1], now=NOW)] == [True]
        for changed in (book, other):
            changed.undo(reports[0].import_id, now=NOW)
        assert book.store.dump() == other.store.dump()


def test_of_several_files_none_comes_in_where_one_cannot(book: Book, tmp_path: Path) -> None:
    before = book.store.dump()
    contacts, picture = written(tmp_path, "contacts.csv", CONTACTS), written(tmp_path, "picture.png", "no table")
    with pytest.raises(RefnetError, match="picture.png"):
        book.import_files([(contacts, ""), (picture, "")], now=NOW)
    whole = written(tmp_path, "book.json", '{"refnet": "book", "version": 1}')
    with pytest.raises(RefnetError, match="whole book"):
        book.import_files([(contacts, ""), (whole, "")], now=NOW)
    assert book.store.dump() == before


def test_a_name_much_like_one_in_the_book_is_rather_a_slip_of_the_pen(book: Book, tmp_path: Path) -> None:
    book.import_file(written(tmp_path, "contacts.csv", CONTACTS), now=NOW)
    with pytest.raises(UnknownPersonError) as told:
        book.import_file(written(tmp_path, "meetings.csv", MEETINGS), of="Priya Nandakumer", now=NOW)
    assert "Priya Nandakumar" in told.value.fix


def test_what_the_owner_enters_counts_and_stays_when_an_import_goes(book: Book, tmp_path: Path) -> None:
    report = book.import_file(written(tmp_path, "contacts.csv", CONTACTS), now=NOW)
    dana = one(book, "Dana Okafor")
    event = book.log(Thanks(book.ego, dana.id, at=date(2026, 10, 30)), now=NOW)
    assert [e.text for e in book.evidence([event], DAY)] == ["You thanked Dana Okafor"]
    book.undo(report.import_id, now=NOW)
    assert book.store.events([event])


def test_an_entry_is_taken_back_as_if_it_had_never_been(book: Book, tmp_path: Path) -> None:
    book.import_file(written(tmp_path, "contacts.csv", CONTACTS), now=NOW)
    before = book.store.dump()
    event = book.log(Thanks(book.ego, one(book, "Dana Okafor").id, at=date(2026, 10, 30)), now=NOW)
    book.take_back(event, now=NOW)
    assert book.store.dump() == before
    with pytest.raises(UnknownSourceError):
        book.take_back(event, now=NOW)


def test_what_a_file_told_is_not_taken_back_but_undone(book: Book, tmp_path: Path) -> None:
    book.import_file(written(tmp_path, "meetings.csv", MEETINGS), now=NOW)
    (first, _) = book.store.all_events()
    with pytest.raises(UnknownSourceError, match="no such entry"):
        book.take_back(first.id, now=NOW)


def test_a_mark_that_a_file_set_is_cleared_by_the_owner_alone(book: Book, tmp_path: Path) -> None:
    """The owner's word stays when a newer file says the same again; taken back, the file's word counts."""
    rows = "Name,Email,Do not ask\nDana Okafor,dana@example.com,yes\n"
    book.import_file(written(tmp_path, "contacts.csv", rows), now=NOW)
    assert one(book, "Dana Okafor").flags == ("do-not-ask",)
    word = book.log(Consent(one(book, "Dana Okafor").id, DAY, "do-not-ask", granted=True), now=NOW)
    assert one(book, "Dana Okafor").flags == ()
    book.import_file(written(tmp_path, "newer.csv", rows + "Bo Lindqvist,bo@example.com,\n"), now=NOW)
    assert one(book, "Dana Okafor").flags == ()
    book.take_back(word, now=NOW)
    assert one(book, "Dana Okafor").flags == ("do-not-ask",)


def test_an_open_ask_is_a_reason_to_wait(book: Book, tmp_path: Path) -> None:
    book.import_file(written(tmp_path, "contacts.csv", CONTACTS), now=NOW)
    book.import_file(written(tmp_path, "meetings.csv", MEETINGS), of="Priya Nandakumar", now=NOW)
    priya = one(book, "Priya Nandakumar")
    fresh = book.paths("Bo Lindqvist", as_of=DAY).routes[0]
    book.log(Ask(book.ego, priya.id, at=date(2026, 10, 20)), now=NOW)
    waiting = book.paths("Bo Lindqvist", as_of=DAY).routes[0]
    assert fresh.caution == "" and "was asked 12 days ago" in waiting.caution


def test_two_people_joined_are_one_and_their_ids_both_lead_there(book: Book, tmp_path: Path) -> None:
    rows = "Name,Email\nAlejandro Quiroga,alejandro@example.com\nAlex Quiroga,alex@example.com\n"
    book.import_file(written(tmp_path, "two.csv", rows), now=NOW)
    first, second = one(book, "Alejandro Quiroga"), one(book, "Alex Quiroga")
    kept = book.merge(first.id, second.id, now=NOW)
    joined = book.person(kept)
    assert book.person(first.id) == book.person(second.id) == joined
    assert set(joined.emails) == {"alejandro@example.com", "alex@example.com"}
    book.split(kept, second.records, now=NOW)
    assert book.person(second.id).emails == ("alex@example.com",)
    assert book.person(first.id).emails == ("alejandro@example.com",)


def test_a_day_before_an_event_knows_nothing_of_it(book: Book, tmp_path: Path) -> None:
    book.import_file(written(tmp_path, "meetings.csv", MEETINGS), now=NOW)
    bo = one(book, "Bo Lindqvist")
    tie = book.card(bo.id, date(2026, 10, 7)).card.tie
    assert tie is not None and tie.sums.contacts == 1
    assert book.card(bo.id, date(2026, 9, 1)).card.tie is None


def test_a_script_has_what_it_needs_from_refnet_itself(tmp_path: Path) -> None:
    with pytest.raises(BookNotFoundError):
        refnet.open_book(tmp_path / "nowhere.refnet")
    refnet.new_book(tmp_path / "mine.refnet", "Maya Castellan", now=NOW).close()
    with refnet.open_book(tmp_path / "mine.refnet") as opened:
        assert opened.person(opened.ego).name == "Maya Castellan"
