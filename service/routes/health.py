"""Whether the service can do its work: it answers only after it has asked the store."""

from __future__ import annotations

from fastapi import APIRouter

from ..context import Ctx
from ..resources.cases import Health
from ..views import Exact

router = APIRouter(tags=["health"], default_response_class=Exact)


@router.get("/health", response_model=Health)
def health(ctx: Ctx) -> Exact:
    """Läuft der Dienst? / 200 with `ok` when the store answers; 503 (problem) when it does not."""
    now = ctx.clock.now()
    due = ctx.store.next_due(now)
    return Exact(Health(status="ok", now=now, next_due=due))
