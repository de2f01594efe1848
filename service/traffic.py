"""Agencies and their jobs as an operator sees them, for the API and for the command line alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from engine.errors import NotFound
from engine.model import Job, JobState
from engine.ports import Store
from store.queries.figures import AgencyFigures, agency_figures

from .context import TENANT

#: States of jobs as operators name them.
STATES = {"waiting": JobState.READY, "leased": JobState.LEASED, "incident": JobState.INCIDENT}


def agencies(store: Store, names: Iterable[str], now: datetime) -> list[dict[str, Any]]:
    """Every agency by name: traffic light, backlog, latency and errors of the last 24 hours."""
    found = agency_figures(store.read(), store.queue_states(), names, TENANT, now)
    return [_agency(row, now) for row in found]


def _agency(row: AgencyFigures, now: datetime) -> dict[str, Any]:
    state = row.state
    return {
        "name": row.name,
        "paused": state is not None and state.paused,
        "ratePerMinute": None if state is None else state.rate,
        "breaker": row.breaker,
        "openUntil": None if state is None or state.open_until is None else state.open_until.isoformat(),
        "waiting": row.waiting,
        "leased": row.leased,
        "incidents": row.incidents,
        "backlogSeconds": None if row.oldest_due is None else int((now - row.oldest_due).total_seconds()),
        "calls": row.calls,
        "errors": row.errors,
        "p50Seconds": row.p50,
        "p95Seconds": row.p95,
        "changedBy": "" if state is None else state.changed_by,
        "changedAt": None if state is None else state.changed_at.isoformat(),
        "reason": "" if state is None else state.reason,
    }


def job(row: Job) -> dict[str, Any]:
    """A job without its inputs, which are the case's data."""
    return {
        "id": row.id,
        "type": row.type,
        "agency": row.queue,
        "caseId": row.case_id,
        "businessKey": row.business_key,
        "activation": row.activation,
        "elementId": row.element_id,
        "state": row.state.name.lower(),
        "attempts": row.attempts,
        "maxAttempts": row.max_attempts,
        "dueAt": row.run_at.isoformat(),
        "leasedUntil": None if row.lease_until is None else row.lease_until.isoformat(),
        "lastError": row.last_error,
        "key": row.key,
    }


def parts(job_id: str) -> tuple[str, int]:
    """Case id and activation of a job id `case.activation.kind`. Error: `NotFound`."""
    case_id, _, rest = job_id.partition(".")
    number, _, kind = rest.partition(".")
    if not (case_id and number.isdecimal() and kind):
        raise NotFound(f"job {job_id[:100]}")
    return case_id, int(number)
