"""What is amiss with the platform, by code: one table of thresholds for readiness, figures and alarm rules."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from .vitals import QueueVitals, Vitals

#: Reliability B-4: jobs that wait longer are an alarm; timers alike (a metered storm is one, and says so).
JOBS_LATE = TIMERS_LATE = timedelta(seconds=30)
#: Reliability O09 and K14: more between the clocks of host and database, and times could not be compared.
MOST_SKEW = 5.0
#: Reliability B-5: a transaction that is open longer keeps the database from tidying up.
LONG_TRANSACTION = 60.0
#: Histories are sealed every minute (reliability D-6); three missed ones are an alarm.
SEALS_LATE = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Alarm:
    """`fatal`: a service with it answers nothing rightly and takes no traffic. Otherwise somebody is called, no more."""

    code: str
    fatal: bool
    when: Callable[[Vitals], bool]


def _late(at: datetime | None, now: datetime, most: timedelta) -> bool:
    return at is not None and now - at > most


ALARMS: Final[Mapping[str, Alarm]] = {
    alarm.code: alarm
    for alarm in (
        Alarm("clock-skew", True, lambda v: v.skew is not None and abs(v.skew) > MOST_SKEW),
        Alarm("workers-silent", False, lambda v: v.workers == 0),
        Alarm("jobs-late", False, lambda v: any(_late(q.oldest, v.at, JOBS_LATE) for q in moving(v))),
        Alarm("timers-late", False, lambda v: _late(v.oldest_timer, v.at, TIMERS_LATE)),
        Alarm("leases-stale", False, lambda v: v.stale_leases > 0),
        Alarm(
            "transaction-long",
            False,
            lambda v: v.longest_transaction is not None and v.longest_transaction > LONG_TRANSACTION,
        ),
        Alarm("seals-late", False, lambda v: _late(v.sealed_at or v.unsealed_since, v.at, SEALS_LATE)),
    )
}


def moving(vitals: Vitals) -> list[QueueVitals]:
    """Queues whose jobs ought to move: of an agency that is away, or paused by an operator, that is told by itself."""
    still = vitals.open_breakers | vitals.paused
    return [queue for queue in vitals.queues if queue.queue not in still]


def raised(vitals: Vitals) -> frozenset[str]:
    """The codes of everything that is amiss."""
    return frozenset(code for code, alarm in ALARMS.items() if alarm.when(vitals))


class Lookout:
    """Looks at most every few seconds, however many ask. Errors: those of the store."""

    def __init__(
        self, look: Callable[[datetime], Vitals], now: Callable[[], datetime], every: timedelta = timedelta(seconds=2)
    ) -> None:
        self._look = look
        self._now = now
        self._every = every
        self._guard = threading.Lock()
        self._last: Vitals | None = None

    def vitals(self) -> Vitals:
        """How the platform did a moment ago."""
        with self._guard:
            now = self._now()
            if self._last is None or not timedelta(0) <= now - self._last.at < self._every:
                self._last = self._look(now)
            return self._last
