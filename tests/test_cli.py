"""Every verb of the command line: what it answers, where and how it ends, and that no name commands a terminal."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from refnet.cli import main

DATA = Path(__file__).resolve().parent / "data"
LINKEDIN = DATA / "linkedin" / "era-2024.csv"
TEMPLATES = tuple(DATA / "templates" / f"{kind}.csv" for kind in ("contacts", "interactions", "referrals"))
FILE_FIELDS = (
    "file importer rows used refused skipped people organizations emails phones interactions introductions referrals "
    "relations problems"
).split()
HEAVY = ("pandas", "networkx", "streamlit", "numpy", "neo4j", "openpyxl", "phonenumbers")


def run(*words: str | Path) -> Result:
    """One command; an exception that reaches the user fails the test."""
    result = CliRunner().invoke(main, [str(word) for word in words], prog_name="refnet")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A new book of Maya's, with nothing in it."""
    path = tmp_path / "maya.refnet"
    assert run("new", "--me", "Maya Castellan", "--email", "maya@example.com", "--book", path).exit_code == 0
    return path


@pytest.fixture
def full(book: Path) -> Path:
    """Maya's book with four small files in it."""
    assert run("import", LINKEDIN, *TEMPLATES, "--book", book).exit_code == 0
    return book


@pytest.fixture
def sample(sample_book: Path, tmp_path: Path) -> Path:
    """A copy of the sample's book, to change."""
    return Path(shutil.copy(sample_book, tmp_path / "sample.refnet"))


