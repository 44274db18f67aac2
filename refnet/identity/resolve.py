"""All records and the owner's decisions, resolved into people; whom each mention of an event means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from refnet.identity.homes import (
    BY_NAME,
    ENTERED_BY_OWNER,
    NAMED_BY_OWNER,
    Homes,
    id_of,
    mention_key,
    name_only,
    provisional_key,
)
from refnet.identity.profile import build_person
from refnet.model import Consent, Flag, Person, PersonId, people_of
from refnet.records import EventRecord, Mention, PersonRecord, Record
from refnet.spool import room


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something only the owner can settle: a key or a name that fits several people."""

    kind: str
    value: str
    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who is who. `mentions` gives the person of every (event key, position in `people_of`)."""

    people: dict[PersonId, Person]
    mentions: dict[tuple[str, int], PersonId]
    aliases: dict[str, PersonId]
    """Every record's own id, to the person it belongs to now."""
    doubts: tuple[Doubt, ...] = ()
    members: dict[PersonId, tuple[str, ...]] = field(default_factory=dict)
    """What each person is made of, oldest first: keys of their records, and of mentions (`mention_key`)."""
    named: dict[str, PersonId] = field(default_factory=dict)
    """Keys of mentions that say a name only and fit just one person, to that person."""


@room()
def resolve(
    records: Collection[Record], *, same: Iterable[tuple[str, str]] = (), different: Iterable[tuple[str, str]] = ()
) -> Resolution:
    """Find out who is who.

    Records join when they share a personal mailbox, profile address or phone and their names agree. A mention joins
    by the same keys; with a full name only, it joins the one person who has that name (of several, the one whose
    employer it states). A name that fits nobody, or several, becomes a provisional person.

    Args:
        records: All records, in the order in which they were first seen.
        same: Pairs of keys, of records or mentions, that the owner joined.
        different: Pairs of such keys that the owner keeps apart; stronger than any evidence.

    Returns:
        The resolution. The same records and decisions give the same ids, whatever happened in between.
    """
    homes = Homes(records, same=same, different=different)
    several = {homes.of(group[0]): group for group in homes.groups}
    members: dict[PersonId, tuple[str, ...]] = {}
    mentions: dict[tuple[str, int], PersonId] = {}
    own: dict[PersonId, list[PersonRecord]] = defaultdict(list)
    called: dict[PersonId, dict[Mention, None]] = defaultdict(dict)
    flags: dict[PersonId, dict[Flag, bool]] = defaultdict(dict)
    for record in records:
        if isinstance(record, PersonRecord):
            own[homes.of(record.key)].append(record)
        elif isinstance(record, EventRecord):
            for index, mention in enumerate(people_of(record.event)):
                mentions[record.key, index] = person_id = homes.of_mention(mention)
                called[person_id][mention] = None
            if word := consent_in(record):
                flags[mentions[record.key, 0]].update(word)
    for person_id, cards in own.items():
        members[person_id] = several.get(person_id) or (cards[0].key,)
    for person_id, told in called.items():
        if person_id not in members:
            first = next(iter(told))
            members[person_id] = several.get(person_id) or (name_only(first) if first.record else mention_key(first),)
    people = {
        person_id: build_person(person_id, own.get(person_id, []), called.get(person_id, {}), flags.get(person_id, {}))
        for person_id in sorted(members)
    }
    aliases: dict[str, PersonId] = {
        alias: person for alias, person in homes.aliases.items() if alias != person and person in people
    }
    doubts = [Doubt("key", key, ()) for key in homes.refused]
    doubts += [Doubt("name", name, fitting) for name, fitting in homes.names.unclear()]
    return Resolution(people, mentions, aliases, tuple(doubts), members, homes.names.only)


def consent_in(record: EventRecord) -> dict[Flag, bool]:
    """What a record says of its person's flags: True sets one, False clears it; the last word on each counts.

    Anybody may set a flag, the owner alone clears one.
    """
    word = record.event
    if not isinstance(word, Consent) or not word.flag:
        return {}
    return {word.flag: not word.granted} if not word.granted or record.key.startswith(ENTERED_BY_OWNER) else {}


__all__ = [
    "BY_NAME",
    "ENTERED_BY_OWNER",
    "NAMED_BY_OWNER",
    "Doubt",
    "Resolution",
    "consent_in",
    "id_of",
    "mention_key",
    "provisional_key",
    "resolve",
]
