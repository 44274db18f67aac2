"""Warm paths: who can introduce ego to a person, or to anyone at a company, with the facts behind every tie."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from refnet.analysis.explain import explain
from refnet.analysis.message import Message, shown_name, write_message
from refnet.analysis.reasons import Reason, ago, at_day, capital, listed
from refnet.analysis.search import Route, best_routes
from refnet.colleagues import shared_employer
from refnet.model import NOT_ASKED, Ask, BookEvent, Event, Interaction, Introduction, Person, PersonId
from refnet.network import Snapshot, WeighedTie
from refnet.strength import Strength, strength_word

if TYPE_CHECKING:
    from refnet.network.arrays import Network

OPEN_ASK_DAYS: Final = 60
OPEN_ASK_READINESS: Final = 0.5
"""Somebody who still owes an answer to an ask of the last two months counts half: one ask at a time keeps advocates."""

NEAREST: Final = 3
_IMPORT_OF: Final = "refnet import Connections.csv --of NAME"


@dataclass(frozen=True, slots=True)
class Hop:
    """One tie of a route, in the direction of the route."""

    a: PersonId
    b: PersonId
    strength: Strength
    word: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class WarmPath:
    """A route from ego to a target. `value` is the product of its strengths and of the readiness of those between;
    it orders routes and is no chance. `weakest` is the index of the weakest hop."""

    people: tuple[PersonId, ...]
    names: tuple[str, ...]
    hops: tuple[Hop, ...]
    value: float
    word: str
    weakest: int
    caution: str
    """What to know before asking ("Asked 12 days ago, no answer yet"), "" when nothing."""
    message: Message

    def called(self, reader: PersonId) -> list[str]:
        """The people as a sentence for one of them names them: "you", and the names of the others."""
        return ["you" if person == reader else name for person, name in zip(self.people, self.names, strict=True)]


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody close to what was asked for, and how."""

    person: PersonId
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class NoPath:
    """Why there is no route, who comes nearest, and what would help."""

    why: str
    nearest: tuple[Near, ...]
    help: str


@dataclass(frozen=True, slots=True)
class WarmPaths:
    """The answer: routes, best first; or why there are none."""

    as_of: date
    ego: PersonId
    targets: tuple[PersonId, ...]
    routes: tuple[WarmPath, ...]
    nothing: NoPath | None


def warm_paths(
    snapshot: Snapshot,
    ego: PersonId,
    targets: Collection[PersonId],
    *,
    hops: int = 4,
    routes: int = 10,
    per_first_contact: bool = True,
    why: str = "",
    network: Network | None = None,
    reader: PersonId | None = None,
) -> WarmPaths:
    """Who can introduce ego to any of these people.

    People flagged do-not-ask, do-not-contact or do-not-show are never asked, and the latter two never reached. The
    search is exact: no route within the limits is better than those given.

    Args:
        snapshot: The book as of a day.
        ego: Where routes start.
        targets: One person, or everybody at a company: a route to any of them counts.
        hops: The most ties on a route, 1 to `limits.HOPS`.
        routes: How many to give, 1 to `limits.ROUTES`.
        per_first_contact: The best route of each first contact; False: the best overall, alike or not.
        why: The owner's own reason, for the messages.
        reader: For whom the answer is written, "you" in it; ego by default. Messages are ego's in any case.
        network: All ties of the snapshot, where they are at hand: the same answer, without asking for rings of people.

    Raises:
        ValueError: hops or routes are out of range.
    """
    known = snapshot.people([*targets, ego])
    wanted = {p for p in targets if p in known and p != ego and not _unreachable(known[p])}
    asks = open_asks(snapshot, ego)
    ready = dict.fromkeys(asks, OPEN_ASK_READINESS)
    if network is None:
        found = _search(snapshot, ego, wanted, ready, hops=hops, routes=routes, per_first_contact=per_first_contact)
    else:
        from refnet.analysis.array_search import best_routes_among

        found = best_routes_among(
            network, ego, wanted, hops=hops, routes=routes, per_first_contact=per_first_contact, readiness=ready
        )
    you = ego if reader is None else reader
    answers = _tell(snapshot, you, found, asks, why)
    asked = [known[p] for p in targets if p in known]
    start = "you" if you == ego else known[ego].name
    nothing = None if answers else _nothing(snapshot, ego, asked, wanted, hops, start)
    return WarmPaths(snapshot.as_of, ego, tuple(targets), answers, nothing)


