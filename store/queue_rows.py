"""Rows that steer queues: paused, drained at a rate, taken to be away; and the arithmetic of a rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from engine.model import QueueState

from .session import Session

#: A rate lets so much be caught up that the loops of the workers, which look once a second, can keep it.
BURST = timedelta(seconds=2)

_COLUMNS = "queue, paused, rate, next_at, open_until, changed_at, changed_by, reason"
_ALL = f"SELECT {_COLUMNS} FROM queue_state ORDER BY queue"
_ONE = f"SELECT {_COLUMNS} FROM queue_state WHERE queue = ?"
_PUT = (
    f"INSERT INTO queue_state ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (queue) DO UPDATE SET paused = excluded.paused, rate = excluded.rate, next_at = excluded.next_at,"
    " open_until = excluded.open_until, changed_at = excluded.changed_at, changed_by = excluded.changed_by,"
    " reason = excluded.reason"
)


def steered(
    before: QueueState | None, queue: str, *, paused: bool, rate: int | None, now: datetime, by: str, reason: str
) -> QueueState:
    """The state after an operator's word. ValueError for a rate below one a minute."""
    if rate is not None and rate < 1:
        raise ValueError(f"a rate is at least 1 a minute, not {rate}")
    return QueueState(
        queue,
        now,
        paused,
        rate,
        now if rate is not None else None,
        before.open_until if before is not None else None,
        by,
        reason,
    )


def noted(before: QueueState | None, queue: str, open_until: datetime | None, now: datetime) -> QueueState:
    """The state after a breaker opened or closed; who steered the queue and why stays on record."""
    return replace(before or QueueState(queue, now), open_until=open_until)


def turns(state: QueueState, wanted: int, now: datetime) -> tuple[int, QueueState]:
    """How many jobs may be claimed now, and the state that counts them (a leaky bucket, kept as its next instant)."""
    if state.paused:
        return 0, state
    if state.rate is None:
        return wanted, state
    each = timedelta(minutes=1) / state.rate
    at = max(state.next_at or now, now - BURST)
    granted = 0
    while granted < wanted and at <= now:
        at += each
        granted += 1
    return granted, replace(state, next_at=at) if granted else state


def states(session: Session) -> dict[str, QueueState]:
    """Every row."""
    return {row[0]: _decoded(session, row) for row in session.all(_ALL)}


def locked(session: Session, queue: str) -> QueueState | None:
    """One row, held to the end of the transaction."""
    row = session.one(_ONE + (" FOR UPDATE" if session.postgres else ""), (queue,))
    return None if row is None else _decoded(session, row)


def put(session: Session, state: QueueState) -> None:
    """Insert or replace."""
    at = session.values.instant
    values: tuple[Any, ...] = (state.queue, int(state.paused), state.rate, at(state.next_at), at(state.open_until))
    session.run(_PUT, (*values, at(state.changed_at), state.changed_by, state.reason))


def _decoded(session: Session, row: Any) -> QueueState:
    at = session.values.to_instant
    return QueueState(row[0], at(row[5]), bool(row[1]), row[2], at(row[3]), at(row[4]), row[6], row[7])


def steer(session: Session, queue: str, how: Mapping[str, Any]) -> QueueState:
    """Write an operator's word."""
    state = steered(locked(session, queue), queue, **how)
    put(session, state)
    return state


def note(session: Session, queue: str, open_until: datetime | None, now: datetime) -> None:
    """Write what a breaker found."""
    put(session, noted(locked(session, queue), queue, open_until, now))


def take(session: Session, queue: str, wanted: int, now: datetime) -> int:
    """Grant turns and count them."""
    before = locked(session, queue)
    if before is None:
        return wanted
    granted, after = turns(before, wanted, now)
    if after is not before:
        put(session, after)
    return granted
