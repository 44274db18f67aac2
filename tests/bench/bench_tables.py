"""Memory and processor time of tables of 200,000 rows: read, and as a whole `refnet import`, beside pandas.

pandas loads the same file as text and does nothing with it. Each figure is of a process of its own, its peak memory
above that of an interpreter that starts and ends.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

ROWS = 200_000
SYLLABLES = "ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se si so".split()
CONTACTS = ("Name", "Email", "Company", "Phone", "Town", "Title", "Birthday", "Groups", "Notes")
EVENTS = ("Date", "With", "With email", "Channel", "Note")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took at most, in MB, and for how many seconds it kept a processor busy."""

    peak: float
    seconds: float


def word(rng: random.Random, syllables: int) -> str:
    return "".join(rng.choices(SYLLABLES, k=syllables)).title()


def contacts() -> Iterator[tuple[str, ...]]:
    rng = random.Random(1)
    yield CONTACTS
    for n in range(ROWS):
        given, family, town = word(rng, 2), word(rng, 3), word(rng, 3)
        born = (date(1950, 1, 1) + timedelta(days=rng.randrange(18_000))).isoformat() if n % 3 == 0 else ""
        email = f"{given}.{family}.{n}@example.com".lower()
        phone = f"+1 {200 + n // 100 % 700} 555 {100 + n % 100:04d}"
        yield (
            f"{given} {family}",
            email,
            f"{word(rng, 3)} Ltd",
            phone,
            town,
            f"Head of {town}",
            born,
            "Customers",
            (f"Met at {word(rng, 3)}"),
        )


def events() -> Iterator[tuple[str, ...]]:
    rng = random.Random(2)
    people = [f"{word(rng, 2)} {word(rng, 3)}" for _ in range(ROWS // 10)]
    yield EVENTS
    for _ in range(ROWS):
        at = rng.randrange(len(people))
        day = date(2018, 1, 1) + timedelta(days=rng.randrange(2_900))
        email = f"{people[at].replace(' ', '.')}.{at}@example.com".lower()
        yield day.isoformat(), people[at], email, rng.choice(("meeting", "call")), f"about {word(rng, 3)}"


def make(folder: Path) -> None:
    """The three files."""
    for name, rows in (("contacts.csv", contacts()), ("events.csv", events())):
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Contacts")
    for row in contacts():
        sheet.append(row)
    book.save(folder / "contacts.xlsx")


def read(path: Path) -> None:
    """Every record of a file, each let go at once."""
    from importers import BUILTIN
    from refnet.ingest.reading import choose
    from refnet.records import Source

    source = Source(path, path.name, path.read_bytes())
    for _ in choose(BUILTIN, source).read(source):
        pass


def load(path: Path) -> None:
    """As a table of pandas."""
    import pandas

    if path.suffix == ".csv":
        pandas.read_csv(path, dtype=str, keep_default_na=False)
    else:
        pandas.read_excel(path, dtype=str, keep_default_na=False, engine="calamine")


def cost(*arguments: str) -> Cost:
    """Of a Python process, which is started from one that is small: a child's peak is at least that of its parent."""
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return Cost(usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)


def whole_import(path: Path, folder: Path) -> Cost:
    """Into a new book."""
    book = str(folder / f"{path.name}.refnet")
    cost("-m", "refnet", "new", "--book", book, "--me", "Sam Okoro")
    return cost("-m", "refnet", "import", "--book", book, str(path))


def line(what: str, found: Cost, bare: Cost, peer: Cost) -> None:
    ratio = (found.peak - bare.peak) / (peer.peak - bare.peak), found.seconds / peer.seconds
    print(
        f"  {what:<16} {found.peak - bare.peak:>6.0f} MB {ratio[0]:>5.2f} x  {found.seconds:>7.1f} s {ratio[1]:>6.1f} x"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["HOME"] = name
        cost(__file__, "make", name)
        bare = cost("-c", "pass")
        loaded = cost("-c", "import importers, refnet.ingest.reading")
        print(f"{ROWS:,} rows; above a bare interpreter of {bare.peak:.0f} MB, and beside pandas (x)")
        print(f"  importing refnet's readers alone: {loaded.peak - bare.peak:.0f} MB, {loaded.seconds:.1f} s")
        for path in (folder / "contacts.csv", folder / "contacts.xlsx", folder / "events.csv"):
            print(f"{path.name}, {path.stat().st_size / 2**20:.0f} MB:")
            peer = cost(__file__, "load", str(path))
            line("pandas loads", peer, bare, peer)
            line("refnet reads", cost(__file__, "read", str(path)), bare, peer)
            line("refnet import", whole_import(path, folder), bare, peer)


STEPS = {"make": make, "read": read, "load": load}

if __name__ == "__main__":
    if len(sys.argv) > 2:
        STEPS[sys.argv[1]](Path(sys.argv[2]))
    else:
        main()
