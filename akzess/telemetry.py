"""Traces leave the process through one door, which lets out only attributes that are on a list, and nothing unless set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Status

from .operating import Operations

#: Every attribute that may leave. Ids of cases and jobs are random and known to nobody outside; no name, no reference
#: that is written on letters, no variable, no address of a person is here (reliability D-6).
ALLOWED: Final = frozenset(
    {
        "akzess.case", "akzess.job", "akzess.job.type", "akzess.attempt", "akzess.worker", "akzess.agency",
        "akzess.operation", "akzess.outcome", "akzess.command", "akzess.result", "akzess.code",
        "http.request.method", "http.route", "http.response.status_code",
    }
)  # fmt: skip
#: The longest text that an attribute of the list may have.
LONGEST: Final = 200


class Door(SpanExporter):
    """Hands spans on without what is not on the list: other attributes, events, links' attributes, texts of errors."""

    def __init__(self, behind: SpanExporter) -> None:
        self._behind = behind

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """As the exporter behind does it."""
        return self._behind.export([let_out(span) for span in spans])

    def shutdown(self) -> None:
        """End the exporter behind."""
        self._behind.shutdown()

    def force_flush(self, timeout_millis: int = 5_000) -> bool:
        """Let the exporter behind finish."""
        return self._behind.force_flush(timeout_millis)


def let_out(span: ReadableSpan) -> ReadableSpan:
    """The span with only what may leave; of a library's spans (a framework may have some) not even their names."""
    scope = span.instrumentation_scope or InstrumentationScope("akzess")
    kept = {
        name: value[:LONGEST] if isinstance(value, str) else value
        for name, value in (span.attributes or {}).items()
        if name in ALLOWED and isinstance(value, str | int | float | bool)
    }
    return ReadableSpan(
        name=span.name if scope.name.startswith("akzess") else scope.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=kept,
        events=(),
        links=(),
        kind=span.kind,
        instrumentation_scope=InstrumentationScope(scope.name),
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
    )


def provider(exporter: SpanExporter, role: str, share: float = 1.0) -> TracerProvider:
    """Keeps this share of traces (a trace that came from outside as its caller decided) and batches them out."""
    # The list also holds for what the SDK would find out by itself: host, user, command line stay here.
    resource = Resource({"service.name": "akzess", "service.namespace": role})
    made = TracerProvider(resource=resource, sampler=ParentBased(TraceIdRatioBased(share)), shutdown_on_exit=False)
    made.add_span_processor(BatchSpanProcessor(Door(exporter), max_queue_size=4096, schedule_delay_millis=1000))
    return made


def start(operations: Operations, role: str) -> Callable[[], None]:
    """Keep traces from now on, if the operator named a collector; the answer ends it and hands out what is left.

    Without one every span is the API's empty one: no id is drawn, nothing is kept.
    """
    if not operations.otlp:
        return _nothing
    made = provider(OTLPSpanExporter(endpoint=operations.otlp, timeout=2), role, operations.otlp_share)
    trace.set_tracer_provider(made)

    def end() -> None:
        made.force_flush(1_000)
        made.shutdown()

    return end


def _nothing() -> None:
    """There is nothing to end."""
