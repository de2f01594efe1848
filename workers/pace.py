"""How long a storm of timers rests after each unit of work, so that requests of people find the database and a core free."""

from __future__ import annotations

from datetime import datetime, timedelta

#: After a unit of work comes a rest of three times its length: timers take a quarter of each worker's time, at most, and
#: the slower the database answers, because others want it, the more they leave to those.
RESTS = 3
#: A rest never is longer: however slow everything is, deadlines go on.
LONGEST = timedelta(seconds=2)
#: Nothing was granted by the meter; others are firing.
UNGRANTED = timedelta(seconds=1)


class Pace:
    """One per timer clock. A backlog that fits into one unit of work knows no rest."""

    def __init__(self) -> None:
        self._until: datetime | None = None

    def left(self, now: datetime) -> timedelta:
        """How much of the rest is left; zero when it is over, or when the clock was set back behind it."""
        if self._until is None or not timedelta(0) < self._until - now <= LONGEST:
            return timedelta(0)
        return self._until - now

    def rest(self, began: datetime, ended: datetime, least: timedelta) -> None:
        """More is due than one unit of work held, which took from `began` to `ended`: rest for at least so long."""
        self._until = ended + min(max(RESTS * (ended - began), least), LONGEST)

    def go_on(self) -> None:
        """Nothing more is due."""
        self._until = None
