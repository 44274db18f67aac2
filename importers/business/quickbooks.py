"""QuickBooks: the customer reports of QuickBooks Online, and the customer lists (.iif) of QuickBooks Desktop."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final, TypeAlias

from importers import tables, workbook
from importers.business import customers
from importers.crm.product import LeftOut
from importers.text import decode
from refnet.errors import UnreadableFileError
from refnet.records import Match, Problem, Record, RowRead, Source
from refnet.text import fold

_REPORTS: Final = re.compile(
    r"(customer contact list|(sales|income|revenue) by customer( summary| detail)?|customer balance summary)"
)
_COLUMNS: Final = {
    **customers.COLUMNS,
    "name": f"Customer Full Name,FullName,{customers.COLUMNS['name']}",
    "contact": "Full Name,Contact,Primary Contact",
    "idle": f"{customers.COLUMNS['idle']},Customer Full Name Deleted,EditSequence,TimeCreated,TimeModified,Sublevel",
    "balance": "Balance Total,TotalBalance",
    "total": f"{customers.COLUMNS['total']},Total,Gross Sales,Net Sales,Income",
    "amount": "Amount",
}
_IIF: Final = {
    "kind": "!CUST",
    "name": "NAME",
    "given": "FIRSTNAME",
    "middle": "MIDINIT",
    "family": "LASTNAME",
    "email": "EMAIL",
    "phone": "PHONE1,PHONE2",
    "company": "COMPANYNAME",
    "street": "BADDR1,BADDR2,BADDR3,BADDR4,BADDR5",
    "contact": "CONT1",
    "labels": "CTYPE",
    "notes": "NOTEPAD,NOTE",
    "idle": "REFNUM,TIMESTAMP,SADDR1,SADDR2,SADDR3,SADDR4,SADDR5,FAXNUM,CONT2,TERMS,TAXABLE,LIMIT,RESALENUM,REP,"
    "TAXITEM,SALUTATION,CUSTFLD1,CUSTFLD2,CUSTFLD3,CUSTFLD4,CUSTFLD5,CUSTFLD6,CUSTFLD7,CUSTFLD8,CUSTFLD9,"
    "CUSTFLD10,CUSTFLD11,CUSTFLD12,CUSTFLD13,CUSTFLD14,CUSTFLD15,JOBDESC,JOBTYPE,JOBSTATUS,JOBSTART,JOBPROJEND,"
    "JOBEND,HIDDEN,DELCOUNT,PRICELEVEL",
}
_Rows: TypeAlias = Callable[[LeftOut], Iterator[tables.Row | Problem]]
"""Goes through the rows from the first on, as often as one likes; notes those that are left out."""
_STAMP: Final = re.compile(
    r"(mon|tues|wednes|thurs|fri|satur|sun)day\b.*|(accrual|cash) basis\b.*|\d{1,2} \w+ \d{4} .*|not specified"
)
_REPEATABLE: Final = frozenset({"idle", "street", "phone", "email", "notes", "labels", customers.CARD})


def _report_field(header: str) -> str:
    """A report on sales heads its column of customers with nothing."""
    known = _KNOWN.field_of(header) or customers.field_of(header)
    return "name" if not header else known


def _report_missing(fields: frozenset[str]) -> tuple[str, ...]:
    lacking = () if "name" in fields else ("Customer full name",)
    return lacking if fields & {"total", "amount", "email", "phone", "street", "balance"} else (*lacking, "Total")


_KNOWN: Final = tables.synonyms(_COLUMNS, ())
_REPORT_LAYOUT: Final = tables.Layout(_report_field, _report_missing, lambda f: f in (*_REPEATABLE, "name"))
_IIF_LAYOUT: Final = tables.synonyms(_IIF, ("kind", "name"), _REPEATABLE)


class QuickBooks:
    """Customers of QuickBooks: a report ("Customer Contact List", "Sales by Customer"), or an .iif list."""

    name = "quickbooks"

    def describe(self) -> str:
        return "QuickBooks customers (a report as XLSX or CSV, or an .iif list)"

    def identify(self, source: Source) -> Match:
        headers = tables.headers(source)
        if any(row[0].startswith("cust") and "name" in row and "baddr1" in row for row in headers if row):
            return Match(customers.NAMED)
        titled = any(_REPORTS.fullmatch(cell) for row in headers for cell in row[:1])
        listed = any("customer full name" in row or {"listid", "fullname"} <= set(row) for row in headers)
        if not (titled or listed) or not any(_REPORT_LAYOUT.missing(_fields(row)) == () for row in headers):
            return Match(0.0)
        return Match(customers.NAMED)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """The customers. Jobs and sub-customers (`Parent:Child`) are the child's, at the parent."""
        left_out = LeftOut()
        rows = _list_rows(source, left_out) if _is_iif(source) else partial(_report_rows, source)
        firms = _firms(rows(LeftOut()))
        table = customers.Table.of(_with_people(rows(LeftOut()), firms))
        told = _with_people(rows(left_out), firms)
        yield from customers.read_rows(told, table, "quickbooks", system="quickbooks")
        yield from left_out.problems()


