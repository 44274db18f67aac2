"""Who stands in the middle and who stands between, of everybody at once: measures of a whole network, over arrays.

People are numbers from 0, and each tie is given once, see `Tie`: so whatever else knows graphs can be asked the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol, TypeAlias

import numpy as np

from refnet.network.arrays import Indices, Numbers, Strengths

Tie: TypeAlias = tuple[int, int, float]
"""Two people who know each other, by number, and the strength of it in (0, 1]."""


class Measures(Protocol):
    """Whatever can look at a whole network. All answers are by a person's number."""

    @property
    def name(self) -> str:
        """What an answer says it was worked out by."""
        ...

    def pagerank(self, people: int, ties: Sequence[Tie]) -> list[float]:
        """The rank of each, adding up to 1; see `pagerank`."""
        ...

    def betweenness(self, people: int, ties: Sequence[Tie], *, samples: int, seed: int) -> list[float]:
        """How many pairs of others each stands between; exact when `samples` is `people`; see `betweenness`."""
        ...

    def communities(self, people: int, ties: Sequence[Tie], *, seed: int) -> list[int]:
        """The number of each person's group; those in it know each other better than others."""
        ...


DAMPING: Final = 0.85
_CLOSE_ENOUGH: Final = 1e-9
_ROUNDS: Final = 200
"""0.85 ** 200 is 1e-14: the ranks have come to rest long before."""


def pagerank(people: int, ties: Sequence[Tie]) -> list[float]:
    """How much everybody is known by people who are much known themselves.

        r_i = (1 - d) / n + d * (sum over ties (i, j) of r_j * s_ij / S_j + sum of r_k / n for k without ties)

    with d = 0.85, s the strengths, and S_j the sum of the strengths of j's ties.

    Args:
        people: How many there are, n.
        ties: Each pair once.

    Returns:
        The rank of each, adding up to 1; empty for nobody. Changed by less than 1e-9 altogether in the last round.

    Source: Page, Brin, Motwani and Winograd (1999), The PageRank citation ranking.

    >>> pagerank(2, [(0, 1, 0.5)])
    [0.5, 0.5]
    """
    if not people:
        return []
    heads, tails, strength = _arcs(ties)
    total = np.bincount(heads, strength, people)
    alone = total == 0
    share = strength / total[heads]
    rank = np.full(people, 1 / people)
    for _ in range(_ROUNDS):
        passed = np.bincount(tails, rank[heads] * share, people) + rank[alone].sum() / people
        before, rank = rank, (1 - DAMPING) / people + DAMPING * passed
        if np.abs(rank - before).sum() < _CLOSE_ENOUGH:
            break
    return [float(value) for value in rank / rank.sum()]


def betweenness(people: int, ties: Sequence[Tie], *, samples: int, seed: int) -> list[float]:
    """Over whom the shortest routes between others lead; every tie counts as one step, however strong.

        b_v = sum over pairs {s, t} without v of (shortest routes between s and t over v) / (all shortest routes)

    Args:
        people: How many there are.
        ties: Each pair once.
        samples: From how many people, chosen at random, routes are counted. The sum is scaled up to everybody; it is
            exact where there are no more people than that.
        seed: The same seed chooses the same people.

    Returns:
        For each the number of pairs, from 0 to (n - 1)(n - 2) / 2.

    Source: Brandes (2001), A faster algorithm for betweenness centrality; Brandes and Pich (2007) for the samples.

    >>> betweenness(3, [(0, 1, 1.0), (1, 2, 1.0)], samples=3, seed=1)
    [0.0, 1.0, 0.0]
    """
    heads, tails, _ = _arcs(ties)
    order = np.argsort(heads, kind="stable")
    adj = tails[order]
    ptr = np.zeros(people + 1, np.int64)
    np.cumsum(np.bincount(heads, minlength=people), out=ptr[1:])
    count = min(samples, people)
    total = np.zeros(people)
    for start in np.random.default_rng(seed).choice(people, count, replace=False).tolist() if people else ():
        total += _dependencies(ptr, adj, start)
    # Each pair was met from both of its ends
    return [float(value) for value in total * (people / max(1, count) / 2)]


def _dependencies(ptr: Numbers, adj: Indices, start: int) -> Strengths:
    """What part of the shortest routes from one person to each other leads over everybody, summed over the others."""
    people = len(ptr) - 1
    steps = np.full(people, -1, np.int32)
    routes = np.zeros(people)
    steps[start], routes[start] = 0, 1.0
    ring, layers = np.array([start]), list[tuple[Numbers, Indices]]()
    while len(ring):
        near, far = _arcs_from(ptr, adj, ring)
        new = steps[far] < 0
        steps[far[new]] = len(layers) + 1
        onward = steps[far] == len(layers) + 1
        near, far = near[onward], far[onward]
        layers.append((near, far))
        reached = np.bincount(far, routes[near], people)
        routes += reached
        ring = np.flatnonzero(reached)
    owed = np.zeros(people)
    for near, far in reversed(layers):
        owed += np.bincount(near, routes[near] / routes[far] * (1 + owed[far]), people)
    owed[start] = 0.0
    return owed


def _arcs_from(ptr: Numbers, adj: Indices, ring: Numbers) -> tuple[Numbers, Indices]:
    """Both ends of every tie of these people."""
    starts, counts = ptr[ring], ptr[ring + 1] - ptr[ring]
    before = np.cumsum(counts) - counts
    at = np.arange(counts.sum()) + np.repeat(starts - before, counts)
    return np.repeat(ring, counts), adj[at]


def _arcs(ties: Sequence[Tie]) -> tuple[Indices, Indices, Strengths]:
    """Each tie in both directions: from whom, to whom, how strong."""
    table = np.array(ties, np.float64).reshape(-1, 3)
    one, other = table[:, 0].astype(np.int32), table[:, 1].astype(np.int32)
    return np.concatenate([one, other]), np.concatenate([other, one]), np.tile(table[:, 2], 2)
