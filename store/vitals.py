"""How the platform is doing, in counts that are capped and ages that one descent of an index tells: cheap at any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from engine.model import JobState, MessageState

from . import loops
from .memory_book import Book
from .session import Session

#: Nothing is counted further than this: "100 or more" is an alarm as good as the exact number, and costs the same always.
CAP = 100
#: A worker that wrote nothing for so long is dead or frozen (it writes every 2 s).
SILENT = timedelta(seconds=15)
#: A lease that ran out so long ago should have been swept (every worker sweeps once a second).
STALE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class QueueVitals:
    """Jobs of one queue that are due: how many (at most `CAP`), and since when the oldest of them is."""

    queue: str
    due: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Vitals:
    """One look. Counts end at `CAP`. None: the database does not say, or there is nothing.

    `skew`: seconds that the database's clock is ahead of this machine's. `longest_transaction` in seconds. `sealed_at`: when
    histories were sealed last; `unsealed_since`: when one of them was written, where none was ever sealed.
    """

    at: datetime
    queues: Sequence[QueueVitals] = ()
    leased: int = 0
    stale_leases: int = 0
    stuck: int = 0
    incidents: int = 0
    parked: int = 0
    timers_due: int = 0
    oldest_timer: datetime | None = None
    workers: int = 0
    last_seen: datetime | None = None
    open_breakers: frozenset[str] = field(default_factory=frozenset)
    paused: frozenset[str] = field(default_factory=frozenset)
    skew: float | None = None
    longest_transaction: float | None = None
    sealed_at: datetime | None = None
    unsealed_since: datetime | None = None


def _capped(rows: str) -> str:
    return f"(SELECT COUNT(*) FROM (SELECT 1 FROM {rows} LIMIT {CAP}) n)"


_QUEUES = (
    f"{loops._QUEUES} SELECT q.queue, {_capped('job j WHERE j.state = 0 AND j.queue = q.queue AND j.run_at <= ?')},"
    " (SELECT j.run_at FROM job j WHERE j.state = 0 AND j.queue = q.queue AND j.run_at <= ?"
    f" AND {loops._JOB_MOVES} ORDER BY j.run_at LIMIT 1) FROM q WHERE q.queue IS NOT NULL"
)
# Each with the order of its index: a planner that expects many rows would read the table instead.
_COUNTS = ", ".join(
    (
        _capped("job WHERE state = 1 ORDER BY lease_until"),
        _capped("job WHERE state = 1 AND lease_until < ? ORDER BY lease_until"),
        _capped("job WHERE state = 3 AND tenant = ? ORDER BY case_id"),
        _capped("incident WHERE resolved_at IS NULL AND tenant = ? ORDER BY opened_at"),
        _capped("inbound_message WHERE state = 3 AND tenant = ? ORDER BY id"),
        _capped("timer t WHERE t.state = 0 AND t.fire_at <= ? ORDER BY t.fire_at"),
    )
)
_COUNTS = (
    f"SELECT {_COUNTS}, (SELECT t.fire_at FROM timer t WHERE t.state = 0 AND t.fire_at <= ?"
    f" AND {loops._TIMER_MOVES} ORDER BY t.fire_at LIMIT 1)"
)
_WORKERS = "SELECT COUNT(*), MAX(seen_at) FROM worker_heartbeat WHERE seen_at >= ?"
_LAST_SEEN = "SELECT MAX(seen_at) FROM worker_heartbeat"
_QUEUE_STATES = "SELECT queue, paused, open_until FROM queue_state"
_SERVER = (
    "SELECT statement_timestamp(), (SELECT EXTRACT(EPOCH FROM statement_timestamp() - MIN(xact_start))"
    " FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid())"
)
_SEALED = "SELECT at FROM checkpoint WHERE tenant = ? ORDER BY number DESC LIMIT 1"
_UNSEALED = "SELECT at FROM history WHERE tenant = ? LIMIT 1"


def look(session: Session, now: datetime, tenant: int) -> Vitals:
    """Ask an SQL database."""
    at, back = session.values.instant, session.values.to_instant
    queues = [QueueVitals(row[0], int(row[1]), back(row[2])) for row in session.all(_QUEUES, (at(now), at(now)))]
    counts = session.all(_COUNTS, (at(now - STALE), tenant, tenant, tenant, at(now), at(now)))[0]
    alive = session.all(_WORKERS, (at(now - SILENT),))[0]
    seen = alive[1] if alive[1] is not None else session.all(_LAST_SEEN)[0][0]
    states = session.all(_QUEUE_STATES)
    skew = longest = None
    if session.postgres:
        server = session.all(_SERVER)[0]
        skew = (back(server[0]) - datetime.now(UTC)).total_seconds()
        longest = None if server[1] is None else float(server[1])
    seals = _has_seals(session)
    sealed = session.all(_SEALED, (tenant,)) if seals else []
    unsealed = session.all(_UNSEALED, (tenant,)) if seals and not sealed else []
    return Vitals(
        at=now,
        queues=queues,
        leased=int(counts[0]),
        stale_leases=int(counts[1]),
        stuck=int(counts[2]),
        incidents=int(counts[3]),
        parked=int(counts[4]),
        timers_due=int(counts[5]),
        oldest_timer=back(counts[6]),
        workers=int(alive[0]),
        last_seen=back(seen),
        open_breakers=frozenset(row[0] for row in states if row[2] is not None),
        paused=frozenset(row[0] for row in states if row[1]),
        skew=skew,
        longest_transaction=longest,
        sealed_at=back(sealed[0][0]) if sealed else None,
        unsealed_since=back(unsealed[0][0]) if unsealed else None,
    )


def _has_seals(session: Session) -> bool:
    """Whether the schema knows seals; during a rolling deploy the code may be a revision ahead of it."""
    if session.postgres:
        return session.all("SELECT to_regclass('checkpoint') IS NOT NULL")[0][0] is True
    return bool(session.all("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'checkpoint'"))


def remembered(book: Book, now: datetime, tenant: int) -> Vitals:
    """The same of the store in memory, which seals nothing and has no clock of its own."""
    jobs = [job for job in book.every("job") if job.tenant == tenant]
    due = [job for job in jobs if job.state is JobState.READY and job.run_at <= now]
    leased = [job for job in jobs if job.state is JobState.LEASED]
    timers = [t for t in book.every("timer") if int(t.state) == 0 and t.fire_at <= now]
    seen = [row[2] for row in book.every("heartbeat")]
    states = book.group("queue", "")
    return Vitals(
        at=now,
        queues=[
            QueueVitals(
                name,
                min(sum(job.queue == name for job in due), CAP),
                min((job.run_at for job in due if job.queue == name), default=None),
            )
            for name in sorted({job.queue for job in jobs if job.state is JobState.READY})
        ],
        leased=min(len(leased), CAP),
        stale_leases=min(sum(job.lease_until < now - STALE for job in leased), CAP),
        stuck=min(sum(job.state is JobState.INCIDENT for job in jobs), CAP),
        incidents=min(sum(row.resolved_at is None for row in book.every("incident")), CAP),
        parked=min(sum(row.state is MessageState.PARKED for row in book.group("message", "")), CAP),
        timers_due=min(len(timers), CAP),
        oldest_timer=min((t.fire_at for t in timers), default=None),
        workers=sum(at >= now - SILENT for at in seen),
        last_seen=max(seen, default=None),
        open_breakers=frozenset(state.queue for state in states if state.open_until is not None),
        paused=frozenset(state.queue for state in states if state.paused),
    )
