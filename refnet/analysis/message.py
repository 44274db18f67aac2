"""Messages to send: along a route, to ask for a referral, to thank, to say hello, about a promise.

Every sentence is left out when the book does not know what it would say, so no message has an empty slot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from refnet.analysis.reasons import at_day, capital, newest_first, plain_day
from refnet.colleagues import shared_employer
from refnet.model import BookEvent, Employment, Event, Interaction, Introduction, Person, PersonId, Referral, people_of
from refnet.text import fold, fold_organization
from refnet.ties import makes_contact

NEWS_DAYS: Final = 365
"""A job or a meeting of the target within the last year is a reason to write now."""

A_WHILE_DAYS: Final = 180
"""After half a year without contact a message says so, instead of going on as if it had been yesterday."""

MADE: Final = ("made", "met", "led to business")
"""Stages of an introduction that really took place."""

_TITLES: Final = frozenset("mr mrs ms miss mx dr prof professor sir dame".split())
_SPOKEN: Final = {"meeting": "we met", "call": "we spoke", "mail": "we wrote to each other"}
_OUTCOMES: Final = {
    "contacted": "We are in touch now.",
    "met": "We have met since.",
    "won": "It has become business, which I owe to you.",
    "led to business": "It has become business, which I owe to you.",
    "lost": "It did not work out this time, but I was glad that you thought of me.",
}
_STILL_OPEN: Final = "I will tell you what comes of it."


@dataclass(frozen=True, slots=True)
class Message:
    """Plain text to copy. `forward` is the paragraph that `to` can pass on, "" when there is nothing to pass on."""

    to: PersonId
    subject: str
    body: str
    forward: str = ""


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
    own = _as_sentence(why)
    reason = own or _why_now(people, route, events, as_of)
    opening = _opening(ego, contact, events, as_of)
    if len(route) == 2:
        wish = f"I would like to talk with you{_about_work(target)}."
        return Message(contact.id, "A question", _letter(contact, ego, [opening, wish, reason]))
    close = "There is a paragraph to pass on below; if it is not a good moment, just say so."
    body = _letter(contact, ego, [opening, _request(route, people, events), reason, close])
    return Message(contact.id, f"Introduction to {shown_name(target)}", body, _forward(ego, target, own))


def referral_request(
    ego: Person, contact: Person, events: Sequence[BookEvent], as_of: date, *, helped: bool
) -> Message:
    """Asks somebody for a referral. `events` are those between the two; `helped`: they have referred before."""
    thanks = "You have sent good people my way before, and that means a lot to me." if helped else ""
    at_work = f" at {place}" if (place := _workplace(ego)) else ""
    ask = f"Does somebody come to mind who could use what we do{at_work}?"
    close = "One name and a word from you would be a great help, and I will tell you what comes of it."
    return Message(
        contact.id, "A question", _letter(contact, ego, [_opening(ego, contact, events, as_of), thanks, ask, close])
    )


def thank_you(ego: Person, helper: Person, owed: Sequence[BookEvent], others: Mapping[PersonId, Person]) -> Message:
    """Thanks somebody for referrals and introductions, and says what came of the newest.

    Args:
        ego: Who thanks.
        helper: Who is thanked.
        owed: The referrals and introductions, newest first; at least one.
        others: Those whom ego got to know by them, as far as they may be named.
    """
    newest = owed[0].event
    other = next((others[p] for p in people_of(newest) if p in others and p not in (ego.id, helper.id)), None)
    day = at_day(owed[0])
    when = f" on {plain_day(day)}" if day else ""
    if isinstance(newest, Introduction):
        thanks = f"Thank you for introducing me{f' to {shown_name(other)}' if other else ''}{when}."
    else:
        thanks = f"Thank you for sending {shown_name(other) if other else 'a client'} my way{when}."
    outcome = _OUTCOMES.get(getattr(newest, "stage", ""), _STILL_OPEN)
    earlier = "Your help before that is not forgotten either." if len(owed) > 1 else ""
    return Message(helper.id, "Thank you", _letter(helper, ego, [thanks, outcome, earlier], close="Warm regards"))


def hello(ego: Person, contact: Person, events: Sequence[BookEvent], as_of: date) -> Message:
    """Picks up a tie that has gone quiet. `events` are those between the two."""
    last = _last_shared(ego, contact, events, as_of)
    since = f"It has been a while since {last[0]} on {plain_day(last[1])}." if last else "It has been a while."
    at_work = f" at {place}" if (place := _workplace(contact)) else ""
    wish = f"How are things{at_work}? I would be glad to hear from you; a short call would be lovely."
    return Message(contact.id, "Hello again", _letter(contact, ego, [since, wish], close="Warm regards"))


def about_promise(ego: Person, other: Person, due: date, *, mine: bool) -> Message:
    """About a promise that is overdue: ego's own (`mine`), or one made to ego."""
    day = plain_day(due)
    if mine:
        said = f"I have not forgotten what I promised you for {day}. Would this week still suit you?"
        return Message(other.id, "My promise to you", _letter(other, ego, [said], close="Warm regards"))
    said = f"A short question about what we agreed for {day}: is there anything you need from me for it?"
    return Message(other.id, "What we agreed", _letter(other, ego, [said]))


