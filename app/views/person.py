"""One person: how the owner knows them and how well, whom they know, what happened, and which files say so."""

from __future__ import annotations

from typing import Final

import streamlit as st

from app import data, look, pages, state
from app.components import Entry, entries
from refnet.analysis.reasons import plain_day
from refnet.book import PersonCard
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
    _head(person, me=person.id == book.ego)
    left, right = st.columns([11, 10], gap="medium")
    with left:
        if person.id != book.ego:
            _tie(found)
        _history(found)
    with right:
        _knows(found, person.id)
        _told_by(found)


def _head(person: Person, *, me: bool) -> None:
    with look.card("person"):
        with st.container(key="name-person"):
            st.text(f"{person.name} (you)" if me else person.name)
        with st.container(gap="xxsmall"):
            for line in (person.headline, "  ·  ".join([*person.emails, *person.phones])):
                if line:
                    st.text(line)
        for flag in person.flags:
            st.warning(f"Marked: {flag.replace('-', ' ')}", icon=":material/front_hand:")
        if not me and st.button("Find an introduction", type="primary"):
            pages.open_introduction(person.id)


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
                    detail="  ·  ".join([plain_day(row.day) if row.day else "no date", *row.places]),
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


def _told_by(found: PersonCard) -> None:
    with look.card("sources"):
        st.header("Where this comes from")
        if not found.places:
            st.caption("Only from what happened with others.")
            return
        entries(
            [Entry(str(n), place.label, detail=place.locator, opens=False) for n, place in enumerate(found.places)],
            key="person-places",
            label="Where this comes from",
            layout="log",
        )


main()
