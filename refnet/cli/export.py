"""The verb that writes a whole book to a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from refnet.cli.output import as_of_option, book_option, day_for, force_option, json_option, opened, say, say_json


@click.command(epilog="Example: refnet export book.zip", short_help="Write the whole book to a file.")
@click.argument("path", metavar="FILE", type=Path)
@force_option
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@as_of_option
@json_option
@book_option
def export(path: Path, force: bool, dry_run: bool, as_of: date | None, as_json: bool, address: str | None) -> None:
    """Write the whole book to a file; the end of its name says in which form.

    \b
    .json            all of it: refnet import reads it into an empty book, with the same answers
    .zip             the same, with tables (CSV) of its people, events, ties, sources and decisions
    .graphml .gexf   people and ties, for Gephi and other programs that draw graphs
    """
    from refnet.export.lists import WITHHELD
    from refnet.export.saving import refuse_taken, save
    from refnet.export.whole import export_book, form_of

    form = form_of(path)
    refuse_taken(path, force=force)
    with opened(address) as book:
        made = export_book(book.store, book.snapshot(day_for(book, as_of)), book.ego, form)
    if not dry_run:
        save(path, made.content, force=force)
    if as_json:
        counts = {name: getattr(made, name) for name in ("people", "ties", "events", "withheld")}
        say_json({"file": str(path), "dry_run": dry_run, "bytes": len(made.content), **counts})
        return
    what = f"{made.people:,} people and {made.ties:,} ties" + (f", {made.events:,} events" if made.events else "")
    say(f"{'Would write' if dry_run else 'Wrote'} {path}: {what}.")
    if made.withheld:
        where = "the tables" if form == ".zip" else "it"
        say(f"{made.withheld} withheld from {where}: {WITHHELD}.")
    if form in (".json", ".zip"):
        say(f"It holds all that is in the book; keep it as safe. To read it: refnet import {path}, into a new book.")
