"""A book: a store, the person whose it is, and every question that can be asked of it. What app and command hold."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from refnet import ingest, plugins, targets
from refnet.analysis.advocates import Advocates, advocates
from refnet.analysis.card import Card, card
from refnet.analysis.cascade import CascadeNode, cascade
from refnet.analysis.exchange import Exchange, exchange
from refnet.analysis.facts import sentence
from refnet.analysis.health import Cold, cold
from refnet.analysis.paths import NoPath, WarmPaths, warm_paths
from refnet.analysis.reasons import at_day, capital, listed
from refnet.analysis.surroundings import BESIDE, Surroundings, surroundings
from refnet.analysis.today import Today, today
from refnet.analysis.value_grid import ValueGrid, value_grid
from refnet.errors import BookNotFoundError, RefnetError, UnknownPersonError
from refnet.identity.resolve import NAMED_BY_OWNER, id_of, provisional_key
from refnet.identity.values import Value, values_told
from refnet.ingest import EGO_KEY, FileReport, Forgotten, Owner, Progress, joining, members
from refnet.ingest.joining import PersonPart
from refnet.ingest.marks import FORGOTTEN
from refnet.ingest.preview import ToDecide
from refnet.mapping import Mapping as Columns
from refnet.mapping import Proposal
from refnet.model import PEOPLE_FIELDS, Consent, Event, EventId, Person, PersonId, kind_of, people_of
from refnet.records import EventRecord, Mention, PersonRecord, Record, content_key
from refnet.snapshots import StoreSnapshot, drop_cache, snapshot
from refnet.stores import file_of, open_store
from refnet.stores.base import NOBODY, Store, StoredSource
from refnet.targets import Target
from refnet.text import ONLY_YOU, clean, fold

if TYPE_CHECKING:
    from refnet.analysis.circles import Circles
    from refnet.analysis.reach import Reach
    from refnet.analysis.review import Effect, ReviewPair
    from refnet.analysis.team import WhoKnows
    from refnet.identity import Resolution
    from refnet.interop import Frame, FrameName, Graph
    from refnet.network.arrays import Network
    from refnet.stores.sqlite_backup import Backup

_SNAPSHOTS: Final = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """An event behind a reason: what happened, and where it stands in the owner's files."""

    id: EventId
    day: date | None
    text: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands in the owner's files: "contacts.csv", "row 14"."""

    label: str
    locator: str
    private: bool = False
    """For the acting member alone."""

    def __str__(self) -> str:
        """In words: "row 14 of contacts.csv"."""
        return f"{self.locator} of {self.label}{f' {ONLY_YOU}' if self.private else ''}"


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person with the evidence of what happened and the places in files that tell of them."""

    card: Card
    history: tuple[Evidence, ...]
    places: tuple[Place, ...]


def default_address() -> str:
    """Where the owner's book is: `REFNET_BOOK`, else `book.refnet` in the user's data folder."""
    return os.environ.get("REFNET_BOOK") or str(data_folder() / "book.refnet")


def data_folder() -> Path:
    """The user's data folder, where books are kept that have no other place."""
    import platformdirs

    return Path(platformdirs.user_data_dir("refnet", appauthor=False))


@dataclass(frozen=True, slots=True)
class Member:
    """One of the people who share a book."""

    key: str
    """Of the record by which they joined it."""
    person_id: PersonId
    name: str
    emails: tuple[str, ...]
    """Their own addresses: files that mention them mean the member."""


def open_book(address: str | Path = "", member: str = "") -> Book:
    """Open a book that exists, as one of its members.

    Args:
        address: A file, or "memory:" for an empty one that is gone when closed; "" for the owner's own.
        member: A name, address or id of a member; "" for whom `REFNET_MEMBER` names, else for who made the book.

    Raises:
        UnknownPersonError: no member is called so; names those who are.
        BookNotFoundError: there is none at that place.
        ForeignBookError: the file is not a refnet book, is damaged, or is newer than this refnet.
        UnsupportedStoreError: this version cannot open such an address.
    """
    store = open_store(str(address) or default_address())
    try:
        return Book(store, _member_called(store, member or os.environ.get("REFNET_MEMBER", "")))
    except BaseException:
        store.close()
        raise


