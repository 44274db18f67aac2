"""The network as arrays, and the file in which it is kept beside the book."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from refnet.book import Book, new_book, open_book
from refnet.cli import main
from refnet.model import Interaction, PersonId
from refnet.network import kept as kept_module
from refnet.network.arrays import Network
from refnet.network.costs import cost_of
from refnet.network.kept import kept
from refnet.snapshots import cache_of, drop_cache

AS_OF = date(2026, 10, 31)
NOW = datetime(2026, 10, 31, tzinfo=UTC)
P = PersonId
SMALL = Network.from_ties(
    [(P("bo"), P("ann"), 0.5), (P("bo"), P("cy"), 1.0)], {P("dee"): ["do-not-ask"], P("cy"): ["do-not-show"]}
)


def same(first: Network, second: Network) -> bool:
    pairs = [(getattr(first, f.name), getattr(second, f.name)) for f in fields(Network)]
    return all(np.array_equal(a, b) and getattr(a, "dtype", 0) == getattr(b, "dtype", 0) for a, b in pairs)


def never() -> Network:
    raise AssertionError("made again")


@pytest.fixture
def book(sample_book: Path, tmp_path: Path) -> Iterator[Book]:
    """A copy of the sample's book."""
    with open_book(shutil.copy(sample_book, tmp_path / "sample.refnet")) as book:
        yield book


def test_each_tie_stands_in_the_rows_of_both_people() -> None:
    assert SMALL.people == ("ann", "bo", "cy", "dee")
    assert SMALL.ptr.tolist() == [0, 1, 3, 4, 4]
    assert SMALL.adj.tolist() == [1, 0, 2, 1]
    assert SMALL.strength.tolist() == [0.5, 0.5, 1.0, 1.0]
    assert SMALL.cost.tolist() == [cost_of(0.5), cost_of(0.5), cost_of(1.0), cost_of(1.0)]
    assert (SMALL.ties, SMALL.number["cy"]) == (2, 2)


def test_flags_say_who_is_never_asked_and_who_never_reached() -> None:
    assert SMALL.never_asked.tolist() == [False, False, True, True]
    assert SMALL.never_reached.tolist() == [False, False, True, False]


def test_a_book_s_network_has_the_ties_of_its_snapshot(book: Book) -> None:
    network, snapshot = book.network(AS_OF), book.snapshot(AS_OF)
    assert network.people == tuple(person.id for person in book.store.all_people())
    assert network.neighbours(network.people) == snapshot.neighbours(network.people)
    assert network.neighbours([P("nobody")]) == {P("nobody"): []}


def test_a_past_day_has_the_ties_of_that_day(book: Book) -> None:
    day = date(2024, 6, 30)
    network, snapshot = book.network(day), book.snapshot(day)
    assert network.ties < book.network(AS_OF).ties
    assert network.neighbours(network.people) == snapshot.neighbours(network.people)


def test_the_network_is_kept_beside_the_book_for_its_owner_only(book: Book) -> None:
    made = book.network(AS_OF)
    folder = Path(f"{book.address}.cache")
    (file,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    with open_book(book.address) as again, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Network, "from_ties", never)
        assert same(again.network(AS_OF), made)


def test_a_change_of_the_book_makes_it_anew(book: Book) -> None:
    before = book.network(AS_OF)
    stranger = next(
        p for p in before.people if p not in dict(before.neighbours([book.ego])[book.ego]) and p != book.ego
    )
    book.log(Interaction(AS_OF, (book.ego, stranger), "meeting"), now=NOW)
    after = book.network(AS_OF)
    assert after.ties == before.ties + 1
    with open_book(book.address) as again:
        assert same(again.network(AS_OF), after)


def test_another_day_takes_the_place_of_the_one_before(book: Book) -> None:
    book.network(AS_OF)
    later = book.network(date(2027, 10, 31))
    assert len(list(Path(f"{book.address}.cache").iterdir())) == 1
    with open_book(book.address) as again:
        assert same(again.network(date(2027, 10, 31)), later)


