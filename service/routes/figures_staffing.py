"""The computed need of staff (Personalbedarfsermittlung): for leads, of their own sites, never of single persons."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Annotated

from fastapi import Query

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Ctx
from ..figures import labels, staffing
from ..figures.desk import View
from ..resources import figures as out
from ..resources.base import Text
from ..routing import Router
from ..views import Exact
from .figures import YearOf, desk, today

router = Router(tags=["figures"], route_class=StrictRoute, default_response_class=Exact)


@router.get("/staffing", response_model=out.Staffing)
def read_staffing(
    ctx: Ctx,
    gate: Annotated[Gate, may("staffing.read")],
    year: YearOf = None,
    lead: Annotated[Decimal, Query(ge=0, le=20, max_digits=5, decimal_places=2, examples=["0.5"])] = Decimal("0.5"),
    months: Annotated[int, Query(ge=1, le=36, examples=[6])] = 6,
) -> Exact:
    """Personalbedarf / posts for the cases of a year with what they follow from, ±10 % of each assumption, the backlog.

    Of the running year the last twelve months that are over are taken.
    """
    day, asked = today(ctx), desk(ctx)
    seen = View(gate.sites)
    found = asked.year(year or day.year, seen)
    before = asked.year(found.year - 1, seen).counts if found.year == day.year else {}
    since, until, counts = staffing.twelve_months(found.year, found.counts, before, day)
    backlog: Counter[str] = Counter()
    for (site, group), count in asked.figures.open_cases(TENANT).items():
        if gate.sites is None or site in gate.sites:
            backlog[group] += count
    plan = staffing.planned(counts, (since, until), day, backlog, lead=lead, months=months)
    groups = [
        out.StaffingGroup(
            code=code,
            name=Text(de=labels.group(code)[0], en=labels.group(code)[1]),
            cases=count,
            minutes=sum((piece.minutes.get(code, Decimal(0)) for piece in plan.catalogue.pieces), Decimal(0)),
            tasks=[piece.minutes.get(code, Decimal(0)) for piece in plan.catalogue.pieces],
            open=backlog[code],
        )
        for code, count in plan.cases.items()
    ]
    need, terms = plan.need, plan.terms
    return Exact(
        out.Staffing(
            year=found.year,
            day=day,
            since=plan.since,
            until=plan.until,
            sites=sorted({place[0] for place in counts}),
            version=plan.catalogue.version,
            source=plan.catalogue.source,
            allowance=terms.allowance,
            annual_minutes=terms.annual,
            reserve_share=terms.reserve,
            lead_posts=terms.lead,
            tasks=[out.NamedCode(code=p.code, name=Text(de=p.de, en=p.en)) for p in plan.catalogue.pieces],
            groups=groups,
            minutes=need.minutes.quantize(Decimal(1)),
            work=_posts(need.work),
            reserve=_posts(need.reserve),
            total=_posts(need.total),
            planned=need.planned,
            backlog=_posts(need.backlog),
            backlog_months=months,
            peak_factor=plan.peak,
            counters=plan.counters,
            sensitivity=[
                out.StaffingSensitivity(what=one.what, low=_posts(one.low), high=_posts(one.high))
                for one in plan.sensitivity
            ],
        )
    )


def _posts(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
