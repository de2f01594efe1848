"""Gives back what a dead worker holds, and parks messages that nobody waited for."""

from __future__ import annotations

from engine.ports import Clock, Store

from .backoff import LeaseBackOff, Spread, spread


class Sweeper:
    """Any worker may sweep; two at the same time do no harm."""

    def __init__(self, store: Store, clock: Clock, spread: Spread = spread) -> None:
        self._store = store
        self._clock = clock
        self._backoff = LeaseBackOff(spread)

    def sweep(self) -> int:
        """Expired leases go back to their queues; how many."""
        return self._store.sweep(now=self._clock.now(), backoff=self._backoff)

    def park(self) -> int:
        """Buffered messages whose time is up go to the operator's list; how many."""
        return self._store.expire_messages(now=self._clock.now())
