"""The case page: what a person reads about one case, in pages; nothing here changes anything."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.responses import Response

from engine.deadlines import BERLIN
from engine.errors import NotFound
from store.evidence import EvidenceFilter

from .. import views
from ..access import Gate, may
from ..access.fields import FIELDS
from ..bodies import StrictRoute
from ..casefile import audit as auditing
from ..casefile import decisions as deciding
from ..casefile import diagram as drawing
from ..casefile import messages as traffic
from ..casefile import opening, papers, present, relations, stages, timeline, waiting
from ..casefile.clock import clock as clock_of
from ..casefile.file import CaseFile
from ..casefile.windows import newest_first
from ..casefile.words import labelled
from ..context import TENANT, Ctx
from ..problems import Problem
from ..resources import casefile as r
from ..resources.decisions import DecisionPage
from ..resources.diagrams import Diagram
from ..routing import Router
from ..views import Exact

router = Router(tags=["cases"], route_class=StrictRoute, default_response_class=Exact)

CaseKey = Annotated[str, Path(max_length=100)]
Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[str | None, Query(max_length=200)]
Before = Annotated[int | None, Query(ge=1, le=2**53, alias="after")]

#: The acts on a case that the page offers to those who may.
ACTS = (
    *("case.cancel", "case.suspend", "case.resume", "case.modify", "case.timeline", "case.diagram", "case.decisions"),
    *("consultation.list", "consultation.start"),
    *("case.messages", "case.audit", "case.history", "case.comment.read", "case.comment.write", "seal.open"),
    *("document.list", "document.upload", "incident.act", "evidence.proof", "applicant.read"),
)


@router.get("/cases/{case}/overview", response_model=r.Overview)
def overview(ctx: Ctx, gate: Annotated[Gate, may("case.overview")], case: CaseKey) -> Exact:
    """Stages, who waits for whom, the clock with the derivation of every date, open tasks, family, escalation."""
    file = opening.opened(ctx, gate)
    row, now = file.case, ctx.clock.now()
    rows = ctx.read.open_rows(TENANT, row.id)
    names = opening.names(ctx, [task.assignee for task in rows.tasks])
    clock = clock_of(file, opening.parameters(now.astimezone(BERLIN).date()), now)
    shown = {file.shown(token).element_id for token in file.standing.tokens}
    level, office = relations.escalation(file), relations.office(file, opening.sites(now.astimezone(BERLIN).date()))
    named = gate.reads("master")
    process = file.bundle.processes[row.process_id]
    found = r.Overview(
        case=views.case_row(row, named=named).model_copy(update={"stage": stages.current(file)}),
        procedure=present.text(labelled(process.root.labels, process.name or process.id)),
        outcome=opening.outcome(gate, file),
        stages=[present.stage(stage) for stage in stages.stages(file)],
        waiting=[present.wait(wait) for wait in waiting.waiting(file, rows, names, now)],
        clock=present.clock(clock) if clock else None,
        deadlines=[
            r.OpenDeadline(
                element_id=timer.element_id,
                name=present.text(file.label(timer.element_id)),
                at=timer.fire_at,
                overdue=timer.fire_at < now,
            )
            for timer in sorted(rows.timers, key=lambda timer: timer.fire_at)
            if timer.element_id not in file.guide.clock_timers and not _inside_sealed(file, timer.element_id)
        ],
        tasks=[
            views.task_row(
                task, now, ctx.elements, names=names, drafts=opening.drafts(ctx, gate, rows.tasks), named=named
            )
            for task in rows.tasks
            if task.element_id in shown
        ],
        family=opening.family(ctx, gate, file),
        escalation=r.Escalation(level=level.level, since=level.since) if level else None,
        incidents=[
            r.IncidentNote(
                element_id=item.element_id,
                name=present.text(file.label(item.element_id)),
                code=item.code,
                since=item.opened_at,
            )
            for item in rows.incidents
            if not _inside_sealed(file, item.element_id)
        ],
        contact=r.Contact(office=office.name, address=office.address, phone=office.phone, mail=office.mail)
        if office
        else None,
        seals=[
            r.Sealed(folder=folder, open=gate.sealed_open(folder))
            for folder in ("SECURITY", "GESUNDHEIT")
            if gate.reads(FIELDS.kind_of_folder(folder))
        ],
        permissions={action: gate.permits(action) for action in ACTS},
        document_kinds=[
            r.DocumentKind(code=code, name=present.text(name)) for code, name in papers.kinds(file.variables).items()
        ]
        if gate.permits("document.upload")
        else [],
    )
    return Exact(found, headers={"ETag": f'"{row.version}"'})


@router.get("/cases/{case}/timeline", response_model=r.Timeline)
def show_timeline(
    ctx: Ctx,
    gate: Annotated[Gate, may("case.timeline")],
    case: CaseKey,
    kinds: Annotated[str, Query(max_length=200, description="case,task,letter,…; empty: all but `path`")] = "",
    limit: Limit = 50,
    after: Before = None,
) -> Exact:
    """What happened, as sentences, newest first."""
    wanted = frozenset(kind for kind in kinds.split(",") if kind)
    if not wanted <= set(timeline.KINDS):
        raise Problem(422, "validation-failed", detail=f"kinds: {', '.join(sorted(wanted - set(timeline.KINDS)))}")
    file = opening.opened(ctx, gate)
    found, following = newest_first(ctx.read, file.case, after, limit, lambda line: timeline.entry(file, line, wanted))
    entries = [entry for _, entry in found]
    names = opening.names(ctx, [entry.actor for entry in entries], [entry.on_behalf_of for entry in entries])
    return Exact(r.Timeline(items=[present.entry(entry, names) for entry in entries], next=_cursor(following)))


@router.get("/cases/{case}/decisions", response_model=DecisionPage)
def show_decisions(
    ctx: Ctx, gate: Annotated[Gate, may("case.decisions")], case: CaseKey, limit: Limit = 20, after: Before = None
) -> Exact:
    """Decisions with the rules that led to them, newest first."""
    file = opening.opened(ctx, gate)
    found, following = newest_first(
        ctx.read, file.case, after, limit, lambda line: line if deciding.is_decision(line) else None
    )
    lines = [line for _, line in found]
    why = ctx.engine.explain(file.case, lines)
    items = [present.decision(view) for view in deciding.decisions(file, lines, why)]
    return Exact(DecisionPage(items=items, next=_cursor(following)))


@router.get("/cases/{case}/diagram", response_model=Diagram)
def show_diagram(
    ctx: Ctx, gate: Annotated[Gate, may("case.diagram")], case: CaseKey, limit: Limit = 200, after: Before = None
) -> Exact:
    """The case's diagrams with tokens, path and incidents, and the same as a list of steps."""
    file = opening.opened(ctx, gate)
    found, following = newest_first(ctx.read, file.case, after, limit, lambda line: drawing.step(file, line))
    done = [step for _, step in found]
    sheets: list[drawing.Drawn] = []
    active: list[drawing.Step] = []
    begin = max(0, file.case.history_seq - drawing.DRAWN)
    if after is None:
        stuck = [item.element_id for item in ctx.read.open_rows(TENANT, file.case.id).incidents]
        sheets = drawing.drawn(file, ctx.read.history(TENANT, file.case.id, after_seq=begin), stuck)
        active = drawing.active_steps(file, stuck)
    names = opening.names(ctx, [step.by for step in done])
    versions = opening.versions(ctx, file.case.deployment_id) if sheets else {}
    diagram = Diagram(
        processes=[present.process(sheet, file.case.id, versions) for sheet in sheets],
        steps=[present.step(step, names) for step in (*active, *done)],
        next=_cursor(following),
        cut=begin > 0,
    )
    return Exact(diagram, headers={"ETag": f'"{file.case.version}"'})


