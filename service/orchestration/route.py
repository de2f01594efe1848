"""Refusals in the form of this API: problem documents whose title is the name of the rejection."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from engine.errors import (
    Conflict,
    EngineError,
    Forbidden,
    Invalid,
    MessageMismatch,
    NotFound,
    NotInTime,
    TryAgain,
    Undeployable,
)
from store.errors import AlreadyThere, KeyInProgress, KeyReuse, Unavailable

from ..bodies import StrictRoute
from ..problems import MEDIA_TYPE, Problem

log = structlog.get_logger(__name__)

_TITLES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    409: "INVALID_STATE",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


class Refusal(Exception):
    """A refusal by these routes themselves."""

    def __init__(self, status: int, detail: str, title: str | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.title = title


def problem(
    request: Request, status: int, detail: str, title: str | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The document."""
    body = {
        "type": "about:blank",
        "title": title or _TITLES.get(status, "INTERNAL"),
        "status": status,
        "detail": detail[:2000] or _TITLES.get(status, "INTERNAL"),
        "instance": request.url.path,
    }
    return JSONResponse(body, status_code=status, headers=headers, media_type=MEDIA_TYPE)


def _of_engine(error: EngineError) -> tuple[int, str, str | None]:
    match error:
        case NotFound():
            return 404, error.detail, None
        case KeyInProgress() | TryAgain() | NotInTime():
            return 503, "please try again", "RESOURCE_EXHAUSTED"
        case MessageMismatch() | KeyReuse() | AlreadyThere():
            return 409, error.detail, "ALREADY_EXISTS"
        case Conflict():
            return 409, error.detail, None
        case Forbidden():
            return 403, error.detail, None
        case Invalid():
            fields = "; ".join(f"{p.pointer}: {p.message_en or p.message}" for p in error.problems)
            return 400, f"{error.detail}: {fields}" if fields else error.detail, None
        case Undeployable():
            found = [f for f in error.findings if f.severity == "error"]
            lines = (f"{f.resource}:{f.line} {f.element_id}: {f.code}: {f.message}" for f in found)
            return 400, "; ".join(lines), None
    return 409, error.detail, None


def _of_validation(error: RequestValidationError) -> str:
    # Where and what kind, never the value: it may be personal data, or long.
    return "; ".join(
        f"{'.'.join(str(part) for part in item.get('loc', ()) if part != 'body') or 'body'}: {item.get('msg', '')}"
        for item in error.errors()[:10]
    )


def refuse(request: Request, error: Exception) -> JSONResponse | None:
    """The answer to a known error; None for a defect of ours."""
    match error:
        case Refusal():
            return problem(request, error.status, error.detail, error.title)
        case EngineError():
            status, detail, title = _of_engine(error)
            return problem(request, status, detail, title)
        case Unavailable():
            log.warning("orchestration.unavailable")
            return problem(request, 503, "the database does not answer", None, {"Retry-After": "1"})
        case Problem():
            status = 400 if error.status == 422 else error.status
            return problem(request, status, error.detail or error.code, None, error.headers)
        case RequestValidationError():
            return problem(request, 400, _of_validation(error))
        case HTTPException():
            return problem(request, error.status_code, str(error.detail))
    return None


def _declared(request: Request) -> Request:
    """Without a body there is nothing whose media type could be wrong; many clients name none then."""
    headers = request.headers
    if "content-type" in headers or "transfer-encoding" in headers or headers.get("content-length", "0") != "0":
        return request
    declared = [*request.scope["headers"], (b"content-type", b"application/json")]
    return Request({**request.scope, "headers": declared}, request.receive)


class OrchestrationRoute(StrictRoute):
    """A route that reads JSON as strictly as the others and refuses in this API's own form."""

    #: Programs written for later versions of that API may ask with parameters that we do not know.
    strict_query = False

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Turn errors into answers before the application's own handlers see them."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await inner(_declared(request))
            except Exception as error:
                answer = refuse(request, error)
                if answer is None:
                    raise
                return answer

        return handler
