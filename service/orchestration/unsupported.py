"""Answers for the parts of the API that do not exist here, in its own form."""

from __future__ import annotations

from fastapi import APIRouter, Request

from .route import OrchestrationRoute, Refusal

router = APIRouter(route_class=OrchestrationRoute, include_in_schema=False)


@router.api_route("/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def nothing(request: Request, path: str) -> None:
    """404 with words."""
    raise Refusal(404, f"{request.method} /v2/{path[:100]} is not part of what is supported (docs/external-workers.md)")
