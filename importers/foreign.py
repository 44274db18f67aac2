"""Headers that say of what kind a table is, so that our templates leave a table of another kind to be asked about.

Anybody's table can have a name and an e-mail in it. One with a date of its own tells of meetings or sales, and the
same people come again and again: read as contacts, what happened would be lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from importers import tables
from refnet.records import Match, Source

_OTHER: Final = "one row for each"
"""What a table of another kind lacks, in words of our own: no column could be added to have it."""


def _words(text: str) -> frozenset[str]:
    return frozenset(tables.normal(word) for word in text.split(","))


_DATE: Final = _words("date,day,datum,fecha,data,dato,dátum,tarih,pvm,дата,日付,日期")
_DATES: Final = _words("when,wann,quand,cuándo,quando,wanneer,termin,meeting time,call time,date time,date and time")
_MEETING: Final = _words(
    "meeting,met,call,called,visit,visited,appointment,conversation,lunch,interaction,talk,talked,treffen,treffens,"
    "getroffen,gesprächs,gespräch,anruf,anrufs,besuch,besuchs,rencontre,réunion,rendez,appel,visite,entretien,reunión,"
    "llamada,visita,encuentro,incontro,riunione,chiamata,reunião,ligação,encontro,afspraak,gesprek,bezoek"
)
_BUYING: Final = _words(
    "order,invoice,purchase,payment,paid,transaction,sale,sold,activity,kauf,achat,commande,facture,compra,pedido,"
    "factura,acquisto,ordine,fattura,venda,aankoop"
)
_MEETING_JOINED: Final = _words("besprechungsdatum,gesprächsdatum,anrufdatum,besuchsdatum,kontaktdatum,mötesdatum")
_BUYING_JOINED: Final = _words(
    "bestelldatum,rechnungsdatum,kaufdatum,zahlungsdatum,verkaufsdatum,auftragsdatum,besteldatum,factuurdatum,"
    "verkoopdatum,orderdatum,fakturadatum"
)
_OF_A_PERSON: Final = _words("first,last,next,previous,erstes,letztes,nächstes,letzter,premier,dernier,dernière,última")
"""A list of contacts may say when each was met last: that is one day for each person."""
_CONTACT: Final = _words(
    "channel,kanal,canal,canale,kanaal,medium,minutes,minuten,duration,dauer,durée,duración,durata,duração,duur,"
    "direction,richtung,meeting type,call type,activity type,interaction type,type of contact,type of meeting,"
    "kind of contact,kind of meeting,kontaktart,art des kontakts,type de contact,tipo de contacto,tipo di contatto,"
    "tipo de contato,soort contact"
)
_REFERRED: Final = _words(
    "referrer,referred by,referred to,referral from,referral to,given to,passed to,empfohlen von,empfohlen an,"
    "recommandé par,recommandé à,recomendado por,recomendado a"
)
_MONEY: Final = _words(
    "amount,total,subtotal,sum,price,paid,amount paid,total paid,total price,total amount,order total,invoice total,"
    "invoice amount,net amount,gross amount,grand total,amount due,betrag,summe,preis,gesamtbetrag,rechnungsbetrag,"
    "endbetrag,prix,montant,montant ttc,total ttc,importe,precio,importo,prezzo,totale,preço,bedrag,prijs,totaal,"
    "belopp,summa,pris,kwota,cena,сумма,цена,金額,金额"
)
_NUMBERED: Final = _words(
    "order,order id,order no,order number,invoice,invoice id,invoice no,invoice number,transaction id,receipt number,"
    "booking,booking id,booking number,ticket,ticket id,ticket no,ticket number,case id,case number,bestellnummer,"
    "bestellnr,auftragsnummer,rechnungsnummer,rechnungsnr,numéro de commande,n° de commande,numéro de facture,"
    "número de pedido,número de factura,numero ordine,numero fattura,número da fatura,factuurnummer,bestelnummer"
)


def _happened(header: str) -> bool:
    """Whether a header is that of the day on which something happened: "date", "meeting date", "Datum des Treffens"."""
    bought = _is_day_of(header, _BUYING) or header in _BUYING_JOINED
    return bought or _met(header) or header in _DATE or header in _DATES


def _met(header: str) -> bool:
    """Whether it is that of the day of a meeting, call or visit."""
    return _is_day_of(header, _MEETING) or header in _MEETING_JOINED


def _is_day_of(header: str, what: frozenset[str]) -> bool:
    words = set(header.split())
    return bool(words & _DATE) and bool(words & what) and not words & _OF_A_PERSON


MET: Final[Callable[[str], bool]] = _met
HAPPENED: Final[Callable[[str], bool]] = _happened
CONTACT: Final[Callable[[str], bool]] = _CONTACT.__contains__
"""How people were in contact, and for how long."""
MONEY: Final[Callable[[str], bool]] = _MONEY.__contains__
REFERRED: Final[Callable[[str], bool]] = _REFERRED.__contains__
"""Who sent somebody, or to whom."""
NUMBERED: Final[Callable[[str], bool]] = _NUMBERED.__contains__
"""Numbers of orders, invoices or tickets, of which one person has many."""


def unless(layout: tables.Layout, *others: Callable[[str], bool]) -> tables.Layout:
    """A layout that no table fits with a column of one of these other kinds, whatever else it has."""

    def field_of(header: str) -> str:
        return layout.field_of(header) or (_OTHER if any(other(header) for other in others) else "")

    def missing(fields: frozenset[str]) -> tuple[str, ...]:
        return (_OTHER,) if _OTHER in fields else layout.missing(fields)

    return replace(layout, field_of=field_of, missing=missing)


def only_beside(layout: tables.Layout, header: str, *fields: str) -> tables.Layout:
    """A layout in which a header that anybody may write says something only beside one of these other fields."""
    alone, field = f"{header} alone", layout.field_of(header)

    def missing(found: frozenset[str]) -> tuple[str, ...]:
        return layout.missing(found | {field} if alone in found and found & set(fields) else found)

    return replace(layout, field_of=lambda h: alone if h == header else layout.field_of(h), missing=missing)


def match(source: Source, layout: tables.Layout, *, score: float) -> Match:
    """As `tables.match`, for a layout of `unless`: a table of another kind is no near miss."""
    found = tables.match(source, layout, score=score)
    return Match(0.0) if _OTHER in found.missing else found
