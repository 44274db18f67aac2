"""Lists of trade: BNI's reports, guest lists, customers and what they spent."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import goldens
import openpyxl
import pytest
from openpyxl.styles import Font
from test_importers import chosen, codes, counts, events, people, problems, read, sample, source

from importers import workbook
from refnet.book import Book, new_book
from refnet.errors import UnreadableFileError
from refnet.model import Interaction, Membership, Note, Purchase, Referral, Relation, Thanks
from refnet.records import Mention, OrganizationRecord, PersonRecord

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
DATA = Path(__file__).parent / "data"
FILES = {  # used, refused, skipped
    "bni/slips.csv": ("bni.slips", 7, 3, 2),
    "bni/slips-xml.xls": ("bni.slips", 2, 1, 0),
    "bni/palms.csv": ("bni.palms", 3, 1, 3),
    "events/eventbrite.csv": ("events", 4, 0, 3),
    "events/orders.csv": ("events", 2, 0, 1),
    "events/meetup-attendees.xls": ("events", 2, 0, 2),
    "events/meetup-members.xls": ("events", 2, 0, 0),
    "events/event-espresso.csv": ("events", 2, 0, 0),
    "customers/stripe-unified.csv": ("customers", 5, 0, 0),
    "customers/shopify.csv": ("customers", 2, 1, 0),
    "customers/shopify-older.csv": ("customers", 1, 0, 0),
    "customers/paypal.csv": ("customers", 3, 0, 2),
    "customers/invoices.csv": ("customers", 4, 0, 1),
    "customers/spending.csv": ("customers", 2, 0, 0),
    "customers/quickbooks-contacts.csv": ("quickbooks", 3, 0, 1),
    "customers/quickbooks-sales.csv": ("quickbooks", 4, 0, 3),
    "customers/quickbooks.iif": ("quickbooks", 3, 0, 2),
}


@pytest.fixture
def book() -> Iterator[Book]:
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as made:
        yield made


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_counted_once_by_the_right_importer(name: str) -> None:
    importer, *expected = FILES[name]
    assert chosen(sample(name)).name == importer
    assert counts(read(sample(name))) == tuple(expected)


@pytest.mark.parametrize("name", FILES)
def test_each_file_gives_what_its_golden_says(name: str, update_golden: bool) -> None:
    goldens.hold(DATA / name, read(sample(name)), update=update_golden)


# ------------------------------------------------------------------------------------------------------ bni


def test_two_slips_alike_are_two_and_have_the_day_of_the_report() -> None:
    found = events(read(sample("bni/slips.csv")), Referral)
    assert len(found) == 4
    first = found[0].event
    assert isinstance(first, Referral)
    assert (first.referrer.name, first.recipient.name, first.at) == ("Dana Okafor", "Bo Lindqvist", date(2026, 4, 3))


def test_a_slip_for_closed_business_may_be_given_anonymously() -> None:
    items = read(sample("bni/slips.csv"))
    (thanks,) = (record.event for record in events(items, Thanks))
    (anonymous,) = (record.event for record in events(items, Note))
    assert isinstance(thanks, Thanks) and isinstance(anonymous, Note)
    assert "8,14,41,353" in thanks.note
    assert anonymous.about.name == "Eva Nagy" and "anonymously" in anonymous.text


def test_closed_business_is_a_won_referral_from_whoever_is_thanked() -> None:
    """Not from whoever says thanks: they earned the amount."""
    items = read(sample("bni/slips.csv"))
    (won,) = (record for record in events(items, Referral) if getattr(record.event, "stage", "") == "won")
    assert isinstance(won.event, Referral)
    assert (won.event.referrer.name, won.event.recipient.name) == ("Dana Okafor", "Bo Lindqvist")
    assert (won.event.value_cents, won.event.dates) == (81441353_00, {"won": date(2026, 4, 3)})
    (thanks,) = (record.event for record in events(items, Thanks))
    assert isinstance(thanks, Thanks) and thanks.regarding == won.key


@pytest.mark.parametrize(("amount", "told"), [("", []), ("0", []), ("-5", []), ("soon", ["number-unparsed-kept"])])
def test_thanks_without_an_amount_are_thanks_alone(amount: str, told: list[str]) -> None:
    text = (
        f"Slips Audit Report for 03/04/2026\nFrom,To,Slip Type,TYFCB Amount\nDana Okafor,Bo Lindqvist,TYFCB,{amount}\n"
    )
    items = read(source(text))
    assert events(items, Referral) == [] and len(events(items, Thanks)) == 1
    assert codes(items) == told


def test_a_slip_to_the_chapter_itself_is_to_nobody() -> None:
    text = (
        "Slips Audit Report for 03/04/2026\nFrom,To,Slip Type,TYFCB Amount\n"
        "Dana Okafor,BNI,TYFCB,500\nDana Okafor,Visitors,Referral,\nDana Okafor,Bo Lindqvist,Referral,\n"
    )
    items = read(source(text))
    assert [person.name for person in people(items)] == ["Dana Okafor", "Bo Lindqvist"]
    assert len(events(items, Referral)) == 1
    assert codes(items) == ["total-row-skipped"]


def test_business_that_i_say_thanks_for_is_won_by_whoever_sent_it(book: Book, tmp_path: Path) -> None:
    """The member of the owner's name is the owner, as no other has it."""
    text = "Slips Audit Report for 03/04/2026\nFrom,To,Slip Type,TYFCB Amount\nMaya Castellan,Bo Lindqvist,TYFCB,500\n"
    (tmp_path / "slips.csv").write_text(text, encoding="utf-8")
    book.import_file(tmp_path / "slips.csv", now=NOW)
    assert [person.id for person in book.people("Maya Castellan")] == [book.ego]
    (line,) = book.advocates(NOW.date()).lines
    assert (line.name, line.given, line.won, line.value, line.thanks_owed) == ("Bo Lindqvist", 1, 1, {"": 50000}, False)


