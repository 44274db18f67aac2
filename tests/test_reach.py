"""Everybody by the best route: the same routes as one search for each person, on arrays."""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from click.testing import CliRunner
from hypothesis import given
from snapshots import AS_OF, EGO, ME, MemorySnapshot, book_events, meetings

from refnet.analysis.array_search import best_routes_among
from refnet.analysis.paths import OPEN_ASK_READINESS, warm_paths
from refnet.analysis.reach import Reach, reach
from refnet.analysis.search import Route, best_routes
from refnet.analysis.sweep import sweep
from refnet.book import open_book
from refnet.cli import main
from refnet.model import FLAGS, Ask, Employment, Flag, Person, PersonId
from refnet.network.arrays import Network

TIED = (1.0, 0.5, 0.25)
"""Powers of two: their products are exact, so that many routes are equal."""
P = PersonId


def random_network(seed: int, *, tied: bool) -> Network:
    """A dozen or two people, some hubs, some flagged; strengths all different, or many of them equal."""
    rng = random.Random(seed)
    people = [P(f"p{n:02}") for n in range(rng.randint(2, 22))]
    ties = [
        (a, b, rng.choice(TIED) if tied else rng.uniform(0.02, 1.0))
        for i, a in enumerate(people)
        for k, b in enumerate(people[:i])
        if rng.random() < (0.7 if k < 2 else 0.15)
    ]
    flags: dict[PersonId, Collection[Flag]] = {p: [rng.choice(FLAGS)] if rng.random() < 0.2 else [] for p in people}
    return Network.from_ties(ties, flags)


seeds, hop_limits = st.integers(0, 100_000), st.integers(1, 5)


def asked_of(network: Network, rng: random.Random) -> dict[PersonId, float]:
    """Some people who owe an answer."""
    return {p: OPEN_ASK_READINESS for p in network.people if rng.random() < 0.2}


def twin(network: Network, asked: Mapping[PersonId, float], *where: Any, **limits: Any) -> list[Route]:
    """The routes by the search over lists."""

    def readiness(person: PersonId) -> float:
        return 0.0 if network.never_asked[network.number[person]] else asked.get(person, 1.0)

    return best_routes(network.neighbours, *where, readiness=readiness, **limits)


@given(seeds, hop_limits, st.booleans())
def test_a_sweep_finds_for_everybody_the_route_that_a_search_finds_first(seed: int, hops: int, tied: bool) -> None:
    network, rng = random_network(seed, tied=tied), random.Random(seed)
    ego, asked = rng.choice(network.people), asked_of(network, rng)
    found = sweep(network, ego, hops=hops, readiness=asked)
    for number, person in enumerate(network.people):
        wanted = twin(network, asked, ego, [person], hops=hops, routes=1)
        route = tuple(network.people[i] for i in found.route(number)) if found.hops[number] else None
        assert [route] * bool(route) == [r.people for r in wanted]


@given(seeds, hop_limits, st.booleans(), st.booleans(), st.integers(1, 100))
def test_a_search_over_arrays_finds_what_the_one_over_lists_finds(
    seed: int, hops: int, tied: bool, per_first_contact: bool, routes: int
) -> None:
    network, rng = random_network(seed, tied=tied), random.Random(seed)
    ego, asked = rng.choice(network.people), asked_of(network, rng)
    limits: Any = {"hops": hops, "routes": routes, "per_first_contact": per_first_contact}
    for size in (1, 1, 1, 3, len(network.people)):
        targets = rng.sample(network.people, min(size, len(network.people)))
        found = best_routes_among(network, ego, targets, readiness=asked, **limits)
        assert found == twin(network, asked, ego, targets, **limits)


def test_a_search_for_strangers_finds_nothing() -> None:
    network = Network.from_ties([(P("ann"), P("bo"), 0.5)])
    assert best_routes_among(network, P("ann"), [P("nobody"), P("ann")]) == []
    assert best_routes_among(network, P("nobody"), [P("ann")]) == []


def book(ties: Mapping[tuple[str, str], float], *events: object, **flags: Flag) -> tuple[MemorySnapshot, Network]:
    """People with these ties, as questions see them: each works at "NAME Ltd"."""
    ids = {P(end) for pair in ties for end in pair} - {EGO}
    people = [ME, *(_person(p, flags.get(p)) for p in sorted(ids))]
    met = [meetings(a, b, 5)[0] for a, b in ties]
    strengths = {(P(a), P(b)): value for (a, b), value in ties.items()}
    snapshot = MemorySnapshot(people, book_events(*met, *events), strengths=strengths)  # type: ignore[arg-type]
    return snapshot, network_of(snapshot, people)


def _person(person_id: PersonId, flag: Flag | None) -> Person:
    name = person_id.capitalize()
    return Person(person_id, f"{name} Brandt", jobs=(Employment(f"{name} Ltd"),), flags=(flag,) if flag else ())


def network_of(snapshot: MemorySnapshot, people: Iterable[Person]) -> Network:
    rings = snapshot.neighbours([p.id for p in people])
    ties = [(a, b, value) for a, others in rings.items() for b, value in others if a < b]
    return Network.from_ties(ties, {p.id: p.flags for p in people})


def routes(found: Reach) -> list[tuple[str, ...]]:
    return [reached.people for reached in found.people]


