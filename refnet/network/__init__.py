"""What a question may read of a book: people, ties with their strength and events, all true as of one date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from refnet.model import BookEvent, Person, PersonId
from refnet.strength import Strength, TieSums


@dataclass(frozen=True, slots=True)
class WeighedTie:
    """A tie as of a date: what is known of it, and how warm that makes it. `a < b`."""

    a: PersonId
    b: PersonId
    sums: TieSums
    strength: Strength


class Snapshot(Protocol):
    """A book as of the end of a day. Everything is fetched when asked for, so that one question loads little."""

    @property
    def as_of(self) -> date:
        """The day for which answers are true; later events are left out."""
        ...

    def neighbours(
        self, people: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> Mapping[PersonId, Sequence[tuple[PersonId, float]]]:
        """The ties of these people: other end and strength in (0, 1]. Everybody asked for is in the answer.

        Args:
            people: Whose ties.
            among: Only ties to these people; to anybody if None.
        """
        ...

    def ties(self, pairs: Iterable[tuple[PersonId, PersonId]]) -> list[WeighedTie]:
        """The ties of these pairs, in either order of the two; pairs without a tie are left out."""
        ...

    def ties_of(self, person: PersonId) -> list[WeighedTie]:
        """Every tie of one person, ordered by the other's id."""
        ...

    def people(self, ids: Iterable[PersonId]) -> Mapping[PersonId, Person]:
        """These people; unknown ids are left out."""
        ...

    def at_organization(self, name: str) -> Sequence[Person]:
        """People who work or worked at an organization of that name."""
        ...

    def events_of(self, people: Iterable[PersonId], *, kinds: Iterable[str] = ()) -> Sequence[BookEvent]:
        """Events up to `as_of` in which any of these people takes part, of these kinds (all when empty)."""
        ...

    def events_between(
        self, pairs: Iterable[tuple[PersonId, PersonId]]
    ) -> Mapping[tuple[PersonId, PersonId], Sequence[BookEvent]]:
        """Events up to `as_of` in which both of a pair take part, under the pair with the smaller id first."""
        ...
