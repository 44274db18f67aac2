"""Which member a part of LinkedIn's export means: by profile address where there is one, else by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from refnet.records import ExternalId, Mention, PersonRecord, Source
from refnet.text import fold

SYSTEM: Final = "linkedin"
"""Whose id a profile address is: records of one member in several parts of the export carry the same."""
_ANONYMOUS: Final = frozenset(
    fold(name)
    for name in (
        "LinkedIn Member",
        "LinkedIn-Mitglied",
        "Membre de LinkedIn",
        "Miembro de LinkedIn",
        "Usuário do LinkedIn",
        "Utente LinkedIn",
        "LinkedIn-lid",
    )
)


def is_anonymous(name: str) -> bool:
    """Whether LinkedIn wrote its own words for somebody whose account is closed or hidden."""
    return fold(name) in _ANONYMOUS


def file_name(source: Source) -> str:
    """The name of a file or of a member of a zip, without folders and in lower case."""
    return PurePosixPath(source.label.rpartition("!")[2].replace("\\", "/")).name.lower()


@dataclass(slots=True)
class Members:
    """The members that one file names. Each who has a profile address gets one record, handed out once."""

    _records: dict[str, PersonRecord] = field(default_factory=dict)
    _new: list[PersonRecord] = field(default_factory=list)

    def mention(self, name: str, slug: str, locator: str) -> Mention:
        """How an event names a member; `slug` as `profile_slug` gives it, "" where only the name is known."""
        if not slug:
            return Mention(name=name)
        if slug not in self._records:
            self._records[slug] = _record("" if is_anonymous(name) else name, slug, locator)
            self._new.append(self._records[slug])
        record = self._records[slug]
        return Mention(name=record.name, record=record.key)

    def new(self) -> list[PersonRecord]:
        """The records of those mentioned for the first time since this was last asked."""
        found, self._new = self._new, []
        return found


def _record(name: str, slug: str, locator: str) -> PersonRecord:
    # Not the key of the same member in Connections.csv: what stands there (company, e-mail) would be written over.
    return PersonRecord(
        f"li.seen:{slug}", locator, name=name, urls=(profile_url_of(slug),), external_ids=(ExternalId(SYSTEM, slug),)
    )


def profile_url_of(slug: str) -> str:
    """The profile address of a member."""
    return f"https://www.linkedin.com/in/{slug}"
