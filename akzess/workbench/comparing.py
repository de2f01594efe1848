"""How a case went here and how it went there: status, outcome, tasks per role, and those done after they were due.

A draft is what a designer writes, and the cases are real: an outcome or a role that a draft computes from what is in a
case is not told, only words that stand in the draft or in the case's own record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.model import Case, Task, TaskState
from service.designer.ports import Difference, RecordedCase

#: Instead of a word that is nobody's business.
UNTOLD = "?"
_WORDS = re.compile(r'"([^"\\\n]{1,60})"')


def words_in(files: Mapping[str, bytes]) -> frozenset[str]:
    """Every text in quotation marks that stands in these files: outcomes, groups, whatever a draft writes down."""
    found: set[str] = set()
    for data in files.values():
        text = data.decode("utf-8", errors="replace")
        for mark in ("&quot;", "&#34;", "&#x22;"):
            text = text.replace(mark, '"')
        found.update(word.strip() for whole in _WORDS.findall(text) for word in (whole, *whole.split(",")))
    return frozenset(found)


def compared(
    case: RecordedCase,
    row: Case | None,
    variables: Mapping[str, Any],
    tasks: list[Task],
    problem: str,
    words: frozenset[str],
) -> Difference | None:
    """What came out otherwise, or None. `row` is the case as it was played again (None: it could not begin).

    `words`: those of the draft.
    """
    status = row.status.value if row is not None else ""
    outcome = outcome_of(variables)
    if outcome is not None and outcome not in words and outcome != case.outcome:
        outcome = UNTOLD
    missed, by_role = missed_of(tasks, case.until), roles_of(tasks, words | set(case.tasks))
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


def roles_of(tasks: list[Task], words: frozenset[str]) -> dict[str, int]:
    """How many tasks there were for each role (the first that may do it), of those that may be told."""
    roles = (task.groups[0] if task.groups else "" for task in tasks)
    return dict(sorted(Counter(role if role in words or not role else UNTOLD for role in roles).items()))
