"""A view that is worked out in many small parts is the one that is worked out at once, and so are the changes to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from refnet import limits, spool
from refnet.book import Book, new_book
from refnet.cli import main
from refnet.colleagues import colleagues
from refnet.ingest import view, who_is_who
from refnet.ingest.preview import Preview
from refnet.ingest.view import Whole, build_view, difference, whole_of
from refnet.model import Acquaintance, Consent, Employment, Interaction, Introduction, Purchase, Referral
from refnet.records import EventRecord, Mention, OrganizationRecord, PersonRecord, Record
from refnet.stores.base import Change, Decision
from refnet.stores.forms import pair_key
from refnet.stores.memory import MemoryStore
from refnet.stores.sightings import records_in
from refnet.strength import TieSums
from refnet.ties import tie_sums

NOW = datetime(2026, 1, 2, 9, tzinfo=UTC)
NAMES = ("Dana Okafor", "Bo Lind", "Ines Reyes", "Jo Ng", "Ann Marsh", "Mei Lin", "Dana")
MAILS = ("dana@example.com", "bo@example.com", "ines@example.com", "", "")
CARDS = tuple(f"c{n}" for n in range(6))


@contextmanager
def small_parts() -> Iterator[None]:
    """Everything that is done many at a time, or held for a while, is so for two of them at the most."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(view, "_EVENTS_AT_ONCE", 2)
        patch.setattr(view, "_RECENT", 1)
        patch.setattr(spool, "_AT_ONCE", 2)
        patch.setattr(spool.batches, "__defaults__", (2,))
        yield


who = st.builds(
    lambda name, mail, card: Mention(name, mail, record=card),
    st.sampled_from(NAMES),
    st.sampled_from(MAILS),
    st.sampled_from(("", "", *CARDS)),
)
days = st.dates(date(2025, 1, 1), date(2025, 12, 31)) | st.none()
events = st.one_of(
    st.builds(Interaction, days, st.lists(who, min_size=1, max_size=6).map(tuple)),
    st.builds(Acquaintance, who, who, at=days),
    st.builds(Referral, who, who, who, at=days, stage=st.sampled_from(("given", "won"))),
    st.builds(Introduction, who, who, who, at=days),
    st.builds(Purchase, who, who, days, st.integers(0, 9)),
    st.builds(Consent, who, days, st.just("do-not-ask"), st.booleans()),
)
records = st.one_of(
    st.builds(
        lambda key, name, mail, jobs: PersonRecord(key, "row 1", name=name, emails=(mail,) if mail else (), jobs=jobs),
        st.sampled_from(CARDS),
        st.sampled_from(NAMES),
        st.sampled_from(MAILS),
        st.sampled_from(((), (Employment("Larkspur"),), (Employment("Larkspur"),), (Employment("Fernhill"),))),
    ),
    st.builds(lambda n, event: EventRecord(f"e{n:02}", "row 2", event), st.integers(0, 30), events),
    st.builds(lambda n: OrganizationRecord(f"o{n}", "row 3", "Larkspur"), st.integers(0, 1)),
)
books = st.lists(records, max_size=16, unique_by=lambda record: record.key)
decisions = st.lists(
    st.tuples(st.sampled_from(("same", "different")), st.sampled_from(CARDS), st.sampled_from(CARDS)).filter(
        lambda said: said[1] < said[2]
    ),
    max_size=2,
).map(lambda found: [Decision(str(number), *said) for number, said in enumerate(found)])


def plain(whole: Whole) -> dict[str, Any]:
    """All of a view in dictionaries; a second one of a key would be seen by its count."""
    found = {
        "people": {person.id: person for person in whole.people},
        "events": {event.id: event for event in whole.events},
        "ties": {pair_key(tie.a, tie.b): tie for tie in whole.ties},
    }
    return {**found, "aliases": dict(whole.aliases), "profile": whole.profile}


@given(books, decisions)
@settings(max_examples=70)
def test_a_view_in_small_parts_is_the_view_at_once(found: list[Record], said: list[Decision]) -> None:
    at_once = build_view(records_in(found), said)
    with small_parts():
        in_parts = build_view(records_in(found), said)
        assert (list(in_parts.people), list(in_parts.events)) == (list(at_once.people), list(at_once.events))
        assert list(in_parts.ties) == list(at_once.ties)
        assert in_parts == at_once


@given(books, decisions)
@settings(max_examples=50)
def test_a_view_holds_the_people_of_who_is_who_the_sums_of_its_events_and_guesses_of_colleagues(
    found: list[Record], said: list[Decision]
) -> None:
    people = who_is_who(found, said)
    with small_parts():
        whole = build_view(records_in(found), said)
        assert list(whole.people) == list(people.people.values())
        assert whole.aliases == people.aliases
        told = {record.key: record for record in found if isinstance(record, EventRecord)}
        assert [event.id for event in whole.events] == sorted(told)
        for event in whole.events:
            mentioned = [people.mentions[key] for key in sorted(people.mentions) if key[0] == event.id]
            assert list(view.people_of(event.event)) == mentioned
        sums = dict.fromkeys(colleagues(people.people.values()), TieSums(grade="inferred"))
        sums |= tie_sums(event.event for event in whole.events)
        assert [((tie.a, tie.b), tie.sums) for tie in whole.ties] == sorted(sums.items())
    assert sum(1 for _ in whole.events) == len(told)


