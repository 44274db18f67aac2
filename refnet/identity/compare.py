"""How much speaks for two people being one: a match weight, the sum of its parts, each with a sentence.

Weights are log2 of how much likelier a likeness is for one person than for two. They are set by hand from what each
kind of likeness is worth in address books, and not fitted to anybody's data.
Source of the model: Fellegi and Sunter (1969), A Theory for Record Linkage, JASA 64(328).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import log2
from typing import Final, Literal, TypeAlias

from refnet.identity.normalize import email_key, is_full_name, name_key, phone_key, profile_key
from refnet.model import PartialDate, Person, PersonId
from refnet.text import fold, fold_organization

Field: TypeAlias = Literal["name", "e-mail", "phone", "profile", "company", "group", "birthday", "events"]

COMPARED_CHARS: Final = 80
"""Names are compared up to this length: a likeness of two very long texts costs much and says nothing."""
NAME_NEEDED: Final = -3.0
"""Names less alike than this are two people's, whatever else is alike, unless they share a personal key."""
_PHONE_TAIL: Final = 8
_HANDLE_CHARS: Final = 9
"""A name in one word of this length is hardly a given name that many have."""
_SHORT_FORMS: Final = tuple(
    frozenset(names.split())
    for names in (
        "alexander alexandra alejandro alejandra alessandro aleksander alex sasha sandro",
        "andrew andreas andrea andy drew",
        "anthony antonio anton tony",
        "benjamin ben",
        "catherine katherine katharina caterina kate cathy kathy katie kat",
        "charles carlos carl charlie chuck",
        "christopher christian christina christine chris tina",
        "daniel daniela dan danny dani",
        "david dave",
        "edward eduardo ed eddie ned ted",
        "elizabeth elisabeth liz beth lisa betty eliza ella",
        "francis francisco frances frank paco fran",
        "frederick friedrich fred fritz",
        "gregory greg",
        "henry heinrich enrique harry hank",
        "james jim jimmy jamie",
        "jennifer jen jenny",
        "john johannes jonathan juan jack johnny jon hans",
        "joseph josef jose joe joey pepe sepp",
        "lawrence laurence larry",
        "margaret margarethe margarita meg peggy maggie greta rita gretel",
        "matthew matthias matt",
        "michael miguel michele mike mick",
        "nicholas nicolas nikolaus nick klaus",
        "patricia patrick pat patty trish",
        "peter pedro pete",
        "rebecca becky",
        "richard ricardo rick dick rich",
        "robert roberto rob bob bobby robbie bert",
        "samuel samantha sam sammy",
        "stephen steven stefan steve",
        "susan susanne suzanne sue susie",
        "theodore theodor theo ted",
        "thomas tomas tom tommy",
        "timothy tim",
        "victoria vicky tori",
        "william wilhelm will bill billy willy liam",
        "zachary zach zac",
    )
)


@dataclass(frozen=True, slots=True)
class MatchPart:
    """One part of a match weight: the field, the likeness or difference in a sentence, its share (log2)."""

    field: Field
    text: str
    value: float


@dataclass(frozen=True, slots=True)
class Features:
    """A person as comparing and blocking look at them; every text is folded."""

    person: Person
    names: tuple[str, ...]
    """Full names first, the shown one before others."""
    emails: frozenset[str]
    phones: frozenset[str]
    profiles: frozenset[str]
    organizations: Mapping[str, str]
    """Folded name of each employer, to the name as written."""

    written: tuple[tuple[Field, str], ...]
    """Names as they stand in profile and mail addresses: "dana.okafor" is "dana okafor"."""


@dataclass(frozen=True, slots=True)
class Commonness:
    """How often values stand in a book: what many have says little."""

    names: Mapping[str, int]
    phones: Mapping[str, int]
    organizations: Mapping[str, int]
    memberships: Mapping[str, int]
    company_domains: frozenset[str]
    """Mail domains all of whose people are at one company."""


