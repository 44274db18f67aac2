"""The chain: a route from ego to the target, tie by tie, with the facts and the reasons of each tie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from refnet.analysis.paths import Hop, WarmPath
from refnet.book import Evidence
from refnet.model import EventId, PersonId

_CHAIN = st.components.v2.component("refnet.chain", css="chain/style.css", js="chain/index.js")

_PLACES_SHOWN = 3


def chain(
    path: WarmPath, *, headlines: Mapping[PersonId, str], evidence: Iterable[Evidence] = (), key: str
) -> PersonId | None:
    """Draws a route: whom to ask, how warm each tie is, and why.

    Args:
        path: The route.
        headlines: Title and employer of the people on it, as far as known.
        evidence: Rows behind its reasons; those given are named under the reason they belong to.
        key: The component's key in the session.

    Returns:
        Who was clicked in this run, or None.
    """
    rows = {row.id: row for row in evidence}
    data = {
        "people": [
            {"id": person, "name": name, "headline": headlines.get(person, "")}
            for person, name in zip(path.people, path.names, strict=True)
        ],
        "ties": [_tie(hop, rows) for hop in path.hops],
        "word": path.word,
        "weakest": path.weakest,
        "caution": path.caution,
    }
    clicked = _CHAIN(key=key, data=data, on_person_change=lambda: None).person
    return PersonId(clicked) if clicked in path.people else None


def _tie(hop: Hop, rows: Mapping[EventId, Evidence]) -> dict[str, Any]:
    return {
        "word": hop.word,
        "assumed": hop.strength.assumed,
        "reasons": [
            {"text": reason.text, "share": round(100 * reason.value), "rows": _rows(reason.events, rows)}
            for reason in hop.reasons
        ],
    }


def _rows(events: tuple[EventId, ...], rows: Mapping[EventId, Evidence]) -> list[str]:
    """The newest rows behind a reason, as "You met (row 14 of diary.csv)"."""
    known = [rows[event] for event in events if event in rows]
    told = [f"{row.text} ({', '.join(row.places)})" if row.places else row.text for row in known[:_PLACES_SHOWN]]
    return [*told, f"and {len(known) - _PLACES_SHOWN} more"] if len(known) > _PLACES_SHOWN else told
