"""Review, merge and split: likely pairs come with reasons, and whatever the owner says of them can be taken back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from refnet import ingest
from refnet.book import Book, new_book, open_book
from refnet.cli import main
from refnet.errors import RefnetError
from refnet.ingest.joining import PersonPart
from refnet.model import Interaction, Note, Person, PersonId
from refnet.records import EventRecord, Mention, PersonRecord
from refnet.text import for_terminal

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
TRUTH = Path(__file__).resolve().parent.parent / "sample_data" / "files" / "truth.json"


@pytest.fixture
def book() -> Iterator[Book]:
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as made:
        yield made


@pytest.fixture
def bring(book: Book, tmp_path: Path) -> Any:
    """Bring a table into the book: its header, then its rows."""

    def bring(header: str, *rows: str) -> str:
        path = tmp_path / f"table{len(list(tmp_path.iterdir()))}.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return book.import_file(path, now=NOW).import_id

    return bring


def one(book: Book, name: str) -> Person:
    (found,) = [person for person in book.store.all_people() if person.name == name]
    return found


def view(book: Book) -> dict[str, Any]:
    """Who is who in a book and what happened, without the owner's words on it."""
    whole = book.store.dump()
    return {part: whole[part] for part in ("people", "events", "ties", "aliases", "profile")}


def names(book: Book) -> list[tuple[str, str]]:
    return [pair.names for pair in book.review()]


CONTACTS = ("Name,Email,Company", "Alejandro Quiroga-Paz,alejandro@example.com,Jackdaw", "Bo Marsh,bo@example.com,Acme")
MEETINGS = ("Date,With", "2026-10-01,Alex Quiroga", "2026-10-02,Alex Quiroga", "2026-10-03,Dana")


# -------------------------------------------------------------------------------------------------------- review


@pytest.fixture
def sample(sample_book: Path) -> Iterator[Book]:
    with open_book(sample_book) as opened:
        yield opened


def test_the_sample_s_pair_for_the_owner_to_join_is_shown_and_its_namesakes_are_not(sample: Book) -> None:
    truth = json.loads(TRUTH.read_text(encoding="utf-8"))
    pairs = [set(pair.names) for pair in sample.review(limit=8)]
    assert set(truth["one_person_for_the_owner_to_join"]["names"]) in pairs
    two = {person["name"] for person in truth["two_people_one_name"]}
    assert two not in pairs
    assert set(truth["colleagues_sharing_domain_and_phone"]) not in pairs


def test_the_parts_of_a_pair_add_up_and_its_sentences_are_sentences(sample: Book) -> None:
    for pair in sample.review(limit=None):
        assert pair.weight == pytest.approx(sum(reason.value for reason in pair.reasons), abs=0.01)
        assert all(reason.text.endswith(".") for reason in pair.reasons)
        assert pair.first != pair.second


def test_pairs_that_would_change_more_come_first(book: Book, bring: Any) -> None:
    bring("Name,Company", "Rob Marsh,Acme", "Robert Marsh,Acme", "Alex Quiroga,Jackdaw", "Alexander Quiroga,Jackdaw")
    bring("Date,With", *(f"2026-10-{n:02},{who}" for n in range(1, 9) for who in ("Alex Quiroga", "Alexander Quiroga")))
    first, second = book.review()
    assert set(first.names) == {"Alex Quiroga", "Alexander Quiroga"}
    assert (first.effect.events, second.effect.events) == (9, 1)
    assert book.joined(first.first, first.second) == first.effect


def test_who_asked_not_to_be_shown_is_in_no_pair(book: Book, bring: Any) -> None:
    bring("Name,Company,Do not show", "Alex Quiroga,Jackdaw,yes", "Alexander Quiroga,Jackdaw,")
    assert {"do-not-show"} == {flag for person in book.store.all_people() for flag in person.flags}
    assert names(book) == []


