"""A whole book that was exported, brought into an empty one: the same answers, in another place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

import msgspec

from refnet.errors import RefnetError, UnreadableFileError
from refnet.ingest.marks import FORGOTTEN
from refnet.ingest.reading import EGO_KEY, Read
from refnet.ingest.report import FileReport, report_of
from refnet.ingest.workout import commit, work_out
from refnet.records import Source
from refnet.stores import archive
from refnet.stores.base import EVERYONE, Change, Said, Store
from refnet.stores.sightings import records_in

READ_AS: Final = "refnet.book"
"""What a report calls such a file, where others have the name of an importer."""


def whole_book(sources: list[Source]) -> Source | None:
    """The exported book among the sources of one file; None when there is none."""
    members = (s for s in sources if len(sources) == 1 or s.label.endswith(f"!{archive.MEMBER}"))
    return next((source for source in members if archive.is_book(source.content)), None)


def bring(store: Store, source: Source, *, now: datetime, dry_run: bool = False) -> FileReport:
    """Bring an exported book into a book in which nothing is but its owner.

    Sources keep their ids, times and places, so that each import can be undone as before. The same book again changes
    nothing.

    Raises:
        UnreadableFileError: the file is damaged, or newer than this refnet.
        RefnetError: there is something else in the book.
    """
    said = _said(source)
    records = records_in(seen.record for seen in said.sightings)
    report = report_of(source.path.name, [Read(source, READ_AS, records, (), len(records))], (), "", zipped=False)
    here = store.said(member=EVERYONE)
    if here == said:
        return replace(report, known=True)
    # Marks of forgotten people count: the book that comes could hold those people.
    if here.decisions or here.settings.get(FORGOTTEN) or any(s.record.key != EGO_KEY for s in here.sightings):
        raise RefnetError(
            f"{source.path.name} is a whole book, and there is something in this one.",
            fix="Bring it into a new one: refnet new --me NAME --book NEW.refnet, then refnet import FILE --book "
            "NEW.refnet",
        )

    def make(here: Said, revision: int) -> Change:
        return Change(
            id=f"book@{revision}",
            base_revision=revision,
            kind="import",
            at=now,
            sources=said.sources,
            sightings=said.sightings,
            decisions=said.decisions,
            settings={**dict.fromkeys(here.settings, ""), **said.settings},
        )

    news = work_out(store, make).news if dry_run else commit(store, make)
    return replace(report, new_people=len(news.people), new_events=len(news.events))


def _said(source: Source) -> Said:
    said = archive.from_json(source.content, source.path.name)
    try:
        if day := said.settings.get("story_day"):
            date.fromisoformat(day)
        msgspec.json.decode(said.settings.get(FORGOTTEN) or "{}", type=dict[str, str])
    except (ValueError, msgspec.DecodeError) as error:
        raise UnreadableFileError(
            f"{source.path.name} is a damaged book: its settings cannot be read.", fix="Export it again."
        ) from error
    return said
