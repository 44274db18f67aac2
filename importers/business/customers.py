"""Customers with what they spent, and invoices: Stripe, Shopify, PayPal, Wave and tables like theirs.

Cards and bank accounts are dropped at the door: no cell of such a column gets into a record, note or remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from importers import people, tables
from importers.crm.columns import REFERRER
from importers.crm.product import LeftOut
from importers.dates import ColumnOrders, Order
from importers.values import Notes, cents_of, date_of, emails_of, is_email, name_of
from refnet.model import Purchase, Relation
from refnet.records import (
    ME,
    EventRecord,
    ExternalId,
    Match,
    Mention,
    OrganizationRecord,
    PersonRecord,
    Problem,
    Record,
    RowRead,
    Source,
    content_key,
)
from refnet.spool import Lookup
from refnet.text import fold, fold_organization

NAMED: Final = 0.9
"""How sure a header is that only one product writes."""
SPENT: Final = 0.65
"""And one with a column for all that a customer spent, which no template of ours has."""
PLAIN: Final = 0.58
"""And one that anybody may write: above a table of contacts, below our other templates."""
CARD: Final = "card"
"""The field of columns that are dropped."""
COLUMNS: Final = {
    "name": "Name,Customer Name,Full Name,Customer,Client,Client Name,Display Name,Customer Full Name,Billed To,"
    "Bill To,Contact Name,Billing Name,Customer/Vendor,Kunde,Kundenname,Cliente",
    "given": "First Name,FirstName,Customer First Name,Vorname,Prénom",
    "family": "Last Name,LastName,Surname,Customer Last Name,Nachname,Nom",
    "middle": "Middle Name,MiddleName,MI,M.I.",
    "email": "Email,Customer Email,Email Address,E-mail,E-Mail-Adresse,Billing Email,From Email Address,Client Email,"
    "Primary Email,Main Email",
    "phone": "Phone,Phone Number,Customer Phone,Default Address Phone,Mobile,Mobile Phone,Billing Phone,Phone Numbers,"
    "Main Phone,Telefon,Contact Phone Number,AltPhone,Alt. Phone",
    "company": "Company,Company Name,Default Address Company,Business Name,CompanyName,Organization,Organisation,Firma,"
    "Billing Company",
    "title": "Job Title",
    "street": "Address,Street Address,Apt/Suite,Address Line 1,Address Line 2,Address1,Address2,"
    "Default Address Address1,Default Address Address2,Street,Billing Address,Address Line1,"
    "Address Line2,Billing Address Line 1,Billing Address Line 2,Bill Address,Billing Street",
    "town": "City,Default Address City,Town/City,Billing City,Address City",
    "region": "State,Province,State/Province,Province Code,Default Address Province Code,Address State,Billing State,"
    "State/Province/Region/County/Territory/Prefecture/Republic",
    "postcode": "Zip,ZIP Code,Postal Code,Default Address Zip,Zip/Postal Code,Address Postal Code,Billing Zip,"
    "Billing Postal Code,Zip/Postal Code/Billing",
    "country": "Country,Country Code,Default Address Country Code,Address Country,Billing Country",
    "notes": "Description,Note,Notes,Customer Notes,Memo,Notiz",
    "labels": "Tags,Tag,Customer Type,Labels",
    "id": "id,Customer ID,Customer Id,Customer Number,Customer No.,ListID,Account Number",
    "total": "Total Spend,Total Spent,Total Sales,Total Revenue,Lifetime Value,Customer Lifetime Value,LTV,Revenue,"
    "Amount Spent,Lifetime Revenue,Lifetime Spend,Total Paid,Total Purchases,Total Amount,Total Invoiced,Sales,Umsatz,"
    "Total Payments",
    "amount": "Amount,Gross,Total,Invoice Total,Invoice Amount,Grand Total,Amount Paid,Betrag,Rechnungsbetrag,Subtotal",
    "refunded": "Refunded Volume,Refunds,Refunded,Total Refunded,Amount Refunded,Refunded Amount",
    "disputes": "Dispute Losses,Disputes",
    "currency": "Currency,Currency Code,Currency (ISO),Währung",
    "last": "Last Order Date,Last Order,Last Payment,Last Payment Date,Last Purchase,Last Purchase Date,Last Invoice,"
    "Last Invoice Date,Last Sale Date,Latest Order Date,Last Order At,Most Recent Order,Last Transaction Date",
    "day": "Date,Invoice Date,Transaction Date,Payment Date,Order Date,Paid At,Issue Date,Datum,Rechnungsdatum",
    "invoice": "Invoice,Invoice #,Invoice Number,Invoice No.,Invoice ID,Transaction ID,Num,Order ID,Order Number,"
    "Receipt Number,Rechnungsnummer,Invoice No",
    "status": "Status,Invoice Status,Payment Status",
    "type": "Type,Transaction Type",
    "referred by": f"{REFERRER},Referral,Referral Name,Customer Referrer,Who referred you?,Referral Customer",
    "coupon": "Coupon,Coupon Code,Discount Code,Promo Code,Promotion Code,Discount Codes",
    "idle": "Created (UTC),Created,Created At,Date Created,Customer Since,Delinquent,Plan,Payment Count,Total Orders,"
    "Orders,Orders Count,Order Count,Number of Orders,Average Order,Average Order Value,Average Payment,Tax Exempt,"
    "Accepts Email Marketing,Accepts SMS Marketing,Accepts Marketing,Business Vat ID,Shipping Name,"
    "Shipping Address Line 1,Shipping Address Line 2,Shipping City,Shipping State,Shipping Postal Code,"
    "Shipping Country,Time,TimeZone,Time Zone,Fee,Net,To Email Address,Due Date,Balance,Open Balance,Amount Due,"
    "Default Source,Account Balance,Website,Fax,First Payment,First Order Date,Ship Address,Terms,Quantity,Item Title,"
    "Delivery Status,Trial End,Interval,Active,Sub Total,Tax,Discount,Language,Tax IDs,Quantity Sold",
}
_REPEATABLE: Final = people.REPEATABLE | {"idle", CARD, "street", "country", "region", "referred by"}
_MARKS: Final = (
    {"total spend", "payment count"},
    {"total spend", "delinquent"},
    {"total spend", "created utc"},
    {"created utc", "delinquent"},
    {"id", "created utc", "email"},
    {"refunded volume", "email"},
    {"shipping name", "shipping address line 1", "email"},
    {"customer email", "customer notes"},
    {"accepts email marketing", "first name"},
    {"accepts marketing", "total spent"},
    {"accepts sms marketing", "total spent"},
    {"default address company", "email"},
    {"total spent", "total orders"},
    {"from email address", "gross", "transaction id"},
)
"""Headers that stand together in one product's export only."""
_SPENT: Final = frozenset(
    "total spend,total spent,lifetime value,customer lifetime value,ltv,amount spent,lifetime revenue,lifetime spend,"
    "total paid,total purchases,total invoiced,total payments".split(",")
)
_EARNED: Final = re.compile(r"(total )?(revenue|sales|umsatz)( [a-z]{3})?")
_OF_FIRMS: Final = frozenset(
    "employees,number of employees,no of employees,industry,company size,founded,sic code,naics code,mitarbeiter,"
    "mitarbeiterzahl,branche,effectif,secteur,empleados,sector".split(",")
)
"""Beside them revenue is what a firm earns, not what it paid."""
_SUPPLIERS: Final = frozenset(
    "supplier,supplier name,vendor,vendor name,payee,lieferant,lieferantenname,kreditor,fournisseur,proveedor,"
    "fornitore,fornecedor,leverancier".split(",")
)
_CUSTOMER: Final = ("customer", "client", "kunde", "cliente", "klant")
_CARD: Final = re.compile(
    r"card( .*)?|.* card( .*)?|cc .*|credit card.*|iban|bic|.*\b(last 4|last4|cvc|cvv|fingerprint)\b.*|bank( .*)?|"
    r"payment method.*|payment source.*|account no|bankverbindung|kreditkarte.*"
)
_REFUND: Final = re.compile(r".*\b(refund|refunded|reversal|chargeback|gutschrift|credit note|credit memo)\b.*")
_UNPAID: Final = re.compile(
    r"(void(ed)?|draft|cancell?ed|failed|denied|uncollectible|storniert|entwurf|open|pending|unpaid|sent|"
    r"past due|overdue|offen|uberfallig)"
)
_OUTSIDE: Final = re.compile(r".*\b(withdrawal|transfer|currency conversion|hold|authorization|fee)\b.*")
_PEOPLE: Final = re.compile(r"[^\W\d_][\w'’.-]*( [^\W\d_][\w'’.-]*){1,3}")
_IN_CURRENCY: Final = re.compile(r"(.+) (usd|eur|gbp|chf|cad|aud|nzd|inr|jpy|sek|nok|dkk|pln|brl|mxn|zar|sgd)")
_ID_IN_ALL_BOOKS: Final = 10
"""So many letters an id has that no other firm's customer has too."""
_DIGITS: Final = re.compile(r"\d(?:[ -]?\d){3,}")
_TOTAL: Final = re.compile(r"(grand |sub ?)?totals?( for .*)?|summe|gesamt")


