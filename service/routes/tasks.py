"""Tasks: the inbox, one task with its form, and what a clerk does with it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from engine.commands import AssignTask, ClaimTask, CompleteTask, SaveDraft, UnclaimTask
from engine.errors import NotFound
from engine.model import Actor, Task
from store.queries import InboxFilter

from .. import views
from ..bodies import StrictRoute
from ..context import TENANT, Caller, Ctx, Expected, RequestKey, require, sees
from ..schemas import Answers, Assignment
from ..views import Exact
from .cases import done

router = APIRouter(tags=["tasks"], route_class=StrictRoute, default_response_class=Exact)


def _visible(ctx: Ctx, actor: Actor, task: str) -> Task:
    row = ctx.read.task(TENANT, task)
    if row is None or not sees(actor, row.site):
        raise NotFound(task)
    return row


@router.get("/tasks")
def inbox(
    ctx: Ctx,
    actor: Caller,
    mine: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Exact:
    """Open tasks of the caller and the caller's groups at the caller's sites, most urgent first, page by page."""
    found = ctx.read.inbox(
        TENANT,
        groups=tuple(actor.groups),
        person=actor.person,
        sites=None if "system-admin" in actor.groups else ("", *actor.sites),
        filters=InboxFilter(assigned="mine" if mine else "any"),
        limit=limit,
        after=after,
    )
    return Exact(views.page((views.task(row) for row in found.items), found.next))


@router.get("/tasks/{task}")
def show(ctx: Ctx, actor: Caller, task: str) -> Exact:
    """One task with its form, the data it may show, and the caller's draft."""
    _visible(ctx, actor, task)
    view = ctx.engine.task_view(task, person=actor.person)
    found = views.task(view.task) | {
        "form": view.form,
        "variables": view.variables,
        "draft": dict(view.draft.answers) if view.draft and view.draft.person == actor.person else None,
    }
    return Exact(found)


@router.post("/tasks/{task}/claim")
def claim(ctx: Ctx, actor: Caller, task: str, key: RequestKey = None, expected: Expected = None) -> Exact:
    """Take the task."""
    _visible(ctx, actor, task)
    return done(ctx.handle(ClaimTask(actor=actor, task_id=task, request_key=key, expected_version=expected)))


@router.post("/tasks/{task}/unclaim")
def unclaim(ctx: Ctx, actor: Caller, task: str, key: RequestKey = None, expected: Expected = None) -> Exact:
    """Give it back to the group."""
    _visible(ctx, actor, task)
    return done(ctx.handle(UnclaimTask(actor=actor, task_id=task, request_key=key, expected_version=expected)))


@router.post("/tasks/{task}/assign")
def assign(
    ctx: Ctx, actor: Caller, task: str, body: Assignment, key: RequestKey = None, expected: Expected = None
) -> Exact:
    """Give it to somebody."""
    row = _visible(ctx, actor, task)
    if row.assignee != actor.person:
        require(actor, "akz-lead", "abh-head", "system-admin")
    return done(
        ctx.handle(
            AssignTask(actor=actor, task_id=task, assignee=body.assignee, request_key=key, expected_version=expected)
        )
    )


@router.put("/tasks/{task}/draft")
def save_draft(ctx: Ctx, actor: Caller, task: str, body: Answers) -> Exact:
    """Keep what was typed so far."""
    _visible(ctx, actor, task)
    return done(ctx.handle(SaveDraft(actor=actor, task_id=task, answers=body.answers)))


@router.post("/tasks/{task}/complete")
def complete(
    ctx: Ctx, actor: Caller, task: str, body: Answers, key: RequestKey = None, expected: Expected = None
) -> Exact:
    """Complete it; 422 names every answer that the form does not accept, 409 who was faster."""
    _visible(ctx, actor, task)
    return done(
        ctx.handle(
            CompleteTask(actor=actor, task_id=task, answers=body.answers, request_key=key, expected_version=expected)
        )
    )
