"""Which column of a table is which: what the owner was shown, corrected and said, kept as data and never as code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import msgspec

from refnet.errors import RefnetError, UnknownFileError

Kind: TypeAlias = Literal["contacts", "interactions", "introductions", "referrals", "purchases"]
SETTING: Final = "mapping:"
"""Before the fingerprint of a table's headers: the name under which a book keeps what was said of such a table."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, and what it holds."""

    header: str
    """As `importers.tables.normal` writes it: no case, accents or marks; "column 3" in a table without a header."""
    field: str = ""
    """What it holds, in the words of the kind of table; "" leaves it alone. Several columns may feed one field."""
    occurrence: int = 1
    """Which of the columns of that header, from the left: 1 is the first."""
    order: Literal["dmy", "mdy", ""] = ""
    """Which of day and month stands first in its dates; "" where its cells settle that, or it has none."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read one kind of table: every column that counts, and what a look at the file cannot settle."""

    kind: Kind
    columns: tuple[Column, ...]
    header_row: int = 1
    """Where the header was seen, by the number that the owner sees. It may stand elsewhere in the next file."""
    header_rows: int = 1
    """How many rows the header spans; 0 for a table without one, which begins in `header_row`."""
    delimiter: str = ""
    """Between the cells of a text; "" in a workbook."""
    encoding: str = ""
    """In which the text was read. For a text that is no Unicode another one may be said here, and is obeyed."""
    decimal: Literal[".", ",", ""] = ""
    """The decimal sign of its amounts; "" tells each by itself."""
    country: str = ""
    """Two letters (ISO 3166) for telephone numbers without a country; "" leaves them as they are written."""
    sheets: tuple[str, ...] = ()
    """Names of the sheets to read; () reads each that has these columns."""

    def to_json(self) -> str:
        """The mapping as text that `mapping_of` reads and a person can edit."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode()


def mapping_of(text: str | bytes) -> Mapping:
    """A mapping from its JSON.

    Raises:
        RefnetError: it is none; says where it goes wrong.
    """
    try:
        return msgspec.json.decode(text, type=Mapping)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        fix = "Let refnet write one, and correct that: refnet import FILE --show-guess > map.json"
        raise RefnetError(f"That is no mapping of columns: {error}.", fix=fix) from None


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What one column of a table seems to hold, and why."""

    header: str
    """As written."""
    field: str
    """"" for a column that is left alone."""
    sure: float
    """0 to 1; 1 is a header that can mean nothing else."""
    reason: str
    examples: tuple[str, ...] = ()
    """Its first cells that hold anything."""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One of the first rows, read with the mapping: what became of it, and its cells as (field, text)."""

    locator: str
    outcome: Literal["used", "refused", "skipped"]
    cells: tuple[tuple[str, str], ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """How refnet would read a table, for its owner to take or to correct."""

    file: str
    mapping: Mapping
    columns: tuple[ColumnGuess, ...]
    """One for each column of the mapping, in its order."""
    questions: tuple[str, ...]
    """What only the owner can settle, as sentences. Unsettled, such cells are kept as text, with a remark."""
    preview: tuple[PreviewRow, ...]
    """The first 20 rows, empty ones left out."""
    fields: tuple[str, ...]
    """Every field that a column of this kind of table can have."""
    fingerprint: str
    remembered: bool = False
    """True when the mapping is what the owner said of an earlier file with these headers."""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of the preview are used, refused and skipped."""
        found = Counter(row.outcome for row in self.preview)
        return {"used": found["used"], "refused": found["refused"], "skipped": found["skipped"]}


class UnmappedTableError(UnknownFileError):
    """A table of people whose columns the owner has to name first; `proposal` says how refnet would read it."""

    code = "mapping-needed"

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(
            f"{proposal.file} is a table of people, and which column is which is for you to say.",
            fix="Take what refnet proposes: refnet import FILE --accept-guess. Or correct it: refnet import FILE "
            "--show-guess > map.json, then refnet import FILE --map map.json",
        )
        self.proposal = proposal
