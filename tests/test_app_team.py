"""The app on a book that several people share: as whom one looks, where routes begin, what only one of them sees."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import app_books
import pytest
import streamlit as st
from neo4j_server import Server
from streamlit.testing.v1 import AppTest

from app import launch
from app.jobs import Job
from refnet.book import Book, new_book, open_book

MAIN = str(Path(launch.__file__).with_name("main.py"))
SECRET = "zeppelin-quince"
ONLY_YOU = "only you see this"

Look = Callable[..., AppTest]


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Emma's book, which she shares with Priya and with somebody of a hostile name. Priya has met Dana, Emma Priya."""
    path = app_books.empty(tmp_path / "team.refnet")
    with open_book(path) as book:
        book.add_member("Priya Nair", ["priya@example.com"])
        book.add_member(app_books.HOSTILE[12])
        book.import_file(_meetings(tmp_path / "emma.csv", "Priya Nair,priya@example.com"))
    with open_book(path, member="Priya Nair") as book:
        book.import_file(_meetings(tmp_path / "priya.csv", "Dana Okafor,dana@example.com"))
    return path


def _meetings(path: Path, who: str) -> Path:
    days = [app_books.DAY - timedelta(30 * n) for n in range(4)]
    rows = "".join(f"{day},{who},meeting\n" for day in days)
    path.write_text(f"Date,With,Email,Channel\n{rows}", encoding="utf-8")
    return path


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Iterator[Look]:
    """Opens a page of the app on a book as a member; "" for whoever made the book."""

    def start(book: Path | str, member: str = "", page: str = "today", **query: str) -> AppTest:
        monkeypatch.setenv("REFNET_BOOK", str(book))
        monkeypatch.setenv("REFNET_MEMBER", member)
        app = AppTest.from_file(MAIN, default_timeout=60).run()
        app.switch_page(f"views/{page}.py")
        for name, value in query.items():
            app.query_params[name] = value
        return settled(app.run())

    yield start


def settled(app: AppTest) -> AppTest:
    assert not app.exception and not app.error, texts(app)
    return app


def dana(book: Path) -> str:
    """Dana's id, as whoever made the book knows it."""
    with open_book(book, member="Emma Lindqvist") as opened:
        return opened.target("Dana Okafor").id


