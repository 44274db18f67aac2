"""What the columns of an unknown table hold, told from their headers and cells, each with its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Final, Literal

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from importers import foreign, mapped, people, tables
from importers.activity import interactions
from importers.business import introductions, referrals
from importers.contacts import outlook_words, template
from importers.dates import column_order, read_date, read_partial
from importers.text import decode
from importers.values import is_email, yes
from importers.workbook import is_workbook
from refnet import limits
from refnet.errors import UnknownFileError, UnreadableFileError
from refnet.mapping import Column, ColumnGuess, Kind, Mapping, PreviewRow, Proposal
from refnet.records import Problem, RowRead, Source
from refnet.text import clean

PREVIEW_ROWS: Final = 20
_HEADER_CHARS: Final = 60
_COLUMNS: Final = 200
"""In how many columns a header is looked for; a wider table needs a mapping."""
_NEARLY_COLUMNS: Final = 60
"""In a row of more cells a misspelt word is no sign of a header, and a header spans one row."""
_SPAN: Final = 3
"""How many rows a header may span that is found without help."""
_MORE: Final = {
    "name": "lead name,contact person,contact full name,customer name,client name,customer,client,attendee,guest,"
    "member,kunde,kundenname,ansprechpartner,kontakt,mitglied,teilnehmer,name vorname,vorname name,nom prenom,"
    "nom et prenom,prenom nom,nom du client,cliente,nombre y apellidos,apellidos y nombre,nome cognome,"
    "nome e cognome,cognome nome,naam,klant,imie i nazwisko,namn,navn,nimi,фио",
    "given": "first,fname,forename,givenname,first names,contact first name",
    "family": "last,lname,surname,familyname,contact last name",
    "email": "mail address,email id,contact email,courriel,email adresse,correo electronico,adresse electronique,"
    "adresse mail,posta elettronica,почта,электронная почта,эл почта,e post,epost,sahkoposti",
    "phone": "mobile no,mobile number,phone no,contact number,contact no,whatsapp,whatsapp number,telefonnummer,tel no,"
    "gsm,mobilnummer,handynummer,rufnummer,numero de telephone,numero de telefono,телефон,puhelin,telemovel,"
    "portable,tel portable,電話,电话,전화",
    "area code": "area code,dialling code,dialing code,phone prefix,vorwahl,vorwahl tel,indicatif,prefijo,prefisso",
    "company": "company name,organization name,organisation name,business name,firm name,account name,account,"
    "vendor name,vendor,supplier name,supplier,lieferant,компания,firmenname,nom de l entreprise,nombre de la empresa",
    "title": "profession,designation,job,job role",
    "address": "location,full address,mailing address,anschrift,postanschrift,wohnort",
    "notes": "additional info,additional information,info,details,description,about,bemerkungen,kommentar",
    "url": "linkedin profile url,profile,homepage",
    "birthday": "dob,birthdate,born,geboren,geboren am,geb datum,gebdatum",
    "birth day": "geb tag,birth day,day of birth,birthday day,geburtstag tag,jour de naissance,dob day",
    "birth month": "geb monat,birth month,month of birth,birthday month,geburtsmonat,geburtstag monat,"
    "mois de naissance,dob month",
    "birth year": "geb jahr,birth year,year of birth,birthday year,geburtsjahr,geburtstag jahr,"
    "annee de naissance,dob year",
    "referred by": "referrer,referral source name,recommended by,who referred",
    "": "status,statu,statut,stand,id,no,nr,age,gender,sex,language,source,lead source,country code,signup date,"
    "created,created at,updated,last contact,email type,phone type,email status,interested,has kids,date of death,"
    "company size,industry,branche,website status,opt in,subscribed,score,rating,username,user name,password",
}
_BOUGHT: Final = {
    "amount": "amount,total,sum,price,paid,amount paid,total spent,revenue,sales,order total,invoice total,"
    "invoice amount,betrag,summe,umsatz,preis,montant,total ttc,prix,importe,precio,importo,prezzo,bedrag,prijs,valor",
    "date": "date,order date,purchase date,invoice date,paid at,sold on,datum,bestelldatum,rechnungsdatum,"
    "date de commande,fecha,data,orderdatum",
    "currency": "currency,wahrung,devise,moneda,valuta",
    "product": "product,item,service,article,produkt,artikel,leistung,produit,producto,prodotto,what",
    "order": "order,order id,order no,order number,invoice,invoice no,invoice number,rechnungsnummer,bestellnummer",
}
_OTHER_PERSON: Final = re.compile(r"(?:(contact|person|name|guest|kontakt|ansprechpartner) ?)([2-5])\b ?(.*)")
_CONTACT_PERSON: Final = re.compile(r"(?:cp|contact person|ansprechpartner|2nd contact|second contact)\b ?(.+)")
_REQUIRED: Final[dict[Kind, tuple[str, ...]]] = {
    "introductions": ("introducer", "from", "to"),
    "referrals": ("referrer", "prospect"),
    "interactions": ("date", "with"),
}
_OF_A_PERSON: Final = frozenset(
    {"phone", "company", "title", "birthday", "birth year", "groups", "me", *people.RELATIONS}
)
"""Beside a name they make it a person's."""
_ONE_PERSON: Final = frozenset({"name", "given", "family"})
_MET: Final = {"name": "with", "email": "with email", "company": "with company", "notes": "note"}
"""What the columns of a person are called where each row is a meeting."""
_HOW_THEY_MET: Final = frozenset({"channel", "direction", "started by", "group size", "minutes", "promise"})
_FEW: Final = 4
_AGAIN: Final = 0.75
"""The same people come again where not more than this share of so many rows are of different ones."""
_REPEATABLE: Final = people.REPEATABLE | {"street", "home street", "work street", "address", "note", "with", "product"}
_PHONE: Final = re.compile(r"'?\+?[\d\s().\-/]{6,24}(?:\s*(?:x|ext\.?)\s*\d{1,6})?", re.IGNORECASE)
_MONEY: Final = re.compile(r"[^\w\d-]{0,2}\s?-?\d[\d.,\s']*\s?(?:[A-Z]{3}|[€$£₹¥])?|[A-Z]{3}\s?-?\d[\d.,\s']*")
_URL: Final = re.compile(r"(?:https?://|www\.)\S+|\S*linkedin\.com/\S+", re.IGNORECASE)
_FIRM: Final = re.compile(
    r"\b(?:inc|llc|llp|ltd|limited|plc|corp|co|gmbh|ag|kg|sarl|sas|s\.?a|srl|bv|b\.v|nv|oy|ab)\.?$", re.I
)


