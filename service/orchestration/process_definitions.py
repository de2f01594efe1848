"""Process definitions: search, one of them, its diagram."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from engine.model import Definition

from ..context import TENANT, Caller, Context, Ctx
from ..views import Exact
from . import lookup, search, views
from .access import READERS, require
from .resources import process_file
from .route import OrchestrationRoute
from .schemas import Search

router = APIRouter(tags=["external workers"], route_class=OrchestrationRoute, default_response_class=Exact)

FIELDS = [
    "name",
    "resourceName",
    "version",
    "versionTag",
    "processDefinitionId",
    "tenantId",
    "processDefinitionKey",
    "hasStartForm",
    "state",
    "isLatestVersion",
]


class _Files:
    """The file of each version; a deployment's files are read once."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._read: dict[int, dict[str, bytes]] = {}

    def name(self, row: Definition) -> str:
        """The name of the file that holds the process."""
        return process_file(self.all(row), row.process_id)

    def all(self, row: Definition) -> dict[str, bytes]:
        """The files that were deployed together with the process."""
        number = row.deployment_id
        if number not in self._read:
            self._read = {number: dict(self._ctx.read.resources(TENANT, number))}  # one at a time: they are large
        return self._read[number]


def _shown(ctx: Context) -> Iterator[dict[str, Any]]:
    files = _Files(ctx)
    rows = sorted(lookup.Definitions(ctx).all(), key=lambda row: (-row.deployment_id, row.process_id))
    newest: dict[str, int] = {}
    for row in rows:
        newest[row.process_id] = max(newest.get(row.process_id, 0), row.version)
    for row in rows:
        yield views.definition_found(row, files.name(row), latest=row.version == newest[row.process_id])


@router.post("/process-definitions/search")
def find(ctx: Ctx, actor: Caller, body: Search | None = None) -> Exact:
    """Every version, the newest deployment first."""
    require(actor, *READERS)
    return search.answer(body, FIELDS, _shown(ctx))


@router.get("/process-definitions/{key}")
def show(ctx: Ctx, actor: Caller, key: str) -> Exact:
    """One version."""
    require(actor, *READERS)
    row = lookup.Definitions(ctx).by_key(key)
    return Exact(next(item for item in _shown(ctx) if item["processDefinitionKey"] == str(row.id)))


@router.get("/process-definitions/{key}/xml")
def xml(ctx: Ctx, actor: Caller, key: str) -> Response:
    """The diagram as it was deployed."""
    require(actor, *READERS)
    row = lookup.Definitions(ctx).by_key(key)
    files = _Files(ctx)
    return Response(files.all(row)[files.name(row)], media_type="text/xml")
