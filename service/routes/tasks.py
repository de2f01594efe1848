"""Tasks: the inbox with its counts, one task with its form, and what a clerk does with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Annotated, Any

from fastapi import Query

from engine.commands import (
    AssignTask,
    ClaimTask,
    CompleteTask,
    DiscardDraft,
    FollowUpTask,
    PrioritiseTask,
    SaveDraft,
    UnclaimTask,
)
from engine.deadlines import BERLIN
from engine.errors import NotFound
from engine.model import Actor, TaskState

from .. import tasklists
from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..preconditions import REPLAYED, Expected, RequestKey, entity
from ..resources.problems import CompletedBy
from ..resources.tasks import (
    CappedCount,
    Draft,
    DraftSaved,
    FourEyes,
    TaskActed,
    TaskCompleted,
    TaskCounts,
    TaskDetail,
    TaskPage,
)
from ..routing import Router
from ..schemas import Answers, Assignee, FollowUp, Priority
from ..tasklists import TaskFilter, TaskList
from ..views import Exact, task_fields

router = Router(tags=["tasks"], route_class=StrictRoute, default_response_class=Exact)

CAP = 1000


@router.get("/tasks", response_model=TaskPage)
def inbox(ctx: Ctx, gate: Annotated[Gate, may("task.list")], asked: Annotated[TaskList, Query()]) -> Exact:
    """Offene Aufgaben / open tasks: filters, sort, full text; page by page."""
    found = tasklists.look(ctx, gate, asked)
    return Exact(TaskPage(items=list(found.items), next=found.next))


@router.get("/tasks/counts", response_model=TaskCounts)
def counts(ctx: Ctx, gate: Annotated[Gate, may("task.list")], asked: Annotated[TaskFilter, Query()]) -> Exact:
    """Wie viel da ist / how much there is for the caller; never counted beyond 1,000."""
    now = ctx.clock.now()
    midnight = datetime.combine(now.astimezone(BERLIN).date() + timedelta(days=1), time.min, BERLIN)

    def count(**changed: Any) -> CappedCount:
        query = tasklists.question(asked.model_copy(update={"scope": "team"} | changed), gate, now)
        if query is None:
            return CappedCount(value=0)
        if changed.get("due_before") == midnight:
            query = replace(query, due_from=now)
        found = ctx.read.count_tasks(TENANT, query, cap=CAP)
        return CappedCount(value=found.value, more=found.more)

    return Exact(
        TaskCounts(
            mine=count(scope="mine"),
            team=count(),
            deputies=count(scope="deputies"),
            overdue=count(due_before=now),
            due_today=count(due_before=midnight),
            follow_up_due=count(follow_up="due"),
        )
    )


@router.get("/tasks/{task}", response_model=TaskDetail)
def show(ctx: Ctx, gate: Annotated[Gate, may("task.read")], task: str) -> Exact:
    """Eine Aufgabe mit Formular, Daten und Entwurf / one task with its form, the data it may show, the caller's draft."""
    view = ctx.engine.task_view(gate.task.id, person=gate.person)
    row = view.task
    form = dict(view.form) if view.form else None
    draft = view.draft if view.draft and view.draft.person == gate.person else None
    people = {person for person in (row.assignee, row.ended_by) if person}
    names = ctx.read.names(TENANT, people) if people else {}
    fields = task_fields(
        row,
        ctx.clock.now(),
        ctx.elements,
        names=names,
        drafts=[row.id] if draft else (),
        named=gate.reads("master"),
    )
    completed = None
    if row.state is TaskState.COMPLETED and row.ended_by and row.ended_at:
        completed = CompletedBy(name=names.get(row.ended_by, row.ended_by), at=row.ended_at)
    found = TaskDetail(
        **fields,
        form=form,
        variables=gate.mask(view.variables),
        draft=Draft(answers=dict(draft.answers), saved_at=draft.saved_at) if draft else None,
        legal_basis=(form or {}).get("properties", {}).get("legalBasis"),
        four_eyes=_four_eyes(ctx, gate),
        completed_by=completed,
    )
    return Exact(found, headers=entity(row.version))


def _four_eyes(ctx: Context, gate: Gate) -> FourEyes | None:
    """The steps that another person must have done, and who did the last of them."""
    row = gate.task
    process = ctx.engine.definition_table(gate.case.deployment_id).processes.get(row.process_id)
    node = None if process is None else process.nodes.get(row.element_id)
    if node is None or not node.separation:
        return None
    done = [
        task
        for task in ctx.read.tasks_of(TENANT, row.case_id)
        if task.element_id in node.separation and task.ended_by and task.ended_at and task.state is TaskState.COMPLETED
    ]
    last = max(done, key=lambda task: task.ended_at or task.created_at, default=None)
    by = None if last is None else ctx.name(str(last.ended_by))
    return FourEyes(**{"with": list(node.separation)}, last_by=by)


def _acted(ctx: Context, gate: Gate, result: Any) -> Exact:
    """Where the case stands, and the task as it is now."""
    row = ctx.read.task(TENANT, gate.task.id)
    if row is None:
        raise NotFound(gate.task.id)
    (shown,) = tasklists.rows(ctx, gate, [row])
    found = TaskActed(case_id=result.case_id, version=result.version, status=result.status.value, task=shown)
    return Exact(found, headers=entity(row.version, replayed=result.replayed))


