"""What became of a file: rows that add up, distinct things in them, and every problem with its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

from refnet.errors import RefnetError
from refnet.ingest.preview import Preview
from refnet.ingest.reading import Read
from refnet.ingest.rejects import LINES, Rejected, ReportLine, line_of, remarked
from refnet.model import Interaction, Introduction, Note, Purchase, Referral, Relation, people_of
from refnet.records import EventRecord, Mention, PersonRecord, Problem, Record
from refnet.spool import Spool, batches, scratch
from refnet.text import fold

_EVENTS: Final = {"interactions": Interaction, "introductions": Introduction, "referrals": Referral}
_COUNTED: Final = ("people", "organizations", "emails", "phones", *_EVENTS, "relations")


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
    error_code: str = ""
    fix: str = ""
    members: tuple[FileReport, ...] = ()
    """The members of a zip that an importer read."""
    lines: Collection[ReportLine] = ()
    """Every remark with its place, those on members of a zip too; as many as problems."""
    rejected: tuple[Rejected, ...] = field(default=(), repr=False)
    """The rows that were refused, of each table in the file."""
    preview: Preview | None = field(default=None, repr=False)
    """What becomes of the book; None for a file that it holds already."""


def refusal_of(file: str, error: RefnetError) -> FileReport:
    """What became of a file of which nothing could be used: one line that says why, and no rows."""
    why = Problem(error.code, "the whole file", error.message, outcome="refused", rows=0)
    lines = (line_of(file, why),) if error.code else ()
    return FileReport(file, error=error.message, error_code=error.code, fix=error.fix, lines=lines)


def report_of(
    file: str, read: Sequence[Read], left_out: Sequence[Problem], import_id: str, *, zipped: bool
) -> FileReport:
    """What became of a file, from what was read of it and of its members, and what was left out of a zip."""
    members = tuple(_report_of(m.source.label, [m], (), import_id) for m in read) if zipped else ()
    found = [remarked(member) for member in read]
    lines = Spool(LINES, chain(*(member for member, _ in found), (line_of(file, problem) for problem in left_out)))
    rejected = tuple(table for _, tables in found for table in tables)
    report = _report_of(file, read, left_out, import_id)
    return replace(report, members=members, lines=lines, rejected=rejected)


def _report_of(file: str, read: Sequence[Read], left_out: Sequence[Problem], import_id: str) -> FileReport:
    problems = [problem for member in read for problem in member.problems] + list(left_out)
    used = sum(member.used for member in read)
    refused, skipped = rows_of(problems, "refused"), rows_of(problems, "skipped")
    report = FileReport(
        file=file,
        importer=", ".join(dict.fromkeys(member.importer for member in read if len(member.records) or len(read) == 1)),
        rows=used + refused + skipped,
        used=used,
        refused=refused,
        skipped=skipped,
        problems=tuple(problems),
        import_id=import_id,
    )
    return replace(report, **_counts(chain.from_iterable(member.records for member in read)))


def _counts(records: Iterable[Record]) -> dict[str, Any]:
    """Distinct people, companies, addresses and numbers that these records describe, and their events by kind.

    Members of a zip may tell of one record more than once.
    """
    rows = scratch("CREATE TABLE told (what TEXT, text TEXT)")
    for some in batches(chain.from_iterable(map(_told_in, records))):
        rows.executemany("INSERT INTO told VALUES (?, ?)", some).fetchall()
    found: dict[str, Any] = dict.fromkeys(_COUNTED, 0)
    for what, count in rows.execute("SELECT what, count(DISTINCT text) FROM told GROUP BY what"):
        if what in found:
            found[str(what)] = count
    unknown = "SELECT text FROM told WHERE what = 'customer' EXCEPT SELECT text FROM told WHERE what = 'name'"
    found["people"] += sum(1 for _ in rows.execute(unknown))
    return found


def _told_in(record: Record) -> Iterator[tuple[str, str]]:
    """What a record counts as, each with the text that tells it from others of its kind."""
    if isinstance(record, EventRecord):
        yield from _told_in_event(record)
        return
    yield from (("emails", email.lower()) for email in record.emails)
    yield from (("phones", re.sub(r"\D", "", phone) or phone) for phone in record.phones)
    if isinstance(record, PersonRecord):
        yield "people", _who(record)
        yield "name", fold(record.display_name)
        employers = [job.organization for job in record.jobs]
    else:
        employers = [record.name]
    yield from (("organizations", employer) for employer in employers if employer)


def _told_in_event(record: EventRecord) -> Iterator[tuple[str, str]]:
    event = record.event
    if kind := next((what for what, kind in _EVENTS.items() if isinstance(event, kind)), ""):
        yield kind, record.key
    if isinstance(event, Relation):
        yield "relations", "\0".join(sorted(_named(mention) for mention in (event.person, event.other)))
    if isinstance(event, Purchase | Note):
        # Whom a list of deals tells of by name alone, without a row of their own
        for mention in people_of(event):
            if not mention.me and not mention.record:
                yield "customer", fold(mention.name) or mention.email.lower()
                yield from [("organizations", mention.organization)] if mention.organization else []


def _who(person: PersonRecord) -> str:
    """Whom a record is of, as its product counts people: several members of a zip tell of one of its users."""
    if person.me:
        return "me"
    return next((f"{known.system}:{known.value}" for known in person.external_ids), person.key)


def _named(mention: Mention) -> str:
    """By what one end of a tie is told from another: a tie told from both sides is one."""
    return fold(mention.name) or mention.email or mention.record or repr(mention)


def rows_of(problems: Iterable[Problem], outcome: str) -> int:
    return sum(problem.rows for problem in problems if problem.outcome == outcome)
