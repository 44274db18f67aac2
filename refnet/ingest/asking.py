"""Which importer reads a file; of a table that none knows, what its owner said of it, or has to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from refnet.errors import RefnetError, UnknownFileError
from refnet.ingest.reading import NearMissError, choose
from refnet.mapping import SETTING, ColumnGuess, Mapping, Proposal, UnmappedTableError
from refnet.records import Importer, Problem, Source
from refnet.stores.base import Said, Store

_TEMPLATE: Final = "template.contacts"


@dataclass(frozen=True, slots=True)
class Kept:
    """A mapping as a book remembers it, with the import by which its owner accepted it."""

    import_id: str
    mapping: Mapping


@dataclass(frozen=True, slots=True)
class Reader:
    """The importer for a source; for one read by a mapping also that, what to remember it by, and a remark on it."""

    importer: Importer
    mapping: Mapping | None = None
    fingerprint: str = ""
    remarks: tuple[Problem, ...] = ()


def reader_for(
    store: Store,
    importers: Sequence[Importer],
    source: Source,
    *,
    mapping: Mapping | None = None,
    accept_guess: bool = False,
) -> Reader:
    """Who reads a source. Named importers go first, then what is remembered, then what refnet would guess.

    Args:
        store: The book's store, in which accepted mappings are remembered.
        importers: The importers to choose from.
        source: The file.
        mapping: What its owner says of its columns: then that counts, whatever importer would claim it.
        accept_guess: Take the proposal where one is needed.

    Raises:
        UnmappedTableError: its owner has to say which column is which; holds a proposal.
        UnknownFileError, AmbiguousFileError, UnreadableFileError: nothing reads it.
        RefnetError: the mapping is not right.
    """
    if mapping:
        return _mapped(source, mapping)
    named = _named(importers, source)
    if isinstance(named, Importer) and named.name != _TEMPLATE:
        return Reader(named)
    if kept := _remembered(store, source):
        return replace(_mapped(source, kept.mapping), remarks=(_said_before(kept),))
    return _guessed(source, named, accept=accept_guess)


def propose(store: Store, path: Path, mapping: Mapping | None = None, *, columns_too: bool = True) -> Proposal:
    """How refnet would read a table: as its owner says, as they said of one with these headers, else by a guess.

    Without `columns_too` only the header row, kind and encoding of the mapping are their word, and the columns a guess.

    Raises:
        UnknownFileError: it is no table, or none of people.
        UnreadableFileError: the file as a whole cannot be read, or the columns of the mapping are not there.
        RefnetError: the mapping is not right, or the file is a zip of several.
    """
    from importers import guess, mapped
    from refnet.ingest.files import open_sources

    sources, _ = open_sources(path)
    if len(sources) != 1:
        raise RefnetError(f"{path.name} holds several files.", fix="Unpack it, and look at the tables one by one.")
    source = sources[0]
    if mapping and not columns_too:
        return guess.propose_like(source, mapping)
    if mapping:
        mapped.check(mapping)
        return _as_said(source, mapping, "you say so")
    if kept := _remembered(store, source):
        return _as_said(source, kept.mapping, "you said so of a file with these headers", remembered=True)
    return guess.propose(source)


def _as_said(source: Source, mapping: Mapping, reason: str, *, remembered: bool = False) -> Proposal:
    """A mapping that is the owner's word, as a proposal shows it."""
    from importers import guess, mapped

    titles = mapped.titles_of(source, mapping)
    examples = mapped.examples_of(source, mapping)
    guesses = [
        ColumnGuess(title or column.header, column.field, 1.0, reason if column.field else "left alone", of)
        for title, column, of in zip(titles, mapping.columns, examples, strict=True)
    ]
    return guess.proposal(source, mapping, guesses, remembered=remembered)


def remembered_as(read: Sequence[Reader], import_id: str, said: Said) -> dict[str, str]:
    """The settings that keep the mappings of an import, so that the next file of that kind needs no question."""
    found = {}
    for reader in read:
        name = f"{SETTING}{reader.fingerprint}"
        if reader.mapping and reader.fingerprint and not reader.remarks:
            before = _kept(said.settings.get(name, ""))
            if before is None or before.mapping != reader.mapping:
                found[name] = msgspec.json.encode(Kept(import_id, reader.mapping)).decode()
    return found


def forgotten_with(import_id: str, said: Said) -> dict[str, str]:
    """The settings by which the mappings go that came with an import."""
    own = ((name, _kept(text)) for name, text in said.settings.items() if name.startswith(SETTING))
    return {name: "" for name, kept in own if kept and kept.import_id == import_id}


def _named(importers: Sequence[Importer], source: Source) -> Importer | UnknownFileError:
    try:
        return choose(importers, source)
    except UnknownFileError as error:
        return error


def _guessed(source: Source, named: Importer | UnknownFileError, *, accept: bool) -> Reader:
    """Our own template, where the table has nothing beyond it; else a guess, for its owner to accept."""
    from importers import guess

    try:
        mapping, guesses = guess.look(source)
    except RefnetError:
        if isinstance(named, Importer):
            return Reader(named)
        if isinstance(named, NearMissError):
            raise named from None
        raise
    if isinstance(named, Importer) and not guess.is_beyond_template(mapping, guesses):
        return Reader(named)
    if not accept:
        raise UnmappedTableError(guess.proposal(source, mapping, guesses))
    return _mapped(source, mapping)


def _mapped(source: Source, mapping: Mapping) -> Reader:
    from importers import mapped

    mapped.check(mapping)
    return Reader(mapped.MappedTable(mapping), mapping, mapped.fingerprint_of(source, mapping))


def _remembered(store: Store, source: Source) -> Kept | None:
    """What was said of a table with the same headers, if the columns are all there."""
    from importers import guess

    seen = dict.fromkeys(guess.fingerprints(source))
    return next((kept for known in seen if (kept := _kept(store.setting(f"{SETTING}{known}")))), None)


def _kept(text: str) -> Kept | None:
    try:
        return msgspec.json.decode(text, type=Kept) if text else None
    except msgspec.DecodeError:  # of a newer refnet, whose fields we do not know: its owner is asked again
        return None


def _said_before(kept: Kept) -> Problem:
    message = f"Its columns were read as you said of a file with the same headers ({kept.import_id})."
    return Problem("mapping-remembered", "header", message, rows=0)
