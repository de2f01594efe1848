"""The REST API for external workers, in the shape of Camunda 8's Orchestration Cluster API v2 (docs/external-workers.md)."""

from __future__ import annotations

from fastapi import Depends

from ..access.worker_routes import worker_gate
from ..routing import Router
from . import (
    cluster,
    deployments,
    incidents,
    jobs,
    messages,
    process_definitions,
    process_instances,
    reports,
    token,
    unsupported,
    user_tasks,
    variables,
)

router = Router(prefix="/v2", dependencies=[Depends(worker_gate)])
for _module in (
    cluster,
    token,
    jobs,
    reports,
    process_instances,
    messages,
    deployments,
    process_definitions,
    user_tasks,
    incidents,
    variables,
    unsupported,  # last: it answers for everything that the others do not
):
    router.include_router(_module.router)

__all__ = ["router"]
