"""A route question to a Neo4j book reads the rings of people around both ends, a whole-graph answer reads ties once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from neo4j_server import Server

from refnet.analysis import search
from refnet.analysis.paths import WarmPaths, warm_paths
from refnet.model import Person, PersonId
from refnet.snapshots import drop_cache, snapshot
from refnet.stores import open_store
from refnet.stores.base import Change, Store, Tie, View
from refnet.stores.neo4j_server import BookServer
from refnet.strength import TieSums

PEOPLE, EACH_SIDE = 400, 3
"""They stand in a circle, and everybody knows the next three on both sides: within four hops are few of them."""
EGO, TARGET = PersonId("p000"), PersonId("p011")
NEAR = 2 * EACH_SIDE * (2 + 2 * 2 * EACH_SIDE)
"""All ties of both ends and of their contacts."""
AS_OF = date(2026, 3, 1)


@dataclass
class Read:
    """What was asked of a server, and how much came back."""

    statements: list[str] = field(default_factory=list)
    rings: int = 0
    ties: int = 0

    def add(self, cypher: str, rows: list[list[Any]]) -> None:
        self.statements.append(cypher)
        if ":KNOWS" in cypher:
            self.rings += 1
            self.ties += sum(len(others) for _, others, _ in rows)


def name(number: int) -> PersonId:
    return PersonId(f"p{number % PEOPLE:03}")


def filled(store: Store) -> Store:
    people = tuple(Person(name(i), f"Invented {i}") for i in range(PEOPLE))
    ends = [sorted((name(i), name(i + step))) for i in range(PEOPLE) for step in range(1, EACH_SIDE + 1)]
    ties = tuple(Tie(a, b, TieSums("confirmed" if i % 3 else "claimed")) for i, (a, b) in enumerate(ends))
    view = View(people=people, ties=ties)
    store.apply(Change("circle", 0, "import", datetime(2026, 3, 1, tzinfo=UTC), view=view))
    return store


@pytest.fixture
def on_server(neo4j_database: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("REFNET_NEO4J_USER", neo4j_database.user)
    monkeypatch.setenv("REFNET_NEO4J_PASSWORD", neo4j_database.password)
    store = filled(open_store(neo4j_database.uri, create=True))
    yield store
    store.close()


def counted(monkeypatch: pytest.MonkeyPatch) -> Read:
    """Counts from now on what is asked of a server."""
    read, ask = Read(), BookServer.ask

    def counting(server: BookServer, cypher: str, **values: Any) -> list[list[Any]]:
        rows = ask(server, cypher, **values)
        read.add(cypher, rows)
        return rows

    monkeypatch.setattr(BookServer, "ask", counting)
    return read


def asked(store: Store) -> WarmPaths:
    return warm_paths(snapshot(store, AS_OF), EGO, [TARGET], hops=4, routes=10)


def test_a_route_question_reads_the_rings_of_both_ends_once(on_server: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three questions for rings, each tie list once, and what is shown of the people on the routes."""
    read = counted(monkeypatch)
    assert asked(on_server).routes
    assert read.rings == 3
    assert read.ties <= NEAR < PEOPLE * EACH_SIDE
    assert len(read.statements) <= 10


def test_its_routes_are_those_of_the_same_book_in_memory(on_server: Store) -> None:
    assert asked(on_server) == asked(filled(open_store("memory:")))


def test_of_a_large_last_ring_only_ties_that_a_route_can_use_are_read(
    on_server: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The routes are the same ones, and their ties are read when they are shown."""
    read = counted(monkeypatch)
    whole, ties = asked(on_server), read.ties
    monkeypatch.setattr(search, "_LARGE_RING", 1)
    read = counted(monkeypatch)
    assert asked(on_server) == whole
    assert read.rings <= 4
    assert read.ties < ties


def test_the_whole_network_is_read_once_for_a_revision(on_server: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """One streamed pass; the next process finds it kept, also on a computer where nothing was kept before."""
    first = snapshot(on_server, AS_OF).network
    read = counted(monkeypatch)
    second = snapshot(on_server, AS_OF).network
    assert read.rings == 0
    assert second.people == first.people
    assert second.strength.tolist() == first.strength.tolist()
    drop_cache(on_server.address)
