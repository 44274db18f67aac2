"""The words of refnet as types: people, organizations, and the events that happen between them.

Every event is generic in *whom it points at*. A file's record points at `Mention`s ("Dana Okafor, dana@example.com");
the same event in the book points at person ids. So what happened is written down once:

    Interaction[Mention]   what row 14 said
    Interaction[PersonId]  what happened, once identity has found out who is who

Conventions: money is integer cents with an ISO 4217 currency; a `date` is a day without time and stays one; a
`datetime` is in UTC; `When` is either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Literal, NewType, TypeAlias, TypeVar, get_args

PersonId = NewType("PersonId", str)
EventId = NewType("EventId", str)
SourceId = NewType("SourceId", str)

When: TypeAlias = datetime | date
Who = TypeVar("Who")


def day_of(when: When) -> date:
    """The calendar day (UTC) of a day or a moment."""
    return when.date() if isinstance(when, datetime) else when


# --------------------------------------------------------------------------------------------- values of a person


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which parts may be unknown: a birthday without a year is `PartialDate(None, 4, 12)`."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address in parts; `text` is what the source wrote when it gave no parts."""

    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    po_box: str = ""
    extended: str = ""
    label: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Employment:
    """A job: at most one of `start`, `end` need be known. Several may hold at a time."""

    organization: str
    title: str = ""
    department: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """Belonging to a group (a chapter, club, school) for a time, with the seat or trade held there."""

    group: str
    seat: str = ""
    start: date | None = None
    end: date | None = None


Flag: TypeAlias = Literal["do-not-ask", "do-not-contact", "do-not-show", "private"]
"""What was said of a person for good. `private` is one member's word for what their own files tell of somebody."""
FLAGS: tuple[Flag, ...] = get_args(Flag)
NOT_ASKED: frozenset[Flag] = frozenset(("do-not-ask", "do-not-contact", "do-not-show"))
"""Nobody who is marked so is asked for an introduction or a referral."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the book knows them: a view over their records, every value in order of trust, best first."""

    id: PersonId
    name: str
    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    jobs: tuple[Employment, ...] = ()
    addresses: tuple[Address, ...] = ()
    memberships: tuple[Membership, ...] = ()
    birthday: PartialDate | None = None
    labels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    records: tuple[str, ...] = ()
    """Keys of the records this person is made of, oldest first."""

    @property
    def organizations(self) -> tuple[str, ...]:
        """Distinct employers, current first."""
        return tuple(dict.fromkeys(job.organization for job in self.jobs if job.organization))

    @property
    def headline(self) -> str:
        """Title and employer in one line, as far as known: "Head of purchasing, Larkspur Hotels"."""
        if not self.jobs:
            return ""
        return ", ".join(part for part in (self.jobs[0].title, self.jobs[0].organization) if part)


# -------------------------------------------------------------------------------------------------------- events

Channel: TypeAlias = Literal["meeting", "call", "mail", "message", "invitation", "event", "other"]
"""How people were in contact. An invitation is one to connect; whether it was taken is not known from it."""
CHANNELS: tuple[Channel, ...] = get_args(Channel)
Unknowable: TypeAlias = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Interaction(Generic[Who]):
    """People were in contact. `people[0]` started it when `direction` is "one-way" or `initiated` is True."""

    at: When | None
    people: tuple[Who, ...]
    channel: Channel = "other"
    direction: Literal["one-way", "both"] = "both"
    initiated: bool = False
    group_size: int | None = None
    """How many took part, the unnamed included; None when the people named are all."""
    minutes: int | None = None
    note: str = ""


IntroductionStage: TypeAlias = Literal["asked", "agreed", "made", "met", "led to business", "declined"]
INTRODUCTION_STAGES: tuple[IntroductionStage, ...] = get_args(IntroductionStage)


@dataclass(frozen=True, slots=True)
class Introduction(Generic[Who]):
    """`introducer` connected `first` and `second`; each stage reached has its date where known."""

    introducer: Who
    first: Who
    second: Who
    at: When | None = None
    stage: IntroductionStage = "made"
    dates: dict[str, date] | None = None
    note: str = ""


ReferralStage: TypeAlias = Literal["given", "contacted", "met", "won", "lost"]
REFERRAL_STAGES: tuple[ReferralStage, ...] = get_args(ReferralStage)


