"""Operations: what is stuck in plain words, timers, escalations, workload, where a token may go."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import Query

from engine.model import Incident, Job, Task
from store.queries import Reach, TaskQuery, TaskSort

from .. import traffic
from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..operations.explanations import explained
from ..operations.ladder import Level, ladder, level_of
from ..operations.moves import moves, named
from ..preconditions import entity
from ..resources import operations as out
from ..resources.base import Text
from ..resources.tasks import CappedCount
from ..routing import Router
from ..schemas import Instant
from ..views import Exact
from .cases import Limit, Token

router = Router(tags=["operations"], route_class=StrictRoute, default_response_class=Exact)

CAP = 1000
LEVELS = Literal["E0", "E1", "E2", "E3", "E4", "E5"]


@router.get("/timers", response_model=out.DueTimerPage)
def timers(
    ctx: Ctx,
    gate: Annotated[Gate, may("timer.list")],
    due_before: Annotated[Instant | None, Query(alias="dueBefore")] = None,
    limit: Limit = 50,
    after: Token = None,
) -> Exact:
    """Fristen, die von selbst etwas tun / timers of the caller's sites, earliest first."""
    now = ctx.clock.now()
    found = ctx.read.timers(TENANT, sites=gate.sites, due_before=due_before, limit=limit, after=after)
    items = [
        out.DueTimer(
            case_id=row.case_id,
            business_key=row.business_key,
            site=row.site,
            activation=row.activation,
            element_id=row.element_id,
            name=_name(ctx, row.process_id, row.element_id),
            fire_at=row.fire_at,
            overdue=row.fire_at <= now,
            suspended=row.suspended,
        )
        for row in found.items
    ]
    return Exact(out.DueTimerPage(items=items, next=found.next))


@router.get("/escalations", response_model=out.EscalationPage)
def escalations(
    ctx: Ctx,
    gate: Annotated[Gate, may("operations.read")],
    level: LEVELS | None = None,
    limit: Limit = 50,
    after: Token = None,
) -> Exact:
    """Eskalationen E0–E5 / the ladder of 4.5: a level, or (none named) E1 to E5; oldest first."""
    read = ctx.read
    if level is None:
        query = _of(ctx, gate, *(one for one in ladder() if one.elements))
    else:
        query = _of(ctx, gate, next(one for one in ladder() if one.level == level))
    found = read.tasks(TENANT, replace(query, sort=TaskSort.CREATED, limit=limit, after=after))
    names = read.names(TENANT, {task.assignee for task in found.items if task.assignee})
    steps = []
    for one in ladder():
        count = read.count_tasks(TENANT, _of(ctx, gate, one), cap=CAP)
        capped = CappedCount(value=count.value, more=count.more)
        steps.append(out.EscalationLevel(level=one.level, name=Text(de=one.de, en=one.en), norm=one.norm, count=capped))
    items = [_escalation(ctx, task, level or level_of(task.element_id).level, names) for task in found.items]
    return Exact(out.EscalationPage(items=items, next=found.next, levels=steps))


def _of(ctx: Context, gate: Gate, *levels: Level) -> TaskQuery:
    sites = None if gate.sites is None else tuple(sorted(gate.sites))
    reach = (Reach(groups=None, sites=sites),)
    elements = tuple(element for level in levels for element in level.elements)
    if not elements:
        return TaskQuery(reach=reach, due_before=ctx.clock.now())
    return TaskQuery(reach=reach, element_ids=elements)


def _escalation(ctx: Context, task: Task, level: str, names: Any) -> out.EscalatedCase:
    return out.EscalatedCase(
        case_id=task.case_id,
        business_key=task.business_key,
        site=task.site,
        level=level,
        since=task.created_at,
        due_at=task.due_at,
        element_id=task.element_id,
        name=_name(ctx, task.process_id, task.element_id),
        task_id=task.id,
        assignee=task.assignee,
        assignee_name=names.get(task.assignee, task.assignee) if task.assignee else None,
    )


