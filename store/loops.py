"""The statements behind the loops: claim jobs, find due timers, give expired leases back, park old messages."""

# ruff: noqa: S608 - the texts are put together from constants of this package; every value is a parameter
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from engine.model import Incident, Job, Timer

from . import rows, statements
from .session import Row, Session

LEASE_EXPIRED = "lease-expired"

_JOB = statements.columns(rows.JOB)
# A suspended case stands still: its jobs and timers wait, however long they have been due.
_MOVES = "EXISTS (SELECT 1 FROM case_instance c WHERE c.id = {0}.case_id AND c.status <> 'SUSPENDED')"
_JOB_MOVES, _TIMER_MOVES = _MOVES.format("j"), _MOVES.format("t")
_KEYS = "j.case_id, j.activation, j.kind"
_SAME = "job.case_id = c.case_id AND job.activation = c.activation AND job.kind = c.kind"
_DUE = f"SELECT {_KEYS} FROM job j WHERE j.state = 0 AND j.run_at <= ?"
_OLDEST = " ORDER BY j.run_at LIMIT ?"

_FENCES = (
    "INSERT INTO counter (tenant, series, value) VALUES (0, 'fence', ?)"
    " ON CONFLICT (tenant, series) DO UPDATE SET value = counter.value + excluded.value RETURNING value"
)
_CLAIM_LITE = (
    "UPDATE job SET state = 1, lease_until = ?, fence = ? + c.n, attempts = attempts + 1, worker = ?"
    " FROM (SELECT j.*, row_number() OVER () AS n FROM ({0}) j) AS c"
    f" WHERE {_SAME} RETURNING {_JOB}"
)
_CLAIM_PG = (
    "UPDATE job SET state = 1, lease_until = ?, fence = nextval('fence_seq'), attempts = attempts + 1,"
    f" worker = ? FROM ({{0}}) c WHERE {_SAME} RETURNING {statements.columns(rows.JOB, 'job')}"
)
# One index descent per queue: `queue IN (…) ORDER BY run_at` would sort the whole backlog of a stuck agency.
_PER_QUEUE_PG = (
    f"SELECT j.* FROM unnest(?::text[]) q CROSS JOIN LATERAL ("
    f"SELECT {_KEYS}, j.run_at FROM job j WHERE j.queue = q AND j.state = 0 AND j.run_at <= ? AND {_JOB_MOVES}"
    f"{_OLDEST} FOR UPDATE OF j SKIP LOCKED) j{_OLDEST}"
)
_ANY_QUEUE_PG = f"{_DUE} AND {_JOB_MOVES}{_OLDEST} FOR UPDATE OF j SKIP LOCKED"
_DUE_TIMERS = (
    f"SELECT {statements.columns(rows.TIMER, 't')} FROM timer t"
    f" WHERE t.state = 0 AND t.fire_at <= ? AND {_TIMER_MOVES} ORDER BY t.fire_at LIMIT ?"
)
_NEXT_DUE = (
    "SELECT MIN(due) FROM ("
    f"SELECT (SELECT t.fire_at FROM timer t WHERE t.state = 0 AND {_TIMER_MOVES} ORDER BY t.fire_at LIMIT 1) AS due"
    f" UNION ALL SELECT (SELECT j.run_at FROM job j WHERE j.state = 0 AND {_JOB_MOVES} ORDER BY j.run_at LIMIT 1)) d"
)
_EXPIRED = "SELECT case_id, activation, kind, fence, attempts, tenant, element_id, last_error FROM job"
_EXPIRED += " WHERE state = 1 AND lease_until < ? AND attempts {0} max_attempts ORDER BY lease_until LIMIT 500"
_UNDER_FENCE = "WHERE case_id = ? AND activation = ? AND kind = ? AND fence = ? AND state = 1"
_GIVE_BACK = f"UPDATE job SET state = 0, run_at = ?, lease_until = NULL {_UNDER_FENCE}"
_GIVE_UP = f"UPDATE job SET state = 3, lease_until = NULL {_UNDER_FENCE}"
_PARK = (
    "UPDATE inbound_message SET state = 3 WHERE id IN"
    " (SELECT id FROM inbound_message WHERE state = 0 AND expires_at <= ? ORDER BY expires_at LIMIT ?{0})"
)
_HEARTBEAT = (
    "INSERT INTO worker_heartbeat (worker, started_at, seen_at, detail) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (worker) DO UPDATE SET seen_at = excluded.seen_at, detail = excluded.detail"
)


def job_is_due(session: Session, now: datetime) -> bool:
    """Whether a claim could find anything; spares SQLite's single writer an empty transaction."""
    sql = "SELECT 1 FROM job WHERE state = 0 AND run_at <= ? LIMIT 1"
    return session.one(sql, (session.values.instant(now),)) is not None


