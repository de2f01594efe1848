"""Whether the service can do its work: it answers only after it has asked the store."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from ..context import Ctx
from ..views import Exact

router = APIRouter(tags=["health"], default_response_class=Exact)


@router.get("/health")
def health(ctx: Ctx) -> Exact:
    """200 with `ok` when the store answers; 503 (problem) when it does not."""
    now = ctx.clock.now()
    due = ctx.store.next_due(now)
    found: dict[str, Any] = {"status": "ok", "now": now.isoformat(), "nextDue": due.isoformat() if due else None}
    return Exact(found)