@dataclass(frozen=True, slots=True)
class _Traits:
    """Of the cells of one column that hold anything: how many, and the share of each kind."""

    filled: int
    email: float = 0
    phone: float = 0
    date: float = 0
    money: float = 0
    url: float = 0
    name: float = 0
    firm: float = 0
    said: float = 0
    letters: float = 0


@dataclass(frozen=True, slots=True)
class _Word:
    """What a header says: a field, how sure, and why; "" with a reason for one that is known and left alone."""

    field: str = ""
    sure: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A header in a text or sheet, with the rows below it that were looked at."""

    head: tables.Head
    row: int
    span: int
    titles: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]


def propose(source: Source) -> Proposal:
    """How to read a table of people that no importer knows, with everything that its owner has to see.

    Raises:
        UnknownFileError: it is no table, or none of people; says what is lacking.
        UnreadableFileError: the file as a whole cannot be read.
    """
    return proposal(source, *look(source))


def look(source: Source) -> tuple[Mapping, tuple[ColumnGuess, ...]]:
    """The likeliest mapping by the first rows alone, with the reason for each of its columns; as `propose`."""
    found = max((table for head in tables.heads(source) if (table := _table(head))), key=_worth, default=None)
    if found is None:
        raise _no_table(source)
    kind, guesses = _kind(found)
    if not guesses:
        raise _no_people(source, found)
    return _mapping(source, found, kind, guesses), guesses


def propose_like(source: Source, mapping: Mapping) -> Proposal:
    """A proposal for what its owner corrected: the columns of another header row, kind of table or encoding.

    Args:
        source: The table.
        mapping: Says these three; what it says of columns does not count.

    Raises:
        UnreadableFileError: there is no such row, or the file cannot be read in this encoding.
    """
    heads = tables.heads(mapped.in_encoding(source, mapping))
    heads.sort(key=lambda head: (head.sheet not in mapping.sheets, head.delimiter != mapping.delimiter))
    numbered = ((head, at) for head in heads for at, (row, _) in enumerate(head.rows) if row == mapping.header_row)
    head, at = next(numbered, (None, 0))
    if head is None or len(head.rows[at][1]) > _COLUMNS:
        raise UnreadableFileError(f"No header can be in row {mapping.header_row}.", fix="Choose another row.")
    cells = head.rows[at][1]
    found = _Found(head, mapping.header_row, 1, cells, tuple(row for _, row in head.rows[at + 1 :]))
    traits = [_traits(found.body, column) for column in range(len(cells))]
    guesses = _guesses(found, traits, "contacts" if mapping.kind == "purchases" else mapping.kind)
    if mapping.kind == "purchases":
        guesses = _with_purchases(found, traits, guesses)
    again = _mapping(source, found, mapping.kind, guesses)
    said = replace(again, encoding=mapping.encoding, country=mapping.country, sheets=mapping.sheets)
    return proposal(source, said, guesses)


def proposal(source: Source, mapping: Mapping, guesses: Sequence[ColumnGuess], *, remembered: bool = False) -> Proposal:
    """A mapping with everything that its owner has to see of it."""
    orders = mapped.orders_of(source, mapping, mapped.delimiter_of(source, mapping))
    columns = tuple(replace(c, order=c.order or orders.get(c.field, "")) for c in mapping.columns)
    mapping = replace(mapping, columns=columns)
    return Proposal(
        file=source.label,
        mapping=mapping,
        columns=tuple(guesses),
        questions=tuple(_questions(mapping, guesses)),
        preview=tuple(islice(_preview(source, mapping), PREVIEW_ROWS)),
        fields=mapped.FIELDS[mapping.kind],
        fingerprint=mapped.fingerprint_of(source, mapping),
        remembered=remembered,
    )


def fingerprints(source: Source) -> Iterator[str]:
    """What each row that can be a header would be known by again; nothing for what is no table."""
    try:
        heads = tables.heads(source)
    except UnreadableFileError:
        return
    for head in heads:
        for found in _candidates(head):
            if sum(map(bool, found.titles)) >= 2 or len(head.rows[0][1]) == 1:
                yield mapped.fingerprint(map(tables.normal, found.titles))


def is_beyond_template(mapping: Mapping, guesses: Sequence[ColumnGuess]) -> bool:
    """Whether a table of contacts holds more than the columns of our own template tell of, or means others by them."""
    return any(
        column.field and guess.examples and _OWN.get(column.header) != column.field
        for column, guess in zip(mapping.columns, guesses, strict=True)
    )


# --------------------------------------------------------------------------------------------------- the header


def _table(head: tables.Head) -> _Found | None:
    """The likeliest table of a text or sheet; None where fewer than two cells stand side by side."""
    found = list(_candidates(head))
    if found:
        best = max(found, key=lambda table: (_worth(table), -table.span, -table.row))
        if _worth(best)[0] > 0:
            return best
    return next(filter(_has_addresses, found), None) or _headless(head)


def _candidates(head: tables.Head) -> Iterator[_Found]:
    """Every row, and every few rows together, that can be a header."""
    rows = head.rows[: limits.HEADER_SEARCH_ROWS]
    starts = ((at, span) for at in range(len(rows)) for span in range(1, _SPAN + 1) if at + span <= len(rows))
    return (table for at, span in starts if (table := _header_at(head, at, span)))


def _has_addresses(found: _Found) -> bool:
    """Whether addresses stand below titles that say nothing to us."""
    return found.span == 1 and any(_traits(found.body, at).email >= 0.5 for at in range(len(found.titles)))


def _header_at(head: tables.Head, at: int, span: int) -> _Found | None:
    lines = head.rows[at : at + span]
    # A row with an address or a bare number in it is data, never a header
    if any(_is_data(cell) for _, cells in lines for cell in cells):
        return None
    titles = mapped.joined([cells for _, cells in lines])
    if len(titles) > (_COLUMNS if span == 1 else _NEARLY_COLUMNS) or not any(titles):
        return None
    return _Found(head, head.rows[at][0], span, titles, tuple(cells for _, cells in head.rows[at + span :]))


def _headless(head: tables.Head) -> _Found | None:
    """A table that begins with its first row: only where an address stands in it."""
    if not head.rows or not any(is_email(cell.strip()) for cell in head.rows[0][1]):
        return None
    width = max(len(cells) for _, cells in head.rows)
    titles = tuple(f"column {at + 1}" for at in range(min(width, limits.COLUMNS)))
    return _Found(head, head.rows[0][0], 0, titles, tuple(cells for _, cells in head.rows))


def _is_data(cell: str) -> bool:
    text = cell.strip()
    return bool(text) and (
        len(text) > 200 or is_email(text) or bool(re.fullmatch(r"[\d\s.,:/+()-]*\d[\d\s.,:/+()-]*", text))
    )


def _worth(found: _Found) -> tuple[float, int]:
    """How much of a header is understood, then how many rows of its width stand below it."""
    headers = [tables.normal(title) for title in found.titles if title]
    nearly = found.span == 1 and len(headers) <= _NEARLY_COLUMNS
    known = max(_understood(headers, kind, nearly) for kind in ("contacts", *_REQUIRED)) - 0.3 * max(0, found.span - 1)
    width = sum(map(bool, found.titles))
    side_by_side = sum(1 for cells in found.body if width > 1 and len(cells) == len(found.titles))
    return (known if found.span else sum(_headless_worth(found)), side_by_side)


def _understood(headers: Sequence[str], kind: Kind, nearly: bool) -> float:
    words = [_word(header, kind, nearly) for header in headers]
    return sum(word.sure if word.field else 0.3 * word.sure for word in words)


def _headless_worth(found: _Found) -> Iterator[float]:
    for at in range(len(found.titles)):
        yield 0.5 if _traits(found.body, at).email >= 0.5 else 0


# ------------------------------------------------------------------------------------------------ words of headers


def _known(table: dict[str, str]) -> dict[str, str]:
    return {tables.normal(word): field for field, words in reversed(table.items()) for word in words.split(",")}


_OWN: Final = _known(template.COLUMNS)
_WORDS: Final = {**_OWN, **_known(_MORE)}
_EVENT_WORDS: Final[dict[Kind, dict[str, str]]] = {
    "introductions": _known(introductions.COLUMNS),
    "referrals": _known(referrals.COLUMNS),
    "interactions": _known(interactions.COLUMNS),
    "purchases": _known(_BOUGHT),
}
_CONTACT_FIELDS: Final = frozenset(mapped.FIELDS["contacts"])


@lru_cache(maxsize=4096)
def _word(header: str, kind: Kind, nearly: bool = True) -> _Word:
    """What a normalised header says in a table of some kind; `nearly` also takes words that are misspelt."""
    if not header or len(header) > _HEADER_CHARS:
        return _Word()
    vocabulary = _EVENT_WORDS.get(kind) or _WORDS
    if kind == "contacts" and header not in vocabulary and (other := _of_another(header)):
        return other
    if (field := _exact(header, kind, vocabulary)) is not None:
        why = f'header "{header}" means {field}' if field else f'header "{header}" is known and left alone'
        return _Word(field, 1.0, why)
    return _ending(header, kind, vocabulary) or (nearly and _nearly(header, vocabulary)) or _Word()


def _exact(header: str, kind: Kind, vocabulary: dict[str, str]) -> str | None:
    """The field of a header that is known; "" for one that is known to say nothing; None for any other."""
    if header in vocabulary:
        return vocabulary[header]
    plain = re.sub(r" ?\b\d$", "", header)
    if plain and plain != header and vocabulary.get(plain) in _REPEATABLE:
        return vocabulary[plain]
    return _of_outlook(header) if kind == "contacts" else None


def _of_outlook(header: str) -> str | None:
    field = outlook_words.field_of(header)
    if not field:
        return None
    plain = re.sub(r"^email \d$", "email", field)
    plain = re.sub(r"^(?:mobile|work|home|other) phone$", "phone", plain)
    plain = {"secret": "private"}.get(plain, plain)
    return plain if plain in _CONTACT_FIELDS else ""


def _of_another(header: str) -> _Word | None:
    """A column of one more person in the same row: "contact 2 email", "cp_givenname"."""
    if found := _OTHER_PERSON.fullmatch(header):
        number, rest = found[2], found[3] or "name"
    elif found := _CONTACT_PERSON.fullmatch(header):
        number, rest = "2", found[1]
    else:
        return None
    field = _WORDS.get(rest, "")
    if field not in ("name", "given", "family", "email", "phone", "company", "title"):
        return None
    return _Word(f"contact {number} {field}", 0.9, f'header "{header}" is the {field} of one more person in the row')


def _ending(header: str, kind: Kind, vocabulary: dict[str, str]) -> _Word | None:
    """A known word at the end ("contact email"), or else at the beginning, where many languages put it."""
    words = [word for word in header.split() if word not in ("no", "number", "nr", "address", "adresse")]
    for length in range(min(3, len(words)), 0, -1):
        for part, sure in ((words[-length:], 0.7), (words[:length], 0.5)):
            phrase = " ".join(part)
            if len(phrase) > 2 and phrase != header and (field := _exact(phrase, kind, vocabulary)):
                return _Word(field, sure, f'header "{header}" has the word "{phrase}" in it')
    return None


def _nearly(header: str, vocabulary: dict[str, str]) -> _Word | None:
    """A word with a letter missing, doubled, wrong or in its neighbour's place; a short word only with the last."""
    found = extractOne(header, vocabulary.keys(), scorer=OSA.distance, score_cutoff=2)
    if not found:
        return None
    best, distance, _ = found
    longest = max(len(header), len(best))
    swapped = distance == 1 and longest >= 4 and sorted(header) == sorted(best)
    if not (swapped or (longest >= 5 and distance == 1) or (longest >= 8 and distance == 2)):
        return None
    field = vocabulary[best]
    why = f'header "{header}" is nearly "{best}"'
    return _Word(field, 0.8, why) if field else _Word("", 0.4, f"{why}, which is left alone")


