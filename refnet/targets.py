"""Whom the owner means: people and companies, found by the owner's own words or by an id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from refnet import limits
from refnet.errors import AmbiguousPersonError, UnknownPersonError
from refnet.identity.resolve import id_of, provisional_key
from refnet.model import Person, PersonId
from refnet.records import OrganizationRecord, digest_of
from refnet.stores.base import Store
from refnet.text import clean, fold, fold_organization

_NEAR: Final = 3
_SAME_NAME_SCORE: Final = 88
"""Likeness in percent from which a new name is rather a slip of the pen than somebody new."""
_NEAR_SCORE: Final = 70
_SEARCHED: Final = 200


@dataclass(frozen=True, slots=True)
class Target:
    """A person, or everybody at a company. `id` is opaque, so it may stand in a URL or a log."""

    id: str
    kind: Literal["person", "organization"]
    name: str
    detail: str
    """Title and employer of a person; how many people are known at a company, or where the book has it from."""
    people: tuple[PersonId, ...]
    """Nobody for a company of which the book has no more than a row."""


def suggest(store: Store, text: str, *, limit: int = 20) -> list[Target]:
    """People and companies whose words begin like those typed; companies first where their name fits best."""
    if not fold(text):
        return []
    people = [person for person in store.search(text, limit=_SEARCHED) if "do-not-show" not in person.flags]
    companies = _companies(store, text, people)
    return [*companies[: max(1, limit // 4)], *map(_of_person, people)][:limit]


def find(store: Store, text: str, *, kind: Literal["person", "organization", ""] = "") -> Target:
    """The one person or company that an id or the owner's words mean.

    An id, then a whole name, then a company's name, then the only one whose words begin so, then a company at which
    nobody is known.

    Args:
        text: "Dana Okafor", "Larkspur Hotels", an address, or an id.
        kind: Only a person, or only a company.

    Raises:
        AmbiguousPersonError: several fit; the fix lists their ids.
        UnknownPersonError: nobody does; the fix names the nearest.
    """
    if kind != "organization" and (person_id := store.person_id(text.strip())):
        return _of_person(store.people([person_id])[person_id])
    if kind != "person" and (company := _company_of_id(store, text.strip())):
        return company
    found = store.search(text, limit=_SEARCHED) if fold(text) else []
    companies = [] if kind == "person" else _companies(store, text, found)
    exact = fold_organization(text)
    named = [] if kind == "organization" else [p for p in found if fold(text) in map(fold, (p.name, *p.names))]
    mailed = [] if kind == "organization" else [p for p in found if text.strip().lower() in map(str.lower, p.emails)]
    same = [company for company in companies if fold_organization(company.name) == exact]
    people = [] if kind == "organization" else found
    # Somebody found by their employer alone is not meant where the employer is.
    begun = [person for person in people if _begins(text, (person.name, *person.names))]
    choices: tuple[list[Person | Target], ...] = ([*mailed], [*named], [*same], [*companies, *begun], [*people])
    for fitting in choices:
        if len(fitting) == 1:
            only = fitting[0]
            return _of_person(only) if isinstance(only, Person) else only
        if fitting:
            raise _ambiguous(text, fitting)
    if kind != "person" and (company := _company_without_people(store, text)):
        return company
    raise _unknown(store, text)


def find_or_name(store: Store, text: str) -> Target:
    """The one person whom an id or the owner's words mean; a full name that is new in the book is somebody new.

    Returns:
        The person; for somebody new one without `people`, whose id is the one that the name will get.

    Raises:
        AmbiguousPersonError: several fit.
        UnknownPersonError: nobody fits, and the name is hardly new: it is no full name, or much like one in the book.
    """
    try:
        return find(store, text, kind="person")
    except UnknownPersonError:
        name = " ".join(clean(text)[0].split())
        if len(name.split()) < 2 or len(name) > limits.NAME_CHARS or near_names(store, name, least=_SAME_NAME_SCORE):
            raise
        return Target(id_of(provisional_key(name)), "person", name, "", ())


def organization_id(name: str) -> str:
    """The id of a company, the same for every way in which its name is written.

    >>> organization_id("Acme Tools, Inc.") == organization_id("acme tools")
    True
    """
    return "o" + digest_of(fold_organization(name))


def _of_person(person: Person) -> Target:
    return Target(person.id, "person", person.name, person.headline, (person.id,))


def _of_company(store: Store, name: str) -> Target:
    people = tuple(p.id for p in store.at_organization(name) if "do-not-show" not in p.flags)
    detail = f"{len(people)} {'person' if len(people) == 1 else 'people'} known there"
    return Target(organization_id(name), "organization", name, detail, people)


def _companies(store: Store, text: str, people: Iterable[Person]) -> list[Target]:
    """The companies of these people whose own name has the words, each once, fewest other words first."""
    words = fold_organization(text).split()
    names: dict[str, str] = {}
    for person in people:
        for name in person.organizations:
            if words and _begins(" ".join(words), (name,)):
                names.setdefault(fold_organization(name), name)
    return [_of_company(store, names[key]) for key in sorted(names, key=lambda key: (len(key.split()), key))]


def _begins(text: str, names: Iterable[str]) -> bool:
    """Whether each word of a text begins a word of one of these names."""
    words = fold(text).split()
    return any(all(any(part.startswith(word) for part in fold(name).split()) for word in words) for name in names)


def _company_of_id(store: Store, text: str) -> Target | None:
    if not (text.startswith("o") and len(text) == len(organization_id(""))):
        return None
    names = (name for person in store.all_people() for name in person.organizations)
    known = next((_of_company(store, name) for name in names if organization_id(name) == text), None)
    return known or _company_without_people(store, text)


def _company_without_people(store: Store, text: str) -> Target | None:
    """The company of that name or id that a file has a row about, though it has nobody who works there."""
    wanted = fold_organization(text)
    rows = [
        record
        for record in store.records()
        if isinstance(record, OrganizationRecord)
        and (organization_id(record.name) == text or (wanted and fold_organization(record.name) == wanted))
    ]
    if not rows:
        return None
    labels = {source.id: source.label for source in store.sources()}
    seen = (sighting for several in store.sightings(r.key for r in rows).values() for sighting in several)
    places = dict.fromkeys(f"{sighting.record.locator} of {labels[sighting.source_id]}" for sighting in seen)
    detail = f"nobody known there; it is in {' and '.join([*places][:_NEAR])}"
    return Target(organization_id(rows[0].name), "organization", rows[0].name, detail, ())


def _ambiguous(text: str, fitting: Sequence[Person | Target]) -> AmbiguousPersonError:
    shown = "; ".join(
        f"{f.name} ({f.headline or next(iter(f.emails), 'nothing more is known')}): {f.id}"
        if isinstance(f, Person)
        else f"{f.name} ({f.detail}): {f.id}"
        for f in fitting[: _NEAR * 2]
    )
    more = f" and {len(fitting) - _NEAR * 2} more" if len(fitting) > _NEAR * 2 else ""
    return AmbiguousPersonError(f'"{text}" fits {len(fitting)} people or companies.', fix=f"Use an id: {shown}{more}.")


def _unknown(store: Store, text: str) -> UnknownPersonError:
    near = ", ".join(near_names(store, text))
    fix = f"Closest: {near}. Or run: refnet people" if near else "See who is in it: refnet people"
    return UnknownPersonError(f'Nobody and no company called "{text}" is in this book.', fix=fix)


def near_names(store: Store, text: str, *, least: int = _NEAR_SCORE) -> list[str]:
    """Names of people and companies most like a text, at most three, the most alike first.

    Args:
        text: A name as the owner wrote it.
        least: Likeness in percent below which a name is not near.
    """
    from rapidfuzz import fuzz, process  # here, because only a name that is not in the book needs it

    people = [person for person in store.all_people() if "do-not-show" not in person.flags]
    names = list(dict.fromkeys(name for person in people for name in (person.name, *person.organizations)))
    scored = process.extract(
        fold(text), names, scorer=fuzz.token_sort_ratio, processor=fold, score_cutoff=least, limit=_NEAR
    )
    return [name for name, _, _ in scored]