def features(person: Person) -> Features:
    """What of a person is compared."""
    names = [key[:COMPARED_CHARS] for key in dict.fromkeys(map(name_key, (person.name, *person.names))) if key]
    emails = frozenset(filter(None, map(email_key, person.emails)))
    profiles = frozenset(filter(None, map(profile_key, person.urls)))
    return Features(
        person,
        tuple(sorted(names, key=lambda name: not is_full_name(name))),
        emails,
        frozenset(filter(None, map(phone_key, person.phones))),
        profiles,
        {fold_organization(name): name for name in person.organizations},
        (*_written("profile", profiles), *_written("e-mail", (email.partition("@")[0] for email in emails))),
    )


def _written(field: Field, texts: Iterable[str]) -> Iterator[tuple[Field, str]]:
    for text in sorted(texts):
        words = [word for word in fold(text.replace("_", " ")).split() if not any(map(str.isdigit, word))]
        if len(words) > 1:
            yield field, " ".join(words)


def commonness(everybody: Iterable[Features]) -> Commonness:
    """Count the values of a whole book."""
    names, phones, works, groups = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    domains: dict[str, set[str]] = defaultdict(set)
    for one in everybody:
        names.update(one.names)
        phones.update(one.phones)
        works.update(one.organizations.keys())
        groups.update({m.group for m in one.person.memberships})
        for email in one.emails:
            domains[email.rpartition("@")[2]].update(list(one.organizations)[:1])
    return Commonness(names, phones, works, groups, frozenset(d for d, firms in domains.items() if len(firms) == 1))


def compare(a: Features, b: Features, common: Commonness, together: int = 0) -> tuple[MatchPart, ...]:
    """What speaks for and against two people being one, field by field; the weight is the sum.

    Args:
        a, b: Two people.
        common: How often values stand in the book.
        together: In how many events both take part, each as somebody of their own.

    Returns:
        The parts, the name first; fields that say nothing are left out. Empty where the names are two people's.
    """
    name = _name_part(a, b, common)
    if name.value < NAME_NEEDED and not (a.emails & b.emails or a.phones & b.phones or a.profiles & b.profiles):
        return ()
    found = [name, _email_part(a, b, common), _phone_part(a, b, common), _profile_part(a, b)]
    found += [_written_part(a, b, name), _company_part(a, b, common), _group_part(a, b, common), _birthday_part(a, b)]
    if together:
        times = "an event" if together == 1 else f"{together} events"
        found.append(MatchPart("events", f"Both take part in {times}, side by side.", -10.0))
    return tuple(part for part in found if part)


def weight(parts: Iterable[MatchPart]) -> float:
    """The match weight (log2): above 0 speaks for one person."""
    return sum(part.value for part in parts)


# ---------------------------------------------------------------------------------------------------------- name


def _name_part(a: Features, b: Features, common: Commonness) -> MatchPart:
    """The best likeness of any name of the one with any of the other."""
    if not a.names or not b.names:
        return MatchPart("name", "One of them has no name.", 0.0)
    pairs = [(first, second) for first in a.names[:4] for second in b.names[:4]]
    value, text = max((_names(first, second, common) for first, second in pairs), key=lambda found: found[0])
    return MatchPart("name", text, value)


def _names(first: str, second: str, common: Commonness) -> tuple[float, str]:
    one, other = first.split(), second.split()
    if sorted(one) == sorted(other):
        if len(one) == 1:
            value = 8.0 if len(first) >= _HANDLE_CHARS else 2.0
            return value, f"Both are called {_shown(first)}, without a family name."
        # Of two people of one name each is the other's only likeness; of eight any could be.
        return 10.0 - log2(max(common.names[first], common.names[second], 2) - 1), "The names are the same."
    shared = [word for word in one if word in other and len(word) > 1]
    if min(len(one), len(other)) == 1:
        if shared:
            return 1.0, f"{_shown(shared[0])} is in both names, and one is no full name."
        return _handle(*sorted((one, other), key=len)) or _different()
    if given := _short_form(one[0], other[0]):
        family = [word for word in shared if word not in (one[0], other[0])]
        if family:
            return _same_family(given, one, other, family[-1])
    slips = _slips(first, second)
    if slips is not None and one[0][0] == other[0][0]:
        return 6.0 - 2 * slips, f"The names differ by {'one letter' if slips == 1 else 'two letters'}."
    if shared and one[0] != other[0]:
        return -6.0, f"{_shown(shared[-1])} is in both names, but the given names differ."
    if one[0] == other[0]:
        return -2.0, f"Both are called {_shown(one[0])}, but the family names differ."
    return _different()