def _member_called(store: Store, text: str) -> str:
    """Key of the member whom a name, address or id means; the maker's for ""."""
    if not text.strip():
        return EGO_KEY
    records = members.member_records(store)
    by_id, by_name = store.person_id(text.strip()), fold(text)
    fitting = [
        key
        for key, record in records.items()
        if by_name == fold(record.name)
        or text.strip().casefold() in map(str.casefold, record.emails)
        or (by_id is not None and by_id == store.person_id(id_of(key)))
    ]
    if len(fitting) == 1:
        return fitting[0]
    names = listed(f'"{record.name}"' for record in records.values())
    raise UnknownPersonError(
        f'"{text}" is not one of the people who share this book: {names}.',
        fix=f'Add them: refnet members --add "{text}"',
    )


def new_book(
    address: str | Path,
    me: str,
    emails: Collection[str] = (),
    *,
    now: datetime,
    settings: Mapping[str, str] | None = None,
) -> Book:
    """Make a book that belongs to somebody.

    Args:
        address: The file to make.
        me: The owner's name.
        emails: The owner's own addresses: files that mention them mean the owner.
        now: The moment, in UTC.
        settings: Named texts to keep: "sample" ("yes" for the invented firm), "story_day" (its day).

    Raises:
        RefnetError: there is a book already, or the file cannot be made.
    """
    store = open_store(str(address), create=True)
    record = PersonRecord(EGO_KEY, "your own entry", name=me.strip(), emails=tuple(emails), me=True)
    ingest.enter(store, [record], now=now, settings=dict(settings or {}))
    return Book(store)


