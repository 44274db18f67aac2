"""Monica's JSON export (Monica 2 to 4), in the generation with plural block names and the one with singular ones.

People, how they are related, who introduced them, and what was done together. Places are given as paths in the JSON
("account.data[0].values[3]").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

from importers import tables
from importers.contacts import monica_file
from importers.contacts.monica_file import Document, Entry, moment_of, text_of
from importers.values import Notes, emails_of, is_email, name_of, phones_of, profile_url, relation_kind
from refnet.model import (
    Acquaintance,
    Address,
    Employment,
    Event,
    Flag,
    Interaction,
    Introduction,
    Milestone,
    Note,
    PartialDate,
    Relation,
    RelationKind,
    day_of,
)
from refnet.records import ME, EventRecord, ExternalId, Match, Mention, PersonRecord, Problem, Record, RowRead, Source

Items: TypeAlias = Iterator[Record | RowRead | Problem]

_INVERSE: Final = {
    "child": "parent",
    "stepchild": "stepparent",
    "grandchild": "grandparent",
    "nephew": "uncle",
    "godson": "godfather",
    "subordinate": "boss",
    "protege": "mentor",
    "lovedby": "inlovewith",
}
_INVERSES: Final = _INVERSE | {other: word for word, other in _INVERSE.items()}
_KINDS: Final[dict[RelationKind, str]] = {
    "family": "grandparent,grandchild,uncle,nephew,cousin,godfather,godson,stepparent,stepchild",
    "partner": "date,lover",
    "friend": "bestfriend",
}
_KIND_OF: Final = {word: kind for kind, words in _KINDS.items() for word in words.split(",")}
_SHOWN: Final = {"bestfriend": "best friend", "inlovewith": "in love with", "lovedby": "loved by"}
_READ: Final = frozenset(
    "contact,relationship,activity,note,call,conversation,life_event,contact_field,address,message,user".split(",")
)


class MonicaExport:
    """The file of Monica's "Settings", "Export data", "Export to JSON"."""

    name = "monica.export"

    def describe(self) -> str:
        return "Monica (JSON export)"

    def identify(self, source: Source) -> Match:
        return Match(0.95 if monica_file.form_of(source) else 0.0)

    def read(self, source: Source) -> Items:
        """People, their ties to the owner and to each other, and what happened between them."""
        document = monica_file.parse(source)
        yield from document.problems
        account = _Account(document.me)
        for entry in document.all("contact"):
            yield from account.person(entry)
        for entry in document.all("contact"):
            yield from account.history(entry)
        for entry in document.all("relationship"):
            yield from account.relation(entry)
        for entry in document.everywhere("activity"):
            yield from account.activity(entry)
        yield from _left_out(document)


def _left_out(document: Document) -> Iterator[Problem]:
    """What is no tie between people, summed up by kind."""
    counted = Counter(entry.kind for entry in document.entries if entry.kind not in _READ)
    for kind, rows in sorted(counted.items()):
        message = f"Left out, as it ties nobody to anybody: {kind.replace('_', ' ') or 'of no kind'} ({rows})."
        yield Problem("kind-left-out", "account.data", message, outcome="skipped", rows=rows)


