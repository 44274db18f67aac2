"""What the owner can do about a person: add what happened, say what they asked for, join and split entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import streamlit as st

from app import data, look, pages, state
from app.components import picker
from refnet.analysis.reasons import counted
from refnet.errors import RefnetError
from refnet.identity.values import Value, flag_words
from refnet.ingest.joining import PersonPart
from refnet.model import Consent, Event, Flag, Interaction, Note, Person, PersonId, Promise, Thanks
from refnet.targets import Target

_NOTE, _MEETING, _CALL, _THANKS, _PROMISE = "Note", "Meeting", "Call", "Thanks", "Promise"
_KINDS: Final = (_NOTE, _MEETING, _CALL, _THANKS, _PROMISE)
_MINE: Final = "I did"
_BY: Final = {_THANKS: "Who thanked?", _PROMISE: "Who promised?"}
_TEXT: Final = {_NOTE: "What is to be remembered?", _PROMISE: "What was promised?"}
_FORGET: Final = "forget"
_MOST_LETTERS: Final = 2000
_ASKED: Final[dict[Flag, str]] = {
    "do-not-ask": "Do not ask them for introductions",
    "do-not-contact": "Do not contact them",
    "do-not-show": "Do not show them anywhere",
}
_ALONE: Final = "Only for me"
_ALONE_HELP: Final = "No other member of the book sees it. What their own files tell of this person stays theirs."


@st.dialog("Add to your book")
def add(person: Person) -> None:
    """A note, or something that happened, kept as the owner's own entry."""
    look.strong(person.name, key="add")
    kind = st.segmented_control("What", _KINDS, default=_NOTE, required=True, key="add-kind") or _NOTE
    today = state.as_of()
    with st.form("add", border=False):
        text = st.text_area(_TEXT.get(kind, "What about? (optional)"), max_chars=_MOST_LETTERS, key=f"add-{kind}")
        mine = kind not in _BY or st.radio(_BY[kind], (_MINE, "They did"), horizontal=True) == _MINE
        due = st.date_input("Until when? (optional)", None, format="YYYY-MM-DD") if kind == _PROMISE else None
        day = st.date_input("When", today, max_value=today, format="YYYY-MM-DD")
        private = len(data.members(data.view())) > 1 and st.checkbox(_ALONE, help=_ALONE_HELP, key="add-private")
        kept = st.form_submit_button("Keep", type="primary")
    if kept and kind in _TEXT and not text.strip():
        st.warning("Write down what it is first.")
    elif kept:
        ego = data.book(state.address()).ego
        event = _event(kind, ego, person.id, day or today, text.strip(), mine=mine, due=due)
        _keep(lambda: data.log(event, private=private))


def _event(
    kind: str, ego: PersonId, person: PersonId, day: date, text: str, *, mine: bool, due: date | None
) -> Event[PersonId]:
    one, other = (ego, person) if mine else (person, ego)
    match kind:
        case "Note":
            return Note(person, day, text)
        case "Thanks":
            return Thanks(one, other, day, note=text)
        case "Promise":
            return Promise(one, other, day, due, note=text)
        case _:
            return Interaction(day, (ego, person), "call" if kind == _CALL else "meeting", note=text)


def _keep(change: Callable[[], object], has_changed: Callable[[], bool] = lambda: True) -> None:
    """Make a change and draw the page again; what goes wrong is told in the dialog."""
    try:
        change()
    except RefnetError as error:
        look.show_error(error)
        return
    if has_changed():
        st.rerun()
    st.warning("Nothing was changed: what remains would go along. Choose the other entries instead.")


def asked_for(person: Person, values: tuple[Value, ...]) -> None:
    """Switches for what a person asked for. Files can switch one on; only the owner switches one off."""
    by_file = {value.text for value in values if value.kind == "flag" and value.places}
    at = data.view()
    for flag, label in _ASKED.items():
        key = f"asked-{flag}-{person.id}-{at.revision}"  # Another revision, another switch: it shows what is
        st.toggle(
            label,
            flag in person.flags,
            key=key,
            disabled=not state.is_now(),
            help="One of your files says so." if flag_words(flag) in by_file else None,
            on_change=_switch,
            args=(person.id, flag, key),
        )


def only_for_me(person: Person) -> None:
    """A switch that keeps to the owner what their own files tell of a person."""
    key = f"private-{person.id}-{data.view().revision}"  # As with the other switches
    private = "private" in person.flags
    st.toggle(
        _ALONE,
        private,
        key=key,
        disabled=not state.is_now(),
        help=_ALONE_HELP,
        on_change=data.pressed,
        args=(data.keep_private, person.id, not private),
    )


def _switch(person: PersonId, flag: Flag, key: str) -> None:
    data.pressed(data.log, Consent(person, state.as_of(), flag, granted=not st.session_state[key]))


@st.dialog("Who else is this person?")
def merge(person: Person) -> None:
    """Join two entries that are one person."""
    at = data.view()
    look.strong(person.name, key="merge")

    def others(text: str) -> list[Target]:
        found = data.suggest(at, text)
        return [target for target in found if target.kind == "person" and target.id != person.id]

    if picked := picker("The same person as", others, key=f"merge-{person.id}", placeholder="Type a name"):
        state.choose_other(person.id, picked)
    other = state.other(person.id)
    if not other:
        return
    look.strong(data.target(at, other).name, key="merge-other")
    st.markdown("Both become one person, with the files and the history of both.")
    st.caption(data.book(at.address).joined(person.id, PersonId(other)).text)
    if st.button("They are one person", type="primary"):
        state.choose_other(person.id, "")
        _keep(lambda: data.join(person.id, PersonId(other)))


@st.dialog("Which of these are somebody else?", width="medium")
def split(person: Person) -> None:
    """Take entries away from a person."""
    book = data.book(state.address())
    parts = book.parts(person.id)
    away = [part.key for number, part in enumerate(parts, start=1) if _is_other(number, part)]
    if len(away) == len(parts):
        st.caption("At least one has to stay.")
    if st.button("Split", type="primary", disabled=not 0 < len(away) < len(parts)):
        before = book.revision
        _keep(lambda: book.split(person.id, away), lambda: book.revision > before)


def _is_other(number: int, part: PersonPart) -> bool:
    with st.container(gap="xxsmall"):
        chosen = st.checkbox(f"Entry {number} is somebody else", key=f"split-{part.key}")
        look.strong(part.text, key=f"split-{number}")
        st.text("  ·  ".join([*part.places, counted(part.events, "event", "events")]))
    return chosen


@st.dialog("Forget this person for good?")
def forget(person: Person) -> None:
    """Take a person out of the book for ever, once the owner has typed the word."""
    look.strong(person.name, key="forget")
    st.markdown(
        "Everything about them goes, and no file that you add brings them back. In what happened between others they "
        'are "somebody" from then on. **This cannot be taken back.**'
    )
    with st.form("forget", border=False):
        typed = st.text_input(f'To confirm, type "{_FORGET}"', key="forget-typed")
        sure = st.form_submit_button("Forget", type="primary")
    if sure and typed.strip().casefold() != _FORGET:
        st.warning(f'Nothing was changed: type the word "{_FORGET}" first.')
    elif sure:
        _forget(person)


def _forget(person: Person) -> None:
    try:
        held = data.forget(person.id)
    except RefnetError as error:
        look.show_error(error)
        return
    if not held:
        st.switch_page(pages.TODAY)
    st.success("Forgotten.")
    st.markdown("These files beside your book still tell of them. Delete those that you do not need:")
    st.text("\n".join(held))
    if st.button("OK"):
        st.switch_page(pages.TODAY)
