"""What the owner logs is kept in their own words, answers at once, and can be taken back as if it had never been."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from refnet.book import new_book, open_book
from refnet.cli import main
from refnet.model import Ask, Complaint, Interaction, Introduction, Note, Promise, Referral, Thanks

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
FRIEND = "Imelda Sarpong"
STRANGER = "Zelda Quirkwood"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Maya's book, whose day is 31 October 2026, with two people in it."""
    contacts = tmp_path / "contacts.csv"
    contacts.write_text(f"Name,Email\n{FRIEND},imelda@example.com\nDana Okafor,dana@example.com\n", encoding="utf-8")
    path = tmp_path / "book.refnet"
    with new_book(path, "Maya Castellan", now=NOW, settings={"story_day": "2026-10-31"}) as made:
        made.import_file(contacts, now=NOW)
    return path


def log(book: Path, *words: str) -> Result:
    result = CliRunner().invoke(main, ["log", *words, "--book", str(book)], prog_name="refnet")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def kept(book: Path, *words: str) -> dict[str, Any]:
    """The answer to an entry that succeeds."""
    result = log(book, *words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)["kept"]
    return found


def event_of(book: Path, answer: dict[str, Any]) -> Any:
    with open_book(book) as opened:
        return opened.store.events([answer["id"]])[answer["id"]].event


def dump_of(book: Path) -> dict[str, Any]:
    with open_book(book) as opened:
        return opened.store.dump()


@pytest.mark.parametrize(
    ("words", "kind", "sentence"),
    [
        (("meeting", FRIEND, "--text", "Coffee"), Interaction, "Meeting of you and Imelda Sarpong: Coffee"),
        (("call", FRIEND, "--by", "them", "--minutes", "20"), Interaction, "Call of Imelda Sarpong and you"),
        (("mail", FRIEND, "Dana Okafor"), Interaction, "Mail of you, Imelda Sarpong and Dana Okafor"),
        (("message", FRIEND), Interaction, "Message of you and Imelda Sarpong"),
        (("ask", FRIEND, "--for", STRANGER, "--outcome", "agreed"), Ask, "You asked Imelda Sarpong for an "),
        (("introduction", FRIEND, "--to", "Dana Okafor"), Introduction, "Imelda Sarpong introduced you to Dana Okafor"),
        (("introduction", "me", "--from", FRIEND, "--to", STRANGER), Introduction, "You introduced Imelda Sarpong to"),
        (("referral", FRIEND, "--prospect", STRANGER), Referral, "Imelda Sarpong referred Zelda Quirkwood to you"),
        (("thanks", FRIEND), Thanks, "You thanked Imelda Sarpong"),
        (
            ("promise", FRIEND, "--text", "Prices", "--due", "2026-11-09", "--by", "them"),
            Promise,
            "Imelda Sarpong prom",
        ),
        (("note", FRIEND, "--text", "Two sons", "--personal"), Note, "Note on Imelda Sarpong: Two sons"),
        (("complaint", FRIEND, "--text", "Late"), Complaint, "Imelda Sarpong complained about you"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_each_kind_is_kept_told_in_a_sentence_and_taken_back(
    book: Path, words: tuple[str, ...], kind: type[Any], sentence: str
) -> None:
    before = dump_of(book)
    answer = kept(book, *words, "--on", "2026-10-02")
    assert answer["text"].startswith(sentence)
    event = event_of(book, answer)
    assert isinstance(event, kind) and event.at == date(2026, 10, 2)
    assert log(book, "undo", answer["id"]).exit_code == 0
    assert dump_of(book) == before


def test_a_referral_keeps_its_value_in_cents_and_its_currency(book: Path) -> None:
    words = ("referral", FRIEND, "--prospect", STRANGER, "--to", "me", "--value", "1200", "--currency", "eur")
    answer = kept(book, *words, "--status", "won", "--on", "2026-10-02")
    event = event_of(book, answer)
    assert (event.value_cents, event.currency, event.stage) == (120_000, "EUR", "won")
    assert event.dates == {"won": date(2026, 10, 2)}
    assert answer["new"] == [STRANGER]
    with open_book(book) as opened:
        assert opened.person(event.prospect).name == STRANGER


def test_the_day_is_the_books_own_unless_said(book: Path) -> None:
    assert kept(book, "meeting", FRIEND)["day"] == "2026-10-31"


def test_a_dry_run_says_what_would_be_kept_and_keeps_nothing(book: Path) -> None:
    before = dump_of(book)
    result = log(book, "referral", FRIEND, "--prospect", STRANGER, "--dry-run")
    assert result.stdout.startswith("Would keep: 2026-10-31: Imelda Sarpong referred") and "undo" not in result.stdout
    assert dump_of(book) == before


def test_an_entry_says_how_to_take_it_back(book: Path) -> None:
    line = log(book, "thanks", FRIEND).stdout.splitlines()[-1]
    assert line.strip().startswith("To take it back: refnet log undo owner:thanks:")
    assert log(book, "undo", line.split()[-1]).stdout == "Took the entry back.\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("meeting", "Nobody Whosoever"), "Nobody and no company called"),
        (("referral", FRIEND, "--prospect", "Dana Okafo r"), 'called "Dana Okafo r"'),
        (("referral", FRIEND, "--prospect", "Zelda"), 'called "Zelda"'),
        (("undo", "owner:note:none"), "There is no such entry of yours."),
        (("undo", "owner:me"), "There is no such entry of yours."),
    ],
)
def test_who_is_not_found_is_said_with_a_cure(book: Path, words: tuple[str, ...], says: str) -> None:
    result = log(book, *words)
    assert result.exit_code == 1 and says in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("meeting", "me"), "That is you yourself"),
        (("meeting", FRIEND, "Dana Okafor", "--by", "them"), "with one person only"),
        (("meeting", FRIEND, "--on", "2199-01-01"), "has not come yet"),
        (("meeting", FRIEND, "--minutes", "99999999999999999999"), "--minutes"),
        (("introduction", FRIEND, "--to", FRIEND), "The same person stands in two places"),
        (("referral", FRIEND, "--prospect", STRANGER, "--value", "lots"), "is no amount"),
        (("referral", FRIEND, "--prospect", STRANGER, "--value=-5"), "is no amount"),
        (("referral", FRIEND, "--prospect", STRANGER, "--value", "9" * 19), "is no amount"),
        (("referral", FRIEND, "--prospect", STRANGER, "--value", "1", "--currency", "EURO"), "three letters"),
        (("note", FRIEND, "--text", "x" * 100_001), "at most 100,000"),
    ],
)
def test_what_cannot_be_kept_is_not_understood(book: Path, words: tuple[str, ...], says: str) -> None:
    before = dump_of(book)
    result = log(book, *words)
    assert result.exit_code == 2 and says in result.stderr
    assert dump_of(book) == before


def test_no_note_commands_a_terminal(book: Path) -> None:
    result = log(book, "note", FRIEND, "--text", "\x1b[31mred\x1b]0;x\x07 \u202eover")
    assert not set(result.stdout) & set("\x1b\x07\u202e")


def test_an_entry_keeps_the_name_when_the_file_is_taken_back(book: Path) -> None:
    kept(book, "meeting", FRIEND)
    with open_book(book) as opened:
        opened.undo(now=NOW)
        assert {person.name for person in opened.people()} == {"Maya Castellan", FRIEND}
