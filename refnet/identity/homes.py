"""Whom each record and each mention means: the rule for most of them, and what differs from it.

A record that shares nothing with another is a person by itself, whose id follows from its key. So only the others are
held in memory, and a book of any size can be gone through record by record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from refnet.identity.cluster import Groups, Node, join_by_keys, node
from refnet.identity.normalize import is_full_name, name_key
from refnet.model import PersonId, people_of
from refnet.records import BY_NAME_ALONE, EventRecord, Mention, PersonRecord, Record, digest_of
from refnet.spool import Spool, plain
from refnet.text import fold_organization

BY_NAME: Final = "name:"
"""How the keys of mentions begin that say no personal address, number or profile."""
ENTERED_BY_OWNER: Final = "owner:"
"""How the keys of everything that the owner entered begin."""
NAMED_BY_OWNER: Final = f"{ENTERED_BY_OWNER}person"
"""How the keys of people begin whom the owner entered by name only."""
_TRUST: Final = "eut"
"""The kinds of comparison keys, in order of trust."""
_AFTER_ALL: Final = 1 << 62
_REMEMBERED: Final = 5_000
"""Mentions whose person is at hand: most events of a file are of the same few people."""


@dataclass(frozen=True, slots=True)
class _Holder:
    """A record or mention that has a comparison key, and its place among all of them."""

    node: Node
    place: int


_MENTION: Final = plain(Mention)
_HOLDER: Final = plain(_Holder)


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
    found = mention_node(mention)
    return found.key if found.keys else name_only(mention)


def mention_node(mention: Mention) -> Node:
    """A mention as clustering looks at it."""
    emails, phones, urls = ([v] if v else [] for v in (mention.email, mention.phone, mention.url))
    found = node("", mention.name, emails, phones, urls)
    return replace(found, key=f"mention:{digest_of(found.name, *found.keys)}")


def name_only(mention: Mention) -> str:
    """The key of a mention without a comparison key."""
    return provisional_key(mention.name or mention.email or mention.phone or mention.organization)


def _is_known_by_name(key: str, name: str) -> bool:
    """Whether the source of a record with this key and folded name knows people by their names only."""
    return bool(name) and key.startswith((NAMED_BY_OWNER, BY_NAME_ALONE) if is_full_name(name) else NAMED_BY_OWNER)


class Homes:
    """Whom each record and each mention means.

    `aliases`, and what the names leave open, are complete once every mention was asked for, in the order of records.
    """

    def __init__(
        self, records: Collection[Record], *, same: Iterable[tuple[str, str]], different: Iterable[tuple[str, str]]
    ) -> None:
        """Find out who is who among these records, which are gone through a few times; see `resolve`."""
        pairs = (list(same), list(different))
        found = _Found(records, {key for several in pairs for pair in several for key in pair})
        joined, apart = map(found.known, pairs)
        groups = Groups(apart)
        for first, second in joined:
            groups.join(first, second)
        self.refused = tuple(join_by_keys(found.shared_keys(groups), groups))
        """Comparison keys that would join people of different names."""
        found.join_named(records, groups)
        self.groups = [tuple(sorted(group, key=found.places.__getitem__)) for group in groups.groups()]
        """The keys of everybody who is made of several records or mentions, oldest first."""
        self._cards = found.cards
        self._joined = {key: id_of(group[0]) for group in self.groups for key in group}
        self.aliases = {id_of(key): person_id for key, person_id in self._joined.items()}
        """Ids by which records and mentions were known, to the person whom they belong to now."""
        apart_from = {(key, self.of(other)) for pair in apart for key, other in (pair, pair[::-1])}
        self.names = _Names(self._joined, apart_from)
        """People by their full names, as far as mentions say any."""
        if found.full_names:
            self.names.learn(self, records, found)
        self.of_mention: Callable[[Mention], PersonId] = lru_cache(_REMEMBERED)(self._of_mention)
        """The person whom a mention in these records means."""

    def of(self, key: str) -> PersonId:
        """The person of a record or mention, by its key."""
        return self._joined.get(key) or id_of(key)

    def has_record(self, key: str) -> bool:
        """Whether one of the records is about a person and has this key."""
        return hash(key) in self._cards

    def _of_mention(self, mention: Mention) -> PersonId:
        if mention.record and self.has_record(mention.record):
            return self.of(mention.record)
        if not mention.record and (found := mention_node(mention)).keys:
            return self.of(found.key)
        key = name_only(mention)
        person = self.names.find(name_key(mention.name), mention.organization, key) or self.of(key)
        for alias in (id_of(key), *([id_of(mention.record)] if mention.record else [])):
            self.aliases.setdefault(alias, person)
        return person


class _Found:
    """What one pass over all records finds: who has which comparison key, and the little that has to be at hand."""

    def __init__(self, records: Iterable[Record], asked: set[str]) -> None:
        """`asked`: keys that the owner spoke of."""
        self.cards: set[int] = set()
        """Hashes of the keys of all records about people: of so many the keys themselves would be too much."""
        self.places: dict[str, int] = {}
        """Which came first, for keys that may be joined: records, then mentions with a comparison key, then names."""
        self.full_names: set[int] = set()
        """Hashes of the full names by which alone somebody is mentioned."""
        self._named: set[str] = set()
        self._asked = asked
        self._holders = Spool(_HOLDER)
        self._count = 0
        mentions = Spool(_MENTION)
        seen: set[int] = set()
        for record in records:
            if isinstance(record, PersonRecord):
                self._card(record)
            elif isinstance(record, EventRecord):
                for mention in people_of(record.event):
                    if not self._is_of_card(mention) and hash(mention) not in seen:
                        seen.add(hash(mention))
                        mentions.add(mention)
        for mention in mentions:
            if not self._is_of_card(mention):
                self._mention(mention)

    def known(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of the pairs that the owner spoke of of which both are there."""
        return [pair for pair in pairs if pair[0] in self.places and pair[1] in self.places]

    def shared_keys(self, groups: Groups) -> Iterator[tuple[str, list[Node]]]:
        """Each comparison key that several have, with these, in order of trust; `groups` are those that they join."""
        for ranked, holders in self._holders.groups(least=2):
            yield ranked[1:], [holder.node for holder in holders]
            # Of all who only share a number with somebody else the places would be too much
            joined = (holder for holder in reversed(holders) if holder.node.key in groups)
            self.places.update((holder.node.key, holder.place) for holder in joined)

    def nodes(self) -> Iterator[Node]:
        """Everybody who has a comparison key, once for each."""
        return (holder.node for holder in self._holders)

    def join_named(self, records: Iterable[Record], groups: Groups) -> None:
        """Whom a source knows by name only is the one person of that name elsewhere, if there is just one or none."""
        if not self._named:
            return
        homes: dict[str, set[str]] = defaultdict(set)
        named: dict[str, set[str]] = defaultdict(set)
        cards = (record for record in records if isinstance(record, PersonRecord))
        for place, card in enumerate(cards):
            if (name := name_key(card.display_name)) in self._named:
                self.places[card.key] = place
                if _is_known_by_name(card.key, name):
                    named[name].add(card.key)
                else:
                    homes[name].add(groups.find(card.key))
        for name, keys in sorted(named.items()):
            there = homes[name] or {key for key in keys if key.startswith(BY_NAME_ALONE)}
            # Of two whom only the owner entered, each by that name, neither is the other
            if there and len(homes[name]) <= 1:
                first, *others = [*sorted(there), *sorted(keys - there)]
                for key in others:
                    groups.join(first, key)

    def _card(self, card: PersonRecord) -> None:
        self.cards.add(hash(card.key))
        self._hold(node(card.key, card.display_name, card.emails, card.phones, card.urls))
        if _is_known_by_name(card.key, name := name_key(card.display_name)):
            self._named.add(name)

    def _mention(self, mention: Mention) -> None:
        found = None if mention.record else mention_node(mention)
        if found and found.keys:
            self._hold(found)
            return
        self._place(name_only(mention), _AFTER_ALL)
        if is_full_name(name := name_key(mention.name)):
            self.full_names.add(hash(name))

    def _hold(self, found: Node) -> None:
        holder = _Holder(replace(found, keys=()), self._place(found.key))
        for key in found.keys:
            self._holders.add_kept(f"{_TRUST.index(key[0])}{key}", _HOLDER.pack(holder))

    def _place(self, key: str, after: int = 0) -> int:
        place = self._count + after
        self._count += 1
        if key in self._asked:
            self.places.setdefault(key, place)
        return place

    def _is_of_card(self, mention: Mention) -> bool:
        return bool(mention.record) and hash(mention.record) in self.cards


