"""What a file makes of a book: who is new, whom its rows join or change, what is to be decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

from refnet.identity import Resolution
from refnet.identity.normalize import email_key, name_key, phone_key, profile_key
from refnet.identity.resolve import id_of
from refnet.identity.values import ValueKind, values_told
from refnet.ingest.said import decisions_of, is_seen, records_of
from refnet.ingest.view import newest, who_is_who
from refnet.model import Person, PersonId
from refnet.records import PersonRecord, Record
from refnet.stores.base import Said, Sighting, Store, StoredSource, View

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
    people: tuple[Told, ...] = ()
    """All but those unchanged, in the order of their outcome and of the file; empty once the file is brought in."""
    decide: tuple[ToDecide, ...] = ()


Decide: TypeAlias = Callable[[Resolution, Mapping[tuple[str, str], str]], Iterable[ToDecide]]
"""Finds the pairs of people that may be one, from who is who and the owner's last word on pairs."""


def preview(
    store: Store,
    said: Said,
    after: Said,
    sightings: Sequence[Sighting],
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
    sources = _sources(said)
    seen = (s for s in said.sightings if is_seen(s, sources[s.source_id], member))
    renewed = list(_renewed(said, seen, after, sightings))
    earlier = tuple(_counted(old, known, records, view) for old, known, records in renewed)
    gone = frozenset(key for _, known, records in renewed for key in known.keys() - records.keys())
    now = _sources(after)
    told = _told(store, sightings, view, now, gone)
    if decide is None:
        return Preview(_count(one.outcome for one in told), earlier)
    people = list(told)
    order, rank = get_args(Outcome), {_place(now, s): n for n, s in reversed([*enumerate(sightings)])}
    listed = [one for one in people if one.outcome != "unchanged"]
    listed.sort(key=lambda one: (order.index(one.outcome), rank[one.places[0]]))
    pairs = tuple(_to_decide(decide, after, sightings, view, member))
    return Preview(_count(one.outcome for one in people), earlier, tuple(listed), pairs)


def _count(outcomes: Iterable[str]) -> dict[str, int]:
    return dict.fromkeys(get_args(Outcome), 0) | Counter(outcomes)


# ------------------------------------------------------------------------------------------------------- people


def _told(
    store: Store, sightings: Sequence[Sighting], view: View, sources: Mapping[str, StoredSource], gone: frozenset[str]
) -> Iterator[Told]:
    left = {s.record.key: s for s in sightings if isinstance(s.record, PersonRecord)}
    before = _before(store, view)
    for after in view.people:
        if theirs := [left.pop(key) for key in after.records if key in left]:
            places = tuple(dict.fromkeys(_place(sources, seen) for seen in theirs))
            old = before.get(after.id)
            yield _joined(old, after, theirs, places, gone) if old else Told(after.id, after.name, "new", places)
    homes = {store.person_id(id_of(key)) or id_of(key) for key in left}
    yield from (Told(person_id, "", "unchanged", ()) for person_id in sorted(homes - {p.id for p in view.people}))


def _joined(
    old: Person, after: Person, theirs: Sequence[Sighting], places: tuple[str, ...], gone: frozenset[str]
) -> Told:
    """`gone`: keys of rows that an earlier export had; what comes in their place changes them."""
    fresh = [s.record for s in theirs if isinstance(s.record, PersonRecord) and s.record.key not in old.records]
    differences = tuple(_differences(old, after))
    if fresh and not gone.intersection(old.records):
        return Told(after.id, after.name, "merged", places, _why(fresh, old), differences)
    return Told(after.id, after.name, "changed" if differences else "unchanged", places, "", differences)


def _before(store: Store, view: View) -> dict[PersonId, Person]:
    """Who of those that change is there already, under the id that they have now or one that joins them."""
    there = store.people([person.id for person in view.people])
    gone = {*view.removed_people}
    former = {now: PersonId(alias) for alias, now in view.aliases.items() if alias in gone and now not in there}
    named = store.people(former.values())
    return there | {now: named[alias] for now, alias in former.items() if alias in named}


def _place(sources: Mapping[str, StoredSource], seen: Sighting) -> str:
    member = sources[seen.source_id].label.partition("!")[2] if seen.source_id in sources else ""
    return f"{member}, {seen.record.locator}" if member else seen.record.locator


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
    if not old.records and {name_key(r.display_name) for r in fresh} & {name_key(name) for name in old.names}:
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


def _to_decide(
    decide: Decide, after: Said, sightings: Sequence[Sighting], view: View, member: str
) -> Iterator[ToDecide]:
    """The pairs of which somebody is new or changed by this file."""
    decisions = decisions_of(after, member=member)
    found = who_is_who(records_of(after, member=member), decisions)
    touched = {person.id for person in view.people}
    homes = {key: person for person, keys in found.members.items() for key in keys}
    sources = _sources(after)
    places: dict[PersonId, dict[str, None]] = defaultdict(dict)
    for seen in sightings:
        if home := homes.get(seen.record.key):
            places[home][_place(sources, seen)] = None
    for pair in decide(found, newest(decisions)):
        if touched & {*pair.people}:
            rows = (row for person in pair.people for row in places.get(person, ()))
            yield replace(pair, places=tuple(dict.fromkeys(rows)))


def _sources(said: Said) -> dict[str, StoredSource]:
    return {source.id: source for source in said.sources}


def _renewed(
    said: Said, seen: Iterable[Sighting], after: Said, sightings: Sequence[Sighting]
) -> Iterator[tuple[StoredSource, dict[str, Record], dict[str, Record]]]:
    """The newest source that had most of a source's records and was read alike, with the records of both."""
    before: dict[str, dict[str, Record]] = defaultdict(dict)
    for one in seen:
        before[one.source_id][one.record.key] = one.record
    fresh: dict[str, dict[str, Record]] = defaultdict(dict)
    for one in sightings:
        fresh[one.source_id][one.record.key] = one.record
    now = _sources(after)
    for source_id, records in fresh.items():
        source = now[source_id]
        same = [s for s in reversed(said.sources) if (s.importer, s.owner) == (source.importer, source.owner)]
        for old in same:
            known = before.get(old.id, {})
            if old.id != source_id and known and len(known.keys() & records.keys()) >= _SAME_EXPORT * len(known):
                yield old, known, records
                break


def _counted(old: StoredSource, known: Mapping[str, Record], records: Mapping[str, Record], view: View) -> Earlier:
    known, records = _entries(known), _entries(records)
    new, gone = records.keys() - known.keys(), known.keys() - records.keys()
    changed = sum(not _says_same(known[key], records[key]) for key in known.keys() & records.keys())
    # A row without an id of its own has another key once its content changes: it is told by whom it is of
    moved = sum(min(sum(k in new for k in p.records), sum(k in gone for k in p.records)) for p in view.people)
    return Earlier(old.label, old.imported_at, len(new) - moved, changed + moved, len(gone) - moved)


def _entries(records: Mapping[str, Record]) -> Mapping[str, Record]:
    """The records of people where a file has any, else all: what its owner would call its entries."""
    people = {key: record for key, record in records.items() if isinstance(record, PersonRecord)}
    return people or records


def _says_same(first: Record, second: Record) -> bool:
    """Whether two records differ at most in their place."""
    return replace(first, locator=second.locator) == second
