"""The verb that brings a whole book to another place: file to file, file to server, and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refnet.cli.output import json_option, say, say_json
from refnet.errors import RefnetError

if TYPE_CHECKING:
    from refnet.stores.copying import Copied, Progress

_COUNTED = (("people", "person", "people"), ("ties", "tie", "ties"), ("events", "event", "events"))
_DOING = {"copy": "copying", "check": "comparing both"}


@click.command(
    epilog="Example: refnet copy book.refnet team.refnet",
    short_help="Copy the whole book to another place.",
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--again", is_flag=True, help="Remove half a copy that is there, and begin anew.")
@click.option("--dry-run", is_flag=True, help="Say what would be copied, and copy nothing.")
@json_option
def copy(source: str, target: str, again: bool, dry_run: bool, as_json: bool) -> None:
    """Copy everything in a book, also what members keep private, to a place where no book is: a file, or neo4j://HOST.

    At the end both are compared. Cut off, the same command goes on where it stopped; until it is done, the copy cannot
    be opened.
    """
    from refnet.stores import is_file, open_store
    from refnet.stores.copying import copy_book
    from refnet.stores.places import risk_of

    now = datetime.now(UTC)
    try:
        with closing(open_store(source)) as book, _progress() as progress:
            copied = copy_book(book, target, now=now, again=again, dry_run=dry_run, progress=progress)
    except KeyboardInterrupt:
        raise RefnetError("Stopped. What was copied so far is kept.", fix="Go on: refnet copy FROM TO") from None
    if as_json:
        say_json({"copied": copied, "dry_run": dry_run})
        return
    _show(copied, dry_run=dry_run)
    if is_file(target) and (risk := risk_of(Path(target))):
        say(f"{risk} Better keep it elsewhere.", err=True)


def _show(copied: Copied, *, dry_run: bool) -> None:
    from refnet.analysis.reasons import counted

    if copied.known:
        say(f"{copied.target} is there already, equal in everything; nothing has changed.")
        return
    held = ", ".join(counted(copied.counts[name], one, many) for name, one, many in _COUNTED)
    say(f"{'Would copy' if dry_run else 'Copied'} {copied.source} to {copied.target}: {held}.")
    if not dry_run:
        say("Both were compared, and are equal in everything.", indent=2)
        say(f"To use it: refnet today --book {copied.target}", indent=2)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Tells a person who watches how far the work has come."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    yield _line
    click.echo("\r\033[K", nl=False, err=True)


def _line(what: str, done: int, total: int) -> None:
    click.echo(f"\r\033[K{_DOING[what]}: {100 * done // total} %", nl=False, err=True)
