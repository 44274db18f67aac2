"""What was planted in the sample's files, and stands in its truth, is found by the answers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import sample_data
from refnet.analysis.paths import WarmPaths
from refnet.book import Book, new_book, open_book
from refnet.errors import AmbiguousPersonError
from refnet.export.whole import export_book
from refnet.model import Person, Referral
from refnet.stores.memory import MemoryStore

TODAY = date(2026, 10, 31)
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((sample_data.FILES / "truth.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def in_memory(sample_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The sample's book in memory, as it is exported and read again."""
    exported = tmp_path_factory.mktemp("sample") / "sample.json"
    with open_book(sample_book) as file:
        exported.write_bytes(export_book(file.store, file.snapshot(TODAY), file.ego, ".json").content)
    with new_book(MemoryStore.address, "Maya Castellan", now=NOW) as book:
        assert not book.import_file(exported, now=NOW).error
        yield book


@pytest.fixture(params=["memory", "sqlite", "neo4j"])
def book(request: pytest.FixtureRequest, sample_book: Path) -> Iterator[Book]:
    """The sample's book in each kind of store."""
    if request.param == "memory":
        yield request.getfixturevalue("in_memory")
        return
    server = request.getfixturevalue("neo4j_sample") if request.param == "neo4j" else None
    with open_book(server.uri if server else sample_book) as opened:
        yield opened


def called(book: Book, name: str) -> list[Person]:
    return [person for person in book.store.all_people() if name in (person.name, *person.names)]


def routes(book: Book, name: str, **options: Any) -> list[tuple[str, ...]]:
    answer = book.paths(name, **{"as_of": TODAY, "routes": 100, **options})
    return [route.names for route in answer.routes]


def test_the_book_is_marked_as_the_sample_and_stands_on_its_day(book: Book) -> None:
    assert (book.sample, book.story_day) == (True, TODAY)
    assert book.person(book.ego).name == "Maya Castellan"
    assert 500 < book.counts()["people"] < 750


def test_one_person_under_three_names_is_one(book: Book, truth: dict[str, Any]) -> None:
    case = truth["one_person_several_names"]
    (person,) = {p.id: p for name in case["names"] for p in called(book, name)}.values()
    assert set(case["emails"]) <= set(person.emails)


def test_two_people_of_one_name_stay_two(book: Book, truth: dict[str, Any]) -> None:
    for case in truth["two_people_one_name"]:
        homes = [p for p in called(book, case["name"]) if case["emails"][0] in p.emails]
        assert [p.organizations[0] for p in homes] == [case["organization"]]
    with pytest.raises(AmbiguousPersonError):
        book.target("Samuel Oyelaran")


def test_a_wrong_merge_is_undone(sample_book: Path, tmp_path: Path, truth: dict[str, Any]) -> None:
    """The two of one name, joined by mistake and taken apart again: people, events and ties are as they were."""
    copy = tmp_path / "sample.refnet"
    shutil.copy(sample_book, copy)
    with open_book(copy) as book:
        homes = [
            next(p for p in called(book, case["name"]) if case["emails"][0] in p.emails)
            for case in truth["two_people_one_name"]
        ]
        before = {part: book.store.dump()[part] for part in ("people", "events", "ties")}
        theirs = [part.key for part in book.parts(homes[1].id)]
        kept = book.merge(homes[0].id, homes[1].id)
        assert set(book.person(kept).emails) == {homes[0].emails[0], homes[1].emails[0]}
        book.split(kept, theirs)
        assert {part: book.store.dump()[part] for part in before} == before


def test_a_shared_mailbox_joins_nobody(book: Book, truth: dict[str, Any]) -> None:
    for case in truth["shared_mailboxes"].values():
        homes = [{p.id for p in called(book, name)} for name in case["people"]]
        assert all(homes)
        assert not any(first & second for first, second in combinations(homes, 2))


def test_colleagues_who_share_a_telephone_stay_two(book: Book, truth: dict[str, Any]) -> None:
    first, second = (called(book, name) for name in truth["colleagues_sharing_domain_and_phone"])
    assert not {p.id for p in first} & {p.id for p in second}


def test_the_observed_routes_go_before_the_claimed(book: Book, truth: dict[str, Any]) -> None:
    found = routes(book, truth["demo"]["target"], per_first_contact=False)
    observed = [found.index(tuple(route)) for route in truth["demo"]["observed_routes"]]
    claimed = [found.index(tuple(r)) for r in truth["demo"]["claimed_routes"] if tuple(r) in found]
    assert max(observed) < min(claimed, default=len(found))
    assert not any(name in route for route in found for name in truth["demo"]["never_through"])


def test_three_ties_that_hold_beat_two_that_are_only_claimed(book: Book, truth: dict[str, Any]) -> None:
    """A connection on a list is no acquaintance: the longer route of people who really met comes first."""
    case = truth["claimed_against_observed"]
    found = routes(book, case["target"], as_of=date.fromisoformat(case["as_of"]), per_first_contact=False)
    assert found[0] == tuple(case["works"])
    assert tuple(case["fails"]) in found[1:]


