"""The Neo4j server of the tests is a real one, with Graph Data Science, encryption and data that outlives it."""

from __future__ import annotations

from pathlib import Path

import neo4j
import neo4j_setup
import pytest
from neo4j_server import Server, running


def test_it_is_a_neo4j_5_26(neo4j_server: Server) -> None:
    with neo4j_server.driver() as driver:
        assert driver.get_server_info().agent.startswith("Neo4j/5.26")


def test_graph_data_science_ranks_pages(neo4j_database: Server) -> None:
    assert neo4j_database.ask("RETURN gds.version() AS version")[0]["version"].startswith("2.13")
    neo4j_database.ask("CREATE (:Page)-[:LINKS {share: 1.0}]->(:Page)")
    neo4j_database.ask("MATCH (a:Page)-[:LINKS]->(b) RETURN gds.graph.project('pages', a, b)")
    try:
        scores = [row["score"] for row in neo4j_database.ask("CALL gds.pageRank.stream('pages')")]
    finally:
        neo4j_database.ask("CALL gds.graph.drop('pages') YIELD graphName")
    assert scores == pytest.approx([0.15, 0.15 + 0.85 * 0.15])


def test_a_database_for_a_test_has_no_node_of_an_earlier_one(neo4j_database: Server) -> None:
    neo4j_database.ask("UNWIND range(1, 25000) AS i CREATE (:Earlier)-[:KNOWS]->(:Earlier)")
    neo4j_database.empty()
    assert neo4j_database.ask("MATCH (n) RETURN count(n) AS nodes") == [{"nodes": 0}]


def test_a_routing_address_reaches_it_too(neo4j_server: Server) -> None:
    routed = Server(neo4j_server.uri.replace("bolt", "neo4j", 1), neo4j_server.user, neo4j_server.password)
    assert routed.ask("RETURN 1 AS one") == [{"one": 1}]


@pytest.mark.usefixtures("openssl")
def test_it_lets_in_who_has_the_password_over_an_encrypted_connection_only(neo4j_libs: Path, tmp_path: Path) -> None:
    with running(neo4j_libs, tmp_path, auth=("neo4j", "an invented one"), tls=True) as server:
        assert server.uri.startswith("bolt+ssc://")
        assert server.ask("RETURN 1 AS one") == [{"one": 1}]
        wrong = Server(server.uri, "neo4j", "a wrong one")
        with pytest.raises(neo4j.exceptions.AuthError):
            wrong.ask("RETURN 1")
        plain = Server(f"bolt://127.0.0.1:{server.port}", *server.auth)
        with pytest.raises(neo4j.exceptions.ServiceUnavailable):
            plain.ask("RETURN 1")


def test_killed_and_started_again_it_has_what_was_committed(neo4j_libs: Path, tmp_path: Path) -> None:
    with running(neo4j_libs, tmp_path, auth=("neo4j", "an invented one")) as server:
        server.ask("CREATE (:Kept {n: 1})")
        server.kill()
        with pytest.raises(neo4j.exceptions.ServiceUnavailable):
            server.ask("RETURN 1")
        server.start()
        assert server.ask("MATCH (kept:Kept) RETURN kept.n AS n") == [{"n": 1}]


def test_a_server_that_cannot_start_says_why(neo4j_libs: Path, tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match=r"(?s)ended with 1:.*server\.bolt\.enabled"),
        running(neo4j_libs, tmp_path, settings={"server.bolt.enabled": "perhaps"}),
    ):
        pass


def test_half_a_download_is_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_setup, "LIBS", tmp_path)
    (tmp_path / "neo4j-5.26.0.jar").touch()
    assert neo4j_setup.find() is None
