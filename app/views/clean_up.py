"""Clean up: pairs of people who may be one, each with what speaks for it. The owner decides, and can take it back."""

from __future__ import annotations

from typing import Final

import streamlit as st

from app import data, look, pages, state
from app.components import Entry, entries
from refnet.analysis.reasons import Reason, counted
from refnet.analysis.review import ReviewPair

_SHOWN: Final = 8


def main() -> None:
    """The pairs, those first that would change most."""
    at = data.view()
    later = state.put_off()
    pairs = [p for p in data.review(at) if frozenset((p.first, p.second)) not in later]
    st.markdown("Nobody is joined by likeness alone: you say who is one person. What you say can be taken back.")
    if not pairs:
        with look.card("none"):
            st.header("Nothing to decide")
            st.caption("No two people in your book look like one, apart from those you put off or decided already.")
        return
    for pair in pairs[:_SHOWN]:
        _pair(pair)
    if len(pairs) > _SHOWN:
        st.caption(f"{counted(len(pairs) - _SHOWN, 'pair', 'pairs')} more after these.")


def _pair(pair: ReviewPair) -> None:
    key = f"{pair.first}-{pair.second}"
    with look.card(f"pair-{key}"):
        clicked = entries(
            [
                Entry(person, name, detail=headline)
                for person, name, headline in zip((pair.first, pair.second), pair.names, pair.headlines, strict=True)
            ],
            key=f"pair-people-{key}",
            label="May be one person",
        )
        entries(
            [
                Entry(
                    key,
                    f"{pair.word} one person",
                    text=pair.effect.text,
                    reasons=tuple(Reason("evidence", part.text) for part in pair.reasons),
                    opens=False,
                    why_open=True,
                )
            ],
            key=f"pair-why-{key}",
            label="What speaks for it",
        )
        with st.container(horizontal=True):
            two = (pair.first, pair.second)
            st.button("Same person", key=f"same-{key}", type="primary", on_click=data.pressed, args=(data.join, *two))
            st.button("Different people", key=f"different-{key}", on_click=data.pressed, args=(data.keep_apart, *two))
            st.button("Later", key=f"later-{key}", on_click=state.put_off_pair, args=two)
    if clicked:
        pages.open_person(clicked.id)


main()
