"""The view of a book: people, events between them and ties, worked out from all records and the owner's decisions.

Nothing of it is held in memory as a whole: everything is read and written one by one, ordered by ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from heapq import merge
from itertools import combinations, groupby
from operator import itemgetter
from typing import Any, Final, TypeAlias, TypeVar, cast

import msgspec

from refnet import limits
from refnet.colleagues import colleagues
from refnet.identity import Homes, Resolution, build_person, consent_in, resolve
from refnet.ingest.reading import OWNER_SYSTEM
from refnet.model import (
    PEOPLE_FIELDS,
    BookEvent,
    Event,
    EventId,
    Flag,
    Person,
    PersonId,
    day_of,
    kind_of,
    people_of,
)
from refnet.records import EventRecord, Mention, PersonRecord, Record
from refnet.spool import Form, Spool
from refnet.stores import codec
from refnet.stores.base import Decision, Store, Tie, View
from refnet.stores.forms import EVENT_IDS, EVENTS, PAIRS, PEOPLE, PERSON_IDS, TIES
from refnet.stores.sightings import Records
from refnet.strength import Profile, TieSums, build_profile
from refnet.ties import Pair, tie_sums

T = TypeVar("T")
KeyPair: TypeAlias = tuple[str, str]
K = TypeVar("K")
_EVENTS_AT_ONCE: Final = 20_000
"""Of more events the ties are added up in several parts, as the sums of a pair are larger while they are added up."""
_RECENT: Final = 50_000
_CARD: Final = b"c"
_MENTION: Final = b"m"
_encode = msgspec.json.Encoder().encode
_card = msgspec.json.Decoder(tuple[str, msgspec.Raw]).decode
_mention = msgspec.json.Decoder(Mention).decode


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that a book's view holds, ordered by id. That of a store can be read once only."""

    people: Iterable[Person]
    events: Iterable[BookEvent]
    ties: Iterable[Tie]
    aliases: Mapping[str, PersonId]
    profile: Profile


def build_view(records: Records, decisions: Iterable[Decision]) -> Whole:
    """The view that these records and decisions give."""
    same, different = _pairs(records, decisions)
    homes = Homes(records, same=same, different=different)
    told = _Told()
    for key, locator, body in records.kept():
        if codec.is_person(body):
            told.card(homes.of(key), key, body)
        elif codec.is_event(body):
            record = codec.record_of(key, locator, body)
            assert isinstance(record, EventRecord)
            told.event(record, [homes.of_mention(mention) for mention in people_of(record.event)])
    people, events = told.people(), told.events.ordered()
    ties = _with_colleagues(_ties(events), people)
    profile = replace(build_profile(tie.sums for tie in ties), last_event_day=told.newest_day)
    return Whole(people, events, ties, _aliases(homes, people), profile)


def who_is_who(records: Collection[Record], decisions: Iterable[Decision]) -> Resolution:
    """The people that these records and decisions give, with what each is made of."""
    same, different = _pairs(records, decisions)
    return resolve(records, same=same, different=different)


def newest(decisions: Iterable[Decision]) -> dict[tuple[str, str], str]:
    """The owner's last word on each pair of keys: "same" or "different"."""
    return {(d.first, d.second): d.kind for d in decisions}


def whole_of(store: Store) -> Whole:
    """The view that a store holds."""
    return Whole(store.all_people(), store.all_events(), store.ties(), store.aliases(), store.profile())


def difference(before: Whole, after: Whole) -> View:
    """What has to change in one view for it to become the other."""
    people, removed_people = _compared(before.people, after.people, PEOPLE, PERSON_IDS)
    events, removed_events = _compared(before.events, after.events, EVENTS, EVENT_IDS)
    ties, removed_ties = _compared(before.ties, after.ties, TIES, PAIRS)
    return View(
        people=people,
        removed_people=removed_people,
        events=events,
        removed_events=removed_events,
        ties=ties,
        removed_ties=removed_ties,
        aliases={alias: person for alias, person in after.aliases.items() if before.aliases.get(alias) != person},
        removed_aliases=tuple(alias for alias in before.aliases if alias not in after.aliases),
        profile=after.profile,
    )


def _compared(before: Iterable[T], after: Iterable[T], form: Form[T], gone: Form[K]) -> tuple[Spool[T], Spool[K]]:
    """What is new or other in `after`, and the keys of what is there no more; both are ordered by their keys."""
    changed, away = Spool(form), Spool(gone)
    old = ((form.key(value), True, value) for value in before)
    # What is new is not even read
    new = ((key, False, body) for key, body in (after if isinstance(after, Spool) else Spool(form, after)).kept())
    for key, rows in groupby(merge(old, new, key=itemgetter(0)), key=itemgetter(0)):
        found: dict[bool, Any] = {is_old: told for _, is_old, told in rows}
        if False not in found:
            away.add_kept(key, b"")
        elif True not in found or form.unpack(key, found[False]) != found[True]:
            changed.add_kept(key, found[False])
    return changed, away


def _pairs(records: Collection[Record], decisions: Iterable[Decision]) -> tuple[list[KeyPair], list[KeyPair]]:
    """The pairs that are one person by the files' and the owner's word, and those that are two by the owner's."""
    said = newest(decisions)
    same = [pair for pair, kind in said.items() if kind == "same"]
    return [*_owners(records), *same], [pair for pair, kind in said.items() if kind == "different"]


