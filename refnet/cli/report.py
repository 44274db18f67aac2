"""What became of files, or would: as text, as JSON, and as tables of remarks and of refused rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from refnet.cli.output import Streamed, plain, say

if TYPE_CHECKING:
    from refnet.ingest import FileReport
    from refnet.ingest.preview import Preview, ToDecide, Told
    from refnet.ingest.rejects import ReportLine
    from refnet.records import Problem

_HasOutcome = TypeVar("_HasOutcome", "Told", "Problem", "ReportLine")

_COUNTS: Final = (
    ("people", "person", "people"),
    ("organizations", "organization", "organizations"),
    ("interactions", "interaction", "interactions"),
    ("introductions", "introduction", "introductions"),
    ("referrals", "referral", "referrals"),
    ("relations", "stated relation", "stated relations"),
)
_OUTCOMES: Final = ("refused", "skipped", "noted")
_SHOWN: Final = 20
_WHOLE: Final = "--json shows all"
_IN_JSON: Final = (
    "file importer rows used refused skipped people organizations emails phones interactions introductions referrals "
    "relations import_id known new_people changed_people new_events"
).split()


def show(report: FileReport, *, private: bool, dry_run: bool, limit: int | None) -> None:
    """A report as text; of a dry run also what becomes of the people of whom the file tells. `limit` as `json_of`."""
    if report.known:
        say(f"{report.file}: this very file is in the book already; nothing has changed.")
        return
    what = ", ".join(
        f"{count:,} {one if count == 1 else many}" for name, one, many in _COUNTS if (count := getattr(report, name))
    )
    say(f"{report.file}: {what or 'nobody is in it'} (read as {report.importer})", bold=True)
    if private:
        say(
            f"{'It would be for' if dry_run else 'It is for'} you alone: no other member of the book sees it.", indent=2
        )
    rows = f"{report.rows:,} rows = {report.used:,} used + {report.refused:,} refused + {report.skipped:,} skipped"
    say(f"{rows}.", indent=2)
    news = f"{report.new_people:,} people new, {report.changed_people:,} changed, {report.new_events:,} events new"
    say(f"{'Would bring' if dry_run else 'Brought'} {news}.", indent=2)
    if report.preview:
        _show_preview(report.preview, limit or _SHOWN)
    _show_problems(report, limit or _SHOWN, dry_run=dry_run)
    if not dry_run and report.import_id:
        say(f"To take it back: refnet undo {report.import_id}", indent=2)


def json_of(report: FileReport, limit: int | None) -> dict[str, Any]:
    """A report for `say_json`, with so many entries at most of each outcome; None for every list as a whole.

    How many there are in all is said beside them: "remarks" by outcome, and the "counts" and "to_decide" of a preview.
    """
    found = {name: getattr(report, name) for name in _IN_JSON}
    found["remarks"] = dict.fromkeys(_OUTCOMES, 0) | Counter(problem.outcome for problem in report.problems)
    found["problems"] = Streamed(_first(report.problems, limit))
    found["lines"] = Streamed(_first(report.lines, limit))
    found["preview"] = report.preview and _preview_json(report.preview, limit)
    if report.members:
        found["members"] = [json_of(member, limit) for member in report.members]
    if report.error:
        found["error"] = {"code": report.error_code, "message": report.error, "fix": report.fix}
    return found


def refuse_taken(path: Path | None, *, force: bool) -> None:
    """Complain before any work about a place that is taken; for `None` there is nothing to say."""
    from refnet.export import saving

    if path:
        saving.refuse_taken(path, force=force)


def write_lines(path: Path, reports: Iterable[FileReport], *, force: bool) -> None:
    """Every remark on the files with its place, as CSV.

    Raises:
        RefnetError: the file cannot be written.
    """
    from refnet.export.cells import Table, as_csv
    from refnet.export.saving import save
    from refnet.ingest.rejects import ReportLine

    header = tuple(field.name for field in fields(ReportLine))
    lines = (tuple(_text(getattr(line, name)) for name in header) for report in reports for line in report.lines)
    save(path, as_csv(Table("remarks", header, tuple(lines))), force=force)


def write_rejects(path: Path, reports: Sequence[FileReport], *, force: bool) -> list[dict[str, Any]]:
    """The refused rows with what they need to be corrected, as CSV: a file for each table that has any.

    Args:
        path: Of the first; those of more tables get a number: "refused-2.csv".
        reports: What became of the files.
        force: Replace what is there.

    Returns:
        Of each file written the table it is of ("of"), its place ("path") and how many rows are in it ("rows").

    Raises:
        RefnetError: a file cannot be written.
    """
    from refnet.export.cells import Table, as_csv, exact_cell
    from refnet.export.saving import save

    written: list[dict[str, Any]] = []
    for number, rejected in enumerate((table for report in reports for table in report.rejected), 1):
        place = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        header, *rows = rejected.table()
        save(place, as_csv(Table("refused", header, tuple(rows)), write=exact_cell), force=force)
        written.append({"of": rejected.file, "path": str(place), "rows": len(rejected.rows)})
    return written


def show_rejects(written: Sequence[dict[str, Any]], refused: int) -> None:
    """Where the refused rows are, and how many of all that was refused are not among them."""
    for table in written:
        rows = "1 refused row" if table["rows"] == 1 else f"{table['rows']:,} refused rows"
        say(f"{table['path']}: {rows} of {table['of']}, to correct and to import.")
    if not refused:
        say("Nothing was refused, so there is nothing to correct.")
    elif left := refused - sum(table["rows"] for table in written):
        say(f"{left:,} of what was refused is no row of a table, and has to be corrected where it comes from.")


def _preview_json(preview: Preview, limit: int | None) -> dict[str, Any]:
    people, decide = Streamed(_first(preview.people, limit)), plain(preview.decide[:limit])
    lists = {"people": people, "decide": decide, "to_decide": len(preview.decide)}
    return {**plain(replace(preview, people=(), decide=())), **lists}


def _first(values: Iterable[_HasOutcome], limit: int | None) -> Callable[[], Iterator[_HasOutcome]]:
    """Goes through the first so many values of each outcome, as they come; all where there is no limit."""

    def first() -> Iterator[_HasOutcome]:
        seen: Counter[str] = Counter()
        for value in values:
            seen[value.outcome] += 1
            if limit is None or seen[value.outcome] <= limit:
                yield value

    return first


def _show_preview(preview: Preview, limit: int) -> None:
    counts = preview.counts
    for earlier in preview.earlier:
        day = f"{earlier.imported_at.astimezone():%Y-%m-%d}"
        news = f"{earlier.new:,} new, {earlier.changed:,} changed, {earlier.gone:,} gone from it"
        say(f"Same export as {earlier.file} of {day}, newer: {news} (what is gone stays in the book).", indent=2)
    say(
        f"People it has rows of: {counts['new']:,} new, {counts['merged']:,} merged with somebody who was there, "
        f"{counts['changed']:,} changed, {counts['unchanged']:,} unchanged.",
        indent=2,
    )
    for outcome, title in (("new", "New"), ("merged", "Merged with somebody who was there"), ("changed", "Changed")):
        found = (list(_lines_of(told)) for told in preview.people if told.outcome == outcome)
        _section(title, found, counts[outcome] if preview.people else 0, limit)
    pairs = (
        [f"{' and '.join(_both(pair))}: {pair.word.lower()} one person ({_places(pair.places)})"]
        for pair in preview.decide
    )
    _section("To decide, later: refnet review", pairs, len(preview.decide), limit)
    if preview.decide_later:
        say("The book is too large to look for pairs to decide on now. Once it is in: refnet review", indent=2)


def _both(pair: ToDecide) -> Iterator[str]:
    """The two as they can be told apart: often they have one name."""
    for name, headline in zip(pair.names, pair.headlines, strict=True):
        yield f"{name} ({headline})" if headline else name


def _section(title: str, entries: Iterable[Sequence[str]], count: int, limit: int) -> None:
    """The first of so many entries, each with the lines below it."""
    if not count:
        return
    say(f"{title} ({count:,}):", indent=2)
    for first, *more in islice(entries, limit):
        say(first, indent=4)
        for line in more:
            say(line, indent=6)
    if count > limit:
        say(f"and {count - limit:,} more; {_WHOLE}", indent=4)


def _lines_of(told: Told) -> Iterator[str]:
    yield f"{told.name} ({_places(told.places)}){f'. {told.why}' if told.why else ''}"
    for differs in told.differences:
        old, new = ", ".join(differs.old), ", ".join(differs.new)
        yield (
            f"{differs.kind}: {old} -> {new}" if old and new else f"{differs.kind}: {'-' if old else '+'} {old or new}"
        )


def _places(places: Sequence[str]) -> str:
    shown = ", ".join(places[:3])
    return f"{shown} and {len(places) - 3} more" if len(places) > 3 else shown


def _show_problems(report: FileReport, limit: int, *, dry_run: bool) -> None:
    problems = sorted(report.problems, key=lambda problem: _OUTCOMES.index(problem.outcome))
    for problem in problems[:limit]:
        outcome = f"{problem.outcome}: " if problem.outcome != "noted" else ""
        say(f"{problem.locator}: {outcome}{problem.message}", indent=2, err=True)
    if len(problems) > limit:
        where = f"{_WHOLE}." if dry_run else f"refnet sources {report.import_id}"
        say(f"{len(problems) - limit} more remarks{'; ' if dry_run else ': '}{where}", indent=2, err=True)


def _text(value: object) -> str:
    return "" if value is None else str(value)
