"""Invitations.csv of LinkedIn's export: who asked whom to connect, and the words that went with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from importers import people, tables
from importers.dates import Order
from importers.linkedin.members import Members, is_anonymous
from importers.values import Notes, date_of, name_of, profile_slug
from refnet.model import Interaction
from refnet.records import ME, EventRecord, Match, Problem, Record, RowRead, Source
from refnet.text import fold

_LAYOUT: Final = tables.synonyms(
    {
        "from": "From",
        "to": "To",
        "sent": "Sent At",
        "note": "Message",
        "direction": "Direction",
        "from url": "inviterProfileUrl",
        "to url": "inviteeProfileUrl",
    },
    ("from", "to", "sent", "direction"),
)


class LinkedInInvitations:
    """Invitations.csv: pending and accepted ones, which the file does not tell apart."""

    name = "linkedin.invitations"

    def describe(self) -> str:
        return "LinkedIn invitations (Invitations.csv)"

    def identify(self, source: Source) -> Match:
        return tables.match(source, _LAYOUT)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """One invitation for each row, with its note: it often says how two people met. It is no contact.

        The hour is in no stated zone, so only the day is kept. Month and day stand in American order for everybody.
        """
        order = people.date_orders(source, _LAYOUT, "sent")["sent"] or "mdy"
        keys, members = tables.RowKeys("ev:invitation"), Members()
        for item in tables.rows(source, _LAYOUT):
            if isinstance(item, tables.Row):
                yield from _invitation(item, members, order, keys)
            else:
                yield item


def _invitation(
    row: tables.Row, members: Members, order: Order, keys: tables.RowKeys
) -> Iterator[Record | RowRead | Problem]:
    notes = Notes(row.locator)
    direction = fold(row.one("direction"))
    if direction not in ("incoming", "outgoing"):
        yield from notes.refuse("row-incomplete", "It does not say whether the invitation came in or went out.")
        return
    side = "from" if direction == "incoming" else "to"
    name, slug = name_of(row.one(side), notes), profile_slug(row.one(f"{side} url"))
    if not slug and is_anonymous(name):
        yield Problem("member-anonymous", row.locator, "A member whose name LinkedIn does not tell.", outcome="skipped")
        return
    if not (name or slug):
        yield from notes.refuse("person-without-name", "It names nobody besides yourself.")
        return
    other = members.mention(name, slug, row.locator)
    at = date_of(row.one("sent"), notes, column="Sent At", order=order)
    people = (other, ME) if side == "from" else (ME, other)
    event = Interaction(at=at, people=people, channel="invitation", direction="one-way", note=row.one("note"))
    yield from members.new()
    # Not the address, which exports before 2024 lack.
    yield EventRecord(keys(direction, fold(name) or slug, at.isoformat() if at else ""), row.locator, event)
    yield from notes.problems
    yield RowRead(row.locator)
