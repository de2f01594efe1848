"""Cases: start one, find them, look into one, and act on it by hand."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from engine.commands import CancelCase, ModifyCase, ResumeCase, StartCase, SuspendCase
from engine.errors import NotFound
from engine.model import Actor, Case, CaseStatus
from store.queries import CaseFilter

from .. import views
from ..bodies import StrictRoute
from ..context import LEADS, OFFICE, OPERATORS, TENANT, Caller, Ctx, Expected, RequestKey, require, sees
from ..schemas import Modification, NewCase, Reasoned
from ..views import Exact

router = APIRouter(tags=["cases"], route_class=StrictRoute, default_response_class=Exact)

STARTERS = (*OFFICE, "applicant", "employer")


def visible(ctx: Ctx, actor: Actor, case: str) -> Case:
    """The case by id or business key, if it exists for this actor; otherwise NotFound, as if it did not exist."""
    row = ctx.read.case_by_key(TENANT, case) if case.startswith("AKZ-") else ctx.read.case(TENANT, case)
    if row is None or not sees(actor, row.site):
        raise NotFound(case)
    return row


def done(result: Any) -> Exact:
    """Where the case stands after a command."""
    return Exact(
        {"caseId": result.case_id, "version": result.version, "status": result.status.value},
        headers={"ETag": f'"{result.version}"'},
    )


@router.post("/cases", status_code=201)
def start(ctx: Ctx, actor: Caller, body: NewCase, key: RequestKey = None) -> Exact:
    """201 with the address of the new case."""
    require(actor, *STARTERS)
    variables, site = ctx.prepare(body.process_id, body.variables, body.site)
    result = ctx.handle(
        StartCase(
            actor=actor,
            process_id=body.process_id,
            variables=variables,
            site=site,
            business_key=body.business_key,
            request_key=key,
        )
    )
    found = {
        "id": result.case_id,
        "businessKey": result.business_key,
        "version": result.version,
        "status": result.status.value,
    }
    headers = {"Location": f"/cases/{result.case_id}", "ETag": f'"{result.version}"'}
    return Exact(found, status_code=201, headers=headers)


@router.get("/cases")
def list_cases(
    ctx: Ctx,
    actor: Caller,
    status: CaseStatus | None = None,
    process: Annotated[str | None, Query(max_length=255)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Exact:
    """Cases of the caller's sites, newest first, page by page."""
    require(actor, *OFFICE)
    filters = CaseFilter(
        statuses=None if status is None else (status,),
        process_id=process,
        sites=None if "system-admin" in actor.groups else ("", *actor.sites),
    )
    found = ctx.read.cases(TENANT, filters=filters, limit=limit, after=after)
    return Exact(views.page((views.case(row) for row in found.items), found.next))


@router.get("/cases/{case}")
def show(ctx: Ctx, actor: Caller, case: str) -> Exact:
    """One case with what is open in it."""
    require(actor, *OFFICE)
    row = visible(ctx, actor, case)
    rows = ctx.read.open_rows(TENANT, row.id)
    found = views.case(row) | {
        "tasks": [views.task(task) for task in rows.tasks],
        "timers": [{"elementId": timer.element_id, "fireAt": timer.fire_at} for timer in rows.timers],
        "waitsFor": [{"kind": wait.kind, "name": wait.name} for wait in rows.subscriptions],
        "incidents": [views.incident(item) for item in rows.incidents],
    }
    return Exact(found, headers={"ETag": f'"{row.version}"'})


@router.get("/cases/{case}/history")
def history(ctx: Ctx, actor: Caller, case: str) -> Exact:
    """Everything that happened, chained by hash; `verified` says whether the chain holds."""
    require(actor, *OFFICE)
    row = visible(ctx, actor, case)
    check = ctx.engine.verify_history(row.id)
    return Exact(views.page(views.history(ctx.read.history(TENANT, row.id))) | {"verified": check.ok})


@router.get("/cases/{case}/variables")
def variables(ctx: Ctx, actor: Caller, case: str) -> Exact:
    """The case's data."""
    require(actor, *OFFICE)
    return Exact(ctx.engine.variables(visible(ctx, actor, case).id))


@router.post("/cases/{case}/cancel")
def cancel(
    ctx: Ctx, actor: Caller, case: str, body: Reasoned, key: RequestKey = None, expected: Expected = None
) -> Exact:
    """End the case by hand."""
    require(actor, *LEADS)
    row = visible(ctx, actor, case)
    return done(
        ctx.handle(
            CancelCase(actor=actor, case_id=row.id, reason=body.reason, request_key=key, expected_version=expected)
        )
    )


@router.post("/cases/{case}/suspend")
def suspend(
    ctx: Ctx, actor: Caller, case: str, body: Reasoned, key: RequestKey = None, expected: Expected = None
) -> Exact:
    """Let the case stand still."""
    require(actor, *LEADS)
    row = visible(ctx, actor, case)
    return done(
        ctx.handle(
            SuspendCase(actor=actor, case_id=row.id, reason=body.reason, request_key=key, expected_version=expected)
        )
    )


@router.post("/cases/{case}/resume")
def resume(ctx: Ctx, actor: Caller, case: str, key: RequestKey = None, expected: Expected = None) -> Exact:
    """Let it go on."""
    require(actor, *LEADS)
    row = visible(ctx, actor, case)
    return done(ctx.handle(ResumeCase(actor=actor, case_id=row.id, request_key=key, expected_version=expected)))


@router.post("/cases/{case}/modify")
def modify(
    ctx: Ctx, actor: Caller, case: str, body: Modification, key: RequestKey = None, expected: Expected = None
) -> Exact:
    """Move tokens by hand; reason and actor are recorded."""
    require(actor, *OPERATORS)
    row = visible(ctx, actor, case)
    return done(
        ctx.handle(
            ModifyCase(
                actor=actor,
                case_id=row.id,
                reason=body.reason,
                cancel=tuple(body.cancel),
                start=tuple(body.start),
                variables=body.variables,
                request_key=key,
                expected_version=expected,
            )
        )
    )
