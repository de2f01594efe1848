"""Messages from integrators: stored once by (source, id), given to the case that waits for them."""

from __future__ import annotations

from typing import Annotated

from engine.commands import DeliverMessage

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import Ctx
from ..preconditions import REPLAYED, RequestKey
from ..resources.cases import MessageReceipt
from ..routing import Router
from ..schemas import NewMessage
from ..views import Exact

router = Router(tags=["messages"], route_class=StrictRoute, default_response_class=Exact)


@router.post("/messages", status_code=202, response_model=MessageReceipt)
def deliver(ctx: Ctx, gate: Annotated[Gate, may("message.deliver")], key: RequestKey, body: NewMessage) -> Exact:
    """Nachricht zustellen / the receipt; the same message again gets the same receipt, another body under its id 409."""
    receipt = ctx.handle(
        DeliverMessage(
            actor=gate.actor,
            source=f"{body.source}:{gate.account}",
            message_id=body.message_id,
            name=body.name,
            key=body.key,
            payload=body.payload,
            request_key=key,
        )
    )
    found = MessageReceipt(id=receipt.id, at=receipt.at, state=receipt.state, case_id=receipt.case_id)
    return Exact(found, status_code=202, headers={REPLAYED: "true"} if receipt.replayed else {})
