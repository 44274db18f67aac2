"""One source, read: the importer that fits it best, its records with "me" pointed at their owner, its problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, TypeAlias

from refnet.errors import AmbiguousFileError, UnknownFileError, UnreadableFileError
from refnet.identity.resolve import ENTERED_BY_OWNER
from refnet.ingest.likeness import Likeness
from refnet.model import PEOPLE_FIELDS, Event, Thanks, kind_of, people_of
from refnet.records import (
    MAKER,
    EventRecord,
    ExternalId,
    Importer,
    Mention,
    OrganizationRecord,
    PersonRecord,
    Problem,
    Record,
    RowRead,
    Source,
    digest_of,
)
from refnet.stores.sightings import Records, records_in

OWN_PREFIX: Final = ENTERED_BY_OWNER
EGO_KEY: Final = MAKER
"""Key of the record of the person whose book it is."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose file it is: the key of a record of theirs, and the name by which they are found should that record go."""

    key: str = EGO_KEY
    name: str = ""


OWNER_SYSTEM: Final = "refnet.owner"
"""External id of a record that describes the owner of its source: the key of that owner's own record."""
_ROWS_PER_TELLING: Final = 500
_ANYTHING: Final = re.compile(rb"[^\x00\t\r\n \xef\xbb\xbf\xfe\xff]")
_ROW: Final = re.compile(r"((?:.* )?)row ([0-9]+)", re.DOTALL)

Phase: TypeAlias = Literal["read", "resolve", "save"]
Progress: TypeAlias = Callable[[str, int, int, Phase], None]
"""Called with the file, rows done, rows in all (0: unknown) and what is being done."""


@dataclass(frozen=True, slots=True)
class Read:
    """One source, read: the importer that read it, its records by key, its problems and how many rows it used."""

    source: Source
    importer: str
    records: Records
    problems: tuple[Problem, ...]
    used: int
    numbers: Mapping[str, int] = field(default_factory=dict, repr=False)
    """The running number of each record that was remarked on, by its locator."""
    first_rows: Mapping[str, int] = field(default_factory=dict, repr=False)
    """The first row that was used, by sheet as `row_of` gives it."""


def row_of(locator: str) -> tuple[str, int] | None:
    """The sheet and row that a locator names; None where it names none.

    >>> row_of("row 14"), row_of("Sheet1 row 3"), row_of("card 3")
    (('', 14), ('Sheet1 ', 3), None)
    """
    found = _ROW.fullmatch(locator)
    return (found[1], int(found[2])) if found else None


class NearMissError(UnknownFileError):
    """The file lacks one thing to be of the kind that the message names."""


def choose(importers: Sequence[Importer], source: Source) -> Importer:
    """The importer that fits a source best.

    Raises:
        UnreadableFileError: nothing is in it.
        UnknownFileError: none does; names the nearest and what the file lacks to be of its kind.
        AmbiguousFileError: two fit equally well.
    """
    if not _ANYTHING.search(source.content):  # `strip` would copy a large file
        raise UnreadableFileError(f"{source.label} is empty.", fix="Export it again.")
    matches = [(importer, importer.identify(source)) for importer in importers]
    best = max((match.score for _, match in matches), default=0.0)
    fitting = [importer for importer, match in matches if match.score == best]
    if best > 0 and len(fitting) == 1:
        return fitting[0]
    if best > 0:
        kinds = " and ".join(importer.describe() for importer in fitting)
        raise AmbiguousFileError(f"{source.label} could be {kinds}.", fix="Remove the columns of one of them.")
    near = min(((i, m) for i, m in matches if m.missing), key=lambda pair: len(pair[1].missing), default=None)
    if near is None:
        raise UnknownFileError(
            f"{source.label} is no kind of file that refnet reads.",
            fix="It reads: "
            + "; ".join(importer.describe() for importer in importers)
            + ". Or use one of the templates.",
        )
    importer, match = near
    raise (NearMissError if len(match.missing) == 1 else UnknownFileError)(
        f"{source.label} is no kind of file that refnet reads. It comes nearest to {importer.describe()}, "
        f"but lacks: {', '.join(match.missing)}.",
        fix="Add the missing columns in the row above the data, or export the file again.",
        code="header-not-found",
    )


def read_source(importer: Importer, source: Source, *, owner: Owner, tell: Progress) -> Read:
    """Read one source to its end; mentions of "me" are pointed at the owner's record. Records do not stay in memory."""
    found, likeness = _Reading(), Likeness()
    items = found.records(importer.read(source), owner, lambda used: tell(source.label, used, 0, "read"))
    records = records_in(likeness.seen(items))
    problems = (*found.problems, *likeness.problems(records))
    return Read(source, importer.name, records, problems, found.used, found.numbers, found.first_rows)


class _Reading:
    """What a reader says beside records."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.numbers: dict[str, int] = {}
        self.first_rows: dict[str, int] = {}
        self.used = 0
        self._lost = 0
        self._last = ""

    def records(
        self, items: Iterable[Record | RowRead | Problem], owner: Owner, tell: Callable[[int], None]
    ) -> Iterator[Record]:
        """The records among what is read; the rest is noted."""
        for item in items:
            if isinstance(item, Problem):
                self._problem(item)
            elif isinstance(item, RowRead):
                self._row(item)
                if self.used % _ROWS_PER_TELLING == 0:
                    tell(self.used)
            else:
                yield _owned(item, owner)

    def _problem(self, problem: Problem) -> None:
        self.problems.append(problem)
        if problem.rows:
            # A remark on a row comes before or after the word that it was used
            self.numbers.setdefault(problem.locator, self.used + self._lost + (problem.locator != self._last))
        self._lost += problem.rows if problem.outcome != "noted" else 0

    def _row(self, row: RowRead) -> None:
        self.used += 1
        self._last = row.locator
        if (sheet := row.locator.rpartition("row ")[0]) not in self.first_rows and (place := row_of(row.locator)):
            self.first_rows[sheet] = place[1]


def _owned(record: Record, owner: Owner) -> Record:
    """A record whose "me" is the owner of its source; such an event is another fact in another owner's file."""
    if isinstance(record, PersonRecord):
        if not record.me:
            return record
        return replace(record, external_ids=(*record.external_ids, ExternalId(OWNER_SYSTEM, owner.key)))
    if isinstance(record, OrganizationRecord) or not any(mention.me for mention in people_of(record.event)):
        return record
    suffix = "" if owner.key == EGO_KEY else f"@{digest_of(owner.key)}"
    event = _with_owner(record.event, owner)
    if isinstance(event, Thanks) and event.regarding:
        event = replace(event, regarding=event.regarding + suffix)
    return EventRecord(record.key + suffix, record.locator, event)


def _with_owner(event: Event[Mention], owner: Owner) -> Event[Mention]:
    def meant(mention: Mention) -> Mention:
        return replace(mention, record=owner.key, name=owner.name) if mention.me else mention

    return with_mentions(event, meant)


def with_mentions(event: Event[Mention], meant: Callable[[Mention], Mention]) -> Event[Mention]:
    """The same event with each mention replaced by what is meant."""
    found: dict[str, Any] = {}
    for name in PEOPLE_FIELDS[kind_of(event)]:
        value = getattr(event, name)
        found[name] = tuple(map(meant, value)) if isinstance(value, tuple) else value and meant(value)
    return replace(event, **found)
