"""What is drawn beside a chain: the strongest other ties of each person on it, in turn."""

from __future__ import annotations

from datetime import date

from snapshots import EGO, MemorySnapshot

from refnet.analysis.surroundings import surroundings
from refnet.model import BookEvent, EventId, Interaction, Person, PersonId

NAMES = ("ego", "ann", "bo", *(f"of_ego{n}" for n in range(8)), *(f"of_ann{n}" for n in range(3)), "of_bo0")
PEOPLE = [Person(PersonId(name), name.title()) for name in NAMES]


def met(first: str, second: str, times: int) -> list[BookEvent]:
    pair = (PersonId(first), PersonId(second))
    return [
        BookEvent(EventId(f"{first}-{second}-{n}"), Interaction(date(2026, 1, 1 + n), pair, "meeting"))
        for n in range(times)
    ]


EVENTS = [*met("ego", "ann", 3), *met("ann", "bo", 3)]
EVENTS += [event for n in range(8) for event in met("ego", f"of_ego{n}", 20 - n)]
EVENTS += [event for n in range(3) for event in met("ann", f"of_ann{n}", 4 - n)] + met("bo", "of_bo0", 1)
ROUTE = [EGO, PersonId("ann"), PersonId("bo")]


def beside(people: list[Person] = PEOPLE, most: int = 12) -> list[str]:
    found = surroundings(MemorySnapshot(people, EVENTS), ROUTE, beside=most)
    assert [person.id for person in found.people[:3]] == ROUTE == list(found.route)
    return [person.id for person in found.people[3:]]


def test_each_person_of_the_route_has_a_turn() -> None:
    """The owner has eight stronger ties than anybody else has; still everyone's strongest comes first."""
    assert beside(most=4) == ["of_ego0", "of_ann0", "of_bo0", "of_ego1"]


def test_there_is_a_limit_and_nobody_stands_there_twice() -> None:
    found = beside()
    assert len(found) == len(set(found)) == 12


def test_who_asked_not_to_be_shown_is_not_drawn() -> None:
    hidden = [Person(p.id, p.name, flags=("do-not-show",)) if p.id == "of_ann0" else p for p in PEOPLE]
    assert beside(hidden, most=4) == ["of_ego0", "of_bo0", "of_ego1", "of_ann1"]


def test_every_tie_among_those_drawn_is_there() -> None:
    found = surroundings(MemorySnapshot(PEOPLE, EVENTS), ROUTE, beside=2)
    assert [(tie.a, tie.b) for tie in found.ties] == [
        ("ann", "bo"),
        ("ann", "ego"),
        ("ann", "of_ann0"),
        ("ego", "of_ego0"),
    ]
