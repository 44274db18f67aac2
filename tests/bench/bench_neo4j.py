"""A book of 100,000 people and 500,000 ties on a Neo4j server: import, routes, whole-graph answers, beside other ways.

The other ways are one Cypher statement for all routes, and Yen's k shortest paths of Graph Data Science. They read
strengths that we write into the database for them, although a book's strengths are those of a day. Needs Java and the
server's jars (`python tests/neo4j_setup.py`).
"""

from __future__ import annotations

import gc
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bench_routes import timed
from bench_start import seconds
from networks import Graph, neighbours_in, network, pairs, people_of, ties_of, with_hubs

sys.path.append(str(Path(__file__).resolve().parent.parent))

import neo4j
import neo4j_setup
import numpy as np
from neo4j_server import Server, running

from refnet.analysis.circles import OwnMeasures
from refnet.analysis.paths import warm_paths
from refnet.analysis.search import best_routes
from refnet.model import PersonId
from refnet.network.measures import Measures, Tie
from refnet.snapshots import StoreSnapshot, drop_cache, snapshot
from refnet.stores import open_store
from refnet.stores.base import Change, Store, View
from refnet.stores.neo4j_change import sums_of
from refnet.strength import TieSums, build_profile, strength

PEOPLE, TIES = 100_000, 500_000
HUBS, HUB_TIES = 10, 2_000
AS_OF = date(2026, 3, 1)
STARTED = datetime(2026, 3, 1, tzinfo=UTC)
QUESTIONS, EQUAL, CYPHER_QUESTIONS, YEN_QUESTIONS, WARM_UP = 50, 40, 12, 3, 30
BATCH = 100_000
SAMPLES = 100

IN_CYPHER = """
MATCH path = (:Person {id: $a})-[ties:KNOWS]-{1,4}(:Person {id: $b})
WITH path, reduce(value = 1.0, tie IN ties | value * tie.strength) AS value ORDER BY value DESC LIMIT 10
RETURN [person IN nodes(path) | person.id], value
"""
WITH_STRENGTHS = """
UNWIND $rows AS row MATCH (:Person {id: row[0]})-[tie:KNOWS]->(:Person {id: row[1]})
SET tie.strength = row[2], tie.cost = row[3]
"""
PROJECTED = """
CALL gds.graph.project('ties', 'Person', {KNOWS: {orientation: 'UNDIRECTED', properties: ['strength', 'cost']}})
"""
YEN = """
MATCH (a:Person {id: $a}), (b:Person {id: $b})
CALL gds.shortestPath.yens.stream('ties', {sourceNode: a, targetNode: b, k: 10, relationshipWeightProperty: 'cost'})
YIELD nodeIds RETURN size(nodeIds) - 1
"""
RANKED = "CALL gds.pageRank.stats('ties', {relationshipWeightProperty: 'strength'}) YIELD ranIterations"


class CountingStore:
    """A store that counts what is asked of it: rings of people, and the ties read for them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.rings = self.ties = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def neighbours(
        self, ids: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> Mapping[PersonId, Sequence[tuple[PersonId, TieSums]]]:
        found = self._store.neighbours(ids, among=among)
        self.rings += 1
        self.ties += sum(map(len, found.values()))
        return found


@contextmanager
def server(libs: Path, heap: str) -> Iterator[Server]:
    with (
        tempfile.TemporaryDirectory() as home,
        running(libs, Path(home), heap=heap, pagecache="512m", java=()) as started,
    ):
        yield started


def changes(graph: Graph) -> Iterator[tuple[str, Change]]:
    """The book as changes: people, then ties, so many at a time."""
    everybody, ties = people_of(graph), ties_of(graph, last_day=AS_OF.toordinal())
    profile = build_profile([tie.sums for tie in ties])
    views = [("people", View(people=tuple(batch))) for batch in batches(everybody)]
    views += [("ties", View(ties=tuple(batch), profile=profile)) for batch in batches(ties)]
    for revision, (what, view) in enumerate(views):
        yield what, Change(f"change {revision}", revision, "import", STARTED, view=view)


def batches(rows: Sequence[Any]) -> list[Sequence[Any]]:
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


def imported(store: Store, graph: Graph) -> None:
    took = {"people": 0.0, "ties": 0.0}
    for what, change in changes(graph):
        took[what] += timed(partial(store.apply, change)) / 1000
    for what, whole in took.items():
        print(f"import of {store.counts()[what]:,} {what}: {whole:.1f} s", flush=True)


def weighed(store: Store) -> Graph:
    """The whole network with today's strengths, in memory."""
    profile, graph = store.profile(), Graph()
    for tie in store.ties():
        value = strength(tie.sums, profile, AS_OF).value
        graph.setdefault(tie.a, []).append((tie.b, value))
        graph.setdefault(tie.b, []).append((tie.a, value))
    return graph


