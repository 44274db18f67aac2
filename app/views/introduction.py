"""Find an introduction: who can introduce the owner to somebody, why they would, and what to write to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from app import data, look, pages, state
from app.components import Entry, chain, entries, message, network_map, picker
from refnet.analysis.paths import NoPath, WarmPath, once_sent
from refnet.analysis.reasons import listed
from refnet.analysis.team import TeamPaths
from refnet.limits import HOPS
from refnet.model import PersonId
from refnet.targets import Target

_STEPS: Final = (2, 3, 4)
_OTHERS_SHOWN: Final = 5
_ME: Final = "me"
_ANYONE: Final = "anyone"


def main() -> None:
    """Ask for the target, and answer."""
    at = data.view()
    asked = pages.target_asked_for()
    target = data.target(at, asked) if asked else None
    hops, start = _question(target)
    if target is None:
        _nobody_chosen()
        return
    why = st.session_state.get(state.why_key(target.id), "")
    found = data.paths(at, target, hops, why, start)
    if isinstance(found, TeamPaths):
        with look.card("team"):
            look.strong(found.text, key="team")
    if found.nothing:
        _no_route(found.nothing, hops)
    else:
        _answer(f"{target.id}/{start}", found.routes, target)


def _question(target: Target | None) -> tuple[int, str]:
    """Who, over how many people at most, and with whom routes begin: see `Book.paths`."""
    at = data.view()
    starts = _starts()
    who, *where, steps = st.columns([3, *([1.2] if len(starts) > 1 else []), 1], vertical_alignment="bottom")
    with who:
        picked = picker(
            "Who do you want to meet?",
            lambda text: data.suggest(at, text),
            key=state.TARGET,
            placeholder="A person or a company",
            chosen=target.name if target else "",
        )
    if picked:
        pages.ask_for_target(picked)
        st.rerun()
    with steps:
        chosen = st.segmented_control(
            "Steps at most",
            _STEPS,
            default=_STEPS[-1],
            required=True,
            key=state.HOPS,
            persist_state="session",
            help="Each step is a tie between two people. Shorter routes are easier to ask over.",
        )
    start = _ME
    for column in where:
        start = column.selectbox(
            "From", starts, format_func=starts.__getitem__, key=state.START, persist_state="session"
        )
    return int(chosen or _STEPS[-1]), start


def _starts() -> dict[str, str]:
    """With whom a route may begin, and what to call them: in most books the owner alone."""
    at = data.view()
    ego = data.book(at.address).ego
    others: dict[str, str] = {m.person_id: m.name for m in data.members(at) if m.person_id != ego}
    return {_ME: "Me", **({_ANYONE: "Anyone in the team", **others} if others else {})}


def _answer(asked: str, routes: Sequence[WarmPath], target: Target) -> None:
    """The route chosen of those to what was asked for, its message, the others, and where it lies."""
    at = data.view()
    place = min(state.route(asked), len(routes) - 1)
    route = routes[place]
    ego = data.book(at.address).ego
    around = data.around(at, route.people)
    with look.card("chain"):
        opened = chain(
            route,
            ego,
            headlines={person.id: person.headline for person in around.people},
            evidence=data.evidence(at, (e for hop in route.hops for reason in hop.reasons for e in reason.events)),
            key="introduction-chain",
        )
    left, right = st.columns([11, 10], gap="medium")
    with left:
        _message(target, route, mine=route.people[0] == ego)
        _other_routes(asked, routes, place, ego)
    with right, look.card("map"):
        st.header("Where this sits in your network")
        opened = network_map(around, ego, key="introduction-map", height=430) or opened
    if opened:
        pages.open_person(opened)


def _message(target: Target, route: WarmPath, *, mine: bool) -> None:
    at = data.view()
    with look.card("message"):
        st.header("Message to send" if mine else "Message for your team-mate to send")
        st.text_input(
            "Why now? (optional, goes into the message)",
            key=state.why_key(target.id),
            persist_state="session",
            placeholder="We have a project in Leeds this spring",
            max_chars=300,
        )
        message(
            route.message,
            address=data.e_mail(at, route.message.to),
            key="introduction-message",
        )
        if mine and look.sent_button("introduction"):
            data.log(once_sent(route, at.as_of))
            st.rerun()


def _other_routes(asked: str, routes: Sequence[WarmPath], shown: int, ego: PersonId) -> None:
    others = {str(place): route for place, route in enumerate(routes) if place != shown}
    if not others:
        return
    first = others if state.shows_all("routes") else dict(list(others.items())[:_OTHERS_SHOWN])
    with look.card("others"):
        st.header("Other routes")
        clicked = entries(
            [
                Entry(place, _first(names), detail=_way(names), word=route.word)
                for place, route in first.items()
                if (names := route.called(ego))
            ],
            key="introduction-others",
            label="Other routes",
        )
        if len(others) > len(first):
            st.button(f"Show all {len(others)}", key="all-routes", on_click=state.show_all, args=("routes",))
    if clicked:
        state.show_route(asked, int(clicked.id))
        st.rerun()


def _first(names: Sequence[str]) -> str:
    """The first thing to do on a route; on a team-mate's, who does it."""
    first, second = names[:2]
    if first == "you":
        return f"Ask {second}"
    return f"{first} {'asks' if len(names) > 2 else 'writes to'} {second}"


def _way(names: Sequence[str]) -> str:
    """Over whom a route goes after the first: "then Priya Shah and Claire Moreau to Ruth Adeyemi"."""
    between = names[2:-1]
    return f"then {listed(between)} to {names[-1]}" if between else f"who knows {names[-1]}" if len(names) > 2 else ""


def _no_route(nothing: NoPath, hops: int) -> None:
    with look.card("nothing"):
        st.header("No route")
        st.text(nothing.why)
        if nothing.help:
            look.quiet(nothing.help, key="help")
        buttons = st.container(horizontal=True)
        if hops < min(HOPS, _STEPS[-1]):
            buttons.button("Allow one more step", type="primary", on_click=_allow, args=(hops + 1,))
        if buttons.button("Add files"):
            st.switch_page(pages.IMPORT_FILES)
    if not nothing.nearest:
        return
    with look.card("nearest"):
        st.header("Nearest to them")
        clicked = entries(
            [Entry(near.person, near.name, text=near.text) for near in nothing.nearest],
            key="introduction-nearest",
            label="Nearest to them",
        )
    if clicked:
        pages.open_introduction(clicked.id)


def _allow(hops: int) -> None:
    st.session_state[state.HOPS] = hops


def _nobody_chosen() -> None:
    with look.card("nobody"):
        st.header("Type a name, or the name of a company")
        st.markdown(
            "You will see whom to ask, how you know each other, how well the people between know the next one, and a "
            "message that you can send as it is."
        )


main()
