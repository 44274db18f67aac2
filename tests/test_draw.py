"""What is drawn is text and roles, never HTML; what the browser gets for it loads nothing from elsewhere."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from refnet.draw import draw, draw_around, network_data
from refnet.model import Person, PersonId
from refnet.network import WeighedTie
from refnet.strength import Strength, TieSums

WEB = Path(__file__).resolve().parent.parent / "refnet" / "web"
OURS = sorted(path for path in WEB.rglob("*") if path.suffix in (".js", ".css") and "vis-network" not in path.name)

EGO, PRIYA, RUTH, SIMON, CARLA = (PersonId(p) for p in ("ego", "priya", "ruth", "simon", "carla"))
ROUTE = (EGO, PRIYA, RUTH)


def tie(a: PersonId, b: PersonId, value: float = 0.5) -> WeighedTie:
    return WeighedTie(min(a, b), max(a, b), TieSums(), Strength(value))


def people(*ids: PersonId, name: str = "") -> list[Person]:
    return [Person(id, name or id.title()) for id in ids]


def test_everybody_has_a_role() -> None:
    net = draw(people(*ROUTE, SIMON), [], ROUTE)
    assert {node["id"]: node["role"] for node in net.nodes} == {
        EGO: "ego",
        PRIYA: "route",
        RUTH: "target",
        SIMON: "other",
    }


def test_on_a_team_mates_route_only_the_owner_is_called_you() -> None:
    """Whoever begins it is one on the route; the owner is "You" also beside it."""
    net = draw(people(*ROUTE, SIMON), [], ROUTE, ego=SIMON)
    assert {node["id"]: (node["label"], node["role"]) for node in net.nodes} == {
        EGO: ("Ego", "route"),
        PRIYA: ("Priya", "route"),
        RUTH: ("Ruth", "target"),
        SIMON: ("You", "other"),
    }


def test_ties_of_the_route_stand_out_and_weak_ones_are_dashed() -> None:
    net = draw(people(*ROUTE, SIMON), [tie(EGO, PRIYA), tie(PRIYA, RUTH, 0.1), tie(SIMON, EGO), tie(EGO, RUTH)], ROUTE)
    drawn = {frozenset((edge["from"], edge["to"])): (edge["role"], edge["dashes"]) for edge in net.edges}
    assert drawn == {
        frozenset((EGO, PRIYA)): ("route", False),
        frozenset((PRIYA, RUTH)): ("route", True),
        frozenset((SIMON, EGO)): ("other", False),
        frozenset((EGO, RUTH)): ("other", False),
    }


def test_ties_between_two_people_beside_the_route_are_not_drawn() -> None:
    assert draw(people(*ROUTE, SIMON, CARLA), [tie(SIMON, CARLA)], ROUTE).edges == []


def test_ties_of_people_who_found_no_room_are_not_drawn() -> None:
    crowd = [PersonId(f"n{i}") for i in range(13)]
    net = draw(people(*ROUTE, *crowd), [tie(EGO, person) for person in crowd], ROUTE)
    assert len(net.nodes) == 15 and len(net.edges) == 12


def test_around_one_person_every_tie_is_drawn_and_the_owner_is_you() -> None:
    net = draw_around(people(RUTH, EGO, SIMON), [tie(RUTH, EGO), tie(EGO, SIMON, 0.1), tie(SIMON, CARLA)], EGO)
    assert [(node["label"], node["role"]) for node in net.nodes] == [
        ("Ruth", "target"),
        ("You", "other"),
        ("Simon", "other"),
    ]
    assert [(edge["from"], edge["to"], edge["dashes"]) for edge in net.edges] == [
        (EGO, RUTH, False),
        (EGO, SIMON, True),
    ]


def test_names_are_labels_as_they_are_and_nothing_has_a_title() -> None:
    """Pyvis shows titles as HTML as soon as one of them contains "href"."""
    name = 'see href <img src=x onerror="alert(1)"> </script>'
    net = draw(people(*ROUTE, SIMON, name=name), [tie(EGO, PRIYA), tie(EGO, SIMON)], ROUTE)
    assert [node["label"] for node in net.nodes] == ["You", name, name, name]
    assert [part for part in [*net.nodes, *net.edges] if {"title", "font", "image"} & part.keys()] == []


def test_a_label_has_one_line_and_nothing_invisible_that_turns_it_around() -> None:
    net = draw(people(*ROUTE, name="Ann\nLee\u202e\x00"), [], ROUTE)
    assert net.nodes[1]["label"] == "Ann Lee\ufffd\ufffd"


def test_the_browser_lays_nothing_out() -> None:
    net = draw(people(*ROUTE), [tie(EGO, PRIYA)], ROUTE)
    assert json.loads(net.options.to_json())["physics"]["enabled"] is False
    assert all({"x", "y"} <= node.keys() for node in net.nodes)


def test_the_map_gets_columns_of_plain_values() -> None:
    data = network_data(draw(people(*ROUTE, SIMON), [tie(EGO, PRIYA), tie(SIMON, RUTH, 0.1)], ROUTE))
    assert json.loads(json.dumps(data)) == {
        "ids": ["ego", "priya", "ruth", "simon"],
        "names": ["You", "Priya", "Ruth", "Simon"],
        "roles": ["ego", "route", "target", "other"],
        "x": data["x"],
        "y": data["y"],
        "ties": [[0, 1, "route", False], [2, 3, "other", True]],
    }
    assert len(data["x"]) == len(data["y"]) == 4


@pytest.mark.parametrize("path", OURS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_component_loads_nothing_from_outside_and_makes_no_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    loads = re.findall(r"""(?:from|import)\s+"([^"]+)"|url\(([^)]*)\)""", text)
    assert [found for pair in loads for found in pair if found and not found.startswith((".", "/"))] == []
    assert re.findall(r"https?:|//\w+\.\w|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text) == []


def test_vis_network_is_the_published_file() -> None:
    """Its hash is that of standalone/esm/vis-network.min.js in the package vis-network 10.1.5."""
    file = WEB / "network_map" / "vis-network.min.js"
    known = (WEB / "network_map" / "vis-network.min.js.sha256").read_text(encoding="ascii").split()[0]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == known
    assert known == "f9a1b378866721656ea5b12f61e613dbecd1ee76e76dcb1b3e312bc1032ce6ad"
    assert b"@version 10.1.5" in file.read_bytes()[:400]


def test_vis_network_comes_with_its_licences() -> None:
    for name, words in (("MIT", "The MIT License"), ("APACHE-2.0", "Apache License")):
        assert words in (WEB / "network_map" / f"vis-network.LICENSE-{name}").read_text(encoding="utf-8")
