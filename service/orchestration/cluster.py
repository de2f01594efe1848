"""What clients ask first: topology, licence, state of the cluster, and who they are."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from ..context import Caller, Ctx
from ..views import Exact
from .route import OrchestrationRoute
from .views import TENANT_NAME

router = APIRouter(tags=["external workers"], route_class=OrchestrationRoute, default_response_class=Exact)

#: The version of the API whose shape this is.
API_VERSION = "8.10.0"


@router.get("/topology")
def topology(request: Request, actor: Caller) -> Exact:
    """One broker with one partition: the address that was asked."""
    port = request.url.port or (443 if request.url.scheme == "https" else 80)
    broker = {
        "nodeId": 0,
        "brokerId": "0",
        "host": request.url.hostname or "localhost",
        "port": port,
        "partitions": [{"partitionId": 1, "role": "leader", "health": "healthy", "state": "active"}],
        "version": API_VERSION,
    }
    return Exact(
        {
            "brokers": [broker],
            "clusterId": "akzess",
            "clusterSize": 1,
            "partitionsCount": 1,
            "replicationFactor": 1,
            "gatewayVersion": API_VERSION,
            "lastCompletedChangeId": "0",
        }
    )


@router.get("/status", status_code=204)
def status(ctx: Ctx, actor: Caller) -> Response:
    """204 while the store answers."""
    ctx.store.next_due(ctx.clock.now())
    return Response(status_code=204)


@router.get("/license")
def licence(actor: Caller) -> Exact:
    """Free software: always valid, never expiring."""
    return Exact({"validLicense": True, "licenseType": "EUPL-1.2", "isCommercial": False, "expiresAt": None})


@router.get("/authentication/me")
def me(actor: Caller) -> Exact:
    """Who the server takes the caller for."""
    return Exact(
        {
            "username": actor.account,
            "displayName": actor.person,
            "email": None,
            "authorizedComponents": ["orchestration-cluster-api"],
            "tenants": [{"tenantId": TENANT_NAME, "name": "Default", "description": None}],
            "groups": sorted(actor.groups),
            "roles": sorted(actor.groups),
            "salesPlanType": None,
            "c8Links": {},
            "canLogout": False,
        }
    )
