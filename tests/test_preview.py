"""Before and after an import: what a file makes of the book, each remark with its place, refused rows to correct."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from importers.corrected import LINE, WHY, without_ours
from refnet.book import Book, new_book, open_book
from refnet.cli import main
from refnet.export.cells import Table, as_csv, cell, exact_cell
from refnet.ingest import FileReport
from refnet.ingest.preview import Preview, Told

DATA = Path(__file__).resolve().parent / "data"
NOW = datetime(2026, 1, 2, 9, tzinfo=UTC)
CONTACTS = "Name,Email,Company\nDana Okafor,dana@example.com,Larkspur\nBo Lind,bo@example.com,Acme\nEve Ito,,Acme\n"
EXPORTS = (
    "templates/contacts.csv",
    "templates/interactions.csv",
    "templates/introductions.csv",
    "templates/referrals.csv",
    "google/old-layout.csv",
    "google/new-layout.csv",
    "linkedin/era-2024.csv",
    "outlook/english.csv",
    "outlook/german.csv",
    "act/contacts.csv",
    "crm/hubspot-contacts.csv",
    "crm/salesforce-leads.csv",
    "crm/pipedrive-people.csv",
    "crm/zoho-leads.csv",
    "customers/shopify.csv",
    "customers/invoices.csv",
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return empty(tmp_path / "book.refnet")


def empty(path: Path) -> Path:
    new_book(path, "Emma Lindqvist", ["emma@example.com"], now=NOW).close()
    return path


def brought(book: Path, name: str, text: str, **options: Any) -> FileReport:
    file = book.with_name(name)
    file.write_text(text, encoding="utf-8")
    with open_book(book) as opened:
        return opened.import_file(file, now=NOW, **options)


def checked(book: Path, name: str, text: str) -> Preview:
    """What a dry run says of a file."""
    found = brought(book, name, text, dry_run=True).preview
    assert found is not None
    return found


def run(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words], prog_name="refnet")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def told(preview: Preview, outcome: str) -> list[Told]:
    return [one for one in preview.people if one.outcome == outcome]


# ----------------------------------------------------------------------------------------------- before an import


def test_a_dry_run_says_who_is_new_merged_changed_and_unchanged(book: Path) -> None:
    brought(book, "a.csv", CONTACTS)
    rows = "Dana Okafor,dana@example.com,Larkspur\nBo Lind,bo@example.com,Brightside\nEve Ito,,Acme\n"
    more = "D. Okafor,dana@example.com,\nCy Ray,cy@example.com,Acme\n"
    found = checked(book, "b.csv", f"Name,Email,Company\n{rows}{more}")
    assert found.counts == {"new": 1, "merged": 1, "changed": 1, "unchanged": 1}
    (new,), (merged,), (changed,) = (told(found, outcome) for outcome in ("new", "merged", "changed"))
    assert (new.name, new.places) == ("Cy Ray", ("row 6",))
    assert merged.places == ("row 2", "row 5")
    assert merged.why == "Same e-mail: dana@example.com"
    assert changed.name == "Bo Lind"
    assert [(d.kind, d.old, d.new) for d in changed.differences] == [("work", (), ("Brightside",))]


def test_rows_of_one_person_come_in_the_order_of_the_file(book: Path) -> None:
    first, second, third = (f"Dana Okafor,dana@example.com,{firm}\n" for firm in ("Acme", "Larkspur", "Fernhill"))
    brought(book, "a.csv", f"Name,Email,Company\n{first}{second}")
    found = checked(book, "b.csv", f"Name,Email,Company\nBo Lind,bo@example.com,Acme\n{second}{third}{first}")
    assert ("row 3", "row 4", "row 5") in [one.places for one in found.people]


def test_a_dry_run_changes_nothing_and_what_it_says_comes_true(book: Path) -> None:
    brought(book, "a.csv", CONTACTS)
    with open_book(book) as opened:
        before = opened.store.dump()
    text = "Name,Email\nDana O,dana@example.com\nCy Ray,cy@example.com\n"
    said = checked(book, "b.csv", text)
    with open_book(book) as opened:
        assert opened.store.dump() == before
    done = brought(book, "b.csv", text).preview
    assert done is not None and done.counts == said.counts
    assert (done.people, done.decide) == ((), ())


def test_a_member_joined_by_name_alone_is_said_to_be(book: Path) -> None:
    brought(book, "a.csv", CONTACTS)
    slips = "Slips Audit Report for 03/04/2026\nFrom,To,Slip Type\nDana Okafor,Eva Nagy,One to One\n"
    (merged,) = told(checked(book, "slips.csv", slips), "merged")
    assert (merged.name, merged.why) == (
        "Dana Okafor",
        "The one person of that full name in the book; the file has no more than names.",
    )


def test_two_to_decide_on_who_have_one_name_are_told_apart_by_their_employers(book: Path, tmp_path: Path) -> None:
    brought(book, "a.csv", "Name,Phone,Company\nBo Lind,+1 202 555 0123,Acme\n")
    more = tmp_path / "more.csv"
    more.write_text("Name,Company,Email\nBo Lind,Fernhill,bo.lind@example.com\n", encoding="utf-8")
    found = CliRunner().invoke(main, ["import", str(more), "--dry-run", "--book", str(book)])
    assert "Bo Lind (Fernhill) and Bo Lind (Acme): " in found.stdout


def test_somebody_known_from_events_alone_is_merged_and_not_new(book: Path) -> None:
    brought(book, "meetings.csv", "Date,With\n2026-01-01,Jon Smith\n")
    (merged,) = told(checked(book, "b.csv", "Name,Email\nJon Smith,jon@example.com\n"), "merged")
    assert merged.why == "Until now known from events by this name alone."


def test_the_same_number_or_profile_is_the_reason_where_it_is_what_joins(book: Path) -> None:
    brought(book, "a.csv", "Name,Phone,LinkedIn\nDana Okafor,+1 555 010 0199,\nBo Lind,,linkedin.com/in/bolind\n")
    found = checked(
        book, "b.csv", "Name,Phone,LinkedIn\nDana Okafor,+1-555-0100199,\nB. Lind,,linkedin.com/in/bolind\n"
    )
    assert [one.why.partition(":")[0] for one in told(found, "merged")] == ["Same phone", "Same profile"]


def test_pairs_to_decide_are_those_that_the_file_brings(book: Path) -> None:
    brought(book, "a.csv", "Name,Company\nJon Smith,Acme\nAnna Berg,Larkspur\nAnne Berg,Larkspur\n")
    found = checked(book, "b.csv", "Name,Company\nJohn Smith,Acme\n")
    (pair,) = found.decide
    assert {*pair.names} == {"Jon Smith", "John Smith"}
    assert (pair.places, pair.word in ("Likely", "Very likely"), bool(pair.reasons)) == (("row 2",), True, True)


def test_a_member_of_a_zip_is_named_with_its_rows(book: Path, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("people.csv", CONTACTS + "too,many,cells,here\n")
    with open_book(book) as opened:
        report = opened.import_file(tmp_path / "all.zip", dry_run=True, now=NOW)
    assert report.preview and next(iter(report.preview.people)).places == ("people.csv, row 2",)
    assert [(line.file, line.line) for line in report.lines] == [("all.zip!people.csv", 5)]


@pytest.mark.parametrize("name", EXPORTS)
def test_the_people_of_every_kind_of_file_add_up(name: str, book: Path) -> None:
    with open_book(book) as opened:
        report = opened.import_file(DATA / name, dry_run=True, now=NOW)
    assert report.rows == report.used + report.refused + report.skipped
    assert report.preview
    listed = {outcome: len(told(report.preview, outcome)) for outcome in ("new", "merged", "changed")}
    assert {**listed, "unchanged": report.preview.counts["unchanged"]} == report.preview.counts


# ------------------------------------------------------------------------------------------------- newer exports


def lines_of(name: str) -> list[str]:
    """The lines of a file that was made with one line for each row at its end."""
    content = (DATA / name).read_bytes()
    try:
        return content.decode("utf-8-sig").splitlines(keepends=True)
    except UnicodeDecodeError:
        return content.decode("cp1252").splitlines(keepends=True)


ONE_ROW = ("google/old-layout.csv", "outlook/german.csv", "crm/zoho-leads.csv")


@pytest.mark.parametrize("name", [name for name in EXPORTS if name not in ONE_ROW])
def test_a_newer_export_of_each_kind_is_known_as_one_and_adds_what_differs(name: str, book: Path) -> None:
    """The earlier one lacks the last row that brings anything; twice is once."""
    whole = lines_of(name)
    brought(book, "first.csv", "".join(_without_last(name, whole, book)))
    with open_book(book) as opened:
        before = opened.counts()
    second = brought(book, "second.csv", "".join(whole))
    assert second.preview
    (earlier,) = second.preview.earlier
    assert (earlier.file, earlier.imported_at, earlier.gone) == ("first.csv", NOW, 0)
    with open_book(book) as opened:
        after = opened.counts()
    assert after["records"] - before["records"] >= earlier.new >= 0
    assert earlier.new + earlier.changed >= 1


def _without_last(name: str, whole: Sequence[str], book: Path) -> list[str]:
    """All lines but those from the end until a record fewer is read."""
    at = len(whole)
    other = empty(book.with_name("other.refnet"))
    full = brought(other, "full.csv", "".join(whole), dry_run=True)
    while at > 2:
        at -= 1
        report = brought(other, "less.csv", "".join(whole[:at]), dry_run=True)
        if report.used < full.used and _told_less(report, full):
            return list(whole[:at])
    raise AssertionError(f"{name} has one row only")


def _told_less(report: FileReport, full: FileReport) -> bool:
    names = ("people", "interactions", "introductions", "referrals")
    return sum(getattr(report, n) for n in names) < sum(getattr(full, n) for n in names)


def test_what_is_gone_from_a_newer_export_is_told_and_stays(book: Path) -> None:
    brought(book, "a.csv", CONTACTS)
    found = brought(book, "b.csv", CONTACTS.replace("Eve Ito,,Acme\n", "").replace("Acme", "Acme Tools")).preview
    assert found is None or not found.earlier or found.earlier[0].gone >= 1
    rows = "".join(f"Person {n} Old,p{n}@example.com,\n" for n in range(8))
    brought(book, "c.csv", CONTACTS + rows)
    newer = brought(book, "d.csv", CONTACTS.replace("Eve Ito,,Acme\n", "") + rows + "Cy Ray,cy@example.com,\n").preview
    assert newer is not None
    (earlier,) = newer.earlier
    assert (earlier.file, earlier.new, earlier.changed, earlier.gone) == ("c.csv", 1, 0, 1)
    with open_book(book) as opened:
        assert "Eve Ito" in {person.name for person in opened.people()}


def test_another_list_of_the_same_kind_is_no_newer_export(book: Path) -> None:
    brought(book, "a.csv", CONTACTS)
    assert checked(book, "b.csv", "Name,Email\nCy Ray,cy@example.com\n").earlier == ()


def test_a_private_file_of_another_member_is_not_named(book: Path) -> None:
    with open_book(book) as opened:
        opened.add_member("Priya Nair", ["priya@example.com"])
    file = book.with_name("secret.csv")
    file.write_text(CONTACTS, encoding="utf-8")
    with open_book(book, member="Priya Nair") as priya:
        priya.import_file(file, now=NOW, private=True, of="Emma Lindqvist")
    found = checked(book, "mine.csv", CONTACTS + "Cy Ray,cy@example.com,\n")
    assert (found.earlier, found.counts) == ((), {"new": 4, "merged": 0, "changed": 0, "unchanged": 0})


# ---------------------------------------------------------------------------------------------------- the report


def test_every_remark_has_its_line_record_column_and_text(book: Path) -> None:
    text = 'Name,Email,Notes\nDana Okafor,dana@example.com,"two\nlines"\nBo Lind,nobody,\nToo,many,cells,here\n,,only\n'
    report = brought(book, "a.csv", text)
    found = {line.code: line for line in report.lines}
    wrong = found["email-invalid-kept"]
    assert (wrong.line, wrong.record, wrong.column, wrong.raw) == (4, 2, "Email", "nobody")
    long = found["row-long-rejected"]
    assert (long.line, long.record, long.raw, long.outcome) == (5, 3, "Too | many | cells | here", "refused")
    assert len(report.lines) == len(report.problems)
    assert report.rows == report.used + report.refused + report.skipped == 4


def test_a_remark_on_a_card_has_no_line_but_its_place(book: Path) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Dana Okafor\nEMAIL:nobody\nEND:VCARD\n"
    report = brought(book, "a.vcf", card)
    assert [(line.line, line.locator) for line in report.lines if line.code == "email-invalid-kept"] == [
        (None, "card 1")
    ]
    assert report.rejected == ()


def test_rows_and_json_hold_every_list_whole(book: Path, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    rows = "".join(f"Person {n} Old,nobody{n},\n" for n in range(60))
    file.write_text(f"Name,Email,Company\n{rows}", encoding="utf-8")
    shown = run("import", file, "--book", book, "--dry-run", "--rows", tmp_path / "rows.csv")
    assert shown.exit_code == 0
    assert "and 40 more" in shown.stdout
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as written:
        lines = list(csv.DictReader(written))
    assert len(lines) == 60 and lines[0]["line"] == "2" and lines[0]["column"] == "Email"
    answer = json.loads(run("import", file, "--book", book, "--dry-run", "--json").stdout)["files"][0]
    assert len(answer["preview"]["people"]) == len(answer["lines"]) == 60
    assert answer["preview"]["counts"] == {"new": 60, "merged": 0, "changed": 0, "unchanged": 0}


def test_of_long_lists_as_many_are_told_as_asked_for_and_how_many_there_are(book: Path, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    rows = "".join(f"Person {n} Old,nobody{n},\n" for n in range(30))
    file.write_text(f"Name,Email,Company\n{rows}Too,many,cells,here\n", encoding="utf-8")
    command = ("import", file, "--book", book, "--dry-run", "--limit", "3")
    shown = run(*command)
    assert "New (30):" in shown.stdout and "and 27 more" in shown.stdout
    answer = json.loads(run(*command, "--json").stdout)["files"][0]
    assert [one["name"] for one in answer["preview"]["people"]] == ["Person 0 Old", "Person 1 Old", "Person 2 Old"]
    assert answer["preview"]["counts"]["new"] == 30
    assert (len(answer["preview"]["decide"]), answer["preview"]["to_decide"]) == (3, 30 * 29 // 2)
    for name in ("lines", "problems"):
        assert Counter(one["outcome"] for one in answer[name]) == {"noted": 3, "refused": 1}, "the first of each kind"
    assert answer["remarks"] == {"refused": 1, "skipped": 0, "noted": 30}


# --------------------------------------------------------------------------------------------------- refused rows


@pytest.mark.parametrize("name", EXPORTS)
def test_refused_rows_of_each_kind_corrected_count_as_if_they_had_been_right(
    name: str, book: Path, tmp_path: Path
) -> None:
    right = lines_of(name)
    mark = max((";", "\t", ","), key="".join(right).count)
    damaged = [*right[:-1], right[-1].rstrip("\r\n") + f"{mark * 3}too much"]
    report = brought(book, "damaged.csv", "".join(damaged))
    assert report.refused >= 1
    out = tmp_path / "refused.csv"
    run("import", book.with_name("damaged.csv"), "--book", empty(tmp_path / "other.refnet"), "--rejects", out)
    header, *refused = csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline=""))
    at = next(i for i, row in enumerate([header, *refused]) if row[:2] == [LINE, WHY])
    assert at == 0 or not any(header[:2])
    corrected = [row[:-3] if row[-1] == "too much" else row for row in [header, *refused]]
    assert corrected != [header, *refused]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(corrected)
    brought(book, "corrected.csv", text.getvalue())
    perfect = empty(tmp_path / "perfect.refnet")
    brought(perfect, "right.csv", "".join(right))
    assert _facts(book) == _facts(perfect)
    assert _twice(book, text.getvalue()) == _facts(perfect)


def _facts(book: Path) -> tuple[set[str], set[str]]:
    """The keys of all that a book holds: equal, equal books."""
    with open_book(book) as opened:
        records = opened.store.records()
        return {record.key for record in records}, {event.id for event in opened.store.all_events()}


def _twice(book: Path, text: str) -> tuple[set[str], set[str]]:
    brought(book, "again.csv", text + "\r\n")
    return _facts(book)


def test_refused_rows_of_a_workbook_come_with_the_titles_above_them(book: Path, tmp_path: Path) -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (["What I did"], [], ["Date", "With"], ["2026-01-02", "Dana Okafor"], ["2026-01-03", "me"]):
        sheet.append(row)
    made.save(tmp_path / "done.xlsx")
    done = run("import", tmp_path / "done.xlsx", "--book", book, "--rejects", tmp_path / "out.csv")
    assert done.exit_code == 0 and "out.csv: 1 refused row of done.xlsx" in done.stdout
    found = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8-sig"), newline="")))
    assert [row[2:] for row in found] == [["What I did", ""], ["Date", "With"], ["2026-01-03", "me"]]
    assert (found[1][:2], found[2][0]) == ([LINE, WHY], "5")
    found[2][3] = "Bo Lind"
    text = io.StringIO(newline="")
    csv.writer(text).writerows(found)
    report = brought(book, "out2.csv", text.getvalue())
    assert (report.used, report.refused, report.interactions, report.problems) == (1, 0, 1, ())


def test_two_tables_with_refused_rows_give_two_files(book: Path, tmp_path: Path) -> None:
    bad = CONTACTS + "too,many,cells,here\n"
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(bad + f"{name},,\n", encoding="utf-8")
    answer = run(
        "import", tmp_path / "a.csv", tmp_path / "b.csv", "--rejects", tmp_path / "x.csv", "--json", "--book", book
    )
    assert [(t["of"], Path(t["path"]).name, t["rows"]) for t in json.loads(answer.stdout)["rejects"]] == [
        ("a.csv", "x.csv", 1),
        ("b.csv", "x-2.csv", 1),
    ]


def test_what_is_no_row_is_told_not_to_be_among_the_refused(book: Path, tmp_path: Path) -> None:
    (tmp_path / "a.vcf").write_text(
        "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:Dana\nEND:VCARD\n"
    )
    done = run("import", tmp_path / "a.vcf", "--rejects", tmp_path / "x.csv", "--book", book)
    assert "1 of what was refused is no row of a table" in done.stdout
    assert not (tmp_path / "x.csv").exists()


def test_a_file_that_is_there_is_not_replaced_and_nothing_is_brought_in(book: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CONTACTS, encoding="utf-8")
    (tmp_path / "taken.csv").write_text("mine", encoding="utf-8")
    done = run("import", tmp_path / "a.csv", "--rejects", tmp_path / "taken.csv", "--book", book)
    assert done.exit_code == 1 and "already" in done.stderr
    with open_book(book) as opened:
        assert opened.sources() == []


texts = st.text(st.sampled_from("ab =+-@'\";\t\n\r1.|%"), max_size=12)


@given(st.lists(texts, min_size=1, max_size=4))
def test_a_refused_row_is_read_again_as_it_was_and_runs_nowhere(cells: list[str]) -> None:
    """But for an apostrophe that stands before a formula within a text."""
    plain = [text for text in cells if ";'" not in text and not any(f"{c}'" in text for c in "\t\n\r '\"")]
    written = as_csv(Table("t", (LINE, WHY, "a"), (("1", "why", *plain),)), write=exact_cell).decode("utf-8-sig")
    assert all(text == cell(text) or text.startswith("'") or cell(text) == text for text in map(exact_cell, plain))
    rows = [(n, tuple(row)) for n, row in enumerate(csv.reader(io.StringIO(written, newline="")), 1)]
    assert [*without_ours(rows)][1][1] == tuple(plain)


# ------------------------------------------------------------------------------------------------------- stopping


@pytest.mark.parametrize("phase", ["read", "resolve", "save"])
def test_ctrl_c_leaves_whole_files_only(
    phase: str, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text(CONTACTS, encoding="utf-8")
    (tmp_path / "b.csv").write_text("Name\nCy Ray\n", encoding="utf-8")
    before = Book.import_file

    def interrupted(self: Book, path: Path, **options: Any) -> FileReport:
        def tell(file: str, done: int, total: int, now: str) -> None:
            if (file, now) == ("b.csv", phase):
                raise KeyboardInterrupt

        return before(self, path, **{**options, "progress": tell})

    monkeypatch.setattr(Book, "import_file", interrupted)
    done = run("import", tmp_path / "a.csv", tmp_path / "b.csv", "--book", book)
    assert (done.exit_code, done.stdout) == (130, "")
    assert done.stderr.startswith(
        "Stopped. The file that was being read is as if it had never been named.\na.csv came in"
    )
    with open_book(book) as opened:
        assert [source.label for source in opened.sources()] == ["a.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_a_signal_ends_the_command_with_a_sentence(book: Path, tmp_path: Path) -> None:
    rows = "".join(f"Person {n} Old,p{n}@example.com\n" for n in range(30_000))
    (tmp_path / "many.csv").write_text(f"Name,Email\n{rows}", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "refnet",
        "import",
        str(tmp_path / "many.csv"),
        "--book",
        str(book),
        "--progress-json",
    ]
    with (tmp_path / "err").open("wb") as err:
        started = subprocess.Popen(command, stderr=err, stdout=subprocess.DEVNULL, env={**os.environ})
        for _ in range(600):
            if b'"done": ' in (tmp_path / "err").read_bytes().replace(b'"done": 0,', b""):
                break
            time.sleep(0.05)
        started.send_signal(signal.SIGINT)
        assert started.wait(timeout=60) == 130
    assert "Stopped." in (tmp_path / "err").read_text(encoding="utf-8")
    with open_book(book) as opened:
        assert opened.sources() == []


def test_preview_of_a_file_that_is_there_is_none(book: Path) -> None:
    brought(book, "a.csv", CONTACTS)
    assert replace(brought(book, "a.csv", CONTACTS), lines=()).preview is None