def _same_family(given: str, one: list[str], other: list[str], family: str) -> tuple[float, str]:
    rest = set(one[1:]) ^ set(other[1:])
    both_more = rest & set(one[1:]) and rest & set(other[1:])
    less = 2.0 if both_more else 1.0 if len(rest) else 0.0
    both = f"{_shown(family)} is in both names"
    if given == "same":
        return 8.0 - less, f"{both}, and the given name is the same."
    if given == "initial":
        return 5.0 - less, f"{both}, and one given name is only an initial."
    short, long = sorted((one[0], other[0]), key=len)
    return 7.0 - less, f"{both}, and {_shown(short)} may stand for {_shown(long)}."


def _handle(one: list[str], other: list[str]) -> tuple[float, str] | None:
    """A name in one word, as people sign up with it, beside a full one: "danaokafor", "dokafor", "danao"."""
    handle = one[0]
    if len(other) == 1 or len(handle) < 4:
        return None
    if handle in ("".join(other), "".join(reversed(other))):
        return 8.0, f"{_shown(handle)} is the other name in one word."
    if handle in (other[0][0] + other[-1], other[0] + other[-1][0]):
        return 4.0, f"{_shown(handle)} is the other name in short."
    return None


def _different() -> tuple[float, str]:
    return -8.0, "The names differ."


def _short_form(first: str, second: str) -> Literal["", "same", "initial", "short"]:
    """How two given names may be one."""
    if first == second:
        return "same"
    if first[0] == second[0] and min(len(first), len(second)) == 1:
        return "initial"
    short, long = sorted((first, second), key=len)
    if len(short) >= 3 and len(long) >= len(short) + 2 and long.startswith(short):
        return "short"
    return "short" if any(first in forms and second in forms for forms in _SHORT_FORMS) else ""


