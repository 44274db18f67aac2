"""What a vCard says beside its person: whom it names, in the property of each writer, and days to remember.

RELATED (4.0), AGENT (2.1, 3.0), X-ABRELATEDNAMES (Apple, Google), X-SPOUSE and its like (Evolution, Outlook,
KAddressbook), X-ANDROID-CUSTOM (Android), X-FCENCODED-<hex of the name> (FullContact).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from importers.cards import Card, plain_uid
from importers.dates import read_date
from importers.values import Notes, mention_of, relation_kind, short
from refnet.model import Milestone, Relation
from refnet.records import EventRecord, Mention, PersonRecord, content_key
from refnet.text import fold

_DATES: Final = ("ANNIVERSARY", "X-ANNIVERSARY", "X-MS-ANNIVERSARY", "X-EVOLUTION-ANNIVERSARY", "X-ABDATE")
_RELATIVE: Final = re.compile(
    r"X-(?:EVOLUTION-|MS-|OUTLOOK-|KADDRESSBOOK-X-)?(SPOUSE|MANAGER|ASSISTANT|PARTNER|CHILD)S?(?:-?NAME)?"
)
_ENCODED: Final = re.compile(r"X-FCENCODED-((?:[0-9A-F]{2})+)")
_ENCODED_RELATIVE: Final = "x-fc-relatednames:"
_ENCODED_DATE: Final = "x-fc-otherdates:"
_ANDROID: Final = "vnd.android.cursor.item/"
# ContactsContract.CommonDataKinds.Relation, TYPE_ASSISTANT = 1 to TYPE_SPOUSE = 14
_ANDROID_RELATIONS: Final = (
    "assistant,brother,child,domestic partner,father,friend,manager,mother,parent,partner,referred by,relative,sister,"
    "spouse".split(",")
)
_ANDROID_ANNIVERSARY: Final = "1"
_ANDROID_BIRTHDAY: Final = "3"
_NO_RELATION: Final = frozenset({"pref", "internet", "text", "uri", "home", "work"})
_URI: Final = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)
_LISTED: Final = frozenset((*_DATES, "RELATED", "X-ABRELATEDNAMES", "AGENT", "X-ANDROID-CUSTOM"))


def tells(name: str) -> bool:
    """Whether a property of this name may be read here."""
    encoded = _encoded(name).lower()
    return name in _LISTED or bool(_RELATIVE.fullmatch(name)) or encoded.startswith((_ENCODED_RELATIVE, _ENCODED_DATE))


def events(card: Card, record: PersonRecord, person: Mention, by_uid: Mapping[str, Mention]) -> Iterator[EventRecord]:
    """The relations that a card states, and its days beside the birthday, each once.

    `person` is the one of the card; `by_uid` says whom the UIDs of the file mean.
    """
    seen: set[str] = set()
    for label, value in _relations(card):
        other = _other(value, by_uid, card.notes)
        if other is None or other == person or fold(label) == "me":
            continue
        key = content_key("ev:relation", record.key, fold(label), value)
        if key not in seen:
            seen.add(key)
            event = Relation(person=person, other=other, kind=relation_kind(label), label=label)
            yield EventRecord(key, record.locator, event)
    for what, text in _dates(card):
        day = read_date(re.sub(r"T.*", "", text)).value
        key = content_key("ev:milestone", record.key, fold(what), str(day))
        if day and what and key not in seen:
            seen.add(key)
            yield EventRecord(key, record.locator, Milestone(about=person, at=day, what=what.lower()))


def _dates(card: Card) -> Iterator[tuple[str, str]]:
    """What each day beside the birthday is, and the day as written."""
    for found in card.all(*_DATES):
        yield (card.label(found) if found.name == "X-ABDATE" else "anniversary"), found.text
    for found in card.all():
        encoded = _encoded(found.name)
        if encoded.lower().startswith(_ENCODED_DATE):
            yield encoded[len(_ENCODED_DATE) :], found.text
    for kind, parts in android(card):
        if kind == "contact_event" and parts[1] != _ANDROID_BIRTHDAY:
            yield ("anniversary" if parts[1] == _ANDROID_ANNIVERSARY else parts[2]), parts[0]


def _relations(card: Card) -> Iterator[tuple[str, str]]:
    """Label and value of each relation, in whichever of the writers' properties."""
    for found in card.all():
        encoded = _encoded(found.name)
        if relative := _RELATIVE.fullmatch(found.name):
            yield relative[1].lower(), found.text
        elif encoded.lower().startswith(_ENCODED_RELATIVE):
            yield encoded[len(_ENCODED_RELATIVE) :], found.text
        elif found.name in ("RELATED", "X-ABRELATEDNAMES"):
            kinds = (t for t in found.types if t not in _NO_RELATION)
            yield (card.label(found) or next(kinds, "")).replace("_", " "), found.text
        elif found.name == "AGENT":
            yield "agent", found.text
    for kind, parts in android(card):
        if kind == "relation":
            yield _android_label(parts[1], parts[2]), parts[0]


def android(card: Card) -> Iterator[tuple[str, list[str]]]:
    """What Android keeps beyond the standard: the kind, then value, number of the type, own label."""
    for found in card.all("X-ANDROID-CUSTOM"):
        kind, *parts = found.parts()
        if kind.startswith(_ANDROID):
            yield kind.removeprefix(_ANDROID), [*parts, "", "", ""]


def _android_label(number: str, own: str) -> str:
    known = dict(enumerate(_ANDROID_RELATIONS, 1))
    return known.get(int(number), own) if re.fullmatch(r"[0-9]{1,2}", number) else own


def _encoded(name: str) -> str:
    """The name that FullContact wrote as hex; "" for any other property."""
    found = _ENCODED.fullmatch(name)
    return bytes.fromhex(found[1]).decode("utf-8", errors="replace") if found else ""


def _other(value: str, by_uid: Mapping[str, Mention], notes: Notes) -> Mention | None:
    """Whom a relation names: a card of this file, an address, or a bare name; None with a note for anything else."""
    plain = value.strip()
    if found := by_uid.get(plain_uid(plain)):
        return found
    if plain.lower().startswith("mailto:"):
        plain = plain[len("mailto:") :]
    elif _URI.fullmatch(plain):
        notes.add(
            "relation-unknown", f'A relation leads to "{short(plain)}", which is no card of this file.', kept=plain
        )
        return None
    mention = mention_of(plain, notes)
    if mention.me or fold(mention.name) or mention.email:
        return mention
    notes.add("relation-unknown", f'A relation names nobody: "{short(plain)}".', kept=plain)
    return None
