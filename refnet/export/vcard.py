"""Address-book cards, as phones and mail programs take them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal, TypeAlias

from refnet.model import Address, Person
from refnet.text import for_files

VcardVersion: TypeAlias = Literal["3.0", "4.0"]
_LINE_BYTES: Final = 75
_BREAKS: Final = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""Everything that some program takes for the end of a line."""


def as_vcards(people: Iterable[Person], *, version: VcardVersion = "3.0") -> bytes:
    """Cards with the name, employers, addresses and numbers of these people; notes and birthdays stay in the book.

    A book knows a name as it is written and not its parts, so the whole of it stands as the given name.

    Source: RFC 2426 (3.0), RFC 6350 (4.0).
    """
    return "".join(fold_line(line) for person in people for line in _card(person, version)).encode()


def escape(text: str) -> str:
    r"""A text as a value of a card, or as one part of a value that has several.

    >>> print(escape("Okafor; Dana\nBEGIN:VCARD"))
    Okafor\; Dana\nBEGIN:VCARD
    """
    plain = re.sub(r"[\\;,]", r"\\\g<0>", _BREAKS.sub("\n", text))
    return for_files(plain).replace("\n", "\\n").replace("\t", " ")


def fold_line(line: str) -> str:
    """A line with its end, folded so that no part is longer than 75 bytes and no character is cut."""
    parts, room = [""], _LINE_BYTES
    for character in line:
        size = len(character.encode())
        if size > room:
            parts.append("")
            room = _LINE_BYTES - 1  # the blank that says "continued" counts
        parts[-1] += character
        room -= size
    return "\r\n ".join(parts) + "\r\n"


def _card(person: Person, version: VcardVersion) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield f"VERSION:{version}"
    yield f"UID:{escape(person.id)}"
    yield f"FN:{escape(person.name)}"
    yield f"N:;{escape(person.name)};;;"
    for job in person.jobs[:1]:
        yield f"ORG:{escape(job.organization)}" + (f";{escape(job.department)}" if job.department else "")
        if job.title:
            yield f"TITLE:{escape(job.title)}"
    mail = "EMAIL;TYPE=INTERNET" if version == "3.0" else "EMAIL"
    yield from (f"{mail}:{escape(email)}" for email in person.emails)
    yield from (f"TEL:{escape(phone)}" for phone in person.phones)
    yield from (f"URL:{escape(url)}" for url in person.urls)
    yield from (f"ADR:{_address(address)}" for address in person.addresses)
    yield "END:VCARD"


def _address(address: Address) -> str:
    street = address.street or address.text or address.label
    parts = (address.po_box, address.extended, street, address.city, address.region, address.postcode, address.country)
    return ";".join(map(escape, parts))
