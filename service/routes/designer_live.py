"""The procedure as it runs: per element what is open, what is stuck, and how long it takes."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query

from engine.errors import NotFound
from store.queries import CaseFilter

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Ctx
from ..designer.recording import RUNNING
from ..resources import designer_trials as out
from ..views import Exact

router = APIRouter(tags=["designer"], route_class=StrictRoute, default_response_class=Exact)

#: Running cases are counted to this number.
MOST = 1_000


@router.get("/designer/live", response_model=out.LiveFigures)
def live(
    ctx: Ctx,
    gate: Annotated[Gate, may("designer.live")],
    process: Annotated[str, Query(max_length=255)],
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Exact:
    """Kennzahlen am Diagramm / figures per element of a process and of those it calls; without a version of all."""
    read = ctx.read
    known = [one for one in read.definitions(TENANT) if one.process_id == process]
    chosen = [one for one in known if version in (None, one.version)]
    if not chosen:
        raise NotFound(process[:80])
    bundle = ctx.engine.definition_table(max(one.deployment_id for one in chosen))
    kinds = {node.id: node.type for found in bundle.processes.values() for node in found.nodes.values()}
    wanted = [name for name, kind in kinds.items() if kind != "process" and not kind.endswith("Gateway")]
    rows = read.passages(TENANT, [one.id for one in chosen], wanted)
    cases = Counter(
        {
            one.id: len(_cases(read.cases(TENANT, filters=CaseFilter(RUNNING, process, one.id), limit=200)))
            for one in chosen[:5]
        }
    )
    return Exact(
        out.LiveFigures(
            process=process,
            version=version,
            cases=min(cases.total(), MOST),
            sampled=any(row.sampled for row in rows),
            items=[
                out.LiveElement(
                    element_id=row.element_id,
                    open=row.open,
                    incidents=row.incidents,
                    passed=len(row.seconds),
                    median_seconds=_quantile(row.seconds, 0.5),
                    p90_seconds=_quantile(row.seconds, 0.9),
                )
                for row in rows
            ],
        )
    )


def _cases(page: object) -> tuple[object, ...]:
    found: tuple[object, ...] = getattr(page, "items", ())
    return found


def _quantile(values: tuple[float, ...], share: float) -> float | None:
    """The smallest value that so large a share of them does not exceed (nearest rank); None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)]
