"""A whole book as JSON, and back: all that was said to it, from which the rest is worked out again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from refnet.errors import ForeignBookError, UnreadableFileError
from refnet.model import SourceId
from refnet.stores import codec
from refnet.stores.base import Decision, Said, Sighting, StoredSource

MEMBER: Final = "book.json"
"""The name of the JSON within a zip, beside tables that are there to be read."""
_VERSION: Final = 2
"""2: with what is private. A book without anything private is written as 1, which older ones read as well."""
_BEGINNING: Final = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"refnet"\s*:\s*"book"')


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sighting; `said` is the body of its record."""

    source: SourceId
    key: str
    locator: str
    said: msgspec.Raw
    private: bool = False


@dataclass(frozen=True, slots=True)
class _File:
    refnet: Literal["book"]
    version: int
    sources: tuple[StoredSource, ...]
    sightings: tuple[_Seen, ...]
    decisions: tuple[Decision, ...]
    settings: Mapping[str, str]


def to_json(said: Said) -> bytes:
    """A whole book as JSON; `from_json` gives it back, equal in everything."""
    seen = tuple(
        _Seen(s.source_id, s.record.key, s.record.locator, msgspec.Raw(codec.record_body(s.record)), s.private)
        for s in said.sightings
    )
    private = (
        any(source.private for source in said.sources)
        or any(seen.private for seen in said.sightings)
        or any(decision.private_to for decision in said.decisions)
    )
    return msgspec.json.encode(
        _File("book", _VERSION if private else 1, said.sources, seen, said.decisions, said.settings)
    )


def is_book(content: bytes) -> bool:
    """Whether a file begins like one of `to_json`."""
    return _BEGINNING.match(content) is not None


def from_json(content: bytes, label: str) -> Said:
    """The book that `to_json` wrote.

    Args:
        content: The file.
        label: What to call it in an error.

    Raises:
        UnreadableFileError: it is cut off or changed by hand, or a newer refnet wrote it.
    """
    try:
        file = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=_File)
        if file.version > _VERSION:
            raise UnreadableFileError(f"{label} was written by a newer refnet.", fix="Use that one to read it.")
        known = {source.id for source in file.sources}
        if strange := next((seen for seen in file.sightings if seen.source not in known), None):
            raise msgspec.ValidationError(f'"{strange.source}" is no source of it')
        seen = tuple(
            Sighting(s.source, codec.record_of(s.key, s.locator, bytes(s.said)), s.private) for s in file.sightings
        )
    except (msgspec.DecodeError, UnicodeDecodeError, ForeignBookError) as error:
        why = getattr(error, "message", str(error))
        raise UnreadableFileError(f"{label} is a damaged book: {why}", fix="Export it again.") from error
    return Said(file.sources, seen, file.decisions, file.settings)
