"""Several people share a book: what one of them keeps private is in no answer of the others, wherever it is kept."""

from __future__ import annotations

import itertools
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from refnet import ingest
from refnet.analysis.team import TeamPaths
from refnet.book import Book, new_book, open_book
from refnet.errors import RefnetError, UnknownPersonError, UnknownSourceError
from refnet.export.whole import export_book
from refnet.ingest import is_current
from refnet.ingest.view import Whole, difference
from refnet.model import BookEvent, Employment, EventId, Interaction, Note, Person, PersonId, Relation
from refnet.records import MAKER, PersonRecord
from refnet.stores import open_store
from refnet.stores.base import EVERYONE, NOBODY, Change, Store, Tie, View
from refnet.stores.forms import held
from refnet.stores.memory import MemoryStore
from refnet.strength import Profile, TieSums

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


@pytest.fixture(params=["memory", "sqlite", "neo4j"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty book of each kind."""
    address = {"memory": "memory:", "sqlite": str(tmp_path / "book.refnet")}.get(request.param)
    address = address or request.getfixturevalue("neo4j_database").uri
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
    return a_team(store, tmp_path)


def a_team(store: Store, folder: Path) -> Team:
    """The book of the fixture `team`."""
    ingest.enter(
        store, [PersonRecord(MAKER, "your own entry", name="Sam Reed", emails=("sam@example.com",), me=True)], now=NOW
    )
    sam = Book(store)
    (folder / "files").mkdir()
    for name in NAMES[1:]:
        sam.add_member(name, [f"{name.split()[0].lower()}@example.com"], now=NOW)
    books = {member.name: Book(store, member.key) for member in sam.members()}
    made = Team(store, folder / "files", books)
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
    text = f"Name,Email,Company,Notes\n{word.title()} Hidden,{word}@example.com,{word} Works,{word} text\n"
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
    "aliases anyone cold counts member members neighbours network person_id profile review target ties today undo "
    "value_grid who_knows".split()
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


# ------------------------------------------------------------------------------------------------- one's own again


def test_a_team_s_views_and_marks_follow_from_what_was_said(secretive: Team) -> None:
    assert is_current(secretive.store)


def test_what_was_private_is_shared_again_when_its_member_says_so(team: Team) -> None:
    """Afterwards the others see the book as if nobody had ever been private."""
    team.bring("Priya Nair", "more.csv", "Name,Email\nZelda Quirk,zelda@example.com\n")
    priya, before = team["Priya Nair"], team["Lee Wong"].store.dump()
    zelda = priya.target("Zelda Quirk").people[0]
    priya.make_private(zelda, now=NOW)
    assert "Zelda" not in told(team["Lee Wong"].store.dump()) and priya.person(zelda).flags == ("private",)
    priya.make_private(zelda, private=False, now=NOW)
    assert team["Lee Wong"].store.dump() == before and priya.person(zelda).flags == ()
    assert is_current(team.store)


def test_remarks_on_rows_do_not_name_somebody_private(team: Team) -> None:
    rows = "Zelda Quirk,Zelda Quirk,,\n2026-10-01,Bo Lindqvist,call,\n"
    for file, more in (("with.csv", "2026-10-02,Zelda Quirk,call,\n"), ("without.csv", "")):
        team.bring("Priya Nair", file, f"Date,With,Type,Notes\n{rows}{more}")
    priya = team["Priya Nair"]
    assert all("zelda quirk" in told(source.problems) for source in team["Lee Wong"].sources()[1:])
    priya.make_private(priya.target("Zelda Quirk").people[0], now=NOW)
    assert "zelda" not in told([team["Lee Wong"].sources(), team["Lee Wong"].store.dump()])


def test_what_the_files_of_others_tell_of_a_private_person_stays_shared(team: Team) -> None:
    team.bring("Priya Nair", "phones.csv", "Name,Email,Phone\nDana Okafor,dana@example.com,+1 415 555 0199\n")
    priya, lee = team["Priya Nair"], team["Lee Wong"]
    priya.make_private(priya.target("Dana Okafor").people[0], now=NOW)
    dana = lee.person(lee.target("Dana Okafor").people[0])
    assert (dana.emails, dana.phones, dana.flags) == (("dana@example.com",), (), ())
    assert priya.person(priya.target("Dana Okafor").people[0]).phones == ("+1 415 555 0199",)


def test_a_private_import_is_undone_by_its_member_alone(team: Team) -> None:
    before = team.store.dump()
    report = team.bring("Priya Nair", "mine.csv", "Name,Email\nZelda Quirk,zelda@example.com\n", private=True)
    assert (report.new_people, team.store.dump()) == (1, before)
    with pytest.raises(UnknownSourceError):
        team["Lee Wong"].undo(report.import_id, now=NOW)
    team["Priya Nair"].undo(report.import_id, now=NOW)
    assert team["Priya Nair"].store.private_view(team["Priya Nair"].member.key) == View()
    assert team["Priya Nair"].people("Zelda") == []


def test_any_member_may_undo_what_another_shared(team: Team) -> None:
    report = team.bring("Priya Nair", "more.csv", "Name,Email\nZelda Quirk,zelda@example.com\n")
    team["Lee Wong"].undo(report.import_id, now=NOW)
    assert team["Priya Nair"].people("Zelda") == []


def test_the_same_file_may_be_private_to_two_and_shared_by_a_third(team: Team) -> None:
    text = "Name,Email\nZelda Quirk,zelda@example.com\n"
    reports = [team.bring(name, "same.csv", text, private=name != "Lee Wong") for name in NAMES]
    assert len({report.import_id for report in reports}) == 3 and not any(report.known for report in reports)
    assert team.bring("Sam Reed", "same.csv", text, private=True).known
    assert len(team["Sam Reed"].sources()) == 3


def test_an_entry_is_taken_back_by_whoever_made_it(team: Team) -> None:
    priya, dana = team["Priya Nair"], team["Priya Nair"].target("Dana Okafor").people[0]
    for private in (False, True):
        before = priya.store.dump()
        note = priya.log(Note(dana, DAY, "tea"), private=private, now=NOW)
        with pytest.raises(UnknownSourceError):
            team["Lee Wong"].take_back(note, now=NOW)
        priya.take_back(note, now=NOW)
        left = [source["id"] for source in priya.store.dump()["sources"]]
        assert [source["id"] for source in before["sources"]] == left[: len(before["sources"])]
        assert priya.store.dump()["events"] == before["events"]


def test_an_entry_about_somebody_whom_the_others_do_not_know_is_private(team: Team) -> None:
    team.bring("Priya Nair", "mine.csv", "Name,Email\nZelda Quirk,zelda@example.com\n", private=True)
    priya = team["Priya Nair"]
    priya.log(Interaction(DAY, (priya.ego, priya.target("Zelda Quirk").people[0])), now=NOW)
    assert "zelda" not in told(team["Lee Wong"].store.dump())


def test_a_file_of_somebody_whom_the_others_do_not_know_is_private(team: Team) -> None:
    team.bring("Priya Nair", "mine.csv", "Name,Email\nZelda Quirk,zelda@example.com\n", private=True)
    team.bring("Priya Nair", "theirs.csv", "Date,With\n2026-10-01,Bo Lindqvist\n", of="Zelda Quirk")
    assert "zelda" not in told([team["Lee Wong"].store.said(), team["Lee Wong"].store.dump()])


def test_a_file_of_somebody_who_becomes_private_becomes_private_with_them(team: Team) -> None:
    team.bring("Priya Nair", "theirs.csv", "Date,With\n2026-10-01,Bo Lindqvist\n", of="Zelda Quirk")
    priya, before = team["Priya Nair"], team["Lee Wong"].store.dump()
    zelda = priya.target("Zelda Quirk").people[0]
    priya.make_private(zelda, now=NOW)
    assert "zelda" not in told([team["Lee Wong"].store.said(), team["Lee Wong"].store.dump()])
    priya.make_private(zelda, private=False, now=NOW)
    assert team["Lee Wong"].store.dump() == before


def test_somebody_is_forgotten_in_what_others_keep_private_too(secretive: Team, tmp_path: Path) -> None:
    dana = secretive["Lee Wong"].target("Dana Okafor").people[0]
    ingest.forget(secretive["Lee Wong"].store, dana, secret=b"a secret", now=NOW)
    assert "dana@example.com" not in told(secretive.store.said(member=EVERYONE))
    for name in NAMES:
        assert secretive[name].people("Dana") == []
    assert is_current(secretive.store)


def test_a_member_can_neither_be_forgotten_nor_private(team: Team) -> None:
    sam, priya = team["Sam Reed"], team["Priya Nair"]
    with pytest.raises(RefnetError, match="team"):
        ingest.forget(sam.store, priya.ego, secret=b"a secret", now=NOW)
    with pytest.raises(RefnetError, match="shares this book"):
        sam.make_private(priya.ego, now=NOW)


def test_an_exported_book_holds_what_its_member_sees_with_its_marks(secretive: Team, tmp_path: Path) -> None:
    """Brought into an empty book it is the same to that member, and as much to the others as before."""
    priya = secretive["Priya Nair"]
    path = tmp_path / "book.json"
    path.write_bytes(export_book(priya.store, priya.snapshot(DAY), priya.ego, ".json").content)
    other = open_store("memory:", create=True)
    ingest.enter(other, [PersonRecord(MAKER, "your own entry", name="Sam Reed", me=True)], now=NOW)
    Book(other).import_file(path, now=NOW)
    assert other.seen_by(priya.member.key).dump() == priya.store.dump()
    assert other.dump() == secretive.store.dump()
    assert is_current(other)


# --------------------------------------------------------------------------------------------------------- members


def test_a_book_is_opened_as_the_member_whom_a_name_address_or_id_means(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "team.refnet"
    with new_book(path, "Sam Reed", now=NOW) as sam:
        priya = sam.add_member("Priya Nair", ["priya@example.com"], now=NOW)
        assert [member.name for member in sam.members()] == ["Sam Reed", "Priya Nair"]
    for text in ("Priya Nair", "priya nair", "PRIYA@example.com", priya.person_id):
        with open_book(path, text) as book:
            assert (book.member, book.ego) == (priya, priya.person_id)
    monkeypatch.setenv("REFNET_MEMBER", "Priya Nair")
    with open_book(path) as book:
        assert book.member.name == "Priya Nair"
    monkeypatch.setenv("REFNET_MEMBER", "*")
    with pytest.raises(UnknownPersonError, match='"Sam Reed" and "Priya Nair"') as error:
        open_book(path)
    assert "refnet members --add" in error.value.fix


def test_a_team_mate_who_is_in_the_book_becomes_the_member_of_that_name(team: Team) -> None:
    sam, meetings = team["Sam Reed"], "Date,With\n2026-10-01,Bo Lindqvist\n"
    team.bring("Sam Reed", "theirs.csv", meetings, of="Ines Reyes")
    ines = sam.target("Ines Reyes").people[0]
    added = sam.add_member("Ines Reyes", now=NOW)
    assert (added.person_id, len(sam.people("Ines"))) == (ines, 1)
    team.books["Ines Reyes"] = Book(team.store, added.key)
    assert team.bring("Ines Reyes", "theirs.csv", meetings).known
    assert sam.owner_of("Ines Reyes").key == next(s.owner for s in sam.sources() if s.label == "theirs.csv")


def test_a_team_mate_known_by_name_only_becomes_the_member_of_that_name(team: Team) -> None:
    sam, meetings = team["Sam Reed"], "Date,With\n2026-10-01,Bo Lindqvist\n"
    team.bring("Sam Reed", "theirs.csv", meetings, of="Jonas Ferreira")
    added = sam.add_member("Jonas Ferreira", now=NOW)
    assert [person.id for person in sam.people("Jonas")] == [added.person_id]
    team.books["Jonas"] = Book(team.store, added.key)
    assert team.bring("Jonas", "theirs.csv", meetings).known


def test_a_member_s_files_tell_of_their_own_ties(team: Team) -> None:
    team.bring(
        "Priya Nair", "met.csv", "Date,With,Type\n2026-09-01,Bo Lindqvist,meeting\n2026-10-01,Bo Lindqvist,meeting\n"
    )
    (line, *_) = team["Lee Wong"].who_knows("Bo Lindqvist", DAY).lines
    assert (line.member_name, line.fact, line.member) == ("Priya Nair", "met twice", team["Priya Nair"].ego)
    assert {source.member for source in team["Sam Reed"].sources()} == {MAKER, team["Priya Nair"].member.key}


def test_who_knows_somebody_best_and_how_far_it_is_from_oneself(team: Team) -> None:
    days = "".join(f"2026-0{month}-01,Bo Lindqvist,meeting\n" for month in (3, 5, 7, 9))
    team.bring("Priya Nair", "met.csv", f"Date,With,Type\n{days}")
    team.bring("Lee Wong", "met too.csv", "Date,With\n2026-08-01,Priya Nair\n2026-09-01,Priya Nair\n")
    lee = team["Lee Wong"]
    answer = lee.paths("Bo Lindqvist", as_of=DAY, start="anyone")
    assert isinstance(answer, TeamPaths)
    assert answer.text == "Priya Nair knows Bo Lindqvist best (met 4 times); you would need two steps."
    assert answer.routes[0].names == ("Priya Nair", "Bo Lindqvist") and answer.routes[0].message.body.endswith("Priya")
    assert "you" not in " ".join(reason.text.casefold() for hop in answer.routes[0].hops for reason in hop.reasons)
    assert {route.names[0] for route in answer.routes} == set(NAMES)
    priya = lee.paths("Bo Lindqvist", as_of=DAY, start="priya@example.com")
    assert {route.names[0] for route in priya.routes} == {"Priya Nair"}
    assert team["Priya Nair"].who_knows("Bo Lindqvist", DAY).text == "You know Bo Lindqvist best (met 4 times)."


def test_what_others_entered_is_called_theirs(team: Team) -> None:
    lee = team["Lee Wong"]
    team["Priya Nair"].log(Note(lee.target("Dana Okafor").people[0], DAY, "tea"), now=NOW)
    assert [evidence.places for evidence in lee.card(lee.target("Dana Okafor").people[0], DAY).history][:1] == [
        ("entered 2026-11-01 of Priya Nair's own entries",)
    ]


# ------------------------------------------------------------------------------------------------------ sequences

doings = st.lists(
    st.tuples(
        st.sampled_from(["share", "keep", "note", "private note", "hide", "show", "merge", "apart", "undo", "forget"]),
        st.sampled_from(NAMES),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=12,
)


@given(doings=doings)
# Somebody whom the others know by an entry alone is private to the one whose file tells of them, who notes something
@example(
    doings=[
        (what, who, 0, 0)
        for what, who in (
            ("hide", NAMES[0]),
            ("note", NAMES[1]),
            ("forget", NAMES[0]),
            ("hide", NAMES[0]),
            ("note", NAMES[0]),
        )
    ]
)
# A word on who is who that becomes private changes for another member who it is that they call private
@example(
    doings=[
        ("share", "Sam Reed", 5, 1),
        ("private note", "Lee Wong", 0, 4),
        ("forget", "Lee Wong", 4, 3),
        ("forget", "Lee Wong", 4, 1),
        ("note", "Priya Nair", 3, 5),
        ("note", "Lee Wong", 1, 4),
        ("show", "Sam Reed", 2, 4),
        ("share", "Lee Wong", 3, 1),
        ("hide", "Priya Nair", 4, 5),
        ("merge", "Lee Wong", 5, 0),
        ("merge", "Lee Wong", 2, 2),
        ("keep", "Sam Reed", 4, 2),
    ]
)
@settings(max_examples=40)
def test_whatever_members_do_nothing_private_is_seen_by_another(
    tmp_path_factory: pytest.TempPathFactory, doings: list[tuple[str, str, int, int]]
) -> None:
    """A view is always what follows from what was said, and private words stay with whose they are."""
    with closing(open_store("memory:", create=True)) as store:
        team = a_team(store, tmp_path_factory.mktemp("team"))
        for number, doing in enumerate(doings):
            do(team, number, *doing)
            assert is_current(store)
            assert "zq" not in told([store.said(), store.dump()])
            for name in NAMES:
                others = [word for word in WORD.values() if word != WORD[name]]
                assert not any(word in told([team[name].store.said(), team[name].store.dump()]) for word in others)


def do(team: Team, number: int, what: str, name: str, first: int, second: int) -> None:
    """One thing that a member does, about the people whom they see."""
    book, word = team[name], WORD[name]
    people = [person.id for person in book.people() if person.name not in NAMES]
    # Whoever sees nobody but the team can do nothing about anybody
    one, two = (people[n % len(people)] if people else book.ego for n in (first, second))
    mails = f"m{first}@example.com,Larkspur Hotels\nDana Okafor,m{second}@example.com,\n"
    match what:
        case "share":
            team.bring(name, f"{number}.csv", f"Name,Email,Company\nBo {'ABCDEF'[first]},{mails}")
        case "keep":
            team.bring(name, f"{word}.csv", f"Name,Email,Company\n{word.title()} {first},{mails}", private=True)
        case "note":
            book.log(Note(one, DAY, "tea"), now=NOW)
        case "private note":
            book.log(Interaction(DAY, (book.ego, one), note=word), private=True, now=NOW)
        case "hide" | "show" if people:
            book.make_private(one, what == "hide", now=NOW)
        case "merge" if people:
            book.merge(one, two, now=NOW)
        case "apart" if people:
            book.keep_apart(one, two, now=NOW)
        case "undo" if len(book.sources()) > 1:
            book.undo(now=NOW)
        case "forget" if len(people) > 1:
            ingest.forget(book.store, one, secret=b"a secret", now=NOW)


# ------------------------------------------------------------------------------------------- a view laid over another

SOME = [PersonId(f"p{n}") for n in range(5)]
called = st.sampled_from(["Dana Okafor", "dana", "Bo", "Böb Ng", "Dana Dane"])
someone = st.builds(
    lambda n, name, firm: Person(SOME[n], name, jobs=(Employment(firm),) if firm else ()),
    st.integers(0, 4),
    called,
    st.sampled_from(["Acme, Inc.", "acme", "Larkspur", ""]),
)
happened = st.builds(
    lambda n, a, b, kind: BookEvent(
        EventId(f"e{n}"), Interaction(DAY, (SOME[a], SOME[b])) if kind else Note(SOME[a], DAY)
    ),
    st.integers(0, 4),
    st.integers(0, 4),
    st.integers(0, 4),
    st.booleans(),
)
tied = st.builds(
    lambda a, b, n: Tie(SOME[min(a, b)], SOME[max(a, b)], TieSums("observed", n)),
    st.integers(0, 4),
    st.integers(0, 4),
    st.integers(0, 3),
).filter(lambda tie: tie.a != tie.b)


def ordered(values: dict[Any, Any]) -> list[Any]:
    return [values[key] for key in sorted(values)]


wholes = st.builds(
    lambda people, events, ties, aliases, newest: Whole(
        ordered({person.id: person for person in people}),
        ordered({event.id: event for event in events}),
        ordered({(tie.a, tie.b): tie for tie in ties}),
        {old: new for old, new in aliases.items() if old != new and new in {person.id for person in people}},
        Profile(newest_day=newest),
    ),
    st.lists(someone, max_size=6),
    st.lists(happened, max_size=5),
    st.lists(tied, max_size=5),
    st.dictionaries(st.integers(0, 7).map("p{}".format), st.sampled_from(SOME), max_size=3),
    st.integers(0, 2),
)


@given(shared=wholes, theirs=wholes)
def test_a_private_view_over_the_shared_one_answers_as_the_whole_would(shared: Whole, theirs: Whole) -> None:
    """Each read, with its order and its limits."""
    nothing = Whole([], [], [], {}, Profile())
    private = held(difference(shared, theirs)) if shared != theirs else View()
    base, whole = MemoryStore(), MemoryStore()
    base.apply(Change("1", 0, "edit", NOW, view=difference(nothing, shared), private_views={"me": private}))
    whole.apply(Change("1", 0, "edit", NOW, view=difference(nothing, theirs)))
    assert view_answers(base.seen_by("me")) == view_answers(whole)


def view_answers(store: Store) -> list[Any]:
    """What each read of the view says, in the order in which it says it."""
    texts = ("d", "dana", "dana okafor", "acme", "bob ng", "bo", "")
    pairs = list(itertools.combinations(SOME, 2))
    return [
        [store.person_id(f"p{n}") for n in range(8)],
        store.aliases(),
        list(store.people(SOME).items()),
        list(store.all_people()),
        [store.search(text, limit=limit) for text in texts for limit in (1, 2, 20)],
        [store.at_organization(text, limit=limit) for text in ("Acme", "larkspur", "") for limit in (1, 2, 200)],
        list(store.neighbours(SOME).items()),
        list(store.neighbours(SOME, among=set(SOME[::2])).items()),
        list(store.ties()),
        list(store.events([EventId(f"e{n}") for n in range(6)]).items()),
        [store.events_of(both, kinds=kinds) for both in pairs for kinds in ((), ("note",))],
        [store.events_between([pair]) for pair in pairs],
        [list(store.all_events(kinds=kinds)) for kinds in ((), ("note",), ("note", "interaction"))],
        store.profile(),
        store.counts(),
        store.dump(),
    ]
