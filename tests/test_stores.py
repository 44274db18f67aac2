"""What every store promises, held against each of them, and that they give the same answers."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refnet.errors import BookNotFoundError, ForeignBookError, StaleChangeError, UnsupportedStoreError
from refnet.model import (
    EVENT_KINDS,
    PEOPLE_FIELDS,
    Address,
    Ask,
    BookEvent,
    Employment,
    EventId,
    Feedback,
    Interaction,
    Introduction,
    Membership,
    PartialDate,
    Person,
    PersonId,
    Purchase,
    Referral,
    Relation,
    SourceId,
    When,
    people_of,
)
from refnet.records import ME, EventRecord, ExternalId, Mention, PersonRecord, Problem, Record
from refnet.stores import archive, codec, open_store
from refnet.stores.base import EVERYONE, NOBODY, Change, Decision, Sighting, Store, StoredSource, Tie, View
from refnet.stores.memory import MemoryStore
from refnet.strength import Profile, TieSums

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
HOSTILE = (
    "'; DROP TABLE person; --",
    'Robert"); DELETE FROM tie; --',
    "100% _real_ * OR NEAR(",
    "NULL",
    "NA",
    "x" * 300,
    "Zoë 🦊 Ångström",
    "اسم",
    "with\ttab and\nline",
    "back\\slash",
    "\ufffd",
)


@pytest.fixture(params=["memory", "sqlite", "neo4j"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty book of each kind."""
    address = {"memory": "memory:", "sqlite": str(tmp_path / "book.refnet")}.get(request.param)
    address = address or request.getfixturevalue("neo4j_database").uri
    opened = open_store(address, create=True)
    yield opened
    opened.close()


def step(store: Store, *, kind: Any = "edit", **what: Any) -> int:
    """Apply a change to the book as it is."""
    revision = store.revision()
    return store.apply(Change(f"change {revision}", revision, kind, NOW, **what))


def source(number: int, *, import_id: str = "", **more: Any) -> StoredSource:
    source_id = SourceId(f"s{number}")
    return StoredSource(
        source_id, import_id or f"i{number}", "template.contacts", "contacts.csv", "ab", "me", NOW, **more
    )


def person(person_id: str, name: str = "", **more: Any) -> Person:
    return Person(PersonId(person_id), name or person_id, **more)


def works_at(*organizations: str) -> tuple[Employment, ...]:
    return tuple(Employment(organization) for organization in organizations)


def seen(number: int, *records: Record) -> tuple[Sighting, ...]:
    return tuple(Sighting(SourceId(f"s{number}"), record) for record in records)


def said(key: str, name: str, locator: str = "row 2") -> PersonRecord:
    return PersonRecord(key, locator, name=name)


def met(event_id: str, *people: str, at: When | None = None) -> BookEvent:
    return BookEvent(EventId(event_id), Interaction(at, tuple(map(PersonId, people)), "meeting"))


def tie(a: str, b: str, contacts: int = 1) -> Tie:
    return Tie(PersonId(a), PersonId(b), TieSums("observed", contacts=contacts))


def ids(found: Any) -> list[str]:
    return [each.id for each in found]


def keys(found: list[Record]) -> list[str]:
    return [record.key for record in found]


# ------------------------------------------------------------------------------------------------------ changes


def test_sweeping_changes_nothing_that_is_told(store: Store) -> None:
    step(store, sources=(source(1),), sightings=seen(1, said("a", "Ann")), view=View(people=(person("p1"),)))
    before = store.dump()
    store.sweep()
    assert (store.dump(), store.revision()) == (before, 1)


def test_after_sweeping_nothing_of_what_was_removed_is_on_the_disk(tmp_path: Path) -> None:
    """Neither in the file's free space, nor in its log, nor in what was worked out beside it."""
    store = open_store(str(tmp_path / "book.refnet"), create=True)
    step(store, view=View(people=(person("p1", "Zelda Quirkwood"),)))
    (tmp_path / "book.refnet.cache").mkdir()
    (tmp_path / "book.refnet.cache" / "people").write_text("Zelda Quirkwood")
    step(store, view=View(removed_people=(PersonId("p1"),)))
    store.sweep()
    left = [path for path in tmp_path.rglob("*") if path.is_file() and b"Quirkwood" in path.read_bytes()]
    store.close()
    assert left == []


