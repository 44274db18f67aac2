"""A person out of a table row whose fields have the common names, and whom else the row names.

The common fields, each of which may be missing:

- name, given, middle, family, prefix, suffix, nickname; email, phone, url; company, title, department;
- street, town, region, postcode, country, po box, address (as one text), alone or behind work, home or other
  ("home street"); several columns of one street are its lines;
- birthday, groups, labels, notes; me, ask, contact, show, private (yes or no);
- spouse, partner, manager, assistant, colleague, referred by, knows, child: other people, each with a phone beside
  them ("assistant phone").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from importers import tables
from importers.dates import ColumnOrders, Order
from importers.values import Notes, birthday_of, emails_of, mentions_of, name_of, phones_of, profile_url, yes
from refnet.model import Acquaintance, Address, Employment, Flag, Membership, Relation, RelationKind
from refnet.records import ME, EventRecord, Mention, PersonRecord, Problem, Record, RowRead, Source, content_key

REPEATABLE: Final = frozenset({"email", "phone", "groups", "labels", "notes", "url", "knows"})
"""Fields of which every column counts, not only the first with a value."""
RELATIONS: Final[dict[str, RelationKind]] = {
    "spouse": "spouse",
    "partner": "partner",
    "manager": "manager",
    "assistant": "assistant",
    "colleague": "colleague",
    "referred by": "referred by",
    "knows": "knows",
    "child": "family",
}
_FLAGS: Final[tuple[tuple[str, Flag], ...]] = (
    ("ask", "do-not-ask"),
    ("contact", "do-not-contact"),
    ("show", "do-not-show"),
    ("private", "private"),
)
_PLACES: Final = ("", "work", "home", "other")
_PARTS: Final = {"town": "city", "region": "region", "postcode": "postcode", "country": "country", "po box": "po_box"}


def contact(record: PersonRecord, row: tables.Row, notes: Notes) -> Iterator[Record | RowRead | Problem]:
    """All that a row gives: the person, that the owner has them in a list, whom the row names, and the remarks.

    A row that names nobody is refused.
    """
    if not record.display_name:
        yield from notes.refuse("person-without-name", "No name, e-mail, company or phone in this row.")
        return
    yield record
    person = ME if record.me else Mention(name=record.display_name, record=record.key)
    if not record.me:
        tie = Acquaintance(owner=ME, person=person, via="contact")
        yield EventRecord(content_key("ev:contact", record.key), row.locator, tie)
    yield from _relations(row, record.key, person, notes)
    yield from notes.problems
    yield RowRead(row.locator)


def person(row: tables.Row, key: str, notes: Notes, *, order: Order = "") -> PersonRecord:
    """The person of a row; `order` is how its birthday column writes day and month.

    Without a name, the e-mail address, the company or the phone number stands for it.
    """
    given, middle, family = (name_of(row.one(part), notes) for part in ("given", "middle", "family"))
    emails, phones = emails_of(row.all("email"), notes), phones_of(row.all("phone"), notes)
    company, title = name_of(row.one("company"), notes), name_of(row.one("title"), notes)
    department = name_of(row.one("department"), notes)
    whole = name_of(row.one("name"), notes) or " ".join(part for part in (given, middle, family) if part)
    return PersonRecord(
        key,
        row.locator,
        name=whole or next(iter(emails), "") or company or next(iter(phones), ""),
        given=given,
        middle=middle,
        family=family,
        prefix=name_of(row.one("prefix"), notes),
        suffix=name_of(row.one("suffix"), notes),
        nickname=name_of(row.one("nickname"), notes),
        emails=emails,
        phones=phones,
        urls=tuple(dict.fromkeys(profile_url(url) for url in row.all("url"))),
        jobs=(Employment(company, title, department),) if company or title else (),
        addresses=_addresses(row),
        memberships=tuple(Membership(group) for group in listed(row.all("groups"))),
        birthday=birthday_of(row.one("birthday"), notes, order=order),
        labels=listed(row.all("labels")),
        notes=tuple(row.all("notes")),
        flags=_flags(row, notes),
        me=yes(row.one("me")) is True,
    )


def date_orders(source: Source, layout: tables.Layout, *fields: str) -> dict[str, Order]:
    """How each of these columns of a table writes day and month: told from all of it.

    One program writes one table: what a column cannot settle, another may.
    """
    orders = ColumnOrders(*fields)
    for item in tables.rows(source, layout) if tables.has_any(source, layout, *fields) else ():
        if isinstance(item, tables.Row):
            for field, text in item.cells:
                orders.see(field, text)
    return orders.told(alike=True)


def is_shifted(row: tables.Row) -> bool:
    """Whether a cell was lost in the middle of a short row: what follows stands a column too far to the left.

    Then a postcode stands under a country, or something else than an address under an e-mail address. Empty cells that
    are lacking at the end are no damage: Outlook leaves them out.
    """
    return row.short and any(
        (re.fullmatch(r"(second )?email( \d)?", field) and not re.search(r"@|^/o=", text, re.IGNORECASE))
        or (field.endswith("country") and re.search(r"\d{3}", text))
        for field, text in row.cells
    )


def shifted(row: tables.Row) -> Problem:
    """The refusal of such a row."""
    message = "A cell is missing in the middle of this row, so that the rest stands in the wrong columns."
    return Problem("row-shifted", row.locator, message, outcome="refused")


def listed(cells: list[str]) -> tuple[str, ...]:
    """The distinct entries of cells that hold several, separated by `;`."""
    return tuple(dict.fromkeys(part.strip() for cell in cells for part in cell.split(";") if part.strip()))


def _flags(row: tables.Row, notes: Notes) -> tuple[Flag, ...]:
    """Anything but a clear "no" sets a flag: asking somebody who must not be asked is the worse mistake."""
    found: list[Flag] = []
    for field, flag in _FLAGS:
        text = row.one(field)
        if text and yes(text) is not False:
            found.append(flag)
            if yes(text) is None:
                notes.add("flag-unclear", f'"{text[:80]}" was taken as yes for "{flag}".', kept=text)
    return tuple(found)


def _addresses(row: tables.Row) -> tuple[Address, ...]:
    found = [_address(row, place) for place in _PLACES]
    return tuple(address for address in found if address != Address(label=address.label))


def _address(row: tables.Row, place: str) -> Address:
    behind = f"{place} " if place else ""
    parts = {name: row.one(f"{behind}{field}") for field, name in _PARTS.items()}
    street = "\n".join(row.all(f"{behind}street"))
    return Address(street=street, label=place, text="\n".join(row.all(f"{behind}address")), **parts)


def _relations(row: tables.Row, key: str, person: Mention, notes: Notes) -> Iterator[EventRecord]:
    """Stated ties. Children are first names, so that a comma stands between two of them."""
    there = {field for field, _ in row.cells}
    for field, kind in RELATIONS.items():
        if field not in there:
            continue
        cells = row.all(field)
        if field == "child":
            cells = [cell.replace(",", ";") for cell in cells]
        for other in _with_phone(mentions_of(cells, notes), row.one(f"{field} phone")):
            event = Relation(person=person, other=other, kind=kind, label=field)
            yield EventRecord(content_key("ev:relation", key, field, other.name, other.email), row.locator, event)


def _with_phone(named: tuple[Mention, ...], phone: str) -> tuple[Mention, ...]:
    """A number in a column beside a relation is that person's, where one alone is named."""
    return (replace(named[0], phone=phone),) if phone and len(named) == 1 and not named[0].me else named
