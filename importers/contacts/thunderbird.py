"""Thunderbird's address book as CSV or tab-separated text, with a header in several languages or none at all."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from importers import codepages, people, tables, workbook
from importers.text import decode
from importers.values import Notes, is_email
from refnet.errors import UnreadableFileError
from refnet.records import Match, Problem, Record, RowRead, Source

# In the order in which Thunderbird writes them, English first, then de, fr, es, it, nl.
_COLUMNS: Final = {
    "given": "First Name,Vorname,Prénom,Nombre,Nome,Voornaam",
    "family": "Last Name,Nachname,Nom de famille,Nom,Apellidos,Cognome,Achternaam",
    "name": "Display Name,Anzeigename,Nom à afficher,Nombre a mostrar,Nome visualizzato,Weergavenaam,Schermnaam",
    "nickname": "Nickname,Spitzname,Surnom,Apodo,Soprannome,Bijnaam,Roepnaam",
    "email": "Primary Email,Primäre E-Mail-Adresse,Primäre E-Mail,Première adresse électronique,"
    "Adresse électronique principale,Adresse électronique,Dirección electrónica primaria,"
    "Correo electrónico primario,Indirizzo email primario,Email primaria,Primair e-mailadres,Primaire e-mail",
    "second email": "Secondary Email,Sekundäre E-Mail-Adresse,Sekundäre E-Mail,Weitere E-Mail-Adresse,"
    "Adresse électronique secondaire,Deuxième adresse électronique,Dirección electrónica secundaria,"
    "Correo electrónico secundario,Indirizzo email secondario,Email secondaria,Secundair e-mailadres,"
    "Tweede e-mailadres",
    "idle": "Screen Name,Messenger-Name,Pseudo,Fax Number,Fax-Nummer,Fax,Pager Number,Pager-Nummer,Pager",
    "phone": "Work Phone,Home Phone,Mobile Number,Tel. dienstlich,Tel. privat,Mobil-Tel.-Nr.,Tél. professionnel,"
    "Tél. personnel,Portable,Teléfono del trabajo,Teléfono de casa,Teléfono móvil,Telefono ufficio,Telefono casa,"
    "Cellulare,Werktelefoon,Thuistelefoon,Telefoon werk,Telefoon thuis,Mobiel nummer",
    "home street": "Home Address,Home Address 2,Privat: Adresse,Privat: Adresse 2,Adresse privée,Adresse privée 2",
    "home town": "Home City,Privat: Ort",
    "home region": "Home State,Privat: Bundesland",
    "home postcode": "Home ZipCode,Privat: PLZ",
    "home country": "Home Country,Privat: Land",
    "work street": "Work Address,Work Address 2,Dienstlich: Adresse,Dienstlich: Adresse 2,Adresse professionnelle,"
    "Adresse professionnelle 2",
    "work town": "Work City,Dienstlich: Ort",
    "work region": "Work State,Dienstlich: Bundesland",
    "work postcode": "Work ZipCode,Dienstlich: PLZ",
    "work country": "Work Country,Dienstlich: Land",
    "title": "Job Title,Arbeitstitel,Profession,Fonction,Cargo,Qualifica,Functie",
    "department": "Department,Abteilung,Service,Departamento,Dipartimento,Afdeling",
    "company": "Organization,Organisation,Société,Organización,Organizzazione,Organisatie",
    "url": "Web Page 1,Web Page 2,Webseite 1,Webseite 2,Site web 1,Site web 2,Página web 1,Página web 2",
    "year": "Birth Year,Geburtsjahr,Année de naissance,Año de nacimiento,Anno di nascita,Geboortejaar",
    "month": "Birth Month,Geburtsmonat,Mois de naissance,Mois,Mes de nacimiento,Mese di nascita,Geboortemaand",
    "day": "Birth Day,Geburtstag,Jour de naissance,Jour,Día de nacimiento,Giorno di nascita,Geboortedag",
    "notes": "Custom 1,Custom 2,Custom 3,Custom 4,Notes,Benutzerdef. 1,Benutzerdef. 2,Benutzerdef. 3,Benutzerdef. 4,"
    "Notizen,Divers 1,Divers 2,Divers 3,Divers 4,Notas,Note,Notities",
}
_REPEATED: Final = people.REPEATABLE | {"home street", "work street", "idle"}
_WORDS: Final = tables.synonyms(_COLUMNS, (), frozenset(_REPEATED))
_SPELLED: Final = frozenset(word for words in _COLUMNS.values() for word in words.split(","))
# What stands in the columns of a file without a header, with the screen name in its place or at the end.
_FIRST: Final = ("First Name", "Last Name", "Display Name", "Nickname", "Primary Email", "Secondary Email")
_REST: Final = (
    "Work Phone,Home Phone,Fax Number,Pager Number,Mobile Number,Home Address,Home Address 2,Home City,Home State,"
    "Home ZipCode,Home Country,Work Address,Work Address 2,Work City,Work State,Work ZipCode,Work Country,Job Title,"
    "Department,Organization,Web Page 1,Web Page 2,Birth Year,Birth Month,Birth Day,Custom 1,Custom 2,Custom 3,"
    "Custom 4,Notes"
)
_WIDTHS: Final = range(36, 39)
_LOOKED_AT: Final = 20


def _missing(fields: frozenset[str]) -> tuple[str, ...]:
    wanted = (("Display Name", fields & {"name", "given", "family"}), ("Primary Email", "email" in fields))
    return tuple(what for what, there in wanted if not there)


_LAYOUT: Final = tables.Layout(_WORDS.field_of, _missing, _WORDS.repeatable)


def _weigh(header: str) -> int:
    return (header in _SPELLED) + (2 if _WORDS.field_of(tables.normal(header)) else 0)


class ThunderbirdContacts:
    """A book of Thunderbird's address book, "Export" as comma- or tab-separated text."""

    name = "thunderbird.contacts"

    def describe(self) -> str:
        return "Thunderbird address book (CSV or tab-separated)"

    def identify(self, source: Source) -> Match:
        found = codepages.match(source, _LAYOUT, _weigh, score=0.92)
        # Without a header only the shape speaks for it: less sure than any header.
        return found if found.score or not _headed(source) else Match(0.5)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """People, and that they stand in the owner's address book."""
        source, told = codepages.readable(source, _weigh)
        yield from told
        keys = tables.RowKeys("thunderbird")
        for item in _rows(source):
            if isinstance(item, Problem):
                yield item
            elif len(item.cells) == 1 and len(re.findall(r"[\t;,]", item.cells[0][1])) >= len(_FIRST) - 1:
                message = "The cells of this row are not separated as those of the header are."
                yield Problem("row-other-delimiter", item.locator, message, outcome="refused")
            elif people.is_shifted(item):
                yield people.shifted(item)
            else:
                notes, key = Notes(item.locator), keys.of(item)
                plain = _plain(item)
                yield from people.contact(people.person(plain, key, notes), plain, notes)


