"""What is kept outside memory comes back as it was and in order, takes little memory, and leaves no file behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from refnet import spool
from refnet.spool import Spool, batches, plain

STATM = Path("/proc/self/statm")
OPEN_FILES = Path("/proc/self/fd")
BIG_AND_LISTED = """
import os, sys
from pathlib import Path
from refnet.spool import Spool, plain

def shown():
    open_files = [os.readlink(file) for file in Path("/proc/self/fd").iterdir() if file.is_symlink()]
    print(len(list(folder.iterdir())), sum(file.startswith(str(folder)) for file in open_files))

folder = Path(sys.argv[1])
shown()
many = Spool(plain(str), ("x" * 1_000 + str(n) for n in range(3_000)))
assert sum(1 for _ in many) == 3_000
shown()
del many
shown()
"""


@dataclass(frozen=True)
class Word:
    text: str
    number: int


WORD = plain(Word, attrgetter("text"))
texts = st.text(st.sampled_from("ab\0'\"\n\\é\ud7ff\ue000\uffff😀\U0010ffff"), max_size=3)
words = st.lists(st.builds(Word, texts, st.integers(0, 9)), max_size=20)


@pytest.fixture(autouse=True, scope="module")
def few_at_once() -> Iterator[None]:
    """Values are written a few at a time, so that a short list is written in several parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "_AT_ONCE", 3)
        yield


@given(words)
@settings(max_examples=30)
def test_values_come_back_in_the_order_in_which_they_came_as_often_as_one_likes(found: list[Word]) -> None:
    kept = Spool(WORD, found)
    assert list(kept) == list(kept) == found
    assert len(kept) == len(found)
    assert list(kept.keys()) == [word.text for word in found]
    assert list(kept.both()) == [(WORD.pack(word), word) for word in found]


@given(words)
@settings(max_examples=30)
@example([Word("\U0001f600", 1), Word("\uffff", 2), Word("a\0b", 3), Word("a", 4), Word("a\0b", 5), Word("", 6)])
def test_keys_are_ordered_as_python_orders_texts_and_values_of_one_key_as_they_came(found: list[Word]) -> None:
    ordered = sorted(found, key=attrgetter("text"))
    kept = Spool(WORD, found)
    assert list(kept.ordered()) == ordered
    assert list(kept.by_key()) == [(word.text, word) for word in ordered]
    assert list(kept) == found


@given(words, st.integers(1, 3))
@settings(max_examples=30)
def test_groups_are_the_values_of_each_key_that_has_enough_of_them(found: list[Word], least: int) -> None:
    grouped = [(key, list(same)) for key, same in groupby(sorted(found, key=attrgetter("text")), attrgetter("text"))]
    assert list(Spool(WORD, found).groups(least=least)) == [(key, same) for key, same in grouped if len(same) >= least]


@given(words, words)
@settings(max_examples=30)
def test_a_spool_is_equal_to_what_holds_the_same_in_the_same_order(found: list[Word], others: list[Word]) -> None:
    kept = Spool(WORD, found)
    assert kept == tuple(found)
    assert kept == Spool(WORD, found)
    assert (kept == tuple(others)) == (Spool(WORD, others) == kept) == (found == others)
    assert (kept == tuple(reversed(found))) == (found == found[::-1])
    assert kept != (*found, Word("more", 0))
    assert kept != len(found)


@given(words, st.builds(Word, texts, st.integers(0, 9)))
@settings(max_examples=30)
def test_a_value_is_in_a_spool_if_it_was_added(found: list[Word], asked: Word) -> None:
    kept = Spool(WORD, found)
    assert (asked in kept) == (asked in found)
    assert all(word in kept for word in found)
    assert "another kind" not in kept


@given(words)
@settings(max_examples=30)
def test_two_readings_of_one_spool_do_not_disturb_each_other(found: list[Word]) -> None:
    kept = Spool(WORD, found)
    assert [(a, b) for a in kept for b in kept] == [(a, b) for a in found for b in found]
    assert list(zip(kept, kept.by_key(), strict=True)) == list(
        zip(found, ((w.text, w) for w in sorted(found, key=attrgetter("text"))), strict=True)
    )


@given(st.lists(words, max_size=5))
@settings(max_examples=30)
def test_a_spool_grows_between_readings(parts: list[list[Word]]) -> None:
    kept: Spool[Word] = Spool(WORD)
    so_far: list[Word] = []
    for part in parts:
        for word in part:
            kept.add(word)
        so_far += part
        assert (list(kept), len(kept)) == (so_far, len(so_far))


def test_what_is_kept_in_this_form_already_is_added_without_being_read() -> None:
    first = Spool(WORD, [Word("b", 1), Word("a", 2)])
    second = Spool(WORD, [Word("c", 3)])
    for key, body in first.kept():
        second.add_kept(key, body)
    assert list(second) == [Word("c", 3), Word("b", 1), Word("a", 2)]


@given(st.lists(st.integers(), max_size=20), st.integers(1, 6))
@settings(max_examples=30)
def test_batches_hold_everything_once_in_order_and_only_the_last_is_short(values: list[int], size: int) -> None:
    found = list(batches(iter(values), size))
    assert [value for batch in found for value in batch] == values
    assert all(len(batch) == size for batch in found[:-1])
    assert all(found)


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="only Linux tells which files a process has open")
def test_a_big_spool_stands_in_a_file_without_a_name_and_leaves_none_behind(tmp_path: Path) -> None:
    """Names and open files in the folder before, while and after; SQLite asks for the folder once, at its start."""
    run = subprocess.run(
        [sys.executable, "-c", BIG_AND_LISTED, str(tmp_path)],
        env={**os.environ, "SQLITE_TMPDIR": str(tmp_path), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.splitlines() == ["0 0", "0 1", "0 0"]


@pytest.mark.skipif(not STATM.exists(), reason="only Linux tells the memory of a process so")
def test_a_spool_takes_less_than_a_fourth_of_the_memory_of_what_it_holds() -> None:
    values, size = 3_000, 10_000
    sum(1 for _ in Spool(plain(str), ("x" * size for _ in range(100))))
    before = resident()
    kept = Spool(plain(str), ("x" * size for _ in range(values)))
    assert sum(len(text) for text in kept) == values * size
    assert resident() - before < values * size / 4


def resident() -> int:
    """How many bytes of this process stand in memory."""
    return int(STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
