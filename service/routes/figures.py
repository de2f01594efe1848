"""The statistics "AKZESS": key figures, tables, frozen months, comparisons, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from authority.figures.kpis import FIGURES, LEAST, TARGET, Figure
from authority.figures.measures import MEASURES
from authority.figures.overview import CellFigures
from engine.deadlines import BERLIN
from engine.errors import NotFound
from engine.ports import UnitOfWork
from store.figures.freezing import month_name
from store.figures.records import BASELINE, MONTH, Snapshot

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..figures import files, labels, plain, report
from ..figures.desk import FIRST_YEAR, Desk, View, Year
from ..identity.roles import MINISTRY
from ..preconditions import RequestKey, once
from ..problems import Problem
from ..resources import figures as out
from ..resources.base import Resource, Text
from ..views import Exact

router = APIRouter(tags=["figures"], route_class=StrictRoute, default_response_class=Exact)

YearOf = Annotated[int | None, Query(ge=FIRST_YEAR, le=2200, examples=[2026], description="Jahr / calendar year")]


def desk(ctx: Context) -> Desk:
    """The statistics of the store."""
    return Desk(ctx.store, TENANT)


def view(gate: Gate) -> View:
    """What of them the caller sees: the ministry only months that cannot change any more."""
    return View(gate.sites, frozen=gate.groups <= {MINISTRY})


def today(ctx: Context) -> date:
    """The local day."""
    return ctx.clock.now().astimezone(BERLIN).date()


@router.get("/figures", response_model=out.FiguresOfYear)
def read_figures(ctx: Ctx, gate: Annotated[Gate, may("figures.read")], year: YearOf = None) -> Exact:
    """Kennzahlen eines Jahres / key figures of a year by site, case group and month; small cells are left out."""
    asked, seen = desk(ctx), view(gate)
    found = asked.year(year or today(ctx).year, seen)
    months = sorted({place[2] for place in found.counts})
    units = {**{key: make({}).unit for key, make in FIGURES.items()}, **{k: one.unit for k, one in MEASURES.items()}}
    return Exact(
        out.FiguresOfYear(
            year=found.year,
            as_of=ctx.clock.now(),
            frozen_until=month_name(found.frozen_until) if found.frozen_until else None,
            demo=ctx.demo,
            target=TARGET,
            least=LEAST,
            sites=[_named(code, pair) for code, pair in labels.sites().items() if _sees(seen, code)],
            groups=[_named(code, labels.group(code)) for code in labels.groups()],
            months=months,
            names=[
                out.FigureName(
                    key=key, unit=units[key], name=_text(labels.FIGURES[key]), source=_text(labels.source(key))
                )
                for key in labels.FIGURES
                if key in units
            ],
            cells=[_cell(cell) for cell in found.overview.cells],
            supplied=[
                out.SuppliedFigure(
                    key=one.figure.key,
                    month=None if one.month is None else month_name(one.month),
                    site=one.site,
                    group=one.group,
                    value=one.figure.value,
                    low=one.figure.low,
                    high=one.figure.high,
                )
                for one in found.elsewhere
            ],
        )
    )


@router.get("/figures/tables", response_model=out.FigureSheets)
def tables(ctx: Ctx, gate: Annotated[Gate, may("figures.read")], year: YearOf = None) -> Exact:
    """Tabellen nach Merkmalen / tables by outcome, duration, nationality, sector, participants, causes of delay."""
    found = desk(ctx).year(year or today(ctx).year, view(gate))
    made = [
        out.FigureSheet(
            key=sheet.key,
            name=_text(labels.SHEETS[sheet.key]),
            sites=list(sheet.sites),
            lines=[
                out.SheetLine(
                    code=one.code,
                    name=_text(labels.code(sheet.key, one.code)),
                    counts=[one.by_site.get(site, 0) for site in sheet.sites],
                    total=one.total,
                )
                for one in sheet.lines
            ],
        )
        for sheet in found.sheets
    ]
    return Exact(out.FigureSheets(year=found.year, sheets=made))


@router.get(
    "/figures/export",
    response_class=Response,
    responses={
        200: {
            "content": {kind.partition(";")[0]: {} for kind in files.MEDIA.values()},
            "description": "Die Datei / the file",
        }
    },
)
def export(
    ctx: Ctx,
    gate: Annotated[Gate, may("figures.export")],
    year: YearOf = None,
    kind: Annotated[Literal["csv", "ods", "pdf"], Query(alias="format")] = "csv",
    language: Literal["de", "en"] = "de",
) -> Response:
    """AKZESS-Statistik als Datei / the statistics of a year as CSV, OpenDocument spreadsheet or accessible PDF."""
    found = desk(ctx).year(year or today(ctx).year, view(gate))
    content = file_of(found, kind, language, ctx.clock.now())
    headers = {"Content-Disposition": f'attachment; filename="akzess-statistik-{found.year}.{kind}"'}
    return Response(content, media_type=files.MEDIA[kind], headers=headers)


def file_of(found: Year, kind: str, language: str, now: datetime) -> bytes:
    """The statistics of a year as a file. Error: documents.errors.Unrenderable."""
    made = plain.tables(found, language)
    frozen = month_name(found.frozen_until) if found.frozen_until // 100 >= found.year else ""
    at = now.astimezone(BERLIN)
    if kind == "pdf":
        return report.pdf(found.year, made, language, at, frozen)
    title = report.title(found.year, language)
    head = [("AKZESS", title), *(("", text) for text in report.about(found.year, language, at, frozen))]
    return files.as_csv(made, head) if kind == "csv" else files.as_ods(made, head, title, language)


@router.get("/figures/snapshots", response_model=out.FigureSnapshots)
def snapshots(
    ctx: Ctx, gate: Annotated[Gate, may("figures.read")], kind: Literal["month", "baseline"] = "month"
) -> Exact:
    """Festgeschriebene Monate, Ist-Stände / frozen months or baselines, newest first, each with its digest."""
    found = desk(ctx).snapshots(MONTH if kind == "month" else BASELINE, view(gate))
    return Exact(out.FigureSnapshots(items=[_snapshot(one) for one in found[:200]]))


@router.post("/figures/baselines", response_model=out.FigureSnapshots, status_code=201)
def keep_baseline(
    ctx: Ctx, gate: Annotated[Gate, may("figures.baseline")], key: RequestKey, body: out.NewBaseline
) -> Response:
    """Ist-Stand festhalten / keep whole calendar years for later comparison. Problem: 409 when the name is taken."""
    if not body.since <= body.until < today(ctx).year:  # what still changes is no baseline
        raise Problem(422, "validation-failed", errors=[{"pointer": "/until", "code": "out-of-range", "message": ""}])

    def act(work: UnitOfWork) -> Resource:
        kept = desk(ctx).figures.keep_baseline(
            TENANT,
            body.name,
            body.since * 100 + 1,
            body.until * 100 + 12,
            ctx.clock.now(),
            gate.person,
            gate.sites,
            work=work,
        )
        return out.FigureSnapshots(items=[_snapshot(one) for one in kept])

    return once(ctx, gate.actor, key, "POST /figures/baselines", body.model_dump(), act, status=201)


@router.get("/figures/comparison", response_model=out.FigureComparison)
def comparison(
    ctx: Ctx,
    gate: Annotated[Gate, may("figures.read")],
    baseline: Annotated[str, Query(min_length=1, max_length=60, examples=["Ist-Stand 2025"])],
    year: YearOf = None,
) -> Exact:
    """Vergleich mit einem Ist-Stand / a year beside a baseline; a difference only where the intervals do not overlap."""
    asked, seen = desk(ctx), view(gate)
    before = asked.baseline(baseline, seen)
    if before is None:
        raise NotFound(f"baseline {baseline}")
    found = asked.year(year or today(ctx).year, seen)
    whole, now = before.cell(), found.overview.cell()
    compared = asked.compared(whole.figures if whole else {}, now.figures if now else {})
    rows = [
        out.ComparedFigure(
            key=one.key,
            before=one.before.value if one.before else None,
            after=one.after.value if one.after else None,
            differs=one.differs if one.before and one.after and one.before.low is not None else None,
        )
        for one in compared
    ]
    return Exact(out.FigureComparison(before=baseline, after=str(found.year), figures=rows))


@router.get("/figures/versions", response_model=out.FigureVersions)
def versions(ctx: Ctx, gate: Annotated[Gate, may("figures.read")], year: YearOf = None) -> Exact:
    """Fassungen des Verfahrens / key figures by the version of the procedure under which cases were closed."""
    asked = desk(ctx)
    found = asked.year(year or today(ctx).year, view(gate))
    numbers = {one.id: one.version for one in ctx.read.definitions(TENANT)}
    items = [
        out.VersionFigures(version=numbers.get(definition, definition), figures=_figures(rows))
        for definition, rows in sorted(asked.versions(found).items())
    ]
    return Exact(out.FigureVersions(year=found.year, items=items))


def _sees(seen: View, site: str) -> bool:
    return seen.sites is None or site in seen.sites


def _cell(cell: CellFigures) -> out.FigureCell:
    return out.FigureCell(
        site=cell.site,
        group=cell.group,
        month=cell.month,
        granted=cell.granted,
        total=cell.total,
        target=cell.target,  # type: ignore[arg-type]  # the words are those of the model
        figures=_figures(cell.figures),
    )


def _figures(found: Mapping[str, Figure]) -> list[out.KeyFigure]:
    rows: Sequence[Figure] = list(found.values())
    return [out.KeyFigure(key=one.key, value=one.value, low=one.low, high=one.high) for one in rows]


def _snapshot(one: Snapshot) -> out.FigureSnapshot:
    return out.FigureSnapshot(
        kind=one.kind,  # type: ignore[arg-type]  # the words are those of the model
        name=one.name,
        site=one.site,
        since=month_name(one.since),
        until=month_name(one.until),
        taken_at=one.taken_at,
        sha256=one.sha256,
        prior=one.prior,
        intact=one.intact,
    )


def _named(code: str, pair: tuple[str, str]) -> out.NamedCode:
    return out.NamedCode(code=code, name=_text(pair))


def _text(pair: tuple[str, str]) -> Text:
    return Text(de=pair[0], en=pair[1])
