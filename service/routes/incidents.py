"""What is stuck: list it, try again, or go on as if it had worked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from engine.commands import ResolveIncident, RetryIncident

from .. import views
from ..bodies import StrictRoute
from ..context import LEADS, OFFICE, TENANT, Caller, Ctx, RequestKey, require, sees
from ..schemas import Resolution
from ..views import Exact
from .cases import done, visible

router = APIRouter(tags=["incidents"], route_class=StrictRoute, default_response_class=Exact)


@router.get("/incidents")
def list_incidents(
    ctx: Ctx,
    actor: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Exact:
    """Open incidents of the caller's sites, oldest first."""
    require(actor, *OFFICE)
    read = ctx.read
    rows = read.incidents(TENANT, limit=limit, after=after)
    cases = {row.case_id: read.case(TENANT, row.case_id) for row in rows.items}
    seen = [row for row in rows.items if (case := cases[row.case_id]) is not None and sees(actor, case.site)]
    return Exact(views.page((views.incident(row) for row in seen), rows.next))


@router.post("/cases/{case}/incidents/{activation}/retry")
def retry(ctx: Ctx, actor: Caller, case: str, activation: int, key: RequestKey = None) -> Exact:
    """Try the stuck step again."""
    require(actor, *LEADS)
    row = visible(ctx, actor, case)
    return done(ctx.handle(RetryIncident(actor=actor, case_id=row.id, activation=activation, request_key=key)))


@router.post("/cases/{case}/incidents/{activation}/resolve")
def resolve(ctx: Ctx, actor: Caller, case: str, activation: int, body: Resolution, key: RequestKey = None) -> Exact:
    """Go on as if the step had worked with these variables; the reason is recorded."""
    require(actor, *LEADS)
    row = visible(ctx, actor, case)
    command = ResolveIncident(
        actor=actor,
        case_id=row.id,
        activation=activation,
        reason=body.reason,
        variables=body.variables,
        request_key=key,
    )
    return done(ctx.handle(command))