def once_sent(route: WarmPath, day: date) -> Event[PersonId]:
    """What has happened once ego has sent the message of a route: an ask, or to somebody ego knows a word."""
    ego, contact, target = route.people[0], route.people[1], route.people[-1]
    if contact == target:
        return Interaction(day, (ego, contact), "message", "one-way", initiated=True)
    return Ask(ego, contact, day, target=target)


def _unreachable(person: Person) -> bool:
    return bool({"do-not-contact", "do-not-show"}.intersection(person.flags))


def _search(
    snapshot: Snapshot,
    ego: PersonId,
    targets: Collection[PersonId],
    ready: Mapping[PersonId, float],
    *,
    hops: int,
    routes: int,
    per_first_contact: bool,
) -> list[Route]:
    """Search again without those who may not be asked, until nobody on the routes is one of them: still exact."""
    blocked: set[PersonId] = set()
    rings: dict[PersonId, Sequence[tuple[PersonId, float]]] = {}

    def neighbours(
        people: Iterable[PersonId], *, among: Set[PersonId] | None = None
    ) -> Mapping[PersonId, Sequence[tuple[PersonId, float]]]:
        people = list(people)
        found = {p: rings[p] for p in people if p in rings}
        if missing := [p for p in people if p not in found]:
            asked = snapshot.neighbours(missing, among=among)
            found |= asked
            if among is None:
                rings.update(asked)
        return found

    def readiness(person: PersonId) -> float:
        return 0.0 if person in blocked else ready.get(person, 1.0)

    while True:
        found = best_routes(
            neighbours,
            ego,
            targets,
            hops=hops,
            routes=routes,
            per_first_contact=per_first_contact,
            readiness=readiness,
        )
        between = snapshot.people({p for route in found for p in route.people[1:-1]})
        flagged = {p for p, person in between.items() if NOT_ASKED.intersection(person.flags)}
        if not flagged:
            return found
        blocked |= flagged


def open_asks(snapshot: Snapshot, ego: PersonId) -> dict[PersonId, date]:
    """Whom ego asked lately without an answer yet, and when."""
    newest: dict[PersonId, date] = {}
    for happened in snapshot.events_of([ego], kinds=["ask", "introduction"]):
        connector, day = _asked(happened.event, ego), at_day(happened)
        if connector and day and 0 <= (snapshot.as_of - day).days <= OPEN_ASK_DAYS:
            newest[connector] = max(day, newest.get(connector, day))
    return newest


def _asked(event: Event[PersonId], ego: PersonId) -> PersonId | None:
    """Whom ego asked, when the event is an ask of ego's without an answer so far."""
    match event:
        case Ask(asker=asker, connector=connector, outcome="open") if asker == ego:
            return connector
        case Introduction(introducer=introducer, first=first, stage="asked") if first == ego:
            return introducer
    return None


def _tell(
    snapshot: Snapshot, you: PersonId, found: Sequence[Route], asks: Mapping[PersonId, date], why: str
) -> tuple[WarmPath, ...]:
    pairs = {tuple(sorted(pair)) for route in found for pair in zip(route.people, route.people[1:], strict=False)}
    ties = {(tie.a, tie.b): tie for tie in snapshot.ties(pairs)}  # type: ignore[arg-type]
    on_routes = {p for route in found for p in route.people}
    people = snapshot.people(on_routes)
    events = snapshot.events_between(pairs)  # type: ignore[arg-type]
    return tuple(_path(snapshot.as_of, you, route, ties, people, events, asks, why) for route in found)


