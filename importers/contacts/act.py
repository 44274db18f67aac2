"""Contacts of ACT! (by Symantec, Best, Sage, Swiftpage), as text or from a spreadsheet.

ACT! keeps the day of the last call, meeting and letter on the contact itself: those are the contacts with them that
an export tells of. Two further people of the same firm have columns of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from importers import people, tables
from importers.dates import Order
from importers.values import Notes, date_of
from refnet.model import Channel, Interaction
from refnet.records import ME, EventRecord, Match, Mention, Problem, Record, RowRead, Source, content_key
from refnet.text import fold

_COLUMNS: Final = {
    "name": "Contact,Contact Name,Full Name",
    "given": "First Name",
    "middle": "Middle Name",
    "family": "Last Name",
    "prefix": "Name Prefix",
    "suffix": "Name Suffix",
    "company": "Company",
    "title": "Title,Job Title",
    "department": "Department",
    "email": "E-mail,Email,E-mail Address,Email Address,Personal E-mail,Home E-mail,Alternate E-mail,Internet Address",
    "phone": "Phone,Business Phone,Home Phone,Mobile Phone,Mobile,Alt Phone,Alternate Phone,Car Phone",
    "street": "Address 1,Address 2,Address 3,Address",
    "town": "City",
    "region": "State",
    "postcode": "Zip,ZIP Code,Postcode,Postal Code,Post Code",
    "country": "Country",
    "home street": "Home Address 1,Home Address 2,Home Address 3,Home Address",
    "home town": "Home City",
    "home region": "Home State",
    "home postcode": "Home Zip,Home ZIP Code,Home Postcode,Home Postal Code",
    "home country": "Home Country",
    "url": "Web Site,Website,LinkedIn",
    "birthday": "Birth Date,Birthday,Date of Birth",
    "labels": "ID/Status,ID / Status",
    "notes": "Notes,Note,Last Results",
    "public": "Public/Private,Access",
    "spouse": "Spouse",
    "child": "Children",
    "assistant": "Assistant,Asst. Name",
    "assistant phone": "Asst. Phone,Assistant Phone",
    "manager": "Manager",
    "referred by": "Referred By,Referral",
    "colleague": "2nd Contact,3rd Contact,Second Contact,Third Contact",
    "reach": "Last Reach",
    "meeting": "Last Meeting",
    "letter": "Letter Date,Last Letter",
    "uid": "Unique ID,Contact ID",
    # Known and left alone: an attempt reached nobody.
    "attempt": "Last Attempt",
    "second": "2nd Title,3rd Title,2nd Phone,3rd Phone,2nd Phone Ext.,3rd Phone Ext.,2nd Last Reach,3rd Last Reach",
    "record": "Record Creator,Record Manager,Create Date,Edit Date,Merge Date,Last Edited By,Is Imported",
    "idle": "Salutation,Fax,Pager,Home Fax,Phone Ext.,Fax Ext.,Alt Phone Ext.,Asst. Title,Asst. Phone Ext.,"
    "Messenger ID,Ticker Symbol,User 1,User 2,User 3,User 4,User 5,User 6,User 7,User 8,User 9,User 10,User 11,"
    "User 12,User 13,User 14,User 15",
}
_REPEATED: Final = people.REPEATABLE | {"street", "home street", "colleague", "second", "record", "idle"}
_WORDS: Final = tables.synonyms(_COLUMNS, (), frozenset(_REPEATED))
_OWN: Final = frozenset({"labels", "reach", "attempt", "letter", "colleague", "second", "record"})
_DATED: Final[dict[str, Channel]] = {"reach": "call", "meeting": "meeting", "letter": "mail"}


def _missing(fields: frozenset[str]) -> tuple[str, ...]:
    """A name or a firm, and two columns that no other product has; one alone where meetings or firms back it."""
    named = fields & {"name", "given", "family"} and "company" in fields
    own = len(fields & _OWN) + ("meeting" in fields and bool(fields & _OWN))
    wanted = (("Contact", named), ("ID/Status", own >= 1), ("Last Reach", own >= 2))
    return tuple(what for what, there in wanted if not there)


_LAYOUT: Final = tables.Layout(_WORDS.field_of, _missing, _WORDS.repeatable)


class ActContacts:
    """Contacts from ACT!, "File", "Export", "Text-Delimited", or its "Export to Excel"."""

    name = "act.contacts"

    def describe(self) -> str:
        return "ACT! contacts (CSV, text or XLSX)"

    def identify(self, source: Source) -> Match:
        return tables.match(source, _LAYOUT, score=0.9)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """People, whom their row names, and the last call, meeting and letter."""
        keys, orders = tables.RowKeys("act"), people.date_orders(source, _LAYOUT, "birthday", *_DATED)
        for item in tables.rows(source, _LAYOUT):
            if isinstance(item, Problem):
                yield item
            else:
                yield from _contact(item, _key(item, keys), orders)


def _key(row: tables.Row, keys: tables.RowKeys) -> str:
    """ACT!'s own id, or who it is: the days of the last contact change from export to export."""
    if uid := row.one("uid"):
        return keys("uid", uid)
    return keys(*(fold(row.one(field)) for field in ("name", "given", "family", "company", "email")))


def _contact(row: tables.Row, key: str, orders: Mapping[str, Order]) -> Iterator[Record | RowRead | Problem]:
    notes = Notes(row.locator)
    plain = row
    if fold(row.one("public")) == "private":
        plain = replace(row, cells=(*row.cells, ("private", "yes")))
    record = people.person(plain, key, notes, order=orders["birthday"])
    dates = {field: date_of(row.one(field), notes, column=field, order=orders[field]) for field in _DATED}
    yield from people.contact(record, plain, notes)
    if not record.display_name:
        return
    pair = (ME, Mention(name=record.display_name, record=key))
    for field, day in dates.items():
        if day:
            channel = _DATED[field]
            event = Interaction(day, pair, channel, "one-way" if channel == "mail" else "both")
            yield EventRecord(content_key("ev:act", key, field, str(day)), row.locator, event)
