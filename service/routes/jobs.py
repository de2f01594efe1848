"""Traffic with agencies in an operator's hands: what waits, what is stuck; pause, resume, drain, retry, resolve."""

from __future__ import annotations

from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, Path, Query

from engine.commands import ResolveIncident, RetryIncident
from engine.errors import NotFound
from engine.model import Actor

from .. import traffic
from ..bodies import StrictRoute
from ..context import LEADS, OFFICE, OPERATORS, TENANT, Caller, Ctx, RequestKey, require, sees
from ..schemas import Draining, Reasoned, Resolution
from ..views import Exact, page
from .cases import done, visible

log = structlog.get_logger(__name__)

router = APIRouter(tags=["agencies"], route_class=StrictRoute, default_response_class=Exact)

Name = Annotated[str, Path(max_length=100)]
JobId = Annotated[str, Path(max_length=200)]


@router.get("/agencies")
def list_agencies(ctx: Ctx, actor: Caller) -> Exact:
    """Every agency: paused or not, breaker, backlog and its age, latency and errors of the last 24 hours."""
    require(actor, *OFFICE)
    return Exact({"items": traffic.agencies(ctx.store, ctx.agencies, ctx.clock.now())})


@router.post("/agencies/{name}/pause")
def pause(ctx: Ctx, actor: Caller, name: Name, body: Reasoned) -> Exact:
    """No worker claims jobs for this agency any more; calls under way are finished."""
    return _steer(ctx, actor, name, paused=True, rate=None, reason=body.reason)


@router.post("/agencies/{name}/resume")
def resume(ctx: Ctx, actor: Caller, name: Name, body: Reasoned) -> Exact:
    """Go on, as fast as it goes."""
    return _steer(ctx, actor, name, paused=False, rate=None, reason=body.reason)


@router.post("/agencies/{name}/drain")
def drain(ctx: Ctx, actor: Caller, name: Name, body: Draining) -> Exact:
    """Go on with at most so many jobs a minute, all workers together, until somebody resumes."""
    return _steer(ctx, actor, name, paused=False, rate=body.rate_per_minute, reason=body.reason)


def _steer(ctx: Ctx, actor: Actor, name: str, *, paused: bool, rate: int | None, reason: str) -> Exact:
    require(actor, *OPERATORS)
    if name not in ctx.agencies:
        raise NotFound(name)
    now = ctx.clock.now()
    ctx.store.steer_queue(name, paused=paused, rate=rate, now=now, by=actor.account, reason=reason)
    log.warning("agency.steered", agency=name, paused=paused, rate=rate, account=actor.account)
    ctx.wake()
    (found,) = traffic.agencies(ctx.store, [name], now)
    return Exact(found)


@router.get("/jobs")
def list_jobs(
    ctx: Ctx,
    actor: Caller,
    state: Literal["waiting", "leased", "incident"] = "incident",
    agency: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Exact:
    """Jobs of the caller's sites in a state; a page may hold fewer than asked for, `next` says whether there are more."""
    require(actor, *OFFICE)
    read = ctx.read
    rows = read.jobs(TENANT, traffic.STATES[state], queue=agency, limit=limit, after=after)
    cases = {row.case_id: read.case(TENANT, row.case_id) for row in rows.items}
    seen = [row for row in rows.items if (case := cases[row.case_id]) is not None and sees(actor, case.site)]
    return Exact(page((traffic.job(row) for row in seen), rows.next))


@router.post("/jobs/{job}/retry")
def retry(ctx: Ctx, actor: Caller, job: JobId, key: RequestKey = None) -> Exact:
    """Send it again, under the same key as before."""
    require(actor, *LEADS)
    case_id, activation = traffic.parts(job)
    row = visible(ctx, actor, case_id)
    return done(ctx.handle(RetryIncident(actor=actor, case_id=row.id, activation=activation, request_key=key)))


@router.post("/jobs/{job}/resolve")
def resolve(ctx: Ctx, actor: Caller, job: JobId, body: Resolution, key: RequestKey = None) -> Exact:
    """Go on as if the agency had answered with these variables; the reason is recorded."""
    require(actor, *LEADS)
    case_id, activation = traffic.parts(job)
    row = visible(ctx, actor, case_id)
    command = ResolveIncident(
        actor=actor,
        case_id=row.id,
        activation=activation,
        reason=body.reason,
        variables=body.variables,
        request_key=key,
    )
    return done(ctx.handle(command))