def test_rows_that_name_one_of_two_namesakes_are_told_with_the_two(book: Book, bring: Any) -> None:
    bring("Name,Email,Company", "Dana Okafor,dana@example.com,Acme", "Dana Okafor,d.o@example.org,Acme")
    bring("Date,With", "2026-10-01,Dana Okafor", "2026-10-02,Dana Okafor")
    (pair,) = book.review()
    assert "Some rows say this name and no more, and 2 people have it." in [reason.text for reason in pair.reasons]
    kept = book.merge(pair.first, pair.second, now=NOW)
    assert len([e for e in book.store.events_of([kept]) if isinstance(e.event, Interaction)]) == 2
    assert names(book) == []


def test_a_pair_called_different_does_not_come_again_until_that_is_taken_back(book: Book, bring: Any) -> None:
    bring(*CONTACTS)
    bring(*MEETINGS)
    (pair,) = book.review()
    before = book.store.dump()
    book.keep_apart(pair.first, pair.second, now=NOW)
    assert names(book) == []
    bring("Date,With", "2026-10-09,Alex Quiroga")
    assert names(book) == []
    book.undo(now=NOW)
    book.reconsider(pair.first, pair.second, now=NOW)
    assert book.review() == (pair,)
    assert book.store.dump() == before


def test_ten_thousand_people_are_reviewed_without_comparing_all_with_all() -> None:
    """Counted in pairs, not in seconds: a hundred thousand comparisons are about a second."""
    from refnet.identity.candidates import candidates
    from refnet.identity.compare import features

    given_names, families = [f"g{n}a" for n in range(100)], [f"f{n}o" for n in range(100)]
    everybody = [
        Person(PersonId(f"p{n}"), f"{given_names[n % 100]} {families[n // 100]}", emails=(f"{n}x@example.com",))
        for n in range(10_000)
    ]
    assert len(list(candidates({p.id: features(p) for p in everybody}))) < 200_000


# ------------------------------------------------------------------------------------------------ merge and split


def test_somebody_known_from_events_only_is_joined_with_their_events_and_split_again(book: Book, bring: Any) -> None:
    bring(*CONTACTS)
    bring(*MEETINGS)
    before = view(book)
    card, met = one(book, "Alejandro Quiroga-Paz"), one(book, "Alex Quiroga")
    parts = [part.key for part in book.parts(met.id)]
    kept = book.merge(card.id, met.id, now=NOW)
    assert kept == card.id == book.person(met.id).id
    assert len(book.store.events_of([kept])) == 3
    bring("Date,With", "2026-10-20,Alex Quiroga")
    assert len(book.store.events_of([kept])) == 4
    book.undo(now=NOW)
    book.split(kept, parts, now=NOW)
    assert view(book) == before


def test_a_first_name_alone_is_joined_with_whom_the_owner_means(book: Book, bring: Any) -> None:
    bring("Name,Email", "Dana Okafor,dana@example.com")
    bring(*MEETINGS)
    book.merge(one(book, "Dana Okafor").id, one(book, "Dana").id, now=NOW)
    assert [p.name for p in book.people("dana")] == ["Dana Okafor"]
    assert "Dana" in one(book, "Dana Okafor").names


def test_rows_of_a_name_are_taken_from_the_one_who_has_it(book: Book, bring: Any) -> None:
    bring(*CONTACTS)
    bring("Date,With", "2026-10-01,Bo Marsh")
    before = view(book)
    bo = one(book, "Bo Marsh")
    (record, rows) = book.parts(bo.id)
    assert (record.places, rows.places) == (("row 3 of table0.csv",), ("row 2 of table1.csv",))
    book.split(bo.id, [rows.key], now=NOW)
    assert sorted(len(p.records) for p in book.people("bo marsh")) == [0, 1]
    other = next(person for person in book.people("bo marsh") if not person.records)
    book.merge(bo.id, other.id, now=NOW)
    assert view(book) == before


def test_a_merge_outlives_the_file_that_told_of_it(book: Book, bring: Any) -> None:
    """Words stand for every pair of parts, so one file's going does not undo them."""
    bring("Name,Email", "Dana Okafor,dana@example.com")
    again = bring("Name,Email,Company", "Dana Okafor,dana@example.com,Acme")
    bring("Name,Email", "Dee Bell,dee@example.com")
    kept = book.merge(one(book, "Dana Okafor").id, one(book, "Dee Bell").id, now=NOW)
    book.undo(again, now=NOW)
    assert book.person(kept).emails == ("dee@example.com", "dana@example.com")


