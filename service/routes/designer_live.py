"""The procedure as it runs: per element what is open, what is stuck, and how long it takes."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import Ctx
from ..designer.live import figures
from ..resources import designer_trials as out
from ..routing import Router
from ..views import Exact

router = Router(tags=["designer"], route_class=StrictRoute, default_response_class=Exact)


@router.get("/designer/live", response_model=out.LiveFigures)
def live(
    ctx: Ctx,
    gate: Annotated[Gate, may("designer.live")],
    process: Annotated[str, Query(max_length=255)],
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Exact:
    """Kennzahlen am Diagramm / figures per element of a process, whoever calls it; without a version of all."""
    found = figures(ctx.read, ctx.engine, ctx.clock.now(), process, version)
    return Exact(
        out.LiveFigures(
            process=process,
            version=version,
            cases=found.cases,
            sampled=found.sampled,
            items=[
                out.LiveElement(
                    element_id=one.element_id,
                    open=one.open,
                    incidents=one.incidents,
                    passed=one.passed,
                    per_week=one.per_week,
                    median_seconds=one.median_seconds,
                    p90_seconds=one.p90_seconds,
                    share=one.share,
                )
                for one in found.items
            ],
        )
    )
