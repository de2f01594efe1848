"""The employer's part: a link opens one form of one application; the applicant makes the link, or a clerk."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import structlog
from fastapi import Path, Request, Response
from pydantic import Field

from authority.intake import EmployerInvitation, InvitationKind
from engine.errors import NotFound

from .. import windows
from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..portal import door
from ..portal.desk import PortalDesk
from ..portal.door import EMPLOYER_COOKIE, EMPLOYER_PATH, Answering, Employing, Lang, TheDesk, Word, Writing
from ..portal.employing import Employing as Parts
from ..portal.employing import Part
from ..portal.sessions import Entry
from ..preconditions import RequestKey
from ..problems import Problem
from ..resources import portal as out
from ..resources.base import Resource
from ..routing import Router
from ..schemas import Body
from ..views import Exact
from .portal import refused

log = structlog.get_logger(__name__)

router = Router(tags=["portal"], route_class=StrictRoute, default_response_class=Exact)

InvitationId = Annotated[str, Path(max_length=60)]


class Link(Body):
    """The token of the link, which never stands in an address that a server sees."""

    token: Annotated[str, Field(min_length=20, max_length=100, examples=["link-link-link-link-link-link-01"])]


class EmployersAnswers(Body):
    """What the employer has filled in."""

    answers: Annotated[dict[str, Any], Field(examples=[{"employer": {"name": "Beispiel Software GmbH"}}])]
    signed: bool = False
    language: Annotated[str, Field(pattern="^[a-z]{2}(-[a-z]+)?$", max_length=12, examples=["de"])] = "de"


class Wanted(Body):
    """What the employer is asked for."""

    kind: Literal["EZB", "AGREEMENT_81A", "BA_INFO"] = "EZB"


def _shown(answer: Resource, status: int = 200) -> Exact:
    return Exact(answer.plain(), status_code=status)


def _parts(ctx: Context, desk: PortalDesk) -> Parts:
    return Parts(desk.drafts, desk.files, ctx.engine, ctx.handle, desk.forms)


@router.post("/portal/employer/session", response_model=out.PortalEntered)
def enter(request: Request, ctx: Ctx, desk: TheDesk, body: Link) -> Exact:
    """Mit dem Link herein. / Let an employer in by the link; unknown, over and ended get the same answer."""
    door.same_origin(request)
    address = ctx.front.address(request)
    invitation = desk.inviting.opened(body.token)
    if invitation is None:
        wait = desk.attempts.wait("", address)
        if wait:
            raise Problem(429, "too-many-attempts", headers={"Retry-After": str(wait)})
        desk.attempts.failed(f"link {address}", address)
        raise Problem(401, "portal-link")
    token, entry = desk.employers.begin(TENANT, invitation.id)
    answer = _shown(out.PortalEntered(csrf=entry.csrf, expires_at=entry.expires_at))
    windows.let_in(request, answer, EMPLOYER_COOKIE, token, EMPLOYER_PATH, entry.csrf)
    return answer


def part_of(ctx: Context, desk: PortalDesk, entry: Entry) -> tuple[EmployerInvitation, Part]:
    """What an employer who is in has before him. Problem: 401 when it is over or gone."""
    try:
        invitation = desk.inviting.of(TENANT, entry.subject)
        if not invitation.live(desk.now()):
            raise Problem(401, "portal-link")
        return invitation, _parts(ctx, desk).part(ctx.read, invitation)
    except NotFound:
        raise Problem(401, "portal-link") from None


@router.get("/portal/employer/part", response_model=out.EmployerView)
def show(ctx: Ctx, desk: TheDesk, entry: Employing, lang: Lang = "de") -> Exact:
    """Das Formular des Arbeitgebers. / The employer's form with what the applicant has said about the job."""
    invitation, part = part_of(ctx, desk, entry)
    looked = part.look(part.answers, desk.now())
    state: Literal["OPEN", "ANSWERED", "WAITING"] = (
        "ANSWERED" if invitation.answered_at else "WAITING" if part.waiting else "OPEN"
    )
    return _shown(
        out.EmployerView(
            kind=invitation.kind,
            state=state,
            person=part.person,
            reference=part.reference,
            expires_at=invitation.expires_at,
            asked=list(part.asked),
            until=part.until,
            pages=part.form.described(lang),
            answers=part.form.own(part.answers) if state == "OPEN" else {},
            visible=sorted(looked.visible),
            notes=sorted(looked.notes),
            faults=looked.told(lang),
            csrf=entry.csrf,
        )
    )


@router.post("/portal/employer/check", response_model=out.EmployerLooked)
def check(ctx: Ctx, desk: TheDesk, entry: Answering, body: EmployersAnswers) -> Exact:
    """Prüfen beim Ausfüllen. / What the rules say about the answers so far; nothing is stored."""
    _, part = part_of(ctx, desk, entry)
    return judged(desk, part, body)