def test_every_company_of_the_demonstration_has_a_route(book: Book, truth: dict[str, Any]) -> None:
    for name in [truth["demo"]["organization"], *truth["demo"]["other_organizations"]]:
        answer: WarmPaths = book.paths(name, as_of=TODAY)
        assert answer.routes
        for route in answer.routes:
            assert not any(slot in route.message.body for slot in ("None", "  ", "()", "{"))
            assert route.names[-1] in route.message.subject or len(route.people) == 2


def test_without_a_route_the_answer_says_who_knows_them(book: Book, truth: dict[str, Any]) -> None:
    case = truth["no_route"]
    nothing = book.paths(case["target"], as_of=TODAY).nothing
    assert nothing is not None
    assert all(name in nothing.why for name in case["known_by"])
    assert "refnet import" in nothing.help


def test_the_over_asked_are_not_asked_again(book: Book, truth: dict[str, Any]) -> None:
    name = truth["over_asked_connector"]["name"]
    assert name not in [ask.name for ask in book.today(TODAY).asks]
    through = [r for r in book.paths("Dana Okafor", as_of=TODAY).routes if r.names[1] == name]
    assert all("was asked" in route.caution for route in through)


def test_thanks_are_owed_to_those_who_referred_this_month(book: Book, truth: dict[str, Any]) -> None:
    owed = {item.name for item in book.today(TODAY).thanks}
    assert {case["to"] for case in truth["thanks_owed_now"]} <= owed


def test_promises_are_due_or_overdue_as_planted(book: Book, truth: dict[str, Any]) -> None:
    found = {(item.name, str(item.due), item.days_left < 0) for item in book.today(TODAY).promises}
    planted = truth["promises_open"]
    wanted = {(case["to"], case["due"], False) for case in planted["due_soon"]}
    wanted |= {(case["to"], case["due"], True) for case in planted["overdue"]}
    assert wanted <= found


def test_a_weekly_contact_who_falls_silent_is_noticed_before_90_days(book: Book, truth: dict[str, Any]) -> None:
    case = truth["weekly_contact_silent"]
    (quiet,) = [item for item in book.today(TODAY).quiet if item.name == case["name"]]
    assert quiet.silent_days == case["days"] < 90
    assert quiet.usual_gap_days is not None and quiet.silent_days > 8 * quiet.usual_gap_days


def test_a_quarterly_contact_is_shown_with_their_own_rhythm(book: Book, truth: dict[str, Any]) -> None:
    """Quiet by the calendar, and not by rhythm: both numbers are shown."""
    case = truth["quarterly_contact_silent"]
    (quiet,) = [item for item in book.today(TODAY).quiet if item.name == case["name"]]
    assert quiet.silent_days == case["days"] > 90
    assert quiet.usual_gap_days is not None and quiet.silent_days < 8 * quiet.usual_gap_days


def test_people_who_opted_out_are_in_no_answer(book: Book, truth: dict[str, Any]) -> None:
    hidden, uncontacted, unasked = (
        truth["opted_out"][flag] for flag in ("do-not-show", "do-not-contact", "do-not-ask")
    )
    assert not {p.name for p in book.people()} & set(hidden)
    assert not any(target.name in hidden for name in hidden for target in book.suggest(name))
    today = book.today(TODAY)
    shown = {item.name for part in (today.asks, today.thanks, today.quiet) for item in part}
    assert not shown & {*hidden, *uncontacted}
    assert not {ask.name for ask in today.asks} & set(unasked)
    for name in [*hidden, *uncontacted]:
        assert book.paths(called(book, name)[0].id, as_of=TODAY).routes == ()
    inner = {name for t in ("Dana Okafor", "Nightjar Pharma") for route in routes(book, t) for name in route[1:-1]}
    assert not inner & {*hidden, *uncontacted, *unasked}


def test_a_newer_export_of_the_referrals_counted_nothing_twice(book: Book) -> None:
    """The sheet of June and the whole one: each slip once, with its newest status."""
    sources = {s.label: s for s in book.sources()}
    whole_id, june_id = (sources[f"maya-referrals{part}.csv"].id for part in ("", "-june"))
    events = [e for e in book.store.all_events(kinds=["referral"]) if isinstance(e.event, Referral)]
    seen = book.store.sightings([e.id for e in events])
    whole = {key for key, told in seen.items() if any(s.source_id == whole_id for s in told)}
    june = {key for key, told in seen.items() if any(s.source_id == june_id for s in told)}
    assert june and june <= whole
    assert len(whole) == sources["maya-referrals.csv"].counts["used"]


def test_the_past_knows_nothing_of_what_came_later(book: Book) -> None:
    day = date(2024, 6, 1)
    answer = book.paths("Larkspur Hotels", as_of=day)
    events = {e for route in answer.routes for hop in route.hops for reason in hop.reasons for e in reason.events}
    days = [evidence.day for evidence in book.evidence(sorted(events), day) if evidence.day]
    assert days and max(days) <= day
    assert book.snapshot(day).as_of == day < TODAY - timedelta(days=365)


def test_the_root_of_the_cascade_that_went_cold_is_at_risk_and_the_other_is_proven(
    book: Book, truth: dict[str, Any]
) -> None:
    """Both sent two deals within two years; only one of them has fallen silent."""
    segments = {line.name: line.segment for line in book.advocates(TODAY).lines}
    assert segments[truth["cascade_gone_cold"]["root"]] == "at risk"
    assert segments[truth["cascade_control"]["root"]] == "proven"
