"""User tasks: search, one of them, its variables and form, assign, give back, complete."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from engine.commands import AssignTask, ClaimTask, CompleteTask, UnclaimTask
from engine.errors import Conflict, EngineError, NotFound
from engine.model import Actor, Task
from store.queries import InboxFilter

from ..context import TENANT, Caller, Context, Ctx, sees
from ..views import Exact
from . import lookup, search, views
from .access import LEADS, require
from .route import OrchestrationRoute, Refusal
from .schemas import Assignment, Search, TaskCompletion

router = APIRouter(tags=["external workers"], route_class=OrchestrationRoute, default_response_class=Exact)

FIELDS = [
    "name",
    "state",
    "assignee",
    "elementId",
    "candidateGroups",
    "candidateUsers",
    "candidateGroup",
    "candidateUser",
    "processDefinitionId",
    "creationDate",
    "completionDate",
    "followUpDate",
    "dueDate",
    "tenantId",
    "userTaskKey",
    "elementInstanceKey",
    "processDefinitionKey",
    "processInstanceKey",
    "businessId",
    "formKey",
    "priority",
]
VARIABLE_FIELDS = ("name", "value", "tenantId", "isTruncated", "variableKey", "scopeKey", "processInstanceKey")


def _view(ctx: Context, row: Task, versions: lookup.Definitions, known: dict[str, int]) -> dict[str, Any]:
    if row.case_id not in known:
        case = ctx.read.case(TENANT, row.case_id)
        if case is None:
            raise NotFound(f"process instance of task {row.id}")
        known[row.case_id] = case.definition_id
    return views.task(row, versions[known[row.case_id]])


@router.post("/user-tasks/search")
def find(ctx: Ctx, actor: Caller, body: Search | None = None) -> Exact:
    """Open tasks of the caller and the caller's groups; with `processInstanceKey` also the ended ones of it."""
    versions, known = lookup.Definitions(ctx), dict[str, int]()

    def items() -> Iterator[dict[str, Any]]:
        for row in _rows(ctx, actor, body):
            found = _view(ctx, row, versions, known)
            # The filters are in the singular, the fields in the plural.
            yield found | {"candidateGroup": found["candidateGroups"], "candidateUser": found["candidateUsers"]}

    return search.answer(body, FIELDS, items())


def _mine(actor: Actor, row: Task) -> bool:
    if not sees(actor, row.site):
        return False
    reachable = actor.groups.intersection((*row.groups, "system-admin")) or not (row.groups or row.users)
    return bool(reachable) or actor.person in (row.assignee, *row.users)


def _rows(ctx: Context, actor: Actor, body: Search | None) -> Iterator[Task]:
    instance, key = search.exact(body, "processInstanceKey"), search.exact(body, "userTaskKey")
    try:
        if key is not None:
            yield lookup.task(ctx, actor, key)
            return
        if instance is not None:
            case_id = lookup.case(ctx, actor, instance).id
            yield from (row for row in ctx.read.tasks_of(TENANT, case_id) if _mine(actor, row))
            return
    except NotFound:
        return
    filters = InboxFilter(
        assignee=search.exact(body, "assignee"),
        process_id=search.exact(body, "processDefinitionId"),
        element_id=search.exact(body, "elementId"),
        business_key=search.exact(body, "businessId"),
    )
    admin = "system-admin" in actor.groups
    after: str | None = None
    while True:
        page = ctx.read.inbox(
            TENANT,
            person=actor.person,
            groups=None if admin else tuple(actor.groups),
            sites=None if admin else ("", *actor.sites),
            filters=filters,
            limit=500,
            after=after,
        )
        yield from page.items
        if page.next is None:
            return
        after = page.next


@router.get("/user-tasks/{key}")
def show(ctx: Ctx, actor: Caller, key: str) -> Exact:
    """One task."""
    return Exact(_view(ctx, lookup.task(ctx, actor, key), lookup.Definitions(ctx), {}))


@router.get("/user-tasks/{key}/form", responses={204: {"description": "no form"}})
def form(ctx: Ctx, actor: Caller, key: str) -> Response:
    """The form as it was deployed; 204 when the task has none."""
    row = lookup.task(ctx, actor, key)
    view = ctx.engine.task_view(row.id, person=actor.person)
    if view.form is None or row.form_id is None:
        return Response(status_code=204)
    case = ctx.read.case(TENANT, row.case_id)
    if case is None:
        raise NotFound(f"process instance of task {row.id}")
    version = lookup.Definitions(ctx)[case.definition_id]
    return Exact(
        {
            "tenantId": views.TENANT_NAME,
            "formId": row.form_id,
            "schema": json.dumps(view.form, ensure_ascii=False, default=str),
            "version": version.deployment_id,
            "formKey": views.form_key(version, row.form_id),
        }
    )


@router.post("/user-tasks/{key}/variables/search")
def variables(ctx: Ctx, actor: Caller, key: str, body: Search | None = None) -> Exact:
    """The variables that the task sees."""
    row = lookup.task(ctx, actor, key)
    seen = ctx.engine.task_view(row.id, person=actor.person).variables
    found = (views.variable(row.case_id, row.activation, name, value) for name, value in seen.items())
    return search.answer(body, VARIABLE_FIELDS, found)


@router.post("/user-tasks/{key}/assignment", status_code=204)
def assign(ctx: Ctx, actor: Caller, key: str, body: Assignment) -> Response:
    """Give the task to a person. Taking it oneself is a claim; giving it to others is for leads or its holder."""
    row = lookup.task(ctx, actor, key)
    if body.assignee is None:
        raise Refusal(400, "assignee: needed")
    if body.allow_override is False and row.assignee not in (None, body.assignee):
        raise Conflict(f"user task '{key}' is assigned")
    if body.assignee == actor.person and row.assignee in (None, actor.person):
        ctx.handle(ClaimTask(actor=actor, task_id=row.id))
        return Response(status_code=204)
    if row.assignee != actor.person:
        require(actor, *LEADS)
    ctx.handle(AssignTask(actor=actor, task_id=row.id, assignee=body.assignee))
    return Response(status_code=204)


@router.delete("/user-tasks/{key}/assignee", status_code=204)
def unassign(ctx: Ctx, actor: Caller, key: str) -> Response:
    """Give the task back to its group."""
    row = lookup.task(ctx, actor, key)
    ctx.handle(UnclaimTask(actor=actor, task_id=row.id))
    return Response(status_code=204)


@router.post("/user-tasks/{key}/completion", status_code=204)
def complete(ctx: Ctx, actor: Caller, key: str, body: TaskCompletion | None = None) -> Response:
    """Complete the task; one that nobody has taken is taken for it, and given back when the answers are refused."""
    row = lookup.task(ctx, actor, key)
    answers = (body.variables if body else None) or {}
    taken = row.assignee is None
    if taken:
        ctx.handle(ClaimTask(actor=actor, task_id=row.id))
    try:
        ctx.handle(CompleteTask(actor=actor, task_id=row.id, answers=answers))
    except EngineError:
        if taken:
            ctx.handle(UnclaimTask(actor=actor, task_id=row.id))
        raise
    return Response(status_code=204)
