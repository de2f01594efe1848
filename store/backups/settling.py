"""The rows of a database that was restored to an earlier instant: what must not go on by itself, and what must not come again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.model import Job

from .. import rows, statements
from ..migrations import RESTORING
from ..session import Session

#: Rows of `platform_value`: a restore whose aftermath is not done yet (no process starts), and the last one done.
PENDING, RESTORED = RESTORING, "restore.last"
#: Fences that are left out, so that no report from the time that was lost can fit a lease of today.
_FENCES = 1_000_000_000
_LEASE = timedelta(hours=1)
_JOB = statements.columns(rows.JOB)
_NOTE = "INSERT INTO platform_value (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
_KEY = "case_id = ? AND activation = ? AND kind = ?"


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A job that an agency may know already: leased under a fence of the restore, so that it can be reported."""

    job: Job
    fence: int


@dataclass(frozen=True, slots=True)
class Motion:
    """An open case in which something would go on by itself."""

    case_id: str
    tenant: int


def noted(session: Session, name: str) -> str | None:
    """A value of the platform; None when there is none."""
    row = session.one("SELECT value FROM platform_value WHERE name = ?", (name,))
    return None if row is None else str(row[0])


def note(session: Session, name: str, value: str) -> None:
    """Write one."""
    session.run(_NOTE, (name, value))


def prepared(session: Session, now: datetime, skip: int, already: bool) -> None:
    """What has no place in the present: logins, codes, presence, news, open circuits; numbers and fences go ahead.

    `skip` numbers of every series are left out: they may be on letters that this database knows nothing of. `already`:
    a first attempt has done that.
    """
    at = session.values.instant(now)
    for name in ("web_session", "worker_heartbeat", "change_feed"):
        session.run(f"DELETE FROM {name}")
    session.run("UPDATE access_code SET revoked_at = ? WHERE revoked_at IS NULL", (at,))
    session.run("UPDATE queue_state SET open_until = NULL")
    if already:
        return
    session.run("UPDATE counter SET value = value + ? WHERE tenant <> 0", (skip,))
    if session.postgres:
        session.one("SELECT setval('fence_seq', (SELECT last_value FROM fence_seq) + ?::bigint)", (_FENCES,))
    else:
        session.run("UPDATE counter SET value = value + ? WHERE tenant = 0 AND series = 'fence'", (_FENCES,))


def taken_back(session: Session, lost: bool, safe: Sequence[str], remark: str, now: datetime) -> list[Uncertain]:
    """Take every lease back and sort the jobs for agencies by what the agency may know of them.

    `safe` are job types whose agency honours our key or can be asked (classes A and B): they stay ready, with a
    remark that makes class B ask first. All others that may have left, and whatever was marked as sent, is given back
    leased: it must become an incident. Without `lost` time that is only what was leased or marked when it was copied.
    """
    doubtful = "(state = 1 OR (state = 0 AND ?))"
    known = f"type IN ({', '.join('?' * len(safe))})" if safe else "1 = 0"
    unsure = f"kind = 'service' AND state IN (0, 1) AND (phase = 1 OR ({doubtful} AND NOT {known}))"
    parameters = (lost, *safe)
    until = session.values.instant(now + _LEASE)
    found = [
        rows.JOB.decode(row, session.values)
        for row in session.all(f"SELECT {_JOB} FROM job WHERE {unsure} ORDER BY case_id, activation, kind", parameters)
    ]
    leased = []
    for job in found:
        fence = _fence(session)
        session.run(
            f"UPDATE job SET state = 1, fence = ?, lease_until = ?, worker = 'restore' WHERE {_KEY}",
            (fence, until, job.case_id, job.activation, job.kind),
        )
        leased.append(Uncertain(job, fence))
    session.run(
        f"UPDATE job SET last_error = ? WHERE kind = 'service' AND phase = 0 AND {doubtful} AND {known}",
        (remark, lost, *safe),
    )
    session.run(
        "UPDATE job SET state = 0, run_at = ?, lease_until = NULL WHERE state = 1 AND NOT COALESCE(worker, '') = 'restore'",
        (session.values.instant(now),),
    )
    return leased


def _fence(session: Session) -> int:
    if session.postgres:
        row = session.one("SELECT nextval('fence_seq')")
    else:
        row = session.one(
            "INSERT INTO counter (tenant, series, value) VALUES (0, 'fence', 1)"
            " ON CONFLICT (tenant, series) DO UPDATE SET value = counter.value + 1 RETURNING value"
        )
    return int(row[0]) if row else 0


def moving(session: Session, until: datetime, everything: bool) -> list[Motion]:
    """Open cases, not suspended, in which a job is ready or a timer due up to `until` (or all open cases)."""
    motion = (
        "(EXISTS (SELECT 1 FROM job j WHERE j.case_id = c.id AND j.state IN (0, 1))"
        " OR EXISTS (SELECT 1 FROM timer t WHERE t.case_id = c.id AND t.state = 0 AND t.fire_at <= ?))"
    )
    sql = "SELECT c.id, c.tenant FROM case_instance c WHERE c.status IN ('RUNNING', 'INCIDENT')"
    sql, parameters = (sql, ()) if everything else (f"{sql} AND {motion}", (session.values.instant(until),))
    found: list[Any] = session.all(f"{sql} ORDER BY c.id", parameters)
    return [Motion(str(row[0]), int(row[1])) for row in found]


def settled(session: Session, summary: str) -> None:
    """The aftermath is done: processes may start."""
    session.run("DELETE FROM platform_value WHERE name = ?", (PENDING,))
    note(session, RESTORED, summary)
