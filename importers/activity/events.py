"""Guest lists of Eventbrite, Meetup and Event Espresso: who was there, who came together, and who brought whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from importers import people, tables
from importers.crm.columns import REFERRER
from importers.crm.product import LeftOut
from importers.dates import ColumnOrders, Order
from importers.values import Notes, date_of, mention_of, number_of, yes
from refnet import limits
from refnet.model import Interaction, Relation
from refnet.records import (
    ME,
    EventRecord,
    ExternalId,
    Match,
    Mention,
    PersonRecord,
    Problem,
    Record,
    RowRead,
    Source,
    content_key,
)
from refnet.spool import Lookup, Spool, plain
from refnet.text import fold

_SCORE: Final = 0.85
_COLUMNS: Final = {
    "name": "Name,Attendee Name,Full Name,Ticket Holder Name,Attendee",
    "given": "First Name,First,Attendee First Name,Ticket First Name,Vorname,Prénom,Nombre",
    "family": "Last Name,Last,Surname,Attendee Last Name,Attendee Surname,Ticket Last Name,Nachname,Nom,Apellidos",
    "prefix": "Prefix",
    "suffix": "Suffix",
    "email": "Email,Email Address,Attendee Email,Attendee E-mail,E-mail,E-Mail-Adresse,Ticket Email,Adresse e-mail",
    "phone": "Cell Phone,Mobile Phone,Mobile,Phone,Phone Number,Home Phone,Work Phone,Telefon",
    "company": "Company,Company Name,Organization,Organisation,Company / Organization,Company/Organization,Employer,"
    "Your Company,Firma,Unternehmen,What company do you work for?,Where do you work?",
    "title": "Job Title,Position,Job,Your Job Title,Role,What is your job title?",
    "url": "URL of Member Profile,Profile URL,Website,Blog,LinkedIn,LinkedIn Profile,LinkedIn URL",
    "street": "Address,Address 1,Address 2,Home Address 1,Home Address 2",
    "town": "City,Home City",
    "region": "State,Home State",
    "postcode": "Zip,Home Zip,Postal Code,Zip Code",
    "country": "Country,Home Country",
    "work street": "Work Address 1,Work Address 2",
    "work town": "Work City",
    "work region": "Work State",
    "work postcode": "Work Zip",
    "work country": "Work Country",
    "order": "Order #,Order no.,Order No,Order Number,Order ID,Order,Bestellnr.,Bestellnummer,Nº de pedido",
    "table": "Table,Table #,Table Number,Table Name,Group,Team,Tisch",
    "quantity": "Quantity,QTY,Ticket Quantity,Tickets,Number of Tickets,Anzahl",
    "guests": "Guests,Number of Guests,Guest Count",
    "ticket": "Ticket Type,Ticket Name,Price Tier,Price Option",
    "one ticket": "Ticket",
    "of a ticket": "Attendee #,Barcode #,Eventbrite Fees,Eventbrite Payment Processing",
    "status": "Order Status,Status,Payment Status",
    "guest status": "Attendee Status,RSVP",
    "event": "Event Name,Event Title,Event",
    "event id": "Event ID",
    "event day": "Event Date,Event Start Date,Event Start,Event Start Date/Time,Date of Event",
    "bringer": "Affiliate,Promo Code,Discount Code,Discount,Coupon,Coupon Code,Affiliate Code,Tracking Link",
    "referred by": f"{REFERRER},Who invited you?,Invited By,Who referred you?,Who told you about this event?",
    "id": "User ID,Member ID",
    "member day": "RSVPed on,Joined Group on,Last visited group on,Last Attended",
    "meetup title": "Title",
    "town text": "Location",
    "buyer name": "Buyer Name,Purchaser Name,Buyer",
    "buyer given": "Buyer First Name,Purchaser First Name",
    "buyer family": "Buyer Last Name,Buyer Surname,Purchaser Last Name",
    "buyer email": "Buyer Email,Purchaser Email,Buyer E-mail",
    "idle": "0,Order Date,Order Time,Barcode,Order Type,Currency,Total Paid,Fees Paid,Payment Processing,Tax Paid,"
    "Registration ID,Registration ID (optional),Amount Paid,Event Time,Event End Date,Event Location,Venue,Venue Name,"
    "Venue ID,Answers (optional),Answers,Checked In,Checked In Date,Check-In,Check-in Date,Check-in Time,"
    "Delivery Method,Payment Type,Payment Method,Gross Sales,Net Sales,Ticket Price,Ticket ID,Event Host,Total RSVPs,"
    "RSVPed Yes,RSVPed No,RSVPed Maybe,Meetups attended,No Shows,Intro,Photo,Mailing List,Payout,Ticket Group,"
    "Gender,Age,Birth Date,IP Address,IP Location,Notes,Wants Email,Date of Event End,Shipping Address 1,"
    "Shipping Address 2,Shipping City,Shipping State,Shipping Zip,Shipping Country,Tax Registration ID",
}
_KNOWN: Final = tables.synonyms(_COLUMNS, ())
_WHO: Final = ("name", "given", "family", "email")
_OF_AN_EVENT: Final = frozenset("order,ticket,one ticket,status,guest status,event,event id,event day".split(","))
_ABSENT: Final = re.compile(
    r"(.* )?(not attending|not going|refunded|deleted|transferred|cancell?ed|declined|waitlist(ed)?|wait list|no show|"
    r"incomplete|abandoned|failed|no|storniert|erstattet)"
)
_STAYED: Final = re.compile(r"partially refunded|not (refunded|cancell?ed|transferred)")
_PLACEHOLDER: Final = re.compile(r"((info|information) (requested|pending)|guest|unknown)( .*)?")
_QUESTION: Final = "asked "
_ANSWER_CHARS: Final = 80
_ROUND: Final = 9
"""In a round of so many people nobody need have spoken with all others; a tie within it is inferred."""
_NAME: Final = re.compile(r"[^\W\d_][\w'’.-]*( [^\W\d_][\w'’.-]*){1,3}")


def _missing(fields: frozenset[str]) -> tuple[str, ...]:
    """A list of guests names them, and has what only such lists have.

    An order with its status may be one of a shop, a ticket with its status one of a help desk.
    """
    lacking = () if fields & {"name", "given", "email", "buyer name", "buyer given", "buyer email"} else ("First Name",)
    eventbrite = "order" in fields and fields & {"ticket", "of a ticket", "guest status", "event", "event day"}
    espresso = "event id" in fields and fields & {"ticket", "status", "guest status"}
    meetup = {"id", "url"} <= fields and "member day" in fields
    tickets = "ticket" in fields and fields & {"status", "guest status"}
    named_event = {"event", "event day"} <= fields and fields & {"ticket", "one ticket", "status", "guest status"}
    is_one = eventbrite or espresso or meetup or tickets or named_event
    return lacking if is_one else (*lacking, "Order #, Attendee Status")


def _field_of(header: str) -> str:
    """A column that is not known is a question of the organiser's own."""
    return _KNOWN.field_of(header) or (f"{_QUESTION}{header}" if header else "")


