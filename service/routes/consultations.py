"""Questions to departments about a case: what would leave, who was asked, what came back (domain document 4.6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated
from uuid import uuid4

from fastapi import Path
from pydantic import Field
from starlette.responses import Response

from authority.partners import minimised
from authority.partners.network import Consultation, Network, load
from engine.deadlines import local_day
from engine.errors import Conflict
from engine.ports import UnitOfWork
from store.partners import PartnerRequest
from store.partners.notices import announce
from store.partners.records import OPEN, NoticeKind

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..partners import present, sight, withdrawing
from ..preconditions import RequestKey, once
from ..problems import Problem
from ..resources import partners as out
from ..resources.base import Resource
from ..routing import Router
from ..schemas import Body
from ..views import Exact

RequestId = Annotated[str, Path(max_length=64)]
Changing = Annotated[Gate, may("consultation.change")]

router = Router(tags=["partners"], route_class=StrictRoute, default_response_class=Exact)


class NewConsultation(Body):
    """Which question, and what the clerk adds to it."""

    kind: Annotated[str, Field(min_length=1, max_length=40, examples=["MELDEAMT_ADDRESS"])]
    typed: dict[str, Annotated[str, Field(max_length=2000)]] = Field(default_factory=dict)


@router.get("/cases/{case}/consultations", response_model=out.Consultations)
def list_consultations(ctx: Ctx, gate: Annotated[Gate, may("consultation.list")], case: str) -> Exact:
    """Beteiligte Stellen eines Vorgangs / who was asked about a case and what they said; who may still be asked."""
    sight.as_office()
    network = load()
    found = gate.case
    rows = ctx.read.records(
        PartnerRequest,
        {"tenant": TENANT, "case_id": found.id},
        order=("created_at", "id"),
        descending=True,
        limit=200,
    )
    names = ctx.read.names(TENANT, {row.created_by for row in rows if row.created_by})
    start = gate.permits("consultation.start") and found.status.open
    kinds = _kinds(ctx, gate, network) if start else []
    change = gate.permits("consultation.change") and found.status.open
    items = [_row(ctx, network, row, names.get(row.created_by), change=bool(change)) for row in rows]
    return Exact(out.Consultations(items=items, kinds=kinds, may_start=bool(start)))


@router.post("/cases/{case}/consultations", status_code=201, response_model=out.ConsultationRow)
def start(
    ctx: Ctx, gate: Annotated[Gate, may("consultation.start")], case: str, key: RequestKey, body: NewConsultation
) -> Response:
    """Stelle beteiligen / ask a department. Only the fields that the data name leave, and only for their purpose."""
    sight.as_office()
    network = load()
    asked = network.consultations.get(body.kind)
    partner = network.at(asked.role, gate.case.site) if asked else None
    if asked is None or partner is None:
        raise Problem(422, "validation-failed", errors=[{"pointer": "/kind", "code": "unknown", "message": ""}])
    if not gate.case.status.open:
        raise Conflict("the case is over")
    try:
        leaves = minimised.outgoing(asked, ctx.engine.variables(gate.case.id), body.typed)
    except ValueError as error:
        place = {"pointer": f"/typed/{error}", "code": "required", "message": ""}
        raise Problem(422, "validation-failed", errors=[place]) from None
    now = ctx.clock.now()
    row = PartnerRequest(
        tenant=TENANT,
        id=str(uuid4()),
        partner=partner.id,
        site=gate.case.site,
        case_id=gate.case.id,
        business_key=gate.case.business_key,
        agency="",
        kind=asked.kind,
        key=key,
        reference="",
        state=OPEN,
        version=1,
        due_on=(local_day(now) + timedelta(days=asked.days)).isoformat(),
        created_at=now,
        created_by=gate.person,
        content={"out": leaves, "answers": []},
    )

    def act(work: UnitOfWork) -> Resource:
        work.put(row)
        announce(work, row, network, NoticeKind.NEW, now)
        return _row(ctx, network, row, gate.name, change=True)

    return once(ctx, gate.actor, key, f"POST /cases/{gate.case.id}/consultations", body.model_dump(), act, status=201)


@router.post("/cases/{case}/consultations/{request}/withdrawal", response_model=out.ConsultationRow)
def withdraw(ctx: Ctx, gate: Changing, case: str, request: RequestId, key: RequestKey) -> Response:
    """Anfrage zurückziehen / take a question back that a clerk has asked by hand, while it is not answered."""
    return _changed(ctx, gate, request, key, "withdrawal", withdrawing.withdrawn)


@router.post("/cases/{case}/consultations/{request}/reminder", response_model=out.ConsultationRow)
def remind(ctx: Ctx, gate: Changing, case: str, request: RequestId, key: RequestKey) -> Response:
    """Erinnern / remind the department of a question that a clerk has asked by hand, at most once a day."""
    now = ctx.clock.now()
    return _changed(ctx, gate, request, key, "reminder", lambda row: withdrawing.reminded(row, now))


def _changed(
    ctx: Context, gate: Gate, request: str, key: str, what: str, change: Callable[[PartnerRequest], PartnerRequest]
) -> Response:
    sight.as_office()
    found, network = gate.case, load()

    def act(work: UnitOfWork) -> Resource:
        row = change(withdrawing.asked_by_hand(work, found.id, request))
        work.put(row)
        if row.state == OPEN:
            announce(work, row, network, NoticeKind.REMINDED, ctx.clock.now())
        name = ctx.read.names(TENANT, {row.created_by}).get(row.created_by)
        return _row(ctx, network, row, name, change=found.status.open)

    return once(ctx, gate.actor, key, f"POST /cases/{found.id}/consultations/{request}/{what}", None, act)


def _kinds(ctx: Context, gate: Gate, network: Network) -> list[out.ConsultationKind]:
    variables = ctx.engine.variables(gate.case.id)
    found = []
    for asked in network.consultations.values():
        partner = network.at(asked.role, gate.case.site)
        if partner is not None:
            found.append(
                out.ConsultationKind(
                    kind=asked.kind,
                    name=present.text(asked.name),
                    purpose=present.text(asked.purpose),
                    norm=asked.norm,
                    partner=partner.id,
                    partner_name=present.text(partner.name),
                    days=asked.days,
                    sent=_would(asked, variables),
                    typed=[
                        out.AnswerField(
                            name=field.name, kind="text", label=present.text(field.label), values=[], optional=False
                        )
                        for field in asked.typed
                    ],
                )
            )
    return found


def _would(asked: Consultation, variables: dict[str, object]) -> list[out.SentField]:
    return [
        out.SentField(path=field.path, label=present.text(field.label), value=str(value))
        for field in asked.out
        if (value := minimised.at(variables, field.path)) is not None
    ]


def _row(ctx: Context, network: Network, row: PartnerRequest, name: str | None, *, change: bool) -> out.ConsultationRow:
    why, norm = present.purpose(row, network)
    fields = present.fields_in(row, network, ctx.agencies)
    shown = ("id", "partner", "partner_name", "title", "state", "due_on", "reminders", "created_at", "answered_at")
    return out.ConsultationRow(
        **{part: fields[part] for part in shown},
        case_id=row.case_id,
        purpose=present.text(why),
        norm=norm,
        overdue=present.overdue(row, ctx.clock.now()),
        created_by_name=name,
        sent=present.sent(row, network, ctx.agencies),
        answers=present.answers(row, network, ctx.agencies),
        handed=present.handed(row),
        may_change=change and not row.agency and row.state == OPEN,
    )
