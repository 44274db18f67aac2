"""What of everything that was said is private, worked out anew for every change.

A source can be private by itself. Beyond that a member can call people private: what the member's own files tell of
them is then for the member alone, and what the files of others tell of them stays shared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from refnet.identity.resolve import id_of, mention_key
from refnet.ingest.members import is_private_id
from refnet.ingest.naming import naming, scrubbed
from refnet.ingest.said import decisions_of, members_with_secrets, records_of
from refnet.ingest.view import who_is_who
from refnet.model import Consent, Flag, PersonId, people_of
from refnet.records import EventRecord, Mention, PersonRecord, Record
from refnet.stores.base import NOBODY, Decision, Said, Sighting, StoredSource

PRIVATE: Final[Flag] = "private"
_ROUNDS: Final = 5


@dataclass(frozen=True, slots=True)
class _Hidden:
    """What the files of one member tell of the people whom that member calls private."""

    records: frozenset[str] = frozenset()
    """Keys of records about them, and of events in which they take part."""
    mentions: frozenset[Mention] = frozenset()
    parts: frozenset[str] = frozenset()
    """What decisions call them."""
    owners: frozenset[str] = frozenset()
    """Keys by which they own sources."""
    texts: re.Pattern[str] = re.compile(r"(?!)")
    """Finds their names in a text."""

    def has(self, record: Record) -> bool:
        """Whether a record tells of them."""
        if record.key in self.records:
            return True
        return isinstance(record, EventRecord) and any(m in self.mentions for m in people_of(record.event))


def marked(said: Said, *, author: str) -> Said:
    """The same with everything marked that is private, and nothing else.

    Args:
        said: All that was said, whatever is marked in it.
        author: The member whose new decisions may be in it.
    """
    for _ in range(_ROUNDS):
        after = _marked_once(said, author)
        if after.decisions == said.decisions:
            break
        # A word that has become private tells another member no longer who is who
        said = after
    return after


def _marked_once(said: Said, author: str) -> Said:
    if not (members := members_with_secrets(said)):
        return said
    bare = _bare(said)
    hidden = {member: found for member in members if (found := _hidden(bare, member)).records}
    sources = tuple(_source(source, hidden.get(source.member)) for source in bare.sources)
    tellers = {source.id: hidden.get(source.member) for source in sources if not source.private}
    sightings = tuple(_sighting(seen, tellers.get(seen.source_id)) for seen in bare.sightings)
    after = Said(sources, sightings, said.decisions, said.settings)
    first = sorted(members, key=lambda member: member != author)
    return replace(after, decisions=_decisions(after, first, hidden)) if said.decisions else after


def _bare(said: Said) -> Said:
    """What was said with no marks but those that sources have by themselves."""
    sources = tuple(replace(s, private=is_private_id(s.id)) if s.private else s for s in said.sources)
    return replace(
        said, sources=sources, sightings=tuple(replace(s, private=False) if s.private else s for s in said.sightings)
    )


def _hidden(bare: Said, member: str) -> _Hidden:
    """Look among everything that a member may see for what is said of the people whom they call private."""
    own = {source.id for source in bare.sources if source.member == member and source.private}
    if not any(seen.source_id in own and _calls_private(seen.record) for seen in bare.sightings):
        return _Hidden()
    records = records_of(bare, member=member)
    found = who_is_who(records, decisions_of(bare, member=member))
    people = {person.id for person in found.people.values() if PRIVATE in person.flags}
    keys = {key for person in people for key in found.people[person].records}
    mentions: set[Mention] = set()
    for record in records:
        for index, mention in enumerate(_mentions(record)):
            if found.mentions[record.key, index] in people:
                keys.add(record.key)
                mentions.add(mention)
    parts = {key for person in people for key in found.members.get(person, ())}
    parts.update(key for key, person in found.named.items() if person in people)
    owners = {s.owner for s in bare.sources if _person(found.people, found.aliases, s.owner) in people}
    texts = naming(found.people[person] for person in people)
    return _Hidden(frozenset(keys), frozenset(mentions), frozenset(parts), frozenset(owners), texts)


def _person(people: Iterable[PersonId], aliases: dict[str, PersonId], key: str) -> PersonId | None:
    present = id_of(key)
    return present if present in people else aliases.get(present)


def _calls_private(record: Record) -> bool:
    return isinstance(record, EventRecord) and isinstance(record.event, Consent) and record.event.flag == PRIVATE


def _source(source: StoredSource, hidden: _Hidden | None) -> StoredSource:
    """A file of somebody private is private as a whole: who owns it can be told from everything in it.

    In what is said of the rows of others they are "somebody" from then on.
    """
    if hidden is None or source.private:
        return source
    if source.owner in hidden.owners:
        return replace(source, private=True)
    return replace(source, problems=tuple(scrubbed(problem, hidden.texts) for problem in source.problems))


def _sighting(seen: Sighting, hidden: _Hidden | None) -> Sighting:
    return replace(seen, private=True) if hidden and hidden.has(seen.record) else seen


def _decisions(said: Said, members: Sequence[str], hidden: dict[str, _Hidden]) -> tuple[Decision, ...]:
    """Words on who is who, private to a member where they are about private people, or name what no other knows."""
    shared = _known(records_of(said))
    known = {member: _known(records_of(said, member=member)) for member in members}

    def whose(decision: Decision) -> str:
        keys, now = {decision.first, decision.second}, decision.private_to
        if now in hidden and not keys.isdisjoint(hidden[now].parts):
            return now
        if keys <= shared:
            return NOBODY
        able = [member for member in members if keys <= known[member]]
        return now if now in able or not able else able[0]

    return tuple(d if (to := whose(d)) == d.private_to else replace(d, private_to=to) for d in said.decisions)


def _known(records: Iterable[Record]) -> set[str]:
    """What decisions can name: keys of these records about people, and of mentions in the events among them."""
    records = list(records)
    keys = {record.key for record in records if isinstance(record, PersonRecord)}
    loose = {m for record in records for m in _mentions(record) if m.record not in keys}
    return keys | set(map(mention_key, loose))


def _mentions(record: Record) -> tuple[Mention, ...]:
    return people_of(record.event) if isinstance(record, EventRecord) else ()
