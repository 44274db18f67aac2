"""Everything that is known of one person, value by value, each with the places in files that say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from refnet.identity.normalize import email_key, phone_key, profile_key
from refnet.model import Address, Employment, Flag, Membership, PartialDate, Person
from refnet.records import PersonRecord
from refnet.text import fold

ValueKind: TypeAlias = Literal[
    "name", "e-mail", "phone", "address on the web", "work", "place", "group", "birthday", "label", "note", "flag"
]

_COMPARABLE: Final[Mapping[ValueKind, Callable[[str], str | None]]] = {
    "e-mail": email_key,
    "phone": phone_key,
    "address on the web": profile_key,
}
"""Kinds whose values are the same although they are written differently."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value, as it is shown. `places` is empty for what only events tell of, or the owner said."""

    kind: ValueKind
    text: str
    places: tuple[str, ...] = ()


def values_told(person: Person, told: Iterable[tuple[PersonRecord, str]]) -> tuple[Value, ...]:
    """The values of a person in order of kind and trust.

    Args:
        person: As the book knows them.
        told: Their records, each with its place in a file: "row 14 of contacts.csv".
    """
    places: dict[tuple[ValueKind, str], dict[str, None]] = {}
    for record, place in told:
        for kind, text in _of_record(record):
            places.setdefault((kind, _key(kind, text)), {})[place] = None
    return tuple(
        Value(kind, text, tuple(places.get((kind, _key(kind, text)), ()))) for kind, text in _of_person(person)
    )


def _of_person(person: Person) -> Iterator[tuple[ValueKind, str]]:
    for name in person.names or (person.name,):
        yield "name", name
    yield from _common(person)


def _of_record(record: PersonRecord) -> Iterator[tuple[ValueKind, str]]:
    for name in dict.fromkeys((record.display_name, record.name)):
        yield "name", name
    yield from _common(record)


def _common(one: Person | PersonRecord) -> Iterator[tuple[ValueKind, str]]:
    yield from (("e-mail", email) for email in one.emails)
    yield from (("phone", phone) for phone in one.phones)
    yield from (("address on the web", url) for url in one.urls)
    yield from (("work", text) for job in one.jobs if (text := _work(job)))
    yield from (("place", text) for address in one.addresses if (text := _place(address)))
    yield from (("group", text) for membership in one.memberships if (text := _group(membership)))
    if one.birthday and (text := _birthday(one.birthday)):
        yield "birthday", text
    yield from (("label", label) for label in one.labels)
    yield from (("note", note) for note in one.notes)
    yield from (("flag", flag_words(flag)) for flag in one.flags)


def flag_words(flag: Flag) -> str:
    """A flag as people say it: "do not ask"."""
    return flag.replace("-", " ")


def _key(kind: ValueKind, text: str) -> str:
    """What two files must share to tell of the same value."""
    comparable = _COMPARABLE.get(kind, fold)
    return comparable(text) or text


def _work(job: Employment) -> str:
    text = ", ".join(part for part in (job.title, job.department, job.organization) if part)
    if not text or not (job.start or job.end):
        return text
    return f"{text} ({_since(job.start.year if job.start else None, job.end.year if job.end else None)})"


def _group(membership: Membership) -> str:
    seat = f", {membership.seat}" if membership.seat else ""
    return f"{membership.group}{seat}" if membership.group else ""


def _since(start: int | None, end: int | None) -> str:
    """Years: "since 2019", "until 2021", "2019 to 2021"."""
    if start and end:
        return f"{start} to {end}"
    return f"since {start}" if start else f"until {end}"


def _place(address: Address) -> str:
    parts = (address.street, address.extended, address.po_box, address.postcode, address.city, address.region)
    return ", ".join(part for part in (*parts, address.country) if part) or address.text


def _birthday(born: PartialDate) -> str:
    """What is known of it, largest first: "1980-04-12", "04-12" without a year."""
    known = [f"{born.year:04}" if born.year else "", *(f"{n:02}" if n else "" for n in (born.month, born.day))]
    return "-".join(part for part in known if part)
