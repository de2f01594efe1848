"""Security events: for data protection and audit."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Ctx
from ..resources.identity import SecurityEvent, SecurityEventPage
from ..routing import Router
from ..views import Exact

router = Router(tags=["people"], route_class=StrictRoute, default_response_class=Exact)


@router.get("/security-events", response_model=SecurityEventPage)
def list_events(
    ctx: Ctx,
    gate: Annotated[Gate, may("security.log")],
    kind: Annotated[str | None, Query(max_length=100, pattern="^[a-z0-9-]+$")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=400)] = None,
) -> Exact:
    """Refused logins, forged tokens, foreign objects, a second signature by the same person: newest first."""
    found = ctx.read.security_events(TENANT, kind=kind, limit=limit, after=after)
    items = [
        SecurityEvent(
            id=row.id,
            at=row.at,
            kind=row.kind,
            person=row.person or None,
            address=row.address or None,
            action=row.detail.get("action") or row.detail.get("act"),
            case_id=row.detail.get("case") or row.detail.get("caseId"),
        )
        for row in found.items
    ]
    return Exact(SecurityEventPage(items=items, next=found.next))
