"""Reach: everybody whom ego can come to over people who may be asked, each by the best route."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from refnet.analysis.paths import OPEN_ASK_READINESS, open_asks
from refnet.analysis.sweep import sweep
from refnet.model import PersonId
from refnet.network import Snapshot
from refnet.network.arrays import Network
from refnet.network.costs import value_of
from refnet.strength import strength_word


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody, and the best route to them. `value` orders routes and is no chance; see `warm_paths`."""

    person: PersonId
    name: str
    headline: str
    value: float
    word: str
    hops: int
    first: PersonId
    """Whom to ask; the person themself when ego knows them."""
    first_name: str
    people: tuple[PersonId, ...]
    """The route, from ego to the person."""
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """The answer, best routes first."""

    as_of: date
    ego: PersonId
    hops: int
    """The most ties on a route."""
    total: int
    """How many people there are routes to; `people` may hold the first of them only."""
    by_hops: tuple[int, ...]
    """How many of them are 1, 2, ... ties away by their best route."""
    people: tuple[Reached, ...]


def reach(
    snapshot: Snapshot,
    network: Network,
    ego: PersonId,
    *,
    hops: int = 4,
    limit: int | None = None,
    beyond: bool = False,
) -> Reach:
    """Everybody to whom there is a route, with the best one: the first that `warm_paths` gives for each.

    People flagged do-not-ask, do-not-contact or do-not-show are never asked, and the latter two never reached.

    Args:
        snapshot: The book as of a day.
        network: All of its ties.
        ego: Where routes start.
        hops: The most ties on a route, 1 to `limits.HOPS`.
        limit: How many people to give at most, best routes first; None for all.
        beyond: Only people with whom ego has no tie.

    Raises:
        ValueError: hops is out of range.
    """
    if ego not in network.number:
        return Reach(snapshot.as_of, ego, hops, 0, (0,) * hops, ())
    asks = dict.fromkeys(open_asks(snapshot, ego), OPEN_ASK_READINESS)
    found = sweep(network, ego, hops=hops, readiness=asks)
    wanted = (found.hops > 0) & ~network.never_reached
    if beyond:
        wanted[network.adj[network.arcs_of(np.array([network.number[ego]]))[1]]] = False
    there = np.flatnonzero(wanted)
    by_hops = np.bincount(found.hops[there], minlength=hops + 1)[1:].tolist()
    ordered = there[np.lexsort((there, found.cost[there]))][:limit].tolist()
    routes = [tuple(network.people[i] for i in found.route(person)) for person in ordered]
    people = snapshot.people({person for route in routes for person in route})
    told = []
    for person, route in zip(ordered, routes, strict=True):
        if not people.keys() >= set(route):
            continue  # somebody has left the book since the network was made of it
        value = value_of(int(found.cost[person]))
        names = tuple(people[p].name for p in route)
        last = people[route[-1]]
        told.append(
            Reached(
                person=last.id,
                name=last.name,
                headline=last.headline,
                value=value,
                word=strength_word(value),
                hops=len(route) - 1,
                first=route[1],
                first_name=names[1],
                people=route,
                names=names,
            )
        )
    return Reach(snapshot.as_of, ego, hops, len(there), tuple(by_hops), tuple(told))