def test_a_new_book_is_empty_and_at_revision_0(store: Store) -> None:
    assert store.revision() == 0
    assert store.counts() == {"people": 0, "events": 0, "ties": 0, "records": 0, "sources": 0}
    assert store.profile() == Profile()
    assert [store.sources(), store.records(), store.decisions(), store.aliases(), store.setting("sample")] == [
        *([[]] * 3),
        {},
        "",
    ]


def test_every_change_raises_the_revision_by_one(store: Store) -> None:
    assert [step(store, settings={"a": "b"}) for _ in range(3)] == [1, 2, 3]
    assert store.revision() == 3


def test_a_change_that_was_seen_before_does_nothing(store: Store) -> None:
    change = Change("once", 0, "edit", NOW, settings={"name": "first"})
    assert store.apply(change) == 1
    assert store.apply(replace(change, settings={"name": "second"})) == 1
    step(store, settings={"name": "third"})
    assert store.apply(change) == 2
    assert store.setting("name") == "third"


def test_a_change_worked_out_against_another_revision_is_refused(store: Store) -> None:
    step(store, settings={"name": "first"})
    for revision in (0, 2):
        with pytest.raises(StaleChangeError, match="revision 1"):
            store.apply(Change(f"stale {revision}", revision, "edit", NOW, settings={"name": "second"}))
    assert (store.setting("name"), store.revision()) == ("first", 1)


def test_a_change_that_fails_in_the_middle_leaves_the_book_as_it_was(store: Store) -> None:
    """The second sighting names a source that is nowhere: a bug, and no half of the change is kept."""
    step(store, sources=(source(1),), sightings=seen(1, said("k1", "Dana")), view=View(people=(person("p1"),)))
    before = store.dump()
    with pytest.raises(KeyError):
        step(
            store,
            removed_import="i1",
            sources=(source(2),),
            sightings=seen(2, said("k2", "Bo")) + seen(9, said("k3", "Cy")),
            settings={"name": "text"},
            view=View(people=(person("p2"),), removed_people=(PersonId("p1"),)),
        )
    assert (store.dump(), store.revision()) == (before, 1)
    assert step(store, settings={"name": "text"}) == 2


def test_settings_are_kept_until_their_text_is_empty(store: Store) -> None:
    step(store, settings={"sample": "yes", "story_day": "2026-03-01"})
    step(store, settings={"sample": ""})
    assert [store.setting(name) for name in ("sample", "story_day", "never set")] == ["", "2026-03-01", ""]


# ------------------------------------------------------------------------------------------------- what was said


def test_sources_come_oldest_first_with_everything_that_was_told_of_them(store: Store) -> None:
    problems = (
        Problem("vcard.no-year", "card 212", 'BDAY "--0412"', kept="month, day"),
        Problem("x", "", "", "refused"),
    )
    told = [source(2, counts={"rows": 3, "used": 2}, problems=problems), source(1)]
    for each in told:
        step(store, kind="import", sources=(each,))
    assert store.sources() == told


def test_a_source_that_is_told_again_keeps_its_place(store: Store) -> None:
    step(store, sources=(source(1), source(2)), sightings=seen(1, said("k1", "Dana")))
    step(store, sources=(replace(source(1), label="mine.csv"),))
    assert [each.label for each in store.sources()] == ["mine.csv", "contacts.csv"]
    assert keys(store.records()) == ["k1"]


def test_a_record_is_as_its_latest_source_told_it_and_stands_where_its_first_did(store: Store) -> None:
    step(store, sources=(source(1),), sightings=seen(1, said("k1", "Dana"), said("k2", "Bo")))
    step(store, sources=(source(2),), sightings=seen(2, said("k3", "Cy"), said("k1", "Dana Okafor", "row 9")))
    assert store.records() == [said("k1", "Dana Okafor", "row 9"), said("k2", "Bo"), said("k3", "Cy")]


def test_a_key_told_twice_by_one_source_keeps_the_first_place_and_the_last_content(store: Store) -> None:
    told = seen(1, said("k1", "Dana"), said("k2", "Bo"), said("k1", "Dana Okafor", "row 4"))
    step(store, sources=(source(1),), sightings=told)
    assert store.records() == [said("k1", "Dana Okafor", "row 4"), said("k2", "Bo")]
    step(store, sightings=seen(1, said("k3", "Cy"), said("k2", "Bo Lind")))
    assert [record.display_name for record in store.records() if isinstance(record, PersonRecord)] == [
        "Dana Okafor",
        "Bo Lind",
        "Cy",
    ]