@dataclass(frozen=True, slots=True)
class Referral(Generic[Who]):
    """`referrer` sent `prospect` to `recipient` as possible business."""

    referrer: Who
    prospect: Who
    recipient: Who
    at: When | None = None
    stage: ReferralStage = "given"
    dates: dict[str, date] | None = None
    value_cents: int | None = None
    currency: str = ""
    anyway: Unknowable = "unknown"
    """Would the prospect have come anyway?"""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Purchase(Generic[Who]):
    """`customer` bought from `seller`; refunds are negative."""

    customer: Who
    seller: Who
    at: When | None
    value_cents: int
    currency: str = ""
    reference: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Thanks(Generic[Who]):
    """`giver` thanked `receiver`, where known for one referral or introduction."""

    giver: Who
    receiver: Who
    at: When | None
    channel: Channel = "other"
    regarding: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Promise(Generic[Who]):
    """`maker` promised `receiver` something by `due`. `state` open, kept, late (kept after it was due) or broken."""

    maker: Who
    receiver: Who
    at: When | None
    due: date | None = None
    state: Literal["open", "kept", "late", "broken"] = "open"
    settled: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Note(Generic[Who]):
    """Something to remember of a person: a personal fact, or free text."""

    about: Who
    at: When | None
    text: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Milestone(Generic[Who]):
    """A birthday, anniversary, promotion or award, and whether it was acknowledged."""

    about: Who
    at: When | None
    what: str = ""
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Feedback(Generic[Who]):
    """`giver` judged the work of `receiver`; `score` is 0 to 1 with 1 best, None when only words were given."""

    giver: Who
    receiver: Who
    at: When | None
    score: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Complaint(Generic[Who]):
    """`complainer` complained about `about`; open until `resolved` has a date."""

    complainer: Who
    about: Who
    at: When | None
    resolved: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reward(Generic[Who]):
    """`giver` gave `receiver` something for a referral or introduction."""

    giver: Who
    receiver: Who
    at: When | None
    what: str = ""
    value_cents: int | None = None
    currency: str = ""


AskOutcome: TypeAlias = Literal["open", "agreed", "declined", "silent", "met", "won", "lost"]
ASK_OUTCOMES: tuple[AskOutcome, ...] = get_args(AskOutcome)


@dataclass(frozen=True, slots=True)
class Ask(Generic[Who]):
    """`asker` asked `connector` for an introduction or a referral, to `target` where one was named."""

    asker: Who
    connector: Who
    at: When | None
    target: Who | None = None
    what: Literal["introduction", "referral"] = "introduction"
    outcome: AskOutcome = "open"
    settled: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Consent(Generic[Who]):
    """`person` gave or withdrew consent, or asked for a flag; flags set by a file are only cleared by the owner."""

    person: Who
    at: When | None
    flag: Flag | None = None
    granted: bool = True
    basis: str = ""


RelationKind: TypeAlias = Literal[
    "spouse", "partner", "family", "friend", "manager", "assistant", "colleague", "referred by", "knows", "other"
]
RELATION_KINDS: tuple[RelationKind, ...] = get_args(RelationKind)


@dataclass(frozen=True, slots=True)
class Relation(Generic[Who]):
    """Somebody stated that `other` is `person`'s spouse, manager, ... (`label` holds the source's own word)."""

    person: Who
    other: Who
    kind: RelationKind = "other"
    label: str = ""
    at: When | None = None


@dataclass(frozen=True, slots=True)
class Acquaintance(Generic[Who]):
    """A list of `owner` names `person`: a LinkedIn connection or an address-book card. No more than a claim."""

    owner: Who
    person: Who
    via: Literal["connection", "contact"] = "contact"
    at: When | None = None


Event: TypeAlias = (
    Interaction[Who]
    | Introduction[Who]
    | Referral[Who]
    | Purchase[Who]
    | Thanks[Who]
    | Promise[Who]
    | Note[Who]
    | Milestone[Who]
    | Feedback[Who]
    | Complaint[Who]
    | Reward[Who]
    | Ask[Who]
    | Consent[Who]
    | Relation[Who]
    | Acquaintance[Who]
)

EVENT_KINDS: dict[str, type] = {
    "interaction": Interaction,
    "introduction": Introduction,
    "referral": Referral,
    "purchase": Purchase,
    "thanks": Thanks,
    "promise": Promise,
    "note": Note,
    "milestone": Milestone,
    "feedback": Feedback,
    "complaint": Complaint,
    "reward": Reward,
    "ask": Ask,
    "consent": Consent,
    "relation": Relation,
    "acquaintance": Acquaintance,
}
"""The stored name of every kind of event; names are never changed."""

PEOPLE_FIELDS: dict[str, tuple[str, ...]] = {
    "interaction": ("people",),
    "introduction": ("introducer", "first", "second"),
    "referral": ("referrer", "prospect", "recipient"),
    "purchase": ("customer", "seller"),
    "thanks": ("giver", "receiver"),
    "promise": ("maker", "receiver"),
    "note": ("about",),
    "milestone": ("about",),
    "feedback": ("giver", "receiver"),
    "complaint": ("complainer", "about"),
    "reward": ("giver", "receiver"),
    "ask": ("asker", "connector", "target"),
    "consent": ("person",),
    "relation": ("person", "other"),
    "acquaintance": ("owner", "person"),
}
"""Which fields of an event hold people, in the order in which `people_of` gives them."""


@dataclass(frozen=True, slots=True)
class BookEvent:
    """An event between people of the book. `id` is the key of the record that told of it."""

    id: EventId
    event: Event[PersonId]


_KIND_OF = {cls: kind for kind, cls in EVENT_KINDS.items()}


def kind_of(event: Event[Who]) -> str:
    """The stored name of an event's kind: "interaction", "referral", ..."""
    return _KIND_OF[type(event)]


def people_of(event: Event[Who]) -> tuple[Who, ...]:
    """Whom an event points at, in field order; an empty ask target is left out."""
    found: list[Who] = []
    for field in PEOPLE_FIELDS[kind_of(event)]:
        value = getattr(event, field)
        found.extend(value if isinstance(value, tuple) else [] if value is None else [value])
    return tuple(found)
