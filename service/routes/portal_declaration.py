"""An employer begins by himself: a declaration without a link, and the applicant takes it over by number and code."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

import structlog
from fastapi import Request, Response
from pydantic import Field

from authority.intake import IntakeDraft
from engine.errors import Conflict
from processes.languages import load_languages
from store.errors import AlreadyThere

from .. import windows
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..portal import door
from ..portal.declaring import Declaring
from ..portal.desk import PortalDesk
from ..portal.door import EMPLOYER_COOKIE, EMPLOYER_PATH, Answering, TheDesk, Writing
from ..portal.employing import Employing
from ..problems import Problem
from ..resources import portal as out
from ..routing import Router
from ..schemas import Body
from ..views import Exact
from .portal_employer import EmployersAnswers, judged, part_of
from .status import Acting

log = structlog.get_logger(__name__)

router = Router(tags=["portal"], route_class=StrictRoute, default_response_class=Exact)


class EmployerBeginning(Body):
    """In which language."""

    language: Annotated[str, Field(pattern="^[a-z]{2}(-[a-z]+)?$", max_length=12, examples=["de"])] = "de"


class DeclarationKeys(Body):
    """Number and code of an employer's declaration, as typed."""

    reference: Annotated[str, Field(min_length=1, max_length=60, examples=["A-7KQM-3XTP"])]
    code: Annotated[str, Field(min_length=1, max_length=60, examples=["K7QM-3XTP-9WDH"])]


def _declaring(ctx: Context, desk: PortalDesk) -> Declaring:
    return Declaring(desk, Employing(desk.drafts, desk.files, ctx.engine, ctx.handle, desk.forms), ctx.store)


@router.post("/portal/employer/begin", response_model=out.PortalBegun, status_code=201)
def begin(request: Request, ctx: Ctx, desk: TheDesk, body: EmployerBeginning) -> Exact:
    """Als Arbeitgeber ohne Link beginnen. / Begin a declaration without a link; number and code are told once."""
    door.same_origin(request)
    wait = desk.must_wait(ctx.front.address(request))
    if wait:
        raise Problem(429, "too-many-requests", headers={"Retry-After": str(wait)})
    language = load_languages().first([body.language]).code
    for _ in range(3):
        try:
            draft, code, invitation = _declaring(ctx, desk).begin(str(uuid4()), language)
        except AlreadyThere:
            continue  # one in a trillion numbers is taken
        token, entry = desk.employers.begin(TENANT, invitation.id)
        answer = Exact(out.PortalBegun(reference=draft.reference, code=code, csrf=entry.csrf).plain(), status_code=201)
        windows.let_in(request, answer, EMPLOYER_COOKIE, token, EMPLOYER_PATH, entry.csrf)
        return answer
    raise Problem(503, "unavailable")


@router.post("/portal/employer/resume", response_model=out.PortalEntered)
def resume(request: Request, ctx: Ctx, desk: TheDesk, body: DeclarationKeys) -> Exact:
    """Eigene Erklärung fortsetzen. / Go on with one's own declaration by number and code; 401 for what is none."""
    door.same_origin(request)
    invitation = _declaring(ctx, desk).resumed(_proved(request, ctx, desk, body))
    token, entry = desk.employers.begin(TENANT, invitation.id)
    answer = Exact(out.PortalEntered(csrf=entry.csrf, expires_at=entry.expires_at).plain())
    windows.let_in(request, answer, EMPLOYER_COOKIE, token, EMPLOYER_PATH, entry.csrf)
    return answer


@router.put("/portal/employer/part", response_model=out.EmployerLooked)
def keep(ctx: Ctx, desk: TheDesk, entry: Answering, body: EmployersAnswers) -> Exact:
    """Ohne Link Begonnenes speichern. / Keep what is typed of one's own declaration, and say what the rules say.

    409 for a part that came by a link, of which nothing is stored before it is sent, and for one that was sent.
    """
    invitation, part = part_of(ctx, desk, entry)
    try:
        _declaring(ctx, desk).keep(invitation, part, body.answers)
    except Conflict:
        raise Problem(409, "conflict-state") from None
    return judged(desk, part, body)


@router.post("/portal/draft/declaration", status_code=204)
def into_draft(request: Request, ctx: Ctx, desk: TheDesk, inside: Writing, body: DeclarationKeys) -> Response:
    """Erklärung übernehmen. / Take an employer's declaration over into the application; 401 for what is none."""
    if inside.draft.state != "OPEN":
        raise Problem(409, "conflict-state")
    _take_over(request, ctx, desk, body, draft_id=inside.draft.id)
    return Response(status_code=204)


@router.post("/status/declaration", status_code=204)
def into_case(request: Request, ctx: Ctx, desk: TheDesk, visit: Acting, body: DeclarationKeys) -> Response:
    """Erklärung übernehmen. / Take an employer's declaration over into the case; where it was awaited, the case goes on."""
    _take_over(request, ctx, desk, body, case_id=visit.case_id)
    request.app.state.status.look_again(ctx, TENANT, visit.case_id)
    return Response(status_code=204)


def _take_over(
    request: Request,
    ctx: Context,
    desk: PortalDesk,
    body: DeclarationKeys,
    *,
    draft_id: str | None = None,
    case_id: str | None = None,
) -> None:
    found = _proved(request, ctx, desk, body)
    try:
        _declaring(ctx, desk).take_over(found, ctx.read, draft_id=draft_id, case_id=case_id)
    except Conflict as error:
        if "declared" in str(error):
            raise Problem(409, "nothing-awaited") from None
        raise
    log.info("portal.declaration_taken", case=case_id or "")


def _proved(request: Request, ctx: Context, desk: PortalDesk, body: DeclarationKeys) -> IntakeDraft:
    """The declaration that number and code open. Problem: 401, 429."""
    address, typed = ctx.front.address(request), body.reference.strip().upper()
    wait = desk.attempts.wait(typed, address)
    if wait:
        raise Problem(429, "too-many-attempts", headers={"Retry-After": str(wait)})
    found = _declaring(ctx, desk).declared(body.reference, body.code)
    if found is None:
        desk.attempts.failed(typed, address)
        raise Problem(401, "portal-denied")
    return found
