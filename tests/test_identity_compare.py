"""What speaks for two people being one, and which pairs are looked at."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refnet.analysis.review import LEAST_WEIGHT
from refnet.identity.candidates import PER_BLOCK, candidates
from refnet.identity.compare import MatchPart, commonness, compare, features, weight
from refnet.model import Employment, Membership, PartialDate, Person, PersonId


def person(
    number: int = 1,
    name: str = "",
    *,
    email: str = "",
    phone: str = "",
    url: str = "",
    works: str = "",
    group: str = "",
    born: PartialDate | None = None,
) -> Person:
    return Person(
        PersonId(f"p{number}"),
        name,
        names=(name,),
        emails=(email,) if email else (),
        phones=(phone,) if phone else (),
        urls=(f"linkedin.com/in/{url}",) if url else (),
        jobs=(Employment(works),) if works else (),
        memberships=(Membership(group),) if group else (),
        birthday=born,
    )


def parts(*two: Person, together: int = 0) -> tuple[MatchPart, ...]:
    first, second = map(features, two)
    return compare(first, second, commonness([first, second]), together)


def likeness(*names: str) -> float:
    """The weight of two names alone."""
    return weight(parts(*(person(n, name) for n, name in enumerate(names))))


def test_of_names_the_more_alike_weigh_more() -> None:
    order = [
        likeness("Dana Okafor", "Dr. Dana OKAFOR"),
        likeness("Dana Okafor", "Dana Okafor-Bell"),
        likeness("Alexander Okafor", "Alex Okafor"),
        likeness("Dana Okafor", "D. Okafor"),
        likeness("Dana Okafor", "Dana Okafer"),
        likeness("Dana", "Dana Okafor"),
        likeness("Dana Okafor", "Dana Marsh"),
    ]
    assert order == sorted(order, reverse=True)
    assert order[0] > 8 > order[-3] > 0 > order[-1]


@pytest.mark.parametrize("names", [("Dana Okafor", "John Smith"), ("Dana Okafor", "John Okafor"), ("Li Wu", "Bo Wu")])
def test_other_names_are_other_people_whatever_else_is_alike(names: tuple[str, str]) -> None:
    assert parts(*(person(n, name, works="Larkspur", group="Circle") for n, name in enumerate(names))) == ()


def test_a_name_that_many_have_says_less() -> None:
    four = [features(person(n, "Dana Okafor")) for n in range(4)]
    (many,) = compare(four[0], four[1], commonness(four))
    assert many.value < likeness("Dana Okafor", "Dana Okafor")


@pytest.mark.parametrize(
    ("first", "second", "field", "speaks_for"),
    [
        ({"phone": "+1 555 010 9999"}, {"phone": "001 555 0109999"}, "phone", True),
        ({"phone": "+1 555 010 9999"}, {"phone": "(555) 010-9999"}, "phone", True),
        ({"works": "Larkspur Hotels"}, {"works": "larkspur hotels Ltd"}, "company", True),
        ({"works": "Larkspur Hotels"}, {"works": "Fernhill Bank"}, "company", False),
        ({"url": "dana-1"}, {"url": "dana-2"}, "profile", False),
        ({"email": "zebra9@example.com"}, {"email": "zebra9@example.org"}, "e-mail", True),
        ({"group": "Circle"}, {"group": "Circle"}, "group", True),
        ({"born": PartialDate(1980, 4, 12)}, {"born": PartialDate(None, 4, 12)}, "birthday", True),
        ({"born": PartialDate(1980, 4, 12)}, {"born": PartialDate(1981, 4, 12)}, "birthday", False),
    ],
)
def test_each_field_speaks_for_or_against_in_a_sentence(
    first: dict[str, Any], second: dict[str, Any], field: str, speaks_for: bool
) -> None:
    _, part = parts(person(1, "Dana Okafor", **first), person(2, "Dana Okafor", **second))
    assert part.field == field
    assert (part.value > 0) is speaks_for
    assert part.text.endswith(".") and part.text[0].isupper()


def test_two_addresses_at_one_company_speak_against() -> None:
    two = [person(n, "Jan Novotny", email=f"jan{n}@cobalt.example.com", works="Cobalt") for n in (1, 2)]
    assert [part.value for part in parts(*two) if part.field == "e-mail"] == [-5.0]


def test_an_address_that_only_repeats_the_name_is_not_counted_again() -> None:
    two = [person(n, "Dana Okafor", email=f"dana.okafor@{n}.example.com") for n in (1, 2)]
    assert [part.field for part in parts(*two)] == ["name"]


def test_an_address_that_is_the_other_s_name_speaks_for_it() -> None:
    two = person(1, "Alejandro Quiroga", url="alex-quiroga"), person(2, "Alex Quiroga")
    assert [part.field for part in parts(*two)] == ["name", "profile"]
    assert weight(parts(*two)) > likeness("Alejandro Quiroga", "Alex Quiroga")


@pytest.mark.parametrize(("name", "shown"), [("zebra77", True), ("Bo Marsh", False)])
def test_a_nickname_and_a_full_name_on_one_mailbox_are_likelier_one_person_than_two_full_names(
    name: str, shown: bool
) -> None:
    two = [person(n, called, email="dana@example.com") for n, called in enumerate(("Dana Okafor", name))]
    assert (weight(parts(*two)) >= LEAST_WEIGHT) is shown


@pytest.mark.parametrize("handle", ["danaokafor", "okafordana", "dokafor", "danao"])
def test_a_full_name_in_one_word_is_known_again(handle: str) -> None:
    assert likeness("Dana Okafor", handle) >= 4
    assert compared(person(1, "Dana Okafor"), person(2, handle)) == [("p1", "p2")]


def test_people_who_met_each_other_are_two() -> None:
    two = person(1, "Dana Okafor"), person(2, "Dana Okafor")
    assert weight(parts(*two, together=1)) < 1


texts = st.text(max_size=30) | st.sampled_from(["", "Dana Okafor", "D. Okafor", "dana", "Alex Quiroga", "NA"])
people = st.builds(
    person, st.just(1), texts, email=texts.map("{}@example.com".format), phone=texts, url=texts, works=texts
)


@given(people, people)
def test_the_order_of_two_people_changes_nothing_but_words(first: Person, second: Person) -> None:
    here, there = parts(first, second), parts(second, first)
    assert sorted((p.field, p.value) for p in here) == sorted((p.field, p.value) for p in there)


@given(people)
def test_nothing_speaks_against_a_person_being_themself(one: Person) -> None:
    assert all(part.value >= 0 for part in parts(one, one))


# ---------------------------------------------------------------------------------------------------- candidates


def compared(*everybody: Person) -> list[tuple[str, str]]:
    return list(candidates({p.id: features(p) for p in everybody}))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (person(1, "Alejandro Quiroga-Paz"), person(2, "Alex Quiroga")),
        (person(1, "Dana Okafor"), person(2, "Okafor Dana")),
        (person(1, "Dana Okafor"), person(2, "Dana Okafer")),
        (person(1, "Dana Meyer"), person(2, "Dana Maier")),
        (person(1, "Rob Marsh", email="zebra@example.com"), person(2, "Bo", email="zebra@example.org")),
        (person(1, "Rob Marsh", phone="+1 555 010 9999"), person(2, "Bo", phone="555 010 9999")),
        (person(1, "Rob Marsh", url="bo-lindqvist-7"), person(2, "Bo Lindqvist")),
        (person(1, "Dana", works="Larkspur"), person(2, "Dana Okafor", works="Larkspur Ltd")),
    ],
)
def test_pairs_that_may_be_one_are_looked_at(first: Person, second: Person) -> None:
    assert compared(second, first) == [("p1", "p2")]


def test_people_with_nothing_in_common_are_not_compared() -> None:
    assert compared(person(1, "Dana Okafor", works="Larkspur"), person(2, "Bo Marsh", works="Larkspur")) == []


def test_what_very_many_share_makes_no_pairs() -> None:
    assert compared(*(person(n, "Dana Okafor") for n in range(PER_BLOCK + 1))) == []