def _owners(records: Collection[Record]) -> Iterator[tuple[str, str]]:
    """Records by which the owner of a source describes themself, with that owner's own record."""
    for record in records.holding(OWNER_SYSTEM) if isinstance(records, Records) else records:
        if isinstance(record, PersonRecord):
            yield from ((i.value, record.key) for i in record.external_ids if i.system == OWNER_SYSTEM)


# ------------------------------------------------------------------------------------------- people and events


def _unpacked(_: str, body: bytes) -> PersonRecord | Mention:
    if body.startswith(_MENTION):
        return _mention(body[1:])
    key, card = _card(body[1:])
    record = codec.record_of(key, "", bytes(card))
    assert isinstance(record, PersonRecord)
    return record


def _packed(part: PersonRecord | Mention) -> bytes:
    if isinstance(part, Mention):
        return _MENTION + _encode(part)
    return _CARD + _encode((part.key, msgspec.Raw(codec.record_body(part))))


class _Told:
    """What records tell, put with the people whom they mean."""

    def __init__(self) -> None:
        self.events = Spool(EVENTS)
        self.newest_day = 0
        self._parts: Spool[PersonRecord | Mention] = Spool(Form(lambda _: "", _packed, _unpacked))
        self._flags: dict[PersonId, dict[Flag, bool]] = defaultdict(dict)
        self._recent: set[int] = set()

    def card(self, person_id: PersonId, key: str, body: bytes) -> None:
        """A record about a person."""
        self._parts.add_kept(person_id, _CARD + _encode((key, msgspec.Raw(body))))

    def event(self, record: EventRecord, people: list[PersonId]) -> None:
        """An event between these people, in the order of `people_of`."""
        for said in zip(people, people_of(record.event), strict=True):
            # The owner of a file takes part in each of its events
            if hash(said) not in self._recent:
                self._recent.add(hash(said))
                self._parts.add_kept(said[0], _packed(said[1]))
        if len(self._recent) > _RECENT:
            self._recent.clear()
        if word := consent_in(record):
            self._flags[people[0]].update(word)
        if record.event.at:
            self.newest_day = max(self.newest_day, day_of(record.event.at).toordinal())
        self.events.add(BookEvent(EventId(record.key), _between(record.event, iter(people))))

    def people(self) -> Spool[Person]:
        """Everybody, put together from all parts."""
        found = Spool(PEOPLE)
        for key, parts in self._parts.groups():
            person_id = PersonId(key)
            cards = [part for part in parts if isinstance(part, PersonRecord)]
            mentions = dict.fromkeys(part for part in parts if isinstance(part, Mention))
            found.add(build_person(person_id, cards, mentions, self._flags.get(person_id, {})))
        return found


def _aliases(homes: Homes, people: Spool[Person]) -> dict[str, PersonId]:
    """Ids that mean a person of another id."""
    meant = set(homes.aliases.values())
    there = {key for key, _ in people.kept() if key in meant}
    return {alias: person for alias, person in homes.aliases.items() if alias != person and person in there}


def _between(event: Event[Mention], ids: Iterator[PersonId]) -> Event[PersonId]:
    """The same event between people instead of mentions; `ids` in the order of `people_of`."""
    found: dict[str, Any] = {}
    for field in PEOPLE_FIELDS[kind_of(event)]:
        value = getattr(event, field)
        found[field] = tuple(next(ids) for _ in value) if isinstance(value, tuple) else value and next(ids)
    return cast("Event[PersonId]", replace(event, **found))


# --------------------------------------------------------------------------------------------------------- ties


def _ties(events: Spool[BookEvent]) -> Spool[Tie]:
    """The ties that events make, ordered by their pairs."""
    parts = 1 + len(events) // _EVENTS_AT_ONCE
    if parts == 1:
        return Spool(TIES, _summed(events))
    found = Spool(TIES)
    for part, rows in groupby(_spread(events, parts).by_key(), key=itemgetter(0)):
        for tie in _summed((event for _, event in rows), partial(_is_in, part, parts)):
            found.add(tie)
    return found.ordered()


def _with_colleagues(ties: Spool[Tie], people: Spool[Person]) -> Spool[Tie]:
    """The ties of events, and an inferred one for any two colleagues whom no event ties; ordered by their pairs."""
    inferred = Spool(TIES, (Tie(*pair, TieSums(grade="inferred")) for pair in colleagues(people)))
    if not len(inferred):
        return ties
    found = Spool(TIES)
    both = merge(ties.kept(), inferred.ordered().kept(), key=itemgetter(0))
    for _, told in groupby(both, key=itemgetter(0)):
        found.add_kept(*next(told))
    return found


def _summed(events: Iterable[BookEvent], wanted: Callable[[Pair], bool] | None = None) -> Iterator[Tie]:
    sums = tie_sums((event.event for event in events), wanted=wanted)
    return (Tie(*pair, tie) for pair, tie in sums.items())


def _spread(events: Spool[BookEvent], parts: int) -> Spool[BookEvent]:
    """The events by the parts in which their pairs are."""
    found = Spool(EVENTS)
    for body, event in events.both():
        people = sorted(set(people_of(event.event)))
        if len(people) <= limits.GROUP_SIZE_FOR_TIES:
            for part in {_part_of(pair, parts) for pair in combinations(people, 2)}:
                found.add_kept(part, body)
    return found


def _is_in(part: str, parts: int, pair: Pair) -> bool:
    return _part_of(pair, parts) == part


def _part_of(pair: Pair, parts: int) -> str:
    return str(hash(pair) % parts)
