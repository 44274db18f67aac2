"""Tables for spreadsheets: CSV in which no cell runs as a formula, and XLSX in which every cell is text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from refnet.text import for_files

_RUNS: Final = "=+\\-@|%" + "＝﹦⁼₌＋﹢⁺₊﬩－﹣⁻₋−＠﹫｜％﹪"
"""What a spreadsheet takes for the beginning of a formula, with full-width and small kin."""
_SEPARATORS: Final = ";\t\r\n"
"""What begins a new cell where a program takes the file's commas for text, as Excel does in half of Europe."""
_PASSED_OVER: Final = '\\s"\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff'
"""What a spreadsheet may drop before it looks for a formula: blanks, quotes, characters without width."""
_BEFORE_FORMULA: Final = re.compile(rf"(?<![{_PASSED_OVER};])[{_PASSED_OVER};]*+(?=[{_RUNS}])")
_NUMBER: Final = re.compile(r"\+[0-9][0-9 ().\-/]{5,30}")
_NUMBER_AS_TEXT: Final = re.compile(r"\+[0-9]{1,3} \(?[0-9][0-9 ().\-/]*")
_WIDEST: Final = 60
"""Letters; a longer cell does not make its column wider."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header, all of one length."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def cell(text: str) -> str:
    """A text as a cell of CSV: with an apostrophe wherever a spreadsheet would see a formula begin.

    That is the beginning of the text, and the one after each separator or line break within. The `+` of a phone
    number stays; one that a spreadsheet could calculate with is written in groups of digits.

    >>> cell("=1+1"), cell("Dana Okafor"), cell("0171 555"), cell("+1 555 010-0199"), cell("+1-555-010-0199")
    ("'=1+1", 'Dana Okafor', '0171 555', '+1 555 010-0199', '+1 555 010 0199')
    """
    plain = for_files(text)
    return _phone(plain) or _without_formulas(plain)


def exact_cell(text: str) -> str:
    """As `cell`, so that `importers.corrected` finds the text again: numbers get an apostrophe, apostrophes another.

    >>> exact_cell("+1-555-010-0199"), exact_cell("'=1+1")
    ("'+1-555-010-0199", "''=1+1")
    """
    plain = for_files(text)
    return f"'{plain}" if plain.startswith("'") else _without_formulas(plain)


def as_csv(table: Table, *, write: Callable[[str], str] = cell) -> bytes:
    """A table as CSV in UTF-8, with the mark by which Excel knows the encoding; `write` makes its cells safe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([map(write, row) for row in (table.header, *table.rows)])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """A table as a workbook of one sheet; every cell is text, so that `=1+1` and 0049 stay what they are."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.name)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_widths(table), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width + 2
    sheet.append([_text_cell(sheet, text, font=Font(bold=True)) for text in table.header])
    for row in table.rows:
        sheet.append([_text_cell(sheet, text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _without_formulas(text: str) -> str:
    guarded = _BEFORE_FORMULA.sub(_guarded, text)
    return f"'{guarded}" if guarded.startswith(("\t", "\r", "\n")) else guarded


def _guarded(before: re.Match[str]) -> str:
    """An apostrophe at the beginning, and behind the separators of a run that has any."""
    run = before[0]
    behind = "'" if any(character in _SEPARATORS for character in run) else ""
    return f"{'' if before.start() else chr(39)}{run}{behind}"


def _phone(text: str) -> str:
    """A whole number with its country, so written that nothing can be calculated from it; "" for anything else."""
    if not _NUMBER.fullmatch(text):
        return ""
    if _NUMBER_AS_TEXT.fullmatch(text):
        return text
    groups = re.findall(r"[0-9]+", text)
    return f"+{' '.join(groups if len(groups) > 1 else _groups(text))}"


def _groups(digits: str) -> Sequence[str]:
    """`+15550100199` in the groups in which its country writes it; the country by itself where that is not known."""
    import phonenumbers

    try:
        number = phonenumbers.parse(digits)
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        written = ""
    groups = re.findall(r"[0-9]+", written)
    # What no plan of numbers knows is cut after two digits: a spreadsheet would make one large number of it.
    return groups if len(groups) > 1 and "".join(groups) == digits[1:] else (digits[1:3], digits[3:])


def _widths(table: Table) -> Iterable[int]:
    columns = zip(table.header, *table.rows, strict=True)
    return (min(max(map(len, column)), _WIDEST) for column in columns)


def _text_cell(sheet: Any, text: str, **style: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    written = WriteOnlyCell(sheet, for_files(text))
    written.data_type = "s"  # openpyxl makes formulas of texts that begin with "="
    written.number_format = "@"
    written.quotePrefix = True  # so that it stays text when somebody edits it
    for name, value in style.items():
        setattr(written, name, value)
    return written
