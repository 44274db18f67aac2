"""What a page of the user guide says of a column, its importer does: what is taken counts, and what is left does not.

Such a page has tables that begin "| Columns ... |". Each names heads of columns, and what becomes of them or "left".
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from importers import BUILTIN
from importers.crm.columns import REFERRER
from refnet.records import EventRecord, OrganizationRecord, PersonRecord, Source

PAGES: Final = Path(__file__).resolve().parent.parent / "docs" / "imports"
OTHERS: Final = (
    "Jonas Ferreira,jonas@example.com,+1 212 555 0123,https://example.com/jonas,1980-02-03,1980,3,EUR,True,private,"
    "Referral,Refund,open,Closed Lost,Not Attending"
).split(",")
"""Cells of all kinds; one of them says something in whichever column is read."""
REFERRALS: Final = "Column of who sent somebody"
DANA: Final = {"First Name": "Dana", "Last Name": "Okafor"}

ROWS: Final[dict[tuple[str, str], tuple[str, dict[str, str]]]] = {
    ("hubspot", "Columns of contacts"): (
        "hubspot",
        {"Record ID": "51", **DANA, "Email": "dana@example.com", "Associated Company": "Larkspur Hotels"},
    ),
    ("hubspot", "Columns of companies"): (
        "hubspot",
        {"Record ID": "9001", "Company name": "Larkspur Hotels", "Company Domain Name": "larkspur.example.com"},
    ),
    ("hubspot", "Columns of deals"): (
        "hubspot",
        {
            "Record ID": "301",
            "Deal Name": "Spring menu",
            "Amount": "12500",
            "Deal Stage": "Won",
            "Close Date": "2026-03-14",
            "Pipeline": "Sales",
            "Associated Contact": "Dana Okafor",
            "Associated Company": "Larkspur Hotels",
            "Referrer": "Bo Lindqvist",
        },
    ),
    ("salesforce", "Columns of leads and contacts"): (
        "salesforce",
        {**DANA, "Email": "dana@example.com", "Account Name": "Larkspur Hotels", "Owner Alias": "jferr"},
    ),
    ("salesforce", "Columns of accounts"): (
        "salesforce",
        {"Account Name": "Larkspur Hotels", "Billing Street": "1 Quay Street", "Account Owner": "Jonas Ferreira"},
    ),
    ("salesforce", "Columns of opportunities"): (
        "salesforce",
        {
            "Opportunity Name": "Spring menu",
            "Opportunity Owner": "Jonas Ferreira",
            "Amount": "12500",
            "Stage": "Closed Won",
            "Close Date": "2026-03-14",
            "Fiscal Period": "Q1-2026",
            "Primary Contact": "Dana Okafor",
            "Account Name": "Larkspur Hotels",
            "Referred By": "Bo Lindqvist",
        },
    ),
    ("pipedrive", "Columns of people"): (
        "pipedrive",
        {"Person - Name": "Dana Okafor", "Person - Email": "dana@example.com", "Person - ID": "1"},
    ),
    ("pipedrive", "Columns of organizations"): (
        "pipedrive",
        {"Organization - Name": "Gamma Inc", "Organization - Address": "1 Quay Street", "Organization - ID": "1"},
    ),
    ("pipedrive", "Columns of deals"): (
        "pipedrive",
        {
            "Deal - Title": "Spring menu",
            "Deal - Value": "12500",
            "Deal - Stage": "Won",
            "Deal - Contact person": "Dana Okafor",
            "Deal - Organization": "Larkspur Hotels",
            "Deal - Referred By": "Bo Lindqvist",
        },
    ),
    ("zoho", "Columns of leads and contacts"): (
        "zoho",
        {
            "Record Id": "zcrm_1",
            "Lead Name": "Dana Okafor",
            "Email": "dana@example.com",
            "Company": "Larkspur Hotels",
            "Lead Status": "New",
        },
    ),
    ("zoho", "Columns of accounts"): (
        "zoho",
        {"Record Id": "zcrm_2", "Account Name": "Larkspur Hotels", "Account Type": "Customer"},
    ),
    ("zoho", "Columns of deals"): (
        "zoho",
        {
            "Record Id": "zcrm_3",
            "Deal Name": "Spring menu",
            "Amount": "12500",
            "Stage": "Closed Won",
            "Closing Date": "2026-03-14",
            "Contact Name": "Dana Okafor",
            "Account Name": "Larkspur Hotels",
            "Referred By": "Bo Lindqvist",
        },
    ),
    ("google", "Columns"): (
        "google.contacts",
        {
            **DANA,
            "E-mail 1 - Value": "dana@example.com",
            "Organization Name": "Larkspur Hotels",
            "Address 1 - City": "Leeds",
            "Relation 1 - Label": "Referred By",
            "Relation 1 - Value": "Bo Lindqvist",
        },
    ),
    ("outlook", "Columns"): (
        "outlook.contacts",
        {
            **DANA,
            "Company": "Larkspur Hotels",
            "E-mail Address": "dana@example.com",
            "Business Phone": "+1 212 555 0101",
            "Assistant's Name": "Bo Lindqvist",
        },
    ),
    ("thunderbird", "Columns"): (
        "thunderbird.contacts",
        {
            **DANA,
            "Display Name": "Dana Okafor",
            "Primary Email": "dana@example.com",
            "Organization": "Larkspur Hotels",
            "Birth Month": "2",
            "Birth Day": "3",
        },
    ),
    ("act", "Columns"): (
        "act.contacts",
        {
            "Contact": "Dana Okafor",
            "Company": "Larkspur Hotels",
            "ID/Status": "Customer",
            "Last Reach": "2026-01-15",
            "Assistant": "Bo Lindqvist",
        },
    ),
    ("bni", "Columns of slips"): (
        "bni.slips",
        {"From": "Dana Okafor", "To": "Bo Lindqvist", "Slip Type": "TYFCB", "TYFCB Amount": "1200"},
    ),
    ("customers", "Columns of customers"): (
        "customers",
        {
            "id": "cus_0000000001",
            "Name": "Dana Okafor",
            "Email": "dana@example.com",
            "Created (UTC)": "2025-01-15 10:00",
            "Total Spend": "100.00",
            "Company": "Larkspur Hotels",
        },
    ),
    ("customers", "Columns of invoices"): (
        "customers",
        {"Invoice Number": "17", "Date": "2026-01-15", "Customer": "Dana Okafor", "Amount": "100.00"},
    ),
    ("events", "Columns"): (
        "events",
        {
            "Order #": "1001",
            **DANA,
            "Email": "dana@example.com",
            "Event Name": "Spring fair",
            "Event Date": "2026-03-01",
            "Ticket Type": "Standard",
            "Attendee Status": "Attending",
        },
    ),
}
"""For each table of a page: the importer that it is of, and a row as that one knows it."""


class Named(NamedTuple):
    """A column as a page names it."""

    page: str
    table: str
    head: str
    becomes: str
    and_the_like: bool
    """Whether the page says that all heads of who sent somebody are taken beside it."""


def named() -> list[Named]:
    """Every column in every table of every page."""
    return [found for page in sorted(PAGES.glob("*.md")) for found in _named_on(page)]


def _named_on(page: Path) -> list[Named]:
    found, table = [], ""
    for line in page.read_text(encoding="utf-8").splitlines():
        first, second = [*(cell.strip() for cell in line.strip("| ").split("|")), "", ""][:2]
        if not line.startswith("|"):
            table = ""
        elif first.startswith("Column"):
            table = first
        elif table:
            all_such = "](referrals.md)" in first
            found += [Named(page.stem, table, head, second, all_such) for head in re.findall(r"`([^`]+)`", first)]
    return found


COLUMNS: Final = [column for column in named() if column.table != REFERRALS]


def _source(cells: dict[str, str]) -> Source:
    text = io.StringIO()
    csv.writer(text).writerows([cells.keys(), cells.values()])
    return Source(Path("table.csv"), "table.csv", text.getvalue().encode())


def _reader(cells: dict[str, str]) -> str:
    """Which importer such a table is read by."""
    return max(BUILTIN, key=lambda one: one.identify(_source(cells)).score).name


def _said(name: str, cells: dict[str, str]) -> list[str]:
    """What an importer makes of a row, apart from the keys by which it is known again."""
    (importer,) = (one for one in BUILTIN if one.name == name)
    kinds = (PersonRecord, OrganizationRecord, EventRecord)
    records = [item for item in importer.read(_source(cells)) if isinstance(item, kinds)]
    text = "\n".join(map(repr, records))
    for key in sorted((record.key for record in records), key=len, reverse=True):
        text = text.replace(repr(key), "KEY")
    return sorted(text.splitlines())


def _counts(name: str, row: dict[str, str], head: str) -> bool:
    """Whether anything in a column changes what the importer makes of a row."""
    cells = {head: "", **row}
    as_it_is = _said(name, cells)
    return any(_said(name, {**cells, head: other}) != as_it_is for other in ("", *OTHERS))


@pytest.mark.parametrize("table", ROWS, ids=" ".join)
def test_each_table_of_a_page_is_one_of_its_importer(table: tuple[str, str]) -> None:
    name, row = ROWS[table]
    assert _reader(row) == name


def test_no_table_of_a_page_goes_unlooked_at() -> None:
    assert {(column.page, column.table) for column in COLUMNS} == set(ROWS)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: f"{column.page}: {column.head}")
def test_each_column_that_a_page_names_is_taken_or_left_as_it_says(column: Named) -> None:
    name, row = ROWS[column.page, column.table]
    assert _counts(name, row, column.head) == (column.becomes != "left")


def test_the_page_on_referrals_names_every_head_of_who_sent_somebody() -> None:
    heads = [column.head for column in named() if column.table == REFERRALS]
    assert sorted(heads) == sorted(REFERRER.split(","))


WITH_REFERRER: Final = sorted({(column.page, column.table) for column in COLUMNS if column.and_the_like})


@pytest.mark.parametrize("table", WITH_REFERRER, ids=" ".join)
def test_every_such_head_is_taken_where_a_page_points_to_them(table: tuple[str, str]) -> None:
    name, row = ROWS[table]
    plain = {head: cell for head, cell in row.items() if "Refer" not in head}
    assert [head for head in REFERRER.split(",") if not _counts(name, plain, head)] == []
