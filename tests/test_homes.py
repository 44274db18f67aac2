"""Who is who is the same from a list and from outside memory, in whatever order events come, however little is held."""

from __future__ import annotations

import tracemalloc
from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refnet.identity import Resolution, homes, resolve
from refnet.identity.homes import id_of
from refnet.model import Consent, Employment, Interaction
from refnet.records import BY_NAME_ALONE, EventRecord, Mention, PersonRecord, Record
from refnet.stores.sightings import records_in

NAMES = ("Dana Okafor", "Bo Marsh", "D. Okafor", "Okafor, Dana", "Dana", "")
MAILS = ("dana@example.com", "bo@example.com", "info@example.com", "")
FIRMS = ("Larkspur", "Fernhill", "")
CARDS = (
    *(f"c{n}" for n in range(5)),
    *(f"{homes.NAMED_BY_OWNER}:{n}" for n in range(2)),
    *(f"{BY_NAME_ALONE}club:{n}" for n in range(2)),
)

mentions = st.builds(
    lambda name, mail, firm, record: Mention(name, mail, organization=firm, record=record),
    st.sampled_from(NAMES),
    st.sampled_from(MAILS),
    st.sampled_from(FIRMS),
    st.sampled_from(("", "", "", *CARDS)),
)
cards = st.builds(
    lambda key, name, mails, firm: PersonRecord(
        key, "row 1", name=name, emails=mails, jobs=(Employment(firm),) if firm else ()
    ),
    st.sampled_from(CARDS),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(MAILS), max_size=2).map(tuple),
    st.sampled_from(FIRMS),
)
meetings = st.builds(
    lambda n, people: EventRecord(f"e{n}", "row 2", Interaction(None, tuple(people))),
    st.integers(0, 9),
    st.lists(mentions, min_size=1, max_size=4),
)
wishes = st.builds(
    lambda n, who, granted: EventRecord(f"owner:w{n}", "row 3", Consent(who, None, "do-not-ask", granted)),
    st.integers(0, 3),
    mentions,
    st.booleans(),
)
books = st.lists(cards | cards | meetings | wishes, max_size=14, unique_by=lambda record: record.key)
pairs = st.lists(st.tuples(st.sampled_from(CARDS), st.sampled_from(CARDS)).filter(lambda p: p[0] != p[1]), max_size=2)


@given(books, pairs, pairs)
@settings(max_examples=120)
def test_records_outside_memory_give_the_same_people_as_a_list(
    found: list[Record], same: list[tuple[str, str]], different: list[tuple[str, str]]
) -> None:
    expected = resolve(found, same=same, different=different)
    assert resolve(records_in(found), same=same, different=different) == expected
    assert set(expected.mentions.values()) <= expected.people.keys()
    assert set(expected.aliases.values()) <= expected.people.keys()


@given(books, pairs)
@settings(max_examples=80)
def test_many_more_mentions_than_are_remembered_mean_the_same(
    found: list[Record], different: list[tuple[str, str]]
) -> None:
    expected = resolve(found, different=different)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(homes, "_REMEMBERED", 2)
        assert resolve(found, different=different) == expected


@given(books)
@settings(max_examples=80)
def test_an_event_that_comes_before_a_card_means_the_same_person_as_after_it(found: list[Record]) -> None:
    told = [record for record in found if isinstance(record, EventRecord)]
    known = [record for record in found if not isinstance(record, EventRecord)]
    assert resolve(told + known) == resolve(known + told) == resolve(found)


PEOPLE = ("Dana Okafor", "Bo Marsh", "Mei Lin")
"""No two of these names agree."""
ADDRESSES = tuple(f"box{n}@example.com" for n in range(4))
holders = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sets(st.sampled_from(ADDRESSES), max_size=2).map(sorted), st.booleans()),
    max_size=9,
)


@given(holders)
@settings(max_examples=150)
def test_who_shares_an_address_and_the_name_is_one_and_nobody_else(found: list[tuple[str, list[str], bool]]) -> None:
    """Cards, and mentions with one address, in the order drawn; compared with sets that are joined one by one."""
    records: list[Record] = []
    for number, (name, mails, is_card) in enumerate(found):
        if is_card or len(mails) != 1:
            records.append(PersonRecord(str(number), "row", name=name, emails=tuple(mails)))
        else:
            records.append(EventRecord(str(number), "row", Interaction(None, (Mention(name, mails[0]),))))
    assert partition(resolve(records), records) == joined_by_hand([(name, mails) for name, mails, _ in found])


