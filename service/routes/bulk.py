"""The same act on many tasks, each by itself: what worked and what did not is said row by row."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import Request

from engine.commands import AssignTask, ClaimTask, Command, FollowUpTask, PrioritiseTask, UnclaimTask
from engine.errors import EngineError

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import Ctx
from ..preconditions import RequestKey
from ..problems import Problem, language, meant, title
from ..resources.tasks import BulkResult, BulkResults, RowProblem
from ..routing import Router
from ..schemas import Bulk, BulkTask
from ..views import Exact
from .tasks import assigning, leading

router = Router(tags=["tasks"], route_class=StrictRoute, default_response_class=Exact)


@router.post("/tasks/bulk", response_model=BulkResults)
def act(ctx: Ctx, gate: Annotated[Gate, may("task.bulk")], key: RequestKey, body: Bulk, request: Request) -> Exact:
    """Viele Aufgaben auf einmal, höchstens 200 / many tasks at once, at most 200; the same key goes on where it stopped."""
    english = language(request) == "en"
    results = []
    for row in body.tasks:
        try:
            bound = gate.load_task(row.id, f"task.{body.action}")
            ctx.handle(_command(bound, row, body, key))
        except (EngineError, Problem) as error:
            found = meant(error, english=english)
            problem = RowProblem(
                code=found.code,
                title=title(found.status, found.code, english=english),
                detail=found.detail[:500],
            )
            results.append(BulkResult(id=row.id, ok=False, problem=problem))
        else:
            results.append(BulkResult(id=row.id, ok=True))
    return Exact(BulkResults(results=results))


def _command(gate: Gate, row: BulkTask, body: Bulk, key: str) -> Command:
    """The command of one row; its key is born of the caller's, so that a repetition repeats nothing."""
    own = hashlib.sha256(f"{key}\n{row.id}".encode()).hexdigest()
    actor, task, version = gate.actor, gate.task.id, row.version
    match body.action:
        case "claim":
            return ClaimTask(actor=actor, task_id=task, request_key=own, expected_version=version)
        case "unclaim":
            return UnclaimTask(actor=actor, task_id=task, request_key=own, expected_version=version)
        case "assign":
            return AssignTask(
                actor=assigning(gate),
                task_id=task,
                assignee=body.assignee or "",
                request_key=own,
                expected_version=version,
            )
        case "follow-up":
            return FollowUpTask(
                actor=actor, task_id=task, at=body.at, note=body.note, request_key=own, expected_version=version
            )
    return PrioritiseTask(
        actor=leading(gate),
        task_id=task,
        priority=body.priority or 0,
        reason=body.reason or "",
        request_key=own,
        expected_version=version,
    )
