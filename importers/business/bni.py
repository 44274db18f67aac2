"""BNI Connect's reports: the slips of a meeting, and the PALMS summary of a chapter's members.

They hold names only, without addresses or ids, so a member is whoever has that name in the book, the owner too. Whoever
gives or gets a slip is a person; a referral slip does not say whom it is about, so its prospect is the one who got it.
Thanks for closed business with an amount are a referral that was won: whoever is thanked sent it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from importers import tables, workbook
from importers.crm.product import LeftOut
from importers.dates import column_order, read_date
from importers.values import Notes, cents_of, date_of, name_of
from refnet.model import Acquaintance, Event, Interaction, Membership, Note, Referral, Thanks
from refnet.records import (
    BY_NAME_ALONE,
    ME,
    EventRecord,
    Match,
    Mention,
    PersonRecord,
    Problem,
    Record,
    RowRead,
    Source,
    content_key,
)
from refnet.text import fold

_SCORE: Final = 0.9
_SLIPS: Final = {
    "from": "From,From Member,Given By,Thank You From",
    "to": "To,To Member,Given To,Thank You To",
    "type": "Slip Type,Slip",
    "tyfcb": "TYFCB Amount,TYFCB,Closed Business",
    "where": "Inside/Outside,Inside / Outside,Referral Type,Business Type",
    "detail": "Detail,Details,Comment,Comments",
    "date": "Date,Slip Date,Meeting Date",
    "idle": "CEU Credits,CEU,CEUs",
}
_TYPES: Final = {
    "one to one": "meeting",
    "one to ones": "meeting",
    "1 to 1": "meeting",
    "1 2 1": "meeting",
    "121": "meeting",
    "referral": "referral",
    "referrals": "referral",
    "tyfcb": "tyfcb",
    "thank you for closed business": "tyfcb",
    "visitor": "visitor",
    "visitors": "visitor",
    "ceu": "ceu",
    "ceus": "ceu",
    "chapter education unit": "ceu",
    "chapter education units": "ceu",
}
_TOTALS: Final = {
    "present": "P,Present",
    "absent": "A,Absent",
    "late": "L,Late",
    "medical": "M,Medical",
    "substitute": "S,Substitute",
    "referrals given inside": "RGI",
    "referrals given outside": "RGO",
    "referrals received inside": "RRI",
    "referrals received outside": "RRO",
    "visitors": "V,Visitors",
    "one-to-ones": "1-2-1,1 to 1,121",
    "thanks for closed business": "TYFCB",
    "education units": "CEU",
    "testimonials": "T,Testimonials",
}
_MEMBER: Final = {"given": "First Name", "family": "Last Name", "name": "Member,Member Name,Name"}
_NO_PEOPLE: Final = frozenset({"visitors", "visitor", "bni", "total", "totals", "grand total"})
_DAY: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}")


def _slips_missing(fields: frozenset[str]) -> tuple[str, ...]:
    lacking = [_SLIPS[field].split(",")[0] for field in ("from", "to") if field not in fields]
    return tuple(lacking) if fields & {"type", "tyfcb"} else (*lacking, "Slip Type")


def _palms_missing(fields: frozenset[str]) -> tuple[str, ...]:
    named = "name" in fields or {"given", "family"} <= fields
    # Present, absent and late are counted in every school
    counted = {"present", "absent"} <= fields and fields & {"referrals given inside", "one-to-ones", "medical"}
    return (() if named else ("First Name, Last Name",)) + (() if counted else ("P, A, L, RGI, 1-2-1",))


_SLIPS_LAYOUT: Final = tables.Layout(
    tables.synonyms(_SLIPS, ()).field_of, _slips_missing, lambda field: field in ("idle", "detail")
)
_PALMS_LAYOUT: Final = tables.Layout(tables.synonyms({**_MEMBER, **_TOTALS}, ()).field_of, _palms_missing)


@dataclass(frozen=True, slots=True)
class _Report:
    """What stands above the table: the chapter ("" where it is not named), and the first and last day."""

    chapter: str
    first: date | None
    last: date | None

    @property
    def period(self) -> str:
        """The days as a note has them, "2026-09-01 to 2026-09-30"; "" where they are not told."""
        return " to ".join(dict.fromkeys(day.isoformat() for day in (self.first, self.last) if day))


class BniSlips:
    """A slips audit report of a BNI chapter: one-to-ones, referrals, thanks for closed business, visitors."""

    name = "bni.slips"

    def describe(self) -> str:
        return "BNI slips audit report (CSV, XLSX, XLS)"

    def identify(self, source: Source) -> Match:
        return tables.match(source, _SLIPS_LAYOUT, score=_SCORE)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """The slips, and those who gave and got them. Two slips alike are two.

        Whose name is in bold is a member of another chapter. The day of the report is the day of its slips; a report
        on several days leaves them undated.
        """
        report = _report(source, _SLIPS_LAYOUT)
        bold = workbook.bold(source) if workbook.is_workbook(source.content) else frozenset()
        slips = _Slips(report, bold)
        rows = tables.rows(source, _SLIPS_LAYOUT) if tables.has_any(source, _SLIPS_LAYOUT, "date") else ()
        order = column_order(row.one("date") for row in rows if isinstance(row, tables.Row)) or "dmy"
        undated = 0
        for item in tables.rows(source, _SLIPS_LAYOUT):
            if isinstance(item, Problem):
                yield item
                continue
            notes = Notes(item.locator)
            at = date_of(item.one("date"), notes, column="Date", order=order) or slips.day
            undated += at is None
            yield from slips.read(item, notes, at)
        yield from slips.left_out.problems()
        if undated:
            message = f"{undated} slips have no date: the report names none, or several days ({report.period})."
            yield Problem("date-missing", "title", message, rows=0)


class BniPalms:
    """A PALMS summary of a BNI chapter: its members, and what each did in a period."""

    name = "bni.palms"

    def describe(self) -> str:
        return "BNI chapter PALMS summary (CSV, XLSX, XLS)"

    def identify(self, source: Source) -> Match:
        return tables.match(source, _PALMS_LAYOUT, score=_SCORE)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """The members. Their totals are a note of the period: who met whom on which day is not told."""
        report, left_out, counts = _report(source, _PALMS_LAYOUT), LeftOut(), tables.RowKeys("ev:bni.palms")
        told: set[str] = set()
        for item in tables.rows(source, _PALMS_LAYOUT):
            if isinstance(item, Problem):
                yield item
                continue
            notes = Notes(item.locator)
            given, family = name_of(item.one("given"), notes), name_of(item.one("family"), notes)
            name = name_of(item.one("name"), notes) or f"{given} {family}".strip()
            if fold(name) in _NO_PEOPLE:
                left_out.add("total-row-skipped", "totals, and those of visitors and of BNI", item.locator)
            elif not _is_name(name):
                yield from notes.refuse("person-without-name", "This row names no member.")
            else:
                yield from _person(name, item.locator, told, chapter=report.chapter, given=given, family=family)
                if totals := _totals(item, notes):
                    text = f"BNI PALMS {report.period}: {totals}".replace(" :", ":")
                    note = Note(_mention(name), report.last, text)
                    yield EventRecord(counts(fold(name), report.period), item.locator, note)
                yield from notes.problems
                yield RowRead(item.locator)
        yield from left_out.problems()


class _Slips:
    """Reads slips one by one, each person told once, rows without people left out."""

    def __init__(self, report: _Report, bold: frozenset[str]) -> None:
        self.day = report.last if report.first == report.last else None
        self.left_out = LeftOut()
        self._chapter = report.chapter
        self._bold = bold
        self._told: set[str] = set()
        self._keys = tables.RowKeys("ev:bni.slip")

    def read(self, row: tables.Row, notes: Notes, at: date | None) -> Iterator[Record | RowRead | Problem]:
        said = row.one("type")
        kind = _TYPES.get(fold(said)) if said else "tyfcb"
        giver, receiver = name_of(row.one("from"), notes), name_of(row.one("to"), notes)
        if kind == "ceu":
            self.left_out.add("slip-skipped", "education units (CEU), which concern one member alone", row.locator)
        elif not {fold(giver), fold(receiver)}.isdisjoint(_NO_PEOPLE):
            self.left_out.add("total-row-skipped", "totals, and those of visitors and of BNI", row.locator)
        elif kind is None:
            yield from notes.refuse("slip-unknown", f'"{said[:80]}" is no kind of slip that is known here.')
        elif wrong := _wrong(giver, receiver, anonymous=kind == "tyfcb"):
            yield from notes.refuse("row-incomplete", wrong)
        else:
            for name in (giver, receiver):
                yield from self._member(name, row.locator, visitor=kind == "visitor" and name == receiver)
            parts = [at.isoformat() if at else "", *(row.one(f) for f in ("type", "where", "tyfcb", "detail"))]
            key = self._keys(*parts, fold(giver), fold(receiver))
            event = _EVENTS[kind](row, giver, receiver, at)
            if kind == "tyfcb" and (won := _closed(row, giver, receiver, at, notes)) and isinstance(event, Thanks):
                event = replace(event, regarding=content_key("ev:bni.closed", key))
                yield EventRecord(event.regarding, row.locator, won)
            yield EventRecord(key, row.locator, event)
            yield from notes.problems
            yield RowRead(row.locator)

    def _member(self, name: str, locator: str, *, visitor: bool) -> Iterator[Record]:
        """Somebody whom a slip names. Visitors and members of other chapters do not belong to the chapter."""
        if not name:
            return
        if visitor:
            yield from _person(name, locator, self._told, label="BNI visitor")
        elif name in self._bold:
            yield from _person(name, locator, self._told, label="member of another BNI chapter")
        else:
            yield from _person(name, locator, self._told, chapter=self._chapter)


def _meeting(row: tables.Row, giver: str, receiver: str, at: date | None) -> Event[Mention]:
    people = (_mention(giver), _mention(receiver))
    return Interaction(at, people, "meeting", note=_words("One to One", row.one("detail")))


def _referral(row: tables.Row, giver: str, receiver: str, at: date | None) -> Event[Mention]:
    """A slip names giver and receiver only: whom the business is from stands nowhere."""
    to = _mention(receiver)
    return Referral(_mention(giver), to, to, at, note=_words("BNI slip", row.one("where"), row.one("detail")))


def _thanks(row: tables.Row, giver: str, receiver: str, at: date | None) -> Event[Mention]:
    """Thanks for business that a referral led to. The amount is what the giver earned, so no sale between the two."""
    amount = row.one("tyfcb")
    text = _words(
        f"Thanks for closed business of {amount}" if amount else "Thanks for closed business", row.one("where")
    )
    text = _words(text, row.one("detail"))
    if not giver:
        return Note(_mention(receiver), at, _words(text, "given anonymously"))
    return Thanks(_mention(giver), _mention(receiver), at, "meeting", note=text)


def _closed(row: tables.Row, giver: str, receiver: str, at: date | None, notes: Notes) -> Referral[Mention] | None:
    """The referral that was thanked for, with what it brought; None without an amount, or where nobody says thanks.

    Which of the slips before led to the business is not told, so it is a referral of its own. Nor is the day on which
    it was given: that of the thanks stands for it, so that no answer knows of it earlier.
    """
    cents, currency = cents_of(row.one("tyfcb"), notes, column="TYFCB Amount")
    if not giver or not cents or cents < 0:
        return None
    to, dates = _mention(giver), {"won": at} if at else None
    note = _words("BNI closed business", row.one("where"), row.one("detail"))
    return Referral(_mention(receiver), to, to, at, "won", dates, cents, currency, note=note)


def _visitor(row: tables.Row, giver: str, receiver: str, at: date | None) -> Event[Mention]:
    """Who brings a visitor knows them."""
    return Acquaintance(_mention(giver), _mention(receiver), "contact", at)


_EVENTS: Final[dict[str, Callable[[tables.Row, str, str, date | None], Event[Mention]]]] = {
    "meeting": _meeting,
    "referral": _referral,
    "tyfcb": _thanks,
    "visitor": _visitor,
}


def _wrong(giver: str, receiver: str, *, anonymous: bool) -> str:
    """Why these two cells are no giver and receiver; "" if they are."""
    if not _is_name(giver) and not (anonymous and not giver):
        return f'"From" names nobody: "{giver[:80]}".'
    if not _is_name(receiver):
        return f'"To" names nobody: "{receiver[:80]}".'
    return "A slip goes from one to another; this one names the same person twice." if giver == receiver else ""


def _is_name(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def _words(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _key(name: str) -> str:
    return content_key(f"{BY_NAME_ALONE}bni", fold(name))


def _mention(name: str) -> Mention:
    return Mention(name=name, record=_key(name))


def _person(
    name: str, locator: str, told: set[str], *, chapter: str = "", label: str = "", given: str = "", family: str = ""
) -> Iterator[PersonRecord | EventRecord]:
    """Somebody's record, and that the owner has them in a list; nothing for whom it was told of before."""
    key = _key(name)
    if key in told:
        return
    told.add(key)
    groups = (Membership(chapter),) if chapter else ()
    labels = (label,) if label else ()
    yield PersonRecord(key, locator, name, given=given, family=family, memberships=groups, labels=labels)
    yield EventRecord(content_key("ev:contact", key), locator, Acquaintance(ME, _mention(name)))


