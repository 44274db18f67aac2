"""How refnet would read a table that no importer knows: shown for its owner to take or to correct."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from refnet.cli.output import plain, say, table
from refnet.errors import RefnetError, UnreadableFileError
from refnet.mapping import Mapping, Proposal, mapping_of
from refnet.text import for_terminal

_MARKS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_ORDERS = {"dmy": "day first", "mdy": "month first", "": "order of day and month open"}
_CELL_CHARS = 40


def show(proposal: Proposal) -> None:
    """A proposal as text: how the file is read, each column with its reason, the first rows, what is open."""
    say(f"{proposal.file}: nothing was brought in yet. refnet would read it like this:", bold=True)
    say(f"{_how(proposal.mapping)}.", indent=2)
    dated = {column.header: f" ({_ORDERS[column.order]})" for column in proposal.mapping.columns if column.order}
    table(
        [
            (
                f"  {_short(guess.header) or '(no header)'}",
                (guess.field or "left alone") + dated.get(column.header, ""),
                f"{guess.sure:.0%}" if guess.field else "",
                _short(" | ".join(guess.examples)),
                guess.reason,
            )
            for guess, column in zip(proposal.columns, proposal.mapping.columns, strict=True)
        ],
        ("  column", "holds", "sure", "for example", "why"),
    )
    counts = proposal.counts
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
    say(f"Its first {sum(counts.values())} rows would be: {outcomes}.", indent=2)
    for row in proposal.preview:
        if row.remark:
            say(f"{row.locator}: {row.remark}", indent=2)
    for question in proposal.questions:
        say(f"To settle: {question}", indent=2)


def json_of(proposal: Proposal) -> dict[str, Any]:
    """A proposal as JSON, with the counts of its preview."""
    found: dict[str, Any] = plain(proposal)
    return {**found, "counts": proposal.counts}


def read_mapping(path: Path) -> Mapping:
    """The mapping that a file holds, in whichever Unicode it was saved.

    Raises:
        UnreadableFileError: there is no such file, or it is no text.
        RefnetError: it holds no mapping.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be opened: {error.strerror}.", fix="Check its name.") from error
    try:
        return mapping_of(content.decode(json.detect_encoding(content)).removeprefix("\ufeff"))
    except UnicodeDecodeError:
        raise RefnetError(f"{path.name} is no text.", fix="Write it again: refnet import FILE --show-guess") from None


def _how(mapping: Mapping) -> str:
    header = (
        f"header in row {mapping.header_row}" if mapping.header_rows else f"no header, from row {mapping.header_row}"
    )
    if mapping.header_rows > 1:
        header += f" to {mapping.header_row + mapping.header_rows - 1}"
    text = (f"{_MARKS.get(mapping.delimiter, mapping.delimiter)} between the cells", mapping.encoding)
    others = (
        f'decimal sign "{mapping.decimal}"' if mapping.decimal else "",
        f"telephone numbers of {mapping.country}" if mapping.country else "no country for telephone numbers",
    )
    parts = (f"A table of {mapping.kind}", header, *(text if mapping.delimiter else ()), *others)
    return ", ".join(part for part in parts if part)


def _short(text: str) -> str:
    plain_text = for_terminal(text)
    return plain_text if len(plain_text) <= _CELL_CHARS else f"{plain_text[: _CELL_CHARS - 1]}…"
