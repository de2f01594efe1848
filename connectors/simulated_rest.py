"""What the simulated REST agencies share: OpenAPI checks, tokens, idempotency keys, problems, signed webhooks."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs

import yaml
from jsonschema import Draft202012Validator
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .simulated import Clock, SimulatedAgency
from .simulated_httpsig import signed_headers

_SCHEMA = "application/json"


class Problem(Exception):
    """The agency says no: `kind` is the last word of the problem's type."""

    def __init__(self, status: int, kind: str, title: str) -> None:
        super().__init__(kind)
        self.status, self.kind, self.title = status, kind, title


class Unchanged(Exception):
    """The answer is a success, but what was asked for had been done before."""

    def __init__(self, status: int, value: Any = None) -> None:
        super().__init__(status)
        self.status, self.value = status, value


@dataclass(frozen=True, slots=True)
class Call:
    """One request, matched with the contract.

    `key` is the Idempotency-Key or, without one, a new identifier; `honoured` says that the contract knows the key.
    `form` holds the fields of a multipart form, files as bytes.
    """

    operation: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    json: Mapping[str, Any]
    form: Mapping[str, Any]
    key: str
    honoured: bool


@cache
def _document(contract: Path) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(contract.read_text(encoding="utf-8"))
    return loaded


class SimulatedRest(SimulatedAgency):
    """Base of the REST simulators. `contract` is the OpenAPI file; subclasses write `handle`.

    Configuration (all optional): `client_secret` demanded at /token, `webhook_secret` that signs messages,
    `webhook_keyid` that makes it sign after RFC 9421 instead (see `simulated_httpsig`).
    A repeat is recognised only where the contract demands an Idempotency-Key; elsewhere it is filed again.
    """

    contract: ClassVar[Path]
    faultless_paths: ClassVar[frozenset[str]] = frozenset({"token", "health"})

    def __init__(self, clock: Clock, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(clock, config)
        self._answers: dict[str, tuple[str, int, Any]] = {}
        self._tokens: dict[str, datetime] = {}

    def handle(self, call: Call) -> tuple[int, Any]:
        """Status and JSON of the answer to a valid request. Errors: `Problem`, `Unchanged`."""
        raise NotImplementedError

    async def answer(self, request: Request, body: bytes) -> Response:
        """Token, permission, contract, repeat, then the agency itself."""
        path = "/" + request.scope["path"].removeprefix(request.scope.get("root_path", "")).strip("/")
        try:
            if path == "/token":
                return self._token(body)
            self._permitted(request)
            if path == "/health":
                return JSONResponse({"status": "ok"})
            call = await self._matched(request, path, body)
            with self._lock:
                status, value = self._once(call, hashlib.sha256(body).hexdigest(), reading=request.method == "GET")
        except Problem as problem:
            return _problem(problem)
        return Response(status_code=status) if value is None else JSONResponse(value, status_code=status)

    def _once(self, call: Call, digest: str, *, reading: bool) -> tuple[int, Any]:
        if reading:
            self.note(call.key, call.operation, effect=False)
            return self.handle(call)
        known = self._answers.get(call.key) if call.honoured else None
        if known is not None:
            self.note(call.key, call.operation, effect=False)
            if known[0] != digest:
                raise Problem(409, "duplicate", "Derselbe Schlüssel kam schon mit anderem Inhalt")
            return known[1], known[2]
        try:
            status, value = self.handle(call)
        except Problem:
            self.note(call.key, call.operation, effect=False)
            raise
        except Unchanged as unchanged:
            self.note(call.key, call.operation, effect=False)
            return unchanged.status, unchanged.value
        self.note(call.key, call.operation, effect=True)
        self._answers[call.key] = (digest, status, value)
        return status, value

    def _token(self, body: bytes) -> Response:
        form = {name: values[0] for name, values in parse_qs(body.decode("ascii", "replace")).items()}
        if form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, status_code=400)
        if form.get("client_secret") != self.config.get("client_secret"):
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        token = secrets.token_urlsafe(24)
        self._tokens[token] = self.clock() + timedelta(minutes=5)
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": 300})

    def _permitted(self, request: Request) -> None:
        if self.replaying or not self.config.get("client_secret"):
            return
        ends = self._tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if ends is None or ends < self.clock():
            raise Problem(401, "token", "Kein gültiges Zugriffstoken")

    async def _matched(self, request: Request, path: str, body: bytes) -> Call:
        document = _document(self.contract)
        for template, methods in document["paths"].items():
            found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template), path)
            if found and request.method.lower() in methods:
                return await self._call(request, methods[request.method.lower()], found.groupdict(), body)
        raise Problem(404, "unknown-request", "Diese Adresse gibt es nicht")

    async def _call(self, request: Request, spec: Mapping[str, Any], path: Mapping[str, str], body: bytes) -> Call:
        names = [str(entry.get("$ref", entry.get("name"))).rpartition("/")[2] for entry in spec.get("parameters", ())]
        key = request.headers.get("idempotency-key", "")
        if "Idem" in names and not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", key):
            raise Problem(400, "validation", "Der Kopf Idempotency-Key fehlt oder ist keine UUID")
        content = spec.get("requestBody", {}).get("content", {})
        value: Any = {}
        if _SCHEMA in content:
            try:
                value = json.loads(body)
            except ValueError:
                raise Problem(400, "validation", "Kein JSON") from None
            self._validate(value, content[_SCHEMA]["schema"])
        form: dict[str, Any] = {}
        if "multipart/form-data" in content:
            # The body was read already; Starlette keeps it, so the form parses the same bytes.
            try:
                async with request.form() as fields:
                    for name, entry in fields.items():
                        form[name] = entry if isinstance(entry, str) else await entry.read()
            except MultiPartException:
                raise Problem(400, "validation", "Kein lesbares Formular") from None
        known = key or str(uuid.uuid4())
        return Call(spec["operationId"], path, dict(request.query_params), value, form, known, "Idem" in names)

    def _validate(self, value: Any, schema: Mapping[str, Any]) -> None:
        whole = dict(schema) | {"components": _document(self.contract)["components"]}
        for error in Draft202012Validator(whole).iter_errors(value):
            raise Problem(400, "validation", f"/{'/'.join(map(str, error.absolute_path))}: {error.validator}")

    def post_later(self, at: datetime, url: str, event: Mapping[str, Any]) -> int:
        """Send an event by signed webhook at that moment of the clock."""
        body = json.dumps(event, ensure_ascii=False).encode()

        def build(now: datetime) -> tuple[dict[str, str], bytes]:
            if self.config.get("webhook_keyid"):
                return {"Content-Type": "application/json"} | signed_headers(self.config, url, body, now), body
            stamp = str(int(now.timestamp()))
            secret = str(self.config.get("webhook_secret", "")).encode()
            signed = hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
            return {"Content-Type": "application/json", "X-Timestamp": stamp, "X-Signature": signed}, body

        return self.plan(at, url, build)

    def identifier(self, *parts: object) -> str:
        """A UUID that is the same whenever made from the same parts."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join([self.name, *map(str, parts)])))


def _problem(problem: Problem) -> Response:
    value = {"type": f"urn:akzess:problem:{problem.kind}", "title": problem.title, "status": problem.status}
    return JSONResponse(value, status_code=problem.status, media_type="application/problem+json")
