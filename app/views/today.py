"""Today: whom to ask, whom to thank, who goes quiet, what was promised; each with its why and its message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import streamlit as st

from app import data, look, pages, state
from app.components import Entry, entries, message
from refnet.analysis.health import GoingQuiet, PromiseDue, ThanksOwed
from refnet.analysis.today import BestAsk, once_sent

Item: TypeAlias = BestAsk | ThanksOwed | GoingQuiet | PromiseDue

_SHOWN: Final = 4
"""Of a list; the rest comes on request. What is at the top is what matters today."""


def main() -> None:
    """Draw the day, or the first steps of an empty book."""
    at = data.view()
    if data.counts(at)["people"] <= 1:
        _first_steps()
        return
    found = data.today(at)
    st.header("Ask for an introduction or a referral")
    if found.asks:
        _show("asks", found.asks, "Write to them", layout="cards")
    else:
        st.caption("Nobody to ask today. People come up here who have helped you before, or whom you know well.")
    thanks, promises, quiet = st.columns(3)
    with thanks:
        _section("Say thank you", "thanks", found.thanks, "Thank them", "You have thanked everybody who helped you.")
    with promises:
        _section("Promises", "promises", found.promises, "Write to them", "No promise is open.")
    with quiet:
        _section("Going quiet", "quiet", found.quiet, "Say hello", "No warm tie is going quiet.")


def _section(title: str, name: str, items: Sequence[Item], action: str, none: str) -> None:
    with look.card(name):
        st.header(f"{title} ({len(items)})" if items else title)
        if not items:
            st.caption(none)
            return
        shown = items if state.shows_all(name) else items[:_SHOWN]
        _show(name, shown, action)
        if len(items) > len(shown):
            st.button(f"Show all {len(items)}", key=f"all-{name}", on_click=state.show_all, args=(name,))


def _show(name: str, items: Sequence[Item], action: str, *, layout: str = "list") -> None:
    """The items as entries; a click on a name opens the person, one on the button the message."""
    known: Mapping[str, Item] = {_id(item): item for item in items}
    at = data.view()
    clicked = entries(
        [_entry(key, item, action) for key, item in known.items()],
        key=f"today-{name}",
        label=name,
        evidence=data.evidence(at, (e for item in items for reason in item.reasons for e in reason.events)),
        layout="cards" if layout == "cards" else "list",
        primary=layout == "cards",
    )
    if clicked and clicked.what == "open":
        pages.open_person(known[clicked.id].person)
    elif clicked:
        _write(known[clicked.id])


def _id(item: Item) -> str:
    """One person may have several promises, and is once in every other list."""
    return item.reasons[0].events[0] if isinstance(item, PromiseDue) else item.person


def _entry(key: str, item: Item, action: str) -> Entry:
    return Entry(
        id=key,
        name=item.name,
        detail=item.headline,
        text=item.why,
        word=item.word if isinstance(item, BestAsk) else "",
        reasons=item.reasons,
        action=action if item.message else "",
    )


@st.dialog("Your message", width="medium")
def _write(item: Item) -> None:
    at = data.view()
    look.strong(item.name, key="to")
    if item.message:
        message(item.message, address=data.e_mail(at, item.person), key="today-message")
        if look.sent_button("today"):
            data.log(once_sent(item, data.book(at.address).ego, at.as_of))
            st.rerun()


def _first_steps() -> None:
    """What to do with a book in which nobody is yet."""
    with look.card("first"):
        st.header("Three steps to your first introduction")
        st.markdown(
            "1. **Export your contacts.** On LinkedIn: *Settings, Data privacy, Get a copy of your data, Connections.* "
            "In Google Contacts: *Export, Google CSV.*\n"
            "2. **Add the files here.** Then add introductions, referrals and meetings in refnet's own tables: "
            "ties between *others* are what routes are made of.\n"
            "3. **Say whom you want to meet**, and send the message."
        )
        add, sample = st.columns(2)
        with add:
            if st.button("Add files", type="primary", width="stretch"):
                st.switch_page(pages.IMPORT_FILES)
        with sample:
            if st.button("Try the sample", width="stretch"):
                look.open_sample()
    st.caption("The sample is an invented firm in a book of its own. Yours stays as it is.")


main()
