"""Saved views: a list under a name, one's own or shared with the team."""

from __future__ import annotations

from typing import Annotated, get_args
from uuid import uuid4

from fastapi import Path
from starlette.responses import Response

from engine.desk import SavedView as Row
from engine.errors import NotFound
from engine.ports import UnitOfWork

from .. import tasklists
from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..preconditions import RequestKey, once
from ..problems import Problem
from ..resources.base import Resource
from ..resources.tasks import SavedView, SavedViewPage, SharedWith
from ..routing import Router
from ..schemas import ViewToSave
from ..views import Exact

router = Router(tags=["views"], route_class=StrictRoute, default_response_class=Exact)

#: Views that one person may keep.
MOST = 200
ViewId = Annotated[str, Path(max_length=64)]


@router.get("/views", response_model=SavedViewPage)
def list_views(ctx: Ctx, gate: Annotated[Gate, may("view.list")]) -> Exact:
    """Eigene Ansichten und die des Teams / the caller's views and those of the caller's teams."""
    found = _seen(ctx, gate)
    names = ctx.read.names(TENANT, {row.owner for row in found}) if found else {}
    return Exact(SavedViewPage(items=[_view(row, names.get(row.owner)) for row in found]))


@router.post("/views", status_code=201, response_model=SavedView)
def create(ctx: Ctx, gate: Annotated[Gate, may("view.write")], key: RequestKey, body: ViewToSave) -> Response:
    """Ansicht anlegen / keep a view."""
    _check(gate, body)
    if sum(row.owner == gate.person for row in _seen(ctx, gate)) >= MOST:
        raise Problem(422, "validation-failed", errors=[{"pointer": "", "code": "too-many-views", "message": ""}])

    def act(work: UnitOfWork) -> Resource:
        row = _row(ctx, gate, str(uuid4()), body)
        work.put(row)
        return _view(row, gate.name)

    return once(
        ctx, gate.actor, key, "POST /views", body.model_dump(), act, status=201, location=lambda v: f"/views/{v['id']}"
    )


@router.put("/views/{view}", response_model=SavedView)
def change(
    ctx: Ctx, gate: Annotated[Gate, may("view.write")], view: ViewId, key: RequestKey, body: ViewToSave
) -> Response:
    """Eigene Ansicht ändern / change a view of one's own."""
    _own(ctx, gate, view)
    _check(gate, body)

    def act(work: UnitOfWork) -> Resource:
        row = _row(ctx, gate, view, body)
        work.put(row)
        return _view(row, gate.name)

    return once(ctx, gate.actor, key, f"PUT /views/{view}", body.model_dump(), act)


@router.delete("/views/{view}", response_model=SavedView)
def remove(ctx: Ctx, gate: Annotated[Gate, may("view.write")], view: ViewId, key: RequestKey) -> Response:
    """Eigene Ansicht löschen / delete a view of one's own; the answer is what it was."""

    def act(work: UnitOfWork) -> Resource:
        row = _own(ctx, gate, view)
        work.drop(Row, TENANT, view)
        return _view(row, gate.name)

    return once(ctx, gate.actor, key, f"DELETE /views/{view}", None, act)


def _seen(ctx: Context, gate: Gate) -> list[Row]:
    found: list[Row] = ctx.read.views(TENANT, gate.person, sorted(gate.groups), sorted(gate.sites or ()))
    return found


def _own(ctx: Context, gate: Gate, view: str) -> Row:
    """The caller's view. NotFound for one that the caller cannot see, Problem 403 for a colleague's."""
    row = next((row for row in _seen(ctx, gate) if row.id == view), None)
    if row is None:
        raise NotFound(view)
    if row.owner != gate.person:
        raise Problem(403, "forbidden")
    return row


def _check(gate: Gate, body: ViewToSave) -> None:
    """Problem 422: a query that is no list, a column that there is not, a team that is not the caller's."""
    tasklists.parsed(body.query, "/query")
    wrong = [
        {"pointer": f"/columns/{place}", "code": "unknown-column", "message": ""}
        for place, name in enumerate(body.columns)
        if name not in get_args(tasklists.Columns)
    ]
    if body.shared is not None:
        group, site = body.shared.group, body.shared.site
        if group is None and site is None:
            wrong.append({"pointer": "/shared", "code": "group-or-site", "message": ""})
        if group is not None and group not in gate.groups:
            wrong.append({"pointer": "/shared/group", "code": "not-your-group", "message": ""})
        if site is not None and gate.sites is not None and site not in gate.sites:
            wrong.append({"pointer": "/shared/site", "code": "not-your-site", "message": ""})
    if wrong:
        raise Problem(422, "validation-failed", errors=wrong)


def _row(ctx: Context, gate: Gate, view: str, body: ViewToSave) -> Row:
    shared = body.shared
    return Row(
        id=view,
        tenant=TENANT,
        owner=gate.person,
        name=body.name,
        query=body.query.removeprefix("?"),
        columns=tuple(body.columns),
        position=body.position,
        shared_group=None if shared is None else shared.group,
        shared_site=None if shared is None else shared.site,
        changed_at=ctx.clock.now(),
    )


def _view(row: Row, owner_name: str | None) -> SavedView:
    shared = None
    if row.shared_group is not None or row.shared_site is not None:
        shared = SharedWith(group=row.shared_group, site=row.shared_site)
    return SavedView(
        id=row.id,
        name=row.name,
        owner=row.owner,
        owner_name=owner_name,
        shared=shared,
        query=row.query,
        columns=list(row.columns),
        position=row.position,
    )