# ------------------------------------------------------------------------------------------------------ contents


def _traits(body: Sequence[Sequence[str]], at: int) -> _Traits:
    cells = [text for row in body if at < len(row) and (text := row[at].strip())]
    if not cells:
        return _Traits(0)

    def share(holds: Callable[[str], object]) -> float:
        return sum(bool(holds(cell)) for cell in cells) / len(cells)

    return _Traits(
        len(cells),
        email=share(lambda c: "@" in c and any(is_email(part.strip("<>")) for part in re.split(r"[\s;,/|:]+", c))),
        phone=share(_is_phone),
        date=share(_is_date),
        money=share(_MONEY.fullmatch),
        url=share(_URL.match),
        name=share(mapped.is_name),
        firm=share(_FIRM.search),
        said=share(lambda c: yes(c) is not None),
        letters=share(lambda c: any(letter.isalpha() for letter in c)),
    )


def _is_phone(text: str) -> bool:
    first = re.split(r"[;,\n]|:::", text, maxsplit=1)[0].strip()
    return bool(_PHONE.fullmatch(first)) and sum(c.isdigit() for c in first) >= 7 and not _is_date(first)


def _is_date(text: str) -> bool:
    read = read_date(text)
    return not text.isdigit() and (
        read.value is not None or read.code == "date-ambiguous" or read_partial(text) is not None
    )


