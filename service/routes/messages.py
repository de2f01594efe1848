"""Messages from integrators: stored once by (source, id), given to the case that waits for them."""

from __future__ import annotations

from fastapi import APIRouter

from engine.commands import DeliverMessage

from ..bodies import StrictRoute
from ..context import OFFICE, Caller, Ctx, require
from ..schemas import NewMessage
from ..views import Exact

router = APIRouter(tags=["messages"], route_class=StrictRoute, default_response_class=Exact)


@router.post("/messages", status_code=202)
def deliver(ctx: Ctx, actor: Caller, body: NewMessage) -> Exact:
    """The receipt; the same message again gets the same receipt, another body under its id is refused (409)."""
    require(actor, *OFFICE, "applicant", "employer")
    receipt = ctx.handle(
        DeliverMessage(
            actor=actor,
            source=f"{body.source}:{actor.account}",
            message_id=body.message_id,
            name=body.name,
            key=body.key,
            payload=body.payload,
        )
    )
    return Exact(
        {"id": receipt.id, "at": receipt.at.isoformat(), "state": receipt.state, "caseId": receipt.case_id},
        status_code=202,
    )
