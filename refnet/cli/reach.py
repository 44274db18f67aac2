"""The verb about everybody at once: whom I can come to, and over whom."""

from __future__ import annotations

from datetime import date

import click

from refnet.cli.output import as_of_option, book_option, day_for, json_option, opened, plain, say, say_json, table
from refnet.limits import HOPS


@click.command(
    epilog="Example: refnet reach --new --limit 20",
    short_help="Everybody you can come to, by the best route.",
)
@click.option("--hops", type=click.IntRange(1, HOPS), default=4, show_default=True, help="The most ties on a route.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many people.")
@click.option("--new", "beyond", is_flag=True, help="Only people whom you do not know yet.")
@as_of_option
@json_option
@book_option
def reach(hops: int, limit: int, beyond: bool, as_of: date | None, as_json: bool, address: str | None) -> None:
    """Everybody you can come to over people who may be asked, best routes first, and whom to ask.

    How a route is worked out, and what speaks for each of its ties: refnet path NAME.
    """
    with opened(address) as book:
        answer = book.reach(day_for(book, as_of), hops, limit=limit, beyond=beyond)
    if as_json:
        say_json(plain(answer))
        return
    if not answer.people:
        say(f"There is no route to {'anybody new' if beyond else 'anybody'}.", bold=True)
        say("A file of your contacts, or a team-mate's, makes routes: refnet import FILE --of NAME")
        return
    rows = (
        (p.word, str(p.hops), p.name, "(you know them)" if p.hops == 1 else p.first_name, p.headline)
        for p in answer.people
    )
    table(rows, ("route", "ties", "to", "ask", "does"))
    far = ", ".join(
        f"{count:,} over {hop} tie{'s' * (hop > 1)}" for hop, count in enumerate(answer.by_hops, 1) if count
    )
    say()
    say(f"{answer.total:,} people: {far}.")
