"""Sends to the Bundesagentur für Arbeit by SOAP, receives its decisions, and maps its faults to our errors."""

from __future__ import annotations

import base64
import hmac
import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, cast

from lxml import etree

from .. import envelope
from ..base import (
    Accepted,
    Clock,
    HttpAnswer,
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
    utc_now,
)
from ..http import HttpClient
from ..replay import ReplayGuard
from ..schema import checked
from ..settings import office_of
from ..signatures import SignatureRefused
from ..soap import SoapClient, SoapFault, binding_of
from ..soap_security import SoapSecurity
from . import wire
from .config import Config
from .operations import MESSAGES, NAME, OPERATIONS
from .pace import Pace

WSDL = Path(__file__).parent / "contract" / "ba-arbeitsmarktzulassung.wsdl"
_BINDINGS: dict[envelope.Version, str] = {"1.1": "Amz11", "1.2": "Amz12"}
_PATHS: dict[envelope.Version, str] = {"1.1": "/soap11", "1.2": "/soap12"}
_MAX_NOTIFICATION = 1024 * 1024
#: What we answer to a message that we do not accept, by `Rejected.problem`.
_OUR_FAULTS = {
    "unknown-reference": "UNBEKANNTE_REFERENZ",
    "credentials": "NICHT_BERECHTIGT",
    "signature": "NICHT_BERECHTIGT",
    "message-id-reuse": "DUBLETTE",
    "unavailable": "TEMPORAER",
}
_RESULTS = {
    "submitApprovalRequest": wire.submitted,
    "getDecision": wire.decision,
    "supplementRequest": wire.supplemented,
    "withdrawRequest": wire.withdrawn,
}


