"""Verbs about files: make a book, bring files in, see them, take one back."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refnet.cli.output import (
    book_option,
    complain,
    force_option,
    json_option,
    opened,
    plain,
    private_option,
    say,
    say_json,
    table,
)
from refnet.errors import BookNotFoundError, ForeignBookError, RefnetError, UnknownSourceError
from refnet.text import ONLY_YOU

if TYPE_CHECKING:
    from refnet.ingest import FileReport, Progress
    from refnet.mapping import Mapping

_INTERRUPTED = 130
"""Exit code of a command that ctrl-C ended, as shells have it."""


@click.command(
    epilog='Example: refnet new --me "Dana Okafor" --email dana@example.com',
    short_help="Make a book: yours, or the sample firm's.",
)
@click.option("--me", metavar="NAME", help="Your name: the book is yours.")
@click.option("--email", "emails", metavar="ADDRESS", multiple=True, help="Your own address; several are possible.")
@click.option("--sample", is_flag=True, help="An invented firm with four years of events, to look around in.")
@click.option("--dry-run", is_flag=True, help="Say what would be made, and make nothing.")
@book_option
def new(me: str | None, emails: tuple[str, ...], sample: bool, dry_run: bool, address: str | None) -> None:
    """Make a new book. Say who you are, so that refnet knows where routes begin."""
    from refnet.book import default_address, new_book
    from refnet.stores import is_file
    from refnet.stores.places import risk_of

    place = address or default_address()
    if sample == bool(me and me.strip()):
        raise click.UsageError('Say whose book it is (--me "Your Name"), or --sample for the invented firm.')
    _refuse_taken(place)
    if dry_run:
        say(f"Would make {place} for {'the invented firm' if sample else me}.")
        return
    now = datetime.now(UTC)
    again = f" --book {address}" if address else ""
    if sample:
        _make_sample(place, now)
        say(f"Made {place} with the invented firm. Next: refnet app{again}")
    else:
        new_book(place, me or "", emails, now=now).close()
        say(f"Made {place} for {me}. Next: refnet import FILE...{again}")
    if risk := is_file(place) and risk_of(Path(place)):
        say(f"{risk} Better keep it elsewhere: refnet new --book FOLDER/book.refnet", err=True)


@click.command(
    "import",
    epilog="Example: refnet import Connections.csv contacts.csv",
    short_help="Bring files in.",
)
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=Path)
@click.option("--of", metavar="PERSON", default="", help="Whose files they are, if not yours: a team-mate's name.")
@private_option
@click.option("--dry-run", is_flag=True, help="Check the files and report, and keep nothing.")
@click.option(
    "--map",
    "map_files",
    metavar="FILE",
    type=Path,
    multiple=True,
    help="Read the table by this mapping of its columns. Several: one for each file in turn, - for none.",
)
@click.option("--accept-guess", is_flag=True, help="Take what refnet proposes for a table that no importer knows.")
@click.option("--show-guess", is_flag=True, help="Print how refnet would read a table, as a mapping to correct.")
@click.option("--rejects", metavar="OUT.csv", type=Path, help="Write the refused rows there, to correct and import.")
@click.option("--rows", metavar="OUT.csv", type=Path, help="Write every remark there, with line, record and column.")
@force_option
@click.option("--limit", type=click.IntRange(1), help="How many entries of a list; 20 in a terminal, all as JSON.")
@click.option("--progress-json", is_flag=True, help="Tell the progress on stderr as lines of JSON (the app uses it).")
@json_option
@book_option
@click.pass_context
def import_(
    ctx: click.Context,
    paths: tuple[Path, ...],
    of: str,
    private: bool,
    dry_run: bool,
    map_files: tuple[Path, ...],
    accept_guess: bool,
    show_guess: bool,
    rejects: Path | None,
    rows: Path | None,
    force: bool,
    limit: int | None,
    progress_json: bool,
    as_json: bool,
    address: str | None,
) -> None:
    """Bring files in: exports of other programs, tables in refnet's own columns, and any other table of people.

    The kind of a file is found by looking inside. For a table that refnet does not know it proposes which column is
    which, and brings nothing in before you have said so. Each file is one import, which `refnet undo` takes back. A
    whole book that `refnet export` wrote goes into a new book.
    """
    from refnet.cli import report as reporting

    mappings = _mappings(map_files, len(paths))
    if show_guess:
        _show_guess(paths, mappings[0], address, as_json=as_json)
        return
    for place in (rejects, rows):
        reporting.refuse_taken(place, force=force)
    reports: list[tuple[FileReport, RefnetError | None]] = []
    with opened(address) as book:
        try:
            for path, mapping in zip(paths, mappings, strict=True):
                with _progress(path.name, progress_json) as progress:
                    bring = partial(book.import_file, path, of=of, private=private, dry_run=dry_run, progress=progress)
                    reports.append(_import(path, partial(bring, mapping=mapping, accept_guess=accept_guess)))
        except KeyboardInterrupt:
            _stopped([report for report, error in reports if not error], dry_run=dry_run)
            ctx.exit(_INTERRUPTED)
        # A file of somebody whom the others do not know is private, asked for or not
        apart = {source.import_id for source in book.sources() if source.private}
    if rows:
        reporting.write_lines(rows, [report for report, _ in reports], force=force)
    refused = reporting.write_rejects(rejects, [report for report, _ in reports], force=force) if rejects else []
    if as_json:
        files = [reporting.json_of(report, limit) | _asked(error) for report, error in reports]
        say_json({"files": files, "rejects": refused})
    for report, error in reports:
        alone = private or report.import_id in apart
        _tell(ctx, report, error, private=alone, dry_run=dry_run, limit=limit, as_json=as_json)
    if rejects and not as_json:
        reporting.show_rejects(refused, sum(report.refused for report, _ in reports))
    if any(error for _, error in reports):
        ctx.exit(1)


@click.command(epilog="Example: refnet sources", short_help="See the files that were brought in.")
@click.argument("import_id", metavar="[IMPORT]", required=False, default="")
@json_option
@book_option
def sources(import_id: str, as_json: bool, address: str | None) -> None:
    """See every import with its id and its rows; with an id, also each remark on a row."""
    with opened(address) as book:
        every = book.sources()
    found = [source for source in every if source.import_id.startswith(import_id)]
    if import_id and not found:
        raise UnknownSourceError(f'There is no import "{import_id}".', fix="See what the book holds: refnet sources")
    if as_json:
        say_json({"sources": plain(found)})
        return
    if not found:
        say("No file has been brought in yet. Begin with: refnet import FILE...")
        return
    table(
        [
            (
                s.import_id,
                f"{s.imported_at.astimezone():%Y-%m-%d %H:%M}",
                f"{s.label} {ONLY_YOU}" if s.private else s.label,
                s.importer,
                *(str(s.counts.get(name, 0)) for name in ("rows", "used", "refused", "skipped")),
            )
            for s in found
        ],
        ("import", "when", "file", "read as", "rows", "used", "refused", "skipped"),
    )
    if import_id:
        for source in found:
            for problem in source.problems:
                say(f"{source.label}, {problem.locator}: {problem.message}")


@click.command(epilog="Example: refnet undo", short_help="Take an import back.")
@click.argument("import_id", metavar="[IMPORT]", required=False, default="")
@click.option("--dry-run", is_flag=True, help="Say what would be taken back, and change nothing.")
@json_option
@book_option
def undo(import_id: str, dry_run: bool, as_json: bool, address: str | None) -> None:
    """Take an import back, the newest by default, as if it had never been. What you entered yourself stays."""
    with opened(address) as book:
        taken = book.undo(import_id, dry_run=dry_run)
        counts = book.counts()
    if as_json:
        say_json({"undone": taken.import_id, "file": _file_of(taken.label), "dry_run": dry_run, "counts": counts})
        return
    done = "Would take back" if dry_run else "Took back"
    say(f"{done} {taken.import_id}, {_file_of(taken.label)}.")
    if not dry_run:
        say(f"The book now holds {counts['people']} people and {counts['events']} events.")


def _refuse_taken(place: str) -> None:
    """What making a book there would say, when something is there already."""
    from refnet.stores import open_store

    elsewhere = "Choose another place: --book FILE"
    try:
        open_store(place).close()
    except BookNotFoundError:
        return
    except ForeignBookError:
        raise RefnetError(f"There is something at {place} already.", fix=elsewhere) from None
    join = f"To join it: refnet members --add NAME --book {place}, then set REFNET_MEMBER=NAME"
    raise RefnetError(f"There is a book at {place} already.", fix=f"{join}. Or choose another place: --book FILE")


def _mappings(files: tuple[Path, ...], count: int) -> list[Mapping | None]:
    """The mapping for each file in turn: the only one for all, None where there is none."""
    from refnet.cli.guess import read_mapping

    if len(files) not in (0, 1, count):
        raise click.UsageError("Give one --map for all files, or one for each; --map - where a file needs none.")
    read = [None if str(file) == "-" else read_mapping(file) for file in files]
    return read if len(read) == count else (read or [None]) * count


def _tell(
    ctx: click.Context,
    report: FileReport,
    error: RefnetError | None,
    *,
    private: bool,
    dry_run: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """What became of one file, or went wrong with it; beside JSON only the errors."""
    from refnet.cli.guess import show as show_proposal
    from refnet.cli.report import show
    from refnet.mapping import UnmappedTableError

    if error and as_json:
        say(f"{error.message}\n{error.fix}", err=True)
    elif error:
        if isinstance(error, UnmappedTableError):
            show_proposal(error.proposal)
        complain(ctx, error)
    elif not as_json:
        show(report, private=private, dry_run=dry_run, limit=limit)


def _stopped(done: list[FileReport], *, dry_run: bool) -> None:
    """What ctrl-C left of an import: files are in the book whole, or not at all."""
    say("Stopped. The file that was being read is as if it had never been named.", err=True)
    for report in done if not dry_run else ():
        say(f"{report.file} came in before. To take it back: refnet undo {report.import_id}", err=True)


def _show_guess(paths: tuple[Path, ...], mapping: Mapping | None, address: str | None, *, as_json: bool) -> None:
    """The mapping of one table, to be corrected and given back; as JSON of an answer, the whole proposal."""
    from refnet.cli.guess import json_of

    if len(paths) != 1:
        raise click.UsageError("--show-guess looks at one file at a time.")
    with opened(address) as book:
        proposal = book.propose(paths[0], mapping=mapping)
    say_json({"proposal": json_of(proposal)} if as_json else plain(proposal.mapping))


def _asked(error: RefnetError | None) -> dict[str, Any]:
    """What has to be answered before a file comes in, for the JSON of its report."""
    from refnet.cli.guess import json_of
    from refnet.mapping import UnmappedTableError

    return {"verdict": "ask", "proposal": json_of(error.proposal)} if isinstance(error, UnmappedTableError) else {}


def _import(path: Path, bring: Callable[[], FileReport]) -> tuple[FileReport, RefnetError | None]:
    from refnet.ingest.report import refusal_of

    try:
        return bring(), None
    except RefnetError as error:
        return refusal_of(path.name, error), error


def _file_of(label: str) -> str:
    return label.split("!")[0]


@contextmanager
def _progress(name: str, as_json: bool) -> Iterator[Progress]:
    """Tells how far an import has come: lines of JSON for a program, a bar for a person who watches."""
    if as_json:
        yield lambda file, done, total, phase: click.echo(
            json.dumps({"file": file, "done": done, "total": total, "phase": phase}), err=True
        )
        return
    if not sys.stderr.isatty():
        yield lambda file, done, total, phase: None
        return
    yield _line
    click.echo("\r\033[K", nl=False, err=True)


def _line(file: str, done: int, total: int, phase: str) -> None:
    from refnet.text import for_terminal

    doing = {"read": "reading", "resolve": "finding out who is who", "save": "saving"}[phase]
    rows = f" {done:,} rows" if done else ""
    click.echo(f"\r\033[K{for_terminal(file)}: {doing}{rows}", nl=False, err=True)


def _make_sample(place: str, now: datetime) -> None:
    """The sample's files through the importers, as an owner would bring them in."""
    from refnet.book import new_book

    folder = sample_folder()
    plan = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    settings = {"sample": "yes", "story_day": plan["as_of"]}
    with new_book(place, plan["me"]["name"], plan["me"]["emails"], now=now, settings=settings) as book:
        files = [(folder / file["file"], file["of"] or "") for file in plan["files"]]
        mine = list(takewhile(lambda file: not file[1], files))
        with _progress("the sample", False) as progress:
            # Who the others are stands in the owner's own files
            book.import_files(mine, now=now, progress=progress)
            book.import_files(files[len(mine) :], now=now, progress=progress)


def sample_folder() -> Path:
    """Where the sample's files are installed."""
    from importlib.resources import files

    return Path(str(files("sample_data"))) / "files"
