"""Our own referrals template: who sent whom as possible business, and what became of it. Columns: docs/templates.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

from importers import foreign, owntables, tables
from importers.values import yes
from refnet.model import Referral, ReferralStage, Thanks, Unknowable
from refnet.records import ME, EventRecord, Match, Mention, Problem, Record, RowRead, Source, content_key

COLUMNS: Final = {
    "date": "Date,Given,Referred on,Date given,Date referred,Datum,Fecha,Data",
    "referrer": "Referrer,Referred by,Referral from,Source,Empfehler,Empfohlen von,Recommandé par,Recomendado por",
    "referrer email": "Referrer email,Referrer e-mail",
    "referrer company": "Referrer company",
    "prospect": "Prospect,Referral,Referred,Lead,Customer,Client,Interessent,Kunde,Cliente",
    "prospect email": "Prospect email,Prospect e-mail,Email,E-mail",
    "prospect company": "Prospect company,Company,Organization,Firma",
    "prospect phone": "Prospect phone,Phone,Telephone,Telefon",
    "recipient": "Recipient,Referred to,Referral to,To,Given to,Empfänger",
    "recipient email": "Recipient email,Recipient e-mail",
    "recipient company": "Recipient company",
    "status": "Status,Stage,Outcome,Result,Stand,Statut,Estado",
    "contacted": "Contacted,Contacted on,Date contacted,Kontaktiert",
    "met": "Met,Met on,Date met,Getroffen",
    "won": "Won,Won on,Date won,Closed,Gewonnen",
    "lost": "Lost,Lost on,Date lost,Verloren",
    "value": "Value,Amount,Revenue,Worth,Deal value,Wert,Umsatz,Betrag,Montant,Importe",
    "currency": "Currency,Währung,Devise,Moneda",
    "anyway": "Anyway,Would have come anyway,Came anyway,Sowieso",
    "thanked": "Thanked,Thanked on,Date thanked,Thank you sent,Bedankt",
    "note": "Note,Notes,Comment,Notiz",
}
_LAYOUT: Final = tables.synonyms(COLUMNS, ("referrer", "prospect"), frozenset({"note"}))
# "Source" alone is that of a lead: a web site, an advertisement
_CLAIMED: Final = foreign.only_beside(
    _LAYOUT, "source", "recipient", "contacted", "met", "won", "lost", "anyway", "thanked"
)
_STAGES: Final = ("contacted", "met", "lost", "won")
_DATES: Final = ("date", *_STAGES, "thanked")
_WORDS: Final = {
    "given": "given,open,new,pending,received,offen,neu",
    "contacted": "contacted,called,in contact,kontaktiert",
    "met": "met,meeting,quoted,proposal,getroffen",
    "won": "won,closed won,customer,sold,success,gewonnen",
    "lost": "lost,closed lost,no sale,declined,dead,verloren",
}


class TemplateReferrals:
    """Referrals in the columns of our template, as CSV or XLSX."""

    name = "template.referrals"

    def describe(self) -> str:
        return "referrals in refnet's own columns (CSV or XLSX)"

    def identify(self, source: Source) -> Match:
        return tables.match(source, _CLAIMED, score=owntables.SCORE)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """One referral for each row that names referrer and prospect, and the thanks for it where there were any.

        A row keeps its key from given to won: the date and the three people say which referral it is.
        """
        keys = tables.RowKeys("ev:referral")
        for item in owntables.read(source, _LAYOUT, _DATES):
            if isinstance(item, Problem):
                yield item
            else:
                yield from referral(item, keys)


def referral(cells: owntables.Cells, keys: tables.RowKeys) -> Iterator[Record | RowRead | Problem]:
    empty = [field for field in ("referrer", "prospect") if not cells.named(field)]
    if empty:
        names = ", ".join(f'"{field}"' for field in empty)
        yield from cells.notes.refuse("row-incomplete", f'Nobody is named under {names}. Write "me" for yourself.')
        return
    event = _event(cells)
    if any(owntables.same_person(event.prospect, other) for other in (event.referrer, event.recipient)):
        yield from cells.notes.refuse("row-same-person", "The prospect is also the referrer or the recipient.")
        return
    given = event.at.isoformat() if event.at else cells.text("date")
    key = keys(given, *map(owntables.in_key, (event.referrer, event.prospect, event.recipient)))
    yield EventRecord(key, cells.row.locator, event)
    if cells.text("thanked") and yes(cells.text("thanked")) is not False:
        thanks = Thanks(giver=event.recipient, receiver=event.referrer, at=cells.day("thanked"), regarding=key)
        yield EventRecord(content_key("ev:thanks", key), cells.row.locator, thanks)
    yield from cells.notes.problems
    yield RowRead(cells.row.locator)


def _event(cells: owntables.Cells) -> Referral[Mention]:
    given = cells.day("date")
    reached, dates = cells.reached(_STAGES)
    cents, written = cells.money("value")
    return Referral(
        referrer=cells.person("referrer"),
        prospect=cells.person("prospect"),
        recipient=cells.person("recipient") if cells.named("recipient") else ME,
        at=given,
        stage=_stage(cells, reached),
        dates={**({"given": given} if given else {}), **dates} or None,
        value_cents=cents,
        currency=_currency(cells) or written,
        anyway=_anyway(cells),
        note="\n".join(cells.row.all("note")),
    )


def _stage(cells: owntables.Cells, reached: list[str]) -> ReferralStage:
    """The status as written; without one the furthest stage reached, won before lost; without any "given"."""
    text = cells.text("status")
    stage = owntables.word_of(text, _WORDS)
    if text and not stage:
        cells.notes.add("value-unknown", f'"{text[:80]}" is no status known here.', kept=text)
    return cast(ReferralStage, stage or (reached[-1] if reached else "given"))


def _currency(cells: owntables.Cells) -> str:
    text = cells.text("currency")
    if not text:
        return ""
    code = {"€": "EUR", "$": "USD", "£": "GBP"}.get(text, text.upper())
    if re.fullmatch(r"[A-Z]{3}", code):
        return code
    cells.notes.add("value-unknown", f'"{text[:80]}" is no currency code such as EUR.', kept=text)
    return ""


def _anyway(cells: owntables.Cells) -> Unknowable:
    said = yes(cells.text("anyway"))
    return "unknown" if said is None else "yes" if said else "no"
