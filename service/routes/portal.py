"""Applying on the web: begin, come back by number and code, save while typing, hand in files, submit once."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import uuid4

import structlog
from fastapi import Path, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from authority.intake import IntakeFile
from documents import intake
from documents.checks.scanner import pieces
from documents.errors import DocumentError
from processes.languages import load_languages
from store.errors import AlreadyThere

from .. import windows
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..multipart import Form, described, receive
from ..portal import door
from ..portal.desk import LARGEST_FILE, PortalDesk, codes_of
from ..portal.door import DRAFT_COOKIE, DRAFT_PATH, Inside, Lang, Looking, TheDesk, Word, Writing
from ..portal.submitting import Submitting
from ..preconditions import Expected, RequestKey, entity
from ..problems import Problem
from ..resources import portal as out
from ..resources.base import Resource
from ..routing import Router
from ..schemas import Body
from ..views import Exact
from .documents import problem

log = structlog.get_logger(__name__)

router = Router(tags=["portal"], route_class=StrictRoute, default_response_class=Exact)

_FORM = described(code={"maxLength": 40, "examples": ["BASE_PASSPORT"]})
#: What may stand beside the documents of the list.
_OTHER = "OTHER"

FileId = Annotated[str, Path(max_length=60)]


class Beginning(Body):
    """In which language."""

    language: Annotated[str, Field(pattern="^[a-z]{2}(-[a-z]+)?$", max_length=12, examples=["ar"])] = "de"


class Keys(Body):
    """Number and code, as typed."""

    reference: Annotated[str, Field(min_length=1, max_length=60, examples=["E-7KQM-3XTP"])]
    code: Annotated[str, Field(min_length=1, max_length=60, examples=["K7QM-3XTP-9WDH"])]


class Typed(Body):
    """Everything that is typed so far, and on which page."""

    answers: Annotated[dict[str, Any], Field(examples=[{"purpose": "FG1"}])]
    page: Annotated[str, Field(max_length=40, examples=["person"])] = ""
    language: Annotated[str, Field(pattern="^[a-z]{2}(-[a-z]+)?$", max_length=12, examples=["ar"])] = "de"


class Declared(Body):
    """What the applicant confirms when submitting."""

    truth: bool
    notice: bool
    language: Annotated[str, Field(pattern="^[a-z]{2}(-[a-z]+)?$", max_length=12, examples=["ar"])] = "de"


def _shown(answer: Resource, status: int = 200, headers: dict[str, str] | None = None) -> Exact:
    return Exact(answer.plain(), status_code=status, headers=headers or {})


def _language(code: str) -> str:
    return load_languages().first([code]).code


def refused(wrong: list[out.PortalFault], base: str = "") -> list[dict[str, str]]:
    """Faults as a problem tells them."""
    return [
        {"pointer": f"{base}/{one.path.replace('.', '/')}", "code": one.code, "detail": one.text or one.code}
        for one in wrong
    ]


@router.get("/portal/setup", response_model=out.PortalSetup)
def setup(desk: TheDesk) -> Exact:
    """Was die Seite wissen muss. / What the page needs before anybody is in."""
    name = desk.account.config.name if desk.account is not None else None
    return _shown(out.PortalSetup(account=name, files_largest=LARGEST_FILE))


@router.get("/portal/form", response_model=out.PortalForm)
def form(desk: TheDesk, lang: Lang = "de") -> Exact:
    """Das Formular, Seite für Seite. / The form page by page in a language."""
    language = _language(lang)
    found = desk.forms["application"]
    pages, states = found.described(language), found.states(language)
    return _shown(out.PortalForm(language=language, pages=pages, states=states, iso=desk.iso))


@router.post("/portal/drafts", response_model=out.PortalBegun, status_code=201)
def begin(request: Request, ctx: Ctx, desk: TheDesk, body: Beginning) -> Exact:
    """Antrag beginnen: Nummer und Code, einmal gezeigt. / Begin; number and code are told once."""
    door.same_origin(request)
    wait = desk.must_wait(ctx.front.address(request))
    if wait:
        raise Problem(429, "too-many-requests", headers={"Retry-After": str(wait)})
    account = desk.accounts.find(request.cookies.get(door.ACCOUNT_COOKIE))
    subject = account.subject if account else None
    for _ in range(3):
        try:
            draft, code = desk.begin(str(uuid4()), _language(body.language), subject)
        except AlreadyThere:
            continue  # one in a trillion numbers is taken
        token, entry = desk.applicants.begin(TENANT, draft.id)
        answer = _shown(out.PortalBegun(reference=draft.reference, code=code, csrf=entry.csrf), 201)
        windows.let_in(request, answer, DRAFT_COOKIE, token, DRAFT_PATH, entry.csrf)
        return answer
    raise Problem(503, "unavailable")


@router.post("/portal/session", response_model=out.PortalEntered)
def enter(request: Request, ctx: Ctx, desk: TheDesk, body: Keys) -> Exact:
    """Antrag fortsetzen. / Come back by number and code; unknown and wrong get the same answer."""
    door.same_origin(request)
    address, typed = ctx.front.address(request), body.reference.strip().upper()
    wait = desk.attempts.wait(typed, address)
    if wait:
        raise Problem(429, "too-many-attempts", headers={"Retry-After": str(wait)})
    draft = desk.opens(body.reference, body.code)
    if draft is None:
        desk.attempts.failed(typed, address)
        raise Problem(401, "portal-denied")
    token, entry = desk.applicants.begin(TENANT, draft.id)
    answer = _shown(out.PortalEntered(csrf=entry.csrf, expires_at=entry.expires_at))
    windows.let_in(request, answer, DRAFT_COOKIE, token, DRAFT_PATH, entry.csrf)
    return answer


@router.post("/portal/logout", status_code=204)
def leave(request: Request, desk: TheDesk, csrf: Word = "") -> Response:
    """Abmelden. / Forget the session, and that of an account, which would open the application again; what was typed stays."""
    door.same_origin(request)
    desk.applicants.end(windows.token_of(request, DRAFT_COOKIE, csrf))
    desk.accounts.end(request.cookies.get(door.ACCOUNT_COOKIE))
    answer = Response(status_code=204)
    windows.let_out(answer, door.ACCOUNT_COOKIE, DRAFT_PATH)
    windows.let_out(answer, DRAFT_COOKIE, DRAFT_PATH, csrf)
    return answer


@router.get("/portal/draft", response_model=out.PortalDraft)
def show(ctx: Ctx, desk: TheDesk, inside: Looking, lang: Lang = "de") -> Exact:
    """Der Antrag, wie er gespeichert ist. / The application as it is kept, and what the rules say about it."""
    return _draft(ctx, desk, inside, lang)


def _draft(ctx: Context, desk: PortalDesk, inside: Inside, language: str) -> Exact:
    shown = desk.shown(ctx.read, inside.draft, _language(language), inside.entry.csrf)
    shown = shown.model_copy(update={"invitations": desk.invitations(draft_id=inside.draft.id)})
    return _shown(shown, headers=entity(inside.draft.version))


@router.put("/portal/draft", response_model=out.PortalDraft)
def save(ctx: Ctx, desk: TheDesk, inside: Writing, expected: Expected, body: Typed) -> Exact:
    """Speichern. / Save what is typed, wrong or not; the answer says what the rules say (412: changed elsewhere)."""
    content = {"answers": desk.forms["application"].own(body.answers), "page": body.page}
    saved = desk.drafts.save(TENANT, inside.draft.id, expected, content, _language(body.language))
    return _draft(ctx, desk, Inside(saved, inside.entry), body.language)


@router.delete("/portal/draft", status_code=204)
def delete(desk: TheDesk, inside: Writing) -> Response:
    """Antrag löschen. / Forget everything that was typed and handed in."""
    desk.drafts.delete(TENANT, inside.draft.id)
    answer = Response(status_code=204)
    windows.let_out(answer, DRAFT_COOKIE, DRAFT_PATH, inside.entry.csrf)
    return answer


@router.post("/portal/draft/files", response_model=out.PortalFile, status_code=201, openapi_extra=_FORM)
async def add_file(request: Request, ctx: Ctx, desk: TheDesk, inside: Writing, key: RequestKey) -> Exact:
    """Unterlage hochladen. / Hand in a document; the same key again is the same document."""
    wait = desk.upload_must_wait(inside.draft.id)
    if wait:
        raise Problem(429, "too-many-requests", headers={"Retry-After": str(wait)})
    received = await receive(request, frozenset({"code"}), LARGEST_FILE)
    try:
        return await run_in_threadpool(_keep, ctx, desk, inside, key, received)
    except DocumentError as error:
        raise problem(error) from None
    finally:
        received.close()


def _keep(ctx: Context, desk: PortalDesk, inside: Inside, key: str, received: Form) -> Exact:
    draft = inside.draft
    if desk.files is None:
        raise Problem(503, "unavailable")
    code = received.fields.get("code", "")
    if code != _OTHER and code not in codes_of(desk.shown(ctx.read, draft, "de", "").documents):
        raise Problem(409, "nothing-awaited")
    taken = intake.take(received.file, received.file_name, received.media_type, desk.files.scanner)
    now = desk.now()
    row = IntakeFile(
        tenant=TENANT,
        draft_id=draft.id,
        id=desk.files.new_id(now),
        key=key,
        code=code,
        media_type=taken.kind.media_type,
        size=taken.size,
        sha256=taken.sha256,
        scan=taken.scan.value,
        flags=taken.flags,
        label=b"",
        uploaded_at=now,
    )
    kept = desk.drafts.add_file(draft, row, taken.name, b"".join(pieces(received.file)))
    return _shown(desk.file(draft, kept), 201)


@router.delete("/portal/draft/files/{file}", status_code=204)
def remove_file(desk: TheDesk, inside: Writing, file: FileId) -> Response:
    """Unterlage entfernen. / Take a file back."""
    desk.drafts.remove_file(inside.draft, file)
    return Response(status_code=204)


@router.post("/portal/draft/submit", response_model=out.PortalSubmitted)
def submit(request: Request, ctx: Ctx, desk: TheDesk, inside: Writing, body: Declared) -> Exact:
    """Absenden. / Submit: a case begins, once, however often it is asked for. 422 names what is not right."""
    draft = inside.draft
    submitting = Submitting(desk.drafts, ctx.store, ctx.cabinet, ctx.handle, ctx.prepare)
    if draft.state == "OPEN":
        _, looked = desk.look(draft)
        wrong = looked.told(_language(body.language))
        if not (body.truth and body.notice):
            wrong.append(out.PortalFault(path="declarations", code="required"))
        if wrong:
            raise Problem(422, "validation-failed", errors=refused(wrong))
        declared = {"truthDeclaration": True, "infoNotice": True}
        draft = submitting.submit(draft, desk.completed(desk.forms["application"].own(looked.data)), declared)
    else:
        draft = submitting.finish(draft)
    if draft.case_id is None or draft.business_key is None:
        raise Problem(503, "unavailable")
    # Whoever repeats it is in with the draft's own code: another code of the case tells nobody anything new.
    wait = desk.upload_must_wait(draft.id)
    if wait:
        raise Problem(429, "too-many-requests", headers={"Retry-After": str(wait)})
    code = request.app.state.status.codes.issue(TENANT, draft.case_id, draft.business_key, "portal")
    log.info("portal.submitted", case=draft.case_id)
    return _shown(out.PortalSubmitted(business_key=draft.business_key, code=code))
