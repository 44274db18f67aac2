"""Reasons: what every answer of refnet shares. A reason is a sentence for the owner, with the events behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final, Literal, TypeAlias

from refnet.model import BookEvent, EventId, When, day_of

Part: TypeAlias = Literal["time", "intensity", "trust", "reciprocity", "evidence"]

EVENTS_PER_REASON: Final = 20
"""A reason points at its newest events only; the rest can be seen on the person."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of an answer. `value` is its share of the score, 0 when the sentence only states a fact."""

    part: Part
    text: str
    value: float = 0.0
    events: tuple[EventId, ...] = ()


def ago(day: date, as_of: date) -> str:
    """A day seen from a later one, as people say it.

    >>> ago(date(2026, 10, 30), date(2026, 11, 1)), ago(date(2025, 1, 1), date(2026, 11, 1))
    ('2 days ago', '22 months ago')
    """
    days = (as_of - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 60:
        return f"{days} days ago"
    if days < 730:
        return f"{round(days / 30.44)} months ago"
    return f"{round(days / 365.25)} years ago"


def plain_day(day: When) -> str:
    """A date that reads the same everywhere.

    >>> plain_day(date(2026, 3, 9))
    '9 March 2026'
    """
    return f"{day.day} {day:%B %Y}"


def listed(parts: Iterable[str]) -> str:
    """Parts of a sentence joined as people do.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *most, last = list(parts) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def capital(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]


def counted(count: int, one: str, many: str) -> str:
    """A number with its word.

    >>> counted(1, "day", "days"), counted(3, "day", "days")
    ('1 day', '3 days')
    """
    return f"{count} {one if count == 1 else many}"


def event_ids(events: Iterable[BookEvent]) -> tuple[EventId, ...]:
    """Ids of the first `EVENTS_PER_REASON` events."""
    return tuple(e.id for e in islice(events, EVENTS_PER_REASON))


def at_day(happened: BookEvent) -> date | None:
    """The day of an event, None when the source gave none."""
    at: When | None = getattr(happened.event, "at", None)
    return day_of(at) if at else None


def newest_first(events: Iterable[BookEvent]) -> list[BookEvent]:
    """Events by day, newest first; those without a day last; equals by id."""
    by_id = sorted(events, key=lambda e: e.id)
    return sorted(by_id, key=lambda e: at_day(e) or date.min, reverse=True)
