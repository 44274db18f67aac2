"""Outlook's contacts as CSV, in any of its languages, and tools that took over its header.

The code page is the machine's, trailing empty cells are left out, dates follow the machine's locale, and "none" is
written as 0/0/00 or "Unspecified".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from importers import codepages, people, tables
from importers.contacts.outlook_words import SECRET, SPELLED, YES, field_of
from importers.dates import Order
from importers.values import Notes, date_of
from refnet.model import Milestone
from refnet.records import EventRecord, Match, Mention, Problem, Record, RowRead, Source, content_key
from refnet.text import fold

_ONCE: Final = frozenset({"given", "middle", "family", "company", "birthday"})
_INTERNAL: Final = re.compile(r"/o=.*", re.IGNORECASE | re.DOTALL)
_DELETED: Final = frozenset({"delete", "deleted", "remove", "loschen", "supprimer", "eliminar", "elimina", "usun"})


def _missing(fields: frozenset[str]) -> tuple[str, ...]:
    """A name, and an e-mail address in Outlook's own words."""
    wanted = (("First Name", fields & {"given", "family", "name", "company"}), ("E-mail Address", "email 1" in fields))
    return tuple(what for what, there in wanted if not there)


def _missing_to_be_sure(fields: frozenset[str]) -> tuple[str, ...]:
    """One more column as only Outlook has it: a telephone or an address with its place, a second or a typed address."""
    more = any(re.match(r"(work|home|other|mobile|assistant) |manager|email ([23]|1 )", field) for field in fields)
    return (*_missing(fields), *(() if more else ("Business Phone",)))


_LAYOUT: Final = tables.Layout(field_of, _missing, lambda field: field not in _ONCE, trimmed=True)
_SURE: Final = tables.Layout(field_of, _missing_to_be_sure)


def _known(header: tuple[str, ...]) -> bool:
    """Whether a few columns were chosen for the export: all of them are Outlook's."""
    fields = frozenset(map(field_of, header))
    return all(fields) and not _missing(fields)


def _weigh(header: str) -> int:
    return (header in SPELLED) + (2 if field_of(tables.normal(header)) else 0)


class OutlookContacts:
    """contacts.csv from Outlook, "Export to a file", "Comma Separated Values"."""

    name = "outlook.contacts"

    def describe(self) -> str:
        return "Outlook contacts (CSV, in any language of Outlook)"

    def identify(self, source: Source) -> Match:
        found = codepages.match(source, _SURE, _weigh, score=0.9)
        if found.score or "Business Phone" not in found.missing:
            return found
        # Just above our own contacts template, which knows fewer languages.
        return Match(0.58) if any(map(_known, tables.headers(codepages.readable(source, _weigh)[0]))) else found

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """People, that they stand in the owner's address book, whom their row names, and wedding days."""
        source, told = codepages.readable(source, _weigh)
        yield from told
        keys, orders = tables.RowKeys("outlook"), people.date_orders(source, _LAYOUT, "birthday", "anniversary")
        for item in tables.rows(source, _LAYOUT):
            if isinstance(item, Problem):
                yield item
            elif fold(item.one("action")) in _DELETED:
                message = "The row asks for this contact to be deleted, so it was left out."
                yield Problem("status-skipped", item.locator, message, outcome="skipped")
            elif people.is_shifted(item):
                yield people.shifted(item)
            else:
                yield from _contact(item, keys.of(item), orders)


def _contact(row: tables.Row, key: str, orders: Mapping[str, Order]) -> Iterator[Record | RowRead | Problem]:
    notes = Notes(row.locator)
    plain = _plain(row, notes)
    record = people.person(plain, key, notes, order=orders["birthday"])
    wedding = date_of(row.one("anniversary"), notes, column="anniversary", order=orders["anniversary"])
    yield from people.contact(record, plain, notes)
    if wedding and record.display_name:
        event = Milestone(Mention(name=record.display_name, record=key), wedding, "anniversary")
        yield EventRecord(content_key("ev:milestone", key, "anniversary", str(wedding)), row.locator, event)


def _plain(row: tables.Row, notes: Notes) -> tables.Row:
    """The row in common fields: real addresses only, every telephone, and a name even where only a display name is."""
    cells: list[tuple[str, str]] = []
    for field, text in row.cells:
        if re.fullmatch(r"email \d", field):
            if _INTERNAL.fullmatch(text) or row.one(f"{field} type").upper() == "EX":
                notes.add(
                    "email-internal", "An address within the mail server of a firm is no e-mail address.", kept=text
                )
            else:
                cells.append(("email", text))
        elif field.endswith(" phone") and field != "assistant phone":
            cells.append(("phone", text))
        elif (field == "secret" and fold(text) in YES) or (field == "sensitivity" and fold(text) in SECRET):
            cells.append(("private", "yes"))
        else:
            cells.append((field, text))
    if not any(field in ("name", "given", "middle", "family") for field, _ in cells):
        cells += [("name", name) for name in (_shown(row, number) for number in "123") if name][:1]
    return replace(row, cells=tuple(cells))


def _shown(row: tables.Row, number: str) -> str:
    """The display name of an address without the address that Outlook repeats in brackets; "" if it is nothing more."""
    shown = row.one(f"email {number} name")
    name = re.sub(r"[(<][^()<>@]*@[^()<>]*[)>]$", "", shown).strip("'\" \t\n")
    return "" if "@" in name or _INTERNAL.fullmatch(name) else name
