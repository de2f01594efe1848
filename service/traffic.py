"""Agencies and their jobs as an operator sees them, for the API and for the command line alike."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from engine.desk import SecurityEvent
from engine.errors import NotFound
from engine.model import Actor, Job, JobState
from engine.ports import Store, UnitOfWork
from store.queries import Queries
from store.queries.figures import AgencyFigures, agency_figures

from .context import TENANT

#: States of jobs as operators name them.
STATES = {"waiting": JobState.READY, "leased": JobState.LEASED, "incident": JobState.INCIDENT}
#: The kind under which an operator's orders stand in the log.
ORDER = "agency-order"


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


def steer(
    work: UnitOfWork, name: str, *, paused: bool, rate: int | None, now: datetime, by: Actor, reason: str
) -> None:
    """Pause an agency, drain it at so many jobs a minute, or let it go on; on record in the same transaction."""
    work.steer_queue(name, paused=paused, rate=rate, now=now, by=by.account, reason=reason)
    order = "pause" if paused else "resume" if rate is None else "drain"
    detail = {"agency": name, "order": order, "rate": rate, "reason": reason, "account": by.account}
    # Two orders of one moment keep their order.
    key = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}"
    work.put(SecurityEvent(key, TENANT, now, ORDER, person=by.person, detail=detail))


def orders(read: Queries, name: str | None, limit: int) -> Sequence[SecurityEvent]:
    """What operators ordered, newest first; of one agency or of all."""
    found: list[SecurityEvent] = []
    after: str | None = None
    while len(found) < limit:
        page = read.security_events(TENANT, kind=ORDER, limit=200, after=after)
        found += [row for row in page.items if name is None or row.detail.get("agency") == name]
        if page.next is None:
            break
        after = page.next
    return found[:limit]


def order(row: SecurityEvent) -> dict[str, Any]:
    """One order."""
    return {
        "at": row.at.isoformat(),
        "agency": row.detail.get("agency", ""),
        "order": row.detail.get("order", ""),
        "ratePerMinute": row.detail.get("rate"),
        "reason": row.detail.get("reason", ""),
        "person": row.person,
        "account": row.detail.get("account", ""),
    }


def parts(job_id: str) -> tuple[str, int]:
    """Case id and activation of a job id `case.activation.kind`. Error: `NotFound`."""
    case_id, _, rest = job_id.partition(".")
    number, _, kind = rest.partition(".")
    if not (case_id and number.isdecimal() and kind):
        raise NotFound(f"job {job_id[:100]}")
    return case_id, int(number)