CHAIN = {("ego", "ann"): 0.5, ("ann", "bo"): 0.5, ("bo", "cy"): 1.0, ("cy", "dee"): 1.0, ("dee", "eve"): 1.0}


def test_everybody_is_told_with_value_hops_and_whom_to_ask() -> None:
    found = reach(*book(CHAIN), EGO)
    assert routes(found) == [
        ("ego", "ann"),
        ("ego", "ann", "bo"),
        ("ego", "ann", "bo", "cy"),
        ("ego", "ann", "bo", "cy", "dee"),
    ]
    assert (found.total, found.by_hops, found.as_of) == (4, (1, 1, 1, 1), AS_OF)
    third = found.people[2]
    assert (third.name, third.headline, third.value, third.word) == ("Cy Brandt", "Cy Ltd", 0.25, "Fair")
    assert (third.hops, third.first, third.first_name) == (3, "ann", "Ann Brandt")


def test_the_answer_for_each_person_is_that_of_warm_paths() -> None:
    """With flags and an ask that waits for its answer, on two dozen books."""
    for seed in range(24):
        rng = random.Random(seed)
        names = ["ego", *"ann bo cy dee eve fay gus hal".split()]
        ties = {
            (a, b): rng.choice(TIED) for i, a in enumerate(names) for b in names[i + 1 :] if rng.random() < 0.35
        } | {("ego", "ann"): 0.5}
        flags: dict[str, Flag] = {rng.choice(names[1:]): flag for flag in FLAGS}
        ask = Ask(EGO, P("ann"), AS_OF - timedelta(days=9))
        snapshot, network = book(ties, ask, **flags)
        found = {r.person: r for r in reach(snapshot, network, EGO).people}
        for name in network.people:
            wanted = warm_paths(snapshot, EGO, [name], routes=1).routes
            assert warm_paths(snapshot, EGO, [name], network=network) == warm_paths(snapshot, EGO, [name])
            told = found.get(name)
            assert [r.people for r in wanted] == ([told.people] if told else [])
            assert [r.value for r in wanted] == ([told.value] if told else [])


def test_nobody_marked_is_asked_or_reached() -> None:
    assert routes(reach(*book(CHAIN, bo="do-not-ask"), EGO)) == [("ego", "ann"), ("ego", "ann", "bo")]
    for flag in ("do-not-contact", "do-not-show"):
        found = reach(*book(CHAIN, bo=flag), EGO)
        assert (routes(found), found.total) == ([("ego", "ann")], 1)


def test_the_list_can_be_cut_and_leave_out_whom_one_knows() -> None:
    snapshot, network = book(CHAIN)
    found = reach(snapshot, network, EGO, hops=3, limit=1, beyond=True)
    assert (routes(found), found.total, found.by_hops) == ([("ego", "ann", "bo")], 2, (0, 1, 1))


def test_whoever_has_left_the_book_since_is_not_told() -> None:
    """Another program may change the book between the making of the network and the question."""
    _, network = book(CHAIN)
    snapshot, _ = book({("ego", "ann"): 0.5, ("bo", "dee"): 0.5})
    assert routes(reach(snapshot, network, EGO)) == [("ego", "ann"), ("ego", "ann", "bo")]


def test_somebody_without_ties_reaches_nobody() -> None:
    snapshot, network = book({("ann", "bo"): 0.5})
    assert reach(snapshot, network, EGO).people == ()
    assert reach(snapshot, Network.from_ties([]), EGO) == Reach(AS_OF, EGO, 4, 0, (0, 0, 0, 0), ())


@pytest.mark.parametrize("hops", [0, 6])
def test_hops_out_of_range_are_refused(hops: int) -> None:
    with pytest.raises(ValueError, match="hops must be 1 to 5"):
        reach(*book(CHAIN), EGO, hops=hops)


def test_a_book_that_has_its_network_at_hand_gives_the_same_routes(sample_book: Path) -> None:
    with open_book(sample_book) as opened:
        days = [opened.story_day or AS_OF, date(2025, 3, 31)]
        wanted = ("Dana Okafor", "Larkspur Hotels")
        before = [opened.paths(name, as_of=day) for day in days for name in wanted]
        assert all(opened.network(day).ties for day in days)
        assert [opened.paths(name, as_of=day) for day in days for name in wanted] == before


def told(book: Path, *words: str) -> str:
    result = CliRunner().invoke(main, ["reach", *words, "--book", str(book)])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_the_command_lists_whom_to_ask_for_whom(sample_book: Path) -> None:
    lines = told(sample_book, "--new", "--limit", "3").splitlines()
    assert lines[0].split() == ["route", "ties", "to", "ask", "does"]
    assert lines[1].startswith("Strong  2     ") and "(you know them)" not in lines[1]
    assert len(lines) == 6 and " people: " in lines[-1]
    assert "(you know them)" in told(sample_book, "--limit", "1")


def test_the_command_says_in_json_what_the_book_answers(sample_book: Path) -> None:
    answer = json.loads(told(sample_book, "--hops", "2", "--json"))
    assert (len(answer["people"]), answer["hops"], len(answer["by_hops"])) == (50, 2, 2)
    assert answer["total"] == sum(answer["by_hops"])


def test_the_command_says_so_when_there_is_no_route(tmp_path: Path) -> None:
    book = tmp_path / "new.refnet"
    CliRunner().invoke(main, ["new", "--me", "Ann Lindqvist", "--book", str(book)])
    assert told(book).startswith("There is no route to anybody.")