def test_a_member_is_the_contact_of_that_name_until_the_slips_are_taken_back(book: Book, tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").write_text(
        "First Name,Last Name,Email\nDana,Okafor,dana@example.com\n", encoding="utf-8"
    )
    book.import_file(tmp_path / "contacts.csv", now=NOW)
    before = book.people()
    slips = book.import_file(DATA / "bni/slips.csv", now=NOW)
    (dana,) = book.people("Dana Okafor")
    assert dana.emails == ("dana@example.com",) and len(dana.records) == 2
    book.undo(slips.import_id, now=NOW)
    assert book.people() == before


def test_whoever_stands_in_bold_is_of_another_chapter() -> None:
    by_name = {person.name: person for person in people(read(sample("bni/slips-xml.xls")))}
    assert by_name["Dana Okafor"].memberships == (Membership("BNI Larkspur"),)
    assert by_name["Cy Ngata"].memberships == ()
    assert by_name["Cy Ngata"].labels == ("member of another BNI chapter",)


def test_bold_is_seen_in_a_workbook_too() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Slips Audit Report for 30/09/2026"])
    sheet.append(["From", "To", "Slip Type", "Inside/Outside"])
    sheet.append(["Dana Okafor", "Cy Ngata", "One to One", ""])
    sheet["B3"].font = Font(bold=True)
    held = io.BytesIO()
    book.save(held)
    labels = {person.name: person.labels for person in people(read(source(held.getvalue(), "slips.xlsx")))}
    assert labels == {"Dana Okafor": (), "Cy Ngata": ("member of another BNI chapter",)}


def test_slips_of_several_days_stay_undated() -> None:
    text = "Slips Audit Report from 01/09/2026 to 30/09/2026\nFrom,To,Slip Type\nDana Okafor,Bo Lindqvist,One to One\n"
    items = read(source(text))
    (met,) = events(items, Interaction)
    assert isinstance(met.event, Interaction) and met.event.at is None
    assert codes(items) == ["date-missing"]


def test_a_member_is_one_person_in_slips_and_palms(book: Book) -> None:
    book.import_file(DATA / "bni/slips.csv", now=NOW)
    book.import_file(DATA / "bni/palms.csv", now=NOW)
    assert [person.name for person in book.people()].count("Dana Okafor") == 1


def test_a_summary_tells_of_no_meeting_but_keeps_its_totals() -> None:
    items = read(sample("bni/palms.csv"))
    assert events(items, Interaction) == []
    note = events(items, Note)[0].event
    assert isinstance(note, Note) and note.at == date(2026, 9, 30)
    assert note.text.startswith("BNI PALMS 2026-09-01 to 2026-09-30: present 4, late 1, referrals given inside 3")


