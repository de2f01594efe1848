"""What is stuck: list it, try again, or go on as if it had worked."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from engine.commands import ResolveIncident, RetryIncident

from .. import views
from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Ctx
from ..preconditions import Expected, RequestKey
from ..resources.cases import CaseActed, IncidentPage
from ..routing import Router
from ..schemas import Resolution
from ..views import Exact
from .cases import Limit, Token, acted

router = Router(tags=["incidents"], route_class=StrictRoute, default_response_class=Exact)

Activation = Annotated[int, Path(ge=0, le=2**31 - 1)]


@router.get("/incidents", response_model=IncidentPage)
def list_incidents(
    ctx: Ctx, gate: Annotated[Gate, may("incident.list")], limit: Limit = 50, after: Token = None
) -> Exact:
    """Offene Störungen der eigenen Standorte / open incidents of the caller's sites, oldest first."""
    read, sites = ctx.read, gate.sites
    rows = read.incidents(TENANT, limit=limit, after=after)
    cases = {row.case_id: read.case(TENANT, row.case_id) for row in rows.items}
    seen = [
        row for row in rows.items if (case := cases[row.case_id]) is not None and (sites is None or case.site in sites)
    ]
    return Exact(IncidentPage(items=[views.incident(row) for row in seen], next=rows.next))


@router.post("/cases/{case}/incidents/{activation}/retry", response_model=CaseActed)
def retry(
    ctx: Ctx,
    gate: Annotated[Gate, may("incident.act")],
    case: str,
    activation: Activation,
    key: RequestKey,
    expected: Expected,
) -> Exact:
    """Noch einmal versuchen / try the stuck step again."""
    command = RetryIncident(
        actor=gate.actor,
        case_id=gate.case.id,
        activation=activation,
        request_key=key,
        expected_version=expected,
    )
    return acted(ctx.handle(command))


@router.post("/cases/{case}/incidents/{activation}/resolve", response_model=CaseActed)
def resolve(
    ctx: Ctx,
    gate: Annotated[Gate, may("incident.act")],
    case: str,
    activation: Activation,
    key: RequestKey,
    expected: Expected,
    body: Resolution,
) -> Exact:
    """Weiter, als hätte es geklappt / go on as if the step had worked with these variables; the reason is recorded."""
    command = ResolveIncident(
        actor=gate.actor,
        case_id=gate.case.id,
        activation=activation,
        reason=body.reason,
        variables=body.variables,
        request_key=key,
        expected_version=expected,
    )
    return acted(ctx.handle(command))
