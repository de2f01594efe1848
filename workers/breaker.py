"""Keeps a queue shut while its agency does not answer, so that waiting jobs burn no attempts."""

from __future__ import annotations

from datetime import datetime, timedelta


class Breaker:
    """Opens after five failures in a row; every 30 seconds one probe may pass (half-open), a success closes it."""

    def __init__(self, failures: int = 5, pause: timedelta = timedelta(seconds=30)) -> None:
        self._limit = failures
        self._pause = pause
        self._failed = 0
        self._open_until: datetime | None = None

    def allows(self, now: datetime) -> int | None:
        """How many jobs may be claimed: None is as many as one likes, 1 is a probe, 0 is none."""
        if self._open_until is None:
            return None
        return 1 if now >= self._open_until else 0

    def record(self, reached: bool, now: datetime) -> None:
        """Note whether the agency could be reached."""
        if reached:
            self._failed = 0
            self._open_until = None
            return
        self._failed += 1
        if self._failed >= self._limit or self.open:
            self._open_until = now + self._pause

    def adopt(self, open_until: datetime | None) -> None:
        """Take over what another worker found out."""
        if open_until is None and self.open:
            self._failed = 0
        self._open_until = open_until

    @property
    def open_until(self) -> datetime | None:
        """When the next probe may pass; None while closed."""
        return self._open_until

    @property
    def open(self) -> bool:
        """True while the agency is taken to be away."""
        return self._open_until is not None
