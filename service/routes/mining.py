"""Mining: where the four weeks go, elements, variants, conformance, drift; closed cases together, no case by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Query

from authority.mining.blocks import name_of, number_of
from authority.mining.drift import Drift
from authority.mining.model import Model
from engine.errors import NotFound

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Ctx
from ..forecast.norms import norms
from ..mining import changes, telling
from ..mining.asking import MAIN, Month, Question, months_before
from ..mining.diagrams import guide
from ..mining.work import Work
from ..resources import mining as out
from ..resources.base import Text
from ..routing import Router
from ..views import Exact

router = Router(tags=["mining"], route_class=StrictRoute, default_response_class=Exact, prefix="/mining")

_KINDS = {
    "MOVED": ("von Hand versetzt", "moved by hand"),
    "MIGRATED": ("auf andere Fassung umgezogen", "migrated to another version"),
    "RESOLVED": ("Störung von Hand gelöst", "incident resolved by hand"),
    "CHANGED": ("Werte von Hand geändert", "values changed by hand"),
    "CANCELLED": ("abgebrochen", "cancelled"),
    "OFF_PATH": ("neben dem Diagramm", "off the diagram"),
}


@router.get("/overview", response_model=out.WhereTheWeeksGo)
def overview(asked: Question) -> Exact:
    """Wo die vier Wochen bleiben / who had the ball, how long: before the clock, in pauses, on the clock."""
    found = telling.overview(asked.mined, asked.where, Work(asked.model(), norms()))
    return Exact(
        out.WhereTheWeeksGo(
            scope=asked.scope(),
            cases=found.cases,
            decided=found.decided,
            late=found.late,
            median_days=found.median_days,
            p90_days=found.p90_days,
            gross_median_days=found.gross_median_days,
            net=[_part(one) for one in found.net],
            before=[_part(one) for one in found.before],
            pauses=[_part(one, pause=True) for one in found.pauses],
            months=[
                out.MonthOfCases(month=one.month, decided=one.decided, median_days=one.median_days, days=dict(one.days))
                for one in found.months
            ],
        )
    )


@router.get("/elements", response_model=out.MinedElements)
def elements(asked: Question) -> Exact:
    """Zeiten und Wiederholungen je Element / time and rework by element, dearest on the way to the decision first."""
    known = asked.model()
    items = []
    for one in telling.elements(asked.mined, asked.where, Work(known, norms())):
        element = known.elements.get(one.key)
        holder = known.holder(one.key)
        items.append(
            out.MinedElement(
                element_id=one.key,
                name=_element(known, one.key),
                holder=holder,
                holder_name=_holder(holder),
                process=element.process if element else asked.where.process,
                passages=one.passages,
                cases=one.cases,
                median_days=one.median_days,
                p90_days=one.p90_days,
                mean_days=one.mean_days,
                repeated=one.repeated,
                mean_times=one.mean_times,
                path_days=one.path_days,
                work_hours=one.work_hours,
                waiting_days=one.waiting_days,
            )
        )
    return Exact(out.MinedElements(scope=asked.scope(), items=items))


@router.get("/diagram", response_model=out.DrawnProcess)
def diagram(
    ctx: Ctx,
    gate: Annotated[Gate, may("mining.read")],
    process: Annotated[str, Query(max_length=255)] = MAIN,
) -> Exact:
    """Das Diagramm zum Einzeichnen / the diagram in force, to draw figures on."""
    known = [one for one in ctx.read.definitions(TENANT, newest_only=True) if one.process_id == process]
    files = ctx.read.resources(TENANT, known[0].deployment_id) if known else {}
    xml = files.get(f"{process}.bpmn")
    if xml is None:
        raise NotFound(process[:80])
    return Exact(out.DrawnProcess(process=process, xml=xml.decode("utf-8")))


@router.get("/variants", response_model=out.MinedVariants)
def variants(asked: Question) -> Exact:
    """Varianten / the ways that decided cases took, commonest first; rare ones together."""
    known = asked.model()
    found = telling.variants(asked.mined, asked.where)
    items = [
        out.MinedVariant(
            steps=[out.VariantStep(element_id=step, name=_element(known, step)) for step in one.steps],
            cases=one.cases,
            share=round(one.share, 4),
            median_days=one.median_days,
        )
        for one in found.told
    ]
    return Exact(
        out.MinedVariants(
            scope=asked.scope(),
            decided=found.decided,
            ways=found.ways,
            items=items,
            rare=found.rare,
            rare_cases=found.rare_cases,
        )
    )


@router.get("/conformance", response_model=out.Conformance)
def conformance(asked: Question) -> Exact:
    """Was geschah und was gezeichnet ist / how many cases left the diagram, and how."""
    known = asked.model()
    found = telling.conformance(asked.mined, asked.where)
    return Exact(
        out.Conformance(
            scope=asked.scope(),
            cases=found.cases,
            fitting=found.fitting,
            kinds=[
                out.Deviation(kind=kind, name=_pair(_KINDS.get(kind, (kind, kind))), cases=n)
                for kind, n in sorted(found.kinds.items(), key=lambda one: -one[1])
            ],
            strayed=[
                out.StrayedElement(element_id=key, name=_element(known, key), cases=n)
                for key, n in sorted(found.strayed.items(), key=lambda one: (-one[1], one[0]))
            ],
        )
    )


@router.get("/drift", response_model=out.MinedDrift)
def drift(asked: Question, split: Month = None) -> Exact:
    """Was sich geändert hat / the months from `split` on against those before it (default: the later half)."""
    where = asked.where
    middle = asked.split(split or _middle(where.since, where.until))
    before = replace(where, until=min(months_before(middle, 1), where.until))
    found = changes.drift(asked.mined, before, replace(where, since=max(middle, where.since)))
    known = asked.model()
    return Exact(
        out.MinedDrift(
            scope=asked.scope(),
            split=middle,
            decided_before=found.decided_before,
            decided_after=found.decided_after,
            net=_row(found.net, Text(de="Nettotage", en="Net days")) if found.net else None,
            holders=[_row(one, _holder(one.key)) for one in found.holders],
            elements=[_row(one, _element(known, one.key)) for one in found.elements],
            variants_p=found.variants_p,
        )
    )


def _middle(since: str, until: str) -> str:
    a, b = number_of(since), number_of(until)
    return name_of(a + (b - a + 1) // 2)


def _row(one: Drift, name: Text) -> out.DriftRow:
    def days(seconds: float | None) -> float | None:
        return None if seconds is None else round(seconds / telling.DAY, 2)

    return out.DriftRow(
        key=one.key,
        name=name,
        before=one.n_before,
        after=one.n_after,
        median_before=days(one.median_before),
        median_after=days(one.median_after),
        effect=None if one.effect is None else round(one.effect, 3),
        p=None if one.p is None else round(one.p, 5),
        significant=one.significant,
    )


def _part(one: telling.Part, *, pause: bool = False) -> out.TimePart:
    name = Text(de="übrige (unter 5 Fälle je Beteiligten)", en="others (fewer than 5 cases each)")
    if one.key:
        name = _pair(guide().pauses.get(one.key, (one.key, one.key))) if pause else _holder(one.key)
    return out.TimePart(
        key=one.key, name=name, cases=one.cases, days=one.days, late_days=one.late_days, work_hours=one.work_hours
    )


def _holder(key: str) -> Text:
    return _pair(guide().names.get(key, (key, key)))


def _element(known: Model, key: str) -> Text:
    element = known.elements.get(key)
    if element is None:
        return Text(de=key, en=key)
    if key in guide().waits:
        return _pair(guide().waits[key])
    return Text(de=element.name_de or key, en=element.name_en or key)


def _pair(names: tuple[str, str]) -> Text:
    return Text(de=names[0], en=names[1])
