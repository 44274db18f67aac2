"""Real-shaped files give what the table beside them says; each file twice is once, and undo gives the book back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from refnet.book import Book, new_book
from refnet.errors import RefnetError
from refnet.ingest import FileReport
from refnet.records import OrganizationRecord

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
COUNTED = ("people", "organizations", "emails", "phones", "interactions", "introductions", "referrals", "relations")
FOLDERS = (
    "01-linkedin/",
    "02-google/",
    "03-vcard/",
    "04-outlook-csv/",
    "07-crm/",
    "08-monica/",
    "09-bni/",
    "10-generic/",
    "12-events/",
    "13-customers/",
)

# Counts of a line that this refnet gives otherwise, and why.
EXCEPTIONS: dict[str, tuple[tuple[str, ...], str]] = {}


@pytest.fixture
def book() -> Iterator[Book]:
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as made:
        yield made


def expected_lines(shared: Path) -> list[dict[str, str]]:
    """The lines of the table for files that are read so far."""
    header, *lines = (shared / "data/formats/EXPECTED.tsv").read_text(encoding="utf-8").splitlines()
    rows = [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines if line]
    return [row for row in rows if row["file"].startswith(FOLDERS)]


def brought(book: Book, shared: Path, line: dict[str, str]) -> FileReport:
    """A file brought in, the proposal for an unknown table taken; one that is refused brings nothing but a sentence."""
    generic = line["file"].startswith("10-generic/")
    try:
        return book.import_file(shared / "data/formats" / line["file"], now=NOW, accept_guess=generic)
    except RefnetError as error:
        return FileReport(line["file"], error=error.message, fix=error.fix)


def fits(value: int, allowed: str) -> bool:
    if allowed == "-":
        return True
    low, _, high = allowed.partition("-")
    return int(low) <= value <= int(high or low)


def facts(book: Book) -> set[str]:
    found: set[str] = set()
    for person in book.people():
        found.update(f"person={name}" for name in person.names)
        found.update(f"organization={name}" for name in person.organizations)
        found.update(f"email={email.lower()}" for email in person.emails)
    companies = [record for record in book.store.records() if isinstance(record, OrganizationRecord)]
    found.update(f"organization={company.name}" for company in companies)
    return {unicodedata.normalize("NFC", fact) for fact in found}


def wrong(line: dict[str, str], report: FileReport, there: set[str]) -> Iterator[str]:
    leave = EXCEPTIONS.get(line["file"], ((), ""))[0]
    for what in COUNTED:
        if what not in leave and not fits(getattr(report, what), line[what]):
            yield f"{line['file']}: {what} {getattr(report, what)}, not {line[what]}"
    wanted = [fact for fact in line["must_contain"].split(" ;; ") if fact != "-"]
    yield from (f"{line['file']}: lacks {fact}" for fact in wanted if fact not in there)
    told = sum(problem.outcome == "noted" for problem in report.problems) + report.refused + report.skipped
    told += bool(report.error)
    if report.refused < int(line["refused_min"]) or told < int(line["problems_min"]):
        yield f"{line['file']}: {report.refused} refused, {told} told of"
    if report.rows != report.used + report.refused + report.skipped:
        yield f"{line['file']}: the rows do not add up"


def test_each_file_gives_what_its_line_says(shared: Path) -> None:
    lines = expected_lines(shared)
    assert len(lines) >= 9
    found = []
    for line in lines:
        with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as book:
            report = brought(book, shared, line)
            found += wrong(line, report, facts(book))
    assert found == []


def test_each_file_twice_is_once_and_undo_gives_the_book_back(shared: Path) -> None:
    for line in expected_lines(shared):
        with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as book:
            before = book.store.dump()
            report = brought(book, shared, line)
            after = book.store.dump()
            assert (after == before) == bool(report.error)
            if report.error:
                continue
            assert brought(book, shared, line).known
            assert book.store.dump() == after
            book.undo(report.import_id, now=NOW)
            assert book.store.dump() == before


def test_the_zip_gives_its_members_once(shared: Path, book: Book) -> None:
    """2029 profile addresses in all; each part that is left out is one remark, each draft another."""
    report = book.import_file(shared / "data/formats/01-linkedin/complete-export-synthetic.zip", now=NOW)
    parts = {"connections", "messages", "invitations", "recommendations", "endorsements", "owner"}
    assert set(report.importer.split(", ")) == {f"linkedin.{part}" for part in parts}
    assert (report.people, report.emails, report.interactions) == (2029, 2002, 19959 + 162)
    left_out = [problem for problem in report.problems if problem.outcome == "skipped"]
    assert {problem.code for problem in left_out} == {"file-skipped", "message-draft"}
    assert sum(problem.code == "message-draft" for problem in left_out) == 41
    assert sum(problem.rows for problem in left_out) == report.skipped