@router.get(
    "/cases/{case}/diagrams/{process}",
    response_class=Response,
    responses={200: {"content": {"application/xml": {"schema": {"type": "string"}}}, "description": "BPMN 2.0"}},
)
def diagram_xml(
    ctx: Ctx, gate: Annotated[Gate, may("case.diagram")], case: CaseKey, process: Annotated[str, Path(max_length=255)]
) -> Response:
    """One of the case's diagrams as it was deployed when the case began (BPMN 2.0 XML)."""
    file = opening.opened(ctx, gate)
    found = file.bundle.processes.get(process)
    if found is None or file.hidden(process):
        raise NotFound(process)
    return Response(file.bundle.resources[found.resource], media_type="application/xml")


@router.get("/cases/{case}/messages", response_model=r.PartnerMessagePage)
def show_messages(
    ctx: Ctx, gate: Annotated[Gate, may("case.messages")], case: CaseKey, limit: Limit = 100, after: After = None
) -> Exact:
    """Traffic with partners out of the evidence ledger, without content, in the order in which it was kept."""
    file = opening.opened(ctx, gate)
    filters = EvidenceFilter(case_id=file.case.id, business_key=file.case.business_key)
    page = ctx.read.evidence(TENANT, filters=filters, limit=limit, after=after, bare=True)
    rows = traffic.traffic(file, page.items, ctx.agencies)
    return Exact(r.PartnerMessagePage(items=[present.message(row) for row in rows], next=page.next))


