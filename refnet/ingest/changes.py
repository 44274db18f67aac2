"""Each way in which a book changes: a file comes in, an import is undone, the owner enters or decides something.

One file is one import and one change; a zip is one file. Reading and resolving happen before the store is locked,
against its revision, and again if that has moved meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from refnet.errors import (
    AmbiguousFileError,
    RefnetError,
    StaleChangeError,
    UnknownFileError,
    UnknownSourceError,
    UnreadableFileError,
)
from refnet.ingest.marks import FORGOTTEN, Marks, without_forgotten
from refnet.ingest.reading import EGO_KEY, OWN_PREFIX, Owner, Progress, Read, choose, read_source
from refnet.ingest.report import FileReport, report_of, rows_of
from refnet.ingest.view import build_view, difference
from refnet.model import SourceId
from refnet.records import EventRecord, Importer, Mention, Problem, Record, Source, digest_of
from refnet.stores.base import Change, Decision, Sighting, Store, StoredSource, View

OWN_SOURCE: Final = SourceId("owner")
"""What the owner entered is a source of its own, which no undo of an import touches."""
EGO: Final = Owner()
_TRIES: Final = 5
_NO_SECRET: Final = "Whom you forgot cannot be told here: forget.key is not in the data folder. They may come back."


@dataclass(frozen=True, slots=True)
class _Staged:
    """A file, read and keyed, as it will stand in the store."""

    report: FileReport
    import_id: str
    sources: tuple[StoredSource, ...] = ()
    sightings: tuple[Sighting, ...] = field(default=(), repr=False)


def import_file(
    store: Store,
    importers: Sequence[Importer],
    path: Path,
    *,
    owner: Owner = EGO,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
    secret: bytes = b"",
) -> FileReport:
    """Bring one file into a book; a whole book that was exported, into an empty one.

    Args:
        store: The book's store.
        importers: The importers to choose from.
        path: The file.
        owner: The person whose ties the file tells of.
        now: The moment of the import, in UTC.
        dry_run: Work out the report, and save nothing.
        progress: Told how far the work has come.
        secret: What the marks of forgotten people were made with; they are left out.

    Raises:
        UnreadableFileError: the file as a whole cannot be read.
        UnknownFileError: no importer recognises it; names the nearest and what it lacks.
        AmbiguousFileError: two importers claim it equally.
        RefnetError: its owner was forgotten, or it is a whole book and this one is not empty.
    """
    from refnet.ingest.files import open_sources  # here, because answers need no zip
    from refnet.ingest.moving import bring, whole_book

    tell = progress or (lambda file, done, total, phase: None)
    marks = Marks.of(store.setting(FORGOTTEN), secret)
    if marks.place_of(Mention(name=owner.name)):
        raise RefnetError(f"{owner.name} was forgotten in this book.", fix="Bring in files of other people.")
    tell(path.name, 0, 0, "read")
    sources, left_out = open_sources(path)
    if whole := whole_book(sources):
        return bring(store, whole, now=now, dry_run=dry_run)

    def read(source: Source) -> Read:
        return without_forgotten(read_source(choose(importers, source), source, owner=owner, tell=tell), marks)

    if not marks.readable:
        left_out.append(Problem("forgotten-unknown", path.name, _NO_SECRET, rows=0))
    staged = _stage(path, sources, left_out, owner, now, read)
    known = {source.id for source in store.sources()}
    if staged.sources and all(source.id in known for source in staged.sources):
        return replace(staged.report, known=True)

    news: dict[str, Any] = {}

    def work_out() -> Change:
        tell(path.name, staged.report.rows, staged.report.rows, "resolve")
        revision = store.revision()
        records = merged(store.records(), (sighting.record for sighting in staged.sightings))
        view = difference(store, build_view(records, store.decisions()))
        news.update(_news(store, view))
        return Change(
            # A file may come again after its undo: the same work at another revision is another change.
            id=f"{staged.import_id}@{revision}",
            base_revision=revision,
            kind="import",
            at=now,
            sources=staged.sources,
            sightings=staged.sightings,
            view=view,
        )

    if dry_run:
        work_out()
    else:
        commit(store, work_out, lambda: tell(path.name, staged.report.rows, staged.report.rows, "save"))
    return replace(staged.report, **news)


def undo(store: Store, import_id: str, *, now: datetime, dry_run: bool = False) -> StoredSource:
    """Take an import back, as if it had never been; what the owner entered stays.

    Args:
        import_id: The import, or the beginning of its id; "" for the newest.
        now: The moment, in UTC.
        dry_run: Only find the import.

    Returns:
        A source of the import that was undone.

    Raises:
        UnknownSourceError: no such import, or several that begin so.
    """
    imports = {source.import_id: source for source in store.sources() if source.id != OWN_SOURCE}
    if not imports:
        raise UnknownSourceError("There is no import to undo.", fix="See what the book holds: refnet sources")
    fitting = [known for known in imports if known.startswith(import_id)] if import_id else [list(imports)[-1]]
    if len(fitting) != 1:
        what = "There is no import" if not fitting else "Several imports begin with"
        raise UnknownSourceError(f'{what} "{import_id}".', fix=f"There are: {', '.join(imports)}. See: refnet sources")

    def work_out() -> Change:
        revision = store.revision()
        gone = {source.id for source in store.sources() if source.import_id == fitting[0]}
        told = store.said().sightings
        records = {s.record.key: s.record for s in told if s.source_id not in gone}
        view = difference(store, build_view(list(records.values()), store.decisions()))
        return Change(f"undo:{fitting[0]}@{revision}", revision, "undo", now, removed_import=fitting[0], view=view)

    if not dry_run:
        commit(store, work_out)
    return imports[fitting[0]]


def enter(store: Store, records: Sequence[Record], *, now: datetime, settings: dict[str, str] | None = None) -> None:
    """Keep what the owner enters themself: their own record, a note, an event. It is a source of its own.

    Args:
        store: The book's store.
        records: What was entered; each key begins with `OWN_PREFIX`.
        now: The moment, in UTC.
        settings: Named texts to keep with it.
    """

    def work_out() -> Change:
        revision = store.revision()
        before = store.records()
        own = [record for record in before if record.key.startswith(OWN_PREFIX)]
        rest = [record for record in before if not record.key.startswith(OWN_PREFIX)]
        # The owner's source is the oldest one, so its records stand first.
        view = difference(store, build_view([*merged(own, records), *rest], store.decisions()))
        return Change(
            id=f"edit:{digest_of(*(record.key for record in records))}@{revision}",
            base_revision=revision,
            kind="edit" if revision else "new",
            at=now,
            sources=(_own_source(now),),
            sightings=tuple(Sighting(OWN_SOURCE, record) for record in records),
            settings=settings or {},
            view=view,
        )

    commit(store, work_out)


def take_back(store: Store, key: str, *, now: datetime) -> None:
    """Take back one of the owner's own entries, as if it had never been made.

    Raises:
        UnknownSourceError: the owner entered nothing of that key.
    """
    told = store.sightings([key]).get(key, ())
    # What the owner said of themself is no entry to take back: the book would be nobody's
    if not any(seen.source_id == OWN_SOURCE and isinstance(seen.record, EventRecord) for seen in told):
        raise UnknownSourceError("There is no such entry of yours.", fix="See what happened: refnet show NAME")

    def work_out() -> Change:
        revision = store.revision()
        records = [record for record in store.records() if record.key != key]
        view = difference(store, build_view(records, store.decisions()))
        change_id = f"back:{key}@{revision}"
        return Change(change_id, revision, "edit", now, removed_sightings=((OWN_SOURCE, key),), view=view)

    commit(store, work_out)


def decide(
    store: Store, kind: Literal["same", "different"], pairs: Sequence[tuple[str, str]], *, now: datetime
) -> None:
    """Keep the owner's word on pairs of records or mentions: one person, or two. The newest word on a pair counts."""

    def work_out() -> Change:
        revision = store.revision()
        told = store.decisions()
        # A book that was exported holds decisions of the same revision from before: the moment tells them apart.
        made = f"d{revision}-{digest_of(now.isoformat())}"
        new = tuple(Decision(f"{made}-{i}", kind, *sorted(pair)) for i, pair in enumerate(pairs))
        view = difference(store, build_view(store.records(), [*told, *new]))
        change_id = f"decide:{digest_of(*(d.id for d in new))}@{revision}"
        return Change(change_id, revision, "decision", now, decisions=new, view=view)

    commit(store, work_out)


