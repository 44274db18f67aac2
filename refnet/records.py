"""What files said, kept as it was: records with a key and a locator, problems, and the importer's promise.

A *key* says which fact a record is, in whichever export it turns up again; a *locator* ("row 14") says where it was
seen. Same key seen again: one record, one more sighting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, Protocol, TypeAlias, runtime_checkable

from refnet.model import Address, Employment, Event, Flag, Membership, PartialDate


@dataclass(frozen=True, slots=True)
class Mention:
    """How an event names one person. "me" stands for the owner of the source."""

    name: str = ""
    email: str = ""
    phone: str = ""
    url: str = ""
    organization: str = ""
    me: bool = False
    record: str = ""
    """Key of the person record meant, where the source itself has one; ingest fills it in for "me"."""


ME = Mention(me=True)
MAKER: Final = "owner:me"
"""Key of the record of the member who made a book."""
BY_NAME_ALONE: Final = "named:"
"""How the keys begin of people in a source that knows each by a full name and nothing else, as a club's reports do."""


@dataclass(frozen=True, slots=True)
class ExternalId:
    """An id that another product gave a person or company, unique within `system`."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One row or card about one person, values as written (trimmed), parts as the source split them."""

    key: str
    locator: str
    name: str = ""
    given: str = ""
    middle: str = ""
    family: str = ""
    prefix: str = ""
    suffix: str = ""
    nickname: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    jobs: tuple[Employment, ...] = ()
    addresses: tuple[Address, ...] = ()
    memberships: tuple[Membership, ...] = ()
    birthday: PartialDate | None = None
    labels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    me: bool = False
    """True when the record describes the owner of the source."""

    @property
    def display_name(self) -> str:
        """The name to show: the parts when there are any, else the name as written, else "".

        >>> PersonRecord("k", "row 2", given="Dana", family="Okafor").display_name
        'Dana Okafor'
        """
        return " ".join(part for part in (self.given, self.middle, self.family) if part) or self.name


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One row that tells of an event between the people it mentions."""

    key: str
    locator: str
    event: Event[Mention]


@dataclass(frozen=True, slots=True)
class OrganizationRecord:
    """One row about a company, values as written (trimmed): it is in the book even where nobody there is known."""

    key: str
    locator: str
    name: str
    domains: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    labels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()


Record: TypeAlias = PersonRecord | OrganizationRecord | EventRecord


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a reader could not use, as a value. `outcome` says what became of the row.

    "noted": the row was used all the same. "refused": it could not be. "skipped": left out on purpose.
    """

    code: str
    locator: str
    message: str
    outcome: Literal["noted", "refused", "skipped"] = "noted"
    kept: str = ""
    rows: int = 1
    """How many rows the problem stands for; 0 for one that is not about a row (a member of a zip, an encoding)."""


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row was read to its end; counts as used. Importers yield it once for each row they use."""

    locator: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or one member of a zip: `label` is its name without folders ("export.zip!Connections.csv")."""

    path: Path
    label: str
    content: bytes = field(repr=False)
    beside: tuple[Source, ...] = field(default=(), repr=False, compare=False)
    """All members of the same zip, for a file of which another one tells whose it is."""
    encoding: str = ""
    """In which its text is written, where somebody knows it better than its bytes tell."""

    @property
    def sha256(self) -> str:
        """Hash of the content, as lower-case hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Match:
    """How well an importer fits a source: 0 (not at all) to 1; `missing` names what a near miss lacks."""

    score: float
    missing: tuple[str, ...] = ()


@runtime_checkable
class Importer(Protocol):
    """Reads one kind of file.

    `name` is stored with every source and does not change. `identify` looks inside, not at the file name. `read`
    yields records, one `RowRead` for each row used, and `Problem`s; whole-file damage raises `UnreadableFileError`.
    """

    name: str

    def describe(self) -> str:
        """One line for people: "LinkedIn connections (Connections.csv)"."""
        ...

    def identify(self, source: Source) -> Match: ...

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]: ...


def digest_of(*parts: str, letters: int = 10) -> str:
    """A short hash of some texts, as lower-case hex, for ids that are the same in every book."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:letters]


def content_key(prefix: str, *parts: str, count: int = 0) -> str:
    """A key made of a row's content and how many equal rows came before it in the file.

    >>> content_key("template.contacts", "Dana", "x") == content_key("template.contacts", "Dana", "x")
    True
    """
    digest = digest_of(*parts, letters=32)
    return f"{prefix}:{digest}:{count}" if count else f"{prefix}:{digest}"
