"""Memory and processor time of tables of 200,000 rows: read, and as a whole `refnet import`, beside pandas.

pandas loads the same file as text and does nothing with it. Each figure is of a process of its own, its peak memory
above that of an interpreter that starts and ends. The whole takes an hour; `bench_tables.py deals.csv` measures one
table, `bench_tables.py newer` what a newer export, its undo and a check as JSON take.
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


def newer() -> Iterator[tuple[str, ...]]:
    """The contacts, exported again: of a hundred one has another title, one is gone and one is new."""
    for n, row in enumerate(contacts()):
        if n % 100 == 1:
            yield (f"{row[0]} New", f"new.{row[1]}", *row[2:3], "", *row[4:])
        if n % 100 == 2:
            yield (*row[:5], f"Chief of {row[4]}", *row[6:])
        elif n % 100 != 3:
            yield row


def people(seed: int, count: int = ROWS) -> list[tuple[str, str, str]]:
    """Given name, family name and address of each."""
    rng = random.Random(seed)
    names = [(word(rng, 2), word(rng, 3)) for _ in range(count)]
    return [(given, family, f"{given}.{family}.{n}@example.com".lower()) for n, (given, family) in enumerate(names)]


def outlook() -> Iterator[tuple[str, ...]]:
    yield "Imię", "Nazwisko", "Adres e-mail", "Firma", "Telefon komórkowy", "Notatki"
    for n, (given, family, email) in enumerate(people(3)):
        yield given, f"{family}ński", email, f"{family} Ltd", f"+1 {200 + n // 1000} 555 {n % 1000:04d}", f"note {n}"


def customers() -> Iterator[tuple[str, ...]]:
    yield "id", "Description", "Email", "Name", "Created (UTC)", "Total Spend", "Currency", "referrer (metadata)"
    for n, (given, family, email) in enumerate(people(4)):
        referrer = f"cus_A{n * 31 % ROWS:012d}" if n % 5 == 0 else ""
        yield f"cus_A{n:012d}", f"note {n}", email, f"{given} {family}", "2025-02-03", f"{n % 900}.50", "usd", referrer


def guests() -> Iterator[tuple[str, ...]]:
    yield "Order #", "First Name", "Last Name", "Email", "Attendee Status", "Event Name", "Event Date", "Promo Code"
    for n, (given, family, email) in enumerate(people(5)):
        day = (date(2018, 1, 1) + timedelta(days=n // 400)).isoformat()
        code = f"{given}{family}10".upper() if n % 20 == 0 else ""
        yield f"{7000 + n // 2}", given, family, email, "Attending", f"Fair {n // 400}", day, code


def deals() -> Iterator[tuple[str, ...]]:
    yield "Record ID", "Deal Name", "Amount", "Deal Stage", "Close Date", "Pipeline", "Associated Contact", "Referrer"
    known = people(6, ROWS // 4)
    for n in range(ROWS):
        (given, family, email), (other, name, _) = known[n * 17 % len(known)], known[n * 3 % len(known)]
        day, referrer = f"{n % 12 + 1}/{n % 28 + 1}/2026", f"{other} {name}" if n % 10 == 0 else ""
        yield f"{n}", f"Menu {n}", f"${n % 900}.00", "won", day, "Sales", f"{given} {family} ({email})", referrer


def slips() -> Iterator[tuple[str, ...]]:
    """A quarter as many: no chapter has more."""
    yield "From", "To", "Slip Type", "TYFCB Amount", "Detail", "Date"
    known = people(7, ROWS // 40)
    for n in range(ROWS // 4):
        one, other = known[n * 7 % len(known)], known[(n * 13 + 1) % len(known)]
        kind, amount = (("One to One", ""), ("Referral", ""), ("TYFCB", f"{n % 900}.00"))[n % 3]
        yield f"{one[0]} {one[1]}", f"{other[0]} {other[1]}", kind, amount, f"about {n}", f"{n % 28 + 1:02}/03/2026"


TEXTS = {
    "contacts.csv": (contacts, "utf-8"),
    "events.csv": (events, "utf-8"),
    "newer.csv": (newer, "utf-8"),
    "outlook-1250.csv": (outlook, "cp1250"),
    "outlook-utf16.csv": (outlook, "utf-16"),
    "customers.csv": (customers, "utf-8"),
    "guests.csv": (guests, "utf-8"),
    "deals.csv": (deals, "utf-8"),
    "slips.csv": (slips, "utf-8"),
}


def make(folder: Path) -> None:
    """The files."""
    for name, (rows, encoding) in TEXTS.items():
        with open(folder / name, "w", newline="", encoding=encoding) as file:
            csv.writer(file).writerows(rows())
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
        pandas.read_csv(path, dtype=str, keep_default_na=False, encoding=TEXTS[path.name][1])
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


def new_book(folder: Path, name: str) -> str:
    """Where a new book is."""
    book = str(folder / f"{name}.refnet")
    cost("-m", "refnet", "new", "--book", book, "--me", "Sam Okoro")
    return book


def whole_import(path: Path, folder: Path) -> Cost:
    """Into a new book."""
    return cost("-m", "refnet", "import", "--book", new_book(folder, path.name), str(path))


def line(what: str, found: Cost, bare: Cost, peer: Cost | None = None) -> None:
    text = f"  {what:<16} {found.peak - bare.peak:>6.0f} MB"
    if peer is None:
        print(f"{text}          {found.seconds:>7.1f} s", flush=True)
        return
    ratio = (found.peak - bare.peak) / (peer.peak - bare.peak), found.seconds / peer.seconds
    print(f"{text} {ratio[0]:>5.2f} x  {found.seconds:>7.1f} s {ratio[1]:>6.1f} x", flush=True)


def again(folder: Path, bare: Cost) -> None:
    """A newer export of the contacts, and what is done beside importing."""
    book, file = new_book(folder, "again"), str(folder / "newer.csv")
    print("contacts.csv in the book, then newer.csv:")
    line("check as JSON", cost("-m", "refnet", "import", "--dry-run", "--json", "--book", book, file), bare)
    line("refnet import", cost("-m", "refnet", "import", "--book", book, str(folder / "contacts.csv")), bare)
    line("newer export", cost("-m", "refnet", "import", "--book", book, file), bare)
    line("refnet undo", cost("-m", "refnet", "undo", "--book", book), bare)


def main(asked: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["HOME"] = name
        cost(__file__, "make", name)
        bare = cost("-c", "pass")
        loaded = cost("-c", "import importers, refnet.ingest.reading")
        print(f"{ROWS:,} rows; above a bare interpreter of {bare.peak:.0f} MB, and beside pandas (x)")
        print(f"  importing refnet's readers alone: {loaded.peak - bare.peak:.0f} MB, {loaded.seconds:.1f} s")
        for path in (folder / name for name in (*TEXTS, "contacts.xlsx") if name in asked or not asked):
            print(f"{path.name}, {path.stat().st_size / 2**20:.0f} MB:")
            peer = cost(__file__, "load", str(path))
            line("pandas loads", peer, bare, peer)
            line("refnet reads", cost(__file__, "read", str(path)), bare, peer)
            line("refnet import", whole_import(path, folder), bare, peer)
        if "newer" in asked or not asked:
            again(folder, bare)


STEPS = {"make": make, "read": read, "load": load}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in STEPS:
        STEPS[sys.argv[1]](Path(sys.argv[2]))
    else:
        main(sys.argv[1:])
