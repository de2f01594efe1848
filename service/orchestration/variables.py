"""Variables: search those of an instance, set them by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from engine.commands import SetVariables
from engine.errors import NotFound

from ..context import OFFICE, Caller, Ctx
from ..views import Exact
from . import lookup, search, views
from .access import LEADS, require
from .route import OrchestrationRoute, Refusal
from .schemas import NewVariables, Search

router = APIRouter(tags=["external workers"], route_class=OrchestrationRoute, default_response_class=Exact)

FIELDS = ("name", "value", "tenantId", "isTruncated", "variableKey", "scopeKey", "processInstanceKey")


@router.post("/variables/search")
def find(ctx: Ctx, actor: Caller, body: Search | None = None) -> Exact:
    """Variables of one instance: the filter has to name it (`processInstanceKey`, or it as `scopeKey`)."""
    require(actor, *OFFICE)
    instance = search.exact(body, "processInstanceKey") or search.exact(body, "scopeKey")
    if instance is None:
        raise Refusal(400, "filter.processInstanceKey: needed, variables are not searched across instances")

    def items() -> Iterator[dict[str, Any]]:
        try:
            case = lookup.case(ctx, actor, instance)
        except NotFound:
            return
        for name, value in sorted(ctx.engine.variables(case.id).items()):
            yield views.variable(case.id, 0, name, value)

    return search.answer(body, FIELDS, items())


@router.put("/element-instances/{key}/variables", status_code=204)
def change(ctx: Ctx, actor: Caller, key: str, body: NewVariables) -> Response:
    """Set variables of the instance by hand; recorded in its history with who did it."""
    require(actor, *LEADS)
    rows, activation = lookup.activation(ctx, actor, key)
    if len(rows) != 1:
        raise NotFound(f"no element instance with key '{key}'")
    if activation and body.local:
        raise Refusal(400, "local: variables of one element cannot be set from outside")
    ctx.handle(SetVariables(actor=actor, case_id=rows[0].id, variables=body.variables, reason="set over /v2"))
    return Response(status_code=204)
