"""Each way in which a book changes: a file comes in, an import is undone, a member enters or decides something.

One file is one import and, unless it comes with others, one change; a zip is one file. Reading and resolving happen
before the store is locked, against its revision, and again if that has moved meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from refnet.errors import (
    AmbiguousFileError,
    RefnetError,
    UnknownFileError,
    UnknownSourceError,
    UnreadableFileError,
)
from refnet.ingest.asking import Reader, forgotten_with, reader_for, remembered_as
from refnet.ingest.marks import FORGOTTEN, Marks, without_forgotten
from refnet.ingest.members import acting, is_own, own_id, own_source, private_id
from refnet.ingest.preview import Decide, preview
from refnet.ingest.reading import Owner, Progress, Read, read_source
from refnet.ingest.report import FileReport, report_of, rows_of
from refnet.ingest.said import decisions_of, members_with_secrets, said_after
from refnet.ingest.workout import WorkedOut, commit, work_out
from refnet.mapping import Mapping
from refnet.model import EventId, PersonId, SourceId
from refnet.records import EventRecord, Importer, Mention, Problem, Record, Source, digest_of
from refnet.spool import batches, room
from refnet.stores.base import NOBODY, Change, Decision, Said, Sighting, Store, StoredSource, View
from refnet.stores.forms import EVENTS, PEOPLE, keys_of
from refnet.stores.sightings import Sightings

EGO: Final = Owner()
_NO_SECRET: Final = "Whom you forgot cannot be told here: forget.key is not in the data folder. They may come back."


@dataclass(frozen=True, slots=True)
class _Staged:
    """A file, read and keyed, as it will stand in the store."""

    report: FileReport
    import_id: str
    sources: tuple[StoredSource, ...]
    sightings: Sightings = field(repr=False)
    readers: tuple[Reader, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Intake:
    """How a file comes in: by whose words, without whom, read by what, for whom."""

    store: Store
    reader_of: Callable[[Source], Reader]
    owner: Owner
    marks: Marks
    now: datetime
    tell: Progress
    private: bool = False

    def read(self, source: Source) -> tuple[Read, Reader]:
        """What a source says of those who were not forgotten, and what read it."""
        reader = self.reader_of(source)
        found = read_source(reader.importer, source, owner=self.owner, tell=self.tell)
        return without_forgotten(replace(found, problems=(*reader.remarks, *found.problems)), self.marks), reader


@room()
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
    private: bool = False,
    mapping: Mapping | None = None,
    accept_guess: bool = False,
    decide: Decide | None = None,
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
        private: For nobody but the member as whom the store is read.
        mapping: Which column of the table is which; it is remembered for the next file with the same headers.
        accept_guess: Take what refnet proposes for a table whose columns nobody has named yet.
        decide: Finds the pairs to decide on that the file brings, for the preview of a dry run; it lists people, too.

    Raises:
        UnreadableFileError: the file as a whole cannot be read.
        UnmappedTableError: its owner has to say which column is which; holds a proposal.
        UnknownFileError: no importer recognises it; names the nearest and what it lacks.
        AmbiguousFileError: two importers claim it equally.
        RefnetError: its owner was forgotten, or it is a whole book and this one is not empty.
    """
    from refnet.ingest.files import open_sources  # here, because answers need no zip
    from refnet.ingest.moving import bring, whole_book

    tell = progress or _silent
    marks = _marks(store, secret, owner)
    tell(path.name, 0, 0, "read")
    sources, left_out = open_sources(path)
    if whole := whole_book(sources):
        return bring(store, whole, now=now, dry_run=dry_run)

    def reader(source: Source) -> Reader:
        return reader_for(store, importers, source, mapping=mapping, accept_guess=accept_guess)

    staged = _stage(path, sources, left_out, _Intake(store, reader, owner, marks, now, tell, private))
    if _is_known(store, staged):
        return replace(staged.report, known=True)

    news: dict[str, Any] = {}
    said_before: list[Said] = []

    def make(said: Said, revision: int) -> Change:
        said_before[:] = [said]
        tell(path.name, staged.report.rows, staged.report.rows, "resolve")
        return Change(
            # A file may come again after its undo: the same work at another revision is another change.
            id=f"{staged.import_id}@{revision}",
            base_revision=revision,
            kind="import",
            at=now,
            sources=staged.sources,
            sightings=staged.sightings,
            settings=remembered_as(staged.readers, staged.import_id, said),
        )

    def look_at(found: WorkedOut) -> None:
        news.update(_news(store, found.news))
        before = said_before.pop()
        after, who = said_after(before, found.change), acting(store)
        listed = decide if dry_run else None
        news["preview"] = preview(store, before, after, staged.sightings, found.news, member=who, decide=listed)

    def saving(found: WorkedOut) -> None:
        look_at(found)
        tell(path.name, staged.report.rows, staged.report.rows, "save")

    if dry_run:
        look_at(work_out(store, make))
    else:
        commit(store, make, saving)
    return replace(staged.report, **news)


