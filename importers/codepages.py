"""The code page of a table that is not Unicode, told from the words of its header.

Programs on Windows write the code page of the machine and do not say which. Where the header is in a known language,
one code page alone makes those words out of its bytes: that is no guess. Without such words text.py decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from importers import tables, workbook
from importers.remembered import of_this_file
from importers.text import decode, is_text, pieces
from refnet import limits
from refnet.errors import UnreadableFileError
from refnet.records import Match, Problem, Source

_PAGES: Final = {
    "cp1252": "Western European",
    "cp1250": "Central European",
    "cp1251": "Cyrillic",
    "cp1254": "Turkish",
    "cp1253": "Greek",
    "cp1257": "Baltic",
    "cp932": "Japanese (Shift_JIS)",
    "cp936": "Chinese, simplified (GBK)",
    "cp950": "Chinese, traditional (Big5)",
    "cp949": "Korean",
}
_HEAD_BYTES: Final = 16_384
_NOT_JAPANESE: Final = re.compile(r"[^\0-\x7f\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
Weigh = Callable[[str], int]
"""How much a header cell speaks for its spelling: 0 unknown, more for a header with all its accents."""


def readable(source: Source, weigh: Weigh) -> tuple[Source, tuple[Problem, ...]]:
    """The source in the code page that its header tells, with the remark on it; else as it was, and nothing.

    Raises:
        UnreadableFileError: as `text.decode`.
    """
    if workbook.is_workbook(source.content) or decode(source).encoding != "cp1252":
        return source, ()
    page, why = _page(source.content, weigh)
    if not page:
        return source, ()
    told = Problem("encoding-guessed", "header", f"Not UTF-8, so read as {_PAGES[page]}: {why}.", rows=0)
    return replace(source, encoding=page), (told,)


def match(source: Source, layout: tables.Layout, weigh: Weigh, *, score: float) -> Match:
    """`tables.match` on the source in its own code page."""
    try:
        known, _ = readable(source, weigh)
    except UnreadableFileError:
        return Match(0.0)
    return tables.match(known, layout, score=score)


@of_this_file(answers=2)  # Two importers weigh headers, each in its own way
def _page(content: bytes, weigh: Weigh) -> tuple[str, str]:
    """The page in which most of the header is known, and why; "" where none is surer than Windows-1252."""
    weights = {page: _weight(content, page, weigh) for page in _PAGES}
    best = max(weights, key=lambda page: weights[page])
    if weights[best] > weights["cp1252"]:
        return best, "its header is known in that"
    return ("cp932", "as Windows-1252 it would be no text") if _is_japanese(content) else ("", "")


def _weight(content: bytes, page: str, weigh: Weigh) -> int:
    lines = content[:_HEAD_BYTES].decode(page, errors="ignore").splitlines()[: limits.HEADER_SEARCH_ROWS]
    cells = (re.split(r"[,;\t|]", line) for line in lines)
    weight = max((sum(weigh(cell.strip(' "')) for cell in row) for row in cells), default=0)
    return weight if weight and is_text(content, page) else 0


def _is_japanese(content: bytes) -> bool:
    """Bytes that Windows-1252 does not have, and that are nothing but Japanese letters as Shift_JIS."""
    if is_text(content, "cp1252"):
        return False
    try:
        return not any(_NOT_JAPANESE.search(piece) for piece in pieces(content, "cp932"))
    except UnicodeDecodeError:
        return False