def test_undo_brings_back_the_older_text_and_the_order_of_what_remains(store: Store) -> None:
    step(store, kind="import", sources=(source(1),), sightings=seen(1, said("k1", "Dana"), said("k2", "Bo")))
    step(store, kind="import", sources=(source(2),), sightings=seen(2, said("k2", "Bo Lind"), said("k1", "D. Okafor")))
    assert keys(store.records()) == ["k1", "k2"]
    step(store, kind="undo", removed_import="i1")
    assert store.records() == [said("k2", "Bo Lind"), said("k1", "D. Okafor")]
    step(store, kind="undo", removed_import="i2")
    assert store.counts()["records"] == store.counts()["sources"] == 0


def test_an_undone_import_leaves_the_book_as_if_it_had_never_been(store: Store) -> None:
    step(store, sources=(source(1),), sightings=seen(1, said("k1", "Dana")))
    before = store.dump()
    both = (source(2, import_id="zip"), source(3, import_id="zip"))
    told = seen(2, said("k1", "Dana O."), said("k2", "Bo")) + seen(3, said("k3", "Cy"))
    step(store, kind="import", sources=both, sightings=told)
    assert store.dump() != before
    step(store, kind="undo", removed_import="zip")
    assert store.dump() == before


def test_an_import_that_comes_again_after_its_undo_is_the_newest(store: Store) -> None:
    for number in (1, 2):
        step(store, sources=(source(number),), sightings=seen(number, said("k", f"Name {number}")))
    step(store, removed_import="i1")
    step(store, sources=(source(1),), sightings=seen(1, said("k", "Name 1")))
    assert ids(store.sources()) == ["s2", "s1"]
    assert store.records() == [said("k", "Name 1")]


def test_a_single_sighting_can_be_taken_back(store: Store) -> None:
    step(
        store,
        sources=(source(1), source(2)),
        sightings=seen(1, said("k1", "A"), said("k2", "B")) + seen(2, said("k1", "C")),
    )
    step(store, removed_sightings=((SourceId("s2"), "k1"), (SourceId("s1"), "k2"), (SourceId("s9"), "k9")))
    assert store.records() == [said("k1", "A")]
    assert len(store.sources()) == 2


def test_sightings_tell_who_told_what_oldest_source_first(store: Store) -> None:
    step(store, sources=(source(2),), sightings=seen(2, said("k1", "Dana", "row 7")))
    step(store, sources=(source(1),), sightings=seen(1, said("k1", "Dana O.", "row 3"), said("k2", "Bo")))
    found = store.sightings(key for key in ("k1", "k2", "k3"))
    assert found == {
        "k1": [*seen(2, said("k1", "Dana", "row 7")), *seen(1, said("k1", "Dana O.", "row 3"))],
        "k2": [*seen(1, said("k2", "Bo"))],
    }


def test_decisions_come_oldest_first_until_they_are_removed(store: Store) -> None:
    first, second = Decision("d2", "same", "k1", "k2"), Decision("d1", "different", "k1", "k2")
    step(store, decisions=(first,))
    step(store, decisions=(second,))
    assert store.decisions() == [first, second]
    step(store, removed_decisions=("d2", "d9"))
    assert store.decisions() == [second]


# ----------------------------------------------------------------------------------------------------- the view


def test_what_was_said_is_given_whole_by_source_and_place(store: Store) -> None:
    step(
        store, sources=(source(1),), sightings=(Sighting(SourceId("s1"), said("k2", "B")),), settings={"sample": "yes"}
    )
    later = tuple(Sighting(SourceId("s2"), said(key, key)) for key in ("k3", "k2", "k1"))
    step(store, sources=(source(2),), sightings=later, decisions=(Decision("d1", "same", "k1", "k2"),))
    found = store.said()
    assert [(s.source_id, s.record.key) for s in found.sightings] == [
        ("s1", "k2"),
        ("s2", "k3"),
        ("s2", "k2"),
        ("s2", "k1"),
    ]
    assert (list(found.sources), list(found.decisions)) == (store.sources(), store.decisions())
    assert found.settings == {"sample": "yes"}
    assert archive.from_json(archive.to_json(found), "book.json") == found


def test_an_id_leads_to_its_person_also_after_a_merge(store: Store) -> None:
    step(store, view=View(people=(person("p1"),), aliases={"p2": PersonId("p1"), "p3": PersonId("p1")}))
    assert [store.person_id(i) for i in ("p1", "p2", "p9")] == ["p1", "p1", None]
    step(store, view=View(removed_aliases=("p2", "p9"), aliases={"p3": PersonId("p1")}))
    assert store.person_id("p2") is None
    assert store.aliases() == {"p3": "p1"}


