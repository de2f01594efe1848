"""Fires the timers that are due, earliest first."""

from __future__ import annotations

import structlog

from engine.commands import FireTimer
from engine.errors import Conflict, EngineError, NotFound
from engine.ports import Clock, Store

from .handling import Handles

log = structlog.get_logger(__name__)


class TimerClock:
    """Polls `due_timers`; each firing is its own unit of work, so a crash between two of them loses nothing."""

    def __init__(self, engine: Handles, store: Store, clock: Clock) -> None:
        self._engine = engine
        self._store = store
        self._clock = clock

    def fire_due(self, limit: int = 200) -> int:
        """Fire up to `limit` due timers; how many the engine took (0 when only refused ones are left)."""
        fired = 0
        due = self._store.due_timers(now=self._clock.now(), limit=limit)
        for timer in due:
            command = FireTimer(
                tenant=timer.tenant,
                case_id=timer.case_id,
                activation=timer.activation,
                element_id=timer.element_id,
                cycle=timer.cycle,
            )
            try:
                self._engine.handle(command)
            except (Conflict, NotFound) as error:
                log.info("timer.stale", case=timer.case_id, element=timer.element_id, code=error.code)
            except EngineError as error:
                # One broken case must not stop the clock of all others; the engine has opened its incident.
                log.error("timer.refused", case=timer.case_id, element=timer.element_id, code=error.code)
            else:
                fired += 1
        return fired