def import_files(
    store: Store,
    importers: Sequence[Importer],
    files: Iterable[tuple[Path, Owner, bool]],
    *,
    now: datetime,
    progress: Progress | None = None,
    secret: bytes = b"",
) -> tuple[FileReport, ...]:
    """Bring several files into a book as one change; each is an import of its own, which can be undone alone.

    Who is who is worked out once for all of them, so it takes little longer than for one.

    Args:
        store: The book's store.
        importers: The importers to choose from.
        files: Each with the person whose ties it tells of, and whether it is for the member alone as whom the store
            is read.
        now: The moment of the imports, in UTC.
        progress: Told how far the work has come.
        secret: What the marks of forgotten people were made with; they are left out.

    Returns:
        What became of each file. How many people and events are new is not told: it follows from all together.

    Raises:
        RefnetError: as for `import_file`, or one is a whole book; then none of the files came in.
    """
    from refnet.ingest.files import open_sources
    from refnet.ingest.moving import whole_book

    tell = progress or _silent
    found: list[_Staged] = []
    for path, owner, private in files:
        marks = _marks(store, secret, owner)
        tell(path.name, 0, 0, "read")
        sources, left_out = open_sources(path)
        if whole_book(sources):
            raise RefnetError(f"{path.name} is a whole book.", fix="Bring it in by itself, into an empty book.")
        intake = _Intake(store, partial(reader_for, store, importers), owner, marks, now, tell, private)
        found.append(_stage(path, sources, left_out, intake))
    new = {staged.import_id: staged for staged in found if not _is_known(store, staged)}
    if new:
        sightings = Sightings(dict.fromkeys(source.id for staged in new.values() for source in staged.sources))
        for staged in new.values():
            sightings.tell(staged.sightings.kept())
        tell(found[-1].report.file, 0, 0, "resolve")
        commit(
            store,
            lambda said, revision: Change(
                id=f"{digest_of(*new)}@{revision}",
                base_revision=revision,
                kind="import",
                at=now,
                sources=tuple(source for staged in new.values() for source in staged.sources),
                sightings=sightings,
            ),
        )
    return tuple(replace(staged.report, known=staged.import_id not in new) for staged in found)


