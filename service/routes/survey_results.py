"""Results of a survey's waves, from ten answers on, and open answers before anybody reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import Field
from starlette.responses import Response

from authority.survey import results as judged
from authority.survey.questionnaire import Questionnaire, load
from engine.deadlines import local_day
from engine.errors import Conflict, NotFound
from engine.ports import UnitOfWork
from store.survey import SurveyAnswer, SurveyTally, SurveyText, SurveyWave

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Ctx
from ..figures import labels
from ..preconditions import RequestKey, once
from ..resources import survey as out
from ..resources.base import Resource, Text
from ..schemas import Body
from ..survey import counting, taking
from ..views import Exact
from .surveys import WaveId, wave_of

router = APIRouter(tags=["survey"], route_class=StrictRoute, default_response_class=Exact)

#: Answers of a wave that are read at once; a wave of four sites has a few thousand.
MOST = 20_000


class Review(Body):
    """What becomes of an open answer; `shown`: the text without what would tell who wrote it."""

    outcome: Literal["shown", "kept-back"]
    shown: Annotated[str, Field(max_length=2000)] = ""


@router.get("/surveys/{wave}/results", response_model=out.SurveyResults)
def read_results(ctx: Ctx, gate: Annotated[Gate, may("survey.results")], wave: WaveId) -> Exact:
    """Ergebnisse / results of a wave that is over: groups from ten answers on, none that follow by subtraction."""
    row = wave_of(ctx, wave)
    if not taking.is_over(row, local_day(ctx.clock.now())):
        raise Conflict("results are read when the wave is over")
    asked = load().versions[row.questionnaire]
    given: dict[str, list[judged.Answer]] = defaultdict(list)
    for one in ctx.read.records(SurveyAnswer, {"tenant": TENANT, "wave_id": row.id}, order=("id",), limit=MOST):
        given[one.population].append(judged.Answer(one.site, {name: int(value) for name, value in one.ratings.items()}))
    tallies = ctx.read.records(SurveyTally, {"tenant": TENANT, "wave_id": row.id})
    items = [
        _result(asked, population, given[population], counting.groups(tallies, population))
        for population in asked.populations
        if given[population]
    ]
    enough = {one.population for one in items if one.groups}
    texts = ctx.read.records(
        SurveyText, {"tenant": TENANT, "wave_id": row.id, "state": taking.SHOWN}, order=("id",), limit=500
    )
    shown = [out.ReleasedText(population=one.population, text=one.shown) for one in texts if one.population in enough]
    return Exact(out.SurveyResults(wave=row.name, least=judged.LEAST, items=items, texts=shown))


def _result(
    asked: Questionnaire, population: str, answers: list[judged.Answer], by_group: Mapping[str, judged.Spread]
) -> out.SurveyResult:
    words, rated = asked.populations[population], asked.ratings(population)
    return out.SurveyResult(
        population=population,
        name=Text(de=words.de, en=words.en),
        items=[
            out.SurveyItem(id=item.id, text=Text(de=item.text.de, en=item.text.en), open=item.open)
            for item in asked.items[population]
            if not item.open
        ],
        groups=[
            _group(group, labels.sites().get(group.site), site=group.site) for group in judged.results(rated, answers)
        ],
        case_groups=[
            _group(group, labels.group(group.site), case_group=group.site)
            for group in judged.by_group(rated, answers, by_group)
        ],
    )


def _group(
    group: judged.Group, name: tuple[str, str] | None, *, site: str = "", case_group: str = ""
) -> out.SurveyGroup:
    return out.SurveyGroup(
        site=site,
        case_group=case_group,
        name=None if name is None else Text(de=name[0], en=name[1]),
        count=group.count,
        comparable=group.count >= judged.COMPARABLE,
        cells=[
            out.SurveyCell(item=item, count=cell.count, mean=round(cell.mean, 2), index=round(cell.index, 3))
            for item, cell in group.cells.items()
        ],
    )


@router.get("/survey-texts", response_model=out.PendingTexts)
def pending(ctx: Ctx, gate: Annotated[Gate, may("survey.review")]) -> Exact:
    """Offene Antworten vor der Freigabe / open answers that nobody has seen; of waves that are over."""
    today = local_day(ctx.clock.now())
    items: list[out.PendingText] = []
    for wave in ctx.read.records(SurveyWave, {"tenant": TENANT}, order=("opens_on", "id"), descending=True, limit=50):
        if taking.is_over(wave, today):
            wanted = {"tenant": TENANT, "wave_id": wave.id, "state": taking.NEW}
            rows = ctx.read.records(SurveyText, wanted, order=("id",), limit=100)
            items += [out.PendingText(id=one.id, population=one.population, text=one.text) for one in rows]
    return Exact(out.PendingTexts(items=items[:100]))


@router.post("/survey-texts/{text}/review", response_model=out.PendingText)
def review(
    ctx: Ctx,
    gate: Annotated[Gate, may("survey.review")],
    text: Annotated[str, Path(max_length=64)],
    key: RequestKey,
    body: Review,
) -> Response:
    """Offene Antwort freigeben oder zurückhalten / release an open answer (shortened where it names somebody) or not."""

    def act(work: UnitOfWork) -> Resource:
        row: SurveyText | None = work.get(SurveyText, TENANT, text)
        if row is None or row.state != taking.NEW:
            raise NotFound(text[:80])
        shown = (body.shown.strip() or row.text) if body.outcome == "shown" else ""
        kept = row.text if body.outcome == "shown" else ""
        work.put(
            replace(
                row,
                state=body.outcome,
                shown=shown,
                text="",
                decided_by=gate.person,
                decided_at=ctx.clock.now(),
            )
        )
        return out.PendingText(id=row.id, population=row.population, text=shown or kept)

    return once(ctx, gate.actor, key, f"POST /survey-texts/{text}/review", body.model_dump(), act)
