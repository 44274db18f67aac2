"""The documents say what is: commands print what is shown beside them, and every module stands in the layout."""

from __future__ import annotations

import importlib
import inspect
import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_layers import REPOSITORY, ROWS, modules

from refnet.cli import main
from refnet.strength import PRIORS, STRENGTH_WORDS, strength

DATA = Path(__file__).resolve().parent / "data"
README = REPOSITORY / "README.md"
DOCUMENTS = (README, REPOSITORY / "CONTRIBUTING.md", *sorted((REPOSITORY / "docs").glob("*.md")))
# What an owner has in the folder when the README speaks of it
OWN_FILES = {
    "Connections.csv": "linkedin/era-2024.csv",
    "jonas-connections.csv": "linkedin/era-2022.csv",
    "contacts.csv": "google/new-layout.csv",
}
ELSEWHERE = ("make ", "refnet app")
"""Commands that other tests run."""


def blocks(document: Path, *languages: str) -> list[str]:
    """The code blocks of a document, in order, in any of these languages."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", document.read_text(encoding="utf-8"), re.M | re.S)
    return [text for language, text in found if language in languages]


def shown_by(document: Path) -> list[tuple[str, str]]:
    """Each command of a document with the output that stands below it, "" where none is shown."""
    found: list[tuple[str, str]] = []
    for block in blocks(document, "sh"):
        found += [(line.partition("  #")[0].strip(), "") for line in block.splitlines()]
    for block in blocks(document, "console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return [(command.removeprefix(".venv/bin/"), output) for command, output in found]


def fits(output: str, shown: str) -> bool:
    """Whether an output is the one that is shown; a line `...` stands for any lines."""
    pattern = ".*".join(re.escape(part) for part in re.split(r"^\.\.\.\n", shown, flags=re.M))
    return re.fullmatch(pattern, output, re.S) is not None


@pytest.fixture
def folder(sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the documents' commands run: the sample as `make app` leaves it, and files of the owner's own."""
    (tmp_path / ".sample").mkdir()
    for name in ("sample.refnet", "changed.refnet"):
        shutil.copy(sample_book, tmp_path / ".sample" / name)
    for name, source in OWN_FILES.items():
        shutil.copy(DATA / source, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REFNET_BOOK", str(tmp_path / "mine.refnet"))
    return tmp_path


def test_the_commands_of_the_readme_run_and_print_what_is_shown(folder: Path) -> None:
    commands = [(c, shown) for c, shown in shown_by(README) if not c.startswith(ELSEWHERE)]
    assert len(commands) >= 8 and sum(bool(shown) for _, shown in commands) >= 1
    # First the owner's own files, in the order of the page; then questions, which the sample's people answer
    for command, shown in commands:
        words = shlex.split(command)
        assert words.pop(0) == "refnet"
        if words[0] in ("path", "show", "people", "review", "merge", "split", "who-knows") and "--book" not in words:
            words += ["--book", ".sample/sample.refnet"]
        elif words[0] in ("log", "forget", "private"):  # they would change what other commands answer
            words += ["--book", ".sample/changed.refnet"]
        result = CliRunner().invoke(main, words, prog_name="refnet")
        assert result.exit_code == 0, (command, result.output, result.exception)
        assert not shown or fits(result.stdout, shown), f"{command} prints:\n{result.stdout}"


@pytest.mark.parametrize("name", ["README.md", "docs/python.md"])
def test_the_python_of_a_document_prints_what_is_shown(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = REPOSITORY / name
    names: dict[str, object] = {}
    printed = []
    for code in blocks(document, "python"):
        exec(compile(code, name, "exec"), names)
        printed.append(capsys.readouterr().out)
    assert [text for text in printed if text] == blocks(document, "text")


def test_links_between_documents_and_pictures_lead_somewhere() -> None:
    broken = []
    for document in DOCUMENTS:
        for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
            path, _, anchor = link.partition("#")
            target = document.parent / path if path else document
            if "://" in link or (target.exists() and (not anchor or anchor in _anchors(target))):
                continue
            broken.append(f"{document.name}: {link}")
    assert broken == []


def _anchors(document: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_module_stands_in_the_layout() -> None:
    """Each folder and module of refnet, importers and app has its line in the tree."""
    layout = (REPOSITORY / "docs" / "layout.md").read_text(encoding="utf-8")
    named = set(re.findall(r"[\w]+\.py", layout)) | set(re.findall(r"[\w]+/", layout))
    missing = []
    for name, path in modules(REPOSITORY).items():
        what = f"{path.parent.name}/" if path.name == "__init__.py" else path.name
        if what not in named:
            missing.append(name)
    assert missing == []


def test_the_layout_names_no_module_that_is_not_there() -> None:
    there = {
        path.name
        for top in ("refnet", "importers", "app", "sample_data", "tests", "docs")
        for path in (REPOSITORY / top).rglob("*.py")
    }
    assert set(re.findall(r"[\w]+\.py", (REPOSITORY / "docs" / "layout.md").read_text(encoding="utf-8"))) <= there


def test_the_layouts_rows_are_those_that_the_imports_are_read_against() -> None:
    """The table of rows in the layout and `ROWS` in tests/test_layers.py say the same of every part that is there."""
    layout = (REPOSITORY / "docs" / "layout.md").read_text(encoding="utf-8")
    drawn = {
        part: int(row)
        for row, parts in re.findall(r"^ (\d)  +(.+)$", layout, re.M)
        for part in re.findall(r"(?:refnet\.\w+|importers|app)(?:\.\w+)*", parts)
    }
    there = set(modules(REPOSITORY))
    assert drawn == {part: row for part, row in ROWS.items() if part in there}


def test_the_guide_has_the_formula_and_the_numbers_of_strength() -> None:
    (formula,) = blocks(REPOSITORY / "docs" / "guide.md", "text")
    assert formula in (inspect.getdoc(strength) or "").replace("\n    ", "\n")
    guide = (REPOSITORY / "docs" / "guide.md").read_text(encoding="utf-8")
    assert " | ".join(f"{least:.2f}" for least, _ in STRENGTH_WORDS) in guide
    assert [grade for grade, prior in PRIORS.items() if f"| {grade} | {prior:.2f} |" not in guide] == []


@pytest.mark.parametrize(
    ("words", "lists"),
    [
        (("sources",), ("sources",)),
        (("people", "--limit", "1"), ("people",)),
        (("show", "Dana Okafor"), ()),
        (("show", "Larkspur Hotels"), ("people",)),
        (("path", "Dana Okafor"), ("routes", "hops", "reasons")),
        (("cold",), ("lines", "reasons")),
        (("advocates",), ("lines", "reasons")),
        (("export", "answer.zip"), ()),
        (("review",), ("pairs", "reasons")),
        (("split", "Dana Okafor"), ("parts",)),
        (("reach", "--limit", "1"), ("people",)),
        (("circles", "--limit", "1"), ("circles", "central", "reasons")),
        (("circles", "--limit", "2"), ("bridges", "links")),
        (("members",), ("members",)),
        (("who-knows", "Bettina Kowalczyk-Ruiz"), ("lines", "reasons")),
        (("path", "Dana Okafor", "--from", "anyone"), ("routes",)),
    ],
    ids=[
        "sources",
        "people",
        "show a person",
        "show a company",
        "path",
        "cold",
        "advocates",
        "export",
        "review",
        "split",
        "reach",
        "circles",
        "bridges",
        "members",
        "who-knows",
        "path from anyone",
    ],
)
def test_the_guide_names_each_field_of_an_answer(words: tuple[str, ...], lists: tuple[str, ...], folder: Path) -> None:
    """The fields of the object, and of the first entry of each list within."""
    guide = (REPOSITORY / "docs" / "guide.md").read_text(encoding="utf-8")
    result = CliRunner().invoke(main, [*words, "--json", "--book", ".sample/sample.refnet"])
    part = json.loads(result.stdout)
    assert part.pop("version") == 1
    named = set(part)
    for name in lists:
        part = part[name][0]
        named |= set(part) - {"id", "a", "b"}
    assert [name for name in sorted(named) if f"`{name}`" not in guide] == []


def test_each_importer_is_named_in_the_guide() -> None:
    guide = (REPOSITORY / "docs" / "guide.md").read_text(encoding="utf-8")
    importers = importlib.import_module("importers").BUILTIN
    assert [importer.name for importer in importers if f"`{importer.name}`" not in guide] == []