@dataclass(frozen=True, slots=True)
class Sale:
    """What a row says somebody paid: the whole so far (`reference` "total spent"), or one invoice."""

    value_cents: int
    currency: str
    at: date | None
    reference: str
    note: str = ""


def field_of(header: str) -> str:
    """The field of a header: "total eur" of one in a currency. Stripe marks what a firm added itself "(metadata)"."""
    plain = header.removesuffix(" metadata")
    field = _KNOWN.field_of(plain) or (CARD if _CARD.fullmatch(plain) else "")
    if not field and (told := _IN_CURRENCY.fullmatch(plain)) and _KNOWN.field_of(told[1]) == "total":
        return f"total {told[2]}"
    return field


def _missing(fields: frozenset[str]) -> tuple[str, ...]:
    lacking = () if fields & {"name", "given", "email", "company"} else ("Customer",)
    return lacking if len(fields) > 1 else (*lacking, "Total Spent")


_KNOWN: Final = tables.synonyms(COLUMNS, ())
LAYOUT: Final = tables.Layout(field_of, _missing, lambda name: name in _REPEATABLE)


class Customers:
    """A list of customers, payments or invoices: of Stripe, Shopify, PayPal, or with columns like theirs."""

    name = "customers"

    def describe(self) -> str:
        return "customers with what they spent, or invoices (Stripe, Shopify, PayPal or a table)"

    def identify(self, source: Source) -> Match:
        return Match(max((_score(header) for header in tables.headers(source)), default=0.0))

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """Customers, what each has spent, and who referred them; of an invoice list, each invoice."""
        table = Table.of(tables.rows(source, LAYOUT))
        yield from read_rows(tables.rows(source, LAYOUT), table, self.name)


