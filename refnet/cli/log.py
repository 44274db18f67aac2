"""Verbs that keep what happened, in the owner's own words: `refnet log meeting "Dana Okafor"`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from refnet import limits
from refnet.cli.output import Day, book_option, day_for, json_option, opened, private_option, say, say_json
from refnet.model import (
    ASK_OUTCOMES,
    INTRODUCTION_STAGES,
    REFERRAL_STAGES,
    Ask,
    AskOutcome,
    BookEvent,
    Channel,
    Complaint,
    Event,
    EventId,
    Interaction,
    Introduction,
    IntroductionStage,
    Note,
    PersonId,
    Promise,
    Referral,
    ReferralStage,
    Thanks,
    kind_of,
)
from refnet.text import ONLY_YOU, clean, fold

if TYPE_CHECKING:
    from refnet.book import Book

F = TypeVar("F", bound=Callable[..., Any])
Told = Callable[["Words", date], Event[PersonId]]
"""An event made of the people whom the words mean, and its day."""

_ME = frozenset({"me", "i", "myself"})
_MINUTES = 100_000
_BY = click.Choice(["me", "them"])
_CHANNELS: dict[str, tuple[Channel, str]] = {
    "meeting": ("meeting", "A meeting."),
    "call": ("call", "A call."),
    "mail": ("mail", "E-mails to and fro."),
    "message": ("message", "Messages: chat, text, LinkedIn."),
}


class Line(click.ParamType[str]):
    """Text as a book keeps it, no longer than any text in it may be."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text without control characters, or a usage error that says how long it may be."""
        text, _ = clean(str(value))
        if len(text) > limits.TEXT_CHARS:
            self.fail(f"This has {len(text):,} letters; at most {limits.TEXT_CHARS:,} are kept.", param, ctx)
        return text


class Amount(click.ParamType[tuple[int, str]]):
    """An amount as people write it: cents, and the currency beside it ("" where none is)."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        """Cents and currency, or a usage error that says how to write an amount."""
        from importers.values import Notes, cents_of  # here, because only an amount needs it

        if isinstance(value, tuple):
            return value
        cents, currency = cents_of(value.strip(), Notes(""), column="value")
        if cents is None or cents < 0:
            self.fail(f"{value!r} is no amount. Write it as 1200, 1200.50 or EUR 1200.", param, ctx)
        return cents, currency


class Words:
    """Whom the owner's words mean: people of the book, and people who are new in it, by a full name."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.new: dict[PersonId, str] = {}

    @property
    def me(self) -> PersonId:
        """The owner."""
        return self._book.ego

    def known(self, text: str) -> PersonId:
        """The one person of the book; "me" is the owner."""
        from refnet import targets

        if fold(text) in _ME:
            return self.me
        return targets.find(self._book.store, text, kind="person").people[0]

    def other(self, text: str) -> PersonId:
        """The one person of the book, or somebody new."""
        from refnet import targets

        if fold(text) in _ME:
            return self.me
        found = targets.find_or_name(self._book.store, text)
        if found.people:
            return found.people[0]
        self.new[PersonId(found.id)] = found.name
        return PersonId(found.id)

    def name_of(self, person_id: PersonId) -> str:
        """The name to show in a sentence."""
        return self.new.get(person_id) or self._book.name_of(person_id)


@click.group("log", short_help="Keep what happened, in your own words.")
def log() -> None:
    """Keep what happened: a meeting, an introduction, a promise. It is your own entry, which no import touches.

    People are named by name or id, you yourself as "me". A full name that is new in the book may stand for a prospect,
    a target or the other end of an introduction.

    \b
    Example: refnet log meeting "Dana Okafor" --on 2026-10-02 --text "Talked about linen"
             refnet log promise "Dana Okafor" --text "Send the price list" --due 2026-10-09
             refnet log undo ID
    """


def _kept(verb: F) -> F:
    """The options of every kind of entry."""
    for option in (
        book_option,
        json_option,
        click.option("--dry-run", is_flag=True, help="Say what would be kept, and keep nothing."),
        private_option,
        click.option("--on", type=Day(), metavar="DATE", help="The day it happened; today by default."),
    ):
        verb = option(verb)
    return verb


def _text(help_: str, *, required: bool = False) -> Callable[[F], F]:
    return click.option("--text", type=Line(), default="", required=required, metavar="TEXT", help=help_)


