"""A drawing of an answer: people and ties of the book as a pyvis network, and as plain data for the app's map.

Nothing here becomes HTML. Titles are never set, as pyvis shows every title as HTML once one contains "href", and
labels are plain text for a canvas. Colours are roles; the map takes them from the page's theme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

from pyvis.network import Network

from refnet.model import Person, PersonId
from refnet.network import WeighedTie
from refnet.positions import Point, ring_positions, route_positions
from refnet.strength import strength_word
from refnet.text import for_terminal

Role: TypeAlias = Literal["ego", "route", "target", "other"]

EGO_LABEL: Final = "You"
_WEAK: Final = strength_word(0.0)


def draw(
    people: Sequence[Person], ties: Sequence[WeighedTie], route: Sequence[PersonId], *, ego: PersonId | None = None
) -> Network:
    """A route and the people around it, as a pyvis network with positions and without physics.

    Args:
        people: Who is drawn: those on the route, and others, most important first; see `positions.BESIDE`.
        ties: Ties among them. Those between two people beside the route are not drawn: they cross everything, and
            say nothing about the route.
        route: Whoever begins first, target last.
        ego: Who is called "You" wherever they stand; the first of the route by default.

    Returns:
        Nodes with `label`, `role`, `x` and `y`; edges with `role` ("route" or "other") and `dashes` (the tie is weak).
    """
    pairs = [(tie.a, tie.b) for tie in ties]
    places = route_positions(route, [person.id for person in people if person.id not in route], pairs)
    steps = {frozenset(step) for step in zip(route, route[1:], strict=False)}
    on_route = set(route)
    you = route[0] if ego is None else ego
    nodes = [_node(person, _role(person.id, route, you), places) for person in people if person.id in places]
    _call_you(nodes, you)
    return _network(nodes, [_edge(tie, steps) for tie in ties if on_route & {tie.a, tie.b}])


def draw_around(people: Sequence[Person], ties: Sequence[WeighedTie], ego: PersonId) -> Network:
    """One person in the middle and those around them, as a pyvis network with positions and without physics.

    Args:
        people: The one in the middle first, then the others, closest first; see `positions.ring_positions`.
        ties: Ties among them.
        ego: The owner, who is called "You" wherever they stand.

    Returns:
        As `draw`; the one in the middle has the role "ego" or "target".
    """
    centre = people[0].id
    places = ring_positions(centre, [person.id for person in people[1:]], [(tie.a, tie.b) for tie in ties])
    roles: dict[PersonId, Role] = {centre: "ego" if centre == ego else "target"}
    nodes = [_node(person, roles.get(person.id, "other"), places) for person in people if person.id in places]
    _call_you(nodes, ego)
    return _network(nodes, [_edge(tie, set()) for tie in ties])


def _call_you(nodes: list[dict[str, Any]], ego: PersonId) -> None:
    for node in nodes:
        node["label"] = EGO_LABEL if node["id"] == ego else node["label"]


def _network(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> Network:
    """Nodes and those of the edges that have both ends among them. Not by add_node and add_edge, which are slow."""
    net = Network(cdn_resources="in_line")
    net.toggle_physics(False)
    net.nodes = nodes
    net.node_ids = [node["id"] for node in nodes]
    net.node_map = {node["id"]: node for node in nodes}
    net.edges = [edge for edge in edges if {edge["from"], edge["to"]} <= net.node_map.keys()]
    return net


def network_data(net: Network) -> dict[str, Any]:
    """What the map needs of a drawing, as columns of plain values.

    Returns:
        `ids`, `names`, `roles`, `x`, `y`: one entry for each person. `ties`: (from, to, role, dashed), the first two
        as places in `ids`.
    """
    place = {node["id"]: i for i, node in enumerate(net.nodes)}
    return {
        "ids": [node["id"] for node in net.nodes],
        "names": [node["label"] for node in net.nodes],
        "roles": [node["role"] for node in net.nodes],
        "x": [node["x"] for node in net.nodes],
        "y": [node["y"] for node in net.nodes],
        "ties": [(place[edge["from"]], place[edge["to"]], edge["role"], edge["dashes"]) for edge in net.edges],
    }


def _node(person: Person, role: Role, places: Mapping[PersonId, Point]) -> dict[str, Any]:
    x, y = places[person.id]
    return {
        "id": person.id,
        "label": for_terminal(person.name),
        "role": role,
        "x": round(x, 1),
        "y": round(y, 1),
        "shape": "dot",
    }


def _role(person: PersonId, route: Sequence[PersonId], ego: PersonId) -> Role:
    if person not in route:
        return "other"
    return "ego" if person == ego else "target" if person == route[-1] else "route"


def _edge(tie: WeighedTie, steps: set[frozenset[PersonId]]) -> dict[str, Any]:
    role: Role = "route" if frozenset((tie.a, tie.b)) in steps else "other"
    return {"from": tie.a, "to": tie.b, "role": role, "dashes": strength_word(tie.strength.value) == _WEAK}
