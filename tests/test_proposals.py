"""What is proposed for tables as owners have them: of what kind each is, and what each of its columns holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from importers import guess
from refnet.errors import UnknownFileError
from refnet.records import Source

DATA = Path(__file__).parent / "data" / "proposals"
REFUSED = "refused"


class Case(NamedTuple):
    """A table, and what is to be proposed for it: a kind with a field for each column, "-" for one left alone."""

    name: str
    kind: str
    fields: list[str]
    text: str


def cases(file: str) -> Iterator[Case]:
    """The tables of a file, each below a line "== name | kind | field, field"."""
    for part in (DATA / file).read_text(encoding="utf-8").split("== ")[1:]:
        head, _, text = part.partition("\n")
        name, kind, fields = (word.strip() for word in head.split("|"))
        yield Case(name, kind, fields.split(", ") if fields else [], text.strip() + "\n")


def of(file: str) -> pytest.MarkDecorator:
    found = list(cases(file))
    return pytest.mark.parametrize("case", found, ids=[case.name for case in found])


def proposed(text: str) -> tuple[str, list[str]]:
    try:
        found = guess.propose(Source(Path("file.csv"), "file.csv", text.encode())).mapping
    except UnknownFileError as error:
        assert error.message.endswith(".") and error.fix
        return REFUSED, []
    return found.kind, [column.field or "-" for column in found.columns]


@of("leads.txt")
def test_leads_are_people_and_their_source_is_a_referrer_where_it_names_people_else_a_label(case: Case) -> None:
    assert proposed(case.text) == (case.kind, case.fields)


@of("halves.txt")
def test_a_name_in_two_columns_is_one_in_every_kind_of_table(case: Case) -> None:
    assert proposed(case.text) == (case.kind, case.fields)


@of("things.txt")
def test_things_are_nobody_and_who_bought_them_is_told_by_the_cells(case: Case) -> None:
    assert proposed(case.text) == (case.kind, case.fields)


@of("lists.txt")
def test_lists_that_people_keep_and_tools_write(case: Case) -> None:
    assert proposed(case.text) == (case.kind, case.fields)


def test_every_column_that_is_told_has_its_reason() -> None:
    for case in (*cases("leads.txt"), *cases("lists.txt")):
        if case.kind != REFUSED:
            found = guess.propose(Source(Path("file.csv"), "file.csv", case.text.encode()))
            assert all(column.reason for column in found.columns), case.name


def test_a_source_that_names_both_people_and_web_sites_is_asked_about() -> None:
    (mixed,) = (case for case in cases("leads.txt") if case.name == "people and web sites")
    found = guess.propose(Source(Path("file.csv"), "file.csv", mixed.text.encode()))
    assert any('"Source": is it really referred by?' in question for question in found.questions)
