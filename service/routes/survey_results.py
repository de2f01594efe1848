"""Results of a survey's waves, from ten answers on, and open answers before anybody reads them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from engine.deadlines import local_day
from engine.errors import Conflict, NotFound
from engine.ports import UnitOfWork
from store.survey import SurveyText, SurveyWave

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..figures.files import MEDIA
from ..preconditions import RequestKey, once
from ..resources import survey as out
from ..resources.base import Resource
from ..schemas import Body
from ..survey import files, taking, telling
from ..views import Exact
from .surveys import WaveId, wave_of

router = APIRouter(tags=["survey"], route_class=StrictRoute, default_response_class=Exact)


class Review(Body):
    """What becomes of an open answer; `shown`: the text without what would tell who wrote it."""

    outcome: Literal["shown", "kept-back"]
    shown: Annotated[str, Field(max_length=2000)] = ""


@router.get("/surveys/{wave}/results", response_model=out.SurveyResults)
def read_results(ctx: Ctx, gate: Annotated[Gate, may("survey.results")], wave: WaveId) -> Exact:
    """Ergebnisse / results of a wave that is over: groups from ten answers on, none that follow by subtraction."""
    return Exact(telling.told(ctx.read, _over(ctx, wave)))


@router.get(
    "/surveys/{wave}/export",
    response_class=Response,
    responses={
        200: {
            "content": {kind.partition(";")[0]: {} for kind in MEDIA.values()},
            "description": "Die Datei / the file",
        }
    },
)
def export_results(
    ctx: Ctx,
    gate: Annotated[Gate, may("survey.results")],
    wave: WaveId,
    kind: Annotated[Literal["csv", "ods", "pdf"], Query(alias="format")] = "csv",
    language: Literal["de", "en"] = "de",
) -> Response:
    """Ergebnisse als Datei / results of a wave that is over as CSV, OpenDocument spreadsheet or accessible PDF."""
    row = _over(ctx, wave)
    content = files.file_of(row, telling.told(ctx.read, row), kind, language, ctx.clock.now())
    headers = {"Content-Disposition": f'attachment; filename="{files.name_of(row, kind)}"'}
    return Response(content, media_type=MEDIA[kind], headers=headers)


def _over(ctx: Context, wave: str) -> SurveyWave:
    row = wave_of(ctx, wave)
    if not taking.is_over(row, local_day(ctx.clock.now())):
        raise Conflict("results are read when the wave is over")
    return row


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
