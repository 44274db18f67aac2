"""Our own interactions template: one row a meeting, call or message. docs/templates.md lists its columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from importers import owntables, tables
from importers.values import mention_of, mentions_of
from refnet.model import Channel, Interaction
from refnet.records import ME, EventRecord, Match, Mention, Problem, Record, RowRead, Source
from refnet.text import fold

COLUMNS: Final = {
    "date": "Date,Day,When,Datum,Fecha,Data",
    "with": "With,Who,People,Person,Participants,Contact,Contacts,Mit,Wer,Teilnehmer,Avec,Con,Com",
    "with email": "Email,E-mail,With email,Email address",
    "with company": "Company,With company,Organization,Organisation,Firma",
    "channel": "Channel,How,Type,Kind,Medium,Kanal,Art,Canal",
    "direction": "Direction,Richtung",
    "started by": "Started by,Initiated by,From,Who started,Begonnen von",
    "group size": "Group size,How many,Attendees,Number of people,Gruppengröße",
    "minutes": "Minutes,Duration,Length,Minuten,Dauer",
    "note": "Note,Notes,Subject,Topic,Comment,Notiz,Thema",
}
_LAYOUT: Final = tables.synonyms(COLUMNS, ("date", "with"), frozenset({"with", "note"}))
_CHANNELS: Final = {
    "meeting": "meeting,met,lunch,coffee,breakfast,dinner,visit,in person,one to one,1 to 1,treffen,réunion,reunión",
    "call": "call,phone,phone call,telephone,video,video call,zoom,teams,anruf,telefonat,appel,llamada",
    "mail": "mail,email,e-mail,letter,brief,correo",
    "message": "message,sms,text,whatsapp,chat,linkedin,dm,nachricht,mensaje",
    "event": "event,conference,networking,party,fair,veranstaltung,evento",
    "other": "other,sonstiges,autre,otro",
}
_DIRECTIONS: Final = {
    "out": "out,outgoing,sent,from me,by me,ausgehend",
    "in": "in,incoming,received,to me,eingehend",
    "one-way": "one-way,one way,oneway,einseitig",
    "both": "both,mutual,two-way,two way,beide",
}


class TemplateInteractions:
    """Meetings, calls and messages in the columns of our template, as CSV or XLSX."""

    name = "template.interactions"

    def describe(self) -> str:
        return "interactions in refnet's own columns (CSV or XLSX)"

    def identify(self, source: Source) -> Match:
        return tables.match(source, _LAYOUT, score=owntables.SCORE)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """One interaction for each row that names somebody besides the owner."""
        keys = tables.RowKeys("ev:interaction")
        for item in owntables.read(source, _LAYOUT, ("date",)):
            if isinstance(item, Problem):
                yield item
            else:
                yield from _interaction(item, keys)


def _interaction(cells: owntables.Cells, keys: tables.RowKeys) -> Iterator[Record | RowRead | Problem]:
    others = _others(cells)
    if not others:
        yield from cells.notes.refuse("row-incomplete", 'Nobody but yourself is named under "With".')
        return
    people, direction, initiated = _order(cells, others)
    event = Interaction(
        at=cells.day("date"),
        people=people,
        channel=_channel(cells),
        direction="one-way" if direction == "one-way" else "both",
        initiated=initiated,
        group_size=_group_size(cells, len(people)),
        minutes=cells.number("minutes"),
        note="\n".join(cells.row.all("note")),
    )
    yield EventRecord(keys.of(cells.row), cells.row.locator, event)
    yield from cells.notes.problems
    yield RowRead(cells.row.locator)


def _others(cells: owntables.Cells) -> tuple[Mention, ...]:
    named = mentions_of(cells.row.all("with"), cells.notes)
    if len(named) <= 1:  # an e-mail or company beside several names would be a guess
        named = (cells.person("with"),) if cells.named("with") else ()
    return tuple(mention for mention in named if mention != ME)


def _order(cells: owntables.Cells, others: tuple[Mention, ...]) -> tuple[tuple[Mention, ...], str, bool]:
    """Everybody, whoever started first; whether one-way; whether it is known who started."""
    text = cells.text("direction")
    direction = owntables.word_of(text, _DIRECTIONS)
    if text and not direction:
        cells.notes.add("value-unknown", f'"{text[:80]}" is no direction known here.', kept=text)
    starter = mention_of(cells.text("started by"), cells.notes) if cells.text("started by") else None
    if starter is None and direction in ("out", "in"):
        starter = ME if direction == "out" else others[0]
    everybody = (ME, *others)
    if starter is None:
        return everybody, "one-way" if direction == "one-way" else "both", False
    first = next((m for m in everybody if m == starter or (m.name and fold(m.name) == fold(starter.name))), starter)
    rest = tuple(mention for mention in everybody if mention != first)
    return (first, *rest), "both" if direction in ("", "both") else "one-way", True


def _channel(cells: owntables.Cells) -> Channel:
    text = cells.text("channel")
    found = owntables.word_of(text, _CHANNELS)
    if text and not found:
        cells.notes.add("value-unknown", f'"{text[:80]}" is no channel known here; taken as "other".', kept=text)
    return cast(Channel, found or "other")


def _group_size(cells: owntables.Cells, named: int) -> int | None:
    size = cells.number("group size")
    if size is not None and size < named:
        cells.notes.add("number-too-small", f"Group size {size} is less than the {named} people named; not used.")
        return None
    return size
