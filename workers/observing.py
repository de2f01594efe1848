"""Tells of one job and of one call to an agency: a span each, the call's figures, and who it was in every log line."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import structlog
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.propagate import extract
from opentelemetry.trace import SpanKind, Status, StatusCode

from connectors.base import ConnectorError, Misconfigured, OutcomeUnknown, Refused, Unavailable
from engine.errors import EngineError
from engine.model import Job
from store import StoreError

from . import metrics

#: Where a job's payload carries the trace in which it was born (W3C Trace Context), when traces are kept.
TRACE = "traceparent"
_tracer = trace.get_tracer("akzess.workers")


def told(tracer: trace.Tracer, name: str, **more: Any) -> AbstractContextManager[trace.Span]:
    """A span while the block lasts; where no traces are kept nothing at all, which costs next to nothing."""
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return nullcontext(trace.INVALID_SPAN)
    return tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False, **more)


def born_in(payload: Mapping[str, object]) -> Context | None:
    """The trace that a job goes on with; None when it was born without one."""
    found = payload.get(TRACE)
    return extract({TRACE: found}) if isinstance(found, str) else None


@contextmanager
def job_told(job: Job, worker: str) -> Iterator[None]:
    """While one job is carried: its span, in the trace of the command that made it, and its ids in the log."""
    attributes: dict[str, str | int] = {
        "akzess.case": job.case_id,
        "akzess.job": job.id,
        "akzess.job.type": job.type,
        "akzess.attempt": job.attempts,
        "akzess.worker": worker,
    }
    with (
        structlog.contextvars.bound_contextvars(case=job.case_id, job=job.id, worker=worker),
        told(_tracer, f"job {job.kind}", context=born_in(job.payload), kind=SpanKind.CONSUMER, attributes=attributes),
    ):
        yield


@contextmanager
def call_told(agency: str, operation: str) -> Iterator[None]:
    """While an agency is asked: its span, how long it took and how it ended.

    What is ours (a lost lease, a database that is away) counts neither as a call nor against the agency.
    """
    began = time.perf_counter()
    outcome: str | None = "answered"
    attributes = {"akzess.agency": agency, "akzess.operation": operation}
    with told(_tracer, f"agency {agency}.{operation}", kind=SpanKind.CLIENT, attributes=attributes) as span:
        try:
            yield
        except (EngineError, StoreError):
            outcome = None
            raise
        except Exception as error:
            outcome = outcome_of(error)
            if outcome != "refused":
                span.set_status(Status(StatusCode.ERROR))
            raise
        finally:
            if outcome is not None:
                span.set_attribute("akzess.outcome", outcome)
                metrics.AGENCY_CALLS.labels(agency, outcome).inc()
                metrics.AGENCY_SECONDS.labels(agency).observe(time.perf_counter() - began)


def outcome_of(error: Exception) -> str:
    """The word of `metrics.OUTCOMES` for how a call failed."""
    match error:
        case Refused():
            return "refused"
        case OutcomeUnknown():
            return "unknown"
        case Unavailable():
            return "away"
        case ConnectorError() if error.outcome_unknown:
            return "unknown"
        case Misconfigured() | ConnectorError():
            return "misconfigured"
    return "fault"