def test_what_is_nobody_s_record_cannot_be_split_away(book: Book, bring: Any) -> None:
    bring(*CONTACTS)
    with pytest.raises(RefnetError, match="no record of Bo Marsh"):
        book.split(one(book, "Bo Marsh").id, ["row 1"], now=NOW)


NAMES = ("Dana Okafor", "D. Okafor", "Dana", "Bo Marsh", "Dana Okafor-Bell", "")
MAILS = ("dana@example.com", "bo@example.com", "info@example.com", "", "")
spoken = st.builds(Mention, st.sampled_from(NAMES), st.sampled_from(MAILS), organization=st.sampled_from(("", "Acme")))


somebody = st.integers(0, 20)


@given(
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(MAILS)), max_size=4),
    st.lists(st.tuples(spoken, spoken), max_size=4),
    st.lists(st.tuples(st.booleans(), somebody, somebody), max_size=3),
    somebody,
    somebody,
)
def test_a_merge_then_a_split_gives_the_book_back(
    cards: list[tuple[str, str]],
    meetings: list[tuple[Mention, Mention]],
    before: list[tuple[bool, int, int]],
    a: int,
    b: int,
) -> None:
    """Whoever the two are, on record, named by an address or by a name alone, and whatever was said before."""
    records = [PersonRecord(f"c{n}", f"row {n}", name=name, emails=(mail,)) for n, (name, mail) in enumerate(cards)]
    events = [EventRecord(f"e{n}", f"row {n}", Interaction(None, two)) for n, two in enumerate(meetings)]
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as book:
        ingest.enter(book.store, [*records, *events], now=NOW)
        for same, *two in before:
            (book.merge if same else book.keep_apart)(*_two(book, *two), now=NOW)
        first, second = _two(book, a, b)
        was, own = view(book), _members(book)[second]
        kept = book.merge(first, second, now=NOW)
        assert book.person(first).id == book.person(second).id == kept
        if first != second:
            book.split(kept, own, now=NOW)
        assert view(book) == was


def _two(book: Book, a: int, b: int) -> tuple[PersonId, PersonId]:
    people = [person.id for person in book.store.all_people()]
    return people[a % len(people)], people[b % len(people)]


def _members(book: Book) -> dict[PersonId, tuple[str, ...]]:
    return ingest.who_is_who(book.store.records(), book.store.decisions()).members


# -------------------------------------------------------------------------------------------------- command line


@pytest.fixture
def path(sample_book: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sample_book, tmp_path / "sample.refnet"))


