"""Strict JSON bodies: no duplicate keys, no NaN, no lone surrogates, limited depth; fractions stay exact decimals."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any, get_args, get_origin

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import MEDIA_TYPE, Problem

#: Bytes of a JSON body; only a bundle of models may be larger.
MAX_JSON = 1024 * 1024
BUNDLES = "/definitions"
MAX_DEPTH = 32
MAX_KEYS = 10_000
MAX_DIGITS = 40


def _pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(items)
    if len(found) != len(items):
        raise ValueError("duplicate key")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _fraction(text: str) -> Decimal:
    if len(text) > MAX_DIGITS:
        raise ValueError("too many digits")
    number = Decimal(text)
    if not -1000 <= number.adjusted() <= 1000:
        raise ValueError("number out of range")
    return number


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError("too many digits")
    return int(text)


def _check(value: Any, depth: int, seen: list[int]) -> None:
    if depth > MAX_DEPTH:
        raise ValueError("too deep")
    if isinstance(value, dict):
        seen[0] += len(value)
        if seen[0] > MAX_KEYS:
            raise ValueError("too many keys")
        for key, item in value.items():
            key.encode()
            _check(item, depth + 1, seen)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1, seen)
    elif isinstance(value, str):
        value.encode()  # UnicodeEncodeError (a ValueError) for a lone surrogate
        if "\x00" in value:
            raise ValueError("NUL in a text")


def parse(body: bytes) -> Any:
    """The value of a JSON text. Problem: 400 `json-malformed`."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_pairs,
            parse_constant=_constant,
            parse_float=_fraction,
            parse_int=_whole,
        )
        _check(value, 0, [0])
    except (ValueError, RecursionError):
        raise Problem(400, "json-malformed") from None
    return value


class _StrictRequest(Request):
    async def json(self) -> Any:
        """The body, parsed strictly once; FastAPI validates what comes out."""
        body = await self.body()
        if len(body) > MAX_JSON and self.url.path != BUNDLES:
            raise Problem(413, "payload-too-large")
        return parse(body)


def _strict_query(request: Request, names: frozenset[str], many: frozenset[str]) -> None:
    """Problem: 422 for a query parameter that the route does not know, or that comes twice where one is taken."""
    found = request.query_params
    unknown = [name for name in found if name not in names]
    twice = [name for name in found if name in names - many and len(found.getlist(name)) > 1]
    if unknown or twice:
        # The name is the caller's text: only so much of it is repeated.
        errors = [{"pointer": f"/{name[:60]}", "code": "unknown-parameter", "message": ""} for name in unknown[:20]]
        errors += [{"pointer": f"/{name}", "code": "repeated-parameter", "message": ""} for name in twice]
        raise Problem(422, "validation-failed", errors=errors)


class StrictRoute(APIRoute):
    """A route whose JSON bodies are read by `parse`, and whose query holds nothing that it does not know."""

    #: Routes in the shape of another product's API pass over what they do not know, as that does.
    strict_query = True

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Hand the original handler a request that parses strictly."""
        original = super().get_route_handler()
        names, many = _parameters(self.dependant)

        async def handler(request: Request) -> Response:
            if self.strict_query and request.url.query:
                _strict_query(request, names, many)
            media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if self.body_field is not None and media != "application/json":
                raise Problem(415, "unsupported-media-type")
            return await original(_StrictRequest(request.scope, request.receive))

        return handler


def _parameters(dependant: Dependant) -> tuple[frozenset[str], frozenset[str]]:
    """The names of a route's query parameters, and those among them that may come more than once."""
    kinds: dict[str, Any] = {}
    for field in dependant.query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):  # a model whose fields are the parameters
            kinds |= {info.alias or name: info.annotation for name, info in kind.model_fields.items()}
        else:
            kinds[field.alias] = kind
    names, many = set(kinds), {name for name, kind in kinds.items() if _takes_many(kind)}
    for inner in dependant.dependencies:
        more, also = _parameters(inner)
        names |= more
        many |= also
    return frozenset(names), frozenset(many)


def _takes_many(kind: Any) -> bool:
    return any(get_origin(part) in (list, tuple, set) for part in (kind, *get_args(kind)))


class BodyLimit:
    """ASGI: bodies beyond `limit` bytes are refused with 413 while they are being read, declared or not."""

    def __init__(self, app: ASGIApp, limit: int, uploads: int = 0) -> None:
        """`uploads`: the limit for addresses that take files, whose route counts the file itself."""
        self.app = app
        self.limit = limit
        self.uploads = uploads or limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen = 0
        started = False
        limit = self.uploads if scope["path"].endswith("/documents") else self.limit

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _TooLarge()
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, counted, noted)
        except _TooLarge:
            if not started:
                await _refuse(send)


class _TooLarge(HTTPException):
    """The body went over the limit; FastAPI passes this kind of error on while it reads a body."""

    def __init__(self) -> None:
        super().__init__(413)


async def _refuse(send: Send) -> None:
    body = json.dumps(
        {
            "type": "urn:akzess:problem:payload-too-large",
            "title": "Anfrage zu groß",
            "status": 413,
            "detail": "",
            "code": "payload-too-large",
            "errors": [],
            "retryable": False,
        },
        ensure_ascii=False,
    ).encode()
    head = [
        (b"content-type", f"{MEDIA_TYPE}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": head})
    await send({"type": "http.response.body", "body": body})
