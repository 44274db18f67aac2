"""One exact question, 10 routes of at most 4 hops, among 100,000 people with 500,000 ties, beside networkx.

networkx's `shortest_simple_paths` has no limit of hops, so it answers another question; it is the one that people
reach for, and its first ten paths are what is timed.
"""

from __future__ import annotations

import math
import statistics
import time
from functools import partial
from itertools import islice
from typing import Any

import networkx as nx
from networks import Graph, neighbours_in, network, pairs

from refnet.analysis.search import best_routes

PEOPLE, TIES, QUESTIONS, PEER_QUESTIONS = 100_000, 500_000, 200, 3


def as_networkx(graph: Graph) -> nx.Graph:
    found = nx.Graph()
    found.add_weighted_edges_from(
        ((a, b, -math.log(strength)) for a, others in graph.items() for b, strength in others), weight="cost"
    )
    return found


def first_ten(graph: nx.Graph, a: str, b: str) -> list[list[str]]:
    return list(islice(nx.shortest_simple_paths(graph, a, b, weight="cost"), 10))


def timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    graph = network(PEOPLE, TIES)
    neighbours: Any = neighbours_in(graph)
    asked = pairs(graph, QUESTIONS)
    answered = sum(bool(best_routes(neighbours, a, [b])) for a, b in asked)
    print(f"{PEOPLE:,} people, {TIES:,} ties; {answered} of {QUESTIONS} questions have a route")
    for per_first_contact in (True, False):
        ours = [timed(partial(best_routes, neighbours, a, [b], per_first_contact=per_first_contact)) for a, b in asked]
        median, slowest = statistics.median(ours), statistics.quantiles(ours, n=20)[-1]
        form = "one route a first contact" if per_first_contact else "the best overall"
        print(f"refnet, {form}: median {median:.2f} ms, 95th percentile {slowest:.2f} ms, {QUESTIONS} questions")
    peer = as_networkx(graph)
    theirs = [timed(partial(first_ten, peer, a, b)) for a, b in asked[:PEER_QUESTIONS]]
    print(f"networkx shortest_simple_paths, no limit of hops: median {statistics.median(theirs):.0f} ms")
    print(f"ratio networkx / refnet: {statistics.median(theirs) / median:,.0f}")


if __name__ == "__main__":
    main()
