"""A book as networkx and pandas have it: everything that may be shown, under the promised names."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, cast

import networkx as nx
import pytest
from snapshots import AS_OF, EGO, ME, MemorySnapshot, book_events, meetings, person

from refnet.analysis.paths import open_asks
from refnet.book import open_book
from refnet.interop import FRAMES, FrameName, to_frame, to_networkx
from refnet.model import BookEvent, Employment, Note, Person, PersonId, Referral, kind_of
from refnet.network import WeighedTie

ANN = person(
    "Ann Lindqvist",
    emails=("ann@example.com", "ann@example.org"),
    phones=("0461 555 0101",),
    jobs=(Employment("Larkspur Hotels", "Buyer"), Employment("NA")),
    labels=("client", "golf"),
)
BO = person("Bo =1+1", emails=("bo@example.com",), phones=("555-0102",), flags=("do-not-contact", "do-not-ask"))
CY = person("Cy Adeyemi", emails=("cy@example.com",), flags=("do-not-show",))
WON = Referral(ANN.id, CY.id, EGO, date(2026, 3, 1), "won", value_cents=120_000, currency="USD")
GIVEN = Referral(EGO, BO.id, ANN.id)


class Whole:
    """A small book, whole."""

    def __init__(self, people: Iterable[Person], events: Iterable[BookEvent]) -> None:
        self._people, self._events = sorted(people, key=lambda p: p.id), list(events)
        self._snapshot = MemorySnapshot(self._people, self._events)

    def every_person(self) -> list[Person]:
        return self._people

    def every_tie(self) -> list[WeighedTie]:
        ids = [p.id for p in self._people]
        return self._snapshot.ties((a, b) for i, a in enumerate(ids) for b in ids[i + 1 :])

    def every_event(self, *, kinds: Iterable[str] = ()) -> list[BookEvent]:
        wanted = list(kinds)
        return [e for e in self._events if not wanted or kind_of(e.event) in wanted]


@pytest.fixture
def book() -> Whole:
    """Four people; Bo may not be contacted and Cy not be shown."""
    met = [*meetings("ego", "ann", 40, 10), *meetings("ego", "cy", 5)]
    return Whole([ME, ANN, BO, CY], book_events(*met, WON, GIVEN, Note(CY.id, AS_OF, "likes tea")))


EMPTY = Whole([], [])


def rows(book: Whole, name: FrameName) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", to_frame(book, name).to_dict("records"))


def test_a_graph_has_everybody_who_may_be_shown_and_their_ties(book: Whole) -> None:
    graph = to_networkx(book)
    assert dict(graph.nodes(data=True)) == {
        "ann": {"name": "Ann Lindqvist", "employer": "Larkspur Hotels", "flags": ""},
        "bo": {"name": "Bo =1+1", "employer": "", "flags": "do-not-contact; do-not-ask"},
        "ego": {"name": "Alex Rivera", "employer": "", "flags": ""},
    }
    assert list(graph.edges) == [("ann", "ego"), ("bo", "ego")]


def test_an_edge_has_strength_and_cost_and_no_weight(book: Whole) -> None:
    for _, _, told in to_networkx(book).edges(data=True):
        assert set(told) == {"strength", "cost"}
        assert 0 < told["strength"] <= 1
        assert told["cost"] == pytest.approx(-math.log(told["strength"]))
        assert math.copysign(1, told["cost"]) == 1


def test_the_shortest_path_by_cost_is_the_warmest_route(sample_book: Path) -> None:
    """As far as nobody on it is flagged or owes an answer, which networkx knows nothing of."""
    with open_book(sample_book) as opened:
        day, ego = date(2026, 10, 31), opened.ego
        graph, asked = opened.to_networkx(day), open_asks(opened.snapshot(day), ego)
        paths = nx.single_source_dijkstra_path(graph, ego, weight="cost")
        alike = 0
        for reached in opened.reach(day).people:
            path = paths[reached.person]
            if len(path) <= 5 and not any(p in asked or graph.nodes[p]["flags"] for p in path):
                assert reached.value == pytest.approx(_product(graph, path), abs=1e-8)
                alike += 1
        assert alike > 300


def _product(graph: nx.Graph, path: list[PersonId]) -> float:
    return math.prod(graph.edges[pair]["strength"] for pair in zip(path, path[1:], strict=False))


def test_people_are_told_with_their_best_address_unless_they_are_not_to_be_contacted(book: Whole) -> None:
    ann, bo, ego = rows(book, "people")
    assert ann == {
        "person_id": "ann",
        "name": "Ann Lindqvist",
        "employer": "Larkspur Hotels",
        "title": "Buyer",
        "email": "ann@example.com",
        "phone": "0461 555 0101",
        "labels": "client; golf",
        "flags": "",
    }
    assert (bo["name"], bo["email"], bo["phone"], bo["flags"]) == ("Bo =1+1", "", "", "do-not-contact; do-not-ask")
    assert ego["email"] == "alex@example.com"


def test_ties_are_told_with_what_they_are_made_of(book: Whole) -> None:
    told = {(row["a"], row["b"]): row for row in rows(book, "ties")}
    tie = told["ann", "ego"]
    assert (tie["a_name"], tie["b_name"], tie["assumed"], tie["grade"]) == (
        "Ann Lindqvist",
        "Alex Rivera",
        False,
        "observed",
    )
    assert (tie["meetings"], tie["contact_days"], tie["referrals"]) == (2, 3, 2)
    assert str(tie["last_day"])[:10] == "2026-10-22"
    assert all("cy" not in pair for pair in told)


def test_events_have_a_row_for_each_person_oldest_first(book: Whole) -> None:
    told = rows(book, "events")
    assert [(row["kind"], row["role"], row["name"]) for row in told] == [
        ("referral", "referrer", "Ann Lindqvist"),
        ("referral", "recipient", "Alex Rivera"),
        ("interaction", "participant", "Alex Rivera"),
        ("interaction", "participant", "Ann Lindqvist"),
        ("interaction", "participant", "Alex Rivera"),
        ("interaction", "participant", "Ann Lindqvist"),
        ("interaction", "participant", "Alex Rivera"),
        ("referral", "referrer", "Alex Rivera"),
        ("referral", "prospect", "Bo =1+1"),
        ("referral", "recipient", "Ann Lindqvist"),
    ]


def test_referrals_are_told_in_cents_and_without_whom_is_not_to_be_shown(book: Whole) -> None:
    frame = to_frame(book, "referrals")
    assert frame.value_cents.dropna().tolist() == [120_000]
    won, given = frame.to_dict("records")
    assert (won["referrer_name"], won["recipient"], won["stage"], won["currency"]) == (
        "Ann Lindqvist",
        "ego",
        "won",
        "USD",
    )
    assert frame.prospect.isna().tolist() == frame.prospect_name.isna().tolist() == [True, False]
    assert given["prospect_name"] == "Bo =1+1" and frame.day.isna().tolist() == [False, True]


@pytest.mark.parametrize("name", FRAMES)
def test_a_table_has_the_same_columns_when_there_is_nothing_in_it(name: FrameName, book: Whole) -> None:
    empty, full = to_frame(EMPTY, name), to_frame(book, name)
    assert (len(empty), list(empty.columns)) == (0, list(full.columns))
    days = [column for column in full.columns if column.endswith("day")]
    assert {str(frame[day].dtype) for frame in (empty, full) for day in days} <= {"datetime64[s]"}


def test_nothing_tells_of_somebody_who_is_not_to_be_shown(book: Whole) -> None:
    told = "".join(to_frame(book, name).to_csv() for name in FRAMES) + str(to_networkx(book).nodes(data=True))
    assert "cy" not in told.lower().replace("currency", "") and "tea" not in told


def test_an_unknown_table_is_refused(book: Whole) -> None:
    with pytest.raises(ValueError, match="people, ties, events, referrals, not 'persons'"):
        to_frame(book, cast("FrameName", "persons"))


def test_a_book_gives_its_tables_as_of_a_day(sample_book: Path) -> None:
    """Without a day: the sample's own."""
    day = date(2025, 6, 30)
    with open_book(sample_book) as opened:
        past = {name: opened.to_frame(name, day) for name in FRAMES}
        now = {name: opened.to_frame(name) for name in FRAMES}
        assert past["ties"][["a", "b"]].to_numpy().tolist() == sorted(past["ties"][["a", "b"]].to_numpy().tolist())
        assert len(past["people"]) == len(now["people"])
        for name in ("ties", "events", "referrals"):
            assert 0 < len(past[name]) < len(now[name])
        for name, column in (("ties", "last_day"), ("events", "day"), ("referrals", "day")):
            assert past[name][column].max().date() <= day < now[name][column].max().date()
        assert len(now["ties"]) == opened.to_networkx().number_of_edges()
