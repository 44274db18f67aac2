"""The part of the network that a route lies in: what is drawn beside a chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from refnet.model import Person, PersonId
from refnet.network import Snapshot, WeighedTie

BESIDE: Final = 12
"""So many others can be drawn beside a route and still be read."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The route's people first, in its order, then others beside them; and every tie among all of these."""

    people: tuple[Person, ...]
    ties: tuple[WeighedTie, ...]
    route: tuple[PersonId, ...]


def surroundings(snapshot: Snapshot, route: Sequence[PersonId], *, beside: int = BESIDE) -> Surroundings:
    """The strongest other ties of each person on a route, in turn, so that one with many does not fill the picture.

    People who asked not to be shown are left out.

    Args:
        snapshot: The book as of a day.
        route: People who know each other, one after the other.
        beside: How many others at most.
    """
    rings = [
        sorted(((-value, other) for other, value in ties if other not in route))
        for ties in snapshot.neighbours(route).values()
    ]
    others = dict.fromkeys(other for turn in zip_longest(*rings) for _, other in filter(None, turn))
    people = snapshot.people([*route, *others])
    shown = [p for p in others if p in people and "do-not-show" not in people[p].flags]
    drawn = [*route, *shown[:beside]]
    pairs = [(a, b) for i, a in enumerate(drawn) for b in drawn[i + 1 :]]
    return Surroundings(tuple(people[p] for p in drawn), tuple(snapshot.ties(pairs)), tuple(route))
