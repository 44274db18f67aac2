"""Tables are read from their bytes: lines as they are asked for, keys and orders of dates without the cells."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.activity.events import GuestLists
from importers.activity.interactions import TemplateInteractions
from importers.business.bni import BniSlips
from importers.business.customers import Customers
from importers.business.quickbooks import QuickBooks
from importers.contacts.outlook import OutlookContacts
from importers.contacts.template import TemplateContacts
from importers.dates import ColumnOrders, column_order
from importers.tables import RowKeys
from importers.text import Lines, decode, written_in
from refnet.records import Importer, PersonRecord, Problem, Source, content_key

LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
LETTERS = st.text(st.sampled_from('aÄжč字😀\r\n\u0a0d\u0d0a\u2028\x0b,"'), max_size=60)
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def source(content: bytes) -> Source:
    return Source(Path("table.csv"), "table.csv", content)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=LETTERS)
def test_lines_end_at_line_ends_alone_in_every_encoding(encoding: str, text: str) -> None:
    lines = Lines(text.encode(encoding), encoding)
    expected = LINE.findall(text)
    assert list(lines) == expected
    assert len(lines) == len(expected)
    assert lines[:] == expected
    assert [lines[at] for at in range(len(lines))] == expected
    assert [list(lines.after(at)) for at in range(len(lines))] == [expected[at:] for at in range(len(lines))]


@pytest.mark.parametrize("encoding", ("utf-8-sig", "utf-16", "utf-32"))
@given(text=LETTERS)
def test_a_text_with_a_mark_is_read_without_it(encoding: str, text: str) -> None:
    text = f"Name,Notes\n{text}"
    assert decode(source(text.encode(encoding))).text == text


@pytest.mark.parametrize("cut", (1, 2, 3))
def test_a_text_cut_within_its_last_letter_keeps_all_other_letters(cut: int) -> None:
    found = decode(source("Zoë,字😀".encode()[:-cut]))
    assert (found.text, found.encoding) == ("Zoë,字", "utf-8")
    assert [problem.locator for problem in found.problems] == ["end of file"]


def test_a_text_longer_than_a_piece_is_checked_to_its_end() -> None:
    long = b"Name,Notes\n" + "Dana,字\n".encode() * 20_000
    assert decode(source(long)).encoding == "utf-8"
    spoilt = decode(source(long + b"Zo\xeb,x\n"))
    assert (spoilt.encoding, spoilt.text[-7:]) == ("cp1252", "\nZoë,x\n")
    assert spoilt.problems[0].locator == "row 2", "the first line with a letter of its own"


def test_how_a_text_begins_is_told_across_lines() -> None:
    assert decode(source(b"ab\ncd\nef")).head(4) == "ab\nc"
    assert decode(source(b"ab")).head(4) == "ab"


@pytest.mark.parametrize("encoding", ("cp936", "cp932", "gb18030", "utf-7", "iso2022_jp"))
@given(text=st.text(st.sampled_from("aжЖ字,\r\n"), max_size=50))
def test_a_text_is_read_in_an_encoding_that_its_bytes_do_not_tell(encoding: str, text: str) -> None:
    """Also where a line cannot be read without those before it."""
    found = decode(written_in(source(text.encode(encoding)), encoding))
    assert list(found.lines) == LINE.findall(text)
    assert found.problems == ()


@pytest.mark.parametrize("encoding", ("cp1250", "utf-7"))
def test_bytes_that_are_no_text_in_an_encoding_are_not_read_in_it(encoding: str) -> None:
    with pytest.raises(UnicodeError):
        written_in(source(b"Zo\x81"), encoding)


def test_equal_rows_are_counted_and_their_keys_stay() -> None:
    keys = RowKeys("a:b")
    found = [keys("Dana", "x"), keys("Bo"), keys("Dana", "x"), keys("Dana", "x"), keys("Bo")]
    rows = ((("Dana", "x"), 0), (("Bo",), 0), (("Dana", "x"), 1), (("Dana", "x"), 2), (("Bo",), 1))
    assert found == [content_key("a:b", *parts, count=count) for parts, count in rows]


DATES = st.lists(st.sampled_from(("3/4/2026", "13/4/2026", "4/13/2026", "13.4.2026", "", "soon")))


@given(columns=st.fixed_dictionaries({"a": DATES, "b": DATES}))
def test_orders_of_columns_are_those_of_their_cells(columns: dict[str, list[str]]) -> None:
    orders = ColumnOrders("a", "b")
    for name, cells in columns.items():
        for cell in cells:
            orders.see(name, cell)
    alone = {name: column_order(cells) for name, cells in columns.items()}
    assert orders.told() == alone
    said = {order for order in alone.values() if order}
    common = said.pop() if len(said) == 1 else ""
    assert orders.told(alike=True) == {name: order or common for name, order in alone.items()}


def test_an_order_that_only_the_last_row_settles_holds_for_the_first() -> None:
    rows = "Dana Okafor,3/4/1980\n" * 500 + "Bo Lind,13/4/1980\n"
    table = source(f"Name,Birthday\n{rows}".encode())
    first = next(item for item in TemplateContacts().read(table) if isinstance(item, PersonRecord))
    assert first.birthday is not None
    assert (first.birthday.month, first.birthday.day) == (4, 3)


def contacts(row: int) -> str:
    return f"Dana {row},Okafor,dana{row}@example.com,Фирма {row},+1 212 555 0100,Met at the fair 😀 {row}\n"


def interactions(row: int) -> str:
    return f"2026-{row % 12 + 1:02d}-10,Dana Okafor {row % 900},meeting,about the fair 😀 {row}\n"


def customers(row: int) -> str:
    referrer = f"cus_Aa{row // 2:012}" if row % 3 else ""
    return f"cus_Aa{row:012},Dana {row} Okafor,dana{row}@example.com,$1{row}.50,2026-03-04,{referrer},about 😀 {row}\n"


def guests(row: int) -> str:
    return f"{7000 + row // 2},Dana {row},Okafor,dana{row}@example.com,Attending,Fair {row // 100},3/4/2026,😀 {row}\n"


def reports(row: int) -> str:
    return f"Larkspur {row // 2}:Dana {row} Okafor,+1 212 555 0100,dana{row}@example.com,Фирма {row} Street 😀\n"


def listed(row: int) -> str:
    return f"CUST\tLarkspur {row}\t{row} Mill Street\t555-0100\tdana{row}@example.com\tDana\tOkafor\tabout 😀 {row}\n"


def slips(row: int) -> str:
    return f"Dana Okafor {row % 40},Bo Lindqvist {row % 30},One to One,,about the fair 😀 {row}\n"


@pytest.mark.parametrize(
    ("importer", "header", "row"),
    (
        (Customers(), "id,Name,Email,Total Spent,Last Order Date,Referred By,Notes\n", customers),
        (GuestLists(), "Order #,First Name,Last Name,Email,Attendee Status,Event Name,Event Date,Promo Code\n", guests),
        (QuickBooks(), "Customer full name,Phone numbers,Email,Bill address\n", reports),
        (QuickBooks(), "!CUST\tNAME\tBADDR1\tPHONE1\tEMAIL\tFIRSTNAME\tLASTNAME\tNOTEPAD\n", listed),
        (BniSlips(), "From,To,Slip Type,TYFCB Amount,Detail\n", slips),
        (TemplateContacts(), "Given name,Family name,Email,Company,Phone,Notes\n", contacts),
        (OutlookContacts(), "First Name,Last Name,E-mail Address,Company,Mobile Phone,Notes\n", contacts),
        (TemplateInteractions(), "Date,With,Channel,Note\n", interactions),
    ),
)
def test_reading_a_table_keeps_little_beside_its_bytes(
    importer: Importer, header: str, row: Callable[[int], str]
) -> None:
    """As text, its emoji alone would make it four times as large; as a list of lines, more."""
    content = (header + "".join(map(row, range(2_000)))).encode()
    table = source(content)
    tracemalloc.start()
    try:
        used = sum(not isinstance(item, Problem) for item in importer.read(table))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert used >= 4_000
    assert peak < 1_000_000
