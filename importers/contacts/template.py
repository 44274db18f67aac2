"""Our own contacts template: one row a person. docs/templates.md lists its columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from importers import owntables, tables
from importers.values import (
    birthday_of,
    emails_of,
    mentions_of,
    name_of,
    phones_of,
    profile_url,
    yes,
)
from refnet.model import Acquaintance, Address, Employment, Flag, Membership, Relation, RelationKind
from refnet.records import ME, EventRecord, Match, Mention, PersonRecord, Problem, Record, RowRead, Source, content_key

COLUMNS: Final = {
    "name": "Name,Full name,Contact,Contact name,Person,Vollständiger Name,Nom complet,Nombre completo,Nome completo",
    "given": "Given name,First name,Forename,Vorname,Prénom,Nombre,Nome,Voornaam",
    "family": "Family name,Last name,Surname,Nachname,Nom,Nom de famille,Apellido,Apellidos,Cognome,Achternaam",
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
_REPEATABLE: Final = frozenset({"email", "phone", "groups", "labels", "notes", "url", "knows"})
_WORDS: Final = tables.synonyms(COLUMNS, (), _REPEATABLE)
_RELATIONS: Final[tuple[RelationKind, ...]] = ("spouse", "partner", "manager", "assistant", "referred by", "knows")
_FLAGS: Final[tuple[tuple[str, Flag], ...]] = (
    ("ask", "do-not-ask"),
    ("contact", "do-not-contact"),
    ("show", "do-not-show"),
)


def _missing(fields: frozenset[str]) -> tuple[str, ...]:
    """A name and one more column; a list of bare words could be anything."""
    lacking = () if fields & {"name", "given", "family"} else ("Name",)
    return lacking if len(fields) >= 2 else (*lacking, "Email")


_LAYOUT: Final = tables.Layout(_WORDS.field_of, _missing, _WORDS.repeatable)


class TemplateContacts:
    """People in the columns of our contacts template, as CSV or XLSX."""

    name = "template.contacts"

    def describe(self) -> str:
        return "contacts in refnet's own columns (CSV or XLSX)"

    def identify(self, source: Source) -> Match:
        # Below the other templates, whose tables may have a name and an e-mail in them too.
        return tables.match(source, _LAYOUT, score=0.55)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """People, that the owner has them in a list, and whom the relation columns name."""
        keys = tables.RowKeys("template.contacts")
        for item in owntables.read(source, _LAYOUT, ()):
            if isinstance(item, Problem):
                yield item
            else:
                yield from _contact(item, keys.of(item.row))


def _contact(cells: owntables.Cells, key: str) -> Iterator[Record | RowRead | Problem]:
    row, notes = cells.row, cells.notes
    record = _person(cells, key)
    if not record.display_name:
        yield from notes.refuse("person-without-name", "No name, e-mail or company in this row.")
        return
    yield record
    person = _mention(record)
    if not record.me:
        tie = Acquaintance(owner=ME, person=person, via="contact")
        yield EventRecord(content_key("ev:contact", key), row.locator, tie)
    for kind in _RELATIONS:
        for other in mentions_of(row.all(kind), notes):
            event = Relation(person=person, other=other, kind=kind, label=kind)
            yield EventRecord(content_key("ev:relation", key, kind, other.name, other.email), row.locator, event)
    yield from notes.problems
    yield RowRead(row.locator)


def _mention(record: PersonRecord) -> Mention:
    if record.me:
        return ME
    return Mention(name=record.display_name, record=record.key)


def _person(cells: owntables.Cells, key: str) -> PersonRecord:
    row, notes = cells.row, cells.notes
    given, family = name_of(row.one("given"), notes), name_of(row.one("family"), notes)
    emails = emails_of(row.all("email"), notes)
    company, title = name_of(row.one("company"), notes), name_of(row.one("title"), notes)
    whole = name_of(row.one("name"), notes) or f"{given} {family}".strip()
    return PersonRecord(
        key,
        row.locator,
        name=whole or next(iter(emails), "") or company,
        given=given,
        family=family,
        emails=emails,
        phones=phones_of(row.all("phone"), notes),
        urls=tuple(dict.fromkeys(profile_url(url) for url in row.all("url"))),
        jobs=(Employment(company, title),) if company or title else (),
        addresses=_addresses(row),
        memberships=tuple(Membership(group) for group in _listed(row.all("groups"))),
        birthday=birthday_of(row.one("birthday"), notes),
        labels=_listed(row.all("labels")),
        notes=tuple(row.all("notes")),
        flags=_flags(cells),
        me=yes(row.one("me")) is True,
    )


def _flags(cells: owntables.Cells) -> tuple[Flag, ...]:
    """Anything but a clear "no" sets a flag: asking somebody who must not be asked is the worse mistake."""
    found: list[Flag] = []
    for field, flag in _FLAGS:
        text = cells.text(field)
        if text and yes(text) is not False:
            found.append(flag)
            if yes(text) is None:
                cells.notes.add("flag-unclear", f'"{text[:80]}" was taken as yes for "{flag}".', kept=text)
    return tuple(found)


def _addresses(row: tables.Row) -> tuple[Address, ...]:
    street, city, region = row.one("street"), row.one("town"), row.one("region")
    found = Address(street, city, region, row.one("postcode"), row.one("country"))
    return (found,) if found != Address() else ()


def _listed(cells: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for cell in cells for part in cell.split(";") if part.strip()))
