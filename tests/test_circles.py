"""Circles: the measures against networkx, what an answer says, and what it leaves out."""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

import hypothesis.strategies as st
import networkx as nx
import pytest
from click.testing import CliRunner
from hypothesis import given
from networkx.algorithms.link_analysis.pagerank_alg import _pagerank_python
from snapshots import AS_OF, EGO, ME, MemorySnapshot, book_events, meetings

from refnet.analysis import circles as subject
from refnet.analysis.circles import Circles, OwnMeasures, circles
from refnet.book import new_book, open_book
from refnet.cli import main
from refnet.errors import RefnetError
from refnet.interop import communities
from refnet.model import Employment, Flag, Membership, Person, PersonId
from refnet.network.arrays import Network
from refnet.network.measures import Tie, betweenness, pagerank

P = PersonId
CLOSE = 1e-9
NOW = datetime(2026, 10, 31, tzinfo=UTC)


def random_ties(seed: int) -> tuple[int, list[Tie]]:
    """A few dozen people at most, some without ties, some in parts that do not meet."""
    rng = random.Random(seed)
    people = rng.randint(1, 30)
    dense = rng.choice((0.03, 0.1, 0.4))
    pairs = (pair for pair in combinations(range(people), 2) if rng.random() < dense)
    return people, [(*rng.sample(pair, 2), rng.uniform(0.02, 1.0)) for pair in pairs]


def graph_of(people: int, ties: Sequence[Tie]) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(range(people))
    graph.add_weighted_edges_from(ties, weight="strength")
    return graph


# ---------------------------------------------------------------------------------------------------- measures


@given(st.integers(0, 100_000))
def test_ranks_are_those_of_networkx_and_add_up_to_one(seed: int) -> None:
    people, ties = random_ties(seed)
    # The function in plain Python: the public one wants scipy
    wanted = _pagerank_python(graph_of(people, ties), weight="strength", tol=1e-12, max_iter=1000)
    found = pagerank(people, ties)
    assert found == pytest.approx([wanted[person] for person in range(people)], abs=CLOSE * 10)
    assert sum(found) == pytest.approx(1, abs=CLOSE)


@given(st.integers(0, 100_000))
def test_who_stands_between_whom_is_what_networkx_says(seed: int) -> None:
    people, ties = random_ties(seed)
    wanted = nx.betweenness_centrality(graph_of(people, ties), normalized=False)
    assert betweenness(people, ties, samples=people, seed=seed) == pytest.approx(
        [wanted[person] for person in range(people)], abs=CLOSE
    )


def test_a_sample_of_people_stands_for_all() -> None:
    """Over many seeds its mean is the exact number; one seed gives one answer."""
    people, ties = 30, [(*pair, 0.5) for pair in nx.connected_watts_strogatz_graph(30, 4, 0.3, seed=1).edges]
    exact = betweenness(people, ties, samples=people, seed=1)
    drawn = [betweenness(people, ties, samples=10, seed=seed) for seed in range(400)]
    means = [sum(values) / len(values) for values in zip(*drawn, strict=True)]
    assert means == pytest.approx(exact, rel=0.15, abs=1)
    assert betweenness(people, ties, samples=10, seed=7) == drawn[7]


def test_ranks_of_a_star_worked_by_hand() -> None:
    """The middle of two others: m = 0.05 + 0.85 * 2 * e and e = 0.05 + 0.85 * m / 2, so m = 0.135 / 0.2775."""
    middle = 0.135 / 0.2775
    assert pagerank(3, [(0, 1, 0.3), (2, 0, 0.3)]) == pytest.approx([middle, *[(1 - middle) / 2] * 2])


def test_nobody_has_no_measures() -> None:
    assert pagerank(0, []) == betweenness(0, [], samples=5, seed=1) == communities(0, [], seed=1) == []


