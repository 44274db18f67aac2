"""One person at a moment's notice: the tie, gave and got, what happened and is to be remembered, which files say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from app import changes, data, look, pages, state
from app.components import Entry, entries
from refnet.analysis.reasons import capital, plain_day
from refnet.book import Evidence, PersonCard
from refnet.identity.values import Value, flag_words
from refnet.model import Person, PersonId

_SHOWN: Final = 8


def main() -> None:
    """Draw the person whose id is in the address."""
    asked = pages.person_asked_for()
    if not asked:
        st.caption("Search for somebody above to see what your book knows of them.")
        return
    at = data.view()
    book = data.book(at.address)
    person = book.person(asked)
    found = data.card(at, person.id)
    me = person.id == book.ego
    _head(person, me=me)
    left, right = st.columns([11, 10], gap="medium")
    with left:
        if not me:
            _tie(found)
            if len(data.members(at)) > 1:
                _who_of_us(person.id)
            _exchange(person.id)
        _history(found)
    with right:
        _remember(person.id)
        _knows(found, person.id)
        values = data.values(at, person.id)
        _values(values)
        _care(person, values, me=me)


def _head(person: Person, *, me: bool) -> None:
    with look.card("person"):
        with st.container(key="name-person"):
            st.text(f"{person.name} (you)" if me else person.name)
        with st.container(gap="xxsmall"):
            for line in (person.headline, "  ·  ".join([*person.emails, *person.phones])):
                if line:
                    st.text(line)
        for flag in person.flags:
            if flag == "private":
                st.info("Only you see what your files tell of this person.", icon=":material/lock:")
                continue
            st.warning(f"Marked: {flag_words(flag)}", icon=":material/front_hand:")
        with st.container(horizontal=True):
            if not me and st.button("Find an introduction", type="primary"):
                pages.open_introduction(person.id)
            if not me and state.is_now() and st.button("Add a note or event"):
                changes.add(person)
            if st.button("See who is around"):
                pages.explore(person.id)


def _tie(found: PersonCard) -> None:
    """The tie with the owner: its parts add up to the points of the whole."""
    with look.card("tie"):
        st.header("Your tie")
        card = found.card
        if not card.tie:
            st.caption("You do not know each other yet, as far as your files say.")
            return
        points = round(100 * card.tie.strength.value)
        entries(
            [
                Entry(
                    card.person.id,
                    f"{points} of 100 points" + (", assumed" if card.tie.strength.assumed else ""),
                    word=card.word,
                    reasons=card.reasons,
                    opens=False,
                    why_open=True,
                )
            ],
            key="person-tie",
            label="Your tie",
            evidence=data.evidence(data.view(), (e for reason in card.reasons for e in reason.events)),
        )


def _who_of_us(person_id: PersonId) -> None:
    """Which members of the book know them, the strongest tie first."""
    found = data.who_knows(data.view(), person_id)
    ego = data.book(state.address()).ego
    with look.card("team"):
        st.header("Who of us knows them")
        if not found.lines:
            st.caption("Nobody who shares this book, as far as its files say.")
            return
        clicked = entries(
            [
                Entry(
                    line.member,
                    f"{line.member_name} (you)" if line.member == ego else line.member_name,
                    word=line.word,
                    reasons=line.reasons,
                )
                for line in found.lines
            ],
            key=f"person-team-{person_id}",
            label="Who of us knows them",
            evidence=data.evidence(
                data.view(), (e for line in found.lines for reason in line.reasons for e in reason.events)
            ),
        )
    if clicked:
        pages.open_person(clicked.id)


def _history(found: PersonCard) -> None:
    with look.card("history"):
        st.header("What happened")
        if not found.history:
            st.caption("No event is on file.")
            return
        shown = found.history if state.shows_all(f"history.{found.card.person.id}") else found.history[:_SHOWN]
        entries(
            [
                Entry(
                    row.id,
                    row.text,
                    detail=_day_and_places(row),
                    opens=False,
                )
                for row in shown
            ],
            key="person-history",
            label="What happened",
            layout="log",
        )
        if len(found.history) > len(shown):
            st.button(
                f"Show all {len(found.history)}",
                on_click=state.show_all,
                args=(f"history.{found.card.person.id}",),
                key="all-history",
            )


def _knows(found: PersonCard, person_id: PersonId) -> None:
    with look.card("knows"):
        known = found.card.knows
        st.header(f"Knows ({found.card.known_ties})" if known else "Knows")
        if not known:
            st.caption("No tie to anybody else is on file.")
            return
        shown = known if state.shows_all(f"knows.{person_id}") else known[:_SHOWN]
        clicked = entries(
            [Entry(line.person, line.name, detail=line.headline, word=line.word) for line in shown],
            key=f"person-knows-{person_id}",
            label="People they know",
        )
        if len(known) > len(shown):
            st.button(
                f"Show the {len(known)} strongest",
                on_click=state.show_all,
                args=(f"knows.{person_id}",),
                key="all-knows",
            )
    if clicked:
        pages.open_person(clicked.id)


def _exchange(person_id: PersonId) -> None:
    """What one did for the other, each way with its totals."""
    found = data.exchange(data.view(), person_id)
    with look.card("exchange"):
        st.header("Gave and got")
        ways = [("got", "They gave you", found.got), ("gave", "You gave them", found.gave)]
        shown = [Entry(id, name, reasons=told, opens=False, why_open=True) for id, name, told in ways if told]
        if not shown:
            st.caption("No referral, introduction, purchase or thank-you between you is on file.")
            return
        entries(
            shown,
            key="person-exchange",
            label="Gave and got",
            evidence=data.evidence(data.view(), (e for *_, told in ways for reason in told for e in reason.events)),
        )


def _remember(person_id: PersonId) -> None:
    """Promises, milestones and notes."""
    found = data.exchange(data.view(), person_id)
    with look.card("remember"):
        st.header("To remember")
        events = [happened.id for happened in (*found.promises, *found.milestones, *found.notes)]
        if not events:
            st.caption("No promise, milestone or note is on file.")
            return
        entries(
            [
                Entry(row.id, row.text, detail=_day_and_places(row), opens=False)
                for row in data.evidence(data.view(), events)
            ],
            key="person-remember",
            label="To remember",
            layout="log",
        )


def _values(values: Sequence[Value]) -> None:
    # That somebody is for the owner alone stands above already, as a mark of the whole page
    told = [value for value in values if (value.kind, value.text) != ("flag", flag_words("private"))]
    with look.card("values"):
        st.header("What is known, and from where")
        entries(
            [
                Entry(str(n), value.text, detail="  ·  ".join([capital(value.kind), *value.places]), opens=False)
                for n, value in enumerate(told)
            ],
            key="person-values",
            label="What is known, and from where",
            layout="log",
        )


def _care(person: Person, values: tuple[Value, ...], *, me: bool) -> None:
    """What they asked for, and whether this is one person."""
    with look.card("care"):
        st.header("Keep this entry right")
        if not me:
            changes.asked_for(person, values)
            members = data.members(data.view())
            if len(members) > 1 and person.id not in {member.person_id for member in members}:
                changes.only_for_me(person)
        with st.container(horizontal=True):
            if st.button("Join with another"):
                changes.merge(person)
            if st.button("Split"):
                changes.split(person)
            if not me and st.button("Forget"):
                changes.forget(person)


def _day_and_places(row: Evidence) -> str:
    return "  ·  ".join([plain_day(row.day) if row.day else "no date", *row.places])


main()
