"""How a case went here and how it went there: status, outcome, tasks per role, and those done after they were due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.model import Case, Task, TaskState
from service.designer.ports import Difference, RecordedCase


def compared(
    case: RecordedCase, row: Case | None, variables: Mapping[str, Any], tasks: list[Task], problem: str
) -> Difference | None:
    """What came out otherwise, or None. `row` is the case as it was played again (None: it could not begin)."""
    status = row.status.value if row is not None else ""
    outcome = outcome_of(variables)
    missed, by_role = missed_of(tasks, case.until), roles_of(tasks)
    same = (status, outcome, missed, by_role) == (case.status, case.outcome, case.missed, dict(case.tasks))
    if same and not problem:
        return None
    return Difference(
        case_key=case.business_key,
        outcome_before=case.outcome,
        outcome_after=outcome,
        status_before=case.status,
        status_after=status,
        ended_before=case.ended_at,
        ended_after=None if row is None else row.ended_at,
        missed_before=case.missed,
        missed_after=missed,
        tasks_before=dict(case.tasks),
        tasks_after=by_role,
        waits_for=tuple(task.element_id for task in tasks if task.state is TaskState.OPEN),
        problem=problem,
    )


def outcome_of(variables: Mapping[str, Any]) -> str | None:
    """How a case came out, by its variable `outcome`."""
    found = variables.get("outcome")
    return found if isinstance(found, str) else None


def missed_of(tasks: list[Task], until: datetime) -> tuple[str, ...]:
    """Elements of tasks that were done after they were due, or are still open then; withdrawn ones do not count."""
    late = [
        task.element_id
        for task in tasks
        if task.due_at is not None and task.state is not TaskState.CANCELLED and (task.ended_at or until) > task.due_at
    ]
    return tuple(sorted(late))


def roles_of(tasks: list[Task]) -> dict[str, int]:
    """How many tasks there were for each role (the first that may do it)."""
    return dict(sorted(Counter(task.groups[0] if task.groups else "" for task in tasks).items()))
