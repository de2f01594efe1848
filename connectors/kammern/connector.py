"""Asks the chambers for opinions by REST and receives them by signed webhook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, cast

from ..base import (
    Accepted,
    Clock,
    HttpAnswer,
    JsonObject,
    Message,
    MessageType,
    Misconfigured,
    Operation,
    Receipt,
    Refused,
    Rejected,
    Reply,
    Request,
    utc_now,
)
from ..replay import ReplayGuard
from ..rest_agency import Context, RestConnector, Route, contract_schema, moment_of
from ..schema import UUID
from ..settings import office_of
from . import wire
from .config import CHAMBERS, Config
from .operations import MESSAGES, NAME, OPERATIONS

_ONE = "/opinion-requests/{requestId}"
#: The contract writes this one inline.
_STORED = {
    "type": "object",
    "required": ["documentId"],
    "properties": {"documentId": {"type": "string", "pattern": UUID}},
}


def _request(given: JsonObject, context: Context) -> dict[str, object]:
    config = cast(Config, context.config)
    return wire.opinion_request(
        given, office_of(context.case_ref, config.offices), context.case_ref, context.callback_url
    )


def _reminder(given: JsonObject, _context: Context) -> dict[str, object]:
    return {name: given[name] for name in ("level", "newDueDate") if name in given}


def _reminded(_answer: JsonObject, given: JsonObject) -> dict[str, object]:
    return {"level": given["level"], "newDueDate": given.get("newDueDate")}


class Connector(RestConnector):
    """See `connectors.base.Connector`."""

    name: ClassVar[str] = NAME
    operations: ClassVar[Mapping[str, Operation]] = OPERATIONS
    messages: ClassVar[Mapping[str, MessageType]] = MESSAGES
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "chamber-opinion.openapi.yaml"
    scope: ClassVar[str] = "opinion.write"
    event: ClassVar[str] = "OpinionEvent"
    #: A request nobody has: the contract knows no health address, and "unknown" shows that we were let in.
    probe_path: ClassVar[str] = "/opinion-requests/00000000-0000-0000-0000-000000000000"
    routes: ClassVar[Mapping[str, Route]] = {
        "createOpinionRequest": Route(
            "POST", "/opinion-requests", lambda answer, _: wire.status(answer), answer="OpinionStatus", body=_request
        ),
        "getOpinionRequest": Route("GET", _ONE, lambda answer, _: wire.status(answer), answer="OpinionStatus"),
        "withdrawOpinionRequest": Route(
            "DELETE",
            _ONE,
            lambda _answer, _given: {"state": "ZURUECKGEZOGEN"},
            query=lambda given: {"reason": str(given["reason"])},
        ),
        "uploadDocument": Route(
            "POST", f"{_ONE}/documents", lambda answer, _: {"documentId": answer["documentId"]}, content=wire.upload,
            answer=_STORED,
        ),
        "remind": Route("POST", f"{_ONE}/reminders", _reminded, body=_reminder),
    }  # fmt: skip

    def __init__(
        self, config: Config, *, clock: Clock = utc_now, transport: Any = None, guard: ReplayGuard | None = None
    ) -> None:
        super().__init__(config, clock=clock, transport=transport, guard=guard)
        self._instances = {
            chamber: Connector(own, clock=clock, transport=transport, guard=guard)
            for chamber, own in config.instances().items()
        }

    def send(self, request: Request) -> Reply | Accepted:
        """To the chamber that the input names, if it has an account of its own, else to the common interface."""
        own = self._own(request.input)
        return super().send(request) if own is self else own.send(request)

    def _own(self, given: JsonObject) -> Connector:
        chamber = given.get("chamber")
        if self._instances and chamber is None:
            raise Refused("SCHEMA_INVALID", "/chamber fehlt / missing", {"path": "/chamber"})
        return self._instances.get(str(chamber), self)

    def receive(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Message:
        """A signed webhook. The key that verifies it says which chamber it is from, whatever the letter itself says."""
        for chamber, own in self._instances.items():
            try:
                message = own.receive(body, headers, now)
            except Rejected as rejection:
                if rejection.problem != "webhook-signature":
                    raise
            else:
                return replace(message, payload=dict(message.payload) | {"chamber": chamber})
        return super().receive(body, headers, now)

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        """200 with the receipt, whichever key verified the letter."""
        for own in self._instances.values():
            own.acknowledge(message, receipt)
        return super().acknowledge(message, receipt)

    def reject(self, error: Rejected) -> HttpAnswer:
        """A problem document; a letter that could not be stored may come again, whichever key verified it."""
        for own in self._instances.values():
            own.reject(error)
        return super().reject(error)

    def check(self, request: Request, given: JsonObject) -> None:
        """The contract demands a document's bytes, and a business block, or a recognition block for that kind."""
        if request.operation == "uploadDocument" and not given.get("content"):
            raise Refused("SCHEMA_INVALID", "/content fehlt / missing", {"path": "/content"})
        if request.operation != "createOpinionRequest":
            return
        needed = "recognition" if given["kind"] == "ANERKENNUNGSSTATUS" else "business"
        if needed not in given:
            raise Refused("SCHEMA_INVALID", f"/{needed} fehlt / missing", {"path": f"/{needed}"})

    def ask(self, request: Request) -> Reply | None:
        """Look at the request's state: was this document, or this reminder, received?

        The contract allows further properties in an OpinionStatus; `documents` and `reminders` are such, agreed with
        the chambers. Error: `Misconfigured("not-askable")` when a chamber does not show them: then a person decides.
        """
        given = request.input
        if (own := self._own(given)) is not self:
            return own.ask(request)
        path = f"/opinion-requests/{given['requestId']}"
        response = self._client.call("GET", path, deadline=request.deadline)
        answer = self._client.json(response, contract_schema(self.contract, "OpinionStatus"))
        kind = {"uploadDocument": "documents", "remind": "reminders"}.get(request.operation, "")
        if not isinstance(answer.get(kind), list):
            raise Misconfigured("not-askable", "the chamber does not show what it received", outcome_unknown=True)
        for entry in answer[kind]:
            if kind == "reminders" and entry.get("level") == given["level"]:
                return Reply(_reminded({}, given))
            wanted = (given.get("type"), wire.checksum(given) if kind == "documents" else "")
            if kind == "documents" and (entry.get("type"), entry.get("sha256")) == wanted:
                return Reply({"documentId": entry["documentId"]})
        return None

    def probe(self) -> None:
        """Ask for a request nobody has, see `probe_path`; with accounts of their own, all chambers one after the other."""
        for own in self._instances.values():
            own.probe()
        if set(self._instances) == set(CHAMBERS):
            return
        try:
            self._client.call("GET", self.probe_path, deadline=self._config.timeout)
        except Refused as refusal:
            if refusal.code != "UNKNOWN_REQUEST":
                raise Misconfigured("probe", f"the chamber answers the probe with {refusal.code}") from None

    def message(self, value: JsonObject) -> Message:
        """An OpinionEvent."""
        payload = wire.event(value)
        return Message(
            source=self.name,
            message_id=str(value["eventId"]),
            name="kammern.opinion",
            correlation_key=payload["requestId"],
            payload=payload,
            occurred_at=moment_of(payload["occurredAt"]),
        )
