"""The map: where a route sits among the people around it, or one person among those they know."""

from __future__ import annotations

from typing import Any

import streamlit as st

from refnet.analysis.surroundings import Surroundings
from refnet.draw import draw, draw_around, network_data
from refnet.model import PersonId

_MAP = st.components.v2.component("refnet.network_map", css="network_map/style.css", js="network_map/index.js")


def network_map(surroundings: Surroundings, ego: PersonId, *, key: str, height: int = 420) -> PersonId | None:
    """Draws a route and who stands around it, with the same people as a list below.

    Args:
        surroundings: The people, the ties among them and the route.
        ego: The owner, who is called "You".
        key: The component's key in the session.
        height: Of the drawing, in pixels; the list comes below it.

    Returns:
        Who was clicked in this run, or None.
    """
    data = network_data(draw(surroundings.people, surroundings.ties, surroundings.route, ego=ego))
    route = [name for name, role in zip(data["names"], data["roles"], strict=True) if role != "other"]
    label = f"The route {', '.join(route)}, and {len(data['ids']) - len(route)} people around it"
    return _clicked(data, label, key=key, height=height)


def circle_map(surroundings: Surroundings, ego: PersonId, *, key: str, height: int = 560) -> PersonId | None:
    """Draws one person and whom they know: the closer, the stronger the tie.

    Args:
        surroundings: The route is the one person in the middle; the others come strongest tie first.
        ego: The owner, who is called "You".
        key: The component's key in the session.
        height: Of the drawing, in pixels; the list comes below it.

    Returns:
        Who was clicked in this run, or None.
    """
    data = network_data(draw_around(surroundings.people, surroundings.ties, ego))
    label = f"{data['names'][0]}, and {len(data['ids']) - 1} people around"
    return _clicked(data, label, key=key, height=height)


def _clicked(data: dict[str, Any], label: str, *, key: str, height: int) -> PersonId | None:
    drawn = {**data, "label": label, "height": height}
    clicked = _MAP(key=key, data=drawn, on_person_change=lambda: None).person
    return PersonId(clicked) if clicked in data["ids"] else None