def described(times: Sequence[float]) -> str:
    return f"median {statistics.median(times):.1f} ms, 95th percentile {statistics.quantiles(times, n=20)[-1]:.1f} ms"


def routes(store: Store, graph: Graph, hubs: Sequence[PersonId]) -> float:
    """One route question at a time; gives the median in ms of a whole answer."""
    counting, profile = CountingStore(store), store.profile()

    def fresh() -> StoreSnapshot:
        """As of a new revision: nothing is remembered."""
        return StoreSnapshot(counting, AS_OF, profile)  # type: ignore[arg-type]

    for a, b in pairs(graph, WARM_UP, seed=7):
        warm_paths(fresh(), a, [b])
    asked = pairs(graph, QUESTIONS)
    in_memory: Any = neighbours_in(graph)
    memory = [timed(partial(best_routes, in_memory, a, [b])) for a, b in asked]
    print(f"search in memory: {described(memory)}")
    sums_of.cache_clear()
    bare = [timed(partial(best_routes, fresh().neighbours, a, [b])) for a, b in asked]
    print(f"search over the server's rings: {described(bare)}")
    counts, whole = [], []
    sums_of.cache_clear()
    for a, b in asked:
        counting.rings = counting.ties = 0
        whole.append(timed(partial(warm_paths, fresh(), a, [b])))
        counts.append((counting.rings, counting.ties))
    rings, ties = ([count[i] for count in counts] for i in (0, 1))
    print(f"warm_paths with names and reasons: {described(whole)}, {QUESTIONS} questions")
    print(f"ring queries: median {statistics.median(rings):.0f}, most {max(rings)}")
    print(f"ties read: median {statistics.median(ties):,.0f}, most {max(ties):,} of {store.counts()['ties']:,}")
    equal = sum(best_routes(fresh().neighbours, a, [b]) == best_routes(in_memory, a, [b]) for a, b in asked[:EQUAL])
    print(f"equal to the search in memory: {equal} of {EQUAL}")
    ends = [pair for hub, (a, b) in zip(hubs, asked, strict=False) for pair in ((hub, b), (a, hub))]
    ends += list(zip(hubs, hubs[1:], strict=False))
    print(f"hub ends, {min(len(graph[hub]) for hub in hubs):,} ties and more: ", end="")
    print(described([timed(partial(warm_paths, fresh(), a, [b])) for a, b in ends]), flush=True)
    return statistics.median(whole)


