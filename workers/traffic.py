"""Decides how many jobs of an agency may be claimed now: bulkhead, circuit breaker, an operator's pause or rate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

import structlog

from engine.model import QueueState
from engine.ports import Store

from .breaker import Breaker

log = structlog.get_logger(__name__)

#: A bulkhead: at most this many calls of one agency at the same time, so that a slow one does not hold all lanes.
CALLS_PER_AGENCY = 2


@dataclass(frozen=True, slots=True)
class Room:
    """So many jobs may be claimed; `probe`: the agency is taken to be away, and this is to find out whether it is."""

    jobs: int
    probe: bool = False


SHUT = Room(0)


class Traffic:
    """One per worker process. Breakers are shared through the store: what one worker finds out, all know a pass later.

    While a breaker is open nothing of its queue is claimed, so no waiting job burns an attempt. Every half minute one
    worker may probe.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = Lock()
        self._busy: Counter[str] = Counter()
        self._breakers: dict[str, Breaker] = {}
        self._states: Mapping[str, QueueState] = {}
        # What this process is writing, or wrote after the states were read, is newer than what was read.
        self._writing: Counter[str] = Counter()
        self._changes = 0
        self._changed: dict[str, int] = {}

    def look(self, queues: Iterable[str]) -> None:
        """Read what operators and other workers say; once per pass. Errors: those of the store."""
        with self._guard:
            mark = self._changes
        states = self._store.queue_states()
        with self._guard:
            self._states = states
            for queue in queues:
                if not self._writing[queue] and self._changed.get(queue, 0) <= mark:
                    state = states.get(queue)
                    self._breaker(queue).adopt(state.open_until if state else None)

    def paused(self, queue: str) -> bool:
        """Whether an operator stopped this queue."""
        state = self._states.get(queue)
        return state is not None and state.paused

    def room(self, queue: str, now: datetime) -> Room:
        """How many jobs may be claimed by this worker now, a rate not counted."""
        with self._guard:
            if self.paused(queue):
                return SHUT
            busy = self._busy[queue]
            allowed = self._breaker(queue).allows(now)
        if allowed is None:
            return Room(max(CALLS_PER_AGENCY - busy, 0))
        return SHUT if busy or not allowed else Room(1, probe=True)

    def turns(self, queue: str, wanted: int, now: datetime) -> int:
        """How many of these the queue's rate lets through, counted for all workers. Errors: those of the store."""
        state = self._states.get(queue)
        return wanted if state is None or state.rate is None else self._store.take_turns(queue, wanted, now)

    @property
    def any_open(self) -> bool:
        """Whether any agency is taken to be away, as far as this process knows."""
        with self._guard:
            return any(breaker.open for breaker in self._breakers.values())

    @property
    def calls(self) -> int:
        """How many calls of this process are under way."""
        with self._guard:
            return self._busy.total()

    def started(self, queue: str) -> None:
        """A call is under way."""
        with self._guard:
            self._busy[queue] += 1

    def ended(self, queue: str, reached: bool | None, now: datetime) -> None:
        """It is over; `reached` says whether the agency answered, None that it was not asked."""
        with self._guard:
            self._busy[queue] -= 1
            if reached is None:
                return
            breaker = self._breaker(queue)
            before = breaker.open_until
            breaker.record(reached, now)
            after = breaker.open_until
            if before == after:
                return
            self._writing[queue] += 1
        try:
            self._store.note_breaker(queue, after, now)
            log.warning("breaker.open" if after else "breaker.closed", queue=queue)
        except Exception as error:  # noqa: BLE001  # a database away for a moment: this worker knows it all the same
            log.error("breaker.unwritten", queue=queue, kind=type(error).__name__)
        finally:
            with self._guard:
                self._writing[queue] -= 1
                self._changes += 1
                self._changed[queue] = self._changes

    def _breaker(self, queue: str) -> Breaker:
        return self._breakers.setdefault(queue, Breaker())
