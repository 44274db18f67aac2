"""Whatever kind of file it is: each row has one key, the file twice is once, and undo gives the book back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
import test_address_books
import test_crm
import test_linkedin_members
import test_trade
from test_importers import read, sample

from refnet.book import new_book
from refnet.records import Record

DATA: Final = Path(__file__).parent / "data"
NOW: Final = datetime(2026, 11, 1, 9, tzinfo=UTC)
FILES: Final = (
    *(f"linkedin/{name}" for name in test_linkedin_members.FILES),
    *(f"crm/{name}" for name in test_crm.FILES),
    *test_address_books.FILES,
    *test_trade.FILES,
)
"""The files of which those modules say what they hold."""
EMPTY: Final = frozenset({"crm/salesforce-opportunities-ids.csv"})
"""Files of which nothing can be used."""


@pytest.mark.parametrize("name", FILES)
def test_keys_are_unique_and_the_same_on_every_reading(name: str) -> None:
    keys = [item.key for item in read(sample(name)) if isinstance(item, Record)]
    assert len(keys) == len(set(keys)) and bool(keys) == (name not in EMPTY)
    assert keys == [item.key for item in read(sample(name)) if isinstance(item, Record)]


@pytest.mark.parametrize("name", FILES)
def test_a_file_twice_is_once_and_undo_gives_the_book_back(name: str) -> None:
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as book:
        before = book.store.dump()
        report = book.import_file(DATA / name, now=NOW)
        after = book.store.dump()
        assert after != before
        assert book.import_file(DATA / name, now=NOW).known and book.store.dump() == after
        book.undo(report.import_id, now=NOW)
        assert book.store.dump() == before
