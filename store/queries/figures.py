"""How an agency did lately: its exchanges from the evidence ledger, and what waits in its queue."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from engine.model import JobState, QueueState

from .records import JobCount

#: More exchanges than this are not looked at: figures are for a glance, newest first.
MOST = 10_000
WINDOW = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of ours and how it ended; `status` is HTTP's, None when no answer was read to its end."""

    agency: str
    sent_at: datetime
    ended_at: datetime
    status: int | None
    outcome: str

    @property
    def failed(self) -> bool:
        """True unless the agency did it, took it, did not know it, or refused it for a reason of its own."""
        return self.outcome.partition(" ")[0] in ("unavailable", "misconfigured", "outcome-unknown", "fault")


@dataclass(frozen=True, slots=True)
class AgencyFigures:
    """An agency at a glance. Seconds are of answers within `WINDOW`; None: there was none.

    `breaker`: "closed", "open" or "half-open" (the next call is a probe). `oldest_due` is when the job that has waited
    longest became due.
    """

    name: str
    state: QueueState | None
    breaker: str
    waiting: int
    leased: int
    incidents: int
    oldest_due: datetime | None
    calls: int
    errors: int
    p50: float | None
    p95: float | None


class _Asked(Protocol):
    def job_counts(self, tenant: int) -> Sequence[JobCount]: ...

    def due_since(self, tenant: int, now: datetime) -> Mapping[str, datetime]: ...

    def exchanges(self, tenant: int, since: datetime, *, limit: int = MOST) -> Sequence[Exchange]: ...


def paired(rows: Iterable[tuple[str, str, str, datetime, int | None, str]]) -> list[Exchange]:
    """Exchanges of rows (agency, exchange, part, at, status, outcome), newest first; half ones are left out."""
    requests: dict[str, datetime] = {}
    answers: dict[str, tuple[str, datetime, int | None, str]] = {}
    for agency, exchange, part, at, status, outcome in rows:
        if part == "request":
            requests[exchange] = at
        else:
            answers[exchange] = (agency, at, status, outcome)
    return [
        Exchange(agency, requests[exchange], at, status, outcome)
        for exchange, (agency, at, status, outcome) in answers.items()
        if exchange in requests
    ]


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share of them does not exceed (nearest rank); None of nothing."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1] if ordered else None


def breaker(state: QueueState | None, now: datetime) -> str:
    """What the workers' circuit breaker says."""
    if state is None or state.open_until is None:
        return "closed"
    return "open" if now < state.open_until else "half-open"


def agency_figures(
    read: Any, states: Mapping[str, QueueState], names: Iterable[str], tenant: int, now: datetime
) -> list[AgencyFigures]:
    """Figures of these agencies, by name."""
    asked: _Asked = read
    counts = {(row.queue, row.state): row.count for row in asked.job_counts(tenant)}
    due = asked.due_since(tenant, now)
    exchanges = asked.exchanges(tenant, now - WINDOW)
    found = []
    for name in sorted(names):
        mine = [one for one in exchanges if one.agency == name]
        seconds = [(one.ended_at - one.sent_at).total_seconds() for one in mine if one.status is not None]
        found.append(
            AgencyFigures(
                name=name,
                state=states.get(name),
                breaker=breaker(states.get(name), now),
                waiting=counts.get((name, JobState.READY), 0),
                leased=counts.get((name, JobState.LEASED), 0),
                incidents=counts.get((name, JobState.INCIDENT), 0),
                oldest_due=due.get(name),
                calls=len(mine),
                errors=sum(one.failed for one in mine),
                p50=percentile(seconds, 0.5),
                p95=percentile(seconds, 0.95),
            )
        )
    return found
