"""Keeps a queue shut while its agency does not answer, so that waiting jobs burn no attempts."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

#: How many of the last calls are looked at, and how many of them may not fail.
LAST = 20
MOST_FAILED = 10


class Breaker:
    """Opens after five failures in a row, or when half of the last twenty calls failed.

    Every 30 seconds one probe may pass (half-open); a success closes it, and then the count begins anew: what the agency
    did before it was away says nothing about how it is now.
    """

    def __init__(self, failures: int = 5, pause: timedelta = timedelta(seconds=30)) -> None:
        self._limit = failures
        self._pause = pause
        self._failed = 0
        self._last: deque[bool] = deque(maxlen=LAST)
        self._open_until: datetime | None = None

    def allows(self, now: datetime) -> int | None:
        """How many jobs may be claimed: None is as many as one likes, 1 is a probe, 0 is none."""
        if self._open_until is None:
            return None
        return 1 if now >= self._open_until else 0

    def record(self, reached: bool, now: datetime) -> None:
        """Note whether the agency could be reached."""
        if reached and self.open:
            self._begin_anew()
            return
        self._last.append(reached)
        self._failed = 0 if reached else self._failed + 1
        often = len(self._last) == LAST and self._last.count(False) >= MOST_FAILED
        if not reached and (self.open or often or self._failed >= self._limit):
            self._open_until = now + self._pause

    def adopt(self, open_until: datetime | None) -> None:
        """Take over what another worker found out."""
        if open_until is None and self.open:
            self._begin_anew()
        self._open_until = open_until

    def _begin_anew(self) -> None:
        self._failed = 0
        self._last.clear()
        self._open_until = None

    @property
    def open_until(self) -> datetime | None:
        """When the next probe may pass; None while closed."""
        return self._open_until

    @property
    def open(self) -> bool:
        """True while the agency is taken to be away."""
        return self._open_until is not None
