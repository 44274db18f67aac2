"""What every store promises: the calls that `ingest` and `book` make, and no more.

A store keeps two things. *What was said* (sources, records, sightings, decisions) is the truth. *The view* (people,
events between them, ties with their sums, the book's profile) is worked out from it by `refnet.ingest` and saved in
the same change, so that a question need not load everything.

A book may have several *members*. What one of them keeps private stands in the store under their key: in sources and
sightings that only they are given, and in a *private view*, which holds where the book as they see it differs from the
view that everybody shares. `seen_by` gives the book as one member sees it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, Protocol

from refnet.model import BookEvent as BookEvent
from refnet.model import EventId, Person, PersonId, SourceId
from refnet.records import MAKER, Problem, Record
from refnet.strength import Profile, TieSums

NOBODY: Final = ""
"""In the place of a member: only what all members share."""
EVERYONE: Final = "*"
"""In the place of a member: also what is private to any of them. For working a book out, and for whole copies."""


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A file that was read. Members of one zip share `import_id`, and are undone together."""

    id: SourceId
    import_id: str
    importer: str
    label: str
    sha256: str
    owner: str
    """Key of the person record whose ties the file tells of."""
    imported_at: datetime
    counts: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    member: str = MAKER
    """Key of the record of the member who brought it in."""
    private: bool = False
    """Nothing of it is for anybody but its member."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A source told of a record, at `record.locator`.

    What each source told is kept, so that undo brings back the older.
    """

    source_id: SourceId
    record: Record
    private: bool = False
    """For the member of its source alone."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The owner's word on who is who: `same` or `different`, about two records. The newest on a pair counts."""

    id: str
    kind: Literal["same", "different"]
    first: str
    second: str
    private_to: str = NOBODY
    """Key of the member whom it is for alone, because it names what is private to them."""


@dataclass(frozen=True, slots=True)
class Said:
    """All that was said to a book: everything else in it can be worked out again from this."""

    sources: tuple[StoredSource, ...]
    """Oldest first."""
    sightings: Collection[Sighting]
    """By source, and as they stand in it. Of a large book not in memory."""
    decisions: tuple[Decision, ...]
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tie:
    """The one undirected tie of a pair, `a < b`."""

    a: PersonId
    b: PersonId
    sums: TieSums


@dataclass(frozen=True, slots=True)
class View:
    """What differs in people, events and ties after a change; `ids` maps every record's own id to its person."""

    people: Collection[Person] = ()
    removed_people: Collection[PersonId] = ()
    events: Collection[BookEvent] = ()
    removed_events: Collection[EventId] = ()
    ties: Collection[Tie] = ()
    removed_ties: Collection[tuple[PersonId, PersonId]] = ()
    aliases: Mapping[str, PersonId] = field(default_factory=dict)
    """Ids that changed their person, to the person's present id."""
    removed_aliases: tuple[str, ...] = ()
    profile: Profile = field(default_factory=Profile)


@dataclass(frozen=True, slots=True)
class Change:
    """One atomic step of a book, worked out against `base_revision`."""

    id: str
    base_revision: int
    kind: Literal["new", "import", "undo", "edit", "decision", "forget"]
    at: datetime
    sources: tuple[StoredSource, ...] = ()
    """New sources; one whose id is known is replaced and keeps its place (the owner's own edits are one source)."""
    sightings: Collection[Sighting] = ()
    """In the order of the source. A second one of the same key in the same source replaces the first, in its place."""
    removed_import: str | None = None
    """Import whose sources and sightings go; records that nobody sights any more go with them."""
    removed_sightings: tuple[tuple[SourceId, str], ...] = ()
    """Single sightings that go, by source and record key: how an edit is taken back."""
    decisions: tuple[Decision, ...] = ()
    removed_decisions: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    """Named texts to keep; an empty text removes the name."""
    view: View = field(default_factory=View)
    """What all members share."""
    private_views: Mapping[str, View] = field(default_factory=dict)
    """New private views by member, each whole, in the place of the former; an empty one (`View()`) takes it away."""


