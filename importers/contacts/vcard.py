"""vCard 2.1, 3.0 and 4.0, as phones and address books write them: people, one record a card.

What the writers do, each in their own way, is known from their files: Android, iPhone, Outlook, Evolution, Gmail,
FullContact.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from importers.cards import MEDIA, Card, Property, is_vcard, plain_uid, read_cards
from importers.contacts.vcard_events import android, events, tells
from importers.tables import RowKeys
from importers.values import birthday_of, emails_of, name_of, phones_of, profile_url, short
from refnet.model import Acquaintance, Address, Employment, PartialDate, Relation
from refnet.records import ME, EventRecord, Match, Mention, PersonRecord, Problem, Record, RowRead, Source, content_key
from refnet.text import fold

_PERSON: Final = (
    "N,FN,NICKNAME,ORG,TITLE,ROLE,TEL,EMAIL,ADR,LABEL,BDAY,CATEGORIES,NOTE,URL,SOCIALPROFILE,X-SOCIALPROFILE".split(",")
)
_KINDS: Final = ("KIND", "X-KIND", "X-ADDRESSBOOKSERVER-KIND")
_MEMBERS: Final = ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER")
_USED: Final = frozenset((*_PERSON, *_KINDS, *_MEMBERS, "UID"))
_IDLE: Final = frozenset(  # known and left alone, so that they are not reported as unused
    "VERSION,PROFILE,PRODID,REV,SOURCE,CLASS,X-CLASS,MAILER,GEO,TZ,LANG,GENDER,X-GENDER,SORT-STRING,CLIENTPIDMAP,CALURI,"
    "CALADRURI,FBURL,X-ABLABEL,X-ABADR,X-ABSHOWAS,X-ABUID,X-EVOLUTION-FILE-AS,IMPP,"
    "X-PHONETIC-FIRST-NAME,X-PHONETIC-MIDDLE-NAME,X-PHONETIC-LAST-NAME,X-IMAGETYPE,X-IMAGEHASH,X-ETAG,X-ID,"
    "X-MS-OL-DEFAULT-POSTAL-ADDRESS,X-MS-OL-DESIGN".split(",")
)
_NO_PLACE: Final = frozenset({"pref", "postal", "parcel", "dom", "intl"})
_NOT_TO_CALL: Final = frozenset({"fax", "modem", "pager"})
_UNIQUE_CHARS: Final = 16
"""A shorter UID is a counter of one address book (Android writes 357), and means somebody else in another."""


class VCards:
    """A .vcf file with any number of contact cards."""

    name = "vcard"

    def describe(self) -> str:
        return "contact cards (vCard, .vcf)"

    def identify(self, source: Source) -> Match:
        # Below the tables, one of which may hold a pasted card in a cell.
        return Match(0.9 if is_vcard(source) else 0.0)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """People, that they stand in the owner's address book, whom their cards name, and their anniversaries.

        A card inside AGENT is a person too, known to the one whose card it is in; the owner need not know them.
        """
        cards, problems = read_cards(source)
        yield from problems
        yield from _left_out(cards)
        cards, older = _newest(cards)
        yield from older
        groups = _groups(cards)
        keys = _keys(cards)
        people = {c.number: _person(c, key, groups) for c, key in zip(cards, keys, strict=True) if not _is_company(c)}
        named = {n: Mention(name=p.display_name, record=p.key) for n, p in people.items() if p.display_name}
        by_uid = {uid: named[card.number] for card in reversed(cards) if card.number in named and (uid := _uid(card))}
        for card in cards:
            yield from _card(card, people.get(card.number), named, by_uid)


def _card(
    card: Card, record: PersonRecord | None, named: dict[int, Mention], by_uid: dict[str, Mention]
) -> Iterator[Record | RowRead | Problem]:
    if record is None:
        message = f'"{short(card.text("FN", "ORG", "N"))}" is no person: a company, a group or a place.'
        yield Problem("card-no-person", card.notes.locator, message, outcome="skipped")
        return
    if card.number not in named:
        yield from card.notes.refuse("person-without-name", "No name, e-mail, organization or phone on this card.")
        return
    yield record
    person = named[card.number]
    if card.agent_of == 0:
        tie = Acquaintance(owner=ME, person=person, via="contact")
        yield EventRecord(content_key("ev:contact", record.key), record.locator, tie)
    elif card.agent_of in named:
        agent = Relation(person=named[card.agent_of], other=person, kind="assistant", label="agent")
        yield EventRecord(content_key("ev:agent", record.key), record.locator, agent)
    yield from events(card, record, person, by_uid)
    yield from card.notes.problems
    yield RowRead(record.locator)


def _left_out(cards: Sequence[Card]) -> Iterator[Problem]:
    """Pictures and properties that nothing is made of, told once for the file."""
    media = Counter(p.name for card in cards for p in card.all(*MEDIA) if not re.match(r"https?:", p.value, re.I))
    if media:
        shown = ", ".join(f"{name} ({count})" for name, count in sorted(media.items()))
        message = f"Pictures, sounds and certificates are not kept: {shown}."
        yield Problem("photo-dropped", "all cards", message, rows=0)
    unknown = sorted({p.name for card in cards for p in card.properties if not _is_known(p.name)})
    if unknown:
        message = f"Properties that were not used: {', '.join(unknown)[:500]}."
        yield Problem("property-unknown", "all cards", message, rows=0)


def _is_known(name: str) -> bool:
    return name in _USED or name in _IDLE or name in MEDIA or tells(name)


# --------------------------------------------------------------------------------------------------- keys


def _uid(card: Card) -> str:
    return plain_uid(card.text("UID"))


def _newest(cards: Sequence[Card]) -> tuple[list[Card], list[Problem]]:
    """The cards without those of which the file has a newer version, by UID and REV; one problem for each of them."""
    newest: dict[tuple[str, str], str] = {}
    for card in cards:
        same = (_uid(card), _whole_name(card))
        newest[same] = max(newest.get(same, ""), _revised(card))
    older = [c for c in cards if _uid(c) and "" < _revised(c) < newest[_uid(c), _whole_name(c)]]
    message = "The file has a newer version of this card, which was read instead."
    left = {card.number for card in older}
    problems = [Problem("card-older", card.notes.locator, message, outcome="skipped") for card in older]
    return [card for card in cards if card.number not in left], problems


def _revised(card: Card) -> str:
    """When the card was changed last, as digits that can be compared; "" where it does not say."""
    return re.sub(r"\D", "", card.text("REV"), flags=re.ASCII)


def _whole_name(card: Card) -> str:
    return fold(card.text("FN", "N"))


def _keys(cards: Sequence[Card]) -> list[str]:
    """The UID where it is one name's in the file, else the content: without REV, which moves when nothing else does."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for card in cards:
        names[_uid(card)].add(_whole_name(card))
    by_content = RowKeys("vcard")
    taken: set[str] = set()
    keys = []
    for card in cards:
        uid = _uid(card) if len(_uid(card)) >= _UNIQUE_CHARS else ""
        if uid and len(names[uid]) == 1 and uid not in taken:
            taken.add(uid)
            keys.append(content_key("uid", uid) if len(uid) > 100 else f"uid:{uid}")
            continue
        if uid:
            _remark_on_uid(card, uid, names[uid])
        keys.append(by_content(*sorted(f"{p.name}={p.value}" for p in card.properties if _says_something(p.name))))
    return keys


