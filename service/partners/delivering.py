"""Gives answers from a partner's inbox to the process, as the same message that the partner's system would send."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, cast
from uuid import UUID

import structlog
from jsonschema import Draft202012Validator

from authority.partners.answers import event_id
from connectors.base import (
    Connector,
    HttpAnswer,
    Message,
    MessageType,
    Operation,
    Receipt,
    Refused,
    Rejected,
    Reply,
    Request,
)
from connectors.ledger import Ledger
from engine.commands import Command
from store import sight
from store.partners import PartnerRequest

from ..agencies import take
from ..turns import in_turn

log = structlog.get_logger(__name__)

TENANT = 1
KAMMERN, BUNDESAGENTUR, AEMTER = "kammern", "bundesagentur", "aemter"


class _Inbox:
    """A letter that nobody sends by wire: who wrote it is known from the login, not from a signature."""

    def __init__(self, agency: Connector, row: PartnerRequest, number: int) -> None:
        self._agency = agency
        self._row = row
        self._number = number
        self.name: str = agency.name
        self.operations: Mapping[str, Operation] = agency.operations
        self.messages: Mapping[str, MessageType] = agency.messages

    def receive(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Message:
        """The message of the agency's contract; what does not fit its schema is Refused."""
        del headers, now
        return message(self._agency, self._row, self._number, json.loads(body))

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        del message
        text = json.dumps({"receiptId": receipt.receipt_id, "receivedAt": receipt.received_at.isoformat()})
        return HttpAnswer(200, text.encode(), "application/json")

    def reject(self, error: Rejected) -> HttpAnswer:
        return HttpAnswer(error.status, b"", "application/json")

    def send(self, request: Request) -> Reply:
        raise NotImplementedError("letters come in here")

    def ask(self, request: Request) -> None:
        raise NotImplementedError("letters come in here")

    def probe(self) -> None:
        raise NotImplementedError("letters come in here")


def message(agency: Connector, row: PartnerRequest, number: int, event: Mapping[str, Any]) -> Message:
    """What the connector makes of the same answer when it comes by wire. Error: Refused for what its schema forbids."""
    if agency.name in (KAMMERN, AEMTER):
        made: Message = agency.message(event)  # type: ignore[attr-defined]  # of all REST agencies
        if agency.name == KAMMERN:
            made = replace(made, payload=dict(made.payload) | {"chamber": row.partner})
    else:
        made = Message(
            source=agency.name,
            message_id=event_id(row.id, number),
            name="bundesagentur.decision",
            correlation_key=row.key,
            payload=dict(event),
            occurred_at=datetime.fromisoformat(str(event["statusAt"])),
        )
    for error in Draft202012Validator(agency.messages[made.name].payload).iter_errors(plain(made.payload)):
        place = next((str(step) for step in error.absolute_path), "state")
        raise Refused("SCHEMA_INVALID", f"{place} violates {error.validator}", {"path": place})
    return made


def plain(payload: Mapping[str, Any]) -> Any:
    """The payload as JSON has it: a schema knows no dates."""
    return json.loads(json.dumps(payload, default=str))


def deliver(
    row: PartnerRequest,
    agencies: Mapping[str, Connector],
    handle: Callable[[Command], Any],
    store: Any,
    now: datetime,
    ledger: Ledger | None,
) -> bool:
    """Hand over every answer of the request that has not been; whether nothing waits any more.

    A process that dies in between leaves the request unsettled: the next attempt sends the same message, which the inbox
    of messages knows by its id.
    """
    agency = agencies.get(row.agency)
    answers = list(row.content.get("answers") or [])
    done = int(row.content.get("delivered") or 0)
    with sight.seeing(sight.everything()):
        while agency is not None and done < len(answers):
            body = json.dumps(answers[done], ensure_ascii=False, sort_keys=True, default=str).encode()
            answer = take(
                cast(Connector, _Inbox(agency, row, done + 1)),
                handle,
                body,
                {"content-type": "application/json"},
                now,
                ledger,
            )
            if answer.status != 200:
                log.warning("partner.not_delivered", request=row.id, status=answer.status)
                break
            done += 1
        return _settle(store, row.id, done)


def _settle(store: Any, request_id: str, done: int) -> bool:
    with store.unit_of_work() as work:
        work.lock_correlation(TENANT, "partner-request", request_id)
        row: PartnerRequest = work.get(PartnerRequest, TENANT, request_id)
        if done <= int(row.content.get("delivered") or 0) and row.settled:
            return True
        settled = done >= len(row.content.get("answers") or [])
        work.put(replace(row, content={**row.content, "delivered": done}, settled=settled))
        work.commit()
    return settled


def settle_all(
    agencies: Mapping[str, Connector],
    handle: Callable[[Command], Any],
    store: Any,
    now: datetime,
    ledger: Ledger | None,
    limit: int = 100,
) -> int:
    """Deliver what a crash or a fault left behind; how many requests are settled now.

    Every round begins somewhere else among the ids: requests that cannot be delivered, however many, keep those behind
    them waiting for some rounds and not for good. A connector that is not configured is not tried: its requests wait.
    Error: that of the first request that could not be delivered, after all had their turn.
    """
    wanted = {"tenant": TENANT, "settled": False, "agency": frozenset(agencies)}
    if not agencies:
        return 0
    find = partial(store.read().records, PartnerRequest, wanted, order=("id",))
    rows = find(beyond=(_beginning(now),), limit=limit)
    if len(rows) < limit:
        known = {row.id for row in rows}
        rows += [row for row in find(limit=limit - len(rows)) if row.id not in known]
    return in_turn(partial(deliver, row, agencies, handle, store, now, ledger) for row in rows)


def _beginning(now: datetime) -> str:
    """An id that lies, minute after minute, evenly spread between the first and the last (Weyl's sequence)."""
    return str(UUID(int=int(now.timestamp() // 60) * _GOLDEN % 2**128))


#: 2**128 divided by the golden ratio.
_GOLDEN = 0x9E3779B97F4A7C15F39CC0605CEDC835
