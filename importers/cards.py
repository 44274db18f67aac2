"""vCard text to cards: lines joined, properties split, each value decoded by itself. What they mean is not known here.

Bytes are looked at one letter each (Latin-1) until a value's own charset is known: one file may hold several, and folds
that cut through a letter come together that way too.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from importers.text import decode
from importers.values import Notes, short
from refnet import limits
from refnet.errors import UnreadableFileError
from refnet.records import Problem, Source
from refnet.text import clean

MEDIA: Final = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE"})
"""Properties that hold pictures, sounds and certificates: only the beginning of their values is kept."""

# Files that were joined have their byte-order marks in the middle, as letters of UTF-8 or of Latin-1.
_BOUNDARY: Final = re.compile(r"[\s\ufeff\xef\xbb\xbf]*(BEGIN|END)\s*:\s*VCARD\s*", re.IGNORECASE)
_OLD_MAC: Final = re.compile(r"BEGIN:VCARD\r", re.IGNORECASE)
_BASE64_HEAD: Final = re.compile(r"ENCODING=B(?:ASE64)?\b|;BASE64\b", re.IGNORECASE)
_BASE64_LINE: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}\s*")
_NAME: Final = r"\s*(?:(?P<group>[\w.-]+)\.)?(?P<name>[A-Za-z][\w-]*)\s*"
_PROPERTY: Final = re.compile(_NAME + r'(?P<params>(?:;(?:"[^"]*"|[^":;])*+)*+):(?P<value>.*)', re.DOTALL | re.ASCII)
_UNBALANCED: Final = re.compile(_NAME + r"(?P<params>(?:;[^:]*)?):(?P<value>.*)", re.DOTALL | re.ASCII)
_PARAMETER: Final = re.compile(r';((?:"[^"]*"|[^";]|"(?=[^"]*$))*)')
_ENCODINGS: Final = frozenset({"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"})
_ESCAPE: Final = re.compile(r"\\([nN,;:\\])")
# Only charsets that files are written in: Python also knows codecs that unpack or run on for ever.
_MULTIBYTE: Final = re.compile(r"iso2022\w+|cp9\d\d|(?:shift|euc)_\w+|gb\w+|big5\w*")
_SINGLE_BYTE: Final = re.compile(r"ascii|iso8859-\d+|cp\d+|koi8-\w|mac-roman")
_LINES_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card: name in upper case without its group, parameters as (NAME, value), value still escaped."""

    name: str
    group: str
    params: tuple[tuple[str, str], ...]
    value: str

    @property
    def text(self) -> str:
        """The whole value, unescaped and trimmed."""
        return unescape(self.value)

    @property
    def types(self) -> tuple[str, ...]:
        """What the TYPE parameters say, in lower case, as written in 2.1 (`WORK`), 3.0 and 4.0."""
        return tuple(t.strip().lower() for name, value in self.params if name == "TYPE" for t in value.split(","))

    @property
    def preferred(self) -> bool:
        """Whether the writer marked it as the one to use: `PREF`, `TYPE=pref` or `PREF=1`."""
        return "pref" in self.types or self.param("PREF") == "1"

    def param(self, name: str) -> str:
        """The first parameter of that name, or ""."""
        return next((value for known, value in self.params if known == name), "")

    def parts(self, mark: str = ";") -> list[str]:
        """The value cut at each `mark` that is not escaped, every part unescaped and trimmed.

        >>> Property("ORG", "", (), r"Mill\\; Sons;Sales").parts()
        ['Mill; Sons', 'Sales']
        """
        cuts = [found.start() for found in re.finditer(rf"\\.|{mark}", self.value, re.DOTALL) if found[0] == mark]
        starts, ends = [0, *(cut + 1 for cut in cuts)], [*cuts, len(self.value)]
        return [unescape(self.value[start:end]) for start, end in zip(starts, ends, strict=True)]


@dataclass(slots=True)
class Card:
    """One card as it was read. `inside` is the number of the card in which it begins, `agent_of` of that in whose AGENT
    it stands; else 0."""

    number: int
    inside: int
    agent_of: int
    notes: Notes
    properties: list[Property] = field(default_factory=list)
    stray: list[tuple[int, str]] = field(default_factory=list)

    def all(self, *names: str) -> list[Property]:
        """The properties of these names (of any, without names) that say something, in the order of the card."""
        return [p for p in self.properties if (not names or p.name in names) and p.value.strip(" ;,\n")]

    def one(self, *names: str) -> Property | None:
        """The first of them."""
        return next(iter(self.all(*names)), None)

    def text(self, *names: str) -> str:
        """The text of the first of them, or ""."""
        found = self.one(*names)
        return found.text if found else ""

    def label(self, of: Property) -> str:
        """The label that a property's group has in X-ABLabel, without Apple's marks (`_$!<Spouse>!$_`)."""
        fitting = (p.text for p in self.all("X-ABLABEL") if of.group and p.group == of.group)
        return next(fitting, "").removeprefix("_$!<").removesuffix(">!$_")


