"""The forecast: what a site would start from, questions ("two clerks are ill next week") and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Path, Query
from pydantic import Field, model_validator

from authority.forecast import Absence, Question
from authority.forecast.situation import Asked, Situation
from engine.errors import NotFound
from store import SqlStore
from store.mining.runs import Run, Runs

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..days import Day, Factor
from ..forecast.desk import DONE, RUNNING, Simulating, alive
from ..forecast.situation import situation
from ..mining.asking import MAIN, known_sites, newest_model
from ..mining.diagrams import guide
from ..resources import forecast as out
from ..resources.base import Text
from ..routing import Router
from ..schemas import Body
from ..views import Exact

router = Router(tags=["forecast"], route_class=StrictRoute, default_response_class=Exact, prefix="/forecast")

#: Days that are shown of who is there.
SHOWN = 28
WORKING_DAYS = 5
SiteName = Annotated[str | None, Query(max_length=20)]


class AwayBody(Body):
    """People who are away besides what is planned."""

    role: Annotated[str, Field(max_length=50)]
    people: Annotated[int, Field(ge=1, le=100)]
    since: Day
    until: Day


class NewForecast(Body):
    """A question: who is away besides, how many times as many applications come; with the seed it can be repeated."""

    site: Annotated[str, Field(min_length=1, max_length=20)]
    weeks: Annotated[int, Field(ge=1, le=12)] = 8
    replications: Annotated[int, Field(ge=20, le=500)] = 200
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    arrivals: Annotated[Factor, Field(ge=0, le=5)] = 1.0
    absences: Annotated[list[AwayBody], Field(max_length=20)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _in_order(self) -> NewForecast:
        if any(one.until < one.since for one in self.absences):
            raise ValueError("until is before since")
        return self


def _store(ctx: Context) -> SqlStore:
    if not isinstance(ctx.store, SqlStore):
        raise NotFound("forecast")  # in memory nothing is counted
    return ctx.store


def _site(ctx: Context, gate: Gate, site: str | None) -> tuple[str, list[str]]:
    """The site that is asked about and those that may be. Error: NotFound for one that is not the caller's."""
    sites = sorted(one for one in (gate.sites if gate.sites is not None else known_sites(ctx)) if one)
    if not sites or (site is not None and site not in sites):
        raise NotFound(site or "site")
    return site or sites[0], sites


def _now(ctx: Context, site: str, weeks: int) -> Situation:
    return situation(_store(ctx), TENANT, MAIN, site, newest_model(ctx), ctx.clock.now(), weeks * 7 + 8)


@router.get("/basis", response_model=out.ForecastBasis)
def basis(ctx: Ctx, gate: Annotated[Gate, may("forecast.read")], site: SiteName = None) -> Exact:
    """Wovon die Vorausschau ausginge / open cases, arrivals and people of a site as a forecast would see them now."""
    chosen, sites = _site(ctx, gate, site)
    found = _now(ctx, chosen, SHOWN // 7)
    today = found.now.date()
    shown = [n for n in range(SHOWN) if found.working[n]]
    return Exact(
        out.ForecastBasis(
            site=chosen,
            sites=sites,
            today=today,
            open_cases=len(found.cases),
            arrivals_per_week=round(found.arrivals / found.arrival_days * WORKING_DAYS, 1),
            counted_cases=sum(found.onward.get("", {}).values()),
            roles=[
                out.ForecastRole(
                    role=key,
                    name=_name(key),
                    people=round(max(role.present, default=0.0), 2),
                    present=[round(role.present[n], 2) for n in shown],
                )
                for key, role in found.roles.items()
            ],
            days=[today + timedelta(days=n) for n in shown],
        )
    )


@router.get("/runs", response_model=out.ForecastRuns)
def runs(ctx: Ctx, gate: Annotated[Gate, may("forecast.read")]) -> Exact:
    """Die letzten Fragen / the latest questions of the caller's sites, without their answers."""
    if not isinstance(ctx.store, SqlStore):
        return Exact(out.ForecastRuns(items=[]))
    found = [one for one in Runs(ctx.store).newest(TENANT) if _seen(gate, one)][:20]
    return Exact(out.ForecastRuns(items=[_run(ctx, one, answers=False) for one in found]))


@router.post("/runs", status_code=201, response_model=out.ForecastRun)
def ask(ctx: Ctx, gate: Annotated[Gate, may("forecast.ask")], body: NewForecast) -> Exact:
    """Eine Frage stellen / ask; the simulation runs beside the service, GET the run until it is DONE."""
    site, _ = _site(ctx, gate, body.site)
    question = Question(
        absences=tuple(Absence(one.role, float(one.people), one.since, one.until) for one in body.absences),
        arrivals=body.arrivals,
        weeks=body.weeks,
        replications=body.replications,
        seed=body.seed,
    )
    asked = Asked(_now(ctx, site, body.weeks), question)
    now = ctx.clock.now()
    run = Run(
        id=str(uuid4()),
        asked_at=now,
        asked_by=gate.person,
        sites=(site,),
        question=body.model_dump(mode="json"),
        state=RUNNING,
        done=0,
        wanted=question.replications * (1 if question.plain else 2),
        seen_at=now,
        answer={},
    )
    kept = Runs(_store(ctx))
    kept.add(TENANT, run)
    Simulating(kept, TENANT, run, asked, ctx.clock.now).start()
    return Exact(_run(ctx, run), status_code=201)


@router.get("/runs/{run}", response_model=out.ForecastRun)
def answer(ctx: Ctx, gate: Annotated[Gate, may("forecast.read")], run: Annotated[str, Path(max_length=64)]) -> Exact:
    """Die Antwort / how far the simulation is, and what came out."""
    found = Runs(_store(ctx)).get(TENANT, run)
    if found is None or not _seen(gate, found):
        raise NotFound(run[:80])
    return Exact(_run(ctx, found))


def _seen(gate: Gate, run: Run) -> bool:
    return gate.sites is None or set(run.sites) <= gate.sites


def _run(ctx: Context, run: Run, *, answers: bool = True) -> out.ForecastRun:
    asked = NewForecast.model_validate(run.question)
    state = alive(run, ctx.clock.now())
    told = run.answer if answers and state == DONE else {}
    return out.ForecastRun(
        id=run.id,
        site=run.sites[0],
        asked_at=run.asked_at,
        asked_by=ctx.name(run.asked_by),
        state=state,
        done=run.done,
        wanted=run.wanted,
        weeks_asked=asked.weeks,
        seed=asked.seed,
        arrivals=asked.arrivals,
        absences=[
            out.ForecastAbsence(role=one.role, people=one.people, since=one.since, until=one.until)
            for one in asked.absences
        ],
        weeks=_weeks(told.get("answer")),
        usual=_weeks(told.get("usual")),
    )


def _weeks(told: Mapping[str, Any] | None) -> list[out.WeekForecast]:
    if not told:
        return []
    found = []
    for week in told["weeks"]:
        roles = [out.RoleWeekForecast(name=_name(role["role"]), **_floats(role)) for role in week["roles"]]
        found.append(out.WeekForecast(**(_floats(week) | {"roles": roles})))
    return found


def _floats(values: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers of JSON come back as Decimal or int."""
    kept = ("role", "monday", "roles")
    return {name: value if name in kept or value is None else round(float(value), 4) for name, value in values.items()}


def _name(role: str) -> Text:
    de, en = guide().names.get(role, (role, role))
    return Text(de=de, en=en)
