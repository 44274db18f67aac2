"""What one cell means: addresses, numbers, amounts, people, profile addresses. What is doubtful is noted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from urllib.parse import unquote

from importers.dates import Order, read_date, read_partial
from refnet import limits
from refnet.model import PartialDate, RelationKind
from refnet.records import ME, Mention, Problem
from refnet.text import clean, fold, phone_digits

_MAIL: Final = re.compile(r"[^@\s<>\"(),;:\\\[\]]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")
_SEVERAL: Final = re.compile(r"::+|[;,\n]")
_SEVERAL_NAMES: Final = re.compile(r"::+|[;\n]")
_ME: Final = frozenset({"me", "i", "myself", "self", "ich", "ich selbst", "moi", "yo", "eu", "io", "ik"})
_YES: Final = frozenset({"yes", "y", "true", "1", "x", "ja", "j", "oui", "si", "sim", "done", "ok"})
_NO: Final = frozenset({"no", "n", "false", "0", "nein", "non", "nao", "nee"})
_CURRENCIES: Final = {"€": "EUR", "$": "USD", "£": "GBP", "₹": "INR", "¥": "JPY", "US$": "USD"}
_RELATIONS: Final[dict[RelationKind, str]] = {
    "spouse": "spouse,wife,husband",
    "partner": "partner,domestic partner,fiance,sweetheart",
    "family": "child,children,son,daughter,mother,father,parent,brother,sister,sibling,relative,family,kin",
    "friend": "friend",
    "manager": "manager,managers,boss",
    "assistant": "assistant,assistants,agent",
    "colleague": "colleague,co worker",
    "referred by": "referred by",
    "knows": "knows,contact,acquaintance,met,neighbor,co resident",
}
_RELATION_WORDS: Final = {word: kind for kind, words in _RELATIONS.items() for word in words.split(",")}
_FEWEST_DIGITS: Final = 7
"""Of a telephone number by which somebody may be known; an extension of it does not count."""
_LINKEDIN: Final = re.compile(r"(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/(?:in|pub)/([^/?#\s]+)", re.IGNORECASE)


@dataclass(slots=True)
class Notes:
    """The remarks on one row, gathered while it is read."""

    locator: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, message: str, *, kept: str = "") -> None:
        """One remark; the row is used all the same."""
        self.problems.append(Problem(code, self.locator, message, kept=kept[: limits.NAME_CHARS]))

    def refuse(self, code: str, message: str) -> list[Problem]:
        """Everything to yield for a row that cannot be used: the refusal alone, which counts the row."""
        return [Problem(code, self.locator, message, outcome="refused")]


def short(text: str) -> str:
    """Text as a message quotes it."""
    return text if len(text) <= limits.NAME_SHOWN_CHARS else text[: limits.NAME_SHOWN_CHARS - 1] + "…"


def name_of(text: str, notes: Notes) -> str:
    """A name on one line, cut (and noted) where it is longer than any name."""
    plain = " ".join(text.split())
    if len(plain) > limits.NAME_CHARS:
        notes.add("name-cut", f"A name of {len(plain):,} letters was cut to {limits.NAME_CHARS}.", kept=plain)
    return plain[: limits.NAME_CHARS]


def emails_of(cells: list[str], notes: Notes) -> tuple[str, ...]:
    """Distinct addresses of some cells. One that cannot be an address is kept as text, and noted."""
    found: dict[str, str] = {}
    for cell in cells:
        for part in map(str.strip, _SEVERAL.split(cell)):
            address = (_bracketed(part)[1] or part.removeprefix("mailto:")).strip(" \t\r\u00a0\u3000'")
            if not address:
                continue
            if len(address) > limits.ADDRESS_CHARS or not _MAIL.fullmatch(address):
                address = address[: limits.ADDRESS_CHARS]
                notes.add("email-invalid-kept", f'"{short(address)}" is no usable e-mail address.', kept=address)
            found.setdefault(address.lower(), address)
    return tuple(found.values())


def is_email(text: str) -> bool:
    """Whether a text is one usable address: no localhost, no number for a domain."""
    return len(text) <= limits.ADDRESS_CHARS and _MAIL.fullmatch(text) is not None


def phones_of(cells: list[str], notes: Notes) -> tuple[str, ...]:
    """Distinct numbers as written. One by which nobody can be known is noted ("ext. 12", "ask Bo").

    One that a spreadsheet rounded (4.15E+12) is lost: noted, never kept.
    """
    found: dict[str, str] = {}
    for cell in cells:
        for part in map(str.strip, _SEVERAL.split(cell)):
            number = part.lstrip("'").removeprefix("tel:").strip()
            if re.fullmatch(r"\d[.,]\d+E\+?\d+", number, re.IGNORECASE):
                notes.add("phone-damaged", f"A spreadsheet has rounded this number: {number}.", kept=number)
            elif number and number not in found:
                found[number] = number[: limits.NAME_CHARS]
                if not _is_whole_number(number):
                    message = (
                        f'"{short(number)}" is no whole telephone number; kept as written, and nobody is known by it.'
                    )
                    notes.add("phone-unparsed-kept", message, kept=number)
    return tuple(found.values())


def _is_whole_number(text: str) -> bool:
    """Whether enough digits stand in front of the extension, and not one of them alone (000 000 0000)."""
    digits = phone_digits(text)
    return len(digits) >= _FEWEST_DIGITS and len(set(digits)) > 1


def date_of(text: str, notes: Notes, *, column: str, order: Order = "") -> date | None:
    """The day in a cell; None with a note where it cannot be told."""
    read = read_date(text, order)
    if read.code == "date-ambiguous":
        notes.add(read.code, f'"{column}" {text} can be day/month or month/day. Write it as 2026-02-15.', kept=text)
    elif read.code == "date-unparsed-kept":
        notes.add(read.code, f'"{column}" {short(text)} is no date that can be read.', kept=text)
    return read.value


def birthday_of(text: str, notes: Notes, *, order: Order = "") -> PartialDate | None:
    """A birthday, with or without a year; None with a note where it cannot be told. `order` is its column's."""
    found = read_partial(text, order) if text else None
    if not text or found:
        return found
    match read_date(text, order).code:
        case "date-placeholder":
            pass
        case "date-ambiguous" as code:
            notes.add(code, f'The birthday "{text}" can be day/month or month/day. Write it as 1980-02-15.', kept=text)
        case _:
            notes.add("date-unparsed-kept", f'The birthday "{short(text)}" cannot be read.', kept=text)
    return None


