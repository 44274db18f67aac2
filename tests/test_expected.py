"""Real-shaped files give the counts that the table beside them says, as far as these importers read them."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import Path

import pytest

from importers import BUILTIN
from refnet.model import Relation
from refnet.records import EventRecord, PersonRecord, Problem, Record, RowRead, Source

COUNTED = ("people", "organizations", "emails", "phones", "relations")
FOLDERS = ("01-linkedin/", "02-google/")


def expected_lines(shared: Path) -> list[dict[str, str]]:
    """The lines of the table for files that are read so far; messages.csv is skipped as a whole, for now."""
    header, *lines = (shared / "data/formats/EXPECTED.tsv").read_text(encoding="utf-8").splitlines()
    rows = [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines if line]
    return [row for row in rows if row["file"].startswith(FOLDERS) and "messages" not in row["file"]]


def sources(path: Path) -> list[Source]:
    if path.suffix != ".zip":
        return [Source(path, path.name, path.read_bytes())]
    with zipfile.ZipFile(path) as archive:
        return [Source(path, f"{path.name}!{name}", archive.read(name)) for name in archive.namelist()]


def read(given: Source) -> list[Record | RowRead | Problem]:
    best = max(BUILTIN, key=lambda importer: importer.identify(given).score)
    return list(best.read(given)) if best.identify(given).score else []


def counted(items: list[Record | RowRead | Problem]) -> dict[str, int]:
    people = [item for item in items if isinstance(item, PersonRecord)]
    return {
        "people": len({person.key for person in people}),
        "organizations": len({job.organization for person in people for job in person.jobs if job.organization}),
        "emails": len({email.lower() for person in people for email in person.emails}),
        "phones": len({re.sub(r"\D", "", phone) or phone for person in people for phone in person.phones}),
        "relations": sum(isinstance(item, EventRecord) and isinstance(item.event, Relation) for item in items),
    }


def fits(value: int, allowed: str) -> bool:
    if allowed == "-":
        return True
    low, _, high = allowed.partition("-")
    return int(low) <= value <= int(high or low)


def facts(items: list[Record | RowRead | Problem]) -> set[str]:
    found: set[str] = set()
    for person in (item for item in items if isinstance(item, PersonRecord)):
        found.add(f"person={person.display_name}")
        found.update(f"organization={job.organization}" for job in person.jobs)
        found.update(f"email={email.lower()}" for email in person.emails)
    return {unicodedata.normalize("NFC", fact) for fact in found}


def exceptions(file: str) -> tuple[str, ...]:
    """Counts that a file's line asks for and that come only with messages and the other members of the export."""
    return ("people", "emails", "phones") if file.endswith("complete-export-synthetic.zip") else ()


def test_each_file_gives_what_its_line_says(shared: Path) -> None:
    lines = expected_lines(shared)
    assert len(lines) >= 9
    wrong = []
    for line in lines:
        items = [item for given in sources(shared / "data/formats" / line["file"]) for item in read(given)]
        numbers = counted(items)
        wrong += [
            f"{line['file']}: {what} {numbers[what]}, not {line[what]}"
            for what in COUNTED
            if what not in exceptions(line["file"]) and not fits(numbers[what], line[what])
        ]
        wanted = [fact for fact in line["must_contain"].split(" ;; ") if fact != "-"]
        wrong += [f"{line['file']}: lacks {fact}" for fact in wanted if fact not in facts(items)]
        problems = [item for item in items if isinstance(item, Problem)]
        refused = sum(problem.outcome == "refused" for problem in problems)
        if refused < int(line["refused_min"]) or len(problems) < int(line["problems_min"]):
            wrong.append(f"{line['file']}: {refused} refused, {len(problems)} problems")
    assert wrong == []


def test_the_zip_gives_its_connections_once(shared: Path) -> None:
    """2000 profile addresses; each other member of the export is one problem that says so."""
    items = []
    members = sources(shared / "data/formats/01-linkedin/complete-export-synthetic.zip")
    for given in members:
        items += read(given)
    assert counted(items)["people"] == 2000
    assert counted(items)["emails"] == 2000
    skipped = [item for item in items if isinstance(item, Problem)]
    assert {problem.code for problem in skipped} == {"file-skipped"}
    tables = [given for given in members if given.label.endswith(".csv")]
    assert len(skipped) == len(tables) - 1


@pytest.mark.parametrize("name", ["messages-8col-no-recipient-urls.csv", "messages-multiline-and-badrow.csv"])
def test_messages_are_skipped_and_counted(shared: Path, name: str) -> None:
    items = [item for given in sources(shared / "data/formats/01-linkedin" / name) for item in read(given)]
    assert [item.code for item in items if isinstance(item, Problem)] == ["file-skipped"]