def test_people_are_given_by_id_and_as_they_are_now(store: Store) -> None:
    step(store, view=View(people=(person("p2", "Bo"), person("p1", "Dana"), person("p3", "Cy"))))
    step(store, view=View(people=(person("p1", "Dana Okafor"),), removed_people=(PersonId("p3"), PersonId("p9"))))
    assert store.people(map(PersonId, ("p3", "p1", "p9"))) == {"p1": person("p1", "Dana Okafor")}
    assert list(store.all_people()) == [person("p1", "Dana Okafor"), person("p2", "Bo")]


def test_search_finds_people_by_the_beginnings_of_all_words(store: Store) -> None:
    dana = person(
        "p1", "Dána O'Neil-Mäder", emails=("dana.o@example.com",), jobs=works_at("Larkspur Hotels", "Fernhill")
    )
    bo = person("p2", "Bo Lind", names=("Bo Lind", "Bosse Lindqvist"), jobs=works_at("Larkspur Hotels"))
    step(store, view=View(people=(dana, bo)))
    for text in ("dana", "DANA mader", "neil", "dana.o@example.com", "fern dan", "o'n"):
        assert ids(store.search(text)) == ["p1"], text
    assert ids(store.search("lark")) == ["p2", "p1"]
    assert ids(store.search("bosse")) == ["p2"]
    for text in ("", " ", "...", "ana", "dana lindqvist", "larkspurhotels"):
        assert store.search(text) == [], text


def test_search_gives_whole_names_first_then_by_name_and_id(store: Store) -> None:
    people = [
        person("p1", "Jo Ng", names=("Jo Ng", "Jo")),
        person("p2", "Jo"),
        person("p3", "JÖ"),
        person("p4", "Jo Abe"),
    ]
    step(store, view=View(people=(*people, person("p0", "Jo Abe"), person("p5", "Joan"))))
    assert ids(store.search("jo")) == ["p2", "p3", "p1", "p0", "p4", "p5"]
    assert ids(store.search("jo", limit=4)) == ["p2", "p3", "p1", "p0"]


def test_search_follows_what_is_changed_and_removed(store: Store) -> None:
    step(store, view=View(people=(person("p1", "Dana", jobs=works_at("Acme")), person("p2", "Bo"))))
    step(store, view=View(people=(person("p1", "Ines"),), removed_people=(PersonId("p2"),)))
    assert [store.search(text) for text in ("dana", "acme", "bo")] == [[], [], []]
    assert store.at_organization("Acme") == []
    assert ids(store.search("ines")) == ["p1"]


def test_people_at_an_organization_are_found_however_it_is_written(store: Store) -> None:
    people = (
        person("p1", "Cy", jobs=works_at("Fernhill", "Acme Tools, Inc.")),
        person("p2", "Bo", jobs=works_at("ACME tools", "acme tools ltd")),
        person("p3", "Al", jobs=works_at("Acme Tools Europe", "", "…")),
    )
    step(store, view=View(people=people))
    assert ids(store.at_organization("Acme Tools GmbH")) == ["p2", "p1"]
    assert ids(store.at_organization("acme tools", limit=1)) == ["p2"]
    assert store.at_organization("") == store.at_organization("acme") == []


def test_neighbours_are_the_other_ends_with_their_sums(store: Store) -> None:
    step(store, view=View(ties=(tie("b", "c", 3), tie("a", "b", 1), tie("b", "d", 4), tie("c", "d", 2))))
    found = store.neighbours(map(PersonId, ("b", "d", "z")))
    assert [(i, [(other, sums.contacts) for other, sums in others]) for i, others in found.items()] == [
        ("b", [("a", 1), ("c", 3), ("d", 4)]),
        ("d", [("b", 4), ("c", 2)]),
        ("z", []),
    ]
    step(store, view=View(ties=(tie("a", "b", 9),), removed_ties=((PersonId("b"), PersonId("d")),)))
    assert store.neighbours([PersonId("d")]) == {"d": [("c", TieSums("observed", 2))]}
    assert list(store.ties()) == [tie("a", "b", 9), tie("b", "c", 3), tie("c", "d", 2)]


def test_neighbours_can_be_those_among_some_people_only(store: Store) -> None:
    step(store, view=View(ties=(tie("b", "c", 3), tie("a", "b", 1), tie("b", "d", 4), tie("c", "d", 2))))
    asked, among = list(map(PersonId, ("b", "d", "z"))), set(map(PersonId, ("a", "d", "z", "\udfff")))
    found = store.neighbours(asked, among=among)
    assert {i: [(other, sums.contacts) for other, sums in others] for i, others in found.items()} == {
        "b": [("a", 1), ("d", 4)],
        "d": [],
        "z": [],
    }
    assert list(found) == asked
    assert store.neighbours(asked, among=set()) == {"b": [], "d": [], "z": []}


