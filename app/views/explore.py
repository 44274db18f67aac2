"""Explore: one person and whom they know best, as a drawing and as a list; a click walks on."""

from __future__ import annotations

import streamlit as st

from app import data, look, pages
from app.components import Entry, circle_map, entries
from refnet.analysis.reasons import counted
from refnet.analysis.surroundings import Surroundings
from refnet.draw import EGO_LABEL
from refnet.model import Person, PersonId
from refnet.strength import strength_word


def main() -> None:
    """Begin with the owner, or with the person whose id is in the address."""
    at = data.view()
    book = data.book(at.address)
    person = book.person(pages.person_asked_for() or book.ego)
    _head(person, book.ego)
    if "do-not-show" in person.flags:
        st.caption("This person asked not to be shown.")
        return
    around = data.circle(at, person.id)
    if len(around.people) == 1:
        _alone()
        return
    drawing, beside = st.columns([11, 8], gap="medium")
    with drawing, look.card("map"):
        walked = circle_map(around, book.ego, key="explore-map")
        st.caption("The closer to the middle, the stronger the tie. Dashed: weak.")
    with beside, look.card("around"):
        st.header(f"The {counted(len(around.people) - 1, 'strongest tie', 'strongest ties')}")
        walked = _list(around, book.ego) or walked
    if walked == person.id:
        pages.open_person(person.id)
    elif walked:
        pages.walk_to(walked)
        st.rerun()


def _head(person: Person, ego: PersonId) -> None:
    """Who stands in the middle, and the ways from here."""
    with look.card("middle"), st.container(horizontal=True, vertical_alignment="center"):
        with st.container(key="strong-middle", gap="xxsmall"):
            st.text(f"{person.name} (you)" if person.id == ego else person.name)
            if person.headline:
                st.text(person.headline)
        if st.button("Open the page", type="primary"):
            pages.open_person(person.id)
        if person.id != ego:
            st.button("Back to you", on_click=pages.walk_to, args=(ego,))


def _list(around: Surroundings, ego: PersonId) -> PersonId | None:
    """The people of the drawing, for the keyboard and for reading."""
    middle = around.route[0]
    words = {
        tie.a if tie.b == middle else tie.b: strength_word(tie.strength.value)
        for tie in around.ties
        if middle in (tie.a, tie.b)
    }
    clicked = entries(
        [
            Entry(p.id, EGO_LABEL if p.id == ego else p.name, detail=p.headline, word=words.get(p.id, ""))
            for p in around.people[1:]
        ],
        key=f"explore-list-{middle}",
        label="Strongest ties",
    )
    return PersonId(clicked.id) if clicked else None


def _alone() -> None:
    with look.card("alone"):
        st.header("No tie is on file")
        st.markdown("Add files that tell of meetings, messages or introductions, and whom they know shows up here.")
        if st.button("Add files", type="primary"):
            st.switch_page(pages.IMPORT_FILES)


main()
