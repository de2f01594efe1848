"""Whether the service lives, whether it may be given traffic, and its figures for who watches it."""

from __future__ import annotations

import hmac

from fastapi import Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from .. import metrics
from ..context import Ctx
from ..problems import Problem
from ..readiness import Judge, Operating
from ..resources.cases import Health
from ..resources.health import Live, Ready
from ..routing import Router
from ..views import Exact

router = Router(tags=["health"], default_response_class=Exact)

_HERE = ("127.0.0.1", "::1")


@router.get("/health", response_model=Health)
def health(ctx: Ctx) -> Exact:
    """Läuft der Dienst? / 200 with `ok` when the store answers; 503 (problem) when it does not."""
    now = ctx.clock.now()
    due = ctx.store.next_due(now)
    return Exact(Health(status="ok", now=now, next_due=due))


@router.get("/health/live", response_model=Live)
async def live() -> Exact:
    """Lebt der Prozess? Asks nothing of anybody else: who does not answer is to be started again."""
    return Exact(Live(status="ok"))


@router.get("/health/ready", response_model=Ready)
def ready(request: Request) -> Exact:
    """Darf Verkehr kommen? 200 with `alarms`; 503 (problem) with the codes that keep it away.

    An alarm is for people and leaves the service in place: it answers rightly, whatever the workers do.
    """
    judge: Judge = request.app.state.judge
    found = judge.readiness()
    if found.unready:
        errors = [{"pointer": "", "code": code, "message": ""} for code in found.unready + found.alarms]
        raise Problem(503, "unavailable", errors=errors, headers={"Retry-After": "2"})
    return Exact(Ready(status="ready", alarms=list(found.alarms)))


@router.get("/metrics", include_in_schema=False)
def figures(request: Request, ctx: Ctx) -> Response:
    """Figures in the text format of Prometheus; with the operator's token, without one from this machine only."""
    operating: Operating = request.app.state.operating
    if operating.figures is None:
        raise Problem(404, "not-found")
    if not _may_read(request, operating.token):
        raise Problem(403, "forbidden")
    metrics.EVENT_LINES.set(len(ctx.feed))
    return Response(operating.figures(), media_type=CONTENT_TYPE_LATEST)


def _may_read(request: Request, token: str) -> bool:
    if token:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    peer = request.client.host if request.client else ""
    # Behind a proxy of this machine everybody comes from here; what it forwards is not from here.
    return peer in _HERE and not any(name in request.headers for name in ("x-forwarded-for", "forwarded"))