@router.post("/tasks/{task}/claim", response_model=TaskActed)
def claim(ctx: Ctx, gate: Annotated[Gate, may("task.claim")], task: str, key: RequestKey, expected: Expected) -> Exact:
    """Aufgabe übernehmen / take the task."""
    command = ClaimTask(actor=gate.actor, task_id=gate.task.id, request_key=key, expected_version=expected)
    return _acted(ctx, gate, ctx.handle(command))


@router.post("/tasks/{task}/unclaim", response_model=TaskActed)
def unclaim(
    ctx: Ctx, gate: Annotated[Gate, may("task.unclaim")], task: str, key: RequestKey, expected: Expected
) -> Exact:
    """Aufgabe zurückgeben / give it back to the group."""
    command = UnclaimTask(actor=gate.actor, task_id=gate.task.id, request_key=key, expected_version=expected)
    return _acted(ctx, gate, ctx.handle(command))


@router.post("/tasks/{task}/assign", response_model=TaskActed)
def assign(
    ctx: Ctx, gate: Annotated[Gate, may("task.assign")], task: str, key: RequestKey, expected: Expected, body: Assignee
) -> Exact:
    """Aufgabe jemandem geben / give it to somebody; other people's tasks by a lead only."""
    command = AssignTask(
        actor=assigning(gate), task_id=gate.task.id, assignee=body.assignee, request_key=key, expected_version=expected
    )
    return _acted(ctx, gate, ctx.handle(command))


def assigning(gate: Gate) -> Actor:
    """The actor who gives a task away. Problem: 403 for one that is not the caller's own, unless the caller leads."""
    if gate.task.assignee is not None and gate.task.assignee in (gate.person, gate.on_behalf_of):
        return gate.actor
    gate.require("task.assign.others")
    return leading(gate)


def leading(gate: Gate) -> Actor:
    """The caller who leads those to whom the task is offered: steers their tasks without being one of them."""
    return replace(gate.actor, groups=gate.actor.groups | frozenset(gate.task.groups))


@router.post("/tasks/{task}/follow-up", response_model=TaskActed)
def follow_up(
    ctx: Ctx, gate: Annotated[Gate, may("task.follow-up")], task: str, key: RequestKey, body: FollowUp
) -> Exact:
    """Wiedervorlage / look at it again at an instant (null: now)."""
    command = FollowUpTask(actor=gate.actor, task_id=gate.task.id, at=body.at, note=body.note, request_key=key)
    return _acted(ctx, gate, ctx.handle(command))


@router.post("/tasks/{task}/priority", response_model=TaskActed)
def priority(
    ctx: Ctx,
    gate: Annotated[Gate, may("task.priority")],
    task: str,
    key: RequestKey,
    expected: Expected,
    body: Priority,
) -> Exact:
    """Priorität setzen / set the priority; the reason is recorded."""
    command = PrioritiseTask(
        actor=leading(gate),
        task_id=gate.task.id,
        priority=body.priority,
        reason=body.reason,
        request_key=key,
        expected_version=expected,
    )
    return _acted(ctx, gate, ctx.handle(command))


@router.put("/tasks/{task}/draft", response_model=DraftSaved)
def save_draft(ctx: Ctx, gate: Annotated[Gate, may("task.draft")], task: str, key: RequestKey, body: Answers) -> Exact:
    """Entwurf speichern / keep what was typed so far; changes no version."""
    result = ctx.handle(SaveDraft(actor=gate.actor, task_id=gate.task.id, answers=body.answers, request_key=key))
    draft = ctx.engine.task_view(gate.task.id, person=gate.person).draft
    saved = ctx.clock.now() if draft is None else draft.saved_at
    return Exact(DraftSaved(saved_at=saved), headers={REPLAYED: "true"} if result.replayed else {})


@router.delete("/tasks/{task}/draft", response_model=TaskActed)
def discard_draft(ctx: Ctx, gate: Annotated[Gate, may("task.draft")], task: str, key: RequestKey) -> Exact:
    """Entwurf verwerfen / throw the caller's draft away."""
    return _acted(ctx, gate, ctx.handle(DiscardDraft(actor=gate.actor, task_id=gate.task.id, request_key=key)))


@router.post("/tasks/{task}/complete", response_model=TaskCompleted)
def complete(
    ctx: Ctx,
    gate: Annotated[Gate, may("task.complete")],
    task: str,
    key: RequestKey,
    expected: Expected,
    body: Answers,
    following: Annotated[
        str | None,
        Query(
            alias="next",
            max_length=2000,
            description="Filter der Liste als Abfragetext; die Antwort nennt deren nächste Aufgabe / the list's query "
            "string; the answer names the next task of that list",
            examples=["scope=team&sort=due"],
        ),
    ] = None,
) -> Exact:
    """Aufgabe erledigen / complete it; 422 names every answer that the form refuses, 409 who was faster."""
    asked = None if following is None else tasklists.parsed(following, "/next")
    command = CompleteTask(
        actor=gate.actor, task_id=gate.task.id, answers=body.answers, request_key=key, expected_version=expected
    )
    result = ctx.handle(command)
    first = None if asked is None else tasklists.first(ctx, gate, asked)
    found = TaskCompleted(case_id=result.case_id, version=result.version, status=result.status.value, next=first)
    return Exact(found, headers=entity(result.version, replayed=result.replayed))
