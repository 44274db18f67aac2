"""Several people share a book: what one of them keeps private is in no answer of the others, wherever it is kept."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest

from refnet import ingest
from refnet.book import Book, Member, open_book
from refnet.errors import RefnetError, UnknownPersonError, UnknownSourceError
from refnet.export.whole import export_book
from refnet.ingest import is_current
from refnet.model import Interaction, Note, PersonId, Relation
from refnet.records import MAKER, PersonRecord
from refnet.stores import open_store
from refnet.stores.base import EVERYONE, NOBODY, Store, View

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
DAY = NOW.date()
NAMES: Final = ("Sam Reed", "Priya Nair", "Lee Wong")
WORD: Final = {"Sam Reed": "zqsam", "Priya Nair": "zqpriya", "Lee Wong": "zqlee"}
"""A word in everything that is private to each of them, and in nothing else."""
SHARED = """Name,Email,Company,Notes
Dana Okafor,dana@example.com,Larkspur Hotels,
Bo Lindqvist,bo@example.com,Fernhill,
Ines Reyes,ines@example.com,Larkspur Hotels,
"""


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty book of each kind."""
    address = "memory:" if request.param == "memory" else str(tmp_path / "book.refnet")
    opened = open_store(address, create=True)
    yield opened
    opened.close()


@dataclass
class Team:
    """A book of three, as each of them sees it."""

    store: Store
    folder: Path
    books: dict[str, Book]

    def __getitem__(self, name: str) -> Book:
        return self.books[name]

    def bring(self, name: str, file: str, text: str, **how: Any) -> ingest.FileReport:
        """Let a member import a file."""
        path = self.folder / file
        path.write_text(text, encoding="utf-8")
        return self.books[name].import_file(path, now=NOW, **how)


@pytest.fixture
def team(store: Store, tmp_path: Path) -> Team:
    """Sam, who made the book, Priya and Lee, and a file that Sam shared."""
    ingest.enter(
        store, [PersonRecord(MAKER, "your own entry", name="Sam Reed", emails=("sam@example.com",), me=True)], now=NOW
    )
    sam = Book(store)
    (tmp_path / "files").mkdir()
    for name in NAMES[1:]:
        sam.add_member(name, [f"{name.split()[0].lower()}@example.com"], now=NOW)
    books = {member.name: Book(store, member.key) for member in sam.members()}
    made = Team(store, tmp_path / "files", books)
    made.bring("Sam Reed", "contacts.csv", SHARED)
    return made


def keep_secrets(team: Team, name: str) -> None:
    """Everything that one can keep private, with the member's word in it."""
    word, book = WORD[name], team[name]
    dana, bo = book.target("Dana Okafor").people[0], book.target("Bo Lindqvist").people[0]
    book.log(Note(dana, DAY, f"{word} note"), private=True, now=NOW)
    book.log(Relation(dana, bo, "friend", label=f"{word} friends", at=DAY), private=True, now=NOW)
    # A file that nobody else sees, with somebody nobody else knows and a row that cannot be used
    text = f"Date,With,Notes\n2026-10-01,{word.title()} Secretson; Dana Okafor,{word} met\n31-31-2026,{word} nobody,\n"
    team.bring(name, f"{word}.csv", text, private=True)
    # Somebody in shared files of this member, who becomes private, and in a file that comes later
    text = f"Name,Email,Company,Notes\n{word.title()} Hidden,{word}@example.com,{word} Works,{word} text\nDana Okafor,dana@example.com,,\n"
    team.bring(name, f"contacts of {name}.csv", text)
    hidden = book.target(f"{word.title()} Hidden").people[0]
    book.log(Note(hidden, DAY, f"{word} shared at first"), now=NOW)
    book.make_private(hidden, now=NOW)
    text = f"Date,With,Notes\n2026-10-08,{word.title()} Hidden; Bo Lindqvist,{word} later\n2026-10-09,Ines Reyes,\n"
    team.bring(name, f"meetings of {name}.csv", text)
    # A word on who is who, in which the name of somebody private stands
    book.merge(book.target(f"{word.title()} Secretson").people[0], hidden, now=NOW)


@pytest.fixture
def secretive(team: Team) -> Team:
    """The book in which each keeps private what can be."""
    for name in NAMES:
        keep_secrets(team, name)
    return team


def store_answers(store: Store) -> dict[str, Callable[[], Any]]:
    """Every read of a store, with everything it can be asked by."""
    everybody = open_everything(store)
    return {
        "sources": store.sources,
        "records": store.records,
        "sightings": lambda: store.sightings(everybody["keys"]),
        "decisions": store.decisions,
        "said": store.said,
        "people": lambda: store.people(everybody["people"]),
        "person_id": lambda: [store.person_id(each) for each in everybody["people"]],
        "all_people": lambda: list(store.all_people()),
        "aliases": store.aliases,
        "search": lambda: [store.search(text) for text in (*WORD.values(), "dana", "secretson", "hidden", "example")],
        "at_organization": lambda: [store.at_organization(f"{word} works") for word in WORD.values()],
        "neighbours": lambda: store.neighbours(everybody["people"]),
        "ties": lambda: list(store.ties()),
        "events": lambda: store.events(everybody["events"]),
        "events_of": lambda: store.events_of(everybody["people"]),
        "events_between": lambda: store.events_between(
            (a, b) for a in everybody["people"] for b in everybody["people"]
        ),
        "all_events": lambda: list(store.all_events()),
        "profile": store.profile,
        "counts": store.counts,
        "dump": store.dump,
    }