def unescape(text: str) -> str:
    """Text without vCard's backslashes; other backslashes stay.

    >>> unescape(r"Acme\\, Inc\\nLeeds C:\\x")
    'Acme, Inc\\nLeeds C:\\\\x'
    """
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def plain_uid(text: str) -> str:
    """A UID as it is compared: in RELATED and MEMBER it may be an address (`urn:uuid:...`), in UID itself bare."""
    return text.strip().lower().removeprefix("urn:uuid:")


def is_vcard(source: Source) -> bool:
    """Whether a card begins near the top; a line or two of something else may stand above it."""
    try:
        head = decode(source).head(20_000)
    except UnreadableFileError:
        return False
    lines = (line for line in re.split(r"[\r\n]+", head) if line.strip())
    return any(_BOUNDARY.fullmatch(line) for line, _ in zip(lines, range(limits.HEADER_SEARCH_ROWS), strict=False))


def read_cards(source: Source) -> tuple[list[Card], list[Problem]]:
    """Every card of a file in the order in which they begin, nested ones too, and what was wrong between them.

    A card without an end ends where the file does; what follows the next BEGIN belongs to that one.

    Raises:
        UnreadableFileError: no text, no card in it, or too many.
    """
    decoded = decode(source)
    guessed = decoded.encoding == "cp1252"
    raw = source.content.removeprefix(codecs.BOM_UTF8) if guessed else decoded.text.encode("utf-8")
    cards: list[Card] = []
    opened: list[Card] = []
    outside: list[tuple[int, str]] = []
    pending = deque(_lines(raw.decode("latin-1")))
    while pending:
        number, line = _joined(pending)
        boundary = _BOUNDARY.fullmatch(line)
        if boundary and boundary[1].upper() == "BEGIN":
            opened.append(_begin(cards, opened, source))
        elif boundary and opened:
            opened.pop()
        elif line.strip():
            found = _property(line, opened[-1].notes) if opened and not boundary else None
            if found is None:
                (opened[-1].stray if opened else outside).append((number, line))
            else:
                opened[-1].properties.append(_agent(found, number, pending))
    if not cards:
        raise UnreadableFileError(f"{source.label} holds no contact card.", fix="Export the contacts again as vCard.")
    for card in opened:
        card.notes.add("card-unterminated", "The card has no end (END:VCARD); it was read as far as it goes.")
    unended = {card.number for card in opened}
    for card in cards:
        # Where the outer card has no end, and an agent is meant to stand where it does
        if card.inside and card.inside not in unended and not card.agent_of:
            card.notes.add("card-nested", f"The card stands within card {card.inside}; it was read as one of its own.")
    for card in cards:
        if card.stray:
            card.notes.add("stray-line", _stray(card.stray))
    problems = () if guessed else decoded.problems  # what was guessed is said card by card
    lost = [Problem("stray-line", "between the cards", _stray(outside), rows=0)] if outside else []
    return cards, [*problems, *lost]


def _begin(cards: list[Card], opened: list[Card], source: Source) -> Card:
    if len(cards) >= limits.ROWS:
        raise UnreadableFileError(f"{source.label} has more than {limits.ROWS:,} cards.", fix="Split the file.")
    last = opened[-1].properties[-1:] if opened else []
    agent = bool(last) and last[0].name == "AGENT" and not last[0].value
    number = len(cards) + 1
    inside = opened[-1].number if opened else 0
    cards.append(Card(number, inside, inside if agent else 0, Notes(f"card {number}")))
    return cards[-1]


def _stray(lines: list[tuple[int, str]]) -> str:
    numbers = ", ".join(str(number) for number, _ in lines[:_LINES_NAMED])
    more = f" and {len(lines) - _LINES_NAMED} more" if len(lines) > _LINES_NAMED else ""
    return f'Lines that are no part of a card, left out: {numbers}{more} ("{short(_plain(lines[0][1]))}").'


