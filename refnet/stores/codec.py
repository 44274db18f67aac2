"""What the stores share, so that they cannot differ: values as JSON bytes and back, the texts by which a person is
found, which changes are taken, and the dump.

A value is written by the names of its fields, without those that hold their default, so that a field can be added
later. Reading checks every type. `When` needs care, since JSON has no dates: a moment is written with its time
("2026-03-01T09:30:00Z"), a day without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Required, TypedDict, TypeVar, cast, get_args, get_origin, get_type_hints

import msgspec

from refnet.errors import ForeignBookError, StaleChangeError
from refnet.model import EVENT_KINDS, BookEvent, Event, EventId, Person, PersonId, When, kind_of
from refnet.records import EventRecord, Mention, OrganizationRecord, PersonRecord, Problem, Record
from refnet.stores.base import View
from refnet.strength import Profile
from refnet.text import fold, fold_organization

if TYPE_CHECKING:
    from refnet.stores.base import Change, Sighting, Store, StoredSource

T = TypeVar("T")
_PERSON: Final = "person"
_ORGANIZATION: Final = "organization"
_DESCRIPTIONS: Final[dict[str, type[PersonRecord | OrganizationRecord]]] = {
    _PERSON: PersonRecord,
    _ORGANIZATION: OrganizationRecord,
}
"""The kinds of records that are about no event; the other kinds are those of `EVENT_KINDS`."""
_OUTSIDE: Final = ("key", "locator")
"""Fields of a record that are kept beside its body."""
ABOUT_PERSON: Final = b'["person",'
"""How the body of every record about a person begins."""
_ABOUT_ORGANIZATION: Final = b'["organization",'
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_encode = msgspec.json.Encoder().encode
_encode_all = msgspec.json.Encoder(enc_hook=lambda spool: None).encode
"""A spool is passed over: what is in one was encoded before."""
_kind_and_body = msgspec.json.Decoder(tuple[str, msgspec.Raw]).decode


# ------------------------------------------------------------------------------------------------ values to bytes


def record_body(record: Record) -> bytes:
    """What a record says, without its key and locator: equal contents give equal bytes."""
    if isinstance(record, EventRecord):
        return event_body(record.event)
    said = _plain(record)
    return _encode((_description(record), {name: said[name] for name in said if name not in _OUTSIDE}))


def record_of(key: str, locator: str, body: bytes) -> Record:
    """The record whose `record_body` this is.

    Raises:
        ForeignBookError: no such kind of record is known, or the bytes are damaged.
    """
    kind, said = _opened(body)
    if described := _DESCRIPTIONS.get(kind):
        # mypy takes the union of two classes for nothing that a cache can hold
        read = _fields(cast("Hashable", described), None)
        return described(key=key, locator=locator, **_read(read, said))
    return EventRecord(key, locator, _event(kind, Mention, said))


def is_person(body: bytes) -> bool:
    """Whether a `record_body` is about a person.

    >>> is_person(record_body(PersonRecord("k", "row 2", name="Dana Okafor")))
    True
    """
    return body.startswith(ABOUT_PERSON)


def is_event(body: bytes) -> bool:
    """Whether a `record_body` tells of an event."""
    return not body.startswith(ABOUT_PERSON) and not body.startswith(_ABOUT_ORGANIZATION)


def _description(record: PersonRecord | OrganizationRecord) -> str:
    return _PERSON if isinstance(record, PersonRecord) else _ORGANIZATION


def event_body(event: Event[Any]) -> bytes:
    """An event with its kind, whether it points at mentions or at people."""
    return _encode((kind_of(event), _plain(event)))


def book_event(event_id: str, body: bytes) -> BookEvent:
    """The event between people whose `event_body` this is.

    Raises:
        ForeignBookError: no such kind of event is known, or the bytes are damaged.
    """
    kind, said = _opened(body)
    return BookEvent(EventId(event_id), _event(kind, PersonId, said))


def person_body(person: Person) -> bytes:
    """All of a person."""
    return _encode(_plain(person))


def profile_body(profile: Profile) -> bytes:
    """All of a profile."""
    return _encode(_plain(profile))


def view_body(view: View) -> bytes:
    """All of a private view, which is in memory."""
    said = _plain(view) | {"events": [(event.id, msgspec.Raw(event_body(event.event))) for event in view.events]}
    return _encode(said)


def view_of(body: bytes) -> View:
    """The private view whose `view_body` this is.

    Raises:
        ForeignBookError: the bytes are damaged.
    """
    said = _read(_fields(View, PersonId), body)
    events = tuple(book_event(event_id, bytes(told)) for event_id, told in said.pop("events"))
    return View(**said, events=events)


def problems_body(problems: tuple[Problem, ...]) -> bytes:
    """The problems of a source."""
    return _encode(_plain(problems))


def counts_body(counts: Mapping[str, int]) -> bytes:
    """Named counts."""
    return _encode(dict(counts))


def moment_text(moment: datetime) -> str:
    """A moment as text in UTC; `datetime.fromisoformat` reads it."""
    return moment.astimezone(UTC).isoformat()


def _reader(hint: Any) -> Callable[[bytes], Any]:
    decode = msgspec.json.Decoder(hint).decode
    return lambda body: _read(decode, body)


def _read(decode: Callable[[Any], T], body: Any) -> T:
    try:
        return decode(body)
    except msgspec.DecodeError as error:
        raise _damaged(str(error)) from error


person_of: Callable[[bytes], Person] = _reader(Person)
profile_of: Callable[[bytes], Profile] = _reader(Profile)
problems_of: Callable[[bytes], tuple[Problem, ...]] = _reader(tuple[Problem, ...])
counts_of: Callable[[bytes], dict[str, int]] = _reader(dict[str, int])


def _opened(body: bytes) -> tuple[str, msgspec.Raw]:
    return _read(_kind_and_body, body)


def _event(kind: str, who: Any, said: msgspec.Raw) -> Event[Any]:
    if kind not in EVENT_KINDS:
        raise _damaged(f'"{kind}" is no kind of event')
    found = _read(_fields(EVENT_KINDS[kind], who), said)
    if at := found.get("at"):
        found["at"] = _when(at)
    return cast("Event[Any]", EVENT_KINDS[kind](**found))


def _when(text: str) -> When:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError as error:
        raise _damaged(str(error)) from error


def _damaged(why: str) -> ForeignBookError:
    return ForeignBookError(
        f"The book holds something that this refnet cannot read: {why}.",
        fix="If a newer refnet wrote it, use that one. Otherwise the file is damaged: take a backup.",
    )


@cache
def _fields(cls: type, who: Any) -> Callable[[Any], dict[str, Any]]:
    """Reads the fields of a class as a dictionary; of a generic event with `who` in the place of its people.

    msgspec reads dataclasses by itself, but refuses a union of moment and day: that one stays text here, and events of
    the book stay bytes with their ids.
    """
    hints = {name: _concrete(hint, who) for name, hint in get_type_hints(cls).items()}
    needed = [field.name for field in fields(cls) if field.default is MISSING and field.name not in _OUTSIDE]
    hints |= {name: Required[hints[name]] for name in needed}
    # mypy wants the fields of a TypedDict spelled out; these are those of `cls`
    return msgspec.json.Decoder(TypedDict(cls.__name__, hints, total=False)).decode  # type: ignore[operator]


def _concrete(hint: Any, who: Any) -> Any:
    if get_origin(hint) is Collection:
        hint = tuple[(*get_args(hint), ...)]  # type: ignore[misc]
    if hint == When | None:
        return str | None
    if hint == tuple[BookEvent, ...]:
        return tuple[tuple[str, msgspec.Raw], ...]
    if isinstance(hint, TypeVar):
        return who
    return hint[who] if getattr(hint, "__parameters__", ()) else hint


def _plain(value: Any) -> Any:
    """Dataclasses as dictionaries of what differs from the default, at every depth."""
    cls: Any = value.__class__
    if cls is str or not (defaults := _defaults(cls)):
        return [_plain(part) for part in value] if cls is tuple else value
    return {
        name: _plain(said)
        for name, default in defaults
        if (said := getattr(value, name)) is not default and said != default
    }


@cache
def _defaults(cls: type) -> tuple[tuple[str, Any], ...]:
    """The fields of a dataclass with their defaults; nothing for another class."""
    return tuple((field.name, field.default) for field in fields(cls)) if is_dataclass(cls) else ()


def without_remarks(source: StoredSource, locators: Collection[str]) -> StoredSource:
    """A source as others see it, of which rows at these places are private to its member.

    No problem of it is told: what a row says that was refused may be of the same people.
    """
    return replace(source, problems=()) if locators and source.problems else source


# --------------------------------------------------------------------------------------- which changes are taken


def storable(change: Change) -> Change:
    """The change with every lone surrogate turned to U+FFFD: no file, and no other program, can hold one."""
    try:
        _encode_all(change)
    except UnicodeEncodeError:
        return scrubbed(change)
    return change


def scrubbed(value: T) -> T:
    """A value with every lone surrogate in it turned to U+FFFD."""
    return cast("T", _scrubbed(value))


def is_storable(text: str) -> bool:
    """False for a text with a lone surrogate, which nothing in a book can be equal to."""
    return not _SURROGATE.search(text)


def refuse_stale(change: Change, revision: int) -> None:
    """Raise `StaleChangeError` unless the change was worked out against this revision."""
    if change.base_revision != revision:
        raise StaleChangeError(
            f"The book is at revision {revision}; this change was worked out at {change.base_revision}.",
            fix="Do it again: it is then worked out against the book as it is now.",
        )


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, tuple):
        return tuple(map(_scrubbed, value))
    if isinstance(value, Mapping):
        return {_scrubbed(key): _scrubbed(said) for key, said in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _scrubbed(getattr(value, field.name)) for field in fields(value)})
    return value


# -------------------------------------------------------------------------------------- how a person is found


@dataclass(frozen=True, slots=True)
class Found:
    """The texts by which a person is found, all folded."""

    words: frozenset[str]
    """Of names, addresses and employers."""
    names: frozenset[str]
    """Whole names."""
    organizations: frozenset[str]
    """Employers, without legal forms."""

    def has_all(self, beginnings: Iterable[str]) -> bool:
        """Whether every one of these is the beginning of a word."""
        return all(any(word.startswith(beginning) for word in self.words) for beginning in beginnings)


def found_by(person: Person) -> Found:
    """The texts by which a person is found."""
    names = {fold(name) for name in (person.name, *person.names)}
    texts = (*names, *map(fold, person.emails), *map(fold, person.organizations))
    return Found(
        words=frozenset(word for text in texts for word in text.split()),
        names=frozenset(names),
        organizations=frozenset(map(fold_organization, person.organizations)) - {""},
    )


# ------------------------------------------------------------------------------------------------------- dump


def dump_of(store: Store, settings: Mapping[str, str]) -> dict[str, Any]:
    """The answer of `Store.dump`, put together from the store's other answers and its settings."""
    records = store.records()
    sightings = store.sightings(record.key for record in records)
    content = {
        "sources": [_without(_plain(source), "imported_at") for source in store.sources()],
        "records": [_record(record) for record in records],
        "sightings": {
            key: [{"source": seen.source_id, **_private(seen), **_record(seen.record)} for seen in sightings[key]]
            for key in sorted(sightings)
        },
        "decisions": [_plain(decision) for decision in store.decisions()],
        "settings": dict(sorted(settings.items())),
        "people": [_plain(person) for person in store.all_people()],
        "events": {event.id: _told(event.event) for event in store.all_events()},
        "ties": [_plain(tie) for tie in store.ties()],
        "aliases": dict(sorted(store.aliases().items())),
        "profile": _plain(store.profile()),
    }
    return cast("dict[str, Any]", msgspec.to_builtins(content))


def _record(record: Record) -> dict[str, Any]:
    if isinstance(record, EventRecord):
        return {"key": record.key, "locator": record.locator, **_told(record.event)}
    return {"kind": _description(record), **_plain(record)}


def _private(seen: Sighting) -> dict[str, bool]:
    return {"private": True} if seen.private else {}


def _told(event: Event[Any]) -> dict[str, Any]:
    return {"event": kind_of(event), **_plain(event)}


def _without(said: dict[str, Any], name: str) -> dict[str, Any]:
    del said[name]
    return said
