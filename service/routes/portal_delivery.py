"""Decisions to be retrieved: the applicant's consent, the offers, the retrieval; what the office sees of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import Field

from authority.intake import NoticeKind, Provision, standing
from documents.model import Document, Source
from engine.deadlines import local_day
from engine.errors import NotFound

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..portal import decisions
from ..portal.delivering import Delivering
from ..portal.noticing import noticing, told_of
from ..preconditions import RequestKey
from ..problems import Problem
from ..resources import portal as out
from ..routing import Router
from ..schemas import Body
from ..status.desk import MOST_DOCUMENTS, Desk
from ..status.view import Words
from ..views import Exact
from .documents import registry
from .status import Acting, Fetching, Lang, Looking, TheDesk

router = Router(tags=["status"], route_class=StrictRoute, default_response_class=Exact)

DocumentId = Annotated[str, Path(max_length=60)]


class Agreed(Body):
    """In which language the consent was read."""

    language: Annotated[str, Field(pattern="^[a-z]{2}(-[a-z]+)?$", max_length=12, examples=["ar"])] = "de"


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
    found = out.CaseDelivery(
        consented_at=consent.given_at if consent else None,
        withdrawn_at=consent.withdrawn_at if consent else None,
        provisions=[_provision(one, letters, words, today) for one in delivering.provisions(case_id)],
    )
    return Exact(found.plain())


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
    return Exact(_provision(found, letters, words, local_day(ctx.clock.now())).plain())


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
    return Exact(_provision(made, letters, words, local_day(ctx.clock.now())).plain(), status_code=201)