def yes(text: str) -> bool | None:
    """True, False, or None for a cell that says neither."""
    plain = fold(text)
    return True if plain in _YES else False if plain in _NO else None


def number_of(text: str, notes: Notes, *, column: str) -> int | None:
    """A whole number of zero or more; None with a note otherwise. `1:30` and `1.5 h` are minutes."""
    if not text:
        return None
    if found := re.fullmatch(r"(\d{1,9})(?:\.0+)?\s*(?:min\.?|minutes?|minuten)?", text, re.IGNORECASE):
        return int(found[1])
    if found := re.fullmatch(r"(\d{1,3}):(\d{2})(?::\d{2})?", text):
        return int(found[1]) * 60 + int(found[2])
    if found := re.fullmatch(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|std\.?)", text, re.IGNORECASE):
        return round(float(found[1].replace(",", ".")) * 60)
    notes.add("number-unparsed-kept", f'"{column}" {short(text)} is no number.', kept=text)
    return None


def cents_of(text: str, notes: Notes, *, column: str) -> tuple[int | None, str]:
    """An amount in cents and the currency written beside it ("" where none is).

    A mark with exactly three digits behind it groups thousands: amounts have two decimals.

    >>> notes = Notes("row 2")
    >>> cents_of("€ 1.234,50", notes, column="value"), cents_of("$12,500", notes, column="value")
    ((123450, 'EUR'), (1250000, 'USD'))
    """
    if not text:
        return None, ""
    currency = next((code for sign, code in _CURRENCIES.items() if sign in text), "")
    if found := re.search(r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])", text):
        currency = found[0].upper()
    plain = re.sub(r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])|US(?=\$)|[€$£₹¥\s'’]", "", text)
    negative = plain.startswith("-") or (plain.startswith("(") and plain.endswith(")"))
    plain = plain.strip("-()").removesuffix(".").removesuffix(",")
    if not re.fullmatch(r"\d{1,15}(?:[.,]\d+)*", plain) or len(plain) > 20:
        notes.add("number-unparsed-kept", f'"{column}" {short(text)} is no amount.', kept=text)
        return None, ""
    cents = int((Decimal(_decimal(plain)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return (-cents if negative else cents), currency


def _decimal(plain: str) -> str:
    """Digits with at most one point: the last mark is the decimal one unless it groups thousands."""
    marks = [c for c in plain if c in ".,"]
    if not marks:
        return plain
    last = marks[-1]
    head, _, tail = plain.rpartition(last)
    grouped = len(tail) == 3 and re.fullmatch(r"[1-9]\d{0,2}", head) and len(marks) == 1
    if grouped or (len(marks) > 1 and len(set(marks)) == 1):
        return re.sub(r"[.,]", "", plain)
    return re.sub(r"[.,]", "", head) + "." + tail


def mention_of(text: str, notes: Notes, *, email: str = "", organization: str = "", phone: str = "") -> Mention:
    """Whom a cell names: "me", a name, an address, or "Dana Okafor <dana@example.com>"."""
    plain = name_of(text, notes)
    if fold(plain) in _ME:
        return ME
    name, address = _bracketed(plain)
    if address:
        plain, email = name.strip('" '), email or address
    elif is_email(plain):
        plain, email = "", email or plain
    addresses = emails_of([email], notes) if email else ()
    return Mention(
        name=plain, email=addresses[0] if addresses else "", phone=phone, organization=name_of(organization, notes)
    )


def mentions_of(cells: list[str], notes: Notes) -> tuple[Mention, ...]:
    """Everybody some cells name, separated by `;` or line breaks: a comma may be part of a name ("Hale, PhD")."""
    parts = [part.strip() for cell in cells for part in _SEVERAL_NAMES.split(cell)]
    return tuple(dict.fromkeys(mention_of(part, notes) for part in parts if part))


def _bracketed(text: str) -> tuple[str, str]:
    """The name and the address of `Dana Okafor <dana@example.com>`; two empty texts for anything else."""
    name, opened, rest = text.rpartition("<")
    address = rest[:-1]
    if not opened or not rest.endswith(">") or "@" not in address or ">" in address:
        return "", ""
    return name.strip(), address.strip().removeprefix("mailto:").strip()


def relation_kind(label: str) -> RelationKind:
    """What an address book's own word for a relation means; "other" for one that people made up.

    >>> relation_kind("DOMESTIC_PARTNER"), relation_kind("Mother"), relation_kind("chess club")
    ('partner', 'family', 'other')
    """
    return _RELATION_WORDS.get(fold(label.replace("_", " ")), "other")


def profile_slug(url: str) -> str:
    """What names a member in a LinkedIn profile address, whichever way it is written; "" for other addresses.

    >>> profile_slug("http://www.linkedin.com/in/Zo%C3%AB-Brandt/?trk=x"), profile_slug("https://example.com/in/a")
    ('zoë-brandt', '')
    """
    found = _LINKEDIN.match(url.strip())
    return clean(unquote(found[1]))[0].lower() if found and len(url) <= limits.URL_CHARS else ""


def profile_url(url: str) -> str:
    """A profile address in its one form; any other address as it was written.

    >>> profile_url("www.linkedin.com/in/Ada/")
    'https://www.linkedin.com/in/ada'
    """
    slug = profile_slug(url)
    return f"https://www.linkedin.com/in/{slug}" if slug else url.strip()[: limits.URL_CHARS]
