"""What the cells of one column look like, whatever its header says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from importers import mapped, owntables
from importers.activity.interactions import DIRECTIONS
from importers.dates import read_date, read_partial
from importers.headwords import is_channel
from importers.values import is_email, yes
from refnet.text import fold

_PHONE: Final = re.compile(r"'?\+?[\d\s().\-/]{6,24}(?:\s*(?:x|ext\.?)\s*\d{1,6})?", re.IGNORECASE)
_MONEY: Final = re.compile(r"[^\w\d-]{0,2}\s?-?\d[\d.,\s']*\s?(?:[A-Z]{3}|[€$£₹¥])?|[A-Z]{3}\s?-?\d[\d.,\s']*")
_URL: Final = re.compile(r"(?:https?://|www\.)\S+|\S*linkedin\.com/\S+", re.IGNORECASE)
_FIRM: Final = re.compile(
    r"\b(?:inc|llc|llp|ltd|limited|plc|corp|co|gmbh|ag|kg|ohg|sarl|sas|s\.?a|s\.?l|srl|s\.?r\.?l|spa|s\.p\.a|bv|b\.v|nv|"
    r"oy|oyj|ab|as|aps|a/s|a\.ş|ltda|sp\. z o\.o|z o\.o|kft|s\.r\.o)\.?$",
    re.IGNORECASE,
)
_PREFIXES: Final = frozenset(
    "mr mrs ms miss mx dr prof rev sir herr frau herrn m mme mlle madame monsieur sr sra srta don dona sig dott dhr "
    "mevr pan pani bay bayan".split()
)
_LONG: Final = 40
"""A text of more letters is a sentence rather than a word for something."""
_CONSTANT: Final = 3
"""A text that stands in so many rows, and alone, is of no row by itself."""


@dataclass(frozen=True, slots=True)
class Traits:
    """Of the cells of one column that hold anything: how many, how many different ones, and the share of each kind."""

    filled: int
    different: int = 0
    email: float = 0
    phone: float = 0
    date: float = 0
    money: float = 0
    url: float = 0
    name: float = 0
    channel: float = 0
    direction: float = 0
    called_off: float = 0
    prefix: float = 0
    firm: float = 0
    said: float = 0
    letters: float = 0
    single: float = 0
    long: float = 0

    @property
    def constant(self) -> bool:
        """Whether the same stands in all of several rows."""
        return self.different == 1 and self.filled >= _CONSTANT

    def told(self, share: float, what: str) -> str:
        """How many of its cells are so, in words."""
        return f"{round(share * self.filled)} of {self.filled} cells {what}"


def traits(body: Sequence[Sequence[str]], at: int) -> Traits:
    """What the cells of a column look like."""
    cells = _cells(body, at)
    if not cells:
        return Traits(0)
    share = partial(_share, cells)
    return Traits(
        len(cells),
        len(set(cells)),
        email=share(_has_email),
        phone=share(_is_phone),
        date=share(_is_date),
        money=share(_MONEY.fullmatch),
        url=share(_URL.match),
        name=share(lambda c: mapped.is_name(c) and not is_channel(c)),
        channel=share(is_channel),
        prefix=share(lambda c: fold(c) in _PREFIXES),
        called_off=share(lambda c: yes(c) is None and mapped.did_not_happen(c)),
        direction=share(lambda c: owntables.word_of(c, DIRECTIONS)),
        firm=share(_FIRM.search),
        said=share(lambda c: yes(c) is not None),
        letters=share(lambda c: any(letter.isalpha() for letter in c)),
        single=share(lambda c: len(c.split()) == 1),
        long=share(lambda c: len(c) > _LONG),
    )


def emails(body: Sequence[Sequence[str]], at: int) -> float:
    """The share of the cells of a column in which an address stands: as in `traits`, without all else."""
    return _share(_cells(body, at), _has_email)


def _cells(body: Sequence[Sequence[str]], at: int) -> list[str]:
    return [text for row in body if at < len(row) and (text := row[at].strip())]


def _share(cells: Sequence[str], holds: Callable[[str], object]) -> float:
    return sum(bool(holds(cell)) for cell in cells) / len(cells) if cells else 0


def _has_email(text: str) -> bool:
    return "@" in text and any(is_email(part.strip("<>")) for part in re.split(r"[\s;,/|:]+", text))


def _is_phone(text: str) -> bool:
    first = re.split(r"[;,\n]|:::", text, maxsplit=1)[0].strip()
    return bool(_PHONE.fullmatch(first)) and sum(c.isdigit() for c in first) >= 7 and not _is_date(first)


def _is_date(text: str) -> bool:
    read = read_date(text)
    return not text.isdigit() and (
        read.value is not None or read.code == "date-ambiguous" or read_partial(text) is not None
    )
