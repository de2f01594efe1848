"""A clock that believes the database and its own ticks: this machine's idea of the date counts for nothing (reliability K14)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

log = structlog.get_logger(__name__)

#: Seconds between two looks, how far database and ticks may part meanwhile, how long no timer fires after they did.
EVERY, TOLERANCE, PAUSE = 10.0, 5.0, 60.0


class SteadyClock:
    """The database's time when it was last asked, carried on by ticks that nobody sets.

    `ask` tells the database's time, `ticks` are seconds that only go forward. Where the database's clock has leapt,
    the new time counts from then on, but `steady` is False for a minute: nothing that cannot be taken back is done on
    the word of a clock that may leap back at once. Error at the beginning: those of `ask`.
    """

    def __init__(self, ask: Callable[[], datetime], ticks: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._ticks = ticks
        self._guard = threading.Lock()
        self._anchor = self._asked()
        self._calm_from = float("-inf")

    def _asked(self) -> tuple[datetime, float]:
        before = self._ticks()
        found = self._ask()
        return found, (before + self._ticks()) / 2

    def now(self) -> datetime:
        """The current instant."""
        with self._guard:
            at, tick = self._anchor
        return at + timedelta(seconds=self._ticks() - tick)

    @property
    def steady(self) -> bool:
        """Whether database and ticks have agreed for a minute."""
        return self._ticks() >= self._calm_from

    def look(self) -> float:
        """Ask the database again; by how many seconds it has leapt. Error: those of `ask`."""
        found, tick = self._asked()
        with self._guard:
            at, before = self._anchor
            leap = (found - at).total_seconds() - (tick - before)
            self._anchor = found, tick
            if abs(leap) > TOLERANCE:
                self._calm_from = tick + PAUSE
        if abs(leap) > TOLERANCE:
            log.error("clock.leap", seconds=round(leap, 1), pause=PAUSE)
        return leap

    def keep(self, stop: threading.Event, every: float = EVERY) -> None:
        """Look now and then until `stop` is set; a database that is away leaves the ticks to go on."""
        while not stop.wait(every):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001  # a database away for a moment: the ticks go on
                log.warning("clock.unasked", kind=type(error).__name__)
