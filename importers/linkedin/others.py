"""What LinkedIn's export holds besides: recognised, so that the report can say why it was left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from importers import tables
from refnet.records import Match, Problem, Record, RowRead, Source

# Headers that are enough to know a member by, and what it holds.
_MEMBERS: Final[tuple[tuple[str, str], ...]] = (
    ("number,extension,is whatsapp number", "the owner's phones"),
    ("connection first name,connection last name,connection profile url,note", "notes"),
    ("event name,event time,status,external url", "events"),
    ("organization,followed on", "companies followed"),
    ("school name,start date,end date,degree name", "education"),
    ("date time,media description,media link", "media"),
    ("saved at,link,name", "saved articles"),
    ("first name,last name,verification type", "verifications"),
    ("member age,buyer groups", "ad targeting"),
    ("saved date,job url,job title", "saved jobs"),
    ("application date,contact email,job title", "job applications"),
    ("locations,industries,company employee count", "job preferences"),
    ("name,published on,publisher,url", "publications"),
    ("date,link,optiontext", "votes"),
    ("date,type,link", "reactions"),
    ("date,link,message", "comments"),
    ("date,sharelink,sharecommentary", "shares"),
    ("title,description,url,started on,finished on", "projects"),
    ("registered at,registration ip", "the owner's registration"),
    ("content title,content description,content type", "courses"),
    ("private identity asset name,private identity asset raw text", "identity"),
    ("alert parameters,query context,saved search id", "job alerts"),
    ("first name,last name,transaction made at,invoice number", "receipts"),
)
# These say so little that only the very same header counts, and any other importer goes first.
_BARE: Final[dict[tuple[str, ...], str]] = {
    ("name",): "skills",
    ("name", "proficiency"): "languages",
    ("question", "answer"): "screening answers",
    ("profile summary",): "the owner's summary",
}
# In the layout of messages, and by their names no messages between members.
_TALKS: Final = frozenset("conversation id,from,to,date,content".split(","))
_LAST_SCORE: Final = 0.4


class LinkedInOtherMember:
    """Any other table of LinkedIn's export: recognised, so that the report can say why it was left out."""

    name = "linkedin.other"

    def describe(self) -> str:
        return "another part of LinkedIn's export (skipped)"

    def identify(self, source: Source) -> Match:
        return Match(_member(source)[0])

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """One problem for the whole member, which says what it holds and counts its data rows."""
        _, what, header = _member(source)
        wanted = frozenset(header)
        layout = tables.Layout(lambda text: text, lambda fields: tuple(sorted(wanted - fields)))
        count = tables.count_rows(source, layout)
        message = f"Part of LinkedIn's export that is left out: {what or 'unknown'}."
        yield Problem("file-skipped", source.label, message, outcome="skipped", rows=count)


def _member(source: Source) -> tuple[float, str, tuple[str, ...]]:
    """How sure, what it holds, and the header that says so (without empty cells)."""
    for cells in tables.headers(source):
        header = tuple(cell for cell in cells if cell)
        for signature, what in _MEMBERS:
            if set(signature.split(",")) <= set(header):
                return 1.0, what, header
        if header in _BARE:
            return _LAST_SCORE, _BARE[header], header
        if set(header) >= _TALKS:
            return _LAST_SCORE, "talks with LinkedIn's assistants", header
    return 0.0, "", ()
