"""Comments on a case; one's own may be changed on the day they were written, and what they said stays on record."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import uuid4

from fastapi import Path
from starlette.responses import Response

from engine.deadlines import local_day
from engine.desk import Comment as Row
from engine.errors import Conflict, NotFound
from engine.ports import UnitOfWork

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..preconditions import RequestKey, once
from ..problems import Problem
from ..resources.base import Resource
from ..resources.cases import Comment, CommentPage
from ..routing import Router
from ..schemas import Remark
from ..views import Exact
from .cases import Limit, Token

router = Router(tags=["comments"], route_class=StrictRoute, default_response_class=Exact)

CommentId = Annotated[str, Path(max_length=64)]


@router.get("/cases/{case}/comments", response_model=CommentPage)
def list_comments(
    ctx: Ctx, gate: Annotated[Gate, may("case.comment.read")], case: str, limit: Limit = 50, after: Token = None
) -> Exact:
    """Bemerkungen, neueste zuerst / comments, newest first; a page may hold fewer than asked for."""
    found = ctx.read.comments(TENANT, gate.case.id, limit=limit, after=after)
    rows = [row for row in found.items if row.deleted_at is None]
    names = ctx.read.names(TENANT, {row.author for row in rows}) if rows else {}
    items = [_comment(ctx, gate, row, names.get(row.author, row.author)) for row in rows]
    return Exact(CommentPage(items=items, next=found.next))


@router.post("/cases/{case}/comments", status_code=201, response_model=Comment)
def write(
    ctx: Ctx, gate: Annotated[Gate, may("case.comment.write")], case: str, key: RequestKey, body: Remark
) -> Response:
    """Bemerkung schreiben / write a comment."""

    def act(work: UnitOfWork) -> Resource:
        row = Row(
            id=str(uuid4()),
            tenant=TENANT,
            case_id=gate.case.id,
            author=gate.person,
            text=body.text,
            created_at=ctx.clock.now(),
            element_id=body.element_id or "",
            on_behalf_of=gate.actor.on_behalf_of,
        )
        work.put(row)
        return _comment(ctx, gate, row, gate.name)

    name = f"POST /cases/{gate.case.id}/comments"
    return once(
        ctx,
        gate.actor,
        key,
        name,
        body.model_dump(),
        act,
        status=201,
        location=lambda found: f"/cases/{gate.case.id}/comments/{found['id']}",
    )


@router.put("/cases/{case}/comments/{comment}", response_model=Comment)
def change(
    ctx: Ctx,
    gate: Annotated[Gate, may("case.comment.write")],
    case: str,
    comment: CommentId,
    key: RequestKey,
    body: Remark,
) -> Response:
    """Eigene Bemerkung am selben Tag ändern / change one's own comment on the same day."""

    def act(work: UnitOfWork) -> Resource:
        row = _editable(ctx, gate, comment, work)
        now = ctx.clock.now()
        # The earlier wording stays as a row of its own that only the audit shows.
        work.put(replace(row, id=str(uuid4()), changed_at=row.changed_at, deleted_at=now))
        changed = replace(row, text=body.text, element_id=body.element_id or "", changed_at=now)
        work.put(changed)
        return _comment(ctx, gate, changed, gate.name)

    return once(ctx, gate.actor, key, f"PUT /cases/{gate.case.id}/comments/{comment}", body.model_dump(), act)


@router.delete("/cases/{case}/comments/{comment}", response_model=Comment)
def remove(
    ctx: Ctx, gate: Annotated[Gate, may("case.comment.write")], case: str, comment: CommentId, key: RequestKey
) -> Response:
    """Eigene Bemerkung am selben Tag löschen / delete one's own comment on the same day; the answer is what it was."""

    def act(work: UnitOfWork) -> Resource:
        row = _editable(ctx, gate, comment, work)
        work.put(replace(row, deleted_at=ctx.clock.now()))
        return _comment(ctx, gate, row, gate.name)

    return once(ctx, gate.actor, key, f"DELETE /cases/{gate.case.id}/comments/{comment}", None, act)


def _editable(ctx: Context, gate: Gate, comment: str, work: UnitOfWork) -> Row:
    """The caller's comment of today. NotFound, Problem 403 for a colleague's, Conflict for one of another day."""
    row: Row | None = work.get(Row, TENANT, comment)
    if row is None or row.case_id != gate.case.id or row.deleted_at is not None:
        raise NotFound(comment)
    if row.author != gate.person:
        raise Problem(403, "forbidden")
    if local_day(row.created_at) != local_day(ctx.clock.now()):
        raise Conflict("a comment may be changed on its own day only")
    return row


def _comment(ctx: Context, gate: Gate, row: Row, name: str) -> Comment:
    today = local_day(row.created_at) == local_day(ctx.clock.now())
    return Comment(
        id=row.id,
        case_id=row.case_id,
        text=row.text,
        element_id=row.element_id or None,
        author=row.author,
        author_name=name,
        created_at=row.created_at,
        edited_at=row.changed_at,
        editable=today and row.author == gate.person,
    )
