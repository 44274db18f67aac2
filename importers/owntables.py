"""What our four templates share: cells read as dates, people and stages, with one date order a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from importers import tables
from importers.dates import ColumnOrders, Order
from importers.values import Notes, cents_of, date_of, mention_of, number_of, yes
from refnet.records import Mention, Problem, Source
from refnet.text import fold

SCORE: Final = 0.6
"""How sure a template may be: anybody's table can have our columns, so named products go first."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a template, read by field; what is doubtful goes to `notes`."""

    row: tables.Row
    notes: Notes
    orders: Mapping[str, Order]

    def text(self, field: str) -> str:
        return self.row.one(field)

    def day(self, field: str) -> date | None:
        """The day in a field; a bare yes or no is no date, and no mistake either."""
        text = self.row.one(field)
        if yes(text) is not None:
            return None
        return date_of(text, self.notes, column=field, order=self.orders.get(field, ""))

    def number(self, field: str) -> int | None:
        return number_of(self.row.one(field), self.notes, column=field)

    def money(self, field: str) -> tuple[int | None, str]:
        return cents_of(self.row.one(field), self.notes, column=field)

    def name(self, field: str) -> str:
        """The name in a field, else the given and the family name that stand in columns of their own."""
        parts = (self.row.one(f"{field} {part}") for part in ("given", "family"))
        return self.row.one(field) or " ".join(part for part in parts if part)

    def person(self, field: str) -> Mention:
        """Whom a field names, with the e-mail, company and phone that stand in columns of their own."""
        return mention_of(
            self.name(field),
            self.notes,
            email=self.row.one(f"{field} email"),
            organization=self.row.one(f"{field} company"),
            phone=self.row.one(f"{field} phone"),
        )

    def named(self, field: str) -> bool:
        """Whether a field names anybody, if only by an e-mail."""
        return bool(self.name(field) or self.row.one(f"{field} email"))

    def reached(self, stages: tuple[str, ...]) -> tuple[list[str], dict[str, date]]:
        """Which stages a row says were reached, by a date or a "yes" in their column, and the dates."""
        found: list[str] = []
        dates: dict[str, date] = {}
        for stage in stages:
            day = self.day(stage)
            if day:
                dates[stage] = day
            if day or (self.row.one(stage) and yes(self.row.one(stage)) is not False):
                found.append(stage)
        return found, dates


def read(source: Source, layout: tables.Layout, date_fields: tuple[str, ...]) -> Iterator[Cells | Problem]:
    """The rows of a template. Day and month are told apart for a column as a whole."""
    seen = ColumnOrders(*date_fields)
    for item in tables.rows(source, layout) if tables.has_any(source, layout, *date_fields) else ():
        if isinstance(item, tables.Row):
            for field in date_fields:
                seen.see(field, item.one(field))
    orders = seen.told(alike=True)
    for item in tables.rows(source, layout):
        yield Cells(item, Notes(item.locator), orders) if isinstance(item, tables.Row) else item


def in_key(mention: Mention) -> str:
    """Whom a mention names, as a key holds it: by name where there is one, as e-mail and company get filled in later.

    >>> in_key(Mention("Dana Okafor", "dana@example.com")), in_key(Mention(email="Dana@example.com"))
    ('dana okafor', 'dana@example.com')
    """
    return "me" if mention.me else fold(mention.name) or mention.email.lower()


def same_person(first: Mention, second: Mention) -> bool:
    """Whether two places of a row name one person: the same name, and no addresses or companies that differ."""
    marks = ((first.email, second.email), (first.organization, second.organization))
    apart = any(a and b and fold(a) != fold(b) for a, b in marks)
    return in_key(first) == in_key(second) and not apart


def word_of(text: str, words: Mapping[str, str]) -> str:
    """The value that a word stands for: the whole cell first, then its first word that is known; "" if none is."""
    plain = fold(text)
    known = _known(tuple(words.items()))
    return known.get(plain) or next((known[word] for word in plain.split() if word in known), "")


@lru_cache(maxsize=32)
def _known(words: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {fold(word): value for value, accepted in words for word in accepted.split(",")}
