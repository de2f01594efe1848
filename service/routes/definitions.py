"""Models: deploy a bundle, list what is deployed, read a model back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from engine.commands import Deploy
from engine.model import Actor

from .. import views
from ..bodies import StrictRoute
from ..context import OFFICE, OPERATORS, TENANT, Caller, Ctx, RequestKey, require
from ..problems import Problem
from ..schemas import Bundle
from ..views import Exact

router = APIRouter(tags=["definitions"], route_class=StrictRoute, default_response_class=Exact)


@router.post("/definitions", status_code=201)
def deploy(ctx: Ctx, actor: Caller, body: Bundle, key: RequestKey = None) -> Exact:
    """201 with the new versions, 200 when exactly this bundle is deployed already, 422 with every finding."""
    require(actor, *OPERATORS)
    resources = {name: text.encode() for name, text in body.resources.items()}
    done = ctx.handle(Deploy(actor=actor, resources=resources, request_key=key))
    found: dict[str, Any] = {
        "deploymentId": done.deployment_id,
        "created": done.created,
        "definitions": [views.definition(row) for row in done.definitions],
        "findings": [
            {"resource": f.resource, "elementId": f.element_id, "code": f.code, "message": f.message, "line": f.line}
            for f in done.findings
        ],
    }
    return Exact(found, status_code=201 if done.created else 200)


@router.get("/definitions")
def list_definitions(ctx: Ctx, actor: Caller) -> Exact:
    """The newest version of each process."""
    require(actor, *OFFICE)
    return Exact(views.page(views.definition(row) for row in ctx.read.definitions(TENANT, newest_only=True)))


@router.get("/definitions/{process_id}/{version}/resources")
def resources(ctx: Ctx, actor: Caller, process_id: str, version: int) -> Exact:
    """The names of the files that were deployed with this version."""
    return Exact({"items": sorted(_resources(ctx, actor, process_id, version))})


@router.get("/definitions/{process_id}/{version}/resources/{name:path}")
def resource(ctx: Ctx, actor: Caller, process_id: str, version: int, name: str) -> Response:
    """One file as it was deployed (BPMN and DMN as XML, forms as JSON)."""
    found = _resources(ctx, actor, process_id, version)
    if name not in found:
        raise Problem(404, "not-found")
    media = "application/json" if name.endswith(".form") else "application/xml"
    return Response(found[name], media_type=media)


def _resources(ctx: Ctx, actor: Actor, process_id: str, version: int) -> dict[str, bytes]:
    require(actor, *OFFICE)
    read = ctx.read
    for definition in read.definitions(TENANT):
        if (definition.process_id, definition.version) == (process_id, version):
            return dict(read.resources(TENANT, definition.deployment_id))
    raise Problem(404, "not-found")
