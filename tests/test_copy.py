"""A book is copied whole: equal in everything, taken up again after a cut, and no book before it is done."""

from __future__ import annotations

import json
import os
import random
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from neo4j_server import Server

from refnet.cli import main
from refnet.errors import BookBusyError, BookNotFoundError, RefnetError, UnfinishedCopyError, UnsupportedStoreError
from refnet.model import BookEvent, EventId, Interaction, Person, PersonId, SourceId
from refnet.records import PersonRecord, Problem
from refnet.stores import open_store
from refnet.stores.base import EVERYONE, NOBODY, Change, Decision, Sighting, Store, StoredSource, Tie, View
from refnet.stores.copying import Copied, copy_book
from refnet.stores.sqlite_file import BookFile
from refnet.stores.sqlite_half import HalfFile
from refnet.strength import Profile, TieSums

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
ROWS = 7
"""So few rows in a step that the small book below takes many."""
MAYA, JONAS = "owner:me", "owner:member:1"
PROFILE = Profile(last_event_day=NOW.toordinal())
STEPS = 26
KILLED_AFTER = (1, 2, 3, 6, 9, 12, 15, 18, 21, 26)
"""Steps after which the copying process is killed, each time going on with what the one before it left."""
CHILD = """
import sys
from datetime import UTC, datetime
from refnet.stores import open_store
from refnet.stores.copying import copy_book

def tell(what, done, total):
    print(done, flush=True)
    if done == total:
        sys.stdin.read()

copy_book(open_store(sys.argv[1]), sys.argv[2], now=datetime(2026, 10, 31, tzinfo=UTC), rows=7, progress=tell)
"""
"""A process that copies, and before it would be done waits to be killed."""


class Cut(Exception):
    """What ends the work in the middle."""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Store]:
    """A book with something of every kind, of two members who each keep something private."""
    with closing(open_store(str(tmp_path / "book.refnet"), create=True)) as opened:
        first_change(opened)
        second_change(opened)
        yield opened


