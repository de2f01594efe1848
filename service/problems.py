"""Every refusal as application/problem+json (RFC 9457; reliability D-7): a code, a title for people, no internals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from engine.errors import (
    AlreadyCompleted,
    Conflict,
    EngineError,
    Forbidden,
    Invalid,
    NotFound,
    StaleVersion,
    Undeployable,
)
from store import OutcomeUnknown, StoreError

log = structlog.get_logger(__name__)

#: W3C Trace Context: version, trace id, parent id, flags.
_TRACE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")

MEDIA_TYPE = "application/problem+json"

#: Code -> (German title, English title). A code without a line here shows the title of its status.
TITLES: Mapping[str, tuple[str, str]] = {
    "not-found": ("Nicht gefunden", "Not found"),
    "conflict-state": ("Der Stand hat sich inzwischen geändert", "The state has changed meanwhile"),
    "task-already-completed": ("Aufgabe wurde bereits erledigt", "The task is already completed"),
    "stale-version": ("Der Vorgang wurde inzwischen geändert", "The case has changed meanwhile"),
    "message-id-reuse": (
        "Diese Nachrichtennummer kam bereits mit anderem Inhalt",
        "This message id came before with other content",
    ),
    "idempotency-key-reuse": (
        "Dieser Schlüssel wurde für eine andere Anfrage benutzt",
        "This key was used for another request",
    ),
    "idempotency-in-progress": (
        "Dieselbe Anfrage wird gerade bearbeitet",
        "The same request is being handled",
    ),
    "forbidden": ("Keine Berechtigung", "Not permitted"),
    "four-eyes": (
        "Vier-Augen-Prinzip: eine andere Person muss entscheiden",
        "Four eyes: another person has to decide",
    ),
    "validation-failed": ("Eingaben bitte prüfen", "Please check the input"),
    "unknown-field": ("Unbekanntes Feld", "Unknown field"),
    "bpmn-invalid": ("Das Modell wurde nicht angenommen", "The model was refused"),
    "unauthenticated": ("Anmeldung erforderlich", "Login required"),
    "csrf": ("Anfrage nicht von dieser Anwendung", "The request does not come from this application"),
    "idempotency-key-missing": ("Der Kopf Idempotency-Key fehlt", "The header Idempotency-Key is missing"),
    "idempotency-key-invalid": (
        "Idempotency-Key muss 16 bis 255 druckbare Zeichen haben",
        "Idempotency-Key needs 16 to 255 printable characters",
    ),
    "precondition-required": ("Der Kopf If-Match fehlt", "The header If-Match is missing"),
    "too-many-requests": ("Zu viele Anfragen", "Too many requests"),
    "too-many-attempts": ("Zu viele Anmeldeversuche", "Too many attempts to log in"),
    "json-malformed": ("Kein gültiges JSON", "Not valid JSON"),
    "payload-too-large": ("Anfrage zu groß", "Request too large"),
    "unsupported-media-type": ("Dieser Inhaltstyp wird nicht angenommen", "This media type is not accepted"),
    "method-not-allowed": ("Methode nicht erlaubt", "Method not allowed"),
    "unavailable": ("Vorübergehend nicht verfügbar", "Not available for the moment"),
    "outcome-unknown": (
        "Ob die Anfrage ausgeführt wurde, ist unklar; bitte mit demselben Schlüssel wiederholen",
        "Whether the request was carried out is unknown; please repeat it with the same key",
    ),
    "header-too-large": ("Kopfzeilen zu groß", "Header fields too large"),
    "internal": ("Interner Fehler", "Internal error"),
}

_BY_STATUS = {
    400: "json-malformed",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict-state",
    413: "payload-too-large",
    412: "stale-version",
    415: "unsupported-media-type",
    422: "validation-failed",
    428: "precondition-required",
    429: "too-many-requests",
    431: "header-too-large",
    503: "unavailable",
}


class Problem(Exception):
    """A refusal by the HTTP layer itself."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})


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
    titles = TITLES.get(code) or TITLES.get(_BY_STATUS.get(status, "internal")) or TITLES["internal"]
    retryable = status in (429, 503) or code == "idempotency-in-progress"
    body: dict[str, Any] = {
        "type": f"urn:akzess:problem:{code}",
        "title": titles[1 if language(request) == "en" else 0],
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


def of_engine(request: Request, error: EngineError) -> JSONResponse:
    """What an engine's refusal means on the wire; most specific kind first."""
    english = language(request) == "en"
    match error:
        case AlreadyCompleted():
            by = None if error.by is None or error.at is None else {"name": error.by, "at": error.at}
            return answer(request, 409, error.code, error.detail, more={"completedBy": by, "draftKept": False})
        case StaleVersion():
            return answer(request, 412, error.code, error.detail)
        case Conflict():
            return answer(request, 422 if error.code == "idempotency-key-reuse" else 409, error.code, error.detail)
        case NotFound():
            return answer(request, 404, error.code)
        case Forbidden():
            return answer(request, 403, error.code, error.detail)
        case Invalid():
            fields = [
                {
                    "pointer": p.pointer,
                    "code": p.code,
                    "message": (p.message_en or p.message) if english else p.message,
                }
                for p in error.problems
            ]
            return answer(request, 422, error.code, error.detail, errors=fields)
        case Undeployable():
            findings = [
                {
                    "pointer": f"{f.resource}#{f.element_id}",
                    "code": f.code,
                    "message": f.message,
                    "severity": f.severity,
                    "line": str(f.line),
                }
                for f in error.findings
            ]
            return answer(request, 422, error.code, error.detail, errors=findings)
    return answer(request, 409, error.code, error.detail)


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

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return _validation(request, error)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        code = _BY_STATUS.get(error.status_code, "internal")
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(_allowed(app, request.url.path)) or headers.get("Allow", "")
        return answer(request, error.status_code, code, headers=headers)

    @app.exception_handler(Exception)
    async def _last(request: Request, error: Exception) -> JSONResponse:
        log.error("service.fault", kind=type(error).__name__, path=request.url.path, trace=trace_id(request))
        return answer(request, 500, "internal")
