"""Messages from integrators: stored once by (source, id), given to the case that waits for them."""

from __future__ import annotations

from typing import Annotated

from engine.commands import DeliverMessage
from engine.model import Receipt

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
    command = DeliverMessage(
        actor=gate.actor,
        source=f"{body.source}:{gate.account}",
        message_id=body.message_id,
        name=body.name,
        key=body.key,
        payload=body.payload,
        request_key=key,
    )
    return receipt(ctx.handle(command), status=202)


def receipt(found: Receipt, status: int = 200) -> Exact:
    """The receipt as it is answered."""
    body = MessageReceipt(id=found.id, at=found.at, state=found.state, case_id=found.case_id)
    return Exact(body, status_code=status, headers={REPLAYED: "true"} if found.replayed else {})
