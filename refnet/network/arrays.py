"""The whole network as arrays: for questions that look at everybody at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from refnet.model import NOT_ASKED, Flag, PersonId
from refnet.network.costs import cost_of

Indices: TypeAlias = npt.NDArray[np.int32]
Numbers: TypeAlias = npt.NDArray[np.int64]
Strengths: TypeAlias = npt.NDArray[np.float64]
Marks: TypeAlias = npt.NDArray[np.bool_]

_NEVER_REACHED = frozenset({"do-not-contact", "do-not-show"})


@dataclass(frozen=True, eq=False)
class Network:
    """Everybody and every tie as of a day, in compressed rows. The arrays are never changed.

    A person is a number, in the order of ids. The ties of person i are the entries `ptr[i]:ptr[i + 1]` of `adj` (the
    other end, ascending), `strength` (in (0, 1]) and `cost` (see `refnet.network.costs`); each tie stands in both rows.
    """

    people: tuple[PersonId, ...]
    """Ids, ascending."""
    ptr: Numbers
    """Length `len(people) + 1`, from 0 to twice the number of ties."""
    adj: Indices
    strength: Strengths
    cost: Numbers
    never_asked: Marks
    """Who is flagged do-not-ask, -contact or -show, and so never passes a request on."""
    never_reached: Marks
    """Who is flagged do-not-contact or do-not-show."""

    @classmethod
    def from_ties(
        cls,
        ties: Iterable[tuple[PersonId, PersonId, float]],
        flags: Mapping[PersonId, Collection[Flag]] | None = None,
    ) -> Network:
        """The network of these ties.

        Args:
            ties: Two ids, in either order, and a strength in (0, 1]; each pair once.
            flags: The flags of people. Those in here are in the network even without a tie.

        >>> network = Network.from_ties([("bo", "ann", 0.5), ("bo", "cy", 1.0)])
        >>> network.people, network.ptr.tolist(), network.adj.tolist()
        (('ann', 'bo', 'cy'), [0, 1, 3, 4], [1, 0, 2, 1])
        """
        told, marked = list(ties), flags or {}
        people = tuple(sorted({*marked, *(end for tie in told for end in tie[:2])}))
        number = {person: i for i, person in enumerate(people)}
        first = np.array([number[a] for a, _, _ in told], np.int32)
        second = np.array([number[b] for _, b, _ in told], np.int32)
        strength = np.array([value for _, _, value in told], np.float64)
        cost = np.array([cost_of(value) for _, _, value in told], np.int64)
        rows, others = np.concatenate([first, second]), np.concatenate([second, first])
        order = np.lexsort((others, rows))
        ptr = np.zeros(len(people) + 1, np.int64)
        np.cumsum(np.bincount(rows, minlength=len(people)), out=ptr[1:])
        return cls(
            people,
            ptr,
            others[order],
            np.tile(strength, 2)[order],
            np.tile(cost, 2)[order],
            np.array([not NOT_ASKED.isdisjoint(marked.get(person, ())) for person in people], np.bool_),
            np.array([not _NEVER_REACHED.isdisjoint(marked.get(person, ())) for person in people], np.bool_),
        )

    @cached_property
    def number(self) -> Mapping[PersonId, int]:
        """The number of each person."""
        return {person: i for i, person in enumerate(self.people)}

    @property
    def ties(self) -> int:
        """How many ties there are."""
        return len(self.adj) // 2

    def neighbours(
        self, people: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> Mapping[PersonId, list[tuple[PersonId, float]]]:
        """The ties of these people, as `Snapshot.neighbours` gives them; none for people who are not here."""
        return {
            person: [tie for tie in self._row(self.number.get(person)) if among is None or tie[0] in among]
            for person in people
        }

    def arcs_of(self, numbers: Indices) -> tuple[Numbers, Numbers]:
        """Every entry of the rows of these people, row by row.

        Returns:
            The index in `numbers` that each entry belongs to, and its position in `adj`, `strength` and `cost`.
        """
        starts, counts = self.ptr[numbers], self.ptr[numbers + 1] - self.ptr[numbers]
        rows = np.repeat(np.arange(len(numbers)), counts)
        before = np.cumsum(counts) - counts
        return rows, np.arange(len(rows)) + (starts - before)[rows]

    def _row(self, number: int | None) -> list[tuple[PersonId, float]]:
        if number is None:
            return []
        row = slice(int(self.ptr[number]), int(self.ptr[number + 1]))
        ends = (self.people[i] for i in self.adj[row].tolist())
        return list(zip(ends, self.strength[row].tolist(), strict=True))
