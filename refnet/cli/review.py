"""Verbs about who is who: likely pairs, and the owner's word on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from refnet.cli.output import book_option, json_option, opened, plain, say, say_json

if TYPE_CHECKING:
    from refnet.analysis.review import ReviewPair
    from refnet.book import Book
    from refnet.ingest.joining import PersonPart
    from refnet.model import PersonId

_dry_run = click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")


@click.command(epilog="Example: refnet review --limit 5", short_help="Entries that may be one person.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many pairs.")
@json_option
@book_option
def review(limit: int, as_json: bool, address: str | None) -> None:
    """Pairs of entries that may be one person, with what speaks for it; those first that would change most.

    Nothing is joined unless you say so: refnet merge A B. If they are two: refnet split A --from B.
    """
    with opened(address) as book:
        pairs = book.review(limit)
    if as_json:
        say_json({"pairs": plain(pairs)})
        return
    if not pairs:
        say("No two entries look like one person.")
    for number, pair in enumerate(pairs, 1):
        _show_pair(number, pair)


@click.command(epilog='Example: refnet merge "Alejandro Quiroga-Paz" "Alex Quiroga"', short_help="Two are one person.")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@_dry_run
@json_option
@book_option
def merge(first: str, second: str, dry_run: bool, as_json: bool, address: str | None) -> None:
    """Say that A and B, names or ids, are one person. Both ids lead there from now on; refnet split takes it back."""
    with opened(address) as book:
        a, b = _person(book, first), _person(book, second)
        effect = book.joined(a, b)
        names = book.person(a).name, book.person(b).name
        kept = a if dry_run else book.merge(a, b)
        name = book.person(kept).name
    if as_json:
        answer = {"person": kept, "name": name, "joined": [a, b], "effect": plain(effect), "dry_run": dry_run}
        say_json(answer)
        return
    if a == b:
        say(f"{names[0]} is one person already.")
        return
    say(f"{names[0]} and {names[1]} {'would be' if dry_run else 'are'} one person{'' if dry_run else f': {name}'}.")
    say(effect.text, indent=2)
    if not dry_run:
        say(f"To take it back: refnet split {kept}", indent=2)


@click.command(epilog="Example: refnet split p95f5e0a1bf --record 2", short_help="One entry is two people.")
@click.argument("who", metavar="PERSON")
@click.option("--record", "records", metavar="KEY", multiple=True, help="What to take away: a number or key; several.")
@click.option("--from", "other", metavar="WHO", default="", help="Say that PERSON and WHO are two people.")
@click.option("--undo", "again", is_flag=True, help="With --from: take that back.")
@_dry_run
@json_option
@book_option
def split(
    who: str, records: tuple[str, ...], other: str, again: bool, dry_run: bool, as_json: bool, address: str | None
) -> None:
    """Say that some records of a person, a name or an id, are somebody else's. Without --record: list them.

    With --from, two people stay two: refnet review does not ask again, and no file joins them.
    """
    if records and other:
        raise click.UsageError("Say either --record or --from.")
    if again and not other:
        raise click.UsageError("--undo takes back a --from. To undo a split: refnet merge A B.")
    with opened(address) as book:
        person = _person(book, who)
        if other:
            _keep_apart(book, person, _person(book, other), again, dry_run, as_json)
            return
        parts = book.parts(person)
        if records:
            _take_away(book, person, parts, records, dry_run, as_json)
            return
        name = book.person(person).name
    if as_json:
        say_json({"person": person, "name": name, "parts": plain(parts)})
        return
    say(name, bold=True)
    for number, part in enumerate(parts, 1):
        _show_part(number, part)
    if len(parts) > 1:
        say(f"To take one away: refnet split {person} --record {len(parts)}")


def _keep_apart(book: Book, a: PersonId, b: PersonId, again: bool, dry_run: bool, as_json: bool) -> None:
    names = book.person(a).name, book.person(b).name
    if a == b:
        raise click.UsageError(f"{names[0]} is one person in this book. See the records: refnet split {a}")
    if not dry_run:
        (book.reconsider if again else book.keep_apart)(a, b)
    if as_json:
        say_json({"apart": [] if again else [a, b], "dry_run": dry_run})
        return
    both = f"{names[0]} and {names[1]}"
    if again:
        say(f"Your word on {both} {'would be' if dry_run else 'is'} taken back: they may come up for review again.")
        return
    say(f"{both} {'would stay' if dry_run else 'stay'} two people.")
    say(f"To take it back: refnet split {a} --from {b} --undo", indent=2)


def _take_away(
    book: Book, person: PersonId, parts: Sequence[PersonPart], chosen: Sequence[str], dry_run: bool, as_json: bool
) -> None:
    from refnet.identity.resolve import id_of

    keys = [_key(parts, text) for text in chosen]
    if len(set(keys)) == len(parts):
        raise click.UsageError("That is all there is of this person. Leave at least one record.")
    book.split(person, keys, dry_run=dry_run)
    name = book.person(person).name
    others = [] if dry_run else sorted({book.person(id_of(key)).id for key in keys} - {person})
    if as_json:
        say_json({"person": person, "name": name, "away": keys, "others": others, "dry_run": dry_run})
        return
    say(f"{len(keys)} of {len(parts)} records {'would be' if dry_run else 'are'} somebody else's than {name}'s.")
    for other in others:
        say(f"{other}  {book.person(other).name}", indent=2)
    if others:
        say(f"To take it back: refnet merge {person} {others[0]}", indent=2)


def _key(parts: Sequence[PersonPart], text: str) -> str:
    if text.isdecimal() and 0 < int(text) <= len(parts):
        return parts[int(text) - 1].key
    if text in {part.key for part in parts}:
        return text
    raise click.UsageError(f"There is no record {text!r}. Give a number from 1 to {len(parts)}, or a key.")


def _person(book: Book, text: str) -> PersonId:
    from refnet import targets

    return targets.find(book.store, text, kind="person").people[0]


def _show_pair(number: int, pair: ReviewPair) -> None:
    say(f"{number}. {pair.names[0]} and {pair.names[1]}  ({pair.word}, {pair.weight:+.1f})", bold=True)
    for person, headline in zip((pair.first, pair.second), pair.headlines, strict=True):
        say(f"{person}  {headline}".rstrip(), indent=3)
    for reason in pair.reasons:
        say(f"{f'{reason.value:+.1f}' if reason.value else '':>5}  {reason.text}", indent=3)
    say(pair.effect.text, indent=3)
    say(f"One person: refnet merge {pair.first} {pair.second}", indent=3)
    say(f"Two people: refnet split {pair.first} --from {pair.second}", indent=3)


def _show_part(number: int, part: PersonPart) -> None:
    where = f"  [{'; '.join(part.places)}]" if part.places else ""
    events = f", {part.events} event{'s' * (part.events != 1)}" if part.events else ""
    say(f"{number:>3}. {part.text}{events}{where}", indent=1)
