"""What the pages look like beyond the theme, and the small pieces that several of them draw."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from app import jobs, pages, state
from refnet.errors import RefnetError

# Our own words only: Streamlit keeps styles and drops scripts from this. Classes named st-key-... are containers' keys
_STYLE: Final = """<style>
.stMainBlockContainer { max-width: 76rem; padding-top: 3.5rem; padding-bottom: 5rem; }
[class*="st-key-card-"] { background: light-dark(#ffffff, #182029); padding: 1.25rem 1.35rem; }
.stMainBlockContainer hr { margin: 0.75rem 0; }
.stMainBlockContainer h2 { padding: 0 0 0.25rem; }
.stMainBlockContainer h1 { padding-bottom: 0.4rem; }
[data-testid="stBaseButton-primary"]:enabled p, [data-testid="stBaseButton-primaryFormSubmit"]:enabled p {
  color: light-dark(#ffffff, #11171d);
}
[data-testid="stButtonGroup"] button { min-height: 2.75rem; min-width: 3.25rem; }
.stButton button p, .stFormSubmitButton button p, .stDownloadButton button p { font-weight: 600; }
[class*="st-key-name-"] [data-testid="stText"] { font-size: 1.9rem; font-weight: 700; line-height: 1.25; }
[class*="st-key-strong-"] [data-testid="stText"] { font-weight: 650; }
[class*="st-key-quiet-"] [data-testid="stText"] { opacity: 0.8; }
[data-testid="stText"] { overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: isolate; }
.stButton button, .stFormSubmitButton button, .stDownloadButton button { min-height: 2.75rem; }
[data-testid="stSelectbox"] [role="group"] { min-height: 2.75rem; background: light-dark(#ffffff, #182029); }
[data-testid="stCaptionContainer"] { opacity: 1; }
[data-testid="stCaptionContainer"] p { color: color-mix(in srgb, currentColor 76%, transparent); }
@media (max-width: 640px) {
  .stMainBlockContainer { padding: 3.5rem 1rem 4rem; }
  [class*="st-key-card-"] { padding: 1rem; }
}
</style>"""


def style() -> None:
    """Add what the theme cannot say: white cards on paper, the width of a page, big enough targets."""
    st.html(_STYLE)


@contextmanager
def card(name: str) -> Iterator[None]:
    """A card of a page; `name` is its own on the page."""
    with st.container(border=True, key=f"card-{name}"):
        yield


def strong(text: str, *, key: str) -> None:
    """Text of the book in bold."""
    with st.container(key=f"strong-{key}"):
        st.text(text)


def quiet(text: str, *, key: str) -> None:
    """Text of the book that is less important."""
    with st.container(key=f"quiet-{key}"):
        st.text(text)


def sent_button(key: str) -> bool:
    """A button by which the owner says that a message was sent, where the day is the present one."""
    told = "It is noted in your book, so that nobody is asked or thanked twice. You can take it back."
    return state.is_now() and st.button("I sent it", key=f"sent-{key}", help=told)


def show_error(error: RefnetError) -> None:
    """What went wrong and what to do. As plain text: both may name people."""
    with card("error"):
        st.error("This could not be done.", icon=":material/error:")
        strong(error.message, key="error")
        st.text(error.fix)


def open_sample() -> None:
    """Look at the invented firm from now on; its book is made when it is first wanted."""
    with st.spinner("Making the sample: four years of an invented firm"):
        address = jobs.make_sample()
    state.look_at(address)
    st.switch_page(pages.TODAY)
