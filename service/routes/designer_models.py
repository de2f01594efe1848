"""What a draft says: findings, variables at an element, templates, differences, comments, imports from other tools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Path, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from engine.differences import FileDifference, compare
from engine.errors import Finding, NotFound
from engine.importing import translate
from engine.kernel.documents import BadDocument
from engine.ports import UnitOfWork
from store.drafts import ModelComment

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Ctx
from ..designer import desk, drafts, variables
from ..designer import files as names
from ..multipart import Form, receive
from ..preconditions import RequestKey, once
from ..problems import Problem
from ..resources import designer as out
from ..resources.base import Resource, Text
from ..routing import Router
from ..schemas import Body
from ..views import Exact
from .designer import Desk, DraftId, Reading, Writing

router = Router(tags=["designer"], route_class=StrictRoute, default_response_class=Exact)

Number = Annotated[int, Query(ge=1, le=2**31 - 1)]
_UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {"file": {"type": "string", "format": "binary", "description": "BPMN, DMN, form"}},
                }
            }
        },
    }
}


class CheckAsked(Body):
    """What to check: one file's findings, or (null) those of all."""

    path: Annotated[str, Field(min_length=1, max_length=255)] | None = None


class NewComment(Body):
    """A remark at an element of a file."""

    path: Annotated[str, Field(min_length=1, max_length=255)]
    element_id: Annotated[str, Field(max_length=255)] = ""
    text: Annotated[str, Field(min_length=1, max_length=4000)]


@router.post("/designer/drafts/{draft}/check", response_model=out.Findings)
def check(ctx: Ctx, gate: Reading, designer: Desk, draft: DraftId, body: CheckAsked) -> Exact:
    """Entwurf prüfen / check a draft as deployment does: the same findings, with the path that shows them."""
    _, found = designer.look(draft, drafts.contents(ctx.read, draft))
    wanted = [one for one in found if body.path in (None, one.resource) or not one.resource]
    return Exact(out.Findings(findings=[finding(one) for one in wanted]))


@router.get("/designer/drafts/{draft}/variables", response_model=out.KnownVariables)
def known_variables(
    ctx: Ctx,
    gate: Reading,
    designer: Desk,
    draft: DraftId,
    path: Annotated[str, Query(max_length=255)],
    element: Annotated[str, Query(max_length=255)],
) -> Exact:
    """Variablen, die an einem Element bekannt sind / variables known at an element, for the editor of expressions."""
    files = drafts.contents(ctx.read, draft)
    if path not in files:
        raise NotFound(path[:80])
    found = variables.known_at(designer, draft, files, path, element)
    return Exact(out.KnownVariables(items=[out.KnownVariable(**one) for one in found]))


@router.get("/designer/templates", response_model=out.Templates)
def templates(ctx: Ctx, gate: Reading, designer: Desk) -> Exact:
    """Vorlagen aller Konnektoren / element templates of all connectors."""
    found = designer.bench.templates() if designer.bench is not None else ()
    by: dict[str, list[dict[str, Any]]] = {"de": [], "en": []}
    for one in found:
        by[str(one["language"])].append(dict(one["template"]))
    return Exact(out.Templates(de=by["de"], en=by["en"]))


@router.get("/designer/drafts/{draft}/difference", response_model=out.Differences)
def difference(ctx: Ctx, gate: Reading, designer: Desk, draft: DraftId, deployment: Number | None = None) -> Exact:
    """Unterschied zu einer Fassung / what a draft changes in a deployment (default: the one it began from)."""
    read = ctx.read
    row = drafts.of(read, draft)
    number = deployment or row.base
    before = designer.whole(read, number) if number else {}
    return Exact(differences(compare(before, drafts.contents(read, draft))))


@router.get("/designer/differences", response_model=out.Differences)
def between(
    ctx: Ctx, gate: Reading, designer: Desk, old: Annotated[int, Query(alias="from", ge=1, le=2**31 - 1)],
    new: Annotated[int, Query(alias="to", ge=1, le=2**31 - 1)],
) -> Exact:  # fmt: skip
    """Unterschied zweier Fassungen / what differs between two deployments."""
    return Exact(differences(compare(designer.whole(ctx.read, old), designer.whole(ctx.read, new))))


@router.get("/designer/drafts/{draft}/comments", response_model=out.DraftComments)
def list_comments(ctx: Ctx, gate: Reading, draft: DraftId) -> Exact:
    """Bemerkungen an Elementen / comments at elements, oldest first (1,000 at most)."""
    read = ctx.read
    drafts.of(read, draft)
    rows = read.records(ModelComment, {"tenant": TENANT, "draft_id": draft}, order=("created_at", "id"), limit=1000)
    people = read.names(TENANT, {row.author for row in rows}) if rows else {}
    return Exact(out.DraftComments(items=[_comment(row, people.get(row.author, row.author)) for row in rows]))


