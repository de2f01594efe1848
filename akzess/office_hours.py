"""When the stand-in clerks of the demo work: Monday to Friday, eight to four, each task after a while of its own."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta

from .scenario_file import BERLIN

OPEN, CLOSE = time(8, 0), time(16, 0)


def next_working(moment: datetime) -> datetime:
    """The moment itself when the office is open, otherwise the next opening."""
    local = moment.astimezone(BERLIN)
    if local.time() >= CLOSE:
        local = datetime.combine(local.date() + timedelta(days=1), OPEN, BERLIN)
    elif local.time() < OPEN:
        local = datetime.combine(local.date(), OPEN, BERLIN)
    while local.weekday() >= 5:
        local = datetime.combine(local.date() + timedelta(days=1), OPEN, BERLIN)
    return local


def after(moment: datetime, work: timedelta) -> datetime:
    """The moment at which this much working time has passed."""
    local = next_working(moment)
    while True:
        closing = datetime.combine(local.date(), CLOSE, BERLIN)
        left = closing - local
        if work < left:
            return local + work
        work -= left
        local = next_working(closing)


def until_done(moment: datetime, chance: random.Random) -> datetime:
    """When a task that came now is done: mostly within a day, sometimes after a few."""
    hours = min(chance.lognormvariate(1.0, 0.9), 24.0)
    return after(moment, timedelta(hours=hours))
