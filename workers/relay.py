"""Claims due jobs by queue and carries each to its end: a call and its report, or a command of the engine itself."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from engine.commands import Command, FailJob
from engine.errors import Conflict, EngineError, NotFound, TryAgain
from engine.model import Job, JobPhase
from engine.ports import Clock, Store

from . import metrics
from .delivery import UNKNOWN, Delivery, given_up, worn_out
from .handling import Handles, handled
from .internal import INTERNAL, commands
from .observing import job_told

log = structlog.get_logger(__name__)


class Relay:
    """Between the outbox in the store and the agencies; holds no state that a crash could lose."""

    def __init__(
        self, engine: Handles, store: Store, delivery: Delivery, clock: Clock, *, worker: str, lease_seconds: float
    ) -> None:
        self._engine = engine
        self._store = store
        self._delivery = delivery
        self._clock = clock
        self._worker = worker
        self._lease_seconds = lease_seconds
        #: How many reports came under a fence that no longer counted, since this worker began.
        self.stale = 0

    def claim(self, queues: Sequence[str] | None, limit: int, *, seen_due: bool = False) -> Sequence[Job]:
        """Lease up to `limit` due jobs of these queues (None: of all); `seen_due`: that there are some was just seen."""
        return self._store.claim_jobs(
            queues=queues,
            limit=limit,
            now=self._clock.now(),
            lease_seconds=self._lease_seconds,
            worker=self._worker,
            seen_due=seen_due,
        )

    def carry(self, job: Job, *, probe: bool = False) -> bool | None:
        """Do one leased job; True when the agency could be reached, None when it was not asked.

        A circuit breaker listens to that. A `probe` that finds the agency away costs its job no attempt.
        """
        with job_told(job, self._worker):
            return self._carry(job, probe)

    def _carry(self, job: Job, probe: bool) -> bool | None:
        if job.kind in INTERNAL:
            for command in (given_up(job),) if worn_out(job) else commands(job):
                if not self._tell(job, command):
                    break
            return None
        report, reached = self._attempt(job, probe)
        if report is not None:
            self._tell(job, report)
        return reached

    def attempt(self, job: Job) -> tuple[Command | None, bool | None]:
        """Call the agency for a leased job and do not report yet: the report (None: it came too late), and as `carry`."""
        with job_told(job, self._worker):
            return self._attempt(job, False)

    def _attempt(self, job: Job, probe: bool) -> tuple[Command | None, bool | None]:
        try:
            command = self._delivery.attempt(job, probe=probe)
        except (Conflict, NotFound) as error:
            self._too_late(job, error)
            return None, None
        if not isinstance(command, FailJob):
            return command, True
        cut_short = command.code == UNKNOWN and job.phase is not JobPhase.NOT_SENT
        return command, None if cut_short or worn_out(job) else False

    def report(self, reports: Sequence[tuple[Job, Command]]) -> None:
        """Hand reports over, all in one unit of work if that can be; each stands or falls by itself.

        Error: TryAgain, when the database did not take one of them; its lease runs out, and the job is tried again.
        """
        again: TryAgain | None = None
        answers = handled(self._engine, [command for _, command in reports])
        for (job, command), answer in zip(reports, answers, strict=True):
            try:
                if isinstance(answer, EngineError):
                    self._refused(job, command, answer)
            except TryAgain as error:
                again = error
        if again is not None:
            raise again

    def _tell(self, job: Job, command: Command) -> bool:
        """Hand the report over. A stale report writes nothing; a report the engine cannot take becomes an incident."""
        try:
            self._engine.handle(command)
        except EngineError as error:
            return self._refused(job, command, error)
        return True

    def _refused(self, job: Job, command: Command, error: EngineError) -> bool:
        if isinstance(error, Conflict | NotFound):
            # The lease went to another worker, or the case ended meanwhile: that one's word counts, not ours.
            self._too_late(job, error)
            return False
        if isinstance(error, TryAgain):
            raise error  # the database's trouble, not the report's: the lease runs out, and the job is tried again
        log.error("job.report_refused", job=job.id, code=error.code)
        if isinstance(command, FailJob):
            raise error
        incident = FailJob(job_id=job.id, fence=job.fence or 0, reason=error.detail, code=error.code, retry_at=None)
        return self._tell(job, incident)

    def _too_late(self, job: Job, error: EngineError) -> None:
        self.stale += 1
        metrics.STALE_REPORTS.inc()
        log.info("job.stale", job=job.id, code=error.code)
