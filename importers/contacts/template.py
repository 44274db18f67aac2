"""Our own contacts template: one row a person. docs/templates.md lists its columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from importers import foreign, people, tables
from importers.values import Notes
from refnet.records import Match, Problem, Record, RowRead, Source

COLUMNS: Final = {
    "name": "Name,Full name,Contact,Contact name,Person,Vollständiger Name,Nom complet,Nombre completo,Nome completo",
    "given": "Given name,First name,FirstName,Forename,Vorname,Prénom,Nombre,Nome,Voornaam",
    "family": "Family name,Last name,LastName,Surname,Nachname,Nom,Nom de famille,Apellido,Apellidos,Cognome,"
    "Achternaam",
    "email": "Email,E-mail,Emails,E-mails,Email address,E-mail address,Mail,Email 1,Email 2,Email 3,E-Mail-Adresse,"
    "Correo",
    "phone": "Phone,Phones,Telephone,Tel,Mobile,Cell,Phone number,Phone 1,Phone 2,Work phone,Mobile phone,Telefon,"
    "Handy,Téléphone,Teléfono,Telefono,Telefone,Telefoon",
    "company": "Company,Organization,Organisation,Employer,Firm,Business,Firma,Unternehmen,Entreprise,Société,Empresa,"
    "Azienda,Bedrijf",
    "title": "Title,Job title,Position,Role,Occupation,Beruf,Funktion,Poste,Cargo,Functie",
    "street": "Street,Address,Street address,Straße,Adresse,Rue,Calle,Indirizzo,Straat",
    "town": "Town,City,Place,Ort,Stadt,Ville,Ciudad,Città,Cidade,Plaats",
    "region": "Region,State,County,Province,Bundesland",
    "postcode": "Postcode,Postal code,Zip,Zip code,PLZ,Postleitzahl,Code postal,Código postal,CAP",
    "country": "Country,Land,Pays,País,Paese",
    "birthday": "Birthday,Birth date,Date of birth,Geburtstag,Geburtsdatum,Anniversaire,Cumpleaños,Compleanno",
    "groups": "Groups,Group,Chapter,Club,Memberships,Gruppen,Gruppe",
    "labels": "Labels,Label,Tags,Tag,Category,Categories,Kategorie",
    "notes": "Notes,Note,Comment,Comments,Remarks,Notizen,Bemerkung,Remarques,Notas",
    "ask": "Do not ask,Don't ask,Nicht fragen",
    "contact": "Do not contact,Don't contact,Nicht kontaktieren",
    "show": "Do not show,Don't show,Hidden,Nicht zeigen",
    "url": "LinkedIn URL,LinkedIn,LinkedIn profile,Profile URL,URL,Website,Web site,Webseite",
    "me": "Me,This is me",
    "spouse": "Spouse,Wife,Husband",
    "partner": "Partner",
    "manager": "Manager,Boss",
    "assistant": "Assistant",
    "referred by": "Referred by,Met through,Introduced by,Empfohlen von",
    "knows": "Knows,Also knows,Kennt",
}
_WORDS: Final = tables.synonyms(COLUMNS, (), people.REPEATABLE)


def _missing(fields: frozenset[str]) -> tuple[str, ...]:
    """A name and one more column; a list of bare words could be anything."""
    lacking = () if fields & {"name", "given", "family"} else ("Name",)
    return lacking if len(fields) >= 2 else (*lacking, "Email")


_OTHERS: Final = (foreign.HAPPENED, foreign.CONTACT, foreign.MONEY, foreign.NUMBERED)
_LAYOUT: Final = foreign.unless(tables.Layout(_WORDS.field_of, _missing, _WORDS.repeatable), *_OTHERS)


class TemplateContacts:
    """People in the columns of our contacts template, as CSV or XLSX."""

    name = "template.contacts"

    def describe(self) -> str:
        return "contacts in refnet's own columns (CSV or XLSX)"

    def identify(self, source: Source) -> Match:
        # Below the other templates, whose tables may have a name and an e-mail in them too.
        return foreign.match(source, _LAYOUT, score=0.55)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """People, that the owner has them in a list, and whom the relation columns name."""
        keys = tables.RowKeys("template.contacts")
        order = people.date_orders(source, _LAYOUT, "birthday")["birthday"]
        for item in tables.rows(source, _LAYOUT):
            if isinstance(item, Problem):
                yield item
            elif people.is_shifted(item):
                yield people.shifted(item)
            else:
                notes = Notes(item.locator)
                yield from people.contact(people.person(item, keys.of(item), notes, order=order), item, notes)
