"""The register of trainings (Q27, Q28): who attended which course of the catalogue on which day, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Path
from pydantic import Field
from starlette.responses import Response

from authority.survey.questionnaire import load
from engine.deadlines import local_day
from engine.errors import NotFound
from engine.ports import UnitOfWork
from store.survey import TrainingRecord

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..identity.roles import LEADS
from ..preconditions import RequestKey, once
from ..problems import Problem
from ..resources import survey as out
from ..resources.base import Resource, Text
from ..schemas import Body
from ..views import Exact

router = APIRouter(tags=["survey"], route_class=StrictRoute, default_response_class=Exact)

#: People below this number are not counted for others than their own leads.
LEAST = 5
MOST = 5_000


class Attended(Body):
    """Who attended what, when."""

    person: Annotated[str, Field(min_length=1, max_length=255, examples=["anna.dd"])]
    course: Annotated[str, Field(max_length=40, examples=["INTERCULTURAL_1"])]
    completed_on: Annotated[str, Field(pattern=r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]$", examples=["2026-10-14"])]


@router.get("/trainings", response_model=out.Trainings)
def register(ctx: Ctx, gate: Annotated[Gate, may("training.read")]) -> Exact:
    """Fortbildungen / one's own; leads also see those of their sites."""
    lead = not gate.groups.isdisjoint(LEADS)
    rows = ctx.read.records(
        TrainingRecord, {"tenant": TENANT, "person": gate.person}, order=("completed_on", "id"), descending=True
    )
    if lead:
        sites = _sites(gate)
        wanted = {"tenant": TENANT} | ({"site": sites} if sites is not None else {})
        found = ctx.read.records(TrainingRecord, wanted, order=("completed_on", "id"), descending=True, limit=500)
        rows = [*found, *(row for row in rows if row not in found)]
    names = ctx.read.names(TENANT, {row.person for row in rows}) if rows else {}
    items = [_row(row, names.get(row.person, row.person)) for row in rows]
    return Exact(out.Trainings(courses=_courses({}), items=items, may_write=lead))


def _sites(gate: Gate) -> frozenset[str] | None:
    """The sites at which the caller leads."""
    found: set[str] = set()
    for grant in gate.principal.grants:
        if grant.groups & LEADS:
            if grant.sites is None:
                return None
            found |= grant.sites
    return frozenset(found)


@router.get("/trainings/overview", response_model=out.Trainings)
def overview(ctx: Ctx, gate: Annotated[Gate, may("training.overview")]) -> Exact:
    """Fortbildungen im Überblick / how many people attended each course; below five nobody is counted."""
    rows = ctx.read.records(TrainingRecord, {"tenant": TENANT}, order=("completed_on", "id"), limit=MOST)
    people: dict[str, set[str]] = {}
    for row in rows:
        people.setdefault(row.course, set()).add(row.person)
    return Exact(out.Trainings(courses=_courses(people), items=[], may_write=False))


def _courses(people: dict[str, set[str]]) -> list[out.CourseRow]:
    return [
        out.CourseRow(
            id=one.id,
            area=one.area,
            name=Text(de=one.name.de, en=one.name.en),
            hours=one.hours,
            people=count if (count := len(people.get(one.id, ()))) >= LEAST else None,
        )
        for one in load().courses.values()
    ]


@router.post("/trainings", status_code=201, response_model=out.TrainingRow)
def record(ctx: Ctx, gate: Annotated[Gate, may("training.write")], key: RequestKey, body: Attended) -> Response:
    """Teilnahme eintragen / record an attendance of somebody at one's own sites."""
    someone = ctx.read.person(TENANT, body.person)
    sites = _sites(gate)
    here = [one for one in (someone.sites if someone else ()) if sites is None or one in sites]
    if someone is None or not here:
        raise _invalid("person")
    if body.course not in load().courses:
        raise _invalid("course")
    try:
        if date.fromisoformat(body.completed_on) > local_day(ctx.clock.now()):
            raise ValueError
    except ValueError:
        raise _invalid("completedOn") from None

    def act(work: UnitOfWork) -> Resource:
        row = TrainingRecord(
            TENANT,
            str(uuid4()),
            body.person,
            sorted(here)[0],
            body.course,
            body.completed_on,
            gate.person,
            ctx.clock.now(),
        )
        work.put(row)
        return _row(row, someone.name)

    return once(ctx, gate.actor, key, "POST /trainings", body.model_dump(), act, status=201)


@router.delete("/trainings/{training}", response_model=out.TrainingRow)
def remove(
    ctx: Ctx,
    gate: Annotated[Gate, may("training.write")],
    training: Annotated[str, Path(max_length=64)],
    key: RequestKey,
) -> Response:
    """Eintrag löschen / delete an entry of one's own sites."""
    sites = _sites(gate)

    def act(work: UnitOfWork) -> Resource:
        row: TrainingRecord | None = work.get(TrainingRecord, TENANT, training)
        if row is None or (sites is not None and row.site not in sites):
            raise NotFound(training[:80])
        work.drop(TrainingRecord, TENANT, training)
        return _row(row, _name(ctx, row.person))

    return once(ctx, gate.actor, key, f"DELETE /trainings/{training}", None, act)


def _name(ctx: Context, person: str) -> str:
    return ctx.name(person)


def _row(row: TrainingRecord, name: str) -> out.TrainingRow:
    return out.TrainingRow(
        id=row.id,
        person=row.person,
        person_name=name,
        site=row.site,
        course=row.course,
        completed_on=date.fromisoformat(row.completed_on),
        recorded_at=row.recorded_at,
    )


def _invalid(name: str) -> Problem:
    return Problem(422, "validation-failed", errors=[{"pointer": f"/{name}", "code": "invalid", "message": ""}])