def _keep(told: Told, *, on: date | None, private: bool, dry_run: bool, as_json: bool, address: str | None) -> None:
    """Make the event, keep it unless only asked to try, and say what was kept and how to take it back."""
    from refnet.analysis.facts import sentence
    from refnet.analysis.reasons import capital

    with opened(address) as book:
        day = on or day_for(book, None)
        latest = max(day_for(book, None), date.today()) + timedelta(days=1)
        if day > latest:
            raise click.UsageError(f"{day} has not come yet: what happened is kept, not what will.")
        words = Words(book)
        event = told(words, day)
        text = capital(sentence(BookEvent(EventId(""), event), words.name_of))
        event_id = "" if dry_run else book.log(event, new=words.new, private=private)
        # About somebody who is private to the owner every entry is so, asked for or not
        private = private or (not dry_run and _is_private(book, EventId(event_id), day))
    new = list(words.new.values())
    if as_json:
        answer = {"id": event_id, "kind": kind_of(event), "day": day, "text": text, "new": new, "private": private}
        say_json({"kept": {**answer, "dry_run": dry_run}})
        return
    say(f"{'Would keep' if dry_run else 'Kept'}: {day}: {text}{f' {ONLY_YOU}' if private else ''}")
    for name in new:
        say(f"{name} is new in the book.", indent=2)
    if not dry_run:
        say(f"To take it back: refnet log undo {event_id}", indent=2)


def _is_private(book: Book, event_id: EventId, day: date) -> bool:
    return any(place.endswith(ONLY_YOU) for row in book.evidence([event_id], day) for place in row.places)


def _contact(name: str, channel: Channel, help_: str) -> None:
    """The verb of one channel of contact."""

    @log.command(name, help=f"{help_} Several people may have been there.", short_help=help_)
    @click.argument("who", nargs=-1, required=True)
    @click.option("--by", type=_BY, help="Who began it; only with one person.")
    @click.option("--minutes", type=click.IntRange(0, _MINUTES), help="How long it took.")
    @_text("What it was about.")
    @_kept
    def verb(who: tuple[str, ...], by: str | None, minutes: int | None, text: str, **rest: Any) -> None:
        if by and len(who) > 1:
            raise click.UsageError("Who began it can be said with one person only.")

        def told(words: Words, day: date) -> Event[PersonId]:
            others = dict.fromkeys(words.known(name) for name in who)
            people = (*others, words.me) if by == "them" else (words.me, *others)
            people = tuple(dict.fromkeys(people))
            return Interaction(day, _two(people), channel, initiated=bool(by), minutes=minutes, note=text)

        _keep(told, **rest)


for _name, (_channel, _help) in _CHANNELS.items():
    _contact(_name, _channel, _help)


@log.command("ask")
@click.argument("who")
@click.option("--for", "target", default="", metavar="WHOM", help="Whom you want to meet; may be new in the book.")
@click.option("--what", type=click.Choice(["introduction", "referral"]), default="introduction", show_default=True)
@click.option("--outcome", type=click.Choice(ASK_OUTCOMES), default="open", show_default=True)
@_text("What you asked.")
@_kept
def ask(who: str, target: str, what: Any, outcome: AskOutcome, text: str, **rest: Any) -> None:
    """You asked somebody for an introduction or a referral."""

    def told(words: Words, day: date) -> Event[PersonId]:
        connector, whom = _two((words.me, words.known(who)))[1], words.other(target) if target else None
        settled = None if outcome == "open" else day
        return Ask(words.me, connector, day, whom, what, outcome, settled, text)

    _keep(told, **rest)


@log.command("introduction")
@click.argument("who")
@click.option("--from", "first", default="me", metavar="WHOM", show_default=True, help="Who was introduced.")
@click.option("--to", "second", required=True, metavar="WHOM", help="To whom; may be new in the book.")
@click.option("--status", type=click.Choice(INTRODUCTION_STAGES), default="made", show_default=True)
@_text("A note.")
@_kept
def introduction(who: str, first: str, second: str, status: IntroductionStage, text: str, **rest: Any) -> None:
    """Somebody introduced you to somebody.

    WHO did it, you yourself as "me"; it was you who were introduced unless --from says otherwise.
    """

    def told(words: Words, day: date) -> Event[PersonId]:
        people = words.known(who), words.known(first), words.other(second)
        return Introduction(*_apart(people), at=day, stage=status, dates={status: day}, note=text)

    _keep(told, **rest)


