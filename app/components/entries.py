"""Entries: people as lines or as cards, each with a sentence, its why, and what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from app.components.why import by_id, reasons_data
from refnet.analysis.reasons import Reason
from refnet.book import Evidence
from refnet.strength import STRENGTH_WORDS

_ENTRIES = st.components.v2.component("refnet.entries", css="entries/style.css", js="entries/index.js")

_SQUARES = {word: len(STRENGTH_WORDS) - i for i, (_, word) in enumerate(STRENGTH_WORDS)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line or card. `id` is opaque and comes back with a click."""

    id: str
    name: str
    detail: str = ""
    text: str = ""
    word: str = ""
    """How warm: one of the words of strength, drawn with its squares; "" for nothing."""
    reasons: tuple[Reason, ...] = ()
    action: str = ""
    """Label of its button, in our own words; "" for none."""
    opens: bool = True
    """Whether the name can be clicked."""
    why_open: bool = False
    """Whether the reasons are to be seen at once."""
    depth: int = 0
    """How far it stands below the first in a tree, in steps."""


@dataclass(frozen=True, slots=True)
class Click:
    """What was clicked: the entry itself ("open"), or its button ("act")."""

    id: str
    what: Literal["open", "act"]


def entries(
    shown: Sequence[Entry],
    *,
    key: str,
    label: str,
    evidence: Iterable[Evidence] = (),
    layout: Literal["list", "log", "cards"] = "list",
    primary: bool = False,
) -> Click | None:
    """Draws entries.

    Args:
        shown: What to draw, in order.
        key: The component's key in the session.
        label: What the list is, for screen readers.
        evidence: Rows behind the reasons; those given are named under the reason they belong to.
        layout: Lines of people, lines of what happened, or cards side by side.
        primary: Whether the buttons are what the page is for.

    Returns:
        What was clicked in this run, or None.
    """
    rows = by_id(evidence)
    data = {
        "label": label,
        "layout": layout,
        "primary": primary,
        "entries": [
            {
                "id": entry.id,
                "name": entry.name,
                "detail": entry.detail,
                "text": entry.text,
                "word": entry.word,
                "squares": _SQUARES.get(entry.word, 0),
                "reasons": reasons_data(entry.reasons, rows),
                "action": entry.action,
                "opens": entry.opens,
                "whyOpen": entry.why_open,
                "depth": entry.depth,
            }
            for entry in shown
        ],
    }
    found = _ENTRIES(key=key, data=data, on_open_change=lambda: None, on_act_change=lambda: None)
    known = {entry.id for entry in shown}
    if found.open in known:
        return Click(found.open, "open")
    return Click(found.act, "act") if found.act in known else None
