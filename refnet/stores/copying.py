"""A whole book from one place to another: in steps that can be taken up again, and held against the original."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeAlias, TypeVar

import msgspec

from refnet.errors import BookNotFoundError, RefnetError, UnfinishedCopyError, UnsupportedStoreError
from refnet.stores import codec, is_file, open_store
from refnet.stores.base import EVERYONE, NOBODY, Change, Said, Store, View
from refnet.stores.memory import MemoryStore

T = TypeVar("T")

_NOTHING: Final = object()
"""Differs from everything: where one of two ends before the other."""
ROWS: Final = 5_000
"""How many rows go in one change: what has to be done again after a cut."""
Progress: TypeAlias = Callable[[Literal["copy", "check"], int, int], None]
"""Told what is being done, copying or comparing afterwards, and how many steps of how many are done."""


class HalfBook(Store, Protocol):
    """A book that is being copied to: nobody can open it as a book before it is whole."""

    def finish_copy(self) -> None:
        """Make a book of it that can be opened, and close it. Cut off in between, it can be done again.

        Raises:
            BookBusyError: somebody else has it open.
            RefnetError: there is something at that place by now, or it cannot be written to.
        """
        ...


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied, or would be: from where to where, and how much of what."""

    source: str
    target: str
    counts: Mapping[str, int]
    """Records and sources of all members; people, events and ties that they share."""
    known: bool = False
    """The book was there already, equal in everything."""


def copy_book(
    source: Store,
    address: str,
    *,
    now: datetime,
    again: bool = False,
    dry_run: bool = False,
    rows: int = ROWS,
    progress: Progress = lambda what, done, total: None,
) -> Copied:
    """Copy all of a book to a place where none is: what was said, by every member, and what is worked out from it.

    Each step is a change of the half copy, whose revision so tells where to go on after a cut. At the end both are
    compared, part by part; only then can the copy be opened.

    Args:
        source: The book, as opened.
        address: Where to; see `refnet.stores.open_store`.
        now: The moment, in UTC.
        again: Remove half a copy that is there, and begin anew. A whole book is never removed.
        dry_run: Say what would be copied, and copy nothing.
        rows: How many rows go in one change.
        progress: Told how far the work has come.

    Raises:
        UnfinishedCopyError: half a copy of another book is there, or of this one before it changed.
        UnsupportedStoreError: nothing can be kept at such an address.
        RefnetError: it is the same place, something else is there, or the book changed meanwhile.
    """
    if _is_same_place(source.address, address):
        raise RefnetError("That is the book itself.", fix="Choose another place to copy it to.")
    progress("copy", 0, 1)  # a large book takes seconds to read
    original = _Original.of(source, rows)
    copied = Copied(source.address, address, source.counts(member=EVERYONE))
    if there := _book_at(address):
        with closing(there):
            if original.difference(there, progress):
                raise RefnetError(f"There is another book at {there.address}.", fix="Choose another place.")
            return replace(copied, known=True)
    if dry_run:
        return copied
    with closing(half_book(address, original.fingerprint, again=again)) as target:
        original.fill(target, now, progress)
        part = original.difference(target, progress)
        original.refuse_changed()
        if part:
            raise RefnetError(
                f"The copy differs from the book in its {part}, and is not used.",
                fix="See whether the book is sound: refnet doctor. Then: refnet copy FROM TO --again",
            )
        target.finish_copy()
    return copied


def half_book(address: str, fingerprint: str, *, again: bool = False) -> HalfBook:
    """Half a copy at an address, to go on with; begun where there is none.

    Args:
        address: Where the book will be.
        fingerprint: Tells the book that is copied from every other, and from itself before it changed.
        again: Remove half a copy that is there, and begin anew.

    Raises:
        UnfinishedCopyError: half a copy of another book is there.
        UnsupportedStoreError: nothing can be kept at such an address.
        RefnetError: there is something else at that place. It is unchanged.
    """
    if address == MemoryStore.address:
        raise UnsupportedStoreError("A book in memory is gone when the copy is made.", fix="Copy it to a file.")
    if not is_file(address):
        from refnet.stores.neo4j import Neo4jStore

        return Neo4jStore(address, copying=fingerprint, again=again)
    from refnet.stores.sqlite_half import HalfFile

    return HalfFile(Path(address), fingerprint, again=again)