def answer(*words: str | Path) -> dict[str, Any]:
    """The JSON of a command that succeeds, with its version taken off."""
    result = run(*words, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    assert found.pop("version") == 1
    return found


def sheet(folder: Path, name: str, header: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def people(book: Path) -> list[str]:
    return [person["name"] for person in answer("people", "--book", book)["people"]]


# ------------------------------------------------------------------------------------------------------------- new


def test_a_new_book_holds_its_owner(book: Path) -> None:
    (owner,) = answer("people", "--book", book)["people"]
    assert (owner["name"], owner["emails"], owner["me"]) == ("Maya Castellan", ["maya@example.com"], True)


def test_a_second_book_at_a_place_is_refused_and_the_first_is_unchanged(book: Path) -> None:
    before = book.read_bytes()
    for more in ((), ("--dry-run",)):
        result = run("new", "--me", "Bo Lindqvist", "--book", book, *more)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "already" in result.stderr and "--book FILE" in result.stderr
    assert book.read_bytes() == before


def test_a_dry_run_makes_no_book(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "maya.refnet"
    result = run("new", "--me", "Maya Castellan", "--book", path, "--dry-run")
    assert (result.exit_code, result.stdout) == (0, f"Would make {path} for Maya Castellan.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [(), ("--me", " "), ("--me", "Maya", "--sample")])
def test_whose_book_it_is_must_be_said_once(words: tuple[str, ...], tmp_path: Path) -> None:
    result = run("new", *words, "--book", tmp_path / "a.refnet")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "whose book" in result.stderr and list(tmp_path.iterdir()) == []


def test_without_book_the_place_in_the_environment_is_taken(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFNET_BOOK", str(book))
    assert "Maya Castellan (you)" in run("people").stdout


# ---------------------------------------------------------------------------------------------------------- import


def test_the_rows_of_each_file_add_up(book: Path) -> None:
    files = answer("import", LINKEDIN, *TEMPLATES, "--book", book)["files"]
    assert [file["file"] for file in files] == [path.name for path in (LINKEDIN, *TEMPLATES)]
    for file in files:
        assert set(FILE_FIELDS) <= set(file)
        assert file["rows"] == file["used"] + file["refused"] + file["skipped"] > 0
        assert all({"code", "locator", "message"} <= set(problem) for problem in file["problems"])
    assert sum(file["refused"] for file in files) > 0


def test_a_report_says_what_came_in_on_stdout_and_what_did_not_on_stderr(book: Path) -> None:
    result = run("import", TEMPLATES[2], "--book", book)
    assert result.exit_code == 0
    assert "3 referrals (read as template.referrals)" in result.stdout
    assert re.search(r"4 rows = 3 used \+ 1 refused \+ 0 skipped\.", result.stdout)
    assert re.search(r"To take it back: refnet undo i\w+", result.stdout)
    assert "row 4: refused:" in result.stderr and "refused:" not in result.stdout


def test_a_dry_run_reports_and_keeps_nothing(book: Path) -> None:
    result = run("import", LINKEDIN, "--dry-run", "--book", book)
    assert result.exit_code == 0 and "Would bring" in result.stdout and "refnet undo" not in result.stdout
    assert people(book) == ["Maya Castellan"]
    assert answer("sources", "--book", book) == {"sources": []}


def test_the_same_file_twice_changes_nothing(full: Path) -> None:
    before = answer("people", "--book", full), answer("sources", "--book", full)
    result = run("import", LINKEDIN, "--book", full)
    assert result.exit_code == 0 and "in the book already; nothing has changed" in result.stdout
    assert answer("import", LINKEDIN, "--book", full)["files"][0]["known"] is True
    assert (answer("people", "--book", full), answer("sources", "--book", full)) == before


def test_one_bad_file_among_good_ones_is_told_and_the_rest_is_imported(book: Path, tmp_path: Path) -> None:
    bad = tmp_path / "holiday.txt"
    bad.write_text("sun and sea\n", encoding="utf-8")
    words = ("import", bad, LINKEDIN, tmp_path, tmp_path / "nowhere.csv", "--book", book)
    result = run(*words)
    assert result.exit_code == 1
    assert "era-2024.csv: " in result.stdout and "Dana Okafor" in people(book)
    for told in ("holiday.txt is no kind of file", f"{tmp_path.name} is not a file", "There is no file"):
        assert told in result.stderr and told not in result.stdout
    again = json.loads(run(*words, "--json").stdout)["files"]
    assert ["error" in file for file in again] == [True, False, True, True]
    assert all(file["error"]["message"] and file["error"]["fix"] for file in again if "error" in file)


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b"PK\x03\x04broken", b"\xff\xfe", b"Notes:\n"])
def test_a_file_that_holds_nothing_is_told_with_its_cure(content: bytes, book: Path, tmp_path: Path) -> None:
    path = tmp_path / "Connections.csv"
    path.write_bytes(content)
    result = run("import", path, "--book", book)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 2 and "Connections.csv" in result.stderr


def test_a_file_name_that_no_disk_can_hold_is_told(book: Path) -> None:
    result = run("import", "a\0b.csv", "--book", book)
    assert result.exit_code == 1 and "cannot be opened" in result.stderr and "\0" not in result.stderr


def test_a_zip_is_one_import_and_each_member_is_accounted_for(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(LINKEDIN, "Connections.csv")
        archive.writestr("holiday.txt", "sun and sea")
    (file,) = answer("import", path, "--book", book)["files"]
    assert (file["file"], file["importer"], file["people"]) == ("export.zip", "linkedin.connections", 6)
    assert [member["file"] for member in file["members"]] == ["export.zip!Connections.csv"]
    assert any("holiday.txt" in problem["locator"] for problem in file["problems"])
    assert answer("undo", "--book", book)["file"] == "export.zip"
    assert people(book) == ["Maya Castellan"]


def test_progress_is_a_line_of_json_for_each_step(book: Path) -> None:
    result = run("import", LINKEDIN, "--progress-json", "--json", "--book", book)
    lines = [json.loads(line) for line in result.stderr.splitlines()]
    assert [set(line) for line in lines] == [{"file", "done", "total", "phase"}] * len(lines)
    assert list(dict.fromkeys(line["phase"] for line in lines)) == ["read", "resolve", "save"]
    assert json.loads(result.stdout)["files"][0]["people"] == 6


def test_a_team_mates_file_gives_the_team_mates_ties(book: Path, tmp_path: Path) -> None:
    run("import", sheet(tmp_path, "mine.csv", "Given name,Family name", "Jonas,Ferreira"), "--book", book)
    assert run("import", LINKEDIN, "--of", "Jonas Ferreira", "--book", book).exit_code == 0
    (route,) = answer("path", "Dana Okafor", "--book", book)["routes"]
    assert route["names"] == ["Maya Castellan", "Jonas Ferreira", "Dana Okafor"]


def test_a_new_full_name_becomes_a_team_mate_and_a_slip_of_the_pen_does_not(book: Path, tmp_path: Path) -> None:
    assert run("import", LINKEDIN, "--of", "Jonas Ferreira", "--book", book).exit_code == 0
    assert {"Dana Okafor", "Jonas Ferreira"} < set(people(book))
    for name in ("Jonas Fereira", "Unheard"):
        result = run("import", TEMPLATES[0], "--of", name, "--book", book)
        assert (result.exit_code, result.stdout) == (1, "") and name in result.stderr
        assert name not in people(book)
    assert "Closest: Jonas Ferreira" in run("import", TEMPLATES[0], "--of", "Jonas Fereira", "--book", book).stderr


# ---------------------------------------------------------------------------------------------------- sources, undo


def test_sources_lists_each_import_with_its_rows(full: Path) -> None:
    listed = answer("sources", "--book", full)["sources"]
    assert [source["label"] for source in listed] == [path.name for path in (LINKEDIN, *TEMPLATES)]
    header, *rows = run("sources", "--book", full).stdout.splitlines()
    assert header.split()[:3] == ["import", "when", "file"] and len(rows) == 4
    assert all(source["import_id"] in row for source, row in zip(listed, rows, strict=True))


def test_sources_of_one_import_tells_each_remark(full: Path) -> None:
    referrals = answer("sources", "--book", full)["sources"][-1]
    result = run("sources", referrals["import_id"], "--book", full)
    assert result.exit_code == 0 and "referrals.csv, row 4: " in result.stdout


def test_sources_of_an_import_that_is_not_there_is_an_error(full: Path) -> None:
    result = run("sources", "i0000", "--book", full)
    assert (result.exit_code, result.stdout) == (1, "") and 'no import "i0000"' in result.stderr


def test_sources_of_an_empty_book_says_how_to_begin(book: Path) -> None:
    result = run("sources", "--book", book)
    assert result.exit_code == 0 and "refnet import FILE" in result.stdout


def test_undo_takes_back_the_newest_import_or_the_one_that_is_named(full: Path) -> None:
    first, *_, last = answer("sources", "--book", full)["sources"]
    assert answer("undo", "--dry-run", "--book", full)["undone"] == last["import_id"]
    assert len(answer("sources", "--book", full)["sources"]) == 4
    assert answer("undo", "--book", full)["file"] == "referrals.csv"
    assert "Took back" in run("undo", first["import_id"], "--book", full).stdout
    left = answer("sources", "--book", full)["sources"]
    assert [source["label"] for source in left] == ["contacts.csv", "interactions.csv"]


def test_undo_of_everything_gives_the_new_book_back(full: Path) -> None:
    for _ in range(4):
        assert run("undo", "--book", full).exit_code == 0
    assert people(full) == ["Maya Castellan"]
    for words in (("undo",), ("undo", "i0000")):
        result = run(*words, "--book", full)
        assert (result.exit_code, result.stdout) == (1, "") and "refnet sources" in result.stderr


# ---------------------------------------------------------------------------------------------------- people, show


def test_people_as_json_has_what_a_program_needs(full: Path) -> None:
    found = {person["name"]: person for person in answer("people", "--book", full)["people"]}
    dana = found["Dana Okafor"]
    assert {"id", "name", "names", "emails", "phones", "organizations"} <= set(dana)
    assert "dana@example.com" in dana["emails"] and any("Larkspur" in name for name in dana["organizations"])


def test_people_narrows_down_by_words_and_says_when_nobody_fits(sample: Path) -> None:
    shown = run("people", "larkspur", "--limit", "3", "--book", sample)
    assert len(shown.stdout.splitlines()) == 4 and "7 more" in shown.stderr
    assert run("people", "qqqq", "--book", sample).stdout == "Nobody fits.\n"
    assert len(answer("people", "--book", sample)["people"]) > 500
    assert len(run("people", "--book", sample).stdout.splitlines()) == 51


def test_show_tells_a_person_with_the_rows_that_tell_of_them(full: Path) -> None:
    shown = run("show", "Dana Okafor", "--book", full).stdout
    assert shown.startswith("Dana Okafor\n")
    for part in ("dana@example.com", "Your tie: ", "What happened", "Told of by", "row 2 of contacts.csv"):
        assert part in shown
    found = answer("show", "Dana Okafor", "--book", full)
    assert found["person"]["name"] == "Dana Okafor" and found["history"] and found["places"]
    strength = found["tie"]["strength"]
    parts = sum(strength[part] for part in ("time", "trust", "intensity", "reciprocity"))
    assert parts == pytest.approx(strength["value"])


def test_today_tells_each_list_and_its_reasons(sample: Path) -> None:
    result = run("today", "--limit", "2", "--book", sample)
    assert result.exit_code == 0
    for title in ("Ask for a referral", "Say thank you", "Promises", "Going quiet"):
        assert title in result.stdout
    answer = json.loads(run("today", "--json", "--book", sample).stdout)
    assert len(answer["asks"]) == 3 and answer["as_of"] == "2026-10-31"
    assert all(
        item["why"] and item["person"] for part in ("asks", "thanks", "promises", "quiet") for item in answer[part]
    )


def test_today_of_an_empty_book_says_so(tmp_path: Path) -> None:
    book = tmp_path / "new.refnet"
    run("new", "--me", "Ann Lindqvist", "--book", book)
    result = run("today", "--book", book)
    assert (result.exit_code, result.stdout) == (0, "Nothing is due. Routes to somebody new: refnet path NAME\n")


def test_show_tells_a_company_with_its_people(sample: Path) -> None:
    shown = run("show", "Larkspur Hotels", "--book", sample).stdout
    assert shown.startswith("Larkspur Hotels\n  10 people known there\n") and "Dana Okafor" in shown
    found = answer("show", "Larkspur Hotels", "--book", sample)
    assert found["organization"]["name"] == "Larkspur Hotels" and len(found["people"]) == 10


# ------------------------------------------------------------------------------------------------------------ path


def test_path_says_whom_to_ask_why_and_what_to_write(sample: Path) -> None:
    result = run("path", "Dana Okafor", "--book", sample)
    assert (result.exit_code, result.stderr) == (0, "")
    for part in ("Ask ", "Weakest tie: ", "  You\n", "  Dana Okafor\n", "Message to ", "To pass on:", "Other routes"):
        assert part in result.stdout


def test_path_as_json_has_the_fields_of_the_answer(sample: Path) -> None:
    found = answer("path", "Dana Okafor", "--routes", "3", "--hops", "3", "--book", sample)
    assert set(found) == {"target", "as_of", "ego", "targets", "routes", "nothing"}
    assert (found["as_of"], found["nothing"], len(found["routes"])) == ("2026-10-31", None, 3)
    values = [route["value"] for route in found["routes"]]
    assert values == sorted(values, reverse=True)
    assert len({route["people"][1] for route in found["routes"]}) == 3
    for route in found["routes"]:
        assert len(route["hops"]) == len(route["people"]) - 1 <= 3
        assert route["message"]["body"] and route["hops"][0]["reasons"]


def test_path_leads_to_a_company_and_the_owners_reason_is_in_the_message(sample: Path) -> None:
    found = answer("path", "Larkspur Hotels", "--why", "Our new showroom opens.", "--book", sample)
    assert found["target"]["kind"] == "organization" and len(found["targets"]) == 10
    assert "Our new showroom opens." in json.dumps(found["routes"][0]["message"])


def test_no_route_is_an_answer_with_a_reason_and_not_an_error(full: Path, tmp_path: Path) -> None:
    alone = sheet(tmp_path, "others.csv", "Date,Referrer,Prospect,Recipient", "2026-01-05,Ada Quill,Bea Rowe,Cy Stone")
    run("import", alone, "--book", full)
    result = run("path", "Bea Rowe", "--book", full)
    assert (result.exit_code, result.stderr) == (0, "") and result.stdout.startswith("No route to Bea Rowe.\n")
    found = answer("path", "Bea Rowe", "--book", full)
    assert found["routes"] == [] and found["nothing"]["why"] and found["nothing"]["help"]


def test_a_name_that_fits_several_is_answered_with_their_ids(sample: Path) -> None:
    result = run("path", "Samuel", "--book", sample)
    assert (result.exit_code, result.stdout) == (1, "") and "fits 2 people or companies" in result.stderr
    ids = re.findall(r"Samuel Oyelaran \([^)]*\): (p\w+)", result.stderr)
    assert [answer("show", each, "--book", sample)["person"]["name"] for each in ids] == ["Samuel Oyelaran"] * 2


def test_the_beginning_of_a_company_s_name_means_the_company(sample: Path) -> None:
    """Not everybody who works there; and its id means the same."""
    found = answer("path", "Larkspur", "--book", sample)["target"]
    assert (found["name"], found["kind"], len(found["people"])) == ("Larkspur Hotels", "organization", 10)
    assert answer("path", found["id"], "--book", sample)["target"] == found


def test_a_name_that_fits_nobody_is_answered_with_the_nearest(sample: Path) -> None:
    result = run("path", "Dana Okafr", "--json", "--book", sample)
    assert result.exit_code == 1
    assert "Closest: Dana Okafor" in result.stderr
    assert "Closest: Dana Okafor" in json.loads(result.stdout)["error"]["fix"]


def test_an_answer_of_a_day_knows_nothing_of_later(sample: Path) -> None:
    then, now = (answer("path", "Dana Okafor", "--as-of", d, "--book", sample) for d in ("2023-06-30", "2026-10-31"))
    assert then["as_of"] == "2023-06-30" and then["routes"] != now["routes"]
    assert "2026" not in run("path", "Dana Okafor", "--as-of", "2023-06-30", "--book", sample).stdout


# ------------------------------------------------------------------------------------- how commands end and speak


@pytest.mark.parametrize(
    "words",
    [
        ("path",),
        ("path", "Dana", "Okafor"),
        ("path", "Dana", "--as-of", "31/10/2026"),
        ("path", "Dana", "--as-of", "2026-02-30"),
        ("path", "Dana", "--hops", "6"),
        ("path", "Dana", "--routes", "0"),
        ("people", "--limit", "0"),
        ("import",),
        ("frobnicate",),
        ("show", "Dana", "--nonsense"),
    ],
)
def test_what_is_not_understood_ends_with_2_and_says_so_on_stderr(words: tuple[str, ...], book: Path) -> None:
    result = run(*words, *([] if words == ("frobnicate",) else ["--book", book]))
    assert (result.exit_code, result.stdout) == (2, "") and "Usage: refnet" in result.stderr


VERBS = (("people",), ("sources",), ("undo",), ("show", "Dana"), ("path", "Dana"), ("import", LINKEDIN))


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
@pytest.mark.parametrize("place", ["missing", "empty", "foreign", "folder", "neo4j://localhost", "a\0b"])
def test_a_place_without_a_book_is_told_in_two_lines(verb: tuple[str | Path, ...], place: str, tmp_path: Path) -> None:
    """A missing, empty or foreign file, a folder, a server: message and cure on stderr, exit 1, no traceback."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    (tmp_path / "foreign").write_text("not a book of ours, but somebody's letter\n" * 100, encoding="utf-8")
    letter = (tmp_path / "foreign").read_bytes()
    result = run(*verb, "--book", place if not place.isalnum() else tmp_path / place)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 2 and "Traceback" not in result.stderr
    assert (tmp_path / "foreign").read_bytes() == letter
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "folder", "foreign"]


def test_each_verb_has_a_help_with_an_example() -> None:
    listed = run("--help").stdout
    for name in main.commands:
        result = run(name, "--help")
        assert result.exit_code == 0 and f"Example: refnet {name}" in result.stdout
        assert f"\n  {name} " in listed


# --------------------------------------------------------------------------------------------------- hostile names

HOSTILE = (
    "Red\x1b[31m Herring",
    "Bell\x07 Ringer",
    "Right\u202eLeft Override",
    "Iso\u2066late\u2069 Person",
    "Back\x08space Person",
    "C1\x9b31m Person",
    "Nul\0 Person",
    "Carriage\rReturn Person",
    "<script>alert(1)</script> Person",
    "[link](javascript:alert(1)) Person",
    "=HYPERLINK() Person",
    "Emoji 🤝 Person",
    "L" + "o" * 300 + "ng Person",
    "NA NA",
)


def commands_of_a_terminal(text: str) -> set[str]:
    """Characters that a terminal would obey, and those that turn the direction of writing."""
    bidi = {"\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
    return {c for c in text if c != "\n" and (unicodedata.category(c) in ("Cc", "Cs") or c in bidi)}


def test_no_name_can_command_a_terminal(book: Path, tmp_path: Path) -> None:
    """Control, escape and direction characters in names, companies, notes and file names are never printed."""
    rows = [f'"{name}","{name} Ltd","{name}"' for name in HOSTILE]
    contacts = sheet(tmp_path, "odd \u202e\x1b[31m.csv", "Name,Company,Notes", *rows)
    met = [f'2026-0{1 + i % 9}-01,"{name}","{name}"' for i, name in enumerate(HOSTILE)]
    interactions = sheet(tmp_path, "met.csv", "Date,With,Note", *met)
    outputs = [run("import", contacts, interactions, "--book", book), run("sources", "--book", book)]
    found = answer("people", "--book", book)["people"]
    assert len(found) == len(HOSTILE) + 1
    outputs.append(run("people", "--book", book))
    outputs += [run(verb, p["id"], "--book", book) for p in found for verb in ("show", "path")]
    outputs += [run("path", name, "--book", book) for name in HOSTILE]
    outputs += [run("import", contacts, "--of", name, "--book", book) for name in HOSTILE[:3]]
    outputs += [run("people", "--json", "--book", book), run("path", HOSTILE[2], "--json", "--book", book)]
    outputs += [run("new", "--me", name, "--book", book) for name in HOSTILE]
    assert set().union(*(commands_of_a_terminal(o.stdout + o.stderr) for o in outputs)) == set()
    assert all(o.exit_code in (0, 1) for o in outputs)


def test_a_row_of_a_hostile_name_stays_one_line(book: Path, tmp_path: Path) -> None:
    run("import", sheet(tmp_path, "a.csv", "Name,Company", '"Two\nLines Person",Fernhill'), "--book", book)
    header, *rows = run("people", "--book", book).stdout.splitlines()
    assert len(rows) == 2 and any("Two Lines Person" in row for row in rows)


# ------------------------------------------------------------------------------------------------------- the start


def test_a_route_is_answered_without_the_heavy_libraries(sample_book: Path) -> None:
    """What only the app, workbooks or drawings need is not loaded for an answer in the terminal."""
    script = (
        "import sys; from refnet.cli import main\n"
        f"main(['path', 'Dana Okafor', '--book', {str(sample_book)!r}], standalone_mode=False)\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (done.stdout[:4], done.stderr) == ("Ask ", "[]\n")


def test_app_starts_the_app_on_a_book_that_need_not_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a program of its own, with -P, so that a file app.py in the folder at hand does not hide the app."""
    started: list[list[str]] = []

    def start(command: list[str]) -> None:
        started.append(command)
        raise SystemExit(0)

    monkeypatch.setattr(os, "execv", lambda _, command: start(command))
    monkeypatch.setattr(subprocess, "run", lambda command, **_: start(command))
    place = tmp_path / "none.refnet"
    assert run("app", "--port", "8765", "--no-browser", "--book", place).exit_code == 0
    program = [sys.executable, "-P", "-m", "app.launch", "--book", str(place)]
    assert started == [[*program, "--port", "8765", "--no-browser"]]
    assert run("app", "--port", "70000").exit_code == 2


def test_python_m_refnet_is_the_command(sample_book: Path) -> None:
    command = [sys.executable, "-m", "refnet", "path", "Dana Okafor", "--book", str(sample_book)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("Ask ")
