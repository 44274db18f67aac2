"""Where a book is kept: in one file, on a Neo4j server, or in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from refnet.errors import UnsupportedStoreError
from refnet.stores.memory import MemoryStore
from refnet.stores.neo4j_address import is_neo4j

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
        address: The path of a file; "neo4j://HOST[:PORT][/DATABASE]" (or neo4j+s, neo4j+ssc, bolt, bolt+s, bolt+ssc)
            without name and password, which come from REFNET_NEO4J_USER and REFNET_NEO4J_PASSWORD; or "memory:" for an
            empty book that is gone when closed.
        create: Make the file, or the book in an empty database. In memory there is always a new one.

    Raises:
        BookNotFoundError: there is no such file, or no book in that database.
        ForeignBookError: what is there is not a refnet book, is damaged, or was written by a newer refnet. It is
            unchanged.
        UnfinishedCopyError: what is there is half a copy.
        UnsupportedStoreError: the address names another kind of store.
        RefnetError: a book was to be made, and is there already or cannot be made; or the server cannot be used.
    """
    if address == MemoryStore.address:
        return MemoryStore()
    if is_neo4j(address):
        from refnet.stores.neo4j import Neo4jStore

        return Neo4jStore(address, create=create)
    if "://" in address:
        raise UnsupportedStoreError(
            f"A book cannot be kept at a {address.partition('://')[0]} address.",
            fix="Use a book in a file: --book my.refnet, or on a Neo4j server: --book neo4j://HOST",
        )
    from refnet.stores.sqlite import SqliteStore

    return SqliteStore(Path(address), create=create)
