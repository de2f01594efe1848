"""How long a job waits before its next attempt, spread so that many jobs that failed together do not come together."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

#: Domain document 4.3 A (vi): the waits before the second, third, fourth and fifth attempt; then a person looks.
AGENCY_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4))
#: By how much a wait may be shorter or longer.
SPREAD = 0.2
Spread = Callable[[], float]


#: A generator of its own: the one that all modules share is also that of whoever repeats a run by its seed.
_CHANCE = random.Random()  # noqa: S311  # nothing secret hangs on it


def spread() -> float:
    """A factor around 1."""
    return _CHANCE.uniform(1 - SPREAD, 1 + SPREAD)


class LeaseBackOff(Mapping[int, float]):
    """Seconds to wait after the n-th attempt that ended without a report: min(2^n · 5 s, 1 h) ± 20 %, reliability B-4.

    Every look gives another value: the store looks once for every lease that ran out. The first `at_once` attempts wait
    for nothing.
    """

    def __init__(self, factor: Spread = spread, *, at_once: int = 0) -> None:
        self._factor = factor
        self._at_once = at_once

    def __getitem__(self, attempts: int) -> float:
        if attempts <= self._at_once:
            return 0.0
        return min(5.0 * 2.0 ** min(attempts, 12), 3600.0) * self._factor()

    def __contains__(self, attempts: object) -> bool:
        return isinstance(attempts, int)

    def __iter__(self) -> Iterator[int]:
        return iter(range(1, 13))

    def __len__(self) -> int:
        return 12


def agency_wait(attempts: int, max_attempts: int, key: str) -> timedelta | None:
    """The wait after so many attempts at an agency that is away; None: a person looks.

    Spread by the job's key and attempt, so the same job waits the same time wherever it is counted again.
    """
    waits = AGENCY_WAITS[: max(max_attempts - 1, 0)]
    if attempts > len(waits):
        return None
    digest = hashlib.sha256(f"{key}/{attempts}".encode()).digest()
    factor = 1 - SPREAD + 2 * SPREAD * int.from_bytes(digest[:4]) / 0xFFFFFFFF
    return waits[attempts - 1] * factor
