"""messages.csv of LinkedIn's export: who wrote to whom and when. What they wrote is not kept.

to 2022         9 columns, recipients by name only
2023            RECIPIENT PROFILE URLS
later           ATTACHMENTS, then marks of drafts and archived conversations
since 2026      every cell quoted, real line breaks in the text
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from importers import tables
from importers.dates import Order, column_order
from importers.linkedin.members import SYSTEM, Members, file_name, is_anonymous, profile_url_of
from importers.linkedin.owner import name_beside
from importers.values import Notes, date_of, name_of, profile_slug, yes
from refnet.model import Interaction, When
from refnet.records import (
    ME,
    EventRecord,
    ExternalId,
    Match,
    PersonRecord,
    Problem,
    Record,
    RowRead,
    Source,
    content_key,
)
from refnet.text import fold

_LAYOUT: Final = tables.synonyms(
    {
        "conversation": "CONVERSATION ID",
        "title": "CONVERSATION TITLE",
        "from": "FROM",
        "sender": "SENDER PROFILE URL",
        "to": "TO",
        "recipients": "RECIPIENT PROFILE URLS",
        "date": "DATE",
        "subject": "SUBJECT",
        "content": "CONTENT",
        "folder": "FOLDER",
        "attachments": "ATTACHMENTS",
        "draft": "IS MESSAGE DRAFT",
        "conversation draft": "IS CONVERSATION DRAFT",
        "archived": "IS CONVERSATION ARCHIVED",
    },
    ("conversation", "from", "to", "date", "content"),
)
_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)(?: ?(?:UTC|Z))?")
_SPONSORED: Final = "spinmail-quill-editor"
_TITLES: Final = frozenset("phd md mba cpa cfa pmp jr sr esq dr msc bsc ma ba llm dds rn pe ii iii".split())


class LinkedInMessages:
    """messages.csv from LinkedIn's "Get a copy of your data"."""

    name = "linkedin.messages"

    def describe(self) -> str:
        return "LinkedIn messages (messages.csv)"

    def identify(self, source: Source) -> Match:
        return Match(0.0) if _with_assistants(source) else tables.match(source, _LAYOUT)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """One message for each row, from its sender to its recipients.

        Skipped and counted: spam, drafts, advertisements, and what comes from members without a name. "Me" is the one
        of the profile in the same zip, else whoever takes part in the most conversations; where several do, nobody is
        taken for the owner, and that is said.
        """
        items = list(tables.rows(source, _LAYOUT))
        rows = [item for item in items if isinstance(item, tables.Row)]
        mailbox = _Mailbox(rows, name_beside(source))
        order = column_order(row.one("date") for row in rows)
        if mailbox.owner:
            yield mailbox.owner_record(rows[0].locator)
        elif rows:
            yield _owner_unclear()
        keys, members = tables.RowKeys("ev:message"), Members()
        for item in items:
            if isinstance(item, tables.Row):
                yield from _message(item, mailbox, members, order, keys)
            else:
                yield _discreet(item)


def _with_assistants(source: Source) -> bool:
    """Whether a file in this layout holds talks with LinkedIn's assistants; only its name says so."""
    return file_name(source).startswith(("guide_", "learning_"))


# ------------------------------------------------------------------------------------------------- people


@dataclass(frozen=True, slots=True)
class _Who:
    """Somebody who takes part; known by the address of their profile, else by name."""

    name: str
    slug: str = ""

    @property
    def id(self) -> str:
        return self.slug or f"name:{fold(self.name)}"


