"""The list of tasks that a query string asks for, bounded by what the caller may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from engine.model import Task
from store.queries import Page, Reach, TaskQuery, TaskSort

from . import due
from .access import Gate, Scope
from .context import TENANT, Context
from .problems import Problem
from .resources.tasks import Light, TaskRow
from .schemas import Instant
from .views import task_row

Word = Annotated[str, Field(max_length=255)]
Whose = Literal["mine", "team", "deputies", "all"]
Sort = Literal[
    "due", "-due", "created", "-created", "priority", "-priority", "name", "-name", "applicant", "-applicant"
]
Columns = Literal[
    "businessKey", "name", "applicant", "employer", "azrNumber", "caseGroup", "nationality", "assigneeName", "groups",
    "site", "priority", "createdAt", "dueAt", "followUpAt", "processId", "elementId",
]  # fmt: skip

_SORTS = {
    "due": TaskSort.DUE,
    "created": TaskSort.CREATED,
    "priority": TaskSort.PRIORITY,
    "name": TaskSort.NAME,
    "applicant": TaskSort.APPLICANT,
}


class TaskFilter(BaseModel):
    """Which tasks; the names are those of the query string."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)

    scope: Whose = Field(default="team", description="mine: bei mir / with me; team: mir und meinen Rollen angeboten")
    assigned: Literal["mine", "nobody", "any"] = "any"
    assignee: Word = ""
    group: Word = ""
    site: Annotated[str, Field(max_length=20)] = ""
    process: Word = ""
    element: Word = ""
    case_group: Word = ""
    due_before: Instant | None = None
    due_light: Light | None = None
    follow_up: Literal["hidden", "due", "all"] = Field(
        default="all", description="hidden: ohne Wiedervorlagen, die noch nicht dran sind / without later follow-ups"
    )
    priority_min: Annotated[int, Field(ge=0, le=100)] | None = None
    q: Annotated[str, Field(max_length=200)] = Field(
        default="", description="Name, Aktenzeichen, AZR-Nummer, Arbeitgeber / name, case number, AZR number, employer"
    )


class TaskList(TaskFilter):
    """Which tasks, in which order, which page."""

    sort: Sort = "due"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[str, Field(max_length=2000)] | None = None


def parsed(text: str, pointer: str) -> TaskList:
    """The list that a query string names. Problem: 422 with the pointer of where it came from."""
    pairs = parse_qsl(text.removeprefix("?"), keep_blank_values=True, max_num_fields=40) if text else []
    if len(dict(pairs)) != len(pairs):
        raise _wrong(pointer, "repeated-parameter")
    try:
        return TaskList.model_validate(dict(pairs))
    except ValidationError as error:
        first = error.errors()[0]
        raise _wrong(f"{pointer}/{'/'.join(str(part) for part in first['loc'])}"[:100], first["type"]) from None


def _wrong(pointer: str, code: str) -> Problem:
    return Problem(422, "validation-failed", errors=[{"pointer": pointer, "code": code, "message": ""}])


def question(asked: TaskFilter, gate: Gate, now: datetime) -> TaskQuery | None:
    """The question to the store; None when nothing can be found because the caller may see nothing of it."""
    reach = _reach(asked, gate)
    if not reach:
        return None
    light_from, light_before, dated = _light(asked.due_light, now)
    before = min((moment for moment in (asked.due_before, light_before) if moment is not None), default=None)
    paged = asked if isinstance(asked, TaskList) else TaskList()
    assigned = {"nobody": "nobody"}.get(asked.assigned, "any")
    mine = asked.assigned == "mine" or (asked.scope == "mine" and bool(asked.group))
    return TaskQuery(
        reach=reach,
        assigned=assigned,
        assignee=gate.person if mine else asked.assignee or None,
        process_id=asked.process or None,
        element_ids=(asked.element,) if asked.element else None,
        case_group=asked.case_group or None,
        due_from=light_from,
        due_before=before,
        dated=dated,
        follow_up=asked.follow_up,
        now=now,
        priority_min=asked.priority_min,
        q=asked.q,
        sort=_SORTS[paged.sort.lstrip("-")],
        descending=paged.sort.startswith("-"),
        limit=paged.limit,
        after=paged.after,
    )


def _reach(asked: TaskFilter, gate: Gate) -> tuple[Reach, ...]:
    """Whose tasks: the caller's scopes, narrowed to a role and a site."""
    if asked.scope == "mine" and not asked.group:
        return (Reach(persons=(gate.person,), sites=(asked.site,) if asked.site else None),)
    scopes = gate.scopes("all" if asked.scope == "mine" else asked.scope)
    return tuple(reach for scope in scopes if (reach := _narrowed(scope, asked)) is not None)


def _narrowed(scope: Scope, asked: TaskFilter) -> Reach | None:
    """One scope as the store asks for it; None when the role or the site that is asked for is not in it."""
    sites = None if scope.sites is None else tuple(sorted(scope.sites))
    if asked.site:
        if sites is not None and asked.site not in sites:
            return None
        sites = (asked.site,)
    if asked.group:
        if scope.groups is not None and asked.group not in scope.groups:
            return None
        return Reach(groups=(asked.group,), sites=sites)
    if scope.groups is None:
        return Reach(groups=None, sites=sites)
    return Reach(persons=(scope.person,), groups=tuple(sorted(scope.groups)), sites=sites)


def _light(light: Light | None, now: datetime) -> tuple[datetime | None, datetime | None, bool | None]:
    """(due from, due before, dated) of a light."""
    match light:
        case "red":
            return None, now, True
        case "yellow":
            return now, due.yellow_until(now), True
        case "green":
            return due.yellow_until(now), None, True
        case "none":
            return None, None, False
    return None, None, None


def look(ctx: Context, gate: Gate, asked: TaskList) -> Page[TaskRow]:
    """One page of rows."""
    asked_of_store = question(asked, gate, ctx.clock.now())
    if asked_of_store is None:
        return Page(())
    found = ctx.read.tasks(TENANT, asked_of_store)
    return Page(tuple(rows(ctx, gate, found.items)), found.next)


def first(ctx: Context, gate: Gate, asked: TaskList) -> TaskRow | None:
    """The first task of a list, for somebody who has just finished another one (`gate` is about that)."""
    found = look(ctx, Gate(ctx, gate.principal, "task.list"), asked.model_copy(update={"limit": 1, "after": None}))
    return next(iter(found.items), None)


def rows(ctx: Context, gate: Gate, tasks: Sequence[Task]) -> list[TaskRow]:
    """Tasks with the names of those who have them, and whether the caller has a draft in them."""
    read, now = ctx.read, ctx.clock.now()
    persons = {task.assignee for task in tasks if task.assignee is not None}
    names = read.names(TENANT, persons) if persons else {}
    drafts = read.with_drafts(TENANT, gate.person, [task.id for task in tasks]) if tasks else set()
    named = gate.reads("master")
    return [task_row(task, now, ctx.elements, names=names, drafts=drafts, named=named) for task in tasks]
