"""The page Add files before and after: what a file makes of the book, the columns of a table, the refused rows."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import app_books
import pytest
from streamlit.testing.v1 import AppTest

from app import launch
from app.jobs import Job
from refnet.book import open_book

MAIN = str(Path(launch.__file__).with_name("main.py"))
KNOWN = "Name,Email,Company\nDana Okafor,dana@example.com,Larkspur\nBo Lind,bo@example.com,Acme\n"
NEWER = (
    KNOWN.replace("Acme", "Brightside") + "Cy Ray,cy@example.com,Acme\nD. Okafor,dana@example.com,\ntoo,many,cells,x\n"
)
TABLE = (
    "Liste;;;\nKunde;Emial;Firma;Gebrutstag\n"
    "Dana Okafor;dana@example.com;Larkspur;03/04/1980\nEve Ito;eve@example.com;;\n"
)

Checked = Callable[..., AppTest]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = app_books.empty(tmp_path / "book.refnet")
    (tmp_path / "known.csv").write_text(KNOWN, encoding="utf-8")
    with open_book(path) as opened:
        opened.import_file(tmp_path / "known.csv", now=app_books.NOW)
    return path


@pytest.fixture
def checked(book: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Checked]:
    """The page, once files were chosen and "Check" was pressed."""
    jobs: list[Job] = []

    def start(*files: tuple[str, str]) -> AppTest:
        monkeypatch.setenv("REFNET_BOOK", str(book))
        jobs.append(Job([(name, text.encode()) for name, text in files], book=str(book)))
        app = AppTest.from_file(MAIN, default_timeout=60)
        app.session_state["import.job"] = jobs[-1]
        app.run()
        app.switch_page("views/import_files.py")
        return settled(app)

    yield start
    for job in jobs:
        job.close()


def settled(app: AppTest) -> AppTest:
    """The page as it is once the work in the background is done."""
    job = app.session_state["import.job"]
    for _ in range(600):
        if not job.running:
            break
        time.sleep(0.1)
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    return settled(app)


def choose(app: AppTest, label: str, value: str) -> AppTest:
    next(box for box in app.selectbox if box.label == label).set_value(value).run()
    assert not app.exception
    return app


def headers(app: AppTest) -> list[str]:
    return [header.value for header in app.header]


def sections(app: AppTest) -> list[str]:
    return [expander.label for expander in app.expander]


def drawn(app: AppTest) -> str:
    return "\n".join(str(element.proto) for element in app.get("bidi_component"))


def names(book: Path) -> set[str]:
    with open_book(book) as opened:
        return {person.name for person in opened.people()}


def test_a_check_lists_people_and_rows_by_what_becomes_of_them(book: Path, checked: Checked) -> None:
    app = checked(("newer.csv", NEWER))
    assert sections(app) == [
        "New people (1)",
        "Merged with somebody who is there (1)",
        "Changed (1)",
        "Refused rows (1)",
    ]
    shown = drawn(app)
    for text in ("Cy Ray", "row 4", "Same e-mail: dana@example.com", "work: new: Brightside", "too | many | cells | x"):
        assert text in shown
    assert any(text.value.startswith("A newer export of known.csv") for text in app.text)
    assert "Cy Ray" not in names(book)


def test_the_refused_rows_are_a_file_to_correct(checked: Checked) -> None:
    app = checked(("newer.csv", NEWER))
    assert [button.proto.label for button in app.get("download_button")] == ["Download the refused rows"]
    ((file, content),) = app.session_state["import.job"].refused()
    header, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert (file, header, row[2:]) == (
        "newer.csv",
        ["refnet: line", "refnet: why", "Name", "Email", "Company"],
        ["too", "many", "cells", "x"],
    )


def test_an_unknown_table_is_asked_about_checked_and_remembered(book: Path, checked: Checked) -> None:
    app = checked(("kunden.csv", TABLE))
    assert headers(app) == ["Which column is which?", "Added so far"]
    texts = [text.value for text in app.text]
    assert "Gebrutstag" in texts and any("nearly" in text for text in texts)
    assert [box.value for box in app.selectbox if box.label.startswith("Column ")] == [
        "name",
        "email",
        "company",
        "birthday",
    ]
    app = choose(choose(app, "Dates have", "dmy"), "Column 3", "")
    assert "as you say" in [text.value for text in app.text]
    app = press(app, "Use this")
    assert headers(app)[0] == "What is in them"
    app = press(app, "Add to my book")
    assert "Eve Ito" in names(book)
    with open_book(book) as opened:
        dana = opened.person(opened.target("Dana Okafor").id)
        assert (dana.birthday and (dana.birthday.day, dana.birthday.month)) == (3, 4)
    again = checked(("next.csv", TABLE + "Max Berg;max@example.com;Acme;\n"))
    assert headers(again)[0] == "What is in them"
    assert "as you said of a file with the same headers" in drawn(again)
    assert headers(press(again, "Change which column is which"))[0] == "Which column is which?"


def test_another_kind_and_another_header_row_are_looked_at_anew(checked: Checked) -> None:
    app = checked(("kunden.csv", TABLE))
    app = choose(app, "It is a list of", "purchases")
    assert "Amount" in next(box for box in app.selectbox if box.label == "Column 1").options
    app.number_input[0].set_value(3).run()
    assert not app.exception
    texts = [text.value for text in app.text]
    assert "Larkspur" in texts
    app.number_input[0].set_value(40).run()
    assert not app.exception
    assert "No header can be in row 40." in [text.value for text in app.text]


def test_a_table_to_ask_about_does_not_hold_back_the_others(book: Path, checked: Checked) -> None:
    app = checked(("kunden.csv", TABLE), ("newer.csv", NEWER))
    assert headers(app)[:2] == ["Which column is which?", "What is in them"]
    assert "Add to my book" not in [button.label for button in app.button]
    app = press(press(app, "Use this"), "Add to my book")
    assert {"Eve Ito", "Cy Ray"} < names(book)


def test_several_tables_are_asked_about_one_after_the_other(book: Path, checked: Checked) -> None:
    app = checked(("a.csv", TABLE), ("b.csv", TABLE.replace("Eve Ito;eve", "Max Berg;max").replace("Firma", "Frima")))
    assert headers(app).count("Which column is which?") == 1
    app = press(press(app, "Use this"), "Use this")
    assert headers(app)[0] == "What is in them"
    press(app, "Add to my book")
    assert {"Eve Ito", "Max Berg"} < names(book)


def test_hostile_headers_and_cells_are_never_read_as_markdown(checked: Checked) -> None:
    word = app_books.HOSTILE[12]
    app = checked(("x.csv", f"{word};Emial;Telefon\nDana Okafor;dana@example.com;{word}\nBo Lind;bo@example.com;1\n"))
    assert headers(app)[0] == "Which column is which?"
    read = [*app.markdown, *app.caption, *app.header, *app.error, *app.info]
    labels = [box.label for box in app.selectbox] + [button.label for button in app.button]
    assert not any(word in text for text in [*(element.value for element in read), *labels])