def _totals(row: tables.Row, notes: Notes) -> str:
    """What a member did, "present 3, late 1"; what was not done is left out."""
    found = []
    for field in _TOTALS:
        text = row.one(field)
        cents, _ = cents_of(text, notes, column=field)
        if cents:
            found.append(f"{field} {text}")
    return ", ".join(found)


def _report(source: Source, layout: tables.Layout) -> _Report:
    """Chapter and days from the rows above the table. Days are written day first, or as a spreadsheet's day number."""
    rows = tables.above(source, layout)
    said = _labelled(rows)
    first, last = (read_date(said.get(word, ""), "dmy").value for word in ("from", "to"))
    if not (first or last):
        title = next((" ".join(row) for row in rows if "report" in fold(" ".join(row))), "")
        days = [day for found in _DAY.findall(title) if (day := read_date(found, "dmy").value)]
        first, last = min(days, default=None), max(days, default=None)
    return _Report(said.get("chapter", ""), first or last, last or first)


def _labelled(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """What a report says as "Chapter:" with the name in the next cell, or in the same."""
    found: dict[str, str] = {}
    for row in rows:
        cells = [cell.strip() for cell in row if cell.strip()]
        for cell, following in zip(cells, [*cells[1:], ""], strict=False):
            label, colon, rest = cell.partition(":")
            if colon:
                found.setdefault(fold(label), rest.strip() or following)
    return found
