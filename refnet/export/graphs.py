"""The network as GraphML and GEXF, for programs that draw and measure graphs (Gephi, yEd, Cytoscape, networkx)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import quoteattr

from refnet.analysis.advocates import may_be_listed
from refnet.model import Person, PersonId
from refnet.network import Snapshot
from refnet.strength import strength_word
from refnet.text import for_files

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_NODE: Final = (("name", "string"), ("employer", "string"), ("ego", "boolean"))
_EDGE: Final = (("strength", "double"), ("word", "string"))


@dataclass(frozen=True, slots=True)
class Graph:
    """People and their ties: `ties` holds the two people, `a < b`, and the strength in (0, 1]."""

    ego: PersonId
    people: tuple[Person, ...]
    ties: tuple[tuple[PersonId, PersonId, float], ...]
    withheld: int
    """How many are left out because they asked not to be contacted; those not to be shown are not even counted."""


def graph_of(people: Iterable[Person], snapshot: Snapshot, ego: PersonId) -> Graph:
    """These people and the ties among them; without those who asked not to be contacted or shown."""
    everybody = list(people)
    kept = {person.id: person for person in everybody if may_be_listed(person)}
    rings = snapshot.neighbours(kept)
    ties = ((a, b, strength) for a in kept for b, strength in rings[a] if a < b and b in kept)
    withheld = sum(not may_be_listed(person) and "do-not-show" not in person.flags for person in everybody)
    return Graph(ego, tuple(kept.values()), tuple(ties), withheld)


def as_graphml(graph: Graph) -> bytes:
    """An undirected graph; people have `name`, `employer` and `ego`, ties `strength` and its `word`.

    Source: graphml.graphdrawing.org, 1.0.
    """
    return _lines(_graphml(graph))


def as_gexf(graph: Graph) -> bytes:
    """The same as `as_graphml`, in Gephi's format; the name is the label as well.

    Source: gexf.net, 1.2draft.
    """
    return _lines(_gexf(graph))


def _graphml(graph: Graph) -> Iterator[str]:
    yield _HEAD
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for domain, fields in (("node", _NODE), ("edge", _EDGE)):
        for name, kind in fields:
            yield f'<key id="{domain}-{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>'
    yield '<graph edgedefault="undirected">'
    for person in graph.people:
        yield f"<node id={attribute(person.id)}>"
        yield from (f'<data key="node-{name}">{content(value)}</data>' for name, value in _said(person, graph.ego))
        yield "</node>"
    for a, b, strength in graph.ties:
        yield f"<edge source={attribute(a)} target={attribute(b)}>"
        yield from (f'<data key="edge-{name}">{content(value)}</data>' for name, value in _tie(strength))
        yield "</edge>"
    yield "</graph>"
    yield "</graphml>"


def _gexf(graph: Graph) -> Iterator[str]:
    yield _HEAD
    yield '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">'
    yield '<graph mode="static" defaultedgetype="undirected">'
    for domain, fields in (("node", _NODE), ("edge", _EDGE)):
        yield f'<attributes class="{domain}">'
        yield from (f'<attribute id="{domain}-{name}" title="{name}" type="{kind}"/>' for name, kind in fields)
        yield "</attributes>"
    yield "<nodes>"
    for person in graph.people:
        yield f"<node id={attribute(person.id)} label={attribute(person.name)}>"
        yield from _values("node", _said(person, graph.ego))
        yield "</node>"
    yield "</nodes>"
    yield "<edges>"
    for number, (a, b, strength) in enumerate(graph.ties):
        yield f'<edge id="{number}" source={attribute(a)} target={attribute(b)}>'
        yield from _values("edge", _tie(strength))
        yield "</edge>"
    yield "</edges>"
    yield "</graph>"
    yield "</gexf>"


def attribute(text: str) -> str:
    """A text as the value of an XML attribute, with its quotes."""
    return quoteattr(for_files(text))


def content(text: str) -> str:
    """A text between two XML tags."""
    return attribute(text)[1:-1]


def _values(domain: str, said: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield "<attvalues>"
    yield from (f'<attvalue for="{domain}-{name}" value={attribute(value)}/>' for name, value in said)
    yield "</attvalues>"


def _said(person: Person, ego: PersonId) -> tuple[tuple[str, str], ...]:
    is_ego = "true" if person.id == ego else "false"
    return ("name", person.name), ("employer", next(iter(person.organizations), "")), ("ego", is_ego)


def _tie(strength: float) -> tuple[tuple[str, str], ...]:
    return ("strength", repr(strength)), ("word", strength_word(strength))


def _lines(lines: Iterable[str]) -> bytes:
    return "\n".join([*lines, ""]).encode()
