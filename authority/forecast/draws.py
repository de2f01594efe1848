"""One possible world: parameters drawn from what is known of them, so that intervals are as wide as our ignorance."""

from __future__ import annotations

import bisect
import itertools
import math
import random
from collections.abc import Mapping, Sequence

from authority.mining.buckets import bounds, bucket

#: How sure norms of handling times are (sigma of their logarithm), and how sure the reaction of an office is.
MINUTES_SPREAD, REACTION_SPREAD = 0.15, 0.2
#: One case differs from the next in handling by so much.
CASE_SPREAD = 0.4
#: What is said of illness is as sure as if so many days had been looked at.
SICK_DAYS_SEEN = 60.0


class Durations:
    """Durations as they were counted, weighted anew for each world (Bayesian bootstrap, Rubin 1981)."""

    def __init__(self, held: Mapping[int, int], rng: random.Random) -> None:
        self._buckets = sorted(number for number, n in held.items() if n > 0)
        weights = [rng.gammavariate(held[number], 1.0) for number in self._buckets]
        self._sums = list(itertools.accumulate(weights))

    def draw(self, rng: random.Random, longer_than: float = 0.0) -> float:
        """A duration in seconds; with `longer_than` one of those that last at least so long (for who waits already)."""
        if not self._buckets:
            return longer_than
        first = bisect.bisect_left(self._buckets, bucket(longer_than)) if longer_than > 0 else 0
        if first >= len(self._buckets):
            # Nobody ever waited so long: as much again as it took so far, on average.
            return longer_than * (1 + rng.expovariate(2.0))
        below = self._sums[first - 1] if first else 0.0
        at = bisect.bisect_left(self._sums, below + rng.random() * (self._sums[-1] - below))
        low, high = bounds(self._buckets[min(at, len(self._buckets) - 1)])
        low = max(low, longer_than) if low <= longer_than < high else low
        return low + rng.random() * max(0.0, high - low)

    @property
    def mean(self) -> float:
        """The mean in seconds."""
        total, below = 0.0, 0.0
        for number, upto in zip(self._buckets, self._sums, strict=True):
            total += (upto - below) * sum(bounds(number)) / 2
            below = upto
        return total / below if below else 0.0


class Onward:
    """Where cases go next, with shares drawn from the counts (Dirichlet with a small prior on what was seen)."""

    def __init__(self, counted: Mapping[str, Mapping[str, int]], rng: random.Random) -> None:
        self._next: dict[str, tuple[list[str], list[float]]] = {}
        for source, targets in counted.items():
            names = sorted(targets)
            weights = [rng.gammavariate(targets[name] + 0.1, 1.0) for name in names]
            self._next[source] = (names, list(itertools.accumulate(weights)))

    def draw(self, source: str, rng: random.Random) -> str:
        """The next station; "." (decided) where nobody ever went on."""
        known = self._next.get(source)
        if known is None:
            return "."
        names, sums = known
        return names[min(bisect.bisect_left(sums, rng.random() * sums[-1]), len(names) - 1)]


def rate(arrivals: int, days: float, rng: random.Random) -> float:
    """Cases per working day (Gamma posterior under the Jeffreys prior)."""
    return rng.gammavariate(arrivals + 0.5, 1.0) / max(days, 1.0)


def poisson(mean: float, rng: random.Random) -> int:
    """A number of events (Knuth below 30, normal approximation above)."""
    if mean > 30:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count


def share(mean: float, seen: float, rng: random.Random) -> float:
    """A share that is known as well as from so many observations (Beta); 0 and 1 are certain."""
    if not 0 < mean < 1:
        return min(1.0, max(0.0, mean))
    return rng.betavariate(mean * seen, (1 - mean) * seen)


def spells(sick: float, days: float, working: Sequence[bool], rng: random.Random) -> list[bool]:
    """Of each day whether somebody is ill: for `days` working days on average, on a share `sick` of all.

    People are ill for days on end: three days away in one week are another week than one day in each of three.
    """
    sick = min(0.95, max(0.0, sick))
    stays, falls = 1 - 1 / max(1.0, days), min(1.0, sick / (max(1.0, days) * (1 - sick)))
    ill, found = rng.random() < sick, []
    for works in working:
        found.append(ill)
        drawn = rng.random()  # drawn on free days too: a calendar changes nobody's health
        if works:
            ill = drawn < (stays if ill else falls)
    return found


def around(spread: float, rng: random.Random) -> float:
    """A factor around 1."""
    return rng.lognormvariate(-spread * spread / 2, spread)
