"""The command line of a book that several people share: who they are, who knows whom, what is one member's alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from neo4j_server import Server

from refnet.cli import main


def run(*words: str | Path) -> Result:
    """One command; an exception that reaches the user fails the test."""
    result = CliRunner().invoke(main, [str(word) for word in words], prog_name="refnet")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def answer(*words: str | Path) -> dict[str, Any]:
    """The JSON of a command that succeeds, with its version taken off."""
    result = run(*words, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    assert found.pop("version") == 1
    return found


JONAS, PRIYA = "Jonas Ferreira", "Priya Nandakumar"
SECRET = "zeppelin-quince"
DAY = ("--as-of", "2026-10-31")


@pytest.fixture(scope="module")
def team_book(sample_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample firm's book, shared by Maya, who made it, Jonas and Priya, whose files are in it already."""
    path = Path(shutil.copy(sample_book, tmp_path_factory.mktemp("team") / "team.refnet"))
    for name in (JONAS, PRIYA):
        assert (
            run("members", "--add", name, "--email", f"{name.split()[0].lower()}@example.com", "--book", path).exit_code
            == 0
        )
    return path


@pytest.fixture
def team(team_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the team's book, to change, named by REFNET_BOOK."""
    path = Path(shutil.copy(team_book, tmp_path / "team.refnet"))
    monkeypatch.setenv("REFNET_BOOK", str(path))
    return path


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of three members in which only Dana is besides, named by REFNET_BOOK."""
    path, contacts = tmp_path / "small.refnet", tmp_path / "contacts.csv"
    contacts.write_text("Name,Email\nDana Okafor,dana@example.com\n", encoding="utf-8")
    monkeypatch.setenv("REFNET_BOOK", str(path))
    for words in (("new", "--me", "Maya Castellan"), ("import", contacts)):
        assert run(*words).exit_code == 0
    for name in (JONAS, PRIYA):
        assert run("members", "--add", name).exit_code == 0
    return path


def act_as(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("REFNET_MEMBER", name)


# --------------------------------------------------------------------------------------------------------- members


def test_members_are_listed_with_their_files_and_as_whom_one_looks(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act_as(monkeypatch, PRIYA)
    found = answer("members")["members"]
    assert [(m["name"], m["me"]) for m in found] == [("Maya Castellan", False), (JONAS, False), (PRIYA, True)]
    assert found[2]["emails"] == ["priya@example.com"]
    assert f"{PRIYA} (you)" in run("members").stdout


def test_a_member_who_joins_is_the_person_whom_the_book_knew(team_book: Path, sample_book: Path) -> None:
    """A team-mate whose files came in before is not doubled."""
    people = [[p["name"] for p in answer("people", "--book", book)["people"]] for book in (sample_book, team_book)]
    assert people[0] == people[1] and people[1].count(PRIYA) == 1


def test_every_verb_acts_as_the_member_in_the_environment(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act_as(monkeypatch, PRIYA)
    assert f"{PRIYA} (you)" in run("people", "priya").stdout
    assert answer("path", "Dana Okafor")["routes"][0]["names"][0] == PRIYA


def test_a_member_whom_nobody_knows_is_told_and_can_still_be_added(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever set REFNET_MEMBER first is told what to do, and that works with it set."""
    act_as(monkeypatch, "Zelda Quirkwood")
    told = run("today")
    assert told.exit_code == 1 and "Zelda Quirkwood" in told.stderr and "refnet members --add" in told.stderr
    assert run("members", "--add", "Zelda Quirkwood").exit_code == 0
    assert run("today").exit_code == 0


def test_a_dry_run_adds_nobody(small: Path) -> None:
    before = answer("members")
    assert run("members", "--add", "Zelda Quirkwood", "--dry-run").stdout.startswith("Would add Zelda Quirkwood")
    assert answer("members") == before


def test_addresses_without_a_name_are_not_understood(small: Path) -> None:
    assert run("members", "--email", "zelda@example.com").exit_code == 2


def test_a_new_book_where_a_teams_book_is_says_how_to_join_it(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("", "Zelda Quirkwood"):
        act_as(monkeypatch, name)
        told = run("new", "--me", "Zelda Quirkwood", "--book", small)
        assert told.exit_code == 1
        assert "already" in told.stderr and "refnet members --add" in told.stderr and "REFNET_MEMBER" in told.stderr


# ---------------------------------------------------------------------------------------------------------- routes


def test_a_route_may_begin_with_a_team_mate(team: Path) -> None:
    """The text says with whom it begins and who writes; the message is the team-mate's."""
    route = answer("path", "Dana Okafor", "--from", PRIYA)["routes"][0]
    assert route["names"][0] == PRIYA
    first, _, step, *text = run("path", "Dana Okafor", "--from", PRIYA).stdout.splitlines()
    asked = "you" if route["names"][1] == "Maya Castellan" else route["names"][1]
    assert first.startswith(f"{JONAS} knows Dana Okafor best") and step.startswith(f"{PRIYA} asks {asked}  (")
    assert f"  {PRIYA}" in text and "  Priya" in text
    assert any(line.startswith(f"Message from {PRIYA} to {asked}: ") for line in text)


def test_from_anyone_is_the_best_route_of_all_members(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the same whoever asks, goes over nobody of the team, and the sentence on top says who knows them best."""
    routes = []
    for member in ("Maya Castellan", JONAS):
        act_as(monkeypatch, member)
        found = answer("path", "Dana Okafor", "--from", "anyone")
        routes.append([route["people"] for route in found["routes"]])
        assert not {"Maya Castellan", JONAS, PRIYA} & set(found["routes"][0]["names"][1:])
    assert routes[0] == routes[1] and len({people[0] for people in routes[0]}) == 3
    assert run("path", "Dana Okafor", "--from", "anyone").stdout.startswith(found["text"])


def test_from_nobody_of_the_team_is_told_with_who_there_is(team: Path) -> None:
    told = run("path", "Dana Okafor", "--from", "Zelda Quirkwood")
    assert told.exit_code == 1 and PRIYA in told.stderr + told.stdout


def test_a_route_of_ones_own_says_you(team: Path) -> None:
    text = run("path", "Dana Okafor").stdout
    assert "\n  You\n" in text and "  2. " in text and "You > " in text


def test_who_knows_a_company_is_told_strongest_first_with_reasons(team: Path) -> None:
    found = answer("who-knows", "Larkspur Hotels")
    values = [line["strength"]["value"] for line in found["lines"]]
    assert values == sorted(values, reverse=True) and len(values) > 1
    assert all(line["reasons"] for line in found["lines"])
    text = run("who-knows", "Larkspur Hotels").stdout
    assert found["lines"][0]["name"] in text and found["lines"][0]["reasons"][0]["text"] in text


# --------------------------------------------------------------------------------------------------------- private


@pytest.mark.parametrize(
    "words",
    [
        ["meeting", "Dana Okafor"],
        ["call", "Dana Okafor"],
        ["mail", "Dana Okafor"],
        ["message", "Dana Okafor"],
        ["ask", "Dana Okafor"],
        ["introduction", JONAS, "--to", "Dana Okafor"],
        ["referral", JONAS, "--prospect", "Dana Okafor"],
        ["thanks", "Dana Okafor"],
        ["promise", "Dana Okafor"],
        ["note", "Dana Okafor"],
        ["complaint", "Dana Okafor"],
    ],
)
def test_every_kind_of_entry_may_be_for_oneself_alone(
    words: list[str], small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is shown to its member, marked, and to nobody else."""
    act_as(monkeypatch, PRIYA)
    before = run("show", "Dana Okafor", *DAY).stdout
    kept = run("log", *words, "--text", SECRET, "--private", "--on", "2026-10-30")
    assert kept.exit_code == 0 and "(only you see this)" in kept.stdout
    (line,) = [line for line in run("show", "Dana Okafor", *DAY).stdout.splitlines() if "2026-10-30" in line]
    assert line.endswith("of your own entries (only you see this)]")
    act_as(monkeypatch, JONAS)
    assert run("show", "Dana Okafor", *DAY).stdout.replace(JONAS, PRIYA) == before.replace(JONAS, PRIYA)
    assert SECRET not in run("show", "Dana Okafor", *DAY, "--json").stdout


def test_a_private_file_is_marked_for_its_member_and_unseen_by_others(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"{SECRET}.csv"
    path.write_text("Name,Email\nZelda Quirkwood,zelda@example.com\n", encoding="utf-8")
    act_as(monkeypatch, PRIYA)
    assert "you alone" in run("import", path, "--private").stdout
    assert f"{SECRET}.csv (only you see this)" in run("sources").stdout
    assert run("people", "quirkwood").stdout.count("Zelda") == 1
    act_as(monkeypatch, JONAS)
    for words in (("sources",), ("people",), ("show", "Zelda Quirkwood")):
        told = run(*words, "--json")
        assert SECRET not in told.stdout and "zelda@" not in told.stdout


def test_a_person_is_private_and_shared_again(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one's own entries tell of them is for oneself, until that is taken back."""
    act_as(monkeypatch, PRIYA)
    assert run("log", "note", "Dana Okafor", "--text", SECRET, "--on", "2026-10-30").exit_code == 0
    before = run("private", "Dana Okafor", "--dry-run")
    assert "would be" in before.stdout and _is_seen_by(JONAS, monkeypatch)
    act_as(monkeypatch, PRIYA)
    assert "(only you see this)" in run("private", "Dana Okafor").stdout
    assert "Only you see" in run("show", "Dana Okafor", *DAY).stdout
    assert "(only you see this)" in run("log", "call", "Dana Okafor").stdout
    assert not _is_seen_by(JONAS, monkeypatch)
    act_as(monkeypatch, PRIYA)
    assert answer("private", "Dana Okafor", "--undo")["private"] is False
    assert _is_seen_by(JONAS, monkeypatch)


def _is_seen_by(name: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    act_as(monkeypatch, name)
    return SECRET in run("show", "Dana Okafor", *DAY).stdout


# ------------------------------------------------------------------------------------------------------------- app


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "refnet.example.com", "", "127.0.0.1.example.com"])
def test_the_app_listens_on_this_computer_only(address: str, tmp_path: Path) -> None:
    """Another address is refused with a sentence that says why and what to do, before anything is opened."""
    told = _launched(tmp_path, "--address", address)
    assert told.returncode == 1 and told.stdout == ""
    assert told.stderr.startswith(f'The app does not listen on "{address}": nobody signs in')
    assert "this computer only (127.0.0.1)" in told.stderr and len(told.stderr.splitlines()) == 2


def test_the_address_that_streamlit_would_take_is_refused_too(tmp_path: Path) -> None:
    told = _launched(tmp_path, environment={"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"})
    assert told.returncode == 1 and 'not listen on "0.0.0.0"' in told.stderr


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1", "[::1]", "127.0.0.2"])
def test_this_computers_own_addresses_are_accepted(address: str) -> None:
    from app.launch import refuse_outside

    refuse_outside(address)


def _launched(folder: Path, *words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "refnet", "app", "--no-browser", "--book", str(folder / "none.refnet")]
    return subprocess.run(
        [*command, *words], capture_output=True, text=True, timeout=60, env={**os.environ, **(environment or {})}
    )


def test_a_book_on_a_server_is_not_replaced_by_a_file() -> None:
    """It says what to do on a server instead."""
    told = run("restore", "book.refnet.backup", "--book", "neo4j://127.0.0.1:1")
    assert told.exit_code == 1 and told.stderr.startswith("This book is on a server")
    assert "refnet copy FILE neo4j://" in told.stderr


def test_on_a_server_what_concerns_files_says_what_to_do_instead(
    neo4j_database: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("BOOK", "uri"), ("NEO4J_USER", "user"), ("NEO4J_PASSWORD", "password")):
        monkeypatch.setenv(f"REFNET_{name}", getattr(neo4j_database, value))
    assert run("new", "--me", "Maya Castellan").exit_code == 0
    told = run("backup")
    assert told.exit_code == 1 and "the server's own dump" in told.stderr and "refnet copy neo4j://" in told.stderr
    health = answer("doctor")
    assert (health["ok"], health["book"]) == (True, neo4j_database.uri)
    (tmp_path / "contacts.csv").write_text("Name,Email\nDana Okafor,dana@example.com\n", encoding="utf-8")
    assert run("import", tmp_path / "contacts.csv").exit_code == 0
    gone = answer("forget", "Dana Okafor", "--yes")
    assert (gone["done"], gone["held_by"]) == (True, [])
