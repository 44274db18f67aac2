"""What sources told, kept outside memory, is what plain dictionaries give: for each member, key and comparison."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from refnet.ingest.said import is_seen
from refnet.model import Note, SourceId
from refnet.records import EventRecord, Mention, OrganizationRecord, PersonRecord, Record
from refnet.stores.base import EVERYONE, NOBODY, Sighting, StoredSource
from refnet.stores.sightings import Sightings, kept, records_in

MEMBERS = ("owner:me", "owner:ann", "owner:bo")
KEYS = tuple("abcdef") + ("it's", 'the "key"', "é😀\uffff")
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
Model = dict[str, dict[str, Sighting]]
"""For each source what it told, by key: the last of a key, in the place of the first."""


def source(number: int, member: str, private: bool) -> StoredSource:
    name = f"s{number}"
    return StoredSource(SourceId(name), name, "test", name, "", member, WHEN, member=member, private=private)


def a_record(key: str, row: int, kind: str, text: str) -> Record:
    locator = f"row {row}"
    if kind == "person":
        return PersonRecord(key, locator, name=text)
    if kind == "company":
        return OrganizationRecord(key, locator, text)
    return EventRecord(key, locator, Note(Mention(text), None, text))


records = st.builds(
    a_record,
    st.sampled_from(KEYS),
    st.integers(1, 9),
    st.sampled_from(("person", "person", "company", "note")),
    st.sampled_from(("Dana", "Bo", "")),
)
told = st.tuples(st.integers(0, 3), records, st.booleans())
tellings = st.lists(told, max_size=25)
known_sources = st.lists(st.tuples(st.sampled_from(MEMBERS), st.booleans()), min_size=4, max_size=4).map(
    lambda found: [source(number, *one) for number, one in enumerate(found)]
)


def both(sources: list[StoredSource], said: list[tuple[int, Record, bool]]) -> tuple[Sightings, Model]:
    """Sightings and their model, of the same tellings."""
    found, model = Sightings(one.id for one in sources), {one.id: {} for one in sources}
    seen = [Sighting(sources[number].id, record, private) for number, record, private in said]
    found.tell(map(kept, seen))
    for one in seen:
        model[one.source_id][one.record.key] = one
    return found, model


def all_of(model: Model) -> Iterator[Sighting]:
    return (seen for said in model.values() for seen in said.values())


def entries_of(model: Model, name: str, private: bool) -> tuple[dict[str, Record], dict[str, Record]]:
    """All that a source told, and those about people if there are any, else all."""
    said = {key: seen.record for key, seen in model.get(name, {}).items() if private or not seen.private}
    return said, {key: one for key, one in said.items() if isinstance(one, PersonRecord)} or said


def content(record: Record) -> tuple[type, object]:
    """What a record says, wherever it stands."""
    kind = a_record("", 0, "note", "") if isinstance(record, EventRecord) else record
    return type(kind), getattr(record, "event", None) or getattr(record, "name", None)


@given(known_sources, tellings)
@settings(max_examples=30)
def test_each_source_keeps_the_last_of_a_key_in_the_place_of_the_first(
    sources: list[StoredSource], said: list[tuple[int, Record, bool]]
) -> None:
    found, model = both(sources, said)
    expected = list(all_of(model))
    assert list(found) == list(found) == expected
    assert len(found) == len(expected)
    assert found == expected
    assert all(seen in found for seen in expected)
    assert Sightings.of(found) is found
    assert found != [*expected, Sighting(sources[0].id, PersonRecord("other", "row 1"))]


@given(known_sources, tellings)
@settings(max_examples=30)
def test_sightings_that_are_told_at_once_are_those_told_one_by_one(
    sources: list[StoredSource], said: list[tuple[int, Record, bool]]
) -> None:
    _, model = both(sources, said)
    at_once = Sightings(one.id for one in sources)
    at_once.extend(kept(seen) for seen in all_of(model))
    one_by_one = Sightings(one.id for one in sources)
    for seen in all_of(model):
        one_by_one.tell([kept(seen)])
    assert list(at_once) == list(one_by_one) == list(all_of(model))
    assert [*at_once.kept()] == [kept(seen) for seen in all_of(model)]


@given(known_sources, tellings, tellings)
@settings(max_examples=30)
def test_what_is_told_after_much_was_added_takes_the_place_of_what_was_known(
    sources: list[StoredSource], said: list[tuple[int, Record, bool]], later: list[tuple[int, Record, bool]]
) -> None:
    """As a change is put to a book: what is left of it is added first, and the news is told after that."""
    before, _ = both(sources, said)
    _, model = both(sources, said + later)
    after = Sightings(one.id for one in sources)
    after.extend(before.kept())
    after.tell(kept(Sighting(sources[number].id, record, private)) for number, record, private in later)
    assert list(after) == list(all_of(model))


@given(known_sources, tellings, st.sampled_from((NOBODY, EVERYONE, *MEMBERS)))
@settings(max_examples=80)
def test_a_member_is_given_the_last_that_they_may_see_of_each_key_where_it_first_stood(
    sources: list[StoredSource], said: list[tuple[int, Record, bool]], member: str
) -> None:
    found, model = both(sources, said)
    by_id = {one.id: one for one in sources}
    visible = [seen for seen in all_of(model) if is_seen(seen, by_id[seen.source_id], member)]
    expected = {seen.record.key: seen.record for seen in visible}
    records = found.records(sources, member=member)
    assert list(records) == list(expected.values())
    assert len(records) == len(expected)
    assert all(record in records for record in expected.values())
    assert [key for key, _, _ in records.kept()] == list(expected)
    assert list(records.holding("Dana")) == [one for one in expected.values() if "Dana" in repr(one)]


@given(known_sources, tellings, st.sets(st.sampled_from((*KEYS, "unknown"))))
@settings(max_examples=30)
def test_a_key_gives_its_latest_sighting_and_where_that_stands_among_all(
    sources: list[StoredSource], said: list[tuple[int, Record, bool]], asked: set[str]
) -> None:
    found, model = both(sources, said)
    latest = {seen.record.key: seen for seen in all_of(model) if seen.record.key in asked}
    rows = found.with_keys(asked)
    assert {key: seen.told for key, seen in rows.items()} == {key: kept(seen) for key, seen in latest.items()}
    assert {key: seen.record() for key, seen in rows.items()} == {key: seen.record for key, seen in latest.items()}
    in_order = sorted(rows, key=lambda key: rows[key].place)
    assert in_order == [seen.record.key for seen in all_of(model) if latest.get(seen.record.key) is seen]


@given(known_sources, tellings, st.sets(st.sampled_from(("s0", "s1", "s2", "s3", "unknown"))))
@settings(max_examples=30)
def test_people_and_sources_with_secrets_are_those_of_the_sightings(
    sources: list[StoredSource], said: list[tuple[int, Record, bool]], private: set[SourceId]
) -> None:
    found, model = both(sources, said)
    seen = list(all_of(model))
    assert list(found.people()) == [one.record.key for one in seen if isinstance(one.record, PersonRecord)]
    secret = {one.source_id for one in seen if one.private or one.source_id in private}
    assert found.telling_privately(private) == secret


@given(known_sources, tellings, st.booleans(), st.sampled_from(("s0", "s1", "unknown")))
@settings(max_examples=100)
def test_what_two_sources_told_is_compared_key_by_key(
    sources: list[StoredSource], said: list[tuple[int, Record, bool]], private: bool, older: SourceId
) -> None:
    found, model = both(sources, [(number % 2, record, secret) for number, record, secret in said])
    old, new = found.entries(older, private=private), found.entries(sources[1].id)
    (all_old, people_old), (all_new, people_new) = entries_of(model, older, private), entries_of(model, "s1", True)
    assert old.share_in(new) == len(all_old.keys() & all_new.keys()) / (len(all_old) or 1)
    assert old.gone_from(new) == all_old.keys() - all_new.keys()
    assert new.without(old) == people_new.keys() - people_old.keys()
    assert old.without(new) == people_old.keys() - people_new.keys()
    shared = people_old.keys() & people_new.keys()
    assert old.changed_in(new) == sum(content(people_old[key]) != content(people_new[key]) for key in shared)


def test_half_a_letter_in_a_name_or_key_is_replaced() -> None:
    seen = Sighting(SourceId("s\ud800"), PersonRecord("k\udc00", "row \ud800", name="Da\ud83dna"), private=True)
    found = Sightings([SourceId("s\ufffd")])
    found.tell([kept(seen)])
    assert list(found) == [
        Sighting(SourceId("s\ufffd"), PersonRecord("k\ufffd", "row \ufffd", name="Da\ufffdna"), private=True)
    ]
    assert [one.display_name for one in records_in([seen.record]) if isinstance(one, PersonRecord)] == ["Da\ufffdna"]


@given(st.lists(records, max_size=20))
@settings(max_examples=30)
def test_records_by_themselves_are_the_last_of_each_key_where_it_first_stood(found: list[Record]) -> None:
    assert list(records_in(found)) == list({record.key: record for record in found}.values())


def test_a_key_with_a_zero_letter_is_found() -> None:
    odd, plain = PersonRecord("a\0b", "row 1", name="Dana"), PersonRecord("a", "row 2", name="Bo")
    found = Sightings([SourceId("s")])
    found.tell(kept(Sighting(SourceId("s"), record)) for record in (odd, plain))
    assert [seen.record() for seen in found.with_keys(["a\0b"]).values()] == [odd]
    assert [seen.record() for seen in found.with_keys(["a"]).values()] == [plain]