def _plain(row: tables.Row) -> tables.Row:
    """The row in common fields: both addresses, and a birthday out of its three columns."""
    cells = [("email" if field == "second email" else field, text) for field, text in row.cells]
    year, month, day = row.one("year"), row.one("month"), row.one("day")
    if month and day:
        cells.append(("birthday", f"{year or '-'}-{month:0>2}-{day:0>2}"))
    elif year:
        cells.append(("birthday", year))
    return replace(row, cells=tuple(cells))


# ------------------------------------------------------------------------------------------ without a header


def _rows(source: Source) -> Iterator[tables.Row | Problem]:
    """The rows; those of a file without a header keep the numbers that they have in it."""
    headed = None if tables.match(source, _LAYOUT).score else _headed(source)
    if headed is None:
        yield from tables.rows(source, _LAYOUT)
        return
    for item in tables.rows(headed, _LAYOUT):
        yield replace(item, locator=re.sub(r"(?<=row )\d+", lambda found: str(int(found[0]) - 1), item.locator))


def _headed(source: Source) -> Source | None:
    """The file below the header that it lacks; None where its shape is not surely Thunderbird's.

    Its rows are as wide as Thunderbird's, and the fifth cell of the first is an e-mail address.
    """
    if workbook.is_workbook(source.content):
        return None
    try:
        decoded = decode(source)
    except UnreadableFileError:
        return None
    for delimiter in ("\t", ",", ";"):
        rows = _sample(decoded.lines, delimiter)
        if rows and all(len(row) in _WIDTHS for row in rows) and (is_email(rows[0][4]) or "@" in rows[0][4]):
            screen_at_end = any(re.fullmatch(r"[+\d][\d ()/-]{4,}", row[len(_FIRST)]) for row in rows)
            rest = f"{_REST},Screen Name" if screen_at_end else f"Screen Name,{_REST}"
            header = delimiter.join((*_FIRST, *rest.split(",")))
            return replace(source, content=f"{header}\n{decoded.text}".encode("utf-8", "surrogatepass"))
    return None


def _sample(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    """The first rows that are not blank; none where the quotes of one are broken."""
    found: list[list[str]] = []
    try:
        for cells in csv.reader(lines, delimiter=delimiter, strict=True):
            if any(cells):
                found.append(cells)
            if len(found) == _LOOKED_AT:
                break
    except csv.Error:
        return []
    return found
