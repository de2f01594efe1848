"""Sealed folders of a case are opened with a reason; own and family cases with a statement. Both are on record."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path
from starlette.responses import Response

from engine.errors import NotFound
from engine.ports import UnitOfWork

from ..access import Gate, may
from ..access import conflict as conflicts
from ..access.fields import FIELDS
from ..access.seals import opening
from ..bodies import StrictRoute
from ..context import Ctx
from ..preconditions import RequestKey, once
from ..problems import Problem
from ..resources.identity import ConflictStated, SealOpened
from ..routing import Router
from ..schemas import Body, Reason, Reasoned
from ..views import Exact

router = Router(tags=["cases"], route_class=StrictRoute, default_response_class=Exact)

CaseKey = Annotated[str, Path(max_length=100)]


class Statement(Body):
    """How the caller stands to the parties (§ 20 VwVfG)."""

    related: bool
    statement: Reason


@router.post("/cases/{case}/seals/{folder}/open", response_model=SealOpened)
def open_folder(
    ctx: Ctx,
    gate: Annotated[Gate, may("seal.open")],
    case: CaseKey,
    folder: Annotated[str, Path(max_length=40)],
    body: Reasoned,
    key: RequestKey,
) -> Response:
    """For half an hour this login sees what the folder holds; who, when and why stay on record."""
    if folder not in FIELDS.sealed_folders():
        raise NotFound(folder)
    if not gate.reads(FIELDS.kind_of_folder(folder)):
        raise Problem(403, "forbidden")

    def act(work: UnitOfWork) -> SealOpened:
        row = opening(ctx, gate.principal, gate.case.id, folder, body.reason)
        work.put(row)
        return SealOpened(case_id=row.case_id, folder=row.folder, until=row.until)

    # The login is part of what is asked: the same key from another session opens nothing there.
    asked = [folder, body.reason, gate.principal.session.hex()]
    return once(ctx, gate.actor, key, f"POST /cases/{gate.case.id}/seals", asked, act)


@router.post("/cases/{case}/conflict", response_model=ConflictStated)
def state(
    ctx: Ctx, gate: Annotated[Gate, may("case.conflict")], case: CaseKey, body: Statement, key: RequestKey
) -> Response:
    """The caller bears the name of a party and says how they stand to each other. `related` locks the case for good."""

    def act(work: UnitOfWork) -> ConflictStated:
        row = conflicts.statement(ctx, gate.principal, gate.case, related=body.related, text=body.statement)
        work.put(row)
        state: Literal["clear", "locked"] = "locked" if body.related else "clear"
        return ConflictStated(case_id=row.case_id, state=state)

    return once(ctx, gate.actor, key, f"POST /cases/{gate.case.id}/conflict", body.model_dump(mode="json"), act)
