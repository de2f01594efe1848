"""An applicant in a case: messages both ways, the employer's link, one's own data."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path, Query, Request, Response
from pydantic import Field

from authority.intake import PortalMessage, Sender
from documents.model import Source

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..portal import exporting, messaging
from ..portal.delivering import Delivering
from ..portal.desk import PortalDesk
from ..portal.door import TheDesk as ThePortal
from ..preconditions import RequestKey
from ..problems import Problem
from ..resources import portal as out
from ..resources.base import Resource
from ..routing import Router
from ..schemas import Body
from ..status.desk import MOST_DOCUMENTS
from ..views import Exact
from .portal_employer import awaited, invited, links_of
from .status import Acting, Fetching, Lang, Looking, TheDesk

router = Router(tags=["status"], route_class=StrictRoute, default_response_class=Exact)

InvitationId = Annotated[str, Path(max_length=60)]


class Written(Body):
    """A message."""

    text: Annotated[str, Field(min_length=1, max_length=4000, examples=["Wann ist mein Termin?"])]


def _answer(found: Resource, status: int = 200) -> Exact:
    return Exact(found.plain(), status_code=status)


# -- messages


def _message(one: PortalMessage, author: str | None = None) -> out.CaseMessage:
    return out.CaseMessage(
        id=one.id,
        sender=one.sender,  # type: ignore[arg-type]  # the three words of Sender
        author=author,
        text=one.text,
        sent_at=one.sent_at,
        read_at=one.read_at,
    )


@router.get("/status/messages", response_model=out.CaseMessages)
def read_messages(ctx: Ctx, visit: Looking) -> Exact:
    """Nachrichten im Verfahren. / Messages of the case; those of the office count as read now."""
    found = messaging.newest(ctx, visit.case_id)
    messaging.mark_read(ctx, found, frozenset({Sender.OFFICE}))
    return _answer(out.CaseMessages(items=[_message(one) for one in found]))


@router.post("/status/messages", response_model=out.CaseMessage, status_code=201)
def write_message(ctx: Ctx, portal: ThePortal, visit: Acting, key: RequestKey, body: Written) -> Exact:
    """Nachricht an die Behörde. / Write to the office; the same key again is the same message."""
    wait = portal.upload_must_wait(f"message {visit.case_id}")
    if wait:
        raise Problem(429, "too-many-requests", headers={"Retry-After": str(wait)})
    message = messaging.write(ctx, visit.case_id, Sender.APPLICANT, "applicant", body.text, f"a-{key}")
    return _answer(_message(message), 201)


@router.get("/cases/{case}/applicant-messages", response_model=out.CaseMessages)
def read_in_office(ctx: Ctx, gate: Annotated[Gate, may("applicant.read")], case: str) -> Exact:
    """Nachrichten mit dem Antragsteller. / Messages with the applicant; who of the office wrote which."""
    found = messaging.newest(ctx, gate.case.id)
    names = ctx.read.names(TENANT, {one.author for one in found})
    return _answer(out.CaseMessages(items=[_message(one, names.get(one.author, one.author)) for one in found]))


@router.post("/cases/{case}/applicant-messages", response_model=out.CaseMessage, status_code=201)
def write_from_office(
    ctx: Ctx, gate: Annotated[Gate, may("applicant.write")], case: str, key: RequestKey, body: Written
) -> Exact:
    """Nachricht an den Antragsteller. / Write to the applicant; earlier messages of the applicant count as read."""
    messaging.mark_read(ctx, messaging.newest(ctx, gate.case.id), frozenset({Sender.APPLICANT, Sender.EMPLOYER}))
    message = messaging.write(ctx, gate.case.id, Sender.OFFICE, gate.person, body.text, f"o-{key}")
    return _answer(_message(message, gate.name), 201)


# -- the employer's link, and one's own data


@router.get("/status/employer-links", response_model=out.CaseInvitations)
def links(ctx: Ctx, portal: ThePortal, visit: Looking) -> Exact:
    """Links des Arbeitgebers. / The employers' links of the case, and what is awaited of an employer now."""
    return links_of(ctx, portal, visit.case_id)


@router.post("/status/employer-links", response_model=out.PortalInvited, status_code=201)
def invite(ctx: Ctx, portal: ThePortal, visit: Acting) -> Exact:
    """Link für den Arbeitgeber. / A link for what is awaited of the employer now, else the declaration; told once."""
    kind = awaited(ctx, portal, visit.case_id)
    token, invitation = portal.inviting.invite(TENANT, kind, "applicant", case_id=visit.case_id)
    return invited(portal, token, invitation)


@router.delete("/status/employer-links/{invitation}", status_code=204)
def revoke(portal: ThePortal, visit: Acting, invitation: InvitationId) -> Response:
    """Link beenden. / End a link."""
    portal.inviting.revoke(TENANT, invitation, case_id=visit.case_id)
    return Response(status_code=204)


@router.get(
    "/status/export",
    response_class=Response,
    responses={200: {"content": {"application/json": {"schema": {}}, "text/html": {"schema": {"type": "string"}}}}},
)
def export(
    request: Request,
    ctx: Ctx,
    desk: TheDesk,
    portal: ThePortal,
    visit: Fetching,
    lang: Lang = None,
    style: Annotated[Literal["json", "html"], Query(alias="format")] = "json",
) -> Response:
    """Eigene Daten (Art. 15, 20 DSGVO). / One's own data, to use elsewhere (JSON) or to read (HTML)."""
    wait = portal.upload_must_wait(f"export {visit.case_id}")
    if wait:
        raise Problem(429, "too-many-requests", headers={"Retry-After": str(wait)})
    found = _export(ctx, portal, visit.case_id)
    name = f'attachment; filename="akzess-{visit.reference}.{style}"'
    headers = {"Content-Disposition": name, "Content-Security-Policy": "sandbox", "Cache-Control": "no-store"}
    if style == "json":
        return Exact(found, headers=headers)
    language = desk.language(lang, None, request.headers.get("accept-language", "")).code
    pages = portal.forms["application"].described(language)
    return Response(
        exporting.readable(found, pages, language, {}), media_type="text/html; charset=utf-8", headers=headers
    )


def _export(ctx: Context, portal: PortalDesk, case_id: str) -> dict[str, object]:
    standing = ctx.engine.standing(case_id, TENANT)
    delivering = Delivering(ctx.store, ctx.clock.now, ctx.ledger)
    documents = ctx.documents.cabinet.of_case(TENANT, case_id, limit=MOST_DOCUMENTS) if ctx.documents else []
    own = [one for one in documents if one.source in (Source.APPLICANT, Source.EMPLOYER, Source.LETTER)]
    return exporting.data(
        standing.case.business_key,
        standing.variables,
        own,
        messaging.newest(ctx, case_id),
        delivering.consent(case_id),
        delivering.provisions(case_id),
        portal.inviting.listed(TENANT, case_id=case_id),
        ctx.clock.now(),
    )
