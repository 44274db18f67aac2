"""Questions over arrays among 100,000 people with 500,000 ties, beside the libraries that people reach for.

None of them knows a limit of hops, so each answers another question: the best route of any length instead of at most
4 hops. They are no part of refnet; a library that is not installed is said to be so (`pip install --group bench`).
"""

from __future__ import annotations

import random
import statistics
import tempfile
from collections.abc import Callable
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from bench_routes import timed
from networks import Graph, neighbours_in, network, pairs

from refnet.analysis.array_search import best_routes_among
from refnet.analysis.search import best_routes
from refnet.analysis.sweep import sweep
from refnet.model import PersonId
from refnet.network.arrays import Network
from refnet.network.kept import kept

PEOPLE, TIES = 100_000, 500_000
OURS, THEIRS, SLOW = 50, 5, 2
"""How many questions refnet, a peer and a slow peer answer."""

Pair: TypeAlias = tuple[PersonId, PersonId]


def median(work: Callable[..., object], asked: list[tuple[Any, ...]]) -> float:
    """Milliseconds of a question."""
    return statistics.median(timed(partial(work, *question)) for question in asked)


def line(who: str, what: str, took: float, ours: float = 0.0) -> None:
    print(f"  {who:<10} {what:<58} {took:>10,.2f} ms{f'  {took / ours:>9,.1f} x' if ours else ''}")


class NetworkX:
    """A peer: `build` makes its graph, `everybody` and `routes` answer for numbers of people."""

    everybody_is, routes_are = "single_source_dijkstra", "shortest_simple_paths, the first 10"

    def __init__(self, network: Network) -> None:
        self._library = import_module("networkx")
        self._network = network

    def build(self) -> None:
        heads, tails, cost = arcs_of(self._network)
        self._graph = self._library.Graph()
        ends = zip(heads.tolist(), tails.tolist(), cost.tolist(), strict=True)
        self._graph.add_weighted_edges_from(ends, weight="cost")

    def everybody(self, ego: int) -> object:
        return self._library.single_source_dijkstra(self._graph, ego, weight="cost")

    def routes(self, ego: int, target: int) -> object:
        return list(islice(self._library.shortest_simple_paths(self._graph, ego, target, weight="cost"), 10))


class SciPy:
    everybody_is, routes_are = "csgraph.dijkstra", "csgraph.yen, K=10"

    def __init__(self, network: Network) -> None:
        self._sparse = import_module("scipy.sparse")
        self._csgraph = import_module("scipy.sparse.csgraph")
        self._network = network

    def build(self) -> None:
        heads, tails, cost = arcs_of(self._network)
        size = len(self._network.people)
        both = np.concatenate([heads, tails]).astype(np.int32), np.concatenate([tails, heads]).astype(np.int32)
        self._graph = self._sparse.coo_array((np.tile(cost, 2), both), shape=(size, size)).tocsr()

    def everybody(self, ego: int) -> object:
        return self._csgraph.dijkstra(self._graph, indices=ego, return_predecessors=True)

    def routes(self, ego: int, target: int) -> object:
        return self._csgraph.yen(self._graph, ego, target, 10)


class IGraph:
    everybody_is, routes_are = "distances", "get_k_shortest_paths, k=10"

    def __init__(self, network: Network) -> None:
        self._library = import_module("igraph")
        self._network = network

    def build(self) -> None:
        heads, tails, self._cost = arcs_of(self._network)
        self._graph = self._library.Graph(len(self._network.people), np.stack([heads, tails], axis=1))
        self._graph.es["cost"] = self._cost.tolist()

    def everybody(self, ego: int) -> object:
        return self._graph.distances(ego, weights="cost")

    def routes(self, ego: int, target: int) -> object:
        return self._graph.get_k_shortest_paths(ego, target, k=10, weights="cost")