def test_an_xml_workbook_that_declares_entities_is_refused() -> None:
    content = (DATA / "bni/slips-xml.xls").read_bytes()
    declared = content.replace(b"<Workbook", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><Workbook', 1)
    for given_content in (declared, declared.decode().encode("utf-16")):
        with pytest.raises(UnreadableFileError, match="document type"):
            workbook.sheets(source(given_content))


def test_an_xml_workbook_with_a_cell_far_away_is_refused() -> None:
    content = (DATA / "bni/slips-xml.xls").read_bytes()
    with pytest.raises(UnreadableFileError, match="more than"):
        workbook.sheets(source(content.replace(b'ss:Index="7"', b'ss:Index="999999999"')))


# --------------------------------------------------------------------------------------------------- events


def test_who_came_on_one_order_came_together_and_a_large_event_makes_no_contact() -> None:
    met = [record.event for record in events(read(sample("events/eventbrite.csv")), Interaction)]
    sizes = [(len(event.people), event.group_size, event.note) for event in met if isinstance(event, Interaction)]
    assert sizes == [(5, 10, "Autumn Fair"), (2, 10, "one order"), (2, 10, "one table")]


def test_a_newer_list_of_the_same_event_is_the_same_event() -> None:
    text = (DATA / "events/eventbrite.csv").read_text(encoding="utf-8")
    more = text + text.splitlines()[1].replace("7001", "7009").replace("Rosa", "Una").replace("rosa", "una") + "\n"
    before, after = (events(read(source(one)), Interaction)[0].key for one in (text, more))
    assert before == after


def test_an_affiliate_or_code_that_is_a_person_brought_the_guest() -> None:
    told = [record.event for record in events(read(sample("events/eventbrite.csv")), Relation)]
    named = [(t.person.name, t.other.name, t.kind) for t in told if isinstance(t, Relation)]
    assert named == [("Jonah Kim", "Dana Okafor", "referred by"), ("Ivy", "Rosa Delgado", "referred by")]


def test_two_names_at_one_address_stay_two(book: Book) -> None:
    book.import_file(DATA / "events/event-espresso.csv", now=NOW)
    assert {"Dana Okafor", "Bo Lindqvist"} <= {person.name for person in book.people()}


def test_an_order_without_a_guest_is_its_buyers() -> None:
    header = "Order ID,Buyer First Name,Buyer Last Name,Buyer Email,Ticket Quantity,Order Status,Event Name\n"
    (buyer,) = people(read(source(header + "9001,Dana,Okafor,dana@example.com,2,Completed,Autumn Fair\n")))
    assert (buyer.display_name, buyer.emails) == ("Dana Okafor", ("dana@example.com",))


def test_a_list_of_members_is_no_event() -> None:
    assert events(read(sample("events/meetup-members.xls")), Interaction) == []


# ------------------------------------------------------------------------------------------------ customers


def bought(name: str) -> list[tuple[str, int, str, date | None, str]]:
    found = (record.event for record in events(read(sample(name)), Purchase))
    return [
        (e.customer.name, e.value_cents, e.currency, _day(e), e.reference) for e in found if isinstance(e, Purchase)
    ]


def _day(event: Purchase[Mention]) -> date | None:
    assert not isinstance(event.at, datetime)
    return event.at


def test_what_a_customer_spent_is_a_sum_in_its_own_currency() -> None:
    assert bought("customers/stripe-unified.csv") == [
        ("Dana Okafor", 124050, "USD", None, "total spent"),
        ("Dana Okafor", 9900, "EUR", None, "total spent"),
        ("Eva Nagy", 31000, "USD", None, "total spent"),
    ]


def test_a_sum_has_the_day_of_the_last_order_and_refunds_beside_it() -> None:
    assert bought("customers/spending.csv")[0] == ("Dana Okafor", 124050, "USD", date(2026, 8, 15), "total spent")
    first = events(read(sample("customers/spending.csv")), Purchase)[0].event
    assert isinstance(first, Purchase) and first.note == "refunded: 40.00 USD"


def test_a_customer_in_two_currencies_has_two_sums() -> None:
    items = read(source("Customer,Email,Total Spent (USD),Total Spent (EUR)\nDana Okafor,dana@example.com,80,90.50\n"))
    found = [record.event for record in events(items, Purchase)]
    assert [(e.value_cents, e.currency) for e in found if isinstance(e, Purchase)] == [(8000, "USD"), (9050, "EUR")]


def test_an_invoice_that_is_not_paid_is_no_sale_but_its_customer_is_known() -> None:
    items = read(sample("customers/invoices.csv"))
    assert "Bo Lindqvist" in [person.name for person in people(items)]
    assert codes(items).count("sale-unpaid") == 1 and len(events(items, Purchase)) == 2


def test_a_payment_is_dated_a_refund_negative_and_what_is_no_sale_left_out() -> None:
    assert bought("customers/paypal.csv") == [
        ("Dana Okafor", 12000, "GBP", date(2026, 9, 25), "TX0000000001"),
        ("Dana Okafor", -2000, "GBP", date(2026, 9, 26), "TX0000000002"),
    ]


@pytest.mark.parametrize("name", ["customers/stripe-unified.csv", "customers/spending.csv"])
def test_nothing_of_a_card_gets_in(name: str) -> None:
    text = repr(read(sample(name)))
    assert not [secret for secret in ("4242", "5566", "card_", "OKAFOR", "Card Lane", "fp0000") if secret in text]


def test_a_card_number_in_a_row_that_is_too_long_is_not_quoted() -> None:
    text = "Customer,Email,Total Spent,Card Number\nDana Okafor,dana@example.com,1,240,4242 4242 4242 4242\n"
    items = read(source(text))
    assert codes(items) == ["row-long-rejected"] and "4242" not in repr(items)


def test_a_growing_total_is_the_same_fact() -> None:
    text = (DATA / "customers/shopify.csv").read_text(encoding="utf-8")
    older, newer = (events(read(source(one)), Purchase)[0] for one in (text, text.replace("430.20", "512.00")))
    assert older.key == newer.key and older.event != newer.event


def test_a_referrer_is_another_customer_or_a_full_name_and_never_a_web_site() -> None:
    told = [record.event for record in events(read(sample("customers/stripe-unified.csv")), Relation)]
    named = [(t.person.name, t.other.name, t.kind) for t in told if isinstance(t, Relation)]
    assert named == [("Bo Lindqvist", "Dana Okafor", "referred by"), ("Eva Nagy", "Zoë Brandt", "referred by")]


def test_a_company_that_names_nobody_is_a_company() -> None:
    items = read(sample("customers/stripe-unified.csv"))
    (company,) = (item for item in items if isinstance(item, OrganizationRecord))
    assert company.name == "Fernhill Ltd" and company.notes == ("total spent: 5,000.00 USD",)
    assert "Fernhill Ltd" not in [person.name for person in people(items)]


def test_an_apostrophe_before_an_id_is_a_spreadsheets() -> None:
    dana = people(read(sample("customers/shopify.csv")))[0]
    assert dana.external_ids[0].value == "7210448301122"
    assert dana.labels == ("vip", "wholesale") and dana.notes == ("Likes\r\nblue",)


def test_a_sub_customer_is_a_person_at_the_firm() -> None:
    found = {person.display_name: person for person in people(read(sample("customers/quickbooks-contacts.csv")))}
    assert found["Eva Nagy"].jobs[0].organization == "Larkspur Hotels"
    assert found["Dana Okafor"].jobs[0].organization == "Larkspur Hotels"
    assert found["Bo Lindqvist"].jobs == ()
    sold = read(sample("customers/quickbooks-sales.csv"))
    assert [person.name for person in people(sold)] == ["Dana Okafor", "Eva Nagy"]


def test_nobody_is_made_of_a_total() -> None:
    for name in FILES:
        told = [item.display_name.casefold() for item in read(sample(name)) if isinstance(item, PersonRecord)]
        assert not [one for one in told if one.startswith(("total", "visitors", "bni"))], name


def test_everything_left_out_is_said() -> None:
    for name, (_, _, refused, skipped) in FILES.items():
        told = [problem for problem in problems(read(sample(name))) if problem.outcome in ("refused", "skipped")]
        assert bool(told) == bool(refused or skipped), name


# ------------------------------------------------------------------------------------------------ workbooks


def ods(rows: str) -> bytes:
    """A workbook as LibreOffice writes it, with these rows."""
    spaces = "urn:oasis:names:tc:opendocument:xmlns:"
    names = " ".join(f'xmlns:{short}="{spaces}{short}:1.0"' for short in ("office", "table", "text"))
    body = f'<office:body><office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table>'
    document = f"<office:document-content {names}>{body}</office:spreadsheet></office:body></office:document-content>"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>{document}')
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{spaces}manifest:1.0"/>')
    return held.getvalue()


def ods_row(*cells: str, times: int = 1) -> str:
    made = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}"><text:p>{cell}</text:p>'
        "</table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row>{made}</table:table-row>"


def test_an_opendocument_table_reads_like_the_csv() -> None:
    given_rows = ods_row("Customer", "Email", "Total Spent") + ods_row("Dana Okafor", "dana@example.com", "80.00")
    items = read(source(ods(given_rows), "customers.ods"))
    assert [person.name for person in people(items)] == ["Dana Okafor"]
    assert len(events(items, Purchase)) == 1


def test_an_opendocument_cell_that_is_repeated_without_end_is_refused() -> None:
    far = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    for rows in (ods_row("x", times=900_000_000), far + ods_row("x", times=1_000)):
        with pytest.raises(UnreadableFileError, match="spans"):
            workbook.sheets(source(ods(ods_row("Name", "Email") + rows)))
