"""The statements behind the loops: claim jobs, find due timers, give expired leases back, park old messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from engine import failpoints
from engine.model import Job, Timer

from . import rows, statements
from .session import Row, Session

_JOB = statements.columns(rows.JOB)
# A suspended case stands still: its jobs and timers wait, however long they have been due. A scalar subquery and no
# join: whatever the tables look like, only the cases of rows that are due are looked at.
_MOVES = "(SELECT c.status FROM case_instance c WHERE c.id = {0}.case_id) <> 'SUSPENDED'"
_JOB_MOVES, _TIMER_MOVES = _MOVES.format("j"), _MOVES.format("t")
_KEYS = "j.case_id, j.activation, j.kind, j.run_at"
_SAME = "job.case_id = c.case_id AND job.activation = c.activation AND job.kind = c.kind"
_OLDEST = " ORDER BY j.run_at LIMIT ?"
# One descent of job_due per queue: "every due job by time" would read and sort the backlog of an agency that is down.
_OF_QUEUE = (
    f"SELECT {{2}} FROM job j WHERE j.queue = {{0}} AND j.state = 0 AND j.run_at <= ?{{1}} AND {_JOB_MOVES}{_OLDEST}"
)

# The names of the queues that have ready jobs, without reading the jobs (a loose index scan).
_QUEUES = (
    "WITH RECURSIVE q(queue) AS (SELECT MIN(queue) FROM job WHERE state = 0 UNION ALL"
    " SELECT (SELECT MIN(n.queue) FROM job n WHERE n.state = 0 AND n.queue > q.queue) FROM q WHERE q.queue IS NOT NULL)"
)
# Of those that have one to claim. A scalar subquery again: whatever the tables look like, one descent for each.
_DUE_QUEUES = (
    f"{_QUEUES} SELECT queue FROM q WHERE queue IS NOT NULL AND (SELECT 1 FROM job j WHERE j.queue = q.queue"
    f" AND j.state = 0 AND j.run_at <= ? AND {_JOB_MOVES} ORDER BY j.run_at LIMIT 1) IS NOT NULL"
)
_FENCES = (
    "INSERT INTO counter (tenant, series, value) VALUES (0, 'fence', ?)"
    " ON CONFLICT (tenant, series) DO UPDATE SET value = counter.value + excluded.value RETURNING value"
)
_CLAIM_LITE = (
    "UPDATE job SET state = 1, lease_until = ?, fence = ? + c.n, attempts = attempts + 1, worker = ?"
    f" FROM (SELECT j.*, row_number() OVER () AS n FROM (SELECT * FROM ({{0}}) j{_OLDEST}) j) AS c"
    f" WHERE {_SAME} RETURNING {_JOB}"
)
# By the place of the rows that were just locked: joined by key PostgreSQL would rather read the whole table for 150 jobs. One
# that was given back at this very moment has another place, is passed over, and is found a pass later.
_CLAIM_PG = (
    "UPDATE job SET state = 1, lease_until = ?, fence = nextval('fence_seq'), attempts = attempts + 1, worker = ?"
    " WHERE ctid = ANY (ARRAY(SELECT j.place FROM unnest(?::text[]) q"
    f" CROSS JOIN LATERAL ({{0}} FOR UPDATE OF j SKIP LOCKED) j{_OLDEST})) RETURNING {_JOB}"
)
_DUE_TIMERS = (
    f"SELECT {statements.columns(rows.TIMER, 't')} FROM timer t"
    f" WHERE t.state = 0 AND t.fire_at <= ? AND {_TIMER_MOVES} ORDER BY t.fire_at LIMIT ?"
)
_NEXT_DUE = (
    f"{_QUEUES} SELECT MIN(due) FROM ("
    f"SELECT (SELECT t.fire_at FROM timer t WHERE t.state = 0 AND {_TIMER_MOVES} ORDER BY t.fire_at LIMIT 1) AS due"
    " UNION ALL SELECT (SELECT j.run_at FROM job j WHERE j.state = 0 AND j.queue = q.queue"
    f" AND {_JOB_MOVES} ORDER BY j.run_at LIMIT 1) FROM q) d"
)
_EXPIRED = "SELECT case_id, activation, kind, fence, attempts FROM job"
_EXPIRED += " WHERE state = 1 AND lease_until < ? ORDER BY lease_until LIMIT 500"
_UNDER_FENCE = f"WHERE case_id = ? AND activation = ? AND kind = ? AND fence = ? AND {statements.LEASED}"
_GIVE_BACK = f"UPDATE job SET state = 0, run_at = ?, lease_until = NULL {_UNDER_FENCE}"
_PARK = (
    "UPDATE inbound_message SET state = 3 WHERE id IN"
    " (SELECT id FROM inbound_message WHERE state = 0 AND expires_at <= ? ORDER BY expires_at LIMIT ?{0})"
)
_HEARTBEAT = (
    "INSERT INTO worker_heartbeat (worker, started_at, seen_at, detail) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (worker) DO UPDATE SET seen_at = excluded.seen_at, detail = excluded.detail"
)


def _of_types(types: Sequence[str] | None) -> str:
    """The condition on a job's type; it filters what the index on queue and time finds."""
    return "" if types is None else f" AND j.type IN ({', '.join('?' * len(types))})"


