"""Gives back what a dead worker holds, and parks messages that nobody waited for."""

from __future__ import annotations

from collections.abc import Mapping

from engine.ports import Clock, Store

#: Seconds to wait after the n-th attempt that ended without a report: min(2^n · 5 s, 1 h), reliability B-4.
BACK_OFF_SECONDS: Mapping[int, float] = {attempt: min(2.0**attempt * 5.0, 3600.0) for attempt in range(1, 13)}


class Sweeper:
    """Any worker may sweep; two at the same time do no harm."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def sweep(self) -> int:
        """Expired leases go back to their queues; how many."""
        return self._store.sweep(now=self._clock.now(), backoff=BACK_OFF_SECONDS)

    def park(self) -> int:
        """Buffered messages whose time is up go to the operator's list; how many."""
        return self._store.expire_messages(now=self._clock.now())
