"""Every refusal as application/problem+json (RFC 9457; reliability D-7): a code, a title for people, no internals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from engine.errors import (
    AlreadyCompleted,
    Conflict,
    EngineError,
    FieldProblem,
    Finding,
    Forbidden,
    Invalid,
    NotFound,
    NotInTime,
    StaleVersion,
    TryAgain,
    Undeployable,
)
from engine.failpoints import Injected
from store import OutcomeUnknown, StoreError

from .titles import BY_STATUS, TITLES

log = structlog.get_logger(__name__)

#: W3C Trace Context: version, trace id, parent id, flags.
_TRACE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")

MEDIA_TYPE = "application/problem+json"


class Problem(HTTPException):
    """A refusal by the HTTP layer itself. (An HTTPException, because FastAPI passes only these on from a body.)"""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, code, dict(headers or {}))
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = list(errors)


def language(request: Request) -> str:
    """`en` when the caller prefers English, otherwise `de`."""
    wanted = request.headers.get("accept-language", "")
    first = wanted.split(",")[0].strip().lower()
    return "en" if first.startswith("en") else "de"


def trace_id(request: Request) -> str:
    """32 hex digits that the answer and the log have in common: of the caller's `traceparent`, else fresh."""
    found = _TRACE.fullmatch(request.headers.get("traceparent", ""))
    if found is None or set(found[1]) == {"0"}:
        known: str = request.scope.setdefault("state", {}).setdefault("trace_id", uuid4().hex)
        return known
    return found[1]