class Store(Protocol):
    """A book's keeper. May be used from several threads; reading never writes."""

    address: str
    """What `open_store` was given, without secrets."""
    member: str
    """As whom the book is read; `NOBODY` as opened."""

    def seen_by(self, member: str) -> Store:
        """The same book as a member sees it, over the same connection: closing either closes both."""
        ...

    def private_view(self, member: str) -> View:
        """Where the view of a member differs from the shared one; `View()` where it does not."""
        ...

    def revision(self) -> int:
        """Number of the newest committed change, 0 for a new book."""
        ...

    def apply(self, change: Change) -> int:
        """Commit a change whole and return the new revision; a change id seen before is a no-op.

        Raises:
            StaleChangeError: the book is no longer at `change.base_revision`.
        """
        ...

    # What was said: what is shared, and what is private to `member`, by default to the one whom the book is read as
    def sources(self, *, member: str = NOBODY) -> list[StoredSource]:
        """All sources, oldest first; without problems where any row of one is private to another member."""
        ...

    def records(self, *, member: str = NOBODY) -> list[Record]:
        """All records, each as the latest source told it, in the order in which they were first seen.

        Order: by the earliest source that still tells of it (in order of import), then by place in that source; first
        and latest are among those that may be seen.
        """
        ...

    def sightings(self, keys: Iterable[str], *, member: str = NOBODY) -> dict[str, list[Sighting]]:
        """Who told of the records with these keys, oldest source first; keys without any are left out."""
        ...

    def decisions(self, *, member: str = NOBODY) -> list[Decision]:
        """All decisions, oldest first."""
        ...

    def setting(self, name: str) -> str:
        """A named text, "" when it was never set."""
        ...

    def said(self, *, member: str = NOBODY) -> Said:
        """All that was said, as of one revision."""
        ...

    # The view: of a store as opened the shared one, of one that is seen by a member theirs
    def person_id(self, any_id: str) -> PersonId | None:
        """The person whom an id, present or merged away, belongs to."""
        ...

    def aliases(self) -> dict[str, PersonId]:
        """Every id that belongs to a person of another id."""
        ...

    def people(self, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
        """These people; unknown ids are left out."""
        ...

    def all_people(self) -> Iterator[Person]:
        """Everybody, ordered by id."""
        ...

    def search(self, text: str, *, limit: int = 20) -> list[Person]:
        """People whose name, address or employer holds every word of `text`, ignoring case and accents.

        Words match the beginning of a word, folded by `refnet.text.fold`. Whole-name matches first, then by name, id.
        """
        ...

    def at_organization(self, name: str, *, limit: int = 200) -> list[Person]:
        """People with a job at an organization of that name, compared by `refnet.text.fold_organization`."""
        ...

    def neighbours(
        self, ids: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> dict[PersonId, list[tuple[PersonId, TieSums]]]:
        """The ties of these people: other end and sums. Everybody asked for is in the answer. Ordered by id.

        Args:
            ids: Whose ties.
            among: Only ties to these people; to anybody if None.
        """
        ...

    def ties(self) -> Iterator[Tie]:
        """Every tie, ordered by (a, b)."""
        ...

    def events(self, ids: Iterable[EventId]) -> dict[EventId, BookEvent]:
        """These events; unknown ids are left out."""
        ...

    def events_of(self, people: Iterable[PersonId], *, kinds: Iterable[str] = ()) -> list[BookEvent]:
        """Events in which any of these people takes part, of these kinds (all when empty), ordered by id."""
        ...

    def events_between(self, pairs: Iterable[tuple[PersonId, PersonId]]) -> list[BookEvent]:
        """Events in which both people of at least one of these pairs take part, ordered by id."""
        ...

    def all_events(self, *, kinds: Iterable[str] = ()) -> Iterator[BookEvent]:
        """Every event of these kinds (all when empty), ordered by id."""
        ...

    def profile(self) -> Profile:
        """The book's own quantiles, as of the newest revision."""
        ...

    def counts(self, *, member: str = NOBODY) -> dict[str, int]:
        """How many people, events, ties, records and sources there are, under these names."""
        ...

    def dump(self) -> dict[str, Any]:
        """The whole content that may be seen as plain sorted data, without revision, journal and times of import.

        Equal dumps, equal books. Made by `refnet.stores.codec.dump_of`, so that the stores cannot differ in form.
        """
        ...

    def sweep(self) -> None:
        """See to it that nothing of what was removed is left: not in free space, logs, or what is kept beside a book.

        Raises:
            BookBusyError: somebody still reads an older state.
        """
        ...

    def close(self) -> None: ...