def test_groups_that_hardly_meet_are_told_apart() -> None:
    graph = nx.planted_partition_graph(4, 15, 0.8, 0.02, seed=3)
    found = communities(60, [(a, b, 0.5) for a, b in graph.edges], seed=1)
    assert len(set(found)) == 4
    assert all(len(set(found[start : start + 15])) == 1 for start in range(0, 60, 15))


# --------------------------------------------------------------------------------------------------- the answer

FIRMS = {"a": "Larkspur Hotels", "b": "Oldmill Brewing Ltd", "c": ""}


def team(letter: str, size: int) -> list[str]:
    return [f"{letter}{number}" for number in range(size)]


def book(
    *more: tuple[str, str], flags: Mapping[str, Flag] | None = None, sizes: Mapping[str, int] | None = None
) -> tuple[MemorySnapshot, Network]:
    """Three groups in which everybody knows everybody; ego knows all; `more` are other ties. Names are ids in capitals.

    Group a works at Larkspur Hotels, group b at Oldmill Brewing (written in two ways), group c nowhere.
    """
    flags, sizes = flags or {}, sizes or {"a": 6, "b": 5, "c": 4}
    groups = [team(letter, size) for letter, size in sizes.items()]
    everybody = [name for group in groups for name in group]
    ties = [tie for group in groups for tie in combinations(group, 2)]
    ties += [*more, *((EGO, name) for name in everybody)]
    people = [ME, *(someone(name, flags.get(name)) for name in everybody)]
    met = [meetings(a, b, 5)[0] for a, b in ties]
    snapshot = MemorySnapshot(people, book_events(*met), strengths={(P(a), P(b)): 0.5 for a, b in ties})
    return snapshot, network_of(snapshot, people)


def someone(name: str, flag: Flag | None) -> Person:
    firm = FIRMS[name[0]].removesuffix(" Ltd") if name.endswith("1") else FIRMS[name[0]]
    jobs = (Employment(firm),) if firm else ()
    return Person(P(name), name.upper(), jobs=jobs, flags=(flag,) if flag else ())


def network_of(snapshot: MemorySnapshot, people: Collection[Person]) -> Network:
    rings = snapshot.neighbours([person.id for person in people])
    ties = [(a, b, value) for a, others in rings.items() for b, value in others if a < b]
    return Network.from_ties(ties, {person.id: person.flags for person in people})


BRIDGED = (("a0", "b0"), ("a0", "b1"), ("b0", "c0"))


def test_circles_come_largest_first_and_are_named_by_what_their_people_have_in_common() -> None:
    found = circles(*book(*BRIDGED), EGO)
    told = [(circle.number, circle.name, circle.size) for circle in found.circles]
    assert told == [(1, "Larkspur Hotels", 6), (2, "Oldmill Brewing Ltd", 5), (3, "Around C0", 4)]
    assert (found.total, found.people, found.alone) == (3, 15, 0)
    assert (found.as_of, found.ego, found.by) == (AS_OF, EGO, "refnet's own arrays and networkx")


def test_the_middle_is_told_with_reasons_and_the_events_behind_them() -> None:
    central = circles(*book(*BRIDGED), EGO).circles[2].central
    assert [person.name for person in central] == ["C0", "C1", "C2"]
    assert (central[0].knows, central[0].why) == (3, "Knows 3 of the 3 others here.")
    assert [reason.text for reason in central[0].reasons] == [central[0].why, "Best known here: C1 (Good)."]
    assert len(central[0].reasons[1].events) == 1
    assert central[0].share > central[1].share


def test_those_who_connect_circles_are_told_with_the_ties_that_do() -> None:
    found = circles(*book(*BRIDGED), EGO)
    first = found.bridges[0]
    assert [bridge.name for bridge in found.bridges] == ["B0", "A0", "C0", "B1"]
    assert [(link.number, link.name, link.ties) for link in first.links] == [
        (2, "Oldmill Brewing Ltd", 4),
        (1, "Larkspur Hotels", 1),
        (3, "Around C0", 1),
    ]
    assert first.why == "Knows 4 in Oldmill Brewing Ltd, 1 in Larkspur Hotels and 1 around C0."
    assert first.reasons[-1].text == "About 1 in 2 of the shortest ways between two others leads over them."
    assert [len(reason.events) for reason in first.reasons] == [1, 1, 1, 0]
    assert found.bridges[2].why == "Knows 3 in their own circle and 1 in Oldmill Brewing Ltd."


