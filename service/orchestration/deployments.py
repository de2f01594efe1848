"""Deploys files sent as multipart/form-data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from engine.commands import Deploy
from engine.model import Actor

from ..context import Caller, Context, Ctx
from ..designer import desk, releases
from ..views import Exact
from . import keys, resources, views
from .access import OPERATORS, own_tenant, require
from .route import OrchestrationRoute, Refusal

router = APIRouter(tags=["external workers"], route_class=OrchestrationRoute, default_response_class=Exact)

MOST_FILES = 200


@router.post("/deployments")
async def deploy(ctx: Ctx, actor: Caller, request: Request) -> Exact:
    """Deploy the parts named `resources` together. The same files again: the same keys. 400 names every finding."""
    require(actor, *OPERATORS)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Refusal(415, "multipart/form-data with parts named 'resources' is needed")
    files: dict[str, bytes] = {}
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FILES) as form:
        for _, part in form.multi_items():
            if not isinstance(part, UploadFile):
                continue
            name = part.filename or ""
            if not name or name in files:
                raise Refusal(400, f"resources: each file needs a name of its own ('{name[:80]}')")
            files[name] = await part.read()
        tenant = form.get("tenantId")
    own_tenant(tenant if isinstance(tenant, str) else None)
    if not files:
        raise Refusal(400, "resources: at least one file is needed")
    return Exact(await run_in_threadpool(_deploy, ctx, await desk.of(request), actor, files))


def _deploy(ctx: Context, designer: desk.Designer, actor: Actor, files: Mapping[str, bytes]) -> dict[str, Any]:
    releases.alone(ctx, designer, files, actor)
    done = ctx.handle(Deploy(actor=actor, resources=files))
    number = done.deployment_id
    found: list[dict[str, Any]] = [
        {"processDefinition": views.definition(row, resources.process_file(files, row.process_id))}
        for row in done.definitions
    ]
    for form_id, name in resources.form_ids(files):
        found.append({"form": _form(number, form_id, name)})
    graphs: set[str] = set()
    for decision in resources.decisions(files):
        found.append({"decisionDefinition": _decision(number, decision)})
        if decision.graph_id not in graphs:
            graphs.add(decision.graph_id)
            found.append({"decisionRequirements": _graph(number, decision)})
    kinds = ("processDefinition", "decisionDefinition", "decisionRequirements", "form", "resource")
    return {
        "deploymentKey": str(number),
        "tenantId": views.TENANT_NAME,
        "deployments": [dict.fromkeys(kinds) | one for one in found],
    }


def _form(number: int, form_id: str, name: str) -> dict[str, Any]:
    """Forms and decisions have no versions of their own here: they carry the number of the deployment."""
    return {
        "formId": form_id,
        "version": number,
        "resourceName": name,
        "tenantId": views.TENANT_NAME,
        "formKey": keys.of_text("form", number, form_id),
    }


def _decision(number: int, decision: resources.Decision) -> dict[str, Any]:
    return {
        "decisionDefinitionId": decision.id,
        "version": number,
        "name": decision.name or decision.id,
        "tenantId": views.TENANT_NAME,
        "decisionRequirementsId": decision.graph_id,
        "decisionDefinitionKey": keys.of_text("decision", number, decision.id),
        "decisionRequirementsKey": keys.of_text("graph", number, decision.graph_id),
    }


def _graph(number: int, decision: resources.Decision) -> dict[str, Any]:
    return {
        "decisionRequirementsId": decision.graph_id,
        "decisionRequirementsName": decision.graph_name or decision.graph_id,
        "version": number,
        "resourceName": decision.resource,
        "tenantId": views.TENANT_NAME,
        "decisionRequirementsKey": keys.of_text("graph", number, decision.graph_id),
    }
