"""The procedure as it runs: per element what is open, what is stuck, and how long it takes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query

from engine.errors import NotFound
from store.drafts.live import Passages

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Ctx
from ..resources import designer_trials as out
from ..routing import Router
from ..views import Exact

router = Router(tags=["designer"], route_class=StrictRoute, default_response_class=Exact)

#: Deployments whose cases count, newest first; older ones have hardly any.
MOST = 20
#: What only stands ready is not where a case waits.
_READY = frozenset({"startEvent", "boundaryEvent"})
_WEEK = timedelta(days=7)


@router.get("/designer/live", response_model=out.LiveFigures)
def live(
    ctx: Ctx,
    gate: Annotated[Gate, may("designer.live")],
    process: Annotated[str, Query(max_length=255)],
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Exact:
    """Kennzahlen am Diagramm / figures per element of a process, whoever calls it; without a version of all."""
    read = ctx.read
    definitions = read.definitions(TENANT)
    known = {one.deployment_id for one in definitions if one.process_id == process and version in (None, one.version)}
    if not known:
        raise NotFound(process[:80])
    chosen = sorted(known, reverse=True)[:MOST]
    nodes = ctx.engine.definition_table(chosen[0]).processes[process].nodes
    kinds = {name: node.type for name, node in nodes.items()}
    wanted = [name for name, kind in kinds.items() if kind != "process" and not kind.endswith("Gateway")]
    numbers = [one.id for one in definitions if one.deployment_id in chosen]
    rows = read.passages(TENANT, numbers, wanted)
    now = ctx.clock.now()
    return Exact(
        out.LiveFigures(
            process=process,
            version=version,
            cases=read.running(TENANT, numbers),
            sampled=any(row.sampled for row in rows),
            items=[
                out.LiveElement(
                    element_id=row.element_id,
                    open=0 if kinds[row.element_id] in _READY else row.open,
                    incidents=row.incidents,
                    passed=len(row.seconds),
                    per_week=_per_week(row, now),
                    median_seconds=_quantile(row.seconds, 0.5),
                    p90_seconds=_quantile(row.seconds, 0.9),
                )
                for row in rows
            ],
        )
    )


def _per_week(row: Passages, now: datetime) -> float:
    """Cases a week since the oldest passage that was looked at; since a week ago at the latest."""
    if row.since is None:
        return 0.0
    return round(len(row.seconds) / (max(now - row.since, _WEEK) / _WEEK), 1)


def _quantile(values: tuple[float, ...], share: float) -> float | None:
    """The smallest value that so large a share of them does not exceed (nearest rank); None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)]
