"""Around each request: its figures, its span in the caller's trace, and its ids in every log line that it causes."""

from __future__ import annotations

import time
from collections.abc import MutableMapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from uuid import uuid4

import structlog
from opentelemetry import trace
from opentelemetry.propagate import extract
from opentelemetry.trace import SpanKind, Status, StatusCode
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import metrics, problems

log = structlog.get_logger(__name__)

_tracer = trace.get_tracer("akzess.service")
#: Routes whose answers are lines that stay open, or that somebody asks every few seconds: they are no work.
LINES, QUIET = frozenset({"/events"}), frozenset({"/health", "/health/live", "/health/ready", "/metrics"})


class Telemetry:
    """ASGI, outermost. The route is known only afterwards; its template names it, never the address that was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on and tell."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in metrics.METHODS else metrics.OTHER
        began, status = time.perf_counter(), 500

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        metrics.IN_FLIGHT.inc()
        with _span(scope, method) as span:
            request, trace_id = uuid4().hex, _name_trace(scope, span)
            try:
                with structlog.contextvars.bound_contextvars(request=request, trace=trace_id):
                    await self.app(scope, receive, told)
            finally:
                metrics.IN_FLIGHT.dec()
                route = route_of(scope)
                _count(method, route, status, time.perf_counter() - began)
                span.update_name(f"{method} {route}")
                span.set_attribute("http.request.method", method)
                span.set_attribute("http.route", route)
                span.set_attribute("http.response.status_code", status)
                if status >= 500:
                    span.set_status(Status(StatusCode.ERROR))
                if status >= 500 or (method not in ("GET", "HEAD", "OPTIONS") and route not in QUIET):
                    spent = round(time.perf_counter() - began, 4)
                    log.info(
                        "http.request", method=method, route=route, status=status, seconds=spent, request=request,
                        trace=trace_id,
                    )  # fmt: skip


def route_of(scope: MutableMapping[str, Any]) -> str:
    """The template of the route that answered; `other` when none did."""
    path = getattr(scope.get("route"), "path", None)
    if path is None:
        return metrics.OTHER
    prefix = "/v2" if str(scope["path"]).startswith("/v2/") and not path.startswith("/v2") else ""
    return f"{prefix}{path}"


def _count(method: str, route: str, status: int, seconds: float) -> None:
    metrics.REQUESTS.labels(method, route, f"{status // 100}xx").inc()
    if route not in LINES:
        metrics.REQUEST_SECONDS.labels(method, route).observe(seconds)
    if status == 429:
        metrics.REFUSED_RATE.inc()


def _span(scope: MutableMapping[str, Any], method: str) -> AbstractContextManager[trace.Span]:
    """The request's span in the caller's trace; where no traces are kept nothing at all."""
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return nullcontext(trace.INVALID_SPAN)
    carrier = {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in scope["headers"]
        if name in (b"traceparent", b"tracestate")
    }
    return _tracer.start_as_current_span(
        method,
        context=extract(carrier),
        kind=SpanKind.SERVER,
        record_exception=False,
        set_status_on_exception=False,
    )


def _name_trace(scope: MutableMapping[str, Any], span: trace.Span) -> str:
    """One trace id for span, log and problem document."""
    context = span.get_span_context()
    if context.is_valid:
        scope.setdefault("state", {}).setdefault("trace_id", f"{context.trace_id:032x}")
    return problems.trace_id(Request(scope))
