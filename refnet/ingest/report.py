"""What became of a file: rows that add up, distinct things in them, and every problem with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from refnet.ingest.preview import Preview
from refnet.ingest.reading import Read
from refnet.ingest.rejects import Rejected, ReportLine, line_of, remarked
from refnet.model import Event, Interaction, Introduction, Note, Purchase, Referral, Relation, people_of
from refnet.records import EventRecord, Mention, OrganizationRecord, PersonRecord, Problem, Record
from refnet.text import fold


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. rows = used + refused + skipped; the other counts are distinct things in them."""

    file: str
    importer: str = ""
    rows: int = 0
    used: int = 0
    refused: int = 0
    skipped: int = 0
    people: int = 0
    organizations: int = 0
    emails: int = 0
    phones: int = 0
    interactions: int = 0
    introductions: int = 0
    referrals: int = 0
    relations: int = 0
    problems: tuple[Problem, ...] = ()
    import_id: str = ""
    known: bool = False
    """True when the book already holds this very file; nothing was changed."""
    new_people: int = 0
    changed_people: int = 0
    new_events: int = 0
    error: str = ""
    """Why nothing of the file could be used, "" otherwise."""
    fix: str = ""
    members: tuple[FileReport, ...] = ()
    """The members of a zip that an importer read."""
    lines: tuple[ReportLine, ...] = ()
    """Every remark with its place, those on members of a zip too; as many as problems."""
    rejected: tuple[Rejected, ...] = field(default=(), repr=False)
    """The rows that were refused, of each table in the file."""
    preview: Preview | None = field(default=None, repr=False)
    """What becomes of the book; None for a file that it holds already."""


def report_of(
    file: str, read: Sequence[Read], left_out: Sequence[Problem], import_id: str, *, zipped: bool
) -> FileReport:
    """What became of a file, from what was read of it and of its members, and what was left out of a zip."""
    members = tuple(_report_of(m.source.label, [m], (), import_id) for m in read) if zipped else ()
    found = [remarked(member) for member in read]
    lines = [line for member, _ in found for line in member] + [line_of(file, problem) for problem in left_out]
    rejected = tuple(table for _, tables in found for table in tables)
    report = _report_of(file, read, left_out, import_id)
    return replace(report, members=members, lines=tuple(lines), rejected=rejected)


def _report_of(file: str, read: Sequence[Read], left_out: Sequence[Problem], import_id: str) -> FileReport:
    records = {record.key: record for member in read for record in member.records}
    problems = [problem for member in read for problem in member.problems] + list(left_out)
    used = sum(member.used for member in read)
    refused, skipped = rows_of(problems, "refused"), rows_of(problems, "skipped")
    report = FileReport(
        file=file,
        importer=", ".join(dict.fromkeys(member.importer for member in read if member.records or len(read) == 1)),
        rows=used + refused + skipped,
        used=used,
        refused=refused,
        skipped=skipped,
        problems=tuple(problems),
        import_id=import_id,
    )
    return replace(report, **_counts(records.values()))


def _counts(records: Iterable[Record]) -> dict[str, Any]:
    """Distinct people, companies, addresses and numbers that these records describe, and their events by kind."""
    records = list(records)
    people = [record for record in records if isinstance(record, PersonRecord)]
    companies = [record for record in records if isinstance(record, OrganizationRecord)]
    events = [record.event for record in records if isinstance(record, EventRecord)]
    described: list[PersonRecord | OrganizationRecord] = [*people, *companies]
    customers = _customers(events)
    employers = {job.organization for person in people for job in person.jobs} | {m.organization for m in customers}
    names = {fold(person.display_name) for person in people}
    named = {fold(m.name) or m.email.lower() for m in customers}
    return {
        "people": len({_who(person) for person in people}) + len(named - names),
        "organizations": len((employers | {company.name for company in companies}) - {""}),
        "emails": len({email.lower() for one in described for email in one.emails}),
        "phones": len({re.sub(r"\D", "", phone) or phone for one in described for phone in one.phones}),
        "interactions": sum(isinstance(event, Interaction) for event in events),
        "introductions": sum(isinstance(event, Introduction) for event in events),
        "referrals": sum(isinstance(event, Referral) for event in events),
        "relations": len({_pair(event) for event in events if isinstance(event, Relation)}),
    }


def _customers(events: Iterable[Event[Mention]]) -> list[Mention]:
    """Whom a list of deals tells of by name alone, without a row of their own."""
    told = (m for event in events if isinstance(event, Purchase | Note) for m in people_of(event))
    return [mention for mention in told if not mention.me and not mention.record]


def _who(person: PersonRecord) -> str:
    """Whom a record is of, as its product counts people: several members of a zip tell of one of its users."""
    if person.me:
        return "me"
    return next((f"{known.system}:{known.value}" for known in person.external_ids), person.key)


def _pair(relation: Relation[Mention]) -> frozenset[object]:
    """A tie told from both sides is one."""
    return frozenset(fold(m.name) or m.email or m.record or m for m in (relation.person, relation.other))


def rows_of(problems: Iterable[Problem], outcome: str) -> int:
    return sum(problem.rows for problem in problems if problem.outcome == outcome)
