"""Google Contacts as "Google CSV", in the layout of 2024 and the one before.

Repeated groups are numbered ("E-mail 2 - Value"), and Google joins several values within a cell by " ::: ".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from importers import foreign, tables
from importers.values import Notes, birthday_of, emails_of, name_of, phones_of, profile_url, relation_kind
from refnet.model import Acquaintance, Address, Employment, Relation
from refnet.records import ME, EventRecord, Match, Mention, PersonRecord, Problem, Record, RowRead, Source, content_key
from refnet.text import fold

_PLAIN: Final = {
    "name": "Name,File As",
    "given": "First Name,Given Name",
    "middle": "Middle Name,Additional Name",
    "family": "Last Name,Family Name",
    "prefix": "Name Prefix",
    "suffix": "Name Suffix",
    "nickname": "Nickname",
    "birthday": "Birthday",
    "notes": "Notes",
    "labels": "Labels,Group Membership",
    "organization": "Organization Name",
    "title": "Organization Title",
    "department": "Organization Department",
}
_KNOWN: Final = {tables.normal(word): field for field, words in _PLAIN.items() for word in words.split(",")}
# "E-mail 2 Address" and "E-mail 2 Display Name" are Outlook's, as "E-mail 2 Type" may be.
_GROUP: Final = re.compile(
    r"(e mail|phone|address|organization|relation|website|im|event|custom field) \d+ (?!address|display name)[a-z ]+"
)
_SHARED: Final = re.compile(r"e mail \d+ type")
_IDLE: Final = frozenset(  # known and left alone, so that they are not reported as unknown
    "photo,yomi name,given name yomi,additional name yomi,family name yomi,phonetic first name,phonetic middle name,"
    "phonetic last name,initials,short name,maiden name,gender,location,billing information,directory server,mileage,"
    "occupation,hobby,sensitivity,priority,subject,language".split(",")
)
_MARKS: Final = frozenset({"yomi name", "phonetic first name", "given name yomi"})
_JOIN: Final = re.compile(r"(?<!\s)\s+:::\s+")


def _field(header: str) -> str:
    if header in _KNOWN:
        return _KNOWN[header]
    return header if _GROUP.fullmatch(header) or header in _IDLE else ""


def _missing(fields: frozenset[str]) -> tuple[str, ...]:
    """A name column, and something that only Google's layout has."""
    named = fields & {"given", "family"}
    marked = fields & _MARKS or any(_GROUP.fullmatch(field) and not _SHARED.fullmatch(field) for field in fields)
    return tuple(what for what, there in (("First Name", named), ("E-mail 1 - Value", marked)) if not there)


def _is_of_another(header: str) -> bool:
    """Whether a header numbers addresses as others do, who write the parts of an address as Google does."""
    return re.fullmatch(r"(?:e ?mail|phone) \d+", header) is not None


_LAYOUT: Final = tables.Layout(_field, _missing)
_CLAIMED: Final = foreign.unless(_LAYOUT, _is_of_another)


class GoogleContacts:
    """contacts.csv from Google Contacts, "Export", "Google CSV"."""

    name = "google.contacts"

    def describe(self) -> str:
        return "Google Contacts (contacts.csv)"

    def identify(self, source: Source) -> Match:
        return foreign.match(source, _CLAIMED, score=1.0)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """People, that they stand in the owner's address book, and whom their Relation columns name."""
        keys = tables.RowKeys("google")
        for item in tables.rows(source, _LAYOUT):
            if isinstance(item, tables.Row):
                yield from _contact(item, keys.of(item))
            else:
                yield item


def _contact(row: tables.Row, key: str) -> Iterator[Record | RowRead | Problem]:
    notes = Notes(row.locator)
    record = _person(row, key, notes)
    if not record.name:
        yield from notes.refuse("person-without-name", "No name, e-mail, organization or phone in this row.")
        return
    yield record
    mention = Mention(name=record.display_name, record=record.key)
    tie = Acquaintance(owner=ME, person=mention, via="contact")
    yield EventRecord(content_key("ev:contact", key), row.locator, tie)
    yield from _relations(row, key, mention, notes)
    yield from notes.problems
    yield RowRead(row.locator)