def other_ways(started: Server, graph: Graph, ours: float) -> None:
    rows = [[a, b, s, -math.log(s)] for a, others in graph.items() for b, s in others if a < b]
    for start in range(0, len(rows), BATCH // 10):
        started.ask(WITH_STRENGTHS, rows=rows[start : start + BATCH // 10])
    asked = pairs(graph, QUESTIONS)
    with started.driver() as driver, driver.session() as session:
        run = partial(answered, session)
        run(IN_CYPHER, *asked[-1])
        cypher = [timed(partial(run, IN_CYPHER, a, b)) for a, b in asked[:CYPHER_QUESTIONS]]
        median = statistics.median(cypher)
        print(f"wholly in Cypher: median {median:.0f} ms, slowest {max(cypher):.0f} ms, {CYPHER_QUESTIONS} questions")
        print(f"ratio Cypher / warm_paths: {median / ours:.0f}", flush=True)
        projection, rank = timed(partial(run, PROJECTED)), timed(partial(run, RANKED))
        print(f"GDS on stored strengths: projection {projection / 1000:.1f} s, PageRank {rank / 1000:.1f} s")
        hops: list[int] = []
        yen = [timed(lambda a=a, b=b: hops.extend(run(YEN, a, b))) for a, b in asked[:YEN_QUESTIONS]]
    too_long = sum(length > 4 for length in hops)
    print(
        f"GDS Yen, k = 10: median {statistics.median(yen):.0f} ms, ratio {statistics.median(yen) / ours:.0f};", end=" "
    )
    print(f"{too_long} of {len(hops)} routes have more than 4 hops", flush=True)


def answered(session: neo4j.Session, cypher: str, a: str = "", b: str = "") -> list[Any]:
    return [record.value() for record in session.run(cypher, a=a, b=b)]


def whole_graph(store: Store) -> None:
    drop_cache(store.address)
    read = timed(lambda: snapshot(store, AS_OF).network) / 1000
    seen = snapshot(store, AS_OF)
    kept = timed(lambda: seen.network) / 1000
    print(f"snapshot of the whole network: read {read:.1f} s, from the cache {kept:.2f} s, ratio {read / kept:.0f}")
    drop_cache(store.address)
    found = seen.network
    rows, positions = found.arcs_of(np.arange(len(found.people), dtype=np.int32))
    ties = [
        (int(a), int(b), float(value))
        for a, b, value in zip(rows, found.adj[positions], found.strength[positions], strict=True)
        if a < b
    ]
    theirs = store.graph_measures()  # type: ignore[attr-defined]
    for (what, ours), other in zip(works(OwnMeasures(), ties).items(), works(theirs, ties).values(), strict=True):
        took, by_server = timed(ours) / 1000, timed(other) / 1000
        print(f"{what}: ours {took:.1f} s, GDS with its projection {by_server:.1f} s, ratio {by_server / took:.1f}")


def works(measures: Measures, ties: list[Tie]) -> dict[str, Callable[[], object]]:
    """What is measured here at full size; `bench_measures` has circles and other sizes as well."""
    return {
        "PageRank": partial(measures.pagerank, PEOPLE, ties),
        f"betweenness, {SAMPLES} samples": partial(measures.betweenness, PEOPLE, ties, samples=SAMPLES, seed=1),
    }


def commands(libs: Path) -> None:
    """Whole processes on the sample, on the server and in a file."""
    with server(libs, "1g") as started, tempfile.TemporaryDirectory() as folder:
        refnet, file = [sys.executable, "-m", "refnet"], str(Path(folder) / "sample.refnet")
        subprocess.run([*refnet, "new", "--sample", "--book", file], check=True, capture_output=True)
        print(f"refnet copy of the sample to the server: {seconds([*refnet, 'copy', file, started.uri]):.1f} s")
        for verb in ("today", "advocates", "reach"):
            on = {book: [seconds([*refnet, verb, "--book", book]) for _ in range(3)] for book in (started.uri, file)}
            again, in_file = min(on[started.uri]), min(on[file])
            print(f"refnet {verb}: {on[started.uri][0]:.2f} s, again {again:.2f} s; ", end="")
            print(f"SQLite {in_file:.2f} s; ratio {again / in_file:.1f}", flush=True)


def main() -> None:
    libs = neo4j_setup.find()
    if libs is None:
        print("No Neo4j server: python tests/neo4j_setup.py gets one")
        return
    graph = network(PEOPLE, TIES - HUBS * HUB_TIES)
    hubs = with_hubs(graph, HUBS, HUB_TIES)
    with server(libs, "4g") as started:
        store = open_store(started.uri, create=True)
        print(f"{PEOPLE:,} people, {TIES:,} ties on {started.ask('CALL dbms.components()')[0]['versions'][0]}")
        imported(store, graph)
        today = weighed(store)
        gc.collect()
        gc.freeze()  # what only the measuring needs is not looked through again and again
        ours = routes(store, today, hubs)
        whole_graph(store)
        other_ways(started, today, ours)
        store.close()
    commands(libs)


if __name__ == "__main__":
    start = time.perf_counter()
    main()
    print(f"altogether {time.perf_counter() - start:.0f} s")
