"""Circles: which groups of people know each other, who stands in the middle of each, and who connects them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

import numpy as np

from refnet.analysis.firm import belongs_to
from refnet.analysis.reasons import Reason, event_ids, listed, newest_first
from refnet.errors import RefnetError
from refnet.interop import communities
from refnet.model import Person, PersonId
from refnet.network import Snapshot
from refnet.network.arrays import Network
from refnet.network.measures import Measures, Tie, betweenness, pagerank
from refnet.strength import strength_word

SMALLEST: Final = 3
"""So many people make a circle."""
CENTRAL: Final = 3
"""So many people are named in the middle of each."""
LINKS: Final = 3
"""So many circles are named for each bridge."""
OTHER_ENGINE_FROM: Final = 10_000
"""From so many people on, circles are looked for by the store's engine, where it has one.

Measured on 2 cores with 5 ties each, in seconds: networkx 0.5, 0.9, 4.3, 9.5 and 21 for 5, 10, 20, 50 and 100 thousand
people; Neo4j's GDS 2.13 with the ties sent to it 0.2, 0.8, 0.8, 2 and 6. The ranks take 0.3 here and 1.9 there for 100
thousand, those between 2.0 and 3.2, both without the sending, so these two are always worked out here.
"""

_WALKED: Final = 20_000_000
"""So many ties are walked to find those between: everybody's in a book of some thousand people, a sample's in larger
ones, and a few seconds in any."""
_SAMPLES: Final = 100
"""So many people at least are walked from."""
_SHARED: Final = 1 / 3
"""The part of a circle that an employer or group has to have in it to give its name."""
_SEED: Final = 1
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Central:
    """Somebody in the middle of a circle."""

    person: PersonId
    name: str
    headline: str
    share: float
    """Their PageRank: a part of 1, which is spread over everybody who is in the answer's `people`."""
    knows: int
    """How many of the circle they know."""
    why: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Circle:
    """People who know each other better than others."""

    number: int
    """From 1, the largest first: the same in every answer about the same book and day."""
    name: str
    """The employer or group that is commonest in it, if a third of them are of it and no larger circle is called so;
    else whom it is around."""
    size: int
    central: tuple[Central, ...]
    """Those with the highest ranks, highest first."""


@dataclass(frozen=True, slots=True)
class Link:
    """How a bridge reaches into a circle: over so many ties. `number` and `name` are the circle's."""

    number: int
    name: str
    ties: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """Somebody who connects circles."""

    person: PersonId
    name: str
    headline: str
    share: float
    """Their betweenness: which part of the shortest ways between two others leads over them, 0 to 1."""
    links: tuple[Link, ...]
    """Where they know most people, at least two circles."""
    why: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Circles:
    """The answer, largest circles first, and those first who stand between most people."""

    as_of: date
    ego: PersonId
    by: str
    """What it was worked out by."""
    people: int
    """How many people know somebody besides ego; measures are of these."""
    alone: int
    """How many others know nobody, or ego only, as far as the book says."""
    total: int
    """How many circles there are; `circles` may hold the first of them only."""
    circles: tuple[Circle, ...]
    bridges: tuple[Bridge, ...]


class OwnMeasures:
    """What refnet has itself: see `refnet.network.measures` and `refnet.interop.communities`."""

    name = "refnet's own arrays and networkx"

    def pagerank(self, people: int, ties: Sequence[Tie]) -> list[float]:
        """See `refnet.network.measures.pagerank`."""
        return pagerank(people, ties)

    def betweenness(self, people: int, ties: Sequence[Tie], *, samples: int, seed: int) -> list[float]:
        """See `refnet.network.measures.betweenness`."""
        return betweenness(people, ties, samples=samples, seed=seed)

    def communities(self, people: int, ties: Sequence[Tie], *, seed: int) -> list[int]:
        """See `refnet.interop.communities`."""
        return communities(people, ties, seed=seed)