class Connector:
    """See `connectors.base.Connector`. `transport` replaces the network by an ASGI app in the same process; `guard`
    remembers signed messages, in this process alone unless given."""

    name: ClassVar[str] = NAME
    operations: ClassVar[Mapping[str, Operation]] = OPERATIONS
    messages: ClassVar[Mapping[str, MessageType]] = MESSAGES

    def __init__(
        self, config: Config, *, clock: Clock = utc_now, transport: Any = None, guard: ReplayGuard | None = None
    ) -> None:
        self._config = config
        self._clock = clock
        self._pace = Pace(clock)
        binding = binding_of(config.soap_version, _BINDINGS)
        address = config.base_url.rstrip("/") + _PATHS[config.soap_version]
        http = HttpClient(
            [config.base_url],
            networks=config.networks,
            ca_file=config.ca_file,
            certificate=config.certificate,
            key=config.key,
            transport=transport,
            clock=clock,
        )
        self._security = SoapSecurity.of(config, source=self.name, clock=clock, guard=guard)
        self._soap = SoapClient(WSDL, http, binding=binding, address=address, security=self._security)

    def send(self, request: Request) -> Reply | Accepted:
        """All operations answer at once; the decision itself comes later by message."""
        operation = self.operations[request.operation]
        given = checked(operation.input, request.input)
        office = office_of(request.case_ref, self._config.offices)
        head = wire.header(request.key, self._clock(), office, request.case_ref, given, test=self._config.test)
        if request.operation == "submitApprovalRequest":
            arguments = wire.submit(given, head, self._callback_url)
        elif request.operation == "supplementRequest":
            arguments = wire.supplement(given, head)
        else:
            arguments = wire.by_reference(given, head)
        if request.operation == "getDecision":
            self._pace.ask(str(given["baReference"]), request.key)
        return Reply(_RESULTS[request.operation](self._call(request.operation, arguments, request.deadline)))

    def ask(self, request: Request) -> Reply | None:
        """Not needed: every operation is class A."""
        raise Misconfigured("not-askable", "class A is sent again with the same key")

    def probe(self) -> None:
        """Ask for a reference nobody has: the fault UNBEKANNTE_REFERENZ shows that we were let in and understood."""
        office = next(iter(self._config.offices.values()))
        head = wire.header(str(uuid.uuid4()), self._clock(), office, "PROBE", {}, test=True)
        try:
            self._call("getDecision", wire.by_reference({"baReference": "PROBE"}, head), self._config.timeout)
        except Refused as refusal:
            if refusal.code != "UNBEKANNTE_REFERENZ":
                raise

    def receive(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Message:
        """A decision, by SOAP 1.1 or 1.2."""
        self._verify(headers)
        related = ""
        try:
            if self._security is not None:
                body, related = self._signed(body, now)
            opened = self._soap.contract.open(body, limit=_MAX_NOTIFICATION)
        except envelope.EnvelopeError as error:
            status = 413 if error.problem == "too-large" else 400
            raise Rejected(status, error.problem, error.reason, dialect=f"{error.version} {related}".strip()) from None
        if isinstance(opened, envelope.Fault) or opened.content.tag != f"{{{wire.NAMESPACE}}}notifyDecision":
            raise Rejected(400, "schema", "only notifyDecision is accepted here")
        payload = wire.decision(opened.content)
        return Message(
            source=self.name,
            message_id=wire.message_id(opened.content),
            name="bundesagentur.decision",
            correlation_key=payload["requestMessageId"],
            payload=payload,
            occurred_at=datetime.fromisoformat(payload["statusAt"]),
            dialect=f"{opened.version} {related}".strip(),
        )

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        """`notifyDecisionResponse` in the SOAP version of the message."""
        version = _version(message.dialect)
        if self._security is not None:
            self._security.confirm(_related(message.dialect))
        body = envelope.wrap(version, wire.acknowledged(receipt.received_at))
        return _answer(200, version, self._sealed(body, message.dialect))

    def reject(self, error: Rejected) -> HttpAnswer:
        """An `amzFault`; HTTP 500 as SOAP demands, 401 where the caller has to identify itself."""
        version = _version(error.dialect)
        code = _OUR_FAULTS.get(error.problem, "SCHEMA_INVALID")
        detail = wire.our_fault(code, error.reason or error.problem, retryable=code == "TEMPORAER")
        body = envelope.fault(version, ours=code == "TEMPORAER", text=code, detail=detail)
        if self._security is not None and error.problem == "unavailable":
            self._security.forget(_related(error.dialect))
        status = error.status if error.status in (401, 413) else 500
        challenge = {"WWW-Authenticate": 'Basic realm="AKZESS"'} if status == 401 else {}
        return _answer(status, version, self._sealed(body, error.dialect), challenge)

    @property
    def _callback_url(self) -> str:
        return f"{self._config.callback_base_url.rstrip('/')}/agencies/{self.name}/messages"

    def _call(self, operation: str, arguments: Mapping[str, Any], deadline: float) -> etree._Element:
        headers = {}
        if self._config.password:
            headers["Authorization"] = _basic(self._config.username, self._config.password.reveal())
        try:
            return self._soap.call(operation, arguments, deadline=min(deadline, self._config.timeout), headers=headers)
        except SoapFault as fault:
            raise _error(fault) from None

    def _signed(self, body: bytes, now: datetime) -> tuple[bytes, str]:
        """What the agency signed, in an envelope of its own, and its MessageID. Errors: `EnvelopeError`, `Rejected`."""
        root = envelope.parse(body, limit=_MAX_NOTIFICATION)  # what is no XML gets the answer it always gets
        try:
            found = cast(SoapSecurity, self._security).opened(body, now)
        except SignatureRefused:
            dialect = "1.2" if root.tag == f"{{{envelope.NAMESPACES['1.2']}}}Envelope" else "1.1"
            raise Rejected(403, "signature", dialect=dialect) from None
        return found.envelope, found.message_id

    def _sealed(self, body: bytes, dialect: str) -> bytes:
        return body if self._security is None else self._security.seal(body, _related(dialect))[0]

    def _verify(self, headers: Mapping[str, str]) -> None:
        if not self._config.callback_password:
            return
        shown = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
        expected = _basic(self._config.callback_username, self._config.callback_password.reveal())
        if not hmac.compare_digest(shown.encode(), expected.encode()):
            media = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
            dialect = "1.2" if media.startswith(envelope.MEDIA_TYPES["1.2"]) else "1.1"
            raise Rejected(401, "credentials", "the caller is not the agency", dialect=dialect)


def _error(error: SoapFault) -> Exception:
    """Domain document 5.3: TEMPORAER waits, NICHT_BERECHTIGT needs a person, every other code goes to the process."""
    if error.fault.detail is None or error.fault.detail.tag != f"{{{wire.NAMESPACE}}}amzFault":
        return Misconfigured("agency-malformed", "a fault without the contract's detail", outcome_unknown=True)
    parts = wire.fault(error.fault.detail)
    if parts["retryable"] or parts["code"] == "TEMPORAER":
        return Unavailable(parts["code"], parts["text"])
    if parts["code"] == "NICHT_BERECHTIGT":
        return Misconfigured(parts["code"], parts["text"])
    return Refused(parts["code"], parts["text"], parts)


def _answer(
    status: int, version: envelope.Version, body: bytes, headers: Mapping[str, str] | None = None
) -> HttpAnswer:
    return HttpAnswer(status, body, f"{envelope.MEDIA_TYPES[version]}; charset=utf-8", headers or {})


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _version(dialect: str) -> envelope.Version:
    return "1.2" if dialect.partition(" ")[0] == "1.2" else "1.1"


def _related(dialect: str) -> str:
    """The MessageID of the signed message that is answered."""
    return dialect.partition(" ")[2]
