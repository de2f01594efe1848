"""Where agencies send their letters: one address per agency, raw bytes, its own protocol."""

from __future__ import annotations

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from ..agencies import combined, take
from ..context import Ctx
from ..problems import Problem
from ..routing import Router

router = Router(tags=["agencies"])


@router.post("/agencies/{name}/messages")
async def receive(name: str, request: Request, ctx: Ctx) -> Response:
    """Verified by the agency's connector, stored, then acknowledged in the agency's own form."""
    connector = ctx.agencies.get(name)
    if connector is None:
        raise Problem(404, "not-found")
    body = await request.body()
    received = combined(request.headers.items())
    found = await run_in_threadpool(take, connector, ctx.handle, body, received, ctx.clock.now(), ctx.ledger)
    if found.status >= 400 and found.status != 503:
        # 503 is our own fault and no reason to suspect anybody.
        detail = {"agency": name, "status": found.status}
        ctx.front.security.note("agency-rejected", address=ctx.front.address(request), detail=detail)
    headers = {str(key): str(value) for key, value in found.headers.items()}
    return Response(found.body, status_code=found.status, media_type=found.content_type, headers=headers)
