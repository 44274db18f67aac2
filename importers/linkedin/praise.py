"""Recommendations and endorsements of LinkedIn's export: words about somebody's work, and clicks on skills."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from importers import people, tables
from importers.dates import Order
from importers.linkedin.members import Members, file_name
from importers.values import Notes, date_of, name_of, profile_slug
from refnet.errors import UnreadableFileError
from refnet.model import Acquaintance, Feedback
from refnet.records import ME, EventRecord, Match, Mention, Problem, Record, RowRead, Source, content_key
from refnet.text import fold

_RECOMMENDATIONS: Final = tables.synonyms(
    {
        "given": "First Name",
        "family": "Last Name",
        "company": "Company",
        "title": "Job Title",
        "text": "Text",
        "date": "Creation Date",
        "status": "Status",
    },
    ("given", "family", "company", "text", "date"),
)
_ENDORSEMENTS: Final = tables.synonyms(
    {
        "date": "Endorsement Date",
        "skill": "Skill Name",
        "given": "Endorser First Name,Endorsee First Name",
        "family": "Endorser Last Name,Endorsee Last Name",
        "url": "Endorser Public Url,Endorsee Public Url",
        "status": "Endorsement Status",
    },
    ("date", "skill", "given", "family"),
)


class LinkedInRecommendations:
    """Recommendations_Given.csv and Recommendations_Received.csv; only their names tell the two apart."""

    name = "linkedin.recommendations"

    def describe(self) -> str:
        return "LinkedIn recommendations (Recommendations_Given.csv, Recommendations_Received.csv)"

    def identify(self, source: Source) -> Match:
        return tables.match(source, _RECOMMENDATIONS)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """Feedback without a score, with its words, which their author has published.

        Raises:
            UnreadableFileError: the file was renamed, so that who recommended whom cannot be told.
        """
        received = _received(source)
        order = people.date_orders(source, _RECOMMENDATIONS, "date")["date"] or "mdy"
        keys = tables.RowKeys("ev:recommendation-received" if received else "ev:recommendation-given")
        for item in tables.rows(source, _RECOMMENDATIONS):
            if isinstance(item, tables.Row):
                yield from _recommendation(item, received, order, keys)
            else:
                yield item


def _received(source: Source) -> bool:
    name = file_name(source)
    if ("received" in name) == ("given" in name):
        raise UnreadableFileError(
            f"{source.label} does not say who recommended whom: both of LinkedIn's files have the same columns.",
            fix="Name it Recommendations_Given.csv or Recommendations_Received.csv, as LinkedIn does.",
        )
    return "received" in name


def _recommendation(
    row: tables.Row, received: bool, order: Order, keys: tables.RowKeys
) -> Iterator[Record | RowRead | Problem]:
    notes = Notes(row.locator)
    name = _name(row, notes)
    if not name:
        yield from notes.refuse("person-without-name", "No name in this row.")
        return
    other = Mention(name=name, organization=name_of(row.one("company"), notes))
    at = date_of(row.one("date"), notes, column="Creation Date", order=order)
    giver, receiver = (other, ME) if received else (ME, other)
    event = Feedback(giver=giver, receiver=receiver, at=at, text=row.one("text"))
    # Companies change and texts are edited; the day of a recommendation stays.
    yield EventRecord(keys(fold(name), at.isoformat() if at else row.one("date")), row.locator, event)
    yield from notes.problems
    yield RowRead(row.locator)


class LinkedInEndorsements:
    """Endorsement_Given_Info.csv and Endorsement_Received_Info.csv."""

    name = "linkedin.endorsements"

    def describe(self) -> str:
        return "LinkedIn endorsements (Endorsement_Given_Info.csv, Endorsement_Received_Info.csv)"

    def identify(self, source: Source) -> Match:
        return tables.match(source, _ENDORSEMENTS)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """That two are connected, once for each person, however many skills were endorsed.

        An endorsement is one click that LinkedIn asks for, so it is no contact; but only those who are connected can
        make one. The skills and the day are not kept.
        """
        members, told = Members(), set[str]()
        for item in tables.rows(source, _ENDORSEMENTS):
            if isinstance(item, tables.Row):
                yield from _endorsement(item, members, told)
            else:
                yield item


def _endorsement(row: tables.Row, members: Members, told: set[str]) -> Iterator[Record | RowRead | Problem]:
    notes = Notes(row.locator)
    name, slug = _name(row, notes), profile_slug(row.one("url"))
    if not (name or slug):
        yield from notes.refuse("person-without-name", "No name in this row.")
        return
    if fold(row.one("status")) not in ("accepted", ""):
        message = f"An endorsement that does not stand: {row.one('status')[:80].lower()}."
        yield Problem("endorsement-not-accepted", row.locator, message, outcome="skipped")
        return
    key = content_key("ev:endorsement", slug or fold(name))
    if key not in told:
        told.add(key)
        person = members.mention(name, slug, row.locator)
        yield from members.new()
        yield EventRecord(key, row.locator, Acquaintance(owner=ME, person=person, via="connection"))
    yield from notes.problems
    yield RowRead(row.locator)


def _name(row: tables.Row, notes: Notes) -> str:
    return name_of(f"{row.one('given')} {row.one('family')}", notes)
