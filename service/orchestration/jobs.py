"""Gives jobs to external workers: activation with long polling, and the search for jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import structlog
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from engine.commands import FailJob
from engine.errors import Conflict, NotFound
from engine.model import Job, JobState

from ..context import TENANT, Caller, Context, Ctx, sees
from ..views import Exact
from . import lookup, search, views
from .access import READERS, WORKERS, own_tenants, require
from .route import OrchestrationRoute, Refusal
from .schemas import JobActivation, Search

log = structlog.get_logger(__name__)
router = APIRouter(tags=["external workers"], route_class=OrchestrationRoute, default_response_class=Exact)

#: Milliseconds that a request waits for jobs when it leaves it to the server, and at most.
DEFAULT_WAIT_MS = 10_000
MOST_WAIT_MS = 60_000
#: Seconds between two looks: a look that finds nothing reads a few pages of one index.
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 0.5
DEFAULT_WORKER = "external-worker"

FIELDS = [
    "deadline",
    "elementId",
    "elementInstanceKey",
    "errorMessage",
    "hasFailedWithRetriesLeft",
    "jobKey",
    "kind",
    "listenerEventType",
    "processDefinitionId",
    "processDefinitionKey",
    "processInstanceKey",
    "businessId",
    "retries",
    "state",
    "tenantId",
    "type",
    "worker",
    "priority",
]


@router.post("/jobs/activation")
async def activate(ctx: Ctx, actor: Caller, request: Request, body: JobActivation) -> Exact:
    """Lease jobs of one type; waits for the first one. Types that a connector of ours delivers are refused (403)."""
    require(actor, *WORKERS)
    own_tenants(body.tenant_ids)
    if not lookup.is_external(ctx, body.type):
        raise Refusal(403, f"type '{body.type}' belongs to a connector of the platform, not to external workers")
    waited = asyncio.get_running_loop().time()
    asked = body.request_timeout or DEFAULT_WAIT_MS
    until = waited + min(asked, MOST_WAIT_MS) / 1000
    pause = FIRST_PAUSE
    while True:
        jobs = await run_in_threadpool(_activate, ctx, body)
        left = until - asyncio.get_running_loop().time()
        if jobs or left <= 0:
            return Exact({"jobs": jobs})
        await asyncio.sleep(min(pause, left))
        pause = min(pause * 1.5, LONGEST_PAUSE)
        if await request.is_disconnected():
            return Exact({"jobs": []})  # nobody is there any more: lease nothing for them


def _activate(ctx: Context, body: JobActivation) -> list[dict[str, Any]]:
    worker = body.worker or DEFAULT_WORKER
    claimed = ctx.store.claim_jobs(
        queues=[body.type.partition(".")[0]],
        types=[body.type],
        limit=body.max_jobs_to_activate,
        now=ctx.clock.now(),
        lease_seconds=body.timeout / 1000,
        worker=worker,
    )
    if not claimed:
        return []
    versions = lookup.Definitions(ctx)
    return [view for job in claimed if (view := _given(ctx, job, body, versions, worker)) is not None]


def _given(
    ctx: Context, job: Job, body: JobActivation, versions: lookup.Definitions, worker: str
) -> dict[str, Any] | None:
    """The job with its variables; None for one that is not to be given to anybody."""
    if job.attempts > job.max_attempts:
        # Every attempt ended without a report. Through the engine, so that case, history and retry know of it.
        reason = f"no answer within the lease, {job.attempts - 1} times"
        _quietly(ctx, FailJob(job_id=job.id, fence=job.fence or 0, reason=reason, code="lease-expired"))
        return None
    case = ctx.read.case(job.tenant, job.case_id)
    if case is None or not case.status.open:
        return None
    variables = ctx.engine.visible_at(job.case_id, job.activation) | dict(job.payload.get("input") or {})
    if body.fetch_variable:
        variables = {name: value for name, value in variables.items() if name in body.fetch_variable}
    version = versions[case.definition_id]
    return views.activated(job, version, variables, worker, with_lease=bool(body.with_lease))


def _quietly(ctx: Context, command: FailJob) -> None:
    try:
        ctx.handle(command)
    except (Conflict, NotFound) as error:
        log.info("orchestration.job_stale", job=command.job_id, code=error.code)


@router.post("/jobs/search")
def find(ctx: Ctx, actor: Caller, body: Search | None = None) -> Exact:
    """Unfinished jobs of external workers."""
    require(actor, *READERS)
    versions = lookup.Definitions(ctx)
    instance = search.exact(body, "processInstanceKey")
    rows = _of_case(ctx, actor, instance) if instance else _all(ctx)

    def items() -> Iterator[dict[str, Any]]:
        cases: dict[str, Any] = {}
        for row in rows:
            if row.kind != "service" or not lookup.is_external(ctx, row.type):
                continue
            if row.case_id not in cases:
                cases[row.case_id] = ctx.read.case(TENANT, row.case_id)
            case = cases[row.case_id]
            if case is not None and sees(actor, case.site):
                yield views.job(row, versions[case.definition_id])

    return search.answer(body, FIELDS, items())


def _of_case(ctx: Context, actor: Caller, instance: str) -> Iterator[Job]:
    try:
        yield from ctx.read.open_rows(TENANT, lookup.case(ctx, actor, instance).id).jobs
    except NotFound:
        return


def _all(ctx: Context) -> Iterator[Job]:
    for state in (JobState.INCIDENT, JobState.LEASED, JobState.READY):
        after: str | None = None
        while True:
            page = ctx.read.jobs(TENANT, state, limit=500, after=after)
            yield from page.items
            if page.next is None:
                break
            after = page.next