class _Names:
    """People by folded full name."""

    def __init__(self, said: Mapping[str, PersonId], apart: Collection[tuple[str, PersonId]]) -> None:
        """`said`: whom the owner said that a key means; `apart`: whom they said that it does not mean."""
        self.only: dict[str, PersonId] = {}
        """Keys of mentions that say a name only and fit just one person, to that person."""
        self._people: dict[str, dict[PersonId, set[str]]] = {}
        self._unclear: dict[str, None] = {}
        self._said = said
        self._not = apart

    def learn(self, homes: Homes, records: Iterable[Record], found: _Found) -> None:
        """Learn who has the names that were found, and where they work."""
        for record in records:
            if isinstance(record, PersonRecord):
                for name in {record.display_name, record.name, f"{record.nickname} {record.family}"}:
                    if hash(folded := name_key(name)) in found.full_names:
                        works = {fold_organization(job.organization) for job in record.jobs}
                        self._of(folded, homes.of(record.key)).update(works)
        for item in found.nodes():
            if hash(item.name) in found.full_names:
                self._of(item.name, homes.of(item.key))

    def find(self, name: str, organization: str, key: str) -> PersonId | None:
        """The one person of that full name; of several, the one at that organization.

        None where the owner has said whom `key` means, or that it is not the only one who fits.
        """
        fitting = self._people.get(name)
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
        self.only[key] = only
        return only

    def unclear(self) -> Iterator[tuple[str, tuple[PersonId, ...]]]:
        """The names that were asked for and fit several people, with these."""
        return ((name, tuple(sorted(self._people[name]))) for name in self._unclear)

    def _of(self, name: str, person: PersonId) -> set[str]:
        return self._people.setdefault(name, {}).setdefault(person, set())
