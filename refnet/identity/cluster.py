"""Grouping records: which ones are one person, by shared keys, guards and the owner's decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from refnet.identity.normalize import email_key, name_key, names_agree, phone_key, profile_key

NAMES_PER_KEY: Final = 2
"""A key found on more than this many disagreeing names is nobody's (a shared mailbox, a pasted profile address)."""


@dataclass(frozen=True, slots=True)
class Node:
    """One record, or one mention in an event, as far as clustering looks at it."""

    key: str
    name: str
    keys: tuple[str, ...]
    organization: str = ""


def node(key: str, name: str, emails: Iterable[str], phones: Iterable[str], urls: Iterable[str]) -> Node:
    """A node with its comparison keys: "e:" addresses, "u:" profiles, "t:" telephones, in order of trust."""
    found = [f"e:{k}" for k in map(email_key, emails) if k]
    found += [f"u:{k}" for k in map(profile_key, urls) if k]
    found += [f"t:{k}" for k in map(phone_key, phones) if k]
    return Node(key, name_key(name), tuple(dict.fromkeys(found)))


class Groups:
    """Union-find over record keys that never joins two records the owner called different.

    It holds only keys that were joined: every other one is a group by itself.
    """

    def __init__(self, different: Iterable[tuple[str, str]]) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for first, second in different:
            self._apart[first].add(second)
            self._apart[second].add(first)

    def __contains__(self, key: str) -> bool:
        """Whether a record was joined with another."""
        return key in self._parent or key in self._members

    def find(self, key: str) -> str:
        """The representative of a record's group."""
        root = key
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while self._parent.get(key, root) != root:
            self._parent[key], key = root, self._parent[key]
        return root

    def join(self, first: str, second: str) -> bool:
        """Put two records in one group; False when the owner's word forbids it."""
        a, b = self.find(first), self.find(second)
        if a == b:
            return True
        if len(self._of(a)) < len(self._of(b)):
            a, b = b, a
        others = set(self._of(a))
        if self._apart and any(self._apart[key] & others for key in self._of(b) if key in self._apart):
            return False
        self._parent[b] = a
        self._members.setdefault(a, [a]).extend(self._members.pop(b, [b]))
        return True

    def groups(self) -> list[list[str]]:
        """All groups of several; members in joining order."""
        return list(self._members.values())

    def _of(self, root: str) -> list[str]:
        return self._members.get(root) or [root]


def join_by_keys(holders: Iterable[tuple[str, Iterable[Node]]], groups: Groups) -> list[str]:
    """Join records that share a personal key and whose names agree; returns the keys that were refused.

    Args:
        holders: Each key that several nodes have, with these nodes, in order of trust in keys.
        groups: The groups as they are; they change. In the order of record keys, not of records: where the owner's word
            forbids some joins, the first ones win.
    """
    refused = []
    for key, nodes in holders:
        names = _families(nodes)
        if len(names) > 1:
            refused.append(key)
        if len(names) > NAMES_PER_KEY:
            continue
        for family in names.values():
            for other in family[1:]:
                groups.join(family[0].key, other.key)
    return refused


def _families(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    """Nodes with one key, by name: longest names first, shorter ones and nameless ones join the one they agree with."""
    families: dict[str, list[Node]] = {}
    for item in sorted(nodes, key=lambda n: (-len(n.name), n.name, n.key)):
        fitting = [name for name in families if names_agree(name, item.name)]
        if len(fitting) == 1 or (fitting and item.name in families):
            families[item.name if item.name in families else fitting[0]].append(item)
        elif item.name or not families:
            families[item.name] = [item]
    return families
