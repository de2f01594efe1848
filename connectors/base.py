"""The whole contract between an agency's folder and whoever calls it: records, errors, protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol, runtime_checkable

JsonObject = Mapping[str, Any]
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of a connector that nobody gave another one."""
    return datetime.now(UTC)


class DeliveryClass(StrEnum):
    """What an agency promises about a request that arrives twice, and so what a caller may do.

    A: it honours our key, so sending again is harmless.
    B: it can be asked whether it has our request; ask before sending again.
    C: neither; never send again without a person's word.
    """

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing an agency does for us.

    `input` and `output` are JSON Schemas (2020-12) of the job's variables and of its result. `timeout` is the
    total number of seconds one call may take. `errors` lists the codes with which the agency may refuse.
    """

    name: str
    delivery: DeliveryClass
    input: JsonObject
    output: JsonObject
    label_de: str
    label_en: str
    timeout: float = 30.0
    description_de: str = ""
    description_en: str = ""
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageType:
    """One thing an agency tells us by itself: `payload` is the JSON Schema of `Message.payload`."""

    name: str
    correlation_key: str
    payload: JsonObject
    label_de: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Request:
    """One attempt at one intention.

    `key` is a UUID in lower case, born with the intention and the same at every attempt. `sent_before` says that an
    earlier attempt may have reached the agency. `deadline` is the number of seconds this call may take in all.
    """

    key: str
    operation: str
    input: JsonObject
    case_ref: str
    attempt: int = 1
    sent_before: bool = False
    deadline: float = 30.0


@dataclass(frozen=True, slots=True)
class Reply:
    """The agency did it; `output` is the result."""

    output: JsonObject


@dataclass(frozen=True, slots=True)
class Accepted:
    """The agency took the request and will answer by message under `reference`."""

    reference: str
    output: JsonObject


@dataclass(frozen=True, slots=True)
class Message:
    """What an agency told us by itself.

    `message_id` is the sender's, unique within `source`. `sequence` is set where the agency numbers its messages.
    `dialect` is for the connector alone: it says in which form the acknowledgement has to go back, and belongs to the
    delivery, not to the message: two deliveries of one message are equal.
    """

    source: str
    message_id: str
    name: str
    correlation_key: str
    payload: JsonObject
    occurred_at: datetime
    sequence: int | None = None
    dialect: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a message was stored: what the acknowledgement to the agency is made of."""

    receipt_id: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What our own endpoint answers to an agency, ready to be put on the wire."""

    status: int
    body: bytes
    content_type: str
    headers: JsonObject = field(default_factory=dict)


class ConnectorError(Exception):
    """A call did not end in a reply.

    `code` is a stable word for programs, `reason` a sentence for people without personal data. `outcome_unknown`
    is true when the bytes may have reached the agency, so that nobody may take silence for failure.
    """

    outcome_unknown: bool = False

    def __init__(self, code: str, reason: str = "", *, outcome_unknown: bool | None = None) -> None:
        super().__init__(f"{code}: {reason}" if reason else code)
        self.code = code
        self.reason = reason
        if outcome_unknown is not None:
            self.outcome_unknown = outcome_unknown


class Unavailable(ConnectorError):
    """The agency did not answer: wait and try again, not before `retry_after` seconds if it named them."""

    def __init__(self, code: str = "unavailable", reason: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(code, reason)
        self.retry_after = retry_after


class OutcomeUnknown(Unavailable):
    """The bytes may have reached the agency, but no answer came back: the delivery class decides what follows."""

    outcome_unknown = True


class Refused(ConnectorError):
    """The agency said no: the process decides. `code` becomes the code of a BPMN error, `output` its variables."""

    def __init__(self, code: str, reason: str = "", output: JsonObject | None = None) -> None:
        super().__init__(code, reason)
        self.output: JsonObject = output or {}


class Misconfigured(ConnectorError):
    """Sending again cannot help: a person has to act, an incident is opened."""


class Rejected(Exception):
    """An incoming message is not accepted.

    `status` is the HTTP status, `problem` a stable word. Connectors raise `webhook-signature`, `credentials`,
    `malformed`, `schema`, `too-large`, `encoding`, `dtd-forbidden`, `xml-limit`, `must-understand`; whoever stores the
    message may add `unknown-reference`, `message-id-reuse` and `unavailable` (send it again later).
    `reason` never repeats what was received. `dialect` as in `Message`.
    """

    def __init__(self, status: int, problem: str, reason: str = "", *, dialect: str = "") -> None:
        super().__init__(f"{status} {problem}: {reason}" if reason else f"{status} {problem}")
        self.status = status
        self.problem = problem
        self.reason = reason
        self.dialect = dialect


@runtime_checkable
class Connector(Protocol):
    """What every agency's `Connector` class offers. It does not retry and knows neither cases nor tokens."""

    name: ClassVar[str]
    operations: ClassVar[Mapping[str, Operation]]
    messages: ClassVar[Mapping[str, MessageType]]

    def send(self, request: Request) -> Reply | Accepted:
        """Do it once, however often called with the same key. Errors: `ConnectorError` and its kinds only."""
        ...

    def ask(self, request: Request) -> Reply | None:
        """For class B: the answer the agency already has for this key, or None when it knows nothing of it."""
        ...

    def receive(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Message:
        """Verify the sender, then parse; no I/O. Error: `Rejected`."""
        ...

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        """The answer that makes the agency stop sending this message."""
        ...

    def reject(self, error: Rejected) -> HttpAnswer:
        """The answer to a message that was not accepted, in the agency's own form."""
        ...

    def probe(self) -> None:
        """Return when the agency is reachable and takes us for who we are; otherwise raise `ConnectorError`."""
        ...