def texts(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


def beside(app: AppTest) -> list[str]:
    """The texts of the sidebar."""
    return [text.value for text in app.sidebar.text]


def drawn(app: AppTest) -> str:
    """What the page's own components were given to draw."""
    return "\n".join(str(element.proto) for element in app.get("bidi_component"))


def press(app: AppTest, label: str) -> AppTest:
    return settled(next(button for button in app.button if button.label == label).click().run())


def test_the_sidebar_says_as_whom_one_looks(team: Path, look: Look) -> None:
    assert beside(look(team, "priya nair"))[:3] == ["You are Priya Nair", "team.refnet", "Shared by 3"]
    assert beside(look(team))[0] == "You are Emma Lindqvist"


@pytest.mark.parametrize("page", ["today", "introduction", "person", "import_files"])
def test_a_book_of_one_shows_nothing_of_a_team(page: str, tmp_path: Path, look: Look) -> None:
    """No choice with whom a route begins, nothing that would be for oneself alone."""
    path = tmp_path / "one.refnet"
    with new_book(path, "Emma Lindqvist", now=app_books.NOW) as book:
        book.import_file(_meetings(tmp_path / "emma.csv", "Dana Okafor,dana@example.com"))
    app = look(path, page=page, id=dana(path), to=dana(path))
    assert beside(app) == ["Emma Lindqvist", "one.refnet"]
    labels = [element.label for kind in ("selectbox", "checkbox", "toggle") for element in app.get(kind)]
    assert not {"From", "Only for me"} & set(labels)
    assert "Who of us knows them" not in [header.value for header in app.header]


def test_a_member_whom_the_book_does_not_know_is_told_what_to_do(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFNET_BOOK", str(team))
    monkeypatch.setenv("REFNET_MEMBER", "Zelda Quirkwood")
    app = AppTest.from_file(MAIN, default_timeout=60).run()
    assert not app.exception and [error.value for error in app.error] == ["This could not be done."]
    assert any("refnet members --add" in text for text in texts(app))


def test_a_route_may_begin_with_any_of_the_team(team: Path, look: Look) -> None:
    """The team's word comes first; on a team-mate's route nothing is noted as sent by the owner."""
    app = look(team, page="introduction", to=dana(team))
    assert "Ask Priya Nair" in drawn(app) and not any("best" in text for text in texts(app))
    start = next(box for box in app.selectbox if box.label == "From")
    assert start.options[:3] == ["Me", "Anyone in the team", "Priya Nair"]
    app = settled(start.select("anyone").run())
    assert "Priya Nair knows Dana Okafor best (met 4 times); you would need two steps." in texts(app)
    assert "Priya Nair writes to Dana Okafor" in drawn(app)
    assert "Message for your team-mate to send" in [header.value for header in app.header]
    assert not any(button.label == "I sent it" for button in app.button)


def test_a_persons_page_says_who_of_the_team_knows_them(team: Path, look: Look) -> None:
    app = look(team, page="person", id=dana(team))
    assert "Who of us knows them" in [header.value for header in app.header]
    (card,) = [str(e.proto) for e in app.get("bidi_component") if "person-team" in str(e.proto)]
    assert "Priya Nair" in card and "4 contacts, 4 of them meetings" in card


def test_a_note_may_be_for_oneself_alone(team: Path, look: Look) -> None:
    """It is marked on the page of its member, and on nobody else's, in the same running app."""
    page = look(team, "Priya Nair", "person", id=dana(team))
    dialog = settled(
        AppTest.from_function(_adding, args=(dana(team), app_books.DAY.isoformat()), default_timeout=60).run()
    )
    dialog.text_area[0].set_value(SECRET)
    next(box for box in dialog.checkbox if box.label == "Only for me").check()
    press(dialog, "Keep")
    assert SECRET in drawn(settled(page.run())) and ONLY_YOU in drawn(page)
    other = drawn(look(team, page="person", id=dana(team)))
    assert SECRET not in other and ONLY_YOU not in other


def _adding(person: str, day: str) -> None:
    """The dialog by itself: in a page it would close before a test presses its button."""
    from datetime import date  # Streamlit runs this text alone

    from app import changes, data, state

    state.keep_as_of(date.fromisoformat(day))
    changes.add(data.book(state.address()).person(person))


def test_a_person_is_switched_to_oneself_alone_and_back(team: Path, look: Look) -> None:
    """What one's own files tell of them is then unknown to the others; the page says so, and takes it back."""
    app = look(team, "Priya Nair", "person", id=dana(team))
    settled(next(toggle for toggle in app.toggle if toggle.label == "Only for me").set_value(True).run())
    with open_book(team, member="Emma Lindqvist") as book:
        assert [person.name for person in book.people("dana")] == []
    assert any("Only you see" in info.value for info in app.info)
    press(app, "Take it back")
    with open_book(team, member="Emma Lindqvist") as book:
        assert [person.name for person in book.people("dana")] == ["Dana Okafor"]


def test_files_may_be_for_oneself_alone(team: Path, look: Look) -> None:
    """The check and the import act as the member who looks; the list says whose a file is and who sees it."""
    assert "Only for me" in [box.label for box in look(team, page="import_files").checkbox]
    body = f"Name,Email\nZelda {SECRET},zelda@example.com\n".encode()
    job = _finished(Job([(f"{SECRET}.csv", body)], book=str(team), member="Priya Nair", private=True))
    job.add()
    assert "error" not in _finished(job).reports()[0]
    job.close()
    mine = drawn(look(team, "Priya Nair", "import_files"))
    assert SECRET in mine and f"added by Priya Nair ({ONLY_YOU})" in mine
    others = drawn(look(team, page="import_files"))
    assert "priya.csv" in others and SECRET not in others and ONLY_YOU not in others


def test_a_hostile_name_of_a_member_is_shown_as_text(team: Path, look: Look) -> None:
    """Streamlit reads headers, captions, buttons and notes as Markdown; no member's name is in one."""
    name = app_books.HOSTILE[12]
    for page in ("today", "introduction", "person", "import_files"):
        app = look(team, name, page, id=dana(team), to=dana(team))
        assert f"You are {name}" in beside(app)
        kinds = ("markdown", "caption", "title", "header", "subheader", "button", "warning", "info", "success")
        shown = [getattr(e, "value", None) or getattr(e, "label", "") for kind in kinds for e in app.get(kind)]
        assert not [text for text in shown if name in str(text)]


def test_the_sample_is_looked_at_as_its_owner_whoever_looks(
    team: Path, tmp_path: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REFNET_MEMBER names a member of the team's book; the invented firm, opened beside it, has its own."""
    from app import state

    monkeypatch.setenv("REFNET_BOOK", str(team))
    monkeypatch.setenv("REFNET_MEMBER", "Priya Nair")
    assert state.member(str(team)) == "Priya Nair"
    other = app_books.empty(tmp_path / "other.refnet")
    with open_book(other, member=state.member(str(other))) as book:
        assert book.member.name == "Emma Lindqvist"


def test_a_book_on_a_server_is_called_by_its_place(look: Look, monkeypatch: pytest.MonkeyPatch, team: Path) -> None:
    monkeypatch.setattr(Book, "address", "neo4j://127.0.0.1:7687/team")
    assert beside(look(team))[1] == "127.0.0.1:7687/team"


def test_a_book_on_a_server_is_made_and_used_in_the_app(
    neo4j_database: Server, tmp_path: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made on the welcome page, files come in by a job, somebody is forgotten, and no file is looked for."""
    address = _served(neo4j_database, monkeypatch)
    app = AppTest.from_file(MAIN, default_timeout=60).run()
    app.text_input[0].set_value("Emma Lindqvist")
    app = press(app, "Start")
    assert beside(app.run()) == ["Emma Lindqvist", address.partition("://")[2]]
    job = _finished(Job([("friends.csv", b"Name,Email\nDana Okafor,dana@example.com\n")], book=address))
    job.add()
    assert "error" not in _finished(job).reports()[0]
    job.close()
    with open_book(address) as book:
        person = book.target("Dana Okafor").id
    look(address, page="person", id=person)
    assert texts(settled(AppTest.from_function(_forgetting, args=(person,), default_timeout=60).run())) == ["held: []"]
    with open_book(address) as book:
        assert [found.name for found in book.people()] == ["Emma Lindqvist"]


def test_a_book_that_is_taken_away_while_the_app_is_open_is_told_once(
    neo4j_database: Server, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After that the app begins as without a book."""
    address = _served(neo4j_database, monkeypatch)
    new_book(address, "Emma Lindqvist", now=app_books.NOW).close()
    app = look(address)
    neo4j_database.empty()
    app.run()
    assert not app.exception and [error.value for error in app.error] == ["This could not be done."]
    assert any(f"There is no book at {address}." in text for text in texts(app))
    app.run()
    assert not app.exception and not app.error and [button.label for button in app.button].count("Start") == 1


def _served(server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the app is to look for its book on the server, whatever book the app had open there before."""
    st.cache_data.clear()
    st.cache_resource.clear()
    monkeypatch.setenv("REFNET_NEO4J_USER", server.user)
    monkeypatch.setenv("REFNET_NEO4J_PASSWORD", server.password)
    monkeypatch.setenv("REFNET_BOOK", server.uri)
    return server.uri


def _forgetting(person: str) -> None:
    """What the page does once the word is typed."""
    import streamlit as st  # Streamlit runs this text alone

    from app import data

    st.text(f"held: {data.forget(person)}")


def test_a_server_that_is_not_there_is_told_with_what_to_do(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFNET_BOOK", "bolt://127.0.0.1:9")
    app = AppTest.from_file(MAIN, default_timeout=90).run()
    assert not app.exception and [error.value for error in app.error] == ["This could not be done."]


def _finished(job: Job) -> Job:
    """The job, once its child has ended."""
    for _ in range(600):
        if not job.running:
            return job
        time.sleep(0.1)
    pytest.fail("the import did not end")
