"""Connections.csv of LinkedIn's export in its three eras.

to mid-2021     no notes above the header, no URL column
to mid-2023     three lines of notes, no URL column
since then      three lines of notes, URL column (third, or last)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from importers import people, tables
from importers.dates import Order, read_date
from importers.linkedin.members import SYSTEM
from importers.values import Notes, date_of, emails_of, name_of, profile_slug, profile_url
from refnet.model import Acquaintance, Employment
from refnet.records import (
    ME,
    EventRecord,
    ExternalId,
    Match,
    Mention,
    PersonRecord,
    Problem,
    Record,
    RowRead,
    Source,
    content_key,
)
from refnet.text import fold

# Headers other than English are from invented files only; nobody has shown a real one yet.
_COLUMNS: Final = {
    "given": "First Name,Vorname,Prénom,Nombre,Nome,Voornaam",
    "family": "Last Name,Nachname,Nom,Apellidos,Sobrenome,Cognome,Achternaam",
    "url": "URL,Profile URL,Profil-URL",
    "email": "Email Address,E-mail Address,E-Mail-Adresse,Adresse e-mail,E-mailadres",
    "company": "Company,Unternehmen,Entreprise,Empresa,Azienda,Bedrijf",
    "title": "Position,Poste,Cargo,Posizione,Functie",
    "connected": "Connected On,Verbunden am,Date de connexion,Conectado el",
}
_LAYOUT: Final = tables.synonyms(_COLUMNS, ("given", "family", "connected"))


class LinkedInConnections:
    """Connections.csv from LinkedIn's "Get a copy of your data"."""

    name = "linkedin.connections"

    def describe(self) -> str:
        return "LinkedIn connections (Connections.csv)"

    def identify(self, source: Source) -> Match:
        return tables.match(source, _LAYOUT)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """People, and for each that the owner is connected to them.

        A row with nothing but a date is a member who hides: skipped, nobody is made of it.
        """
        order = people.date_orders(source, _LAYOUT, "connected")["connected"]
        keys = _Keys(item for item in tables.rows(source, _LAYOUT) if isinstance(item, tables.Row))
        for item in tables.rows(source, _LAYOUT):
            if isinstance(item, tables.Row):
                yield from _connection(item, order, keys)
            else:
                yield item


class _Keys:
    """A profile address is a key where it belongs to one name in the file; some paste their own on every row."""

    def __init__(self, rows: Iterable[tables.Row]) -> None:
        names: dict[str, str] = {}
        self._shared: set[str] = set()
        for row in rows:
            slug, name = profile_slug(row.one("url")), fold(f"{row.one('given')} {row.one('family')}")
            if names.setdefault(slug, name) != name:
                self._shared.add(slug)
        self._content = tables.RowKeys("linkedin")

    def of(self, row: tables.Row, connected: date | None) -> str:
        slug = profile_slug(row.one("url"))
        if slug and slug not in self._shared:
            return f"li:{slug}"
        # The day of connecting stays as it is in every later export; company, position and e-mail do not.
        day = connected.isoformat() if connected else row.one("company")
        return self._content(fold(row.one("given")), fold(row.one("family")), day)


def _connection(row: tables.Row, order: Order, keys: _Keys) -> Iterator[Record | RowRead | Problem]:
    notes = Notes(row.locator)
    if {field for field, _ in row.cells} <= {"connected"}:
        message = "A member who hides their name: only the date is in the file."
        yield Problem("hidden-member", row.locator, message, outcome="skipped")
        return
    if _shifted(row):
        yield from notes.refuse("row-shifted", "A cell is missing in the middle, so values stand in wrong columns.")
        return
    given, family = name_of(row.one("given"), notes), name_of(row.one("family"), notes)
    if not (given or family or row.one("url") or row.one("email")):
        yield from notes.refuse("person-without-name", "No name, profile address or e-mail in this row.")
        return
    connected = date_of(row.one("connected"), notes, column="Connected On", order=order)
    key = keys.of(row, connected)
    record = _person(row, key, given, family, notes)
    yield record
    yield EventRecord(content_key("ev:connection", key), row.locator, _tie(record, connected))
    yield from notes.problems
    yield RowRead(row.locator)


def _person(row: tables.Row, key: str, given: str, family: str, notes: Notes) -> PersonRecord:
    company, title = name_of(row.one("company"), notes), name_of(row.one("title"), notes)
    if not (given or family):
        notes.add("person-without-name", "No name in this row; known by address only.")
    return PersonRecord(
        key,
        row.locator,
        name=f"{given} {family}".strip(),
        given=given,
        family=family,
        emails=emails_of(row.all("email"), notes),
        urls=tuple(dict.fromkeys(profile_url(url) for url in row.all("url"))),
        jobs=(Employment(company, title),) if company or title else (),
        external_ids=(ExternalId(SYSTEM, key.removeprefix("li:")),) if key.startswith("li:") else (),
    )


def _tie(record: PersonRecord, connected: date | None) -> Acquaintance[Mention]:
    person = Mention(name=record.display_name, record=record.key)
    return Acquaintance(owner=ME, person=person, via="connection", at=connected)


def _shifted(row: tables.Row) -> bool:
    """A short row without a date at its end that has one further left lost a cell in the middle."""
    if not row.short or row.one("connected"):
        return False
    return any(read_date(text).value for field, text in row.cells if field in ("url", "email", "company", "title"))