def _of_content(traits: _Traits) -> _Word:
    """What a column holds whose header says nothing."""
    of = f"of {traits.filled} cells"
    if traits.email >= 0.5:
        return _Word("email", 0.6 + 0.3 * traits.email, f"{round(traits.email * traits.filled)} {of} hold an @")
    if traits.url >= 0.6:
        return _Word("url", 0.6, f"{round(traits.url * traits.filled)} {of} hold a web address")
    if traits.phone >= 0.6:
        return _Word("phone", 0.5, f"{round(traits.phone * traits.filled)} {of} look like telephone numbers")
    if traits.firm >= 0.5:
        return _Word("company", 0.5, f"{round(traits.firm * traits.filled)} {of} end like a company")
    return _Word()


def _agreed(word: _Word, traits: _Traits) -> _Word:
    """What header and content say together; a content that is plainly something else counts more than a likeness."""
    if not traits.filled or not word.field:
        return word
    if traits.email >= 0.5:
        if word.field.endswith("email") or word.field in ("notes", "note"):
            seen = f"{round(traits.email * traits.filled)} of {traits.filled} cells hold an @"
            return replace(word, sure=max(word.sure, 0.8), reason=f"{word.reason}; {seen}")
        told = _of_content(traits)
        return replace(told, sure=0.5, reason=f"{told.reason}, although the {word.reason}")
    if _contradicts(word.field, traits):
        if word.sure < 1 or word.field in _ONE_PERSON:
            return _of_content(traits)
        return replace(word, sure=0.4, reason=f"{word.reason}, but few cells look like that")
    return word


