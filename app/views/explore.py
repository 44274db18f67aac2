"""Explore: the circles of the network, or one person and whom they know best, drawn and as a list; a click walks on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

import streamlit as st

from app import data, look, pages, state
from app.components import Entry, circle_map, entries
from refnet.analysis.circles import Bridge, Circle, Circles
from refnet.analysis.reasons import counted
from refnet.analysis.surroundings import Surroundings
from refnet.draw import EGO_LABEL
from refnet.model import Person, PersonId
from refnet.strength import strength_word

Shown = TypeVar("Shown")

_SHOWN: Final = 5
"""Of circles, and of those who connect them; the rest comes on request."""


def main() -> None:
    """Begin with the circles, where there are any, or with the person whose id is in the address."""
    at = data.view()
    book = data.book(at.address)
    asked_for = pages.person_asked_for()
    if not asked_for and (found := data.circles(at)).circles:
        if walked := _circles(at, found):
            pages.walk_to(walked)
            st.rerun()
        return
    _around(at, book.person(asked_for or book.ego), book.ego)


def _circles(at: data.View, found: Circles) -> PersonId | None:
    """The circles with those in their middle, and those who connect them; who was clicked."""
    with look.card("intro"), st.container(horizontal=True, vertical_alignment="center"):
        with st.container():
            st.header("Circles in your network")
            st.caption(_counts(found))
        st.button("Begin with you", on_click=pages.walk_to, args=(found.ego,))
    groups, between = st.columns(2, gap="medium")
    with groups, look.card("circles"):
        st.header("Who knows each other")
        shown = _first("circles", found.circles)
        walked = _people(at, [e for circle in shown for e in _circle(circle)], key="explore-circles", label="Circles")
        _rest("circles", found.circles)
    with between, look.card("bridges"):
        st.header("Who connects them")
        if not found.bridges:
            st.caption("Nobody knows people of two circles, as far as your files tell.")
        between_them = [_bridge(bridge) for bridge in _first("bridges", found.bridges)]
        walked = _people(at, between_them, key="explore-bridges", label="Who connects circles") or walked
        _rest("bridges", found.bridges)
    st.caption(f"You are left out of this, as you know everybody. Worked out by {found.by}.")
    return walked


def _counts(found: Circles) -> str:
    more = f"The {len(found.circles)} largest of {found.total:,} circles" if found.total > len(found.circles) else ""
    circles = more or counted(found.total, "circle", "circles")
    alone = f" {found.alone:,} others know nobody but you, as far as your files tell." if found.alone else ""
    return f"{circles} among {found.people:,} people.{alone}"


def _circle(circle: Circle) -> list[Entry]:
    """A circle, and below it those in its middle."""
    head = Entry(f"circle-{circle.number}", circle.name, detail=f"{circle.size:,} people", opens=False)
    return [head, *(Entry(c.person, c.name, c.headline, c.why, reasons=c.reasons[1:], depth=1) for c in circle.central)]


def _bridge(bridge: Bridge) -> Entry:
    return Entry(bridge.person, bridge.name, bridge.headline, bridge.why, reasons=bridge.reasons)


def _first(name: str, found: Sequence[Shown]) -> Sequence[Shown]:
    """The first of a list, until the rest is asked for."""
    return found if state.shows_all(name) else found[:_SHOWN]


def _rest(name: str, found: Sequence[Shown]) -> None:
    """The button that asks for the rest of a list, if there is any."""
    if len(found) > len(_first(name, found)):
        st.button(f"Show all {len(found)}", key=f"all-{name}", on_click=state.show_all, args=(name,))


def _people(at: data.View, shown: Sequence[Entry], *, key: str, label: str) -> PersonId | None:
    events = (event for entry in shown for reason in entry.reasons for event in reason.events)
    clicked = entries(shown, key=key, label=label, evidence=data.evidence(at, events))
    return PersonId(clicked.id) if clicked else None


def _around(at: data.View, person: Person, ego: PersonId) -> None:
    """One person and whom they know best."""
    _head(person, ego)
    if "do-not-show" in person.flags:
        st.caption("This person asked not to be shown.")
        return
    around = data.circle(at, person.id)
    if len(around.people) == 1:
        _alone()
        return
    drawing, beside = st.columns([11, 8], gap="medium")
    with drawing, look.card("map"):
        walked = circle_map(around, ego, key="explore-map")
        st.caption("The closer to the middle, the stronger the tie. Dashed: weak.")
    with beside, look.card("around"):
        st.header(f"The {counted(len(around.people) - 1, 'strongest tie', 'strongest ties')}")
        walked = _list(around, ego) or walked
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
        if st.button("All circles"):
            st.switch_page(pages.EXPLORE)


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
