"""Values as identity compares them; "" for one that says nothing about who somebody is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

from refnet.text import fold, phone_digits

_KEPT: Final = 1 << 13
"""How many answers are remembered: the same few hundred people stand in thousands of events."""

SHARED_MAILBOXES: Final = frozenset(
    "info office contact hello mail admin administrator sales support service help accounts accounting billing "
    "invoices orders reception team jobs careers hr press marketing enquiries inquiries webmaster postmaster root "
    "noreply no-reply donotreply do-not-reply newsletter notifications mailer-daemon kontakt buero post".split()
)
PLACEHOLDERS: Final = frozenset("test none null na n/a unknown example email name user someone nobody xxx abc".split())
"""Local parts that people type when a form insists on an address."""


@lru_cache(maxsize=_KEPT)
def email_key(address: str) -> str:
    """An address that belongs to one person, in the form in which two are compared.

    Lower case, `+tag` removed; "" for shared mailboxes, placeholders and what has no proper domain.

    >>> email_key(" Dana+news@Example.COM "), email_key("info@example.com"), email_key("a@localhost")
    ('dana@example.com', '', '')
    """
    local, at, domain = address.strip().lower().rpartition("@")
    if not at or not local or not re.search(r"\.[a-z\u0080-\uffff-]{2,}$", domain):
        return ""
    local = local.split("+", 1)[0]
    if local in SHARED_MAILBOXES or local in PLACEHOLDERS or " " in local:
        return ""
    return f"{local}@{domain}"


@lru_cache(maxsize=_KEPT)
def phone_key(phone: str) -> str:
    """The digits of a number, `00` and `+` alike; "" below seven digits (an extension) and for one repeated digit.

    >>> phone_key("+1 (555) 010-9999") == phone_key("001 555 0109999")
    True
    """
    digits = phone_digits(phone)
    digits = digits[2:] if digits.startswith("00") else digits
    return "" if len(digits) < 7 or len(set(digits)) == 1 else digits


def profile_key(url: str) -> str:
    """The slug of a LinkedIn profile, whatever stands around it; "" for any other address.

    Source: variants seen in exports (no scheme, `?trk=`, upper case, trailing slash, percent codes).

    >>> profile_key("www.LinkedIn.com/in/Zo%C3%AB-Brandt/?trk=x")
    'zoë-brandt'
    """
    try:
        parts = urlsplit(url if "//" in url else f"https://{url}")
    except ValueError:  # "http://[x" is an address that urlsplit does not take
        return ""
    host = parts.netloc.lower()
    match = re.match(r"/in/([^/]+)", unquote(parts.path))
    if not match or not (host == "linkedin.com" or host.endswith(".linkedin.com")):
        return ""
    return match.group(1).strip().lower()


@lru_cache(maxsize=_KEPT)
def name_key(name: str) -> str:
    """A name without case, accents, academic titles after a comma and `Dr`, `Prof`, ... before it.

    >>> name_key("Dr. Zoë Brandt, PhD")
    'zoe brandt'
    """
    words = fold(name.split(",")[0]).split()
    while len(words) > 1 and words[0] in {"dr", "prof", "mr", "mrs", "ms", "miss", "sir", "dame"}:
        words.pop(0)
    return " ".join(words)


def is_full_name(key: str) -> bool:
    """Does a folded name have at least two words, one of them longer than an initial?"""
    words = key.split()
    return len(words) >= 2 and any(len(word) > 1 for word in words)


def names_agree(first: str, second: str) -> bool:
    """Can two folded names be one person's? True when one is empty, or the shorter one's words all fit the other's.

    A word fits when it is equal, or one is the other's initial. At least one whole word must be shared.

    >>> names_agree("d okafor", "dana okafor"), names_agree("dana okafor", "john okafor")
    (True, False)
    """
    if not first or not second:
        return True
    short, long = sorted((first.split(), second.split()), key=len)
    rest = list(long)
    whole = 0
    for word in short:
        fit = next((w for w in rest if w == word), None) or next((w for w in rest if _initial(word, w)), None)
        if fit is None:
            return False
        whole += fit == word
        rest.remove(fit)
    return whole > 0


def _initial(first: str, second: str) -> bool:
    return first[0] == second[0] and min(len(first), len(second)) == 1