class _Mailbox:
    """What the file as a whole knows of those who take part: whose address a name is, and who is the owner."""

    def __init__(self, rows: Sequence[tables.Row], owner_name: str) -> None:
        self._names: dict[str, str] = {}
        self._slugs: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._with_comma = {name for row in rows if ", " in (name := row.one("from"))}
        for row in rows:
            self._learn(row, row.one("from"), profile_slug(row.one("sender")))
        for row in rows:
            names, slugs = self._named(row)
            if len(names) == len(slugs):
                for name, slug in zip(names, slugs, strict=True):
                    self._learn(row, name, slug)
        self.owner = self._owner(rows, fold(owner_name))

    def sender(self, row: tables.Row) -> _Who:
        return self._who(row, row.one("from"), profile_slug(row.one("sender")))

    def recipients(self, row: tables.Row) -> list[_Who]:
        """Those a message went to. Where there are fewer addresses than names, the file as a whole says whose."""
        names, slugs = self._named(row)
        if len(slugs) == len(names):
            return [self._who(row, name, slug) for name, slug in zip(names, slugs, strict=True)]
        addressed = [self._who(row, "", slug) for slug in slugs]
        called = {fold(who.name) for who in addressed}
        rest = [name for name in names if fold(name) not in called]
        if len(rest) + len(addressed) == len(names):
            addressed += [self._who(row, name, "") for name in rest]
        return addressed

    def is_owner(self, who: _Who) -> bool:
        return self.owner is not None and who.id == self.owner.id

    def owner_record(self, locator: str) -> PersonRecord:
        """The record by which the file names its owner."""
        assert self.owner is not None
        slug = self.owner.slug
        return PersonRecord(
            content_key("li.me", self.owner.id),
            locator,
            name=self.owner.name,
            urls=(profile_url_of(slug),) if slug else (),
            external_ids=(ExternalId(SYSTEM, slug),) if slug else (),
            me=True,
        )

    def _named(self, row: tables.Row) -> tuple[list[str], list[str]]:
        """The names and the profiles of those a message went to; the number of profiles is the truth."""
        slugs = [slug for url in re.split(r"[,\s]+", row.one("recipients")) if (slug := profile_slug(url))]
        plain = _parts(row.one("to"))
        return plain if len(plain) == len(slugs) else _names_in(plain, self._with_comma), slugs

    def _learn(self, row: tables.Row, name: str, slug: str) -> None:
        if name and slug and not is_anonymous(name):
            self._names.setdefault(slug, name)
            for place in (row.one("conversation"), ""):
                self._slugs[place, fold(name)].add(slug)

    def _who(self, row: tables.Row, name: str, slug: str) -> _Who:
        """Somebody with all that is known: a name alone is the one member of that name in the conversation or file."""
        if not slug:
            near = self._slugs.get((row.one("conversation"), fold(name))) or self._slugs.get(("", fold(name))) or set()
            if len(near) != 1:
                return _Who(name)
            (slug,) = near
        return _Who(self._names.get(slug, name), slug)

    def _owner(self, rows: Sequence[tables.Row], named: str) -> _Who | None:
        """Of those who have the owner's name, or else of all, the one in more conversations than anybody else.

        Without a name to go by, these must be more than half of all conversations.
        """
        found: defaultdict[_Who, set[str]] = defaultdict(set)
        for row in rows:
            for who in (self.sender(row), *self.recipients(row)):
                if who.slug or (who.name and not is_anonymous(who.name)):
                    found[who].add(row.one("conversation") or row.locator)
        every = set().union(*found.values())
        fitting = {who: seen for who, seen in found.items() if named and fold(who.name) == named}
        ranked = sorted((fitting or found).items(), key=lambda item: -len(item[1]))
        if not ranked or (len(ranked) > 1 and len(ranked[0][1]) == len(ranked[1][1])):
            return None
        owner, seen = ranked[0]
        return owner if fitting or 2 * len(seen) > len(every) else None


def _parts(cell: str) -> list[str]:
    return [part for part in re.split(r",\s*", cell) if part]


def _names_in(parts: list[str], with_comma: set[str]) -> list[str]:
    """Names from what commas part, as names with a title hold commas too.

    >>> _names_in(["Maya Lindgren", "Jane Doe", "Ph.D."], set())
    ['Maya Lindgren', 'Jane Doe, Ph.D.']
    """
    found: list[str] = []
    at = 0
    while at < len(parts):
        joined = (", ".join(parts[at : at + n]) for n in (4, 3, 2))
        known = next((name for name in joined if name in with_comma), "")
        if known:
            found.append(known)
            at += known.count(", ") + 1
            continue
        if found and parts[at].replace(".", "").replace(" ", "").casefold() in _TITLES:
            found[-1] += f", {parts[at]}"
        else:
            found.append(parts[at])
        at += 1
    return found


