"""The files owners have, read into records: one class per kind of file, all named in `BUILTIN`."""

from __future__ import annotations

from typing import Final

from importers.activity.events import GuestLists
from importers.activity.interactions import TemplateInteractions
from importers.business.bni import BniPalms, BniSlips
from importers.business.customers import Customers
from importers.business.introductions import TemplateIntroductions
from importers.business.quickbooks import QuickBooks
from importers.business.referrals import TemplateReferrals
from importers.contacts.act import ActContacts
from importers.contacts.google import GoogleContacts
from importers.contacts.monica import MonicaExport
from importers.contacts.outlook import OutlookContacts
from importers.contacts.template import TemplateContacts
from importers.contacts.thunderbird import ThunderbirdContacts
from importers.contacts.vcard import VCards
from importers.crm.hubspot import HubSpot
from importers.crm.pipedrive import Pipedrive
from importers.crm.salesforce import Salesforce
from importers.crm.zoho import Zoho
from importers.linkedin.address_book import LinkedInAddressBook
from importers.linkedin.connections import LinkedInConnections
from importers.linkedin.invitations import LinkedInInvitations
from importers.linkedin.messages import LinkedInMessages
from importers.linkedin.others import LinkedInOtherMember
from importers.linkedin.owner import LinkedInOwner
from importers.linkedin.praise import LinkedInEndorsements, LinkedInRecommendations
from refnet.records import Importer

BUILTIN: Final[tuple[Importer, ...]] = (
    LinkedInConnections(),
    LinkedInMessages(),
    LinkedInInvitations(),
    LinkedInRecommendations(),
    LinkedInEndorsements(),
    LinkedInOwner(),
    LinkedInAddressBook(),
    LinkedInOtherMember(),
    GoogleContacts(),
    OutlookContacts(),
    ThunderbirdContacts(),
    ActContacts(),
    MonicaExport(),
    VCards(),
    HubSpot(),
    Salesforce(),
    Pipedrive(),
    Zoho(),
    BniSlips(),
    BniPalms(),
    GuestLists(),
    Customers(),
    QuickBooks(),
    TemplateContacts(),
    TemplateInteractions(),
    TemplateIntroductions(),
    TemplateReferrals(),
)
