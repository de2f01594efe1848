"""Gives back what a dead worker holds, and parks messages that nobody waited for."""

from __future__ import annotations

from uuid import NAMESPACE_OID, uuid5

from engine.desk import SecurityEvent
from engine.ports import Clock, Store

from .backoff import LeaseBackOff, Spread, spread

_TENANT = 1


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
        now = self._clock.now()
        parked = self._store.expire_messages(now=now)
        if parked:  # signed rightly, about nobody's matter: a mistake of the agency, or somebody trying references
            name = str(uuid5(NAMESPACE_OID, f"message-unclaimed {now.isoformat()}"))
            self._store.put(SecurityEvent(name, _TENANT, now, "message-unclaimed", detail={"count": parked}))
        return parked