# ------------------------------------------------------------------------------------------------- lines


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines. Thunderbird ends them in CR CR LF; a lone CR ends one only in a card written that way."""
    number = 0
    for line in re.split(r"(?<!\r)\r*\n", text):
        for piece in line.split("\r") if _OLD_MAC.search(line) else [line.rstrip("\r")]:
            number += 1
            yield number, piece


def _joined(pending: deque[tuple[int, str]]) -> tuple[int, str]:
    """The next line with all that continues it: after a leading blank, after `=` in quoted-printable, or base64.

    Some writers fold base64 without a blank, or with empty lines in it.
    """
    number, line = pending.popleft()
    head = line.partition(":")[0]
    quoted, packed = "QUOTED-PRINTABLE" in head.upper(), _BASE64_HEAD.search(head) is not None
    pieces = [line]
    while pending and line.strip() and not _BOUNDARY.fullmatch(line):
        following = pending[0][1]
        if _BOUNDARY.fullmatch(following):
            break
        if quoted and pieces[-1].endswith("="):
            pieces[-1] = pieces[-1][:-1]
            pieces.append(following)
        elif following[:1] in (" ", "\t") and following.strip():
            pieces.append(following[1:])
        elif packed and (not following.strip() or _BASE64_LINE.fullmatch(following)):
            pieces.append(following)
        else:
            break
        pending.popleft()
    return number, "".join(pieces)


# -------------------------------------------------------------------------------------------- properties


def _property(line: str, notes: Notes) -> Property | None:
    found = _PROPERTY.fullmatch(line) or _UNBALANCED.fullmatch(line)
    if found is None or found["name"].upper() in ("BEGIN", "END"):
        return None
    name = found["name"].upper()
    params = tuple(_parameter(text) for text in _PARAMETER.findall(found["params"]))
    if name in MEDIA:
        return Property(name, "", (), found["value"].strip()[: limits.NAME_SHOWN_CHARS])
    value = _value(name, found["value"], dict(reversed(params)), notes)
    return Property(name, (found["group"] or "").lower(), params, value)


def _parameter(text: str) -> tuple[str, str]:
    """In 2.1 a type or an encoding stands without its name: `TEL;WORK`, `NOTE;QUOTED-PRINTABLE`."""
    name, equals, value = text.partition("=")
    if equals:
        return name.strip().upper(), _plain(value).strip('"')
    return ("ENCODING" if name.strip().upper() in _ENCODINGS else "TYPE"), _plain(name).strip('"')


def _value(name: str, text: str, params: dict[str, str], notes: Notes) -> str:
    raw = text.encode("latin-1")
    encoding = params.get("ENCODING", "").upper()
    if encoding == "QUOTED-PRINTABLE":
        raw = binascii.a2b_qp(raw)
    elif encoding in ("B", "BASE64"):
        try:
            raw = binascii.a2b_base64(raw)
        except binascii.Error:
            notes.add("base64-broken", f"{name} is damaged and was left out.")
            return ""
    decoded, code = _text(raw, params.get("CHARSET", ""))
    cleaned, changed = clean(decoded.replace("\r\n", "\n").replace("\r", "\n"))
    if code:
        notes.add(code, f"{name} is not in UTF-8 and names no charset that fits; read as Windows-1252.", kept=cleaned)
    if changed:
        notes.add("control-removed", f"Control characters in {name} were replaced.", kept=cleaned)
    if len(cleaned) > limits.TEXT_CHARS:
        notes.add("text-cut", f"{name} is longer than {limits.TEXT_CHARS:,} letters.")
    return cleaned[: limits.TEXT_CHARS]


def _plain(part: str) -> str:
    """A part of a line that is no value, as text that may be kept."""
    return clean(_text(part.encode("latin-1"), "")[0])[0]


def _text(raw: bytes, charset: str) -> tuple[str, str]:
    """The text, and the code of the remark where its charset was guessed to be Windows-1252."""
    for name in _charsets(charset):
        try:
            return raw.decode(name), ""
        except UnicodeError:
            continue
    text = raw.decode("cp1252", errors="replace")
    return text, "encoding-broken" if "\ufffd" in text else "encoding-guessed"


def _charsets(declared: str) -> tuple[str, ...]:
    """What to try in turn: the declared charset and UTF-8, or UTF-8 alone where none is declared that is one of text.

    UTF-8 goes before a charset of one byte a letter: files were turned into UTF-8 with their CHARSET left as it was,
    and in such a charset hardly any text is UTF-8 by chance.
    """
    try:
        name = codecs.lookup(declared).name if re.fullmatch(r"[\w:.+-]{1,40}", declared, re.ASCII) else ""
    except LookupError:
        name = ""
    if _MULTIBYTE.fullmatch(name):
        return name, "utf-8"
    return ("utf-8", name) if _SINGLE_BYTE.fullmatch(name) else ("utf-8",)


def _agent(found: Property, number: int, pending: deque[tuple[int, str]]) -> Property:
    """In 3.0 a card inside AGENT is one escaped value; its lines are put back, so that it reads like a nested one."""
    if found.name != "AGENT" or not re.match(r"BEGIN\s*:\s*VCARD\s", found.text, re.IGNORECASE):
        return found
    inner = found.text.encode("utf-8").decode("latin-1")
    pending.extendleft((number, line) for line in reversed(inner.split("\n")))
    return Property("AGENT", found.group, found.params, "")
