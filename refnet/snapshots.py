"""A store seen as of a day: what questions read.

For today nothing is loaded: ties come from the store with their sums. For a day before the newest event everything is
counted again from the events up to that day, so that an answer about the past knows nothing of what came later.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from refnet.colleagues import colleagues
from refnet.model import BookEvent, Person, PersonId, day_of, people_of
from refnet.network import WeighedTie
from refnet.records import content_key, digest_of
from refnet.stores.base import Store
from refnet.stores.neo4j_address import is_neo4j
from refnet.strength import Profile, TieSums, build_profile, strength
from refnet.ties import Pair, tie_sums

if TYPE_CHECKING:
    from refnet.network.arrays import Network

_AT_ORGANIZATION: Final = 200
_KEPT_TIES: Final = 50_000
"""About 15 MB: a question with its answer, or a few."""


def snapshot(store: Store, as_of: date) -> StoreSnapshot:
    """The book as of the end of a day."""
    profile = store.profile()
    if profile.last_event_day <= as_of.toordinal():
        return StoreSnapshot(store, as_of, profile)
    return PastSnapshot(store, as_of)


def cache_of(address: str) -> Path | None:
    """The folder that holds what can be made again from a book; None for one in memory.

    Beside the book's file; of a book on a server in this user's cache folder.
    """
    if is_neo4j(address):
        import platformdirs

        return Path(platformdirs.user_cache_dir("refnet", appauthor=False)) / digest_of(address)
    return Path(f"{address}.cache") if Path(address).is_file() else None


def drop_cache(address: str) -> None:
    """Take away what is kept of a book, if there is anything: it is made again when it is needed."""
    if cache := cache_of(address):
        shutil.rmtree(cache, ignore_errors=True)


class StoreSnapshot:
    """A book as of its newest event or later: sums are read from the store, a ring of people at a time.

    The rings of the last questions are kept: an answer shows the ties that were searched, without reading them again.
    """

    def __init__(self, store: Store, as_of: date, profile: Profile) -> None:
        self._store = store
        self._as_of = as_of
        self._profile = profile
        self._rings: dict[PersonId, Sequence[tuple[PersonId, TieSums]]] = {}
        self._kept_ties = 0

    @property
    def as_of(self) -> date:
        return self._as_of

    def neighbours(
        self, people: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> Mapping[PersonId, Sequence[tuple[PersonId, float]]]:
        return {
            person: [(other, self._value(sums)) for other, sums in others]
            for person, others in self._sums(list(people), among).items()
        }

    def ties(self, pairs: Iterable[Pair]) -> list[WeighedTie]:
        wanted = {(min(pair), max(pair)) for pair in pairs}
        ends = {b if b in self._rings and a not in self._rings else a for a, b in wanted}
        rings = self._sums(sorted(ends))
        found = {(min(p, o), max(p, o)): sums for p, others in rings.items() for o, sums in others}
        return [self._weighed(a, b, found[a, b]) for a, b in sorted(wanted) if (a, b) in found]

    def ties_of(self, person: PersonId) -> list[WeighedTie]:
        others = self._sums([person])[person]
        return [self._weighed(min(person, o), max(person, o), sums) for o, sums in others]

    def people(self, ids: Iterable[PersonId]) -> Mapping[PersonId, Person]:
        return self._store.people(ids)

    def at_organization(self, name: str) -> Sequence[Person]:
        return self._store.at_organization(name, limit=_AT_ORGANIZATION)

    def events_of(self, people: Iterable[PersonId], *, kinds: Iterable[str] = ()) -> Sequence[BookEvent]:
        return self._known(self._store.events_of(people, kinds=kinds))

    def events_between(self, pairs: Iterable[Pair]) -> Mapping[Pair, Sequence[BookEvent]]:
        wanted: dict[Pair, list[BookEvent]] = {(min(pair), max(pair)): [] for pair in pairs}
        for event in self._known(self._store.events_between(wanted)):
            there = sorted(set(people_of(event.event)))
            for i, a in enumerate(there):
                for b in there[i + 1 :]:
                    if (a, b) in wanted:
                        wanted[a, b].append(event)
        return wanted

    def every_person(self) -> Iterator[Person]:
        """Everybody, ordered by id."""
        return self._store.all_people()

    def every_tie(self) -> Iterator[WeighedTie]:
        """Every tie, ordered by the two ids."""
        return (self._weighed(*tie) for tie in self._every_sums())

    def every_event(self, *, kinds: Iterable[str] = ()) -> Iterator[BookEvent]:
        """Every event up to `as_of` of these kinds (all when empty), ordered by id."""
        return (event for event in self._store.all_events(kinds=kinds) if _happened(event, self._as_of))

    @cached_property
    def network(self) -> Network:
        """Everybody and every tie, as arrays; kept beside the book until it changes or another day is asked for."""
        # Loaded here: most questions look at a few rings, and do without arrays
        from refnet.network.arrays import Network
        from refnet.network.kept import kept

        def make() -> Network:
            ties = ((a, b, self._value(sums)) for a, b, sums in self._every_sums())
            return Network.from_ties(ties, {person.id: person.flags for person in self.every_person()})

        cache = cache_of(self._store.address)
        return make() if cache is None else kept(cache, self._stamp(), make)

    @property
    def network_at_hand(self) -> Network | None:
        """`network`, if a question has asked for it before: for those that can do without."""
        found: Network | None = vars(self).get("network")
        return found

    def _stamp(self) -> str:
        """What tells this book at this revision on this day from all others, a copy that was changed included."""
        store = self._store
        told = [(s.id, s.import_id, s.sha256, s.imported_at.isoformat()) for s in store.sources()]
        content = content_key("network", repr((told, store.decisions(), self._profile)))
        return f"revision {store.revision()}, as of {self._as_of}, seen by {store.member!r}, {content}"

    def _every_sums(self) -> Iterator[tuple[PersonId, PersonId, TieSums]]:
        return ((tie.a, tie.b, tie.sums) for tie in self._store.ties())

    def _known(self, events: Iterable[BookEvent]) -> list[BookEvent]:
        """Those that had happened by the day of the snapshot."""
        return [event for event in events if _happened(event, self._as_of)]

    def _sums(
        self, people: Sequence[PersonId], among: Set[PersonId] | None = None
    ) -> Mapping[PersonId, Sequence[tuple[PersonId, TieSums]]]:
        found = {p: _to(ring, among) for p in people if (ring := self._rings.get(p)) is not None}
        if missing := [person for person in people if person not in found]:
            asked = self._store.neighbours(missing, among=among)
            found |= asked
            if among is None:
                self._keep(asked)
        return {person: found[person] for person in people}

    def _keep(self, rings: Mapping[PersonId, Sequence[tuple[PersonId, TieSums]]]) -> None:
        """Remember some rings, in the place of all others when there are too many."""
        ties = sum(map(len, rings.values()))
        if self._kept_ties + ties > _KEPT_TIES:
            # A new one: other threads may be reading the old one
            self._rings, self._kept_ties = {}, 0
        self._rings.update(rings)
        self._kept_ties += ties

    def _value(self, sums: TieSums) -> float:
        return strength(sums, self._profile, self._as_of).value

    def _weighed(self, a: PersonId, b: PersonId, sums: TieSums) -> WeighedTie:
        return WeighedTie(a, b, sums, strength(sums, self._profile, self._as_of))


class PastSnapshot(StoreSnapshot):
    """A book as of a day before its newest event: ties are added up again from the events until then."""

    def __init__(self, store: Store, as_of: date) -> None:
        self._ties: dict[PersonId, list[tuple[PersonId, TieSums]]] = {}
        events = (event.event for event in store.all_events() if _happened(event, as_of))
        inferred = dict.fromkeys(colleagues(store.all_people()), TieSums(grade="inferred"))
        self._pairs = dict(sorted((inferred | tie_sums(events, until=as_of)).items()))
        for (a, b), tie in self._pairs.items():
            self._ties.setdefault(a, []).append((b, tie))
            self._ties.setdefault(b, []).append((a, tie))
        profile = replace(build_profile(list(self._pairs.values())), last_event_day=as_of.toordinal())
        super().__init__(store, as_of, profile)

    def _sums(
        self, people: Sequence[PersonId], among: Set[PersonId] | None = None
    ) -> Mapping[PersonId, Sequence[tuple[PersonId, TieSums]]]:
        return {p: sorted(_to(self._ties.get(p, ()), among), key=lambda tie: tie[0]) for p in people}

    def _every_sums(self) -> Iterator[tuple[PersonId, PersonId, TieSums]]:
        return ((a, b, sums) for (a, b), sums in self._pairs.items())


def _to(ring: Sequence[tuple[PersonId, TieSums]], among: Set[PersonId] | None) -> Sequence[tuple[PersonId, TieSums]]:
    return ring if among is None else [tie for tie in ring if tie[0] in among]


def _happened(event: BookEvent, as_of: date) -> bool:
    at = getattr(event.event, "at", None)
    return at is None or day_of(at) <= as_of