def undo(store: Store, import_id: str, *, now: datetime, dry_run: bool = False) -> StoredSource:
    """Take an import back, as if it had never been; what members entered stays.

    Args:
        store: The book's store; what is private to others is not found.
        import_id: The import, or the beginning of its id; "" for the newest.
        now: The moment, in UTC.
        dry_run: Only find the import.

    Returns:
        A source of the import that was undone.

    Raises:
        UnknownSourceError: no such import, or several that begin so.
    """
    imports = {source.import_id: source for source in store.sources() if not is_own(source)}
    if not imports:
        raise UnknownSourceError("There is no import to undo.", fix="See what the book holds: refnet sources")
    fitting = [known for known in imports if known.startswith(import_id)] if import_id else [list(imports)[-1]]
    if len(fitting) != 1:
        what = "There is no import" if not fitting else "Several imports begin with"
        raise UnknownSourceError(f'{what} "{import_id}".', fix=f"There are: {', '.join(imports)}. See: refnet sources")
    if not dry_run:
        commit(
            store,
            lambda said, revision: Change(
                f"undo:{fitting[0]}@{revision}",
                revision,
                "undo",
                now,
                removed_import=fitting[0],
                settings=forgotten_with(fitting[0], said),
            ),
        )
    return imports[fitting[0]]


def enter(
    store: Store,
    records: Sequence[Record],
    *,
    now: datetime,
    settings: dict[str, str] | None = None,
    private: bool = False,
    member: str = "",
) -> None:
    """Keep what a member enters themself: their own record, a note, an event. It is a source of its own.

    Args:
        store: The book's store.
        records: What was entered; each key begins with `OWN_PREFIX`.
        now: The moment, in UTC.
        settings: Named texts to keep with it.
        private: For nobody else.
        member: Whose word it is, by the key of their record; "" for the one as whom the store is read.
    """
    source = own_source(member or acting(store), now, private=private)
    commit(
        store,
        lambda said, revision: Change(
            id=f"edit:{digest_of(*(record.key for record in records))}@{revision}",
            base_revision=revision,
            kind="edit" if revision else "new",
            at=now,
            sources=(source,),
            sightings=tuple(Sighting(source.id, record) for record in records),
            settings=settings or {},
        ),
    )


def take_back(store: Store, key: str, *, now: datetime) -> None:
    """Take back an entry that a member made themself, as if it had never been made.

    Raises:
        UnknownSourceError: the member as whom the store is read entered nothing of that key.
    """
    mine = {own_id(acting(store)), own_id(acting(store), private=True)}
    # What members said of themselves is no entry to take back: the book would be nobody's
    told = [
        (seen.source_id, key)
        for seen in store.sightings([key]).get(key, ())
        if seen.source_id in mine and isinstance(seen.record, EventRecord)
    ]
    if not told:
        raise UnknownSourceError("There is no such entry of yours.", fix="See what happened: refnet show NAME")
    commit(
        store,
        lambda said, revision: Change(f"back:{key}@{revision}", revision, "edit", now, removed_sightings=tuple(told)),
    )


def decide(
    store: Store, kind: Literal["same", "different"], pairs: Sequence[tuple[str, str]], *, now: datetime
) -> None:
    """Keep a member's word on pairs of records or mentions: one person, or two. The newest word on a pair counts.

    A pair of which somebody is private to the member is for the member alone.
    """

    def make(said: Said, revision: int) -> Change:
        # A book that was exported holds decisions of the same revision from before: the moment tells them apart.
        made = f"d{revision}-{digest_of(now.isoformat())}"
        # Whatever is not private to its author is shared again while the change is worked out
        author = acting(store) if members_with_secrets(said) else NOBODY
        new = tuple(Decision(f"{made}-{i}", kind, min(pair), max(pair), author) for i, pair in enumerate(pairs))
        change_id = f"decide:{digest_of(*(d.id for d in new))}@{revision}"
        return Change(change_id, revision, "decision", now, decisions=new)

    commit(store, make)


def undecide(store: Store, pairs: Sequence[tuple[str, str]], *, now: datetime) -> None:
    """Take back all that was said of these pairs, as if it had never been said; what others keep private stays."""
    gone = {frozenset(pair) for pair in pairs}

    def make(said: Said, revision: int) -> Change:
        told = decisions_of(said, member=acting(store))
        away = tuple(d.id for d in told if frozenset((d.first, d.second)) in gone)
        change_id = f"undecide:{digest_of(*away)}@{revision}"
        return Change(change_id, revision, "decision", now, removed_decisions=away)

    commit(store, make)


