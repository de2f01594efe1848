"""What became of a promise: how many answers there were, how many in time, the median; small numbers are not shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from .versions import Level

#: Cells below are not published (domain document 8.1).
LEAST = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise and what happened. `count` None: fewer than five answers, so nothing is said; `met` None: the same."""

    level: Level
    count: int | None
    share: float | None
    median: float | None
    met: bool | None


def kept(level: Level, days: Iterable[int]) -> Kept:
    """Measured over the answers of a period, in calendar days each."""
    found = list(days)
    if len(found) < LEAST:
        return Kept(level, None, None, None, None)
    share = sum(one <= level.days for one in found) / len(found)
    return Kept(level, len(found), share, float(median(found)), share >= level.target)
