"""A person in a firm's list: who they are, which colleague looks after them, and that they came by a referral."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from importers import people, tables
from importers.crm import companies
from importers.crm.product import LeftOut, external_id, plain_text
from importers.headwords import is_channel
from importers.mapped import is_name
from importers.owntables import Cells, in_key
from importers.values import mention_of, name_of, yes
from refnet.model import Acquaintance, Employment
from refnet.records import ME, EventRecord, ExternalId, Mention, PersonRecord, Problem, Record, RowRead, content_key
from refnet.text import fold

_REFERRED: Final = re.compile(
    r"(.* )?(referr(al|ed)|referal|word of mouth|empfehlung|weiterempfehlung|mundpropaganda|recommand(ation|e par)|"
    r"bouche a oreille|recomendacion|referido|boca a boca|indicacao|raccomandazione|passaparola|aanbeveling|"
    r"mond tot mond)( .*)?"
)
_ID: Final = re.compile(r"\d{6,}")
"""Some lists hold the id of a company where its name would be."""
_NOBODY: Final = re.compile(r".*\b(queue|unassigned|admin|administrator|team|integration|system|user|deactivated)\b.*")


def contact(cells: Cells, key: str, left_out: LeftOut) -> Iterator[Record | RowRead | Problem]:
    """The records of one row about a person; a row with a company and nobody in it is a company's.

    Whoever the product calls the owner of a contact is the colleague who looks after them. An owner of such a list
    wants to know whom to ask for the introduction, so the contact stands in the colleague's address book, not in
    "my" own, and the colleague in mine. Where no colleague is named (an alias or an id names nobody), the list is mine.
    """
    row, notes = cells.row, cells.notes
    if row.one("company") and not any(row.one(part) for part in ("name", "given", "family", "email")):
        yield from companies.company(cells, key, left_out)
        return
    record = _person(cells, key)
    owner = _colleague(cells)
    for item in people.contact(record, row, notes):
        if owner and isinstance(item, EventRecord) and isinstance(item.event, Acquaintance):
            yield replace(item, event=replace(item.event, owner=owner))
            tie = Acquaintance(owner=ME, person=owner, via="contact")
            yield EventRecord(content_key("ev:colleague", in_key(owner)), row.locator, tie)
        else:
            yield item


def referral_sources(row: tables.Row) -> tuple[str, ...]:
    """What a row says of where somebody came from, where that is another person's word or name.

    HubSpot's REFERRALS is none: it counts clicks on other web sites. Most sources are words for a channel, so even one
    that looks like a name makes no person.
    """
    return tuple(dict.fromkeys(text for text in row.all("source") if _is_of_somebody(text)))


def _is_of_somebody(source: str) -> bool:
    if _REFERRED.fullmatch(fold(source.replace("_", " "))):
        return True
    return "@" in source or (is_name(source) and not is_channel(source))


def _person(cells: Cells, key: str) -> PersonRecord:
    row, notes = cells.row, cells.notes
    record = people.person(row, key, notes, order=cells.orders.get("birthday", ""))
    title, department = name_of(row.one("title"), notes), name_of(row.one("department"), notes)
    companies_told = people.listed(row.all("company"))
    works = [Employment(name_of(name, notes), title, department) for name in companies_told if not _ID.fullmatch(name)]
    labels = [*record.labels]
    if not row.one("referred by"):
        labels += [f"lead source: {source}" for source in referral_sources(row)]
    labels += ["opted out of e-mail"] if any(yes(text) for text in row.all("opt out")) else []
    system = key.partition(".")[0]
    return replace(
        record,
        jobs=tuple(dict.fromkeys(works)) or record.jobs,
        labels=tuple(dict.fromkeys(labels)),
        notes=tuple(map(plain_text, record.notes)),
        external_ids=(ExternalId(f"{system}.contact", external_id(row.one("id"))),) if row.one("id") else (),
    )


def _colleague(cells: Cells) -> Mention | None:
    """The colleague who looks after somebody; None where the cell holds an alias, an id, a queue or nothing."""
    text = cells.text("owner")
    plain = fold(text)
    if not ("@" in text or len(plain.split()) > 1) or re.search(r"\d", plain) or _NOBODY.fullmatch(plain):
        return None
    return mention_of(text, cells.notes)