@router.get(
    "/evidence/{number}/proof.pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
def proof(
    ctx: Ctx, gate: Annotated[Gate, may("evidence.proof")], number: Annotated[int, Path(ge=1, le=2**53)]
) -> Response:
    """Proof on one page that the agency received a message, or that its message arrived here (PDF/A)."""
    entry = ctx.read.evidence_entry(TENANT, number)
    key = (entry.case_id or entry.business_key) if entry else ""
    if entry is None or not key or ctx.proof is None:
        raise NotFound(str(number))
    one = gate.load_case(key, "case.messages")
    file = opening.opened(ctx, one)
    if not traffic.traffic(file, [entry], ctx.agencies):
        raise NotFound(str(number))
    content = ctx.proof(entry)
    if content is None:
        raise NotFound(str(number))
    headers = {"Content-Disposition": f'attachment; filename="nachweis-{number}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


@router.get("/cases/{case}/audit", response_model=r.AuditPage)
def show_audit(
    ctx: Ctx,
    gate: Annotated[Gate, may("case.audit")],
    case: CaseKey,
    of: Literal["changes", "reads", "seals"] = "changes",
    limit: Limit = 50,
    after: After = None,
) -> Exact:
    """Who changed the case (with the hash chain), who read it, or who opened its sealed folders; newest first."""
    row = gate.case
    if of == "changes":
        before = auditing.number(after)
        file = opening.opened(ctx, gate)
        lines, following = newest_first(ctx.read, row, before, limit, lambda line: auditing.change(line, file.label))
        names = opening.names(ctx, [entry.person for _, entry in lines], [entry.on_behalf_of for _, entry in lines])
        return Exact(
            r.AuditPage(items=[auditing.resource(entry, names) for _, entry in lines], next=_cursor(following))
        )
    if of == "reads":
        reads = ctx.read.accesses(TENANT, case_id=row.id, limit=limit, after=after)
        entries, following_page = [auditing.read(entry) for entry in reads.items], reads.next
    else:
        openings = ctx.read.seal_openings(TENANT, case_id=row.id, limit=limit, after=after)
        entries, following_page = [auditing.opening(entry) for entry in openings.items], openings.next
    names = opening.names(ctx, [entry.person for entry in entries], [entry.on_behalf_of for entry in entries])
    return Exact(r.AuditPage(items=[auditing.resource(entry, names) for entry in entries], next=following_page))


def _cursor(seq: int | None) -> str | None:
    return None if seq is None else str(seq)


def _inside_sealed(file: CaseFile, element: str) -> bool:
    node = file.nodes.get(element)
    return node is not None and file.hidden(node.process.id)
