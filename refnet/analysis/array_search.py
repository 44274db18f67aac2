"""The search of `search`, over the arrays of a network: the same routes, where the whole network is at hand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

import numpy as np

from refnet.analysis.search import Route, best_first, check_limits
from refnet.model import PersonId
from refnet.network.arrays import Indices, Network, Numbers
from refnet.network.costs import toll_of, value_of

_FAR: Final = 1 << 60
"""More than any route costs; three of them still fit into 64 bits."""


def best_routes_among(
    network: Network,
    ego: PersonId,
    targets: Collection[PersonId],
    *,
    hops: int = 4,
    routes: int = 10,
    per_first_contact: bool = True,
    readiness: Mapping[PersonId, float] | None = None,
) -> list[Route]:
    """The best routes, exactly those that `best_routes` gives when nobody with a flag is between.

    Args:
        network: Everybody and every tie.
        ego: Where routes start; never between.
        targets: Where routes end, any one of them; never between. Whoever is not in the network is ignored, as is ego.
        hops: The most ties on a route, 1 to `limits.HOPS`.
        routes: How many to give at most, 1 to `limits.ROUTES`.
        per_first_contact: Only the best route through each first contact.
        readiness: Factor in (0, 1] of people who would be asked to pass it on, 1 for those not named.

    Raises:
        ValueError: hops or routes are out of range.
    """
    check_limits(hops, routes)
    number = network.number
    ends = frozenset(number[p] for p in targets if p in number and p != ego)
    if not ends or ego not in number:
        return []
    tolls = {number[person]: toll_of(factor) for person, factor in (readiness or {}).items() if person in number}
    search = _ArraySearch(network, number[ego], ends, tolls, hops)
    found = best_first(number[ego], ends, search.further, routes=routes, per_first_contact=per_first_contact)
    return [Route(tuple(network.people[i] for i in people), value_of(length)) for people, length in found]


class _ArraySearch:
    def __init__(self, network: Network, ego: int, ends: frozenset[int], tolls: Mapping[int, int], hops: int) -> None:
        self._network = network
        self._ego = ego
        self._ends = np.array(sorted(ends), np.int32)
        self._toll = np.where(network.never_asked, _FAR, 0)
        for person, toll in tolls.items():
            self._toll[person] = max(self._toll[person], toll)
        self._toll[self._ends] = self._toll[ego] = _FAR
        self._rest = self._bounds(hops)

    def further(self, people: tuple[int, ...], so_far: int) -> Iterator[tuple[int, int, int]]:
        """Who can come next on a route, the length up to there, and the least that is left from there."""
        last, network = people[-1], self._network
        row = slice(int(network.ptr[last]), int(network.ptr[last + 1]))
        others = network.adj[row]
        rest = self._rest[-len(people)][others]
        able = rest < _FAR
        so_far += int(self._toll[last]) if len(people) > 1 else 0
        here = network.cost[row][able] + so_far
        for other, length, left in zip(others[able].tolist(), here.tolist(), rest[able].tolist(), strict=True):
            if other not in people:
                yield other, length, left

    def _bounds(self, hops: int) -> list[Numbers]:
        """For each number of hops left, the least length from everybody to a target, their own toll included.

        Two ends meet, as in `search`: the side with fewer ties goes on.
        """
        known = [self._nobody()]
        known[0][self._ends] = 0
        edge, ahead = self._ends, self._next_to(np.array([self._ego], np.int32))
        rings: list[Indices] = []
        while len(known) + len(rings) < hops:
            if self._ties_of(edge) <= self._ties_of(ahead):
                bounds, edge = self._backward(known[-1], edge)
                known.append(bounds)
            else:
                rings.append(ahead)
                if len(known) + len(rings) < hops:
                    ahead = self._next_to(ahead[self._toll[ahead] < _FAR])
        for ring in reversed(rings):
            known.append(self._forward(ring, known[-1]))
        return known

    def _backward(self, before: Numbers, edge: Indices) -> tuple[Numbers, Indices]:
        """Bounds with one hop more, and who got a better one."""
        rows, arcs = self._network.arcs_of(edge)
        others = self._network.adj[arcs]
        length = before[edge][rows] + self._toll[others] + self._network.cost[arcs]
        better = length < before[others]
        bounds = before.copy()
        np.minimum.at(bounds, others[better], length[better])
        return bounds, np.unique(others[better])

    def _forward(self, ring: Indices, rest: Numbers) -> Numbers:
        """Bounds of a ring, from those of its neighbours with one hop fewer."""
        bounds = self._nobody()
        rows, arcs = self._network.arcs_of(ring)
        length = rest[self._network.adj[arcs]] + self._network.cost[arcs] + self._toll[ring][rows]
        able = length < _FAR
        np.minimum.at(bounds, ring[rows[able]], length[able])
        bounds[self._ends] = 0
        return bounds

    def _next_to(self, people: Indices) -> Indices:
        """Everybody next to these people but ego."""
        others: Indices = np.setdiff1d(self._network.adj[self._network.arcs_of(people)[1]], [self._ego])
        return others

    def _ties_of(self, people: Indices) -> int:
        return int((self._network.ptr[people + 1] - self._network.ptr[people]).sum())

    def _nobody(self) -> Numbers:
        return np.full(len(self._network.people), _FAR)