def test_a_tie_keeps_each_of_its_sums(store: Store) -> None:
    """Every column holds its own field."""
    numbers = {field.name: i for i, field in enumerate(fields(TieSums)) if field.name != "grade"}
    told = Tie(PersonId("a"), PersonId("b"), TieSums(grade="confirmed", **numbers))
    step(store, view=View(ties=(told,)))
    assert list(store.ties()) == [told]


def test_events_are_given_by_id_by_person_and_by_kind(store: Store) -> None:
    ask = BookEvent(EventId("e2"), Ask(PersonId("a"), PersonId("b"), date(2026, 1, 2)))
    told = (met("e3", "a", "c"), ask, met("e1", "b", "b", "c"))
    step(store, view=View(events=told))
    assert ids(store.all_events()) == ["e1", "e2", "e3"]
    assert ids(store.all_events(kinds=iter(["ask", "note"]))) == ["e2"]
    assert ids(store.events_of(map(PersonId, "az"))) == ["e2", "e3"]
    assert ids(store.events_of(map(PersonId, "bc"), kinds=("interaction",))) == ["e1", "e3"]
    assert store.events_of([]) == store.events_of([PersonId("a")], kinds=("note",)) == []
    for pairs in ([("a", "b")], [("b", "a"), ("a", "z")], [("a", "a")], []):
        there = [{PersonId(a), PersonId(b)} for a, b in pairs]
        wanted = [e for e in store.all_events() if any(pair <= set(people_of(e.event)) for pair in there)]
        assert store.events_between([(PersonId(a), PersonId(b)) for a, b in pairs]) == wanted
    assert store.events(map(EventId, ("e2", "e9"))) == {"e2": ask}


def test_an_event_that_changes_leaves_the_people_it_no_longer_names(store: Store) -> None:
    step(store, view=View(events=(met("e1", "a", "b"), met("e2", "a", "b"))))
    step(store, view=View(events=(met("e1", "b", "c"),), removed_events=(EventId("e2"), EventId("e9"))))
    assert [ids(store.events_of([PersonId(p)])) for p in "abc"] == [[], ["e1"], ["e1"]]


def test_the_profile_is_that_of_the_newest_change(store: Store) -> None:
    profile = Profile((1, 2), (3, 4), (5, 6), newest_day=7, last_event_day=8)
    step(store, view=View(profile=profile))
    assert store.profile() == profile


def test_counts_count_records_once_however_many_told_of_them(store: Store) -> None:
    view = View(people=(person("a"), person("b")), events=(met("e", "a", "b"),), ties=(tie("a", "b"),))
    told = seen(1, said("k1", "A"), said("k2", "B")) + seen(2, said("k1", "A"))
    step(store, sources=(source(1), source(2)), sightings=told, view=view)
    assert store.counts() == {"people": 2, "events": 1, "ties": 1, "records": 2, "sources": 2}


# ----------------------------------------------------------------------------------------------------- any value


@pytest.mark.parametrize("kind", EVENT_KINDS)
@pytest.mark.parametrize(
    "at", [None, date(2026, 2, 3), datetime(2026, 2, 3, tzinfo=UTC)], ids=["never", "day", "moment"]
)
def test_every_kind_of_event_comes_back_equal(store: Store, kind: str, at: When | None) -> None:
    """A day stays a day and a moment a moment, in what was said and in the view."""
    record, event = EventRecord("k", "row 2", event_of(kind, Mention("Dana"), at)), event_of(kind, PersonId("p"), at)
    step(store, sources=(source(1),), sightings=seen(1, record), view=View(events=(BookEvent(EventId("e"), event),)))
    (told,), (happened,) = store.records(), store.all_events()
    assert (told, happened.event) == (record, event)
    assert isinstance(told, EventRecord)
    assert type(told.event.at) is type(happened.event.at) is type(at)


def event_of(kind: str, who: Any, at: When | None) -> Any:
    people = {field: (who, who) if field == "people" else who for field in PEOPLE_FIELDS[kind]}
    return EVENT_KINDS[kind](**people, at=at, **({"value_cents": -5} if kind == "purchase" else {}))


