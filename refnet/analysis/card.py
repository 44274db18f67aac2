"""One person at a moment's notice: the tie with the owner and why, whom else they know, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from refnet.analysis.explain import explain
from refnet.analysis.facts import NameOf
from refnet.analysis.reasons import Reason, newest_first
from refnet.colleagues import shared_employer
from refnet.model import BookEvent, Person, PersonId, people_of
from refnet.network import Snapshot, WeighedTie
from refnet.strength import strength_word

TIES: Final = 30
HISTORY: Final = 200


@dataclass(frozen=True, slots=True)
class TieLine:
    """Somebody the person knows, and how well."""

    person: PersonId
    name: str
    headline: str
    value: float
    word: str


@dataclass(frozen=True, slots=True)
class Card:
    """The answer. `tie` and `reasons` tell of the tie with the owner, None and empty where there is none."""

    as_of: date
    person: Person
    tie: WeighedTie | None
    word: str
    reasons: tuple[Reason, ...]
    knows: tuple[TieLine, ...]
    """Their other ties, strongest first."""
    known_ties: int
    """How many other ties there are, those not listed included."""
    history: tuple[BookEvent, ...]
    """Newest first."""


def card(snapshot: Snapshot, ego: PersonId, person_id: PersonId, name_of: NameOf) -> Card:
    """What the book knows of a person as of its day.

    Args:
        snapshot: The book as of a day.
        ego: Whose tie with the person is explained.
        person_id: Somebody in the book.
        name_of: Name to show for a person ("you" for the owner).

    Raises:
        KeyError: nobody by that id is in the book.
    """
    person = snapshot.people([person_id])[person_id]
    ties = {tie.a if tie.b == person_id else tie.b: tie for tie in snapshot.ties_of(person_id)}
    own = ties.pop(ego, None)
    history = newest_first(snapshot.events_of([person_id]))
    between = [event for event in history if ego in people_of(event.event)]
    shown = sorted(ties, key=lambda other: (-ties[other].strength.value, other))
    people = snapshot.people([ego, *shown])
    employer = shared_employer(person, people[ego]) if ego in people else ""
    knows = [
        TieLine(o, people[o].name, people[o].headline, ties[o].strength.value, strength_word(ties[o].strength.value))
        for o in shown
        if o in people and "do-not-show" not in people[o].flags
    ]
    return Card(
        as_of=snapshot.as_of,
        person=person,
        tie=own,
        word=strength_word(own.strength.value) if own else "",
        reasons=explain(own, between, name_of, snapshot.as_of, employer=employer) if own else (),
        knows=tuple(knows[:TIES]),
        known_ties=len(knows),
        history=tuple(history[:HISTORY]),
    )
