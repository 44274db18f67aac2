"""The user guide has a page for each kind of file that refnet reads, and one that lists them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from importers import BUILTIN
from importers.mapped import MappedTable
from refnet import limits
from refnet.records import Importer

DOCS = Path(__file__).resolve().parent.parent / "docs"
INDEX = (DOCS / "imports.md").read_text(encoding="utf-8")
PAGES = sorted((DOCS / "imports").glob("*.md"))


def page_of(importer: Importer) -> Path:
    """The page to which the line of the index that names an importer leads."""
    (line,) = (line for line in INDEX.splitlines() if line.startswith("|") and f"`{importer.name}`" in line)
    (link,) = re.findall(r"\]\((imports/[\w-]+\.md)\)", line)
    return DOCS / link


@pytest.mark.parametrize("importer", BUILTIN, ids=lambda importer: importer.name)
def test_each_importer_has_its_page(importer: Importer) -> None:
    page = page_of(importer).read_text(encoding="utf-8")
    for part in ("**Which export.**", "**What refnet takes.**", "**What it leaves.**"):
        assert part in page


def test_the_list_names_no_importer_that_there_is_not() -> None:
    named = {name for line in INDEX.splitlines() if "](imports/" in line for name in re.findall(r"`([a-z.]+)`", line)}
    assert named == {importer.name for importer in BUILTIN} | {MappedTable.name}


def test_each_page_on_a_kind_of_file_is_that_of_an_importer() -> None:
    pages = {page_of(importer) for importer in BUILTIN}
    assert {page.stem for page in PAGES if "**Which export.**" in page.read_text("utf-8")} == {p.stem for p in pages}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_page_stands_in_the_list_and_its_links_lead_somewhere(page: Path) -> None:
    assert f"(imports/{page.name})" in INDEX
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# ")
    links = re.findall(r"\]\(([^)#:]+)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_list_names_the_limits_as_they_are() -> None:
    megabyte = 1024 * 1024
    for limit in (
        f"{limits.FILE_BYTES // megabyte} MB",
        f"{limits.LINE_CHARS:,} letters",
        f"{limits.ROWS:,} rows",
        f"{limits.COLUMNS:,} columns",
        f"{limits.CELLS:,} cells",
        f"{limits.ZIP_TOTAL_BYTES // megabyte} MB",
    ):
        assert limit in INDEX.replace("\n", " ")