def _remark_on_uid(card: Card, uid: str, names: Collection[str]) -> None:
    """That a UID is that of several cards, and so nobody's."""
    if len(names) > 1:
        message = "Another card of this file has the same UID and another name, so nobody is known by it."
        card.notes.add("same-key-different-name", message, kept=uid)
    else:
        card.notes.add("uid-repeated", "Another card of this file has the same UID and name.", kept=uid)


def _says_something(name: str) -> bool:
    return name in _USED or tells(name)


# ------------------------------------------------------------------------------------------------- person


def _is_company(card: Card) -> bool:
    """A card of a company, group or place; one that shows as a company but names somebody is that person's."""
    if any(p.text.lower() in ("org", "group", "location", "application", "device") for p in card.all(*_KINDS)):
        return True
    return card.text("X-ABSHOWAS").upper() == "COMPANY" and not any(_name_parts(card)[:3])


def _groups(cards: Sequence[Card]) -> dict[str, list[str]]:
    """The names of the groups that list a UID among their members; Apple and KDE write them as cards."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for card in cards:
        for member in card.all(*_MEMBERS):
            found[plain_uid(member.text)].append(card.text("FN", "N"))
    return found


def _name_parts(card: Card) -> list[str]:
    """Family, given, middle, prefix, suffix."""
    name = card.one("N")
    return ((name.parts() if name else []) + [""] * 5)[:5]


def _person(card: Card, key: str, groups: Mapping[str, Sequence[str]]) -> PersonRecord:
    notes = card.notes
    family, given, middle, prefix, suffix = (name_of(part, notes) for part in _name_parts(card))
    middle = " ".join(middle.replace(",", " ").split())  # Outlook writes two middle names as "Richter,James"
    emails = emails_of([p.text for p in _best_first(card.all("EMAIL"))], notes)
    phones = phones_of([_phone(p.text) for p in _best_first(card.all("TEL"))], notes)
    jobs = _jobs(card)
    whole = name_of(card.text("FN"), notes) or " ".join(part for part in (given, middle, family) if part)
    company = next((job.organization for job in jobs if job.organization), "")
    labels = [label for p in card.all("CATEGORIES") for label in p.parts(",")] + [*groups.get(_uid(card), ())]
    return PersonRecord(
        key,
        notes.locator,
        name=whole or next(iter(emails), "") or company or next(iter(phones), ""),
        given=given,
        middle=middle,
        family=family,
        prefix=prefix,
        suffix=suffix,
        nickname=_nickname(card),
        emails=emails,
        phones=phones,
        urls=tuple(dict.fromkeys(_urls(card))),
        jobs=jobs,
        addresses=tuple(dict.fromkeys(_addresses(card))),
        birthday=_birthday(card),
        labels=tuple(dict.fromkeys(label for label in labels if label)),
        notes=tuple(dict.fromkeys(p.text for p in card.all("NOTE"))),
    )


def _best_first(properties: list[Property]) -> list[Property]:
    """What the writer prefers first, fax and pager last."""
    return sorted(properties, key=lambda p: (not _NOT_TO_CALL.isdisjoint(p.types), not p.preferred))


def _phone(text: str) -> str:
    """A number without what a `tel:` address adds; its extension and the digits after a pause come after an x.

    >>> _phone("tel:+1-418-555-0154;ext=102"), _phone("555-0107,,12"), _phone("tel:5550100;phone-context=+1")
    ('tel:+1-418-555-0154 x102', '555-0107 x12', 'tel:5550100')
    """
    extended = re.sub(r";ext=|(?<![,;])[,;]+(?=[\d#*]{1,6}$)", " x", text, flags=re.IGNORECASE)
    return re.sub(r";[\w-]+=.*", "", extended, flags=re.DOTALL)


def _jobs(card: Card) -> tuple[Employment, ...]:
    """The n-th title belongs to the n-th organization; Outlook's ROLE stands in where there is no TITLE."""
    companies = [p.parts() for p in card.all("ORG")]
    titles = [name_of(p.text, card.notes) for p in card.all("TITLE") or card.all("ROLE")]
    jobs = []
    for i in range(max(len(companies), len(titles))):
        company, *units = companies[i] if i < len(companies) else [""]
        title = titles[i] if i < len(titles) else ""
        department = ", ".join(name_of(unit, card.notes) for unit in units if unit)
        job = Employment(name_of(company, card.notes), title, department)
        if job.organization or job.title:
            jobs.append(job)
    return tuple(dict.fromkeys(jobs))