def first_name(person: Person) -> str:
    """How to greet somebody: the first word of the name that is no title; "" when no given name is known.

    That is so for companies, addresses, initials, and names of which it is not clear which part is the given one.

    >>> first_name(Person(PersonId("p1"), "Dr. Amara Diallo")), first_name(Person(PersonId("p2"), "info@example.com"))
    ('Amara', '')
    """
    name, comma, _ = " ".join(person.name.split()).partition(",")
    words = [w for w in name.split() if w.strip(".").casefold() not in _TITLES and any(map(str.isalpha, w))]
    if not words or _is_no_person(person) or (comma and len(words) == 1):
        return ""
    return "" if len(words[0].strip(".")) == 1 else words[0]


def shown_name(person: Person) -> str:
    """The name on one line, "somebody" for a person without one."""
    name = " ".join(person.name.split())
    return "somebody" if not name or name == "(no name)" else name


def described(person: Person) -> str:
    """Name with title and employer, as far as known."""
    name, headline = shown_name(person), " ".join(person.headline.split()).strip(", ")
    return f"{name} ({headline})" if headline and headline != name else name


def _is_no_person(person: Person) -> bool:
    folded = fold_organization(person.name)
    return (
        any(c in "@/<>" or c.isdigit() for c in person.name)
        or person.name.startswith("(")
        or folded != fold(person.name)  # a legal form at the end
        or folded in {fold_organization(place) for place in person.organizations}
    )


def _letter(to: Person, sender: Person, sentences: Sequence[str], *, close: str = "Thank you") -> str:
    greeting = f"Hi {name}," if (name := first_name(to)) else "Hello,"
    signed = first_name(sender) or shown_name(sender)
    end = f"{close}." if signed == "somebody" else f"{close},\n{signed}"
    return f"{greeting}\n\n{_joined(sentences)}\n\n{end}"


def _joined(sentences: Sequence[str]) -> str:
    """One paragraph; values from files may hold line breaks and runs of blanks, and end in a point ("Acme Inc.")."""
    return re.sub(r"(?<!\.)\.\.(?!\.)", ".", " ".join(" ".join(sentences).split()))


def _as_sentence(text: str) -> str:
    told = capital(_joined([text]))
    return f"{told}." if told and told[-1] not in ".!?" else told


def _called(person: Person) -> str:
    return first_name(person) or shown_name(person)


def _workplace(person: Person) -> str:
    places = (" ".join(place.split()) for place in person.organizations)
    return next((place for place in places if place), "")


def _about_work(person: Person) -> str:
    return f" about {place}" if (place := _workplace(person)) else ""


