"""Waves of the survey: planned and closed by the coordination, slips with codes at the counter."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal
from uuid import uuid4

from fastapi import APIRouter, Path
from pydantic import Field
from starlette.responses import Response

from authority.survey import results as judged
from authority.survey.questionnaire import load
from engine.deadlines import local_day
from engine.errors import Conflict, NotFound
from engine.ports import UnitOfWork
from store.survey import SurveyTally, SurveyWave

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..figures import labels
from ..identity.roles import DPO
from ..preconditions import RequestKey, again, once
from ..problems import Problem
from ..resources import survey as out
from ..resources.base import Resource, Text
from ..schemas import Body
from ..survey import counting, taking
from ..views import Exact

router = APIRouter(tags=["survey"], route_class=StrictRoute, default_response_class=Exact)

WaveId = Annotated[str, Path(max_length=64)]
Day = Annotated[str, Field(pattern=r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]$", examples=["2026-11-30"])]
Managing = Annotated[Gate, may("survey.manage")]
#: Who has a case, and with it a case group.
APPLICANTS = "applicants"


class NewWave(Body):
    """A wave with the newest questionnaire."""

    name: Annotated[str, Field(min_length=1, max_length=100, examples=["Herbst 2026"])]
    opens_on: Day
    closes_on: Day


class Issue(Body):
    """How many codes for whom. No case and no person: nobody is told whose code it is."""

    population: Annotated[str, Field(max_length=40, examples=["applicants"])]
    site: Annotated[str, Field(max_length=20, examples=["C"])] = ""
    case_group: Annotated[str, Field(max_length=20, examples=["FG1"])] = ""
    count: Annotated[int, Field(ge=1, le=500)] = 1


def wave_of(ctx: Context, wave: str) -> SurveyWave:
    """The wave of an address. Error: NotFound."""
    found = ctx.read.records(SurveyWave, {"tenant": TENANT, "id": wave}, limit=1)
    if not found:
        raise NotFound(wave[:80])
    return found[0]


def _state(wave: SurveyWave, today: date) -> Literal["planned", "open", "over"]:
    if taking.is_over(wave, today):
        return "over"
    return "open" if taking.is_open(wave, today) else "planned"


@router.get("/surveys", response_model=out.Waves)
def waves(ctx: Ctx, gate: Annotated[Gate, may("survey.issue")]) -> Exact:
    """Befragungswellen / all waves, the newest first."""
    rows = ctx.read.records(SurveyWave, {"tenant": TENANT}, order=("opens_on", "id"), descending=True, limit=50)
    names = load().newest.populations
    return Exact(
        out.Waves(
            items=[_row(ctx, row) for row in rows],
            populations=[out.NamedCode(id=name, name=Text(de=w.de, en=w.en)) for name, w in names.items()],
            case_groups=[
                out.NamedCode(id=one, name=Text(de=labels.group(one)[0], en=labels.group(one)[1]))
                for one in labels.groups()
            ],
            may_manage=gate.permits("survey.manage"),
            may_read=gate.permits("survey.results"),
            may_review=DPO in gate.groups,
        )
    )


def _row(ctx: Context, wave: SurveyWave) -> out.WaveRow:
    wanted = {"tenant": TENANT, "wave_id": wave.id}
    counted = counting.sites(ctx.read.records(SurveyTally, wanted))
    over = taking.is_over(wave, local_day(ctx.clock.now()))
    came_back: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (population, site), (_, came) in counted.items():
        came_back[population][site] = came
    # Beside the whole that the results tell, a site's number must not tell another's.
    told = {population: judged.parts_shown(by_site) for population, by_site in came_back.items()}
    groups = [
        out.ReturnedCount(
            population=population,
            site=site,
            given_out=given,
            # One more answer between two looks would tell who has just answered.
            returned=came if over and site in told[population] else None,
        )
        for (population, site), (given, came) in sorted(counted.items())
    ]
    return out.WaveRow(
        id=wave.id,
        name=wave.name,
        questionnaire=wave.questionnaire,
        opens_on=date.fromisoformat(wave.opens_on),
        closes_on=date.fromisoformat(wave.closes_on),
        state=_state(wave, local_day(ctx.clock.now())),
        groups=groups,
    )


@router.post("/surveys", status_code=201, response_model=out.WaveRow)
def begin(ctx: Ctx, gate: Managing, key: RequestKey, body: NewWave) -> Response:
    """Welle planen / plan a wave."""
    try:
        if date.fromisoformat(body.opens_on) > date.fromisoformat(body.closes_on):
            raise ValueError
    except ValueError:
        place = {"pointer": "/closesOn", "code": "invalid", "message": ""}
        raise Problem(422, "validation-failed", errors=[place]) from None

    def act(work: UnitOfWork) -> Resource:
        wave = SurveyWave(
            TENANT,
            str(uuid4()),
            body.name.strip(),
            load().newest.version,
            body.opens_on,
            body.closes_on,
            ctx.clock.now(),
            gate.person,
        )
        work.put(wave)
        return _row(ctx, wave)

    return once(ctx, gate.actor, key, "POST /surveys", body.model_dump(), act, status=201)


@router.post("/surveys/{wave}/closing", response_model=out.WaveRow)
def close(ctx: Ctx, gate: Managing, wave: WaveId, key: RequestKey) -> Response:
    """Welle schließen / close a wave before its day; from then on its results may be read."""
    row = wave_of(ctx, wave)

    def act(work: UnitOfWork) -> Resource:
        work.lock_correlation(TENANT, "survey-wave", row.id)
        now: SurveyWave | None = work.get(SurveyWave, TENANT, row.id)
        if now is None or taking.is_over(now, local_day(ctx.clock.now())):
            raise Conflict("the wave is over")
        done = replace(now, closed_at=ctx.clock.now())
        work.put(done)
        return _row(ctx, done)

    return once(ctx, gate.actor, key, f"POST /surveys/{wave}/closing", None, act)


@router.post("/surveys/{wave}/codes", status_code=201, response_model=out.IssuedCodes)
def issue(ctx: Ctx, gate: Annotated[Gate, may("survey.issue")], wave: WaveId, key: RequestKey, body: Issue) -> Exact:
    """Zugangscodes ausgeben / give out codes, shown once.

    A repetition makes others: neither they nor who asked for them are kept anywhere.
    """
    row = wave_of(ctx, wave)
    if not taking.is_open(row, local_day(ctx.clock.now())):
        raise Conflict("the wave is not open")
    asked = load().versions[row.questionnaire]
    sites = gate.sites
    known = body.population in asked.populations and (not body.site or sites is None or body.site in sites)
    if not known:
        pointer = "/population" if body.population not in asked.populations else "/site"
        raise Problem(422, "validation-failed", errors=[{"pointer": pointer, "code": "unknown", "message": ""}])
    if body.case_group and (body.population != APPLICANTS or body.case_group not in labels.groups()):
        raise Problem(422, "validation-failed", errors=[{"pointer": "/caseGroup", "code": "unknown", "message": ""}])

    def attempt() -> list[str]:
        with ctx.store.unit_of_work() as work:
            made = taking.give_out(work, row, body.population, body.site, body.count, body.case_group)
            work.commit()
        return made

    words = asked.populations[body.population]
    return Exact(
        out.IssuedCodes(
            wave=row.name,
            population=Text(de=words.de, en=words.en),
            closes_on=date.fromisoformat(row.closes_on),
            codes=again(attempt),
        ),
        status_code=201,
    )