def _nickname(card: Card) -> str:
    """The first of several."""
    listed = [part for p in card.all("NICKNAME") for part in p.parts(",")]
    listed += [parts[0] for kind, parts in android(card) if kind == "nickname"]
    return name_of(next((name for name in listed if name), ""), card.notes)


def _urls(card: Card) -> Iterator[str]:
    for found in card.all("URL", "SOCIALPROFILE", "X-SOCIALPROFILE"):
        # Apple writes accounts without an address as "x-apple:dana".
        if found.name == "URL" or re.match(r"https?:|\w*\.?linkedin\.com", found.text, re.IGNORECASE):
            yield profile_url(found.text)


def _addresses(card: Card) -> Iterator[Address]:
    for found in card.all("ADR"):
        parts = [", ".join(part.split("\n")) for part in found.parts()] + [""] * 7
        po_box, extended, street, city, region, postcode, country = parts[:7]
        label = card.label(found) or next((t for t in found.types if t not in _NO_PLACE), "")
        yield Address(street, city, region, postcode, country, po_box, extended, label)
    if not card.all("ADR"):
        yield from (Address(text=p.text) for p in card.all("LABEL"))


def _birthday(card: Card) -> PartialDate | None:
    """The first BDAY, which may lack its year, or its day; Apple writes 1604 for "no year" and says so."""
    found = card.one("BDAY")
    if found is None:
        return None
    text = re.sub(r"^([\d-]+)T.*", r"\1", found.text)
    if partial := re.fullmatch(r"((?:18|19|20)\d\d)-(0[1-9]|1[0-2])", text):
        return PartialDate(int(partial[1]), int(partial[2]))
    unknown = found.param("X-APPLE-OMIT-YEAR") or "1604"
    return birthday_of(text.replace(f"{unknown}-", "--", 1) if text.startswith(f"{unknown}-") else text, card.notes)
