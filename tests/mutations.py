"""A file damaged in one of the ways in which files get damaged, or in which somebody might damage it on purpose."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

BYTES: Final = (
    b"\0",
    b'"',
    b"'",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b"\x1a",
    b"\x1b[2J",
    b"\xff",
    b"\xe2\x80",
    b"=",
    b"\\",
)
TEXTS: Final = (
    "",
    " ",
    "-",
    '"',
    '""',
    "'",
    "@",
    "a@b@c",
    "\ufeff",
    "\u202egnp.exe",
    "\u200b",
    "\x00",
    "\x1b]0;x\x07",
    "e\u0301" * 40,
    "ß",
    "İ",
    "²",
    "٣/٤/٢٠٢٠",
    "٩" * 15,
    "①",
    "½",
    "𝟘",
    "0",
    "-0",
    "-1",
    "9" * 400,
    "1e400",
    "1e-400",
    "NaN",
    "Infinity",
    "0x10",
    "1_000",
    "1.2.3.4,5",
    "4.15551E+12",
    "$ -(1,234.56)",
    "0/0/00",
    "31.02.2026",
    "29/02/1900",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31 23:59:59",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "2026-01-01T25:61:61Z",
    "--0230",
    "--1301",
    "99999999999-01-01",
    "45000.99999",
    "2958466",
    "-1.5",
    "12:99 PM",
    "1:2:3:4",
    "http://[",
    "http://[::1",
    "https://www.linkedin.com/in/%ff%zz",
    "https://www.linkedin.com/in/",
    "tel:",
    "+" * 99,
    "+1 (555) 010-0100 ext. " + "9" * 30,
    "<b>&amp;&#0;&#xD800;</b>",
    "=cmd|' /C calc'!A0",
    "../../x",
    "true",
    "null",
    "me",
    "Ann; Bo; " * 200,
    "a <b@example.com>, " * 100,
    "x" * 20_000,
    "a" + " " * 20_000 + "b",
    *(mark * 20_000 for mark in "( < @ ; : - . 1 \\ =".split()),
    "a@" * 10_000,
    "(a@b" * 5_000,
    ("((((" + "a" * 30) * 100,
    "," * 2_000,
    "\n" * 20_000 + "'",
    "\r" * 20_000,
    "a\rb\r\nc\n",
)
VALUES: Final[tuple[Any, ...]] = (None, True, 0, -1, 1e308, 10**30, "", [], {}, [[]], [None], {"data": None}, {"": []})
ENCODINGS: Final = (
    "utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-be cp1252 cp1251 cp932 gbk mac_roman cp037 utf-7".split()
)
_TOKEN: Final = re.compile(r'"[^"]*"|(?<=>)[^<>]+(?=<)|[^,;:|<>="\t\r\n]+')

Mutation = Callable[[Random, bytes, bytes], bytes]
"""Damage done by chance to some content; the third is another file, for parts of it."""


def mutated(chance: Random, content: bytes, other: bytes) -> bytes:
    """One to three damages, one after the other; of what breaks as a whole, mostly a part."""
    within = _json if content.startswith(b"{") else _member if content.startswith(b"PK") else None
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        damage = within if within and chance.random() < 0.7 else chance.choice(MUTATIONS)
        content = damage(chance, content, other)
    return content


def _bits(chance: Random, content: bytes, other: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _bytes(chance: Random, content: bytes, other: bytes) -> bytes:
    at = chance.randint(0, len(content))
    gone = chance.choice((0, 0, 1, 2, 40))
    return content[:at] + chance.choice(BYTES) * chance.choice((1, 1, 1, 2, 300)) + content[at + gone :]


def _lines(chance: Random, content: bytes, other: bytes) -> bytes:
    """A line is lost, doubled, put elsewhere, joined with the next one, or all are shuffled."""
    lines = content.splitlines(keepends=True)
    if not lines:
        return content
    at = chance.randrange(len(lines))
    match chance.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[at])
        case 2:
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        case 3:
            lines[at] = lines[at].rstrip(b"\r\n")
        case 4:
            lines[at:at] = lines[at : at + 1] * 200
        case _:
            chance.shuffle(lines)
    return b"".join(lines)


def _field(chance: Random, content: bytes, other: bytes) -> bytes:
    """Cells, values or attributes say something else."""
    text = content.decode("utf-8", "surrogateescape")
    for _ in range(chance.randint(1, 4)):
        if found := list(_TOKEN.finditer(text)):
            token = chance.choice(found)
            put = chance.choice((*TEXTS, chance.choice(found)[0]))
            quoted = token[0].startswith('"') and chance.random() < 0.8
            text = text[: token.start()] + (f'"{put}"' if quoted else put) + text[token.end() :]
    return text.encode("utf-8", "surrogateescape")


def _headers(chance: Random, content: bytes, other: bytes) -> bytes:
    """Two columns change places, one is called like another, or the header is another file's."""
    lines = content.splitlines(keepends=True)
    at = chance.randrange(min(len(lines), 5) or 1)
    cells = re.split(rb"([,;\t|:])", lines[at]) if lines else []
    if len(cells) < 3:
        return content
    one, two = (chance.randrange(0, len(cells), 2) for _ in range(2))
    match chance.randrange(4):
        case 0:
            cells[one], cells[two] = cells[two], cells[one]
        case 1:
            cells[one] = cells[two]
        case 2:
            del cells[one : one + 2]
        case _:
            cells = other.splitlines(keepends=True)[:1]
    return b"".join([*lines[:at], *cells, *lines[at + 1 :]])


