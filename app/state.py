"""What a visit remembers between two runs of a page: every session key, named once, with its type."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import streamlit as st

from refnet.book import default_address
from refnet.errors import RefnetError
from refnet.identity.resolve import id_of
from refnet.records import MAKER

if TYPE_CHECKING:
    from app.jobs import Job

_ADDRESS: Final = "book.address"
_AS_OF: Final = "book.as_of"
_IS_NOW: Final = "book.is_now"
_NOTED: Final = "book.noted"
_FAILED: Final = "book.failed"
_ROUTE: Final = "introduction.route"
_JOB: Final = "import.job"
_UPLOADS: Final = "import.uploads"
_WHY: Final = "introduction.why"
_OTHER: Final = "person.other"
_CASCADE: Final = "advocates.cascade"
_LATER: Final = "clean_up.later"
_SHOWS_ALL: Final = "shows_all"

AS_OF: Final = "sidebar.as_of"
SEARCH: Final = "search"
TARGET: Final = "introduction.target"
HOPS: Final = "introduction.hops"
START: Final = "introduction.start"
SEGMENT: Final = "advocates.segment"
WHOSE: Final = "import.whose"
WHOSE_NAME: Final = "import.whose_name"
PRIVATE: Final = "import.private"
COLUMNS: Final = "import.columns"
ME: Final = "welcome.me"
EMAIL: Final = "welcome.email"


class Noted(NamedTuple):
    """A change of the book: what it was, in our own words, and how to take it back."""

    text: str
    take_back: Callable[[], object]


def address() -> str:
    """The book that this visit looks at: the one that was opened here, else the one the app was started with."""
    return st.session_state.get(_ADDRESS) or default_address()


def member(address: str) -> str:
    """As whom a book is looked at: as the member whom REFNET_MEMBER names, "" for its maker.

    Only the book that the app was started with is the team's: the invented firm has members of its own.
    """
    return os.environ.get("REFNET_MEMBER", "") if address == default_address() else id_of(MAKER)


def look_at(address: str) -> None:
    """Look at another book from now on, "" for the one the app was started with. Nothing of the former is kept."""
    keep_job(None)
    st.session_state.clear()
    st.session_state[_ADDRESS] = address


def is_elsewhere() -> bool:
    """Whether this visit looks at another book than the one the app was started with."""
    return address() != default_address()


def as_of() -> date:
    """The day to answer for, as chosen in the sidebar."""
    day: date = st.session_state[_AS_OF]
    return day


def keep_as_of(day: date) -> None:
    """Answer for this day from now on."""
    st.session_state[_AS_OF] = day


def is_now() -> bool:
    """Whether the day to answer for is the present one; on another, nothing is noted as done."""
    return bool(st.session_state.get(_IS_NOW))


def keep_is_now(now: bool) -> None:
    """Remember whether the day chosen is the present one."""
    st.session_state[_IS_NOW] = now


def noted() -> Noted | None:
    """What was changed last and may be taken back."""
    return st.session_state.get(_NOTED)


def keep_noted(change: Noted | None) -> None:
    """Remember what was changed last, None to forget it."""
    st.session_state[_NOTED] = change


def failed() -> RefnetError | None:
    """What went wrong when a button was pressed, told once."""
    error: RefnetError | None = st.session_state.pop(_FAILED, None)
    return error


def keep_failed(error: RefnetError) -> None:
    """Remember what went wrong, for the page that is drawn next."""
    st.session_state[_FAILED] = error


def route(asked: str) -> int:
    """Which of the routes to what was asked for is shown, from 0."""
    shown_for, place = st.session_state.get(_ROUTE, ("", 0))
    return place if shown_for == asked else 0


def show_route(asked: str, place: int) -> None:
    """Show another of the routes to what was asked for."""
    st.session_state[_ROUTE] = (asked, place)


def why_key(target: str) -> str:
    """Key of the owner's reason to meet a target: another target, another reason."""
    return f"{_WHY}.{target}"


def other(person: str) -> str:
    """Id of whom the owner is about to join with a person, "" for nobody."""
    chosen_for, chosen = st.session_state.get(_OTHER, ("", ""))
    return chosen if chosen_for == person else ""


def choose_other(person: str, chosen: str) -> None:
    """Be about to join two people, "" for none."""
    st.session_state[_OTHER] = (person, chosen)


def cascade_of() -> str:
    """Id of the advocate whose cascade is shown, "" for the first."""
    return str(st.session_state.get(_CASCADE, ""))


def show_cascade(person: str) -> None:
    """Show the cascade of another advocate."""
    st.session_state[_CASCADE] = person


def put_off() -> frozenset[frozenset[str]]:
    """Pairs of people that the owner does not want to decide on this visit."""
    pairs: frozenset[frozenset[str]] = st.session_state.get(_LATER, frozenset())
    return pairs


def put_off_pair(first: str, second: str) -> None:
    """Do not ask about two people again on this visit."""
    st.session_state[_LATER] = put_off() | {frozenset((first, second))}


def job() -> Job | None:
    """The files that are being checked or brought in, or have just been."""
    return st.session_state.get(_JOB)


def keep_job(job: Job | None) -> None:
    """Watch this import from now on, and let go of the one before."""
    before = st.session_state.get(_JOB)
    if before and before is not job:
        before.close()
    st.session_state[_JOB] = job


def uploads_key() -> str:
    """Key of the widget that holds the chosen files."""
    return f"{_UPLOADS}.{st.session_state.get(_UPLOADS, 0)}"


def forget_uploads() -> None:
    """Let go of the chosen files: a widget of another key starts empty."""
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1


def shows_all(section: str) -> bool:
    """Whether a long list of a page is shown whole."""
    return bool(st.session_state.get(f"{_SHOWS_ALL}.{section}"))


def show_all(section: str) -> None:
    """Show a long list of a page whole from now on."""
    st.session_state[f"{_SHOWS_ALL}.{section}"] = True