def undecide(store: Store, pairs: Sequence[tuple[str, str]], *, now: datetime) -> None:
    """Take back everything that the owner has said of these pairs, as if it had never been said."""
    gone = {frozenset(pair) for pair in pairs}

    def work_out() -> Change:
        revision = store.revision()
        told = store.decisions()
        away = tuple(d.id for d in told if frozenset((d.first, d.second)) in gone)
        kept = [d for d in told if frozenset((d.first, d.second)) not in gone]
        view = difference(store, build_view(store.records(), kept))
        change_id = f"undecide:{digest_of(*away)}@{revision}"
        return Change(change_id, revision, "decision", now, removed_decisions=away, view=view)

    commit(store, work_out)


def merged(before: Sequence[Record], told: Iterable[Record]) -> list[Record]:
    """Records with those of one more source: a known key takes the new content and keeps its place."""
    found = {record.key: record for record in before}
    found.update((record.key, record) for record in told)
    return list(found.values())


def commit(store: Store, work_out: Callable[[], Change], saving: Callable[[], None] = lambda: None) -> None:
    """Work a change out and commit it; again where somebody else committed one meanwhile."""
    for left in reversed(range(_TRIES)):
        change = work_out()
        saving()
        try:
            store.apply(change)
            return
        except StaleChangeError:
            if not left:
                raise