@given(books, books, decisions)
@settings(max_examples=50)
def test_what_differs_between_two_views_turns_one_into_the_other_and_names_nothing_else(
    old: list[Record], new: list[Record], said: list[Decision]
) -> None:
    with small_parts():
        before, after = build_view(records_in(old), []), build_view(records_in(new), said)
        changed = difference(before, after)
        first, second = plain(before), plain(after)
        for part, key in (("people", "id"), ("events", "id")):
            differing = {one: value for one, value in second[part].items() if first[part].get(one) != value}
            assert {getattr(value, key): value for value in getattr(changed, part)} == differing
        assert list(changed.removed_people) == sorted(first["people"].keys() - second["people"].keys())
        assert list(changed.removed_events) == sorted(first["events"].keys() - second["events"].keys())
        ties = {key: tie for key, tie in second["ties"].items() if first["ties"].get(key) != tie}
        assert {pair_key(tie.a, tie.b): tie for tie in changed.ties} == ties
        gone = sorted(first["ties"].keys() - second["ties"].keys())
        assert [pair_key(*pair) for pair in changed.removed_ties] == gone

        store = MemoryStore()
        for revision, step in enumerate((difference(Whole((), (), (), {}, before.profile), before), changed)):
            store.apply(Change(str(revision), revision, "edit", NOW, view=step))
            assert plain(whole_of(store)) == (first, second)[revision]
        nothing = difference(whole_of(store), after)
        assert not any(map(len, (nothing.people, nothing.events, nothing.ties, nothing.aliases)))
        assert not any(map(len, (nothing.removed_people, nothing.removed_events, nothing.removed_ties)))


# ------------------------------------------------------------------------------------------- what a file would do


contacts = st.lists(st.tuples(st.sampled_from(NAMES[:-1]), st.sampled_from(MAILS)), min_size=1, max_size=7)


def bring(book: Book, folder: Path, rows: Iterable[tuple[str, str]], **options: Any) -> Preview:
    file = folder / f"file{next(numbers)}.csv"
    file.write_text("Name,Email\n" + "".join(f"{name},{mail}\n" for name, mail in rows), encoding="utf-8")
    found = book.import_file(file, now=NOW, **options).preview
    assert found is not None
    return found


numbers = count()


@given(contacts, contacts)
@settings(max_examples=15)
def test_the_counts_of_a_preview_add_up_to_the_people_of_whom_the_file_has_rows(
    tmp_path_factory: pytest.TempPathFactory, first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    """Counted once the file is in, from what each person is made of; and as many are listed as are counted."""
    folder = tmp_path_factory.mktemp("files")
    with small_parts(), new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as book:
        bring(book, folder, first)
        if sorted(first) == sorted(second):
            second = [*second, ("Mei Lin", "mei@example.com")]
        known = {person.id for person in book.store.all_people()}
        said = bring(book, folder, second, dry_run=True)
        assert {person.id for person in book.store.all_people()} == known
        done = bring(book, folder, second)
        assert done.counts == said.counts
        latest = book.sources()[-1].id
        theirs = {seen.record.key for seen in book.store.said().sightings if seen.source_id == latest}
        people = [person for person in book.store.all_people() if theirs & {*person.records}]
        assert sum(said.counts.values()) == len(people)
        listed = [told.outcome for told in said.people]
        assert {outcome: listed.count(outcome) for outcome in said.counts} == {**said.counts, "unchanged": 0}
        assert listed == sorted(listed, key=list(said.counts).index)


@pytest.mark.parametrize("bound", [3, 50])
def test_a_dry_run_of_a_book_of_much_says_that_pairs_are_found_later(
    bound: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SIGHTINGS_TO_COMPARE", bound)
    address = tmp_path / "book.refnet"
    with small_parts(), new_book(address, "Maya Castellan", ["maya@example.com"], now=NOW) as book:
        bring(book, tmp_path, [("Jon Smith", "jon@example.com"), ("Bo Lind", "bo@example.com")])
        found = bring(book, tmp_path, [("John Smith", "john@example.org")], dry_run=True)
        assert (found.decide_later, found.counts["new"]) == (bound == 3, 1)
    file = tmp_path / "more.csv"
    file.write_text("Name,Email\nJohn Smith,john@example.org\n", encoding="utf-8")
    run = CliRunner().invoke(main, ["import", "--dry-run", "--book", str(address), str(file)], prog_name="refnet")
    assert run.exit_code == 0
    assert ("Once it is in: refnet review" in " ".join(run.output.split())) == (bound == 3)


WITHOUT_ROOM = """
import resource, signal, sys
from datetime import UTC, datetime
from refnet import open_book
from refnet.errors import RefnetError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open_book(sys.argv[1]) as book:
    before = book.store.dump()
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    try:
        book.import_file(sys.argv[2], now=datetime(2026, 5, 1, tzinfo=UTC))
    except RefnetError as error:
        print(error.message, error.fix)
    assert book.store.dump() == before
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are of POSIX")
def test_without_room_for_what_is_worked_out_a_sentence_says_so(tmp_path: Path) -> None:
    """Whatever was to be kept outside memory, the book is as it was."""
    rows = "".join(f"Person {n},person{n}@example.com,{'x' * 200}\n" for n in range(3_000))
    (tmp_path / "people.csv").write_text(f"Name,Email,Notes\n{rows}")
    new_book(tmp_path / "book.refnet", me="Sam Okoro", now=NOW).close()
    asked = [sys.executable, "-c", WITHOUT_ROOM, str(tmp_path / "book.refnet"), str(tmp_path / "people.csv")]
    run = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr
    assert "There is no room for what has to be kept" in run.stdout
    assert "SQLITE_TMPDIR" in run.stdout
