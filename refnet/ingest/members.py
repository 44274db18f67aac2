"""Several people in one book: their records, and the sources in which each keeps what they enter themself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from refnet.ingest.reading import EGO_KEY, OWN_PREFIX
from refnet.model import SourceId
from refnet.records import PersonRecord, digest_of
from refnet.stores.base import NOBODY, Store, StoredSource
from refnet.text import fold

OWN: Final = "owner"
"""What reads a source of own entries, where other sources have the name of an importer."""
OWN_LABEL: Final = "your own entries"
_MEMBER: Final = f"{OWN_PREFIX}member:"
_PRIVATE: Final = "-private"
"""Ends the ids of sources that are private by themselves, and not because of whom they tell of."""


def member_key(name: str) -> str:
    """The key of the record of a member who joined a book."""
    return _MEMBER + digest_of(fold(name))


def is_member_key(key: str) -> bool:
    """Whether a record is a member's word on themself."""
    return key == EGO_KEY or key.startswith(_MEMBER)


def acting(store: Store) -> str:
    """Key of the member as whom a store is read; a store as opened is its maker's."""
    return EGO_KEY if store.member == NOBODY else store.member


def private_id(source_id: str) -> SourceId:
    """The id of a source that is private by itself."""
    return SourceId(source_id + _PRIVATE)


def is_private_id(source_id: SourceId) -> bool:
    """Whether a source is private by itself."""
    return source_id.endswith(_PRIVATE)


def own_id(member: str, *, private: bool = False) -> SourceId:
    """The source in which a member keeps what they enter themself."""
    shared = SourceId(OWN if member == EGO_KEY else f"{OWN}:{member.removeprefix(_MEMBER)}")
    return private_id(shared) if private else shared


def own_source(member: str, now: datetime, *, private: bool = False) -> StoredSource:
    """The source of a member's own entries."""
    source_id = own_id(member, private=private)
    return StoredSource(
        source_id, source_id, OWN, OWN_LABEL, "", member, now, member=member, private=is_private_id(source_id)
    )


def is_own(source: StoredSource) -> bool:
    """Whether a source is what some member entered, which no undo of an import touches."""
    return source.importer == OWN


def member_records(store: Store) -> dict[str, PersonRecord]:
    """The record of each member by its key, the maker's first."""
    keys = [EGO_KEY, *(source.member for source in store.sources() if is_own(source))]
    told = {key: seen[-1].record for key, seen in store.sightings(dict.fromkeys(keys)).items()}
    return {key: record for key, record in told.items() if isinstance(record, PersonRecord)}


def labels_of(store: Store) -> Mapping[SourceId, str]:
    """What to call each source: the file, "your own entries", or whose own entries it holds."""
    sources, me = store.sources(), acting(store)
    others = any(is_own(source) and source.member != me for source in sources)
    names = {key: record.name for key, record in member_records(store).items()} if others else {}
    return {
        source.id: f"{names.get(source.member, '')}'s own entries"
        if is_own(source) and source.member in names and source.member != me
        else source.label
        for source in sources
    }
