"""A case whose time is over is erased: one person proposes, another approves, and a legal hold stops both."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import Path, Query
from pydantic import Field
from starlette.responses import Response

from engine.errors import Conflict, FourEyes
from engine.model import Case
from store import SqlStore
from store.erasing import sql
from store.erasing.erasing import Erasing
from store.erasing.records import Basis
from store.erasing.records import Erasure as Row
from store.erasing.records import Hold as HoldRow

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..partners.sight import as_office
from ..preconditions import RequestKey, once
from ..resources.erasure import Erasure, ErasureList, Hold, Keeping, Withdrawn
from ..routing import Router
from ..schemas import Body, Reasoned
from ..views import Exact

router = Router(tags=["cases"], route_class=StrictRoute, default_response_class=Exact)

CaseKey = Annotated[str, Path(max_length=100)]


class Decision(Body):
    """Why a case is erased; the reference stays for ever and must name nobody."""

    basis: Literal["retention", "court-order", "authority-order", "data-subject"]
    reference: Annotated[str, Field(min_length=1, max_length=60, examples=["VG Dresden, 3 K 1/27"])]


class Nothing(Body):
    """An act that needs no more than its address."""


@router.get("/erasures", response_model=ErasureList)
def review(
    ctx: Ctx,
    gate: Annotated[Gate, may("erasure.list")],
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Exact:
    """Zur Durchsicht: was gelöscht werden soll / what is going to be erased, at the caller's sites."""
    items = []
    for row in _erasing(ctx).waiting(TENANT, limit=limit):
        case = ctx.read.case(TENANT, row.case_id)
        if case is not None and (gate.sites is None or case.site in gate.sites):
            items.append(_erasure(row, case))
    return Exact(ErasureList(items=items))


@router.get("/cases/{case}/erasure", response_model=Keeping)
def show(ctx: Ctx, gate: Annotated[Gate, may("case.erasure")], case: CaseKey) -> Exact:
    """Until when the case is kept, what was decided about it, and which holds lie or lay on it."""
    erasing, row = _erasing(ctx), gate.case
    kept = _store(ctx).in_transaction(lambda session: sql.kept(session, TENANT, row.id))
    holds = erasing.holds(TENANT, row.id)
    names = ctx.read.names(TENANT, {one.placed_by for one in holds}) if holds else {}
    keeping = Keeping(
        erasure=_erasure(erasing.of(TENANT, row.id), row),
        record_class=kept.record_class if kept else None,
        kept_until=kept.due_at if kept else None,
        holds=[_hold(one, names) for one in holds],
    )
    return Exact(keeping)


@router.post("/cases/{case}/erasure", response_model=Erasure)
def propose(
    ctx: Ctx, gate: Annotated[Gate, may("case.erase")], case: CaseKey, body: Decision, key: RequestKey
) -> Response:
    """Propose to erase an ended case; what is proposed or erased already stays as it is."""
    erasing, row, now = _erasing(ctx), gate.case, ctx.clock.now()

    def act(work: Any) -> Erasure:
        found = erasing.propose(
            TENANT, row.id, gate.actor, basis=Basis(body.basis), text=body.reference, now=now, work=work
        )
        return _erasure(found, row)

    return once(ctx, gate.actor, key, f"POST /cases/{row.id}/erasure", body.model_dump(mode="json"), act)


@router.post("/cases/{case}/erasure/approval", response_model=Erasure)
def approve(
    ctx: Ctx, gate: Annotated[Gate, may("case.erase")], case: CaseKey, body: Nothing, key: RequestKey
) -> Response:
    """Erase a case that somebody else has proposed: its key is destroyed, in every copy of the database."""
    erasing, row, now = _erasing(ctx), gate.case, ctx.clock.now()
    as_office()  # what partners were asked about the case is erased with it

    def act(work: Any) -> Erasure:
        return _erasure(erasing.approve(TENANT, row.id, gate.actor, now=now, work=work), row)

    return _by_two(ctx, gate, lambda: once(ctx, gate.actor, key, f"POST /cases/{row.id}/erasure/approval", {}, act))


@router.delete("/cases/{case}/erasure", response_model=Withdrawn)
def withdraw(ctx: Ctx, gate: Annotated[Gate, may("case.erase")], case: CaseKey, key: RequestKey) -> Response:
    """Take a proposal back."""
    erasing, row, now = _erasing(ctx), gate.case, ctx.clock.now()

    def act(work: Any) -> Withdrawn:
        return Withdrawn(withdrawn=erasing.withdraw(TENANT, row.id, gate.actor, now=now, work=work))

    return once(ctx, gate.actor, key, f"DELETE /cases/{row.id}/erasure", {}, act)


@router.post("/cases/{case}/holds", status_code=201, response_model=Hold)
def lay_hold(
    ctx: Ctx, gate: Annotated[Gate, may("case.hold")], case: CaseKey, body: Reasoned, key: RequestKey
) -> Response:
    """Lay a legal hold on a case: while it lies there, nothing of it is erased on any order."""
    erasing, row, now = _erasing(ctx), gate.case, ctx.clock.now()

    def act(work: Any) -> Hold:
        found = erasing.hold(TENANT, row.id, gate.actor, reason=body.reason, now=now, work=work)
        return _hold(found, {gate.person: gate.name})

    name = f"POST /cases/{row.id}/holds"
    return once(ctx, gate.actor, key, name, body.model_dump(mode="json"), act, status=201)


@router.delete("/cases/{case}/holds/{hold}", response_model=Hold)
def lift_hold(
    ctx: Ctx,
    gate: Annotated[Gate, may("case.hold")],
    case: CaseKey,
    hold: Annotated[str, Path(max_length=64)],
    key: RequestKey,
) -> Response:
    """Lift a hold that somebody else has laid."""
    erasing, row, now = _erasing(ctx), gate.case, ctx.clock.now()

    def act(work: Any) -> Hold:
        found = erasing.lift(TENANT, row.id, hold, gate.actor, now=now, work=work)
        return _hold(found, {})

    return _by_two(ctx, gate, lambda: once(ctx, gate.actor, key, f"DELETE /cases/{row.id}/holds/{hold}", {}, act))


def _by_two(ctx: Context, gate: Gate, act: Any) -> Response:
    try:
        found: Response = act()
    except FourEyes:
        ctx.front.security.note("four-eyes", person=gate.person, detail={"act": gate.action})
        raise
    return found


def _store(ctx: Context) -> SqlStore:
    if not isinstance(ctx.store, SqlStore):
        raise Conflict("a store in memory keeps nothing that had to be erased")
    return ctx.store


def _erasing(ctx: Context) -> Erasing:
    return Erasing(_store(ctx), lambda: str(uuid4()))


def _erasure(row: Row | None, case: Case) -> Erasure:
    if row is None:
        return Erasure(case_id=case.id, business_key=case.business_key, state="none")
    return Erasure(
        case_id=case.id,
        business_key=case.business_key,
        state="proposed" if row.done_at is None else "erased",
        basis=row.basis.value,
        reference=row.reference,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        not_before=row.not_before,
        approved_by=row.approved_by,
        erased_at=row.done_at,
        keys_destroyed=row.keys,
    )


def _hold(row: HoldRow, names: dict[str, str]) -> Hold:
    return Hold(
        id=row.id,
        reason=row.reason,
        placed_at=row.placed_at,
        placed_by=row.placed_by,
        placed_by_name=names.get(row.placed_by, row.placed_by),
        lifted_at=row.lifted_at,
        lifted_by=row.lifted_by,
    )
