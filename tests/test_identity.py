"""Who is who: what joins two records, what never does, whom a mention means, and that the owner has the last word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refnet.identity import Resolution, resolve
from refnet.model import Consent, Employment, Interaction, Relation
from refnet.records import EventRecord, Mention, PersonRecord, Record


def card(key: str, name: str = "", *, email: str = "", phone: str = "", url: str = "", works: str = "") -> PersonRecord:
    return PersonRecord(
        key,
        f"row {key}",
        name=name,
        emails=(email,) if email else (),
        phones=(phone,) if phone else (),
        urls=(url,) if url else (),
        jobs=(Employment(works),) if works else (),
    )


def met(key: str, *mentions: Mention) -> EventRecord:
    return EventRecord(key, f"row {key}", Interaction(None, mentions))


def groups(found: Resolution) -> set[frozenset[str]]:
    return {frozenset(person.records) for person in found.people.values() if person.records}


def together(*records: Record, **decisions: list[tuple[str, str]]) -> bool:
    """Are all these cards one person?"""
    return len(groups(resolve(records, **decisions))) == 1


# -------------------------------------------------------------------------------------------------------- what joins


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            card("1", "Dana Okafor", email="Dana@Example.com"),
            card("2", "D. Okafor", email="dana+news@example.com"),
        ),
        (card("1", "Dana Okafor", email="dana@example.com"), card("2", "", email="dana@example.com")),
        (
            card("1", "Dr. Dana Okafor", url="https://www.linkedin.com/in/dana-o/"),
            card("2", "DANA OKAFOR", url="linkedin.com/in/Dana-O?trk=x"),
        ),
        (card("1", "Dana Okafor", phone="+1 555 010 9999"), card("2", "Dana A. Okafor", phone="001 (555) 010-9999")),
    ],
)
def test_a_shared_personal_key_and_an_agreeing_name_join(first: PersonRecord, second: PersonRecord) -> None:
    assert together(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (card("1", "Dana Okafor"), card("2", "Dana Okafor")),
        (card("1", "Dana Okafor", works="Larkspur Hotels"), card("2", "Dana Okafor", works="Larkspur Hotels")),
        (card("1", "Dana Okafor", email="info@example.com"), card("2", "Dana Okafor", email="info@example.com")),
        (card("1", "Dana Okafor", email="none@example.com"), card("2", "Dana Okafor", email="none@example.com")),
        (card("1", "Dana Okafor", email="dana@"), card("2", "Dana Okafor", email="dana@")),
        (card("1", "Dana Okafor", phone="0000000"), card("2", "Dana Okafor", phone="0000000")),
        (card("1", "Dana Okafor", phone="ext. 12"), card("2", "Dana Okafor", phone="ext. 12")),
        (
            card("1", "Dana Okafor", url="https://example.com/team"),
            card("2", "Dana Okafor", url="https://example.com/team"),
        ),
        (card("1", "Dana Okafor", email="do@example.com"), card("2", "John Smith", email="do@example.com")),
        (card("1", "Dana Okafor", email="do@example.com"), card("2", "John Okafor", email="do@example.com")),
    ],
)
def test_a_name_a_shared_mailbox_a_placeholder_or_another_name_joins_nobody(
    first: PersonRecord, second: PersonRecord
) -> None:
    assert not together(first, second)


def test_one_address_on_many_names_is_nobody_s_and_is_told() -> None:
    url = "https://www.linkedin.com/in/the-team"
    names = ("Dana Okafor", "John Smith", "Mei Lin", "Dana Okafor")
    found = resolve([card(str(n), name, url=url) for n, name in enumerate(names)])
    assert len(found.people) == 4
    assert [(doubt.kind, doubt.value) for doubt in found.doubts] == [("key", "u:the-team")]


def test_a_key_of_two_people_joins_each_with_their_own() -> None:
    """A couple shares a mailbox: two names on it stay two people, each with both cards."""
    shared = "okafors@example.com"
    found = resolve([card(str(n), name, email=shared) for n, name in enumerate(["Dana Okafor", "Bo Marsh"] * 2)])
    assert groups(found) == {frozenset("02"), frozenset("13")}


def test_a_person_keeps_every_value_and_the_later_one_is_shown() -> None:
    old = card("1", "Dana Okafor", email="dana@example.com", works="Fernhill Bank")
    new = PersonRecord(
        "2", "row 2", name="Dana Okafor-Bell", emails=("dana@example.com",), jobs=(Employment("Larkspur Hotels"),)
    )
    (person,) = resolve([old, new, card("3", "Dana Okafor-Bell", email="dana@example.com")]).people.values()
    assert person.name == "Dana Okafor-Bell"
    assert person.organizations == ("Larkspur Hotels", "Fernhill Bank")
    assert person.records == ("1", "2", "3")


# ------------------------------------------------------------------------------------------------------- mentions


def meant(records: list[Record], mention: Mention) -> str:
    """The name of the person whom a mention means, with the number of their cards."""
    found = resolve([*records, met("e", mention)])
    person = found.people[found.mentions["e", 0]]
    return f"{person.name} {len(person.records)}"


DANA = card("1", "Dana Okafor", email="dana@example.com", works="Larkspur Hotels Ltd")


@pytest.mark.parametrize(
    ("mention", "who"),
    [
        (Mention("Dana Okafor"), "Dana Okafor 1"),
        (Mention("OKAFOR, Dana", email="dana@example.com"), "Dana Okafor 1"),
        (Mention("dr. dana okafor"), "Dana Okafor 1"),
        (Mention(email="Dana@example.com"), "Dana Okafor 1"),
        (Mention("Dana", email="dana@example.com"), "Dana Okafor 1"),
        (Mention("Dana"), "Dana 0"),
        (Mention("John Smith", email="dana@example.com"), "John Smith 0"),
        (Mention(record="1"), "Dana Okafor 1"),
    ],
)
def test_a_mention_means_the_one_it_names_in_full_or_by_a_key(mention: Mention, who: str) -> None:
    assert meant([DANA], mention) == who


def test_of_two_with_one_name_the_one_at_the_stated_company_is_meant() -> None:
    other = card("2", "Dana Okafor", email="dana@example.org", works="Fernhill Bank")
    assert meant([DANA, other], Mention("Dana Okafor", organization="larkspur hotels")) == "Dana Okafor 1"
    found = resolve([DANA, other, met("e", Mention("Dana Okafor", organization="Fernhill Bank"))])
    assert found.people[found.mentions["e", 0]].records == ("2",)


def test_of_two_with_one_name_and_no_more_to_go_by_nobody_is_guessed() -> None:
    other = card("2", "Dana Okafor", email="dana@example.org")
    found = resolve([DANA, other, met("e", Mention("Dana Okafor"))])
    assert found.people[found.mentions["e", 0]].records == ()
    (doubt,) = found.doubts
    assert (doubt.kind, doubt.value, len(doubt.people)) == ("name", "dana okafor", 2)


def test_one_name_in_two_events_is_one_person() -> None:
    found = resolve([met("e", Mention("Mei Lin")), met("f", Mention("mei lin"))])
    assert found.mentions["e", 0] == found.mentions["f", 0]
    assert len(found.people) == 1


def test_a_person_known_by_name_only_keeps_their_id_when_a_card_arrives() -> None:
    """An id from before still finds them."""
    before = resolve([met("e", Mention("Dana Okafor"))]).mentions["e", 0]
    after = resolve([met("e", Mention("Dana Okafor")), DANA])
    assert after.aliases[before] == after.mentions["e", 0]


def test_anybody_sets_a_flag_and_the_owner_alone_clears_it() -> None:
    """The later word counts; what was set by a file stays when another file grants it."""

    def consent(key: str, granted: bool) -> EventRecord:
        return EventRecord(key, "row 1", Consent(Mention("Dana Okafor"), None, "do-not-ask", granted))

    def flags(*records: Record) -> tuple[str, ...]:
        (person,) = resolve([DANA, *records]).people.values()
        return person.flags

    assert flags(consent("c", False)) == ("do-not-ask",)
    assert flags(consent("c", False), consent("owner:d", True)) == ()
    assert flags(consent("c", False), consent("d", True)) == ("do-not-ask",)
    assert flags(consent("owner:c", True), consent("d", False)) == ("do-not-ask",)


# ------------------------------------------------------------------------------------------------- the owner's word

ONE = card("1", "Dana Okafor", email="dana@example.com")
TWO = card("2", "Dana Okafor", email="dana@example.com")
OTHER = card("3", "D. O. Bell", phone="+1 555 010 1234")


def test_what_the_owner_calls_one_person_is_one() -> None:
    assert not together(ONE, OTHER)
    assert together(ONE, OTHER, same=[("1", "3")])


def test_what_the_owner_keeps_apart_stays_apart_whatever_else_speaks_for_it() -> None:
    assert together(ONE, TWO)
    assert not together(ONE, TWO, different=[("1", "2")])
    assert not together(ONE, TWO, same=[("2", "1")], different=[("1", "2")])
    bridge = card("4", "Dana Okafor", email="dana@example.com")
    assert len(groups(resolve([ONE, bridge, TWO], different=[("1", "2")]))) == 2


def test_a_decision_on_a_record_that_went_is_ignored() -> None:
    assert together(ONE, TWO, same=[("1", "gone")], different=[("gone", "2")])


# ----------------------------------------------------------------------------------------------------------- order

names = st.sampled_from(["", "Dana Okafor", "D. Okafor", "Dana M. Okafor", "David Okafor", "John Smith", "Okafor Dana"])
emails = st.sampled_from(["", "", "dana@example.com", "d@example.com", "info@example.com", "js@example.com"])
phones = st.sampled_from(["", "", "+1 555 010 9999", "+1 555 010 1234"])
urls = st.sampled_from(["", "", "linkedin.com/in/dana", "linkedin.com/in/js"])


@st.composite
def any_records(draw: st.DrawFn) -> list[Record]:
    cards = [
        card(f"c{n}", draw(names), email=draw(emails), phone=draw(phones), url=draw(urls))
        for n in range(draw(st.integers(1, 7)))
    ]
    events = [
        EventRecord(f"e{n}", f"row {n}", Relation(Mention(draw(names), draw(emails)), Mention(draw(names))))
        for n in range(draw(st.integers(0, 3)))
    ]
    return [*cards, *events]


decisions = st.lists(st.tuples(*[st.integers(0, 6).map("c{}".format)] * 2).filter(lambda p: p[0] != p[1]), max_size=2)


def partition(found: Resolution) -> set[frozenset[object]]:
    """Cards and mentions, by the person they belong to."""
    parts: dict[str, set[object]] = {}
    for person in found.people.values():
        parts.setdefault(person.id, set()).update(person.records)
    for mention, person_id in found.mentions.items():
        parts.setdefault(person_id, set()).add(mention)
    return {frozenset(part) for part in parts.values()}


@given(st.data(), any_records(), decisions, decisions)
def test_the_order_of_records_does_not_change_who_is_who(
    data: st.DataObject, records: list[Record], same: list[tuple[str, str]], different: list[tuple[str, str]]
) -> None:
    shuffled = data.draw(st.permutations(records))
    first = resolve(records, same=same, different=different)
    second = resolve(shuffled, same=same, different=different)
    assert partition(first) == partition(second)
    assert {(d.kind, d.value) for d in first.doubts} == {(d.kind, d.value) for d in second.doubts}


@given(any_records(), decisions)
def test_every_record_and_mention_has_one_person_and_different_stays_different(
    records: list[Record], different: list[tuple[str, str]]
) -> None:
    found = resolve(records, different=different)
    kept = [key for person in found.people.values() for key in person.records]
    assert sorted(kept) == sorted(r.key for r in records if isinstance(r, PersonRecord))
    assert set(found.mentions.values()) <= set(found.people)
    assert all(not {a, b} <= group for a, b in different for group in groups(found))
    assert set(found.aliases.values()) <= set(found.people)
