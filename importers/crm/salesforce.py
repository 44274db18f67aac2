"""Salesforce: reports (labels as headers), exports of the Data Loader and of each week (names of the API), lists."""

from __future__ import annotations

from typing import Final

from importers.crm import columns
from importers.crm.companies import company
from importers.crm.contacts import contact
from importers.crm.deals import deal
from importers.crm.product import Kind, Product

_SYSTEM: Final = (
    "OwnerId,CreatedById,LastModifiedDate,LastModifiedById,SystemModstamp,LastActivityDate,MasterRecordId,"
    "RecordTypeId,LastViewedDate,LastReferencedDate,CreatedDate,Created Date,Last Modified Date,Last Activity,"
    "Last Activity Date,Created By,Last Modified By,Owner Alias,Owner Role,Record Type,Created Alias,"
    "Last Modified Alias"
)
_PERSON_IDLE: Final = (
    f"{_SYSTEM},Status,Lead Status,Rating,Industry,AnnualRevenue,Annual Revenue,NumberOfEmployees,No. of Employees,"
    "IsConverted,Converted,ConvertedDate,ConvertedAccountId,ConvertedContactId,ConvertedOpportunityId,IsUnreadByOwner,"
    "ReportsToId,AccountId,Account ID,Fax,AssistantPhone,Asst. Phone,Do Not Call,DoNotCall,Fax Opt Out,"
    "HasOptedOutOfFax,"
    "EmailBouncedReason,EmailBouncedDate,IsEmailBounced,PhotoUrl,Jigsaw,JigsawContactId,LastCURequestDate,"
    "LastCUUpdateDate,IndividualId,CleanStatus,Lead Owner Alias,Contact Owner Alias,Leadstatus,Statut de la piste"
)
_DEAL_NAME: Final = "Opportunity Name,Name,Opportunity: Name,Opportunity.Name,Opportunity-Name,Nom de l'opportunité"
_API: Final = "IsDeleted,SystemModstamp,OwnerId,CreatedById,LastModifiedById,CreatedDate"


class Salesforce(Product):
    """A CSV or XLSX out of Salesforce: leads, contacts, accounts or opportunities."""

    name = "salesforce"
    title = "Salesforce leads, contacts, accounts or opportunities"
    empty = frozenset({"-", "[not provided]", "[[unknown]]"})
    rank = 0.003
    kinds = (
        Kind(
            "opportunities",
            {
                **columns.DEAL,
                "deal": _DEAL_NAME,
                "referred by": columns.REFERRER,
                "idle": f"{_SYSTEM},AccountId,ContactId,Description,Probability,Probability (%),ExpectedRevenue,"
                "Expected Revenue,Type,NextStep,Next Step,TotalOpportunityQuantity,HasOpportunityLineItem,Pricebook2Id,"
                "PricebookId,CampaignId,FiscalQuarter,FiscalYear,Fiscal,Fiscal Period,Age,Opportunity Owner",
            },
            needs=(("deal",), ("stage", "closed", "amount")),
            marks=f"Opportunity Name,Opportunity ID,Opportunity Owner,Opportunity-Name,Nom de l'opportunité,StageName,"
            f"CloseDate,Fiscal Period,FiscalYear,FiscalQuarter,IsWon,ForecastCategory,Probability (%),{_API}",
            read=deal,
            dates=columns.DAYS_OF_DEAL,
            not_with="Deal Name,Deal - Title,FirstName,LastName,First Name,Last Name,BillingStreet",
        ),
        Kind(
            "people",
            {**columns.PERSON, "referred by": columns.REFERRER, "idle": _PERSON_IDLE},
            needs=(("family", "name", "given"), ("family", "email", "company", "phone")),
            marks=f"FirstName,LastName,LeadSource,Lead Source,Lead ID,Owner Alias,Lead Owner Alias,Company / Account,"
            f"Account Name,Account ID,Contact ID,Mailing Street,Mailing City,MailingStreet,MailingCity,Reports To,"
            f"ReportsToId,Lead Owner,Contact Owner,Lead Status,Created Date,Lead-Quelle,Leadquelle,Leadstatus,"
            f"Lead-Inhaber,Kontaktinhaber,Accountname,Origine de la piste,Statut de la piste,{_API}",
            common="FirstName,LastName",
            read=contact,
            dates=columns.DAYS_OF_PERSON,
            not_with="Lead Name,Created Time,Opportunity Name,StageName,Deal Name,Lifecycle Stage,Original Source,"
            "BillingStreet,Deal - Title,Record ID",
        ),
        Kind(
            "accounts",
            {
                **columns.COMPANY,
                "idle": f"{_SYSTEM},Type,ParentId,Parent Account,Fax,AccountNumber,Account Number,Sic,SicDesc,Industry,"
                "AnnualRevenue,Annual Revenue,NumberOfEmployees,Employees,Ownership,TickerSymbol,Ticker Symbol,Rating,"
                "Site,Account Site,Account Owner,Account Owner Alias,AccountSource,Jigsaw,PhotoUrl,CleanStatus,"
                "YearStarted",
            },
            needs=(("company",),),
            marks="BillingStreet,BillingCity,BillingState,BillingCountry,Billing Street,Billing City,"
            "Billing State/Province,"
            "Account Owner,Account ID,AccountNumber,Account Number,TickerSymbol,Account Site,AccountSource,"
            "Parent Account,"
            "Billing Zip/Postal Code",
            read=company,
            not_with="FirstName,LastName,First Name,Last Name,Opportunity Name,StageName,Vorname,Nachname,Prénom,Email,"
            "Created Time",
        ),
    )