def _slips(first: str, second: str) -> int | None:
    """One or two slips of the pen between two names; None for more, and for short names."""
    from rapidfuzz.distance import OSA  # here, because an answer compares no names

    allowed = min(2, len(min(first, second, key=len)) // 7)
    found = OSA.distance(first, second, score_cutoff=allowed)
    return found if 0 < found <= allowed else None


def _shown(word: str) -> str:
    return word[:1].upper() + word[1:]


# --------------------------------------------------------------------------------------------------- other fields


def _email_part(a: Features, b: Features, common: Commonness) -> MatchPart | None:
    if shared := sorted(a.emails & b.emails):
        if not all(any(map(is_full_name, x.names)) for x in (a, b)):
            # Two full names on one mailbox may be a couple; a nickname and a full name rarely are.
            return MatchPart("e-mail", f"Both have the address {shared[0]}, and one has no full name.", 14.0)
        return MatchPart("e-mail", f"Both have the address {shared[0]}.", 8.0)
    here, there = ({e.partition("@")[0]: e.partition("@")[2] for e in sorted(x.emails)} for x in (a, b))
    for local in sorted(here.keys() & there.keys()):
        if len(local) >= 4 and not _is_name(local, a) and not _is_name(local, b):
            return MatchPart("e-mail", f"Both addresses begin with {local}@.", 5.0)
    domains = set(here.values()) & set(there.values()) & common.company_domains
    if domains:
        return MatchPart("e-mail", f"They have two different addresses at {min(domains)}.", -5.0)
    return None


def _is_name(local: str, one: Features) -> bool:
    """Does the part of an address before the @ say no more than the name? Two of one name have that alike."""
    words = fold(local.replace("_", " ")).split()
    return any(set(words) <= set(name.split()) or local == name.replace(" ", "") for name in one.names)


def _phone_part(a: Features, b: Features, common: Commonness) -> MatchPart | None:
    if shared := sorted(a.phones & b.phones, key=lambda number: (common.phones[number], number)):
        value = 6.0 - log2(max(common.phones[shared[0]] - 1, 1))
        return MatchPart("phone", "Both have the same telephone number.", max(value, 1.0))
    tails = {number[-_PHONE_TAIL:] for number in a.phones if len(number) >= _PHONE_TAIL}
    if any(number[-_PHONE_TAIL:] in tails for number in b.phones if len(number) >= _PHONE_TAIL):
        return MatchPart("phone", "Their telephone numbers end alike.", 5.0)
    return None


def _profile_part(a: Features, b: Features) -> MatchPart | None:
    if a.profiles & b.profiles:
        return MatchPart("profile", "Both have the same LinkedIn profile.", 8.0)
    if a.profiles and b.profiles:
        return MatchPart("profile", "They have two different LinkedIn profiles.", -8.0)
    return None


def _written_part(a: Features, b: Features, name: MatchPart) -> MatchPart | None:
    """A mail or profile address that is the other's name; after equal names it would count the same thing twice."""
    if name.text == "The names are the same.":
        return None
    for one, other in ((a, b), (b, a)):
        for field, text in one.written:
            if _begins(text, other.names) and not _begins(text, one.names):
                what = "A profile address" if field == "profile" else "A mail address"
                return MatchPart(field, f"{what} of one is the name of the other.", 4.0)
    return None


def _begins(text: str, names: Iterable[str]) -> bool:
    return any(is_full_name(name) and f"{text} ".startswith(f"{name} ") for name in names)


def _company_part(a: Features, b: Features, common: Commonness) -> MatchPart | None:
    shared = sorted(a.organizations.keys() & b.organizations.keys(), key=lambda o: (common.organizations[o], o))
    if shared:
        value = max(4.0 - 0.5 * log2(max(common.organizations[shared[0]], 2) - 1), 1.0)
        firm = a.organizations[shared[0]]
        if title := _shared_title(a, b, shared[0]):
            return MatchPart("company", f"Both are or were at {firm}, as {title}.", value + 2.0)
        return MatchPart("company", f"Both are or were at {firm}.", value)
    if a.organizations and b.organizations:
        return MatchPart("company", "Their companies differ.", -2.0)
    return None


def _shared_title(a: Features, b: Features, organization: str) -> str:
    here, there = (
        {fold(j.title): j.title for j in x.person.jobs if j.title and fold_organization(j.organization) == organization}
        for x in (a, b)
    )
    return next((here[title] for title in here if title in there), "")


def _group_part(a: Features, b: Features, common: Commonness) -> MatchPart | None:
    shared = {m.group for m in a.person.memberships} & {m.group for m in b.person.memberships}
    if not shared:
        return None
    group = min(shared, key=lambda g: (common.memberships[g], g))
    return MatchPart("group", f"Both belong to {group}.", 1.0)


def _birthday_part(a: Features, b: Features) -> MatchPart | None:
    first, second = a.person.birthday, b.person.birthday
    if not first or not second or not (first.month and first.day and second.month and second.day):
        return None
    if (first.month, first.day) != (second.month, second.day) or _two_years(first, second):
        return MatchPart("birthday", "Their birthdays differ.", -6.0)
    return MatchPart("birthday", "They have the same birthday.", 8.0)


def _two_years(first: PartialDate, second: PartialDate) -> bool:
    return bool(first.year and second.year and first.year != second.year)


Compared: TypeAlias = Mapping[PersonId, Features]
"""A whole book, by person."""