@log.command("referral")
@click.argument("who")
@click.option("--prospect", required=True, metavar="WHOM", help="Who was sent; may be new in the book.")
@click.option("--to", "recipient", default="me", metavar="WHOM", show_default=True, help="To whom.")
@click.option("--status", type=click.Choice(REFERRAL_STAGES), default="given", show_default=True)
@click.option("--value", type=Amount(), metavar="AMOUNT", help="What it was worth: 1200, or EUR 1200.50.")
@click.option("--currency", default="", metavar="CODE", help="The currency, as EUR.")
@_text("A note.")
@_kept
def referral(
    who: str,
    prospect: str,
    recipient: str,
    status: ReferralStage,
    value: tuple[int, str] | None,
    currency: str,
    text: str,
    **rest: Any,
) -> None:
    """Somebody sent you a prospect.

    WHO did it, you yourself as "me"; the prospect came to you unless --to says otherwise.
    """
    cents, written = value or (None, "")
    code = currency.strip().upper() or written
    if code and not re.fullmatch(r"[A-Z]{3}", code):
        raise click.UsageError("A currency has three letters, as EUR.")

    def told(words: Words, day: date) -> Event[PersonId]:
        people = words.known(who), words.other(prospect), words.other(recipient)
        return Referral(*_apart(people), day, status, {status: day}, cents, code if value else "", note=text)

    _keep(told, **rest)


@log.command("thanks")
@click.argument("who")
@click.option("--by", type=_BY, default="me", show_default=True, help="Who thanked.")
@_text("A note.")
@_kept
def thanks(who: str, by: str, text: str, **rest: Any) -> None:
    """You thanked somebody, or they you."""
    _keep(lambda words, day: Thanks(*_ordered(words, who, by), day, note=text), **rest)


@log.command("promise")
@click.argument("who")
@click.option("--by", type=_BY, default="me", show_default=True, help="Who promised.")
@click.option("--due", type=Day(), metavar="DATE", help="Until when.")
@click.option("--status", type=click.Choice(["open", "kept", "late", "broken"]), default="open", show_default=True)
@_text("What was promised.", required=True)
@_kept
def promise(who: str, by: str, due: date | None, status: Any, text: str, **rest: Any) -> None:
    """You promised somebody something, or they you."""

    def told(words: Words, day: date) -> Event[PersonId]:
        settled = None if status == "open" else day
        return Promise(*_ordered(words, who, by), day, due, status, settled, text)

    _keep(told, **rest)


@log.command("note")
@click.argument("who")
@click.option("--personal", is_flag=True, help="A personal fact: a hobby, a child's name.")
@_text("What to remember.", required=True)
@_kept
def note(who: str, personal: bool, text: str, **rest: Any) -> None:
    """Something to remember of a person."""
    _keep(lambda words, day: Note(words.known(who), day, text, personal), **rest)


@log.command("complaint")
@click.argument("who")
@click.option("--by", type=_BY, default="them", show_default=True, help="Who complained.")
@click.option("--resolved", type=Day(), metavar="DATE", help="The day it was put right.")
@_text("What was wrong.")
@_kept
def complaint(who: str, by: str, resolved: date | None, text: str, **rest: Any) -> None:
    """Somebody complained about your work, or you about theirs."""
    _keep(lambda words, day: Complaint(*_ordered(words, who, by), day, resolved, text), **rest)


@log.command("undo")
@click.argument("event_id", metavar="ID")
@json_option
@book_option
def undo(event_id: str, as_json: bool, address: str | None) -> None:
    """Take an entry back, as if it had never been made.

    Its id was told when it was kept.
    """
    with opened(address) as book:
        book.take_back(EventId(event_id), now=datetime.now(UTC))
    if as_json:
        say_json({"undone": event_id})
    else:
        say("Took the entry back.")


def _ordered(words: Words, who: str, by: str) -> tuple[PersonId, PersonId]:
    """The one who did it, and the other."""
    mine = words.me, words.known(who)
    return _two(mine if by == "me" else mine[::-1])  # type: ignore[return-value]


def _two(people: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    """These people, of whom at least two differ."""
    if len(set(people)) < 2:
        raise click.UsageError("That is you yourself; say with whom it was.")
    return people


def _apart(people: Iterable[PersonId]) -> tuple[PersonId, PersonId, PersonId]:
    """Three people who all differ."""
    found = tuple(people)
    if len(set(found)) < 3:
        raise click.UsageError("The same person stands in two places.")
    return cast("tuple[PersonId, PersonId, PersonId]", found)
