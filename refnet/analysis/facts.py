"""An event as one sentence, for the list of evidence behind a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from refnet.analysis.reasons import listed
from refnet.model import (
    Acquaintance,
    Ask,
    BookEvent,
    Complaint,
    Consent,
    Event,
    Feedback,
    Interaction,
    Introduction,
    Milestone,
    Note,
    PersonId,
    Promise,
    Purchase,
    Referral,
    Relation,
    Reward,
    Thanks,
)

NameOf = Callable[[PersonId], str]

NAMED: Final = 4
"""How many people a sentence names."""

_CHANNEL = {
    "meeting": "Meeting",
    "call": "Call",
    "mail": "Mail",
    "message": "Message",
    "invitation": "Invitation",
    "event": "Event",
    "other": "Contact",
}


def sentence(happened: BookEvent, name_of: NameOf) -> str:
    """What happened, in one line, with the source's own note where it gave one."""
    event = happened.event
    note = getattr(event, "note", "")
    return _told(event, name_of) + (f": {note}" if note else "")


def money(value_cents: int | None, currency: str) -> str:
    """An amount as people write it, "" when there is none.

    >>> money(1250000, "EUR")
    'EUR 12,500'
    """
    if value_cents is None:
        return ""
    whole, cents = divmod(abs(value_cents), 100)
    amount = f"{whole:,}" + (f".{cents:02}" if cents else "")
    return f"{currency} {'-' if value_cents < 0 else ''}{amount}".strip()


def _names(people: Sequence[PersonId], name_of: NameOf) -> str:
    """Everybody by name, or of a large round the first few."""
    if len(people) <= NAMED:
        return listed(name_of(p) for p in people)
    return f"{', '.join(name_of(p) for p in people[: NAMED - 1])} and {len(people) - NAMED + 1} others"


def _told(event: Event[PersonId], name_of: NameOf) -> str:
    match event:
        case Interaction():
            others = _names(event.people, name_of)
            if event.direction == "one-way":
                rest = _names(event.people[1:], name_of)
                return f"{_CHANNEL[event.channel]} from {name_of(event.people[0])} to {rest}"
            return f"{_CHANNEL[event.channel]} of {others}"
        case Introduction():
            ends = f"{name_of(event.first)} to {name_of(event.second)}"
            return f"{name_of(event.introducer)} introduced {ends} ({event.stage})"
        case Referral():
            value = money(event.value_cents, event.currency)
            # A slip may tell who gave and who got it alone: then the recipient stands for the prospect
            whom = "somebody" if event.prospect == event.recipient else name_of(event.prospect)
            told = f"{name_of(event.referrer)} referred {whom} to {name_of(event.recipient)}"
            return f"{told} ({', '.join(part for part in (event.stage, value) if part)})"
        case Purchase():
            amount = money(event.value_cents, event.currency)
            return f"{name_of(event.customer)} bought from {name_of(event.seller)} for {amount}"
        case Thanks():
            return f"{name_of(event.giver)} thanked {name_of(event.receiver)}"
        case Promise():
            due = f", due {event.due}" if event.due else ""
            return f"{name_of(event.maker)} promised {name_of(event.receiver)} ({event.state}{due})"
        case Ask():
            target = f" to {name_of(event.target)}" if event.target else ""
            told = f"{name_of(event.asker)} asked {name_of(event.connector)} for "
            return (
                told
                + f"{'an introduction' if event.what == 'introduction' else 'a referral'}{target} ({event.outcome})"
            )
        case Relation():
            return f"{name_of(event.other)} is {event.label or event.kind} of {name_of(event.person)}"
        case Acquaintance():
            where = "LinkedIn connection" if event.via == "connection" else "In the address book"
            return f"{where}: {name_of(event.person)}, of {name_of(event.owner)}"
        case Feedback():
            score = "" if event.score is None else f" ({event.score:.0%})"
            return f"{name_of(event.giver)} judged the work of {name_of(event.receiver)}{score}"
        case Complaint():
            return f"{name_of(event.complainer)} complained about {name_of(event.about)}"
        case Reward():
            return f"{name_of(event.giver)} rewarded {name_of(event.receiver)}"
        case Note():
            return f"Note on {name_of(event.about)}: {event.text}"
        case Milestone():
            return f"{name_of(event.about)}: {event.what}"
        case Consent():
            given = "gave" if event.granted else "withdrew"
            return f"{name_of(event.person)} {given} consent" + (f" ({event.flag})" if event.flag else "")