def test_another_book_at_the_same_place_and_revision_has_its_own(tmp_path: Path) -> None:
    for name in ("Ann Lindqvist", "Bo Marsh"):
        with new_book(tmp_path / "x.refnet", name, now=datetime(2026, 1, 2, len(name), tzinfo=UTC)) as book:
            assert book.network(AS_OF).people == (book.ego,)
        (tmp_path / "x.refnet").unlink()


def test_a_book_in_memory_keeps_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with new_book("memory:", "Ann Lindqvist", now=datetime(2026, 1, 2, tzinfo=UTC)) as book:
        assert book.network(AS_OF).ties == 0
    assert (list(tmp_path.iterdir()), cache_of("memory:")) == ([], None)


def damaged(content: bytes) -> Iterator[bytes]:
    """The file cut off, with single bytes turned, empty, and something else."""
    yield from (content[: len(content) * n // 8] for n in range(8))
    for place in range(0, len(content), 37):
        yield content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]
    yield b"PK\x05\x06" + bytes(18)
    yield b"not a network"


def test_a_damaged_file_is_made_again_without_a_word(tmp_path: Path) -> None:
    kept(tmp_path, "revision 1", lambda: SMALL)
    file = tmp_path / "network.npz"
    content = file.read_bytes()
    for broken in damaged(content):
        file.write_bytes(broken)
        assert same(kept(tmp_path, "revision 1", lambda: SMALL), SMALL)
    assert same(kept(tmp_path, "revision 1", never), SMALL)


@pytest.mark.parametrize(
    "wrong",
    [
        {"adj": np.array([1, 0, 2, 9], np.int32)},
        {"adj": np.array([1, 0, 2, -1], np.int32)},
        {"ptr": np.array([0, 3, 1, 4, 4])},
        {"ptr": np.array([0, 1, 3, 4, 5])},
        {"cost": SMALL.cost[:3]},
        {"strength": SMALL.strength.astype(np.float32)},
        {"never_asked": np.array(["a", "b", "c", "d"], object)},
    ],
    ids=str,
)
def test_arrays_that_do_not_fit_each_other_are_not_used(wrong: dict[str, Any], tmp_path: Path) -> None:
    """Nor are objects, which could run something when read."""
    arrays = {name: getattr(SMALL, name) for name in kept_module._ARRAYS} | wrong
    header = np.frombuffer(kept_module._header("revision 1"), np.uint8)
    people = np.frombuffer(b'["ann","bo","cy","dee"]', np.uint8)
    np.savez(tmp_path / "network.npz", header=header, people=people, **arrays)
    assert same(kept(tmp_path, "revision 1", lambda: SMALL), SMALL)


def test_where_nothing_can_be_written_the_answer_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert same(kept(tmp_path / "file", "revision 1", lambda: SMALL), SMALL)
    (tmp_path / "folder" / "network.npz").mkdir(parents=True)
    assert same(kept(tmp_path / "folder", "revision 1", lambda: SMALL), SMALL)
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["network.npz"]


def test_a_cache_can_be_taken_away(book: Book) -> None:
    book.network(AS_OF)
    drop_cache(book.address)
    drop_cache(book.address)
    drop_cache("memory:")
    assert [path.name for path in Path(book.address).parent.glob("*.cache")] == []


def test_nobody_who_was_forgotten_is_left_in_the_cache(book: Book) -> None:
    somebody = next(p for p in book.network(AS_OF).people if p != book.ego)
    book.forget(somebody, now=NOW)
    assert not Path(f"{book.address}.cache").exists()
    assert somebody not in book.network(AS_OF).number


def test_a_book_that_is_restored_has_no_cache_of_the_one_before(book: Book) -> None:
    backup = book.backup(now=NOW).path
    book.network(AS_OF)
    assert CliRunner().invoke(main, ["restore", str(backup), "--book", book.address]).exit_code == 0
    assert not Path(f"{book.address}.cache").exists()
