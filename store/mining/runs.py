"""Questions to the forecast and their answers, kept for a month; who asked in one process may read in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .. import codec
from ..session import Row, Session
from ..sql_store import SqlStore

#: How long answers are kept.
KEPT = timedelta(days=30)
_COLUMNS = "id, asked_at, asked_by, sites, question, state, done, wanted, seen_at, answer"
_ADD = f"INSERT INTO forecast_run (tenant, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FORGET = "DELETE FROM forecast_run WHERE tenant = ? AND asked_at < ?"
_MOVE = "UPDATE forecast_run SET state = ?, done = ?, seen_at = ?, answer = ? WHERE tenant = ? AND id = ?"
_GET = f"SELECT {_COLUMNS} FROM forecast_run WHERE tenant = ? AND id = ?"
_NEWEST = f"SELECT {_COLUMNS} FROM forecast_run WHERE tenant = ? ORDER BY asked_at DESC, id DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class Run:
    """`state`: RUNNING, DONE or FAILED. `seen_at`: when the process that simulates last gave a sign of life."""

    id: str
    asked_at: datetime
    asked_by: str
    sites: tuple[str, ...]
    question: Mapping[str, Any]
    state: str
    done: int
    wanted: int
    seen_at: datetime
    answer: Mapping[str, Any]


class Runs:
    """Forecasts on an SQL database."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def add(self, tenant: int, run: Run) -> None:
        """A new question; those that are too old go."""

        def work(session: Session) -> None:
            at = session.values.instant
            session.run(_FORGET, (tenant, at(run.asked_at - KEPT)))
            values = (run.id, at(run.asked_at), run.asked_by, session.values.names(run.sites))
            rest = (
                codec.dumps(run.question),
                run.state,
                run.done,
                run.wanted,
                at(run.seen_at),
                codec.dumps(run.answer),
            )
            session.run(_ADD, (tenant, *values, *rest))

        self._store.in_transaction(work)

    def move(
        self, tenant: int, run_id: str, state: str, done: int, now: datetime, answer: Mapping[str, Any] | None = None
    ) -> None:
        """Write how far it is, or what came out."""
        self._store.in_transaction(
            lambda session: session.run(
                _MOVE, (state, done, session.values.instant(now), codec.dumps(answer or {}), tenant, run_id)
            )
        )

    def get(self, tenant: int, run_id: str) -> Run | None:
        """One run."""

        def question(session: Session) -> Run | None:
            row = session.one(_GET, (tenant, run_id))
            return None if row is None else _run(session, row)

        return self._store._read(question)

    def newest(self, tenant: int, limit: int = 100) -> Sequence[Run]:
        """The latest first."""
        return self._store._read(lambda session: [_run(session, row) for row in session.all(_NEWEST, (tenant, limit))])


def _run(session: Session, row: Row) -> Run:
    v = session.values
    return Run(
        *(row[0], v.to_instant(row[1]), row[2], v.to_names(row[3]), codec.loads(row[4])),
        *(row[5], int(row[6]), int(row[7]), v.to_instant(row[8]), codec.loads(row[9])),
    )