def answer(
    request: Request,
    status: int,
    code: str,
    detail: str = "",
    *,
    errors: Sequence[Mapping[str, str]] = (),
    more: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The document itself. `more` are members of our own (who completed the task first)."""
    retryable = status in (429, 503) or code == "idempotency-in-progress"
    body: dict[str, Any] = {
        "type": f"urn:akzess:problem:{code}",
        "title": title(status, code, english=language(request) == "en"),
        "status": status,
        "detail": detail[:500],
        "instance": f"urn:uuid:{uuid4()}",
        "code": code,
        "errors": list(errors),
        "retryable": retryable,
        "traceId": trace_id(request),
    }
    body.update(more or {})
    extra = dict(headers or {})
    if retryable:
        extra.setdefault("Retry-After", "1")
    return JSONResponse(body, status_code=status, headers=extra, media_type=f"{MEDIA_TYPE}; charset=utf-8")


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    code: str,
    *,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer with a problem from within the ASGI layers, where there are no handlers."""
    await answer(Request(scope), status, code, headers=headers)(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an error means on the wire."""

    status: int
    code: str
    detail: str = ""
    errors: Sequence[Mapping[str, str]] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


def title(status: int, code: str, *, english: bool) -> str:
    """What a problem is called for people."""
    titles = TITLES.get(code) or TITLES.get(BY_STATUS.get(status, "internal")) or TITLES["internal"]
    return titles[1 if english else 0]


def meant(error: EngineError | Problem, *, english: bool) -> Refusal:
    """What an engine's refusal (or one of ours) means; most specific kind first."""
    match error:
        case Problem():
            return Refusal(error.status, error.code, error.detail, error.errors)
        case AlreadyCompleted():
            by = None if error.by is None or error.at is None else {"name": error.by, "at": error.at}
            kept = bool(getattr(error, "draft_kept", False))
            return Refusal(409, error.code, error.detail, more={"completedBy": by, "draftKept": kept})
        case StaleVersion():
            return Refusal(412, error.code, error.detail)
        case Conflict():
            return Refusal(422 if error.code == "idempotency-key-reuse" else 409, error.code, error.detail)
        case NotFound():
            return Refusal(404, error.code)
        case Forbidden():
            return Refusal(403, error.code, error.detail)
        case Invalid():
            return Refusal(422, error.code, error.detail, [_field(problem, english) for problem in error.problems])
        case Undeployable():
            status = 413 if error.code == "payload-too-large" else 422
            return Refusal(status, error.code, error.detail, [_finding(finding) for finding in error.findings])
        case TryAgain() | NotInTime():
            return Refusal(503, "unavailable")
    return Refusal(409, error.code, error.detail)


def _field(problem: FieldProblem, english: bool) -> dict[str, str]:
    message = (problem.message_en or problem.message) if english else problem.message
    return {"pointer": problem.pointer, "code": problem.code, "message": message}


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "pointer": f"{finding.resource}#{finding.element_id}",
        "code": finding.code,
        "message": finding.message,
        "severity": finding.severity,
        "line": str(finding.line),
    }


def of_engine(request: Request, error: EngineError) -> JSONResponse:
    """The document of an engine's refusal; the person who was faster by name."""
    found = meant(error, english=language(request) == "en")
    more = dict(found.more)
    if more.get("completedBy"):
        more["completedBy"] = {
            **more["completedBy"],
            "name": request.app.state.context.name(more["completedBy"]["name"]),
        }
    return answer(request, found.status, found.code, found.detail, errors=found.errors, more=more)


def _precondition(item: Mapping[str, Any]) -> tuple[int, str] | None:
    """What a wrong header of reliability C-2 means: no key or none of the right kind 400, no version 428, else 412."""
    place = tuple(str(part).lower() for part in item.get("loc", ()))
    missing = item.get("type") == "missing"
    if place == ("header", "idempotency-key"):
        return 400, "idempotency-key-missing" if missing else "idempotency-key-invalid"
    if place == ("header", "if-match"):
        any_version = str(item.get("input", "")).strip() == "*"
        return (428, "precondition-required") if missing or any_version else (412, "stale-version")
    return None


def _validation(request: Request, error: RequestValidationError) -> JSONResponse:
    refused = sorted(filter(None, map(_precondition, error.errors())))
    if refused:
        return answer(request, *refused[0])
    found: list[dict[str, str]] = []
    code = "validation-failed"
    for item in error.errors():
        place = [str(part) for part in item.get("loc", ()) if part not in ("body", "query", "path", "header")]
        kind = str(item.get("type", ""))
        if kind == "extra_forbidden":
            code = "unknown-field"
        # The value itself is never repeated: it may be personal data, or long.
        found.append({"pointer": "/" + "/".join(place), "code": kind, "message": str(item.get("msg", ""))[:100]})
    return answer(request, 422, code, errors=found)


def _allowed(app: FastAPI, path: str) -> list[str]:
    """Every method that an address takes (RFC 9110, 15.5.6), of all its routes."""
    found: set[str] = set()
    for template, item in app.openapi()["paths"].items():
        pattern = re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path):
            found |= {method.upper() for method in item}
    return sorted(found)


def install(app: FastAPI) -> None:
    """Register the handlers, the last-resort one included."""

    @app.exception_handler(Problem)
    async def _problem(request: Request, error: Problem) -> JSONResponse:
        return answer(request, error.status, error.code, error.detail, errors=error.errors, headers=error.headers)

    @app.exception_handler(EngineError)
    async def _engine(request: Request, error: EngineError) -> JSONResponse:
        return of_engine(request, error)

    @app.exception_handler(StoreError)
    async def _store(request: Request, error: StoreError) -> JSONResponse:
        log.error("service.store", kind=type(error).__name__)
        unknown = isinstance(error, OutcomeUnknown)
        return answer(request, 503, "outcome-unknown" if unknown else "unavailable", headers={"Retry-After": "2"})

    @app.exception_handler(Injected)
    async def _injected(request: Request, error: Injected) -> JSONResponse:
        return answer(request, error.status, "internal" if error.status >= 500 else "not-found")

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return _validation(request, error)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        code = BY_STATUS.get(error.status_code, "internal")
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(_allowed(app, request.url.path)) or headers.get("Allow", "")
        return answer(request, error.status_code, code, headers=headers)

    @app.exception_handler(Exception)
    async def _last(request: Request, error: Exception) -> JSONResponse:
        log.error("service.fault", kind=type(error).__name__, path=request.url.path, trace=trace_id(request))
        return answer(request, 500, "internal")