def test_a_share_of_the_ways_worked_by_hand() -> None:
    """Two threes with one tie between: over each end of it lead the ways of 2 * 3 pairs, of the 4 * 5 / 2 of others."""
    snapshot, network = book(("a0", "b0"), sizes={"a": 3, "b": 3})
    assert [(b.person, b.share) for b in circles(snapshot, network, EGO).bridges] == [("a0", 0.6), ("b0", 0.6)]


def test_ego_is_in_no_circle_and_makes_none() -> None:
    snapshot, network = book()
    found = circles(snapshot, network, EGO)
    assert [circle.size for circle in found.circles] == [6, 5, 4]
    assert found.bridges == ()
    assert EGO not in {central.person for circle in found.circles for central in circle.central}


def test_whoever_knows_nobody_but_ego_is_counted_and_in_no_circle() -> None:
    found = circles(*book(sizes={"a": 3, "b": 1, "c": 2}), EGO)
    assert (found.total, found.people, found.alone) == (1, 5, 1)


def test_people_not_to_be_shown_are_left_out_with_their_ties() -> None:
    """As if they had never been in the book."""
    hidden = circles(*book(*BRIDGED, flags={"b0": "do-not-show"}), EGO)
    assert "B0" not in repr(hidden)
    assert [circle.size for circle in hidden.circles] == [6, 4, 4]
    assert (hidden.people, hidden.alone, [bridge.name for bridge in hidden.bridges]) == (14, 0, ["A0", "B1"])
    assert "B0" in repr(circles(*book(*BRIDGED, flags={"b0": "do-not-contact"}), EGO))


def test_a_name_belongs_to_the_largest_circle_of_it_whatever_the_limit() -> None:
    """Both groups work at one firm; the smaller one is called after whoever is in its middle."""
    people = [ME, *(Person(P(n), n.upper(), jobs=(Employment("Larkspur"),)) for n in [*team("a", 5), *team("b", 4)])]
    ties = [*combinations(team("a", 5), 2), *combinations(team("b", 4), 2), ("a0", "b0")]
    snapshot = MemorySnapshot(people, book_events(*(meetings(a, b, 5)[0] for a, b in ties)))
    network = network_of(snapshot, people)
    assert [circle.name for circle in circles(snapshot, network, EGO).circles] == ["Larkspur", "Around B0"]
    cut = circles(snapshot, network, EGO, limit=1)
    assert [link.name for link in cut.bridges[0].links] == ["Larkspur", "Around B0"]
    assert (len(cut.circles), len(cut.bridges), cut.total) == (1, 1, 2)


def test_a_group_names_a_circle_as_well_and_what_has_ended_does_not() -> None:
    ended = Employment("Larkspur", end=date(2020, 1, 1))
    people = [Person(P(n), n, jobs=(ended,), memberships=(Membership("Rowers"),)) for n in team("a", 4)]
    snapshot = MemorySnapshot(people, book_events(*(meetings(a, b, 5)[0] for a, b in combinations(team("a", 4), 2))))
    assert circles(snapshot, network_of(snapshot, people), EGO).circles[0].name == "Rowers"


def test_whoever_has_left_the_book_since_is_not_told() -> None:
    """Another program may change the book between the making of the network and the question."""
    _, network = book(*BRIDGED)
    snapshot, _ = book(sizes={"a": 6, "c": 4})
    found = circles(snapshot, network, EGO)
    assert [len(circle.central) for circle in found.circles] == [3, 0, 3]
    assert [bridge.name for bridge in found.bridges] == ["A0", "C0"]


