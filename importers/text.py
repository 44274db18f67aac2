"""Bytes to text: marks first, then strict UTF-8 over the whole file, then cp1252, said aloud.

A guesser that looks at a sample is wrong on short address books more often than this ladder is.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from refnet import limits
from refnet.errors import UnreadableFileError
from refnet.records import Problem, Source

# UTF-32 before UTF-16: the mark of the one begins with the mark of the other.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIX: Final = "Save it again as CSV in UTF-8, and import that."


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text without its mark, the encoding it was read in, and what had to be guessed."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode(source: Source) -> Decoded:
    """The text of a file.

    Raises:
        UnreadableFileError: larger than the limit, or not text at all.
    """
    if len(source.content) > limits.FILE_BYTES:
        megabytes = limits.FILE_BYTES // (1024 * 1024)
        raise UnreadableFileError(
            f"{source.label} is larger than {megabytes} MB.", fix="Split it into smaller files, and import each."
        )
    found = _decode(source.content)
    if found is None:
        raise UnreadableFileError(f"{source.label} is not text, or its mark and its text disagree.", fix=_FIX)
    return found


@lru_cache(maxsize=1)
def _decode(content: bytes) -> Decoded | None:
    """None when the bytes are no text. The last answer is kept: every importer asks about the same file in turn."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding)
    if encoding := _unmarked_utf16(content):
        return _strict(content, encoding)
    if _is_binary(content):
        return None
    return _utf8(content) or _cp1252(content)


def _strict(content: bytes, encoding: str) -> Decoded | None:
    """A mark is a promise: text that breaks it is not guessed at, except for an end that was cut off."""
    if encoding == "utf-8":
        return _utf8(content) or _cp1252(content)
    width = 4 if "32" in encoding else 2
    whole = content[: len(content) - len(content) % width]
    problems = () if len(whole) == len(content) else (_cut_off(),)
    try:
        text = whole.decode(encoding)
    except UnicodeDecodeError:
        return None
    # UTF-32 under a mark of UTF-16 decodes, into letters of other scripts between as many zeros
    return None if text.count("\0") * 3 > len(text) else Decoded(text, encoding, problems)


def _utf8(content: bytes) -> Decoded | None:
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        # A file cut off within its last letter is still UTF-8; reading it as cp1252 would spoil every name in it.
        if error.start >= len(content) - 3 and error.reason == "unexpected end of data":
            return Decoded(content[: error.start].decode("utf-8"), "utf-8", (_cut_off(),))
        return None


def _cp1252(content: bytes) -> Decoded:
    text = content.decode("cp1252", errors="replace")
    number = next((n for n, line in enumerate(text.split("\n"), 1) if not line.isascii()), 1)
    code = "encoding-broken" if "\ufffd" in text else "encoding-guessed"
    message = f"Not UTF-8, so read as Windows-1252 (Western European). First line to check: {number}."
    return Decoded(text, "cp1252", (Problem(code, f"row {number}", message, rows=0),))


def _cut_off() -> Problem:
    return Problem("encoding-broken", "end of file", "The file ends within a letter: it was cut off.", rows=0)


def _unmarked_utf16(content: bytes) -> str:
    """UTF-16 without a mark has a zero in every second byte of Western text."""
    head = content[:2000]
    if len(head) < 8:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.7 and odd < half * 0.1 else ""


def _is_binary(content: bytes) -> bool:
    """Pictures, archives and programs: many control bytes. A few NULs in a table are damage, and are read."""
    head = content[:4000]
    odd = sum(byte < 32 and byte not in b"\t\n\r\x0c\x1b" for byte in head)
    return odd * 20 > len(head) and odd > 8
