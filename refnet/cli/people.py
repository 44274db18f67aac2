"""Verbs about people: who is in the book, and everything about one of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from refnet.cli.output import as_of_option, book_option, day_for, json_option, opened, plain, say, say_json, table

if TYPE_CHECKING:
    from refnet.book import Book, Evidence, PersonCard
    from refnet.model import Person
    from refnet.targets import Target

_SHOWN = 50
_HISTORY = 12


@click.command(epilog="Example: refnet people larkspur", short_help="See who is in the book.")
@click.argument("text", required=False, default="")
@click.option("--limit", type=click.IntRange(1), help=f"How many at most; {_SHOWN} in a terminal, all as JSON.")
@json_option
@book_option
def people(text: str, limit: int | None, as_json: bool, address: str | None) -> None:
    """See who is in the book; with TEXT, those whose name, address or employer begins so."""
    with opened(address) as book:
        found = book.people(text)
        ego = book.ego
    shown = found[: limit or (None if as_json else _SHOWN)]
    if as_json:
        say_json({"people": [_json_of(person, me=person.id == ego) for person in shown]})
        return
    if not found:
        say("Nobody fits." if text else "Nobody is in the book yet. Begin with: refnet import FILE...")
        return
    rows = [(p.id, p.name + (" (you)" if p.id == ego else ""), p.headline, ", ".join(p.emails[:1])) for p in shown]
    table(rows, ("id", "name", "does", "e-mail"))
    if len(found) > len(shown):
        say(f"{len(found) - len(shown)} more. Narrow it down: refnet people TEXT", err=True)


@click.command(epilog='Example: refnet show "Dana Okafor"', short_help="Everything about a person or company.")
@click.argument("who")
@as_of_option
@json_option
@book_option
def show(who: str, as_of: date | None, as_json: bool, address: str | None) -> None:
    """Everything about a person: your tie and why, whom they know, what happened, which files tell of them.

    For a company: who is there, and how well you know them.
    """
    with opened(address) as book:
        target = book.target(who)
        day = day_for(book, as_of)
        if target.kind == "organization":
            _show_company(book, target, day, as_json)
            return
        found = book.card(target.people[0], day)
        if as_json:
            say_json(_json_of_card(found, me=found.card.person.id == book.ego))
            return
        _show_person(found, me=found.card.person.id == book.ego)


def _show_person(found: PersonCard, *, me: bool) -> None:
    card, person = found.card, found.card.person
    say(person.name + (" (you)" if me else ""), bold=True)
    for line in (person.headline, *person.emails, *person.phones, *person.urls):
        if line:
            say(line, indent=2)
    others = [name for name in person.names if name != person.name]
    for title, values in (
        ("Also called", others),
        ("Groups", [m.group for m in person.memberships]),
        ("Labels", list(person.labels)),
        ("Marked", [flag.replace("-", " ") for flag in person.flags if flag != "private"]),
    ):
        if values:
            say(f"{title}: {', '.join(values)}", indent=2)
    if "private" in person.flags:
        say("Only you see what your own files tell of them.", indent=2)
    if card.tie:
        say()
        say(f"Your tie: {card.word}" + (" (assumed)" if card.tie.strength.assumed else ""), bold=True)
        for reason in card.reasons:
            say(reason.text, indent=2)
    if card.knows:
        say()
        say(f"Knows {card.known_ties} other{'s' if card.known_ties != 1 else ''} in this book", bold=True)
        for tie in card.knows[:_HISTORY]:
            say(f"{tie.word:<6} {tie.name}{f' ({tie.headline})' if tie.headline else ''}", indent=2)
    if found.history:
        say()
        say("What happened", bold=True)
        for evidence in found.history[:_HISTORY]:
            _show_evidence(evidence)
        if len(found.history) > _HISTORY:
            say(f"and {len(found.history) - _HISTORY} more: refnet show --json {person.id}", indent=2)
    if found.places:
        say()
        say("Told of by", bold=True)
        for place in found.places[:_HISTORY]:
            say(str(place), indent=2)


def _show_evidence(evidence: Evidence) -> None:
    day = f"{evidence.day:%Y-%m-%d}" if evidence.day else "no date   "
    where = f"  [{'; '.join(evidence.places)}]" if evidence.places else ""
    say(f"{day}  {evidence.text}{where}", indent=2)


def _show_company(book: Book, target: Target, day: date, as_json: bool) -> None:
    cards = [book.card(person, day) for person in target.people]
    cards.sort(key=lambda c: (-(c.card.tie.strength.value if c.card.tie else 0.0), c.card.person.id))
    if as_json:
        people = [_json_of(c.card.person, me=False) | {"tie": plain(c.card.tie), "word": c.card.word} for c in cards]
        say_json({"organization": {"id": target.id, "name": target.name}, "people": people})
        return
    say(target.name, bold=True)
    say(target.detail, indent=2)
    table(
        [(c.card.person.id, c.card.person.name, c.card.person.headline, c.card.word or "-") for c in cards],
        ("id", "name", "does", "your tie"),
    )


def _json_of(person: Person, *, me: bool) -> dict[str, Any]:
    found: dict[str, Any] = plain(person)
    found["organizations"] = list(person.organizations)
    found["headline"] = person.headline
    found["me"] = me
    return found


def _json_of_card(found: PersonCard, *, me: bool) -> dict[str, Any]:
    card = plain(found.card)
    card["person"] = _json_of(found.card.person, me=me)
    card["history"] = plain(found.history)
    return {**card, "places": plain(found.places)}