def _fields(header: tuple[str, ...]) -> frozenset[str]:
    return frozenset(field for cell in header if (field := _report_field(cell)))


def _is_iif(source: Source) -> bool:
    try:
        return not workbook.is_workbook(source.content) and any("!CUST\t" in line for line in decode(source).lines)
    except UnreadableFileError:
        return False


def _list_rows(source: Source, left_out: LeftOut) -> _Rows:
    """The customers of an .iif list; its other lists (vendors, accounts, transactions) have columns of their own."""
    kept = io.BytesIO()
    for number, line in enumerate(decode(source).lines, 1):
        line = line.rstrip("\r\n")
        if line.strip() and not line.startswith(("!", "CUST\t")):
            left_out.add("list-skipped", "other lists than that of customers", f"row {number}")
        kept.write(line.encode() if line.startswith(("!CUST\t", "CUST\t")) else b"")
        kept.write(b"\n")
    only = replace(source, content=kept.getvalue())
    return lambda _: map(_without_kind, tables.rows(only, _IIF_LAYOUT))


def _without_kind(item: tables.Row | Problem) -> tables.Row | Problem:
    if isinstance(item, Problem):
        return item
    return replace(item, cells=tuple(cell for cell in item.cells if cell[0] != "kind"))


def _report_rows(source: Source, left_out: LeftOut) -> Iterator[tables.Row | Problem]:
    """The customers of a report, without the lines at its end that say when it was made."""
    for item in tables.rows(source, _REPORT_LAYOUT):
        if isinstance(item, tables.Row) and _STAMP.fullmatch(fold(item.cells[0][1])):
            left_out.add("footer-skipped", "the last lines of a report", item.locator)
        else:
            yield item


def _firms(rows: Iterable[tables.Row | Problem]) -> frozenset[str]:
    """The names of customers that others are jobs of, as they are compared."""
    names = (row.one("name") for row in rows if isinstance(row, tables.Row))
    return frozenset(fold(name.partition(":")[0]) for name in names if ":" in name)


def _with_people(rows: Iterable[tables.Row | Problem], firms: frozenset[str]) -> Iterator[tables.Row | Problem]:
    return (row if isinstance(row, Problem) else _with_person(row, firms) for row in rows)


def _with_person(row: tables.Row, firms: frozenset[str]) -> tables.Row:
    """A customer's name is a firm's where the row names somebody there too, or others are jobs of it (`Firm:Job`).

    `Larkspur Hotels:Dana Okafor` is Dana Okafor at Larkspur Hotels.
    """
    *above, name = (part.strip() for part in row.one("name").split(":"))
    person = f"{row.one('given')} {row.one('family')}".strip() or row.one("contact")
    if not person and fold(name) not in firms:
        person = name
    firm = above[0] if above else name if fold(person) != fold(name) else ""
    cells = [(field, text) for field, text in row.cells if field not in ("name", "contact")]
    if person and not row.one("given"):
        cells.insert(0, ("name", person))
    if firm and not row.one("company"):
        cells.append(("company", firm))
    return replace(row, cells=tuple(cells))
