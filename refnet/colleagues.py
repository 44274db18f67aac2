"""Who works with whom: people of one small employer are taken to know each other, which is a guess and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

from refnet.model import Person, PersonId
from refnet.spool import Form, Spool
from refnet.text import fold, fold_organization

MOST: Final = 8
"""Of a larger employer, two of those in the book need not have met."""

NO_FIRM: Final = frozenset(
    fold(text)
    for text in (
        "self, self employed, self-employment, myself, freelance, freelancer, freelancing, independent, "
        "independent consultant, independent contractor, consultant, retired, unemployed, between jobs, student, "
        "homemaker, private, confidential, stealth, stealth startup, stealth mode, various, other, none, na, n/a, "
        "null, unknown, test, tbd, selbstständig, selbständig, freiberuflich, freiberufler, freiberuflerin, rentner, "
        "rentnerin, im ruhestand, privat, keine, unbekannt, indépendant, indépendante, auto-entrepreneur, retraité, "
        "retraitée, sans emploi, étudiant, aucun, autónomo, autónoma, por cuenta propia, jubilado, jubilada, ninguno, "
        "ninguna, estudiante, libero professionista, libera professionista, pensionato, pensionata, nessuno, "
        "aposentado, aposentada, nenhum, zzp, zzp er, zelfstandig, gepensioneerd, geen, emeryt, emerytka, brak"
    ).split(", ")
) | {""}
"""What people write, folded, for an employer who is none: sharing it makes nobody a team-mate."""


def employer(person: Person) -> str:
    """The employer for whom somebody works now, as written in the newest file; "" where none is known.

    A company that stands in the book as a customer works for nobody.
    """
    job = next(iter(person.jobs), None)
    if job is None or job.end is not None:
        return ""
    name = fold_organization(job.organization)
    is_firm = fold(job.organization) not in NO_FIRM and any(map(str.isalpha, name))
    return job.organization if is_firm and name != fold_organization(person.name) else ""


def shared_employer(first: Person, second: Person) -> str:
    """The employer for whom both work now; "" where they have none in common."""
    name = employer(first)
    return name if name and fold_organization(name) == fold_organization(employer(second)) else ""


def colleagues(people: Iterable[Person]) -> Iterator[tuple[PersonId, PersonId]]:
    """Every two people of an employer for whom 2 to `MOST` of these people work, smaller id first.

    >>> from refnet.model import Employment
    >>> def works(name: str, organization: str) -> Person:
    ...     return Person(PersonId(name), name, jobs=(Employment(organization),))
    >>> list(colleagues([works("Dana", "Acme Inc."), works("Bo", "acme"), works("Eve", "Retired"), works("Al", "Oak")]))
    [('Bo', 'Dana')]
    """
    staff: Spool[PersonId] = Spool(Form(str, str.encode, lambda _, body: PersonId(body.decode())))
    for person in people:
        if name := employer(person):
            staff.add_kept(fold_organization(name), person.id.encode())
    for _, found in staff.groups(least=2):
        if len(found) <= MOST:
            yield from combinations(sorted(found), 2)