MENTION = Mention("Dana", "dana@example.com", "555-0101", "https://example.com", "Larkspur", record="k")
RICH: list[Record] = [
    PersonRecord(
        "k",
        "card 3",
        "Dana Okafor",
        *("given", "middle", "family", "prefix", "suffix", "nickname"),
        emails=("a@example.com", "b@example.com"),
        phones=("555-0100",),
        urls=("https://example.com/?a=b&c",),
        jobs=(Employment("Larkspur", "Head", "Buying", date(2020, 1, 1), date(2021, 1, 1)), Employment("")),
        addresses=(Address("1 High St", postcode="01234"),),
        memberships=(Membership("Chapter", "Seat", None, date(2024, 2, 29)),),
        birthday=PartialDate(None, 4, 12),
        labels=("friend",),
        notes=HOSTILE,
        flags=("do-not-ask", "do-not-show"),
        external_ids=(ExternalId("crm", "17"),),
        me=True,
    ),
    PersonRecord("", ""),
    EventRecord("k", "row 1", Introduction(MENTION, ME, Mention(), NOW, "met", {"asked": date(2026, 1, 1)}, "note")),
    EventRecord("k", "row 1", Referral(ME, ME, ME, None, "won", {}, 2**63 - 1, "EUR", "yes")),
    EventRecord("k", "row 1", Purchase(ME, ME, NOW.replace(microsecond=123456), -100)),
    EventRecord("k", "row 1", Feedback(ME, ME, None, 0.1 + 0.2)),
    EventRecord("k", "row 1", Relation(ME, ME, "spouse", "wife")),
    EventRecord("k", "row 1", Ask(ME, ME, None, None)),
    EventRecord("k", "row 1", Interaction(NOW, (ME, MENTION, ME), "mail", "one-way", True, 9, 30)),
]


@pytest.mark.parametrize("record", RICH, ids=lambda record: type(getattr(record, "event", record)).__name__)
def test_a_record_comes_back_with_every_value(store: Store, record: Record) -> None:
    step(store, sources=(source(1),), sightings=seen(1, record))
    assert store.records() == [record]


def test_a_person_comes_back_with_every_value(store: Store) -> None:
    rich = RICH[0]
    assert isinstance(rich, PersonRecord)
    shared = {f.name for f in fields(Person)} & {f.name for f in fields(PersonRecord)}
    told = Person(PersonId("p"), records=("k1", "k2"), names=HOSTILE, **{name: getattr(rich, name) for name in shared})
    step(store, view=View(people=(told,)))
    assert list(store.all_people()) == [told]


def test_a_moment_of_another_zone_is_the_same_moment(store: Store) -> None:
    elsewhere = datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=-5)))
    step(store, view=View(events=(met("e", "a", at=elsewhere),)))
    assert next(store.all_events()).event.at == elsewhere


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(store: Store, text: str) -> None:
    """As name, key, id, label, setting and search; nothing else in the book is touched."""
    someone = person(text, text, jobs=works_at(text))
    told = PersonRecord(text, text, name=text)
    step(store, view=View(people=(person("p", "Dana"),)))
    step(
        store,
        sources=(replace(source(1), label=text, importer=text),),
        sightings=seen(1, told),
        decisions=(Decision(text, "same", text, text),),
        settings={text: text},
        view=View(
            people=(someone,), events=(met(text, text),), ties=(tie(*sorted((text, "p"))),), aliases={"q": someone.id}
        ),
    )
    assert store.records() == [told]
    assert store.sightings([text]) == {text: [*seen(1, told)]}
    assert store.setting(text) == text
    assert store.person_id(text) == store.person_id("q") == text
    assert store.people([someone.id]) == {text: someone}
    assert ids(store.events_of([someone.id])) == [text]
    assert [other for other, _ in store.neighbours([someone.id])[someone.id]] == ["p"]
    assert all(found in (someone, person("p", "Dana")) for found in store.search(text))
    assert store.counts()["people"] == 2


@pytest.mark.parametrize(
    "text", ['"', "'", "%", "_", "*", "dana*", '"dana', "dana OR bo", "NOT", "name:dana", "(", "^"]
)
def test_a_search_knows_no_operators(store: Store, text: str) -> None:
    step(store, view=View(people=(person("p", "Dana Okafor"), person("q", "Bo"))))
    assert ids(store.search(text)) == (["p"] if text.strip('*"') == "dana" else [])


