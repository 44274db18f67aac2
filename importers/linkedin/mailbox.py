"""Who takes part in the messages of LinkedIn's export: names, their addresses, and which of them is the owner."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from importers import tables
from importers.linkedin.members import SYSTEM, is_anonymous, profile_url_of
from importers.values import profile_slug
from refnet.records import ExternalId, PersonRecord, content_key
from refnet.text import fold

_TITLES: Final = frozenset("phd md mba cpa cfa pmp jr sr esq dr msc bsc ma ba llm dds rn pe ii iii".split())


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who takes part; known by the address of their profile, else by name."""

    name: str
    slug: str = ""

    @property
    def id(self) -> str:
        """The same for one member however their name is written."""
        return self.slug or f"name:{fold(self.name)}"


class Mailbox:
    """What the file as a whole knows of those who take part: whose address a name is, and who is the owner.

    Its rows have the fields conversation, from, sender, to and recipients. `owner` is None where several may be;
    `owner_name` is what another file calls the owner, "" for unknown.
    """

    def __init__(self, rows: Sequence[tables.Row], owner_name: str) -> None:
        self._names: dict[str, str] = {}
        self._slugs: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._with_comma = {name for row in rows if ", " in (name := row.one("from"))}
        for row in rows:
            self._learn(row, row.one("from"), profile_slug(row.one("sender")))
        for row in rows:
            names, slugs = self._named(row)
            if len(names) == len(slugs):
                for name, slug in zip(names, slugs, strict=True):
                    self._learn(row, name, slug)
        self.owner = self._owner(rows, fold(owner_name))

    def sender(self, row: tables.Row) -> Who:
        """Who wrote a message."""
        return self._who(row, row.one("from"), profile_slug(row.one("sender")))

    def recipients(self, row: tables.Row) -> list[Who]:
        """Those a message went to. Where there are fewer addresses than names, the file as a whole says whose."""
        names, slugs = self._named(row)
        if len(slugs) == len(names):
            return [self._who(row, name, slug) for name, slug in zip(names, slugs, strict=True)]
        addressed = [self._who(row, "", slug) for slug in slugs]
        called = {fold(who.name) for who in addressed}
        rest = [name for name in names if fold(name) not in called]
        if len(rest) + len(addressed) == len(names):
            addressed += [self._who(row, name, "") for name in rest]
        return addressed

    def is_owner(self, who: Who) -> bool:
        """Whether somebody is the owner; False for all where the file does not tell."""
        return self.owner is not None and who.id == self.owner.id

    def owner_record(self, locator: str) -> PersonRecord:
        """The record by which the file names its owner."""
        assert self.owner is not None
        slug = self.owner.slug
        return PersonRecord(
            content_key("li.me", self.owner.id),
            locator,
            name=self.owner.name,
            urls=(profile_url_of(slug),) if slug else (),
            external_ids=(ExternalId(SYSTEM, slug),) if slug else (),
            me=True,
        )

    def _named(self, row: tables.Row) -> tuple[list[str], list[str]]:
        """The names and the profiles of those a message went to; the number of profiles is the truth."""
        slugs = [slug for url in re.split(r"[,\s]+", row.one("recipients")) if (slug := profile_slug(url))]
        plain = _parts(row.one("to"))
        return plain if len(plain) == len(slugs) else _names_in(plain, self._with_comma), slugs

    def _learn(self, row: tables.Row, name: str, slug: str) -> None:
        if name and slug and not is_anonymous(name):
            self._names.setdefault(slug, name)
            for place in (row.one("conversation"), ""):
                self._slugs[place, fold(name)].add(slug)

    def _who(self, row: tables.Row, name: str, slug: str) -> Who:
        """Somebody with all that is known: a name alone is the one member of that name in the conversation or file."""
        if not slug:
            near = self._slugs.get((row.one("conversation"), fold(name))) or self._slugs.get(("", fold(name))) or set()
            if len(near) != 1:
                return Who(name)
            (slug,) = near
        return Who(self._names.get(slug, name), slug)

    def _owner(self, rows: Sequence[tables.Row], named: str) -> Who | None:
        """Of those who have the owner's name, or else of all, the one in more conversations than anybody else.

        Without a name to go by, these must be more than half of all conversations.
        """
        found: defaultdict[Who, set[str]] = defaultdict(set)
        for row in rows:
            for who in (self.sender(row), *self.recipients(row)):
                if who.slug or (who.name and not is_anonymous(who.name)):
                    found[who].add(row.one("conversation") or row.locator)
        every = set().union(*found.values())
        fitting = {who: seen for who, seen in found.items() if named and fold(who.name) == named}
        ranked = sorted((fitting or found).items(), key=lambda item: -len(item[1]))
        if not ranked or (len(ranked) > 1 and len(ranked[0][1]) == len(ranked[1][1])):
            return None
        owner, seen = ranked[0]
        return owner if fitting or 2 * len(seen) > len(every) else None


def _parts(cell: str) -> list[str]:
    return [part for part in re.split(r",\s*", cell) if part]


def _names_in(parts: list[str], with_comma: set[str]) -> list[str]:
    """Names from what commas part, as names with a title hold commas too.

    >>> _names_in(["Maya Lindgren", "Jane Doe", "Ph.D."], set())
    ['Maya Lindgren', 'Jane Doe, Ph.D.']
    """
    found: list[str] = []
    at = 0
    while at < len(parts):
        joined = (", ".join(parts[at : at + n]) for n in (4, 3, 2))
        known = next((name for name in joined if name in with_comma), "")
        if known:
            found.append(known)
            at += known.count(", ") + 1
            continue
        if found and parts[at].replace(".", "").replace(" ", "").casefold() in _TITLES:
            found[-1] += f", {parts[at]}"
        else:
            found.append(parts[at])
        at += 1
    return found
