"""Which tables our importers claim by their headers alone; any other is left for its owner to be asked about."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from test_importers import chosen, codes, counts, events, people, read, source

from importers import BUILTIN
from refnet.book import Book, new_book
from refnet.mapping import UnmappedTableError
from refnet.model import Interaction

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
CLAIMED = {
    "template.contacts": """
        Name,Email
        Name,E-mail,Phone,Company,Notes
        First name,Last name,Email address,Birthday
        FirstName,LastName,Email,Phone
        Contact name,Mobile,Employer,Job title,Tags
        Name,Email,Date added,Last contact,Labels
        Name,Email,Last meeting date,Kind
        Vorname,Nachname,E-Mail-Adresse,Telefon,Geburtstag
        Vollständiger Name,Firma,Ort,PLZ,Land
        Prénom,Nom,Téléphone,Entreprise,Ville
        Nom complet,Email,Poste,Anniversaire
        Nombre,Apellidos,Correo,Empresa,Cumpleaños
        Nome,Cognome,Email,Azienda,Città
        Voornaam,Achternaam,Telefoon,Bedrijf,Plaats
        Name,Email,Industry,Employees,Revenue
        First Name,Last Name,Email 1,Phone 1,Labels,Address 1 - Street,Address 1 - City
    """,
    "template.interactions": """
        Date,With,Channel,Note
        Date,Who,Type,Minutes
        Day,Participants,Topic
        When,Contact,How
        Datum,Mit,Kanal,Thema
        Datum,Wer,Art,Dauer,Notiz
        Datum,Teilnehmer,Thema
        Date,Avec,Canal,Note
        Fecha,Con,Canal,Nota
        Data,Com,Canal
        Date,People,Email,Company,Channel
        Date,Person,Duration,Started by
    """,
    "template.introductions": """
        Introducer,From,To
        Introducer,From,To,Date,Status
        Introduced by,Person 1,Person 2,Date
        Connector,From,To,Made,Met,Thanked
        Introducer,Introducer email,From,From email,To,To email
        By,From,To,Asked,Agreed,Made
        By,First,Second,Thanked
        Introducer,Who,Introduced to,Reason
        Vorgestellt von,Von,An,Datum
        Vorgestellt von,Von,An,Gefragt,Zugesagt
        Présenté par,De,A,Statut
        Presentado por,De,Para,Fecha
    """,
    "template.referrals": """
        Date,Referrer,Prospect,Recipient,Status
        Referrer,Prospect
        Date,Referred by,Referral,Value,Currency
        Referral from,Referral to,Lead,Won
        Referred by,Customer,Email,Amount
        Referrer,Client,Phone,Outcome
        Source,Prospect,Recipient,Won
        Date given,Referrer,Referred,Thanked
        Datum,Empfehler,Interessent,Empfänger,Wert
        Empfohlen von,Kunde,Gewonnen,Umsatz
        Recommandé par,Client,Montant,Devise
        Fecha,Recomendado por,Cliente,Importe
    """,
    "customers": """
        Customer,Email,Total spent
        Customer name,Revenue,Last order
        Name,Email,Lifetime value
        First name,Last name,Email,Total spent,Orders count
        Customer,Invoice number,Invoice date,Amount,Status
        Order number,Customer name,Email,Status,Total,Date
        Client,Client email,Invoice,Paid at,Total
        Bill to,Invoice no,Date,Amount
        Kunde,Rechnungsnummer,Rechnungsdatum,Betrag
        Kundenname,Umsatz
        Customer,Vendor,Invoice,Amount,Date
        Cliente,Email,Total paid
    """,
    "events": """
        Order #,First name,Last name,Email,Ticket type,Attendee status
        Order #,First name,Email,Attendee status
        Order #,Attendee #,Email,Order status
        Order no.,First name,Surname,Quantity,Ticket type,Order status
        Attendee name,Ticket type,Status
        Name,Email,RSVP,Ticket name
        Name,Email,Event,Event date,Ticket
        Event ID,First,Last,Payment status
        Buyer name,Order ID,Event name,Event date
        Name,User ID,RSVP,Guests,RSVPed on,URL of Member Profile
        Vorname,Nachname,Bestellnr.,Ticket type
        Prénom,Nom,Adresse e-mail,Order #,Price option
        Nombre,Apellidos,Nº de pedido,Event name,Ticket type
    """,
}
LEFT = {
    "meetings and calls": """
        Date,Name,Email,Kind,Notes
        Name,Email,Meeting date,Topic
        Name,Company,Date of call,Result
        First name,Last name,Email,Channel,Minutes
        Name,E-mail,Date,Duration
        Datum,Name,E-Mail,Art,Notiz
        Vorname,Nachname,Besprechungsdatum,Thema
        Name,Telefon,Datum des Anrufs,Dauer
        Date,Prénom,Nom,Canal,Remarques
        Nom complet,Email,Date du rendez-vous
        Fecha,Nombre,Apellidos,Correo,Canal
        Nombre,Empresa,Fecha de la llamada,Notas
        Data,Nome,Cognome,Email,Canale
        Nome,Email,Data da reunião,Notas
        Datum,Voornaam,Achternaam,Kanaal
    """,
    "referrals": """
        Date,Referred to,Who,Phone
        Date,Person,Referred by,Type
    """,
    "leads, whose source is no person": """
        Lead,Source,Email,Status
        Customer,Source,Phone
        Client,Source,Date
        Lead,Phone,Source,Company,Note
        Lead Name,Email,Phone,Lead Source,Notes
    """,
    "sales and orders": """
        Name,Email,Amount,Date
        Name,Email,Order number,Product
        First name,Last name,Email,Order date,Total
        FirstName,LastName,Email,Date,Amount
        Date,Contact,Amount,Invoice
        Date,With,Price,Currency
        Name,E-Mail,Betrag,Rechnungsdatum
        Vorname,Nachname,Bestellnummer,Summe
        Nom complet,Email,Montant,Date de facture
        Prénom,Nom,Prix,Date de commande
        Nombre,Correo,Importe,Fecha de compra
        Nome,Email,Importo,Data fattura
        Voornaam,Achternaam,Bedrag,Factuurdatum
        Supplier,Email,Invoice No,Amount,Date
        Vendor,Invoice,Amount,Status,Company,Email
    """,
    "of nobody, or of something else": """
        Name,Present,Absent,Late
        Ticket,Status,Name,Email,Subject
        Case number,Name,Email,Opened
        From,To,By
        Date,From,To,Subject
        Company,Website,Revenue,Employees,Industry
        Firma,Branche,Mitarbeiter,Umsatz
        Product,Price,Stock
        Day,Temperature,Rain
        Date,Amount,Balance
        From,To,Price
        Item,Supplier,Price
    """,
}
MEETINGS = """Date,Name,Email,Kind,Notes
2026-03-02,Dana Okafor,dana@example.com,call,Their new kitchen
2026-03-09,Dana Okafor,dana@example.com,lunch,The same again
"""


def heads(tables: dict[str, str]) -> list[tuple[str, str]]:
    """Each head with the kind that it is of."""
    return [(kind, head.strip()) for kind, text in tables.items() for head in text.strip().splitlines()]


def with_a_row(head: str) -> str:
    return f"{head}\n{','.join('x' for _ in head.split(','))}\n"


@pytest.fixture
def book() -> Iterator[Book]:
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as made:
        yield made


@pytest.mark.parametrize(("importer", "head"), heads(CLAIMED))
def test_a_table_with_the_columns_of_its_kind_is_claimed(importer: str, head: str) -> None:
    assert chosen(source(with_a_row(head))).name == importer


@pytest.mark.parametrize(("kind", "head"), heads(LEFT))
def test_a_table_of_another_kind_is_claimed_by_nobody(kind: str, head: str) -> None:
    given = source(with_a_row(head))
    assert [importer.name for importer in BUILTIN if importer.identify(given).score] == []


def test_a_table_of_meetings_with_names_and_addresses_is_asked_about(book: Book, tmp_path: Path) -> None:
    """Read as contacts in silence, it would give one person and no meeting."""
    (tmp_path / "meetings.csv").write_text(MEETINGS, encoding="utf-8")
    with pytest.raises(UnmappedTableError):
        book.import_file(tmp_path / "meetings.csv", now=NOW)
    assert len(book.people()) == 1


def test_a_sheet_of_meetings_beside_one_of_people_is_left_out_and_said_so() -> None:
    made = openpyxl.Workbook()
    first, second = made.worksheets[0], made.create_sheet("Meetings")
    for sheet, text in ((first, "Name,Email\nBo Lindqvist,bo@example.com"), (second, MEETINGS)):
        for row in text.splitlines():
            sheet.append(row.split(","))
    held = io.BytesIO()
    made.save(held)
    items = read(source(held.getvalue(), "people.xlsx"))
    assert [person.name for person in people(items)] == ["Bo Lindqvist"]
    assert codes(items) == ["sheet-skipped"] and counts(items) == (1, 0, 3)


def test_orders_of_a_shop_bring_nobody_together() -> None:
    """An order with its status is not one for an event."""
    text = "Order number,Customer name,Email,Status,Total,Date\n17,Dana Okafor,dana@example.com,paid,12.00,2026-03-02\n"
    assert events(read(source(text)), Interaction) == []
