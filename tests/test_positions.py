"""People in a drawing never overlap, stay inside it, and stand where they stood before."""

from __future__ import annotations

from itertools import combinations
from math import dist

from hypothesis import given
from hypothesis import strategies as st

from refnet.model import PersonId
from refnet.positions import BESIDE, HEIGHT, INNER, OUTER, WIDTH, ring_positions, route_positions

FACE = 38.0
"""Diameter of the largest face, in pixels."""

ROUTE = [PersonId(f"r{i}") for i in range(7)]
BESIDE_IT = [PersonId(f"n{i}") for i in range(20)]
people = st.sampled_from(ROUTE + BESIDE_IT)
pairs_of_people = st.lists(st.tuples(people, people), max_size=60, unique=True)


@given(hops=st.integers(1, 6), beside=st.integers(0, 20), pairs=pairs_of_people)
def test_nobody_overlaps_or_stands_outside(hops: int, beside: int, pairs: list[tuple[PersonId, PersonId]]) -> None:
    route = ROUTE[: hops + 1]
    places = route_positions(route, BESIDE_IT[:beside], pairs)
    assert len(places) == len(route) + min(beside, BESIDE)
    assert all(abs(x) <= WIDTH / 2 and abs(y) <= HEIGHT / 2 for x, y in places.values())
    assert min(dist(a, b) for a, b in combinations(places.values(), 2)) >= FACE


@given(pairs=pairs_of_people)
def test_the_order_in_which_ties_come_changes_nothing(pairs: list[tuple[PersonId, PersonId]]) -> None:
    forth = route_positions(ROUTE[:4], BESIDE_IT, pairs)
    assert route_positions(ROUTE[:4], BESIDE_IT, [(b, a) for a, b in reversed(pairs)]) == forth


def test_a_route_runs_from_top_to_bottom_down_the_middle() -> None:
    places = route_positions(ROUTE[:4], BESIDE_IT, [])
    heights = [places[person][1] for person in ROUTE[:4]]
    assert heights == sorted(heights) and (heights[0], heights[-1]) == (-HEIGHT / 2, HEIGHT / 2)
    assert max(abs(places[person][0]) for person in ROUTE[:4]) < min(
        abs(places[person][0]) for person in BESIDE_IT[:12]
    )


def test_people_stand_at_the_height_of_those_they_know() -> None:
    top, bottom, nobody = BESIDE_IT[:3]
    places = route_positions(ROUTE[:4], [top, bottom, nobody], [(top, ROUTE[0]), (ROUTE[3], bottom)])
    assert places[top][1] < places[nobody][1] < places[bottom][1]


def test_the_most_important_are_kept() -> None:
    places = route_positions(ROUTE[:2], BESIDE_IT, [])
    assert set(places) == {*ROUTE[:2], *BESIDE_IT[:BESIDE]}


@given(around=st.integers(0, 20), pairs=pairs_of_people)
def test_nobody_around_one_person_overlaps_or_stands_outside(
    around: int, pairs: list[tuple[PersonId, PersonId]]
) -> None:
    places = ring_positions(ROUTE[0], BESIDE_IT[:around], pairs)
    assert set(places) == {ROUTE[0], *BESIDE_IT[: min(around, INNER + OUTER)]}
    assert all(abs(x) <= WIDTH / 2 and abs(y) <= HEIGHT / 2 for x, y in places.values())
    assert all(dist(a, b) >= FACE for a, b in combinations(places.values(), 2))
    assert ring_positions(ROUTE[0], BESIDE_IT[:around], [(b, a) for a, b in reversed(pairs)]) == places


def test_the_closest_stand_nearest_to_the_one_in_the_middle() -> None:
    places = ring_positions(ROUTE[0], BESIDE_IT, [])
    across = [abs(places[person][0] / WIDTH) ** 2 + abs(places[person][1] / HEIGHT) ** 2 for person in BESIDE_IT]
    assert max(across[:INNER]) < min(across[INNER:])
