"""Which pairs of people are worth comparing: those that share a block. Nobody compares everybody with everybody."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from refnet.identity.compare import Compared, Features
from refnet.identity.normalize import SHARED_MAILBOXES
from refnet.model import PersonId

PER_BLOCK: Final = 40
"""A block of more people says too little about any two of them."""


def candidates(everybody: Compared) -> Iterator[tuple[PersonId, PersonId]]:
    """Pairs that share a block, each once, `a < b`, ordered.

    Blocks: the name in any order of its words or as one word, a family name with the first letter of a given name, a
    given name with how the family name begins, how a family name sounds, the part of an address before the @, the end
    of a telephone number, a profile, and a company with a given name.
    """
    blocks: dict[str, list[PersonId]] = defaultdict(list)
    for person_id in sorted(everybody):
        for key in set(_blocks(everybody[person_id])):
            blocks[key].append(person_id)
    pairs = {pair for people in blocks.values() if len(people) <= PER_BLOCK for pair in combinations(people, 2)}
    yield from sorted(pairs)


def sound(word: str) -> str:
    """How a folded word sounds, roughly: consonants only, alike ones written alike, none twice.

    >>> sound("meyer") == sound("maier"), sound("schmidt") == sound("schmitt")
    (True, True)
    """
    alike = re.sub(r"ph", "f", re.sub(r"sch?|sh|ch", "s", re.sub(r"dt|th", "t", word)))
    alike = alike.translate(str.maketrans("ckqzvwd", "kkksffT".lower()))
    return re.sub(r"(.)\1+", r"\1", alike[:1] + re.sub(r"[aeiouyhj]", "", alike[1:]))


def _blocks(one: Features) -> Iterator[str]:
    for name in (*one.names, *(text for _, text in one.written)):
        words = name.split()
        yield f"n:{''.join(sorted(words))}"
        handles = ("".join(words), "".join(reversed(words)), words[0][0] + words[-1], words[0] + words[-1][0])
        yield from (f"h:{handle}" for handle in handles)
        for family in words[1:]:
            yield f"f:{family} {words[0][0]}"
            yield f"b:{words[0]} {family[:3]}"
            yield f"s:{words[0][0]} {sound(family)}"
    for email in one.emails:
        local = email.partition("@")[0]
        yield f"e:{email}"
        if len(local) >= 4 and local not in SHARED_MAILBOXES:
            yield f"l:{local}"
    for phone in one.phones:
        yield f"t:{phone[-8:]}"
    for profile in one.profiles:
        yield f"u:{profile}"
    for organization in one.organizations:
        for name in one.names:
            yield f"c:{organization} {name.split()[0]}"
