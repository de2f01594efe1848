"""Incidents: search, one of them, try again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from engine.commands import RetryIncident
from engine.errors import NotFound
from engine.model import Actor, Incident, JobState

from ..context import TENANT, Caller, Context, Ctx, sees
from ..views import Exact
from . import lookup, search, views
from .access import LEADS, READERS, require
from .route import OrchestrationRoute
from .schemas import Body, Search

router = APIRouter(tags=["external workers"], route_class=OrchestrationRoute, default_response_class=Exact)

FIELDS = [
    "processDefinitionId",
    "errorType",
    "errorMessage",
    "elementId",
    "creationTime",
    "state",
    "tenantId",
    "incidentKey",
    "processDefinitionKey",
    "processInstanceKey",
    "elementInstanceKey",
    "jobKey",
]


class _Views:
    """Incidents as JSON; cases and jobs behind them are read once per case."""

    def __init__(self, ctx: Context, actor: Actor) -> None:
        self._ctx, self._actor = ctx, actor
        self._versions = lookup.Definitions(ctx)
        self._cases: dict[str, Any] = {}

    def of(self, row: Incident) -> dict[str, Any] | None:
        """The incident's view; None when it is of a site that the caller does not see."""
        if row.case_id not in self._cases:
            case = self._ctx.read.case(TENANT, row.case_id)
            jobs = self._ctx.read.open_rows(TENANT, row.case_id).jobs
            stuck = {j.activation: j for j in jobs if j.state is JobState.INCIDENT and j.kind == "service"}
            self._cases[row.case_id] = case, {n: j for n, j in stuck.items() if lookup.is_external(self._ctx, j.type)}
        case, jobs = self._cases[row.case_id]
        if case is None or not sees(self._actor, case.site):
            return None
        return views.incident(row, self._versions[case.definition_id], jobs.get(row.activation))


def _rows(ctx: Context, actor: Actor, instance: str | None) -> Iterator[Incident]:
    if instance is not None:
        try:
            yield from ctx.read.open_rows(TENANT, lookup.case(ctx, actor, instance).id).incidents
        except NotFound:
            return
        return
    after: str | None = None
    while True:
        page = ctx.read.incidents(TENANT, limit=500, after=after)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def _found(ctx: Context, actor: Actor, body: Search | None, instance: str | None) -> Exact:
    shown = _Views(ctx, actor)
    items = (view for row in _rows(ctx, actor, instance) if (view := shown.of(row)) is not None)
    return search.answer(body, FIELDS, items)


@router.post("/incidents/search")
def find(ctx: Ctx, actor: Caller, body: Search | None = None) -> Exact:
    """Open incidents, oldest first."""
    require(actor, *READERS)
    return _found(ctx, actor, body, search.exact(body, "processInstanceKey"))


@router.post("/process-instances/{key}/incidents/search")
def find_of(ctx: Ctx, actor: Caller, key: str, body: Search | None = None) -> Exact:
    """Open incidents of one instance."""
    require(actor, *READERS)
    lookup.case(ctx, actor, key)
    return _found(ctx, actor, body, key)


@router.get("/incidents/{key}")
def show(ctx: Ctx, actor: Caller, key: str) -> Exact:
    """One open incident."""
    require(actor, *READERS)
    view = _Views(ctx, actor).of(lookup.incident(ctx, actor, key))
    if view is None:
        raise NotFound(f"no incident with key '{key}'")
    return Exact(view)


@router.post("/incidents/{key}/resolution", status_code=204)
def resolve(ctx: Ctx, actor: Caller, key: str, body: Body | None = None) -> Response:
    """Try the stuck step again; a job that has no retries left gets its first number of them again."""
    require(actor, *LEADS)
    row = lookup.incident(ctx, actor, key)
    ctx.handle(RetryIncident(actor=actor, case_id=row.case_id, activation=row.activation))
    return Response(status_code=204)
