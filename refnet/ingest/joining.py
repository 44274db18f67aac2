"""The owner's word on who is who: two people are one, or are not; some records of a person are somebody else's.

A word is kept for each pair of what the two are made of, so that it holds whichever of their files goes or comes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Final, Literal

from refnet.errors import RefnetError
from refnet.identity import Resolution
from refnet.identity.resolve import id_of, mention_key
from refnet.ingest.changes import decide, enter, undecide
from refnet.ingest.members import labels_of, member_key, member_records
from refnet.ingest.view import newest, who_is_who
from refnet.model import PersonId, people_of
from refnet.records import EventRecord, Mention, PersonRecord, Record
from refnet.stores.base import NOBODY, Decision, Store
from refnet.text import fold

_PLACES: Final = 3


@dataclass(frozen=True, slots=True)
class PersonPart:
    """One record of a person, or one way in which events mention them: what `split` can take away."""

    key: str
    text: str
    """What it says: "Dana Okafor, dana@example.com"."""
    places: tuple[str, ...]
    """Where it stands: "row 14 of contacts.csv"; the first few places of a mention."""
    events: int
    """In how many events it takes part."""


def merge(store: Store, first: PersonId, second: PersonId, *, now: datetime) -> None:
    """Say that two people are one."""
    _say(store, "same", first, second, now)


def admit(store: Store, name: str, emails: tuple[str, ...], *, now: datetime) -> None:
    """Enter somebody as a member; the one person whom all know by that name, or by an address, is the same.

    Args:
        store: The book's store.
        name: Their full name. A member of that name stays the same one.
        emails: Their own addresses, added to those that they have.
        now: The moment, in UTC.
    """
    known = {fold(record.name): (key, record.emails) for key, record in member_records(store).items()}
    key, before = known.get(fold(name), (member_key(name), ()))
    there = _known_as(store.seen_by(NOBODY), name, emails)
    record = PersonRecord(key, "your own entry", name=name, emails=tuple(dict.fromkeys((*before, *emails))), me=True)
    enter(store, [record], now=now, member=key)
    first, second = (store.person_id(any_id) for any_id in (there, id_of(key)))
    if first and second:
        merge(store, first, second, now=now)


def _known_as(shared: Store, name: str, emails: Collection[str]) -> str:
    """The id of the one person of exactly this name, or of one of these addresses; "" for none or several."""
    own = {email.casefold() for email in emails}
    called = [p for p in shared.search(name) if fold(name) in map(fold, (p.name, *p.names))]
    mailed = [p for email in own for p in shared.search(email) if email in map(str.casefold, p.emails)]
    found = {person.id for person in (*called, *mailed)}
    return found.pop() if len(found) == 1 else ""


def keep_apart(store: Store, first: PersonId, second: PersonId, *, now: datetime) -> None:
    """Say that two people are two."""
    _say(store, "different", first, second, now)


def reconsider(store: Store, first: PersonId, second: PersonId, *, now: datetime) -> None:
    """Take back what was said of two people, as if it had never been."""
    members = who_is_who(store.records(), store.decisions()).members
    undecide(store, _pairs(members[first], members[second]), now=now)


def split(store: Store, person: PersonId, keys: Collection[str], *, now: datetime, dry_run: bool = False) -> None:
    """Say that some parts of a person are somebody else's; mentions go with what they agree with.

    Args:
        store: The book's store.
        person: The person.
        keys: Keys of parts to take away; nothing happens for none or for all of them.
        now: The moment, in UTC.
        dry_run: Only check the keys.

    Raises:
        RefnetError: a key is none of this person's.
    """
    records, told = store.records(), store.decisions()
    found = who_is_who(records, told)
    hard = found.members[person]
    soft = [key for key, one in found.named.items() if one == person]
    if strange := sorted(set(keys) - {*hard, *soft}):
        raise RefnetError(
            f"{strange[0]} is no record of {found.people[person].name}.", fix=f"See them: refnet split {person}"
        )
    cards = {record.key for record in records if isinstance(record, PersonRecord)}
    away = [key for key in hard if key in keys]
    away += _going_along([key for key in hard if key not in {*keys, *cards}], hard, away, records, told)
    stay = [key for key in hard if key not in away]
    pairs = _pairs(stay, away) + _pairs(stay, [key for key in soft if key in keys])
    if pairs and not dry_run:
        decide(store, "different", pairs, now=now)


def parts(store: Store, person: PersonId) -> tuple[PersonPart, ...]:
    """What a person is made of, records first, oldest first."""
    records = store.records()
    found = who_is_who(records, store.decisions())
    keys = [*found.members[person], *(key for key, one in found.named.items() if one == person)]
    cards = {r.key: r for r in records if isinstance(r, PersonRecord) and r.key in keys}
    counts: Counter[str] = Counter()
    said: dict[str, Mention] = {}
    seen: dict[str, list[str]] = defaultdict(list, {key: [key] for key in cards})
    for record in records:
        if not isinstance(record, EventRecord):
            continue
        mine = {_part_of(m, cards): m for i, m in enumerate(people_of(record.event)) if _is(found, record, i, person)}
        for key, mention in mine.items():
            counts[key] += 1
            said.setdefault(key, mention)
            if key not in cards and len(seen[key]) < _PLACES:
                seen[key].append(record.key)
    places = _places(store, {key for several in seen.values() for key in several})
    return tuple(
        PersonPart(
            key,
            _text_of_card(cards[key]) if key in cards else _text_of_mention(said[key]),
            tuple(dict.fromkeys(place for record in seen[key] for place in places.get(record, ()))),
            counts[key],
        )
        for key in keys
        if key in cards or key in said
    )


def _say(store: Store, kind: Literal["same", "different"], first: PersonId, second: PersonId, now: datetime) -> None:
    if first == second:
        return
    told = store.decisions()
    members, said = who_is_who(store.records(), told).members, newest(told)
    pairs = [pair for pair in _pairs(members[first], members[second]) if said.get(pair) != kind]
    if pairs:
        decide(store, kind, pairs, now=now)


def _pairs(first: Iterable[str], second: Iterable[str]) -> list[tuple[str, str]]:
    return [(min(a, b), max(a, b)) for a, b in product(first, second) if a != b]


def _going_along(
    loose: Sequence[str],
    hard: Sequence[str],
    away: Sequence[str],
    records: Sequence[Record],
    told: Sequence[Decision],
) -> list[str]:
    """The mentions that nobody chose, and that share an address or number with the parts taken away.

    Those that are this person's by the owner's word only stay, and so do all where else nothing would be left.
    """
    stay = [key for key in hard if key not in away and key not in loose]
    if not loose or not stay:
        return []
    by_word = {pair for pair, kind in newest(told).items() if kind == "same" and not set(loose).isdisjoint(pair)}
    trial = [d for d in told if (d.first, d.second) not in by_word]
    trial += [Decision("trial", "different", *pair) for pair in _pairs(stay, away)]
    groups = [keys for keys in who_is_who(records, trial).members.values() if not set(away).isdisjoint(keys)]
    return [key for key in loose if any(key in keys for keys in groups)]


def _is(found: Resolution, record: Record, index: int, person: PersonId) -> bool:
    return found.mentions[record.key, index] == person


def _part_of(mention: Mention, cards: Collection[str]) -> str:
    return mention.record if mention.record in cards else mention_key(mention)


def _places(store: Store, keys: Iterable[str]) -> dict[str, list[str]]:
    labels = labels_of(store)
    return {
        key: [f"{sighting.record.locator} of {labels[sighting.source_id]}" for sighting in sightings]
        for key, sightings in store.sightings(keys).items()
    }


def _text_of_card(card: PersonRecord) -> str:
    says = (card.display_name, *card.emails[:1], *card.phones[:1], *(job.organization for job in card.jobs[:1]))
    return ", ".join(filter(None, says)) or "(no name)"


def _text_of_mention(mention: Mention) -> str:
    says = (mention.name, mention.email, mention.phone, mention.url)
    return ", ".join(filter(None, says)) or mention.organization or "(no name)"