@dataclass(slots=True)
class _Account:
    """One export, while it is read: whom each uuid means, and which relations were told already."""

    me: str
    """The uuid of the owner's own contact, "" if there is none."""
    people: dict[str, Mention] = field(default_factory=dict)
    guests: dict[str, list[str]] = field(default_factory=dict)
    """For each activity, who has it on their page."""
    told: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """What one person is of another, for relations that still wait for the other side's telling."""
    keys: tables.RowKeys = field(default_factory=lambda: tables.RowKeys("monica"))
    events: tables.RowKeys = field(default_factory=lambda: tables.RowKeys("ev:monica"))

    def event(self, entry: Entry, what: str, event: Event[Mention]) -> EventRecord:
        return EventRecord(self.events(what, entry.uuid or repr(event)), entry.path, event)

    def person(self, entry: Entry) -> Items:
        """A contact. Who is known only through somebody else ("partial") is no acquaintance of the owner."""
        if entry.id in self.people:
            message = "A contact with the same uuid stands further up; this one was left out."
            yield Problem("duplicate-merged", entry.path, message, outcome="skipped")
            return
        notes = Notes(entry.path)
        record = _record(
            entry, notes, self.keys(entry.uuid or repr(entry.properties)), me=bool(self.me) and self.me == entry.uuid
        )
        if not record.display_name:
            yield from notes.refuse("person-without-name", "No name, e-mail, company or phone in this contact.")
            return
        person = ME if record.me else Mention(name=record.display_name, record=record.key)
        self.people[entry.id] = person
        yield record
        if not record.me and entry.properties.get("is_partial") is not True:
            yield self.event(entry, "contact", Acquaintance(owner=ME, person=person, via="contact"))
        yield from notes.problems
        yield RowRead(entry.path)

    def history(self, entry: Entry) -> Items:
        """What stands on a contact's page: who introduced them, notes, calls, conversations, days of their life."""
        person = self.people.get(entry.id)
        if person is None:
            return
        yield from self._introduction(entry, person)
        for item in entry.all("note"):
            yield from self._told(item, Note(person, item.moment("created_at"), item.text("body")))
        for item in entry.all("call"):
            theirs = item.properties.get("contact_called") is True
            pair = (person, ME) if theirs else (ME, person)
            yield from self._told(
                item, Interaction(item.moment("called_at"), pair, "call", initiated=True, note=item.text("content"))
            )
        for item in entry.all("conversation"):
            yield from self._told(item, Interaction(item.moment("happened_at"), (ME, person), "message"))
        for item in entry.all("life_event"):
            yield from self._told(
                item, Milestone(person, item.moment("happened_at"), item.text("name") or "life event")
            )
        for uuid in (*entry.references("activity"), *(item.id for item in entry.all("activity"))):
            self.guests.setdefault(uuid, []).append(entry.id)

    def _told(self, entry: Entry, event: Event[Mention]) -> Items:
        yield self.event(entry, entry.kind, event)
        yield RowRead(entry.path)

    def _introduction(self, entry: Entry, person: Mention) -> Items:
        """Monica's `first_met_through` is the uuid of whoever introduced the owner to this person."""
        through = entry.text("first_met_through")
        if not through or person.me:
            return
        introducer = self.people.get(through)
        if introducer is None:
            message = "Who introduced this person is not in the export."
            yield Problem("edge-to-unknown-node", entry.path, message, kept=through)
        elif not introducer.me and introducer != person:
            met = _special(entry.properties.get("first_met_date"))
            at = date(met.year, met.month, met.day) if met and met.year and met.month and met.day else None
            note = entry.text("first_met_additional_info")
            yield self.event(entry, "introduction", Introduction(introducer, ME, person, at, "met", note=note))

    def relation(self, entry: Entry) -> Items:
        """`contact_is` is the `type` of `of_contact`; the same tie told from the other side adds nothing."""
        one, of, word = entry.text("contact_is"), entry.text("of_contact"), entry.text("type")
        if one not in self.people or of not in self.people or one == of:
            message = "A relationship with somebody who is not in the export."
            yield Problem("edge-to-unknown-node", entry.path, message, outcome="refused")
            return
        yield RowRead(entry.path)
        if other_side := self._other_side(one, of, word):
            self.told[of, one].remove(other_side)
            return
        self.told.setdefault((one, of), []).append(word)
        label = _SHOWN.get(word, word.replace("_", " "))
        if word in ("subordinate", "protege"):  # who is above whom is said from below
            one, of, word = of, one, _INVERSE[word]
            label = word
        kind: RelationKind = "manager" if word == "boss" else _KIND_OF.get(word) or relation_kind(label)
        tie = Relation(self.people[of], self.people[one], kind, label)
        pair = sorted((one, of))
        yield EventRecord(self.events("relation", *pair, min(word, _INVERSES.get(word, word))), entry.path, tie)

    def _other_side(self, one: str, of: str, word: str) -> str:
        """An earlier telling by the other side: in the opposite word, or in any word where people made up their own."""
        waiting = self.told.get((of, one), [])
        if (opposite := _INVERSES.get(word, word)) in waiting:
            return opposite
        return next((told for told in waiting if _is_own(word) and _is_own(told)), "")

    def activity(self, entry: Entry) -> Items:
        """Something done together: the owner and everybody who has it on their page or in its list."""
        guests = dict.fromkeys((*entry.attendees(), *self.guests.get(entry.id, ())))
        people = tuple(self.people[uuid] for uuid in guests if uuid in self.people and not self.people[uuid].me)
        note = entry.text("summary") or entry.text("description")
        if not people:
            yield Problem("nobody-else", entry.path, "Nobody in the export took part in it.", outcome="skipped")
            return
        yield from self._told(entry, Interaction(entry.moment("happened_at"), (ME, *people), "meeting", note=note))


