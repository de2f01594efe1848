"""An agency's connector for partners without a system: what is meant for them lies down in their inbox here instead."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol, cast
from uuid import NAMESPACE_URL, uuid5

from authority.partners.answers import OVER, request_id
from authority.partners.network import Channel, Network, Partner
from connectors import traffic
from connectors.base import (
    Accepted,
    Connector,
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
    Unavailable,
)
from connectors.schema import checked
from engine.errors import EngineError
from engine.ports import Clock

from ..errors import StoreError
from . import consulted
from .records import ANSWERED, ASKED, OPEN, UNDERWAY, WITHDRAWN, PartnerDocument, PartnerRequest

TENANT = 1


class Shelf(Protocol):
    """The part of a store that the counter needs."""

    def unit_of_work(self) -> Any: ...

    def read(self) -> Any: ...


class Counter:
    """Implements `connectors.base.Connector` around an agency's own: `served` partners are asked here, others there.

    The same operations, the same outputs, the same message: a process cannot tell the difference. `recorded`: what lies
    down here is shown to the evidence ledger like what leaves by wire.
    """

    recorded = True

    def __init__(self, inner: Connector, network: Network, store: Shelf, clock: Clock) -> None:
        self.inner = inner
        self._network = network
        self._store = store
        self._clock = clock
        self.name: str = inner.name
        self.operations: Mapping[str, Operation] = inner.operations
        self.messages: Mapping[str, MessageType] = inner.messages
        self._recorded_inner = bool(getattr(inner, "recorded", False))

    def send(self, request: Request) -> Reply | Accepted:
        """See `Connector`: at the partner's inbox, or by wire."""
        try:
            done = self._here(request)
        except (EngineError, StoreError) as error:
            raise Unavailable("inbox-unavailable", type(error).__name__) from None
        return self.inner.send(request) if done is None else done

    def ask(self, request: Request) -> Reply | None:
        """Everything here is done once by its key: to ask is to do it."""
        known = self._known(request.input)
        if known is None:
            return self.inner.ask(request)
        return None

    def receive(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Message:
        """A letter by wire."""
        return self.inner.receive(body, headers, now)

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        """See `Connector`."""
        return self.inner.acknowledge(message, receipt)

    def reject(self, error: Rejected) -> HttpAnswer:
        """See `Connector`."""
        return self.inner.reject(error)

    def probe(self) -> None:
        """The wire's."""
        self.inner.probe()

    def __getattr__(self, name: str) -> Any:
        """What an agency's connector has beside the contract (its address for letters, its configuration)."""
        return getattr(self.inner, name)

    # -- requests

    def _here(self, request: Request) -> Reply | None:
        begins = request.operation in _BEGINNING
        if begins:
            partner = self._addressee(request)
            if partner is None or partner.channel is not Channel.INBOX:
                return None
            given = checked(self.operations[request.operation].input, request.input)
            return self._recorded(request, partner.id, lambda: self._begin(request, partner, given))
        known = self._known(request.input)
        if known is None:
            return None
        given = checked(self.operations[request.operation].input, request.input)
        return self._recorded(request, known.partner, lambda: self._further(request, known.id, given))

    def _addressee(self, request: Request) -> Partner | None:
        if self.name != consulted.AEMTER:
            return self._network.addressee(self.name, request.input.get("chamber"))
        case = self._store.read().case_by_key(TENANT, request.case_ref)
        asked = self._network.consultations.get(str(request.input.get("kind")))
        return self._network.at(asked.role, case.site) if asked is not None and case is not None else None

    def _recorded(self, request: Request, partner: str, act: Callable[[], dict[str, Any]]) -> Reply:
        traffic.leaving(f"INBOX {partner}", "application/json", _json(request.input))
        output = act()
        traffic.arrived(200, "application/json", _json(output))
        return Reply(output)

    def _known(self, given: JsonObject) -> PartnerRequest | None:
        read = self._store.read()
        if "requestId" in given:
            wanted: dict[str, Any] = {"id": str(given["requestId"])}
        elif "baReference" in given and str(given["baReference"]).startswith("AKZ-"):
            wanted = {"id": str(given["baReference"]).removeprefix("AKZ-")}
        else:
            return None
        found = read.records(PartnerRequest, {"tenant": TENANT, **wanted}, limit=1)
        return found[0] if found and found[0].agency == self.name else None

    def _begin(self, request: Request, partner: Partner, given: JsonObject) -> dict[str, Any]:
        case = self._store.read().case_by_key(TENANT, request.case_ref)
        if case is None:
            raise Misconfigured("case-unknown", "a request without a case")
        now = self._clock.now()
        made = request_id(request.key)
        row = PartnerRequest(
            tenant=TENANT,
            id=made,
            partner=partner.id,
            site=case.site,
            case_id=case.id,
            business_key=request.case_ref,
            agency=self.name,
            kind=str(given.get("kind") or given.get("procedure") or request.operation),
            key=request.key,
            reference=f"AKZ-{made}" if self.name == _BA else made,
            state=OPEN,
            version=1,
            due_on=_due(given, now.date()),
            created_at=now,
            created_by="",
            content={"out": self._leaving(given), "answers": []},
        )
        with self._store.unit_of_work() as work:
            work.lock_correlation(TENANT, "partner-request", made)
            earlier: PartnerRequest | None = work.get(PartnerRequest, TENANT, made)
            if earlier is None:
                work.put(row)
                for document in given.get("documents", ()):
                    work.put(_document(row, document, now))
                work.commit()
        return _receipt(self.name, earlier or row)

    def _leaving(self, given: JsonObject) -> dict[str, Any]:
        if self.name == consulted.AEMTER:
            return consulted.leaving(self._network.consultations[str(given["kind"])], given)
        return {name: value for name, value in given.items() if name not in _NOT_OUT}

    def _further(self, request: Request, known: str, given: JsonObject) -> dict[str, Any]:
        now = self._clock.now()
        with self._store.unit_of_work() as work:
            work.lock_correlation(TENANT, "partner-request", known)
            row: PartnerRequest = work.get(PartnerRequest, TENANT, known)
            if request.operation in ("uploadDocument", "supplementRequest"):
                if row.state not in UNDERWAY:
                    raise Refused("WRONG_STATE" if self.name != _BA else "STATUS_UNZULAESSIG", "the request is over")
                documents = [_document(row, one, now) for one in given.get("documents", (given,))]
                for one in documents:
                    work.put(one)
                work.put(replace(row, state=OPEN, version=row.version + 1))
                output: dict[str, Any] = {"documentId": documents[0].id}
                if request.operation == "supplementRequest":
                    output = {"receivedAt": now.isoformat(), "fictionDate": None}
            elif request.operation == "remind":
                work.put(replace(row, reminders=max(row.reminders, int(given["level"])), version=row.version + 1))
                output = {"level": given["level"], "newDueDate": given.get("newDueDate")}
            elif request.operation in ("withdrawOpinionRequest", "withdrawRequest", "withdraw"):
                if row.state in UNDERWAY:
                    work.put(replace(row, state=WITHDRAWN, version=row.version + 1))
                elif row.state == ANSWERED and self.name != "kammern":
                    raise Refused("STATUS_UNZULAESSIG" if self.name == _BA else "WRONG_STATE", "the answer is given")
                output = {"status": "ZURUECKGENOMMEN_ABH"} if self.name == _BA else {"state": "ZURUECKGEZOGEN"}
            else:
                return _status(self.name, row)
            work.commit()
        return output


def counters(connectors: Iterable[Connector], network: Network, store: Shelf, clock: Clock) -> list[Connector]:
    """The connectors, those in front of which a counter stands behind one."""
    with_inbox = {one.agency for one in network.partners.values() if one.agency}
    return [
        cast(Connector, Counter(one, network, store, clock)) if one.name in with_inbox else one for one in connectors
    ]


_BA = "bundesagentur"
_BEGINNING = frozenset({"createOpinionRequest", "submitApprovalRequest", "consult"})
#: Documents lie beside a request; who our clerk is, the partner sees as the office's contact.
_NOT_OUT = frozenset({"documents", "clerk", "clerkPhone"})
_STATES = {OPEN: "IN_PRUEFUNG", ASKED: "NACHFORDERUNG", WITHDRAWN: "ZURUECKGEZOGEN"}


def _due(given: JsonObject, today: date) -> str:
    for name in ("dueDate", "dueOn"):
        if name in given:
            return str(given[name])
    return (today + timedelta(weeks=int(given.get("deadlineWeeks", 2)))).isoformat()


def _receipt(agency: str, row: PartnerRequest) -> dict[str, Any]:
    if agency == _BA:
        return {
            "requestMessageId": row.key,
            "baReference": row.reference,
            "receivedAt": row.created_at.isoformat(),
            "fictionDate": row.due_on,
            "amzTeam": row.partner,
        }
    if agency == consulted.AEMTER:
        return {"requestId": row.id, "receivedAt": row.created_at.isoformat(), "dueOn": row.due_on}
    return _status(agency, row)


def _status(agency: str, row: PartnerRequest) -> dict[str, Any]:
    answers = row.content.get("answers") or []
    last = answers[-1] if answers else {}
    if agency == _BA:
        if last:
            return dict(last)
        raise Refused("UNBEKANNTE_REFERENZ", "no decision yet")
    state = last.get("state") if last.get("state") in OVER else _STATES.get(row.state, "IN_PRUEFUNG")
    return {
        "requestId": row.id,
        "state": "EINGEGANGEN" if not last and row.state == OPEN else state,
        "receivedAt": row.created_at.isoformat(),
        "dueDate": row.due_on,
        "missingItems": list(last.get("missingItems", ())) if row.state == ASKED else [],
        "opinion": None,
    }


def _document(row: PartnerRequest, given: JsonObject, now: datetime) -> PartnerDocument:
    """A document of a request; the same one again is the same row. Error: Refused."""
    try:
        content = base64.b64decode(str(given["content"]), validate=True)
    except binascii.Error:
        raise Refused("SCHEMA_INVALID", "/content is not base64", {"path": "/content"}) from None
    digest = hashlib.sha256(content).hexdigest()
    if given.get("sha256") not in (None, digest):
        raise Refused("HASH_MISMATCH", "the checksum is another document's")
    return PartnerDocument(
        tenant=TENANT,
        id=str(uuid5(NAMESPACE_URL, f"urn:akzess:partners:1:{row.id}:{given['type']}:{digest}")),
        request_id=row.id,
        case_id=row.case_id,
        type=str(given["type"]),
        name=str(given.get("fileName") or f"{str(given['type']).lower()}.pdf")[:200],
        media_type=str(given.get("mimeType", "application/pdf")),
        sha256=digest,
        size=len(content),
        sent_at=now,
        content=str(given["content"]),
    )


def _json(value: JsonObject) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()
