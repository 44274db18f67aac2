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
from importers.crm.contacts import contact
from importers.crm.product import LeftOut, plain_text
from importers.owntables import Cells, word_of
from importers.values import is_email, mentions_of, name_of, short, yes
from refnet.model import Acquaintance, Note, Purchase, Referral, ReferralStage
from refnet.records import ME, EventRecord, Mention, PersonRecord, Problem, Record, RowRead, content_key

_STATES: Final = {
    "won": "won,closed won,closedwon,gewonnen,abgeschlossen und gewonnen,gagne,gagnee,conclu,ganado,ganada,ganho,"
    "ganha,vinto,vinta,chiuso vinto",
    "lost": "lost,closed lost,closedlost,closed lost to competition,verloren,abgeschlossen und verloren,perdu,perdue,"
    "perdido,perdida,perso,persa",
}
_NAME_AND_MAIL: Final = re.compile(r"\(([^()\s@]+@[^()\s]+)\)")


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
    """The records of one row about a deal; a row of such a list without a deal is a person's.

    A deal of which only the company is known keeps the company; one that names neither (ids alone) is left out.
    """
    row, notes = cells.row, cells.notes
    if not row.one("deal") and not row.one("amount"):
        yield from contact(cells, key, left_out)
        return
    company = name_of(next(iter(people.listed(row.all("company"))), ""), notes)
    customers = _customers(cells, company)
    referrers = mentions_of(row.all("referred by"), notes)
    if not customers and not company:
        left_out.add("deal-of-nobody", "deals that name neither a person nor a company", row.locator)
        return
    found = _deal(cells)
    if customers:
        yield from _customer(cells, customers, key)
        yield EventRecord(content_key("ev:deal", key), row.locator, _bought(found, customers[0]))
    else:
        yield companies.named(company, notes)
        notes.add("deal-without-person", f'The deal "{short(found.name)}" names a company and nobody there.')
    prospect = customers[0] if customers else Mention(name=company, organization=company)
    for referrer in referrers:
        event_key = content_key("ev:referral", key, referrer.name, referrer.email)
        yield EventRecord(event_key, row.locator, _referral(found, referrer, prospect))
    if len(customers) > 1:
        notes.add("deal-of-several", "Several contacts belong to this deal; the first counts as the customer.")
    yield from notes.problems
    yield RowRead(row.locator)


def _customers(cells: Cells, company: str) -> list[Mention]:
    """Whom a deal names, with the company and, where it is one person, the address and number beside the name."""
    text = _NAME_AND_MAIL.sub(r" <\1>", cells.text("name"))
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


def _customer(cells: Cells, customers: list[Mention], key: str) -> Iterator[PersonRecord | EventRecord]:
    """The customer as a person of the owner's list, where the row says more of them than a name."""
    if len(customers) == 1 and (cells.text("email") or cells.text("phone")):
        record = people.person(cells.row, content_key("deal.contact", key), cells.notes)
        yield replace(record, notes=tuple(map(plain_text, record.notes)))
        tie = Acquaintance(ME, replace(customers[0], record=record.key))
        yield EventRecord(content_key("ev:contact", record.key), record.locator, tie)


def _bought(deal: _Deal, customer: Mention) -> Purchase[Mention] | Note[Mention]:
    """What the customer bought; a note where nothing was bought so far, or no amount is known."""
    at = deal.opened if deal.state == "open" else deal.closed
    if deal.state == "won" and deal.value_cents is not None:
        return Purchase(customer, ME, at, deal.value_cents, deal.currency, reference=deal.name)
    return Note(customer, at, _sentence(deal))


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
