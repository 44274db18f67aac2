"""A network of the size of a large firm's: groups in which people know each other, bridges between them, and hubs."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import accumulate, pairwise

from refnet.model import Person, PersonId
from refnet.stores.base import Tie
from refnet.strength import TieSums

Graph = dict[PersonId, list[tuple[PersonId, float]]]


def network(people: int, ties: int, *, seed: int = 1) -> Graph:
    """Neighbour lists with strengths in (0, 1].

    Two ties in three lie within a group of 8 to 1,000 people, the others lead anywhere; both ends are chosen by a
    popularity with a Pareto tail, so that there are hubs, as in measured networks.
    """
    rng = random.Random(seed)
    popular = [min(rng.paretovariate(1.6), 2 * people**0.5) for _ in range(people)]
    everybody = list(accumulate(popular))
    starts = [0]
    while starts[-1] < people:
        starts.append(min(people, starts[-1] + min(1000, int(8 * rng.paretovariate(1.1)))))
    groups = [list(accumulate(popular[first:last])) for first, last in pairwise(starts)]

    def chosen(sums: list[float]) -> int:
        return bisect(sums, rng.random() * sums[-1], hi=len(sums) - 1)

    lists: list[dict[int, float]] = [{} for _ in range(people)]
    made = 0
    while made < ties:
        a = chosen(everybody)
        group = bisect(starts, a) - 1
        near = rng.random() < 2 / 3
        b = starts[group] + chosen(groups[group]) if near else chosen(everybody)
        if a != b and b not in lists[a]:
            lists[a][b] = lists[b][a] = round(min(1.0, max(0.02, rng.betavariate(1.5, 3.0))), 4)
            made += 1
    name = [PersonId(f"p{n:06}") for n in range(people)]
    return {name[n]: [(name[m], strength) for m, strength in sorted(others.items())] for n, others in enumerate(lists)}


def with_hubs(graph: Graph, hubs: int, ties: int, *, seed: int = 3) -> list[PersonId]:
    """Gives some people so many ties more, with anybody; who they are."""
    rng = random.Random(seed)
    people = list(graph)
    chosen = rng.sample(people, hubs)
    for hub in chosen:
        known = {hub, *(other for other, _ in graph[hub])}
        for other in [person for person in rng.sample(people, ties + len(known)) if person not in known][:ties]:
            strength = round(rng.uniform(0.02, 0.4), 4)
            graph[hub].append((other, strength))
            graph[other].append((hub, strength))
    return chosen


def neighbours_in(graph: Graph) -> object:
    """What the search asks: the lists of a ring of people."""

    def neighbours(
        people: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> Mapping[PersonId, Sequence[tuple[PersonId, float]]]:
        if among is None:
            return {person: graph[person] for person in people}
        return {person: [tie for tie in graph[person] if tie[0] in among] for person in people}

    return neighbours


def pairs(graph: Graph, count: int, *, seed: int = 2) -> list[tuple[PersonId, PersonId]]:
    """Random askers and targets among those who know anybody."""
    rng = random.Random(seed)
    people = [person for person, others in graph.items() if others]
    return [(rng.choice(people), rng.choice(people)) for _ in range(count)]


def people_of(graph: Graph) -> list[Person]:
    """Everybody, by number instead of a name."""
    return [Person(person, f"Person {person}") for person in graph]


def ties_of(graph: Graph, *, last_day: int, seed: int = 4) -> list[Tie]:
    """Each tie once, with sums that are the larger the stronger it is; one in three has no contact that is known.

    Args:
        graph: The network.
        last_day: The newest day of a contact, as `date.toordinal()`.
        seed: Of the chance.
    """
    rng = random.Random(seed)
    return [Tie(a, b, _sums(rng, s, last_day)) for a, others in graph.items() for b, s in others if a < b]


def _sums(rng: random.Random, strength: float, last_day: int) -> TieSums:
    if rng.random() < 1 / 3:
        return TieSums("claimed")
    contacts = 1 + int(rng.expovariate(1) * 60 * strength)
    days = min(contacts, 1 + int(contacts * rng.random()))
    last = last_day - int(rng.random() * 1500 * (1 - strength))
    begun = rng.randint(0, contacts)
    return TieSums("observed", contacts, 0, days, last - days, last, begun, contacts - begun)
