"""How somebody who was forgotten is known again, so that no file brings them back.

A book keeps *marks* of them: hashes of their addresses, numbers, profiles and names, under a secret that lies outside
the book. Without the secret nobody can tell from a book whom it has forgotten.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

from refnet.identity.cluster import node
from refnet.identity.normalize import is_full_name, name_key
from refnet.ingest.naming import naming, scrubbed
from refnet.ingest.reading import Read, with_mentions
from refnet.model import Person, people_of
from refnet.records import EventRecord, Mention, OrganizationRecord, PersonRecord, Problem, Record
from refnet.stores.sightings import records_in
from refnet.text import fold_organization

FORGOTTEN: Final = "forgotten"
"""Name of the setting that holds the marks."""
SOMEBODY: Final = "somebody:"
"""How the keys of records begin that stand in the place of people who were forgotten."""
_SECRET_FILE: Final = "forget.key"
_SECRET_BYTES: Final = 32
_REMEMBERED: Final = 10_000
_CHECK: Final = "refnet"
"""Its mark is in every book that has marks, and shows whether a secret is the right one."""

PlaceOf = Callable[[Mention], str]
"""The key of the record that stands in the place of whom a mention means; "" for somebody who was not forgotten."""


@dataclass(frozen=True, slots=True)
class Marks:
    """By what forgotten people are known again: each mark with the key of the record in their place."""

    secret: bytes = field(default=b"", repr=False)
    keys: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, setting: str, secret: bytes) -> Marks:
        """The marks that a book holds in its setting."""
        return cls(secret, json.loads(setting) if setting else {})

    @property
    def setting(self) -> str:
        """The marks as a book holds them."""
        return json.dumps(dict(sorted(self.keys.items())))

    @property
    def readable(self) -> bool:
        """Whether this is the secret that the marks were made with; True when there are none."""
        return not self.keys or self._mark(_CHECK) in self.keys

    def with_person(self, person: Person, others: Iterable[Person], key: str) -> Marks:
        """These marks and those of a person, without what other people of the book have as well."""
        new = _signs_of(person).difference(*map(_signs_of, others))
        return Marks(self.secret, {**self.keys, self._mark(_CHECK): "", **{self._mark(sign): key for sign in new}})

    def place_of(self, entry: PersonRecord | Mention) -> str:
        """The key of the record that stands in the place of whom an entry tells of; "" for somebody else."""
        if not self.keys:
            return ""
        return next((key for sign in _signs_in(entry) if (key := self.keys.get(self._mark(sign), ""))), "")

    def _mark(self, sign: str) -> str:
        return hmac.new(self.secret, sign.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def secret_in(folder: Path, *, make: bool = False) -> bytes:
    """The secret that lies in a folder; b"" where there is none, unless one is to be made."""
    path = folder / _SECRET_FILE
    if make and not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
    return path.read_bytes() if path.exists() else b""


def stand_in(key: str) -> PersonRecord:
    """The record in the place of somebody who was forgotten: part of what others did, and never shown."""
    return PersonRecord(key, "", name="Somebody", flags=("do-not-contact", "do-not-show"))


def anonymous(record: EventRecord, place_of: PlaceOf) -> EventRecord | None:
    """An event without forgotten people: somebody takes their place; None where fewer than two others are left."""
    people = people_of(record.event)
    if not any(map(place_of, people)):
        return record
    if len({mention for mention in people if not place_of(mention)}) < 2:
        return None

    def meant(mention: Mention) -> Mention:
        return Mention(record=key) if (key := place_of(mention)) else mention

    return replace(record, event=with_mentions(record.event, meant))


def anonymous_company(record: OrganizationRecord, place_of: PlaceOf) -> OrganizationRecord | None:
    """A company without the addresses and numbers of forgotten people; None where it bears the name of one."""
    if place_of(Mention(name=record.name)):
        return None
    return replace(
        record,
        emails=tuple(email for email in record.emails if not place_of(Mention(email=email))),
        phones=tuple(phone for phone in record.phones if not place_of(Mention(phone=phone))),
        urls=tuple(url for url in record.urls if not place_of(Mention(url=url))),
    )


def without_forgotten(read: Read, marks: Marks) -> Read:
    """A source without people who were forgotten. Rows that tell of nothing else are skipped, so that rows add up."""
    if not marks.keys:
        return read
    gone = {r.key: key for r in read.records if isinstance(r, PersonRecord) and (key := marks.place_of(r))}

    @lru_cache(_REMEMBERED)
    def place_of(mention: Mention) -> str:
        return gone.get(mention.record, "") if mention.record else marks.place_of(mention)

    touched: set[str] = set()
    left_at: set[str] = set()
    needed: set[str] = set()
    places = frozenset(marks.keys.values())
    for record in read.records:
        left = _left(record, gone, place_of)
        if left != record:
            touched.add(record.locator)
        if left:
            left_at.add(record.locator)
        if isinstance(left, EventRecord):
            needed.update(m.record for m in people_of(left.event) if m.record in places)
    lost = touched - left_at
    # The file itself says what they are called
    told = [m for r in read.records if isinstance(r, EventRecord) for m in people_of(r.event) if place_of(m)]
    texts = naming([*told, *(r for r in read.records if isinstance(r, PersonRecord) and r.key in gone)])
    problems = [scrubbed(p, texts) for p in read.problems if p.locator not in lost]
    problems += [Problem("forgotten", at, "Somebody whom you forgot.", outcome="skipped") for at in sorted(lost)]
    problems += [Problem("forgotten", at, "Somebody in it whom you forgot.") for at in sorted(touched - lost)]
    kept = (scrubbed(left, texts) for record in read.records if (left := _left(record, gone, place_of)))
    records = records_in(chain(kept, map(stand_in, sorted(needed))))
    return replace(read, records=records, problems=tuple(problems), used=read.used - len(lost))


def _left(record: Record, gone: Mapping[str, str], place_of: PlaceOf) -> Record | None:
    if isinstance(record, PersonRecord):
        return None if record.key in gone else record
    if isinstance(record, OrganizationRecord):
        return anonymous_company(record, place_of)
    return anonymous(record, place_of)


def _signs_of(person: Person) -> set[str]:
    """Everything by which a person can be known again."""
    names = {name for n in (person.name, *person.names) if is_full_name(name := name_key(n))}
    employers = {"", *map(fold_organization, person.organizations)}
    keys = node("", "", person.emails, person.phones, person.urls).keys
    return {*keys, *(_named(name, employer) for name in names for employer in employers)}


def _signs_in(entry: PersonRecord | Mention) -> list[str]:
    """By what an entry may be known: addresses, numbers and profiles, and the name with an employer.

    The name alone counts where nothing else is said: with an address or employer of their own it may be another person.
    """
    if isinstance(entry, Mention):
        names, employers = [entry.name], [entry.organization]
        keys = node("", "", [entry.email], [entry.phone], [entry.url]).keys
    else:
        names, employers = [entry.display_name, entry.name], [job.organization for job in entry.jobs]
        keys = node("", "", entry.emails, entry.phones, entry.urls).keys
    works = {fold_organization(employer) for employer in employers} - {""}
    full = {name for n in names if is_full_name(name := name_key(n))}
    alone = {""} if not keys and not works else set()
    return [*keys, *(_named(name, employer) for name in sorted(full) for employer in sorted(works | alone))]


def _named(name: str, employer: str) -> str:
    return f"n:{name}|{employer}"
