"""Messages and signals from other systems."""

from __future__ import annotations

import hashlib
import json
from uuid import uuid4

from fastapi import APIRouter

from engine.commands import BroadcastSignal, DeliverMessage
from engine.errors import NotFound
from engine.model import Actor, InboundMessage, MessageState

from ..context import TENANT, Caller, Context, Ctx
from ..views import Exact
from . import keys
from .access import LEADS, OFFICE, WORKER, own_tenant, require
from .route import OrchestrationRoute
from .schemas import MessageCorrelation, MessagePublication, SignalBroadcast
from .views import TENANT_NAME

router = APIRouter(tags=["external workers"], route_class=OrchestrationRoute, default_response_class=Exact)

SENDERS = (*OFFICE, WORKER, "applicant", "employer")


def _command(actor: Actor, body: MessageCorrelation, message_id: str, ttl_ms: int) -> DeliverMessage:
    return DeliverMessage(
        actor=actor,
        source=f"v2:{actor.account}",
        message_id=message_id,
        name=body.name,
        key=body.correlation_key or "",
        payload=body.variables or {},
        ttl_seconds=-(-ttl_ms // 1000),
    )


def _identity(body: MessagePublication) -> str:
    """An id is the sender's per name and correlation key; without one, every publication is another message."""
    if not body.message_id:
        return str(uuid4())
    text = json.dumps([body.name, body.correlation_key or "", body.message_id], ensure_ascii=False)
    return text if len(text) <= 255 else f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@router.post("/messages/publication")
def publish(ctx: Ctx, actor: Caller, body: MessagePublication) -> Exact:
    """Give the message to whoever waits for it, or keep it for `timeToLive`; the same `messageId` again counts once."""
    require(actor, *SENDERS)
    own_tenant(body.tenant_id)
    command = _command(actor, body, _identity(body), body.time_to_live or 0)
    receipt = ctx.handle(command)
    return Exact({"tenantId": TENANT_NAME, "messageKey": keys.of_text("message", receipt.id)})


@router.post("/messages/correlation")
def correlate(ctx: Ctx, actor: Caller, body: MessageCorrelation) -> Exact:
    """Give the message to the instance that waits for it now (or starts with it), and say which; 404 when none does."""
    require(actor, *SENDERS)
    own_tenant(body.tenant_id)
    nobody = NotFound(f"nobody waits for message '{body.name}' with correlation key '{body.correlation_key or ''}'")
    if not _awaited(ctx, body):
        raise nobody
    command = _command(actor, body, str(uuid4()), 0)
    receipt = ctx.handle(command)
    case_id = _receiver(ctx, command)
    if case_id is None:  # somebody else's message was faster; ours is on the operator's list of messages nobody took
        raise nobody
    return Exact(
        {
            "tenantId": TENANT_NAME,
            "messageKey": keys.of_text("message", receipt.id),
            "processInstanceKey": keys.of_case(case_id),
        }
    )


def _awaited(ctx: Context, body: MessageCorrelation) -> bool:
    with ctx.store.unit_of_work() as work:
        waiting = work.subscribers(TENANT, "message", body.name, body.correlation_key or "")
        return bool(waiting or work.start_subscriptions(TENANT, "message", body.name))


def _receiver(ctx: Context, command: DeliverMessage) -> str | None:
    """Who got a message that was delivered a moment ago: asked by trying to remember it again."""
    now = ctx.clock.now()
    again = InboundMessage(
        tenant=command.tenant,
        source=command.source,
        message_id=command.message_id,
        name=command.name,
        key=command.key,
        payload={},
        body_sha256=b"",
        received_at=now,
        expires_at=now,
        state=MessageState.BUFFERED,
    )
    with ctx.store.unit_of_work() as work:  # left without a commit: nothing is written
        known = work.remember_message(again)
        return known.consumed_by if known else None


@router.post("/signals/broadcast")
def broadcast(ctx: Ctx, actor: Caller, body: SignalBroadcast) -> Exact:
    """Give the signal to every instance that waits for it now, and start what begins with it."""
    require(actor, *LEADS, WORKER)
    own_tenant(body.tenant_id)
    ctx.handle(BroadcastSignal(actor=actor, name=body.signal_name, payload=body.variables or {}))
    return Exact({"tenantId": TENANT_NAME, "signalKey": keys.of_text("signal", uuid4())})
