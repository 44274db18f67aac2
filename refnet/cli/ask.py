"""Verbs that answer questions about ties: who can introduce me to whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from refnet.cli.output import as_of_option, book_option, day_for, json_option, opened, plain, say, say_json
from refnet.limits import HOPS, ROUTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refnet.analysis.paths import NoPath, WarmPath
    from refnet.model import PersonId

_YOU = "you"


@click.command(
    epilog='Example: refnet path "Dana Okafor"    or a whole company: refnet path "Larkspur Hotels"',
    short_help="Who can introduce you to a person or company.",
)
@click.argument("who")
@click.option("--hops", type=click.IntRange(1, HOPS), default=4, show_default=True, help="The most ties on a route.")
@click.option("--routes", type=click.IntRange(1, ROUTES), default=5, show_default=True, help="How many routes.")
@click.option("--all", "alike", is_flag=True, help="The best routes overall, even through the same first person.")
@click.option(
    "--from", "start", default="me", metavar="WHOM", help="With whom a route begins: me (the default), anyone, a NAME."
)
@click.option("--why", default="", metavar="TEXT", help="Your reason for writing now, for the message.")
@as_of_option
@json_option
@book_option
def path(
    who: str,
    hops: int,
    routes: int,
    alike: bool,
    start: str,
    why: str,
    as_of: date | None,
    as_json: bool,
    address: str | None,
) -> None:
    """Who can introduce you to a person, or to anyone at a company: whom to ask, why, and what to write.

    Each route is a chain of people who know each other, with what is known of every tie. The best one comes with a
    message to send. Where several people share the book, --from says with whom of them a route begins.
    """
    from refnet.analysis.team import TeamPaths

    with opened(address) as book:
        target = book.target(who)
        day = day_for(book, as_of)
        answer = book.paths(
            target, as_of=day, hops=hops, routes=routes, per_first_contact=not alike, why=why, start=start
        )
        ego = book.ego
    if as_json:
        say_json({"target": plain(target), **plain(answer)})
        return
    if isinstance(answer, TeamPaths):
        say(answer.text)
        say()
    if answer.nothing:
        _say_nothing(target.name, answer.nothing)
    else:
        _say_best(answer.routes[0], ego)
        _say_others(answer.routes[1:], ego)


@click.command(epilog="Example: refnet today", short_help="What to do next.")
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True, help="How many of each kind.")
@as_of_option
@json_option
@book_option
def today(limit: int, as_of: date | None, as_json: bool, address: str | None) -> None:
    """What to do next: whom to ask, whom to thank, which promises are due, who is going quiet, and why."""
    with opened(address) as book:
        answer = book.today(day_for(book, as_of))
    if as_json:
        say_json(plain(answer))
        return
    lists = (
        ("Ask for a referral or an introduction", answer.asks),
        ("Say thank you", answer.thanks),
        ("Promises", answer.promises),
        ("Going quiet", answer.quiet),
    )
    for title, items in lists:
        if items:
            say(f"{title} ({len(items)})" if len(items) > limit else title, bold=True)
            for item in items[:limit]:
                say(f"{item.name}{f' ({item.headline})' if item.headline else ''}", indent=2)
                say(item.why, indent=4)
            say()
    if not any(items for _, items in lists):
        say("Nothing is due. Routes to somebody new: refnet path NAME")


@click.command(epilog="Example: refnet cold", short_help="Which ties have gone cold.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@as_of_option
@json_option
@book_option
def cold(limit: int, as_of: date | None, as_json: bool, address: str | None) -> None:
    """Whose tie with you was warm and is silent for more than 90 days or 8 usual gaps, the most overdue first.

    The 90 days are the same for everybody; the usual gap is their own rhythm. Each line says which limit was passed.
    """
    with opened(address) as book:
        answer = book.cold(day_for(book, as_of))
    if as_json:
        say_json(plain(answer))
        return
    if not answer.lines:
        say("No tie has gone cold.")
    for line in answer.lines[:limit]:
        say(f"{line.name}{f' ({line.headline})' if line.headline else ''}", bold=True)
        say(f"{line.why} {line.reasons[1].text}", indent=2)
    if len(answer.lines) > limit:
        say(f"{len(answer.lines) - limit} more: refnet cold --limit {len(answer.lines)}")


def _say_best(route: WarmPath, ego: PersonId) -> None:
    names = route.called(ego)
    say(f"{_first_step(names)}  ({route.word} route)", bold=True)
    if len(route.hops) > 1:
        a, b = names[route.weakest : route.weakest + 2]
        say(f"Weakest tie: {a} and {b}, {route.hops[route.weakest].word}.", indent=2)
    if route.caution:
        say(route.caution, indent=2)
    say()
    say(_begun(names[0]), indent=2)
    for hop, name in zip(route.hops, names[1:], strict=True):
        say(f"|  {hop.word}{' (assumed)' if hop.strength.assumed else ''}", indent=2)
        for reason in hop.reasons:
            say(f"|    {reason.text}", indent=2)
        say(_begun(name), indent=2)
    say()
    sender = "" if names[0] == _YOU else f"from {names[0]} "
    say(f"Message {sender}to {names[1]}: {route.message.subject}", bold=True)
    say(route.message.body, indent=2)
    if route.message.forward:
        say()
        say("To pass on:", indent=2)
        say(route.message.forward, indent=2)


def _say_others(routes: tuple[WarmPath, ...], ego: PersonId) -> None:
    if not routes:
        return
    say()
    say("Other routes", bold=True)
    for number, route in enumerate(routes, 2):
        say(f"{number}. {route.word:<6} {' > '.join(map(_begun, route.called(ego)))}", indent=2)


def _say_nothing(name: str, nothing: NoPath) -> None:
    say(f"No route to {name}.", bold=True)
    say(nothing.why, indent=2)
    for near in nothing.nearest:
        say(f"Near: {near.name}. {near.text}", indent=2)
    if nothing.help:
        say(nothing.help, indent=2)


def _begun(name: str) -> str:
    """A name that stands by itself."""
    return "You" if name == _YOU else name


def _first_step(names: Sequence[str]) -> str:
    """What to do first on a route; on a team-mate's, who does it."""
    first, second = names[:2]
    if len(names) > 2:
        return f"Ask {second}" if first == _YOU else f"{first} asks {second}"
    return f"You know {second}: write" if first == _YOU else f"{first} knows {second}, and writes"
