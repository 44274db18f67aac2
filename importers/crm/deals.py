"""A deal in a firm's list: a purchase when it was won, a referral when somebody sent the customer, else a note.

All three have the same key, so that a deal that is won later takes the place of the open one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from importers import people
from importers.crm import companies
from importers.crm.product import LeftOut
from importers.owntables import Cells, word_of
from importers.values import is_email, mentions_of, name_of, short, yes
from refnet.model import Note, Purchase, Referral, ReferralStage
from refnet.records import ME, EventRecord, Mention, Problem, Record, RowRead, content_key

_STATES: Final = {
    "won": "won,closed won,closedwon,gewonnen,abgeschlossen und gewonnen,gagne,gagnee,conclu,ganado,ganada,ganho,"
    "ganha,vinto,vinta,chiuso vinto",
    "lost": "lost,closed lost,closedlost,closed lost to competition,verloren,abgeschlossen und verloren,perdu,perdue,"
    "perdido,perdida,perso,persa",
}
_NAME_AND_MAIL: Final = re.compile(r"(.*?)\s*\(([^()\s]+@[^()\s]+)\)")


@dataclass(frozen=True, slots=True)
class _Deal:
    """What a row says of a deal; the currency is "" where the row has none."""

    name: str
    state: Literal["open", "won", "lost"]
    stage: str
    opened: date | None
    closed: date | None
    value_cents: int | None
    currency: str


def deal(cells: Cells, key: str, left_out: LeftOut) -> Iterator[Record | RowRead | Problem]:
    """The records of one row about a deal.

    A deal of which only the company is known keeps the company; one that names neither (ids alone) is left out.
    """
    row, notes = cells.row, cells.notes
    company = name_of(next(iter(people.listed(row.all("company"))), ""), notes)
    customers = _customers(cells, company)
    referrers = mentions_of(row.all("referred by"), notes)
    if not customers and not company:
        left_out.add("deal-of-nobody", "are deals that name neither a person nor a company; left out.", row.locator)
        return
    if row.one("email") and customers:
        yield people.person(row, content_key("crm.contact", key), notes)
    found = _deal(cells)
    if not customers and not referrers:
        yield companies.named(company, notes)
        notes.add("deal-without-person", f'The deal "{short(found.name)}" names a company and nobody there.')
    else:
        customer = customers[0] if customers else Mention(name=company, organization=company)
        yield from _events(found, customer, referrers, key, row.locator)
    if len(customers) > 1:
        notes.add("deal-of-several", "Several contacts belong to this deal; the first counts as the customer.")
    yield from notes.problems
    yield RowRead(row.locator)


def _customers(cells: Cells, company: str) -> list[Mention]:
    """Whom a deal names, with the company and, where it is one person, the address and number beside the name."""
    text = _NAME_AND_MAIL.sub(r"\1 <\2>", cells.text("name"))
    found = [replace(m, organization=company) for m in mentions_of([text], cells.notes)]
    email, phone = cells.text("email"), cells.text("phone")
    if not found and is_email(email):
        return [Mention(email=email, organization=company)]
    if len(found) == 1:
        return [replace(found[0], email=found[0].email or (email if is_email(email) else ""), phone=phone)]
    return found


def _deal(cells: Cells) -> _Deal:
    value, currency = cells.money("amount")
    written = cells.text("currency")
    return _Deal(
        name=name_of(cells.text("deal"), cells.notes),
        state=_state(cells),
        stage=cells.text("stage") or cells.text("status"),
        opened=cells.day("opened"),
        closed=cells.day("closed") or cells.day("expected"),
        value_cents=value,
        currency=written.upper() if re.fullmatch(r"[A-Za-z]{3}", written) else currency,
    )


def _state(cells: Cells) -> Literal["open", "won", "lost"]:
    """Whether a deal is open, won or lost: by its own column, else by the words of its status or stage, in any case."""
    if yes(cells.text("is won")):
        return "won"
    for field in ("status", "stage"):
        word = word_of(cells.text(field).replace("_", " "), _STATES)
        if word:
            return "won" if word == "won" else "lost"
    return "lost" if yes(cells.text("is closed")) and yes(cells.text("is won")) is False else "open"


def _events(
    deal: _Deal, customer: Mention, referrers: tuple[Mention, ...], key: str, locator: str
) -> Iterator[EventRecord]:
    at = deal.closed if deal.state != "open" else deal.opened
    if deal.state == "won" and deal.value_cents is not None:
        bought = Purchase(customer, ME, at, deal.value_cents, deal.currency, reference=deal.name)
        yield EventRecord(content_key("ev:deal", key), locator, bought)
    elif not referrers:
        yield EventRecord(content_key("ev:deal", key), locator, Note(customer, at, _sentence(deal)))
    for referrer in referrers:
        yield EventRecord(
            content_key("ev:referral", key, referrer.name, referrer.email), locator, _referral(deal, referrer, customer)
        )


def _referral(deal: _Deal, referrer: Mention, customer: Mention) -> Referral[Mention]:
    stages: dict[str, ReferralStage] = {"open": "given", "won": "won", "lost": "lost"}
    stage = stages[deal.state]
    dates: dict[str, date] | None = {stage: deal.closed} if deal.closed and stage != "given" else None
    return Referral(
        referrer,
        customer,
        ME,
        deal.opened or (deal.closed if deal.state != "open" else None),
        stage,
        dates,
        deal.value_cents,
        deal.currency,
        note=deal.name,
    )


def _sentence(deal: _Deal) -> str:
    amount = f"{deal.value_cents / 100:,.2f} {deal.currency}".strip() if deal.value_cents is not None else ""
    state = {"open": "Open deal", "won": "Won deal", "lost": "Lost deal"}[deal.state]
    stage = f"stage {deal.stage}" if deal.stage and deal.state == "open" else ""
    return ", ".join(part for part in (f'{state} "{deal.name}"', stage, amount) if part)
