"""What a file makes of a book: who is new, whom its rows join or change, what is to be decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

from refnet import limits
from refnet.identity import Resolution
from refnet.identity.normalize import email_key, name_key, phone_key, profile_key
from refnet.identity.resolve import id_of
from refnet.identity.values import ValueKind, values_told
from refnet.ingest.said import decisions_of, records_of
from refnet.ingest.view import newest, who_is_who
from refnet.model import Person, PersonId
from refnet.records import BY_NAME_ALONE, PersonRecord
from refnet.spool import Spool, batches, plain
from refnet.stores.base import EVERYONE, Said, Store, StoredSource, View
from refnet.stores.sightings import Entries, Placed, Sightings

Outcome: TypeAlias = Literal["new", "merged", "changed", "unchanged"]

_SAME_EXPORT: Final = 0.5
"""Share of an earlier file's records that must come again for a file to be its newer export."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What of a person changes: the values that go, and those that come; of a name before and after."""

    kind: ValueKind
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A person of whom the file has rows.

    "new": nobody knew them. "merged": a row of which the book had not heard joins somebody who is there. "changed":
    a known row says something else than before. "unchanged": the file tells nothing new of them.
    """

    person: PersonId
    name: str
    outcome: Outcome
    places: tuple[str, ...]
    """Their rows: "row 14"; with the member of a zip: "Connections.csv, row 14". None for those unchanged."""
    why: str = ""
    """Why a row joins somebody who is there."""
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class ToDecide:
    """Two people who may be one, of whom the file brings or changes one; only the owner can say."""

    people: tuple[PersonId, PersonId]
    names: tuple[str, str]
    headlines: tuple[str, str]
    word: str
    """How likely it is: "Very likely"."""
    reasons: tuple[str, ...]
    places: tuple[str, ...] = ()
    """Rows of the file that are about either."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier export of the same thing: how many entries the newer one adds, tells otherwise, and lacks.

    Entries are people, where it tells of any, else events. What it lacks stays in the book, for the earlier file still
    tells of it.
    """

    file: str
    imported_at: datetime
    new: int
    changed: int
    gone: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file makes of a book. The four counts add up to the people of whom it has rows."""

    counts: Mapping[str, int]
    """How many are "new", "merged", "changed", "unchanged"."""
    earlier: tuple[Earlier, ...] = ()
    people: Collection[Told] = ()
    """All but those unchanged, in the order of their outcome and of the file; empty once the file is brought in."""
    decide: tuple[ToDecide, ...] = ()
    decide_later: bool = False
    """True where too much is said to look for such pairs now; they are found once the file is in."""


_TOLD: Final = plain(Told)
Decide: TypeAlias = Callable[[Resolution, Mapping[tuple[str, str], str]], Iterable[ToDecide]]
"""Finds the pairs of people that may be one, from who is who and the owner's last word on pairs."""


def preview(
    store: Store,
    said: Said,
    after: Said,
    sightings: Sightings,
    view: View,
    *,
    member: str,
    decide: Decide | None,
) -> Preview:
    """What a file makes of a book.

    Args:
        store: The book's store before the file is in it, as its member sees it.
        said: All that was said to it before.
        after: All that is said once the file is in it.
        sightings: What the file says.
        view: What differs in the book for that member.
        member: Who brings the file in.
        decide: Finds pairs to decide on; None counts only, and lists neither pairs nor people.
    """
    renewed = list(_renewed(said, after, sightings, member))
    earlier = tuple(_counted(old, known, now, view) for old, known, now in renewed)
    gone = frozenset[str]().union(*(known.gone_from(now) for _, known, now in renewed))
    people = _People(store, sightings, view, _sources(after), gone)
    counts: Counter[str] = Counter()
    listed = Spool(_TOLD)
    for place, told in people.changing():
        counts[told.outcome] += 1
        if decide is not None and told.outcome != "unchanged":
            listed.add_kept(f"{get_args(Outcome).index(told.outcome)}{place:020}", _TOLD.pack(told))
    counts["unchanged"] += people.unchanged()
    found = Preview(dict.fromkeys(get_args(Outcome), 0) | counts, earlier, listed.ordered())
    if decide is None:
        return found
    if len(after.sightings) > limits.SIGHTINGS_TO_COMPARE:
        return replace(found, decide_later=True)
    return replace(found, decide=tuple(_to_decide(decide, after, sightings, view, member)))


# ------------------------------------------------------------------------------------------------------- people


