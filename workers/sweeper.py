"""Gives back what a dead worker holds, and parks messages that nobody waited for."""

from __future__ import annotations

from datetime import timedelta
from uuid import NAMESPACE_OID, uuid5

from engine.desk import SecurityEvent
from engine.ports import Clock, Store

from .backoff import LeaseBackOff, Spread, spread
from .handling import Notices

_TENANT = 1


class Sweeper:
    """Any worker may sweep; two at the same time do no harm."""

    def __init__(self, store: Store, clock: Clock, spread: Spread = spread) -> None:
        self._store = store
        self._clock = clock
        self._backoff = LeaseBackOff(spread)
        # Nobody waits because somebody else's process ended; a job that has outlived workers before may be what ends them.
        self._of_the_dead = LeaseBackOff(spread, at_once=1)

    def sweep(self) -> int:
        """Expired leases go back to their queues; how many."""
        return self._store.sweep(now=self._clock.now(), backoff=self._backoff)

    def free(self, me: str, silence: timedelta) -> int:
        """What workers hold that have been silent for so long goes back before its lease ends; how many.

        Only what cannot have left (classes B and C), or may leave twice under its key (A): reliability B-2.
        """
        if not isinstance(self._store, Notices):
            return 0
        now = self._clock.now()
        return self._store.free_silent(me, now=now, silent_since=now - silence, backoff=self._of_the_dead)

    def park(self) -> int:
        """Buffered messages whose time is up go to the operator's list; how many."""
        now = self._clock.now()
        parked = self._store.expire_messages(now=now)
        if parked:  # signed rightly, about nobody's matter: a mistake of the agency, or somebody trying references
            name = str(uuid5(NAMESPACE_OID, f"message-unclaimed {now.isoformat()}"))
            self._store.put(SecurityEvent(name, _TENANT, now, "message-unclaimed", detail={"count": parked}))
        return parked