def _stage(
    path: Path,
    sources: Sequence[Source],
    left_out: list[Problem],
    owner: Owner,
    now: datetime,
    read_one: Callable[[Source], Read],
) -> _Staged:
    zipped = len(sources) != 1 or sources[0].label != path.name
    read: list[Read] = []
    unread: list[RefnetError] = []
    for source in sources:
        try:
            read.append(read_one(source))
        except (UnknownFileError, AmbiguousFileError, UnreadableFileError) as error:
            if not zipped:
                raise
            unread.append(error)
            left_out.append(Problem("file-skipped", source.label, error.message, outcome="skipped", rows=0))
    if not any(member.records or member.used for member in read) and (zipped and not read):
        raise UnknownFileError(
            f"Nothing in {path.name} is a kind of file that refnet reads.",
            fix=unread[0].fix if unread else "Download the export again.",
        )
    import_id = "i" + digest_of(owner.key, *(f"{member.source.label}={member.source.sha256}" for member in read))
    stored = tuple(_stored(member, import_id, owner, now) for member in read)
    sightings = tuple(
        Sighting(source.id, record) for source, member in zip(stored, read, strict=True) for record in member.records
    )
    return _Staged(report_of(path.name, read, left_out, import_id, zipped=zipped), import_id, stored, sightings)


def _stored(member: Read, import_id: str, owner: Owner, now: datetime) -> StoredSource:
    source_id = SourceId("s" + digest_of(owner.key, member.source.label, member.source.sha256))
    counts = {"rows": member.used + rows_of(member.problems, "refused") + rows_of(member.problems, "skipped")}
    counts |= {"used": member.used, "refused": rows_of(member.problems, "refused")}
    counts["skipped"] = rows_of(member.problems, "skipped")
    sha256 = member.source.sha256
    return StoredSource(
        source_id, import_id, member.importer, member.source.label, sha256, owner.key, now, counts, member.problems
    )


def _own_source(now: datetime) -> StoredSource:
    return StoredSource(OWN_SOURCE, OWN_SOURCE, "owner", "your own entries", "", EGO_KEY, now)


def _news(store: Store, view: View) -> dict[str, Any]:
    """How many people and events are new or changed, seen from what the store holds before the change."""
    there = store.people([person.id for person in view.people])
    known = store.events([event.id for event in view.events])
    return {
        "new_people": len(view.people) - len(there),
        "changed_people": len(there),
        "new_events": len(view.events) - len(known),
    }
