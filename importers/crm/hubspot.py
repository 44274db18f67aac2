"""HubSpot: contacts, companies and deals, as "Export" in the list of each gives them."""

from __future__ import annotations

from typing import Final

from importers.crm import columns
from importers.crm.companies import company
from importers.crm.contacts import contact
from importers.crm.deals import deal
from importers.crm.product import Kind, Product

_IDLE: Final = (
    "Lifecycle Stage,Lead Status,Original Source,Original Traffic Source,Original Source Drill-Down 1,"
    "Original Source Drill-Down 2,Create Date,Last Activity Date,Last Modified Date,Last Contacted,Next Activity Date,"
    "Marketing contact status,HubSpot Score,HubSpot Team,Associated Company IDs,Associated Contact IDs,"
    "Associated Deal IDs,Associated Deals,Associated Deal,Primary Associated Company ID,Primary Company ID,"
    "Number of Associated Deals,Number of times contacted,Number of Sales Activities,Became a Lead Date,"
    "Became a Customer Date,Recent Conversion,Time Zone,Preferred language,Industry,Lifecycle-Phase,"
    "Lebenszyklusphase,Lead-Status,Ursprüngliche Quelle,Ursprüngliche Traffic-Quelle,Erstellungsdatum,Erstelldatum,"
    "Datum der letzten Aktivität,Zugehörige Unternehmens-IDs,Phase du cycle de vie,Statut du lead,Source d'origine,"
    "Source de trafic d'origine,Date de création,Date de la dernière activité,Etapa del ciclo de vida,Estado del lead,"
    "Fuente original,Fuente de tráfico original,Fecha de creación,Fecha de la última actividad,Fase do ciclo de vida,"
    "Status do lead,Fonte original,Data de criação"
)
_DEAL_NAME: Final = (
    "Deal Name,Dealname,Deal-Name,Name des Deals,Nom de la transaction,Nombre del negocio,Nome do negócio,"
    "Nome dell'affare"
)
_OWN: Final = (
    "Record ID,Lifecycle Stage,Original Source,Original Traffic Source,Original Source Drill-Down 1,Last Activity Date,"
    "Marketing contact status,HubSpot Score,HubSpot Team,HubSpot owner,Associated Company IDs,Associated Company,"
    "Associated Contact,Associated Contact IDs,Primary Associated Company ID,Create Date,Lebenszyklusphase,"
    "Lifecycle-Phase,Ursprüngliche Quelle,Ursprüngliche Traffic-Quelle,Datensatz-ID,Zugehöriges Unternehmen,"
    "Phase du cycle de vie,Source d'origine,Identifiant de la fiche,Propriétaire du contact,Etapa del ciclo de vida,"
    "Fuente original,ID de registro,Propietario del contacto,Fase do ciclo de vida,Fonte original,ID do registro"
)


class HubSpot(Product):
    """A CSV or XLSX that HubSpot exported: one of its contacts, companies or deals."""

    name = "hubspot"
    title = "HubSpot contacts, companies or deals"
    empty = frozenset({"(no value)"})
    rank = 0.004
    kinds = (
        Kind(
            "deals",
            {
                **columns.DEAL,
                "deal": _DEAL_NAME,
                "referred by": columns.REFERRER,
                "idle": f"{_IDLE},Pipeline,Deal Owner",
            },
            needs=(("deal",), ("stage", "amount", "closed", "name", "company")),
            marks=f"{_DEAL_NAME},Deal Stage,Pipeline,Deal owner,Deal-Phase,{_OWN}",
            read=deal,
            dates=columns.DAYS_OF_DEAL,
            not_with="Closing Date",
        ),
        Kind(
            "contacts",
            {**columns.PERSON, "referred by": columns.REFERRER, "idle": _IDLE},
            needs=(("given", "family", "email", "name"),),
            marks=f"{_OWN},Contact owner,Contact ID",
            read=contact,
            dates=columns.DAYS_OF_PERSON,
            not_with=f"{_DEAL_NAME},Deal Stage,Company Domain Name,Company owner,Lead Name,Created Time",
        ),
        Kind(
            "companies",
            {**columns.COMPANY, "idle": f"{_IDLE},Company owner,Type,Number of Employees,Annual Revenue"},
            needs=(("company", "domain"),),
            marks=f"Company Domain Name,Company owner,Company ID,Nom de domaine de l'entreprise,"
            f"Nombre de dominio de la empresa,{_OWN}",
            read=company,
            not_with=f"{_DEAL_NAME},First Name,Last Name,Vorname,Nachname,Prénom,Apellidos,Sobrenome,Deal Stage,"
            f"Contact owner",
        ),
    )
