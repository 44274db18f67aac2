"""Where a book is kept: in one file, or in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from refnet.errors import UnsupportedStoreError
from refnet.stores.memory import MemoryStore

if TYPE_CHECKING:
    from refnet.stores.base import Store


def is_file(address: str) -> bool:
    """Whether a book at an address is a file of its own; if not, it is in memory or on a server."""
    return address != MemoryStore.address and "://" not in address


def file_of(address: str) -> Path:
    """The file that an address names.

    Raises:
        UnsupportedStoreError: a book at such an address is no file of its own.
    """
    if not is_file(address):
        raise UnsupportedStoreError("This book is not a file.", fix="Name a book in a file: --book my.refnet")
    return Path(address)


def open_store(address: str, *, create: bool = False) -> Store:
    """The store at an address.

    Args:
        address: The path of a file, or "memory:" for an empty book that is gone when closed.
        create: Make the file. In memory there is always a new one.

    Raises:
        BookNotFoundError: there is no such file.
        ForeignBookError: the file is not a refnet book, is damaged, or was written by a newer refnet. It is unchanged.
        UnsupportedStoreError: the address names another kind of store.
        RefnetError: the file was to be made, and is there already or cannot be made.
    """
    if address == MemoryStore.address:
        return MemoryStore()
    if "://" in address:
        raise UnsupportedStoreError(
            f"This refnet cannot open a {address.partition('://')[0]} address; Neo4j books come in a later version.",
            fix="Use a book in a file: --book my.refnet",
        )
    from refnet.stores.sqlite import SqliteStore

    return SqliteStore(Path(address), create=create)