_LAYOUT: Final = tables.Layout(_field_of, _missing)


@dataclass(frozen=True, slots=True)
class _Guest:
    """A row about somebody who was at an event: their record's key, their name, and with which order and table."""

    record: str
    name: str
    locator: str
    order: str
    table: str

    @property
    def mention(self) -> Mention:
        return Mention(name=self.name, record=self.record)


_GUEST: Final = plain(_Guest)


@dataclass(slots=True)
class _Gathering:
    """One event: what says which it is, and how many came, with those who are not named."""

    number: int
    """Events are counted as their first rows come."""
    name: str
    at: date | None
    key: tuple[str, ...] = ()
    """What says which event it is, in every export of it; nothing where the list is of members alone."""
    heads: int = 0


class GuestLists:
    """Attendee, order and member lists of Eventbrite, Meetup and Event Espresso."""

    name = "events"

    def describe(self) -> str:
        return "guest lists of Eventbrite, Meetup or Event Espresso"

    def identify(self, source: Source) -> Match:
        return tables.match(source, _LAYOUT, score=_SCORE)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """The guests, one meeting for each event, one for each order of several, and who brought whom.

        Whose ticket was refunded, deleted or passed on was not there, and is left out.
        """
        reader = _Reader(*_order_and_codes(source))
        for item in tables.rows(source, _LAYOUT):
            yield from [item] if isinstance(item, Problem) else reader.read(item)
        yield from reader.left_out.problems()
        yield from reader.meetings()


