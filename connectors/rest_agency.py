"""The connector of any agency with a JSON interface: routes in, webhook out, its OpenAPI file as the judge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import yaml

from .base import (
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
from .replay import ReplayGuard
from .rest import RestClient, RestConfig, acknowledged, fitting, limited, rejected, verified, webhook_object
from .schema import checked
from .webhooks import WebhookSignatures


@dataclass(frozen=True, slots=True)
class Context:
    """What a request's body may need beside the job's input."""

    case_ref: str
    callback_url: str
    config: RestConfig


@dataclass(frozen=True, slots=True)
class Route:
    """How one operation goes on the wire.

    `path` may hold input names in braces. `body`, `query` and `content` (media type and bytes) make the request;
    `answer` is the OpenAPI schema of the response, by name or inline ("" for none); `result` makes the job's output
    where the answer shaped like the operation's output is not enough.
    `reference` names the output that an answer by message will carry: the operation is then only accepted.
    """

    method: str
    path: str
    result: Callable[[JsonObject, JsonObject], dict[str, Any]] | None = None
    answer: str | JsonObject = ""
    body: Callable[[JsonObject, Context], dict[str, Any]] | None = None
    query: Callable[[JsonObject], dict[str, str]] | None = None
    content: Callable[[JsonObject], tuple[str, bytes]] | None = None
    reference: str = ""


@cache
def contract_schema(contract: Path, name: str) -> JsonObject:
    """The JSON Schema of a component of an OpenAPI 3.0 file; without a name, one that allows everything."""
    if not name:
        return {}
    document = yaml.safe_load(contract.read_text(encoding="utf-8"))
    # References inside start with #/components, so the components travel along.
    return {"$ref": f"#/components/schemas/{name}", "components": document["components"]}


class RestConnector:
    """Base of the REST agencies; see `connectors.base.Connector`. Subclasses fill the class variables.

    `event` names the OpenAPI schema of the webhook, `occurred` the field with its time. `transport` replaces the network by an
    ASGI app; `guard` remembers signed webhooks, in this process alone unless given.
    """

    name: ClassVar[str]
    operations: ClassVar[Mapping[str, Operation]]
    messages: ClassVar[Mapping[str, MessageType]] = {}
    routes: ClassVar[Mapping[str, Route]]
    contract: ClassVar[Path]
    scope: ClassVar[str] = ""
    event: ClassVar[str] = ""
    #: Every byte goes through connectors.http, so a worker may leave the mark "sent" to the evidence ledger.
    recorded: ClassVar[bool] = True
    occurred: ClassVar[str] = "occurredAt"
    probe_path: ClassVar[str] = "/health"

    def __init__(
        self, config: RestConfig, *, clock: Clock = utc_now, transport: Any = None, guard: ReplayGuard | None = None
    ) -> None:
        self._config = config
        self._signatures = WebhookSignatures.of(config, url=self.callback_url, source=self.name, guard=guard)
        self._client = RestClient(config, scope=self.scope, clock=clock, transport=transport)

    def send(self, request: Request) -> Reply | Accepted:
        """Send once; the agency recognises the key."""
        route, given = self.routes[request.operation], checked(self.operations[request.operation].input, request.input)
        self.check(request, given)
        context = Context(request.case_ref, self.callback_url, self._config)
        response = self._client.call(
            route.method,
            route.path.format_map({name: quote(str(value), safe="") for name, value in given.items()}),
            deadline=request.deadline,
            json_body=route.body(given, context) if route.body else None,
            query=route.query(given) if route.query else None,
            content=route.content(given) if route.content else None,
            key=request.key,
        )
        schema = contract_schema(self.contract, route.answer) if isinstance(route.answer, str) else route.answer
        answer = self._client.json(response, schema) if route.answer else {}
        shape = self.operations[request.operation].output
        output = route.result(answer, given) if route.result else shaped(shape, answer)
        return Accepted(str(output[route.reference]), output) if route.reference else Reply(output)

    def check(self, request: Request, given: JsonObject) -> None:
        """Rules a schema cannot say. Error: `Refused`."""

    def ask(self, request: Request) -> Reply | None:
        """Agencies of class B write their own."""
        raise Misconfigured("not-askable", "this agency cannot be asked about an earlier request")

    def probe(self) -> None:
        """Call the agency's health address with our credentials."""
        try:
            self._client.call("GET", self.probe_path, deadline=self._config.timeout)
        except Refused as refusal:
            raise Misconfigured("probe", f"the agency answers the probe with {refusal.code}") from None

    def receive(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Message:
        """A signed webhook that fits the contract."""
        if not self.event:
            raise Rejected(404, "unknown-reference", "this agency sends no messages")
        delivery = ""
        if self._signatures is None:
            value = verified(body, headers, self._config.webhook_secret, now)
        else:
            limited(body)
            delivery = self._signatures.verify(body, headers, now)
            value = webhook_object(body)
        fitting(value, contract_schema(self.contract, self.event))
        return replace(self.message(value), dialect=delivery)

    def message(self, value: JsonObject) -> Message:
        """The message of a webhook's object, which fits the contract and carries an eventId."""
        kind = next(iter(self.messages.values()))
        payload = shaped(kind.payload, value)
        return Message(
            source=self.name,
            message_id=str(value["eventId"]),
            name=kind.name,
            correlation_key=str(payload[kind.correlation_key]),
            payload=payload,
            occurred_at=moment_of(str(value[self.occurred])),
            sequence=value.get("sequence"),
        )

    def acknowledge(self, message: Message, receipt: Receipt) -> HttpAnswer:
        """200 with the receipt."""
        if self._signatures is not None:
            self._signatures.confirm(message.dialect)
        return acknowledged(receipt)

    def reject(self, error: Rejected) -> HttpAnswer:
        """A problem document."""
        if self._signatures is not None and error.problem == "unavailable":
            self._signatures.forget(error.dialect)
        return rejected(error)

    @property
    def callback_url(self) -> str:
        """Where this agency sends its messages."""
        return f"{self._config.callback_base_url.rstrip('/')}/agencies/{self.name}/messages"


def moment_of(text: str) -> datetime:
    """A time from a webhook. Error: `Rejected` 400 when it is none or has no offset."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise Rejected(400, "schema", "a time is not ISO 8601") from None
    if value.tzinfo is None:
        raise Rejected(400, "schema", "a time has no offset")
    return value


def shaped(schema: JsonObject, value: Any) -> Any:
    """A value in the shape of a schema: declared names only, each present, null or [] where the agency said nothing.

    So an expression in a diagram never meets a missing path.
    """
    inner = next((entry for entry in schema.get("anyOf", ()) if entry != {"type": "null"}), None)
    if inner is not None:
        return None if value is None else shaped(inner, value)
    if schema.get("type") == "object" and isinstance(value, Mapping):
        return {name: shaped(entry, value.get(name)) for name, entry in schema["properties"].items()}
    if schema.get("type") == "array":
        return [shaped(schema["items"], entry) for entry in value or ()]
    return value


def whole_input(given: JsonObject, context: Context) -> dict[str, Any]:
    """The job's input with our case reference and where to answer: the body of agencies whose names are ours."""
    return {"caseRef": context.case_ref, "callbackUrl": context.callback_url} | dict(given)


def input_with_case(given: JsonObject, context: Context) -> dict[str, Any]:
    """The job's input with our case reference, for agencies that answer at once."""
    return {"caseRef": context.case_ref} | dict(given)