@dataclass(frozen=True, slots=True)
class Table:
    """What all rows of a table say together: how it writes days, and its customers' names by id and as they are."""

    order: Order
    by_id: Lookup
    names: Lookup

    @classmethod
    def of(cls, rows: Iterable[tables.Row | Problem]) -> Table:
        """Goes through all rows, and keeps none."""
        orders, by_id, names = ColumnOrders("day"), Lookup(), Lookup()
        for row in rows:
            if isinstance(row, Problem):
                continue
            orders.see("day", row.one("day"))
            orders.see("day", row.one("last"))
            name = row.one("name") or f"{row.one('given')} {row.one('family')}".strip() or row.one("email")
            if own := row.one("id").lstrip("'"):
                by_id.add(own, name)
            if who := _who(row):
                names.add(who)
        return cls(orders.told()["day"], by_id, names)


def read_rows(
    rows: Iterable[tables.Row | Problem], table: Table, prefix: str, *, system: str = "customers"
) -> Iterator[Record | RowRead | Problem]:
    """The customers of table rows with the fields of `COLUMNS`; `prefix` begins their keys."""
    reader = _Reader(prefix, system, table)
    for item in rows:
        yield from [_without_digits(item)] if isinstance(item, Problem) else reader.read(item)
    yield from reader.left_out.problems()


def _without_digits(problem: Problem) -> Problem:
    """A remark that quotes cells, which may be of a card column: without any number as long as those."""
    return replace(problem, message=_DIGITS.sub("…", problem.message), kept=_DIGITS.sub("…", problem.kept))


