"""Our own introductions template: who brought two people together, and how far it came. Columns: docs/templates.md."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final, cast

from importers import foreign, owntables, tables
from importers.values import yes
from refnet.model import Introduction, IntroductionStage, Thanks
from refnet.records import ME, EventRecord, Match, Problem, Record, RowRead, Source, content_key

COLUMNS: Final = {
    "introducer": "Introducer,Introduced by,Connector,By,Vorgestellt von,Présenté par,Presentado por",
    "introducer email": "Introducer email,Introducer e-mail",
    "introducer company": "Introducer company",
    "from": "From,First,Person 1,Who,Introduced,Von,De",
    "from email": "From email,First email,From e-mail",
    "from company": "From company,First company",
    "to": "To,Second,Person 2,Introduced to,An,A,Para",
    "to email": "To email,Second email,To e-mail",
    "to company": "To company,Second company",
    "asked": "Asked,Asked on,Date asked,Gefragt",
    "agreed": "Agreed,Agreed on,Date agreed,Zugesagt",
    "made": "Made,Made on,Date,Date made,Introduced on,Datum,Fecha,Data",
    "met": "Met,Met on,Date met,Getroffen",
    "led to business": "Led to business,Business,Won,Geschäft",
    "thanked": "Thanked,Thanked on,Date thanked,Thank you sent,Bedankt",
    "status": "Status,Stage,Stand,Statut,Estado",
    "note": "Note,Notes,Comment,Reason,Notiz",
}
_LAYOUT: Final = tables.synonyms(COLUMNS, ("introducer", "from", "to"), frozenset({"note"}))
# From, to and by alone are those of a journey or a parcel
_CLAIMED: Final = foreign.only_beside(
    _LAYOUT, "by", "from email", "to email", "asked", "agreed", "met", "led to business", "thanked"
)
_STAGES: Final = ("asked", "agreed", "made", "met", "led to business")
_DATES: Final = (*_STAGES, "thanked")
_AT: Final = ("made", "met", "led to business", "agreed", "asked")  # the day it was made; else the nearest known one
_WORDS: Final = {
    "asked": "asked,open,pending,requested,gefragt",
    "agreed": "agreed,accepted,promised,zugesagt",
    "made": "made,done,introduced,sent,gemacht",
    "met": "met,meeting held,getroffen",
    "led to business": "led to business,business,won,deal,customer",
    "declined": "declined,refused,no,rejected,abgelehnt",
}


class TemplateIntroductions:
    """Introductions in the columns of our template, as CSV or XLSX."""

    name = "template.introductions"

    def describe(self) -> str:
        return "introductions in refnet's own columns (CSV or XLSX)"

    def identify(self, source: Source) -> Match:
        return tables.match(source, _CLAIMED, score=owntables.SCORE)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """One introduction for each row that names all three, with the thanks for it.

        A row keeps its key when it gets further: introducer, both ends and the first date say which one it is.
        """
        keys = tables.RowKeys("ev:introduction")
        for item in owntables.read(source, _LAYOUT, _DATES):
            if isinstance(item, Problem):
                yield item
            else:
                yield from introduction(item, keys)


def introduction(cells: owntables.Cells, keys: tables.RowKeys) -> Iterator[Record | RowRead | Problem]:
    empty = [field for field in ("introducer", "from", "to") if not cells.named(field)]
    if empty:
        names = ", ".join(f'"{field}"' for field in empty)
        yield from cells.notes.refuse("row-incomplete", f'Nobody is named under {names}. Write "me" for yourself.')
        return
    introducer, first, second = (cells.person(field) for field in ("introducer", "from", "to"))
    if any(owntables.same_person(a, b) for a, b in combinations((introducer, first, second), 2)):
        yield from cells.notes.refuse("row-same-person", "One person stands in two of the three places.")
        return
    reached, dates = cells.reached(_STAGES)
    event = Introduction(
        introducer=introducer,
        first=first,
        second=second,
        at=next((dates[stage] for stage in _AT if stage in dates), None),
        stage=_stage(cells, reached),
        dates=dates or None,
        note="\n".join(cells.row.all("note")),
    )
    first_day = next((dates[stage].isoformat() for stage in _STAGES if stage in dates), "")
    key = keys(*map(owntables.in_key, (introducer, first, second)), first_day)
    yield EventRecord(key, cells.row.locator, event)
    if cells.text("thanked") and yes(cells.text("thanked")) is not False:
        giver = ME if ME in (first, second) else first
        thanks = Thanks(giver=giver, receiver=introducer, at=cells.day("thanked"), regarding=key)
        yield EventRecord(content_key("ev:thanks", key), cells.row.locator, thanks)
    yield from cells.notes.problems
    yield RowRead(cells.row.locator)


def _stage(cells: owntables.Cells, reached: list[str]) -> IntroductionStage:
    """The status as written; without one the furthest stage reached; without any "made"."""
    text = cells.text("status")
    stage = owntables.word_of(text, _WORDS)
    if text and not stage:
        cells.notes.add("value-unknown", f'"{text[:80]}" is no status known here.', kept=text)
    return cast(IntroductionStage, stage or (reached[-1] if reached else "made"))
