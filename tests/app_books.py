"""Books for the tests of the app: an empty one, the sample, and one in which every text wants to do harm."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from refnet.book import new_book

DAY = date(2026, 10, 31)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)

HOSTILE = [
    "<script>window.hit = 1</script>",
    "</script><script>window.hit = 1</script>",
    "<img src=x onerror=window.hit=1>",
    '<img src="https://outside.example.com/a.png">',
    "<svg onload=window.hit=1>",
    "<svg/onload=window.hit=1//",
    "<iframe src=javascript:window.hit=1></iframe>",
    "<a href=javascript:window.hit=1>click</a>",
    "<b onmouseover=window.hit=1>bold</b>",
    '"><img src=x onerror=window.hit=1>',
    "' onfocus=window.hit=1 autofocus='",
    "javascript:window.hit=1",
    "![p](https://outside.example.com/p.png)",
    "[link](https://outside.example.com)",
    "[click](javascript:window.hit=1)",
    "<https://outside.example.com>",
    "https://outside.example.com/name",
    "www.outside.example.com",
    ":red[colour] :material/home:",
    "$\\frac{1}{2}$ $$x$$",
    "# Heading *and* **bold** `code`",
    "| a | b |",
    "see href <b onclick=window.hit=1>title</b>",
    "\u202egnorw-ot-thgir \u202d",
    "line\nbreak",
    "nul\x00byte",
    "{{7*7}} ${7*7} #{7*7}",
    '=HYPERLINK("https://outside.example.com")',
    'O\'Brien "x" & <Söns> 李小龍 😀',
    ("Wolfeschlegelsteinhausenbergerdorff " * 9).strip(),
]
"""Thirty names, of which each has hurt somebody."""

WRITTEN = [name.replace("\x00", "\ufffd") for name in HOSTILE]
"""As the book keeps them."""


def empty(path: Path) -> Path:
    """A book in which only its owner is."""
    with new_book(path, "Emma Lindqvist", ["emma@example.com"], now=NOW, settings={"story_day": DAY.isoformat()}):
        return path


def hostile(path: Path) -> Path:
    """A book with a hostile text in each field of each of refnet's own tables, whose owner has such a name too."""
    settings = {"story_day": DAY.isoformat()}
    with new_book(path, HOSTILE[12], ["owner@example.com"], now=NOW, settings=settings) as book:
        for file in hostile_files(path.parent):
            assert not book.import_file(file, now=NOW).error
    return path


def hostile_files(folder: Path) -> list[Path]:
    """Contacts, interactions, introductions and referrals of people with hostile names."""
    people = list(enumerate(HOSTILE))
    text = {n: HOSTILE[(n + 7) % len(HOSTILE)] for n, _ in people}
    contacts = [[name, f"p{n}@example.com", text[n], text[n], text[n], text[n], text[n], text[n]] for n, name in people]
    # Twelve are met often until lately, six of whom wait for a promise; the others had been and have gone quiet
    interactions = [
        [day.isoformat(), name, f"p{n}@example.com", "meeting", text[n], *_promise(text[n], 6 <= n < 12 and not nth)]
        for n, name in people
        for nth, day in enumerate(_meetings(silent_days=10 if n < 12 else 200 + n))
    ]
    introductions = [[name, HOSTILE[n - 1], HOSTILE[n - 2], _back(300 + n), text[n]] for n, name in people] + [
        [name, "me", HOSTILE[n - 3], _back(40 + n), text[n]] for n, name in people[12:20]
    ]
    referrals = [[_back(700 + n), name, HOSTILE[n - 4], "me", "won", text[n]] for n, name in people[:12]]
    return [
        _table(folder / "contacts.csv", "Name,Email,Company,Title,Town,Groups,Labels,Notes", contacts),
        _table(folder / "interactions.csv", "Date,With,Email,Channel,Note,Promise,Due", interactions),
        _table(folder / "introductions.csv", "Introducer,From,To,Made,Note", introductions),
        _table(folder / "referrals.csv", "Date,Referrer,Prospect,Recipient,Status,Note", referrals),
    ]


def _promise(text: str, given: bool) -> list[str]:
    """What was promised, and the day by which it should have been done."""
    return [text, _back(5)] if given else ["", ""]


def _meetings(*, silent_days: int) -> list[date]:
    """Six meetings, a fortnight apart, the latest first."""
    return [DAY - timedelta(silent_days + 14 * n) for n in range(6)]


def _back(days: int) -> str:
    return (DAY - timedelta(days)).isoformat()


def _table(path: Path, header: str, rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(rows)
    return path
