"""The clocks that are handed to engine, workers and agencies: the real one and one that can be moved."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """The current instant."""
        return datetime.now(UTC)


class MovableClock:
    """Stands still until it is moved, and never goes back: virtual time for scenarios, the demo and tests."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._now = start.astimezone(UTC)
        self._guard = threading.Lock()

    def now(self) -> datetime:
        """The instant it was last moved to."""
        with self._guard:
            return self._now

    def move_to(self, instant: datetime) -> None:
        """Move forward to `instant`; an earlier one is ignored, so that callers need not compare."""
        with self._guard:
            self._now = max(self._now, instant.astimezone(UTC))

    def advance(self, step: timedelta) -> None:
        """Move forward by `step`."""
        self.move_to(self.now() + step)
