"""The verb about groups: who knows each other, who is in the middle, and who connects them."""

from __future__ import annotations

from datetime import date

import click

from refnet.cli.output import as_of_option, book_option, day_for, json_option, opened, plain, say, say_json


@click.command(
    epilog="Example: refnet circles --limit 5",
    short_help="Groups of people who know each other, and who connects them.",
)
@click.option(
    "--limit", type=click.IntRange(1), default=10, show_default=True, help="How many circles, and how many bridges."
)
@as_of_option
@json_option
@book_option
def circles(limit: int, as_of: date | None, as_json: bool, address: str | None) -> None:
    """Which groups of people know each other, who is in the middle of each, and who connects them.

    You are left out of it, as you know everybody.
    """
    with opened(address) as book:
        answer = book.circles(day_for(book, as_of), limit=limit)
    if as_json:
        say_json(plain(answer))
        return
    if not answer.circles:
        say("There are no circles to be seen.", bold=True)
        say("For that, the book has to tell who knows whom besides you: refnet import FILE --of NAME")
        return
    for circle in answer.circles:
        say(f"{circle.name}  ({circle.size:,} people)", bold=True)
        for central in circle.central:
            say(_headed(central.name, central.headline), indent=2)
            say(central.why, indent=4)
        say()
    if answer.bridges:
        say("Who connects circles", bold=True)
        for bridge in answer.bridges:
            say(_headed(bridge.name, bridge.headline), indent=2)
            say(bridge.why, indent=4)
        say()
    more = f"{len(answer.circles)} of {answer.total:,} circles. " if answer.total > len(answer.circles) else ""
    say(f"{more}Among {answer.people:,} people; {answer.alone:,} others know nobody but you, as far as the book tells.")
    say(f"Worked out by {answer.by}.")


def _headed(name: str, headline: str) -> str:
    return f"{name} ({headline})" if headline else name
