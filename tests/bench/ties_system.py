"""refnet's strength as a system for an evaluation of ties: who will be in touch again, by messages up to a day.

Give it to an evaluation script as `ties_system:strengths`; it takes a table of messages (src, dst, ts in seconds) and
pairs, and gives a strength in (0, 1] for each pair. Nothing is fitted: it is the one default.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from refnet.model import Interaction, PersonId
from refnet.strength import TieSums, build_profile, strength
from refnet.ties import tie_sums


def strengths(events: Any, ties: list[tuple[Any, Any]], until: float, horizon: float) -> list[float]:
    """The strength of each tie as of `until` (seconds since 1970); `horizon` is not needed."""
    told = (
        Interaction(datetime.fromtimestamp(ts, UTC), (PersonId(str(a)), PersonId(str(b))), "mail", "one-way", True)
        for a, b, ts in zip(events["src"], events["dst"], events["ts"], strict=True)
    )
    sums = tie_sums(told)
    profile = build_profile(list(sums.values()))
    day = datetime.fromtimestamp(until, UTC).date()
    pairs = [(min(pair), max(pair)) for pair in ((PersonId(str(a)), PersonId(str(b))) for a, b in ties)]
    return [strength(sums.get(pair, TieSums()), profile, day).value for pair in pairs]
