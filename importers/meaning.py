"""What one column of an unknown table means: by its header, and by its header and cells together, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from importers import foreign, headwords, mapped, people
from importers.contacts import outlook_words
from importers.traits import Traits
from refnet.mapping import Kind

REPEATABLE: Final = people.REPEATABLE | {"street", "home street", "work street", "address", "note", "with", "product"}
"""Fields of which several columns count."""
ONE_PERSON: Final = frozenset({"name", "given", "family"})
SOURCE: Final = "source"
"""Where somebody came from: no field, but the referrer or a label, which its cells tell."""
_HEADER_CHARS: Final = 60
_WORDS_OF_A_HEADER: Final = 5
"""A longer one is a question, and a known word in it says little."""
_SHORT: Final = 5
"""In a word of so many letters, one that is wrong makes many another word."""
_FILLERS: Final = frozenset("no number nr address adresse".split())
_SMALL: Final = frozenset("of the a an s du de des del della do da von der des dem van het la le el l d".split())
_LEADS: Final = re.compile(
    r"(?:please |bitte )*(?:enter |provide |geben sie |nennen sie )*(?:what is |what s |wie lautet |wie ist |quel est |"
    r"quelle est |cual es |qual e |wat is |jaka? jest )?(?:your|ihren?|ihre?|deine?|votre|vos|tu|su|il tuo|la tua|"
    r"seu|sua|uw|je) (.+?)(?: (?:an|ein|below))?"
)
_OTHER_PERSON: Final = re.compile(r"(?:(contact|person|name|guest|kontakt|ansprechpartner) ?)([2-5])\b ?(.*)")
_CONTACT_PERSON: Final = re.compile(r"(?:cp|contact person|ansprechpartner|2nd contact|second contact)\b ?(.+)")
_PARENT: Final = re.compile(r"(?:parents?|guardians?|mothers?|mutter|eltern|mere|madre)(?: s)?\b ?(.*)")
_OTHER_PARENT: Final = re.compile(r"(?:fathers?|vater|pere|padre)(?: s)?\b ?(.*)")
_NOT_OF_A_NAME: Final = frozenset(
    "type types art tipo soort kind date datum fecha data last next first letzter erster dernier premier ultimo status "
    "stage since seit method preferred lead source owner count total number anzahl time value is has".split()
)
"""Beside "contact", "customer" or "name" they say something of somebody, not who it is."""
_CORE: Final = frozenset("name email phone mobile title company telefon handy".split())
_TEXTS: Final = frozenset({"name", "given", "family", "company", "title", "town", "region", "country"})


@dataclass(frozen=True, slots=True)
class Word:
    """What a header says: a field, how sure, and why; "" with a reason for one that is known and left alone."""

    field: str = ""
    sure: float = 0.0
    reason: str = ""


@lru_cache(maxsize=4096)
def word(header: str, kind: Kind, nearly: bool = True) -> Word:
    """What a normalised header says in a table of some kind; `nearly` also takes words that are misspelt."""
    if not header or len(header) > _HEADER_CHARS:
        return Word(SOURCE, 0.8, _source_of(header)) if kind == "contacts" and headwords.is_source(header) else Word()
    vocabulary = headwords.EVENTS.get(kind) or headwords.CONTACT
    if header not in vocabulary and (asked := _LEADS.fullmatch(header)):
        return word(asked[1], kind, nearly)
    return (
        next(_of_somebody_else(header, vocabulary, kind), None)
        or _known(header, kind, vocabulary)
        or _ending(header, kind, vocabulary)
        or (nearly and _nearly(header, vocabulary))
        or Word()
    )


def of_content(traits: Traits) -> Word:
    """What a column holds whose header says nothing."""
    if traits.email >= 0.5:
        return Word("email", 0.6 + 0.3 * traits.email, traits.told(traits.email, "hold an @"))
    if traits.url >= 0.6:
        return Word("url", 0.6, traits.told(traits.url, "hold a web address"))
    if traits.phone >= 0.6:
        return Word("phone", 0.5, traits.told(traits.phone, "look like telephone numbers"))
    if traits.firm >= 0.5:
        return Word("company", 0.5, traits.told(traits.firm, "end like a company"))
    return Word()


def agreed(found: Word, traits: Traits) -> Word:
    """What header and content say together; a content that is plainly something else counts more than a likeness."""
    if found.field == SOURCE:
        return _came_by(found, traits)
    if not traits.filled or not found.field:
        return found
    if found.field == "channel" and traits.direction >= 0.5:
        return Word("direction", 0.8, f"{found.reason}; {traits.told(traits.direction, 'say who began')}")
    if found.field == "title" and traits.prefix >= 0.8:
        return Word("prefix", 0.8, f"{found.reason}; {traits.told(traits.prefix, 'stand before a name')}")
    if traits.email >= 0.5:
        if found.field.endswith("email") or found.field in ("notes", "note"):
            reason = f"{found.reason}; {traits.told(traits.email, 'hold an @')}"
            return replace(found, sure=max(found.sure, 0.8), reason=reason)
        told = of_content(traits)
        return replace(told, sure=0.5, reason=f"{told.reason}, although the {found.reason}")
    if found.field in mapped.MONEY and traits.said > 0.5:
        return Word("", 0.9, f"{found.reason}, but its cells say yes or no")
    if _contradicts(found.field, traits):
        if found.sure < 1 or found.field in ONE_PERSON:
            return of_content(traits)
        return replace(found, sure=0.4, reason=f"{found.reason}, but few cells look like that")
    return found


# ------------------------------------------------------------------------------------------------ by its header


def _known(header: str, kind: Kind, vocabulary: dict[str, str]) -> Word | None:
    field = _exact(header, kind, vocabulary)
    if field is None:
        return None
    return Word(
        field, 1.0, f'header "{header}" means {field}' if field else f'header "{header}" is known and left alone'
    )


def _exact(header: str, kind: Kind, vocabulary: dict[str, str]) -> str | None:
    """The field of a header that is known; "" for one that is known to say nothing; None for any other."""
    if header in vocabulary:
        return vocabulary[header]
    plain = re.sub(r" ?\b\d$", "", header)
    if plain and plain != header and vocabulary.get(plain) in REPEATABLE:
        return vocabulary[plain]
    return _of_outlook(header) if kind == "contacts" else None


def _of_outlook(header: str) -> str | None:
    field = outlook_words.field_of(header)
    if not field:
        return None
    plain = re.sub(r"^email \d$", "email", field)
    plain = re.sub(r"^(?:mobile|work|home|other) phone$", "phone", plain)
    plain = {"secret": "private"}.get(plain, plain)
    return plain if plain in mapped.FIELDS["contacts"] else ""


def _of_somebody_else(header: str, vocabulary: dict[str, str], kind: Kind) -> Iterator[Word]:
    """What is said by words that stand together: of one more person, of the source, of whom a row of events names."""
    if header in vocabulary:
        return
    if kind == "contacts":
        yield from _of_another(header)
        if headwords.is_source(header):
            yield Word(SOURCE, 0.8, _source_of(header))
        if header in headwords.OF_A_MESSAGE:
            yield Word("", 0.9, f'header "{header}" is an end of a message')
        if headwords.is_of_others(header):
            yield Word("", 0.9, f'header "{header}" is of somebody else')
    if kind in headwords.WHO:
        yield from _of_named(header, headwords.WHO[kind])
    if kind == "purchases" and headwords.is_of_things(header) and header.split()[-1] in ("name", "title"):
        yield Word("product", 0.8, f'header "{header}" is the name of a thing')
    if kind in ("purchases", "interactions") and foreign.HAPPENED(header):
        yield Word("date", 0.9, f'header "{header}" is the day on which something happened')


def _source_of(header: str) -> str:
    return f'header "{header}" says where somebody came from'


def _of_another(header: str) -> Iterator[Word]:
    """A column of one more person in the same row: "contact 2 email", "cp_givenname", "parent phone"."""
    for pattern, number in ((_OTHER_PERSON, ""), (_CONTACT_PERSON, "2"), (_PARENT, "2"), (_OTHER_PARENT, "3")):
        if found := pattern.fullmatch(header):
            rest = found[found.re.groups] or "name"
            field = headwords.CONTACT.get(rest, "")
            if field in ("name", "given", "family", "email", "phone", "company", "title"):
                why = f'header "{header}" is the {field} of one more person in the row'
                yield Word(f"contact {number or found[2]} {field}", 0.9, why)
                return


def _of_named(header: str, who: dict[str, str]) -> Iterator[Word]:
    """A part of somebody whom a row of events names, before or behind them: "referrer first name", "name of client"."""
    for text, person in sorted(who.items(), key=lambda pair: -len(pair[0])):
        if header.startswith(f"{text} "):
            rest = header[len(text) :]
        elif header.endswith(f" {text}"):
            rest = header[: -len(text)]
        else:
            continue
        plain = " ".join(part for part in rest.split() if part not in _SMALL)
        part = "name" if plain in ("nom", "nombre", "nome") else headwords.CONTACT.get(plain, "")
        if part == "name" or f"{person} {part}" in _OF_EVENTS:
            field = person if part == "name" else f"{person} {part}"
            yield Word(field, 0.9, f'header "{header}" is the {plain} of "{text}"')
            return


_OF_EVENTS: Final = frozenset(field for kind in headwords.WHO for field in mapped.FIELDS[kind])


def _ending(header: str, kind: Kind, vocabulary: dict[str, str]) -> Word | None:
    """A known word at the end ("contact email"), or else at the beginning, where many languages put it."""
    words = [part for part in header.split() if part not in _FILLERS]
    if len(words) > _WORDS_OF_A_HEADER:
        return None
    for length in range(min(3, len(words)), 0, -1):
        for part, rest, sure in ((words[-length:], words[:-length], 0.7), (words[:length], words[length:], 0.5)):
            phrase = " ".join(part)
            field = _exact(phrase, kind, vocabulary) if len(phrase) > 2 and phrase != header else None
            if field and _may_say(field, phrase, rest, first=sure == 0.5):
                return Word(field, sure, f'header "{header}" has the word "{phrase}" in it')
    return None


def _may_say(field: str, phrase: str, rest: list[str], *, first: bool) -> bool:
    """Whether a word still says a field beside the rest of its header: things have names, and contacts have dates."""
    if field.split()[-1] not in (*ONE_PERSON, "with", *_WHO_FIELDS):
        return True
    if (phrase.endswith("name") and headwords.is_of_things(" ".join(rest))) or not (
        _NOT_OF_A_NAME | headwords.IDS
    ).isdisjoint(rest):
        return False
    return not first or (phrase not in headwords.PARTIES or phrase == "name") and phrase not in ("first", "last")


_WHO_FIELDS: Final = frozenset(person for words in headwords.WHO.values() for person in words.values())


def _nearly(header: str, vocabulary: dict[str, str]) -> Word | None:
    """A word with a letter missing, doubled, wrong or in its neighbour's place; a short word only with the last."""
    found = extractOne(header, vocabulary.keys(), scorer=OSA.distance, score_cutoff=2)
    if not found:
        return None
    best, distance, _ = found
    longest = max(len(header), len(best))
    swapped = distance == 1 and longest >= 4 and sorted(header) == sorted(best)
    wrong = len(header) == len(best) <= _SHORT and best not in _CORE
    if not (swapped or (longest >= 5 and distance == 1 and not wrong) or (longest >= 8 and distance == 2)):
        return None
    field = vocabulary[best]
    why = f'header "{header}" is nearly "{best}"'
    return Word(field, 0.8, why) if field else Word("", 0.4, f"{why}, which is left alone")


# ------------------------------------------------------------------------------------------------ with its cells


def _came_by(found: Word, traits: Traits) -> Word:
    """Where somebody came from: from whom, where several full names stand there; else a label, or a longer note."""
    if traits.name >= 0.5:
        sure = 0.8 if traits.name >= 0.9 and traits.different > 1 else 0.5
        return Word("referred by", sure, f"{found.reason}; {traits.told(traits.name, 'look like names')}")
    field = "notes" if traits.long >= 0.5 else "labels"
    return Word(field, found.sure, f"{found.reason}, and few cells look like names" if traits.filled else found.reason)


def _contradicts(field: str, traits: Traits) -> bool:
    last = field.split()[-1]
    if last == "email":
        return traits.email < 0.5
    if last == "phone":
        return max(traits.letters, traits.date) > 0.5
    if last in _TEXTS:
        return traits.letters < 0.5 or traits.said > 0.5 or traits.date > 0.5
    if field in ("birthday", *mapped.DATES["interactions"]):
        return traits.date < 0.5
    if field in mapped.MONEY:
        return traits.money < 0.5
    if field in ("ask", "contact", "show", "private", "me"):
        return traits.said < 0.5
    return field in people.RELATIONS and traits.said > 0.3
