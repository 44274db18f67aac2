"""Contacts.csv and ImportedContacts.csv of LinkedIn's export: the address book that its owner once uploaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from importers import tables
from importers.values import Notes, birthday_of, emails_of, name_of, phones_of, profile_url
from refnet.model import Acquaintance, Address, Employment
from refnet.records import ME, EventRecord, Match, Mention, PersonRecord, Problem, Record, RowRead, Source, content_key

_LAYOUT: Final = tables.synonyms(
    {
        "source": "Source",
        "given": "FirstName,First Name",
        "family": "LastName,Last Name",
        "company": "Companies",
        "title": "Title",
        "email": "Emails",
        "phone": "PhoneNumbers,Phone Numbers",
        "created": "CreatedAt,Created At",
        "address": "Addresses",
        "site": "Sites",
        "messenger": "InstantMessageHandles",
        "name": "FullName,Full Name",
        "birthday": "Birthday",
        "location": "Location",
        "bookmarked": "BookmarkedAt",
        "profile": "Profiles",
    },
    ("source", "given", "family", "company", "email"),
)


class LinkedInAddressBook:
    """Contacts.csv or ImportedContacts.csv: many people with real addresses, who are no connections."""

    name = "linkedin.contacts"

    def describe(self) -> str:
        return "the address book uploaded to LinkedIn (Contacts.csv, ImportedContacts.csv)"

    def identify(self, source: Source) -> Match:
        return tables.match(source, _LAYOUT)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """People, and that they stand in the owner's address book."""
        keys = tables.RowKeys("li.contact")
        for item in tables.rows(source, _LAYOUT):
            if isinstance(item, tables.Row):
                yield from _contact(item, keys.of(item))
            else:
                yield item


def _contact(row: tables.Row, key: str) -> Iterator[Record | RowRead | Problem]:
    notes = Notes(row.locator)
    record = _person(row, key, notes)
    if not record.display_name:
        yield from notes.refuse("person-without-name", "No name, e-mail, company or phone in this row.")
        return
    yield record
    person = Mention(name=record.display_name, record=record.key)
    tie = Acquaintance(owner=ME, person=person, via="contact")
    yield EventRecord(content_key("ev:contact", key), row.locator, tie)
    yield from notes.problems
    yield RowRead(row.locator)


def _person(row: tables.Row, key: str, notes: Notes) -> PersonRecord:
    given, family = name_of(row.one("given"), notes), name_of(row.one("family"), notes)
    emails, phones = emails_of(row.all("email"), notes), phones_of(row.all("phone"), notes)
    company, title = name_of(row.one("company"), notes), name_of(row.one("title"), notes)
    whole = f"{given} {family}".strip() or name_of(row.one("name"), notes)
    return PersonRecord(
        key,
        row.locator,
        name=whole or next(iter(emails), "") or company or next(iter(phones), ""),
        given=given,
        family=family,
        emails=emails,
        phones=phones,
        urls=tuple(dict.fromkeys(profile_url(url) for url in (*row.all("profile"), *row.all("site")))),
        jobs=(Employment(company, title),) if company or title else (),
        addresses=tuple(Address(text=text) for text in row.all("address")),
        birthday=birthday_of(row.one("birthday"), notes),
    )