def _splice(chance: Random, content: bytes, other: bytes) -> bytes:
    cut, begin = chance.randint(0, len(content)), chance.randint(0, len(other))
    put = other[begin : begin + chance.choice((10, 200, 10_000))]
    return content[:cut] + put + content[cut + chance.choice((0, len(put), len(content))) :]


def _truncate(chance: Random, content: bytes, other: bytes) -> bytes:
    cut = chance.randint(0, len(content))
    return content[:cut] if chance.random() < 0.8 else content[cut:]


def _encode(chance: Random, content: bytes, other: bytes) -> bytes:
    """The file in another encoding, or as it is after having been taken for another one."""
    text = content.decode(chance.choice(("utf-8", "utf-8", "cp1252", "utf-16")), "replace")
    return text.encode(chance.choice(ENCODINGS), "replace")


def _json(chance: Random, content: bytes, other: bytes) -> bytes:
    """One value of a JSON file is another one, of another type perhaps, or stands nowhere."""
    try:
        whole = json.loads(content)
    except ValueError:
        return _field(chance, content, other)
    places = list(_places(whole))
    for _ in range(chance.randint(1, 3) if places else 0):
        holder, key = chance.choice(places)
        holder[key] = chance.choice((*VALUES, *TEXTS, chance.choice(places)[0]))
    try:
        return json.dumps(whole).encode()
    except (ValueError, RecursionError):  # it was put into itself
        return content


def _places(node: Any) -> Sequence[tuple[Any, Any]]:
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    return [place for key in keys for place in [(node, key), *_places(node[key])]]


def _member(chance: Random, content: bytes, other: bytes) -> bytes:
    """Damage within a workbook or another zip, which would else only break its checksums."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
    except Exception:  # it is damaged already, and zipfile has many ways to say so
        return _field(chance, content, other)
    held = io.BytesIO()
    hit = chance.choice(sorted(members)) if members else ""
    with zipfile.ZipFile(held, "w") as archive:
        for name, inside in members.items():
            archive.writestr(name, chance.choice(_TEXTUAL)(chance, inside, other) if name == hit else inside)
    return held.getvalue()


_TEXTUAL: Final[tuple[Mutation, ...]] = (_bits, _bytes, _field, _field, _field, _splice, _truncate)
MUTATIONS: Final[tuple[Mutation, ...]] = (
    _bits,
    _bytes,
    _lines,
    _field,
    _field,
    _headers,
    _splice,
    _truncate,
    _encode,
    _json,
    _member,
)
