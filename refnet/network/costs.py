"""What a factor adds along a route: one whole number, so that sums are exact in any order.

-log2(factor) stands above, the number of hops below: of two routes with the same product the one with fewer hops costs
less. Everything that compares routes adds up these numbers, so that two ways to search give one answer.
"""

from __future__ import annotations

import math
from typing import Final

HOP: Final = 1
"""What a hop adds besides its strength."""

_HOP_BITS: Final = 3
_UNIT: Final = 1 << 36


def cost_of(strength: float) -> int:
    """The cost of one hop over a tie of this strength, in (0, 1].

    >>> cost_of(1.0)
    1
    """
    return (round(-math.log2(strength) * _UNIT) << _HOP_BITS) + HOP


def toll_of(readiness: float) -> int:
    """What passing through a person of this readiness, in (0, 1], adds: as `cost_of`, without a hop."""
    return round(-math.log2(readiness) * _UNIT) << _HOP_BITS


def value_of(cost: int) -> float:
    """The product of strengths and readiness that a route of this cost has, to 9 digits.

    >>> value_of(cost_of(0.5) + cost_of(0.25))
    0.125
    """
    return round(math.exp2(-(cost >> _HOP_BITS) / _UNIT), 9)
