"""Zoho: leads, contacts, accounts and deals; lists of leads with an owner that other products write alike."""

from __future__ import annotations

from typing import Final

from importers.crm import columns
from importers.crm.companies import company
from importers.crm.contacts import contact
from importers.crm.deals import deal
from importers.crm.product import Kind, Product

_IDLE: Final = (
    "Created Time,Modified Time,Last Activity Time,Created By,Modified By,Lead Status,Status,Industry,Rating,Campaign,"
    "Annual Revenue,No. of Employees,Skype ID,Twitter,Fax,Assistant Phone,Asst Phone,Layout,Lead Conversion Time,"
    "Unsubscribed Mode,Unsubscribed Time,User Modified Time,System Activity Time,Lead Owner Id,Contact Owner Id,"
    "Created By Id,Modified By Id,Account Name Id,Vendor Name,Locked,Is Converted,Converted Date Time"
)


class Zoho(Product):
    """A CSV or XLSX out of Zoho CRM: leads, contacts, accounts or deals."""

    name = "zoho"
    title = "Zoho CRM leads, contacts, accounts or deals"
    empty = frozenset({"-none-"})
    rank = 0.002
    kinds = (
        Kind(
            "deals",
            {
                **columns.DEAL,
                "deal": "Deal Name,Potential Name",
                "referred by": columns.REFERRER,
                "idle": f"{_IDLE},Deal Owner,Potential Owner,Probability (%),Probability,Expected Revenue,Type,"
                f"Next Step,"
                "Pipeline,Description,Campaign Source,Reason For Loss,Contact Name Id,Deal Owner Id",
            },
            needs=(("deal",), ("stage", "closed", "amount")),
            marks="Record Id,Deal Name,Potential Name,Closing Date,Account Name,Contact Name,Reason For Loss,"
            "Campaign Source,"
            "Created Time,Modified Time,Deal Owner",
            read=deal,
            dates=columns.DAYS_OF_DEAL,
            not_with="Deal Stage,Associated Contact,Associated Company",
        ),
        Kind(
            "people",
            {**columns.PERSON, "referred by": columns.REFERRER, "idle": _IDLE},
            needs=(("name", "given", "family"),),
            marks="Record Id,Lead Name,Lead Source,Lead Owner,Lead Status,Contact Owner,Created Time,Modified Time,"
            "Last Activity Time,"
            "Email Opt Out,Skype ID,Reporting To,Lead ID,Lead Owner Id,Vendor Name,Unsubscribed Mode",
            read=contact,
            dates=columns.DAYS_OF_PERSON,
            not_with="FirstName,LastName,IsDeleted,Lifecycle Stage,Original Source,Deal Name,Owner Alias,Closing Date",
            common="Lead Name,Lead Source",
        ),
        Kind(
            "accounts",
            {
                **columns.COMPANY,
                "idle": f"{_IDLE},Account Owner,Account Type,Account Number,Account Site,Parent Account,Ownership,"
                "Employees,SIC Code,Ticker Symbol,Account Owner Id",
            },
            needs=(("company",),),
            marks="Record Id,Account Name,Account Owner,Account Type,Billing Code,Shipping Code,SIC Code,Created Time,"
            "Modified Time,"
            "Last Activity Time,Account Owner Id",
            read=company,
            not_with="First Name,Last Name,Deal Name,Contact Name,Lead Name,Email,BillingStreet",
        ),
    )
