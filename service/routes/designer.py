"""Drafts of models and their files: bytes go in and come out as they are, each change under the version it was made for."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Depends, Path, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from engine.ports import UnitOfWork
from store.drafts import ModelDraft, ModelFile

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..designer import desk, drafts
from ..designer import files as names
from ..preconditions import Expected, RequestKey, entity, once
from ..problems import Problem
from ..resources.base import Resource
from ..resources.designer import DesignDraft, DraftFile, DraftList, DraftRow, FileVersion, FileVersions
from ..routing import Router
from ..schemas import Body
from ..views import Exact

router = Router(tags=["designer"], route_class=StrictRoute, default_response_class=Exact)

Desk = Annotated[desk.Designer, Depends(desk.of)]
Reading = Annotated[Gate, may("designer.read")]
Writing = Annotated[Gate, may("designer.write")]
DraftId = Annotated[str, Path(max_length=64)]
FilePath = Annotated[str, Path(max_length=255)]

_BYTES = {
    "requestBody": {
        "required": True,
        "content": {
            media: {"schema": {"type": "string", "maxLength": names.LARGEST}}
            for media in ("application/xml", "application/json", "text/plain", "application/octet-stream")
        },
    }
}
_FILE = {
    200: {
        "description": "Die Datei, Byte für Byte / the file, byte by byte",
        "content": {media: {"schema": {}} for media in ("application/xml", "application/json", "text/plain")},
    }
}


class NewDraft(Body):
    """A draft of a deployment (default: the newest one), or an empty one."""

    name: Annotated[str, Field(min_length=1, max_length=200, examples=["Erinnerung nach 10 Tagen"])]
    deployment_id: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    empty: bool = False


@router.get("/designer/drafts", response_model=DraftList)
def list_drafts(ctx: Ctx, gate: Reading) -> Exact:
    """Entwürfe, zuletzt geänderte zuerst / drafts, the one changed last first (200 at most)."""
    read = ctx.read
    rows = read.records(ModelDraft, {"tenant": TENANT}, order=("updated_at", "id"), descending=True, limit=200)
    people = read.names(TENANT, {row.updated_by for row in rows}) if rows else {}
    items = [
        DraftRow(
            **_draft(row),
            updated_by_name=people.get(row.updated_by, row.updated_by),
            files=len(drafts.listed(read, row.id)),
        )
        for row in rows
    ]
    return Exact(DraftList(items=items))


@router.post("/designer/drafts", status_code=201, response_model=DesignDraft)
def create(ctx: Ctx, gate: Writing, designer: Desk, key: RequestKey, body: NewDraft) -> Response:
    """Entwurf anlegen / begin a draft with the files of a deployment."""
    base, files = (0, {}) if body.empty else designer.base(ctx.read, body.deployment_id)
    now = ctx.clock.now()

    def act(work: UnitOfWork) -> Resource:
        row = ModelDraft(TENANT, str(uuid4()), body.name, base, now, gate.person, now, gate.person)
        return shown(row, drafts.make(work, row, files))

    return once(
        ctx,
        gate.actor,
        key,
        "POST /designer/drafts",
        body.model_dump(),
        act,
        status=201,
        location=lambda found: f"/designer/drafts/{found['id']}",
    )


@router.get("/designer/drafts/{draft}", response_model=DesignDraft)
def get_draft(ctx: Ctx, gate: Reading, draft: DraftId) -> Exact:
    """Ein Entwurf mit seinen Dateien / a draft with its files."""
    read = ctx.read
    return Exact(shown(drafts.of(read, draft), drafts.listed(read, draft)))


@router.delete("/designer/drafts/{draft}", response_model=DesignDraft)
def delete_draft(ctx: Ctx, gate: Writing, draft: DraftId, key: RequestKey) -> Response:
    """Entwurf löschen / delete a draft for good; the answer is what it was, without its files."""
    name = f"DELETE /designer/drafts/{draft}"
    return once(ctx, gate.actor, key, name, None, lambda work: shown(drafts.delete(work, ctx.read, draft), []))


@router.get("/designer/drafts/{draft}/versions/{path:path}", response_model=FileVersions)
@router.get("/designer/drafts/{draft}/files/{path:path}/versions", response_model=FileVersions, include_in_schema=False)
def file_versions(ctx: Ctx, gate: Reading, draft: DraftId, path: FilePath) -> Exact:
    """Fassungen einer Datei / the versions of a file that are kept; `?version=` of the file gives one of them."""
    read = ctx.read
    drafts.of(read, draft)
    rows = drafts.versions(read, draft, path)
    if not rows:
        raise Problem(404, "not-found")
    items = [
        FileVersion(version=r.version, size=len(r.content), saved_at=r.saved_at, saved_by=r.saved_by) for r in rows
    ]
    return Exact(FileVersions(items=items))


@router.get("/designer/drafts/{draft}/files/{path:path}", response_class=Response, responses=_FILE)  # type: ignore[arg-type]  # FastAPI's own type is narrower than what it takes
def get_file(
    ctx: Ctx,
    gate: Reading,
    draft: DraftId,
    path: FilePath,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Response:
    """Eine Datei mit ihrem ETag / a file with its ETag."""
    read = ctx.read
    drafts.of(read, draft)
    found, _ = drafts.content(read, draft, path, version)
    return Response(found.content, media_type=names.media_type(path), headers=entity(found.version))


@router.put("/designer/drafts/{draft}/files/{path:path}", response_model=DraftFile, openapi_extra=_BYTES)
async def put_file(
    ctx: Ctx, gate: Writing, request: Request, draft: DraftId, path: FilePath, key: RequestKey, expected: Expected
) -> Response:
    """Datei speichern / save a file as the next version; `If-Match: "0"` for a new one. 412 when somebody was faster."""
    data = await request.body()
    return await run_in_threadpool(_save, ctx, gate, draft, names.checked(path), key, expected, data)


def _save(ctx: Context, gate: Gate, draft: str, path: str, key: str, expected: int, data: bytes) -> Response:
    now = ctx.clock.now()
    row: list[ModelFile] = []

    def act(work: UnitOfWork) -> Resource:
        drafts.room(ctx.read, draft, path, len(data))
        row.append(drafts.save(work, draft, path, data, expected, now, gate.person))
        return file_row(row[-1])

    asked = {"expected": expected, "sha256": hashlib.sha256(data).hexdigest()}
    answer = once(ctx, gate.actor, key, f"PUT /designer/drafts/{draft}/files/{path}", asked, act)
    if row:
        answer.headers.update(entity(row[-1].version))
    return answer


@router.delete("/designer/drafts/{draft}/files/{path:path}", response_model=DraftFile)
def delete_file(
    ctx: Ctx, gate: Writing, draft: DraftId, path: FilePath, key: RequestKey, expected: Expected
) -> Response:
    """Datei löschen / take a file out; its versions stay, and count on when it comes back."""
    now = ctx.clock.now()
    name = f"DELETE /designer/drafts/{draft}/files/{path}"

    def act(work: UnitOfWork) -> Resource:
        return file_row(drafts.remove(work, draft, path, expected, now, gate.person))

    return once(ctx, gate.actor, key, name, {"expected": expected}, act)


def file_row(row: ModelFile) -> DraftFile:
    """A file on the wire."""
    kind = names.kind_of(row.path)
    return DraftFile(
        path=row.path, kind=kind, version=row.version, size=row.size, saved_at=row.saved_at, saved_by=row.saved_by
    )


def shown(row: ModelDraft, files: list[ModelFile]) -> DesignDraft:
    """A draft on the wire."""
    return DesignDraft(**_draft(row), files=[file_row(one) for one in sorted(files, key=lambda one: one.path)])


def _draft(row: ModelDraft) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "base_deployment_id": row.base or None,
        "created_at": row.created_at,
        "created_by": row.created_by,
        "updated_at": row.updated_at,
        "updated_by": row.updated_by,
    }
