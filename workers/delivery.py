"""One attempt at one job: call the agency outside any transaction, then report what happened under the fence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from connectors.base import (
    Accepted,
    Connector,
    ConnectorError,
    DeliveryClass,
    Misconfigured,
    Operation,
    OutcomeUnknown,
    Refused,
    Reply,
    Request,
    Unavailable,
)
from connectors.ledger import Ledger
from engine import failpoints
from engine.commands import Command, CompleteJob, FailJob, ThrowJobError
from engine.errors import EngineError, StaleLease
from engine.model import Job, JobPhase
from engine.ports import Clock, Store
from store import StoreError

from .agencies import Agencies
from .backoff import AGENCY_WAITS, agency_wait
from .evidence import Answer, watched
from .observing import call_told

log = structlog.get_logger(__name__)

BACK_OFF = AGENCY_WAITS
#: After a probe that found the agency away: about when the next probe is.
PROBE_AGAIN = timedelta(seconds=30)
#: The code of incidents in which nobody knows whether the agency has our request.
UNKNOWN = "outcome-unknown"


def worn_out(job: Job) -> bool:
    """Every attempt that the job may have ended without a report: a further one would only kill a further worker."""
    return job.attempts > job.max_attempts


def given_up(job: Job) -> FailJob:
    """The report on a job that is worn out: through the engine, so that case, history and retry know of it."""
    reason = f"no answer within the lease, {job.attempts - 1} times"
    return FailJob(
        tenant=job.tenant, job_id=job.id, fence=job.fence or 0, reason=reason, code="lease-expired", retry_at=None
    )


class Delivery:
    """Turns a leased service job into a call, and the call's outcome into a command for the engine.

    The delivery class of the operation decides what a second attempt may do (reliability B-2): A sends again with the
    same key, B asks the agency first, C never sends again without a person. With a ledger every message is kept: of
    class A when the attempt is over, of B and C before the first byte leaves and again after the answer.
    """

    def __init__(self, store: Store, agencies: Agencies, clock: Clock, ledger: Ledger | None = None) -> None:
        self._store = store
        self._agencies = agencies
        self._clock = clock
        self._ledger = ledger

    def attempt(self, job: Job, *, probe: bool = False) -> Command:
        """Call the agency once; the command that reports it. Errors: StaleLease when the lease was lost before.

        An agency that is away costs a job an attempt, except when it is a `probe`: then it was expected to be away.
        """
        if job.fence is None:
            raise ValueError(f"job {job.id} is not leased")
        try:
            connector, operation = self._agencies.find(job.type)
        except Misconfigured as error:
            return self._incident(job, error.code, error.reason)
        request = Request(
            key=job.key,
            operation=operation.name,
            input=job.payload.get("input") or {},
            case_ref=job.business_key,
            attempt=job.attempts,
            # A job that a person reopened counts its attempts anew, but keeps what went wrong before.
            sent_before=job.phase is not JobPhase.NOT_SENT or job.attempts > 1 or job.last_error is not None,
            deadline=operation.timeout,
        )
        if operation.delivery is DeliveryClass.C and job.phase is not JobPhase.NOT_SENT:
            # A worker died (or lost its lease) after the point of no return: sending again could file it twice.
            # A report of ours takes the mark away again, and so does a person who orders another attempt.
            return self._unknown(job, "an earlier attempt was cut short after it may have been sent")
        if worn_out(job):
            return given_up(job)
        return self._report(job, connector, operation, request, probe)

    def _report(self, job: Job, connector: Connector, operation: Operation, request: Request, probe: bool) -> Command:
        fence = job.fence or 0
        try:
            answer = self._call(job, connector, operation, request)
        except Refused as error:
            return ThrowJobError(
                job_id=job.id, fence=fence, error_code=error.code, message=error.reason, variables=dict(error.output)
            )
        except OutcomeUnknown as error:
            if operation.delivery is DeliveryClass.C:
                return self._unknown(job, error.reason or error.code)
            return self._again(job, error, probe)
        except Unavailable as error:
            return self._again(job, error, probe)
        except ConnectorError as error:
            if error.outcome_unknown and operation.delivery is DeliveryClass.C:
                return self._unknown(job, error.reason or error.code)
            return self._incident(job, error.code, error.reason)
        except (EngineError, StoreError):
            raise  # ours, not the connector's: the lease was lost, or the database is away
        except Exception as error:  # noqa: BLE001  # a fault in a connector stops its job, never the worker
            log.error("connector.fault", connector=connector.name, operation=operation.name, kind=type(error).__name__)
            reason = f"the connector failed with {type(error).__name__}"
            if operation.delivery is DeliveryClass.C:
                return self._unknown(job, reason)  # nobody knows whether it failed before or after sending
            return self._incident(job, "connector-fault", reason)
        return CompleteJob(job_id=job.id, fence=fence, variables=dict(answer.output))

    def _call(self, job: Job, connector: Connector, operation: Operation, request: Request) -> Reply | Accepted:
        if operation.delivery is DeliveryClass.B and request.sent_before:
            known = self._watched(job, connector, operation, lambda: connector.ask(request), commit_first=False)
            if known is not None:
                return known
        marks = operation.delivery is not DeliveryClass.A
        self._require_lease(job)
        if marks and (self._ledger is None or not getattr(connector, "recorded", False)):
            # Committed before the first byte leaves, so that whoever comes next knows that it may have left. The
            # ledger does it together with the bytes, for connectors that show it every byte.
            self._store.mark_sent(job.id, job.fence or 0)
        failpoints.hit("conn.before_send")
        self._require_lease(job)
        answer = self._watched(job, connector, operation, lambda: connector.send(request), commit_first=marks)
        failpoints.hit("conn.after_response")
        return answer

    def _require_lease(self, job: Job) -> None:
        """A process that was frozen for longer than its lease must not send: somebody else may be doing it by now."""
        if job.lease_until is not None and self._now() >= job.lease_until:
            raise StaleLease(f"the lease of job {job.id} is over")

    def _watched(
        self, job: Job, connector: Connector, operation: Operation, call: Callable[[], Answer], *, commit_first: bool
    ) -> Answer:
        with call_told(connector.name, operation.name):
            return watched(self._ledger, self._clock, job, connector, operation, call, commit_first=commit_first)

    def _again(self, job: Job, error: Unavailable, probe: bool) -> Command:
        wait = PROBE_AGAIN if probe else agency_wait(job.attempts, job.max_attempts, job.key)
        if wait is None:
            return self._incident(job, error.code, error.reason or "the agency did not answer")
        if error.retry_after is not None:
            wait = max(wait, timedelta(seconds=error.retry_after))
        return FailJob(
            job_id=job.id,
            fence=job.fence or 0,
            reason=error.reason or error.code,
            code=error.code,
            retry_at=self._now() + wait,
            burn_attempt=not probe,
        )

    def _unknown(self, job: Job, reason: str) -> Command:
        return self._incident(job, UNKNOWN, reason)

    def _incident(self, job: Job, code: str, reason: str) -> Command:
        return FailJob(job_id=job.id, fence=job.fence or 0, reason=reason or code, code=code, retry_at=None)

    def _now(self) -> datetime:
        return self._clock.now()
