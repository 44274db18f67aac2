"""The message to send along a route: whom it goes to, why now, the newest shared fact and a paragraph to forward.

Every sentence is left out when the book does not know what it would say, so no message has an empty slot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from refnet.analysis.reasons import at_day, newest_first, plain_day
from refnet.model import BookEvent, Interaction, Person, PersonId, kind_of, people_of

NEWS_DAYS: Final = 365
"""A job or a meeting of the target within the last year is a reason to write now."""

_TITLES: Final = frozenset("mr mrs ms miss mx dr prof professor sir dame".split())
_SPOKEN: Final = {"meeting": "met", "call": "spoke", "mail": "wrote to each other", "message": "wrote to each other"}


@dataclass(frozen=True, slots=True)
class Message:
    """Plain text to copy. `forward` is the paragraph that `to` can pass on, "" when `to` is the target."""

    to: PersonId
    subject: str
    body: str
    forward: str


def write_message(
    route: Sequence[PersonId],
    people: Mapping[PersonId, Person],
    events: Sequence[BookEvent],
    as_of: date,
    *,
    why: str = "",
) -> Message:
    """A message from the first person of a route to the second.

    Args:
        route: Ego first, target last; two or more.
        people: Everybody on the route.
        events: Events between neighbours on the route, up to `as_of`.
        as_of: The day on which it is written.
        why: The owner's own reason; without one the newest fact about the target is used.
    """
    ego, contact, target = people[route[0]], people[route[1]], people[route[-1]]
    reason = why.strip() or _why_now(people, route, events, as_of)
    shared = _shared_fact(ego, contact, events, as_of)
    if len(route) == 2:
        wish = f"I would like to talk with you{_at_work(target)}."
        body = _letter(contact, ego, [shared, wish, reason])
        return Message(contact.id, f"{_short(ego)} and {_short(target)}", body, "")
    body = _letter(contact, ego, [shared, _request(route, people), reason, _close(route)])
    return Message(contact.id, f"Introduction to {target.name}", body, _forward(ego, target, reason))


def first_name(person: Person) -> str:
    """How to greet somebody: the first word of the name that is no title.

    >>> first_name(Person(PersonId("p1"), "Dr. Amara Diallo"))
    'Amara'
    """
    words = [w for w in person.name.split() if w.strip(".").casefold() not in _TITLES]
    return words[0] if words else person.name


def described(person: Person) -> str:
    """Name with title and employer, as far as known."""
    return f"{person.name} ({person.headline})" if person.headline else person.name


def _letter(to: Person, sender: Person, sentences: Sequence[str]) -> str:
    return f"Hi {first_name(to)},\n\n{' '.join(s for s in sentences if s)}\n\nThank you,\n{_short(sender)}"


def _short(person: Person) -> str:
    return first_name(person)


def _at_work(person: Person) -> str:
    return f" about {person.organizations[0]}" if person.organizations else ""


def _request(route: Sequence[PersonId], people: Mapping[PersonId, Person]) -> str:
    target = described(people[route[-1]])
    if len(route) == 3:
        return f"I would like to meet {target}, whom you know. Would you introduce us?"
    between = [people[p].name for p in route[2:-1]]
    way = between[0] if len(between) == 1 else f"{between[0]}, and from there {' and '.join(between[1:])}"
    ask = f"Would you ask {first_name(people[route[2]])} for me?"
    return f"I would like to meet {target}. The way leads through {way}. {ask}"


def _close(route: Sequence[PersonId]) -> str:
    return "There is a paragraph to pass on below; if it is not a good moment, just say so."


def _forward(ego: Person, target: Person, reason: str) -> str:
    who = described(ego)
    about = f" about {target.organizations[0]}" if target.organizations else ""
    reach = f" You can reach {first_name(ego)} at {ego.emails[0]}." if ego.emails else ""
    return f"{who} would like to talk with you{about}. {reason} It would take twenty minutes.{reach}".replace("  ", " ")


def _shared_fact(ego: Person, contact: Person, events: Sequence[BookEvent], as_of: date) -> str:
    between = [e for e in events if {ego.id, contact.id} <= set(people_of(e.event)) and at_day(e)]
    for happened in newest_first(between):
        day = at_day(happened)
        if day is None or day > as_of:
            continue
        when = plain_day(day)
        event = happened.event
        if isinstance(event, Interaction):
            did = _SPOKEN.get(event.channel, "were in touch")
            return f"When we {did} on {when}, I meant to ask you something."
        if kind_of(event) == "referral":
            return f"The referral of {when} has not been forgotten."
        if kind_of(event) == "introduction":
            return f"The introduction of {when} has not been forgotten."
    return ""


def _why_now(
    people: Mapping[PersonId, Person], route: Sequence[PersonId], events: Sequence[BookEvent], as_of: date
) -> str:
    target = people[route[-1]]
    for job in target.jobs:
        if job.start and job.end is None and 0 <= (as_of - job.start).days <= NEWS_DAYS:
            what = f"as {job.title} at {job.organization}" if job.title else f"at {job.organization}"
            return f"{first_name(target)} started {what} in {job.start:%B %Y}, so plans are being made now."
    if len(route) > 2:
        last = people[route[-2]]
        between = [e for e in events if {last.id, target.id} <= set(people_of(e.event))]
        days = [day for e in newest_first(between) if (day := at_day(e)) and 0 <= (as_of - day).days <= NEWS_DAYS]
        if days and len(route) == 3:
            return f"You two were in touch on {plain_day(days[0])}, so the moment is good."
        if days:
            return f"{first_name(last)} and {first_name(target)} were in touch on {plain_day(days[0])}."
    return f"I am planning the months from {as_of:%B %Y} on, and this is the time to talk."
