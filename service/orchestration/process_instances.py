"""Process instances: create, look at, search, cancel."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from engine.commands import CancelCase, StartCase
from engine.errors import NotFound
from engine.model import Actor, CaseStatus, Definition
from store.queries import CaseFilter, CaseSummary

from ..context import TENANT, Caller, Context, Ctx
from ..views import Exact
from . import keys, lookup, search, views
from .access import LEADS, READERS, STARTERS, own_tenant, require
from .route import OrchestrationRoute, Refusal
from .schemas import Body, ProcessCreation, Search

router = APIRouter(tags=["external workers"], route_class=OrchestrationRoute, default_response_class=Exact)

DEFAULT_WAIT_MS = 10_000
MOST_WAIT_MS = 60_000
PAUSE = 0.1

FIELDS = [
    "processDefinitionId",
    "processDefinitionName",
    "processDefinitionVersion",
    "processDefinitionKey",
    "startDate",
    "endDate",
    "state",
    "hasIncident",
    "suspendedDate",
    "tenantId",
    "processInstanceKey",
    "parentProcessInstanceKey",
    "parentElementInstanceKey",
    "businessId",
]
_STATES = {
    "ACTIVE": (CaseStatus.RUNNING, CaseStatus.INCIDENT),
    "COMPLETED": (CaseStatus.COMPLETED,),
    "TERMINATED": (CaseStatus.CANCELLED,),
    "SUSPENDED": (CaseStatus.SUSPENDED,),
}


@router.post("/process-instances")
async def create(ctx: Ctx, actor: Caller, body: ProcessCreation) -> Exact:
    """Start a case; with `awaitCompletion` the answer comes when it has ended (504 when that takes too long)."""
    require(actor, *STARTERS)
    own_tenant(body.tenant_id)
    if body.runtime_instructions:
        raise Refusal(400, "runtimeInstructions: not supported")
    version, started = await run_in_threadpool(_start, ctx, actor, body)
    variables: dict[str, Any] = {}
    if body.await_completion:
        variables = await _result(ctx, started.case_id, body)
    return Exact(
        {
            "processDefinitionId": version.process_id,
            "processDefinitionVersion": version.version,
            "tenantId": views.TENANT_NAME,
            "variables": variables,
            "processDefinitionKey": str(version.id),
            "processInstanceKey": keys.of_case(started.case_id),
            "tags": [],
            "businessId": started.business_key or None,
        }
    )


def _start(ctx: Context, actor: Actor, body: ProcessCreation) -> tuple[Definition, Any]:
    versions = lookup.Definitions(ctx)
    if body.process_definition_key is not None:
        version = versions.by_key(body.process_definition_key)
    else:
        wanted = body.process_definition_version
        newest = wanted is None or wanted == -1
        version = versions.by_id(body.process_definition_id or "", None if newest else wanted)
    begin = body.start_instructions or []
    if len(begin) > 1:
        raise Refusal(400, "startInstructions: at most one, and it names a start event")
    variables, site = ctx.prepare(version.process_id, body.variables or {}, "")
    command = StartCase(
        actor=actor,
        process_id=version.process_id,
        version=version.version,
        variables=variables,
        site=site,
        business_key=body.business_id,
        start_event=begin[0].element_id if begin else None,
        # The caller's own id makes the request one: sent again, it names the instance that it has started.
        request_key=f"process-instance:{version.process_id}:{body.business_id}" if body.business_id else None,
    )
    return version, ctx.handle(command)


async def _result(ctx: Context, case_id: str, body: ProcessCreation) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    until = loop.time() + min(body.request_timeout or DEFAULT_WAIT_MS, MOST_WAIT_MS) / 1000
    while True:
        row = await run_in_threadpool(ctx.read.case, TENANT, case_id)
        if row is None or not row.status.open:
            break
        if loop.time() >= until:
            raise Refusal(504, f"the process instance has not ended yet: '{keys.of_case(case_id)}'")
        await asyncio.sleep(PAUSE)
    found: dict[str, Any] = await run_in_threadpool(ctx.engine.variables, case_id)
    wanted = body.fetch_variables
    return {name: value for name, value in found.items() if not wanted or name in wanted}


@router.get("/process-instances/{key}")
def show(ctx: Ctx, actor: Caller, key: str) -> Exact:
    """One instance."""
    require(actor, *READERS)
    row = lookup.case(ctx, actor, key)
    return Exact(views.case(row, lookup.Definitions(ctx)[row.definition_id]))


@router.post("/process-instances/search")
def find(ctx: Ctx, actor: Caller, body: Search | None = None) -> Exact:
    """Instances at the caller's sites, newest first unless sorted otherwise."""
    require(actor, *READERS)
    versions = lookup.Definitions(ctx)
    found = (views.case(row, versions[row.definition_id]) for row in _rows(ctx, actor, body))
    return search.answer(body, FIELDS, found)


def _rows(ctx: Context, actor: Actor, body: Search | None) -> Iterator[CaseSummary]:
    instance = search.exact(body, "processInstanceKey")
    if instance is not None:
        try:
            yield lookup.case(ctx, actor, instance)
        except NotFound:
            return
        return
    filters = CaseFilter(
        statuses=_STATES.get(search.exact(body, "state") or ""),
        process_id=search.exact(body, "processDefinitionId"),
        business_key=search.exact(body, "businessId"),
        sites=None if "system-admin" in actor.groups else ("", *actor.sites),
    )
    after: str | None = None
    while True:
        page = ctx.read.cases(TENANT, filters=filters, limit=500, after=after)
        yield from page.items
        if page.next is None:
            return
        after = page.next


@router.post("/process-instances/{key}/cancellation", status_code=204)
def cancel(ctx: Ctx, actor: Caller, key: str, body: Body | None = None) -> Response:
    """End the case by hand; everything open in it is withdrawn."""
    require(actor, *LEADS)
    row = lookup.case(ctx, actor, key)
    if not row.status.open:
        raise NotFound(f"process instance '{key}' has ended")
    ctx.handle(CancelCase(actor=actor, case_id=row.id, reason="cancelled by a program over /v2"))
    return Response(status_code=204)
