"""The rows of the table for the routes of `service.orchestration`, whose shape is another engine's."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request

from ..context import context
from .gate import Gate
from .table import ACTIONS

#: Method and path below /v2 -> action; "" for the way in, and for addresses that nothing is behind.
WORKER_ROUTES: Mapping[str, str] = {
    "GET /topology": "worker.cluster",
    "GET /status": "worker.cluster",
    "GET /license": "worker.cluster",
    "GET /authentication/me": "worker.cluster",
    "POST /oauth/token": "",
    "POST /jobs/activation": "worker.jobs",
    "POST /jobs/search": "worker.read",
    "POST /jobs/{key}/completion": "worker.jobs",
    "POST /jobs/{key}/failure": "worker.jobs",
    "POST /jobs/{key}/error": "worker.jobs",
    "PATCH /jobs/{key}": "worker.jobs.update",
    "POST /process-instances": "worker.start",
    "GET /process-instances/{key}": "worker.read",
    "POST /process-instances/search": "worker.read",
    "POST /process-instances/{key}/cancellation": "worker.act",
    "POST /messages/publication": "worker.message",
    "POST /messages/correlation": "worker.message",
    "POST /signals/broadcast": "worker.signal",
    "POST /deployments": "worker.deploy",
    "POST /process-definitions/search": "worker.read",
    "GET /process-definitions/{key}": "worker.read",
    "GET /process-definitions/{key}/xml": "worker.read",
    "POST /user-tasks/search": "worker.task",
    "GET /user-tasks/{key}": "worker.task",
    "GET /user-tasks/{key}/form": "worker.task",
    "POST /user-tasks/{key}/variables/search": "worker.task",
    "POST /user-tasks/{key}/assignment": "worker.task",
    "DELETE /user-tasks/{key}/assignee": "worker.task",
    "POST /user-tasks/{key}/completion": "worker.task",
    "POST /incidents/search": "worker.read",
    "POST /process-instances/{key}/incidents/search": "worker.read",
    "GET /incidents/{key}": "worker.read",
    "POST /incidents/{key}/resolution": "worker.act",
    "POST /variables/search": "worker.variables",
    "PUT /element-instances/{key}/variables": "worker.act",
    "* /{path:path}": "",
}


def worker_gate(request: Request) -> None:
    """For the router: whoever lacks the roles of the row goes no further. Problem: 401, 403, 429.

    KeyError for a route without a row: nothing is open by having been forgotten.
    """
    path = request.scope["route"].path
    action = WORKER_ROUTES.get(f"* {path}")
    if action is None:
        action = WORKER_ROUTES[f"{request.method} {path}"]
    if action:
        ctx = context(request)
        gate = Gate(ctx, ctx.front.principal(request), action)
        gate.check()
        if ACTIONS[action].limit:
            ctx.front.limiter.require(ACTIONS[action].limit, gate.person)
