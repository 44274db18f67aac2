"""Messages say whom, why now and what is shared; never an empty slot, and nobody is greeted by a company or address."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from snapshots import AS_OF, EGO, ME, book_events, meetings, person

from refnet.analysis.message import (
    Message,
    about_promise,
    described,
    first_name,
    hello,
    referral_request,
    thank_you,
    write_message,
)
from refnet.analysis.reasons import capital
from refnet.model import Employment, Event, Interaction, Introduction, Person, PersonId, Referral

PRIYA = person("Priya Nair", jobs=(Employment("Cedar Accounting", "Partner"),))
DANA = person("Dana Okafor", jobs=(Employment("Larkspur Hotels", "Head of purchasing"),))
RUTH = person("Ruth Abara")
EVERYBODY = {p.id: p for p in (ME, PRIYA, DANA, RUTH)}
TO_DANA = (EGO, PRIYA.id, DANA.id)


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def along(*route: PersonId, why: str = "", events: tuple[Event[PersonId], ...] = (), **changed: Person) -> Message:
    people = EVERYBODY | {p.id: p for p in changed.values()}
    return write_message(route, people, book_events(*events), AS_OF, why=why)


# ----------------------------------------------------------------------------------------------------- what it says


def test_a_request_names_the_target_why_now_the_newest_shared_fact_and_a_paragraph_to_forward() -> None:
    met = meetings("ego", "priya", 40, 12) + meetings("dana", "priya", 30)
    message = along(*TO_DANA, events=tuple(met))
    assert (message.to, message.subject) == (PRIYA.id, "Introduction to Dana Okafor")
    assert message.body == (
        "Hi Priya,\n\n"
        "We met on 20 October 2026, and I have been meaning to ask you something. "
        "I would like to meet Dana Okafor (Head of purchasing, Larkspur Hotels), whom you know. "
        "Would you introduce us? "
        "You two were in touch on 2 October 2026, so the moment is good. "
        "There is a paragraph to pass on below; if it is not a good moment, just say so.\n\n"
        "Thank you,\nAlex"
    )
    assert message.forward == (
        "Alex Rivera would like to talk with you about Larkspur Hotels. "
        "It would take twenty minutes. You can reach Alex at alex@example.com."
    )


def test_the_owner_s_own_reason_is_told_to_both() -> None:
    message = along(*TO_DANA, why="  we open\na second  workshop ")
    assert "We open a second workshop." in message.body
    assert "We open a second workshop." in message.forward


def test_a_new_job_of_the_target_is_a_reason_to_write_now() -> None:
    started = replace(DANA, jobs=(Employment("Larkspur Hotels", "Head of purchasing", start=date(2026, 9, 1)),))
    told = "started as Head of purchasing at Larkspur Hotels in September 2026"
    assert f"Dana {told}" in along(*TO_DANA, dana=started).body
    assert f"You {told}" in along(EGO, DANA.id, dana=started).body


def test_a_longer_way_names_the_people_on_it() -> None:
    body = along(EGO, RUTH.id, PRIYA.id, DANA.id).body
    assert "The way leads through Priya Nair. Would you ask Priya for me?" in body


def test_somebody_known_is_written_to_directly_in_the_second_person() -> None:
    message = along(EGO, DANA.id, events=tuple(meetings("ego", "dana", 5)))
    assert (message.to, message.forward) == (DANA.id, "")
    assert message.body.startswith("Hi Dana,\n\nWe met on 27 October 2026")
    assert "Dana" not in message.body.removeprefix("Hi Dana")


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (Interaction(ago(9), (EGO, PRIYA.id), "call"), "we spoke on 23 October 2026"),
        (Interaction(ago(9), (PRIYA.id, EGO), "mail", "one-way"), "we were in touch on 23 October 2026"),
        (Referral(PRIYA.id, RUTH.id, EGO, ago(9)), "you sent me a referral on 23 October 2026"),
        (Referral(EGO, RUTH.id, PRIYA.id, ago(9)), "I sent you a referral on 23 October 2026"),
        (Introduction(PRIYA.id, EGO, RUTH.id, ago(9)), "you introduced me on 23 October 2026"),
        (Introduction(RUTH.id, EGO, PRIYA.id, ago(9)), "we were introduced on 23 October 2026"),
    ],
)
def test_what_is_shared_is_told_as_it_was(event: Event[PersonId], told: str) -> None:
    assert f"{capital(told)}, and I have been meaning" in along(*TO_DANA, events=(event,)).body


@pytest.mark.parametrize(
    "event",
    [
        Introduction(PRIYA.id, EGO, DANA.id, ago(9), "asked"),
        Interaction(ago(9), (EGO, PRIYA.id), "event", group_size=40),
        Interaction(None, (EGO, PRIYA.id)),
        Interaction(ago(-9), (EGO, PRIYA.id)),
    ],
)
def test_what_did_not_happen_between_the_two_is_not_claimed(event: Event[PersonId]) -> None:
    assert along(*TO_DANA, events=(event,)).body.startswith("Hi Priya,\n\nI would like to meet")


def test_after_half_a_year_a_message_says_that_it_has_been_a_while() -> None:
    assert (
        "It has been a while since we met on 4 May 2026."
        in along(*TO_DANA, events=tuple(meetings("ego", "priya", 181))).body
    )


# -------------------------------------------------------------------------------------------------------- greetings


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Dana Okafor", "Dana"),
        ("Prof. Dr. Dana Okafor", "Dana"),
        ("  Dana \n Okafor, PhD ", "Dana"),
        ("Jean-Luc O'Neil", "Jean-Luc"),
        ("李 明", ""),
        ("Okafor, Dana", ""),
        ("D. Okafor", ""),
        ("Dr.", ""),
        ("", ""),
        ("(no name)", ""),
        ("dana@example.com", ""),
        ("+1 555 0100", ""),
        ("Larkspur Hotels", ""),
        ("Acme Tools Ltd.", ""),
        ("https://example.com/dana", ""),
        ("🚀🚀", ""),
        ("🚀 Dana Okafor", "Dana"),
    ],
)
def test_only_a_given_name_is_a_greeting(name: str, greeting: str) -> None:
    somebody = Person(PersonId("p"), name, jobs=(Employment("Larkspur Hotels Ltd"),))
    assert first_name(somebody) == greeting
    body = hello(ME, somebody, [], AS_OF).body
    assert body.startswith(f"Hi {greeting},\n" if greeting else "Hello,\n")


def test_a_company_without_a_person_is_described_once() -> None:
    assert described(Person(PersonId("p"), "Acme", jobs=(Employment("Acme"),))) == "Acme"
    assert described(Person(PersonId("p"), "(no name)", jobs=(Employment("Acme"),))) == "somebody (Acme)"


# ---------------------------------------------------------------------------------------------------- no empty slots

blanks = st.sampled_from(["", " ", "  ", "\n", "\u00a0"])
words = st.sampled_from(["Ann", "Lindqvist", "Dr.", "Ltd", "O'Neil", "de  la", "ann@example.com", "Inc.", "Zoë"])
texts = st.one_of(blanks, st.lists(words, min_size=1, max_size=3).map(" ".join))
days = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2027, 12, 31)))
jobs = st.lists(st.builds(Employment, texts, texts, texts, days, days), max_size=2).map(tuple)


def people_of_any_kind(person_id: str) -> st.SearchStrategy[Person]:
    lists = st.lists(texts, max_size=2).map(tuple)
    names = st.one_of(st.just("(no name)"), texts)
    return st.builds(Person, st.just(PersonId(person_id)), names, lists, lists, jobs=jobs)


def events_of_any_kind(*ids: str) -> st.SearchStrategy[Event[PersonId]]:
    a, b, c = map(PersonId, ids)
    stages = st.sampled_from(["asked", "made", "met", "led to business", "declined"])
    channels = st.sampled_from(["meeting", "call", "mail", "message", "event", "other"])
    outcomes = st.sampled_from(["given", "contacted", "met", "won", "lost"])
    return st.one_of(
        st.builds(Interaction, days, st.permutations([a, b]).map(tuple), channels),
        st.builds(lambda p, at, stage: Introduction(*p, at, stage), st.permutations([a, b, c]), days, stages),
        st.builds(lambda p, at, stage: Referral(*p, at, stage), st.permutations([a, b, c]), days, outcomes),
    )


Writer = Callable[[list[Person], list[Event[PersonId]], str], Message]


def _thanks(people: list[Person], events: list[Event[PersonId]], why: str) -> Message:
    owed = [e for e in events if isinstance(e, Referral | Introduction)] or [Referral(PersonId("b"), EGO, EGO, AS_OF)]
    return thank_you(people[0], people[1], book_events(*owed), {people[2].id: people[2]} if why else {})


WRITERS: dict[str, Writer] = {
    "direct": lambda p, e, why: write_message(
        [p[0].id, p[1].id], {x.id: x for x in p}, book_events(*e), AS_OF, why=why
    ),
    "over one": lambda p, e, why: write_message(
        [x.id for x in p[:3]], {x.id: x for x in p}, book_events(*e), AS_OF, why=why
    ),
    "over two": lambda p, e, why: write_message(
        [x.id for x in p], {x.id: x for x in p}, book_events(*e), AS_OF, why=why
    ),
    "referral": lambda p, e, why: referral_request(p[0], p[1], book_events(*e), AS_OF, helped=bool(why)),
    "thanks": _thanks,
    "hello": lambda p, e, why: hello(p[0], p[1], book_events(*e), AS_OF),
    "promise": lambda p, e, why: about_promise(p[0], p[1], AS_OF, mine=bool(why)),
}


@pytest.mark.parametrize("kind", WRITERS)
@given(
    st.tuples(*map(people_of_any_kind, ("ego", "b", "c", "d"))).map(list),
    st.lists(events_of_any_kind("ego", "b", "c"), max_size=4),
    texts,
)
def test_no_message_has_an_empty_slot(kind: str, people: list[Person], events: list[Event[PersonId]], why: str) -> None:
    """Whatever the book lacks: no double blanks, no None, no empty brackets, no sentence that breaks off."""
    message = WRITERS[kind](people, events, why)
    paragraphs = message.body.split("\n\n")
    assert len(paragraphs) == 3
    assert re.fullmatch(r"Hello,|Hi [^\s@()]+,", paragraphs[0])
    forward = [message.forward] if message.forward else []
    for text in (message.subject, paragraphs[1], *paragraphs[2].split("\n"), *forward):
        assert text == " ".join(text.split()) != ""
        assert not re.search(r"None|\(\s*\)|\(no name\)| [.,?;:]|\( | \)|,,|\.\.", text), text
    assert paragraphs[1][-1] in ".?!"
    assert message.to == people[1].id
