"""Of what kind an unknown table is, and what its columns hold when they are looked at together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from importers import foreign, headwords, mapped, people, tables
from importers.meaning import ONE_PERSON, REPEATABLE, Word, agreed, of_content, word
from importers.traits import Traits, traits
from refnet.mapping import Kind

_ENDS: Final[tuple[tuple[Kind, tuple[str, ...]], ...]] = (
    ("introductions", ("introducer", "from", "to")),
    ("referrals", ("referrer", "prospect")),
    ("referrals", ("prospect", "recipient")),
)
"""Whom each row of these has to name."""
_OF_A_PERSON: Final = frozenset(
    {"phone", "company", "title", "birthday", "birth year", "groups", "me", "given", "family", *people.RELATIONS}
)
"""Beside a name they make it a person's."""
_ONLY_OF_REFERRALS: Final = frozenset({"recipient", "contacted", "met", "won", "lost", "anyway", "thanked"})
"""Beside them a source is who referred somebody, and a name is whom; without them it is a list of leads."""
_MET: Final = {
    **{part: f"with {part}" for part in ("given", "family", "email", "phone", "company")},
    **{"name": "with", "notes": "note"},
}
"""What the columns of a person are called where each row is a meeting."""
_GIVEN: Final = {"name": "prospect", **{part: f"prospect {part}" for part in ("given", "family", "email", "phone")}}
"""And where each is a referral that was given."""
_HOW_THEY_MET: Final = frozenset({"channel", "direction", "started by", "group size", "minutes", "promise"})
_SOMEBODY: Final = frozenset({"partner", "manager", "assistant"})
_STATES: Final = frozenset("status state stand statut estado stato situacao".split())
_PREFIXES: Final = frozenset({"title", "titel", "titre", "titolo", "titulo"})
_OF_GOODS: Final = frozenset({"title", "notes", "department"})
"""What a word for goods also means: a position, a description, a service."""
_FEW: Final = 4
_AGAIN: Final = 0.75
"""The same people come again where not more than this share of so many rows are of different ones."""
_STARTS: Final = frozenset(
    {"start date time", "start time", "start", "join time", "joined at", "event start date time", "started at"}
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: their normalised headers ("" in a table without any), and what their cells look like."""

    headers: tuple[str, ...]
    traits: tuple[Traits, ...]

    @classmethod
    def of(cls, titles: Sequence[str], body: Sequence[Sequence[str]], *, headed: bool = True) -> Columns:
        """The columns of some titles with the rows below them."""
        headers = tuple(tables.normal(title) if headed else "" for title in titles)
        return cls(headers, tuple(traits(body, at) for at in range(len(titles))))


def kind_of(columns: Columns) -> tuple[Kind, list[Word]]:
    """What kind of table it is, with a word for each column; none where nobody is in it."""
    contacts = as_kind(columns, "contacts")
    for kind, ends in _ENDS:
        events = as_kind(columns, kind)
        if all(_is_named(events, end) for end in ends) and not _is_of_leads(columns, events):
            return kind, events
    bought = as_kind(columns, "purchases")
    paid = any(
        said.field == "amount" and said.sure > 0.4 and of.filled
        for said, of in zip(bought, columns.traits, strict=True)
    )
    if not paid and not _fields(contacts) & ONE_PERSON:
        events = _once(columns, _said(columns, "interactions"))
        if "date" in _fields(events) and _is_named(events, "with"):
            return "interactions", events
    met = as_kind(columns, "interactions")
    if not paid and _tells_of_meetings(columns, met):
        return "interactions", met
    if _is_of_a_bank(columns) or not _is_of_people(columns, bought if paid else contacts):
        return "contacts", []
    return ("purchases", bought) if paid else ("contacts", contacts)


def as_kind(columns: Columns, kind: Kind) -> list[Word]:
    """What each column holds in a table of that kind."""
    if kind == "contacts":
        return _settled(columns, _with_names(columns, _said(columns, kind)))
    if kind == "purchases":
        own = _settled(columns, _with_names(columns, _said(columns, "contacts"), paid=True))
        return _with_purchases(own, _once(columns, _said(columns, kind)))
    if kind == "interactions":
        return _as_met(as_kind(columns, "contacts"), _once(columns, _said(columns, kind)))
    events = _settled(columns, _said(columns, kind))
    return _as_given(as_kind(columns, "contacts"), events) if kind == "referrals" else events


# ------------------------------------------------------------------------------------------------- each by itself


def _said(columns: Columns, kind: Kind) -> list[Word]:
    """What each column says by itself, by its header first; of a person, also by its cells alone."""
    return [_alone(header, of, kind) for header, of in zip(columns.headers, columns.traits, strict=True)]


def _alone(header: str, of: Traits, kind: Kind) -> Word:
    if kind == "interactions" and of.called_off and not _STATES.isdisjoint(header.split()):
        return Word("cancelled", 0.8, of.told(of.called_off, "say that it was called off"))
    said = word(header, kind)
    found = agreed(said, of)
    if kind == "contacts" and not found.reason:
        found = of_content(of)
    numbers = found.field == "phone" and said.field != "phone" and headwords.is_number(header)
    return Word() if numbers else found


def _with_names(columns: Columns, words: list[Word], *, paid: bool = False) -> list[Word]:
    """Where addresses, firms or amounts have nobody's name beside them, the column most like names is theirs.

    A partner, manager or assistant is of nobody then, but the one whom the row is about.
    """
    if _fields(words) & ONE_PERSON or not (paid or any(map(_stands_beside_a_name, words))):
        return words
    likely = [
        (words[at].field not in _SOMEBODY, bool(words[at].reason), -of.name, at)
        for at, of in enumerate(columns.traits)
        if (not words[at].field or words[at].field in _SOMEBODY)
        and of.name >= 0.7
        and not of.constant
        and not _is_of_something(columns.headers[at])
    ]
    if not likely:
        return words
    at = min(likely)[-1]
    told = Word("name", 0.5, columns.traits[at].told(columns.traits[at].name, "look like names"))
    return [*words[:at], told, *words[at + 1 :]]


def _stands_beside_a_name(said: Word) -> bool:
    return said.field in ("email", "phone") or (said.field == "company" and said.sure > 0.5)


def _is_of_something(header: str) -> bool:
    return headwords.is_of_things(header) or headwords.is_source(header)


# ------------------------------------------------------------------------------------------------------- together


def _settled(columns: Columns, words: list[Word]) -> list[Word]:
    """The columns of people, each told from its neighbours."""
    words = _without_constants(columns, words)
    words = _with_firms(columns, _with_prefixes(columns, _with_towns(columns, words)))
    return _with_halves(columns, _once(columns, words))


def _without_constants(columns: Columns, words: list[Word]) -> list[Word]:
    """An address that is the same in every row is not that of the people in them."""
    varied = any(
        said.field in (*ONE_PERSON, *_NAMED) and of.different > 1
        for said, of in zip(words, columns.traits, strict=True)
    )
    return [
        Word("", 0.9, f"the same in all {of.filled} rows")
        if varied and said.field.endswith("email") and of.constant
        else said
        for said, of in zip(words, columns.traits, strict=True)
    ]


_NAMED: Final = frozenset(person for persons in mapped.NAMED.values() for person in persons)


def _with_prefixes(columns: Columns, words: list[Word]) -> list[Word]:
    """A "Title" beside a "Job title" stands before the name."""
    jobs = any(said.field == "title" and h not in _PREFIXES for said, h in zip(words, columns.headers, strict=True))
    return [
        replace(said, field="prefix", sure=0.8) if jobs and said.field == "title" and header in _PREFIXES else said
        for said, header in zip(words, columns.headers, strict=True)
    ]


def _with_towns(columns: Columns, words: list[Word]) -> list[Word]:
    """Of a column that says nothing, words right behind a postcode are a town: "Postnr.;By"."""
    found = list(words)
    for at in range(1, len(words)):
        behind = words[at - 1].field == "postcode" and words[at] == Word() and "town" not in _fields(words)
        if behind and columns.traits[at].letters >= 0.8:
            found[at] = Word("town", 0.5, "words that stand behind a postcode")
    return found


def _with_firms(columns: Columns, words: list[Word]) -> list[Word]:
    """Names that end like a firm's are firms; so are customers beside a column with the names of people."""
    if "company" in _fields(words):
        return words
    named = {"given", "family"} & _fields(words) or any(
        said.field == "name" and of.name >= 0.5 for said, of in zip(words, columns.traits, strict=True)
    )
    found = list(words)
    for at, (said, header, of) in enumerate(zip(words, columns.headers, columns.traits, strict=True)):
        party = header in headwords.PARTIES and named and of.filled and of.name < 0.5 and of.single <= 0.5
        if said.field == "name" and (of.firm >= 0.7 or party):
            found[at] = Word("company", 0.6, f"{said.reason}; {of.told(of.firm, 'end like a company')}")
            break
    return found


def _once(columns: Columns, words: Sequence[Word]) -> list[Word]:
    """Each field that can have one column only goes to the surest, the leftmost of equals.

    Of columns with names, those whose cells look like names go first.
    """

    def rank(at: int) -> tuple[bool, float, int]:
        unlike = words[at].field == "name" and columns.traits[at].name < 0.5
        return unlike, -words[at].sure, at

    found = []
    for at, said in enumerate(words):
        rivals = [i for i, other in enumerate(words) if other.field == said.field]
        if said.field and said.field not in REPEATABLE and min(rivals, key=rank) != at:
            said = Word("", 0.0, f"{said.reason}, but another column is surer")
        found.append(said)
    return found


def _with_halves(columns: Columns, words: list[Word]) -> list[Word]:
    """Beside half a name, a "Name" of one word is the other half: "Vorname;Name", "Name;Surname"."""
    fields = _fields(words)
    found = list(words)
    for at, (said, of) in enumerate(zip(words, columns.traits, strict=True)):
        before = said.field.removesuffix("name") if said.field not in _NAMED else f"{said.field} "
        if (said.field.endswith("name") or said.field in _NAMED) and (of.single > 0.5 or not of.filled):
            halves = [half for half in ("given", "family") if f"{before}{half}" not in fields]
            if len(halves) == 1:
                why = f"{said.reason}, of which the other half stands beside it"
                found[at] = replace(said, field=f"{before}{halves[0]}", reason=why)
    return found


def _with_purchases(contacts: Sequence[Word], bought: Sequence[Word]) -> list[Word]:
    """The words of contacts, where columns that say nothing of a person may say what was bought."""
    return [
        more if more.field and (not own.field or (more.field == "product" and own.field in _OF_GOODS)) else own
        for own, more in zip(contacts, bought, strict=True)
    ]


def _as_met(contacts: Sequence[Word], events: Sequence[Word]) -> list[Word]:
    """The words of meetings: whom by what they say of a person, all else by what they say of a meeting."""
    if not _fields(contacts) & {*ONE_PERSON, "email"}:
        return list(events)
    there = {_MET.get(own.field, "") for own in contacts} | {"with", "with given", "with family"}
    return [
        replace(own, field=_MET[own.field]) if own.field in _MET else Word() if more.field in there else more
        for own, more in zip(contacts, events, strict=True)
    ]


def _as_given(contacts: Sequence[Word], events: Sequence[Word]) -> list[Word]:
    """The words of referrals, where beside the recipient stands one who is only named as people are: the prospect."""
    if not _is_named(events, "recipient") or _is_named(events, "prospect"):
        return list(events)
    there = _fields(events)
    return [
        replace(own, field=field)
        if not said.field and (field := _GIVEN.get(own.field)) and field not in there
        else said
        for own, said in zip(contacts, events, strict=True)
    ]


# ------------------------------------------------------------------------------------------------------- the kind


def _fields(words: Sequence[Word]) -> set[str]:
    return {said.field for said in words} - {""}


def _is_named(words: Sequence[Word], person: str) -> bool:
    return bool(_fields(words) & {person, f"{person} given", f"{person} family"})


def _is_of_leads(columns: Columns, words: Sequence[Word]) -> bool:
    """Whether who referred is but the source of a lead: a web site, an advertisement."""
    by = [header for header, said in zip(columns.headers, words, strict=True) if said.field.startswith("referrer")]
    return any(map(headwords.is_source, by)) and not _fields(words) & _ONLY_OF_REFERRALS


def _is_of_a_bank(columns: Columns) -> bool:
    return len(headwords.BANK.intersection(columns.headers)) > 1


def _is_of_people(columns: Columns, words: Sequence[Word]) -> bool:
    """Whether somebody is in it: addresses, or names with something of a person beside them.

    Telephone numbers alone are nobody, and a list of names with notes or prices may be of goods.
    """
    found = list(zip(words, columns.headers, columns.traits, strict=True))
    if any(said.field.endswith("email") and of.email >= 0.5 for said, _, of in found):
        return True
    fields = _fields(words)
    # A name with a price and no day may be that of goods
    goods = "amount" in fields and "date" not in fields
    like_names = any(s.field == "name" and of.name >= 0.5 and not (goods and h == "name") for s, h, of in found)
    guests = any(s.field == "name" and s.sure == 1 and h != "name" and of.name >= 0.7 for s, h, of in found)
    named = bool(fields & ONE_PERSON) and len(fields) >= 2 and any(of.filled for _, _, of in found)
    return (named and (like_names or bool(fields & _OF_A_PERSON))) or (guests and len(found) > 1)


def _tells_of_meetings(columns: Columns, words: Sequence[Word]) -> bool:
    """Whether each row has somebody and a day on which something happened.

    A list of people may have such a day, too. So it also has to say how they met, or the same people come again.
    """
    found = list(zip(words, columns.headers, columns.traits, strict=True))
    days = [h for said, h, of in found if said.field == "date" and of.date >= 0.5 and _is_a_day(h)]
    named = any(s.field in _WHOSE and (s.field != "with" or of.name >= 0.5) for s, _, of in found)
    if not days or not named:
        return False
    told = any(s.field in _HOW_THEY_MET or not headwords.MEETING.isdisjoint(h.split()) for s, h, _ in found)
    return told or any(map(foreign.MET, days)) or _come_again(columns, words)


def _is_a_day(header: str) -> bool:
    return foreign.HAPPENED(header) or header in _STARTS or header in headwords.MEETING


def _come_again(columns: Columns, words: Sequence[Word]) -> bool:
    whose = next((of for said, of in zip(words, columns.traits, strict=True) if said.field in _WHOSE), Traits(0))
    return whose.filled >= _FEW and whose.different <= whose.filled * _AGAIN


_WHOSE: Final = ("with", "with email", "with family")
