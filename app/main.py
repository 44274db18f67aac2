"""The app: its pages, the sidebar, and the search box above every page. Streamlit runs this file for every action."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import streamlit as st

from app import data, look, pages, state
from app.components import picker
from refnet.analysis.reasons import plain_day
from refnet.errors import BookNotFoundError, RefnetError
from refnet.stores import is_file

HERE = Path(__file__).parent


def main() -> None:
    """Draw the page that the address names, of the book that this visit looks at."""
    st.set_page_config(page_title="refnet", page_icon=str(HERE / "icon.png"), layout="wide")
    st.logo(str(HERE / "wordmark.png"), icon_image=str(HERE / "icon.png"), size="large")
    look.style()
    try:
        if is_there():
            show_book()
        else:
            welcome()
    except BookNotFoundError as error:
        data.let_go()  # It was taken away while the app was open
        look.show_error(error)
    except RefnetError as error:
        look.show_error(error)


def is_there() -> bool:
    """Whether there is a book at all; one that cannot be opened is there."""
    try:
        data.book(state.address())
    except BookNotFoundError:
        return False
    return True


def welcome() -> None:
    """The one page of an app without a book."""
    st.navigation([st.Page(pages.WELCOME, title="Welcome", default=True)], position="hidden").run()


def show_book() -> None:
    """The page that was asked for, with what stands beside and above every page."""
    page = st.navigation(
        {
            "": [
                st.Page(pages.TODAY, title="Today", icon=":material/today:", default=True),
                st.Page(pages.INTRODUCTION, title="Find an introduction", icon=":material/handshake:"),
                st.Page(pages.ADVOCATES, title="Advocates", icon=":material/volunteer_activism:"),
                st.Page(pages.EXPLORE, title="Explore", icon=":material/hub:"),
                st.Page(pages.PERSON, title="Person", visibility="hidden"),
            ],
            "Your data": [
                st.Page(pages.IMPORT_FILES, title="Add files", url_path="files", icon=":material/note_add:"),
                st.Page(pages.CLEAN_UP, title="Clean up", url_path="cleanup", icon=":material/join_inner:"),
            ],
        }
    )
    with st.sidebar:
        sidebar()
    title, box = st.columns([3, 2], vertical_alignment="bottom")
    title.title(page.title)
    with box:
        search()
    noted()
    page.run()


def sidebar() -> None:
    """Whose book it is, and the day to answer for. The app's only look at the clock is here, for that day's default."""
    book = data.book(state.address())
    members = book.members()
    with st.container(gap=None):
        name = book.person(book.ego).name
        look.strong(f"You are {name}" if len(members) > 1 else name, key="ego")
        look.quiet(_called(book.address), key="book")
        if len(members) > 1:
            look.quiet(f"Shared by {len(members)}", key="members")
    usual = book.story_day or date.today()
    chosen = st.date_input(
        "As of",
        usual,
        min_value=date(1990, 1, 1),
        max_value=date(2100, 1, 1),
        format="YYYY-MM-DD",
        key=state.AS_OF,
        help="Every answer is true for the end of this day.",
    )
    state.keep_as_of(chosen or usual)
    state.keep_is_now((chosen or usual) == usual)
    if book.sample and book.story_day:
        st.caption(f"An invented firm. Its story stands on {plain_day(book.story_day)}.")
    if state.is_elsewhere():
        st.button("Back to my own book", on_click=state.look_at, args=("",))


def _called(address: str) -> str:
    """A book's file by its name; a server by its place."""
    return Path(address).name if is_file(address) else address.partition("://")[2]


def noted() -> None:
    """What was changed last, for as long as it can be taken back; or why it could not be."""
    if error := state.failed():
        look.show_error(error)
    if change := state.noted():
        with look.card("noted"), st.container(horizontal=True, vertical_alignment="center"):
            st.caption(change.text)
            st.button("Take it back", on_click=data.pressed, args=(data.take_back,))
            st.button("OK", on_click=state.keep_noted, args=(None,))


@st.fragment
def search() -> None:
    """The search box of every page: a person opens their page, a company the routes to it."""
    at = data.view()
    picked = picker(
        "Search any person or company",
        lambda text: data.suggest(at, text),
        placeholder="Search any person or company",
        key=state.SEARCH,
        label_shown=False,
    )
    if picked and data.target(at, picked).kind == "person":
        pages.open_person(picked)
    elif picked:
        pages.open_introduction(picked)


main()
