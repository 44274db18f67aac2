"""The search behind warm paths: the exact best loopless routes of at most so many hops, over lists of neighbours.

Two ends meet: bounds on what is left to go are worked out from the targets backward and from ego's rings forward,
then partial routes are extended best first, so that only a few are ever looked at. Source of the scheme: best-first
enumeration with an exact remaining bound, as in Hart, Nilsson and Raphael (1968), with loops refused on extension.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias, TypeVar

from refnet import limits
from refnet.model import PersonId
from refnet.network.costs import cost_of, toll_of, value_of

_LARGE_RING: Final = 100
"""From so many people on, only ties that a route can use are asked for: what is read whole can be kept."""

Who = TypeVar("Who", bound=str | int)
_Bounds: TypeAlias = dict[PersonId, int]


class Neighbours(Protocol):
    """The ties of some people: other end and strength in (0, 1]. Asked for whole rings at a time."""

    def __call__(
        self, people: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> Mapping[PersonId, Sequence[tuple[PersonId, float]]]:
        """The ties of these people, of each of them; only those to people `among` where that is given."""
        ...


@dataclass(frozen=True, slots=True)
class Route:
    """People from ego to a target, and the product of strengths (and of the readiness of those between), in (0, 1]."""

    people: tuple[PersonId, ...]
    value: float


def best_routes(
    neighbours: Neighbours,
    ego: PersonId,
    targets: Collection[PersonId],
    *,
    hops: int = 4,
    routes: int = 10,
    per_first_contact: bool = True,
    readiness: Callable[[PersonId], float] | None = None,
) -> list[Route]:
    """The best routes, exactly: largest product first, of equals the one with fewer hops, then by ids.

    Args:
        neighbours: Gives the ties of the people asked for; called with a ring of people at a time. Of the last ring,
            if it is large, only ties to those from whom a route goes on.
        ego: Where routes start; never between.
        targets: Where routes end, any one of them; never between. Ego among them is ignored.
        hops: The most ties on a route, 1 to `limits.HOPS`.
        routes: How many to give at most, 1 to `limits.ROUTES`.
        per_first_contact: Only the best route through each first contact.
        readiness: Factor in [0, 1] of a person who would be asked to pass it on; 0 keeps them off the inside of routes.

    Raises:
        ValueError: hops or routes are out of range.
    """
    check_limits(hops, routes)
    ends = frozenset(targets) - {ego}
    if not ends:
        return []
    search = _Search(neighbours, ego, ends, readiness or (lambda person: 1.0), hops)
    found = best_first(ego, ends, search.further, routes=routes, per_first_contact=per_first_contact)
    return [Route(people, value_of(length)) for people, length in found]


def check_limits(hops: int, routes: int) -> None:
    """Refuse a question that asks for too much.

    Raises:
        ValueError: hops or routes are out of range.
    """
    if not 1 <= hops <= limits.HOPS:
        raise ValueError(f"hops must be 1 to {limits.HOPS}, not {hops}")
    if not 1 <= routes <= limits.ROUTES:
        raise ValueError(f"routes must be 1 to {limits.ROUTES}, not {routes}")


def best_first(
    ego: Who,
    ends: Collection[Who],
    further: Callable[[tuple[Who, ...], int], Iterable[tuple[Who, int, int]]],
    *,
    routes: int,
    per_first_contact: bool,
) -> list[tuple[tuple[Who, ...], int]]:
    """The best routes and their lengths: partial ones are extended in the order of what they come to if all goes well.

    Args:
        ego: Where routes start.
        ends: Where they end.
        further: For a route so far, and its length without the toll of its last person: who can come next, the length
            up to there, and the least that is left from there.
        routes: How many to give at most.
        per_first_contact: Only the best route through each first contact.
    """
    found: list[tuple[tuple[Who, ...], int]] = []
    used: set[Who] = set()
    heap: list[tuple[int, tuple[Who, ...], int]] = [(0, (ego,), 0)]
    while heap and len(found) < routes:
        length, people, so_far = heapq.heappop(heap)
        if not used.isdisjoint(people[1:2]):
            continue
        if people[-1] not in ends:
            for other, here, rest in further(people, so_far):
                heapq.heappush(heap, (here + rest, (*people, other), here))
            continue
        found.append((people, length))
        if per_first_contact:
            used.add(people[1])
    return found


class _Search:
    def __init__(
        self,
        neighbours: Neighbours,
        ego: PersonId,
        ends: frozenset[PersonId],
        readiness: Callable[[PersonId], float],
        hops: int,
    ) -> None:
        self._neighbours = neighbours
        self._ego = ego
        self._ends = ends
        self._readiness = readiness
        self._lists: dict[PersonId, Sequence[tuple[PersonId, float]]] = {}
        self._seen: dict[PersonId, list[tuple[PersonId, float]]] = {}
        self._tolls: dict[PersonId, int | None] = {}
        self._rest = self._bounds(hops)

    def further(self, people: tuple[PersonId, ...], so_far: int) -> Iterator[tuple[PersonId, int, int]]:
        """Who can come next on a route, the length up to there, and the least that is left from there."""
        last, rest = people[-1], self._rest[-len(people)]
        so_far += self._toll(last) or 0
        # Of those farthest back from a target no list was asked for. They are known from the lists in which they
        # stand, and nobody else can come next
        for other, strength in self._lists[last] if last in self._lists else self._seen[last]:
            bound = rest.get(other)
            if bound is not None and other not in people:
                yield other, so_far + cost_of(strength), bound

    def _bounds(self, hops: int) -> list[_Bounds]:
        """For each number of hops left, the least length from a person to a target, that person's own toll included.

        Complete for few hops left (from the targets backward); for more, only of those whom a route can have reached.
        """
        known: list[_Bounds] = [dict.fromkeys(self._ends, 0)]
        edge: Collection[PersonId] = self._ends
        rings: list[Collection[PersonId]] = []
        if hops > 1 and len(self._ends) == 1:
            self._of([self._ego, *self._ends])  # both are needed: asked for at once
        ahead = self._ring([self._ego])
        while len(known) + len(rings) < hops:
            if len(edge) <= len(ahead):
                is_last = len(known) + len(rings) + 1 == hops
                bounds, edge = self._backward(known[-1], edge, ahead if is_last else None)
                known.append(bounds)
            else:
                rings.append(ahead)
                if len(known) + len(rings) < hops:
                    ahead = self._ring(ahead)
        for ring in reversed(rings):
            known.append(self._forward(ring, known[-1]))
        return known

    def _backward(
        self, before: _Bounds, edge: Collection[PersonId], among: Collection[PersonId] | None
    ) -> tuple[_Bounds, Collection[PersonId]]:
        """Bounds with one hop more, and who got a better one; whom a list names without having one is noted.

        Only of `among`, where it is known that a route can have reached nobody else by then.
        """
        bounds = dict(before)
        better: dict[PersonId, None] = {}
        self._seen = {}
        used = None if among is None else before.keys() | among
        for person, others in self._of(edge, used).items():
            rest = before[person]
            for other, strength in others:
                if among is not None and other not in among:
                    continue
                toll = self._toll(other)
                if toll is None:
                    continue
                if other not in self._lists:
                    self._seen.setdefault(other, []).append((person, strength))
                length = rest + toll + cost_of(strength)
                if length < bounds.get(other, length + 1):
                    bounds[other] = length
                    better[other] = None
        return bounds, better

    def _forward(self, ring: Collection[PersonId], rest: _Bounds) -> _Bounds:
        """Bounds of a ring, from those of its neighbours with one hop fewer."""
        bounds: _Bounds = {person: 0 for person in ring if person in self._ends}
        for person, others in self._of([p for p in ring if p not in self._ends], rest.keys()).items():
            toll = self._toll(person)
            if toll is None:
                continue
            lengths = [rest[other] + cost_of(strength) for other, strength in others if other in rest]
            if lengths:
                bounds[person] = toll + min(lengths)
        return bounds

    def _ring(self, people: Collection[PersonId]) -> Collection[PersonId]:
        """Everybody next to these people; routes go on neither from a target nor through ego."""
        lists = self._of([p for p in people if p not in self._ends])
        return {other: None for others in lists.values() for other, _ in others if other != self._ego}

    def _of(
        self, people: Collection[PersonId], used: Set[PersonId] | None = None
    ) -> dict[PersonId, Sequence[tuple[PersonId, float]]]:
        """The lists of these people.

        Of the last ring only ties to people who are `used` matter: nobody else can come next, as nothing is left to go.
        """
        if missing := [p for p in people if p not in self._lists]:
            self._lists.update(self._neighbours(missing, among=used if len(missing) >= _LARGE_RING else None))
        return {p: self._lists[p] for p in people}

    def _toll(self, person: PersonId) -> int | None:
        """What passing through a person adds; None for those whom no route passes through."""
        if person not in self._tolls:
            inner = person != self._ego and person not in self._ends
            ready = self._readiness(person) if inner else 0.0
            self._tolls[person] = toll_of(ready) if ready > 0 else None
        return self._tolls[person]
