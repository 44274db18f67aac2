"""All records and the owner's decisions, resolved into people; whom each mention of an event means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from refnet.identity.cluster import Groups, Node, join_by_keys, node
from refnet.identity.normalize import is_full_name, name_key
from refnet.identity.profile import build_person
from refnet.model import Consent, Flag, Person, PersonId, people_of
from refnet.records import EventRecord, Mention, PersonRecord, Record, digest_of
from refnet.text import fold_organization

BY_NAME: Final = "name:"
"""How the keys of mentions begin that say no personal address, number or profile."""
ENTERED_BY_OWNER: Final = "owner:"
"""How the keys of everything that the owner entered begin."""
NAMED_BY_OWNER: Final = f"{ENTERED_BY_OWNER}person"
"""How the keys of people begin whom the owner entered by name only."""


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


def id_of(key: str) -> PersonId:
    """The id of a person whose oldest record has this key; depends on nothing else, so every store agrees.

    >>> id_of("li:dana") == id_of("li:dana")
    True
    """
    return PersonId("p" + digest_of(key))


def provisional_key(name: str) -> str:
    """The key of somebody who is known by a name alone, whichever way it is written."""
    return f"{BY_NAME}{name_key(name)}"


def mention_key(mention: Mention) -> str:
    """What decisions call a mention: all that say the same name, address, number and profile are one.

    The company that a mention states is no part of it.

    >>> mention_key(Mention("Dana Okafor", organization="Larkspur")) == mention_key(Mention("dana OKAFOR"))
    True
    """
    found = _mention_node(mention)
    return found.key if found.keys else _name_only(mention)


def resolve(
    records: Sequence[Record], *, same: Iterable[tuple[str, str]] = (), different: Iterable[tuple[str, str]] = ()
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
    cards = [record for record in records if isinstance(record, PersonRecord)]
    spoken = [(r.key, i, m) for r in records if isinstance(r, EventRecord) for i, m in enumerate(people_of(r.event))]
    nodes = [node(r.key, r.display_name, r.emails, r.phones, r.urls) for r in cards]
    there = {card.key for card in cards}
    loose = dict.fromkeys(m for _, _, m in spoken if m.record not in there)
    keyed = {m: n for m in loose if not m.record and (n := _mention_node(m)).keys}
    every = list({n.key: n for n in [*nodes, *keyed.values()]}.values())
    by_name = dict.fromkeys(_name_only(m) for m in loose if m not in keyed)
    known = {n.key for n in every} | set(by_name)
    joined, apart = _known(same, known), _known(different, known)
    # A name alone joins nobody; in a group it stands by the owner's word only.
    said = {key for pair in joined for key in pair}
    order = {key: n for n, key in enumerate([*(n.key for n in every), *(key for key in by_name if key in said)])}
    groups = Groups(order, apart)
    for first, second in joined:
        groups.join(first, second)
    refused = join_by_keys(every, groups)
    _join_named(cards, groups)

    home: dict[str, PersonId] = {}
    aliases: dict[str, PersonId] = {}
    members: dict[PersonId, tuple[str, ...]] = {}
    for group in groups.groups():
        if len(group) == 1 and group[0] in by_name:
            continue
        own = tuple(sorted(group, key=order.__getitem__))
        person_id = id_of(own[0])
        members[person_id] = own
        for key in own:
            home[key] = person_id
            aliases[id_of(key)] = person_id
    names = _NameIndex(cards, every, home, apart)
    mentions: dict[tuple[str, int], PersonId] = {}
    called: dict[PersonId, dict[Mention, None]] = defaultdict(dict)
    for key, index, mention in spoken:
        person_id = _home_of(mention, keyed.get(mention), home, names, aliases)
        members.setdefault(person_id, (_name_only(mention),))
        mentions[key, index] = person_id
        called[person_id][mention] = None
    flags = _consents(records, mentions)
    people = _people(cards, home, called, set(mentions.values()), flags)
    aliases = {alias: person_id for alias, person_id in aliases.items() if alias != person_id and person_id in people}
    doubts = [Doubt("key", key, ()) for key, _ in refused] + names.doubts()
    return Resolution(people, mentions, aliases, tuple(doubts), members, names.named)


def _join_named(cards: Sequence[PersonRecord], groups: Groups) -> None:
    """Whom the owner entered by name only is the one person of that name in the files, if there is just one."""
    homes: dict[str, set[str]] = defaultdict(set)
    for card in cards:
        if not card.key.startswith(NAMED_BY_OWNER):
            homes[name_key(card.display_name)].add(groups.find(card.key))
    for card in sorted(cards, key=lambda c: c.key):
        fitting = homes.get(name_key(card.display_name), set()) if card.key.startswith(NAMED_BY_OWNER) else set()
        if len(fitting) == 1:
            groups.join(next(iter(fitting)), card.key)


def _mention_node(mention: Mention) -> Node:
    emails, phones, urls = ([v] if v else [] for v in (mention.email, mention.phone, mention.url))
    found = node("", mention.name, emails, phones, urls)
    return replace(found, key=f"mention:{digest_of(found.name, *found.keys)}")


def _name_only(mention: Mention) -> str:
    return provisional_key(mention.name or mention.email or mention.phone or mention.organization)


def _known(pairs: Iterable[tuple[str, str]], keys: set[str]) -> list[tuple[str, str]]:
    return [(first, second) for first, second in pairs if first in keys and second in keys]


def _home_of(
    mention: Mention, keyed: Node | None, home: dict[str, PersonId], names: _NameIndex, aliases: dict[str, PersonId]
) -> PersonId:
    if mention.record in home:
        return home[mention.record]
    if keyed is not None:
        return home[keyed.key]
    key = _name_only(mention)
    provisional = id_of(key)
    found = names.find(name_key(mention.name), mention.organization, key) or home.get(key) or provisional
    for alias in (provisional, *([id_of(mention.record)] if mention.record else [])):
        aliases.setdefault(alias, found)
    return found


class _NameIndex:
    """People by folded full name."""

    def __init__(
        self,
        cards: Sequence[PersonRecord],
        nodes: Sequence[Node],
        home: dict[str, PersonId],
        apart: Iterable[tuple[str, str]],
    ) -> None:
        self.named: dict[str, PersonId] = {}
        self._people: dict[str, dict[PersonId, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._unclear: dict[str, None] = {}
        self._said = home
        self._not = {(key, home[other]) for pair in apart for key, other in (pair, pair[::-1]) if other in home}
        for card in cards:
            works = {fold_organization(job.organization) for job in card.jobs}
            for name in {name_key(card.display_name), name_key(card.name), name_key(f"{card.nickname} {card.family}")}:
                if is_full_name(name):
                    self._people[name][home[card.key]] |= works
        for item in nodes:
            if is_full_name(item.name):
                self._people[item.name][home[item.key]] |= set()

    def find(self, name: str, organization: str, key: str) -> PersonId | None:
        """The one person of that full name; of several, the one at that organization.

        None where the owner has said whom `key` means, or that it is not the only one who fits.
        """
        fitting = self._people.get(name) if is_full_name(name) else None
        if not fitting:
            return None
        if len(fitting) > 1:
            there = [p for p, works in fitting.items() if organization and fold_organization(organization) in works]
            if len(there) == 1:
                return there[0]
            if key not in self._said:
                self._unclear[name] = None
            return None
        only = next(iter(fitting))
        if key in self._said or (key, only) in self._not:
            return None
        self.named[key] = only
        return only

    def doubts(self) -> list[Doubt]:
        return [Doubt("name", name, tuple(sorted(self._people[name]))) for name in self._unclear]


def _consents(records: Sequence[Record], mentions: dict[tuple[str, int], PersonId]) -> dict[PersonId, dict[Flag, bool]]:
    """The last word on each flag: True sets it, False clears it. Anybody may set a flag, the owner alone clears one."""
    flags: dict[PersonId, dict[Flag, bool]] = defaultdict(dict)
    for record in records:
        if isinstance(record, EventRecord) and isinstance(word := record.event, Consent) and word.flag:
            flagged = flags[mentions[record.key, 0]]
            if not word.granted or record.key.startswith(ENTERED_BY_OWNER):
                flagged[word.flag] = not word.granted
    return flags


def _people(
    cards: Sequence[PersonRecord],
    home: dict[str, PersonId],
    called: dict[PersonId, dict[Mention, None]],
    mentioned: set[PersonId],
    flags: dict[PersonId, dict[Flag, bool]],
) -> dict[PersonId, Person]:
    own: dict[PersonId, list[PersonRecord]] = defaultdict(list)
    for card in cards:
        own[home[card.key]].append(card)
    return {
        person_id: build_person(
            person_id, own.get(person_id, []), list(called.get(person_id, {})), flags.get(person_id, {})
        )
        for person_id in sorted(mentioned | set(own))
    }


__all__ = ["Doubt", "Resolution", "id_of", "resolve"]
