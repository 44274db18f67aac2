"""What docs/neo4j.md says: its commands work, its questions in Cypher are answered as shown, its faults are ours."""

from __future__ import annotations

import inspect
import re
import runpy
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest
from click.testing import CliRunner
from neo4j_server import Server
from test_docs import DATA, blocks
from test_layers import REPOSITORY

from refnet.cli import main
from refnet.stores import neo4j_server as server_module

PAGE = REPOSITORY / "docs" / "neo4j.md"
SHOWN_AT = "bolt://127.0.0.1:7687"
QUESTIONS = re.findall(r"```cypher\n(.*?)```\n\n```text\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
HIDDEN = ("Rosalind Takoda", "Quentin Asare-Sallow")
"""Who asked not to be shown, in the sample."""


def asked(server: Server, cypher: str) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows of a statement that may read, and nothing else."""
    with server.driver() as driver, driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
        return session.execute_read(lambda transaction: _whole(transaction.run(cypher)))


def _whole(result: neo4j.Result) -> tuple[list[str], list[list[Any]]]:
    return list(result.keys()), result.values()


def table(columns: list[str], rows: list[list[Any]]) -> str:
    """Rows as the page shows them: columns beside each other, the last one as it is."""
    cells = [columns, *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in cells
    )


def _cell(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def test_there_are_ten_questions_each_with_its_answer() -> None:
    assert len(QUESTIONS) == len(blocks(PAGE, "cypher")) == 10


@pytest.mark.parametrize("number", range(1, 11))
def test_a_question_is_answered_as_shown(number: int, neo4j_sample: Server) -> None:
    """The first rows stand on the page; nobody who asked not to be shown is in any, nor anything private."""
    cypher, shown = QUESTIONS[number - 1]
    columns, rows = asked(neo4j_sample, cypher)
    some = rows[: shown.removesuffix("...\n").count("\n") - 1]
    assert table(columns, some) + ("...\n" if len(rows) > len(some) else "") == shown
    assert not [name for name in HIDDEN if name in table(columns, rows)]


def test_the_page_names_what_stands_in_the_database(neo4j_sample: Server) -> None:
    """Each label, type of relationship and property, but for those that are refnet's own."""
    page = PAGE.read_text(encoding="utf-8")
    own = {"body", "sums", "profile", "counts", "problems", "folded", "names_folded", "place", "number", "import_id"}
    own |= {"sha256", "app_version", "base_revision", "refnet", "schema", "text", "person", "event"}
    _, rows = asked(
        neo4j_sample,
        "MATCH (n) UNWIND labels(n) + keys(n) AS name RETURN DISTINCT name"
        " UNION MATCH ()-[t]->() UNWIND [type(t)] + keys(t) AS name RETURN DISTINCT name",
    )
    assert [name for (name,) in rows if name not in own and f"`{name}`" not in page] == []


def test_what_it_says_that_refnet_says_is_what_refnet_says() -> None:
    said = re.sub(r'"\s*f?"', "", inspect.getsource(server_module))
    page = PAGE.read_text(encoding="utf-8").partition("## When something is wrong")[2].partition("\n## ")[0]
    sentences = re.findall(r"^\| ([^|]+\.) \|", page, re.M)
    assert len(sentences) > 10
    missing = [
        sentence
        for sentence in sentences
        if not re.search(re.escape(sentence).replace("ADDRESS", r"\{[\w.]*\}").replace("WHAT", r"\{[\w.]*\}"), said)
    ]
    assert missing == []


def test_the_picture_is_the_one_that_the_script_draws() -> None:
    script = runpy.run_path(str(REPOSITORY / "docs" / "neo4j_model.py"))
    assert script["PICTURE"].read_text(encoding="utf-8") == script["picture"]()


@pytest.fixture
def folder(sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the page's commands run: the sample, and a file of the owner's own."""
    (tmp_path / ".sample").mkdir()
    shutil.copy(sample_book, tmp_path / ".sample" / "sample.refnet")
    shutil.copy(DATA / "linkedin" / "era-2024.csv", tmp_path / "Connections.csv")
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def test_the_commands_of_the_page_work(folder: Path, neo4j_database: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """In their order; where one makes a book, the database is empty before it."""
    monkeypatch.setenv("REFNET_NEO4J_USER", neo4j_database.user)
    monkeypatch.setenv("REFNET_NEO4J_PASSWORD", neo4j_database.password)
    lines = [line for block in blocks(PAGE, "sh") for line in block.splitlines()]
    assert len(lines) >= 10
    for line in lines:
        program, *words = shlex.split(line.replace(SHOWN_AT, neo4j_database.uri))
        if program == "export":
            name, _, value = words[0].partition("=")
            monkeypatch.setenv(name, value)
            continue
        assert program == "refnet"
        if words[0] == "new" or (words[0] == "copy" and words[-1] == neo4j_database.uri):
            neo4j_database.empty()
        result = CliRunner().invoke(main, words, prog_name="refnet")
        assert result.exit_code == 0, (line, result.output, result.exception)