class _Reader:
    """Reads customers one by one; whom several invoices name is told once."""

    def __init__(self, prefix: str, system: str, table: Table) -> None:
        self.left_out = LeftOut()
        self._prefix, self._system, self._table = prefix, system, table
        self._told = tables.Once()
        self._keys = tables.RowKeys("ev:purchase")

    def read(self, row: tables.Row) -> Iterator[Record | RowRead | Problem]:
        """The customer of a row, and what they paid."""
        notes = Notes(row.locator)
        row = self._tidied(row)
        if people.is_shifted(row):
            yield people.shifted(row)
            return
        if _TOTAL.fullmatch(fold(row.one("name") or next((text for _, text in row.cells), ""))):
            self.left_out.add("total-row-skipped", "totals", row.locator)
            return
        if why := _left_out(row):
            self.left_out.add("status-skipped", why, row.locator)
            return
        sales = self._sales(row, notes)
        name = _company(row)
        if name:
            yield from self._organization(row, name, sales, notes)
            return
        who = (row.one("id"), next(iter(emails_of(row.all("email"), Notes(row.locator))), "").lower(), _who(row))
        record = people.person(row, content_key(f"{self._prefix}.person", *who), notes)
        record = replace(record, labels=_tags(row), external_ids=self._ids(row))
        for sale in sales if record.display_name else ():
            key = self._keys(sale.reference, sale.currency, *_when(sale), *who)
            bought = Purchase(_mention(record), ME, sale.at, sale.value_cents, sale.currency, sale.reference, sale.note)
            yield EventRecord(key, row.locator, bought)
        if not self._told.first(record.key):
            yield from notes.problems
            yield RowRead(row.locator)
            return
        yield from people.contact(record, row, notes)
        yield from _by_coupon(row, record)

    def _tidied(self, row: tables.Row) -> tables.Row:
        """A row without card columns, referrers that are no people, and the apostrophe before a long id."""
        cells = []
        for field, text in row.cells:
            if field == "id":
                cells.append((field, text.lstrip("'")))
            elif field == "referred by":
                cells += [(field, name) for name in self._referrer(text)]
            elif field != CARD:
                cells.append((field, text))
        return replace(row, cells=tuple(cells))

    def _referrer(self, text: str) -> list[str]:
        """Who is meant: another customer by id or name, an address, a full name. A web page or a word is nobody."""
        if (other := self._table.by_id.get(text)) is not None:
            return [other]
        named = is_email(text) or fold(text) in self._table.names or _PEOPLE.fullmatch(text)
        return [text] if named else []

    def _sales(self, row: tables.Row, notes: Notes) -> list[Sale]:
        """What a row says was paid, by currency; nothing where it says zero, or that it was not."""
        if _UNPAID.fullmatch(fold(row.one("status"))) and not row.one("total"):
            notes.add("sale-unpaid", f'"{row.one("status")[:80]}": the customer was kept, and no sale.')
            return []
        spent: dict[str, str] = {}
        for field, text in row.cells:
            if field.partition(" ")[0] == "total":
                spent.setdefault(field.partition(" ")[2].upper(), text)
        beside = _beside(row, notes)
        if spent:
            at = date_of(row.one("last"), notes, column="Last order", order=self._table.order)
            found = [(text, code, Sale(0, "", at, "total spent", beside)) for code, text in spent.items()]
        else:
            at = date_of(row.one("day"), notes, column="Date", order=self._table.order)
            found = [(row.one("amount"), "", Sale(0, "", at, row.one("invoice"), beside))]
        refund = _REFUND.fullmatch(fold(row.one("type"))) is not None
        paid = [(*cents_of(text, notes, column="amount"), code, sale) for text, code, sale in found]
        return [
            replace(sale, value_cents=-abs(cents) if refund else cents, currency=code or _currency(row) or written)
            for cents, written, code, sale in paid
            if cents
        ]

    def _organization(
        self, row: tables.Row, name: str, sales: list[Sale], notes: Notes
    ) -> Iterator[Record | RowRead | Problem]:
        """A customer that is a company and names nobody there: kept as a company, with what it paid in a note."""
        said = people.person(row, "", notes)
        paid = [f"{sale.reference or 'paid'}: {sale.value_cents / 100:,.2f} {sale.currency}".strip() for sale in sales]
        paid += [sale.note for sale in sales[:1] if sale.note]
        own = [part for sale in sales for part in _when(sale)]
        key = content_key(f"{self._prefix}.organization", row.one("id"), fold_organization(name), *own)
        if self._told.first(key):
            yield OrganizationRecord(
                key,
                row.locator,
                name,
                emails=said.emails,
                phones=said.phones,
                addresses=said.addresses,
                labels=_tags(row),
                notes=(*said.notes, *paid),
                external_ids=self._ids(row),
            )
        yield from notes.problems
        yield RowRead(row.locator)

    def _ids(self, row: tables.Row) -> tuple[ExternalId, ...]:
        """Short numbers are somebody else's in another firm's list."""
        own = row.one("id")
        system = "stripe" if own.startswith("cus_") else self._system
        return (ExternalId(f"{system}.customer", own),) if len(own) >= _ID_IN_ALL_BOOKS else ()


