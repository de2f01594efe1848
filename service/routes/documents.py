"""Documents of a case: hand in, list, look at, download, replace, take out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Header, Query, Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from documents import model
from documents.checks import kinds, names
from documents.errors import Busy, DocumentError, Erased, KeyReused, Missing, TooMany, Unacceptable
from documents.registry import Registry, Upload

from ..access import Gate, may
from ..bodies import StrictRoute
from ..casefile import papers
from ..casefile.guide import guide
from ..context import TENANT, Context, Ctx
from ..multipart import Form, receive
from ..preconditions import REPLAYED, RequestKey
from ..problems import Problem
from ..resources.documents import Document, DocumentPage, DocumentVersions, SentLetter
from ..routing import Router
from ..schemas import Reasoned
from ..views import Exact
from .document_form import FIELDS, FORM, matching

router = Router(tags=["documents"], route_class=StrictRoute, default_response_class=Exact)

#: A page that shows nothing but itself: no script, no form, no other address.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox"
_STATUS: Mapping[type[DocumentError], int] = {TooMany: 409, KeyReused: 422, Erased: 410, Missing: 404, Busy: 503}
_KINDS: dict[str, Any] = {kind.media_type: {} for kind in kinds.ALLOWED}


def problem(error: DocumentError) -> Problem:
    """What an error of the registry is for a caller."""
    status = _STATUS.get(type(error), 422)
    if isinstance(error, Unacceptable):
        status = 413 if error.code == "payload-too-large" else 422
        place = {"pointer": "/file", "code": error.code, "message": error.place or error.detail}
        return Problem(status, error.code, error.detail, errors=[place])
    return Problem(status, error.code, error.detail if error.detail != error.code else "")


def registry(ctx: Context) -> Registry:
    """The registry. Problem: 503 where the operator has none."""
    if ctx.documents is None:
        raise Problem(503, "unavailable")
    return ctx.documents


def shown(document: model.Document, version: model.Version | None = None) -> Document:
    """A document (at one of its versions) as the API answers it."""
    at = version or document.version
    letter = document.letter
    return Document(
        id=document.id,
        case_id=document.case_id,
        folder=document.folder.value,
        code=document.code,
        title=document.title,
        title_en=guide().of_table(document.title).en,
        file_name=at.file_name,
        media_type=at.media_type,
        size=at.blob.size,
        sha256=at.blob.sha256,
        version=at.number,
        uploaded_at=at.uploaded_at,
        uploaded_by_name=at.uploaded_by_name or None,
        source=document.source.value,
        sealed=document.folder.sealed,
        scan=at.scan.value,
        flags=list(at.flags),
        letter=None
        if letter is None
        else SentLetter(template=letter.template, language=letter.language, sent_at=letter.sent_at),
    )


@router.get("/cases/{case}/documents", response_model=DocumentPage)
def list_documents(
    ctx: Ctx,
    gate: Annotated[Gate, may("document.list")],
    case: str,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    after: Annotated[str | None, Query(max_length=36)] = None,
) -> Exact:
    """What lies in the file, newest first; sealed folders only while they are open."""
    rows = registry(ctx).cabinet.of_case(TENANT, gate.case.id, limit=limit, after=after)
    items = [shown(row) for row in rows if gate.document_visible(row.folder.value) == "yes"]
    return Exact(DocumentPage(items=items, next=rows[-1].id if len(rows) == limit else None).plain())


@router.post("/cases/{case}/documents", status_code=201, response_model=Document, openapi_extra=FORM)
async def upload(
    ctx: Ctx, gate: Annotated[Gate, may("document.upload")], request: Request, case: str, key: RequestKey
) -> Exact:
    """Hand in a file. 202 when it waits for the virus scanner: it is kept and not shown until then."""
    form = await receive(request, FIELDS)
    try:
        return await run_in_threadpool(_file, ctx, gate, form, key)
    except DocumentError as error:
        raise problem(error) from None
    finally:
        form.close()


def _file(ctx: Context, gate: Gate, form: Form, key: str) -> Exact:
    folder = _folder(gate, form.fields.get("folder", "NACHWEISE"))
    replaces = form.fields.get("replaces") or None
    if replaces is not None:
        old = gate.load_document(replaces, "document.read").document
        if old.case_id != gate.case.id:
            raise Problem(404, "not-found")
        folder = _folder(gate, old.folder.value)
    code, title = matching(form, "code", 40), matching(form, "title", 200) or ""
    if code and not title:
        known_kind = papers.kinds(ctx.engine.standing(gate.case.id).variables).get(code)
        title = known_kind.de if known_kind else ""
    order = Upload(
        tenant=TENANT,
        case_id=gate.case.id,
        file_name=form.file_name[:1000],
        media_type=form.media_type,
        source=model.Source.CLERK,
        by=gate.person,
        by_name=gate.name,
        principal=gate.account,
        key=key,
        folder=folder,
        code=code,
        title=title,
        replaces=replaces,
        on_behalf_of=gate.actor.on_behalf_of,
    )
    known = registry(ctx).cabinet.filed(TENANT, order.request_key)
    document = registry(ctx).accept(order, form.file)
    headers = {"Location": f"/documents/{document.id}"} | ({REPLAYED: "true"} if known else {})
    waiting = document.version.scan is model.Scan.PENDING
    return Exact(shown(document).plain(), status_code=202 if waiting else 201, headers=headers)


def _folder(gate: Gate, name: str) -> model.Folder:
    try:
        folder = model.Folder(name)
    except ValueError:
        raise Problem(
            422,
            "validation-failed",
            errors=[{"pointer": "/folder", "code": "enum", "message": "Nicht in der Liste / not in the list"}],
        ) from None
    _open(gate, folder)
    return folder


def _open(gate: Gate, folder: model.Folder) -> None:
    """Problem: 403 `sealed` for a folder that the caller has not opened, `forbidden` for one that is not his."""
    visible = gate.document_visible(folder.value)
    if visible != "yes":
        raise Problem(403, "sealed" if visible == "sealed" else "forbidden")


@router.get("/documents/{document}", response_model=Document)
def show(ctx: Ctx, gate: Annotated[Gate, may("document.read")], document: str) -> Exact:
    """One document without its content."""
    _open(gate, gate.document.folder)
    row = gate.document
    return Exact(shown(row).plain(), headers={"ETag": f'"{row.version.number}"'})


@router.get("/documents/{document}/versions", response_model=DocumentVersions)
def versions(ctx: Ctx, gate: Annotated[Gate, may("document.read")], document: str) -> Exact:
    """All states of its content, newest first."""
    _open(gate, gate.document.folder)
    row = gate.document
    found = registry(ctx).cabinet.versions(TENANT, row.id)
    return Exact(DocumentVersions(items=[shown(row, version) for version in found], next=None).plain())


@router.get(
    "/documents/{document}/content",
    response_class=StreamingResponse,
    responses={200: {"content": _KINDS, "description": "Die Datei / the file"}},
)
def content(
    ctx: Ctx,
    gate: Annotated[Gate, may("document.content")],
    document: str,
    version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
    inline: bool = False,
    wanted: Annotated[str | None, Header(alias="Range")] = None,
) -> Response:
    """The file as an attachment; with `inline` PDF, PNG and JPEG in a sandbox. Always whole: one range is ignored."""
    if wanted is not None and "," in wanted:
        raise Problem(416, "range-not-satisfiable")
    at = _served(ctx, gate, version)
    kind = kinds.by_media_type(at.media_type)
    safe = kind is not None and kind.inline and "pdf-javascript" not in at.flags
    try:
        stream = registry(ctx).content(at)
    except DocumentError as error:
        raise problem(error) from None
    headers = {
        "Content-Disposition": names.disposition(at.file_name or "document", inline=inline and safe),
        "Content-Length": str(at.blob.size),
        "Content-Security-Policy": SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
        "ETag": f'"{at.blob.sha256}"',
        "Accept-Ranges": "none",
    }
    return StreamingResponse(stream, media_type=at.media_type, headers=headers)


@router.get(
    "/documents/{document}/preview",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}, "description": "Eine Seite als Bild / a page as a picture"}},
)
def preview(
    ctx: Ctx,
    gate: Annotated[Gate, may("document.content")],
    document: str,
    page: Annotated[int, Query(ge=1, le=500)] = 1,
    version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
    width: Annotated[int, Query(ge=100, le=1654)] = 1000,
) -> Response:
    """One page as PNG, drawn in a process of its own; the header Akzess-Pages says how many there are."""
    at = _served(ctx, gate, version)
    try:
        pages, image = registry(ctx).preview(at, page, width)
    except IndexError:
        raise Problem(404, "not-found") from None
    except DocumentError as error:
        raise problem(error) from None
    headers = {"Akzess-Pages": str(pages), "Content-Security-Policy": SANDBOX, "Content-Disposition": "inline"}
    return Response(image, media_type="image/png", headers=headers)


def _served(ctx: Context, gate: Gate, number: int | None) -> model.Version:
    """The version, if its content may leave the house. Problem: 403 `sealed`, 404, 409 `quarantined`."""
    _open(gate, gate.document.folder)
    try:
        found = registry(ctx).version(gate.document, number)
    except Missing:
        raise Problem(404, "not-found") from None
    if not found.scan.served:
        raise Problem(409, "quarantined")
    return found


@router.delete("/documents/{document}", response_model=Document)
def remove(
    ctx: Ctx, gate: Annotated[Gate, may("document.delete")], document: str, body: Reasoned, key: RequestKey
) -> Exact:
    """Take a document out of the file, with a reason. It is kept for the audit until the case is erased."""
    _open(gate, gate.document.folder)
    if gate.document.source is model.Source.LETTER:
        raise Problem(409, "letter-stays")
    try:
        gone = registry(ctx).cabinet.remove(
            TENANT, gate.document.id, by=gate.person, reason=body.reason, at=ctx.clock.now()
        )
    except DocumentError as error:
        raise problem(error) from None
    if gone is None:
        raise Problem(404, "not-found")
    return Exact(shown(gone).plain())
