"""The verb about advocates: who sends business, why, and the list as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refnet.cli.output import (
    as_of_option,
    book_option,
    day_for,
    force_option,
    json_option,
    opened,
    plain,
    say,
    say_json,
)

if TYPE_CHECKING:
    from refnet.export.lists import Listing

_SHOWN = 20


@click.command(
    epilog="Example: refnet advocates --csv advocates.csv",
    short_help="Who sends you business, and who may begin to.",
)
@click.option("--limit", type=click.IntRange(1), default=_SHOWN, show_default=True, help="How many in the terminal.")
@click.option("--csv", "csv_file", type=Path, metavar="FILE", help="The whole list as CSV.")
@click.option("--xlsx", "xlsx_file", type=Path, metavar="FILE", help="The whole list as a workbook.")
@click.option("--vcf", "vcf_file", type=Path, metavar="FILE", help="The people on it as cards for an address book.")
@force_option
@as_of_option
@json_option
@book_option
def advocates(
    limit: int,
    csv_file: Path | None,
    xlsx_file: Path | None,
    vcf_file: Path | None,
    force: bool,
    as_of: date | None,
    as_json: bool,
    address: str | None,
) -> None:
    """Who sends you business: what they gave, what came of it, and why they stand where they stand.

    With --csv, --xlsx or --vcf the list is written to a file. People who asked not to be contacted are withheld from
    every list, and counted.
    """
    from refnet.analysis.reasons import listed
    from refnet.export.cells import as_csv, as_xlsx
    from refnet.export.lists import WITHHELD, advocates_list
    from refnet.export.saving import refuse_taken, save
    from refnet.export.vcard import as_vcards

    forms: tuple[tuple[Path | None, Callable[[Listing], bytes]], ...] = (
        (csv_file, lambda found: as_csv(found.table)),
        (xlsx_file, lambda found: as_xlsx(found.table)),
        (vcf_file, lambda found: as_vcards(found.people)),
    )
    wanted = [(path, form) for path, form in forms if path]
    for path, _ in wanted:
        refuse_taken(path, force=force)
    with opened(address) as book:
        day = day_for(book, as_of)
        listing = advocates_list(book.advocates(day), book.snapshot(day))
    for path, form in wanted:
        save(path, form(listing), force=force)
    if as_json:
        say_json({**plain(listing.answer), "files": [str(path) for path, _ in wanted]})
    elif wanted:
        say(f"Wrote {len(listing.people)} people to {listed(str(path) for path, _ in wanted)}.")
    else:
        _show(listing, limit)
    if listing.withheld and not as_json:
        say(f"{listing.withheld} withheld: {WITHHELD}.")


def _show(listing: Listing, limit: int) -> None:
    lines = listing.answer.lines
    if not lines:
        say("Nobody has sent you business so far, as far as this book knows. Enter it: refnet log referral NAME")
    for line in lines[:limit]:
        segment = f"  {line.segment}" if line.segment != "other" else ""
        say(f"{line.name}{f' ({line.headline})' if line.headline else ''}{segment}", bold=True)
        say(line.why, indent=2)
    if len(lines) > limit:
        say(f"{len(lines) - limit} more: refnet advocates --limit {len(lines)}", err=True)
