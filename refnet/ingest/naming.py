"""Where somebody is named within a text, and the text without their name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeAlias, TypeVar, cast

from refnet.model import Person
from refnet.records import Mention, PersonRecord

T = TypeVar("T")
Described: TypeAlias = Person | PersonRecord | Mention
_FREE_TEXT: Final = frozenset("note notes text what basis label labels message kept".split())
"""Fields in which anybody's name may stand, not just the name of the one whom they describe."""
_DIGITS_IN_NUMBER: Final = 7


def naming(people: Iterable[Described]) -> re.Pattern[str]:
    """Finds whole names, addresses, numbers and profiles of some people in a text; names of one word are too common."""
    spelled = {text for person in people for text in _spelled(person)}
    # The longest first, so that no shorter one leaves the rest of a longer
    found = "|".join(sorted(spelled, key=lambda text: (-len(text), text)))
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)" if found else r"(?!)", re.IGNORECASE)


def scrubbed(value: T, texts: re.Pattern[str], *, free: bool = False) -> T:
    """A record or source in whose free texts "somebody" stands for what a pattern finds; itself without any."""
    found: Any = value
    if isinstance(value, str):
        found = texts.sub("somebody", value) if free else value
    elif isinstance(value, tuple):
        found = tuple(scrubbed(part, texts, free=free) for part in value)
    elif is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: getattr(value, f.name) for f in fields(value)}
        new = {name: scrubbed(part, texts, free=free or name in _FREE_TEXT) for name, part in parts.items()}
        found = replace(value, **{name: part for name, part in new.items() if part != parts[name]})
    return cast("T", value if found == value else found)


def _spelled(person: Described) -> Iterable[str]:
    """Patterns of what names a person."""
    if isinstance(person, Mention):
        names, texts, phones = [person.name], [person.email, person.url], [person.phone]
    else:
        more = person.names if isinstance(person, Person) else (person.display_name,)
        names, texts, phones = [person.name, *more], [*person.emails, *person.urls], [*person.phones]
    yield from (r"\W+".join(map(re.escape, words)) for name in names if len(words := name.split()) > 1)
    yield from (re.escape(text) for text in texts if text)
    numbers = (re.sub(r"\D", "", phone) for phone in phones)
    yield from (r"\W*".join(number) for number in numbers if len(number) >= _DIGITS_IN_NUMBER)
