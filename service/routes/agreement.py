"""The agreement with what became of its promises, and the working group's quarterly report as page and PDF."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal, cast

from fastapi import APIRouter, Query
from starlette.responses import Response

from authority.agreement import versions
from authority.agreement.measured import Kept
from authority.partners.network import Words, load
from authority.working_group import report
from authority.working_group.report import Quarter
from engine.deadlines import local_day

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import Context, Ctx
from ..resources import working_group as out
from ..resources.base import Text
from ..views import Exact
from ..working_group import paper, quarterly

router = APIRouter(tags=["working group"], route_class=StrictRoute, default_response_class=Exact)

Quarterly = Annotated[str | None, Query(pattern=r"^20[0-9]{2}-Q[1-4]$", examples=["2026-Q3"])]


def _quarter(ctx: Context, text: str | None) -> Quarter:
    return report.parse(text) if text else quarterly.current(local_day(ctx.clock.now()))


@router.get("/agreement", response_model=out.AgreementHistory)
def agreement(ctx: Ctx, gate: Annotated[Gate, may("agreement.read")], quarter: Quarterly = None) -> Exact:
    """AKZESS-Vereinbarung / every version with its participants, signatories and promises, measured for a quarter."""
    wanted = _quarter(ctx, quarter)
    measured, found = quarterly.of(ctx.store, ctx.read, wanted)
    today = local_day(ctx.clock.now())
    items = []
    for one in reversed(versions.load()):
        kept = found.kept if one == measured else tuple(Kept(level, None, None, None, None) for level in one.levels)
        items.append(
            out.AgreementVersion(
                version=one.version,
                valid_from=one.valid_from,
                valid_until=one.valid_until,
                in_force=one.in_force(today),
                text=Text(de=one.text.de, en=one.text.en),
                signatures=[
                    out.AgreementSignature(
                        partner=signed.partner,
                        partner_name=_name(signed.partner),
                        signatory=Text(de=signed.signatory.de, en=signed.signatory.en),
                        signed_on=signed.signed_on,
                    )
                    for signed in one.signatures
                ],
                levels=[_level(each) for each in kept],
            )
        )
    return Exact(out.AgreementHistory(quarter=str(wanted), items=items))


def _name(partner: str) -> Text:
    known = load().partners.get(partner)
    words = known.name if known else Words("Ausländerbehörden", "Immigration offices")
    return Text(de=words.de, en=words.en)


def _level(kept: Kept) -> out.ServiceLevel:
    return out.ServiceLevel(
        id=kept.level.id,
        participants=[_name(partner) for partner in kept.level.participants],
        name=Text(de=kept.level.name.de, en=kept.level.name.en),
        days=kept.level.days,
        target=kept.level.target,
        count=kept.count,
        share=None if kept.share is None else round(kept.share, 4),
        median=kept.median,
        met=kept.met,
    )


@router.get("/working-group/report", response_model=out.QuarterlyReport)
def quarterly_report(ctx: Ctx, gate: Annotated[Gate, may("group.report")], quarter: Quarterly = None) -> Exact:
    """Quartalsbericht / what the working group reads: promises, late decisions by cause, proposals; no names."""
    wanted = _quarter(ctx, quarter)
    _, found = quarterly.of(ctx.store, ctx.read, wanted)
    return Exact(
        out.QuarterlyReport(
            quarter=str(wanted),
            quarters=_quarters(local_day(ctx.clock.now())),
            agreement=found.agreement,
            decided=found.decided,
            in_time=None if found.in_time is None else round(found.in_time, 4),
            levels=[_level(one) for one in found.kept],
            breaches=[
                out.BreachCause(
                    cause=cause, name=Text(de=quarterly.CAUSES[cause][0], en=quarterly.CAUSES[cause][1]), count=number
                )
                for cause, number in found.breaches.by_cause
            ],
            breaches_total=found.breaches.total,
            proposals=[
                out.ReportedProposal(
                    number=one.number,
                    title=one.title,
                    state=cast(out.ProposalState, one.state),
                    standard=one.standard,
                    valid_from=one.valid_from,
                )
                for one in found.proposals
            ],
        )
    )


def _quarters(today: date) -> list[str]:
    """The last eight quarters, the running one first."""
    found = [report.quarter_of(today)]
    while len(found) < 8:
        found.append(report.quarter_of(found[-1].first - timedelta(days=1)))
    return [str(one) for one in found]


@router.get("/working-group/report.pdf", response_class=Response)
def paper_report(
    ctx: Ctx,
    gate: Annotated[Gate, may("group.report")],
    quarter: Quarterly = None,
    lang: Annotated[Literal["de", "en"], Query()] = "de",
) -> Response:
    """Quartalsbericht als PDF / the same report as an accessible PDF."""
    wanted = _quarter(ctx, quarter)
    _, found = quarterly.of(ctx.store, ctx.read, wanted)
    name = f"akzess-{wanted}-{lang}.pdf"
    return Response(
        paper.pdf(found, lang, ctx.clock.now()),
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
