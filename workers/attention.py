"""When a loop last wrote that it lives, and whether it has done so for long enough to take silent others for dead."""

from __future__ import annotations

from datetime import datetime, timedelta

#: How often a loop writes that it is alive, at least; an idle one looks only once a second.
BEAT = timedelta(seconds=2)
#: Whoever has not written for so long is dead or frozen for the others: they go on with what cannot have left yet.
SILENCE = timedelta(seconds=7)


class Attention:
    """One per loop; it looks at no clock and is told the instant."""

    def __init__(self) -> None:
        self._beaten: datetime | None = None
        #: Since when this loop has written without a gap. Before it has for long enough, the silence may be its own: a
        #: database that was away, a machine that slept, a clock that leapt. Whoever has just begun has missed nothing.
        self._since: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Whether it is time to write again; a gap since the last time is noticed here."""
        if self._beaten is None:
            self._since = now - SILENCE
            return True
        gap = now - self._beaten
        if not timedelta(0) <= gap < SILENCE:
            self._since = now
        return not timedelta(0) <= gap < BEAT

    def wrote(self, now: datetime) -> None:
        """It is written."""
        self._beaten = now

    def unbroken(self, now: datetime) -> bool:
        """Whether others that have been silent for `SILENCE` were so while this loop listened."""
        return self._since is not None and now - self._since >= SILENCE
