"""A letter from an agency, from raw bytes to the acknowledgement: verified, stored, and only then confirmed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog

from connectors.base import Connector, HttpAnswer, Message, Receipt, Rejected
from engine.commands import Command, DeliverMessage
from engine.errors import EngineError, MessageMismatch

log = structlog.get_logger(__name__)


def take(
    connector: Connector,
    handle: Callable[[Command], Any],
    body: bytes,
    headers: Mapping[str, str],
    now: datetime,
) -> HttpAnswer:
    """Receive one message. The agency is told "yes" only after the inbox row is committed.

    A message that is not accepted is answered in the agency's own form and leaves nothing behind; one that came
    before gets the first receipt again. An engine that cannot take it now answers 503, so the agency sends it later.
    """
    try:
        message = connector.receive(body, headers, now)
    except Rejected as error:
        log.warning("agency.rejected", agency=connector.name, problem=error.problem)
        return connector.reject(error)
    try:
        receipt = handle(_command(message))
    except MessageMismatch:
        log.warning("agency.message_id_reuse", agency=connector.name)
        return connector.reject(
            Rejected(409, "message-id-reuse", "this message id came before", dialect=message.dialect)
        )
    except EngineError as error:
        log.error("agency.not_stored", agency=connector.name, code=error.code)
        return connector.reject(Rejected(503, "unavailable", "please send again later", dialect=message.dialect))
    log.info("agency.message", agency=connector.name, name=message.name, state=receipt.state)
    return connector.acknowledge(message, Receipt(receipt.id, receipt.at))


def _command(message: Message) -> DeliverMessage:
    return DeliverMessage(
        source=message.source,
        message_id=_short(message.message_id),
        name=message.name,
        key=message.correlation_key,
        payload=message.payload,
        sequence=message.sequence,
    )


def _short(message_id: str) -> str:
    """Ids are the sender's; a very long one is kept by its digest so that it stays unique."""
    return message_id if len(message_id) <= 255 else f"sha256:{hashlib.sha256(message_id.encode()).hexdigest()}"
