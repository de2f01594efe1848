"""Traffic with agencies in an operator's hands: what waits, what is stuck; pause, resume, drain, retry, resolve."""

from __future__ import annotations

from typing import Annotated, Literal

import structlog
from fastapi import Path, Query
from starlette.responses import Response

from engine.commands import ResolveIncident, RetryIncident
from engine.errors import NotFound
from engine.ports import UnitOfWork

from .. import traffic
from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Ctx
from ..preconditions import RequestKey, once
from ..resources.agencies import AgencyOrder, AgencyOrders
from ..resources.cases import CaseActed
from ..resources.operations import Agencies, Agency, Job, JobPage
from ..routing import Router
from ..schemas import Draining, Reasoned, Resolution
from ..views import Exact
from .cases import acted

log = structlog.get_logger(__name__)

router = Router(tags=["agencies"], route_class=StrictRoute, default_response_class=Exact)

Name = Annotated[str, Path(max_length=100)]
JobId = Annotated[str, Path(max_length=200)]
Steers = Annotated[Gate, may("agency.steer")]


@router.get("/agencies", response_model=Agencies)
def list_agencies(ctx: Ctx, gate: Annotated[Gate, may("agency.list")]) -> Exact:
    """Jede Stelle / every agency: paused or not, breaker, backlog and its age, latency and errors of the last 24 hours."""
    rows = traffic.agencies(ctx.store, ctx.agencies, ctx.clock.now())
    return Exact(Agencies(items=[Agency.model_validate(row) for row in rows]))


@router.get("/agencies/{name}/orders", response_model=AgencyOrders)
def orders(
    ctx: Ctx,
    gate: Annotated[Gate, may("agency.list")],
    name: Name,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Exact:
    """Wer wann warum angehalten hat / who paused, drained or resumed it, when and why, newest first."""
    if name not in ctx.agencies:
        raise NotFound(name)
    found = traffic.orders(ctx.read, name, limit)
    return Exact(AgencyOrders(items=[AgencyOrder.model_validate(traffic.order(row)) for row in found]))


@router.post("/agencies/{name}/pause", response_model=Agency)
def pause(ctx: Ctx, gate: Steers, name: Name, key: RequestKey, body: Reasoned) -> Response:
    """Anhalten / no worker claims jobs for this agency any more; calls under way are finished."""
    return _steer(ctx, gate, name, key, paused=True, rate=None, reason=body.reason)


@router.post("/agencies/{name}/resume", response_model=Agency)
def resume(ctx: Ctx, gate: Steers, name: Name, key: RequestKey, body: Reasoned) -> Response:
    """Weiter / go on, as fast as it goes."""
    return _steer(ctx, gate, name, key, paused=False, rate=None, reason=body.reason)


@router.post("/agencies/{name}/drain", response_model=Agency)
def drain(ctx: Ctx, gate: Steers, name: Name, key: RequestKey, body: Draining) -> Response:
    """Langsam weiter / go on with at most so many jobs a minute, all workers together, until somebody resumes."""
    return _steer(ctx, gate, name, key, paused=False, rate=body.rate_per_minute, reason=body.reason)


def _steer(ctx: Ctx, gate: Gate, name: str, key: str, *, paused: bool, rate: int | None, reason: str) -> Response:
    if name not in ctx.agencies:
        raise NotFound(name)
    now, by = ctx.clock.now(), gate.actor
    (before,) = traffic.agencies(ctx.store, [name], now)

    def act(work: UnitOfWork) -> Agency:
        traffic.steer(work, name, paused=paused, rate=rate, now=now, by=by, reason=reason)
        changed = {"paused": paused, "ratePerMinute": rate, "reason": reason}
        return Agency.model_validate(before | changed | {"changedBy": by.account, "changedAt": now})

    asked = {"paused": paused, "rate": rate, "reason": reason}
    answer = once(ctx, by, key, f"agency.steer {name}", asked, act)
    log.warning("agency.steered", agency=name, paused=paused, rate=rate, account=by.account)
    ctx.wake()
    return answer


@router.get("/jobs", response_model=JobPage)
def list_jobs(
    ctx: Ctx,
    gate: Annotated[Gate, may("job.list")],
    state: Literal["waiting", "leased", "incident"] = "incident",
    agency: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Exact:
    """Aufträge in einem Zustand / jobs of the caller's sites; a page may hold fewer than asked for, `next` says whether
    there are more."""
    read, sites = ctx.read, gate.sites
    rows = read.jobs(TENANT, traffic.STATES[state], queue=agency, limit=limit, after=after)
    cases = {row.case_id: read.case(TENANT, row.case_id) for row in rows.items}
    seen = [
        row for row in rows.items if (case := cases[row.case_id]) is not None and (sites is None or case.site in sites)
    ]
    return Exact(JobPage(items=[Job.model_validate(traffic.job(row)) for row in seen], next=rows.next))


@router.post("/jobs/{job}/retry", response_model=CaseActed)
def retry(ctx: Ctx, gate: Annotated[Gate, may("job.act")], job: JobId, key: RequestKey) -> Exact:
    """Noch einmal / send it again, under the same key as before."""
    _, activation = traffic.parts(job)
    command = RetryIncident(actor=gate.actor, case_id=gate.case.id, activation=activation, request_key=key)
    return acted(ctx.handle(command))


@router.post("/jobs/{job}/resolve", response_model=CaseActed)
def resolve(ctx: Ctx, gate: Annotated[Gate, may("job.act")], job: JobId, key: RequestKey, body: Resolution) -> Exact:
    """Weiter, als hätte die Stelle geantwortet / go on as if the agency had answered with these variables; the reason is
    recorded."""
    _, activation = traffic.parts(job)
    command = ResolveIncident(
        actor=gate.actor,
        case_id=gate.case.id,
        activation=activation,
        reason=body.reason,
        variables=body.variables,
        request_key=key,
    )
    return acted(ctx.handle(command))
