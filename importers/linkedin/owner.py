"""What LinkedIn's export says of the member whose it is: profile, positions, e-mail addresses and telephones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from importers import tables
from importers.dates import read_partial
from importers.linkedin.members import file_name
from importers.values import Notes, date_of, emails_of, name_of, phones_of, yes
from refnet.model import Employment
from refnet.records import Match, PersonRecord, Problem, Record, RowRead, Source, content_key
from refnet.text import fold, fold_organization

_PROFILE: Final = tables.synonyms(
    {
        "given": "First Name",
        "family": "Last Name",
        "maiden": "Maiden Name",
        "address": "Address",
        "birthday": "Birth Date",
        "headline": "Headline",
        "summary": "Summary",
        "industry": "Industry",
        "zip": "Zip Code",
        "place": "Geo Location",
        "twitter": "Twitter Handles",
        "websites": "Websites",
        "messengers": "Instant Messengers",
    },
    ("given", "family", "headline", "summary"),
)
_POSITIONS: Final = tables.synonyms(
    {
        "company": "Company Name",
        "title": "Title",
        "description": "Description",
        "location": "Location",
        "start": "Started On",
        "end": "Finished On",
    },
    ("company", "title", "start", "end"),
)
_EMAILS: Final = tables.synonyms(
    {"email": "Email Address", "confirmed": "Confirmed", "primary": "Primary", "updated": "Updated On"},
    ("email", "confirmed", "primary"),
)
_PHONES: Final = tables.synonyms(
    {"extension": "Extension", "number": "Number", "type": "Type"}, ("extension", "number", "type")
)


class LinkedInOwner:
    """Profile.csv, Positions.csv, Email Addresses.csv and PhoneNumbers.csv: the owner of the export themself."""

    name = "linkedin.owner"

    def describe(self) -> str:
        return "your own LinkedIn profile (Profile.csv, Positions.csv, Email Addresses.csv, PhoneNumbers.csv)"

    def identify(self, source: Source) -> Match:
        return max((tables.match(source, layout) for layout, _ in _PARTS), key=lambda match: match.score)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """One record for each row, all of them of the owner, so that a later export may change a row alone.

        From the last row up: LinkedIn puts the present position and the primary address on top, and of the values of
        a person those told last go first.
        """
        layout, part = max(_PARTS, key=lambda pair: tables.match(source, pair[0]).score)
        for item in reversed(list(tables.rows(source, layout))):
            if not isinstance(item, tables.Row):
                yield item
                continue
            notes = Notes(item.locator)
            found = part(item, notes)
            yield found
            if isinstance(found, PersonRecord):
                yield from notes.problems
                yield RowRead(item.locator)


def name_beside(source: Source) -> str:
    """The name in the profile that lies in the same zip; "" where there is none."""
    for member in source.beside:
        if file_name(member) == "profile.csv" and tables.match(member, _PROFILE).score:
            rows = (item for item in tables.rows(member, _PROFILE) if isinstance(item, tables.Row))
            return next((f"{row.one('given')} {row.one('family')}".strip() for row in rows), "")
    return ""


def _profile(row: tables.Row, notes: Notes) -> PersonRecord | Problem:
    given, family = name_of(row.one("given"), notes), name_of(row.one("family"), notes)
    if not (given or family):
        return _refused(row, "No name in this row.")
    name = f"{given} {family}".strip()
    birthday = read_partial(row.one("birthday")) if row.one("birthday") else None
    key = content_key("li.profile", fold(name))
    return PersonRecord(key, row.locator, name=name, given=given, family=family, birthday=birthday, me=True)


def _position(row: tables.Row, notes: Notes) -> PersonRecord | Problem:
    company, title = name_of(row.one("company"), notes), name_of(row.one("title"), notes)
    if not (company or title):
        return _refused(row, "Neither a company nor a title in this row.")
    start = _day(row.one("start"), notes, column="Started On", of_year="")
    end = _day(row.one("end"), notes, column="Finished On", of_year="-12-31")
    key = content_key("li.position", fold_organization(company), fold(title), row.one("start"))
    return PersonRecord(key, row.locator, jobs=(Employment(company, title, start=start, end=end),), me=True)


def _email(row: tables.Row, notes: Notes) -> PersonRecord | Problem:
    emails = emails_of(row.all("email"), notes)
    if not emails:
        return _refused(row, "No e-mail address in this row.")
    if yes(row.one("confirmed")) is False:
        message = "An address that was never confirmed may be somebody else's."
        return Problem("email-unconfirmed", row.locator, message, outcome="skipped")
    return PersonRecord(content_key("li.email", *map(str.lower, emails)), row.locator, emails=emails, me=True)


def _phone(row: tables.Row, notes: Notes) -> PersonRecord | Problem:
    written = f"{row.one('extension')} {row.one('number')}".strip()
    phones = phones_of([written] if row.one("number") else [], notes)
    if not phones:
        return _refused(row, "No usable number in this row.")
    return PersonRecord(content_key("li.phone", *phones), row.locator, phones=phones, me=True)


def _refused(row: tables.Row, message: str) -> Problem:
    return Problem("row-incomplete", row.locator, message, outcome="refused")


def _day(text: str, notes: Notes, *, column: str, of_year: str) -> date | None:
    """The first day of a month ("Feb 2009"); of a bare year the day `of_year`, or none where that is "".

    A job of which only the year is known did end by the end of it, but nobody can say that it is new.
    """
    if re.fullmatch(r"\d{4}", text):
        return date_of(f"{text}{of_year}", notes, column=column) if of_year else None
    month = re.fullmatch(r"[^\W\d]+\.? \d{4}", text)
    return date_of(f"1 {text}" if month else text, notes, column=column)


_PARTS: Final[tuple[tuple[tables.Layout, Callable[[tables.Row, Notes], PersonRecord | Problem]], ...]] = (
    (_PROFILE, _profile),
    (_POSITIONS, _position),
    (_EMAILS, _email),
    (_PHONES, _phone),
)