def _discreet(problem: Problem) -> Problem:
    """A remark on a row as it may be kept: without words of the message."""
    plain = problem.message.partition("; too much:")[0].removesuffix(".")
    return replace(problem, message=f"{plain}.", kept="")


def _owner_unclear() -> Problem:
    message = (
        "Nobody takes part in more conversations than all others, so none of these names was taken for yours. "
        "If one of them is you, join the two entries."
    )
    return Problem("owner-unclear", "the whole file", message, rows=0)


# ------------------------------------------------------------------------------------------------ messages


def _message(
    row: tables.Row, mailbox: _Mailbox, members: Members, order: Order, keys: tables.RowKeys
) -> Iterator[Record | RowRead | Problem]:
    notes = Notes(row.locator)
    if not (row.one("from") or row.one("sender")) or not (row.one("date") or row.one("to")):
        yield from notes.refuse("row-incomplete", "It does not say who wrote to whom: cells are missing.")
        return
    sender = mailbox.sender(row)
    if why := _unwanted(row, sender):
        yield Problem(why[0], row.locator, why[1], outcome="skipped")
        return
    recipients, unnamed = _recipients(row, mailbox, sender)
    if not recipients:
        yield from _nobody(row, unnamed)
        return
    event = Interaction(
        at=_moment(row.one("date"), notes, order),
        people=tuple(
            ME if mailbox.is_owner(who) else members.mention(name_of(who.name, notes), who.slug, row.locator)
            for who in (sender, *recipients)
        ),
        channel="message",
        direction="one-way",
        group_size=1 + len(recipients) + unnamed if unnamed else None,
    )
    yield from members.new()
    yield EventRecord(_key(row, event.at, sender, recipients, keys), row.locator, event)
    yield from notes.problems
    yield RowRead(row.locator)


def _unwanted(row: tables.Row, sender: _Who) -> tuple[str, str] | None:
    """Why a message is left out on purpose, as a code and a sentence."""
    if fold(row.one("folder")) == "spam":
        return "message-spam", "In the spam folder."
    if yes(row.one("draft")) or yes(row.one("conversation draft")):
        return "message-draft", "A draft that was not sent."
    if not sender.slug and _SPONSORED in row.one("content"):
        return "message-sponsored", "An advertisement."
    if not sender.slug and is_anonymous(sender.name):
        return "member-anonymous", "From a member whose name LinkedIn does not tell."
    return None


def _recipients(row: tables.Row, mailbox: _Mailbox, sender: _Who) -> tuple[list[_Who], int]:
    """Everybody else who got a message, the owner of the mailbox included, and how many of them have no name."""
    every = {who.id: who for who in mailbox.recipients(row) if who.id != sender.id}
    named = [who for who in every.values() if who.slug or not is_anonymous(who.name)]
    if mailbox.owner and mailbox.owner.id not in {sender.id, *every}:
        named.append(mailbox.owner)
    return named, len(every) - sum(who.id in every for who in named)


def _nobody(row: tables.Row, unnamed: int) -> Iterator[Problem]:
    if unnamed:
        message = "To a member whose name LinkedIn does not tell."
        yield Problem("member-anonymous", row.locator, message, outcome="skipped")
    else:
        yield from Notes(row.locator).refuse("row-incomplete", "It names nobody whom this message went to.")


def _moment(text: str, notes: Notes, order: Order) -> When | None:
    """When a message was sent; the day alone where a spreadsheet has changed the cell."""
    if found := _MOMENT.fullmatch(text):
        try:
            return datetime.fromisoformat(f"{found[1]}T{found[2]}").replace(tzinfo=UTC)
        except ValueError:
            pass
    return date_of(text, notes, column="DATE", order=order)


def _key(row: tables.Row, at: When | None, sender: _Who, recipients: Sequence[_Who], keys: tables.RowKeys) -> str:
    """Conversation, moment and a hash of the text, without its blanks: exports write line breaks in several ways.

    Names are not in it where the conversation has an id: LinkedIn writes the present ones in every export.
    """
    between = row.one("conversation") or " ".join(sorted(who.id for who in (sender, *recipients)))
    return keys(between, at.isoformat() if at else row.one("date"), "".join(row.one("content").split()))