@router.get("/workload", response_model=out.Workloads)
def workload(
    ctx: Ctx,
    gate: Annotated[Gate, may("operations.read")],
    by: Literal["person", "group"] = "person",
    limit: Limit = 50,
    after: Token = None,
) -> Exact:
    """Wer wie viel hat / open cases, open and overdue tasks by person or by group and site; never counted beyond 1,000."""
    read = ctx.read
    found = read.workload(TENANT, by, sites=gate.sites, now=ctx.clock.now(), limit=limit, after=after)
    names = read.names(TENANT, [load.name for load in found.items]) if by == "person" else {}
    items = [
        out.Workload(
            person=load.name if by == "person" else None,
            name=names.get(load.name, load.name) if by == "person" else None,
            group=load.name if by == "group" else None,
            site=load.site or None,
            open=CappedCount(value=load.open.value, more=load.open.more),
            overdue=CappedCount(value=load.overdue.value, more=load.overdue.more),
            cases=CappedCount(value=load.cases.value, more=load.cases.more),
        )
        for load in found.items
    ]
    return Exact(out.Workloads(by=by, items=items, next=found.next))


@router.get("/operations/incidents", response_model=out.IncidentRows)
def incidents(ctx: Ctx, gate: Annotated[Gate, may("operations.read")], limit: Limit = 50, after: Token = None) -> Exact:
    """Störungen mit Erklärung / open incidents with what they mean and what can be done, oldest first."""
    read, sites = ctx.read, gate.sites
    found = read.incidents(TENANT, limit=limit, after=after)
    items = []
    for case_id in dict.fromkeys(row.case_id for row in found.items):
        case = read.case(TENANT, case_id)
        if case is None or (sites is not None and case.site not in sites):
            continue
        jobs = {job.activation: job for job in read.open_rows(TENANT, case_id).jobs}
        items += [_incident(ctx, row, case, jobs.get(row.activation)) for row in found.items if row.case_id == case_id]
    items.sort(key=lambda row: row.opened_at)
    return Exact(out.IncidentRows(items=items, next=found.next))


def _incident(ctx: Context, row: Incident, case: Any, job: Job | None) -> out.IncidentRow:
    meaning = explained(row.code)
    return out.IncidentRow(
        case_id=row.case_id,
        case_version=case.version,
        business_key=case.business_key,
        process_id=case.process_id,
        site=case.site,
        activation=row.activation,
        element_id=row.element_id,
        name=_name(ctx, case.process_id, row.element_id),
        code=row.code,
        message=row.message,
        opened_at=row.opened_at,
        explanation=out.Explained(what=_text(meaning.what), todo=_text(meaning.todo), acts=list(meaning.acts)),  # type: ignore[arg-type]  # the words are those of the model
        job=None if job is None else out.Job.model_validate(traffic.job(job)),
    )


@router.get("/cases/{case}/moves", response_model=out.Moves)
def targets(ctx: Ctx, gate: Annotated[Gate, may("case.modify")], case: str) -> Exact:
    """Von wo nach wo / from where to where tokens of the case may be moved by hand (POST /cases/{case}/modify)."""
    row = gate.case
    tokens, places = moves(ctx.engine, row.id, TENANT)
    found = out.Moves(
        case_id=row.id,
        version=row.version,
        tokens=[
            out.MovableToken(
                activation=token.activation,
                element_id=token.element_id,
                type=token.type,
                since=token.since,
                name=_text(token.name),
                stuck=token.stuck,
                depth=token.depth,
            )
            for token in tokens
        ],
        targets=[
            out.MoveTarget(
                element_id=place.element_id,
                type=place.type,
                process_id=place.process_id,
                process_name=place.process_name,
                name=_text(place.name),
            )
            for place in places
        ],
    )
    return Exact(found, headers=entity(row.version))


def _name(ctx: Context, process_id: str, element_id: str) -> Text:
    node = ctx.elements.anywhere(process_id, element_id)
    return _text(named(node)) if node is not None else Text(de=element_id, en=element_id)


def _text(pair: tuple[str, str]) -> Text:
    return Text(de=pair[0], en=pair[1])
