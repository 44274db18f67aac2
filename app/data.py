"""Every cache of the app: books as resources, answers as data of a book, its revision and a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

import streamlit as st

from app import state
from refnet.analysis.cascade import CascadeNode
from refnet.analysis.circles import Circles
from refnet.analysis.exchange import Exchange
from refnet.analysis.paths import WarmPaths
from refnet.analysis.review import ReviewPair
from refnet.analysis.surroundings import Surroundings
from refnet.analysis.team import WhoKnows
from refnet.analysis.today import Today
from refnet.analysis.value_grid import ValueGrid
from refnet.book import Book, Evidence, Member, PersonCard, open_book
from refnet.errors import RefnetError
from refnet.export.lists import Listing, advocates_list
from refnet.identity.values import Value
from refnet.model import Event, EventId, PersonId
from refnet.positions import INNER, OUTER
from refnet.stores.traces import held_beside
from refnet.targets import Target
from refnet.text import ONLY_YOU

_ANSWERS = 200
AROUND = INNER + OUTER
"""How many people fit around one person in a drawing."""
PAIRS = 50
"""How many pairs of people are offered for a decision."""


class View(NamedTuple):
    """What an answer is true for: a book as one member sees it, at a revision, on a day."""

    address: str
    member: str
    revision: int
    as_of: date


def book(address: str) -> Book:
    """The book at an address as the member of this visit sees it, open for as long as somebody looks at it.

    Raises:
        RefnetError: there is none, it cannot be opened, or it has no such member.
    """
    return _opened(address, state.member(address))


@st.cache_resource(max_entries=4, show_spinner=False, on_release=Book.close)
def _opened(address: str, member: str) -> Book:
    return open_book(address, member=member)


def let_go() -> None:
    """Close the books that are open, of all visits; each is opened again when it is asked for."""
    _opened.clear()


def view() -> View:
    """The book of this visit as it is now, on the day chosen in the sidebar."""
    address = state.address()
    return View(address, state.member(address), book(address).revision, state.as_of())


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def counts(at: View) -> dict[str, int]:
    """How many people, events, ties, records and sources there are."""
    return book(at.address).counts()


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def members(at: View) -> tuple[Member, ...]:
    """Whose book it is: everybody who works with it; most books have one."""
    return book(at.address).members()


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def whose(at: View) -> dict[str, str]:
    """Of each import whose ties it tells of, who added it, and whether only the owner sees it; of one owner nothing."""
    opened, names = book(at.address), {member.key: member.name for member in members(at)}
    if len(names) == 1:
        return {}
    told = {}
    for source in opened.sources():
        owner = opened.whose(source)
        of = opened.person(owner).name if owner else ""
        by = names.get(source.member, "")
        added = f"added by {by}" if of == by or not of else f"of {of}, added by {by}"
        told[source.import_id] = f"{added} {ONLY_YOU}" if source.private else added
    return told


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def suggest(at: View, text: str) -> list[Target]:
    """At most 20 people and companies that fit what was typed so far."""
    return book(at.address).suggest(text)


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def target(at: View, any_id: str) -> Target:
    """The person or company of an id."""
    return book(at.address).target(any_id)


def pressed(change: Callable[..., object], *args: object) -> None:
    """Make a change when a button is pressed; what goes wrong is told by the page that is drawn next."""
    try:
        change(*args)
    except RefnetError as error:
        state.keep_failed(error)


def log(event: Event[PersonId], *, private: bool = False) -> None:
    """Keep what happened, for the owner alone if `private`; the page can take it back."""
    address = state.address()
    kept = book(address).log(event, private=private)
    state.keep_noted(state.Noted("Noted in your book.", lambda: book(address).take_back(kept)))


def keep_private(person: PersonId, private: bool) -> None:
    """Keep to the owner what their files tell of a person, or share it again; the page can take it back."""
    address = state.address()
    book(address).make_private(person, private)
    text = "What you know of them is for you alone now." if private else "What you know of them is shared again."
    state.keep_noted(state.Noted(text, lambda: book(address).make_private(person, not private)))


def join(first: PersonId, second: PersonId) -> None:
    """Make one person of two; the page can take it back."""
    address = state.address()
    parts = [part.key for part in book(address).parts(second)]
    one = book(address).merge(first, second)

    def part_again() -> None:
        book(address).split(one, parts)
        book(address).reconsider(first, second)

    state.keep_noted(state.Noted("They are one person now.", part_again))


def keep_apart(first: PersonId, second: PersonId) -> None:
    """Keep two people two for good; the page can take it back."""
    address = state.address()
    book(address).keep_apart(first, second)
    text = "They stay two people, whatever files say."
    state.keep_noted(state.Noted(text, lambda: book(address).reconsider(first, second)))


def forget(person: PersonId) -> list[str]:
    """Forget somebody for good, also in what is kept here; the names of the files beside the book that still tell of
    them, which are its backups."""
    opened = book(state.address())
    known = opened.person(person)
    opened.forget(person)
    state.keep_noted(None)
    st.cache_data.clear()
    return held_beside(opened.address, known)


def take_back() -> None:
    """Take back what was changed last."""
    if change := state.noted():
        change.take_back()
    state.keep_noted(None)


@st.cache_data(max_entries=_ANSWERS, show_spinner="Looking at your network")
def today(at: View) -> Today:
    """What to do on the day."""
    return book(at.address).today(at.as_of)


@st.cache_data(max_entries=_ANSWERS, show_spinner="Looking for introductions")
def paths(at: View, target: Target, hops: int, why: str, start: str = "me") -> WarmPaths:
    """Who can introduce the owner to a target; or a team-mate, or anyone of the team: see `Book.paths`."""
    asked = book(at.address)
    asked.network(at.as_of)  # Held from now on: here one question follows another, and the search runs on its arrays
    return asked.paths(target, as_of=at.as_of, hops=hops, why=why, start=start)


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def who_knows(at: View, person: PersonId) -> WhoKnows:
    """Which members of the book know a person."""
    asked = book(at.address)
    return asked.who_knows(asked.target(person), at.as_of)


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def around(at: View, route: tuple[PersonId, ...]) -> Surroundings:
    """The part of the network in which a route lies."""
    return book(at.address).around(route, at.as_of)


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def circle(at: View, person: PersonId) -> Surroundings:
    """A person and those whom they know best, as many as fit around them."""
    return book(at.address).around([person], at.as_of, beside=AROUND)


@st.cache_data(max_entries=_ANSWERS, show_spinner="Looking for circles in your network")
def circles(at: View) -> Circles:
    """Which groups know each other, and who connects them."""
    return book(at.address).circles(at.as_of)


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def card(at: View, person: PersonId) -> PersonCard:
    """Everything about a person."""
    return book(at.address).card(person, at.as_of)


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def exchange(at: View, person: PersonId) -> Exchange:
    """What the owner and a person did for each other."""
    return book(at.address).exchange(person, at.as_of)


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def values(at: View, person: PersonId) -> tuple[Value, ...]:
    """Everything that is known of a person, each value with its places."""
    return book(at.address).values(person)


@st.cache_data(max_entries=_ANSWERS, show_spinner="Counting what became of referrals")
def advocates(at: View) -> Listing:
    """Who sends the owner's firm business, as a list that may leave."""
    opened = book(at.address)
    return advocates_list(opened.advocates(at.as_of), opened.snapshot(at.as_of))


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def cascade(at: View, person: PersonId) -> CascadeNode:
    """What grew from somebody's referrals."""
    return book(at.address).cascade(person, at.as_of)


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def value_grid(at: View) -> ValueGrid:
    """Customers by what they bring themselves and through others."""
    return book(at.address).value_grid(at.as_of)


@st.cache_data(max_entries=_ANSWERS, show_spinner="Comparing names, companies and addresses")
def review(at: View) -> tuple[ReviewPair, ...]:
    """Pairs of people who may be one."""
    return book(at.address).review(PAIRS)


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def _evidence(at: View, events: tuple[EventId, ...]) -> list[Evidence]:
    return book(at.address).evidence(events, at.as_of)


def evidence(at: View, events: Iterable[EventId]) -> list[Evidence]:
    """The rows behind some events, each once."""
    return _evidence(at, tuple(dict.fromkeys(events)))


@st.cache_data(max_entries=_ANSWERS, show_spinner=False)
def e_mail(at: View, person: PersonId) -> str:
    """The best known e-mail address of a person, "" when none is."""
    return next(iter(book(at.address).person(person).emails), "")
