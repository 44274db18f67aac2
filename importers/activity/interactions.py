"""Our own interactions template: one row a meeting, call or message. docs/templates.md lists its columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal, cast

from importers import foreign, owntables, tables
from importers.values import mention_of, mentions_of, yes
from refnet.model import Channel, Interaction, Promise
from refnet.records import ME, EventRecord, Match, Mention, Problem, Record, RowRead, Source, content_key
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
    "promise": "Promise,Promised,Commitment,Zusage,Versprechen",
    "promised by": "Promised by,Who promised,Versprochen von",
    "due": "Due,Due date,By when,Deadline,Fällig",
    "kept": "Kept,Kept on,Promise kept,Gehalten",
}
_OTHERS: Final = (foreign.MONEY, foreign.REFERRED)
_LAYOUT: Final = foreign.unless(tables.synonyms(COLUMNS, ("date", "with"), frozenset({"with", "note"})), *_OTHERS)
_CHANNELS: Final = {
    "meeting": "meeting,met,lunch,coffee,breakfast,dinner,visit,in person,one to one,1 to 1,treffen,réunion,reunión",
    "call": "call,phone,phone call,telephone,video,video call,zoom,teams,anruf,telefonat,appel,llamada",
    "mail": "mail,email,e-mail,letter,brief,correo",
    "message": "message,sms,text,whatsapp,chat,linkedin,dm,nachricht,mensaje",
    "event": "event,conference,networking,party,fair,veranstaltung,evento",
    "other": "other,sonstiges,autre,otro",
}
DIRECTIONS: Final = {
    "out": "out,outgoing,sent,from me,by me,ausgehend",
    "in": "in,incoming,received,to me,eingehend",
    "one-way": "one-way,one way,oneway,einseitig",
    "both": "both,mutual,two-way,two way,beide",
}
"""Words for who began, in their column."""
_KEPT: Final = {
    "late": "late,kept late,spät",
    "broken": "broken,not kept,gebrochen",
}


class TemplateInteractions:
    """Meetings, calls and messages in the columns of our template, as CSV or XLSX."""

    name = "template.interactions"

    def describe(self) -> str:
        return "interactions in refnet's own columns (CSV or XLSX)"

    def identify(self, source: Source) -> Match:
        return foreign.match(source, _LAYOUT, score=owntables.SCORE)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """One interaction for each row that names somebody besides the owner, and the promise made in it, if any.

        A row keeps its key when its minutes, direction or promise change: date, people, channel, who started and
        the note say which contact it was.
        """
        keys = tables.RowKeys("ev:interaction")
        for item in owntables.read(source, _LAYOUT, ("date", "due", "kept")):
            if isinstance(item, Problem):
                yield item
            else:
                yield from interaction(item, keys)


def interaction(cells: owntables.Cells, keys: tables.RowKeys) -> Iterator[Record | RowRead | Problem]:
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
    key = _key(cells, event, others, keys)
    yield EventRecord(key, cells.row.locator, event)
    if promise := _promise(cells, event, others):
        yield EventRecord(content_key("ev:promise", key), cells.row.locator, promise)
    yield from cells.notes.problems
    yield RowRead(cells.row.locator)


def _key(cells: owntables.Cells, event: Interaction[Mention], others: tuple[Mention, ...], keys: tables.RowKeys) -> str:
    day = event.at.isoformat() if event.at else cells.text("date")
    starter = owntables.in_key(event.people[0]) if event.initiated else ""
    return keys(day, *map(owntables.in_key, others), event.channel, starter, event.note)


def _promise(cells: owntables.Cells, met: Interaction[Mention], others: tuple[Mention, ...]) -> Promise[Mention] | None:
    """What was promised at a contact: by the owner to the first person named, or by somebody to the owner."""
    if not cells.text("promise"):
        if cells.text("due") or cells.text("kept"):
            cells.notes.add("promise-without-text", 'Nothing stands under "Promise", so due and kept were not used.')
        return None
    named = mention_of(cells.text("promised by"), cells.notes) if cells.text("promised by") else ME
    maker = _one_of(named, (ME, *others))
    due = cells.day("due")
    state, settled = _kept(cells, due)
    return Promise(
        maker=maker,
        receiver=others[0] if maker == ME else ME,
        at=met.at,
        due=due,
        state=state,
        settled=settled,
        note="\n".join(cells.row.all("promise")),
    )


def _kept(cells: owntables.Cells, due: date | None) -> tuple[Literal["open", "kept", "late", "broken"], date | None]:
    """A day, yes, late, or no; an empty cell is a promise still open."""
    text = cells.text("kept")
    if said := owntables.word_of(text, _KEPT):
        return ("late" if said == "late" else "broken"), None
    if (plain := yes(text)) is not None:
        return ("kept" if plain else "broken"), None
    settled = cells.day("kept")
    if settled is None:
        return "open", None
    return ("late" if due and settled > due else "kept"), settled


def _one_of(named: Mention, people: tuple[Mention, ...]) -> Mention:
    """The one of `people` who is named, with all that is known of them; else the name alone."""
    return next((m for m in people if m == named or (m.name and fold(m.name) == fold(named.name))), named)


def _others(cells: owntables.Cells) -> tuple[Mention, ...]:
    named = mentions_of(cells.row.all("with"), cells.notes)
    if len(named) <= 1:  # an e-mail or company beside several names would be a guess
        named = (cells.person("with"),) if cells.named("with") else ()
    return tuple(mention for mention in named if mention != ME)


def _order(cells: owntables.Cells, others: tuple[Mention, ...]) -> tuple[tuple[Mention, ...], str, bool]:
    """Everybody, whoever started first; whether one-way; whether it is known who started."""
    text = cells.text("direction")
    direction = owntables.word_of(text, DIRECTIONS)
    if text and not direction:
        cells.notes.add("value-unknown", f'"{text[:80]}" is no direction known here.', kept=text)
    starter = mention_of(cells.text("started by"), cells.notes) if cells.text("started by") else None
    if starter is None and direction in ("out", "in"):
        starter = ME if direction == "out" else others[0]
    everybody = (ME, *others)
    if starter is None:
        return everybody, "one-way" if direction == "one-way" else "both", False
    first = _one_of(starter, everybody)
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
