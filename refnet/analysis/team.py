"""A book that several people share: which of its members knows whom, and over whom of them the warmest way leads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from refnet.analysis.explain import explain
from refnet.analysis.message import shown_name
from refnet.analysis.paths import NoPath, WarmPaths
from refnet.analysis.reasons import Reason
from refnet.colleagues import shared_employer
from refnet.model import Person, PersonId
from refnet.network import Snapshot, WeighedTie
from refnet.strength import Strength, TieSums, strength_word

_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class TeamTie:
    """One member's own tie with somebody."""

    member: PersonId
    member_name: str
    person: PersonId
    name: str
    strength: Strength
    word: str
    fact: str
    """What speaks for it most, in a few words: "met 4 times"."""
    reasons: tuple[Reason, ...]
    guessed: bool = False
    """Whether nothing but a common employer speaks for it."""


@dataclass(frozen=True, slots=True)
class WhoKnows:
    """Which members know a person, or people at a company; the strongest tie first."""

    as_of: date
    targets: tuple[PersonId, ...]
    text: str
    """In a sentence: "Priya Nair knows Dana Okafor best (met 4 times)."."""
    lines: tuple[TeamTie, ...]


@dataclass(frozen=True, slots=True)
class TeamPaths(WarmPaths):
    """Routes that begin at members of a book: `people[0]` of each says at whom. `ego` is for whom the answer is."""

    text: str
    """Who knows the target best, and how far it is from ego."""


def who_knows(
    snapshot: Snapshot, members: Mapping[PersonId, str], reader: PersonId, called: str, targets: Collection[PersonId]
) -> WhoKnows:
    """Which members know any of these people, and how well.

    People flagged do-not-show are left out. The reasons of a line add up to its strength, see `explain`.

    Args:
        snapshot: The book as of a day.
        members: Names of all members.
        reader: The member for whom the answer is written, "you" in it.
        called: What to call the targets: the name of the person or company.
        targets: One person, or everybody at a company.
    """
    people = {p: person for p, person in snapshot.people(targets).items() if "do-not-show" not in person.flags}
    pairs = {(member, person) for member in members for person in people if member != person}
    between = snapshot.events_between(pairs)
    staff = snapshot.people(members)
    ties = {pair: tie for tie in snapshot.ties(pairs) for pair in ((tie.a, tie.b), (tie.b, tie.a))}

    def name_of(person: PersonId) -> str:
        return "you" if person == reader else members.get(person) or people[person].name

    def line(member: PersonId, person: PersonId, tie: WeighedTie) -> TeamTie:
        events = between.get((tie.a, tie.b), ())
        employer = shared_employer(staff[member], people[person]) if member in staff else ""
        guessed = bool(employer) and not events
        return TeamTie(
            member=member,
            member_name=members[member],
            person=person,
            name=people[person].name,
            strength=tie.strength,
            word=strength_word(tie.strength.value),
            fact=f"both work at {employer}" if guessed else _fact(tie.sums),
            reasons=explain(tie, events, name_of, snapshot.as_of, employer=employer),
            guessed=guessed,
        )

    lines = [line(*pair, tie) for pair in pairs if (tie := ties.get(pair))]
    lines.sort(key=lambda line: (-line.strength.value, line.member, line.person))
    return WhoKnows(snapshot.as_of, tuple(targets), _who(lines, members, reader, called, people), tuple(lines))


def team_paths(known: WhoKnows, found: Mapping[PersonId, WarmPaths], reader: PersonId, called: str) -> TeamPaths:
    """The best route of each member, best first; those over another member last, as that member has a shorter one.

    Args:
        known: Who knows the target.
        found: Routes by the member at whom they begin; those of `reader` among them.
        reader: The member for whom the answer is written.
        called: What to call the target.
    """
    own = found[reader]
    rest = [answer for answer in found.values() if answer.routes]
    best = (answer.routes[0] for answer in rest)
    routes = sorted(best, key=lambda route: (not found.keys().isdisjoint(route.people[1:]), -route.value, route.people))
    nothing = None
    if not routes:
        why = f"None of you has a way to {called} over people who may be asked."
        nothing = NoPath(why, own.nothing.nearest, own.nothing.help) if own.nothing else None
    return TeamPaths(own.as_of, reader, own.targets, tuple(routes), nothing, sentence(known, own, reader))


def from_member(found: WarmPaths, reader: PersonId, text: str) -> TeamPaths:
    """Routes that begin at one member, with the word on who knows the target best."""
    return TeamPaths(found.as_of, reader, found.targets, found.routes, found.nothing, text)


def sentence(known: WhoKnows, own: WarmPaths, reader: PersonId) -> str:
    """Who knows the target best, and how far it is from the reader, whose own routes are given."""
    if any(line.member == reader for line in known.lines[:1]) or reader in known.targets:
        return known.text
    steps = min((len(route.hops) for route in own.routes), default=0)
    if not steps:
        how = "there is no way from you"
    elif steps == 1:
        how = "you know them as well" if known.lines else "you are one step away"
    else:
        how = f"you would need {_NUMBERS[steps]} steps" if steps < len(_NUMBERS) else f"you would need {steps} steps"
    return f"{known.text.removesuffix('.')}; {how}."


def _who(
    lines: list[TeamTie],
    members: Mapping[PersonId, str],
    reader: PersonId,
    called: str,
    people: Mapping[PersonId, Person],
) -> str:
    if not lines:
        who = "You do not know" if len(members) == 1 else "None of you knows"
        return f"{who} {called}, as far as this book says."
    best = lines[0]
    whom = shown_name(people[best.person])
    who = "You" if best.member == reader else best.member_name
    if best.guessed:
        return f"{who} may know {whom} ({best.fact})."
    know = "know" if best.member == reader else "knows"
    return f"{who} {know} {whom}{' best' if len(members) > 1 else ''} ({best.fact})."


def _fact(sums: TieSums) -> str:
    if sums.meetings:
        return f"met {_times(sums.meetings)}"
    if sums.contacts:
        return f"in contact {_times(sums.contacts)}"
    return "no contact on file"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
