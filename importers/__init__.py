"""The files owners have, read into records: one class per kind of file, all named in `BUILTIN`."""

from __future__ import annotations

from typing import Final

from importers.activity.interactions import TemplateInteractions
from importers.business.introductions import TemplateIntroductions
from importers.business.referrals import TemplateReferrals
from importers.contacts.google import GoogleContacts
from importers.contacts.linkedin import LinkedInConnections, LinkedInOtherMember
from importers.contacts.template import TemplateContacts
from refnet.records import Importer

BUILTIN: Final[tuple[Importer, ...]] = (
    LinkedInConnections(),
    LinkedInOtherMember(),
    GoogleContacts(),
    TemplateContacts(),
    TemplateInteractions(),
    TemplateIntroductions(),
    TemplateReferrals(),
)
