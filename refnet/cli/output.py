"""One answer as text or as JSON; what every verb shares: its options, and how a terminal is spoken to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import click

from refnet.errors import RefnetError, UnknownPersonError
from refnet.text import for_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refnet.book import Book

VERSION = 1
"""Of the JSON: fields get added, not renamed."""

_AT_ONCE = 10_000
"""Of so many pieces JSON is written at a time."""
_AS_JSON = "refnet.as_json"
F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day written 2026-10-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error that says how to write one."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date. Write it as 2026-10-31.", param, ctx)


def book_option(verb: F) -> F:
    """`--book FILE`, on every verb."""
    return click.option(
        "--book", "address", metavar="FILE", help="The book. Else REFNET_BOOK, else the one in your data folder."
    )(verb)


def json_option(verb: F) -> F:
    """`--json`, on every verb that answers; an error, too, is then given as JSON."""

    def remember(ctx: click.Context, param: click.Parameter, value: bool) -> bool:
        ctx.meta[_AS_JSON] = value
        return value

    return click.option("--json", "as_json", is_flag=True, callback=remember, help="Print the answer as JSON.")(verb)


def as_of_option(verb: F) -> F:
    """`--as-of DATE`, on every verb whose answer depends on the day."""
    return click.option("--as-of", type=Day(), metavar="DATE", help="The day to answer for; today by default.")(verb)


def force_option(verb: F) -> F:
    """`--force`, on every verb that writes a file."""
    return click.option("--force", is_flag=True, help="Replace a file that is there already.")(verb)


def private_option(verb: F) -> F:
    """`--private`, on every verb that adds to a book."""
    return click.option("--private", is_flag=True, help="Only for you: no other member of the book sees it.")(verb)


@contextmanager
def opened(address: str | None, *, anybody: bool = False) -> Iterator[Book]:
    """The book, open for one verb; with `anybody` as its maker's where REFNET_MEMBER names none of its members."""
    from refnet.book import Book, default_address, open_book
    from refnet.stores import open_store

    try:
        opened = open_book(address or "")
    except UnknownPersonError:
        if not anybody:
            raise
        opened = Book(open_store(address or default_address()))
    with opened as book:
        yield book


def day_for(book: Book, as_of: date | None) -> date:
    """The day to answer for: the one asked for, the sample's own, or today. The clock is read here only."""
    return as_of or book.story_day or date.today()


def say(text: str = "", *, indent: int = 0, err: bool = False, bold: bool = False) -> None:
    """Print text of strangers: line by line, without anything that a terminal would obey."""
    for line in text.split("\n"):
        shown = " " * indent + for_terminal(line) if line else ""
        click.echo(click.style(shown, bold=True) if bold else shown, err=err)


def say_json(answer: dict[str, Any]) -> None:
    """Print an answer as JSON, in ASCII, so that no terminal or pipe can spoil or obey it; what is `Streamed` a bit at
    a time."""
    written = json.JSONEncoder(indent=2, default=plain).iterencode({"version": VERSION, **answer})
    while piece := "".join(islice(written, _AT_ONCE)):
        click.echo(piece, nl=False)
    click.echo()


class Streamed(list[Any]):
    """A list for `say_json` that is made while it is written, so that a long one is never in memory as a whole."""

    def __init__(self, values: Callable[[], Iterable[Any]]) -> None:
        """`values`: gives them from the first on, as often as it is called."""
        self._values = values

    def __iter__(self) -> Iterator[Any]:
        return map(plain, self._values())

    def __bool__(self) -> bool:
        return any(True for _ in self._values())


def plain(value: Any) -> Any:
    """Dataclasses, dates and tuples as JSON has them; fields keep their names."""
    import msgspec

    return msgspec.to_builtins(value, enc_hook=list)  # What is kept outside memory is a list to those who read it


def complain(ctx: click.Context, error: RefnetError) -> None:
    """An error as two lines on stderr; where JSON was asked for, also as JSON on stdout."""
    if ctx.meta.get(_AS_JSON):
        say_json({"error": {"message": error.message, "fix": error.fix}})
    say(error.message, err=True)
    say(error.fix, err=True)


def table(rows: Iterable[tuple[str, ...]], header: tuple[str, ...]) -> None:
    """Rows under their headers, each column as wide as its longest cell, the last one as it is."""
    cells = [header, *([for_terminal(cell) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    for number, row in enumerate(cells):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        click.echo(click.style(line, bold=True) if not number else line)
