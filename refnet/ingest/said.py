"""What is said to a book after a change, and which of it a member may see: as the stores keep it, without a store."""

from __future__ import annotations

from refnet.model import SourceId
from refnet.records import Record
from refnet.stores.base import EVERYONE, NOBODY, Change, Decision, Said, Sighting, StoredSource


def said_after(said: Said, change: Change) -> Said:
    """All that is said once a change is made, where `said` is what was said before it.

    A source whose id is known keeps its place, and so does a sighting whose source told of its record before.
    """
    sources = {s.id: s for s in said.sources if s.import_id != change.removed_import}
    removed = frozenset(change.removed_sightings)
    told: dict[SourceId, dict[str, Sighting]] = {}
    for seen in said.sightings:
        if seen.source_id in sources and (seen.source_id, seen.record.key) not in removed:
            told.setdefault(seen.source_id, {})[seen.record.key] = seen
    sources.update((source.id, source) for source in change.sources)
    for seen in change.sightings:
        told.setdefault(seen.source_id, {})[seen.record.key] = seen
    gone = frozenset(change.removed_decisions)
    decisions = {d.id: d for d in said.decisions if d.id not in gone}
    decisions.update((d.id, d) for d in change.decisions)
    settings = {name: text for name, text in {**said.settings, **change.settings}.items() if text}
    sightings = tuple(seen for source_id in sources for seen in told.get(source_id, {}).values())
    return Said(tuple(sources.values()), sightings, tuple(decisions.values()), settings)


def records_of(said: Said, *, member: str = NOBODY) -> list[Record]:
    """The records that a member may see, as `Store.records` gives them."""
    sources = {source.id: source for source in said.sources}
    may = (seen.record for seen in said.sightings if is_seen(seen, sources[seen.source_id], member))
    return list({record.key: record for record in may}.values())


def is_seen(seen: Sighting, source: StoredSource, member: str) -> bool:
    """Whether a member may see a sighting of this source."""
    return member in (source.member, EVERYONE) or not (source.private or seen.private)


def decisions_of(said: Said, *, member: str = NOBODY) -> list[Decision]:
    """The decisions that a member may see, oldest first."""
    return [d for d in said.decisions if member == EVERYONE or d.private_to in (NOBODY, member)]


def members_with_secrets(said: Said) -> list[str]:
    """Keys of the members to whom something is private, in the order in which they came."""
    members = {source.id: source.member for source in said.sources}
    private = {source.id for source in said.sources if source.private}
    telling = {members[seen.source_id] for seen in said.sightings if seen.private or seen.source_id in private}
    telling.update(decision.private_to for decision in said.decisions if decision.private_to != NOBODY)
    return [*dict.fromkeys(m for m in members.values() if m in telling), *sorted(telling - {*members.values()})]
