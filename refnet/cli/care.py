"""Verbs that keep a book safe: back it up, put a backup back, look whether all is well, forget somebody."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refnet.cli.output import book_option, json_option, opened, say, say_json
from refnet.errors import RefnetError, UnsupportedStoreError

if TYPE_CHECKING:
    from refnet.book import Book
    from refnet.ingest import Forgotten
    from refnet.stores.base import Store
    from refnet.stores.checkup import Finding

_MEGABYTE = 1024 * 1024


@click.command(epilog="Example: refnet backup --rotate", short_help="Copy the book to a file.")
@click.argument("target", metavar="[FILE]", required=False, type=Path)
@click.option("--rotate", is_flag=True, help="Afterwards keep the newest of 7 days and of 4 weeks only.")
@click.option("--dry-run", is_flag=True, help="Say what would be copied, and copy nothing.")
@json_option
@book_option
def backup(target: Path | None, rotate: bool, dry_run: bool, as_json: bool, address: str | None) -> None:
    """Copy the book to a file: beside it with the date in its name, or to FILE. The copy is checked.

    It may be made while the app is open. --rotate looks only at dated copies beside the book.
    """
    from refnet.stores.sqlite_backup import rotate as rotated

    with opened(address) as book:
        place = _file_of(
            book.address, "Make the server's own dump, or copy the book: refnet copy neo4j://... book.refnet"
        )
        if dry_run:
            _would(f"Would copy {place} to {target or 'a file beside it'}.", as_json, {"backup": None, "removed": []})
            return
        made = book.backup(target)
    gone = rotated(place) if rotate else []
    if as_json:
        say_json({"backup": made, "removed": [path.name for path in gone], "dry_run": False})
        return
    say(f"Copied to {made.path}, {made.bytes / _MEGABYTE:.1f} MB, and checked.")
    say(f"sha256 {made.sha256}", indent=2)
    if gone:
        say(f"Removed {len(gone)} older ones.", indent=2)
    say(f"To put it back: refnet restore {made.path}", indent=2)


@click.command(epilog="Example: refnet restore book.refnet.2026-10-31-090000.backup", short_help="Put a backup back.")
@click.argument("source", metavar="FILE", type=Path)
@click.option("--dry-run", is_flag=True, help="Only check the backup.")
@json_option
@book_option
@click.pass_context
def restore(ctx: click.Context, source: Path, dry_run: bool, as_json: bool, address: str | None) -> None:
    """Put a backup in the place of the book. The present book is moved aside, so nothing is lost. Close the app first.

    Whoever was forgotten since the backup was made is forgotten again.
    """
    from refnet.book import default_address
    from refnet.snapshots import drop_cache
    from refnet.stores.sqlite_backup import restore as put_back
    from refnet.stores.sqlite_backup import verify

    otherwise = "Load the server's own dump, or copy the backup into an empty database: refnet copy FILE neo4j://..."
    book = _file_of(address or default_address(), otherwise)
    verify(source)
    if dry_run:
        nothing = {"book": str(book), "aside": None, "forgotten_again": 0}
        _would(f"{source} is whole. It would take the place of {book}.", as_json, nothing)
        return
    marks = _marks_in(book)
    aside = put_back(book, source, now=datetime.now(UTC))
    drop_cache(str(book))
    again, trouble = _forget_again(book, marks)
    if as_json:
        answer = {"book": str(book), "aside": str(aside) if aside else None, "forgotten_again": len(again)}
        say_json({**answer, "dry_run": False})
        _end(ctx, trouble)
        return
    say(f"{book} is as it was in {source.name}.")
    if aside:
        say(f"The book that was there is now {aside}.", indent=2)
    if again:
        say(f"Forgotten again: {len(again)} who had been forgotten since.", indent=2)
    _end(ctx, trouble)


@click.command(epilog="Example: refnet doctor", short_help="See whether the book is sound and safe.")
@json_option
@book_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool, address: str | None) -> None:
    """See whether the book is sound, safe where it is, and backed up. Nothing is changed. Ends with 1 if not."""
    from refnet.book import default_address
    from refnet.stores import file_of

    place = address or default_address()
    if "://" in place:
        with opened(place) as book:
            place, findings = book.address, _of_server(book)
    else:
        findings = _of_file(file_of(place))
    ok = all(finding.ok for finding in findings)
    if as_json:
        say_json({"book": place, "ok": ok, "findings": findings})
    else:
        for finding in findings:
            say(f"{'ok   ' if finding.ok else 'WRONG'} {finding.what}: {finding.text}", bold=not finding.ok)
            if finding.fix:
                say(finding.fix, indent=6)
    if not ok:
        ctx.exit(1)


@click.command(epilog='Example: refnet forget "Dana Okafor" --yes', short_help="Forget somebody for good.")
@click.argument("who")
@click.option("--yes", is_flag=True, help="Really do it: nothing takes it back.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@json_option
@book_option
@click.pass_context
def forget(ctx: click.Context, who: str, yes: bool, dry_run: bool, as_json: bool, address: str | None) -> None:
    """Forget somebody for good: everything about them goes, and no file that is brought in brings them back.

    In what happened between others they are "somebody" from then on. Only you can enter them again.
    """
    from refnet import targets
    from refnet.stores.traces import held_beside

    with opened(address) as book:
        person = book.person(targets.find(book.store, who, kind="person").people[0])
        told = book.forget(person.id, dry_run=not yes or dry_run)
        place = book.address
    done = yes and not dry_run
    held = held_beside(place, person)
    if as_json:
        say_json({"forgotten": told, "done": done, "held_by": held})
    else:
        _show_forgotten(told, held, done=done)
    if not (yes or dry_run):
        say(f"Nothing was changed. If you are sure: refnet forget {person.id} --yes", err=True)
        ctx.exit(1)


def _would(text: str, as_json: bool, answer: dict[str, Any]) -> None:
    """What a verb would do, that was asked only to try."""
    if as_json:
        say_json({**answer, "dry_run": True})
    else:
        say(text)


def _show_forgotten(told: Forgotten, held: list[str], *, done: bool) -> None:
    from refnet.analysis.reasons import counted

    say(f"{'Forgot' if done else 'Would forget'} {told.name}.", bold=True)
    records, events = counted(told.records, "record", "records"), counted(told.events, "event", "events")
    say(f"Gone: {records} and {events}.", indent=2)
    if told.anonymous or told.texts:
        others = counted(told.anonymous, "event", "events"), counted(told.texts, "text", "texts")
        say(f"Somebody in their place: in {' and '.join(others)} of others.", indent=2)
    if held:
        say(f"Still in: {', '.join(held)}. Delete these too, or keep them in a safe place.", indent=2)
    say("Copies elsewhere, and the files that you brought in, are not known to refnet.", indent=2)


def _marks_in(book: Path) -> str:
    """The marks of those whom the present book has forgotten; "" where it cannot be read any more."""
    from refnet.book import open_book
    from refnet.ingest.marks import FORGOTTEN

    with suppress(RefnetError), open_book(book) as present:
        return present.store.setting(FORGOTTEN)
    return ""


def _forget_again(book: Path, marks: str) -> tuple[list[Forgotten], RefnetError | None]:
    """Who was forgotten again, and why nobody could be: by then the backup is in its place."""
    from refnet.book import data_folder, open_book
    from refnet.ingest import forget_again, secret_in

    try:
        with open_book(book) as restored:
            return forget_again(restored.store, marks, secret=secret_in(data_folder()), now=datetime.now(UTC)), None
    except RefnetError as error:
        return [], error


def _end(ctx: click.Context, trouble: RefnetError | None) -> None:
    """End with 1 where a part could not be done, and say which."""
    if trouble:
        say(f"{trouble.message}\n{trouble.fix}", err=True)
        ctx.exit(1)


def _file_of(address: str, otherwise: str) -> Path:
    """The file that a book is kept in.

    Raises:
        UnsupportedStoreError: it is kept elsewhere; on a server, `otherwise` is what to do there.
    """
    from refnet.stores import file_of

    if "://" in address:
        raise UnsupportedStoreError("This book is on a server; it is not a file.", fix=otherwise)
    return file_of(address)


def _of_file(place: Path) -> list[Finding]:
    """What the file shows, and where that can be read, what the opened book shows."""
    from refnet.stores import open_store
    from refnet.stores.checkup import FILE, Finding, checkup

    findings = checkup(place)
    if not all(finding.ok for finding in findings if finding.what in FILE):
        return findings
    try:
        store = open_store(str(place))
    except RefnetError as error:
        return [*findings, Finding("content", False, error.message, error.fix)]
    try:
        return findings + _of_content(store)
    finally:
        store.close()


def _of_server(book: Book) -> list[Finding]:
    """What of a book on a server can be seen from here."""
    from refnet.stores.checkup import Finding

    told = "The server answers. Its disk, and who may read it, are the server's matter."
    copies = "No backup can be seen from here. To make one: refnet copy neo4j://... book.refnet"
    return [Finding("server", True, told), *_of_content(book.store), Finding("backups", True, copies)]


def _of_content(store: Store) -> list[Finding]:
    """What only the opened book shows: whether its view follows from what was said, and its marks can be read."""
    from refnet.book import data_folder
    from refnet.ingest import is_current, secret_in
    from refnet.ingest.marks import FORGOTTEN, Marks
    from refnet.stores.checkup import Finding

    current = is_current(store)
    known = Marks.of(store.setting(FORGOTTEN), secret_in(data_folder())).readable
    follows = "People, events and ties follow from what the files said."
    differs = "People, events or ties are not what the files said."
    found = [Finding("content", current, follows if current else differs, "" if current else "Restore a backup.")]
    if not known:
        text = "Whom you forgot cannot be told here, and files may bring them back: forget.key is missing."
        found.append(Finding("forgotten", False, text, f"Copy forget.key of your other computer to {data_folder()}."))
    return found
