"""Where people stand in a drawing.

A route runs from top to bottom, with those around it to its left and right. Those around one person stand on two
rings, the closest ties on the inner one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import atan2, cos, pi, sin
from typing import Final, TypeAlias

from refnet.model import PersonId

Point: TypeAlias = tuple[float, float]

WIDTH: Final = 480.0
HEIGHT: Final = 340.0
"""Size of a drawing in pixels at a zoom of 1, labels not counted; its middle is (0, 0), and y grows downward."""

BESIDE: Final = 12
"""How many people fit beside a route so that every name can be read."""

ZIGZAG: Final = 0.1 * WIDTH
"""How far a route swings to either side: enough for a name to stand between two of its ties."""

INNER, OUTER = 6, 14
"""How many people fit on each ring around one person so that every name can be read."""

_BULGE: Final = 0.06 * WIDTH
_INNER_SHARE: Final = 0.52


def route_positions(
    route: Sequence[PersonId], beside: Sequence[PersonId], pairs: Iterable[tuple[PersonId, PersonId]]
) -> dict[PersonId, Point]:
    """Positions for a route and the people around it: nobody overlaps, and the same input gives the same drawing.

    Args:
        route: The people of the route, in order; they zigzag down the middle.
        beside: Who else is drawn, most important first; those beyond the first `BESIDE` are left out.
        pairs: Who has a tie with whom; people stand at the height of those they know.

    Returns:
        (x, y) in pixels for everybody drawn, |x| at most WIDTH / 2 and |y| at most HEIGHT / 2.
    """
    spine = _spine(route)
    shown = [person for person in dict.fromkeys(beside) if person not in spine][:BESIDE]
    wanted = _wanted_heights(shown, spine, pairs)
    by_height = sorted(shown, key=lambda person: (wanted[person], person))
    # By turns, so that both sides are as full
    left, right = by_height[::2], by_height[1::2]
    return spine | _column(left, wanted, -1.0) | _column(right, wanted, 1.0)


def _spine(route: Sequence[PersonId]) -> dict[PersonId, Point]:
    step = HEIGHT / max(1, len(route) - 1)
    return {person: (ZIGZAG * (-1 if i % 2 == 0 else 1), i * step - HEIGHT / 2) for i, person in enumerate(route)}


def _wanted_heights(
    people: Sequence[PersonId], spine: Mapping[PersonId, Point], pairs: Iterable[tuple[PersonId, PersonId]]
) -> dict[PersonId, float]:
    """The mean height of whom they know on the route; the middle for those who know nobody there."""
    heights: dict[PersonId, list[float]] = defaultdict(list)
    for a, b in pairs:
        for here, there in ((a, b), (b, a)):
            if there in spine:
                heights[here].append(spine[there][1])
    return {person: sum(found) / len(found) if (found := heights[person]) else 0.0 for person in people}


def _column(people: Sequence[PersonId], wanted: Mapping[PersonId, float], side: float) -> dict[PersonId, Point]:
    """One side, top to bottom on a gentle arc, so that ties within it do not lie on each other."""
    heights = _apart([wanted[person] for person in people], HEIGHT / max(1, BESIDE / 2 - 1))
    reach = WIDTH / 2
    return {
        person: (side * (reach - _BULGE * (2 * y / HEIGHT) ** 2), y) for person, y in zip(people, heights, strict=True)
    }


def _apart(wanted: Sequence[float], gap: float) -> list[float]:
    """Ascending heights within the drawing, `gap` or more apart, near to those wanted.

    >>> _apart([0.0, 0.0, 170.0], 68.0)
    [0.0, 68.0, 170.0]
    """
    heights: list[float] = []
    for i, height in enumerate(wanted):
        lowest = -HEIGHT / 2 + i * gap
        heights.append(max(lowest, height, heights[-1] + gap if heights else lowest))
    for i in reversed(range(len(heights))):
        heights[i] = min(heights[i], HEIGHT / 2 - (len(heights) - 1 - i) * gap)
    return heights


def ring_positions(
    centre: PersonId, around: Sequence[PersonId], pairs: Iterable[tuple[PersonId, PersonId]]
) -> dict[PersonId, Point]:
    """Positions for one person and those around them: nobody overlaps, and the same input gives the same drawing.

    Args:
        centre: Stands in the middle.
        around: Who else is drawn, closest first: `INNER` on the inner ring, `OUTER` on the outer; more are left out.
        pairs: Who has a tie with whom; people stand near those they know.

    Returns:
        (x, y) in pixels for everybody drawn, |x| at most WIDTH / 2 and |y| at most HEIGHT / 2.
    """
    shown = [person for person in dict.fromkeys(around) if person != centre]
    knows: dict[PersonId, set[PersonId]] = defaultdict(set)
    for a, b in pairs:
        knows[a].add(b)
        knows[b].add(a)
    inner = _ring(_friends_together(shown[:INNER], knows), _INNER_SHARE)
    second = shown[INNER : INNER + OUTER]
    towards = {person: _direction([inner[p] for p in inner if p in knows[person]]) for person in second}
    outer = _ring(sorted(second, key=lambda person: (towards[person], person)), 1.0)
    return {centre: (0.0, 0.0)} | inner | outer


def _friends_together(people: Sequence[PersonId], knows: Mapping[PersonId, set[PersonId]]) -> list[PersonId]:
    """An order in which each is followed by somebody they know, where there is one left."""
    left = list(people)
    order: list[PersonId] = []
    while left:
        last = knows[order[-1]] if order else set()
        following = next((person for person in left if person in last), left[0])
        left.remove(following)
        order.append(following)
    return order


def _ring(people: Sequence[PersonId], share: float) -> dict[PersonId, Point]:
    """People on an ellipse, evenly, clockwise from the left."""
    step = 2 * pi / max(1, len(people))
    angles = [-pi + (i + 0.5) * step for i in range(len(people))]
    reach_x, reach_y = share * WIDTH / 2, share * HEIGHT / 2
    return {person: (reach_x * cos(a), reach_y * sin(a)) for person, a in zip(people, angles, strict=True)}


def _direction(points: Sequence[Point]) -> float:
    """The angle in which some points lie, from -pi to pi as the ring runs; its end for none."""
    return atan2(sum(y for _, y in points), sum(x for x, _ in points)) if points else pi
