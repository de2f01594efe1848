"""Durations counted in steps of a quarter: a median from them is right to within an eighth, whatever their number."""

from __future__ import annotations

import math
from collections.abc import Mapping

#: Each bucket is so much wider than the one before; the first ends at a minute.
GROWTH = 1.25
FIRST = 60.0
#: The last bucket: about nine years.
LAST = 70

_LOG = math.log(GROWTH)

Histogram = Mapping[int, int]


def bucket(seconds: float) -> int:
    """The bucket of a duration; 0 is below a minute."""
    if seconds < FIRST:
        return 0
    return min(LAST, 1 + int(math.log(seconds / FIRST) / _LOG + 1e-9))


def bounds(number: int) -> tuple[float, float]:
    """From and to (seconds) of a bucket."""
    if number <= 0:
        return 0.0, FIRST
    return FIRST * GROWTH ** (number - 1), FIRST * GROWTH**number


def quantile(counted: Histogram, share: float) -> float | None:
    """The duration in seconds that so large a share of all does not exceed, interpolated in its bucket; None of none."""
    total = sum(counted.values())
    if not total:
        return None
    wanted, seen = share * total, 0
    for number in sorted(counted):
        there = counted[number]
        if there and seen + there >= wanted:
            low, high = bounds(number)
            return low + (high - low) * (wanted - seen) / there
        seen += there
    return bounds(max(counted))[1]
