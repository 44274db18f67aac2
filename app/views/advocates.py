"""Advocates: who sends business and who may begin to, what grew from it, and the list to take away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import streamlit as st

from app import data, look, pages, state
from app.components import Entry, entries
from refnet.analysis.advocates import Advocate, Segment, worth
from refnet.analysis.cascade import CascadeNode
from refnet.analysis.reasons import counted, plain_day
from refnet.analysis.value_grid import Kind
from refnet.export.cells import as_csv, as_xlsx
from refnet.export.lists import WITHHELD, Listing
from refnet.export.vcard import as_vcards
from refnet.model import PersonId

_ALL: Final = "All"
_SEGMENTS: Final[dict[str, tuple[Segment, str]]] = {
    "Proven": ("proven", "Two or more of their referrals became business within 24 months."),
    "Rising": ("rising", "They sent you more in the last 12 months than in the 12 before."),
    "At risk": ("at risk", "Proven, but the tie has gone quiet."),
    "Hidden": ("hidden", "Never asked, close to you, and at home in more than one circle."),
    "Others": ("other", "They have referred before."),
}
_GRID: Final[dict[Kind, tuple[str, str]]] = {
    "champion": ("Champions", "Buy much and bring much."),
    "advocate": ("Advocates", "Buy little and bring much."),
    "affluent": ("Affluent", "Buy much and bring little: worth asking."),
    "miser": ("Misers", "Buy little and bring little so far."),
}
_SHOWN: Final = 10
_GRID_SHOWN: Final = 4
_MOST_IN_TREE: Final = 60


def main() -> None:
    """The list, one cascade, and the grid."""
    at = data.view()
    found = data.advocates(at)
    if not found.answer.lines:
        _nobody()
        return
    _take_away(found)
    left, right = st.columns([11, 9], gap="medium")
    with left:
        _list(found)
    with right:
        _cascade(found.answer.lines)
    _grid()


def _take_away(found: Listing) -> None:
    """The whole list as files; who asked not to be contacted is in none of them."""
    with look.card("files"), st.container(horizontal=True, vertical_alignment="center"):
        ledger = worth(found.answer.ledger_cents)
        st.caption(
            f"{counted(len(found.answer.lines), 'person', 'people')}. "
            + (f"Won through referrals: {ledger}. " if ledger else "")
            + (f"{found.withheld} withheld: {WITHHELD}." if found.withheld else "")
        )
        _download("CSV", "advocates.csv", "text/csv", lambda: as_csv(found.table))
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        _download("XLSX", "advocates.xlsx", sheet, lambda: as_xlsx(found.table))
        _download("vCard", "advocates.vcf", "text/vcard", lambda: as_vcards(found.people))


def _download(label: str, name: str, mime: str, content: Callable[[], bytes]) -> None:
    """A file that is made when it is asked for."""
    st.download_button(label, content, file_name=name, mime=mime, on_click="ignore", icon=":material/download:")


def _list(found: Listing) -> None:
    lines = found.answer.lines
    with look.card("advocates"):
        st.header("Who sends you business, and who may begin to")
        chosen = (
            st.segmented_control(
                "Show", (_ALL, *_SEGMENTS), default=_ALL, required=True, key=state.SEGMENT, label_visibility="collapsed"
            )
            or _ALL
        )
        if chosen != _ALL:
            segment, meaning = _SEGMENTS[chosen]
            st.caption(meaning)
            lines = tuple(line for line in lines if line.segment == segment)
        if not lines:
            st.caption("Nobody at present.")
            return
        section = f"advocates.{chosen}"
        shown = lines if state.shows_all(section) else lines[:_SHOWN]
        clicked = entries(
            [_entry(line) for line in shown],
            key=f"advocates-list-{chosen}",
            label="Advocates",
            evidence=data.evidence(
                data.view(), (e for line in shown for reason in line.reasons for e in reason.events)
            ),
        )
        if len(lines) > len(shown):
            st.button(f"Show all {len(lines)}", key="all-advocates", on_click=state.show_all, args=(section,))
    if clicked and clicked.what == "open":
        pages.open_person(clicked.id)
    elif clicked:
        state.show_cascade(clicked.id)
        st.rerun()


def _entry(line: Advocate) -> Entry:
    return Entry(
        line.person,
        line.name,
        detail=line.headline,
        text=line.why,
        word=line.word,
        reasons=line.reasons,
        action="What grew from it" if line.given else "",
    )


def _cascade(lines: tuple[Advocate, ...]) -> None:
    """The people whom somebody sent, whom these sent, and so on."""
    sending = [line.person for line in lines if line.given]
    if not sending:
        return
    chosen = PersonId(state.cascade_of())
    root = data.cascade(data.view(), chosen if chosen in sending else sending[0])
    with look.card("cascade"):
        st.header("What grew from their referrals")
        tree = list(_walk(root, 0))
        clicked = entries(
            [_branch(node, depth) for node, depth in tree[:_MOST_IN_TREE]],
            key=f"advocates-cascade-{root.person}",
            label="What grew from their referrals",
        )
        if len(tree) > _MOST_IN_TREE:
            st.caption(f"And {counted(len(tree) - _MOST_IN_TREE, 'person', 'people')} more.")
    if clicked:
        pages.open_person(PersonId(clicked.id))


def _walk(node: CascadeNode, depth: int) -> Iterator[tuple[CascadeNode, int]]:
    yield node, depth
    for child in node.children:
        yield from _walk(child, depth + 1)


def _branch(node: CascadeNode, depth: int) -> Entry:
    won = worth(node.value) if node.value else "won" if node.won else ""
    told = [f"sent on {plain_day(node.day)}" if node.day else "", won]
    return Entry(node.person, node.name, detail="  ·  ".join(part for part in told if part), depth=depth)


def _grid() -> None:
    """Two by two: what customers bring themselves, and through others."""
    found = data.value_grid(data.view())
    if not found.lines:
        return
    st.header("Customers by what they buy and what they bring")
    kinds = list(_GRID)
    for row in (kinds[:2], kinds[2:]):
        for kind, column in zip(row, st.columns(2, gap="medium"), strict=True):
            with column, look.card(f"grid-{kind}"):
                _square(kind)


def _square(kind: Kind) -> None:
    title, meaning = _GRID[kind]
    lines = [line for line in data.value_grid(data.view()).lines if line.kind == kind]
    st.subheader(f"{title} ({len(lines)})" if lines else title)
    st.caption(meaning)
    if not lines:
        return
    shown = lines if state.shows_all(f"grid.{kind}") else lines[:_GRID_SHOWN]
    people = {f"{line.person}/{line.currency}": line for line in shown}
    clicked = entries(
        [Entry(key, line.name, detail=line.why, reasons=line.reasons) for key, line in people.items()],
        key=f"advocates-grid-{kind}",
        label=title,
        evidence=data.evidence(data.view(), (e for line in shown for reason in line.reasons for e in reason.events)),
    )
    if len(lines) > len(shown):
        st.button(f"Show all {len(lines)}", key=f"all-{kind}", on_click=state.show_all, args=(f"grid.{kind}",))
    if clicked:
        pages.open_person(people[clicked.id].person)


def _nobody() -> None:
    with look.card("nobody"):
        st.header("Nobody has sent you business yet, as far as your files say")
        st.markdown("Add a table of referrals: who sent whom to you, when, and what came of it.")
        if st.button("Add files", type="primary"):
            st.switch_page(pages.IMPORT_FILES)


main()
