"""Text as people compare it, and as a terminal may show it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ONLY_YOU: Final = "(only you see this)"
"""Beside what no other member of a book is shown."""

_ZERO_WIDTH: Final = dict.fromkeys([0x00AD, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF], None)
_BIDI: Final = {0x061C, *range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_DIGITS: Final = re.compile(r"\D")
_EXTENSION: Final = re.compile(r" ?(?:x|ext\.?|;ext=) ?\d+$", re.IGNORECASE)
_words = re.compile(r"\w+").findall
_LEGAL: Final = frozenset(
    "inc llc llp ltd limited plc corp corporation co company "
    "gmbh ag kg ug ohg sa sas sarl srl spa bv nv ab as oy aps pty".split()
)


def fold(text: str) -> str:
    """The form in which names are compared: no case, accents, marks or zero-width characters; words by one blank.

    >>> fold("  José  O'NEIL-Mäder ")
    'jose o neil mader'
    """
    if text.isascii():  # nearly every text, and ten times faster
        return " ".join(_words(text.lower()))
    plain = unicodedata.normalize("NFKD", text.translate(_ZERO_WIDTH)).casefold()
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_words(kept))


def fold_organization(text: str) -> str:
    """The form in which companies are compared: folded, and without legal forms at the end.

    >>> fold_organization("Acme Tools, Inc."), fold_organization("acme tools")
    ('acme tools', 'acme tools')
    """
    words = fold(text).split()
    while len(words) > 1 and words[-1] in _LEGAL:
        words.pop()
    return " ".join(words)


def phone_digits(phone: str) -> str:
    """The digits of a telephone number, without those of an extension.

    >>> phone_digits("+1 (555) 010-9999 ext. 12"), phone_digits("555 0100 x7"), phone_digits("ask Bo")
    ('15550109999', '5550100', '')
    """
    # Blanks are taken together first: a run of thousands, tried from each of its beginnings, would take seconds
    return _NO_DIGITS.sub("", _EXTENSION.split(" ".join(phone.split()))[0])


def clean(text: str) -> tuple[str, bool]:
    """Text as it may be kept: NFC, trimmed, control characters turned to U+FFFD. True when any was there.

    Line breaks and tabs inside stay. Lone surrogates, which no store can hold, become U+FFFD too.
    """
    trimmed = unicodedata.normalize("NFC", text).strip()
    if trimmed.isprintable():  # nearly every cell of a table, and several times faster than the search
        return trimmed, False
    cleaned = _CONTROL.sub("\ufffd", trimmed)
    return cleaned, cleaned != trimmed


def for_terminal(text: str) -> str:
    """Text without anything that a terminal would obey: control, escape and direction characters become U+FFFD."""
    return "".join(
        "\ufffd" if (unicodedata.category(c) in ("Cc", "Cs") or ord(c) in _BIDI) else c
        for c in text.replace("\n", " ").replace("\t", " ")
    )


def for_files(text: str) -> str:
    """Text as other programs' files may hold it: what XML 1.0 forbids becomes U+FFFD; line breaks and tabs stay."""
    return _NOT_IN_XML.sub("\ufffd", text)