def judged(desk: PortalDesk, part: Part, body: EmployersAnswers) -> Exact:
    """What the rules say about answers."""
    looked = part.look(body.answers, desk.now())
    told = looked.told(body.language)
    return _shown(out.EmployerLooked(visible=sorted(looked.visible), notes=sorted(looked.notes), faults=told))


@router.post("/portal/employer/part", response_model=out.EmployerAnswered)
def answer(request: Request, ctx: Ctx, desk: TheDesk, entry: Answering, body: EmployersAnswers) -> Exact:
    """Absenden. / Send the employer's part; a repetition changes nothing. 409 when nothing is awaited."""
    invitation, part = part_of(ctx, desk, entry)
    if invitation.answered_at is not None:
        return _shown(out.EmployerAnswered(at=invitation.answered_at))
    if part.waiting:
        raise Problem(409, "nothing-awaited")
    parts = _parts(ctx, desk)
    looked = part.look(body.answers, desk.now())
    wrong = refused(looked.told(body.language), "/answers")
    if not body.signed:
        wrong.append({"pointer": "/signed", "code": "required", "detail": "required"})
    if wrong:
        raise Problem(422, "validation-failed", errors=wrong)
    parts.answer(invitation, part, looked.data, desk.now())
    noted = desk.inviting.answered(invitation)
    if invitation.case_id is not None:
        request.app.state.status.look_again(ctx, TENANT, invitation.case_id)
    log.info("portal.employer_answered", kind=invitation.kind)
    return _shown(out.EmployerAnswered(at=noted.answered_at or desk.now()))


@router.post("/portal/employer/logout", status_code=204)
def leave(request: Request, desk: TheDesk, csrf: Word = "") -> Response:
    """Abmelden. / Forget the session; the link stays good."""
    door.same_origin(request)
    desk.employers.end(windows.token_of(request, EMPLOYER_COOKIE, csrf))
    found = Response(status_code=204)
    windows.let_out(found, EMPLOYER_COOKIE, EMPLOYER_PATH, csrf)
    return found


def awaited(ctx: Context, desk: PortalDesk, case_id: str) -> InvitationKind:
    """What an employer is asked for in a case now."""
    return _parts(ctx, desk).awaited(ctx.read, TENANT, case_id)


def links_of(ctx: Context, desk: PortalDesk, case_id: str) -> Exact:
    """The links of a case, and what is awaited of an employer."""
    kind = awaited(ctx, desk, case_id)
    return _shown(out.CaseInvitations(awaited=kind.value, items=desk.invitations(case_id=case_id)))


def invited(desk: PortalDesk, token: str, invitation: EmployerInvitation) -> Exact:
    """A new link, told once: the token stands behind the #, which browsers send to nobody."""
    return _shown(
        out.PortalInvited(path=f"{EMPLOYER_PATH}/#{token}", invitation=desk.invitation(invitation)), status=201
    )


@router.post("/portal/draft/invitations", response_model=out.PortalInvited, status_code=201)
def invite(desk: TheDesk, inside: Writing) -> Exact:
    """Link für den Arbeitgeber. / A link for the employer's part of an application that is being filled in."""
    if inside.draft.state != "OPEN":
        raise Problem(409, "conflict-state")
    token, invitation = desk.inviting.invite(TENANT, InvitationKind.EZB, "applicant", draft_id=inside.draft.id)
    return invited(desk, token, invitation)


@router.delete("/portal/draft/invitations/{invitation}", status_code=204)
def revoke(desk: TheDesk, inside: Writing, invitation: InvitationId) -> Response:
    """Link beenden. / End a link."""
    desk.inviting.revoke(TENANT, invitation, draft_id=inside.draft.id)
    return Response(status_code=204)


@router.get("/cases/{case}/employer-links", response_model=out.CaseInvitations)
def of_case(ctx: Ctx, gate: Annotated[Gate, may("employer.link")], desk: TheDesk, case: str) -> Exact:
    """Links des Arbeitgebers in diesem Vorgang. / The employers' links of a case."""
    return links_of(ctx, desk, gate.case.id)


@router.post("/cases/{case}/employer-links", response_model=out.PortalInvited, status_code=201)
def invite_from_office(
    gate: Annotated[Gate, may("employer.link")], desk: TheDesk, case: str, key: RequestKey, body: Wanted
) -> Exact:
    """Arbeitgeber einladen. / A clerk invites the employer; the link is told once, a repetition makes another."""
    token, invitation = desk.inviting.invite(TENANT, InvitationKind(body.kind), gate.person, case_id=gate.case.id)
    return invited(desk, token, invitation)


@router.delete("/cases/{case}/employer-links/{invitation}", status_code=204)
def revoke_from_office(
    gate: Annotated[Gate, may("employer.link")], desk: TheDesk, case: str, invitation: InvitationId, key: RequestKey
) -> Response:
    """Link beenden. / End a link."""
    desk.inviting.revoke(TENANT, invitation, case_id=gate.case.id)
    return Response(status_code=204)
