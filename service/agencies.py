"""A letter from an agency, from raw bytes to the acknowledgement: verified, stored, and only then confirmed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from connectors import traffic
from connectors.base import Connector, HttpAnswer, Message, Receipt, Rejected
from connectors.ledger import Ledger, Letter, Part
from engine.commands import Command, DeliverMessage
from engine.errors import EngineError, MessageMismatch
from store import StoreError

log = structlog.get_logger(__name__)


def combined(lines: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Header lines by name, several of one name as one with commas between, in their order (RFC 9110 section 5.3).

    Neither of two equal names may be dropped: else a second signature, or what it covers, depends on who reads.
    """
    found: dict[str, str] = {}
    for name, value in lines:
        lower = name.lower()
        found[lower] = f"{found[lower]}, {value.strip()}" if lower in found else value.strip()
    return found


def take(
    connector: Connector,
    handle: Callable[[Command], Any],
    body: bytes,
    headers: Mapping[str, str],
    now: datetime,
    ledger: Ledger | None = None,
) -> HttpAnswer:
    """Receive one message. The agency is told "yes" only after inbox row and evidence are committed.

    A message whose sender or form is not accepted is answered in the agency's own form and leaves nothing behind; one
    that came before gets the first receipt again. An engine or ledger that cannot take it now answers 503, so the agency
    sends it later.
    """
    notes = traffic.Notes()
    try:
        with traffic.recorded(notes):
            message = connector.receive(body, headers, now)
    except Rejected as error:
        log.warning("agency.rejected", agency=connector.name, problem=error.problem)
        return connector.reject(error)
    except (EngineError, StoreError) as error:
        log.error("agency.no_replay_guard", agency=connector.name, kind=type(error).__name__)
        return connector.reject(Rejected(503, "unavailable", "please send again later"))
    try:
        receipt = handle(_command(message))
    except MessageMismatch:
        log.warning("agency.message_id_reuse", agency=connector.name)
        answer = connector.reject(
            Rejected(409, "message-id-reuse", "this message id came before", dialect=message.dialect)
        )
        return _kept(
            ledger, connector, message, answer, _letter(message, body, headers, now, notes, "message-id-reuse")
        )
    except EngineError as error:
        log.error("agency.not_stored", agency=connector.name, code=error.code)
        return connector.reject(Rejected(503, "unavailable", "please send again later", dialect=message.dialect))
    log.info("agency.message", agency=connector.name, name=message.name, state=receipt.state)
    answer = connector.acknowledge(message, Receipt(receipt.id, receipt.at))
    letter = _letter(message, body, headers, now, notes, receipt.state)
    given = {"receiptId": receipt.id, "receivedAt": receipt.at.isoformat()}
    return _kept(ledger, connector, message, answer, replace(letter, receipt=given))


def _letter(
    message: Message, body: bytes, headers: Mapping[str, str], now: datetime, notes: traffic.Notes, outcome: str
) -> Letter:
    signed = notes.signature if notes.signature != traffic.NO_SIGNATURE else traffic.looks_signed(body)
    case_ref = message.payload.get("caseRef")
    return Letter(
        part=Part.MESSAGE,
        exchange=str(uuid.uuid4()),
        agency=message.source,
        operation=message.name,
        key=message.correlation_key,
        at=now,
        body=body,
        media_type=next((value for name, value in headers.items() if name.lower() == "content-type"), ""),
        business_key=case_ref if isinstance(case_ref, str) and len(case_ref) <= 100 else "",
        message_id=_short(message.message_id),
        outcome=outcome,
        signature=signed,
    )


def _kept(
    ledger: Ledger | None, connector: Connector, message: Message, answer: HttpAnswer, letter: Letter
) -> HttpAnswer:
    """The answer, once the message and it are on record; instead of it "later", when they cannot be."""
    if ledger is None:
        return answer
    ours = replace(
        letter,
        part=Part.ACKNOWLEDGEMENT,
        at=ledger.now(),
        body=answer.body,
        media_type=answer.content_type,
        status=answer.status,
        signature=traffic.looks_signed(answer.body),
    )
    try:
        case_id = ledger.consumer(letter.tenant, letter.agency, letter.message_id)
        ledger.keep([replace(letter, case_id=case_id), replace(ours, case_id=case_id)])
    except (EngineError, StoreError) as error:
        log.error("agency.no_evidence", agency=connector.name, kind=type(error).__name__)
        return connector.reject(Rejected(503, "unavailable", "please send again later", dialect=message.dialect))
    return answer


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