def _request(route: Sequence[PersonId], people: Mapping[PersonId, Person], events: Sequence[BookEvent]) -> str:
    target = described(people[route[-1]])
    would = "Should you know each other, would" if _is_guess(people[route[1]], people[route[2]], events) else "Would"
    if len(route) == 3:
        known = ", whom you know" if would == "Would" else ""
        return f"I would like to meet {target}{known}. {would} you introduce us?"
    between = [shown_name(people[p]) for p in route[2:-1]]
    way = between[0] if len(between) == 1 else f"{between[0]}, and from there {' and '.join(between[1:])}"
    ask = f"{would} you ask {_called(people[route[2]])} for me?"
    return f"I would like to meet {target}. The way leads through {way}. {ask}"


def _is_guess(first: Person, second: Person, events: Sequence[BookEvent]) -> bool:
    """Whether nothing but a common employer says that two people know each other."""
    said = any({first.id, second.id} <= set(people_of(happened.event)) for happened in events)
    return not said and bool(shared_employer(first, second))


def _forward(ego: Person, target: Person, reason: str) -> str:
    """Speaks to the target, so it holds the owner's own reason only: others are told from elsewhere on the route."""
    wish = f"{described(ego)} would like to talk with you{_about_work(target)}."
    reach = f"You can reach {_called(ego)} at {ego.emails[0]}." if ego.emails and ego.emails[0].strip() else ""
    return _joined([wish, reason, "It would take twenty minutes.", reach])


def _opening(ego: Person, contact: Person, events: Sequence[BookEvent], as_of: date) -> str:
    last = _last_shared(ego, contact, events, as_of)
    if last is None:
        return ""
    did, day = last
    if (as_of - day).days > A_WHILE_DAYS:
        return f"It has been a while since {did} on {plain_day(day)}."
    return f"{capital(did)} on {plain_day(day)}, and I have been meaning to ask you something."


def _last_shared(ego: Person, contact: Person, events: Sequence[BookEvent], as_of: date) -> tuple[str, date] | None:
    """The newest that both took part in, as a clause ("we met"), and its day."""
    for happened in newest_first(e for e in events if {ego.id, contact.id} <= set(people_of(e.event))):
        day = at_day(happened)
        if day and day <= as_of and (did := _did(happened.event, ego.id, contact.id)):
            return did, day
    return None


def _did(event: Event[PersonId], ego: PersonId, contact: PersonId) -> str:
    match event:
        case Interaction():
            if not makes_contact(event, ego, contact):
                return ""
            return _SPOKEN.get(event.channel, "we were in touch") if event.direction == "both" else "we were in touch"
        case Referral():
            if event.prospect in (ego, contact):
                return ""
            return "you sent me a referral" if event.referrer == contact else "I sent you a referral"
        case Introduction() if event.stage in MADE:
            if event.introducer in (ego, contact):
                return "you introduced me" if event.introducer == contact else "I introduced you"
            return "we were introduced"
    return ""


def _why_now(
    people: Mapping[PersonId, Person], route: Sequence[PersonId], events: Sequence[BookEvent], as_of: date
) -> str:
    target = people[route[-1]]
    subject = "You" if len(route) == 2 else _called(target)
    for job in target.jobs:
        if job.start and job.end is None and 0 <= (as_of - job.start).days <= NEWS_DAYS:
            return f"{subject} started{_as_what(job)} in {job.start:%B %Y}, so plans are being made now."
    if len(route) > 2:
        last = people[route[-2]]
        between = [e for e in events if {last.id, target.id} <= set(people_of(e.event))]
        days = [day for e in newest_first(between) if (day := at_day(e)) and 0 <= (as_of - day).days <= NEWS_DAYS]
        if days and len(route) == 3:
            return f"You two were in touch on {plain_day(days[0])}, so the moment is good."
        if days:
            return f"{_called(last)} and {_called(target)} were in touch on {plain_day(days[0])}."
    return f"I am planning the months from {as_of:%B %Y} on, and this is the time to talk."


def _as_what(job: Employment) -> str:
    title, place = " ".join(job.title.split()), " ".join(job.organization.split())
    return (f" as {title}" if title else "") + (f" at {place}" if place else "") or " a new job"