class _People:
    """The people of whom a file has rows, and what becomes of them."""

    def __init__(
        self,
        store: Store,
        sightings: Sightings,
        view: View,
        sources: Mapping[str, StoredSource],
        gone: frozenset[str],
    ) -> None:
        """`gone`: keys of rows that an earlier export had; what comes in their place changes people."""
        self._store = store
        self._sightings = sightings
        self._view = view
        self._sources = sources
        self._gone = gone
        self._seen: set[int] = set()
        """Hashes of the ids and record keys of those who change."""
        gone_ids = frozenset(view.removed_people)
        self._former = {now: PersonId(alias) for alias, now in view.aliases.items() if alias in gone_ids}

    def changing(self) -> Iterator[tuple[int, Told]]:
        """Those who are new or change, by id, each with the place of their first row in the file."""
        for some in batches(self._view.people):
            before = self._before(some)
            rows = self._sightings.with_keys(key for after in some for key in after.records)
            for after in some:
                self._seen.add(hash(after.id))
                if theirs := sorted((rows[key] for key in after.records if key in rows), key=lambda seen: seen.place):
                    self._seen.update(hash(seen.key) for seen in theirs)
                    yield theirs[0].place, self._told(before.get(after.id), after, theirs)

    def unchanged(self) -> int:
        """How many others there are; to be asked once all who change were told."""
        homes: set[int] = set()
        aliases = self._store.aliases()
        left = (id_of(key) for key in self._sightings.people() if hash(key) not in self._seen)
        for some in batches(left):
            there = self._store.people(some)
            homes.update(hash(one if one in there else aliases.get(one, one)) for one in some)
        return len(homes - self._seen)

    def _told(self, old: Person | None, after: Person, theirs: Sequence[Placed]) -> Told:
        places = tuple(dict.fromkeys(_place(self._sources, seen) for seen in theirs))
        if old is None:
            return Told(after.id, after.name, "new", places)
        said = (seen.record() for seen in theirs if seen.key not in old.records)
        fresh = [record for record in said if isinstance(record, PersonRecord)]
        differences = tuple(_differences(old, after))
        if fresh and not self._gone.intersection(old.records):
            return Told(after.id, after.name, "merged", places, _why(fresh, old), differences)
        return Told(after.id, after.name, "changed" if differences else "unchanged", places, "", differences)

    def _before(self, people: Sequence[Person]) -> dict[PersonId, Person]:
        """Who of these is there already, under the id that they have now or one that joins them."""
        there = self._store.people([person.id for person in people])
        former = {p.id: self._former[p.id] for p in people if p.id not in there and p.id in self._former}
        named = self._store.people(former.values())
        return there | {now: named[before] for now, before in former.items() if before in named}


def _place(sources: Mapping[str, StoredSource], seen: Placed) -> str:
    member = sources[seen.source_id].label.partition("!")[2] if seen.source_id in sources else ""
    return f"{member}, {seen.locator}" if member else seen.locator


def _why(fresh: Sequence[PersonRecord], old: Person) -> str:
    """What the rows that join somebody have in common with them."""
    if any(record.me for record in fresh):
        return "The file says that it is its owner."
    for what, key, told, known in (
        ("e-mail", email_key, [e for r in fresh for e in r.emails], old.emails),
        ("profile", profile_key, [u for r in fresh for u in r.urls], old.urls),
        ("phone", phone_key, [p for r in fresh for p in r.phones], old.phones),
    ):
        there = {key(value) for value in known} - {"", None}
        if same := next((value for value in told if key(value) in there), ""):
            return f"Same {what}: {same}"
    named = {name_key(name) for name in old.names}
    if alike := [record for record in fresh if name_key(record.display_name) in named]:
        if any(record.key.startswith(BY_NAME_ALONE) for record in alike):
            return "The one person of that full name in the book; the file has no more than names."
        if not old.records:
            return "Until now known from events by this name alone."
    return "By your word, or by another row that both have something in common with."


def _differences(old: Person, after: Person) -> Iterator[Difference]:
    """Value by value, in words; what only stands in another order does not differ."""
    if old.name != after.name:
        yield Difference("name", (old.name,), (after.name,))
    before, now = _values(old), _values(after)
    for kind in dict.fromkeys((*before, *now)):
        gone = tuple(text for text in before.get(kind, {}) if text not in now.get(kind, {}))
        come = tuple(text for text in now.get(kind, {}) if text not in before.get(kind, {}))
        if (gone or come) and not (kind == "name" and old.name != after.name):
            yield Difference(kind, gone, come)


def _values(person: Person) -> dict[ValueKind, dict[str, None]]:
    found: dict[ValueKind, dict[str, None]] = {}
    for value in values_told(person, ()):
        found.setdefault(value.kind, {})[value.text] = None
    return found


# ----------------------------------------------------------------------------------------- pairs, earlier exports


def _to_decide(decide: Decide, after: Said, sightings: Sightings, view: View, member: str) -> Iterator[ToDecide]:
    """The pairs of which somebody is new or changed by this file."""
    decisions = decisions_of(after, member=member)
    found = who_is_who(records_of(after, member=member), decisions)
    touched = {person.id for person in view.people}
    sources = _sources(after)
    for pair in decide(found, newest(decisions)):
        if touched & {*pair.people}:
            rows = sightings.with_keys(key for person in pair.people for key in found.members[person])
            yield replace(pair, places=tuple(dict.fromkeys(_place(sources, seen) for seen in rows.values())))


def _sources(said: Said) -> dict[str, StoredSource]:
    return {source.id: source for source in said.sources}


def _renewed(
    said: Said, after: Said, sightings: Sightings, member: str
) -> Iterator[tuple[StoredSource, Entries, Entries]]:
    """The newest source that had most of what a source tells and was read alike, with what both tell."""
    everything, now = Sightings.of(after.sightings), _sources(after)
    for source_id in sightings.sources:
        source = now[source_id]
        same = [s for s in reversed(said.sources) if (s.importer, s.owner) == (source.importer, source.owner)]
        for old in same:
            own = member in (old.member, EVERYONE)
            if old.id == source_id or (old.private and not own):
                continue
            known, fresh = everything.entries(old.id, private=own), everything.entries(source_id)
            if known.share_in(fresh) >= _SAME_EXPORT:
                yield old, known, fresh
                break


def _counted(old: StoredSource, known: Entries, fresh: Entries, view: View) -> Earlier:
    new, gone = fresh.without(known), known.without(fresh)
    # A row without an id of its own has another key once its content changes: it is told by whom it is of
    moved = sum(min(sum(k in new for k in p.records), sum(k in gone for k in p.records)) for p in view.people)
    return Earlier(old.label, old.imported_at, len(new) - moved, known.changed_in(fresh) + moved, len(gone) - moved)
