"""What grew from one person's referrals: those they sent to the firm, whom these sent in turn, and what came of it."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from refnet.analysis.credit import Cents, Deal, Sent, add, deals, referrals_to
from refnet.analysis.firm import team_of
from refnet.model import EventId, Person, PersonId
from refnet.network import Snapshot

DEEPEST: Final = 40
"""A tree has no more levels: whoever stands deeper hangs from the last one, so that no program runs out of stack."""


@dataclass(frozen=True, slots=True)
class CascadeNode:
    """Somebody in a cascade. `won` counts the deals with them that it led to, `value` is what these are worth.

    `day` is when they were sent to the firm, None for the root and where nobody wrote it down. Children are ordered
    by day. At the root, `won` is 0 and `value` empty: how it came to the firm itself is no part of its cascade.
    """

    person: PersonId
    name: str
    day: date | None
    won: int
    value: Cents
    events: tuple[EventId, ...]
    children: tuple[CascadeNode, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """How somebody got into a cascade: through whom, how many referrals below the root, and when."""

    parent: PersonId
    depth: int
    day: date | None


@dataclass(frozen=True, slots=True)
class Below:
    """Everybody below one person, in the order in which they came, and the deals that followed."""

    steps: Mapping[PersonId, Step]
    direct: tuple[Deal, ...]
    """Deals with those whom the person sent."""
    downstream: tuple[Deal, ...]
    """Deals with those whom others below sent, each once, and none that is direct."""


Given: TypeAlias = Mapping[PersonId, Sequence[Sent]]
"""The referrals that each referrer gave."""


def cascade(snapshot: Snapshot, ego: PersonId, root: PersonId, *, members: Collection[PersonId] = ()) -> CascadeNode:
    """The tree of referrals to ego's firm below one person; only the root when they gave none.

    Everybody stands in it once, below whoever brought them there first, and only if that was not later than what
    they gave themselves: two people who refer each other by mistake end it. The values of all nodes add up to the
    direct and downstream value of the person's line in `advocates`, but for people who are not to be shown: they are
    left out, and those below them move up.

    Args:
        snapshot: The book as of a day.
        ego: Whose firm the referrals came to.
        root: Somebody in the book.
        members: Who else shares the book, and so is of the firm.
    """
    team = team_of(snapshot, ego, members)
    sent = referrals_to(team, snapshot.events_of(sorted(team), kinds=["referral"]), snapshot.as_of)
    found = below(root, by_referrer(sent), by_referral(deals(sent)))
    people = snapshot.people({root, *found.steps})
    return _tree(root, found, people)


def by_referrer(sent: Iterable[Sent]) -> Given:
    """The referrals of each referrer, in the order given."""
    found: dict[PersonId, list[Sent]] = defaultdict(list)
    for referral in sent:
        found[referral.referrer].append(referral)
    return found


def by_referral(won: Iterable[Deal]) -> Mapping[EventId, Deal]:
    """The deal that a referral led to; those that led to none are left out."""
    return {referral.id: deal for deal in won for referral in deal.sent}


def below(root: PersonId, given: Given, led_to: Mapping[EventId, Deal]) -> Below:
    """Everybody whom `root` sent to the firm, whom these sent after they had come, and so on.

    Args:
        root: Who begins.
        given: The referrals of each referrer.
        led_to: The deal that a referral led to.
    """
    steps: dict[PersonId, Step] = {}
    direct: dict[Deal, None] = {}
    downstream: dict[Deal, None] = {}
    # The earliest arrival first, so that whoever came twice counts from the first time on
    waiting: list[tuple[date, int, PersonId, PersonId, bool]] = [(date.min, 0, root, root, False)]
    while waiting:
        day, depth, person, parent, dated = heapq.heappop(waiting)
        if person in steps or (person == root and depth):
            continue
        if depth:
            steps[person] = Step(parent, depth, day if dated else None)
        for referral in given.get(person, ()):
            if (referral.day and referral.day < day) or referral.prospect == root:
                continue
            dated = referral.day is not None
            if referral.named:
                heapq.heappush(waiting, (referral.day or day, depth + 1, referral.prospect, person, dated))
            if deal := led_to.get(referral.id):
                (downstream if depth else direct)[deal] = None
    return Below(steps, tuple(direct), tuple(deal for deal in downstream if deal not in direct))


def _tree(root: PersonId, found: Below, people: Mapping[PersonId, Person]) -> CascadeNode:
    """The steps as a tree, built from the last that came, so that children are there before their parents."""
    brought: dict[PersonId, list[Deal]] = defaultdict(list)
    for deal in (*found.direct, *found.downstream):
        brought[deal.prospect].append(deal)
    above = _places(root, found.steps, people)
    children: dict[PersonId, list[CascadeNode]] = defaultdict(list)
    for person in reversed(above):
        node = _node(people[person], found.steps[person].day, brought[person], children.pop(person, ()))
        children[above[person]].append(node)
    return _node(people[root], None, (), children.pop(root, ()))


def _places(
    root: PersonId, steps: Mapping[PersonId, Step], people: Mapping[PersonId, Person]
) -> dict[PersonId, PersonId]:
    """Below whom everybody who may be shown hangs in the tree: the nearest above who is shown, and not too deep."""
    above: dict[PersonId, PersonId] = {}
    stands_for: dict[PersonId, PersonId] = {root: root}
    depth = {root: 0}
    for person, step in steps.items():
        parent = stands_for[step.parent]
        if not _is_shown(people, person):
            stands_for[person] = parent
            continue
        above[person] = above[parent] if depth[parent] == DEEPEST else parent
        depth[person] = depth[above[person]] + 1
        stands_for[person] = person
    return above


def _is_shown(people: Mapping[PersonId, Person], person: PersonId) -> bool:
    return person in people and "do-not-show" not in people[person].flags


def _node(person: Person, day: date | None, brought: Collection[Deal], children: Sequence[CascadeNode]) -> CascadeNode:
    value: Cents = {}
    for deal in brought:
        add(value, deal.currency, deal.cents)
    events = tuple(referral.id for deal in brought for referral in deal.sent)
    return CascadeNode(person.id, person.name, day, len(brought), value, events, tuple(reversed(children)))
