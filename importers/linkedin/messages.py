"""messages.csv of LinkedIn's export: who wrote to whom and when. What they wrote is not kept.

to 2022         9 columns, recipients by name only
2023            RECIPIENT PROFILE URLS
later           ATTACHMENTS, then marks of drafts and archived conversations
since 2026      every cell quoted, real line breaks in the text
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from importers import people, tables
from importers.dates import Order
from importers.linkedin.mailbox import Mailbox, Who
from importers.linkedin.members import Members, file_name, is_anonymous
from importers.linkedin.owner import name_beside
from importers.values import Notes, date_of, name_of, yes
from refnet.model import Interaction, When
from refnet.records import ME, EventRecord, Match, Problem, Record, RowRead, Source
from refnet.text import fold

_TAKING_PART: Final = frozenset({"conversation", "from", "sender", "to", "recipients"})
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
        rows = _who_wrote_to_whom(item for item in tables.rows(source, _LAYOUT) if isinstance(item, tables.Row))
        mailbox = Mailbox(rows, name_beside(source))
        order = people.date_orders(source, _LAYOUT, "date")["date"]
        if mailbox.owner:
            yield mailbox.owner_record(rows[0].locator)
        elif rows:
            yield _owner_unclear()
        keys, members = tables.RowKeys("ev:message"), Members()
        for item in tables.rows(source, _LAYOUT):
            if isinstance(item, tables.Row):
                yield from _message(item, mailbox, members, order, keys)
            else:
                yield _discreet(item)


def _who_wrote_to_whom(rows: Iterable[tables.Row]) -> list[tables.Row]:
    """The rows without what was written, and of those alike in a conversation one: a file is mostly these."""
    found: dict[tuple[tuple[str, str], ...] | str, tables.Row] = {}
    for row in rows:
        cells = tuple(cell for cell in row.cells if cell[0] in _TAKING_PART)
        found.setdefault(cells if row.one("conversation") else row.locator, replace(row, cells=cells))
    return list(found.values())


def _with_assistants(source: Source) -> bool:
    """Whether a file in this layout holds talks with LinkedIn's assistants; only its name says so."""
    return file_name(source).startswith(("guide_", "learning_"))


def _discreet(problem: Problem) -> Problem:
    """A remark on a row as it may be kept: without words of the message."""
    plain = problem.message.partition("; too much:")[0].removesuffix(".")
    return replace(problem, message=f"{plain}.", kept="")


def _owner_unclear() -> Problem:
    message = (
        "Nobody takes part in more conversations than all others, so none of these names was taken for yours. "
        "If one of them is you, join the two: refnet merge."
    )
    return Problem("owner-unclear", "the whole file", message, rows=0)


def _message(
    row: tables.Row, mailbox: Mailbox, members: Members, order: Order, keys: tables.RowKeys
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


def _unwanted(row: tables.Row, sender: Who) -> tuple[str, str] | None:
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


def _recipients(row: tables.Row, mailbox: Mailbox, sender: Who) -> tuple[list[Who], int]:
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


def _key(row: tables.Row, at: When | None, sender: Who, recipients: Sequence[Who], keys: tables.RowKeys) -> str:
    """Conversation, moment and a hash of the text, without its blanks: exports write line breaks in several ways.

    Names are not in it where the conversation has an id: LinkedIn writes the present ones in every export.
    """
    between = row.one("conversation") or " ".join(sorted(who.id for who in (sender, *recipients)))
    return keys(between, at.isoformat() if at else row.one("date"), "".join(row.one("content").split()))
