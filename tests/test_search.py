"""Routes are the exact best ones, whatever the graph: checked against enumeration of every loopless path."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TypeAlias

import hypothesis.strategies as st
import networkx as nx
import pytest
from hypothesis import given

from refnet.analysis import search as routes_search
from refnet.analysis.search import Route, best_routes
from refnet.model import PersonId

Graph: TypeAlias = dict[PersonId, dict[PersonId, float]]
TIED = (1.0, 0.5, 0.25)
"""Powers of two: their products are exact, so that equal routes are equal in any arithmetic."""


def graph_of(ties: Iterable[tuple[int, int, float]], people: int) -> Graph:
    graph: Graph = {name(n): {} for n in range(people)}
    for a, b, strength in ties:
        graph[name(a)][name(b)] = graph[name(b)][name(a)] = strength
    return graph


def name(number: int) -> PersonId:
    return PersonId(f"p{number:03}")


def random_graph(seed: int, *, tied: bool) -> Graph:
    """A dozen people, one or two of them hubs; strengths all different, or many of them equal."""
    rng = random.Random(seed)
    people = rng.randint(3, 13)
    pairs = [(a, b) for a in range(people) for b in range(a) if rng.random() < 0.25 or (b < 2 and rng.random() < 0.7)]
    return graph_of(((a, b, rng.choice(TIED) if tied else rng.uniform(0.02, 1.0)) for a, b in pairs), people)


def search(graph: Graph, targets: Sequence[int], **options: object) -> list[Route]:
    def neighbours(
        people: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> Mapping[PersonId, Sequence[tuple[PersonId, float]]]:
        return {p: [tie for tie in graph[p].items() if among is None or tie[0] in among] for p in people}

    return best_routes(neighbours, name(0), [name(t) for t in targets], **options)  # type: ignore[arg-type]


def enumerated(
    graph: Graph, targets: Sequence[int], hops: int, per_first_contact: bool, ready: Mapping[PersonId, float]
) -> list[Route]:
    """Every route within the limits, in the promised order, by networkx and a sort."""
    network = nx.Graph()
    network.add_nodes_from(graph)
    network.add_weighted_edges_from((a, b, s) for a, others in graph.items() for b, s in others.items())
    ends = {name(t) for t in targets} - {name(0)}
    found = []
    for end in ends:
        for path in nx.all_simple_paths(network, name(0), end, cutoff=hops):
            if ends.isdisjoint(path[1:-1]):
                value = 1.0
                for a, b in zip(path, path[1:], strict=False):
                    value *= graph[a][b]
                for person in path[1:-1]:
                    value *= ready.get(person, 1.0)
                if value:
                    found.append(Route(tuple(path), value))
    found.sort(key=lambda r: (-r.value, len(r.people), r.people))
    if per_first_contact:
        firsts: dict[PersonId, Route] = {}
        for route in found:
            firsts.setdefault(route.people[1], route)
        found = list(firsts.values())
    return found


@pytest.mark.parametrize("per_first_contact", [True, False])
@pytest.mark.parametrize("tied", [True, False])
def test_routes_are_those_that_enumeration_finds(
    tied: bool, per_first_contact: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On 400 graphs with hubs, for each number of hops and for one target or several, both forms agree.

    In every other graph each last ring is a large one, of which only ties that a route can use are read.
    """
    for seed in range(100):
        monkeypatch.setattr(routes_search, "_LARGE_RING", 1 + seed % 2 * 1000)
        graph = random_graph(seed, tied=tied)
        rng = random.Random(-seed)
        targets = rng.sample(range(1, len(graph)), rng.randint(1, min(3, len(graph) - 1)))
        ready = {p: rng.choice((0.0, 0.5)) for p in graph if rng.random() < 0.15}
        for hops in (1, 2, 3, 4, 5):
            wanted = enumerated(graph, targets, hops, per_first_contact, ready)[:10]
            found = search(
                graph,
                targets,
                hops=hops,
                per_first_contact=per_first_contact,
                readiness=lambda p: ready.get(p, 1.0),  # noqa: B023
            )
            assert [r.people for r in found] == [r.people for r in wanted]
            assert [r.value for r in found] == pytest.approx([r.value for r in wanted], abs=1e-8)


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 20))
def test_fewer_routes_are_the_first_of_more(seed: int, hops: int, routes: int) -> None:
    graph = random_graph(seed, tied=True)
    every = search(graph, [1], hops=hops, routes=100, per_first_contact=False)
    assert search(graph, [1], hops=hops, routes=routes, per_first_contact=False) == every[:routes]


def test_a_target_is_never_passed_through() -> None:
    graph = graph_of([(0, 1, 0.9), (1, 2, 0.9)], 3)
    assert [r.people for r in search(graph, [1, 2])] == [(name(0), name(1))]


def test_nobody_who_may_not_be_asked_stands_between() -> None:
    graph = graph_of([(0, 1, 1.0), (1, 3, 1.0), (0, 2, 0.1), (2, 3, 0.1)], 4)
    found = search(graph, [3], readiness=lambda p: 0.0 if p == name(1) else 1.0)
    assert [r.people for r in found] == [(name(0), name(2), name(3))]


def test_a_thousand_equal_routes_do_not_all_have_to_be_looked_at() -> None:
    """Layers of people who all know each other equally well: the first route by ids comes at once."""
    layer = range(40)
    ties = [(0, 1 + n, 0.5) for n in layer]
    ties += [(1 + n, 41 + m, 0.5) for n in layer for m in layer]
    ties += [(41 + n, 81 + m, 0.5) for n in layer for m in layer]
    ties += [(81 + n, 121, 0.5) for n in layer]
    found = search(graph_of(ties, 122), [121], routes=3, per_first_contact=False)
    assert [r.people[1:4] for r in found] == [(name(1), name(41), name(81 + n)) for n in range(3)]


def test_lists_are_asked_for_ring_by_ring() -> None:
    """A store is asked once for each ring, and for single people only where a route goes on."""
    graph = random_graph(7, tied=False)
    asked: list[int] = []

    def neighbours(
        people: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> Mapping[PersonId, Sequence[tuple[PersonId, float]]]:
        wanted = list(people)
        asked.append(len(wanted))
        return {p: list(graph[p].items()) for p in wanted}

    best_routes(neighbours, name(0), [name(2)])
    assert len(asked) <= 6
    assert sum(asked) <= len(graph)


def test_the_wish_for_oneself_and_for_strangers_finds_nothing() -> None:
    graph = graph_of([(0, 1, 0.5)], 3)
    assert search(graph, [0]) == []
    assert search(graph, [2]) == []


@pytest.mark.parametrize("wrong", [{"hops": 0}, {"hops": 6}, {"routes": 0}, {"routes": 101}])
def test_limits_out_of_range_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be 1 to"):
        search(graph_of([(0, 1, 0.5)], 2), [1], **wrong)
