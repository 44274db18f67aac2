"""What is said to a book after a change, and which of it a member may see: as the stores keep it, without a store."""

from __future__ import annotations

from refnet.stores.base import EVERYONE, NOBODY, Change, Decision, Said, Sighting, StoredSource
from refnet.stores.sightings import Records, Sightings


def said_after(said: Said, change: Change) -> Said:
    """All that is said once a change is made, where `said` is what was said before it.

    A source whose id is known keeps its place, and so does a sighting whose source told of its record before.
    """
    sources = {s.id: s for s in said.sources if s.import_id != change.removed_import}
    removed = frozenset(change.removed_sightings)
    before = Sightings.of(said.sightings).kept()
    left = (told for told in before if told[0] in sources and (told[0], told[1]) not in removed)
    sources.update((source.id, source) for source in change.sources)
    sightings = Sightings(sources)
    sightings.extend(left)
    if len(change.sightings):
        sightings.tell(Sightings.of(change.sightings).kept())
    gone = frozenset(change.removed_decisions)
    decisions = {d.id: d for d in said.decisions if d.id not in gone}
    decisions.update((d.id, d) for d in change.decisions)
    settings = {name: text for name, text in {**said.settings, **change.settings}.items() if text}
    return Said(tuple(sources.values()), sightings, tuple(decisions.values()), settings)


def records_of(said: Said, *, member: str = NOBODY) -> Records:
    """The records that a member may see, as `Store.records` gives them."""
    return Sightings.of(said.sightings).records(said.sources, member=member)


def is_seen(seen: Sighting, source: StoredSource, member: str) -> bool:
    """Whether a member may see a sighting of this source."""
    return member in (source.member, EVERYONE) or not (source.private or seen.private)


def decisions_of(said: Said, *, member: str = NOBODY) -> list[Decision]:
    """The decisions that a member may see, oldest first."""
    return [d for d in said.decisions if member == EVERYONE or d.private_to in (NOBODY, member)]


def members_with_secrets(said: Said) -> list[str]:
    """Keys of the members to whom something is private, in the order in which they came."""
    members = {source.id: source.member for source in said.sources}
    private = [source.id for source in said.sources if source.private]
    telling = {members[source] for source in Sightings.of(said.sightings).telling_privately(private)}
    telling.update(decision.private_to for decision in said.decisions if decision.private_to != NOBODY)
    return [*dict.fromkeys(m for m in members.values() if m in telling), *sorted(telling - {*members.values()})]
