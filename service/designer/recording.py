"""Cases as a what-if needs them: what came in with each step, read from their histories, and how they went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from engine.errors import EngineError
from engine.handlers.work import GIVEN
from engine.model import CaseStatus, Task, TaskState
from store import StoreError
from store.queries import CaseFilter, CaseSummary, Queries

from ..context import TENANT
from .ports import CaseEvent, RecordedCase

#: Steps of cases from before what came in was recorded lack it: such a case cannot be played again.
_WITH_CONTENT = frozenset({"StartCase", "CompleteTask", "CompleteJob", "ThrowJobError", "DeliverMessage"})
_CLOSED = frozenset({CaseStatus.COMPLETED, CaseStatus.CANCELLED})
#: Cases that are not over.
RUNNING = frozenset(CaseStatus) - _CLOSED


def cases(read: Queries, *, closed: bool, running: bool, limit: int) -> list[CaseSummary]:
    """The newest cases, closed or running or both."""
    wanted = [s for s in CaseStatus if (s in _CLOSED and closed) or (s not in _CLOSED and running)]
    return list(islice(_pages(read, wanted), limit)) if wanted else []


def _pages(read: Queries, statuses: list[CaseStatus]) -> Iterator[CaseSummary]:
    after: str | None = None
    while True:
        page = read.cases(TENANT, filters=CaseFilter(statuses=statuses), limit=200, after=after)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def recorded(engine: Any, read: Queries, rows: list[CaseSummary], now: Any) -> Iterator[RecordedCase]:
    """Each case with its record; without events where the record is not complete."""
    for row in rows:
        yield _recorded(engine, read, row, now)


def _recorded(engine: Any, read: Queries, row: CaseSummary, now: Any) -> RecordedCase:
    lines = read.history(TENANT, row.id)
    tasks = list(read.tasks_of(TENANT, row.id))
    events = [
        CaseEvent(line.at, line.event, line.actor, str(line.detail.get("element") or ""), line.detail)
        for line in lines
        if line.event != "element"
    ]
    if any(one.event in _WITH_CONTENT and GIVEN not in one.detail for one in events):
        events = []
    open_ = read.open_rows(TENANT, row.id)
    waiting = Counter(
        one.element_id for rows in (open_.tasks, open_.jobs, open_.timers, open_.subscriptions) for one in rows
    )
    outcome = None
    try:
        outcome = engine.variables(row.id).get("outcome")
    except (EngineError, StoreError):
        events = []  # its content is gone, or cannot be read: it is told as skipped
    until = row.ended_at or now
    return RecordedCase(
        id=row.id,
        business_key=row.business_key,
        process_id=row.process_id,
        site=row.site,
        status=row.status.value,
        outcome=outcome if isinstance(outcome, str) else None,
        begun_at=row.created_at,
        until=until,
        ended_at=row.ended_at,
        events=tuple(events),
        left=Counter(line.element_id for line in lines if line.event == "element"),
        waiting=waiting,
        missed=tuple(sorted(task.element_id for task in tasks if _missed(task, until))),
        tasks=dict(sorted(Counter(task.groups[0] if task.groups else "" for task in tasks).items())),
    )


def _missed(task: Task, until: Any) -> bool:
    if task.due_at is None or task.state is TaskState.CANCELLED:
        return False
    return bool((task.ended_at or until) > task.due_at)
