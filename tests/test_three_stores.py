"""Whatever is asked of the sample's book, the answer is the same from a file and from a Neo4j server, byte for byte."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

import click
import pytest
from click.testing import CliRunner
from neo4j_server import Server
from streamlit.testing.v1 import AppTest

from app import launch
from refnet.book import open_book
from refnet.cli import main

MAIN = str(Path(launch.__file__).with_name("main.py"))
TARGET: Final = "Dana Okafor"
FIRM: Final = "Larkspur Hotels"
FRIEND: Final = "Bettina Kowalczyk-Ruiz"
NOT_UNDERSTOOD: Final = 2
JUST_SAY: Final = "--dry-run"

ASKED: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "sources": ((),),
    "people": ((), ("hotel",), ("dana", "--limit", "3"), ("nobody who is there",)),
    "show": ((TARGET,), (FIRM,), ("Nobody Known",), ("Samuel Oyelaran",)),
    "path": ((TARGET,), (FIRM, "--all", "--why", "2"), (TARGET, "--from", "anyone"), (TARGET, "--as-of", "2025-06-30")),
    "today": ((), ("--as-of", "2025-06-30")),
    "cold": ((),),
    "advocates": ((),),
    "reach": (("--limit", "30"), ("--new", "--hops", "3")),
    "circles": ((),),
    "who-knows": ((FRIEND,), (FIRM,)),
    "members": ((), ("--add", FRIEND, JUST_SAY)),
    "review": ((),),
    "split": ((TARGET,),),
    "merge": ((TARGET, FRIEND, JUST_SAY),),
    "private": ((TARGET, JUST_SAY),),
    "undo": ((JUST_SAY,), ("no such import", JUST_SAY)),
    "forget": ((TARGET, JUST_SAY),),
    "import": (("Connections.csv", JUST_SAY),),
    "export": (("book.json", JUST_SAY), ("book.zip", JUST_SAY), ("book.graphml", JUST_SAY)),
    "log meeting": ((TARGET, JUST_SAY),),
    "log call": ((TARGET, JUST_SAY),),
    "log mail": ((TARGET, JUST_SAY),),
    "log message": ((TARGET, JUST_SAY),),
    "log ask": ((FRIEND, "--for", TARGET, JUST_SAY),),
    "log introduction": ((FRIEND, "--to", TARGET, JUST_SAY),),
    "log referral": ((FRIEND, "--prospect", TARGET, JUST_SAY),),
    "log thanks": ((FRIEND, JUST_SAY),),
    "log promise": ((FRIEND, "--text", "the price list", JUST_SAY),),
    "log note": ((FRIEND, "--text", "tea", JUST_SAY),),
    "log complaint": ((FRIEND, "--text", "a late answer", JUST_SAY),),
    "log undo": (("no such entry",),),
}
"""Every command that answers, with the words it is asked by. What would write only says what it would do."""
OF_THE_PLACE: Final = {
    "new": "makes a book, and says where",
    "app": "opens the pages, which are compared below",
    "copy": "compares both books itself",
    "backup": "is for files; says so of a server",
    "restore": "is for files; says so of a server",
    "doctor": "looks at the file or the server itself",
}
"""Commands about the place where a book is kept, which differs; why they are not compared."""
PAGES: Final = ("today", "introduction", "advocates", "explore", "person", "import_files", "clean_up")
LISTS: Final = ("csv", "xlsx", "vcf")
WHOLE: Final = ("json", "zip", "graphml", "gexf")


def verbs(group: click.Group, before: str = "") -> Iterator[str]:
    """Every command, those of a group within it as "log note"."""
    for name, verb in group.commands.items():
        if isinstance(verb, click.Group):
            yield from verbs(verb, f"{before}{name} ")
        else:
            yield before + name


@pytest.fixture
def books(neo4j_sample: Server, sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The sample's book in a file and on a server, and the folder in which commands run."""
    monkeypatch.chdir(tmp_path)
    rows = (
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nZelda,Quirk,,,Acme,Owner,01 Oct 2026\n"
    )
    Path("Connections.csv").write_text(rows, encoding="utf-8")
    return str(sample_book), neo4j_sample.uri


def said(*words: str, book: str) -> tuple[int, str, str]:
    """How a command ended, and what it said."""
    result = CliRunner().invoke(main, [*words, "--book", book], prog_name="refnet")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_no_command_is_left_out() -> None:
    """A new one has to be asked here, or to say why it cannot be compared."""
    assert sorted([*ASKED, *OF_THE_PLACE]) == sorted(verbs(main))


@pytest.mark.parametrize("verb", ASKED)
def test_a_command_answers_the_same(verb: str, books: tuple[str, str]) -> None:
    """As text and as JSON, with the same exit code, and the same said beside it."""
    for words in ASKED[verb]:
        for form in ((), ("--json",)):
            file, server = (said(*verb.split(), *words, *form, book=book) for book in books)
            assert file == server, (verb, words, form)
            assert file[0] != NOT_UNDERSTOOD and any(file[1:]), (verb, words, form)


@pytest.mark.parametrize("form", [*LISTS, *WHOLE])
def test_a_file_that_leaves_the_book_is_the_same(form: str, books: tuple[str, str], tmp_path: Path) -> None:
    made = []
    for number, book in enumerate(books):
        target = tmp_path / f"{number}" / f"made.{form}"
        target.parent.mkdir()
        words = ["advocates", f"--{form}", str(target)] if form in LISTS else ["export", str(target)]
        assert said(*words, book=book)[0] == 0
        made.append(_content(target))
    assert made[0] == made[1] and made[0]


def _content(path: Path) -> dict[str, bytes]:
    """What is in a file; of an archive or workbook what its members hold, without the moment when it was made."""
    content = path.read_bytes()
    if not zipfile.is_zipfile(BytesIO(content)):
        return {"": content}
    with zipfile.ZipFile(BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_the_same(page: str, books: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words and the same drawings; the sidebar names the place."""
    with open_book(books[0]) as book:
        dana = book.target(TARGET).people[0]
    shown = []
    for address in books:
        monkeypatch.setenv("REFNET_BOOK", address)
        app = AppTest.from_file(MAIN, default_timeout=60).run()
        app.switch_page(f"views/{page}.py")
        app.query_params.update({"person": {"id": dana}, "introduction": {"to": dana}}.get(page, {}))
        app.run()
        assert not app.exception
        shown.append(_words(app))
    assert shown[0] == shown[1] and shown[0]


def _words(app: AppTest) -> list[str]:
    """Everything that stands on a page, in order, without what Streamlit calls each element and file."""
    return [re.sub(r"^ *(id|deferred_file_id): .*\n", "", str(element.proto), flags=re.M) for element in app.main]
