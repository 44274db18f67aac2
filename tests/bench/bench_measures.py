"""Whole-graph measures, by refnet's own arrays and networkx and by Neo4j's Graph Data Science, on one machine.

The server gets the ties from us each time, as a book's strengths are those of a day; that is part of its time. Without
Java or the server's jars (`python tests/neo4j_setup.py`) only ours are measured.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench_routes import timed
from networks import network

sys.path.append(str(Path(__file__).resolve().parent.parent))

import neo4j_setup
from neo4j_server import running

from refnet.analysis.circles import OwnMeasures
from refnet.network.measures import Measures, Tie
from refnet.stores.neo4j_gds import graph_measures
from refnet.stores.neo4j_server import BookServer

SIZES = (1_000, 10_000, 20_000, 100_000)
TIES_EACH = 5
SAMPLES = 100


def numbered(people: int) -> list[Tie]:
    """A network's ties by the numbers of people."""
    graph = network(people, TIES_EACH * people)
    number = {person: i for i, person in enumerate(graph)}
    return [(number[a], number[b], value) for a, others in graph.items() for b, value in others if a < b]


@contextmanager
def server_measures() -> Iterator[Measures | None]:
    """What a server of our own measures with; None where none can be started."""
    libs = neo4j_setup.find()
    if libs is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as home, running(libs, Path(home), heap="2g", java=()) as started:
        server = BookServer(started.uri)
        try:
            yield graph_measures(server)
        finally:
            server.close()


def works(measures: Measures, people: int, ties: list[Tie]) -> dict[str, Callable[[], object]]:
    """Each measure, ready to be timed."""
    return {
        "PageRank": partial(measures.pagerank, people, ties),
        f"betweenness, {SAMPLES} samples": partial(measures.betweenness, people, ties, samples=SAMPLES, seed=1),
        "circles": partial(measures.communities, people, ties, seed=1),
    }


def main() -> None:
    own = OwnMeasures()
    with server_measures() as theirs:
        print(f"Seconds: {own.name}; {theirs.name if theirs else 'no Neo4j server: python tests/neo4j_setup.py'}")
        for people in SIZES:
            ties = numbered(people)
            print(f"{people:,} people, {len(ties):,} ties")
            others = works(theirs, people, ties) if theirs else {}
            for what, ours in works(own, people, ties).items():
                took = timed(ours) / 1000
                line = f"  {what:<26} {took:>8.2f}"
                if other := others.get(what):
                    other()  # a server is slow at first
                    line += f"  {(second := timed(other) / 1000):>8.2f}  {second / took:>6.1f} x"
                print(line, flush=True)


if __name__ == "__main__":
    main()