@router.post("/designer/drafts/{draft}/comments", status_code=201, response_model=out.DraftComment)
def write_comment(ctx: Ctx, gate: Writing, draft: DraftId, key: RequestKey, body: NewComment) -> Response:
    """Bemerkung an ein Element schreiben / write a comment at an element."""
    drafts.of(ctx.read, draft)

    def act(work: UnitOfWork) -> Resource:
        row = ModelComment(
            TENANT, str(uuid4()), draft, body.path, body.element_id, body.text, gate.person, ctx.clock.now()
        )
        work.put(row)
        return _comment(row, gate.name)

    name = f"POST /designer/drafts/{draft}/comments"
    return once(
        ctx,
        gate.actor,
        key,
        name,
        body.model_dump(),
        act,
        status=201,
        location=lambda found: f"/designer/drafts/{draft}/comments/{found['id']}",
    )


@router.delete("/designer/drafts/{draft}/comments/{comment}", response_model=out.DraftComment)
def delete_comment(
    ctx: Ctx, gate: Writing, draft: DraftId, comment: Annotated[str, Path(max_length=64)], key: RequestKey
) -> Response:
    """Eigene Bemerkung löschen / delete one's own comment; the answer is what it was."""

    def act(work: UnitOfWork) -> Resource:
        row: ModelComment | None = work.get(ModelComment, TENANT, comment)
        if row is None or row.draft_id != draft:
            raise NotFound(comment[:80])
        if row.author != gate.person:
            raise Problem(403, "forbidden")
        work.drop(ModelComment, TENANT, comment)
        return _comment(row, gate.name)

    return once(ctx, gate.actor, key, f"DELETE /designer/drafts/{draft}/comments/{comment}", None, act)


@router.post("/designer/imports", response_model=out.ImportedFiles, openapi_extra=_UPLOAD)
async def imports(ctx: Ctx, gate: Annotated[Gate, may("designer.write")], designer: Desk, request: Request) -> Exact:
    """Datei eines anderen Werkzeugs lesen / read another tool's file: what became of what, what is left to do.

    Nothing is stored; the page puts the file into a draft.
    """
    form = await receive(request, frozenset(), names.LARGEST)
    try:
        return await run_in_threadpool(_imported, designer, form)
    finally:
        form.close()


def _imported(designer: desk.Designer, form: Form) -> Exact:
    path = names.checked(form.file_name.rpartition("/")[2] or "import.bpmn")
    data = form.file.read(names.LARGEST + 1)
    report: list[out.ImportLine] = []
    if names.kind_of(path) == "bpmn" or path.endswith(".xml"):
        path = path.removesuffix(".xml") + ("" if path.endswith(".bpmn") else ".bpmn")
        try:
            done = translate(data, path)
        except BadDocument as bad:
            raise Problem(422, bad.finding.code, bad.finding.message) from None
        data = done.data
        report = [
            out.ImportLine(
                resource=path,
                element_id=line.element_id,
                outcome=line.outcome.value,
                was=line.was,
                became=line.became,
                text=Text(de=line.text_de, en=line.text_en),
                line=line.line,
            )
            for line in done.lines
        ]
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(422, "malformed-xml", "only UTF-8 can be shown") from None
    _, found = designer.check({path: data})
    file = out.ImportedFile(path=path, kind=names.kind_of(path), content=content)
    return Exact(out.ImportedFiles(files=[file], report=report, findings=[finding(one) for one in found]))


def finding(one: Finding) -> out.ModelFinding:
    """A finding on the wire; an English reader gets the German sentence where there is no other."""
    severity: Any = one.severity if one.severity in ("error", "warning") else "info"
    return out.ModelFinding(
        resource=one.resource,
        element_id=one.element_id,
        code=one.code,
        severity=severity,
        message=one.message,
        message_en=one.message_en or one.message,
        line=one.line,
        path=list(one.path),
    )


def differences(found: Sequence[FileDifference]) -> out.Differences:
    """A comparison on the wire."""
    return out.Differences(
        files=[
            out.FileDifference(
                path=file.path,
                kind=names.kind_of(file.path),
                state=file.state,  # type: ignore[arg-type]  # one of the three
                same=file.state == "changed" and not file.elements,
                elements=[
                    out.ElementDifference(
                        id=element.id,
                        name=element.name,
                        state=element.state,  # type: ignore[arg-type]  # one of the four
                        changes=[out.ModelChange(what=c.what, before=c.before, after=c.after) for c in element.changes],
                    )
                    for element in file.elements
                ],
            )
            for file in found
        ]
    )


def _comment(row: ModelComment, name: str) -> out.DraftComment:
    return out.DraftComment(
        id=row.id,
        path=row.path,
        element_id=row.element_id,
        text=row.text,
        author=row.author,
        author_name=name,
        created_at=row.created_at,
    )
