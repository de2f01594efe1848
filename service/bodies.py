"""Strict JSON bodies: no duplicate keys, no NaN, no lone surrogates, limited depth; fractions stay exact decimals."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any, get_args, get_origin

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .access.guard import Guard
from .access.late import late_guard, opening
from .problems import Problem, refuse

#: Bytes of a JSON body; only a bundle of models may be larger.
MAX_JSON = 1024 * 1024
BUNDLES = "/definitions"
MAX_DEPTH = 32
MAX_KEYS = 10_000
MAX_DIGITS = 40
MAX_HEADERS = 100
MAX_HEAD = 64 * 1024
MAX_TEXT = 100 * 1024
#: Powers of ten beyond which nothing is counted here; what a double cannot hold is read differently elsewhere.
MAX_POWER = 300


class _Beyond(ValueError):
    """Well-formed, but more of it than anybody needs."""


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
    if abs(number.adjusted()) > MAX_POWER or (number.is_zero() and number.is_signed()):
        raise ValueError("number out of range")
    return number


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError("too many digits")
    if text == "-0":
        raise ValueError("a zero has no sign")
    return int(text)


def _check(value: Any, depth: int, seen: list[int], longest: int) -> None:
    if depth > MAX_DEPTH:
        raise _Beyond("too deep")
    if isinstance(value, dict):
        seen[0] += len(value)
        if seen[0] > MAX_KEYS:
            raise _Beyond("too many keys")
        for key, item in value.items():
            _check(key, depth, seen, longest)
            _check(item, depth + 1, seen, longest)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1, seen, longest)
    elif isinstance(value, str):
        # UnicodeEncodeError (a ValueError) for a lone surrogate
        if len(value.encode()) > longest:
            raise _Beyond("a text is too long")
        if "\x00" in value:
            raise ValueError("NUL in a text")


def parse(body: bytes, longest: int = MAX_TEXT) -> Any:
    """The value of a JSON text; no text in it has more than `longest` bytes.

    Problem: 400 `json-malformed`, `json-limit`; the detail says what is wrong and where.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_pairs,
            parse_constant=_constant,
            parse_float=_fraction,
            parse_int=_whole,
        )
        _check(value, 0, [0], longest)
    except _Beyond as error:
        raise Problem(400, "json-limit", str(error)) from None
    except RecursionError:
        raise Problem(400, "json-limit", "too deep") from None
    except ValueError as error:
        raise Problem(400, "json-malformed", _why(error)) from None
    return value


def _why(error: ValueError) -> str:
    """What is wrong, and where, without the text that stands there."""
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: {error.msg}"
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8"
    if isinstance(error, UnicodeEncodeError):
        return "a lone surrogate in a text"
    return str(error)


class _StrictRequest(Request):
    async def json(self) -> Any:
        """The body, parsed strictly once; FastAPI validates what comes out."""
        body = await self.body()
        path = str(self.scope["path"])
        bundle = path == BUNDLES
        # Workers of other houses send whole documents as texts; their bodies have the general limit only.
        free = bundle or path.startswith("/v2/")
        if len(body) > MAX_JSON and not bundle:
            raise Problem(413, "payload-too-large")
        return parse(body, len(body) if free else MAX_TEXT)


def _strict_query(request: Request, names: frozenset[str], many: frozenset[str]) -> None:
    """Problem: 422 for a query parameter that the route does not know, or that comes twice where one is taken."""
    found = request.query_params
    unknown = [name for name in found if name not in names]
    twice = [name for name in found if name in names - many and len(found.getlist(name)) > 1]
    if unknown or twice:
        # The name is the caller's text: only so much of it is repeated.
        told = {"code": "unknown-parameter", "message": "no such parameter"}
        errors = [{"pointer": f"/{name[:60]}", **told} for name in unknown[:20]]
        errors += [{"pointer": f"/{name}", "code": "repeated-parameter", "message": "only once"} for name in twice]
        raise Problem(422, "validation-failed", errors=errors)


def _is_json(header: str) -> bool:
    """Whether a Content-Type says JSON in UTF-8, the only encoding there is for it (RFC 8259, 8.1)."""
    media, _, rest = header.lower().partition(";")
    charset = rest.strip().partition("charset=")[2].strip().strip('"')
    return media.strip() == "application/json" and charset in ("", "utf-8", "utf8")


class StrictRoute(APIRoute):
    """A route whose JSON bodies are read by `parse`, and whose query holds nothing that it does not know."""

    #: Routes in the shape of another product's API pass over what they do not know, as that does.
    strict_query = True
    #: The guard that opens in the route's own thread, if there is one.
    late_guard: Guard | None = None

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, opening(endpoint), **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Hand the original handler a request that parses strictly."""
        original = super().get_route_handler()
        names, many = _parameters(self.dependant)
        self.late_guard = guard = late_guard(self.endpoint, self.dependant)

        async def handler(request: Request) -> Response:
            if self.strict_query and request.scope.get("query_string"):
                _strict_query(request, names, many)
            if self.body_field is not None and not _is_json(request.headers.get("content-type", "")):
                raise Problem(415, "unsupported-media-type")
            strict = _StrictRequest(request.scope, request.receive)
            try:
                return await original(strict)
            except RequestValidationError:
                if guard is not None:  # who may not come in is not told what else was wrong
                    await run_in_threadpool(guard.open, strict)
                raise

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
    """ASGI: bodies beyond `limit` bytes are refused with 413 while they are being read, declared or not; so are heads
    that nobody means honestly."""

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
        wrong = _wrong_head(scope)
        if wrong is not None:
            await refuse(scope, receive, send, *wrong)
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
                await refuse(scope, receive, send, 413, "payload-too-large", headers={"Connection": "close"})


def _wrong_head(scope: Scope) -> tuple[int, str] | None:
    """Status and code for a head that two servers in a row would read differently, that is absurdly long, or that
    names something with a NUL in it: there is nothing of that name, and databases differ in how they say so."""
    headers = scope["headers"]
    names = [name for name, _ in headers]
    if len(names) > MAX_HEADERS or sum(len(name) + len(value) for name, value in headers) > MAX_HEAD:
        return 431, "header-too-large"
    if (b"transfer-encoding" in names and b"content-length" in names) or names.count(b"content-length") > 1:
        return 400, "request-malformed"
    if "\x00" in scope["path"]:
        return 404, "not-found"
    if b"%00" in scope.get("query_string", b""):
        return 422, "validation-failed"
    return None


class _TooLarge(HTTPException):
    """The body went over the limit; FastAPI passes this kind of error on while it reads a body."""

    def __init__(self) -> None:
        super().__init__(413)