def _contradicts(field: str, traits: _Traits) -> bool:
    last = field.split()[-1]
    if last == "email":
        return traits.email < 0.5
    if last == "phone":
        return max(traits.letters, traits.date) > 0.5
    if last in ("country", "town", "region", "name", "given", "family", "company", "title"):
        return traits.letters < 0.5
    if field in ("birthday", *mapped.DATES["interactions"]):
        return traits.date < 0.5
    if field in mapped.MONEY:
        return traits.money < 0.5
    if field in ("ask", "contact", "show", "private", "me"):
        return traits.said < 0.5
    return field in people.RELATIONS and traits.said > 0.3


# ------------------------------------------------------------------------------------------------------- mapping


def _kind(found: _Found) -> tuple[Kind, tuple[ColumnGuess, ...]]:
    """What kind of table it is, with a guess for each column; no guesses where nobody is in it."""
    traits = [_traits(found.body, at) for at in range(len(found.titles))]
    contacts = _guesses(found, traits, "contacts")
    fields = {guess.field for guess in contacts}
    for kind, required in _REQUIRED.items():
        events = _guesses(found, traits, kind)
        complete = {guess.field for guess in events} >= set(required)
        if complete and (kind != "interactions" or not fields & _ONE_PERSON):
            return kind, events
    if not _is_of_people(contacts, traits):
        return "contacts", ()
    bought = _with_purchases(found, traits, contacts)
    if any(guess.field == "amount" for guess in bought):
        return "purchases", bought
    met = _as_met(found, traits, contacts)
    return ("interactions", met) if met else ("contacts", contacts)


