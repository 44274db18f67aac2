"""Monica's JSON as entries in blocks, each with its path; counts are checked, both generations of names made one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal

from importers.text import decode
from refnet import limits
from refnet.errors import UnreadableFileError
from refnet.model import When
from refnet.records import Problem, Source
from refnet.text import clean

_FIX: Final = 'In Monica, choose "Settings", "Export data", "Export to JSON", and import that file.'
_SQL: Final = re.compile(r"INSERT\s+(?:IGNORE\s+)?INTO\s+[`\"]?(?:contacts|relationships|activities)\b", re.IGNORECASE)
_DEPTH: Final = 4  # account, contact, conversation, message
_ME: Final = ("me", "me_contact", "me_contact_id")


@dataclass(slots=True)
class Entry:
    """One value of a block: its kind in the singular ("contact"), its path, and the blocks within it."""

    kind: str
    path: str
    uuid: str
    value: Mapping[str, object]
    properties: Mapping[str, object]
    types: Mapping[str, tuple[str, str]] = field(repr=False)
    """Kind ("email", "phone", "") and name of each type of contact field, by uuid."""
    within: list[Entry] = field(default_factory=list)
    named: list[tuple[str, str]] = field(default_factory=list)
    """Entries that a block only names: their kind and their uuid."""

    @property
    def id(self) -> str:
        """The uuid, or the path where there is none."""
        return self.uuid or self.path

    def all(self, kind: str) -> list[Entry]:
        return [entry for entry in self.within if entry.kind == kind]

    def references(self, kind: str) -> list[str]:
        return [uuid for named, uuid in self.named if named == kind]

    def text(self, name: str) -> str:
        return text_of(self.properties.get(name)) or text_of(self.value.get(name))

    def moment(self, name: str) -> When | None:
        return moment_of(self.text(name))

    def attendees(self) -> list[str]:
        """Whom an activity lists, in whichever place."""
        found = self.references("contact") + [entry.uuid for entry in self.all("contact")]
        for name in ("contacts", "attendees", "participants"):
            listed = self.properties.get(name) or self.value.get(name)
            for item in listed if isinstance(listed, list) else []:
                found.append(text_of(item.get("uuid") if isinstance(item, Mapping) else item))
        return found

    def field_kind(self) -> str:
        """Whether a contact field is an "email" or a "phone"; "" for any other."""
        return self.types.get(self.text("type"), ("", ""))[0]

    def field_name(self) -> str:
        """What the account calls a contact field: "Twitter"."""
        return self.types.get(self.text("type"), ("", ""))[1]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole export: its entries at every depth, those of the account itself, and counts that are wrong."""

    entries: list[Entry]
    top: list[Entry]
    me: str
    """The uuid of the owner's own contact, "" where none is named."""
    problems: list[Problem]

    def all(self, kind: str) -> list[Entry]:
        """The account's own entries of a kind."""
        return [entry for entry in self.top if entry.kind == kind]

    def everywhere(self, kind: str) -> Iterator[Entry]:
        """Entries of a kind at any depth, each uuid once."""
        seen: set[str] = set()
        for entry in self.entries:
            if entry.kind == kind and entry.id not in seen:
                seen.add(entry.id)
                yield entry


def form_of(source: Source) -> Literal["json", "sql", ""]:
    """Whether a file is Monica's export as JSON, its export as SQL, or neither."""
    try:
        decoded = decode(source)
    except UnreadableFileError:
        return ""
    begins = next((line.lstrip() for line in decoded.lines if line.strip()), "")
    word = '"account"' if begins.startswith("{") else "account_id"
    if word.encode(decoded.encoding) not in source.content:
        return ""  # as nearly every file, whose text is then not made
    text = decoded.text
    if begins.startswith("{"):
        marked = '"account"' in text and ('"app_version"' in text or '"exported_by"' in text)
        return "json" if marked else ""
    return "sql" if _SQL.search(text) and "account_id" in text else ""


def parse(source: Source) -> Document:
    """The export's entries.

    Raises:
        UnreadableFileError: the SQL export, no JSON, or JSON without Monica's account in it.
    """
    text = decode(source).text
    if form_of(source) == "sql":
        raise UnreadableFileError(f"{source.label} is Monica's SQL export, which refnet does not read.", fix=_FIX)
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableFileError(
            f"{source.label} is no complete JSON{place}: it was cut off or changed.", fix=_FIX
        ) from None
    account = whole.get("account") if isinstance(whole, Mapping) else None
    blocks = account.get("data") if isinstance(account, Mapping) else None
    if not isinstance(account, Mapping) or not isinstance(blocks, list):
        raise UnreadableFileError(f"{source.label} has no account with data in it.", fix=_FIX)
    reader = _Reader(_types(account.get("instance")))
    top, _ = reader.blocks(blocks, "account.data", 1)
    return Document(reader.entries, top, _me(account, top), reader.problems)


