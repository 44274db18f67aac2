"""Three share the sample's book: each command, page, drawing and file shows a member their own private parts only."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
import streamlit as st
from click.testing import CliRunner
from neo4j_server import Server
from streamlit.testing.v1 import AppTest
from test_three_stores import ASKED, MAIN, PAGES

import refnet.book
from refnet.book import Book, open_book
from refnet.cli import main
from refnet.draw import draw, draw_around, network_data
from refnet.model import Note
from refnet.stores import is_file, open_store
from refnet.stores.base import EVERYONE, Change, Store, View
from refnet.stores.copying import copy_book
from refnet.stores.memory import MemoryStore

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
DAY = date(2026, 10, 31)
TARGET: Final = "Dana Okafor"
WORD: Final = {"Maya Castellan": "zqmaya", "Jonas Ferreira": "zqjonas", "Priya Nandakumar": "zqpriya"}
"""A word in everything that is private to each of them, and in nothing else."""
KINDS: Final = ("memory", "sqlite", "neo4j")
SOAK: Final = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
"""`make soak` asks as every member, in both forms, on every store, which takes a quarter of an hour."""
ASKING: Final = (
    [(kind, name) for kind in KINDS for name in WORD]
    if SOAK
    else [*(("sqlite", name) for name in WORD), ("memory", "Jonas Ferreira"), ("neo4j", "Priya Nandakumar")]
)
"""Which store is asked as whom: a run of all tests asks the others as one of them, for all stores answer alike."""

COMMANDS: Final = [
    *((*verb.split(), *words) for verb, asked in ASKED.items() for words in asked),
    ("people", "--limit", "1000"),
    ("people", "secretson"),
    ("people", "hidden"),
    ("show", "Secretson"),
    ("show", "Hidden"),
    ("path", "Secretson"),
    ("path", "Hidden"),
    ("who-knows", "Hidden"),
]
"""What is asked of the whole sample, and for the names that every member has somebody private by."""
TELLING: Final = {
    ("sources",),
    ("people", "--limit", "1000"),
    ("people", "secretson"),
    ("people", "hidden"),
    ("show", TARGET),
    ("show", "Secretson"),
    ("show", "Hidden"),
}
"""Commands in whose answer a member's own word must be."""


