"""Dates as people write them. One order of day and month for a whole column, never cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from refnet import limits
from refnet.model import PartialDate
from refnet.text import fold

Order: TypeAlias = Literal["dmy", "mdy", ""]
"""Which of day and month stands first; "" where the column does not settle it."""

_MONTHS: Final = (
    "january jan januar janvier janv enero ene janeiro gennaio gen januari",
    "february feb februar fevrier fevr fev febrero fevereiro febbraio febr februari",
    "march mar marz maerz mrz mars marzo marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maio maggio mag mei",
    "june jun juni juin junio junho giugno giu",
    "july jul juli juillet juil julio julho luglio lug",
    "august aug aout agosto ago augustus",
    "september sep sept septembre septiembre setembro set settembre",
    "october oct oktober okt octobre octubre outubro out ottobre ott",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dezembro dicembre",
)
_MONTH: Final = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,].*)?")
_NAMED: Final = re.compile(r"(\d{1,2})(?: de)? ([^\W\d]+)(?: de| del)? (\d{4}|\d{2})(?: .*)?")
_NAMED_US: Final = re.compile(r"([^\W\d]+) (\d{1,2}) (\d{4})(?: .*)?")
_NUMERIC: Final = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?:[ ,T].*)?")
_PLACEHOLDERS: Final = frozenset({"0/0/00", "0.0.00", "00/00/0000", "0000-00-00", "-", "--", "n/a"})


@dataclass(frozen=True, slots=True)
class DateRead:
    """What a cell gave: a day, or the code of why not ("" for an empty cell)."""

    value: date | None = None
    code: Literal["", "date-unparsed-kept", "date-ambiguous", "date-placeholder"] = ""


def read_date(text: str, order: Order = "") -> DateRead:
    """The day a cell names. `order` settles dates such as 3/4/2026; without it they are ambiguous.

    >>> read_date("15 Feb 2026").value, read_date("4. März 2024").value
    (datetime.date(2026, 2, 15), datetime.date(2024, 3, 4))
    >>> read_date("3/4/2026").code, read_date("3/4/2026", "dmy").value
    ('date-ambiguous', datetime.date(2026, 4, 3))
    """
    text = text.strip()
    if not text:
        return DateRead()
    if text.casefold() in _PLACEHOLDERS:
        return DateRead(code="date-placeholder")
    if len(text) > limits.DATE_CHARS:
        return DateRead(code="date-unparsed-kept")
    if found := _NUMERIC.fullmatch(text):
        return _numeric(found, order)
    value = _iso(text) or _named(text) or _serial(text)
    return DateRead(value) if value else DateRead(code="date-unparsed-kept")


def column_order(cells: Iterable[str]) -> Order:
    """The order that every numeric date of a column allows, from those that can be read one way only.

    >>> column_order(["3/4/2026", "13/4/2026"]), column_order(["3/4/2026"])
    ('dmy', '')
    """
    seen: set[Order] = set()
    for cell in cells:
        seen |= _orders(cell)
    return _only(seen)


class ColumnOrders:
    """How each of some columns writes day and month, told while their cells go by: as `column_order`, keeping none.

    >>> orders = ColumnOrders("birthday", "met")
    >>> orders.see("birthday", "3/4/2026"), orders.see("met", "13/4/2026")
    (None, None)
    >>> orders.told(), orders.told(alike=True)
    ({'birthday': '', 'met': 'dmy'}, {'birthday': 'dmy', 'met': 'dmy'})
    """

    def __init__(self, *fields: str) -> None:
        self._seen: dict[str, set[Order]] = {field: set() for field in fields}

    def see(self, field: str, cell: str) -> None:
        """One more cell; those of other columns say nothing."""
        seen = self._seen.get(field)
        if seen is not None and len(seen) < 2:
            seen |= _orders(cell)

    def told(self, *, alike: bool = False) -> dict[str, Order]:
        """By field. `alike`: one program or person writes one table, so what a column cannot settle another may."""
        told: dict[str, Order] = {field: _only(seen) for field, seen in self._seen.items()}
        common = _only({order for order in told.values() if order}) if alike else ""
        return {field: order or common for field, order in told.items()}


def read_partial(text: str, order: Order = "") -> PartialDate | None:
    """A birthday, which may lack its year: `--04-12`, `--0412`, `12 April`, `1980-04-12`; `order` as in `read_date`.

    >>> read_partial("--04-12")
    PartialDate(year=None, month=4, day=12)
    """
    text = text.strip()
    if found := re.fullmatch(r"--(\d{2})-?(\d{2})", text):
        return _partial(None, int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{1,2})\.? ([^\W\d]+)\.?", text):
        return _partial(None, _MONTH.get(fold(found[2]), 0), int(found[1]))
    if re.fullmatch(r"(18|19|20)\d{2}", text):
        return PartialDate(int(text))
    day = read_date(text, order).value
    return PartialDate(day.year, day.month, day.day) if day else None


def _orders(cell: str) -> set[Order]:
    """The orders that one cell speaks for: none where it can be read either way or is no date."""
    found = _NUMERIC.fullmatch(cell.strip())
    seen: set[Order] = set()
    if found and found[2] != ".":
        if int(found[1]) > 12:
            seen.add("dmy")
        if int(found[3]) > 12:
            seen.add("mdy")
    return seen


def _only(seen: set[Order]) -> Order:
    return next(iter(seen)) if len(seen) == 1 else ""


def _partial(year: int | None, month: int, day: int) -> PartialDate | None:
    # 2000 had a 29 February, which a birthday without a year may be.
    return PartialDate(year, month, day) if _day(2000, month, day) else None


def _numeric(found: re.Match[str], order: Order) -> DateRead:
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    if found[2] == "." or order == "dmy" or first > 12 or first == second:
        value = _day(year, second, first)
    elif order == "mdy" or second > 12:
        value = _day(year, first, second)
    else:
        return DateRead(code="date-ambiguous")
    return DateRead(value) if value else DateRead(code="date-unparsed-kept")


def _iso(text: str) -> date | None:
    if re.fullmatch(r"(19|20)\d{6}", text):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    found = _ISO.fullmatch(text)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


def _named(text: str) -> date | None:
    """`15 Feb 2026`, `15-Jan-24` (a spreadsheet's doing), `Feb 15, 2026`, with month names of seven languages."""
    plain = fold(text)
    if found := _NAMED.fullmatch(plain):
        return _day(_year(found[3]), _MONTH.get(found[2], 0), int(found[1]))
    if found := _NAMED_US.fullmatch(plain):
        return _day(int(found[3]), _MONTH.get(found[1], 0), int(found[2]))
    return None


def _serial(text: str) -> date | None:
    """A spreadsheet's day number that lost its format: 46295 is 2026-09-30."""
    if re.fullmatch(r"[2-6]\d{4}", text):
        return date(1899, 12, 30) + timedelta(days=int(text))
    return None


def _year(text: str) -> int:
    number = int(text)
    if len(text) == 4:
        return number
    return number + (2000 if number < 70 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