def _is_own(word: str) -> bool:
    """Whether a type of relationship is one that the owner made up."""
    return relation_kind(word) == "other" and word not in _INVERSES and word not in _KIND_OF


def _record(entry: Entry, notes: Notes, key: str, *, me: bool) -> PersonRecord:
    given, middle, family = (name_of(entry.text(part), notes) for part in ("first_name", "middle_name", "last_name"))
    reach = _reach(entry, notes)
    company, title = name_of(entry.text("company"), notes), name_of(entry.text("job"), notes)
    whole = " ".join(part for part in (given, middle, family) if part)
    nickname = name_of(entry.text("nickname"), notes)
    return PersonRecord(
        key,
        entry.path,
        name=whole or nickname or next(iter(reach.emails), "") or company or next(iter(reach.phones), ""),
        given=given,
        middle=middle,
        family=family,
        nickname=nickname,
        emails=reach.emails,
        phones=reach.phones,
        urls=reach.urls,
        jobs=(Employment(company, title),) if company or title else (),
        addresses=tuple(_addresses(entry)),
        birthday=_special(entry.properties.get("birthdate")),
        labels=tuple(_labels(entry.properties)),
        notes=tuple(text for text in (entry.text("description"), *reach.others) if text),
        flags=_flags(entry.properties),
        external_ids=(ExternalId("monica", entry.uuid),) if entry.uuid else (),
        me=me,
    )


@dataclass(frozen=True, slots=True)
class _Reach:
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    urls: tuple[str, ...]
    others: tuple[str, ...]


def _reach(entry: Entry, notes: Notes) -> _Reach:
    """How a contact is reached: by the kind of each field, or by its looks where the owner made up the kind."""
    emails: list[str] = []
    phones: list[str] = []
    urls: list[str] = []
    others: list[str] = []
    for item in entry.all("contact_field"):
        value, kind = item.text("data"), item.field_kind()
        if kind == "email" or (not kind and is_email(value)):
            emails.append(value)
        elif kind == "phone":
            phones.append(value)
        elif "." in value and " " not in value:
            urls.append(profile_url(value))
        elif value:
            others.append(f"{item.field_name()}: {value}".removeprefix(": "))
    return _Reach(
        emails_of(emails, notes), phones_of(phones, notes), tuple(dict.fromkeys(urls)), tuple(dict.fromkeys(others))
    )


def _addresses(entry: Entry) -> Iterator[Address]:
    for item in entry.all("address"):
        place = item.properties.get("place")
        inner = place.get("properties", place) if isinstance(place, Mapping) else {}
        parts = {**item.properties, **(inner if isinstance(inner, Mapping) else {})}
        found = Address(
            street=text_of(parts.get("street")),
            city=text_of(parts.get("city")),
            region=text_of(parts.get("province")),
            postcode=text_of(parts.get("postal_code")),
            country=text_of(parts.get("country")),
            label=text_of(item.properties.get("name")),
        )
        if found != Address(label=found.label):
            yield found


def _labels(properties: Mapping[str, object]) -> Iterator[str]:
    tags = properties.get("tags")
    for tag in tags if isinstance(tags, list) else []:
        if name := text_of(tag.get("name") if isinstance(tag, Mapping) else tag):
            yield name
    for mark, label in (("is_starred", "starred"), ("is_dead", "deceased")):
        if properties.get(mark) is True:
            yield label


def _flags(properties: Mapping[str, object]) -> tuple[Flag, ...]:
    """Nobody is to be told to write to the dead."""
    return ("do-not-ask", "do-not-contact") if properties.get("is_dead") is True else ()


def _special(value: object) -> PartialDate | None:
    """Monica's dates: an unknown year is filled with this one, an age gives a year with the first of January."""
    if not isinstance(value, Mapping):
        return None
    moment = moment_of(text_of(value.get("date")))
    if moment is None:
        return None
    day = day_of(moment)
    if value.get("is_age_based") is True:
        return PartialDate(day.year)
    return PartialDate(None if value.get("is_year_unknown") is True else day.year, day.month, day.day)
