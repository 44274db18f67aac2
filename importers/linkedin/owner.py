"""What LinkedIn's export says of the member whose it is: profile, positions, e-mail addresses and telephones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from importers import tables
from importers.dates import read_partial
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
            record = part(item, notes)
            if record is None:
                yield from notes.refuse("row-incomplete", "The row does not hold what the file is about.")
                continue
            yield record
            yield from notes.problems
            yield RowRead(item.locator)


def _profile(row: tables.Row, notes: Notes) -> PersonRecord | None:
    given, family = name_of(row.one("given"), notes), name_of(row.one("family"), notes)
    if not (given or family):
        return None
    name = f"{given} {family}".strip()
    birthday = read_partial(row.one("birthday")) if row.one("birthday") else None
    key = content_key("li.profile", fold(name))
    return PersonRecord(key, row.locator, name=name, given=given, family=family, birthday=birthday, me=True)


def _position(row: tables.Row, notes: Notes) -> PersonRecord | None:
    company, title = name_of(row.one("company"), notes), name_of(row.one("title"), notes)
    if not (company or title):
        return None
    start = date_of(row.one("start"), notes, column="Started On")
    end = date_of(row.one("end"), notes, column="Finished On")
    key = content_key("li.position", fold_organization(company), fold(title), row.one("start"))
    return PersonRecord(key, row.locator, jobs=(Employment(company, title, start=start, end=end),), me=True)


def _email(row: tables.Row, notes: Notes) -> PersonRecord | None:
    """An address that the member never confirmed may be somebody else's."""
    emails = emails_of(row.all("email"), notes)
    if not emails or yes(row.one("confirmed")) is False:
        return None
    return PersonRecord(content_key("li.email", *map(str.lower, emails)), row.locator, emails=emails, me=True)


def _phone(row: tables.Row, notes: Notes) -> PersonRecord | None:
    phones = phones_of([f"{row.one('extension')} {row.one('number')}".strip()] if row.one("number") else [], notes)
    return PersonRecord(content_key("li.phone", *phones), row.locator, phones=phones, me=True) if phones else None


_PARTS: Final[tuple[tuple[tables.Layout, Callable[[tables.Row, Notes], PersonRecord | None]], ...]] = (
    (_PROFILE, _profile),
    (_POSITIONS, _position),
    (_EMAILS, _email),
    (_PHONES, _phone),
)
