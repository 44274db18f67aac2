"""Who works where on a day, and who is of the owner's own firm: the same team asks, thanks and is sent business."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from refnet.colleagues import NO_FIRM
from refnet.model import Person, PersonId
from refnet.network import Snapshot
from refnet.text import fold, fold_organization


def firms(person: Person, as_of: date) -> set[str]:
    """Where somebody works on a day, in the form in which companies are compared."""
    current = (job.organization for job in person.jobs if job.end is None or job.end > as_of)
    return {fold_organization(name) for name in current if fold(name) not in NO_FIRM}


def belongs_to(person: Person, as_of: date) -> dict[str, str]:
    """Current employers and groups of somebody: the form in which they are compared, and the name to show."""
    at_work = firms(person, as_of)
    employers = {key: name for name in person.organizations if (key := fold_organization(name)) in at_work}
    current = (m.group for m in person.memberships if m.end is None or m.end > as_of)
    return employers | {key: group for group in current if (key := fold_organization(group))}


def team_of(snapshot: Snapshot, ego: PersonId, members: Collection[PersonId] = ()) -> frozenset[PersonId]:
    """Ego, the others who share the book, and whoever has a current employer in common with ego."""
    own = firms(snapshot.people([ego])[ego], snapshot.as_of)
    there = (person for firm in sorted(own) for person in snapshot.at_organization(firm))
    return frozenset({ego, *members, *(person.id for person in there if firms(person, snapshot.as_of) & own)})
