"""The picker: a person or company found by typing. Only what fits is sent, so the size of the book does not matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from refnet.targets import Target

_PICKER = st.components.v2.component("refnet.picker", css="picker/style.css", js="picker/index.js")


def picker(
    label: str,
    suggest: Callable[[str], Sequence[Target]],
    *,
    key: str,
    placeholder: str = "",
    chosen: str = "",
    label_shown: bool = True,
) -> str | None:
    """Draws a box to type in, and below it the people and companies that fit.

    Args:
        label: What the box is for, in our own words.
        suggest: Gives what fits a text.
        key: The component's key in the session.
        placeholder: Shown while the box is empty.
        chosen: The name to start with, "" for an empty box.
        label_shown: False hides the label from eyes, not from screen readers.

    Returns:
        The id that was chosen in this run, or None.
    """
    typed = str(st.session_state.get(key, {}).get("text") or "")
    options = suggest(typed) if typed.strip() else []
    data = {
        "label": label,
        "labelShown": label_shown,
        "placeholder": placeholder,
        "chosen": chosen,
        "text": typed,
        "options": [{"id": o.id, "kind": o.kind, "name": o.name, "detail": o.detail} for o in options],
    }
    picked = _PICKER(key=key, data=data, on_text_change=lambda: None, on_picked_change=lambda: None).picked
    return picked if picked in {option.id for option in options} else None