def due_queues(
    session: Session, queues: Sequence[str] | None, now: datetime, types: Sequence[str] | None = None
) -> list[str]:
    """Which of the queues (None: of all) have a job to claim; an idle worker asks no more than this."""
    if queues is None and types is None:
        return [row[0] for row in session.all(_DUE_QUEUES, (session.values.instant(now),))]
    if queues is None:
        queues = [row[0] for row in session.all(f"{_QUEUES} SELECT queue FROM q WHERE queue IS NOT NULL")]
    if not queues or (types is not None and not types):
        return []
    one = "SELECT j.queue FROM job j WHERE j.queue = ? AND j.state = 0 AND j.run_at <= ?"
    one += f"{_of_types(types)} AND {_JOB_MOVES} LIMIT 1"
    at = session.values.instant(now)
    sql = " UNION ALL ".join([f"SELECT * FROM ({one}) j"] * len(queues))
    return [row[0] for row in session.all(sql, [value for queue in queues for value in (queue, at, *(types or ()))])]


def claim_jobs(
    session: Session,
    *,
    queues: Sequence[str],
    limit: int,
    now: datetime,
    lease_seconds: float,
    worker: str,
    types: Sequence[str] | None = None,
) -> list[Job]:
    """Lease the oldest due jobs of these queues (and types); each gets a fence of its own and one more attempt."""
    at = session.values.instant(now)
    until = session.values.instant(now + timedelta(seconds=lease_seconds))
    if session.postgres:
        due = _OF_QUEUE.format("q", _of_types(types), "j.ctid AS place, j.run_at")
        found = session.all(_CLAIM_PG.format(due), (until, worker, list(queues), at, *(types or ()), limit, limit))
    else:
        top = session.one(_FENCES, (limit,))
        due = " UNION ALL ".join([f"SELECT * FROM ({_OF_QUEUE.format('?', _of_types(types), _KEYS)}) j"] * len(queues))
        each = [value for queue in queues for value in (queue, at, *(types or ()), limit)]
        fence = int(top[0]) - limit if top else 0
        found = session.all(_CLAIM_LITE.format(due), (until, fence, worker, *each, limit))
    failpoints.hit("claim.before_commit")
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


def expired_leases(session: Session, *, now: datetime, lock: bool) -> list[Row]:
    """Leases that ran out; `lock` takes the rows (on PostgreSQL) and passes over those that somebody holds."""
    # Skipping: a frozen holder of a row must not block the sweep.
    sql = _EXPIRED + (" FOR UPDATE SKIP LOCKED" if lock and session.postgres else "")
    return session.all(sql, (session.values.instant(now),))


def pause_seconds(attempts: int, backoff: Mapping[int, float]) -> float:
    """The caller's pause after so many attempts, else min(2^attempts · 5 s, 1 h)."""
    return backoff.get(attempts, min(5.0 * 2 ** min(attempts, 12), 3600.0))


def give_back(session: Session, lease: Row, now: datetime, backoff: Mapping[int, float]) -> int:
    """Make a job ready again after its pause; 0 when somebody reported meanwhile."""
    failpoints.hit("sweep.mid_batch")
    run_at = now + timedelta(seconds=pause_seconds(int(lease[4]), backoff))
    return session.count(_GIVE_BACK, (session.values.instant(run_at), *lease[:4]))


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