class _Reader:
    """Reads guests one by one; what they did together is known when all are read."""

    def __init__(self, order: Order, codes: Lookup) -> None:
        self.left_out = LeftOut()
        self._order, self._codes = order, codes
        self._told = tables.Once()
        self._gatherings: dict[tuple[str, ...], _Gathering] = {}
        self._guests = Spool(_GUEST)

    def read(self, row: tables.Row) -> Iterator[Record | RowRead | Problem]:
        """The guest of a row."""
        notes, row = Notes(row.locator), _guest_or_buyer(row)
        away = next((status for status in row.all("guest status") + row.all("status") if _is_absent(status)), "")
        if away:
            self.left_out.add("status-skipped", f'not there ("{away[:80]}")', row.locator)
            return
        gathering = self._gathering(row, notes)
        heads = max(number_of(row.one("quantity"), notes, column="Quantity") or 0, 1)
        heads += number_of(row.one("guests"), notes, column="Guests") or 0
        gathering.heads += heads
        if _PLACEHOLDER.fullmatch(fold(_named(row))) or not (_named(row) or row.one("email")):
            self.left_out.add("person-unnamed", "companions without a name", row.locator)
            return
        record = _person(row, notes)
        guest = _Guest(record.key, record.display_name, row.locator, row.one("order"), row.one("table"))
        if gathering.key:
            self._guests.add_kept(f"{gathering.number:09}", _GUEST.pack(guest))
        if not self._told.first(record.key):
            yield from notes.problems
            yield RowRead(row.locator)
            return
        yield from people.contact(record, row, notes)
        yield from self._brought(row, guest)

    def meetings(self) -> Iterator[EventRecord]:
        """What the guests of each event, and of each order, did together."""
        gatherings = {f"{gathering.number:09}": gathering for gathering in self._gatherings.values()}
        for number, came in self._guests.groups():
            gathering, guests = gatherings[number], _distinct(came)
            size = max(gathering.heads, len(guests)) + 1
            met = Interaction(gathering.at, (ME, *(g.mention for g in guests)), "event", group_size=size)
            key = content_key("ev:event", *_which(gathering, came))
            yield EventRecord(key, guests[0].locator, replace(met, note=gathering.name))
            yield from _came_together(gathering, came, size)

    def _gathering(self, row: tables.Row, notes: Notes) -> _Gathering:
        """The event of a row: by name, number and day; a list of members alone is none."""
        there = {name for name, _ in row.cells}
        at = date_of(row.one("event day"), notes, column="Event Date", order=self._order)
        is_event = bool(there & _OF_AN_EVENT)
        said = row.one("event id") or row.one("event")
        key = (said, at.isoformat() if at else "") if is_event else ()
        number = len(self._gatherings)
        return self._gatherings.setdefault(key, _Gathering(number, row.one("event"), at, key))

    def _brought(self, row: tables.Row, guest: _Guest) -> Iterator[EventRecord]:
        """Who brought a guest: an affiliate or promo code that is a person's name, or a guest's name with a number."""
        for code in row.all("bringer"):
            name = code if _NAME.fullmatch(code) and code.istitle() else self._codes.get(_letters(code)) or ""
            if name and fold(name) != fold(guest.name):
                tie = Relation(guest.mention, mention_of(name, Notes(row.locator)), "referred by", label=code)
                yield EventRecord(content_key("ev:relation", guest.record, "code", name), row.locator, tie)