def text_of(value: object) -> str:
    """A text or a whole number as trimmed text; "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return clean(str(value) if isinstance(value, str) or abs(value) < 10**18 else "")[0][: limits.TEXT_CHARS]


def moment_of(text: str) -> When | None:
    """A moment in UTC, or a day where no time is said; None for anything else.

    >>> moment_of("2024-01-15T10:30:00Z"), moment_of("2024-01-15T00:00:00Z")
    (datetime.datetime(2024, 1, 15, 10, 30, tzinfo=datetime.timezone.utc), datetime.date(2024, 1, 15))
    """
    try:
        found = datetime.fromisoformat(text)
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.time() != datetime.min.time() else found.date()


@dataclass(slots=True)
class _Reader:
    types: Mapping[str, tuple[str, str]]
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def blocks(self, blocks: object, path: str, depth: int) -> tuple[list[Entry], list[tuple[str, str]]]:
        """The entries that stand in some blocks, and those that are only named there by their uuid."""
        found: list[Entry] = []
        named: list[tuple[str, str]] = []
        for i, block in enumerate(blocks if isinstance(blocks, list) and depth <= _DEPTH else []):
            place = f"{path}[{i}]"
            values = block.get("values") if isinstance(block, Mapping) else None
            if not isinstance(block, Mapping) or not isinstance(values, list):
                self.problems.append(Problem("block-unreadable", place, "This is no block of entries.", rows=0))
                continue
            kind = _singular(text_of(block.get("type")))
            self._count(block.get("count"), len(values), place)
            for j, value in enumerate(values):
                if isinstance(value, Mapping):
                    found.append(self._entry(kind, value, f"{place}.values[{j}]", depth))
                elif isinstance(value, str):
                    named.append((kind, text_of(value)))
                else:
                    message = "This is no entry."
                    self.problems.append(
                        Problem("entry-unreadable", f"{place}.values[{j}]", message, outcome="refused")
                    )
        return found, named

    def _entry(self, kind: str, value: Mapping[str, object], path: str, depth: int) -> Entry:
        properties = value.get("properties")
        known = properties if isinstance(properties, Mapping) else {}
        entry = Entry(kind, path, text_of(value.get("uuid")), value, known, self.types)
        self.entries.append(entry)
        entry.within, entry.named = self.blocks(value.get("data"), f"{path}.data", depth + 1)
        return entry

    def _count(self, said: object, there: int, place: str) -> None:
        if isinstance(said, int) and said != there:
            message = f"The block says that it holds {said}, but {there} are there."
            self.problems.append(Problem("count-differs", place, message, rows=0))


def _singular(kind: str) -> str:
    """The name of a block in one form for both generations.

    >>> [_singular(kind) for kind in ("activities", "addresses", "contacts", "relationship")]
    ['activity', 'address', 'contact', 'relationship']
    """
    if kind.endswith("ies"):
        return f"{kind[:-3]}y"
    return kind[:-2] if kind.endswith("sses") else kind if kind.endswith("ss") else kind.removesuffix("s")


def _types(instance: object) -> dict[str, tuple[str, str]]:
    listed = instance.get("contact_field_types") if isinstance(instance, Mapping) else None
    found: dict[str, tuple[str, str]] = {}
    for item in listed if isinstance(listed, list) else []:
        properties = item.get("properties") if isinstance(item, Mapping) else None
        if isinstance(properties, Mapping):
            kind, protocol = text_of(properties.get("type")), text_of(properties.get("protocol"))
            plain = {"mailto:": "email", "tel:": "phone"}.get(protocol, kind if kind in ("email", "phone") else "")
            found[text_of(item.get("uuid"))] = plain, text_of(properties.get("name"))
    return found


def _me(account: Mapping[str, object], top: list[Entry]) -> str:
    """The contact that the account's user has marked as themselves."""
    properties = account.get("properties")
    own = properties if isinstance(properties, Mapping) else {}
    places = [own, *(entry.properties for entry in top if entry.kind == "user")]
    return next((uuid for place in places for name in _ME if (uuid := text_of(place.get(name)))), "")