def test_a_lone_surrogate_is_kept_as_the_replacement_character(store: Store) -> None:
    bad, good = "Da\ud800na", "Da\ufffdna"
    view = View(people=(person(bad, bad),), events=(met(bad, bad),), aliases={bad: PersonId(bad)})
    told = seen(1, said(bad, bad, bad))
    step(store, sources=(replace(source(1), label=bad),), sightings=told, settings={bad: bad}, view=view)
    assert store.records() == [said(good, good, good)]
    assert list(store.all_people()) == [person(good, good)]
    assert (store.setting(good), store.sources()[0].label, store.aliases()) == (good, good, {good: good})


def test_nothing_is_found_by_a_text_that_no_book_can_hold(store: Store) -> None:
    bad = PersonId("\udfff")
    step(store, view=View(people=(person("\ufffd"),)))
    assert (store.person_id(bad), store.setting(bad)) == (None, "")
    assert store.neighbours([bad]) == {bad: []}
    assert store.people([bad]) == store.events([EventId(bad)]) == store.sightings([bad]) == {}
    assert store.events_of([bad]) == store.search(bad) == store.at_organization(bad) == []


def test_lists_of_ids_have_no_limit(store: Store) -> None:
    step(store, view=View(people=(person("p1"),), ties=(tie("p1", "p2"),)))
    many = [PersonId(f"p{i}") for i in range(50_000)]
    assert len(store.people(many)) == 1
    assert sum(map(len, store.neighbours(many).values())) == 2


# ------------------------------------------------------------------------------------------------------- threads


