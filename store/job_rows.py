"""The part of a unit of work that finishes, releases and reopens jobs and looks at timers and incidents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine import failpoints
from engine.errors import NotFound, StaleLease
from engine.model import Case, Changes, Incident, Job, Timer

from . import rows, statements, together
from .erasing.content import Content
from .session import Session

_KEY = "case_id = ? AND activation = ? AND kind = ?"
_LEASED = f"{_KEY} AND fence = ? AND {statements.LEASED}"
_JOB = statements.columns(rows.JOB)
_FINISH = f"UPDATE job SET state = 2, phase = 2, lease_until = NULL WHERE {_LEASED} RETURNING {_JOB}"
# Who reports knows what happened: a job that waits for another try was not sent. Only a lease that ran out leaves SENT.
_RELEASE = (
    "UPDATE job SET phase = CASE WHEN ? = 1 THEN phase ELSE 0 END,"
    " state = CASE WHEN ? = 1 OR attempts - ? >= max_attempts THEN 3 ELSE 0 END,"
    " attempts = attempts - ?, run_at = COALESCE(?, run_at), last_error = ?, lease_until = NULL"
    f" WHERE {_LEASED} RETURNING {_JOB}"
)
_REOPEN = (
    "UPDATE job SET state = 0, phase = 0, attempts = 0, run_at = ?, fence = NULL, lease_until = NULL"
    " WHERE case_id = ? AND activation = ? AND state = 3"
)
_JOBS = f"SELECT {_JOB} FROM job WHERE case_id = ? ORDER BY activation, kind"
_PENDING = (
    f"SELECT {statements.columns(rows.TIMER)} FROM timer"
    " WHERE case_id = ? AND activation = ? AND element_id = ? AND cycle = ? AND state = 0"
)
_INCIDENTS = (
    f"SELECT {statements.columns(rows.INCIDENT)} FROM incident"
    " WHERE case_id = ? AND resolved_at IS NULL ORDER BY activation"
)


def job_key(job_id: str) -> tuple[str, int, str]:
    """(case id, activation, kind) of a job id; NotFound when it is none."""
    case_id, _, rest = job_id.rpartition(".")
    case_id, _, activation = case_id.rpartition(".")
    if not case_id or not rest or not activation.isdecimal():
        raise NotFound(f"job {job_id}")
    return case_id, int(activation), rest


def _key_of(job_id: str) -> tuple[str, int, str] | None:
    try:
        return job_key(job_id)
    except NotFound:
        return None


def refuse(session: Session, job_id: str) -> Exception:
    """Why an update under a fence touched nothing: StaleLease, or NotFound when there never was such a job."""
    known = session.one(f"SELECT 1 FROM job WHERE {_KEY}", job_key(job_id))
    return StaleLease(f"job {job_id}") if known else NotFound(f"job {job_id}")


def mark_sent(session: Session, job_id: str, fence: int) -> None:
    """Phase SENT under the fence; StaleLease or NotFound."""
    if not session.count(f"UPDATE job SET phase = 1 WHERE {_LEASED}", (*job_key(job_id), fence)):
        raise refuse(session, job_id)
    failpoints.hit("conn.phase1.before_commit")


def amend(session: Session, job_id: str, fence: int | None, retries: int | None, lease_until: datetime | None) -> None:
    """Set what is left of attempts and lease of a job that is not finished; StaleLease, NotFound.

    `retries` counts the attempt under way. A job with an incident starts counting anew, as it does when reopened.
    """
    under = f"WHERE {_KEY} AND COALESCE(fence, -1) = ?"
    key = (*job_key(job_id), -1 if fence is None else fence)
    touched = 1
    if retries is not None:
        touched = session.count(
            "UPDATE job SET max_attempts = CASE state WHEN 3 THEN 0 WHEN 1 THEN attempts - 1 ELSE attempts END + ?,"
            f" attempts = CASE state WHEN 3 THEN 0 ELSE attempts END {under} AND state IN (0, 1, 3)",
            (retries, *key),
        )
    if touched and lease_until is not None:
        until = session.values.instant(lease_until)
        touched = session.count(f"UPDATE job SET lease_until = ? {under} AND {statements.LEASED}", (until, *key))
    if not touched:
        raise refuse(session, job_id)


class JobRows:
    """Jobs, timers and incidents of one transaction."""

    session: Session
    content: Content
    _ahead: dict[tuple[int, str], Case]
    _late: dict[str, tuple[Case, Changes]] | None
    # Jobs that `lock_cases` has finished for commands that come.
    _finished: dict[tuple[str, int | None], Job]

    def lock_cases(self, cases: Sequence[tuple[int, str]], closing: Sequence[tuple[str, int]] = ()) -> None:
        """Lock and load several cases, and finish these jobs; SQLite has one writer and no round trips: nothing to do."""
        session = self.session
        if not session.postgres:
            return
        values = session.values
        found = self.content.all([rows.CASE.decode(row, values) for row in together.load(session, cases)])
        for case in found:
            session.hold(case.id, case.site)
        self._ahead = {(case.tenant, case.id): case for case in found}
        self._late = {}
        keys = [(*key, fence) for job_id, fence in closing if (key := _key_of(job_id)) is not None]
        done = [rows.JOB.decode(row, values) for row in together.finish(session, keys)] if keys else []
        self._finished = {(job.id, job.fence): job for job in done}

    def finish_job(self, job_id: str, fence: int) -> Job:
        """Mark a leased job done; StaleLease when the fence is no longer the current one, NotFound.

        What it was told to do stays sealed: whoever reports has read it when it was claimed.
        """
        ahead = self._finished.pop((job_id, fence), None)
        if ahead is not None:
            return ahead
        row = self.session.one(_FINISH, (*job_key(job_id), fence))
        if row is None:
            raise refuse(self.session, job_id)
        return rows.JOB.decode(row, self.session.values)

    def release_job(
        self, job_id: str, fence: int, *, reason: str, retry_at: datetime | None, burn_attempt: bool
    ) -> Job:
        """Give a leased job back for `retry_at`; an incident when that is None or the attempts are used up.

        With a `retry_at` the phase goes back to NOT_SENT. StaleLease, NotFound.
        """
        back = 0 if burn_attempt else 1
        given_up = int(retry_at is None)
        head = (given_up, given_up, back, back, self.session.values.instant(retry_at), reason)
        row = self.session.one(_RELEASE, (*head, *job_key(job_id), fence))
        if row is None:
            raise refuse(self.session, job_id)
        return self.content.opened(rows.JOB.decode(row, self.session.values))

    def reopen_job(self, case_id: str, activation: int, now: datetime) -> bool:
        """Make an incident job ready again with fresh attempts; False when there is none."""
        return self.session.count(_REOPEN, (self.session.values.instant(now), case_id, activation)) > 0

    def jobs_of(self, case_id: str) -> Sequence[Job]:
        """Every job of a case, by activation."""
        found = [rows.JOB.decode(row, self.session.values) for row in self.session.all(_JOBS, (case_id,))]
        return self.content.all(found)

    def pending_timer(self, case_id: str, activation: int, element_id: str, cycle: int) -> Timer | None:
        """The timer if it is still pending."""
        row = self.session.one(_PENDING, (case_id, activation, element_id, cycle))
        return None if row is None else rows.TIMER.decode(row, self.session.values)

    def open_incidents(self, case_id: str) -> Sequence[Incident]:
        """What is stuck in a case, by activation."""
        return [rows.INCIDENT.decode(row, self.session.values) for row in self.session.all(_INCIDENTS, (case_id,))]
