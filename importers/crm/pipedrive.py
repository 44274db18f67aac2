"""Pipedrive: people, organizations and deals; before each header may stand "Person - ", "Organization - ","
" "Deal - "."""

from __future__ import annotations

from typing import Final

from importers.crm import columns
from importers.crm.companies import company
from importers.crm.contacts import contact
from importers.crm.deals import deal
from importers.crm.product import Kind, Product

_COUNTS: Final = (
    "Open deals,Closed deals,Won deals,Lost deals,Total activities,Done activities,Activities to do,Next activity date,"
    "Last activity date,Email messages count,Last email received,Last email sent,People,People count,Visible to,"
    "Update time,Person created,Organization created,Profile picture,Instant messenger,Person update time"
)
_OWN: Final = (
    "Person - Name,Person - Email,Person - Email (Work),Person - Email - Work,Person - Phone,Person - Phone - Work,"
    "Person - Organization,Person - ID,Person - Owner,Person - First name,Organization - Name,Organization - Address,"
    "Organization - ID,Organization - Owner,Deal - Title,Deal - Value,Deal - Stage,Deal - Status,Deal - ID,"
    "Person - E-Mail,Person - Telefon,Person - Organisation,Organisation - Name,Organisation - Adresse,Deal - Titel,"
    "Deal - Wert,Pipedrive System ID,Open deals,Closed deals,Won deals,Next activity date,Visible to,"
    "Email messages count,Activities to do"
)
_MAILS: Final = (
    "Email (Work),Email (Home),Email (Other),Email - Work,Email - Home,Email - Other,E-Mail - Büro,E-Mail - Privat"
)
_PHONES: Final = (
    "Phone (Work),Phone (Home),Phone (Mobile),Phone (Other),Phone - Work,Phone - Home,Phone - Mobile,Phone - Other,"
    "Telefon - Büro,Telefon - Privat,Telefon - Mobil"
)
_PERSON: Final = {
    **columns.PERSON,
    "email": f"{columns.PERSON['email']},{_MAILS}",
    "phone": f"{columns.PERSON['phone']},{_PHONES}",
    "id": f"{columns.PERSON['id']},Pipedrive System ID",
    "idle": _COUNTS,
    "referred by": columns.REFERRER,
}
_COMPANY: Final = {
    **columns.COMPANY,
    "id": f"{columns.COMPANY['id']},Pipedrive System ID",
    "idle": f"{_COUNTS},Owner",
}
_DEAL: Final = {
    **columns.DEAL,
    "deal": "Title,Titel,Titre,Título",
    "email": f"{columns.DEAL['email']},{_MAILS}",
    "phone": f"{columns.DEAL['phone']},{_PHONES}",
    "id": f"{columns.DEAL['id']},Pipedrive System ID",
    "referred by": columns.REFERRER,
    "idle": f"{_COUNTS},Owner,Probability,Pipeline,Lost reason,Weighted value,Label,Labels,Last stage change",
}


def _of_person_and_deal() -> dict[str, str]:
    """A sheet may tell of a deal, its person and its organization in one row."""
    found = columns.prefixed(_DEAL, "Deal")
    found["name"] += ",Person - Name"
    found["email"] += "," + ",".join(f"Person - {word}" for word in f"Email,E-Mail,{_MAILS}".split(","))
    found["phone"] += "," + ",".join(f"Person - {word}" for word in f"Phone,Telefon,{_PHONES}".split(","))
    found["company"] += ",Organization - Name,Organisation - Name"
    found["given"], found["family"] = "Person - First name", "Person - Last name"
    found["notes"] = "Note - Content,Person - Note"
    found["idle"] += ",Organization - Address,Activity - Subject,Activity - Due date,Activity - Type"
    return found


def _of_people() -> dict[str, str]:
    found = columns.prefixed(_PERSON, "Person")
    found["company"] += ",Organization - Name,Organisation - Name"
    found["notes"] += ",Note - Content"
    found["idle"] += ",Organization - Address,Activity - Subject,Activity - Due date,Activity - Type"
    return found


class Pipedrive(Product):
    """A CSV or XLSX out of Pipedrive: people, organizations or deals."""

    name = "pipedrive"
    title = "Pipedrive people, organizations or deals"
    rank = 0.001
    kinds = (
        Kind(
            "deals",
            _of_person_and_deal(),
            needs=(("deal",), ("stage", "status", "amount", "expected", "company", "name")),
            marks=f"{_OWN},Expected close date,Lost reason,Won time,Lost time,Contact person,Deal created,"
            f"Weighted value,"
            "Last stage change,Erwartetes Abschlussdatum,Kontaktperson,Pipeline",
            read=deal,
            dates=columns.DAYS_OF_DEAL,
            not_with="Deal Name,Opportunity Name,First Name,Last Name",
        ),
        Kind(
            "people",
            _of_people(),
            needs=(("name", "given", "family"),),
            marks=_OWN,
            read=contact,
            dates=columns.DAYS_OF_PERSON,
            not_with="Deal - Title,Deal - Titel,Title,Lead Source,Lead Owner,Contact Owner,Lifecycle Stage",
        ),
        Kind(
            "organizations",
            columns.prefixed(_COMPANY, "Organization", "Organisation"),
            needs=(("company",),),
            marks=f"{_OWN},People count",
            read=company,
            not_with="Deal - Title,Deal - Titel,Title,Person - Name,Email,First name,Last name,Account Owner",
        ),
    )
