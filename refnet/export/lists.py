"""The list of advocates as it leaves: who is on it, and who is withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from refnet.analysis.advocates import Advocate, Advocates, may_be_listed
from refnet.export.cells import Table
from refnet.model import Person, PersonId
from refnet.network import Snapshot

WITHHELD: Final = "asked not to be contacted"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that may leave: the answer, a table of it and the people in it, in the same order."""

    answer: Advocates
    table: Table
    people: tuple[Person, ...]
    withheld: int
    """How many are left out because they asked not to be contacted."""


def advocates_list(answer: Advocates, snapshot: Snapshot) -> Listing:
    """The list of advocates with what is needed to reach them; who asked not to be contacted is withheld and counted.

    Args:
        answer: Of `advocates`.
        snapshot: The same that was asked.
    """
    people = snapshot.people([line.person for line in answer.lines])
    lines = [line for line in answer.lines if line.person in people and may_be_listed(people[line.person])]
    # The answer withholds already; a list that leaves does not rely on that.
    dropped = [people[line.person] for line in answer.lines if line not in lines and line.person in people]
    withheld = answer.withheld + sum("do-not-show" not in person.flags for person in dropped)
    answer = replace(answer, lines=tuple(lines), withheld=withheld)
    return Listing(answer, _table(lines, people), tuple(people[line.person] for line in lines), withheld)


def amount(cents: int) -> str:
    """Cents as a decimal number.

    >>> amount(1250000), amount(-5)
    ('12500.00', '-0.05')
    """
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def _table(lines: list[Advocate], people: Mapping[PersonId, Person]) -> Table:
    currencies = sorted({currency for line in lines for currency in (*line.value, *line.downstream)})
    header = (
        *("Name", "Title", "Company", "E-mail", "Phone", "Segment", "Given", "Met", "Won"),
        *(f"Value {currency}".strip() for currency in currencies),
        *(f"Value through others {currency}".strip() for currency in currencies),
        *("Last referral", "Thanks owed", "Tie", "Why"),
    )
    return Table("Advocates", header, tuple(_row(line, people[line.person], currencies) for line in lines))


def _row(line: Advocate, person: Person, currencies: list[str]) -> tuple[str, ...]:
    job = person.jobs[0] if person.jobs else None
    return (
        *(person.name, job.title if job else "", job.organization if job else ""),
        *(next(iter(person.emails), ""), next(iter(person.phones), "")),
        *(line.segment, str(line.given), str(line.met), str(line.won)),
        *(amount(line.value[c]) if c in line.value else "" for c in currencies),
        *(amount(line.downstream[c]) if c in line.downstream else "" for c in currencies),
        *(line.last.isoformat() if line.last else "", "yes" if line.thanks_owed else "", line.word, line.why),
    )