def _silent(file: str, done: int, total: int, phase: str) -> None:
    """Progress that nobody asked for."""


def _marks(store: Store, secret: bytes, owner: Owner) -> Marks:
    """Who was forgotten in a book.

    Raises:
        RefnetError: the owner of a file was.
    """
    marks = Marks.of(store.setting(FORGOTTEN), secret)
    if marks.place_of(Mention(name=owner.name)):
        raise RefnetError(f"{owner.name} was forgotten in this book.", fix="Bring in files of other people.")
    return marks


def _is_known(store: Store, staged: _Staged) -> bool:
    """Whether a book holds this very file already."""
    known = {source.id for source in store.sources()}
    return bool(staged.sources) and all(source.id in known for source in staged.sources)


def _stage(path: Path, sources: list[Source], left_out: list[Problem], intake: _Intake) -> _Staged:
    """The sources of a file, read; afterwards they are let go."""
    from refnet.ingest.files import let_go

    if not intake.marks.readable:
        left_out.append(Problem("forgotten-unknown", path.name, _NO_SECRET, rows=0))
    zipped = len(sources) != 1 or sources[0].label != path.name
    read: list[Read] = []
    readers: list[Reader] = []
    unread: list[RefnetError] = []
    for source in sources:
        try:
            found, reader = intake.read(source)
        except (UnknownFileError, AmbiguousFileError, UnreadableFileError) as error:
            if not zipped:
                raise
            unread.append(error)
            left_out.append(Problem("file-skipped", source.label, error.message, outcome="skipped", rows=0))
        else:
            read.append(found)
            readers.append(reader)
    if not any(len(member.records) or member.used for member in read) and (zipped and not read):
        raise UnknownFileError(
            f"Nothing in {path.name} is a kind of file that refnet reads.",
            fix=unread[0].fix if unread else "Download the export again.",
        )
    member = acting(intake.store)
    # Kept to oneself it is another import than the same file for all, and than that of another member
    alone = (member,) if intake.private else ()
    told = (f"{one.source.label}={one.source.sha256}" for one in read)
    import_id = "i" + digest_of(intake.owner.key, *alone, *told)
    stored = tuple(_stored(one, import_id, intake.owner, intake.now, member, intake.private) for one in read)
    sightings = Sightings(dict.fromkeys(source.id for source in stored))
    for source_id, one in zip((source.id for source in stored), read, strict=True):
        sightings.tell((source_id, *kept, False) for kept in one.records.kept())
    report = report_of(path.name, read, left_out, import_id, zipped=zipped)
    let_go(sources)
    return _Staged(report, import_id, stored, sightings, tuple(readers))


def _stored(read: Read, import_id: str, owner: Owner, now: datetime, member: str, private: bool) -> StoredSource:
    label, sha256, problems = read.source.label, read.source.sha256, read.problems
    alone = (member,) if private else ()
    source_id = SourceId("s" + digest_of(owner.key, *alone, label, sha256))
    refused, skipped = rows_of(problems, "refused"), rows_of(problems, "skipped")
    counts = {"rows": read.used + refused + skipped, "used": read.used, "refused": refused, "skipped": skipped}
    return StoredSource(
        private_id(source_id) if private else source_id,
        import_id,
        read.importer,
        label,
        sha256,
        owner.key,
        now,
        counts,
        problems,
        member,
        private,
    )


def _news(store: Store, view: View) -> dict[str, Any]:
    """How many people and events are new or changed, seen from what the store holds before the change."""
    there = sum(len(store.people(map(PersonId, some))) for some in batches(keys_of(view.people, PEOPLE)))
    known = sum(len(store.events(map(EventId, some))) for some in batches(keys_of(view.events, EVENTS)))
    return {
        "new_people": len(view.people) - there,
        "changed_people": there,
        "new_events": len(view.events) - known,
    }
