"""A company in a firm's list: kept even where nobody there is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from importers import people
from importers.crm.product import LeftOut, external_id, plain_text
from importers.owntables import Cells
from importers.values import Notes, name_of
from refnet.records import ExternalId, OrganizationRecord, Problem, Record, RowRead, content_key
from refnet.text import fold_organization

_DOMAIN: Final = re.compile(r"(?:https?://)?(?:www\.)?((?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,})(?:[/?#:].*)?")


def company(cells: Cells, key: str, left_out: LeftOut) -> Iterator[Record | RowRead | Problem]:
    """The record of one row about a company; without a name, its domain stands for it."""
    row, notes = cells.row, cells.notes
    domains = _domains([*row.all("domain"), *row.all("url")])
    name = name_of(row.one("company"), notes) or next(iter(domains), "")
    if not name:
        yield from notes.refuse("organization-without-name", "No company name and no domain in this row.")
        return
    # What a row says of addresses, numbers and places is written alike for people and companies
    said = people.person(row, key, notes)
    yield OrganizationRecord(
        key,
        row.locator,
        name,
        domains=domains,
        emails=said.emails,
        phones=said.phones,
        urls=said.urls,
        addresses=said.addresses,
        labels=said.labels,
        notes=tuple(map(plain_text, said.notes)),
        external_ids=(
            (ExternalId(f"{key.partition('.')[0]}.company", external_id(row.one("id"))),) if row.one("id") else ()
        ),
    )
    yield from notes.problems
    yield RowRead(row.locator)


def named(name: str, notes: Notes) -> OrganizationRecord:
    """A company of which a row says no more than its name."""
    return OrganizationRecord(content_key("organization", fold_organization(name)), notes.locator, name)


def _domains(cells: list[str]) -> tuple[str, ...]:
    """The distinct domains of web addresses, without "www"."""
    parts = (part for cell in cells for part in re.split(r"[;,\s]+", cell))
    return tuple(dict.fromkeys(found[1].lower() for part in parts if (found := _DOMAIN.fullmatch(part))))
