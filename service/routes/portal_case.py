"""An applicant in a case: messages both ways, decisions to be retrieved, the employer's link, one's own data."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Path, Query, Request, Response
from pydantic import Field

from authority.intake import NoticeKind, PortalMessage, Provision, Sender, standing
from documents.model import Document, Source
from engine.deadlines import local_day
from engine.errors import NotFound

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..portal import decisions, exporting, messaging
from ..portal.delivering import Delivering
from ..portal.desk import PortalDesk
from ..portal.door import TheDesk as ThePortal
from ..portal.noticing import noticing, told_of
from ..preconditions import RequestKey
from ..problems import Problem
from ..resources import portal as out
from ..resources.base import Resource
from ..routing import Router
from ..schemas import Body
from ..status.desk import MOST_DOCUMENTS, Desk
from ..status.view import Words
from ..views import Exact
from .documents import registry
from .portal_employer import awaited, invited, links_of
from .status import Acting, Fetching, Lang, Looking, TheDesk

router = Router(tags=["status"], route_class=StrictRoute, default_response_class=Exact)

DocumentId = Annotated[str, Path(max_length=60)]
InvitationId = Annotated[str, Path(max_length=60)]


class Written(Body):
    """A message."""

    text: Annotated[str, Field(min_length=1, max_length=4000, examples=["Wann ist mein Termin?"])]


class Agreed(Body):
    """In which language the consent was read."""

    language: Annotated[str, Field(pattern="^[a-z]{2}(-[a-z]+)?$", max_length=12, examples=["ar"])] = "de"


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


# -- decisions to be retrieved


def _delivering(ctx: Context) -> Delivering:
    return Delivering(ctx.store, ctx.clock.now, ctx.ledger)


def _letters(ctx: Context, case_id: str) -> list[Document]:
    if ctx.documents is None:
        return []
    found = ctx.documents.cabinet.of_case(TENANT, case_id, limit=MOST_DOCUMENTS)
    return [one for one in found if one.source is Source.LETTER]


def _provision(one: Provision, letters: dict[str, Document], words: Words, today: date) -> out.CaseProvision:
    found = letters.get(one.document_id)
    letter = found.letter if found is not None else None
    last_day = date.fromisoformat(one.ends_on)
    return out.CaseProvision(
        document=one.document_id,
        title=words(f"letterTitle.{letter.template}") if letter is not None else one.document_id,
        state=standing(one, today).value,
        number=one.number,
        provided_at=one.provided_at,
        ends_on=last_day if one.ended_at is None else min(last_day, local_day(one.ended_at)),
        retrieved_at=one.retrieved_at,
        known_on=None if one.deemed_on is None else date.fromisoformat(one.deemed_on),
        object_until=decisions.object_until(one, letter),
    )


def _delivery(ctx: Context, desk: Desk, case_id: str, lang: str | None, accepted: str) -> Exact:
    delivering = _delivering(ctx)
    consent = delivering.consent(case_id)
    letters = {one.id: one for one in _letters(ctx, case_id)}
    words = Words(desk.texts, desk.language(lang, None, accepted))
    today = local_day(ctx.clock.now())
    return _answer(
        out.CaseDelivery(
            consented_at=consent.given_at if consent else None,
            withdrawn_at=consent.withdrawn_at if consent else None,
            provisions=[_provision(one, letters, words, today) for one in delivering.provisions(case_id)],
        )
    )


@router.get("/status/delivery", response_model=out.CaseDelivery)
def delivery(request: Request, ctx: Ctx, desk: TheDesk, visit: Looking, lang: Lang = None) -> Exact:
    """Zustimmung und Bescheide zum Abruf. / Consent, and the decisions that can be retrieved or were."""
    _delivering(ctx).provide(visit.case_id, visit.reference, _letters(ctx, visit.case_id))
    return _delivery(ctx, desk, visit.case_id, lang, request.headers.get("accept-language", ""))


@router.post("/status/delivery/consent", response_model=out.CaseDelivery)
def consent(request: Request, ctx: Ctx, desk: TheDesk, visit: Acting, body: Agreed) -> Exact:
    """Zustimmen. / Agree to be notified by retrieval (section 41(2a) VwVfG)."""
    _delivering(ctx).give(visit.case_id, body.language)
    return _delivery(ctx, desk, visit.case_id, None, request.headers.get("accept-language", ""))


@router.delete("/status/delivery/consent", status_code=204)
def withdraw(ctx: Ctx, visit: Acting) -> Response:
    """Zustimmung widerrufen. / Withdraw the consent; decisions come by post."""
    delivering = _delivering(ctx)
    ended = delivering.withdraw(visit.case_id)
    # As with a retrieval: the procedure posts at once, and what cannot be said now the chore says.
    said = noticing(ctx.store, ctx.clock.now, ctx.handle, {}, ctx.engine, delivering)
    for one in ended:
        said.say(told_of(one, NoticeKind.ENDED))
    return Response(status_code=204)


@router.post("/status/delivery/{document}/retrieval", response_model=out.CaseProvision)
def retrieve(request: Request, ctx: Ctx, desk: TheDesk, visit: Acting, document: DocumentId) -> Exact:
    """Abrufen. / Retrieve a decision: it counts as known on the next day; a repetition changes nothing."""
    delivering = _delivering(ctx)
    found = delivering.retrieve(visit.case_id, visit.reference, document)
    # The procedure follows at once; what cannot be said now the chore says (it is written down with the retrieval).
    noticing(ctx.store, ctx.clock.now, ctx.handle, {}, ctx.engine, delivering).say(told_of(found))
    letters = {one.id: one for one in _letters(ctx, visit.case_id)}
    words = Words(desk.texts, desk.language(None, None, request.headers.get("accept-language", "")))
    return _answer(_provision(found, letters, words, local_day(ctx.clock.now())))


@router.get(
    "/status/delivery/{document}/content",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
def content(ctx: Ctx, visit: Fetching, document: DocumentId) -> Response:
    """Der Bescheid als PDF. / The decision, once it was retrieved, as often as it is asked for."""
    newest = next((one for one in _delivering(ctx).provisions(visit.case_id) if one.document_id == document), None)
    letter = next((one for one in _letters(ctx, visit.case_id) if one.id == document), None)
    if newest is None or letter is None:
        raise NotFound("provision")
    if newest.retrieved_at is None:
        raise Problem(409, "conflict-state")
    body = b"".join(registry(ctx).content(letter.version))
    headers = {
        "Content-Disposition": 'attachment; filename="bescheid.pdf"',
        "Content-Security-Policy": "sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(body, media_type="application/pdf", headers=headers)


@router.get("/cases/{case}/delivery", response_model=out.CaseDelivery)
def delivery_in_office(ctx: Ctx, gate: Annotated[Gate, may("applicant.read")], desk: TheDesk, case: str) -> Exact:
    """Elektronische Bekanntgabe in diesem Vorgang. / Consent, what was made available, when it was retrieved."""
    return _delivery(ctx, desk, gate.case.id, "de", "")


@router.post("/cases/{case}/documents/{document}/provision", response_model=out.CaseProvision, status_code=201)
def provide_again(
    ctx: Ctx,
    gate: Annotated[Gate, may("applicant.write")],
    desk: TheDesk,
    case: str,
    document: DocumentId,
    key: RequestKey,
) -> Exact:
    """Erneut bereitstellen. / Make a decision available once more after the first offer ended."""
    made = _delivering(ctx).provide_again(gate.case.id, gate.case.business_key, document)
    letters = {one.id: one for one in _letters(ctx, gate.case.id)}
    words = Words(desk.texts, desk.mapping.language("de"))
    return _answer(_provision(made, letters, words, local_day(ctx.clock.now())), 201)


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
    standing_ = ctx.engine.standing(case_id, TENANT)
    delivering = _delivering(ctx)
    documents = ctx.documents.cabinet.of_case(TENANT, case_id, limit=MOST_DOCUMENTS) if ctx.documents else []
    own = [one for one in documents if one.source in (Source.APPLICANT, Source.EMPLOYER, Source.LETTER)]
    return exporting.data(
        standing_.case.business_key,
        standing_.variables,
        own,
        messaging.newest(ctx, case_id),
        delivering.consent(case_id),
        delivering.provisions(case_id),
        portal.inviting.listed(TENANT, case_id=case_id),
        ctx.clock.now(),
    )