@dataclass(frozen=True, slots=True)
class _Original:
    """The book that is copied, as it was when the work began."""

    store: Store
    revision: int
    said: Said
    secretive: tuple[str, ...]
    """Members who keep anything private."""
    rows: int
    """How many of them go in one step."""
    fingerprint: str

    @classmethod
    def of(cls, store: Store, rows: int) -> _Original:
        revision = store.revision()
        said = store.said(member=EVERYONE)
        return cls(store, revision, said, _secretive(said), rows, _fingerprint(said, revision, rows))

    def refuse_changed(self) -> None:
        """Raise `RefnetError` where somebody wrote to the book since: what is read now would not fit."""
        if self.store.revision() != self.revision:
            raise RefnetError(
                "Somebody changed the book while it was copied. The copy is not used.",
                fix="Begin anew when nobody writes: refnet copy FROM TO --again",
            )

    def fill(self, target: Store, now: datetime, progress: Progress) -> None:
        """Apply the steps that half a copy lacks."""
        done, total = target.revision(), self._steps_in_all()
        for number, step in enumerate(self._steps(now)):
            if number >= done:
                self.refuse_changed()
                target.apply(replace(step, id=f"copy:{self.fingerprint}:{number}", base_revision=number))
            progress("copy", number + 1, total)

    def difference(self, copy: Store, progress: Progress) -> str:
        """The part in which a copy differs, "" for none. A large book needs no room for both: they are read along."""
        ours, theirs = self._parts(self.store), self._parts(copy)
        for number, ((name, here), (_, there)) in enumerate(zip(ours, theirs, strict=True)):
            progress("check", number, len(ours))
            if any(one != other for one, other in zip_longest(here(), there(), fillvalue=_NOTHING)):
                return name
        return ""

    def _parts(self, store: Store) -> list[tuple[str, Callable[[], Iterable[Any]]]]:
        """All that makes two books equal: what each may see of what was said, the shared view, the private ones."""
        return [
            *(("records", partial(self._told, store, who)) for who in (EVERYONE, NOBODY, *self.secretive)),
            ("people", store.all_people),
            ("events", store.all_events),
            ("ties", store.ties),
            ("merged people", lambda: sorted(store.aliases().items())),
            ("figures", lambda: [store.profile(), store.counts(member=EVERYONE)]),
            ("private parts", lambda: map(store.private_view, self.secretive)),
        ]

    def _told(self, store: Store, member: str) -> Iterator[Any]:
        # Of a large book, all that was said is half a gigabyte: what is at hand is not read again
        said = self.said if store is self.store and member == EVERYONE else store.said(member=member)
        return chain(said.sources, said.sightings, said.decisions, sorted(said.settings.items()))

    def _steps(self, now: datetime) -> Iterator[Change]:
        """The changes that make the book, without id and base.

        What was said comes first, in its order, which the copy keeps; people come before what names them.
        """
        store, said, view = self.store, self.said, View(profile=self.store.profile())
        blank = Change("", 0, "import", now, view=view)
        yield replace(blank, settings=said.settings)
        yield from (replace(blank, sources=some) for some in self._pieces(said.sources))
        yield from (replace(blank, sightings=some) for some in self._pieces(said.sightings))
        yield from (replace(blank, decisions=some) for some in self._pieces(said.decisions))
        yield from (replace(blank, view=replace(view, people=some)) for some in self._pieces(store.all_people()))
        aliases = sorted(store.aliases().items())
        yield from (replace(blank, view=replace(view, aliases=dict(some))) for some in self._pieces(aliases))
        yield from (replace(blank, view=replace(view, events=some)) for some in self._pieces(store.all_events()))
        yield from (replace(blank, view=replace(view, ties=some)) for some in self._pieces(store.ties()))
        yield from (replace(blank, private_views={who: store.private_view(who)}) for who in self.secretive)

    def _steps_in_all(self) -> int:
        """How many changes `_steps` gives."""
        said, shared = self.said, self.store.counts()
        sizes = [len(said.sources), len(said.sightings), len(said.decisions), len(self.store.aliases())]
        sizes += [shared[name] for name in ("people", "events", "ties")]
        return 1 + sum(-(-size // self.rows) for size in sizes) + len(self.secretive)

    def _pieces(self, values: Iterable[T]) -> Iterator[tuple[T, ...]]:
        left = iter(values)
        while piece := tuple(islice(left, self.rows)):
            yield piece


def _is_same_place(one: str, other: str) -> bool:
    if not (is_file(one) and is_file(other)):
        return one == other
    return Path(one).resolve() == Path(other).resolve()


def _book_at(address: str) -> Store | None:
    """The whole book at an address; None where there is none, or half a copy."""
    if address == MemoryStore.address:
        return None
    try:
        return open_store(address)
    except (BookNotFoundError, UnfinishedCopyError):
        return None


def _secretive(said: Said) -> tuple[str, ...]:
    private = {seen.source_id for seen in said.sightings if seen.private}
    who = {source.member for source in said.sources if source.private or source.id in private}
    return tuple(sorted(who | {decision.private_to for decision in said.decisions} - {NOBODY}))


def _fingerprint(said: Said, revision: int, rows: int) -> str:
    """A hash of all that was said, of the revision, and of the pieces in which it is copied."""
    told = (revision, rows, said.sources, said.decisions, sorted(said.settings.items()))
    found = hashlib.sha256(msgspec.json.encode(told, order="sorted"))
    for seen in said.sightings:
        found.update(msgspec.json.encode((seen.source_id, seen.private, seen.record.key, seen.record.locator)))
        found.update(codec.record_body(seen.record))
    return found.hexdigest()