def _as_met(found: _Found, traits: Sequence[_Traits], contacts: Sequence[ColumnGuess]) -> tuple[ColumnGuess, ...]:
    """The guesses for meetings, where each row has somebody and a day on which something happened; else none.

    A list of people may have such a day, too. So it also has to say how they met, or the same people come again.
    """
    events = _guesses(found, traits, "interactions")
    met = tuple(
        replace(own, field=_MET[own.field]) if own.field in _MET else more
        for own, more in zip(contacts, events, strict=True)
    )
    days = [at for at, guess in enumerate(met) if guess.field == "date" and foreign.HAPPENED(_normal(found, at))]
    people = [at for at, guess in enumerate(met) if guess.field == "with"]
    if not people or not any(traits[at].date >= 0.5 for at in days):
        return ()
    told = any(guess.field in _HOW_THEY_MET for guess in met) or any(foreign.MET(_normal(found, at)) for at in days)
    return met if told or _come_again(found.body, people[0]) else ()


def _normal(found: _Found, at: int) -> str:
    return tables.normal(found.titles[at])


def _come_again(body: Sequence[Sequence[str]], at: int) -> bool:
    said = [row[at].strip() for row in body if at < len(row) and row[at].strip()]
    return len(said) >= _FEW and len(set(said)) <= len(said) * _AGAIN


