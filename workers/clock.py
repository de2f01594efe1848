"""Fires the timers that are due, earliest first, and in a storm no faster than the platform can bear."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

import structlog

from engine.commands import FireTimer
from engine.errors import Conflict, EngineError, NotFound
from engine.model import Timer
from engine.ports import Clock, Store
from store.queue_rows import BURST

from . import metrics
from .handling import Handles, handled
from .pace import UNGRANTED, Pace

log = structlog.get_logger(__name__)

#: Rows that are looked at in one pass.
LOOK = 200
#: Timers that share a unit of work, and that one pass of a storm fires: more would hold the locks of their cases too long.
TOGETHER = 20
#: Who sets the rate of the timers; a rate that an operator set stays.
_BY = "akzess"


def meter(tenant: int) -> str:
    """The name under which the tokens of a tenant's timers are kept, beside those of the agencies' queues."""
    return f"timers.{tenant}"


class TimerClock:
    """Polls `due_timers`; some share a unit of work, which fires all of them or none: a crash loses nothing."""

    def __init__(
        self, engine: Handles, store: Store, clock: Clock, *, per_second: int | None = None, name: str = ""
    ) -> None:
        self._engine = engine
        self._store = store
        self._clock = clock
        self._per_second = per_second
        self._name = name
        self._metered: set[int] = set()
        #: Tenants of which more was due than the last pass could fire, where it saw nothing beyond them.
        self._behind: set[int] = set()
        self._pace = Pace()

    def rests(self) -> float:
        """For how many seconds it will leave alone what is due, in a storm; 0 when there is none."""
        return self._pace.left(self._clock.now()).total_seconds()

    def fire_due(self, limit: int = LOOK) -> int:
        """Fire up to `limit` due timers; how many the engine took (0 when only refused ones are left)."""
        return self._fire(self._store.due_timers(now=self._clock.now(), limit=limit))

    def fire_metered(self) -> int:
        """The same, but at most so many a second and tenant, counted for all workers (reliability B-5); 0 while it rests.

        A million timers of one instant become a queue that drains at its rate, a unit of work at a time; what clerks do
        goes on beside it. In a storm the meter is asked first: a look at what is due costs more than its answer.
        """
        if self._per_second is None:
            return self.fire_due()
        began = self._clock.now()
        if self._pace.left(began):
            return 0
        turns = {tenant: self._granted(tenant, TOGETHER) for tenant in sorted(self._behind)}
        if turns and not any(turns.values()):
            self._pace.rest(began, began, UNGRANTED)
            return 0
        due = self._store.due_timers(now=began, limit=LOOK)
        of_tenant: dict[int, list[Timer]] = defaultdict(list)
        for timer in due:
            of_tenant[timer.tenant].append(timer)
        left: set[int] = set()
        fired = 0
        for tenant, timers in of_tenant.items():
            granted = turns[tenant] if tenant in turns else self._granted(tenant, min(len(timers), TOGETHER))
            if granted < len(timers):
                left.add(tenant)
            fired += self._fire(self._chosen(timers, granted))
        self._behind = left if len(due) == LOOK else set()  # otherwise there may be others, whose meter is another
        if left:
            least = timedelta(seconds=TOGETHER / self._per_second) if fired else UNGRANTED
            self._pace.rest(began, self._clock.now(), least)
        else:
            self._pace.go_on()
        return fired

    def _granted(self, tenant: int, wanted: int) -> int:
        queue, now = meter(tenant), self._clock.now()
        if tenant not in self._metered:
            rate = (self._per_second or 1) * 60
            state = self._store.queue_states().get(queue)
            if state is None or (state.changed_by == _BY and state.rate != rate):
                self._store.steer_queue(queue, paused=False, rate=rate, now=now - BURST, by=_BY)  # the bucket is full
            self._metered.add(tenant)
        return self._store.take_turns(queue, wanted, now)

    def _chosen(self, timers: Sequence[Timer], granted: int) -> Sequence[Timer]:
        """In a storm every worker takes others of the earliest: the same ones would meet at the lock of each case."""
        if granted >= len(timers):
            return timers
        mixed = sorted(timers, key=lambda t: hashlib.blake2b(f"{self._name}/{t.case_id}".encode()).digest())
        return mixed[:granted]

    def _fire(self, due: Sequence[Timer]) -> int:
        fired = 0
        for start in range(0, len(due), TOGETHER):
            some = due[start : start + TOGETHER]
            for timer, answer in zip(some, handled(self._engine, [_firing(timer) for timer in some]), strict=True):
                if isinstance(answer, Conflict | NotFound):
                    log.info("timer.stale", case=timer.case_id, element=timer.element_id, code=answer.code)
                elif isinstance(answer, EngineError):
                    # One broken case must not stop the clock of all others; the engine has opened its incident.
                    log.error("timer.refused", case=timer.case_id, element=timer.element_id, code=answer.code)
                else:
                    fired += 1
                    metrics.TIMER_LATENESS.observe(max((self._clock.now() - timer.fire_at).total_seconds(), 0.0))
        return fired


def _firing(timer: Timer) -> FireTimer:
    return FireTimer(
        tenant=timer.tenant,
        case_id=timer.case_id,
        activation=timer.activation,
        element_id=timer.element_id,
        cycle=timer.cycle,
    )
