"""The applicant's view: in by reference and code, see where the case stands, hand in what was asked for."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import Depends, Query, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from documents.errors import DocumentError
from documents.model import Document, Folder, Source
from documents.registry import Upload
from engine.errors import NotFound

from .. import windows
from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..multipart import Form, described, receive
from ..portal.door import Word, same_origin
from ..preconditions import RequestKey
from ..problems import Problem
from ..resources import status as out
from ..resources.base import Resource
from ..routing import Router
from ..schemas import Body
from ..status import codes
from ..status.desk import MOST_DOCUMENTS, Desk, Read
from ..status.requests import of_parties
from ..status.sessions import Visit
from ..views import Exact
from .documents import problem, registry

log = structlog.get_logger(__name__)

router = Router(tags=["status"], route_class=StrictRoute, default_response_class=Exact)

COOKIE, PATH = "akzess-status", "/status"
_FIELDS = frozenset({"code"})
_FORM = described(code={"maxLength": 40, "examples": ["JOB_CONTRACT"]})


class Proof(Body):
    """Number of the application and access code, as typed."""

    reference: Annotated[str, Field(min_length=1, max_length=60, examples=["AKZ-DD-2026-000042"])]
    code: Annotated[str, Field(min_length=1, max_length=60, examples=["K7QM-3XTP-9WDH"])]


def _desk(request: Request) -> Desk:
    found: Desk = request.app.state.status
    return found


TheDesk = Annotated[Desk, Depends(_desk)]
Lang = Annotated[str | None, Query(max_length=10, pattern="^[a-z]{2}(-[a-z]+)?$", examples=["uk"])]


def _visit(request: Request, desk: TheDesk, csrf: Word = "") -> Visit:
    """Who is looking: of several windows the one whose word it is. Problem: 401."""
    found = desk.sessions.find(windows.token_of(request, COOKIE, csrf))
    if found is None or (csrf and csrf != found.csrf):
        raise Problem(401, "unauthenticated")
    return found


def _fetching(
    request: Request,
    desk: TheDesk,
    window: Annotated[
        str,
        Query(
            max_length=16,
            pattern="^([0-9a-f]{16})?$",
            description="Fenster, das den Link zeigt (GET /status/case) / the window that shows the link",
            examples=["9f2c41d07be35a68"],
        ),
    ] = "",
) -> Visit:
    """Who follows a link of the page, which sends no header. Problem: 401."""
    found = desk.sessions.find(windows.linked(request, COOKIE, window))
    if found is None:
        raise Problem(401, "unauthenticated")
    return found


def _acting(request: Request, desk: TheDesk, csrf: Word = "") -> Visit:
    """Who changes something: of our own page, with the word that only it knows. Problem: 401, 403."""
    same_origin(request)
    if not csrf:
        raise Problem(403, "forbidden", "X-CSRF is missing")
    return _visit(request, desk, csrf)


Looking = Annotated[Visit, Depends(_visit)]
Fetching = Annotated[Visit, Depends(_fetching)]
Acting = Annotated[Visit, Depends(_acting)]


def _shown(answer: Resource, status: int = 200) -> Exact:
    return Exact(answer.plain(), status_code=status)


@router.get("/status/texts", response_model=out.StatusTexts)
def texts(request: Request, ctx: Ctx, desk: TheDesk, lang: Lang = None) -> Exact:
    """Die Wörter der Seite. / The words of the page in a language; German leads."""
    language = desk.language(lang, None, request.headers.get("accept-language", ""))
    found = _shown(desk.page(language, ctx.read, TENANT))
    found.headers["Vary"] = "Accept-Language"
    return found


@router.post("/status/session", response_model=out.StatusSession)
def begin(request: Request, ctx: Ctx, desk: TheDesk, body: Proof) -> Exact:
    """Anmelden mit Nummer und Zugangscode. / Let an applicant in; unknown and wrong get the same answer."""
    same_origin(request)
    reference = codes.reference(body.reference)
    address = ctx.front.address(request)
    wait = desk.attempts.wait(reference, address)
    if wait:
        raise Problem(429, "too-many-attempts", headers={"Retry-After": str(wait)})
    case_id = desk.codes.opens(TENANT, reference, body.code)
    if case_id is None:
        desk.attempts.failed(reference, address)
        raise Problem(401, "status-denied")
    token, visit = desk.sessions.begin(TENANT, case_id, reference)
    answer = _shown(out.StatusSession(reference=reference, expires_at=visit.expires_at, csrf=visit.csrf))
    windows.let_in(request, answer, COOKIE, token, PATH, visit.csrf)
    return answer


@router.post("/status/logout", status_code=204)
def end(request: Request, desk: TheDesk, csrf: Word = "") -> Response:
    """Abmelden. / Forget the session of this window; those of other windows go on."""
    same_origin(request)
    desk.sessions.end(windows.token_of(request, COOKIE, csrf))
    answer = Response(status_code=204)
    windows.let_out(answer, COOKIE, PATH, csrf)
    return answer


@router.get("/status/case", response_model=out.Status)
def show(request: Request, ctx: Ctx, desk: TheDesk, visit: Looking, lang: Lang = None) -> Exact:
    """Stand des Antrags in einfacher Sprache. / Where the application stands (domain document 9.4)."""
    read, documents = _read(ctx, desk, visit)
    if desk.hand_over(ctx.handle, TENANT, read, documents):
        read, documents = _read(ctx, desk, visit)
    language = desk.language(lang, read, request.headers.get("accept-language", ""))
    return _shown(desk.answer(read, documents, language, visit))


@router.post("/status/documents", response_model=out.StatusUploaded, status_code=201, openapi_extra=_FORM)
async def hand_in(request: Request, ctx: Ctx, desk: TheDesk, visit: Acting, key: RequestKey) -> Exact:
    """Eine angeforderte Unterlage hochladen. / One document that was asked for; with the last one the process goes on."""
    form = await receive(request, _FIELDS)
    try:
        return await run_in_threadpool(_hand_in, ctx, desk, visit, key, form)
    except DocumentError as error:
        raise problem(error) from None
    finally:
        form.close()


def _hand_in(ctx: Context, desk: Desk, visit: Visit, key: str, form: Form) -> Exact:
    code = form.fields.get("code", "")
    earlier = registry(ctx).cabinet.filed(TENANT, f"upload:{_principal(visit)}:{key}")
    read, documents = _read(ctx, desk, visit)
    # A repetition finds its document although the request it was for may be over by now.
    if earlier is None and code not in {wanted for asked in read.asked for wanted in asked.codes}:
        raise Problem(409, "nothing-awaited")
    filed = registry(ctx).accept(
        Upload(
            tenant=TENANT,
            case_id=visit.case_id,
            file_name=form.file_name,
            media_type=form.media_type,
            source=Source.APPLICANT,
            by="applicant",
            by_name="",
            principal=_principal(visit),
            key=key,
            folder=Folder.NACHWEISE,
            code=code,
            title=desk.title(read, code),
        ),
        form.file,
    )
    _, documents = _read(ctx, desk, visit)
    complete = desk.hand_over(ctx.handle, TENANT, read, documents)
    answer = out.StatusUploaded(
        code=code,
        file_name=filed.version.file_name,
        at=filed.version.uploaded_at,
        pending=not filed.version.scan.served,
        complete=complete or not read.asked,
    )
    return _shown(answer, 201)


def _principal(visit: Visit) -> str:
    return f"applicant:{visit.case_id}"


@router.post("/status/finish", status_code=204)
def finish(ctx: Ctx, desk: TheDesk, visit: Acting) -> Response:
    """Alles hochgeladen. / Everything is in, for a request that names no documents."""
    read, documents = _read(ctx, desk, visit)
    asked = next((one for one in read.asked if one.unnamed and one.received(documents)), None)
    if asked is None:
        raise Problem(409, "nothing-awaited")
    desk.finish(ctx.handle, TENANT, read, asked, documents)
    return Response(status_code=204)


@router.post("/cases/{case}/access-code", response_model=out.IssuedCode, status_code=201)
def issue(ctx: Ctx, gate: Annotated[Gate, may("case.code")], desk: TheDesk, case: str, key: RequestKey) -> Exact:
    """Neuer Zugangscode, einmal angezeigt. / A new access code, told once; the earlier one opens nothing more.

    A repetition makes another one: what was told before is not kept anywhere.
    """
    row = gate.case
    code = desk.codes.replace(TENANT, row.id, row.business_key, gate.person)
    log.info("status.code_replaced", case=row.id, account=gate.account)
    return _shown(out.IssuedCode(reference=row.business_key, code=code), 201)


def _read(ctx: Context, desk: Desk, visit: Visit) -> tuple[Read, list[Document]]:
    try:
        read = desk.read(ctx.engine, ctx.read, TENANT, visit.case_id)
    except NotFound:
        raise Problem(401, "unauthenticated") from None
    if ctx.documents is None:
        return read, []
    found = ctx.documents.cabinet.of_case(TENANT, visit.case_id, limit=MOST_DOCUMENTS)
    letters = [document for document in found if document.source is Source.LETTER]
    return read, [*of_parties(found), *letters]
