"""One way to work a change out, whatever its kind: from all that is said after it follow all views of the book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from refnet.errors import StaleChangeError
from refnet.ingest.members import acting
from refnet.ingest.private import marked
from refnet.ingest.said import decisions_of, members_with_secrets, records_of, said_after
from refnet.ingest.view import Whole, build_view, difference, whole_of
from refnet.spool import room
from refnet.stores.base import EVERYONE, NOBODY, Change, Said, Store, View
from refnet.stores.forms import held

_TRIES: Final = 50
"""Each time in vain, somebody else's change came first: of two who write without pause, one loses many in a row."""


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """A change with its views, and what its author sees after it."""

    change: Change
    news: View
    """What differs for the author."""


@room()
def work_out(store: Store, make: Callable[[Said, int], Change]) -> WorkedOut:
    """A change with everything that follows from it, against the book as it is.

    Args:
        store: The book's store, as seen by the author of the change.
        make: Gives the change, without views, from all that was said until a revision.
    """
    revision = store.revision()
    said = store.said(member=EVERYONE)
    change = make(said, revision)
    plain = said_after(said, change)
    after = marked(plain, author=acting(store))
    shared = build_view(records_of(after), decisions_of(after))
    view = difference(whole_of(store.seen_by(NOBODY)), shared)
    theirs = {
        member: build_view(records_of(after, member=member), decisions_of(after, member=member))
        for member in members_with_secrets(after)
    }
    private = {m: _beyond(shared, theirs.get(m)) for m in {s.member for s in (*said.sources, *after.sources)}}
    changed = {m: own for m in sorted(private) if (own := private[m]) != store.private_view(m)}
    change = replace(_marked_as(change, plain, after), view=view, private_views=changed)
    return WorkedOut(change, difference(whole_of(store), theirs.get(acting(store), shared)) if theirs else view)


def commit(
    store: Store, make: Callable[[Said, int], Change], saving: Callable[[WorkedOut], None] = lambda found: None
) -> View:
    """Work a change out and commit it; again where somebody else committed one meanwhile.

    Returns:
        What differs for its author.
    """
    for left in reversed(range(_TRIES)):
        found = work_out(store, make)
        saving(found)
        try:
            store.apply(found.change)
            break
        except StaleChangeError:
            if not left:
                raise
    return found.news


def is_current(store: Store) -> bool:
    """Whether a store's views and marks are those that follow from what was said to it."""
    nothing = Change("", store.revision(), "edit", datetime.min.replace(tzinfo=UTC))
    found = work_out(store, lambda said, revision: nothing).change
    shared = replace(nothing, view=View(profile=store.seen_by(NOBODY).profile()))
    return found == shared


def _beyond(shared: Whole, theirs: Whole | None) -> View:
    """A member's private view: where what they see differs from what all share."""
    return View() if theirs is None or theirs == shared else held(difference(shared, theirs))


def _marked_as(change: Change, plain: Said, after: Said) -> Change:
    """A change that also brings the marks of `after`, where `plain` is what would be said without them."""
    if after is plain:
        return change
    told = {(seen.source_id, seen.record.key) for seen in change.sightings}
    sightings = [
        new
        for old, new in zip(plain.sightings, after.sightings, strict=True)
        if new.private != old.private or (new.source_id, new.record.key) in told
    ]
    new_sources, new_decisions = {s.id for s in change.sources}, {d.id for d in change.decisions}
    sources = [
        new
        for old, new in zip(plain.sources, after.sources, strict=True)
        if (new.private, new.problems) != (old.private, old.problems) or new.id in new_sources
    ]
    decisions = [
        new
        for old, new in zip(plain.decisions, after.decisions, strict=True)
        if new.private_to != old.private_to or new.id in new_decisions
    ]
    return replace(change, sources=tuple(sources), sightings=tuple(sightings), decisions=tuple(decisions))
