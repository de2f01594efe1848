"""Messages that nobody took in time: an operator gives them once more, or sets them aside, and both are on record."""

from __future__ import annotations

from datetime import timedelta

from .. import commands as c
from ..desk import SecurityEvent
from ..errors import NotFound
from ..model import InboundMessage, Receipt
from ..ports import UnitOfWork
from . import messages
from .work import House

#: The kind under which these acts stand in the log.
ORDER = "message-order"


def revive(house: House, work: UnitOfWork, command: c.ReviveMessage) -> Receipt:
    """Who waits for it now gets it as if it had come just now; otherwise it waits as long again. NotFound."""
    until = house.clock.now() + timedelta(seconds=command.ttl_seconds)
    message = _found(work.lift_message(command.tenant, command.message, until), command.message)
    _record(house, work, command, message, "again")
    said = c.DeliverMessage(
        actor=command.actor,
        tenant=command.tenant,
        source=message.source,
        message_id=message.message_id,
        name=message.name,
        key=message.key,
        payload=message.payload,
    )
    messages.find_receiver(house, work, said, message)
    return messages.receipt(message)


def set_aside(house: House, work: UnitOfWork, command: c.SetMessageAside) -> Receipt:
    """It is over: nobody gets it any more, and only its name, sender and time are left. NotFound."""
    message = _found(work.lift_message(command.tenant, command.message, None), command.message)
    _record(house, work, command, message, "aside")
    return messages.receipt(message)


def _found(message: InboundMessage | None, number: int) -> InboundMessage:
    if message is None:
        raise NotFound(f"parked message {number}")
    return message


def _record(
    house: House, work: UnitOfWork, command: c.ReviveMessage | c.SetMessageAside, message: InboundMessage, order: str
) -> None:
    # Neither key nor content: the log outlives the case.
    told = {"order": order, "source": message.source, "messageId": message.message_id, "name": message.name}
    detail = {**told, "reason": command.reason, "account": command.actor.account}
    now, by = house.clock.now(), command.actor.person
    work.put(SecurityEvent(house.ids.key(), command.tenant, now, ORDER, person=by, detail=detail))
