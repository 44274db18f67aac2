"""The screen on which the owner says which column of a table is which, for every kind of table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, Literal, TypeAlias, cast

import streamlit as st

from app import look, state
from importers.mapped import DATES, MONEY
from refnet.mapping import Column, ColumnGuess, Kind, Mapping, Proposal

_KINDS: Final[dict[Kind, str]] = {
    "contacts": "People",
    "interactions": "Meetings, calls and messages",
    "introductions": "Introductions",
    "referrals": "Referrals",
    "purchases": "Customers and what they bought",
}
_ENCODINGS: Final = ("utf-8", "cp1252", "utf-16-le", "mac-roman", "cp1250", "cp1251", "cp1253", "cp1254", "shift_jis")
_Order: TypeAlias = Literal["dmy", "mdy", ""]
_ORDERS: Final[dict[_Order, str]] = {"": "As each is written", "dmy": "Day first", "mdy": "Month first"}
_ORDER_HELP: Final = "A date that can be read both ways, such as 03/04/2025, is left out until you say."
_DECIMALS: Final = {"": "As each is written", ".": "1,234.50", ",": "1.234,50"}
_LEFT_ALONE: Final = "Leave it alone"
_YOUR_WORD: Final = "as you say"
_LAST_HEADER_ROW: Final = 40


def whole(mapping: Mapping, place: int) -> Mapping:
    """The kind of table, its header row and its encoding, as the owner chooses them.

    Args:
        mapping: What stands there.
        place: The file's place among those chosen.
    """
    key = f"{state.COLUMNS}.{place}"
    first, second, third = st.columns(3)
    with first:
        kind = st.selectbox(
            "It is a list of",
            [*_KINDS],
            index=list(_KINDS).index(mapping.kind),
            format_func=_KINDS.__getitem__,
            key=f"{key}.kind",
        )
    with second:
        row = st.number_input("Row of the headers", 1, _LAST_HEADER_ROW, mapping.header_row, key=f"{key}.row")
    encoding = mapping.encoding
    if encoding:
        known = tuple(dict.fromkeys((*_ENCODINGS, encoding)))
        with third:
            encoding = st.selectbox(
                "Letters are written in",
                known,
                index=known.index(encoding),
                key=f"{key}.encoding",
                help="Choose another one where accents look wrong.",
            )
    rows = mapping.header_rows if int(row) == mapping.header_row else 1
    return replace(mapping, kind=kind or mapping.kind, header_row=int(row), header_rows=rows, encoding=encoding)


def columns(proposal: Proposal, place: int) -> Mapping:
    """Each column with what it holds, and how its dates, amounts and telephone numbers are to be taken."""
    mapping = proposal.mapping
    key = f"{state.COLUMNS}.{place}.{mapping.kind}.{mapping.header_row}.{mapping.encoding}"
    fields = [
        _field(n, column, guess, ("", *proposal.fields), key)
        for n, (column, guess) in enumerate(zip(mapping.columns, proposal.columns, strict=True))
    ]
    first, second, third = st.columns(3)
    orders = [column.order for column in mapping.columns if column.order]
    order: _Order = orders[0] if orders else ""
    with first:
        if {*fields} & {*DATES[mapping.kind]}:
            order = cast("_Order", _choice("Dates have", _ORDERS, order, f"{key}.order", help=_ORDER_HELP))
    decimal: str = mapping.decimal
    with second:
        if {*fields} & MONEY:
            decimal = _choice("Amounts look like", _DECIMALS, decimal, f"{key}.decimal")
    with third:
        country = st.text_input(
            "Country of telephone numbers",
            mapping.country,
            max_chars=2,
            placeholder="Two letters, such as US",
            key=f"{key}.country",
            help="For numbers that are written without their country.",
        )
    dated = DATES[mapping.kind]
    said = tuple(
        replace(column, field=field, order=order if field in dated else "")
        for column, field in zip(mapping.columns, fields, strict=True)
    )
    return replace(mapping, columns=said, decimal=cast("Any", decimal), country=country.strip().upper())


def corrected(before: Proposal, now: Proposal) -> Proposal:
    """A proposal for what the owner chose, with refnet's own reasons where they left a column as it was."""
    guesses = tuple(
        guess if guess.field == column.field else replace(guess, field=column.field, reason=_YOUR_WORD)
        for guess, column in zip(before.columns, now.mapping.columns, strict=True)
    )
    return replace(now, columns=guesses, remembered=before.remembered)


def preview(proposal: Proposal, place: int) -> None:
    """The first rows as they would be read, each with what becomes of it; the remarks below, where none is cut off."""
    counts = ", ".join(f"{count} {outcome}" for outcome, count in proposal.counts.items())
    st.caption(f"The first {len(proposal.preview)} rows: {counts}")
    used = dict.fromkeys(field for row in proposal.preview for field, _ in row.cells)
    rows = [
        {"row": row.locator, "becomes": row.outcome}
        | {_title(field): _joined(text for name, text in row.cells if name == field) for field in used}
        for row in proposal.preview
    ]
    st.dataframe(rows, hide_index=True, key=f"{state.COLUMNS}.{place}.preview")
    remarks = [f"{row.locator}: {row.remark}" for row in proposal.preview if row.remark]
    if remarks:
        with st.expander(f"Remarks on these rows ({len(remarks)})"):
            for number, remark in enumerate(remarks):
                look.quiet(remark, key=f"{state.COLUMNS}.{place}.remark.{number}")


def _field(number: int, column: Column, guess: ColumnGuess, fields: tuple[str, ...], key: str) -> str:
    """What one column holds, as chosen. Its header is a stranger's word, and stands beside the choice as plain text."""
    said, chosen, why = st.columns([3, 3, 4], vertical_alignment="center")
    with said, st.container(gap="xxsmall"):
        look.strong(guess.header or "(no header)", key=f"{key}.{number}")
        look.quiet(" · ".join(guess.examples), key=f"{key}.{number}")
    with chosen:
        field = st.selectbox(
            f"Column {number + 1}",
            fields,
            index=fields.index(column.field) if column.field in fields else 0,
            format_func=_title,
            key=f"{key}.{number}",
            label_visibility="collapsed",
        )
    with why:
        look.quiet(guess.reason, key=f"{key}.{number}.why")
    return field or ""


def _choice(label: str, words: dict[Any, str], chosen: str, key: str, *, help: str | None = None) -> str:
    options = list(words)
    found = st.selectbox(label, options, index=options.index(chosen), format_func=words.__getitem__, key=key, help=help)
    return str(found)


def _title(field: str) -> str:
    return field[:1].upper() + field[1:] if field else _LEFT_ALONE


def _joined(texts: Iterable[str]) -> str:
    return ", ".join(texts)
