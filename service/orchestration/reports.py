"""Takes the reports of external workers: done, failed, BPMN error, more time or other retries, each under the fence."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from engine.commands import CompleteJob, FailJob, ThrowJobError
from engine.errors import StaleLease
from engine.model import Job, JobState

from ..context import Caller, Context, Ctx
from . import lookup, views
from .access import LEADS, WORKERS, require
from .route import OrchestrationRoute, Refusal
from .schemas import Fenced, JobCompletion, JobError, JobFailure, JobUpdate

router = APIRouter(tags=["external workers"], route_class=OrchestrationRoute)

NO_REASON = "the worker gave no reason"


def _held(ctx: Context, key: str, body: Fenced) -> Job:
    """The job as the worker holds it. 404 when the key's lease is not the latest, 409 when the token is another's."""
    job = lookup.job(ctx, key)
    if body.job_lease_token is not None and body.job_lease_token != str(job.fence):
        raise StaleLease(f"the lease of job '{key}' is another worker's now")
    return job


def _fence(job: Job) -> int:
    # A job that nobody holds has no valid fence: the engine answers StaleLease and changes nothing.
    return -1 if job.fence is None else job.fence


@router.post("/jobs/{key}/completion", status_code=204)
def complete(ctx: Ctx, actor: Caller, key: str, body: JobCompletion | None = None) -> Response:
    """The work is done; the variables go through the output mappings of the task, or to the case."""
    require(actor, *WORKERS)
    body = body or JobCompletion()
    job = _held(ctx, key, body)
    if body.result is not None:
        raise Refusal(400, "result: only for listeners and ad-hoc sub-processes, which do not exist here")
    ctx.handle(CompleteJob(actor=actor, job_id=job.id, fence=_fence(job), variables=body.variables or {}))
    return Response(status_code=204)


@router.post("/jobs/{key}/failure", status_code=204)
def fail(ctx: Ctx, actor: Caller, key: str, body: JobFailure | None = None) -> Response:
    """The work did not succeed: again after `retryBackOff` while `retries` are left, otherwise an incident."""
    require(actor, *WORKERS)
    body = body or JobFailure()
    job = _held(ctx, key, body)
    left = body.retries or 0
    if left + 1 != views.retries(job) and job.state is JobState.LEASED:
        # The worker decides how many attempts are left; the one that ends now still counts.
        ctx.store.amend_job(job.id, job.fence, retries=left + 1)
    wait = timedelta(milliseconds=body.retry_back_off or 0)
    ctx.handle(
        FailJob(
            actor=actor,
            job_id=job.id,
            fence=_fence(job),
            reason=body.error_message or NO_REASON,
            retry_at=ctx.clock.now() + wait if left else None,
        )
    )
    return Response(status_code=204)


@router.post("/jobs/{key}/error", status_code=204)
def throw(ctx: Ctx, actor: Caller, key: str, body: JobError) -> Response:
    """A business error: goes to the boundary event that catches its code."""
    require(actor, *WORKERS)
    job = _held(ctx, key, body)
    ctx.handle(
        ThrowJobError(
            actor=actor,
            job_id=job.id,
            fence=_fence(job),
            error_code=body.error_code,
            message=body.error_message or "",
            variables=body.variables or {},
        )
    )
    return Response(status_code=204)


@router.patch("/jobs/{key}", status_code=204)
def update(ctx: Ctx, actor: Caller, key: str, body: JobUpdate) -> Response:
    """More time for whoever holds the job, or other retries (also for one with an incident, before it is resolved)."""
    require(actor, *WORKERS, *LEADS)
    changes = body.changeset
    if changes.priority is not None:
        raise Refusal(400, "changeset.priority: jobs have no priority here")
    if changes.retries is None and changes.timeout is None:
        raise Refusal(400, "changeset: at least one of retries and timeout is needed")
    job = _held(ctx, key, body)
    until = None if changes.timeout is None else ctx.clock.now() + timedelta(milliseconds=changes.timeout)
    ctx.store.amend_job(job.id, job.fence, retries=changes.retries, lease_until=until)
    return Response(status_code=204)