def open_everything(store: Store) -> dict[str, list[Any]]:
    """Keys and ids of everything that is in a book, whoever may see it."""
    members = [member.key for member in Book(store).members()]
    views = [store.seen_by(member) for member in (NOBODY, *members)]
    return {
        "keys": [seen.record.key for seen in store.said(member=EVERYONE).sightings],
        "people": sorted({person.id for view in views for person in view.all_people()}),
        "events": sorted({event.id for view in views for event in view.all_events()}),
    }


def book_answers(book: Book) -> dict[str, Callable[[], Any]]:
    """Every public question to a book."""
    people = [person.id for person in book.people()]
    return {
        "sources": book.sources,
        "members": book.members,
        "member": lambda: book.member,
        "people": book.people,
        "counts": book.counts,
        "suggest": lambda: [book.suggest(text) for text in ("d", "z", "zq", "l", "s", "h")],
        "paths": lambda: [book.paths(text, as_of=DAY) for text in ("Dana Okafor", "Larkspur Hotels", "Ines Reyes")],
        "anyone": lambda: [book.paths(text, as_of=DAY, start="anyone") for text in ("Dana Okafor", "Larkspur Hotels")],
        "from": lambda: [book.paths("Dana Okafor", as_of=DAY, start=name) for name in NAMES],
        "who_knows": lambda: [book.who_knows(text, DAY) for text in ("Dana Okafor", "Larkspur Hotels")],
        "reach": lambda: book.reach(DAY),
        "circles": lambda: book.circles(DAY),
        "network": lambda: book.network(DAY).people,
        "today": lambda: book.today(DAY),
        "cold": lambda: book.cold(DAY),
        "advocates": lambda: book.advocates(DAY),
        "value_grid": lambda: book.value_grid(DAY),
        "cascade": lambda: [book.cascade(person, DAY) for person in people],
        "review": lambda: book.review(None),
        "parts": lambda: [book.parts(person) for person in people],
        "card": lambda: [book.card(person, DAY) for person in people],
        "exchange": lambda: [book.exchange(person, DAY) for person in people],
        "told": lambda: [book.told(person) for person in people],
        "values": lambda: [book.values(person) for person in people],
        "evidence": lambda: book.evidence([event.id for event in book.store.all_events()], DAY),
        "around": lambda: [book.around([person], DAY) for person in people],
        "frames": lambda: [book.to_frame(name, DAY).to_csv() for name in ("people", "ties", "events", "referrals")],
        "graph": lambda: list(book.to_networkx(DAY).nodes(data=True)),
        "export": lambda: [exported(book, form) for form in (".json", ".zip", ".graphml", ".gexf")],
        "undo": lambda: undo_of_nothing(book),
        "target": lambda: [unknown(book, word) for word in WORD.values() if word != WORD[book.member.name]],
    }


def exported(book: Book, form: str) -> str:
    content = export_book(book.store, book.snapshot(DAY), book.ego, form).content
    if form != ".zip":
        return content.decode()
    with zipfile.ZipFile(BytesIO(content)) as zipped:
        return "".join(zipped.read(name).decode() for name in zipped.namelist())


def undo_of_nothing(book: Book) -> str:
    """What is said where an import is not there, which names those that are."""
    with pytest.raises(UnknownSourceError) as told:
        book.undo("no such import")
    return f"{told.value} {told.value.fix}"


def unknown(book: Book, word: str) -> str:
    """What is said of somebody who is not there, without the word that was asked for."""
    with pytest.raises(UnknownPersonError) as told:
        book.target(f"{word.title()} Secretson")
    return f"{told.value} {told.value.fix}".replace(f"{word.title()} Secretson", "")


OWN_WORD_NOWHERE: Final = frozenset(
    # Answers without texts, and those in which what was made up here has no part
    "person_id aliases neighbours ties profile counts members member network today cold advocates value_grid undo "
    "target decisions reach circles anyone from who_knows review exchange paths cascade".split()
)


@pytest.mark.parametrize("name", NAMES)
def test_no_read_of_a_store_gives_a_member_what_another_keeps_private(secretive: Team, name: str) -> None:
    """And everything of their own is there."""
    answers = store_answers(secretive[name].store)
    _check(answers, name)


@pytest.mark.parametrize("name", NAMES)
def test_no_question_to_a_book_gives_a_member_what_another_keeps_private(secretive: Team, name: str) -> None:
    _check(book_answers(secretive[name]), name)


def test_what_all_share_holds_nothing_private(secretive: Team) -> None:
    for question, ask in store_answers(secretive.store).items():
        assert [word for word in WORD.values() if word in told(ask())] == [], question


def _check(answers: dict[str, Callable[[], Any]], name: str) -> None:
    for question, ask in answers.items():
        found = told(ask())
        assert [word for word in WORD.values() if word != WORD[name] and word in found] == [], question
        assert WORD[name] in found or question in OWN_WORD_NOWHERE, question


def told(answer: Any) -> str:
    """Everything in an answer, in small letters."""
    return f"{answer!r} {json.dumps(answer, default=repr)}".casefold()
