"""The part of a unit of work that reads what waits in a case, as a migration to another version takes it over."""

from __future__ import annotations

from typing import Any, TypeVar

from engine.migrations import WaitingRows as Waiting

from . import rows, statements
from .session import Session

R = TypeVar("R")
_NEXT = "SELECT COALESCE(MAX(cycle) + 1, 0) FROM timer WHERE case_id = ? AND activation = ? AND element_id = ?"


class WaitingRows:
    """Reads of one transaction; the case is locked, so that none of these rows changes meanwhile."""

    session: Session

    def _waiting(self, mapper: rows.Mapper[R], case_id: str, condition: str) -> list[R]:
        sql = f"SELECT {statements.columns(mapper)} FROM {mapper.table} WHERE case_id = ? AND {condition}"
        values: Any = self.session.values
        return [mapper.decode(row, values) for row in self.session.all(sql, (case_id,))]

    def waiting_rows(self, case_id: str) -> Waiting:
        """Open tasks, pending timers, subscriptions and open incidents of a case."""
        return Waiting(
            tasks=self._waiting(rows.TASK, case_id, "state = 0 ORDER BY activation"),
            timers=self._waiting(rows.TIMER, case_id, "state = 0 ORDER BY activation, element_id"),
            subscriptions=self._waiting(rows.SUBSCRIPTION, case_id, "1 = 1 ORDER BY activation, element_id"),
            incidents=self._waiting(rows.INCIDENT, case_id, "resolved_at IS NULL ORDER BY activation"),
        )

    def next_cycle(self, case_id: str, activation: int, element_id: str) -> int:
        """A number that no row of this timer has yet, from 0."""
        row = self.session.one(_NEXT, (case_id, activation, element_id))
        return int(row[0]) if row else 0