def _order_and_codes(source: Source) -> tuple[Order, Lookup]:
    """How the days of events are written, and the guests' names by the codes that may be made of them.

    The list is read once more where it has such columns.
    """
    orders, codes = ColumnOrders("event day"), Lookup()
    needed = tables.has_any(source, _LAYOUT, "event day", "bringer")
    for row in tables.rows(source, _LAYOUT) if needed else ():
        if isinstance(row, tables.Row):
            orders.see("event day", row.one("event day"))
            if name := _named(row):
                codes.add(_code(name), name)
    # Meetup, whose pages are American, always writes the month first
    return orders.told()["event day"] or "mdy", codes


def _which(gathering: _Gathering, came: Iterable[_Guest]) -> tuple[str, ...]:
    """What says which event it was. Without a name it is the one of its first order: later ones have larger numbers."""
    if any(gathering.key):
        return gathering.key
    orders = sorted((len(guest.order), guest.order) for guest in came if guest.order)
    return orders[0][1:] if orders else ("", min(guest.record for guest in came))


def _came_together(gathering: _Gathering, came: Iterable[_Guest], size: int) -> Iterator[EventRecord]:
    """One meeting for each order, and each table, of several people.

    They came together, whatever that says of how close they are: the tie is inferred. In a small event all
    guests met anyway, and of a very large one no tie would come.
    """
    if size < _ROUND:
        return
    parties: dict[tuple[str, str], list[_Guest]] = {}
    for guest in came:
        for what, number in (("order", guest.order), ("table", guest.table)):
            if number:
                parties.setdefault((what, number), []).append(guest)
    for (what, number), party in parties.items():
        guests = _distinct(party)
        if 1 < len(guests) < _ROUND:
            mentions = tuple(guest.mention for guest in guests)
            group_size = min(size, limits.GROUP_SIZE_FOR_TIES)
            together = Interaction(gathering.at, mentions, "event", group_size=group_size, note=f"one {what}")
            yield EventRecord(
                content_key("ev:party", *_which(gathering, came), what, number), guests[0].locator, together
            )


def _distinct(guests: Iterable[_Guest]) -> list[_Guest]:
    return list({guest.record: guest for guest in guests}.values())


def _guest_or_buyer(row: tables.Row) -> tables.Row:
    """A row about its guest; a list of orders names the buyer alone."""
    if any(row.one(part) for part in _WHO):
        return row
    return replace(row, cells=tuple((field.removeprefix("buyer "), text) for field, text in row.cells))


def _is_absent(status: str) -> bool:
    plain = fold(status)
    return _ABSENT.fullmatch(plain) is not None and _STAYED.fullmatch(plain) is None


def _person(row: tables.Row, notes: Notes) -> PersonRecord:
    """The guest of a row. Several guests may have the buyer's address, so the name is part of the key.

    Whoever has neither address nor profile is somebody else in another order.
    """
    profile, email = row.one("url") if row.one("id") else "", row.one("email").lower()
    known = (profile,) if profile else (email, fold(_named(row)))
    own = () if profile or email else (row.one("order"), row.one("event id") or row.one("event"))
    record = people.person(row, content_key("events.guest", *known, *own), notes)
    labels = [row.one("meetup title")] if row.one("meetup title") else []
    answers = [f"{name.removeprefix(_QUESTION)}: {text}" for name, text in row.cells if _is_answer(name, text)]
    if row.one("town text") and not record.addresses:
        answers.append(f"location: {row.one('town text')}")
    user = row.one("id").removeprefix("user ").strip()
    return replace(
        record,
        labels=tuple(dict.fromkeys((*record.labels, *labels))),
        notes=(*record.notes, *answers),
        external_ids=(ExternalId("meetup.user", user),) if user else (),
    )


def _is_answer(name: str, text: str) -> bool:
    """Whether a cell is a short answer to a question of the organiser's own; a yes or no says nothing of a person."""
    return name.startswith(_QUESTION) and len(text) <= _ANSWER_CHARS and yes(text) is None


def _named(row: tables.Row) -> str:
    return row.one("name") or f"{row.one('given')} {row.one('family')}".strip()


def _letters(code: str) -> str:
    """A code as names are compared with it: "RosaDelgado10" is Rosa Delgado's."""
    return re.sub(r"[\d_]+", "", _code(code))


def _code(name: str) -> str:
    return fold(name).replace(" ", "")