def test_threads_may_write_and_read_at_the_same_time(store: Store) -> None:
    """Each change is taken once, and a reader never sees half of one."""
    wrong: list[object] = []

    def write(name: str) -> None:
        done = 0
        while done < 10:
            view = View(people=(person(f"{name}{done}"),), events=(met(f"{name}{done}", "a"),))
            try:
                store.apply(Change(f"{name}{done}", store.revision(), "edit", NOW, view=view))
                done += 1
            except StaleChangeError:
                continue

    def read() -> None:
        for _ in range(50):
            dump = store.dump()
            if len(dump["people"]) != len(dump["events"]):
                wrong.append(dump)

    threads = [threading.Thread(target=write, args=(name,)) for name in "xy"] + [threading.Thread(target=read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, store.revision(), store.counts()["people"]) == ([], 20, 20)


# ------------------------------------------------------------------------------------------------ the same answers

few = st.integers(0, 3)
name = st.sampled_from(["Dana Okafor", "dana", "Bo", "Böb Ng", ""])
organization = st.sampled_from(["Acme, Inc.", "acme", "Larkspur", ""])
member = st.sampled_from(["owner:me", "owner:member:1"])
moment = st.sampled_from([None, date(2026, 1, 2), NOW])
record = st.one_of(
    st.builds(said, few.map("k{}".format), name, few.map("row {}".format)),
    st.builds(lambda n, at: EventRecord(f"e{n}", "row 1", Interaction(at, (ME,))), few, moment),
)
someone = st.builds(lambda n, told, where: person(f"p{n}", told, jobs=works_at(where)), few, name, organization)
something = st.builds(lambda n, a, b, at: met(f"e{n}", f"p{a}", f"p{b}", at=at), few, few, few, moment)
pair = st.tuples(few, few).filter(lambda p: p[0] < p[1]).map(lambda p: (PersonId(f"p{p[0]}"), PersonId(f"p{p[1]}")))


def tuples(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=4).map(tuple)


view = st.builds(
    View,
    people=tuples(someone),
    removed_people=tuples(few.map("p{}".format)),
    events=tuples(something),
    removed_events=tuples(few.map("e{}".format)),
    ties=tuples(st.builds(lambda p, n: Tie(*p, TieSums("claimed", n)), pair, few)),
    removed_ties=tuples(pair),
    aliases=st.dictionaries(st.integers(0, 5).map("p{}".format), few.map("p{}".format), max_size=2),
    removed_aliases=tuples(few.map("p{}".format)),
    profile=st.builds(Profile, newest_day=few),
)
change = st.builds(
    Change,
    id=st.just(""),
    base_revision=st.just(0),
    kind=st.just("import"),
    at=st.just(NOW),
    sources=tuples(
        st.builds(
            lambda n, i, member, private: source(
                n, import_id=f"i{i}", member=member, private=private, problems=(Problem("odd", "row 1", "odd"),)
            ),
            few,
            few,
            member,
            st.booleans(),
        )
    ),
    sightings=tuples(
        st.builds(lambda n, told, private: Sighting(SourceId(f"s{n}"), told, private), few, record, st.booleans())
    ),
    removed_import=st.one_of(st.none(), few.map("i{}".format)),
    removed_sightings=tuples(st.tuples(few.map("s{}".format), few.map("k{}".format))),
    decisions=tuples(
        st.builds(
            Decision,
            few.map("d{}".format),
            st.sampled_from(["same", "different"]),
            name,
            name,
            member | st.just(NOBODY),
        )
    ),
    removed_decisions=tuples(few.map("d{}".format)),
    settings=st.dictionaries(name, name, max_size=2),
    view=view,
    private_views=st.dictionaries(member, view | st.just(View()), max_size=2),
)


@given(changes=st.lists(change, min_size=1, max_size=6))
@settings(max_examples=60)
def test_whatever_is_done_a_file_answers_as_memory_does(
    tmp_path_factory: pytest.TempPathFactory, changes: list[Change]
) -> None:
    memory = MemoryStore()
    file = open_store(str(tmp_path_factory.mktemp("book") / "book.refnet"), create=True)
    for number, drawn in enumerate(changes):
        told = replace(drawn, id=str(number), base_revision=number, sightings=_of_known_sources(memory, drawn))
        assert memory.apply(told) == file.apply(told)
        assert answers(memory) == answers(file)
        assert answers(memory.seen_by("owner:me")) == answers(file.seen_by("owner:me"))
    file.close()


def _of_known_sources(store: Store, drawn: Change) -> tuple[Sighting, ...]:
    known = {each.id for each in store.sources() if each.import_id != drawn.removed_import}
    known.update(each.id for each in drawn.sources)
    return tuple(sighting for sighting in drawn.sightings if sighting.source_id in known)


SEERS = (NOBODY, EVERYONE, "owner:me", "owner:member:1", "nobody's key")


def answers(store: Store) -> list[Any]:
    """What each reading call says, in the order in which it says it."""
    people = [PersonId(f"p{n}") for n in range(6)]
    some_kinds: list[tuple[str, ...]] = [(), ("interaction",), ("note",)]
    return [
        store.dump(),
        store.revision(),
        store.sources(),
        *([read(member=member) for member in SEERS] for read in (store.sources, store.records, store.decisions)),
        [list(store.sightings([f"k{n}" for n in range(5)], member=member).items()) for member in SEERS],
        [store.said(member=member) for member in SEERS],
        [store.private_view(member) for member in SEERS],
        [store.counts(member=member) for member in SEERS],
        [store.setting(text) for text in ("Dana Okafor", "dana", "")],
        [store.person_id(each) for each in people],
        store.aliases(),
        list(store.people(people).items()),
        list(store.all_people()),
        [store.search(text, limit=n) for text in ("d", "dana", "acme o", "bob ng", "") for n in (1, 20)],
        [store.at_organization(text) for text in ("Acme", "larkspur ltd", "")],
        list(store.neighbours(people).items()),
        list(store.ties()),
        list(store.events([EventId(f"e{n}") for n in range(5)]).items()),
        [store.events_of(both, kinds=some) for both in itertools.combinations(people, 2) for some in some_kinds],
        [list(store.all_events(kinds=some)) for some in some_kinds],
        store.profile(),
        store.counts(),
    ]


# ------------------------------------------------------------------------------------------------ bytes, addresses


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'["dream",{}]',
        b'["ask",{}]',
        b'["ask",{"asker":"a","connector":"b","at":"yesterday"}]',
        b'["ask",{"asker":"a","connector":"b","at":null,"outcome":"perhaps"}]',
        b'["interaction",{"at":null,"people":"a"}]',
    ],
)
def test_a_body_that_is_not_understood_is_a_foreign_book(body: bytes) -> None:
    """From a newer refnet, or damaged: never a guess."""
    with pytest.raises(ForeignBookError):
        codec.book_event("e", body)


def test_a_field_that_a_newer_refnet_added_is_passed_over() -> None:
    found = codec.book_event("e", b'["note",{"about":"p","at":null,"mood":"good"}]')
    assert codec.event_body(found.event) == b'["note",{"about":"p","at":null}]'


def test_an_address_of_another_kind_is_refused_with_what_works() -> None:
    with pytest.raises(UnsupportedStoreError, match="postgres") as refused:
        open_store("postgres://user:secret@example.com")
    assert "--book" in refused.value.fix
    assert "secret" not in refused.value.message


def test_a_book_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(BookNotFoundError) as refused:
        open_store(str(tmp_path / "none.refnet"))
    assert "refnet new --me" in refused.value.fix
    assert list(tmp_path.iterdir()) == []