def _is_of_people(guesses: Sequence[ColumnGuess], traits: Sequence[_Traits]) -> bool:
    """Whether somebody is in it: addresses, or names with something of a person beside them.

    Telephone numbers alone are nobody, and a list of names with notes or prices may be of goods.
    """
    found = list(zip(guesses, traits, strict=True))
    if any(guess.field.endswith("email") and of.email >= 0.5 for guess, of in found):
        return True
    fields = {guess.field for guess in guesses} - {""}
    named = bool(fields & _ONE_PERSON) and len(fields) >= 2 and any(of.filled for of in traits)
    like_names = any(guess.field == "name" and of.name >= 0.5 for guess, of in found)
    return named and (like_names or bool(fields & _OF_A_PERSON) or {"given", "family"} <= fields)


def _guesses(found: _Found, traits: Sequence[_Traits], kind: Kind) -> tuple[ColumnGuess, ...]:
    words = []
    for title, of in zip(found.titles, traits, strict=True):
        word = _agreed(_word(tables.normal(title), kind), of) if found.span else _Word()
        by_content = kind == "contacts" and not word.reason and title
        words.append(_of_content(of) if by_content else word)
    if kind == "contacts":
        words = _with_names(words, traits)
    single = _with_families(_once(words), found)
    return tuple(_guess(found, at, word) for at, word in enumerate(single))


def _with_names(words: list[_Word], traits: Sequence[_Traits]) -> list[_Word]:
    """Where addresses or numbers have nobody's name beside them, the first column that looks like names is theirs."""
    fields = {word.field for word in words}
    if fields & _ONE_PERSON or not fields & {"email", "phone"}:
        return words
    at = next((i for i, of in enumerate(traits) if not words[i].field and of.filled and of.name >= 0.7), None)
    if at is None:
        return words
    told = _Word(
        "name", 0.5, f"{round(traits[at].name * traits[at].filled)} of {traits[at].filled} cells look like names"
    )
    return [*words[:at], told, *words[at + 1 :]]


def _once(words: Sequence[_Word]) -> list[_Word]:
    """Each field that can have one column only goes to the surest, the leftmost of equals."""
    found = []
    for at, word in enumerate(words):
        rivals = [(-other.sure, i) for i, other in enumerate(words) if other.field == word.field]
        if word.field and word.field not in _REPEATABLE and min(rivals) != (-word.sure, at):
            word = _Word("", 0.0, f"{word.reason}, but another column is surer")
        found.append(word)
    return found


def _with_families(words: list[_Word], found: _Found) -> list[_Word]:
    """Beside a first name, a "Name" of one word is the family's: "Vorname;Name", "cp_givenname, cp_name"."""
    fields = [word.field for word in words]
    told = list(words)
    for at, word in enumerate(words):
        behind = word.field.removesuffix("name")
        if word.field.endswith("name") and f"{behind}given" in fields and f"{behind}family" not in fields:
            cells = [text for row in found.body if at < len(row) and (text := row[at].strip())]
            if sum(len(text.split()) == 1 for text in cells) * 2 > len(cells):
                told[at] = replace(
                    word, field=f"{behind}family", reason=f"{word.reason}, of the family beside a given one"
                )
    return told


def _with_purchases(
    found: _Found, traits: Sequence[_Traits], contacts: Sequence[ColumnGuess]
) -> tuple[ColumnGuess, ...]:
    """The guesses for contacts, where columns that say nothing of a person may say what was bought."""
    bought = _guesses(found, traits, "purchases")
    return tuple(more if more.field and not own.field else own for own, more in zip(contacts, bought, strict=True))


