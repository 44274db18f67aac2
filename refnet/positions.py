"""Where people stand in a drawing. A route runs from top to bottom; those around it stand to its left and right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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

_BULGE: Final = 0.06 * WIDTH


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
