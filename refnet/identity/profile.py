"""The records of one person, put together: every value kept once, the later export first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from refnet.identity.normalize import email_key, phone_key, profile_key
from refnet.model import Employment, Flag, Person, PersonId
from refnet.records import Mention, PersonRecord
from refnet.text import fold, fold_organization

T = TypeVar("T")


def build_person(
    person_id: PersonId, records: Sequence[PersonRecord], mentions: Iterable[Mention], flags: Mapping[Flag, bool]
) -> Person:
    """A person from their records (in the order in which they were first seen) and the mentions of them in events.

    Records go before mentions, later ones before earlier ones. The name is the commonest one in the records, the later
    of equals; without any, a name from events, else an address. Whose file came in keeps the name they had before it.
    """
    newest = [*reversed(records), *map(_as_record, mentions)]
    names = [name for r in newest for name in (r.display_name, r.name) if name]
    before = next((r.display_name for r in records if r.display_name), "") if any(r.me for r in records) else ""
    name = before or _chosen_name(newest[: len(records)]) or _chosen_name(newest[len(records) :])
    emails = _distinct((e for r in newest for e in r.emails), lambda e: email_key(e) or e.lower())
    jobs = _distinct((j for r in newest for j in r.jobs), lambda j: (fold_organization(j.organization), fold(j.title)))
    return Person(
        id=person_id,
        name=name or next(iter(emails), "") or _company_name(newest) or "(no name)",
        names=_distinct(names, fold),
        emails=emails,
        phones=_distinct((p for r in newest for p in r.phones), lambda p: phone_key(p) or p),
        urls=_distinct((u for r in newest for u in r.urls), lambda u: profile_key(u) or u),
        jobs=_jobs(jobs),
        addresses=_distinct((a for r in newest for a in r.addresses), lambda a: a),
        memberships=_distinct((m for r in newest for m in r.memberships), lambda m: m),
        birthday=next((r.birthday for r in newest if r.birthday), None),
        labels=_distinct((label for r in newest for label in r.labels), lambda label: label),
        notes=_distinct((n for r in newest for n in r.notes), lambda n: n),
        flags=_flags(records, flags),
        records=tuple(r.key for r in records),
    )


def _flags(records: Sequence[PersonRecord], said: Mapping[Flag, bool]) -> tuple[Flag, ...]:
    """What the records mark a person with, unless the last word said on a flag is another."""
    marked = {flag: True for record in records for flag in record.flags} | dict(said)
    return tuple(sorted(flag for flag, is_set in marked.items() if is_set))


def _as_record(mention: Mention) -> PersonRecord:
    """What an event says of one who takes part, in the form of a record."""
    emails, phones, urls = (((v,) if v else ()) for v in (mention.email, mention.phone, mention.url))
    jobs = (Employment(mention.organization),) if mention.organization else ()
    return PersonRecord("", "", name=mention.name, emails=emails, phones=phones, urls=urls, jobs=jobs)


def _chosen_name(newest: Sequence[PersonRecord]) -> str:
    counted = Counter(r.display_name for r in newest if r.display_name)
    return max(counted, key=lambda name: (counted[name], -list(counted).index(name))) if counted else ""


def _company_name(newest: Sequence[PersonRecord]) -> str:
    return next((job.organization for r in newest for job in r.jobs if job.organization), "")


def _jobs(jobs: Sequence[Employment]) -> tuple[Employment, ...]:
    """Present jobs first; an employer named without a title says no more than one named with it."""
    titled = {fold_organization(job.organization) for job in jobs if job.title}
    kept = [job for job in jobs if job.title or fold_organization(job.organization) not in titled]
    return tuple(sorted(kept, key=lambda job: job.end is not None))


def _distinct(values: Iterable[T], key: object) -> tuple[T, ...]:
    seen: dict[object, T] = {}
    for value in values:
        seen.setdefault(key(value), value)  # type: ignore[operator]
    return tuple(seen.values())