@pytest.fixture(params=["file", "neo4j"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where nothing is yet, of each kind that a book can be copied to."""
    if request.param == "file":
        return str(tmp_path / "copy.refnet")
    server: Server = request.getfixturevalue("neo4j_database")
    monkeypatch.setenv("REFNET_NEO4J_USER", server.user)
    monkeypatch.setenv("REFNET_NEO4J_PASSWORD", server.password)
    return server.uri


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A file that is not there yet."""
    return str(tmp_path / "file.refnet")


def first_change(store: Store) -> None:
    people = tuple(Person(PersonId(f"p{n:02}"), f"Person {n}", emails=(f"p{n}@example.com",)) for n in range(30))
    pairs = [(people[n].id, people[n + 1].id) for n in range(25)]
    told = [told_of("s1", n, f"row {n}") for n in random.Random(6).sample(range(40), 40)]
    change = Change(
        "one",
        0,
        "new",
        NOW,
        sources=(source(1), source(2, member=JONAS, private=True), source(3, member=JONAS)),
        sightings=(*told, told_of("s2", 50, "card 1"), told_of("s3", 3, "row 9")),
        decisions=(Decision("d2", "same", "k1", "k2"), Decision("d1", "different", "k1", "k50", JONAS)),
        settings={"sample": "yes", "story_day": "2026-10-31"},
        view=View(
            people,
            events=tuple(BookEvent(EventId(f"e{a}"), Interaction(NOW, (a, b), "meeting")) for a, b in pairs),
            ties=tuple(Tie(a, b, TieSums("observed", contacts=n)) for n, (a, b) in enumerate(pairs)),
            aliases={"old": people[3].id, "older": people[3].id},
            profile=PROFILE,
        ),
    )
    store.apply(change)


def second_change(store: Store) -> None:
    """A newer source tells a record anew, and each member sees a person whom the other does not."""
    change = Change(
        "two",
        1,
        "import",
        NOW,
        sources=(source(4, problems=(Problem("x", "row 2", "left out", outcome="skipped"),)),),
        sightings=(told_of("s4", 60, "row 1", private=True), told_of("s4", 3, "row 2")),
        view=View(profile=PROFILE),
        private_views={
            member: View((Person(PersonId(f"x {member}"), "Secret"),), (PersonId("p09"),), profile=PROFILE)
            for member in (MAYA, JONAS)
        },
    )
    store.apply(change)


def source(number: int, **more: Any) -> StoredSource:
    names = SourceId(f"s{number}"), f"i{number}", "template.contacts", f"c{number}.csv"
    return StoredSource(*names, "ab", "me", NOW, {"rows": 2}, **more)


def told_of(source_id: str, number: int, locator: str, *, private: bool = False) -> Sighting:
    record = PersonRecord(f"k{number}", locator, name=f"Person {number} of {source_id}")
    return Sighting(SourceId(source_id), record, private)


def views(address: str) -> list[dict[str, Any]]:
    """The whole content of a book as opened, and as each sees it."""
    with closing(open_store(address)) as opened:
        return [opened.seen_by(who).dump() for who in (NOBODY, EVERYONE, MAYA, JONAS)]


def state(address: str) -> tuple[int, list[dict[str, Any]]]:
    """A book's revision and content."""
    with closing(open_store(address)) as opened:
        return opened.revision(), views(address)


def copied(book: Store, place: str, **more: Any) -> Copied:
    return copy_book(book, place, now=NOW, rows=ROWS, **more)


def cut_after(steps: int, what: str = "copy") -> Callable[[str, int, int], None]:
    """Ends the work after so many steps of copying, or of comparing."""

    def progress(doing: str, done: int, total: int) -> None:
        if doing == what and done >= steps:
            raise Cut

    return progress


def steps_of(book: Store, place: str) -> int:
    """How many steps it takes to copy a book."""
    seen: list[tuple[str, int, int]] = []
    copied(book, place, progress=lambda *step: seen.append(step))
    return sum(doing == "copy" and done > 0 for doing, done, _ in seen)


def is_no_book(place: str) -> bool:
    try:
        open_store(place).close()
    except (BookNotFoundError, UnfinishedCopyError):
        return True
    return False


def half(file: str) -> HalfFile:
    """Half a copy, whatever of."""
    return HalfFile(Path(file), BookFile(half_of(file)).copied_from())


def half_of(place: str) -> Path:
    return Path(f"{place}.half")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="refnet")


# ------------------------------------------------------------------------------------------------------- the copy


def test_a_copy_is_equal_in_everything_that_anybody_sees(book: Store, place: str) -> None:
    copied(book, place)
    shared, everyones, mayas, jonas = views(book.address)
    assert views(place) == [shared, everyones, mayas, jonas]
    assert len({json.dumps(view) for view in (shared, everyones, mayas, jonas)}) == 4


def test_a_copy_of_a_copy_is_the_book_again(book: Store, place: str, tmp_path: Path) -> None:
    copied(book, place)
    with closing(open_store(place)) as there:
        copied(there, str(tmp_path / "back.refnet"))
    assert views(str(tmp_path / "back.refnet")) == views(book.address)


def test_the_size_of_a_step_does_not_show(book: Store, file: str, tmp_path: Path) -> None:
    copied(book, file)
    copy_book(book, str(tmp_path / "at_once.refnet"), now=NOW)
    assert views(str(tmp_path / "at_once.refnet")) == views(file)


def test_the_progress_reaches_its_end(book: Store, file: str) -> None:
    seen: list[tuple[str, int, int]] = []
    copied(book, file, progress=lambda *step: seen.append(step))
    steps = [step for step in seen if step[0] == "copy"]
    assert steps == [("copy", 0, 1), *(("copy", n, STEPS) for n in range(1, STEPS + 1))]
    assert all(done <= total for _, done, total in seen) and seen[-1][0] == "check"


def test_a_book_without_anything_in_it_is_copied(file: str) -> None:
    copied(open_store("memory:"), file)
    with closing(open_store(file)) as opened:
        assert opened.dump() == open_store("memory:").dump()


def test_the_copy_is_one_file_that_is_its_owners_alone(book: Store, file: str) -> None:
    copied(book, file)
    assert sorted(path.name for path in Path(file).parent.glob("file*")) == ["file.refnet"]
    if os.name == "posix":
        assert stat.S_IMODE(Path(file).stat().st_mode) == 0o600


def test_the_copy_can_be_written_to(book: Store, place: str) -> None:
    """Its changes go on from its own revision, and it is no half copy any more."""
    copied(book, place)
    with closing(open_store(place)) as opened:
        revision = opened.revision()
        assert opened.apply(Change("next", revision, "edit", NOW, settings={"a": "b"})) == revision + 1
    assert views(place)[0]["settings"] == {**views(book.address)[0]["settings"], "a": "b"}


# ---------------------------------------------------------------------------------------------------------- cuts


def test_cut_off_after_any_step_it_goes_on_where_it_stopped(book: Store, place: str, tmp_path: Path) -> None:
    assert steps_of(book, str(tmp_path / "counted.refnet")) == STEPS
    for steps in range(1, STEPS + 1):
        with pytest.raises(Cut):
            copied(book, place, progress=cut_after(steps))
        assert is_no_book(place)
    copied(book, place)
    assert views(place) == views(book.address)


def test_what_is_done_is_not_done_again(book: Store, file: str) -> None:
    for steps in (4, 5, 11):
        with pytest.raises(Cut):
            copied(book, file, progress=cut_after(steps))
        with pytest.raises(UnfinishedCopyError):
            open_store(str(half_of(file)))
        with closing(half(file)) as found:
            assert found.revision() == steps


def test_cut_off_while_both_are_compared_it_is_no_book(book: Store, place: str) -> None:
    for part in range(3):
        with pytest.raises(Cut):
            copied(book, place, progress=cut_after(part, "check"))
        assert is_no_book(place)
    copied(book, place)
    assert views(place) == views(book.address)


def test_killed_ten_times_it_ends_in_the_same_book(book: Store, place: str) -> None:
    """The process ends wherever it is then, in the middle of a step."""
    for steps in KILLED_AFTER:
        command = [sys.executable, "-c", CHILD, book.address, place]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            reached = next(int(line) for line in child.stdout if int(line) == steps)
            child.kill()
        assert reached == steps and child.returncode
        assert is_no_book(place)
    copied(book, place)
    assert views(place) == views(book.address)


def test_cut_off_between_the_name_and_the_mark_it_is_finished_by_the_next_run(book: Store, file: str) -> None:
    """The file has its name, and is still marked: it is no book, and the same command makes one of it."""
    with pytest.raises(Cut):
        copied(book, file, progress=cut_after(0, "check"))
    half_of(file).rename(file)
    with pytest.raises(UnfinishedCopyError, match="not finished"):
        open_store(file)
    copied(book, file)
    assert views(file) == views(book.address)


def test_a_cut_before_the_first_step_leaves_nothing_in_the_way(book: Store, file: str) -> None:
    half_of(file).touch()
    copied(book, file)
    assert views(file) == views(book.address)


def test_a_book_that_changed_since_is_not_mixed_with_what_was_copied(book: Store, place: str) -> None:
    with pytest.raises(Cut):
        copied(book, place, progress=cut_after(9))
    book.apply(Change("three", 2, "edit", NOW, settings={"new": "one"}, view=View(profile=PROFILE)))
    with pytest.raises(UnfinishedCopyError, match="before it changed") as caught:
        copied(book, place)
    assert "--again" in caught.value.fix
    copied(book, place, again=True)
    assert views(place) == views(book.address)


@pytest.mark.parametrize(("doing", "steps"), [("copy", 3), ("check", 0)])
def test_a_book_that_changes_meanwhile_is_refused(book: Store, place: str, doing: str, steps: int) -> None:
    def progress(what: str, done: int, total: int) -> None:
        if (what, done) == (doing, steps):
            book.apply(Change("three", 2, "edit", NOW, settings={"new": "one"}, view=View(profile=PROFILE)))

    with pytest.raises(RefnetError, match="Somebody changed the book"):
        copied(book, place, progress=progress)
    assert is_no_book(place)


def test_a_copy_that_differs_is_not_used(book: Store, file: str) -> None:
    with pytest.raises(Cut):
        copied(book, file, progress=cut_after(0, "check"))
    with closing(half(file)) as found:
        found.apply(
            Change("x", found.revision(), "edit", NOW, view=View(removed_people=(PersonId("p07"),), profile=PROFILE))
        )
    with pytest.raises(RefnetError, match="differs from the book in its people"):
        copied(book, file)
    assert is_no_book(file)


def test_somebody_who_reads_the_half_copy_holds_up_its_end_alone(
    book: Store, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("refnet.stores.sqlite_file.BUSY_TRIES", 3)
    with pytest.raises(Cut):
        copied(book, file, progress=cut_after(0, "check"))
    with closing(half(file)) as reader:
        reader.revision()
        with pytest.raises(BookBusyError):
            copied(book, file)
    copied(book, file)
    assert views(file) == views(book.address)


# ---------------------------------------------------------------------------------------------- where it may go


def test_the_same_book_twice_is_there_already(book: Store, place: str) -> None:
    assert not copied(book, place).known
    before = state(place)
    assert copied(book, place).known and copied(book, place, again=True).known
    assert state(place) == before


@pytest.mark.parametrize("again", [False, True])
def test_another_book_is_never_written_over(book: Store, place: str, again: bool) -> None:
    copied(book, place)
    book.apply(Change("three", 2, "edit", NOW, settings={"new": "one"}, view=View(profile=PROFILE)))
    before = state(place)
    with pytest.raises(RefnetError, match="another book"):
        copied(book, place, again=again)
    assert state(place) == before


@pytest.mark.parametrize("again", [False, True])
def test_a_file_that_is_no_book_stays_as_it_is(book: Store, file: str, again: bool) -> None:
    for path in (Path(file), half_of(file)):
        path.write_text("my letters", encoding="utf-8")
        with pytest.raises(RefnetError):
            copied(book, file, again=again)
        assert path.read_text(encoding="utf-8") == "my letters"
        path.unlink()


def test_a_whole_book_of_the_half_copys_name_stays_as_it_is(book: Store, file: str) -> None:
    copied(book, str(half_of(file)))
    with pytest.raises(RefnetError, match="something at"):
        copied(book, file, again=True)
    assert views(str(half_of(file))) == views(book.address)


def test_the_book_itself_is_no_place_for_its_copy(book: Store, tmp_path: Path) -> None:
    for same in (book.address, str(tmp_path / "elsewhere" / ".." / "book.refnet")):
        with pytest.raises(RefnetError, match="the book itself"):
            copied(book, same)


def test_a_copy_is_no_place_for_itself_either(book: Store, place: str) -> None:
    copied(book, place)
    with closing(open_store(place)) as there, pytest.raises(RefnetError, match="the book itself"):
        copied(there, place)


@pytest.mark.parametrize("address", ["memory:", "mysql://example.com"])
def test_where_nothing_can_be_kept_is_said(book: Store, address: str) -> None:
    with pytest.raises(UnsupportedStoreError):
        copied(book, address)


def test_half_a_copy_is_no_backup_and_no_source(book: Store, file: str) -> None:
    with pytest.raises(Cut):
        copied(book, file, progress=cut_after(4))
    for words in (("copy", half_of(file), f"{file}.2"), ("restore", half_of(file), "--book", file)):
        result = run(*words)
        assert result.exit_code == 1 and "not finished" in result.stderr


def test_the_owners_of_a_folder_that_is_not_there_get_one(book: Store, tmp_path: Path) -> None:
    copied(book, str(tmp_path / "new" / "copy.refnet"))
    assert views(str(tmp_path / "new" / "copy.refnet")) == views(book.address)


# ---------------------------------------------------------------------------------------------------- the command


def test_the_command_copies_and_says_what_to_do_next(book: Store, place: str) -> None:
    result = run("copy", book.address, place)
    assert result.exit_code == 0
    assert "30 people, 25 ties, 25 events" in result.stdout and f"--book {place}" in result.stdout
    assert views(place) == views(book.address)
    again = run("copy", book.address, place)
    assert again.exit_code == 0 and "there already" in again.stdout


def test_a_dry_run_says_what_would_be_copied_and_writes_nothing(book: Store, place: str) -> None:
    result = run("copy", book.address, place, "--dry-run")
    assert result.exit_code == 0 and "Would copy" in result.stdout and "30 people" in result.stdout
    assert is_no_book(place) and not half_of(place).exists()


def test_the_answer_for_programs_has_the_counts(book: Store, file: str) -> None:
    answer = json.loads(run("copy", book.address, file, "--json").stdout)
    assert answer["copied"] == {
        "source": book.address,
        "target": file,
        "counts": {"people": 30, "events": 25, "ties": 25, "records": 42, "sources": 4},
        "known": False,
    }
    assert json.loads(run("copy", book.address, file, "--json").stdout)["copied"]["known"]


def test_what_went_wrong_is_a_sentence_with_a_cure(book: Store, file: str, tmp_path: Path) -> None:
    for words in ((tmp_path / "nowhere.refnet", file), (book.address, book.address), (book.address, tmp_path)):
        result = run("copy", *words)
        assert result.exit_code == 1 and len(result.stderr.strip().splitlines()) == 2
        assert result.stdout == ""


def test_stopped_by_hand_the_command_says_that_it_can_go_on(
    book: Store, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(store: Store, *rest: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(HalfFile, "apply", stopped)
        result = run("copy", book.address, file)
    assert result.exit_code == 1 and "Stopped" in result.stderr and "Go on" in result.stderr
    assert run("copy", book.address, file).exit_code == 0


def test_a_copy_of_the_sample_answers_as_the_sample(sample_book: Path, file: str) -> None:
    assert run("copy", sample_book, file).exit_code == 0
    for words in (("path", "Dana Okafor"), ("today",), ("advocates",), ("sources",)):
        asked = [run(*words, "--json", "--book", at).stdout for at in (sample_book, file)]
        assert asked[0] == asked[1] and len(asked[0]) > 100
