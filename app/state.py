"""What a visit remembers between two runs of a page: every session key, named once, with its type."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import streamlit as st

from refnet.book import default_address

if TYPE_CHECKING:
    from app.jobs import Batch, Job

_ADDRESS: Final = "book.address"
_BATCH: Final = "import.batch"
_JOB: Final = "import.job"
_UPLOADS: Final = "import.uploads"
_SEARCHES: Final = "search.count"

AS_OF: Final = "sidebar.as_of"
SEARCH: Final = "search"
TARGET: Final = "introduction.target"
HOPS: Final = "introduction.hops"
WHY: Final = "introduction.why"
ROUTE: Final = "introduction.route"
WHOSE: Final = "import.whose"
WHOSE_NAME: Final = "import.whose_name"
ME: Final = "welcome.me"
EMAIL: Final = "welcome.email"


def address() -> str:
    """The book that this visit looks at: the one that was opened here, else the one the app was started with."""
    return st.session_state.get(_ADDRESS) or default_address()


def look_at(address: str) -> None:
    """Look at another book from now on, "" for the one the app was started with. Nothing of the former is kept."""
    st.session_state.clear()
    st.session_state[_ADDRESS] = address


def is_elsewhere() -> bool:
    """Whether this visit looks at another book than the one the app was started with."""
    return address() != default_address()


def as_of() -> date:
    """The day to answer for, as chosen in the sidebar."""
    day: date = st.session_state[AS_OF]
    return day


def route(target: str) -> int:
    """Which of the routes to a target is shown, from 0."""
    shown_for, place = st.session_state.get(ROUTE, ("", 0))
    return place if shown_for == target else 0


def show_route(target: str, place: int) -> None:
    """Show another of the routes to a target."""
    st.session_state[ROUTE] = (target, place)


def batch() -> Batch | None:
    """The files that were checked and wait for being brought in."""
    return st.session_state.get(_BATCH)


def keep_batch(batch: Batch | None) -> None:
    """Keep these files instead of those before, whose copies go."""
    if (before := st.session_state.get(_BATCH)) and before is not batch:
        before.close()
    st.session_state[_BATCH] = batch


def job() -> Job | None:
    """The import that runs or has just ended."""
    return st.session_state.get(_JOB)


def keep_job(job: Job | None) -> None:
    """Watch this import from now on."""
    st.session_state[_JOB] = job


def uploads_key() -> str:
    """Key of the widget that holds the chosen files."""
    return f"{_UPLOADS}.{st.session_state.get(_UPLOADS, 0)}"


def forget_uploads() -> None:
    """Let go of the chosen files: a widget of another key starts empty."""
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