def run(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words], prog_name="refnet")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def answer(*words: str | Path) -> dict[str, Any]:
    result = run(*words, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    assert found.pop("version") == 1
    return found


ALEX = ("Alejandro Quiroga-Paz", "Alex Quiroga")


def test_the_commands_that_a_review_names_do_what_it_says(path: Path) -> None:
    shown = run("review", "--book", path).stdout
    assert "Alex may stand for Alejandro" in shown
    (pair,) = [p for p in answer("review", "--book", path)["pairs"] if set(p["names"]) == set(ALEX)]
    merging = f"merge {pair['first']} {pair['second']}"
    assert merging in shown
    assert "are one person" in run(*merging.split(), "--book", path).stdout
    parting = f"split {pair['first']} --from {pair['second']}"
    assert parting in shown
    assert run(*parting.split(), "--book", path).exit_code == 2


def test_a_dry_run_changes_nothing(path: Path) -> None:
    before = answer("people", "--book", path)
    assert answer("merge", *ALEX, "--dry-run", "--book", path)["effect"] == {"events": 1, "ties": 0}
    parts = answer("split", ALEX[0], "--book", path)["parts"]
    assert answer("split", ALEX[0], "--record", parts[0]["key"], "--dry-run", "--book", path)["others"] == []
    assert answer("split", ALEX[0], "--from", ALEX[1], "--dry-run", "--book", path)["dry_run"]
    assert answer("people", "--book", path) == before
    assert [p for p in answer("review", "--book", path)["pairs"] if set(p["names"]) == set(ALEX)]


def test_a_record_is_taken_away_by_its_number(path: Path) -> None:
    before = answer("people", "--book", path)
    run("merge", *ALEX, "--book", path)
    listed = run("split", ALEX[1], "--book", path).stdout
    (number,) = [line.split(".")[0].strip() for line in listed.splitlines() if ". Alex Quiroga" in line]
    taken = answer("split", ALEX[1], "--record", number, "--book", path)
    assert len(taken["others"]) == 1
    assert answer("people", "--book", path) == before


def test_two_that_stay_two_are_not_asked_about_again(path: Path) -> None:
    before = answer("review", "--book", path)
    assert "stay two people" in run("split", ALEX[0], "--from", ALEX[1], "--book", path).stdout
    assert [p for p in answer("review", "--book", path)["pairs"] if set(p["names"]) == set(ALEX)] == []
    assert answer("split", ALEX[0], "--from", ALEX[1], "--undo", "--book", path)["apart"] == []
    assert answer("review", "--book", path) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("split", ALEX[0], "--record", "99"), "no record '99'"),
        (("split", ALEX[0], "--record", "1", "--from", ALEX[1]), "either --record or --from"),
        (("split", ALEX[0], "--undo"), "takes back a --from"),
        (("merge", ALEX[0], "Nobody Atall"), "Nobody Atall"),
        (("merge", ALEX[0], "Takumi Ibarra"), "fits"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(path: Path, words: tuple[str, ...], told: str) -> None:
    result = run(*words, "--book", path)
    assert result.exit_code in (1, 2)
    assert told in result.stderr


def test_no_name_commands_the_terminal(tmp_path: Path) -> None:
    hostile = "\u202eAlex \x1b]0;x\x07 Quiroga"
    made = tmp_path / "book.refnet"
    with new_book(made, "Maya Castellan", now=NOW) as book:
        records = [PersonRecord(f"c{n}", "row\x1b[2J", name=hostile, emails=(f"a@{n}.example.com",)) for n in "ab"]
        ingest.enter(book.store, records, now=NOW)
        (pair,) = book.review()
    for words in (("review",), ("split", pair.first), ("merge", pair.first, pair.second)):
        shown = run(*words, "--book", made).stdout
        assert shown == "\n".join(map(for_terminal, shown.split("\n")))


def test_a_part_says_where_it_stands(book: Book, bring: Any) -> None:
    bring(*CONTACTS)
    (part,) = book.parts(one(book, "Bo Marsh").id)
    assert part == PersonPart(part.key, "Bo Marsh, bo@example.com, Acme", ("row 3 of table0.csv",), part.events)


def test_words_about_somebody_forgotten_are_gone_with_their_name(book: Book, bring: Any) -> None:
    bring(*CONTACTS)
    bring(*MEETINGS)
    met = one(book, "Alex Quiroga").id
    book.keep_apart(one(book, "Bo Marsh").id, met, now=NOW)
    ingest.forget(book.store, met, secret=b"a secret outside the book", now=NOW)
    assert "quiroga" not in str(book.store.decisions()).lower()


def test_a_note_on_a_namesake_known_from_events_only_joins_nobody(book: Book, bring: Any) -> None:
    """Two with one name and no record of their own: what is logged of each stays with each."""
    bring("Date,With,Email", "2026-10-01,Dana Okafor,dana@example.com", "2026-10-02,Dana Okafor,d.o@example.org")
    first, second = (person.id for person in book.store.search("Dana Okafor"))
    for person in (first, second):
        book.log(Note(about=person, at=NOW.date(), text="Tea"), now=NOW)
    assert book.person(first).id != book.person(second).id
    assert [len(book.store.events_of([book.person(p).id], kinds=["note"])) for p in (first, second)] == [1, 1]


def test_a_note_on_a_first_name_stays_with_it(book: Book, bring: Any) -> None:
    bring(*MEETINGS)
    dana = one(book, "Dana").id
    book.log(Note(about=dana, at=NOW.date(), text="Tea"), now=NOW)
    assert len(book.store.events_of([book.person(dana).id])) == 2
