"""A small book in memory, as questions see it, for tests: people and events in, ties by the real sums and strengths."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, timedelta

from refnet.model import BookEvent, Event, EventId, Interaction, Person, PersonId, day_of, kind_of, people_of
from refnet.network import WeighedTie
from refnet.strength import Strength, build_profile, strength
from refnet.text import fold_organization
from refnet.ties import Pair, tie_sums

AS_OF = date(2026, 11, 1)
EGO = PersonId("ego")


class MemorySnapshot:
    """A `refnet.network.Snapshot`. `strengths` sets ties to a value, for tests in which only the value matters."""

    def __init__(
        self,
        people: Iterable[Person],
        events: Iterable[BookEvent] = (),
        *,
        as_of: date = AS_OF,
        strengths: Mapping[Pair, float] | None = None,
    ) -> None:
        self.as_of = as_of
        self._people = {person.id: person for person in people}
        self._events = [e for e in events if (at := getattr(e.event, "at", None)) is None or day_of(at) <= as_of]
        sums = tie_sums((e.event for e in self._events), until=as_of)
        profile = build_profile(list(sums.values()))
        given = {(min(pair), max(pair)): value for pair, value in (strengths or {}).items()}
        self._ties = {
            pair: WeighedTie(*pair, tie, Strength(given[pair], given[pair]) if pair in given else worked_out)
            for pair, tie in sums.items()
            if (worked_out := strength(tie, profile, as_of))
        }
        self._others: dict[PersonId, list[PersonId]] = defaultdict(list)
        for a, b in sorted(self._ties):
            self._others[a].append(b)
            self._others[b].append(a)

    def neighbours(
        self, people: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> Mapping[PersonId, Sequence[tuple[PersonId, float]]]:
        return {
            p: [(q, self._tie(p, q).strength.value) for q in sorted(self._others[p]) if among is None or q in among]
            for p in people
        }

    def ties(self, pairs: Iterable[Pair]) -> list[WeighedTie]:
        wanted = sorted({(min(pair), max(pair)) for pair in pairs})
        return [self._ties[pair] for pair in wanted if pair in self._ties]

    def ties_of(self, person: PersonId) -> list[WeighedTie]:
        return [self._tie(person, other) for other in sorted(self._others[person])]

    def people(self, ids: Iterable[PersonId]) -> Mapping[PersonId, Person]:
        return {p: self._people[p] for p in ids if p in self._people}

    def at_organization(self, name: str) -> Sequence[Person]:
        wanted = fold_organization(name)
        return [p for p in self._people.values() if wanted in map(fold_organization, p.organizations)]

    def events_of(self, people: Iterable[PersonId], *, kinds: Iterable[str] = ()) -> Sequence[BookEvent]:
        wanted, of = set(kinds), set(people)
        return [
            e
            for e in self._events
            if of.intersection(people_of(e.event)) and (not wanted or kind_of(e.event) in wanted)
        ]

    def events_between(self, pairs: Iterable[Pair]) -> Mapping[Pair, Sequence[BookEvent]]:
        ordered = {(min(pair), max(pair)) for pair in pairs}
        return {pair: [e for e in self._events if set(pair) <= set(people_of(e.event))] for pair in sorted(ordered)}

    def _tie(self, first: PersonId, second: PersonId) -> WeighedTie:
        return self._ties[min(first, second), max(first, second)]


def book_events(*events: Event[PersonId]) -> list[BookEvent]:
    """Events with ids e000, e001, ... in the order given."""
    return [BookEvent(EventId(f"e{number:03}"), event) for number, event in enumerate(events)]


def meetings(first: str, second: str, *days_ago: int, as_of: date = AS_OF) -> list[Event[PersonId]]:
    """Meetings of two people, so many days before `as_of`; the first of the two began each."""
    return [
        Interaction(as_of - timedelta(days=days), (PersonId(first), PersonId(second)), "meeting", initiated=True)
        for days in days_ago
    ]


def person(name: str, **values: object) -> Person:
    """Somebody whose id is the name's first word in lower case."""
    return Person(PersonId(name.split()[0].lower()), name, **values)  # type: ignore[arg-type]


ME = Person(EGO, "Alex Rivera", emails=("alex@example.com",))