class NetworKit:
    everybody_is, routes_are = "distance.Dijkstra", "distance.BidirectionalDijkstra, one route"

    def __init__(self, network: Network) -> None:
        self._library = import_module("networkit")
        self._network = network

    def build(self) -> None:
        heads, tails, cost = arcs_of(self._network)
        self._graph = self._library.GraphFromCoo((cost, (heads, tails)), n=len(self._network.people), weighted=True)

    def everybody(self, ego: int) -> object:
        return self._library.distance.Dijkstra(self._graph, ego, storePaths=True).run().getDistances()

    def routes(self, ego: int, target: int) -> object:
        return self._library.distance.BidirectionalDijkstra(self._graph, ego, target, storePred=True).run().getPath()


def arcs_of(network: Network) -> tuple[Any, Any, Any]:
    """Each tie once: its two ends, and -log(strength), at least a little, as some libraries take 0 for no tie."""
    rows = np.repeat(np.arange(len(network.people)), np.diff(network.ptr))
    once = rows < network.adj
    return rows[once], network.adj[once].astype(np.int64), np.maximum(-np.log(network.strength[once]), 1e-9)


def peers(network: Network) -> list[Any]:
    """The libraries that are installed; the others are named."""
    found = []
    for peer in (NetworkX, SciPy, IGraph, NetworKit):
        try:
            found.append(peer(network))
        except ImportError:
            print(f"{peer.__name__}: not installed")
    return found


def from_lists(graph: Graph) -> Network:
    return Network.from_ties((a, b, value) for a, others in graph.items() for b, value in others if a < b)


def never() -> Network:
    raise AssertionError("the snapshot was not read")


def main() -> None:
    graph = network(PEOPLE, TIES)
    arrays = from_lists(graph)
    print(
        f"{PEOPLE:,} people, {TIES:,} ties; median of {OURS} questions, of {THEIRS} to a peer, of {SLOW} for its routes"
    )
    others = peers(arrays)
    asked = pairs(graph, OURS)
    numbers = [(arrays.number[a], arrays.number[b]) for a, b in asked]

    print("The network, ready for questions:")
    with tempfile.TemporaryDirectory() as folder:
        kept(Path(folder), "bench", lambda: arrays)
        ours = median(partial(kept, Path(folder), "bench", never), [()] * THEIRS)
    line("refnet", "snapshot read from its file", ours)
    line("refnet", "made from lists of ties", timed(partial(from_lists, graph)), ours)
    for peer in others:
        line(type(peer).__name__, "made from arrays", timed(peer.build), ours)

    print("Everybody by the best route:")
    ours = median(partial(sweep, arrays), [(a,) for a, _ in asked])
    line("refnet", "at most 4 hops, with the route of each", ours)
    for peer in others:
        line(type(peer).__name__, peer.everybody_is, median(peer.everybody, [(a,) for a, _ in numbers[:THEIRS]]), ours)

    print("The 10 best routes between two:")
    among = partial(best_routes_among, arrays, per_first_contact=False)
    ours = median(lambda a, b: among(a, [b]), asked)
    line("refnet", "at most 4 hops, over arrays", ours)
    lists: Any = neighbours_in(graph)
    line(
        "refnet",
        "the same over lists",
        median(lambda a, b: best_routes(lists, a, [b], per_first_contact=False), asked),
        ours,
    )
    for peer in others:
        line(type(peer).__name__, peer.routes_are, median(peer.routes, numbers[:SLOW]), ours)
    _check(arrays, lists, asked)


def _check(arrays: Network, lists: Any, asked: list[Pair]) -> None:
    """Both searches and the sweep tell the same."""
    for a, b in random.Random(3).sample(asked, 10):
        best = best_routes(lists, a, [b])
        assert best == best_routes_among(arrays, a, [b])
        found, number = sweep(arrays, a), arrays.number[b]
        assert [r.people for r in best[:1]] == ([tuple(arrays.people[i] for i in found.route(number))] if best else [])


if __name__ == "__main__":
    main()