def _guess(found: _Found, at: int, word: _Word) -> ColumnGuess:
    reason = word.reason or "neither its header nor its cells say what it holds"
    return ColumnGuess(
        clean(found.titles[at])[0], word.field, round(word.sure, 2), reason, mapped.first_cells(found.body, at)
    )


def _mapping(source: Source, found: _Found, kind: Kind, guesses: Sequence[ColumnGuess]) -> Mapping:
    seen: Counter[str] = Counter()
    columns = []
    for guess, title in zip(guesses, found.titles, strict=True):
        header = tables.normal(title)
        seen[header] += 1
        columns.append(Column(header, guess.field, seen[header]))
    return Mapping(
        kind=kind,
        columns=tuple(columns),
        header_row=found.row,
        header_rows=found.span,
        delimiter=found.head.delimiter,
        encoding="" if is_workbook(source.content) else decode(source).encoding,
        decimal=_decimal(found, guesses),
    )


def _decimal(found: _Found, guesses: Sequence[ColumnGuess]) -> Literal[".", ",", ""]:
    """The sign before the last one or two digits of amounts, where all of them agree on it."""
    at = [i for i, guess in enumerate(guesses) if guess.field in mapped.MONEY]
    cells = [row[i] for row in found.body for i in at if i < len(row)]
    signs = {sign[1] for cell in cells if (sign := re.search(r"\d([.,])\d{1,2}(?!\d|[.,]\d)", cell))}
    return "" if len(signs) != 1 else "," if "," in signs else "."


def _questions(mapping: Mapping, guesses: Sequence[ColumnGuess]) -> Iterator[str]:
    dated = mapped.DATES[mapping.kind]
    for column, guess in zip(mapping.columns, guesses, strict=True):
        if column.field in dated and not column.order and _is_open(guess.examples):
            example = next(text for text in guess.examples if read_date(text).code == "date-ambiguous")
            yield f'"{guess.header}": is {example} day/month or month/day? Set "order" to dmy or mdy.'
        if column.field and guess.sure <= 0.5:
            yield f'"{guess.header}": is it really {column.field}? ({guess.reason})'
    if not mapping.country and any(column.field.endswith("phone") for column in mapping.columns):
        national = (text for g in guesses if g.field.endswith("phone") for text in g.examples)
        if any(not text.lstrip("'").startswith(("+", "00")) for text in national):
            yield 'Of which country are telephone numbers without one? Set "country", such as US or DE.'


def _is_open(examples: Sequence[str]) -> bool:
    return not column_order(examples) and any(read_date(text).code == "date-ambiguous" for text in examples)


# ------------------------------------------------------------------------------------------------------- preview


def _preview(source: Source, mapping: Mapping) -> Iterator[PreviewRow]:
    """The rows as they would be read: whether each is used, with the first remark on it."""
    reading = mapped.MappedTable(mapping)
    cells = {row.locator: row.cells for row in reading.first_rows(source, 2 * PREVIEW_ROWS)}
    remarks: dict[str, str] = {}
    for item in reading.read(source):
        if isinstance(item, Problem):
            if item.outcome != "noted":
                kept = cells.get(item.locator, ())
                yield PreviewRow(item.locator, item.outcome, kept, item.message)
            else:
                remarks.setdefault(item.locator, item.message)
        elif isinstance(item, RowRead):
            yield PreviewRow(item.locator, "used", cells.get(item.locator, ()), remarks.get(item.locator, ""))


# ------------------------------------------------------------------------------------------------------ refusals


def _no_table(source: Source) -> UnknownFileError:
    return UnknownFileError(
        f"{source.label} is no kind of file that refnet reads, and no table of people.",
        fix="Export it as a table with a header, or use one of the templates.",
    )


def _no_people(source: Source, found: _Found) -> UnknownFileError:
    there = ", ".join(clean(title)[0][: limits.NAME_SHOWN_CHARS] for title in found.titles if title)[:300]
    return UnknownFileError(
        f"{source.label} is a table, but no column of it holds people. Columns that are there: {there}.",
        fix="Say which column is which in a mapping (refnet import FILE --map map.json), or add names or e-mails.",
    )