def partition(found: Resolution, records: list[Record]) -> set[frozenset[int]]:
    """Which of the records, by number, mean the same person."""
    of = {key: person.id for person in found.people.values() for key in person.records}
    of.update((key, person) for (key, _), person in found.mentions.items())
    groups = defaultdict(set)
    for number, record in enumerate(records):
        groups[of[record.key]].add(number)
    return {frozenset(group) for group in groups.values()}


def joined_by_hand(found: list[tuple[str, list[str]]]) -> set[frozenset[int]]:
    """Numbers of those who have an address and the name in common; an address of three names is nobody's."""
    names = {mail: {name for name, mails in found if mail in mails} for mail in ADDRESSES}
    own = [(name, {mail for mail in mails if len(names[mail]) <= 2}) for name, mails in found]
    groups = [{number} for number in range(len(found))]
    for first, (name, mails) in enumerate(own):
        for second, (other, theirs) in enumerate(own[:first]):
            if name == other and mails & theirs and groups[first] is not groups[second]:
                groups[second] |= groups[first]
                for number in groups[first]:
                    groups[number] = groups[second]
    return {frozenset(group) for group in groups}


def test_of_those_joined_by_a_word_and_by_a_key_the_oldest_gives_the_id() -> None:
    oldest = PersonRecord("z", "row 1", name="Dana Okafor", emails=("dana@example.com",))
    joined = PersonRecord("a", "row 2", name="D. Okafor")
    alike = PersonRecord("m", "row 3", name="Dana Okafor", emails=("dana@example.com",))
    found = resolve([oldest, joined, alike], same=[("a", "z")])
    assert list(found.people) == [id_of("z")]
    assert found.members[id_of("z")] == ("z", "a", "m")


CLUB = PersonRecord(f"{BY_NAME_ALONE}club:1", "row 1", name="dana OKAFOR")


def known(*names: str) -> list[Record]:
    return [PersonRecord(f"c{n}", "row 2", name=name) for n, name in enumerate(names)]


def test_whom_a_source_knows_by_name_only_is_the_one_person_of_that_name() -> None:
    """In whichever order the two come."""
    records = [*known("Dana Okafor", "Bo Marsh"), CLUB]
    assert partition(resolve(records), records) == {frozenset({0, 2}), frozenset({1})}
    records.reverse()
    assert partition(resolve(records), records) == {frozenset({0, 2}), frozenset({1})}


def test_of_two_with_the_name_a_source_that_knows_it_only_means_neither() -> None:
    records = [*known("Dana Okafor", "Dana Okafor"), CLUB]
    assert partition(resolve(records), records) == {frozenset({0}), frozenset({1}), frozenset({2})}


def test_a_first_name_is_too_little_for_a_source_that_knows_names_only() -> None:
    records = [*known("Dana"), replace(CLUB, name="Dana")]
    assert partition(resolve(records), records) == {frozenset({0}), frozenset({1})}


def test_two_sources_that_know_one_name_only_mean_one_person() -> None:
    records = [CLUB, replace(CLUB, key=f"{homes.NAMED_BY_OWNER}:1"), replace(CLUB, key=f"{BY_NAME_ALONE}guild:1")]
    assert partition(resolve(records), records) == {frozenset({0, 1, 2})}


def test_the_owner_keeps_a_name_apart_from_the_person_who_has_it() -> None:
    records = [*known("Dana Okafor"), CLUB]
    found = resolve(records, different=[("c0", CLUB.key)])
    assert partition(found, records) == {frozenset({0}), frozenset({1})}


def took(cards: list[PersonRecord]) -> int:
    """How many bytes finding out who is who took at most, beside the records themselves."""
    tracemalloc.start()
    try:
        homes.Homes(cards, same=(), different=())
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_people_who_only_share_a_number_take_no_more_memory_than_others() -> None:
    names = ("Dana Okafor", "Bo Marsh", "Eva Nagy")
    own = [PersonRecord(f"c{n}", "row 1", name=names[n % 3], phones=(f"+1 212 55{n:05}",)) for n in range(3_000)]
    shared = [replace(card, phones=own[n // 3].phones) for n, card in enumerate(own)]
    assert took(shared) < took(own) * 1.3
