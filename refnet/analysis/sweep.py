"""The best route to everybody at once, over arrays: what `search` finds for one target, found for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from refnet import limits
from refnet.model import PersonId
from refnet.network.arrays import Indices, Network, Numbers
from refnet.network.costs import toll_of

UNREACHED: Final = np.iinfo(np.int64).max
"""The cost of people to whom there is no route."""


@dataclass(frozen=True, eq=False)
class _Layer:
    """Whom the sweep reached better with one hop more, in the order of their routes by ids."""

    people: Indices
    parents: Numbers
    """The place of whoever stands before each of them, in the layer before."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """The best route from one person to each of the network, by their numbers in it."""

    cost: Numbers
    """See `refnet.network.costs`; `UNREACHED` where there is no route, 0 for the one who asks."""
    hops: Indices
    """Ties on the route; 0 where there is none."""
    _place: Numbers
    _layers: tuple[_Layer, ...]

    def route(self, person: int) -> tuple[int, ...]:
        """The people of the route, from the one who asks to this one. `hops[person]` is at least 1."""
        place, back = int(self._place[person]), []
        for layer in reversed(self._layers[: int(self.hops[person]) + 1]):
            back.append(int(layer.people[place]))
            place = int(layer.parents[place])
        return tuple(reversed(back))


def sweep(
    network: Network, ego: PersonId, *, hops: int = 4, readiness: Mapping[PersonId, float] | None = None
) -> Sweep:
    """The best route to everybody, exactly: the one that `best_routes` gives first, equal ones included.

    Layer by layer, as Bellman (1958) and Ford: whoever is reached at a lower cost with one hop more goes on from there.
    Where people stand in the order of their routes, the first of equal ways to somebody is the first by ids.

    Args:
        network: Its people with a flag are never between.
        ego: Who asks; somebody in the network.
        hops: The most ties on a route, 1 to `limits.HOPS`.
        readiness: Factor in (0, 1] of people who would be asked to pass it on, 1 for those not named.

    Raises:
        ValueError: hops is out of range.
    """
    if not 1 <= hops <= limits.HOPS:
        raise ValueError(f"hops must be 1 to {limits.HOPS}, not {hops}")
    me, size = network.number[ego], len(network.people)
    toll = np.zeros(size, np.int64)
    for person, factor in (readiness or {}).items():
        if person in network.number and person != ego:
            toll[network.number[person]] = toll_of(factor)
    cost, reached, place = np.full(size, UNREACHED), np.zeros(size, np.int32), np.zeros(size, np.int64)
    cost[me] = 0
    layers = [_Layer(np.array([me], np.int32), np.zeros(1, np.int64))]
    for hop in range(1, hops + 1):
        layer, cost = _further(network, layers[-1], cost, toll, me)
        reached[layer.people] = hop
        place[layer.people] = np.arange(len(layer.people))
        layers.append(layer)
    return Sweep(cost, reached, place, tuple(layers))


def _further(network: Network, layer: _Layer, cost: Numbers, toll: Numbers, me: int) -> tuple[_Layer, Numbers]:
    """Everybody reached at a lower cost over the people of a layer, and what everybody costs now."""
    able = np.flatnonzero(~network.never_asked[layer.people] | (layer.people == me))
    here = layer.people[able]
    rows, arcs = network.arcs_of(here)
    ends, length = network.adj[arcs], (cost[here] + toll[here])[rows] + network.cost[arcs]
    better = length < cost[ends]
    rows, ends, length = rows[better], ends[better], length[better]
    now = cost.copy()
    np.minimum.at(now, ends, length)
    best = length == now[ends]
    people, at = np.unique(ends[best], return_index=True)  # the first of equals, as rows stand in the order of routes
    parents = able[rows[best][at]]
    order = np.lexsort((people, parents))
    return _Layer(people[order], parents[order]), now
