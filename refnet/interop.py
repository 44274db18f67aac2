"""A book in the hands of networkx and pandas: the one home of both.

People who asked not to be shown are left out; of those who asked not to be contacted no address and no number is given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, Literal, Protocol, TypeAlias, get_args

import networkx as nx
import pandas as pd

from refnet.model import PEOPLE_FIELDS, BookEvent, Person, PersonId, day_of, kind_of
from refnet.network import WeighedTie
from refnet.network.measures import Tie

FrameName: TypeAlias = Literal["people", "ties", "events", "referrals"]
Graph: TypeAlias = nx.Graph
Frame: TypeAlias = pd.DataFrame
FRAMES: Final[tuple[FrameName, ...]] = get_args(FrameName)

_PEOPLE: Final = ("person_id", "name", "employer", "title", "email", "phone", "labels", "flags")
_TIES: Final = (
    *("a", "b", "a_name", "b_name", "strength", "cost", "assumed", "grade", "contacts", "meetings", "contact_days"),
    *("first_day", "last_day", "referrals", "introductions", "thanks", "promises_kept", "promises_broken"),
)
_EVENTS: Final = ("event_id", "kind", "day", "role", "person_id", "name")
_REFERRALS: Final = (
    *("event_id", "day", "referrer", "referrer_name", "prospect", "prospect_name", "recipient", "recipient_name"),
    *("stage", "value_cents", "currency"),
)


class Whole(Protocol):
    """All of a book as of a day."""

    def every_person(self) -> Iterable[Person]:
        """Everybody, ordered by id."""
        ...

    def every_tie(self) -> Iterable[WeighedTie]:
        """Every tie, ordered by the two ids."""
        ...

    def every_event(self, *, kinds: Iterable[str] = ()) -> Iterable[BookEvent]:
        """Every event of these kinds (all when empty), ordered by id."""
        ...


def to_networkx(book: Whole) -> Graph:
    """The network as a graph of networkx.

    Nodes are person ids, with the texts `name`, `employer` and `flags` ("" where there is none). Edges have `strength`
    in (0, 1], larger for warmer, and `cost`, -log(strength), which adds up along a path: that is what to give as
    `weight=` to a function that looks for short paths. There is no attribute `weight`, as functions differ in which of
    the two they take it for.
    """
    graph = nx.Graph()
    shown = _shown(book)
    for person in shown.values():
        graph.add_node(person.id, name=person.name, employer=_employer(person), flags="; ".join(person.flags))
    for tie in _ties(book, shown):
        graph.add_edge(tie.a, tie.b, strength=tie.strength.value, cost=_cost(tie))
    return graph


def communities(people: int, ties: Sequence[Tie], *, seed: int) -> list[int]:
    """Groups of people who know each other better than others, by the method of Louvain over strengths.

    Args:
        people: How many there are.
        ties: Each pair once.
        seed: The same seed gives the same groups.

    Returns:
        The number of each person's group.

    Source: Blondel, Guillaume, Lambiotte and Lefebvre (2008), Fast unfolding of communities in large networks.
    """
    graph = nx.Graph()
    graph.add_nodes_from(range(people))
    graph.add_weighted_edges_from(ties, weight="strength")
    group = [0] * people
    for number, members in enumerate(nx.community.louvain_communities(graph, weight="strength", seed=seed)):
        for person in members:
            group[person] = number
    return group


def to_frame(book: Whole, name: FrameName) -> Frame:
    """A table of the book as a DataFrame; the columns are the same whatever is in the book.

    Args:
        book: What the rows are taken from.
        name: "people": one row each, with their best address and number. "ties": one row a pair; days are those of the
            first and the last contact. "events": one row for each person in each event, with their role in it.
            "referrals": one row each, money in cents.

    Raises:
        ValueError: there is no table of that name.
    """
    shown = _shown(book)
    match name:
        case "people":
            return pd.DataFrame(map(_person_row, shown.values()), columns=list(_PEOPLE))
        case "ties":
            rows = (_tie_row(tie, shown) for tie in _ties(book, shown))
            return _dated(pd.DataFrame(rows, columns=list(_TIES)), "first_day", "last_day")
        case "events":
            return _by_day(pd.DataFrame(_event_rows(book.every_event(), shown), columns=list(_EVENTS)))
        case "referrals":
            referrals = (_referral_row(event, shown) for event in book.every_event(kinds=["referral"]))
            frame = _by_day(pd.DataFrame(referrals, columns=list(_REFERRALS)))
            return frame.astype({"value_cents": "Int64"})
    raise ValueError(f"name must be one of {', '.join(FRAMES)}, not {name!r}")


def _shown(book: Whole) -> dict[PersonId, Person]:
    return {person.id: person for person in book.every_person() if "do-not-show" not in person.flags}


def _ties(book: Whole, shown: dict[PersonId, Person]) -> Iterator[WeighedTie]:
    return (tie for tie in book.every_tie() if tie.a in shown and tie.b in shown)


def _employer(person: Person) -> str:
    return next(iter(person.organizations), "")


def _cost(tie: WeighedTie) -> float:
    return -math.log(tie.strength.value) or 0.0  # no negative zero


def _person_row(person: Person) -> tuple[Any, ...]:
    reachable = "do-not-contact" not in person.flags
    email, phone = (next(iter(values), "") if reachable else "" for values in (person.emails, person.phones))
    title = person.jobs[0].title if person.jobs else ""
    labels, flags = "; ".join(person.labels), "; ".join(person.flags)
    return (person.id, person.name, _employer(person), title, email, phone, labels, flags)


def _tie_row(tie: WeighedTie, shown: dict[PersonId, Person]) -> tuple[Any, ...]:
    sums = tie.sums
    known = (tie.a, tie.b, shown[tie.a].name, shown[tie.b].name, tie.strength.value, _cost(tie), tie.strength.assumed)
    contact = (sums.grade, sums.contacts, sums.meetings, sums.contact_days, _day(sums.first_day), _day(sums.last_day))
    gave = (sums.referrals, sums.introductions, sums.thanks, sums.promises_kept, sums.promises_broken)
    return (*known, *contact, *gave)


def _event_rows(events: Iterable[BookEvent], shown: dict[PersonId, Person]) -> Iterator[tuple[Any, ...]]:
    for event in events:
        kind = kind_of(event.event)
        for field in PEOPLE_FIELDS[kind]:
            value = getattr(event.event, field)
            role = "participant" if field == "people" else field
            for person in value if isinstance(value, tuple) else (value,):
                if person in shown:
                    yield (event.id, kind, _at(event), role, person, shown[person].name)


def _referral_row(event: BookEvent, shown: dict[PersonId, Person]) -> tuple[Any, ...]:
    told: Any = event.event
    ends = [shown.get(person) for person in (told.referrer, told.prospect, told.recipient)]
    who = [value for end in ends for value in ((end.id, end.name) if end else (None, None))]
    return (event.id, _at(event), *who, told.stage, told.value_cents, told.currency)


def _at(event: BookEvent) -> date | None:
    at = getattr(event.event, "at", None)
    return day_of(at) if at else None


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None


def _dated(frame: Frame, *columns: str) -> Frame:
    """With days as pandas has them, in seconds, so that every year a book can hold fits."""
    return frame.assign(**{column: frame[column].astype("datetime64[s]") for column in columns})


def _by_day(frame: Frame) -> Frame:
    """Oldest first, those without a day at the end."""
    return _dated(frame, "day").sort_values("day", kind="stable", ignore_index=True)
