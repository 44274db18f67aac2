"""People of one small employer are tied by a guess, which every answer calls one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refnet.book import Book, new_book
from refnet.colleagues import MOST, colleagues, employer, shared_employer
from refnet.ingest import is_current
from refnet.model import Employment, Interaction, Person, PersonId
from refnet.snapshots import PastSnapshot, snapshot
from refnet.stores.base import Tie
from refnet.strength import PRIORS, TieSums
from refnet.text import fold_organization

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
DAY = NOW.date()
GUESS = TieSums(grade="inferred")


def works(name: str, *jobs: Employment | str) -> Person:
    """Somebody with these jobs, each an employment or the name of an employer."""
    return Person(PersonId(name), name, jobs=tuple(Employment(job) if isinstance(job, str) else job for job in jobs))


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        (["Larkspur Hotels"], "Larkspur Hotels"),
        (["Larkspur Hotels Ltd.", "Fernhill"], "Larkspur Hotels Ltd."),
        ([Employment("Larkspur Hotels", end=date(2024, 5, 1))], ""),
        ([Employment("", "Head of purchasing")], ""),
        (["Self-employed"], ""),
        (["selbständig"], ""),
        (["n/a"], ""),
        (["--"], ""),
        (["Dana Okafor GmbH"], ""),
        ([], ""),
    ],
)
def test_an_employer_is_where_somebody_works_now(jobs: list[Employment | str], expected: str) -> None:
    """Not where they worked, nor a word for none; and a company that is a customer is not its own employer."""
    assert employer(works("Dana Okafor", *jobs)) == expected


def test_an_employer_is_shared_however_it_is_written() -> None:
    dana, bo, eve = works("Dana", "Larkspur Hotels, Inc."), works("Bo", "LARKSPUR HOTELS"), works("Eve", "Fernhill")
    assert (shared_employer(dana, bo), shared_employer(dana, eve)) == ("Larkspur Hotels, Inc.", "")
    assert shared_employer(works("Al"), works("Cy")) == ""


@given(st.lists(st.sampled_from(("Larkspur", "Larkspur Ltd", "Fernhill", "Retired", "")), max_size=3 * MOST))
def test_colleagues_are_all_pairs_of_an_employer_of_few(employers: list[str]) -> None:
    people = [works(f"p{number:02}", name) for number, name in enumerate(employers)]
    staff = [[p.id for p in people if fold_organization(employer(p)) == key] for key in ("larkspur", "fernhill")]
    expected = [pair for there in staff if len(there) <= MOST for pair in combinations(there, 2)]
    assert sorted(colleagues(people)) == sorted(expected)


# ------------------------------------------------------------------------------------------------------ in a book


@pytest.fixture(params=["memory", "sqlite", "neo4j"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    """A book of Maya Castellan, who met Dana; Dana and Bo work for Larkspur Hotels."""
    address = {"memory": "memory:", "sqlite": str(tmp_path / "book.refnet")}.get(request.param)
    address = address or request.getfixturevalue("neo4j_database").uri
    with closing(new_book(address, "Maya Castellan", ["maya@example.com"], now=NOW)) as made:
        bring(made, tmp_path, "dana.csv", "Dana Okafor,Larkspur Hotels", of="")
        made.log(Interaction(date(2026, 10, 20), (made.ego, one(made, "Dana Okafor").id), "meeting"), now=NOW)
        yield made


def bring(book: Book, folder: Path, name: str, *rows: str, of: str = "Priya Nair") -> str:
    """Import people whom somebody knows, with their employers; gives the id of the import."""
    path = folder / name
    path.write_text("\n".join(("Name,Company", *rows, "")), encoding="utf-8")
    return book.import_file(path, of=of, now=NOW).import_id


def one(book: Book, name: str) -> Person:
    (found,) = [person for person in book.people() if person.name == name]
    return found


def guesses(book: Book) -> list[tuple[str, ...]]:
    """The names of those between whom nothing but their employer makes a tie."""
    names = {person.id: person.name for person in book.people()}
    return sorted(tuple(sorted((names[tie.a], names[tie.b]))) for tie in book.store.ties() if tie.sums == GUESS)


def test_a_file_ties_colleagues_and_takes_the_tie_along(book: Book, tmp_path: Path) -> None:
    assert guesses(book) == []
    brought = bring(book, tmp_path, "more.csv", "Bo Lind,Larkspur Hotels Ltd", "Ines Reyes,Fernhill", "Jo Ng,Retired")
    assert guesses(book) == [("Bo Lind", "Dana Okafor")]
    assert is_current(book.store)
    book.undo(brought, now=NOW)
    assert guesses(book) == []


def test_of_many_who_work_for_one_employer_nobody_is_taken_to_know_another(book: Book, tmp_path: Path) -> None:
    bring(book, tmp_path, "most.csv", *(f"Guest Number{n},Larkspur Hotels" for n in range(MOST - 1)))
    assert len(guesses(book)) == MOST * (MOST - 1) // 2
    bring(book, tmp_path, "more.csv", "Bo Lind,Larkspur Hotels")
    assert guesses(book) == []


def test_what_happened_between_colleagues_says_more_than_their_employer(book: Book, tmp_path: Path) -> None:
    bring(book, tmp_path, "more.csv", "Bo Lind,Larkspur Hotels")
    dana, bo = one(book, "Dana Okafor"), one(book, "Bo Lind")
    book.log(Interaction(date(2026, 10, 21), (dana.id, bo.id), "meeting"), now=NOW)
    (tie,) = [tie for tie in book.store.ties() if {tie.a, tie.b} == {dana.id, bo.id}]
    assert (tie.sums.grade, tie.sums.meetings) == ("observed", 1)


def test_a_way_over_colleagues_says_that_it_is_a_guess(book: Book, tmp_path: Path) -> None:
    bring(book, tmp_path, "more.csv", "Bo Lind,Larkspur Hotels")
    (route,) = book.paths("Bo Lind", as_of=DAY).routes
    assert route.names == ("Maya Castellan", "Dana Okafor", "Bo Lind")
    (reason,) = route.hops[1].reasons
    assert reason.text == "Both work at Larkspur Hotels; that they know each other is a guess."
    assert reason.value == route.hops[1].strength.value == PRIORS["inferred"]
    assert "Should you know each other, would you introduce us?" in route.message.body
    assert "whom you know" not in route.message.body


def test_who_is_a_colleague_of_somebody_may_know_them(book: Book, tmp_path: Path) -> None:
    bring(book, tmp_path, "more.csv", "Bo Lind,Larkspur Hotels")
    bring(book, tmp_path, "me.csv", "Maya at work,Larkspur Hotels")
    book.merge(book.ego, one(book, "Maya at work").id, now=NOW)
    found = book.who_knows("Bo Lind", DAY)
    assert found.text == "You may know Bo Lind (both work at Larkspur Hotels)."
    assert [line.guessed for line in found.lines] == [True]


def test_a_day_in_the_past_has_the_same_guesses(book: Book, tmp_path: Path) -> None:
    bring(book, tmp_path, "more.csv", "Bo Lind,Larkspur Hotels")
    now = list(snapshot(book.store, DAY).every_tie())
    assert [Tie(tie.a, tie.b, tie.sums) for tie in now] == list(book.store.ties())
    assert list(PastSnapshot(book.store, DAY).every_tie()) == now
