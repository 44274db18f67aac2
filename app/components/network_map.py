"""The map: where a route sits among the people around it."""

from __future__ import annotations

import streamlit as st

from refnet.analysis.surroundings import Surroundings
from refnet.draw import draw, network_data
from refnet.model import PersonId

_MAP = st.components.v2.component("refnet.network_map", css="network_map/style.css", js="network_map/index.js")


def network_map(surroundings: Surroundings, *, key: str, height: int = 420) -> PersonId | None:
    """Draws a route and who stands around it, with the same people as a list below.

    Args:
        surroundings: The people, the ties among them and the route, ego first.
        key: The component's key in the session.
        height: Of the drawing, in pixels; the list comes below it.

    Returns:
        Who was clicked in this run, or None.
    """
    drawing = draw(surroundings.people, surroundings.ties, surroundings.route)
    data = {**network_data(drawing), "height": height}
    clicked = _MAP(key=key, data=data, on_person_change=lambda: None).person
    return PersonId(clicked) if clicked in {person.id for person in surroundings.people} else None