def _path(
    as_of: date,
    you: PersonId,
    route: Route,
    ties: Mapping[tuple[PersonId, PersonId], WeighedTie],
    people: Mapping[PersonId, Person],
    events: Mapping[tuple[PersonId, PersonId], Sequence[BookEvent]],
    asks: Mapping[PersonId, date],
    why: str,
) -> WarmPath:
    def name_of(person: PersonId) -> str:
        return "you" if person == you else people[person].name if person in people else "somebody else"

    hops = []
    happened: list[BookEvent] = []
    for a, b in zip(route.people, route.people[1:], strict=False):
        pair = (min(a, b), max(a, b))
        tie = ties[pair]
        between = events.get(pair, ())
        happened.extend(between)
        word = strength_word(tie.strength.value)
        reasons = explain(tie, between, name_of, as_of, employer=shared_employer(people[a], people[b]))
        hops.append(Hop(a, b, tie.strength, word, reasons))
    weakest = min(range(len(hops)), key=lambda i: (hops[i].strength.value, i))
    cautions = [
        f"{people[p].name} was asked {ago(asks[p], as_of)} and has not answered yet"
        for p in route.people[1:-1]
        if p in asks
    ]
    return WarmPath(
        people=route.people,
        names=tuple(people[p].name for p in route.people),
        hops=tuple(hops),
        value=route.value,
        word=strength_word(route.value),
        weakest=weakest,
        caution=f"{listed(cautions)}." if cautions else "",
        message=write_message(route.people, people, happened, as_of, why=why),
    )


def _nothing(
    snapshot: Snapshot, ego: PersonId, asked: Sequence[Person], wanted: Collection[PersonId], hops: int, start: str
) -> NoPath:
    who = _who(asked)
    if asked and not wanted:
        return _marked(asked, ego, start)
    pairs = {(p, q) for p, others in snapshot.neighbours(wanted).items() for q, _ in others if q not in wanted}
    said = (tie for tie in snapshot.ties(pairs) if tie.sums.grade != "inferred")
    known_by = {q for tie in said for q in (tie.a, tie.b) if q not in wanted}
    nearest = _nearest(snapshot, ego, asked, wanted, hops)
    if not known_by:
        return NoPath(f"Nobody in this book is known to know {who}.", nearest, _which_file(snapshot, ego, who))
    named = [shown_name(person) for person in snapshot.people(known_by).values() if not _unreachable(person)]
    names = sorted(named)[:NEAREST]
    know = "knows" if len(names) <= 1 else "know"
    chain = f"no chain of at most {hops} ties, over people who may be asked, leads there from {start}"
    why = f"{listed(names) or 'Somebody'} {know} {who}, but {chain}."
    return NoPath(why, nearest, _which_file(snapshot, ego, who))


def _who(asked: Sequence[Person]) -> str:
    if len(asked) != 1:
        return "any of them" if asked else "them"
    return "this person" if "do-not-show" in asked[0].flags else shown_name(asked[0])


def _marked(asked: Sequence[Person], ego: PersonId, start: str) -> NoPath:
    """When nobody asked for may be reached."""
    if {person.id for person in asked} == {ego}:
        return NoPath(f"That is {start}.", (), "Choose somebody whom you would like to meet.")
    who = f"{capital(_who(asked))} is" if len(asked) == 1 else "All of them are"
    why = f"{who} marked as not to be contacted or shown, so no route is given."
    return NoPath(why, (), "Clear the mark on the person if it no longer holds.")


def _nearest(
    snapshot: Snapshot, ego: PersonId, asked: Sequence[Person], wanted: Collection[PersonId], hops: int
) -> tuple[Near, ...]:
    """People at the same company to whom there is a route."""
    places = dict.fromkeys(name for person in asked for name in person.organizations)
    colleagues = {c.id: (c, place) for place in places for c in snapshot.at_organization(place) if c.id not in wanted}
    colleagues.pop(ego, None)
    reachable = {p for p, (c, _) in colleagues.items() if not _unreachable(c)}
    found = _search(snapshot, ego, reachable, {}, hops=hops, routes=NEAREST, per_first_contact=True)
    ends = dict.fromkeys(route.people[-1] for route in found)
    return tuple(
        Near(p, colleagues[p][0].name, f"{colleagues[p][0].headline or colleagues[p][1]}: there is a route to them.")
        for p in ends
    )


def _which_file(snapshot: Snapshot, ego: PersonId, who: str) -> str:
    circle = [p for p, _ in snapshot.neighbours([ego])[ego]]
    if not circle:
        return "Start with your own LinkedIn Connections.csv or Google contacts: refnet import FILE"
    beyond = snapshot.neighbours(circle[:200])
    if any(other != ego for others in beyond.values() for other, _ in others):
        return f"The LinkedIn connections of somebody who may know {who} would help most: {_IMPORT_OF}"
    return (
        f"This book knows your own ties only. A team-mate's LinkedIn connections ({_IMPORT_OF}), "
        "or a sheet of introductions or referrals, shows who knows whom."
    )
