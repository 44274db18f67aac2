"""A page with the app's components on invented people; `?names=hostile` gives them the names of a hostile file."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.components import chain, message, network_map
from refnet.analysis.message import Message
from refnet.analysis.paths import Hop, WarmPath
from refnet.analysis.reasons import Reason
from refnet.analysis.surroundings import Surroundings
from refnet.book import Evidence
from refnet.model import Employment, EventId, Person, PersonId
from refnet.network import WeighedTie
from refnet.strength import Strength, TieSums, strength_word

PLAIN = """Emma Lindqvist|Priya Nandakumar|Claire Moreau|Ruth Adeyemi|Simon Tanaka|Carla Byrne|Daniel Haddad
Henrik Marsh|Samuel Brennan|Leila Karimi|Lucy Moreau|Ingrid Solberg-Hansen|Dele Okafor
Tom Whitfield|Nora Petrenko|Jonas Weber"""
HOSTILE = """<script>window.hit=1</script>|<img src=x onerror=window.hit=2>|![p](https://outside.example.com/x.png)|</script>
<svg onload=window.hit=3>|[a](javascript:window.hit=4)|see href <b onclick=window.hit=5>bold</b>|\u202egnorw-ot-thgir
NA|:red[colour] :material/home:|$\\frac{1}{2}$|😀 Ünïcödé 李小龍|https://outside.example.com|{{7*7}}
O'Brien "x" & <b>Söns</b>|"""
LONG = "Wolfeschlegelsteinhausenbergerdorff " * 9


def names() -> list[str]:
    if st.query_params.get("names") == "hostile":
        found = HOSTILE.replace("\n", "|").split("|")
        return [*found[:-1], LONG.strip()]
    return PLAIN.replace("\n", "|").split("|")


IDS = [PersonId(f"p{i}") for i in range(16)]
HOPS = int(st.query_params.get("hops", "3"))
ROUTE = IDS[: HOPS + 1]
VALUES = [0.71, 0.46, 0.12, 0.3][:HOPS]
PEOPLE = [
    Person(id, name, jobs=(Employment(company, title),))
    for id, name, company, title in zip(
        IDS,
        names(),
        [*"Cedar Accounting|Larkspur Hotels|Larkspur Hotels|Meridian Bank".split("|"), *["Bluefin Software"] * 12],
        [*"Owner|Managing partner|Finance director|Head of purchasing".split("|"), *["Practice manager"] * 12],
        strict=True,
    )
]
PAIRS = "04 05 0c 0d 14 15 16 17 18 19 1c 25 2a 2b 3b 3e 3f 67 89 6e 1d 46".split()


def tie(a: PersonId, b: PersonId, value: float) -> WeighedTie:
    return WeighedTie(min(a, b), max(a, b), TieSums(), Strength(value, time=value))


def reasons(value: float) -> tuple[Reason, ...]:
    last = "Last contact 3 days ago (28 October 2026); on 14 days since June 2024."
    return (
        Reason("evidence", "LinkedIn connection since 3 May 2021.", 0.0, (EventId("e1"),)),
        Reason("time", last, 0.555 * value, (EventId("e2"),)),
        Reason("intensity", "37 contacts, 4 of them meetings.", 0.305 * value),
        Reason("trust", "2 referrals and 1 promise kept.", 0.14 * value),
    )


def route() -> WarmPath:
    hops = tuple(
        Hop(a, b, Strength(value, time=value, assumed=value < 0.2), strength_word(value), reasons(value))
        for a, b, value in zip(ROUTE, ROUTE[1:], VALUES, strict=False)
    )
    value = 1.0
    for part in VALUES:
        value *= part
    given = [person.name for person in PEOPLE]
    body = (
        f"Hi {given[1]},\n\nWhen we met on 12 October 2026, I meant to ask you something. I would like to meet "
        f"{given[HOPS]} (Head of purchasing, Meridian Bank). Would you ask {given[2]} for me?\n\nThank you,\n{given[0]}"
    )
    forward = f"{given[0]} (Owner, Cedar Accounting) would like to talk with you. It would take twenty minutes."
    told = Message(ROUTE[1], "Introduction to Ruth Adeyemi", body, forward)
    caution = f"{given[1]} was asked 12 days ago and has not answered yet."
    weakest = VALUES.index(min(VALUES))
    return WarmPath(tuple(ROUTE), tuple(given[: HOPS + 1]), hops, value, strength_word(value), weakest, caution, told)


path = route()
rows = [
    Evidence(EventId("e1"), date(2021, 5, 3), "LinkedIn connection", ("row 212 of Connections.csv",)),
    Evidence(EventId("e2"), date(2026, 10, 28), "Call about the new office", ("row 14 of diary.csv",)),
]
on_route = [tie(a, b, value) for a, b, value in zip(ROUTE, ROUTE[1:], VALUES, strict=False)]
around = [tie(IDS[int(a, 16)], IDS[int(b, 16)], 0.1 * (1 + i % 6)) for i, (a, b) in enumerate(PAIRS)]

st.set_page_config(layout="wide")
st.title("Find an introduction")
with st.container(border=True):
    asked = chain(path, ROUTE[0], headlines={p.id: p.headline for p in PEOPLE}, evidence=rows, key="chain")
left, right = st.columns(2)
with left, st.container(border=True):
    st.subheader("Message to send")
    copied = message(path.message, address="priya+work@example.com", key="message")
with right, st.container(border=True):
    st.subheader("Where this sits in your network")
    opened = network_map(Surroundings(tuple(PEOPLE), tuple(on_route + around), tuple(ROUTE)), ROUTE[0], key="map")
st.session_state.runs = st.session_state.get("runs", 0) + 1
st.text(f"chain: {asked}; map: {opened}; copied: {copied}; runs: {st.session_state.runs}")
