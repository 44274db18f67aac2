"""The message: text to change, copy and send."""

from __future__ import annotations

import streamlit as st

from refnet.analysis.message import Message

_MESSAGE = st.components.v2.component("refnet.message", css="message/style.css", js="message/index.js")


def message(message: Message, *, address: str, key: str) -> bool:
    """Draws a message that can be changed and copied, and opened as a mail when the address is known.

    What the owner wrote stays until another message is given.

    Args:
        message: The message; its paragraph to forward comes below its body.
        address: The recipient's e-mail address, "" when unknown.
        key: The component's key in the session.

    Returns:
        True in the run in which it was copied.
    """
    text = f"{message.body}\n\n{message.forward}" if message.forward else message.body
    data = {"text": text, "subject": message.subject, "address": address}
    return bool(_MESSAGE(key=key, data=data, on_copied_change=lambda: None).copied)
