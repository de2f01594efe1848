"""Models: deploy a bundle, list what is deployed, read a model back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Path
from starlette.responses import Response

from engine.commands import Deploy

from .. import views
from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..designer import desk, releases
from ..preconditions import REPLAYED, RequestKey
from ..problems import Problem
from ..resources.definitions import DefinitionPage, Deployed, Finding, ResourceNames
from ..routing import Router
from ..schemas import Bundle
from ..views import Exact

router = Router(tags=["definitions"], route_class=StrictRoute, default_response_class=Exact)

ProcessId = Annotated[str, Path(max_length=255)]
Version = Annotated[int, Path(ge=1, le=2**31 - 1)]
Desk = Annotated[desk.Designer, Depends(desk.of)]

_SAME: dict[int | str, dict[str, Any]] = {
    200: {"model": Deployed, "description": "Genau dieses Paket gibt es schon / exactly this bundle was there already"}
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Die Datei / the file",
        "content": {"application/xml": {"schema": {"type": "string"}}, "application/json": {"schema": {}}},
    }
}


@router.post("/definitions", status_code=201, response_model=Deployed, responses=_SAME)
def deploy(
    ctx: Ctx, gate: Annotated[Gate, may("definition.deploy")], designer: Desk, key: RequestKey, body: Bundle
) -> Exact:
    """Modelle einspielen / 201 with the new versions, 200 when this bundle is deployed already, 422 with every finding.

    403 `four-eyes` where two persons are wanted: what is new is proposed, and another person agrees.
    """
    resources = {name: text.encode() for name, text in body.resources.items()}
    releases.alone(ctx, designer, resources, gate.actor)
    done = ctx.handle(Deploy(actor=gate.actor, resources=resources, request_key=key))
    found = Deployed(
        deployment_id=done.deployment_id,
        created=done.created,
        definitions=[views.definition(row) for row in done.definitions],
        findings=[
            Finding(resource=f.resource, element_id=f.element_id, code=f.code, message=f.message, line=f.line)
            for f in done.findings
        ],
    )
    headers = {REPLAYED: "true"} if done.replayed else {}
    return Exact(found, status_code=201 if done.created else 200, headers=headers)


@router.get("/definitions", response_model=DefinitionPage)
def list_definitions(ctx: Ctx, gate: Annotated[Gate, may("definition.list")]) -> Exact:
    """Die neueste Fassung jedes Modells / the newest version of each process."""
    rows = ctx.read.definitions(TENANT, newest_only=True)
    return Exact(DefinitionPage(items=[views.definition(row) for row in rows]))


@router.get("/definitions/{process_id}/{version}/resources", response_model=ResourceNames)
def resources(
    ctx: Ctx, gate: Annotated[Gate, may("definition.read")], process_id: ProcessId, version: Version
) -> Exact:
    """Dateinamen einer Fassung / the names of the files that were deployed with this version."""
    return Exact(ResourceNames(items=sorted(_resources(ctx, process_id, version))))


@router.get("/definitions/{process_id}/{version}/resources/{name:path}", response_class=Response, responses=_FILE)
def resource(
    ctx: Ctx, gate: Annotated[Gate, may("definition.read")], process_id: ProcessId, version: Version, name: str
) -> Response:
    """Eine Datei / one file as it was deployed (BPMN and DMN as XML, forms as JSON)."""
    found = _resources(ctx, process_id, version)
    if name not in found:
        raise Problem(404, "not-found")
    media = "application/json" if name.endswith(".form") else "application/xml"
    return Response(found[name], media_type=media)


def _resources(ctx: Context, process_id: str, version: int) -> dict[str, bytes]:
    read = ctx.read
    for definition in read.definitions(TENANT):
        if (definition.process_id, definition.version) == (process_id, version):
            return dict(read.resources(TENANT, definition.deployment_id))
    raise Problem(404, "not-found")
