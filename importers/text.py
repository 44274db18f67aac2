"""Bytes to text: marks first, then strict UTF-8 over the whole file, then cp1252, said aloud.

A guesser that looks at a sample is wrong on short address books more often than this ladder is. The text of a large
file is never in memory as a whole unless somebody asks for it: its bytes are, and where each line begins.
"""

from __future__ import annotations

import codecs
import io
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, overload

from importers.remembered import of_this_file
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
_PIECE: Final = 1 << 16
_FOREIGN: Final = re.compile(rb"[\x80-\xff]")
_UNDEFINED: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""The bytes that are no letter in cp1252."""

_BY_LINES: Final = re.compile(r"cp|iso8859|koi8|mac|big5|euc|gb|shift_jis|johab")
"""Encodings of which each line can be read by itself: nothing in it depends on what stands before."""


class Lines(Sequence[str]):
    """The lines of a text with their ends (CR, LF, CR LF), each made of its bytes whenever it is asked for.

    Not as str.splitlines, which also breaks at characters that stand inside names.

    >>> lines = Lines(b"Name\\r\\nDana\\n\\nBo", "utf-8")
    >>> list(lines), len(lines), lines[1]
    (['Name\\r\\n', 'Dana\\n', '\\n', 'Bo'], 4, 'Dana\\n')
    """

    def __init__(self, content: bytes, encoding: str, *, begin: int = 0, end: int | None = None) -> None:
        self._content, self._encoding = content, encoding
        self._begin, self._end = begin, len(content) if end is None else end

    def __len__(self) -> int:
        return len(self._bounds) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        places = range(len(self))[at]
        if isinstance(places, range):
            return [self[place] for place in places]
        return self._between(self._bounds[places], self._bounds[places + 1])

    def __iter__(self) -> Iterator[str]:
        """From the first line on; what stands below those that are taken is not looked at."""
        begin = self._begin
        for end in self._ends():
            yield self._between(begin, end)
            begin = end

    def after(self, at: int) -> Iterator[str]:
        """The lines from an index on."""
        return map(self.__getitem__, range(at, len(self))) if at else iter(self)

    def longer_than(self, letters: int) -> bool:
        """Whether any line is."""
        begin = self._begin
        for end in self._ends():
            if end - begin > letters and len(self._between(begin, end)) > letters:
                return True
            begin = end
        return False

    def _between(self, begin: int, end: int) -> str:
        # All of a strict encoding was tried before; only in a code page can a byte be no letter
        return self._content[begin:end].decode(self._encoding, "replace")

    @cached_property
    def _bounds(self) -> array[int]:
        """Where each line begins, and last where the text ends."""
        bounds = array("I", [self._begin])
        bounds.extend(self._ends())
        return bounds

    def _ends(self) -> Iterator[int]:
        cr, lf = "\r".encode(self._encoding), "\n".encode(self._encoding)
        width, last = len(cr), self._begin
        for mark in re.compile(b"%b(?:%b)?|%b" % (cr, lf, lf)).finditer(self._content, self._begin, self._end):
            # Of UTF-16 and UTF-32 the end of a line begins where a letter does
            if width == 1 or (mark.start() - self._begin) % width == 0:
                last = mark.end()
                yield last
        if last < self._end:
            yield self._end


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text without its mark, the encoding it was read in, and what had to be guessed."""

    lines: Lines
    encoding: str
    problems: tuple[Problem, ...] = ()

    @property
    def text(self) -> str:
        """All of it, made anew whenever it is asked for."""
        return "".join(self.lines)

    def head(self, letters: int) -> str:
        """How the text begins."""
        found: list[str] = []
        length = 0
        for line in self.lines:
            found.append(line)
            length += len(line)
            if length >= letters:
                break
        return "".join(found)[:letters]


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
    found = _decode(source.content, source.encoding)
    if found is None:
        raise UnreadableFileError(f"{source.label} is not text, or its mark and its text disagree.", fix=_FIX)
    return found


def pieces(content: bytes, encoding: str, *, begin: int = 0) -> Iterator[str]:
    """The text of bytes, some of it after the other.

    Raises:
        UnicodeDecodeError: they are no text in this encoding.
        LookupError: there is no such encoding.
    """
    file = io.BytesIO(content)
    file.seek(begin)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    while piece := text.read(_PIECE):
        yield piece


def is_text(content: bytes, encoding: str) -> bool:
    """Whether bytes are text in an encoding."""
    try:
        for _ in pieces(content, encoding):
            pass
    except UnicodeDecodeError:
        return False
    return True


def written_in(source: Source, encoding: str) -> Source:
    """The source with its text in an encoding that its bytes do not tell.

    Raises:
        UnicodeError, LookupError: as `pieces`; or text that no file holds.
    """
    written = None if _BY_LINES.match(codecs.lookup(encoding).name) else io.BytesIO()
    for piece in pieces(source.content, encoding):
        if written:
            written.write(piece.encode("utf-8"))
    return replace(source, content=written.getvalue()) if written else replace(source, encoding=encoding)


@of_this_file(answers=2)  # Where a header tells the code page, its file is read in that and as it is
def _decode(content: bytes, encoding: str) -> Decoded | None:
    """None when the bytes are no text. The last answers are kept: every importer asks about the same file in turn."""
    if encoding:
        return _decoded(content, encoding, 0, len(content))
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _marked(content, encoding, len(mark))
    if encoding := _unmarked_utf16(content):
        return _wide(content, encoding, 0)
    return None if _is_binary(content) else _utf8(content, 0) or _cp1252(content, 0)


def _marked(content: bytes, encoding: str, begin: int) -> Decoded | None:
    """A mark is a promise: text that breaks it is not guessed at, except for an end that was cut off."""
    if encoding == "utf-8":
        return _utf8(content, begin) or _cp1252(content, begin)
    return _wide(content, encoding, begin)


def _wide(content: bytes, encoding: str, begin: int) -> Decoded | None:
    """Text in UTF-16 or UTF-32."""
    width = 4 if "32" in encoding else 2
    end = len(content) - (len(content) - begin) % width
    letters = zeros = 0
    try:
        for piece in pieces(content[:end] if end < len(content) else content, encoding, begin=begin):
            letters, zeros = letters + len(piece), zeros + piece.count("\0")
    except UnicodeDecodeError:
        return None
    # UTF-32 under a mark of UTF-16 decodes, into letters of other scripts between as many zeros
    return None if zeros * 3 > letters else _decoded(content, encoding, begin, end)


def _utf8(content: bytes, begin: int) -> Decoded | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(begin, len(content), _PIECE):
            decoder.decode(content[at : at + _PIECE])
    except UnicodeDecodeError:
        return None
    # A file cut off within its last letter is still UTF-8; reading it as cp1252 would spoil every name in it.
    begun, _ = decoder.getstate()
    return _decoded(content, "utf-8", begin, len(content) - len(begun))


def _decoded(content: bytes, encoding: str, begin: int, end: int) -> Decoded:
    problems = () if end == len(content) else (_cut_off(),)
    return Decoded(Lines(content, encoding, begin=begin, end=end), encoding, problems)


def _cp1252(content: bytes, begin: int) -> Decoded:
    first = _FOREIGN.search(content, begin)
    number = content.count(b"\n", begin, first.start()) + 1 if first else 1
    code = "encoding-broken" if _UNDEFINED.search(content, begin) else "encoding-guessed"
    message = f"Not UTF-8, so read as Windows-1252 (Western European). First line to check: {number}."
    problem = Problem(code, f"row {number}", message, rows=0)
    return Decoded(Lines(content, "cp1252", begin=begin), "cp1252", (problem,))


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