def _left_out(row: tables.Row) -> str:
    """Why a row of a payment list is no sale; "" if it is one."""
    if not row.one("amount"):
        return ""
    kind, amount = fold(row.one("type")), row.one("amount").lstrip("$€£ ")
    if kind and _OUTSIDE.fullmatch(kind):
        return f'no sale ("{row.one("type")[:80]}")'
    if kind and amount.startswith("-") and not _REFUND.fullmatch(kind):
        return "paid by you, not to you"
    return ""


def _company(row: tables.Row) -> str:
    """The name of a customer that is a company: no person is named, and it ends as companies do or stands alone."""
    if row.one("given") or row.one("family"):
        return ""
    name = name_of(row.one("name"), Notes(row.locator))
    if not name:
        return "" if row.one("email") else name_of(row.one("company"), Notes(row.locator))
    return name if fold(name) != fold_organization(name) else ""


def _who(row: tables.Row) -> str:
    return fold(row.one("name") or f"{row.one('given')} {row.one('family')}") or row.one("phone")


def _when(sale: Sale) -> tuple[str, ...]:
    """The day as part of a key: of an invoice it is one, of a total that grows it is not."""
    if sale.reference == "total spent":
        return ()
    return (sale.at.isoformat() if sale.at else "", str(sale.value_cents))


def _mention(record: PersonRecord) -> Mention:
    return Mention(name=record.display_name, record=record.key)


def _tags(row: tables.Row) -> tuple[str, ...]:
    """Shops join tags by commas."""
    cells = [part.strip() for cell in row.all("labels") for part in re.split(r"[,;]", cell)]
    return tuple(dict.fromkeys(cell for cell in cells if cell))


def _currency(row: tables.Row) -> str:
    text = row.one("currency").upper()
    return text if re.fullmatch(r"[A-Z]{3}", text) else ""


def _beside(row: tables.Row, notes: Notes) -> str:
    """Refunds and losses as a note: whether the total has them taken off already, the products do not say."""
    said = []
    for field, word in (("refunded", "refunded"), ("disputes", "lost in disputes")):
        cents, written = cents_of(row.one(field), notes, column=field)
        if cents:
            said.append(f"{word}: {cents / 100:,.2f} {_currency(row) or written}".strip())
    return "; ".join(said)


def _by_coupon(row: tables.Row, record: PersonRecord) -> Iterator[EventRecord]:
    """Who referred a customer, where a coupon is called after a person."""
    code = row.one("coupon")
    if _PEOPLE.fullmatch(code) and code.istitle() and fold(code) != fold(record.display_name):
        tie = Relation(_mention(record), Mention(name=code), "referred by", label="coupon")
        yield EventRecord(content_key("ev:relation", record.key, "coupon", code), row.locator, tie)


def _score(header: tuple[str, ...]) -> float:
    """How surely a row of normalised cells heads a list of customers."""
    cells = {cell for cell in header if cell}
    if cells & _OF_FIRMS:
        cells = {cell for cell in cells if not _EARNED.fullmatch(cell)}
    fields = {field_of(cell) for cell in cells} - {""}
    if _missing(frozenset(fields)):
        return 0.0
    if any(marks <= cells for marks in _MARKS):
        return NAMED
    if cells & _SUPPLIERS and not any(cell.startswith(_CUSTOMER) for cell in cells):
        return 0.0
    if cells & _SPENT or any(field.startswith("total ") for field in fields):
        return SPENT
    who = fields & {"name", "given", "email", "company"}
    invoice = {"invoice", "amount"} <= fields and fields & {"day", "status"}
    return PLAIN if who and ("total" in fields or invoice) else 0.0