@pytest.fixture(scope="module")
def team(sample_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's book in a file, of Maya, Jonas and Priya, each of whom keeps a note, a file and a person private."""
    folder = tmp_path_factory.mktemp("team")
    path = Path(shutil.copy(sample_book, folder / "team.refnet"))
    with open_book(path) as book:
        for name in list(WORD)[1:]:
            book.add_member(name, now=NOW)
    # Each change takes longer once somebody keeps something private
    for tell in (_share, _keep_secrets):
        for name in WORD:
            with open_book(path, member=name) as book:
                tell(book, folder, name)
    return path


def _share(book: Book, folder: Path, name: str) -> None:
    """A shared file with somebody who becomes private."""
    # The name of a shared file is everybody's
    word, shared = WORD[name], folder / f"contacts of {name}.csv"
    shared.write_text(f"Name,Email,Company,Notes\n{word.title()} Hidden,{word}@example.com,{word} Works,{word} text\n")
    assert not book.import_file(shared, now=NOW).error


def _keep_secrets(book: Book, folder: Path, name: str) -> None:
    """Somebody in a shared file becomes private; a private file that names Dana, and a private note on her."""
    word, private = WORD[name], folder / f"{WORD[name]}.csv"
    private.write_text(f"Date,With,Type,Notes\n2026-10-01,{word.title()} Secretson; {TARGET},meeting,{word} met\n")
    book.make_private(book.target(f"{word.title()} Hidden").people[0], now=NOW)
    assert not book.import_file(private, private=True, now=NOW).error
    book.log(Note(book.target(TARGET).people[0], DAY, f"{word} note"), private=True, now=NOW)


class _Kept(MemoryStore):
    """A book in memory that outlives the commands which open and close it."""

    def close(self) -> None:
        """It is kept."""


@pytest.fixture(scope="module")
def in_memory(team: Path) -> Store:
    """The team's book in memory: all that was said, what all share, and each member's private view."""
    kept = _Kept()
    with closing(open_store(str(team))) as store:
        said = store.said(member=EVERYONE)
        view = View(
            people=tuple(store.all_people()),
            events=tuple(store.all_events()),
            ties=tuple(store.ties()),
            aliases=store.aliases(),
            profile=store.profile(),
        )
        private = {member.key: store.private_view(member.key) for member in Book(store).members()}
    kept.apply(
        Change(
            "whole",
            0,
            "import",
            NOW,
            sources=said.sources,
            sightings=said.sightings,
            decisions=said.decisions,
            settings=said.settings,
            view=view,
            private_views=private,
        )
    )
    return kept


@pytest.fixture(scope="module")
def on_server(team: Path, neo4j_server: Server) -> Server:
    """The team's book on the server of the run."""
    with pytest.MonkeyPatch.context() as patch, closing(open_store(str(team))) as store:
        _log_in(patch, neo4j_server)
        neo4j_server.empty()
        copy_book(store, neo4j_server.uri, now=NOW)
    return neo4j_server


def _log_in(patch: pytest.MonkeyPatch, server: Server) -> None:
    patch.setenv("REFNET_NEO4J_USER", server.user)
    patch.setenv("REFNET_NEO4J_PASSWORD", server.password)


@pytest.fixture(params=KINDS)
def book(request: pytest.FixtureRequest, team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the team's book in each kind of store, in a folder where files may be written."""
    monkeypatch.chdir(tmp_path)
    rows = (
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nZelda,Quirk,,,Acme,Owner,01 Oct 2026\n"
    )
    Path("Connections.csv").write_text(rows, encoding="utf-8")
    # A server that held another book at the same address
    st.cache_data.clear()
    st.cache_resource.clear()
    address = str(team)
    if request.param == "memory":
        kept = request.getfixturevalue("in_memory")
        monkeypatch.setattr(refnet.book, "open_store", lambda address, **how: kept)
        address = MemoryStore.address
    elif request.param == "neo4j":
        server = request.getfixturevalue("on_server")
        _log_in(monkeypatch, server)
        address = server.uri
    monkeypatch.setenv("REFNET_BOOK", address)
    yield address
    st.cache_resource.clear()


def act_as(monkeypatch: pytest.MonkeyPatch, name: str) -> str:
    """Be a member from now on; their word."""
    monkeypatch.setenv("REFNET_MEMBER", name)
    return WORD[name]


def others_in(text: str, word: str) -> list[str]:
    """The words of others that are in a text."""
    return [other for other in WORD.values() if other != word and other in text.casefold()]


@pytest.mark.parametrize(("book", "name"), ASKING, indirect=["book"])
def test_no_command_tells_a_member_what_another_keeps_private(
    name: str, book: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As text and, of one, as JSON; and what is their own is there."""
    word, told, untold = act_as(monkeypatch, name), [], []
    both = SOAK or (is_file(book) and name == "Maya Castellan")
    forms: tuple[tuple[str, ...], ...] = ((), ("--json",)) if both else ((),)
    for words in COMMANDS:
        for form in forms:
            result = CliRunner().invoke(main, [*words, *form], prog_name="refnet")
            assert not result.exception or isinstance(result.exception, SystemExit), (words, result.exception)
            told += [(words, form, other) for other in others_in(result.output, word)]
            if words in TELLING and word not in result.output.casefold():
                untold.append((words, form))
    assert (told, untold) == ([], [])


@pytest.mark.parametrize("name", WORD)
def test_no_file_that_leaves_the_book_holds_what_another_keeps_private(
    name: str, book: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = act_as(monkeypatch, name)
    lists = [("advocates", f"--{form}", f"list.{form}") for form in ("csv", "xlsx", "vcf")]
    whole = [("export", f"book.{form}") for form in ("json", "zip", "graphml", "gexf")]
    for words in (*lists, *whole):
        assert CliRunner().invoke(main, words, prog_name="refnet").exit_code == 0, words
        text = _content(Path(words[-1]))
        assert others_in(text, word) == [], words
        # Nobody who is private here has referred anybody
        assert word in text or words in lists, words


def _content(path: Path) -> str:
    """All that is written in a file, or in the members of an archive, in small letters."""
    content = path.read_bytes()
    if not zipfile.is_zipfile(BytesIO(content)):
        return content.decode().casefold()
    with zipfile.ZipFile(BytesIO(content)) as opened:
        members = [opened.read(name) for name in opened.namelist()]
    return b"".join(members).decode(errors="replace").casefold()


@pytest.mark.parametrize("name", WORD)
def test_no_page_shows_a_member_what_another_keeps_private(
    name: str, book: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page, also about somebody of whom each keeps something, and its drawings."""
    word = act_as(monkeypatch, name)
    with open_book(book) as opened:
        dana, hidden = opened.target(TARGET).people[0], opened.target(f"{word.title()} Hidden").people[0]
    visits: list[tuple[str, dict[str, str]]] = [(page, {}) for page in PAGES]
    visits += [(page, {key: who}) for page, key in (("person", "id"), ("introduction", "to")) for who in (dana, hidden)]
    app = AppTest.from_file(MAIN, default_timeout=60).run()
    for page, query in visits:
        app.switch_page(f"views/{page}.py")
        app.query_params.clear()
        app.query_params.update(query)
        app.run()
        assert not app.exception, (page, query)
        text = "".join(str(element.proto) for part in (app.main, app.sidebar) for element in part)
        assert others_in(text, word) == [], (page, query)
        telling = page == "import_files" or (page == "person" and query)
        assert word in text.casefold() or not telling, (page, query)


@pytest.mark.parametrize("name", WORD)
def test_no_drawing_shows_a_member_what_another_keeps_private(
    name: str, book: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A route and those around it, those around one person, and whoever one could come to."""
    word = act_as(monkeypatch, name)
    with open_book(book) as opened:
        route = opened.paths(TARGET, as_of=DAY).routes[0].people
        dana = opened.target(TARGET).people[0]
        secretson = opened.target(f"{word.title()} Secretson").people[0]
        drawn = []
        for about in (route, (dana,), (secretson,)):
            found = opened.around(about, DAY, beside=500)
            drawn += [draw(found.people, found.ties, found.route), draw_around(found.people, found.ties, opened.ego)]
    told = [json.dumps([network_data(net), net.nodes, net.edges]) for net in drawn]
    assert others_in("".join(told), word) == []
    assert word in told[-1].casefold()
