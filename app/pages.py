"""The app's pages and the ways between them. Addresses carry opaque ids only, so that no name gets into a history."""

from __future__ import annotations

from typing import Final, NoReturn

import streamlit as st

WELCOME: Final = "views/welcome.py"
TODAY: Final = "views/today.py"
INTRODUCTION: Final = "views/introduction.py"
PERSON: Final = "views/person.py"
ADVOCATES: Final = "views/advocates.py"
EXPLORE: Final = "views/explore.py"
CLEAN_UP: Final = "views/clean_up.py"
IMPORT_FILES: Final = "views/import_files.py"

_ID: Final = "id"
_TO: Final = "to"


def open_person(person_id: str) -> NoReturn:
    """Go to a person's page."""
    st.switch_page(PERSON, query_params={_ID: person_id})


def open_introduction(target_id: str) -> NoReturn:
    """Go to the routes to a person or company."""
    st.switch_page(INTRODUCTION, query_params={_TO: target_id})


def explore(person_id: str) -> NoReturn:
    """Go to a person in the network."""
    st.switch_page(EXPLORE, query_params={_ID: person_id})


def walk_to(person_id: str) -> None:
    """Put a person into the address of the page about the network."""
    st.query_params[_ID] = person_id


def person_asked_for() -> str:
    """The id in the address of a page about one person, "" when there is none."""
    return st.query_params.get(_ID, "")


def target_asked_for() -> str:
    """The id in the address of the introduction page, "" when there is none."""
    return st.query_params.get(_TO, "")


def ask_for_target(target_id: str) -> None:
    """Put a target into the address of the introduction page."""
    st.query_params[_TO] = target_id
