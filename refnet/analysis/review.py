"""Who may be one person twice: pairs for the owner to decide, with what speaks for it and what it would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from refnet.analysis.reasons import counted, listed
from refnet.identity import Resolution
from refnet.identity.candidates import candidates
from refnet.identity.compare import MatchPart, commonness, compare, features, weight
from refnet.identity.resolve import id_of, provisional_key
from refnet.limits import GROUP_SIZE_FOR_TIES
from refnet.model import PersonId

LEAST_WEIGHT: Final = 5.0
"""Pairs with less evidence are not worth the owner's time."""
EVEN_WEIGHT: Final = 8.0
"""At this weight a pair counts half of what it would change."""
WORDS: Final = ((12.0, "Very likely"), (8.0, "Likely"), (LEAST_WEIGHT, "Possible"))


@dataclass(frozen=True, slots=True)
class Effect:
    """What joining two people moves from the one with less to the one with more."""

    events: int
    ties: int
    """People whom only the one with less was in contact with or knows."""

    @property
    def text(self) -> str:
        """The effect in a sentence."""
        parts = [counted(n, one, many) for n, one, many in self._counts() if n]
        return f"Joining them moves {listed(parts)}." if parts else "Joining them moves no event and no tie."

    def _counts(self) -> tuple[tuple[int, str, str], ...]:
        return (self.events, "event", "events"), (self.ties, "tie", "ties")


@dataclass(frozen=True, slots=True)
class ReviewPair:
    """Two people who may be one. `first` is the one with more events; no id goes, whichever stays."""

    first: PersonId
    second: PersonId
    names: tuple[str, str]
    headlines: tuple[str, str]
    weight: float
    """Log2, the sum of the reasons' values."""
    word: str
    """"Very likely", "Likely" or "Possible"."""
    reasons: tuple[MatchPart, ...]
    effect: Effect


class Who:
    """Who takes part in what, by a resolution; what joining two of them would move."""

    def __init__(self, found: Resolution) -> None:
        self._events: dict[PersonId, set[str]] = defaultdict(set)
        self._guests: dict[str, set[PersonId]] = defaultdict(set)
        for (event, _), person in found.mentions.items():
            self._events[person].add(event)
            self._guests[event].add(person)
        self._unclear: dict[frozenset[PersonId], list[PersonId]] = defaultdict(list)
        self._fitting: dict[PersonId, list[frozenset[PersonId]]] = defaultdict(list)
        for doubt in found.doubts:
            if doubt.kind == "name" and (nameless := id_of(provisional_key(doubt.value))) in found.people:
                self._unclear[frozenset(doubt.people)].append(nameless)
                for person in (nameless, *doubt.people):
                    self._fitting[person].append(frozenset((nameless, *doubt.people)))

    def events(self, person: PersonId) -> set[str]:
        """Keys of the events in which somebody takes part."""
        return self._events.get(person, set())

    def together(self, a: PersonId, b: PersonId) -> int:
        """In how many events both take part."""
        return len(self.events(a) & self.events(b))

    def effect(self, a: PersonId, b: PersonId) -> Effect:
        """What joining two people would move, with the rows that would then be clear."""
        more, less = sorted((a, b), key=lambda person: (-len(self.events(person)), person))
        moved = [less, *self._unclear.get(frozenset((a, b)), ())]
        known = set().union(*map(self._known_to, moved)) - self._known_to(more) - {more, *moved}
        return Effect(len(set().union(*map(self.events, moved))), len(known))

    def settles(self, a: PersonId, b: PersonId) -> tuple[PersonId, ...]:
        """People known by a name only that just these two have: joined, it is theirs."""
        return tuple(self._unclear.get(frozenset((a, b)), ()))

    def namesakes(self, a: PersonId, b: PersonId) -> int:
        """How many people have a name that some rows say and no more, where the two are among them; 0 for none."""
        return max((len(fit) - 1 for fit in self._fitting.get(a, ()) if b in fit), default=0)

    def _known_to(self, person: PersonId) -> set[PersonId]:
        small = (guests for e in self.events(person) if len(guests := self._guests[e]) <= GROUP_SIZE_FOR_TIES)
        return set().union(*small) - {person}


def review(found: Resolution, said: Mapping[tuple[str, str], str], *, limit: int | None = 20) -> tuple[ReviewPair, ...]:
    """Pairs of people who may be one, those first that would change most.

    A pair counts the events and ties that would move, times a share that grows with its weight:

        value = (events + ties + 1) / (1 + 2 ** (EVEN_WEIGHT - weight))

    Args:
        found: Who is who, as far as it is known.
        said: The owner's last word on pairs of keys; pairs called "different" do not come again.
        limit: How many at most; None for all.

    Returns:
        The pairs. People who asked not to be shown are in none.
    """
    everybody = {p.id: features(p) for p in found.people.values() if "do-not-show" not in p.flags}
    common = commonness(everybody.values())
    who, apart = Who(found), _apart(found, said)
    pairs = []
    for a, b in candidates(everybody):
        if frozenset((a, b)) in apart:
            continue
        parts = compare(everybody[a], everybody[b], common, who.together(a, b))
        if parts and weight(parts) >= LEAST_WEIGHT:
            pairs.append((a, b, parts))
    settled = {(one, other) for a, b, _ in pairs for one in who.settles(a, b) for other in (a, b)}
    pairs = [(a, b, parts) for a, b, parts in pairs if not {(a, b), (b, a)} & settled]
    ranked = sorted((_pair(found, who, *pair) for pair in pairs), key=lambda p: (-_value(p), p.first, p.second))
    return tuple(ranked[:limit])


def _pair(found: Resolution, who: Who, a: PersonId, b: PersonId, parts: tuple[MatchPart, ...]) -> ReviewPair:
    first, second = sorted((a, b), key=lambda person: (-len(who.events(person)), person))
    people = found.people[first], found.people[second]
    total = weight(parts)
    if many := who.namesakes(a, b):
        text = f"Some rows say this name and no more, and {counted(many, 'person has', 'people have')} it."
        parts = (*parts, MatchPart("name", text, 0.0))
    return ReviewPair(
        first,
        second,
        (people[0].name, people[1].name),
        (people[0].headline, people[1].headline),
        round(total, 2),
        next(word for least, word in WORDS if total >= least),
        parts,
        who.effect(a, b),
    )


def _apart(found: Resolution, said: Mapping[tuple[str, str], str]) -> set[frozenset[PersonId]]:
    home = {key: person for person, keys in found.members.items() for key in keys}
    pairs = (pair for pair, kind in said.items() if kind == "different")
    return {frozenset((home[a], home[b])) for a, b in pairs if a in home and b in home}


def _value(pair: ReviewPair) -> float:
    return float((pair.effect.events + pair.effect.ties + 1) / (1 + 2 ** (EVEN_WEIGHT - pair.weight)))
