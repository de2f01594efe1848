"""Keeps us from asking for one decision more often than every half hour (domain document 5.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock

from ..base import Clock, Unavailable

HALF_HOUR = timedelta(minutes=30)


class Pace:
    """Remembers when each reference was last asked about, in this process; the agency itself watches over all of them."""

    def __init__(self, clock: Clock, interval: timedelta = HALF_HOUR) -> None:
        self._clock, self._interval = clock, interval
        self._asked: dict[str, tuple[str, datetime]] = {}
        self._lock = Lock()

    def ask(self, reference: str, key: str) -> None:
        """Note the question. A repeat under the same key is the same question.

        Error: `Unavailable("too-soon")` with the seconds still to wait; nothing was sent.
        """
        now = self._clock()
        with self._lock:
            self._asked = {ref: known for ref, known in self._asked.items() if now - known[1] < self._interval}
            known, since = self._asked.setdefault(reference, (key, now))
        if known != key:
            wait = (since + self._interval - now).total_seconds()
            raise Unavailable("too-soon", "a decision is asked for every 30 minutes at most", retry_after=wait)