def _person(row: tables.Row, key: str, notes: Notes) -> PersonRecord:
    given, middle, family = (name_of(row.one(part), notes) for part in ("given", "middle", "family"))
    emails = emails_of(_values(row, "e mail", "value"), notes)
    phones = phones_of(_values(row, "phone", "value"), notes)
    jobs = _jobs(row, notes)
    # Contacts without a name are common; leaving them out is a known fault of other readers.
    company = next((job.organization for job in jobs if job.organization), "")
    whole = " ".join(part for part in (given, middle, family) if part) or name_of(row.one("name"), notes)
    return PersonRecord(
        key,
        row.locator,
        name=whole or next(iter(emails), "") or company or next(iter(phones), ""),
        given=given,
        middle=middle,
        family=family,
        prefix=row.one("prefix"),
        suffix=row.one("suffix"),
        nickname=name_of(row.one("nickname"), notes),
        emails=emails,
        phones=phones,
        urls=tuple(dict.fromkeys(profile_url(url) for url in _values(row, "website", "value"))),
        jobs=jobs,
        addresses=tuple(_addresses(row)),
        birthday=birthday_of(row.one("birthday"), notes),
        labels=tuple(dict.fromkeys(label for cell in row.all("labels") for label in _labels(cell))),
        notes=tuple(row.all("notes")),
    )


def _values(row: tables.Row, group: str, part: str) -> list[str]:
    """The values of a numbered group, over all numbers, each cell split where Google joined."""
    wanted = re.compile(rf"{group} \d+ {part}")
    return [value for field, cell in row.cells if wanted.fullmatch(field) for value in _split(cell)]


def _split(cell: str) -> list[str]:
    return [value for part in _JOIN.split(cell) if (value := part.strip())]


def _labels(cell: str) -> list[str]:
    """Labels without the star that marks them; not split at commas, which stand inside them."""
    return [label.removeprefix("*").strip() for label in _split(cell) if label.strip("* ")]


def _numbers(row: tables.Row, group: str) -> list[str]:
    wanted = re.compile(rf"{group} (\d+) .*")
    return list(dict.fromkeys(found[1] for field, _ in row.cells if (found := wanted.fullmatch(field))))


def _jobs(row: tables.Row, notes: Notes) -> tuple[Employment, ...]:
    found = [(row.one("organization"), row.one("title"), row.one("department"))]
    for n in _numbers(row, "organization"):
        found.append(_parts(row, f"organization {n}", "name", "title", "department"))
    jobs: list[Employment] = []
    for organization, title, department in found:
        names = _split(organization) or [""]
        titles = _split(title) or [""]
        for i, name in enumerate(names):
            job = Employment(name_of(name, notes), titles[i] if i < len(titles) else "", department)
            if job.organization or job.title:
                jobs.append(job)
    return tuple(dict.fromkeys(jobs))


def _parts(row: tables.Row, group: str, first: str, second: str, third: str) -> tuple[str, str, str]:
    """Three parts of one numbered group."""
    return row.one(f"{group} {first}"), row.one(f"{group} {second}"), row.one(f"{group} {third}")


def _addresses(row: tables.Row) -> Iterator[Address]:
    for n in _numbers(row, "address"):
        part = {
            name: _split(row.one(f"address {n} {header}"))
            for name, header in (
                ("text", "formatted"),
                ("street", "street"),
                ("city", "city"),
                ("po_box", "po box"),
                ("region", "region"),
                ("postcode", "postal code"),
                ("country", "country"),
                ("extended", "extended address"),
            )
        }
        label = (row.one(f"address {n} label") or row.one(f"address {n} type")).removeprefix("*").strip()
        for i in range(max(len(values) for values in part.values())):
            yield Address(label=label, **{name: values[i] if i < len(values) else "" for name, values in part.items()})


def _relations(row: tables.Row, key: str, person: Mention, notes: Notes) -> Iterator[EventRecord]:
    """Stated ties: the value is a bare name, so no more than a mention."""
    for n in _numbers(row, "relation"):
        labels = _split(row.one(f"relation {n} type") or row.one(f"relation {n} label"))
        for i, value in enumerate(_split(row.one(f"relation {n} value"))):
            label = (labels[i] if i < len(labels) else labels[0] if labels else "").removeprefix("*").strip()
            other = Mention(name=name_of(value, notes))
            event = Relation(person=person, other=other, kind=relation_kind(label), label=label)
            yield EventRecord(content_key("ev:relation", key, fold(label), value), row.locator, event)
