"""Who in your network can introduce you to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from refnet.book import Book as Book
    from refnet.book import new_book as new_book
    from refnet.book import open_book as open_book

__version__ = "0.1.0"
__all__ = ["Book", "new_book", "open_book"]


def __getattr__(name: str) -> Any:
    """Loads what a script needs when it is first asked for: the command line needs less, and at once."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from refnet import book

    return getattr(book, name)
