"""How warm a tie is: its sums, the book's profile and a date give a strength in (0, 1] with four named parts.

The base is a sum of three ranks: recency for one half, how much contact there was (count and contact days) for the
other. Such sums are the best of the simple scores on sets of real messages. Trust moves it a little, and reciprocity
less: whoever writes more is no worse a contact. The shares are round numbers, chosen with a look at three open sets of
messages; none was fitted.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

Grade: TypeAlias = Literal["observed", "confirmed", "claimed", "inferred"]
GRADES: tuple[Grade, ...] = get_args(Grade)

PRIORS: Final[dict[Grade, float]] = {"observed": 0.30, "confirmed": 0.35, "claimed": 0.12, "inferred": 0.05}
"""Strength of a tie of which no contact is known, by the grade of its evidence.

Confirmed: somebody who knows said so (an introduction was made, "spouse"); near 0.36, the share of people who passed a
message on in Dodds, Muhamad and Watts (2003). Claimed: a LinkedIn connection or an address book, about a third of
that. Observed without a countable contact (only a thank-you, say) is a little under confirmed.
"""

BASE_SHARE: Final = 0.84
TRUST_SHARE: Final = 0.12
RECIPROCITY_SHARE: Final = 0.04
FLOOR: Final = 0.02
STALE_HALF_LIFE_DAYS: Final = 365
QUANTILES: Final = 101


@dataclass(frozen=True, slots=True)
class TieSums:
    """What is known of a tie, added up over its events. Counts are events; days `date.toordinal()`, 0 for unknown.

    `started_by_a` / `started_by_b` count contacts by who began them, `a` being the smaller person id.
    """

    grade: Grade = "claimed"
    contacts: int = 0
    meetings: int = 0
    contact_days: int = 0
    first_day: int = 0
    last_day: int = 0
    started_by_a: int = 0
    started_by_b: int = 0
    promises_kept: int = 0
    promises_broken: int = 0
    referrals: int = 0
    introductions: int = 0
    thanks: int = 0
    complaints_open: int = 0
    complaints_resolved: int = 0
    since_day: int = 0
    """When the tie was first claimed or stated (a LinkedIn connection's date)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The book's own habits: sorted quantiles over its observed ties, and its newest days. Empty for an empty book."""

    last_days: tuple[int, ...] = ()
    contacts: tuple[int, ...] = ()
    contact_days: tuple[int, ...] = ()
    newest_day: int = 0
    last_event_day: int = 0
    """Day of the newest event of any kind: sums kept in a store are right for this day and every later one."""


@dataclass(frozen=True, slots=True)
class Strength:
    """A tie's strength and its parts. The four parts add up to `value`, but for the bounds of (0, 1]."""

    value: float
    time: float = 0.0
    trust: float = 0.0
    intensity: float = 0.0
    reciprocity: float = 0.0
    assumed: bool = False
    """True when no contact is known and `value` is the prior of the tie's grade."""


def build_profile(sums: Iterable[TieSums]) -> Profile:
    """The quantiles (0 %, 1 %, ... 100 %) of last day, contacts and contact days over ties with a contact."""
    last_days, contacts, contact_days = array("q"), array("q"), array("q")
    for tie in sums:
        if tie.contacts:
            last_days.append(tie.last_day)
            contacts.append(tie.contacts)
            contact_days.append(tie.contact_days)
    if not last_days:
        return Profile()
    return Profile(_quantiles(last_days), _quantiles(contacts), _quantiles(contact_days), newest_day=max(last_days))


def strength(sums: TieSums, profile: Profile, as_of: date) -> Strength:
    """How warm a tie is on a day.

        time        = 0.84 * (2 * rank(last day) * staleness + rank(contact days)) / 4
        intensity   = 0.84 * rank(contacts) / 4
        trust       = 0.12 * (good - bad) / (good + bad + 1)
        reciprocity = 0.04 * 2 * min(started) / sum(started)

    `rank` is the middle rank among the book's own ties, in (0, 1). `staleness` halves the recency for each year
    between the book's newest contact and `as_of`. Good: promises kept, referrals, introductions, thanks, complaints
    resolved. Bad: promises broken and open complaints, counted twice.

    Args:
        sums: The tie's sums up to `as_of`.
        profile: The book's quantiles up to `as_of`.
        as_of: The day asked about.

    Returns:
        Strength in (0, 1], its parts adding up to it. Without a known contact: the prior of the grade, moved by
        trust only, and `assumed`.

    Source: ranks of recency, frequency and days: Hughes (1994), Strategic Database Marketing, ch. 6; the four sinews:
    Granovetter (1973), The Strength of Weak Ties, p. 1361.

    >>> strength(TieSums(grade="claimed"), Profile(), date(2026, 1, 1)).value
    0.12
    """
    trust = TRUST_SHARE * _trust(sums)
    if not sums.contacts:
        value = _bounded(PRIORS[sums.grade] + trust)
        return Strength(value, time=value - trust, trust=trust, assumed=True)
    staleness = 0.5 ** (max(0, as_of.toordinal() - profile.newest_day) / STALE_HALF_LIFE_DAYS)
    recency = _rank(sums.last_day, profile.last_days) * staleness
    time = BASE_SHARE * (2 * recency + _rank(sums.contact_days, profile.contact_days)) / 4
    intensity = BASE_SHARE * _rank(sums.contacts, profile.contacts) / 4
    started = sums.started_by_a + sums.started_by_b
    both = 2 * min(sums.started_by_a, sums.started_by_b) / started if started else 0.0
    reciprocity = RECIPROCITY_SHARE * both
    return Strength(_bounded(time + intensity + trust + reciprocity), time, trust, intensity, reciprocity)


def _trust(sums: TieSums) -> float:
    good = sums.promises_kept + sums.referrals + sums.introductions + sums.thanks + sums.complaints_resolved
    bad = 2 * (sums.promises_broken + sums.complaints_open)
    return (good - bad) / (good + bad + 1)


def _bounded(value: float) -> float:
    return min(1.0, max(FLOOR, value))


def _quantiles(values: Iterable[int]) -> tuple[int, ...]:
    ordered = sorted(values)
    last = len(ordered) - 1
    return tuple(ordered[round(last * step / (QUANTILES - 1))] for step in range(QUANTILES))


def _rank(value: int, quantiles: tuple[int, ...]) -> float:
    """Middle rank in [0, 1]; 0.5 where there is nothing to compare with."""
    if not quantiles:
        return 0.5
    return (bisect_left(quantiles, value) + bisect_right(quantiles, value)) / (2 * len(quantiles))


STRENGTH_WORDS: Final = ((0.70, "Strong"), (0.45, "Good"), (0.20, "Fair"), (0.0, "Weak"))
"""The least value for each of the four words, the same for a tie and for the product along a route: a route of one tie
is as warm as the tie, and a larger value never gets a lesser word."""


def strength_word(value: float) -> str:
    """Strong, Good, Fair or Weak, for a tie or for the product of strengths along a route.

    >>> strength_word(0.4)
    'Fair'
    """
    return next(word for least, word in STRENGTH_WORDS if value >= least)
