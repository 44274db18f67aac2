"""Whatever an owner does in whatever order, each store tells what the reference in memory tells, and undo is exact."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from neo4j_server import Server

from refnet.book import Book, new_book
from refnet.errors import AmbiguousPersonError
from refnet.identity.resolve import id_of
from refnet.ingest import who_is_who
from refnet.model import Note, Person, Referral
from refnet.stores import open_store

NAMES = ("Dana Okafor", "Bo Lindqvist", "Dana Okafor-Hale", "D. Okafor", "Ines Reyes", "Jo Ng")
MAILS = ("dana@example.com", "bo@example.com", "ines@example.com", "info@example.com", "")
DAY = date(2026, 1, 1)

contact = st.tuples(st.sampled_from(NAMES), st.sampled_from(MAILS), st.sampled_from(("Larkspur", "Fernhill", "")))
meeting = st.tuples(st.integers(0, 40), st.sampled_from(NAMES), st.sampled_from(MAILS))
stage = st.sampled_from(("given", "won"))
referral = st.tuples(st.integers(0, 40), st.sampled_from(NAMES), st.sampled_from(NAMES), stage)


def contacts_csv(rows: list[tuple[str, str, str]]) -> str:
    return "Name,Email,Company\n" + "".join(f"{name},{mail},{firm}\n" for name, mail, firm in rows)


def meetings_csv(rows: list[tuple[int, str, str]]) -> str:
    return "Date,With,Email\n" + "".join(f"{DAY + timedelta(days=n)},{name},{mail}\n" for n, name, mail in rows)


def referrals_csv(rows: list[tuple[int, str, str, str]]) -> str:
    lines = (f"{DAY + timedelta(days=n)},{by},{whom},{stage}\n" for n, by, whom, stage in rows)
    return "Date,Referrer,Prospect,Status\n" + "".join(lines)


files = st.one_of(
    st.lists(contact, min_size=1, max_size=5).map(contacts_csv),
    st.lists(meeting, min_size=1, max_size=5).map(meetings_csv),
    st.lists(referral, min_size=1, max_size=5).map(referrals_csv),
)


class Sequences(RuleBasedStateMachine):
    """The same steps on a book in a file, or at whatever address a subclass says, and on one in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = datetime(2026, 3, 1, 9, tzinfo=UTC)
        self.address = self.place()
        self.count = 0

    def place(self) -> str:
        """Where the other book goes; nothing is there yet."""
        return str(Path(self.folder.name) / "book.refnet")

    @initialize()
    def make(self) -> None:
        self.books = [
            new_book(address, "Maya Castellan", ["maya@example.com"], now=self.clock)
            for address in ("memory:", self.address)
        ]

    def teardown(self) -> None:
        for book in getattr(self, "books", ()):
            book.close()
        self.folder.cleanup()

    def now(self) -> datetime:
        self.clock += timedelta(minutes=1)
        return self.clock

    @rule(text=files, of=st.sampled_from(("", "", "Ines Reyes")))
    def bring_in(self, text: str, of: str) -> None:
        """A file comes in; the same once more changes nothing; taken back and brought in again it is as before."""
        self.count += 1
        path = Path(self.folder.name) / f"file{self.count}.csv"
        path.write_text(text, encoding="utf-8")
        for book, now in self.each():
            if not is_one(book, of):
                of = ""
            owner = book.owner_of(of).key if of else ""
            before = book.store.dump()
            first = book.import_file(path, of=of, now=now)
            assert first.rows == first.used + first.refused + first.skipped
            after = book.store.dump()
            # By the id now: the file may have brought a second person of that name; or it never mentions its owner
            again = id_of(owner) if of and book.store.person_id(id_of(owner)) else of
            assert book.import_file(path, of=again, now=now).known
            assert book.store.dump() == after
            book.undo(first.import_id, now=now)
            assert book.store.dump() == before
            book.import_file(path, of=of, now=now)
            assert book.store.dump() == after

    @precondition(lambda self: self.books[0].sources())
    @rule(which=st.integers(0, 10))
    def take_back(self, which: int) -> None:
        sources = self.books[0].sources()
        import_id = sources[which % len(sources)].import_id
        for book, now in self.each():
            book.undo(import_id, now=now)

    @rule(a=st.integers(0, 20), b=st.integers(0, 20))
    def merge(self, a: int, b: int) -> None:
        first, second = (self.somebody(n).id for n in (a, b))
        for book, now in self.each():
            book.merge(first, second, now=now)
            assert book.person(first).id == book.person(second).id

    @rule(a=st.integers(0, 20), b=st.integers(0, 20))
    def merge_and_split(self, a: int, b: int) -> None:
        """Taking away what the second was made of gives the book back."""
        first, second = (self.somebody(n).id for n in (a, b))
        for book, now in self.each():
            before = view(book)
            own = who_is_who(book.store.records(), book.store.decisions()).members[second]
            kept = book.merge(first, second, now=now)
            if first != second:
                book.split(kept, own, now=now)
            assert view(book) == before

    @rule(a=st.integers(0, 20), b=st.integers(0, 20))
    def keep_apart(self, a: int, b: int) -> None:
        """A pair that was called different is in no review."""
        first, second = (self.somebody(n).id for n in (a, b))
        for book, now in self.each():
            book.keep_apart(first, second, now=now)
            assert {first, second} not in [{pair.first, pair.second} for pair in book.review(None)]

    @rule(a=st.integers(0, 20))
    def split(self, a: int) -> None:
        person = self.somebody(a)
        for book, now in self.each():
            book.split(person.id, [part.key for part in book.parts(person.id)][1:], now=now)

    @rule(a=st.integers(0, 20), text=st.text(max_size=10))
    def note(self, a: int, text: str) -> None:
        person = self.somebody(a).id
        for book, now in self.each():
            book.log(Note(about=person, at=now.date(), text=text), now=now)

    @rule(a=st.integers(0, 20), b=st.integers(0, 20))
    def refer(self, a: int, b: int) -> None:
        by, whom = self.somebody(a).id, self.somebody(b).id
        for book, now in self.each():
            book.log(Referral(by, whom, book.ego, at=now.date()), now=now)

    @rule()
    def reopen(self) -> None:
        self.books[1].close()
        self.books[1] = Book(open_store(self.address))

    @invariant()
    def both_tell_the_same(self) -> None:
        if hasattr(self, "books"):
            memory, other = self.books
            assert other.store.dump() == memory.store.dump()
            assert other.revision == memory.revision
            assert [p.id for p in other.people("dana")] == [p.id for p in memory.people("dana")]

    def each(self) -> list[tuple[Book, datetime]]:
        now = self.now()
        return [(book, now) for book in self.books]

    def somebody(self, number: int) -> Person:
        people = list(self.books[0].store.all_people())
        return people[number % len(people)]


def view(book: Book) -> dict[str, Any]:
    """Who is who in a book and what happened, without the owner's words on it."""
    whole = book.store.dump()
    return {part: whole[part] for part in ("people", "events", "ties", "aliases", "profile")}


def is_one(book: Book, name: str) -> bool:
    """Whether a name means one team-mate."""
    try:
        return bool(name and book.owner_of(name))
    except AmbiguousPersonError:
        return False


TestSequences: Any = Sequences.TestCase
TestSequences.settings = settings(max_examples=max(15, settings().max_examples // 10), stateful_step_count=12)


def test_a_neo4j_server_tells_what_memory_tells(neo4j_server: Server) -> None:
    """The same steps, a few: each takes a second there."""

    class OnServer(Sequences):
        def place(self) -> str:
            neo4j_server.empty()
            return neo4j_server.uri

    few = settings(max_examples=max(15, settings().max_examples // 50), stateful_step_count=12)
    run_state_machine_as_test(OnServer, settings=few)