class Book:
    """Questions to a book and changes of it. May be used from several threads."""

    def __init__(self, store: Store, member: str = EGO_KEY) -> None:
        """A book as a member sees it: `member` is the key of their record, by default that of who made the book."""
        self.store = store.seen_by(member)
        self._lock = threading.Lock()
        self._snapshots: dict[tuple[int, date], StoreSnapshot] = {}

    # ------------------------------------------------------------------------------------- the book itself

    @property
    def address(self) -> str:
        """What the book was opened by."""
        return self.store.address

    @property
    def revision(self) -> int:
        """Rises with every change; an answer of the same revision and day is the same answer."""
        return self.store.revision()

    @property
    def ego(self) -> PersonId:
        """The member as whom the book is read."""
        found = self.store.person_id(id_of(self.store.member))
        if found is None:
            raise BookNotFoundError("This book belongs to nobody yet.", fix="Make one: refnet new --me YOUR-NAME")
        return found

    @property
    def member(self) -> Member:
        """The member as whom the book is read: what they bring in is theirs, and what is private to others is not here.

        Raises:
            BookNotFoundError: the book belongs to nobody yet.
        """
        if found := next((member for member in self.members() if member.key == self.store.member), None):
            return found
        raise BookNotFoundError("This book belongs to nobody yet.", fix="Make one: refnet new --me YOUR-NAME")

    def members(self) -> tuple[Member, ...]:
        """Everybody who shares the book, whoever made it first."""
        records = members.member_records(self.store)
        there = ((key, record, self.store.person_id(id_of(key))) for key, record in records.items())
        return tuple(Member(key, who, record.name, record.emails) for key, record, who in there if who is not None)

    def add_member(self, name: str, emails: Collection[str] = (), *, now: datetime | None = None) -> Member:
        """Let somebody share the book. A person of that name or address who is in it already is the same one.

        A member of that name is given these addresses as well.

        Args:
            name: Their full name.
            emails: Their own addresses: files that mention them mean this member.
            now: The moment, in UTC.

        Raises:
            RefnetError: the name says nothing.
        """
        at, name = now or datetime.now(UTC), " ".join(clean(name)[0].split())
        if not fold(name):
            raise RefnetError("A member needs a name.", fix='Say it: refnet members --add "Priya Nair"')
        joining.admit(self.store, name, tuple(emails), now=at)
        return next(member for member in self.members() if fold(member.name) == fold(name))

    @property
    def sample(self) -> bool:
        """Whether this is the invented firm."""
        return self.store.setting("sample") == "yes"

    @property
    def story_day(self) -> date | None:
        """The day on which the sample's story stands still; None for a book of real life."""
        text = self.store.setting("story_day")
        return date.fromisoformat(text) if text else None

    def counts(self) -> dict[str, int]:
        """How many people, events, ties, records and sources there are, under these names."""
        return self.store.counts()

    def sources(self) -> list[StoredSource]:
        """Every file that was read, oldest first; what members entered themselves is left out."""
        return [source for source in self.store.sources() if not members.is_own(source)]

    def whose(self, source: StoredSource) -> PersonId | None:
        """Whose ties a file tells of; None where no other file names them any more."""
        return self.store.person_id(id_of(source.owner))

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --------------------------------------------------------------------------------------------- changes

    def import_file(
        self,
        path: Path | str,
        *,
        of: str = "",
        dry_run: bool = False,
        now: datetime | None = None,
        progress: Progress | None = None,
        private: bool = False,
        mapping: Columns | None = None,
        accept_guess: bool = False,
    ) -> FileReport:
        """Bring a file into the book; `of` names the person whose ties it tells of, the acting member by default.

        With `private` nothing of it is for the other members. `mapping` says which column of a table is which, and
        `accept_guess` takes what `propose` says where nobody has said so yet; both are remembered by the headers.

        Raises:
            UnmappedTableError: a table of people whose columns have to be named; holds the proposal.
            UnreadableFileError, UnknownFileError, AmbiguousFileError: nothing of the file can be used.
            AmbiguousPersonError, UnknownPersonError: `of` is not one person.
        """
        return ingest.import_file(
            self.store,
            plugins.importers(),
            Path(path),
            owner=(owner := self.owner_of(of) if of else self._own()),
            now=now or datetime.now(UTC),
            dry_run=dry_run,
            progress=progress,
            secret=ingest.secret_in(data_folder()),
            # Whose file it is stands in its source: somebody whom the others do not know is not named to them
            private=private or not self._is_shared(owner),
            mapping=mapping,
            accept_guess=accept_guess,
            decide=_to_decide if dry_run else None,
        )

    def import_files(
        self, files: Iterable[tuple[Path | str, str]], *, now: datetime | None = None, progress: Progress | None = None
    ) -> tuple[FileReport, ...]:
        """Bring several files in at once, each with the name of the person whose ties it tells of, "" for one's own.

        It is one change of the book, and takes little longer than one file; each file can be undone alone. Whose they
        are is looked up before the first comes in. The reports do not say how many people and events are new.

        Raises:
            RefnetError: as `import_file`; then none of the files came in.
        """
        files = list(files)
        owners = {of: self.owner_of(of) if of else self._own() for _, of in files}
        return ingest.import_files(
            self.store,
            plugins.importers(),
            [(Path(path), owners[of], not self._is_shared(owners[of])) for path, of in files],
            now=now or datetime.now(UTC),
            progress=progress,
            secret=ingest.secret_in(data_folder()),
        )

    def propose(self, path: Path | str, *, mapping: Columns | None = None, columns_too: bool = True) -> Proposal:
        """How a table would be read: by a mapping, by what was said of one with these headers, or by a guess.

        Without `columns_too` the header row, kind and encoding of the mapping count, and its columns are guessed anew.

        Nothing changes. Also for a file that an importer would claim by itself.

        Raises:
            UnknownFileError: it is no table, or none of people.
            UnreadableFileError: nothing of the file can be read, or the columns of the mapping are not there.
            RefnetError: the mapping is not right.
        """
        return ingest.propose(self.store, Path(path), mapping, columns_too=columns_too)

    def owner_of(self, of: str) -> Owner:
        """Whose a file is, by a name or id; a full name that is new in the book is somebody new.

        Raises:
            AmbiguousPersonError: several fit.
            UnknownPersonError: nobody fits, and the name is hardly new: it is much like one in the book.
        """
        found = targets.find_or_name(self.store, of)
        if not found.people:
            return Owner(provisional_key(found.name), found.name)
        person = self.person(found.people[0])
        if person.id == self.ego:
            return self._own()
        if EGO_KEY in person.records:
            return Owner()
        joined = next(filter(members.is_member_key, person.records), "")
        return Owner(
            self._owner_before(person.id) or joined or next(iter(person.records), provisional_key(person.name)),
            person.name,
        )

    def _own(self) -> Owner:
        """The acting member as owner of a file."""
        if self.store.member == EGO_KEY:
            return Owner()
        me = self.member
        return Owner(self._owner_before(me.person_id) or me.key, me.name)

    def _owner_before(self, person_id: PersonId) -> str:
        """By which key somebody owns files already, "" for none: by another one the same file would count twice."""
        before = (source.owner for source in self.sources() if source.owner != EGO_KEY)
        return next((key for key in before if self.store.person_id(id_of(key)) == person_id), "")

    def _is_shared(self, owner: Owner) -> bool:
        """Whether all members know whose file it is, or it is somebody new."""
        shared, mine = self.store.seen_by(NOBODY), self.store.person_id(id_of(owner.key))
        return mine is None or owner.key == EGO_KEY or shared.person_id(id_of(owner.key)) is not None

    def undo(self, import_id: str = "", *, now: datetime | None = None, dry_run: bool = False) -> StoredSource:
        """Take an import back, the newest by default, as if it had never been.

        Raises:
            UnknownSourceError: no such import.
        """
        return ingest.undo(self.store, import_id, now=now or datetime.now(UTC), dry_run=dry_run)

    def log(
        self,
        event: Event[PersonId],
        *,
        new: Mapping[PersonId, str] | None = None,
        now: datetime | None = None,
        private: bool = False,
    ) -> EventId:
        """Keep something that happened, as the acting member's own entry.

        Args:
            event: What happened.
            new: Names of people in it who are not in the book yet.
            now: The moment, in UTC.
            private: For nobody else. It is so in any case where somebody takes part whom the others do not know of.
        """
        at, names = now or datetime.now(UTC), new or {}
        known = [person_id for person_id in people_of(event) if person_id not in names]
        alone = private or _calls_private(event) or not all(self._as_shared(person_id) for person_id in known)

        def meant(person_id: PersonId) -> Mention:
            return Mention(name=names[person_id]) if person_id in names else self._mention_of(person_id, at, alone)

        told = _mentioning(event, meant)
        key = content_key(f"owner:{kind_of(event)}", repr(told), at.isoformat())
        record = EventRecord(key, f"entered {at:%Y-%m-%d}", told)
        ingest.enter(self.store, [record], now=at, private=alone)
        return EventId(key)

    def make_private(self, person_id: PersonId, private: bool = True, *, now: datetime | None = None) -> None:
        """Keep to oneself what one's own files and entries tell of a person, also later ones; or share it again.

        What the files of other members tell of the person stays shared.

        Args:
            person_id: The person.
            private: False to share it again.
            now: The moment, in UTC.

        Raises:
            RefnetError: it is somebody who shares the book.
        """
        person = self.person(person_id)
        if any(map(members.is_member_key, person.records)):
            raise RefnetError(
                f"{person.name} shares this book, and is known to all.", fix="Keep a note private instead."
            )
        at = now or datetime.now(UTC)
        if ("private" in person.flags) != private:
            self.log(Consent(person.id, at.date(), flag="private", granted=not private), now=at, private=True)

    def take_back(self, event_id: EventId, *, now: datetime | None = None) -> None:
        """Take back an event that was logged, as if it had never been.

        Raises:
            UnknownSourceError: no such event was logged.
        """
        ingest.take_back(self.store, event_id, now=now or datetime.now(UTC))

    def merge(self, first: PersonId, second: PersonId, *, now: datetime | None = None) -> PersonId:
        """Say that two people are one; the older id stays, the other leads to it. `split` takes it back."""
        joining.merge(self.store, self.person(first).id, self.person(second).id, now=now or datetime.now(UTC))
        return self.person(first).id

    def keep_apart(self, first: PersonId, second: PersonId, *, now: datetime | None = None) -> None:
        """Say that two people are two: the pair is not shown for review again, and no file joins them."""
        joining.keep_apart(self.store, self.person(first).id, self.person(second).id, now=now or datetime.now(UTC))

    def reconsider(self, first: PersonId, second: PersonId, *, now: datetime | None = None) -> None:
        """Take back that two people were kept apart."""
        joining.reconsider(self.store, self.person(first).id, self.person(second).id, now=now or datetime.now(UTC))

    def split(
        self, person_id: PersonId, keys: Collection[str], *, now: datetime | None = None, dry_run: bool = False
    ) -> None:
        """Say that some of a person's parts are somebody else's: keys of `parts` or records, some but not all.

        Raises:
            RefnetError: a key is none of this person's.
        """
        person = self.person(person_id).id
        joining.split(self.store, person, keys, now=now or datetime.now(UTC), dry_run=dry_run)

    def backup(self, target: Path | None = None, *, now: datetime | None = None) -> Backup:
        """Copy the book to a file, beside it when no target is named; see `refnet.stores.sqlite_backup`."""
        from refnet.stores.sqlite_backup import back_up  # here, because answers make no backup

        return back_up(file_of(self.address), target, now=now or datetime.now(UTC))

    def forget(self, person_id: PersonId, *, now: datetime | None = None, dry_run: bool = False) -> Forgotten:
        """Forget somebody for good, see `refnet.ingest.forgetting`; nothing takes it back.

        Raises:
            RefnetError: it is the owner, or the key that earlier ones were forgotten with is not on this computer.
        """
        secret = ingest.secret_in(data_folder(), make=not dry_run and not self.store.setting(FORGOTTEN))
        who = self.person(person_id).id
        found = ingest.forget(self.store, who, secret=secret, now=now or datetime.now(UTC), dry_run=dry_run)
        if not dry_run:
            drop_cache(self.address)
        return found

    def _as_shared(self, person_id: PersonId) -> Person | None:
        """Somebody as all members know them; None where only the acting one does."""
        person, shared = self.person(person_id), self.store.seen_by(NOBODY)
        there = (shared.person_id(any_id) for any_id in (person.id, *map(id_of, person.records)))
        found = next((them for them in there if them is not None), None)
        return None if found is None else shared.people([found])[found]

    def _mention_of(self, person_id: PersonId, at: datetime, private: bool) -> Mention:
        """A mention that stays somebody by name when the file that told of them is taken back."""
        if person_id == self.ego:
            return Mention(record=self.store.member)
        # To all it names somebody as all know them, whatever else the acting member knows
        shared = None if private else self._as_shared(person_id)
        person = shared or self.person(person_id)
        name = person.name if len(person.name.split()) > 1 else ""
        return Mention(record=self._key_of(person, person_id, at, private), name=name)

    def _key_of(self, person: Person, own_id: PersonId, at: datetime, private: bool) -> str:
        """A record that stands for a person; somebody known only from events gets one of the owner's."""
        if person.records:
            return next(filter(members.is_member_key, person.records), person.records[0])
        key = content_key(NAMED_BY_OWNER, person.name.casefold(), *person.emails, *person.phones, *person.urls)
        record = PersonRecord(
            key, "your own entry", name=person.name, emails=person.emails, phones=person.phones, urls=person.urls
        )
        ingest.enter(self.store, [record], now=at, private=private)
        # A first name, or a name of several people, leads to nobody by itself
        self.merge(id_of(key), own_id, now=at)
        return record.key

    # ------------------------------------------------------------------------------------------- questions

    def snapshot(self, as_of: date) -> StoreSnapshot:
        """The book as of the end of a day; kept for the revision."""
        key = (self.revision, as_of)
        with self._lock:
            found = self._snapshots.get(key)
        if found is None:
            found = snapshot(self.store, as_of)
            with self._lock:
                while len(self._snapshots) >= _SNAPSHOTS:
                    self._snapshots.pop(next(iter(self._snapshots)))
                self._snapshots[key] = found
        return found

    def network(self, as_of: date) -> Network:
        """Everybody and every tie as arrays; kept beside the book's file, for its revision and a day."""
        return self.snapshot(as_of).network

    def reach(self, as_of: date, hops: int = 4, *, limit: int | None = None, beyond: bool = False) -> Reach:
        """Everybody the owner can come to, by the best route; see `refnet.analysis.reach`."""
        from refnet.analysis.reach import reach

        return reach(self.snapshot(as_of), self.network(as_of), self.ego, hops=hops, limit=limit, beyond=beyond)

    def circles(self, as_of: date, *, limit: int = 10) -> Circles:
        """Which groups know each other, who is in their middle and who connects them; see `refnet.analysis.circles`."""
        from refnet.analysis.circles import circles

        # What a server brings along for it; other stores have nothing of the kind
        engine = getattr(self.store.seen_by(NOBODY), "graph_measures", lambda: None)
        return circles(self.snapshot(as_of), self.network(as_of), self.ego, limit=limit, engine=engine)

    def to_networkx(self, as_of: date | None = None) -> Graph:
        """The network as a graph of networkx, as of a day, today by default; see `refnet.interop`."""
        from refnet.interop import to_networkx

        return to_networkx(self.snapshot(as_of or self.story_day or date.today()))

    def to_frame(self, name: FrameName, as_of: date | None = None) -> Frame:
        """A table ("people", "ties", "events" or "referrals") as a DataFrame, as of a day, today by default."""
        from refnet.interop import to_frame

        return to_frame(self.snapshot(as_of or self.story_day or date.today()), name)

    def suggest(self, text: str, limit: int = 20) -> list[Target]:
        """People and companies that fit what was typed so far."""
        return targets.suggest(self.store, text, limit=limit)

    def target(self, text: str) -> Target:
        """The one person or company that the owner's words, or an id, mean.

        Raises:
            AmbiguousPersonError, UnknownPersonError: with the nearest names in the fix.
        """
        return targets.find(self.store, text)

    def person(self, any_id: str) -> Person:
        """A person by an id, present or merged away.

        Raises:
            UnknownPersonError: nobody has or had that id.
        """
        person_id = self.store.person_id(any_id)
        if person_id is None:
            raise UnknownPersonError("Nobody by that id is in this book.", fix="See who is in it: refnet people")
        return self.store.people([person_id])[person_id]

    def people(self, text: str = "", limit: int | None = None) -> list[Person]:
        """Everybody by name, or those whose words begin like `text`; people who asked not to be shown are left out."""
        found: Iterable[Person] = self.store.search(text, limit=limit or 1000) if text else self.store.all_people()
        shown = [person for person in found if "do-not-show" not in person.flags]
        return (shown if text else sorted(shown, key=lambda p: (p.name.casefold(), p.id)))[:limit]

    def paths(
        self,
        target: Target | str,
        *,
        as_of: date,
        hops: int = 4,
        routes: int = 10,
        per_first_contact: bool = True,
        why: str = "",
        start: str = "me",
    ) -> WarmPaths:
        """Who can introduce somebody to a person, or to anyone at a company; see `refnet.analysis.paths`.

        Args:
            target: Whom to reach.
            as_of: The day.
            hops: The most ties on a route.
            routes: How many to give; from "anyone" it is the best of each member.
            per_first_contact: The best route of each first contact; False: the best overall.
            why: The owner's own reason, for the messages.
            start: "me"; the name, address or id of another member; or "anyone" of them.

        Returns:
            The routes; where they may begin at somebody else, `TeamPaths`, which also says who knows the target best.

        Raises:
            UnknownPersonError: nobody is called like the target, or no member like `start`.
        """
        wanted = self.target(target) if isinstance(target, str) else target
        me = self.ego
        seen = self.snapshot(as_of)

        def begun_by(member: PersonId, count: int) -> WarmPaths:
            if not wanted.people:
                nothing = NoPath(
                    f"{wanted.name}: {wanted.detail}.", (), "Bring in a file that names somebody of theirs."
                )
                return WarmPaths(as_of, member, (), (), nothing)
            return warm_paths(
                seen,
                member,
                wanted.people,
                hops=hops,
                routes=count,
                per_first_contact=per_first_contact,
                why=why,
                network=seen.network_at_hand,
                reader=me,
            )

        if start == "me":
            return begun_by(me, routes)
        from refnet.analysis.team import from_member, sentence, team_paths

        known = self.who_knows(wanted, as_of)
        if start == "anyone":
            found = {member: begun_by(member, 1) for member in self._team()}
            return team_paths(known, found, me, wanted.name)
        key = _member_called(self.store, start)
        first = next(member.person_id for member in self.members() if member.key == key)
        own = begun_by(me, 1)
        return from_member(begun_by(first, routes), me, sentence(known, own, me))

    def who_knows(self, target: Target | str, as_of: date) -> WhoKnows:
        """Which members know a person, or people at a company, and how well; see `refnet.analysis.team`."""
        from refnet.analysis.team import who_knows

        wanted = self.target(target) if isinstance(target, str) else target
        names = {member.person_id: member.name for member in self.members()}
        return who_knows(self.snapshot(as_of), names, self.ego, wanted.name, wanted.people)

    def _team(self) -> tuple[PersonId, ...]:
        """All members, as people."""
        return tuple(member.person_id for member in self.members())

    def today(self, as_of: date) -> Today:
        """What to do next."""
        return today(self.snapshot(as_of), self.ego)

    def cold(self, as_of: date) -> Cold:
        """Whose tie with the owner was warm and is silent for too long."""
        return cold(self.snapshot(as_of), self.ego)

    def advocates(self, as_of: date) -> Advocates:
        """Who sends the owner's firm business, and who may begin to; see `refnet.analysis.advocates`."""
        return advocates(self.snapshot(as_of), self.ego, members=self._team())

    def cascade(self, person_id: PersonId, as_of: date) -> CascadeNode:
        """What grew from the referrals that one person gave the owner's firm."""
        return cascade(self.snapshot(as_of), self.ego, self.person(person_id).id, members=self._team())

    def value_grid(self, as_of: date) -> ValueGrid:
        """Customers of the owner's firm by their own value and by the value that they referred."""
        return value_grid(self.snapshot(as_of), self.ego, members=self._team())

    def review(self, limit: int | None = 20) -> tuple[ReviewPair, ...]:
        """Pairs of people who may be one, those first that would change most; see `refnet.analysis.review`."""
        from refnet.analysis.review import review

        decisions = self.store.decisions()
        return review(ingest.who_is_who(self.store.records(), decisions), ingest.newest(decisions), limit=limit)

    def joined(self, first: PersonId, second: PersonId) -> Effect:
        """What joining two people would move."""
        from refnet.analysis.review import Who

        who = Who(ingest.who_is_who(self.store.records(), self.store.decisions()))
        return who.effect(self.person(first).id, self.person(second).id)

    def parts(self, person_id: PersonId) -> tuple[PersonPart, ...]:
        """What a person is made of, and `split` can take away: records, and mentions in events."""
        return joining.parts(self.store, self.person(person_id).id)

    def card(self, person_id: PersonId, as_of: date) -> PersonCard:
        """Everything about one person."""
        person = self.person(person_id)
        found = card(self.snapshot(as_of), self.ego, person.id, self.name_of)
        history = self.evidence([event.id for event in found.history], as_of)
        places = dict.fromkeys(place for _, place in self._seen(person.records))
        return PersonCard(found, tuple(history), tuple(places))

    def exchange(self, person_id: PersonId, as_of: date) -> Exchange:
        """What the owner and a person did for each other."""
        return exchange(self.snapshot(as_of), self.ego, person_id)

    def told(self, person_id: PersonId) -> list[tuple[PersonRecord, str]]:
        """The records of a person, oldest first, each with its place: "row 14 of contacts.csv"."""
        seen = self._seen(self.person(person_id).records)
        return [(record, str(place)) for record, place in seen if isinstance(record, PersonRecord)]

    def values(self, person_id: PersonId) -> tuple[Value, ...]:
        """Everything that is known of a person, each value with the places that say so."""
        return values_told(self.person(person_id), self.told(person_id))

    def evidence(self, event_ids: Iterable[EventId], as_of: date) -> list[Evidence]:
        """The events behind a reason, in the order asked for, with the rows of the files that tell of them."""
        events = self.store.events(event_ids)
        places: dict[str, list[str]] = {}
        for record, place in self._seen(list(events)):
            places.setdefault(record.key, []).append(str(place))
        found = []
        for event_id in event_ids:
            if happened := events.get(event_id):
                text = capital(sentence(happened, self.name_of))
                found.append(Evidence(event_id, at_day(happened), text, tuple(places.get(event_id, ()))))
        return found

    def _seen(self, keys: Collection[str]) -> Iterator[tuple[Record, Place]]:
        """What was said under these keys, each with its place, in the order of the keys and then of the files."""
        sightings, labels = self.store.sightings(keys), members.labels_of(self.store)
        alone = {source.id for source in self.store.sources() if source.private}
        for key in keys:
            for seen in sightings.get(key, ()):
                private = seen.private or seen.source_id in alone
                yield seen.record, Place(labels[seen.source_id], seen.record.locator, private)

    def around(self, route: Sequence[PersonId], as_of: date, *, beside: int = BESIDE) -> Surroundings:
        """The part of the network that a route, or one person, lies in, for its drawing."""
        return surroundings(self.snapshot(as_of), route, beside=beside)

    def name_of(self, person_id: PersonId) -> str:
        """The name to show in a sentence: "you" for the owner."""
        if person_id == self.ego:
            return "you"
        found = self.store.people([person_id]).get(person_id)
        return "somebody" if found is None or "do-not-show" in found.flags else found.name


def _to_decide(found: Resolution, said: Mapping[tuple[str, str], str]) -> Iterator[ToDecide]:
    """All pairs of people that may be one, as an import's preview lists them."""
    from refnet.analysis.review import review

    for pair in review(found, said, limit=None):
        reasons = tuple(part.text for part in pair.reasons)
        yield ToDecide((pair.first, pair.second), pair.names, pair.headlines, pair.word, reasons)


def _calls_private(event: Event[PersonId]) -> bool:
    return isinstance(event, Consent) and event.flag == "private"


def _mentioning(event: Event[PersonId], mention: Callable[[PersonId], Mention]) -> Event[Mention]:
    """The event with mentions instead of people, as it is kept."""
    found: dict[str, object] = {}
    for field in PEOPLE_FIELDS[kind_of(event)]:
        value = getattr(event, field)
        found[field] = tuple(map(mention, value)) if isinstance(value, tuple) else value and mention(value)
    return cast("Event[Mention]", replace(event, **found))  # type: ignore[arg-type]