def circles(
    snapshot: Snapshot,
    network: Network,
    ego: PersonId,
    *,
    limit: int = 10,
    engine: Callable[[], Measures | None] = lambda: None,
) -> Circles:
    """Which circles there are in a book, who is in the middle of each, and who connects them.

    Ego is left out: everybody in a book has a tie with ego, which would make one circle of all of them with ego in its
    middle. People who asked not to be shown are left out as well, with their ties, so that no number tells of them.

    Args:
        snapshot: The book as of a day.
        network: All of its ties.
        ego: Whose book it is.
        limit: How many circles and how many bridges to give at most.
        engine: Gives what looks for circles from `OTHER_ENGINE_FROM` people on, if there is anything but refnet's own.
    """
    people, ties, alone = _among_others(snapshot, network, ego)
    own = OwnMeasures()
    groups, by = _groups(len(people), ties, own, engine)
    samples = max(_SAMPLES, _WALKED // max(1, 2 * len(ties)))
    found = _Found(
        network,
        people,
        ranks=own.pagerank(len(people), ties),
        pairs=own.betweenness(len(people), ties, samples=samples, seed=_SEED),
        circles=_numbered(groups),
    )
    shown, bridges = list(islice(found.circles, limit)), list(islice(found.bridges(), limit))
    teller = _Teller(snapshot, found, shown, bridges)
    return Circles(
        as_of=snapshot.as_of,
        ego=ego,
        by=by,
        people=len(people),
        alone=alone,
        total=len(found.circles),
        circles=tuple(teller.circle(number) for number in shown),
        bridges=tuple(teller.bridge(person, into) for person, into in bridges if teller.knows(person)),
    )


def _among_others(snapshot: Snapshot, network: Network, ego: PersonId) -> tuple[tuple[PersonId, ...], list[Tie], int]:
    """Whoever has a tie with somebody besides ego, those ties by their numbers, and how many others there are."""
    marked = [network.people[i] for i in np.flatnonzero(network.never_reached).tolist()]
    out = {person.id for person in snapshot.people(marked).values() if "do-not-show" in person.flags} | {ego}
    counted_in = np.array([person not in out for person in network.people], np.bool_)
    rows = np.repeat(np.arange(len(network.people)), np.diff(network.ptr))
    kept = (rows < network.adj) & counted_in[rows] & counted_in[network.adj]
    ends = np.stack([rows[kept], network.adj[kept]])
    there, numbers = np.unique(ends, return_inverse=True)
    first, second = numbers.reshape(ends.shape)
    ties = list(zip(first.tolist(), second.tolist(), network.strength[kept].tolist(), strict=True))
    return tuple(network.people[i] for i in there.tolist()), ties, int(counted_in.sum()) - len(there)


def _groups(
    people: int, ties: Sequence[Tie], own: Measures, engine: Callable[[], Measures | None]
) -> tuple[list[int], str]:
    """The group of each, and by what the whole answer is worked out."""
    # A server that cannot do it, for want of memory or of a right, leaves it to us
    with suppress(RefnetError):
        if people >= OTHER_ENGINE_FROM and (other := engine()):
            return other.communities(people, ties, seed=_SEED), f"{other.name} and {own.name}"
    return own.communities(people, ties, seed=_SEED), own.name


def _numbered(groups: Sequence[int]) -> dict[int, list[int]]:
    """The circles among these groups by their numbers, each with its people in the order of ids."""
    members: dict[int, list[int]] = defaultdict(list)
    for person, group in enumerate(groups):
        members[group].append(person)
    large = (circle for circle in members.values() if len(circle) >= SMALLEST)
    return dict(enumerate(sorted(large, key=lambda circle: (-len(circle), circle)), start=1))


@dataclass(frozen=True)
class _Found:
    """What was measured. People are numbers from 0, in the order of ids; circles are numbers from 1."""

    network: Network
    people: Sequence[PersonId]
    ranks: Sequence[float]
    pairs: Sequence[float]
    """How many pairs of others each stands between."""
    circles: Mapping[int, Sequence[int]]

    @cached_property
    def number(self) -> Mapping[PersonId, int]:
        """The number of each person."""
        return {person: i for i, person in enumerate(self.people)}

    @cached_property
    def circle_of(self) -> Mapping[int, int]:
        """The circle of everybody who is in one."""
        return {person: number for number, members in self.circles.items() for person in members}

    def share(self, person: int) -> float:
        """The rank of somebody."""
        return round(self.ranks[person], _DIGITS)

    def share_between(self, person: int) -> float:
        """Which part of the shortest ways between two others leads over somebody."""
        others = len(self.people) - 1
        return round(self.pairs[person] / max(1, others * (others - 1) / 2), _DIGITS)

    def middle(self, circle: int) -> list[int]:
        """Those with the highest ranks in a circle."""
        return sorted(self.circles[circle], key=lambda person: (-self.share(person), person))[:CENTRAL]

    def known(self, person: int) -> dict[int, list[tuple[int, float]]]:
        """Whom somebody knows in each circle, and how well, closest first."""
        known: dict[int, list[tuple[int, float]]] = defaultdict(list)
        ring = self.network.neighbours([self.people[person]])[self.people[person]]
        for other, strength in sorted(ring, key=lambda tie: (-tie[1], tie[0])):
            number = self.number.get(other)
            if number is not None and number in self.circle_of:
                known[self.circle_of[number]].append((number, strength))
        return known

    def bridges(self) -> Iterator[tuple[int, list[int]]]:
        """Those who know people in two circles or more, and in which: most between others first, most known first."""
        shares = [self.share_between(person) for person in range(len(self.people))]
        for person in sorted(range(len(shares)), key=lambda person: (-shares[person], person)):
            known = self.known(person) if shares[person] else {}
            if len(known) > 1:
                yield person, sorted(known, key=lambda circle: (-len(known[circle]), circle))[:LINKS]


class _Called(NamedTuple):
    """A circle's name, and how a sentence says where somebody is."""

    name: str
    where: str


class _Teller:
    """Puts into words what was found."""

    def __init__(
        self, snapshot: Snapshot, found: _Found, shown: Sequence[int], bridges: Sequence[tuple[int, list[int]]]
    ) -> None:
        self._found = found
        # A name is free when no larger circle has it: those are named as well
        named = range(1, max([*shown, *(circle for _, into in bridges for circle in into)], default=0) + 1)
        there = {person for circle in named for person in found.circles[circle]} | {person for person, _ in bridges}
        self._people = snapshot.people([found.people[person] for person in sorted(there)])
        self._called = self._names(named, snapshot.as_of)
        asked = [(person, circle) for circle in shown for person in found.middle(circle)]
        asked += [(person, circle) for person, into in bridges for circle in into]
        self._known = {(person, circle): found.known(person)[circle] for person, circle in asked}
        pairs = (self._pair(person, ring[0][0]) for (person, _), ring in self._known.items() if ring)
        self._events = snapshot.events_between(pairs)

    def knows(self, person: int) -> bool:
        """Whether somebody is in the book still: another program may have changed it since the network was made."""
        return self._found.people[person] in self._people

    def circle(self, number: int) -> Circle:
        """A circle and those in its middle."""
        members = self._found.circles[number]
        middle = [person for person in self._found.middle(number) if self.knows(person)]
        central = tuple(self._central(person, number, len(members) - 1) for person in middle)
        return Circle(number, self._called[number].name, len(members), central)

    def bridge(self, person: int, into: Sequence[int]) -> Bridge:
        """Somebody who connects circles."""
        who, share = self._people[self._found.people[person]], self._found.share_between(person)
        links = tuple(Link(circle, self._called[circle].name, len(self._known[person, circle])) for circle in into)
        where = [self._where(circle, who) for circle in into]
        why = f"Knows {listed(f'{link.ties:,} {place}' for link, place in zip(links, where, strict=True))}."
        closest = [r for circle, place in zip(into, where, strict=True) for r in self._closest(person, circle, place)]
        ways = f"About 1 in {1 / share:,.0f} of the shortest ways between two others leads over them."
        return Bridge(who.id, who.name, who.headline, share, links, why, (*closest, Reason("evidence", ways)))

    def _central(self, person: int, circle: int, others: int) -> Central:
        who, known = self._people[self._found.people[person]], len(self._known[person, circle])
        why = f"Knows {known:,} of the {others:,} others here."
        reasons = (Reason("evidence", why), *self._closest(person, circle, "here"))
        return Central(who.id, who.name, who.headline, self._found.share(person), known, why, reasons)

    def _where(self, circle: int, who: Person) -> str:
        """A circle as it is told of somebody, who may be the one that it is around."""
        place = self._called[circle].where
        return "in their own circle" if place == f"around {who.name}" else place

    def _closest(self, person: int, circle: int, where: str) -> list[Reason]:
        """Whom somebody knows best in a circle, with what happened between the two; nothing when they know nobody."""
        if not (ring := self._known[person, circle]):
            return []
        other, strength = ring[0]
        text = f"Best known {where}: {self._name(other)} ({strength_word(strength)})."
        return [Reason("evidence", text, events=event_ids(newest_first(self._events[self._pair(person, other)])))]

    def _names(self, circles: Sequence[int], as_of: date) -> dict[int, _Called]:
        names: dict[int, _Called] = {}
        taken: set[str] = set()
        for circle in circles:
            members = self._found.circles[circle]
            people = [who for person in members if (who := self._people.get(self._found.people[person]))]
            shared = _shared(people, as_of, max(2, _SHARED * len(members)))
            free = next((key for key in shared if key not in taken), None)
            if free is None:
                around = self._name(self._found.middle(circle)[0])
                names[circle] = _Called(f"Around {around}", f"around {around}")
            else:
                taken.add(free)
                names[circle] = _Called(shared[free], f"in {shared[free]}")
        return names

    def _name(self, person: int) -> str:
        who = self._people.get(self._found.people[person])
        return who.name if who else "somebody"

    def _pair(self, person: int, other: int) -> tuple[PersonId, PersonId]:
        return self._found.people[min(person, other)], self._found.people[max(person, other)]


def _shared(people: Sequence[Person], as_of: date, least: float) -> dict[str, str]:
    """Current employers and groups that so many of these people have in common, commonest first: key and name."""
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for person in people:
        keyed = belongs_to(person, as_of)
        counts.update(keyed.keys())
        names = keyed | names
    common = [key for key, count in counts.items() if count >= least]
    return {key: names[key] for key in sorted(common, key=lambda key: (-counts[key], key))}
