"""Measures by Graph Data Science on a real server: the same as ours, and nothing is left behind."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import neo4j
import networkx as nx
import pytest
from click.testing import CliRunner
from neo4j_server import Server

from refnet.analysis import circles
from refnet.cli import main
from refnet.errors import RefnetError
from refnet.network.measures import Measures, Tie, betweenness, pagerank
from refnet.stores import neo4j_gds as subject
from refnet.stores import open_store
from refnet.stores.copying import copy_book
from refnet.stores.neo4j_gds import GdsMeasures, graph_measures
from refnet.stores.neo4j_server import BookServer

PEOPLE = 65
"""The last five have no ties."""


@pytest.fixture(scope="module")
def driver(neo4j_server: Server) -> Iterator[neo4j.Driver]:
    with neo4j_server.driver() as opened:
        yield opened


@pytest.fixture(scope="module")
def measures(neo4j_server: Server) -> Iterator[GdsMeasures]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REFNET_NEO4J_USER", neo4j_server.user)
        patch.setenv("REFNET_NEO4J_PASSWORD", neo4j_server.password)
        server = BookServer(neo4j_server.uri)
    yield graph_measures(server) or pytest.fail("the test server has no Graph Data Science")
    server.close()


@pytest.fixture(scope="module")
def ties() -> list[Tie]:
    rng = random.Random(5)
    graph = nx.connected_watts_strogatz_graph(PEOPLE - 5, 4, 0.2, seed=5)
    return [(*rng.sample(pair, 2), rng.uniform(0.02, 1.0)) for pair in graph.edges]


def projections(driver: neo4j.Driver) -> list[str]:
    found = driver.execute_query("CALL gds.graph.list() YIELD graphName RETURN graphName ORDER BY graphName")
    return [record["graphName"] for record in found.records]


def test_ranks_are_ours(measures: GdsMeasures, ties: list[Tie]) -> None:
    found = measures.pagerank(PEOPLE, ties)
    assert found == pytest.approx(pagerank(PEOPLE, ties), abs=1e-6)
    assert sum(found) == pytest.approx(1)


def test_who_stands_between_whom_is_what_networkx_says(measures: GdsMeasures, ties: list[Tie]) -> None:
    graph = nx.Graph((a, b) for a, b, _ in ties)
    wanted = nx.betweenness_centrality(graph, normalized=False)
    found = measures.betweenness(PEOPLE, ties, samples=PEOPLE, seed=1)
    assert found == pytest.approx([wanted.get(person, 0.0) for person in range(PEOPLE)])


def test_a_sample_stands_for_all(measures: GdsMeasures, ties: list[Tie]) -> None:
    """The sum over everybody is near to the exact one: the library's samples are not the same twice."""
    exact = sum(betweenness(PEOPLE, ties, samples=PEOPLE, seed=1))
    drawn = [sum(measures.betweenness(PEOPLE, ties, samples=30, seed=seed)) for seed in range(8)]
    assert sum(drawn) / len(drawn) == pytest.approx(exact, rel=0.4)


def test_groups_that_hardly_meet_are_the_same_as_ours(measures: Measures) -> None:
    graph = nx.planted_partition_graph(4, 15, 0.8, 0.02, seed=3)
    planted: list[Tie] = [(a, b, 0.5) for a, b in graph.edges]
    found = measures.communities(62, planted, seed=1)
    assert [len(set(found[start : start + 15])) for start in (0, 15, 30, 45)] == [1] * 4
    assert len(set(found)) == 4 + 2
    assert measures.communities(62, planted, seed=1) == found


def test_people_without_any_tie_need_no_server(ties: list[Tie]) -> None:
    nobody_answers: Any = None
    measures = GdsMeasures(nobody_answers, "2.13.9")
    assert measures.pagerank(2, []) == [0.5, 0.5]
    assert measures.betweenness(2, [], samples=2, seed=1) == [0.0, 0.0]
    assert len(set(measures.communities(2, [], seed=1))) == 2


def test_nothing_is_left_on_the_server(driver: neo4j.Driver, measures: GdsMeasures, ties: list[Tie]) -> None:
    def nodes() -> int:
        return int(driver.execute_query("MATCH (n) RETURN count(n) AS n").records[0]["n"])

    before = nodes()
    measures.pagerank(PEOPLE, ties)
    assert (projections(driver), nodes()) == ([], before)


def test_a_projection_goes_after_an_error_as_well(driver: neo4j.Driver, measures: GdsMeasures, ties: list[Tie]) -> None:
    no_number: Any = "seven"
    with pytest.raises(RefnetError):
        measures.communities(PEOPLE, ties, seed=no_number)
    assert projections(driver) == []
    no_strength: Any = [*ties, (0, 1, "warm")]
    with pytest.raises(RefnetError):
        measures.communities(PEOPLE, no_strength, seed=7)
    assert projections(driver) == []


def test_what_a_killed_client_left_goes_after_an_hour(
    driver: neo4j.Driver, measures: GdsMeasures, ties: list[Tie], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("refnet-left", "somebodys-own"):
        driver.execute_query("UNWIND [[0, 1]] AS t RETURN gds.graph.project($name, t[0], t[1])", name=name)
    try:
        measures.pagerank(PEOPLE, ties)
        assert projections(driver) == ["refnet-left", "somebodys-own"]
        monkeypatch.setattr(subject, "_LEFT_OVER_AFTER_HOURS", 0)
        measures.pagerank(PEOPLE, ties)
        assert projections(driver) == ["somebodys-own"]
    finally:
        for name in projections(driver):
            driver.execute_query("CALL gds.graph.drop($name) YIELD graphName RETURN graphName", name=name)


def test_a_server_says_which_library_it_has(measures: GdsMeasures) -> None:
    assert re.fullmatch(r"Neo4j Graph Data Science \d+\.\d+\.\d+\S*", measures.name)


def test_a_server_without_the_library_offers_nothing() -> None:
    class Without:
        def ask(self, cypher: str) -> list[list[str]]:
            assert cypher.startswith("SHOW FUNCTIONS")
            return []

    without: Any = Without()
    assert graph_measures(without) is None


@pytest.fixture
def shared_book(sample_book: Path, neo4j_database: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the sample's book on the server."""
    monkeypatch.setenv("REFNET_NEO4J_USER", neo4j_database.user)
    monkeypatch.setenv("REFNET_NEO4J_PASSWORD", neo4j_database.password)
    with closing(open_store(str(sample_book))) as store:
        copy_book(store, neo4j_database.uri, now=datetime(2026, 10, 31, tzinfo=UTC))
    return neo4j_database.uri


def told(address: str) -> str:
    result = CliRunner().invoke(main, ["circles", "--json", "--book", address])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_a_server_finds_the_circles_of_large_books_and_others_are_the_same_as_in_a_file(
    sample_book: Path, shared_book: str, driver: neo4j.Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte, as the sample is small; then, as if it were large, with the server's name on the answer."""
    ours = told(str(sample_book))
    assert told(shared_book) == ours
    monkeypatch.setattr(circles, "OTHER_ENGINE_FROM", 100)
    theirs, before = json.loads(told(shared_book)), json.loads(ours)
    assert theirs["by"].startswith("Neo4j Graph Data Science 2.") and theirs["by"].endswith(before["by"])
    assert [theirs[name] for name in ("people", "alone")] == [before[name] for name in ("people", "alone")]
    assert projections(driver) == []
