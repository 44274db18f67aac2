"""Verbs of a book that several people share: who they are, which of them knows whom, what is one member's alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from refnet.cli.output import (
    as_of_option,
    book_option,
    day_for,
    json_option,
    opened,
    plain,
    say,
    say_json,
    table,
)
from refnet.text import ONLY_YOU

if TYPE_CHECKING:
    from refnet.book import Book, Member


@click.command(
    epilog='Example: refnet members --add "Priya Nair" --email priya@example.com',
    short_help="Who shares this book; add somebody.",
)
@click.option("--add", "name", metavar="NAME", help="Let somebody share the book.")
@click.option("--email", "emails", metavar="ADDRESS", multiple=True, help="An address of theirs; several are possible.")
@click.option("--dry-run", is_flag=True, help="Say who would be added, and add nobody.")
@json_option
@book_option
def members(name: str | None, emails: tuple[str, ...], dry_run: bool, as_json: bool, address: str | None) -> None:
    """Who shares this book, and as whom you look at it.

    Every command and the app act as the member whom REFNET_MEMBER names: set it to your name on your own computer.
    Without it you act as whoever made the book.
    """
    if emails and name is None:
        raise click.UsageError('Say whose addresses these are: --add "Their Name".')
    with opened(address, anybody=True) as book:
        added = None if name is None or dry_run else book.add_member(name, emails, now=datetime.now(UTC))
        found = [_json_of(book, member) for member in book.members()]
    if as_json:
        say_json({"members": found, "added": added.key if added else None, "dry_run": dry_run})
    elif name is None:
        _show_members(found)
    elif added is None:
        say(f"Would add {name.strip()} to {len(found)} who share this book.")
    else:
        say(f"{added.name} shares this book now.")
        say(
            f'On their computer: set REFNET_MEMBER to "{added.name}", and name this book by --book or REFNET_BOOK.',
            indent=2,
        )


def _show_members(found: list[dict[str, Any]]) -> None:
    rows = [(f"{m['name']}{' (you)' if m['me'] else ''}", ", ".join(m["emails"]), str(m["files"])) for m in found]
    table(rows, ("name", "e-mail", "files"))
    if len(found) == 1:
        say('The book has one owner. To share it: refnet members --add "Their Name"', err=True)


def _json_of(book: Book, member: Member) -> dict[str, Any]:
    """A member, with how many files tell of their own ties."""
    files = sum(book.whose(source) == member.person_id for source in book.sources())
    return {**plain(member), "files": files, "me": member.key == book.member.key}


@click.command(
    "who-knows",
    epilog='Example: refnet who-knows "Larkspur Hotels"',
    short_help="Which of the book's members knows whom there.",
)
@click.argument("who")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many ties.")
@as_of_option
@json_option
@book_option
def who_knows(who: str, limit: int, as_of: date | None, as_json: bool, address: str | None) -> None:
    """Which of the book's members knows a person, or anybody at a company, the strongest tie first, and why."""
    with opened(address) as book:
        target = book.target(who)
        answer = book.who_knows(target, day_for(book, as_of))
        ego = book.ego
    if as_json:
        say_json({"target": plain(target), **plain(answer)})
        return
    say(answer.text)
    for line in answer.lines[:limit]:
        say()
        say(f"{'You' if line.member == ego else line.member_name} > {line.name}  ({line.word})", bold=True)
        for reason in line.reasons:
            say(reason.text, indent=2)
    if len(answer.lines) > limit:
        say(f"{len(answer.lines) - limit} more: refnet who-knows --limit {len(answer.lines)}", err=True)


@click.command(
    epilog='Example: refnet private "Dana Okafor"',
    short_help="Keep what you know of somebody to yourself.",
)
@click.argument("who")
@click.option("--undo", "shared", is_flag=True, help="Share it with the other members again.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@json_option
@book_option
def private(who: str, shared: bool, dry_run: bool, as_json: bool, address: str | None) -> None:
    """Keep to yourself what your own files and entries tell of a person, now and later.

    No other member of the book sees it, in any answer or list. What the files of others tell of that person stays
    theirs. For a single entry or file: `refnet log ... --private`, `refnet import ... --private`.
    """
    with opened(address) as book:
        from refnet import targets

        person = book.person(targets.find(book.store, who, kind="person").people[0])
        if not dry_run:
            book.make_private(person.id, not shared)
    if as_json:
        say_json({"person": person.id, "private": not shared, "dry_run": dry_run})
        return
    would = "would be" if dry_run else "is"
    if shared:
        say(f"What your files tell of {person.name} {would} for every member of the book again.")
        return
    say(f"What your files and entries tell of {person.name} {would} for you alone {ONLY_YOU}.")
    if not dry_run:
        say(f"To take it back: refnet private {person.id} --undo", indent=2)
