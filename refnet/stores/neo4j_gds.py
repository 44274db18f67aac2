"""Measures of a whole network by Neo4j's Graph Data Science library, where a server has it.

The ties are sent along instead of being read from the stored book: strengths are those of the day that is asked about,
which no database can know. The server holds them in memory, as a projection, only while it works.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeAlias
from uuid import uuid4

from refnet.stores.neo4j_server import BookServer

Tie: TypeAlias = tuple[int, int, float]
"""Two people by number, and the strength of their tie."""

_PREFIX: Final = "refnet-"
_LEFT_OVER_AFTER_HOURS: Final = 1
_SECONDS: Final = 600
"""A statement that takes longer is given up."""
_PROJECT: Final = """
UNWIND $ties AS tie
WITH tie[0] AS one, tie[1] AS other, tie[2] AS strength
RETURN gds.graph.project(
    $graph, one, other, {relationshipProperties: {strength: strength}}, {undirectedRelationshipTypes: ['*']}
)
"""
_DROP: Final = "CALL gds.graph.drop($graph, false) YIELD graphName RETURN graphName"
_LEFT_OVER: Final = """
CALL gds.graph.list() YIELD graphName, creationTime
WHERE graphName STARTS WITH $prefix AND creationTime < datetime() - duration({hours: $hours})
RETURN graphName
"""
_PAGERANK: Final = """
CALL gds.pageRank.stream($graph, {
    relationshipWeightProperty: 'strength', dampingFactor: 0.85, tolerance: 1e-10, maxIterations: 200
}) YIELD nodeId, score RETURN nodeId, score
"""
_UNKNOWN_TO_ALL: Final = 0.15
"""The score that somebody without ties would have there: 1 less the damping factor."""
_BETWEENNESS: Final = "CALL gds.betweenness.stream($graph) YIELD nodeId, score RETURN nodeId, score"
_BETWEENNESS_SAMPLED: Final = """
CALL gds.betweenness.stream($graph, {samplingSize: $samples, samplingSeed: $seed})
YIELD nodeId, score RETURN nodeId, score
"""
# One thread, because with more the same seed gives other groups
_LEIDEN: Final = """
CALL gds.leiden.stream($graph, {relationshipWeightProperty: 'strength', randomSeed: $seed, concurrency: 1})
YIELD nodeId, communityId RETURN nodeId, communityId
"""


def graph_measures(server: BookServer) -> GdsMeasures | None:
    """What measures networks on this server; None when it has no such library."""
    if not server.ask("SHOW FUNCTIONS YIELD name WHERE name = 'gds.version' RETURN name"):
        return None
    return GdsMeasures(server, str(server.ask("RETURN gds.version()")[0][0]))


class GdsMeasures:
    """The same measures as `refnet.network.measures`, by a server. May be used from several threads.

    People are numbers from 0 to `people - 1`; each tie is given once, in either order of the two. What the server
    cannot do, for want of memory or of a right, raises `RefnetError`.
    """

    def __init__(self, server: BookServer, version: str) -> None:
        self._server = server
        self.name = f"Neo4j Graph Data Science {version}"

    def pagerank(self, people: int, ties: Sequence[Tie]) -> list[float]:
        """The rank of each, adding up to 1, over strengths."""
        scores = self._by_person(_PAGERANK, ties)
        all_scores = [scores.get(person, _UNKNOWN_TO_ALL) for person in range(people)]
        total = sum(all_scores)
        return [score / total for score in all_scores]

    def betweenness(self, people: int, ties: Sequence[Tie], *, samples: int, seed: int) -> list[float]:
        """Between how many pairs of others each stands; exact when `samples` is at least the number of those with ties.

        Samples are scaled up to everybody. The library chooses people with many ties more often, and with several
        threads not the same ones each time.
        """
        there = len({end for a, b, _ in ties for end in (a, b)})
        if samples < there:
            scores = self._by_person(_BETWEENNESS_SAMPLED, ties, samples=samples, seed=seed)
            return [scores.get(person, 0.0) * there / samples for person in range(people)]
        scores = self._by_person(_BETWEENNESS, ties)
        return [scores.get(person, 0.0) for person in range(people)]

    def communities(self, people: int, ties: Sequence[Tie], *, seed: int) -> list[int]:
        """The group of each, by the method of Leiden over strengths; whoever has no tie has one of their own, below 0.

        Source: Traag, Waltman and van Eck (2019), From Louvain to Leiden: guaranteeing well-connected communities.
        """
        groups = self._by_person(_LEIDEN, ties, seed=seed)
        return [groups.get(person, -1 - person) for person in range(people)]

    def _by_person(self, cypher: str, ties: Sequence[Tie], **settings: Any) -> Mapping[int, Any]:
        """What a procedure says of everybody who has a tie."""
        if not ties:
            return {}
        with self._projected(ties) as graph:
            return dict(self._rows(cypher, graph=graph, **settings))

    @contextmanager
    def _projected(self, ties: Sequence[Tie]) -> Iterator[str]:
        """The name of a projection of these ties, which goes with the block; those of killed clients go as well."""
        for (left_over,) in self._rows(_LEFT_OVER, prefix=_PREFIX, hours=_LEFT_OVER_AFTER_HOURS):
            self._rows(_DROP, graph=left_over)
        graph = f"{_PREFIX}{uuid4().hex}"
        try:
            self._rows(_PROJECT, graph=graph, ties=[list(tie) for tie in ties])
            yield graph
        finally:
            self._rows(_DROP, graph=graph)

    def _rows(self, cypher: str, **parameters: Any) -> list[list[Any]]:
        """What a statement gives. Nothing is written, but of several servers the one that writes is always the same."""
        return self._server.write(lambda transaction: transaction.run(cypher, parameters).values(), timeout=_SECONDS)