def test_a_book_without_ties_has_no_circles() -> None:
    found = circles(MemorySnapshot([ME]), Network.from_ties([], {EGO: ()}), EGO)
    assert found == Circles(AS_OF, EGO, OwnMeasures.name, 0, 0, 0, (), ())


class Halves:
    """Another engine: the first half of the people are one group, the others another."""

    name = "Halves 1.0"

    def pagerank(self, people: int, ties: Sequence[Tie]) -> list[float]:
        raise AssertionError("ranks are worked out by refnet, which is faster")

    def betweenness(self, people: int, ties: Sequence[Tie], *, samples: int, seed: int) -> list[float]:
        raise AssertionError("these are worked out by refnet, which is no slower")

    def communities(self, people: int, ties: Sequence[Tie], *, seed: int) -> list[int]:
        return [2 * person // people for person in range(people)]


def test_another_engine_finds_the_circles_of_large_books_only_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot, network = book(*BRIDGED)
    assert circles(snapshot, network, EGO, engine=Halves) == circles(snapshot, network, EGO)
    monkeypatch.setattr(subject, "OTHER_ENGINE_FROM", 15)
    found = circles(snapshot, network, EGO, engine=Halves)
    assert [circle.size for circle in found.circles] == [8, 7]
    assert found.by == "Halves 1.0 and refnet's own arrays and networkx"


def test_what_another_engine_cannot_do_is_worked_out_by_us(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its server has too little memory, say, or lets us not."""

    class Full(Halves):
        def communities(self, people: int, ties: Sequence[Tie], *, seed: int) -> list[int]:
            raise RefnetError("The server has too little memory.", fix="Give it more.")

    monkeypatch.setattr(subject, "OTHER_ENGINE_FROM", 1)
    snapshot, network = book(*BRIDGED)
    for engine in (Full, lambda: None):
        assert circles(snapshot, network, EGO, engine=engine) == circles(snapshot, network, EGO)


# -------------------------------------------------------------------------------------------------- the command


def told(book: Path, *words: str) -> str:
    result = CliRunner().invoke(main, ["circles", *words, "--book", str(book)])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_the_command_tells_circles_and_who_connects_them(sample_book: Path) -> None:
    lines = told(sample_book, "--limit", "2").splitlines()
    assert lines[0].startswith("Around Priya Nandakumar  (") and lines[0].endswith(" people)")
    assert sum(line.endswith(" others here.") for line in lines) == 6
    assert "Who connects circles" in lines and "in their own circle" in "".join(lines)
    assert lines[-1] == "Worked out by refnet's own arrays and networkx."


def test_the_command_says_in_json_what_the_book_answers_twice_the_same(sample_book: Path) -> None:
    first = told(sample_book, "--json")
    answer = json.loads(first)
    assert (len(answer["circles"]), len(answer["bridges"])) == (10, 10)
    with open_book(sample_book) as opened:
        again = opened.circles(opened.story_day or AS_OF)
    assert [c["name"] for c in answer["circles"]] == [circle.name for circle in again.circles]
    assert told(sample_book, "--json") == first


def test_a_book_in_memory_has_the_same_circles_as_one_in_a_file(sample_book: Path, tmp_path: Path) -> None:
    exported = tmp_path / "book.json"
    CliRunner().invoke(main, ["export", str(exported), "--book", str(sample_book)], catch_exceptions=False)
    with open_book(sample_book) as kept, new_book("memory:", "Maya Castellan", now=NOW) as held:
        held.import_file(exported, now=NOW)
        day = kept.story_day or AS_OF
        assert held.circles(day) == kept.circles(day)


def test_the_command_says_so_when_there_are_no_circles(tmp_path: Path) -> None:
    book = tmp_path / "new.refnet"
    CliRunner().invoke(main, ["new", "--me", "Ann Lindqvist", "--book", str(book)])
    assert told(book).startswith("There are no circles to be seen.")
