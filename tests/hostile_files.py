"""Files that an importer should never have been given, each made in memory, with what has to become of it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Final

import openpyxl

NAME: Final = "Name,Email\n"
CONNECTIONS: Final = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
MEETINGS: Final = "Date,With,Channel\n"
REFERRALS: Final = "Date,Referrer,Prospect,Value\n"


def _zip(members: dict[str, bytes], *, twice: str = "") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        if twice:
            archive.filelist[0].filename = archive.filelist[-1].filename = twice
    return held.getvalue()


def _xlsx(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _rows(*rows: tuple[object, ...]) -> Callable[[openpyxl.Workbook], None]:
    def fill(book: openpyxl.Workbook) -> None:
        for row in rows:
            book.worksheets[0].append(row)

    return fill


def _far_cell(book: openpyxl.Workbook) -> None:
    book.worksheets[0].append(("Name", "Email"))
    book.worksheets[0].cell(row=1_000_000, column=16_000, value="x")


def _hidden_first(book: openpyxl.Workbook) -> None:
    book.worksheets[0].append(("a", "b"))
    book.worksheets[0].sheet_state = "hidden"
    shown = book.create_sheet("Contacts")
    shown.append(("Name", "Email"))
    shown.append(("Dana Okafor", "dana@example.com"))


def _patched(workbook: bytes, member: str, before: bytes, after: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[member] = members[member].replace(before, after)
    return _zip(members)


def _undone(archive: bytes, member: str) -> bytes:
    """The bytes of a member begin with a kind of block that deflate does not have."""
    at = archive.index(member.encode()) + len(member)
    return archive[:at] + b"\x07" + archive[at + 1 :]


def _xls_cut() -> bytes:
    """An XLS that ends within its own directory, over which calamine panics."""
    header = struct.pack(
        "<8s16x5H6x6I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 65534, 9, 6, 0, 1, 1, 0, 4096, 2**32 - 2
    )
    header += struct.pack("<3I109I", 0, 2**32 - 2, 0, 0, *[2**32 - 1] * 108)
    table = struct.pack("<128I", 2**32 - 3, 2**32 - 2, *[2**32 - 1] * 126)
    return header + table + b"R\0o\0o\0t\0" + b"\0" * 80


_PLAIN: Final = _xlsx(_rows(("Name", "Email"), ("Dana Okafor", "dana@example.com")))
_SHEET: Final = "xl/worksheets/sheet1.xml"
_DTD: Final = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

TEXTS: Final[dict[str, str | bytes]] = {
    "only a header": NAME,
    "no line end": NAME.rstrip(),
    "no header": "Dana,Okafor,dana@example.com\n",
    "a mark and nothing": b"\xef\xbb\xbf",
    "a mark of one kind, text of another": b"\xfe\xff" + NAME.encode("utf-32-le"),
    "utf-16 without a mark": (NAME + "Dana Okafor,dana@example.com\n").encode("utf-16-le"),
    "utf-16 cut in a letter": (b"\xff\xfe" + (NAME + "Dana\n").encode("utf-16-le"))[:-1],
    "utf-8 cut in a letter": (NAME + "Zoë").encode()[:-1],
    "bytes that are no text": bytes(range(256)) * 40,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "latin letters in cp1252": (NAME + "Zoë Ångström,zoe@example.com\n").encode("cp1252"),
    "NUL in a name": NAME + "Da\0na Okafor,dana@example.com\n",
    "only NULs": b"\0" * 5000,
    "escape sequences": NAME + "\x1b]0;owned\x07Dana\x1b[31m Okafor,dana@example.com\n",
    "direction marks": NAME + "Dana \u202egnp.exe,dana@example.com\n",
    "a lone surrogate": (NAME + "Dana \ud800,dana@example.com\n").encode("utf-8", "surrogatepass"),
    "zero-width letters": NAME + "Da\u200bna Okafor,da\u200dna@example.com\n",
    "composed and decomposed": NAME + "José Reyes,a@example.com\nJose\u0301 Reyes,b@example.com\n",
    "Cyrillic look-alike": NAME + "Dana,d\u0430na@example.com\nDana,dana@example.com\n",
    "a name of 100,000 letters": NAME + "x" * 100_000 + ",dana@example.com\n",
    "a line of 2 million letters": NAME + "x" * 2_000_000 + "\n",
    "a thousand columns and more": ",".join(f"c{n}" for n in range(5000)) + "\n",
    "a hundred thousand columns": NAME + "," * 100_000 + "\n",
    "names that mean nothing elsewhere": NAME + "NA,na@example.com\nNull,b@example.com\nNone,c@example.com\nTrue,\n",
    "a name that is a formula": NAME + "\"=cmd|' /C calc'!A0\",dana@example.com\n",
    "markup": NAME + "<script>alert(1)</script>,dana@example.com\n",
    "sql": NAME + "Robert'); DROP TABLE person;--,bobby@example.com\n",
    "a path": NAME + "../../etc/passwd,dana@example.com\n",
    "an unclosed quote": NAME + '"Dana Okafor,dana@example.com\nBo,bo@example.com\nCy,cy@example.com\n',
    "quotes without end": NAME + '"' * 9999 + "\n",
    "another delimiter half-way": NAME + "Dana,dana@example.com\n" + "Bo;bo@example.com\n" * 50,
    "too many cells": NAME + "Dana,dana@example.com,more,and more\n",
    "old line ends": NAME.replace("\n", "\r") + "Dana Okafor,dana@example.com\r",
    "line ends of all kinds": "Name,Email\r\nDana,dana@example.com\rBo,bo@example.com\n\rCy,cy@example.com\r\r\n",
    "sep alone": "sep=\n" + NAME,
    "the header twice": NAME + NAME + "Dana,dana@example.com\n",
    "a header of one name": "Name,Name,Name,Email\nDana,Bo,Cy,dana@example.com\n",
    "forty empty rows above": "\n" * 45 + NAME + "Dana,dana@example.com\n",
    "addresses that are none": NAME + "Dana,a@b@c@d\nBo,@\nCy,x@localhost\nDi," + "a" * 400 + "@example.com\n",
    "twenty thousand blanks in a cell": NAME + "Dana,d@example.com" + " " * 20_000 + "x\n",
    "brackets without end": NAME + "(" * 20_000 + ",<" + "@" * 20_000 + "\n",
    "a header of ten thousand words": "Name," + "e mail " * 10_000 + "\nDana,dana@example.com\n",
    "returns without lines": "BEGIN:VCARD\n" + "\r" * 50_000 + "FN:Dana\nEND:VCARD\n",
    "a control letter in a profile address": CONNECTIONS
    + "Dana,Okafor,https://www.linkedin.com/in/da%14na,,,,01 Jan 2026\n",
    "a thousand addresses in a cell": NAME + 'Dana,"' + ";".join(f"d{n}@example.com" for n in range(1000)) + '"\n',
    "emoji and far planes": NAME + "👩‍👩‍👧‍👦 𝔇𝔞𝔫𝔞 \U0010ffff,dana@example.com\n",
    "ten thousand equal rows": NAME + "Dana Okafor,dana@example.com\n" * 10_000,
    "dates that are none": MEETINGS
    + "31.02.2026,Dana,call\n0/0/00,Dana,call\n9999-99-99,Dana,call\n"
    + "1" * 90
    + ",Dana,\n",
    "dates at the ends of time": MEETINGS + "0001-01-01,Dana,call\n9999-12-31,Dana,call\n",
    "a meeting with a thousand": MEETINGS + '2026-01-01,"' + ";".join(f"Guest {n}" for n in range(1000)) + '",call\n',
    "amounts that are none": REFERRALS + "2026-01-01,Dana,Bo,NaN\n2026-01-01,Dana,Cy,inf\n2026-01-01,Dana,Di,1e400\n",
    "an amount over 64 bits": REFERRALS + "2026-01-01,Dana,Bo," + "9" * 15 + "\n2026-01-01,Dana,Cy," + "9" * 40 + "\n",
    "referrals of oneself": REFERRALS + "2026-01-01,Dana Okafor,Dana Okafor,5\n2026-01-01,me,me,5\n",
    "a circle of referrals": REFERRALS + "2026-01-01,Dana,Bo,5\n2026-01-02,Bo,Dana,5\n",
    "hidden members only": CONNECTIONS + ",,,,,,01 Jan 2026\n" * 20,
    "profile addresses that lead elsewhere": CONNECTIONS + "Dana,Okafor,javascript:alert(1),,,,01 Jan 2026\n",
    "one profile address on twelve names": CONNECTIONS
    + "".join(f"N{n},M{n},https://www.linkedin.com/in/same,,,,01 Jan 2026\n" for n in range(12)),
}

WORKBOOKS: Final[dict[str, bytes]] = {
    "a cell at the far corner": _xlsx(_far_cell),
    "a hidden first sheet": _xlsx(_hidden_first),
    "a dimension that lies": _patched(_PLAIN, _SHEET, b'ref="A1:B2"', b'ref="A1:A1"'),
    "a document type in a workbook": _patched(_PLAIN, _SHEET, b"<worksheet", _DTD + b"<worksheet"),
    "a workbook cut off": _PLAIN[: len(_PLAIN) // 2],
    "a workbook without sheets": _zip({"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>"}),
    "formulas and errors in cells": _xlsx(
        _rows(("Name", "Email"), ("=1/0", "#REF!"), ("=HYPERLINK(1)", "d@example.com"))
    ),
    "numbers, truth and dates in cells": _xlsx(_rows(("Name", "Phone"), (True, 4.15551e12), (46295, 0.1))),
    "an old workbook cut off": _xls_cut(),
    "a workbook with a member that does not unpack": _undone(_PLAIN, _SHEET),
    "an old workbook that is none": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
}

ZIPS: Final[dict[str, bytes]] = {
    "a bomb": _zip({"Connections.csv": b"0" * 20_000_000}),
    "a name that leads out": _zip({"../../Connections.csv": CONNECTIONS.encode() + b"Dana,Okafor,,,,,01 Jan 2026\n"}),
    "two members of one name": _zip({"a.csv": NAME.encode(), "b.csv": NAME.encode()}, twice="a.csv"),
    "a zip within a zip": _zip({"inner.zip": _zip({"a.csv": NAME.encode()})}),
    "two thousand members": _zip({f"{n}.csv": b"" for n in range(2000)}),
    "an empty zip": _zip({}),
    "a zip with a member that does not unpack": _undone(
        _zip({"Connections.csv": CONNECTIONS.encode() * 50}), "Connections.csv"
    ),
    "a zip with a method nobody knows": _zip({"a.csv": NAME.encode()}).replace(b"\x08\x00", b"\x63\x00"),
    "a zip cut off": _zip({"Connections.csv": CONNECTIONS.encode() * 50})[:-30],
    "a member of rubbish beside a good one": _zip(
        {"x.bin": bytes(range(256)) * 9, "c.csv": NAME.encode() + b"Bo,b@example.com\n"}
    ),
}


def files() -> dict[str, bytes]:
    """Every hostile file by its name, all with the suffix that says least."""
    texts = {
        name: text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass") for name, text in TEXTS.items()
    }
    return {**texts, **WORKBOOKS, **ZIPS}
