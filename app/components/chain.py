"""The chain: a route from ego to the target, tie by tie, with the facts and the reasons of each tie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from app.components.why import by_id, reasons_data
from refnet.analysis.paths import Hop, WarmPath
from refnet.book import Evidence
from refnet.model import EventId, PersonId
from refnet.strength import STRENGTH_WORDS

_CHAIN = st.components.v2.component("refnet.chain", css="chain/style.css", js="chain/index.js")

_SQUARES = {word: len(STRENGTH_WORDS) - i for i, (_, word) in enumerate(STRENGTH_WORDS)}


def chain(
    path: WarmPath, ego: PersonId, *, headlines: Mapping[PersonId, str], evidence: Iterable[Evidence] = (), key: str
) -> PersonId | None:
    """Draws a route: whom to ask, how warm each tie is, and why.

    Args:
        path: The route.
        ego: The owner, who is called "You"; a team-mate's route begins with the team-mate's name.
        headlines: Title and employer of the people on it, as far as known.
        evidence: Rows behind its reasons; those given are named under the reason they belong to.
        key: The component's key in the session.

    Returns:
        Who was clicked in this run, or None.
    """
    rows = by_id(evidence)
    names = path.called(ego)
    data = {
        "heading": _heading(names, mine=path.people[0] == ego),
        "summary": _summary(path, names),
        "caution": path.caution,
        "word": path.word,
        "squares": _SQUARES[path.word],
        "people": [
            {"id": person, "name": name, "headline": headlines.get(person, ""), "you": person == ego}
            for person, name in zip(path.people, path.names, strict=True)
        ],
        "ties": [_tie(hop, rows) for hop in path.hops],
    }
    clicked = _CHAIN(key=key, data=data, on_person_change=lambda: None).person
    return PersonId(clicked) if clicked in path.people else None


def _heading(names: Sequence[str], *, mine: bool) -> str:
    """Whom to ask or to write to; on a team-mate's route, who does so."""
    passed_on = len(names) > 2
    if mine:
        return f"{'Ask' if passed_on else 'Write to'} {names[1]}"
    return f"{names[0]} {'asks' if passed_on else 'writes to'} {names[1]}"


def _summary(path: WarmPath, names: Sequence[str]) -> str:
    needed = len(path.hops) - 1
    if not needed:
        return f"{'You' if 'you' in names else ' and '.join(names)} know each other: no introduction is needed."
    a, b = names[path.weakest : path.weakest + 2]
    return f"{needed} introduction{'s' if needed > 1 else ''} needed. Weakest tie: {a} to {b}."


def _tie(hop: Hop, rows: Mapping[EventId, Evidence]) -> dict[str, Any]:
    most = max(hop.reasons, key=lambda reason: reason.value, default=None)
    return {
        "word": hop.word,
        "squares": _SQUARES[hop.word],
        "assumed": hop.strength.assumed,
        "fact": most.text if most else "",
        "reasons": reasons_data(hop.reasons, rows),
        "points": round(100 * hop.strength.value),
    }
