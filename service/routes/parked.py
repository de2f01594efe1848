"""Messages nobody took: the list, and what an operator does with one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Path

from engine.commands import ReviveMessage, SetMessageAside
from engine.errors import NotFound

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..preconditions import RequestKey
from ..resources import operations as out
from ..resources.cases import MessageReceipt
from ..routing import Router
from ..schemas import Reasoned
from ..views import Exact
from .cases import Limit, Token
from .messages import receipt

router = Router(tags=["operations"], route_class=StrictRoute, default_response_class=Exact)

Parked = Annotated[int, Path(ge=1, le=2**63 - 1, description="`id` in the list", examples=[184])]
Settles = Annotated[Gate, may("message.settle")]


@router.get("/messages/parked", response_model=out.ParkedMessagePage)
def parked(ctx: Ctx, gate: Annotated[Gate, may("operations.read")], limit: Limit = 50, after: Token = None) -> Exact:
    """Post, die niemand nahm / messages nobody took, oldest first; those for cases of other sites are left out."""
    read, sites = ctx.read, gate.sites
    found = read.parked_messages(TENANT, limit=limit, after=after)
    cases = {row.business_key: row.site for row in read.cases_by_keys(TENANT, _keys(found.items))}
    items = [
        out.ParkedMessage(
            id=str(row.id),
            source=row.source,
            message_id=row.message_id,
            name=row.name,
            key=row.key,
            received_at=row.received_at,
            expires_at=row.expires_at,
        )
        for row in found.items
        if sites is None or cases.get(row.key, "") in sites
    ]
    return Exact(out.ParkedMessagePage(items=items, next=found.next))


@router.post("/messages/parked/{message}/again", response_model=MessageReceipt)
def revive(ctx: Ctx, gate: Settles, message: Parked, key: RequestKey, body: Reasoned) -> Exact:
    """Noch einmal zustellen / whoever waits for it now gets it; if nobody does, it waits for another thirty days."""
    _require_seen(ctx, gate, message)
    command = ReviveMessage(actor=gate.actor, message=message, reason=body.reason, request_key=key)
    return receipt(ctx.handle(command))


@router.post("/messages/parked/{message}/aside", response_model=MessageReceipt)
def set_aside(ctx: Ctx, gate: Settles, message: Parked, key: RequestKey, body: Reasoned) -> Exact:
    """Beiseitelegen / nobody needs it: it leaves the list and gives up its content; the reason is on record."""
    _require_seen(ctx, gate, message)
    command = SetMessageAside(actor=gate.actor, message=message, reason=body.reason, request_key=key)
    return receipt(ctx.handle(command))


def _require_seen(ctx: Context, gate: Gate, message: int) -> None:
    """404 for a message about a case of another site; one that is parked no more is left to the repetition's answer."""
    found, sites = ctx.read.parked_message(TENANT, message), gate.sites
    if found is None or sites is None:
        return
    if not any(case.site in sites for case in ctx.read.cases_by_keys(TENANT, _keys([found]))):
        raise NotFound(f"parked message {message}")


def _keys(rows: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(row.key for row in rows if row.key))
