"""Why: the reasons of an answer, with the rows of the owner's files behind each, as the components draw them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise
from typing import Any

from refnet.analysis.reasons import Reason
from refnet.book import Evidence
from refnet.model import EventId


def by_id(evidence: Iterable[Evidence]) -> dict[EventId, Evidence]:
    """Rows by the event that they tell of."""
    return {row.id: row for row in evidence}


def reasons_data(reasons: Iterable[Reason], rows: Mapping[EventId, Evidence]) -> list[dict[str, Any]]:
    """Each reason's sentence, its points of 100 (0 for a mere fact), and its rows, newest first."""
    told = list(reasons)
    return [
        {"text": reason.text, "points": points, "rows": [_row(rows[event]) for event in reason.events if event in rows]}
        for reason, points in zip(told, _points(told), strict=True)
    ]


def _points(reasons: Iterable[Reason]) -> list[int]:
    """Shares in whole points of 100, rounded along the sum, so that they add up to it."""
    sums = [round(100 * value) for value in accumulate((reason.value for reason in reasons), initial=0.0)]
    return [after - before for before, after in pairwise(sums)]


def _row(row: Evidence) -> str:
    """What happened and where it stands: "You met (row 14 of diary.csv)"."""
    return f"{row.text} ({', '.join(row.places)})" if row.places else row.text
