"""Cases: start one, find them, look into one, and act on it by hand."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query

from engine.commands import CancelCase, ModifyCase, ResumeCase, StartCase, SuspendCase
from engine.model import CaseStatus
from store.queries import CaseFilter, CaseSort

from .. import views
from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Ctx
from ..preconditions import Expected, RequestKey, entity
from ..resources.cases import CaseActed, CaseDetail, CasePage, CaseStarted, CaseVariables, HistoryPage, OpenTimer, Wait
from ..routing import Router
from ..schemas import Modification, NewCase, Reasoned
from ..tasklists import rows
from ..views import Exact

router = Router(tags=["cases"], route_class=StrictRoute, default_response_class=Exact)

_SORTS = {
    "-created": CaseSort.NEWEST,
    "created": CaseSort.OLDEST,
    "applicant": CaseSort.APPLICANT,
    "number": CaseSort.NUMBER,
}
Sort = Literal["-created", "created", "applicant", "number"]
Token = Annotated[str | None, Query(max_length=2000, description="`next` der vorigen Seite / `next` of the last page")]
Limit = Annotated[int, Query(ge=1, le=200)]


def acted(result: Any) -> Exact:
    """Where the case stands after a command."""
    found = CaseActed(case_id=result.case_id, version=result.version, status=result.status.value)
    return Exact(found, headers=entity(result.version, replayed=result.replayed))


@router.post("/cases", status_code=201, response_model=CaseStarted)
def start(ctx: Ctx, gate: Annotated[Gate, may("case.start")], key: RequestKey, body: NewCase) -> Exact:
    """Vorgang beginnen / start a case: 201 with its address."""
    variables, site = ctx.prepare(body.process_id, body.variables, body.site)
    result = ctx.handle(
        StartCase(
            actor=gate.actor,
            process_id=body.process_id,
            variables=variables,
            site=site,
            business_key=body.business_key,
            request_key=key,
        )
    )
    found = CaseStarted(
        id=result.case_id, business_key=result.business_key, version=result.version, status=result.status.value
    )
    headers = entity(result.version, replayed=result.replayed) | {"Location": f"/cases/{result.case_id}"}
    return Exact(found, status_code=201, headers=headers)


@router.get("/cases", response_model=CasePage)
def list_cases(
    ctx: Ctx,
    gate: Annotated[Gate, may("case.list")],
    q: Annotated[str, Query(max_length=200, description="Name, Aktenzeichen, AZR-Nummer, Arbeitgeber")] = "",
    status: CaseStatus | None = None,
    site: Annotated[str, Query(max_length=20)] = "",
    process: Annotated[str, Query(max_length=255)] = "",
    case_group: Annotated[str, Query(alias="caseGroup", max_length=255)] = "",
    sort: Sort = "-created",
    limit: Limit = 50,
    after: Token = None,
) -> Exact:
    """Vorgänge der eigenen Standorte / cases of the caller's sites, page by page."""
    sites = gate.sites
    if site:
        sites = frozenset({site}) if sites is None or site in sites else frozenset()
    if sites is not None and not sites:
        return Exact(CasePage(items=[]))
    filters = CaseFilter(
        statuses=None if status is None else (status,),
        process_id=process or None,
        sites=None if sites is None else sorted(sites),
        q=q,
        case_group=case_group or None,
    )
    found = ctx.read.cases(TENANT, filters=filters, sort=_SORTS[sort], limit=limit, after=after)
    named = gate.reads("master")
    return Exact(CasePage(items=[views.case_row(row, named=named) for row in found.items], next=found.next))


@router.get("/cases/{case}", response_model=CaseDetail)
def show(ctx: Ctx, gate: Annotated[Gate, may("case.read")], case: str) -> Exact:
    """Ein Vorgang und was darin offen ist / one case with what is open in it; ETag is its version."""
    row = gate.case
    opened = ctx.read.open_rows(TENANT, row.id)
    found = views.case_detail(
        row,
        named=gate.reads("master"),
        tasks=rows(ctx, gate, opened.tasks),
        timers=[OpenTimer(element_id=timer.element_id, fire_at=timer.fire_at) for timer in opened.timers],
        waits_for=[Wait(kind=wait.kind, name=wait.name) for wait in opened.subscriptions],
        incidents=[views.incident(item) for item in opened.incidents],
    )
    return Exact(found, headers=entity(row.version))


@router.get("/cases/{case}/history", response_model=HistoryPage)
def history(
    ctx: Ctx,
    gate: Annotated[Gate, may("case.history")],
    case: str,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
    after: Annotated[int, Query(ge=0, le=2**31, description="seq der letzten Zeile / of the last line")] = 0,
) -> Exact:
    """Alles, was geschah, verkettet / everything that happened, chained; the first page says whether the chain holds."""
    lines = ctx.read.history(TENANT, gate.case.id, after_seq=after, limit=limit + 1)
    following = str(lines[limit - 1].seq) if len(lines) > limit else None
    verified = ctx.engine.verify_history(gate.case.id).ok if after == 0 else None
    return Exact(HistoryPage(items=views.history(lines[:limit]), next=following, verified=verified))


@router.get("/cases/{case}/variables", response_model=CaseVariables)
def variables(ctx: Ctx, gate: Annotated[Gate, may("case.variables")], case: str) -> Exact:
    """Die Daten, soweit lesbar / the case's data, as far as the caller may read them."""
    standing = ctx.engine.standing(gate.case.id)
    return Exact(gate.mask(standing.variables), headers=entity(standing.case.version))


@router.post("/cases/{case}/cancel", response_model=CaseActed)
def cancel(
    ctx: Ctx, gate: Annotated[Gate, may("case.cancel")], case: str, key: RequestKey, expected: Expected, body: Reasoned
) -> Exact:
    """Vorgang von Hand beenden / end the case by hand."""
    command = CancelCase(
        actor=gate.actor, case_id=gate.case.id, reason=body.reason, request_key=key, expected_version=expected
    )
    return acted(ctx.handle(command))


@router.post("/cases/{case}/suspend", response_model=CaseActed)
def suspend(
    ctx: Ctx, gate: Annotated[Gate, may("case.suspend")], case: str, key: RequestKey, expected: Expected, body: Reasoned
) -> Exact:
    """Vorgang anhalten / let the case stand still."""
    command = SuspendCase(
        actor=gate.actor, case_id=gate.case.id, reason=body.reason, request_key=key, expected_version=expected
    )
    return acted(ctx.handle(command))


@router.post("/cases/{case}/resume", response_model=CaseActed)
def resume(
    ctx: Ctx, gate: Annotated[Gate, may("case.resume")], case: str, key: RequestKey, expected: Expected
) -> Exact:
    """Vorgang fortsetzen / let it go on."""
    command = ResumeCase(actor=gate.actor, case_id=gate.case.id, request_key=key, expected_version=expected)
    return acted(ctx.handle(command))


@router.post("/cases/{case}/modify", response_model=CaseActed)
def modify(
    ctx: Ctx,
    gate: Annotated[Gate, may("case.modify")],
    case: str,
    key: RequestKey,
    expected: Expected,
    body: Modification,
) -> Exact:
    """Marken versetzen / move tokens by hand; reason and actor are recorded."""
    command = ModifyCase(
        actor=gate.actor,
        case_id=gate.case.id,
        reason=body.reason,
        cancel=tuple(body.cancel),
        start=tuple(body.start),
        variables=body.variables,
        request_key=key,
        expected_version=expected,
    )
    return acted(ctx.handle(command))