def claim_jobs(
    session: Session, *, queues: Sequence[str] | None, limit: int, now: datetime, lease_seconds: float, worker: str
) -> list[Job]:
    """Lease the oldest due jobs; each gets a fence of its own and one more attempt."""
    at = session.values.instant(now)
    until = session.values.instant(now + timedelta(seconds=lease_seconds))
    if session.postgres and queues is None:
        found = session.all(_CLAIM_PG.format(_ANY_QUEUE_PG), (until, worker, at, limit))
    elif session.postgres:
        found = session.all(_CLAIM_PG.format(_PER_QUEUE_PG), (until, worker, list(queues or ()), at, limit, limit))
    else:
        due = f"{_DUE} AND {_JOB_MOVES}"
        if queues is not None:
            due = statements.in_list(f"{due} AND j.queue", len(queues))
        top = session.one(_FENCES, (limit,))
        sql = _CLAIM_LITE.format(due + _OLDEST)
        found = session.all(sql, (until, int(top[0]) - limit if top else 0, worker, at, *(queues or ()), limit))
    jobs = [rows.JOB.decode(row, session.values) for row in found]
    return sorted(jobs, key=lambda job: (job.run_at, job.case_id, job.activation, job.kind))


def due_timers(session: Session, *, now: datetime, limit: int) -> list[Timer]:
    """Pending timers that are due, earliest first; those being fired at this moment are skipped on PostgreSQL."""
    sql = _DUE_TIMERS + (" FOR UPDATE OF t SKIP LOCKED" if session.postgres else "")
    return [rows.TIMER.decode(row, session.values) for row in session.all(sql, (session.values.instant(now), limit))]


def next_due(session: Session) -> datetime | None:
    """The earliest instant at which a pending timer or a ready job is due."""
    row = session.one(_NEXT_DUE)
    found = session.values.to_instant(row[0]) if row else None
    return found if isinstance(found, datetime) else None


def expired_leases(session: Session, *, now: datetime, used_up: bool) -> list[Row]:
    """Leases that ran out, of jobs that have used up their attempts or of those that have not."""
    sql = _EXPIRED.format(">=" if used_up else "<")
    if session.postgres and not used_up:
        sql += " FOR UPDATE SKIP LOCKED"  # a frozen holder of the row must not block the sweep
    return session.all(sql, (session.values.instant(now),))


def pause_seconds(attempts: int, backoff: Mapping[int, float]) -> float:
    """The caller's pause after so many attempts, else min(2^attempts · 5 s, 1 h)."""
    return backoff.get(attempts, min(5.0 * 2 ** min(attempts, 12), 3600.0))


def give_back(session: Session, lease: Row, now: datetime, backoff: Mapping[int, float]) -> int:
    """Make a job ready again after its pause; 0 when somebody reported meanwhile."""
    run_at = now + timedelta(seconds=pause_seconds(int(lease[4]), backoff))
    return session.count(_GIVE_BACK, (session.values.instant(run_at), *lease[:4]))


def give_up(session: Session, lease: Row, now: datetime) -> int:
    """Make a job that used up its attempts an incident, under the lock of its case; 0 when not now."""
    lock = " FOR UPDATE SKIP LOCKED" if session.postgres else ""
    if session.one("SELECT 1 FROM case_instance WHERE id = ?" + lock, (lease[0],)) is None:
        return 0
    touched = session.count(_GIVE_UP, tuple(lease[:4]))
    if touched:
        message = lease[7] or f"no answer within the lease, {lease[4]} times"
        incident = Incident(lease[0], lease[1], lease[5], lease[6], LEASE_EXPIRED, message, now)
        sql = statements.insert("incident", rows.INCIDENT.columns, 1, statements.INCIDENT_UPSERT)
        session.run(sql, rows.INCIDENT.encode(incident, session.values))
    return touched


def park_messages(session: Session, *, now: datetime, limit: int) -> int:
    """Move buffered messages whose time is up to the operator's list."""
    sql = _PARK.format(" FOR UPDATE SKIP LOCKED" if session.postgres else "")
    return session.count(sql, (session.values.instant(now), limit))


def heartbeat(session: Session, worker: str, now: datetime, detail: str) -> None:
    """Write that a worker's loop is alive; `detail` is JSON text."""
    at = session.values.instant(now)
    session.run(_HEARTBEAT, (worker, at, at, detail))


def forget_requests(session: Session, before: datetime, limit: int) -> int:
    """Delete idempotency keys older than an instant (they are kept 30 days)."""
    key = "(tenant, principal, key)"
    sql = f"DELETE FROM request_key WHERE {key} IN (SELECT tenant, principal, key FROM request_key"
    return session.count(sql + " WHERE created_at < ? LIMIT ?)", (session.values.instant(before), limit))
