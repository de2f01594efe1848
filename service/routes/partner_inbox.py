"""The inbox in which partners without a system of their own see what they were asked, and answer."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from authority.partners import answers as spoken
from authority.partners import minimised
from authority.partners.network import Network, load
from connectors.base import Refused
from documents.checks import names
from engine.desk import CaseAccess
from engine.errors import Conflict, NotFound, StaleVersion
from engine.ports import UnitOfWork
from store.partners import PartnerDocument, PartnerRequest
from store.partners.records import ANSWERED, ASKED, UNDERWAY, WITHDRAWN

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..partners import delivering, present, sight
from ..preconditions import Expected, RequestKey, once
from ..problems import Problem
from ..resources import partners as out
from ..resources.base import Resource
from ..schemas import Body
from ..views import Exact

router = APIRouter(tags=["partners"], route_class=StrictRoute, default_response_class=Exact)

RequestId = Annotated[str, Path(max_length=64)]
Reading = Annotated[Gate, may("partner.inbox")]
Answering = Annotated[Gate, may("partner.answer")]
_OVER = 50


class Given(Body):
    """A partner's answer. Opinions: `state`, ratings, `text`; decisions: `state`, `restriction`, `refusal_code`, `text`;
    consultations: `fields`."""

    state: Annotated[str, Field(max_length=40, examples=["ABGEGEBEN"])] = ""
    ratings: dict[str, Annotated[str, Field(max_length=40)]] = Field(default_factory=dict)
    text: Annotated[str, Field(max_length=10_000)] = ""
    conditions: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=20, default_factory=list)]
    missing_items: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=20, default_factory=list)]
    forward_to: Annotated[str, Field(max_length=40)] | None = None
    refusal_code: Annotated[str, Field(max_length=100)] | None = None
    restriction: dict[str, Annotated[str, Field(max_length=500)]] = Field(default_factory=dict)
    fields: dict[str, Annotated[str, Field(max_length=2000)]] = Field(default_factory=dict)


@router.get("/partner-requests", response_model=out.InboxPage)
def inbox(ctx: Ctx, gate: Reading, state: Annotated[Literal["open", "over"], Query()] = "open") -> Exact:
    """Eingang der beteiligten Stelle / the caller's inboxes, what is due first; or what is over, newest first."""
    network = load()
    mine = sight.inboxes(gate, network)
    if not mine:
        return Exact(out.InboxPage(items=[]))
    # By site in the query, too: what lies at other sites must not push the caller's own out of the list.
    sites = frozenset(site for one in mine.values() for site in one.sites if sight.answers_for(gate, one, site))
    wanted = {"tenant": TENANT, "partner": frozenset(mine), "site": sites}
    if state == "open":
        rows = ctx.read.records(
            PartnerRequest, {**wanted, "state": frozenset(UNDERWAY)}, order=("due_on", "id"), limit=500
        )
    else:
        rows = ctx.read.records(
            PartnerRequest,
            {**wanted, "state": frozenset({ANSWERED, WITHDRAWN})},
            order=("created_at", "id"),
            descending=True,
            limit=_OVER,
        )
    now = ctx.clock.now()
    items = [
        present.listed(row, network, ctx.agencies, now)
        for row in rows
        if sight.answers_for(gate, mine[row.partner], row.site)
    ]
    return Exact(out.InboxPage(items=items))


@router.get("/partner-requests/{request}", response_model=out.InboxRequest)
def show(ctx: Ctx, gate: Reading, request: RequestId) -> Exact:
    """Anfrage ansehen / one request with what left for the partner, as long as it is not withdrawn; the look is logged."""
    network = load()
    row, _ = sight.request_of(gate, network, request)
    _seen(ctx, gate, row, "")
    return Exact(_whole(ctx, network, row))


def _whole(ctx: Context, network: Network, row: PartnerRequest) -> out.InboxRequest:
    documents = ctx.read.records(
        PartnerDocument, {"tenant": TENANT, "request_id": row.id}, order=("sent_at", "id"), limit=100
    )
    return present.whole(row, network, ctx.agencies, documents, ctx.clock.now(), _OFFICES.get(row.site, ""))


#: As on the applicant's page (web/status.html).
_OFFICES = {
    "DD": "+49 30 23125 301",
    "FG": "+49 30 23125 302",
    "C": "+49 30 23125 303",
    "L": "+49 30 23125 304",
}


def _seen(ctx: Context, gate: Gate, row: PartnerRequest, document: str) -> None:
    now = ctx.clock.now()
    ctx.store.note_access(
        CaseAccess(
            tenant=TENANT,
            case_id=row.case_id,
            person=gate.person,
            hour=now.replace(minute=0, second=0, microsecond=0),
            purpose=f"partner:{row.partner}:{row.id}{document}",
            at=now,
            on_behalf_of=gate.on_behalf_of,
        )
    )


@router.get("/partner-requests/{request}/documents/{document}", response_class=Response)
def fetch(ctx: Ctx, gate: Reading, request: RequestId, document: RequestId) -> Response:
    """Mitgeschickte Unterlage herunterladen / a document that was sent along, as a download."""
    network = load()
    row, _ = sight.request_of(gate, network, request)
    rows = ctx.read.records(PartnerDocument, {"tenant": TENANT, "id": document}, limit=1)
    if not rows or rows[0].request_id != row.id or row.state == WITHDRAWN:
        raise NotFound(document[:80])
    _seen(ctx, gate, row, f":{document}")
    return Response(
        base64.b64decode(rows[0].content),
        media_type="application/octet-stream",
        headers={"Content-Disposition": names.disposition(rows[0].name, inline=False), "Cache-Control": "no-store"},
    )


@router.post("/partner-requests/{request}/answer", response_model=out.InboxRequest)
def answer(ctx: Ctx, gate: Answering, request: RequestId, key: RequestKey, version: Expected, body: Given) -> Response:
    """Antworten / answer: it enters the process as the message that the partner's own system would send, once."""
    network = load()
    row, _ = sight.request_of(gate, network, request)

    def act(work: UnitOfWork) -> Resource:
        work.lock_correlation(TENANT, "partner-request", row.id)
        now: PartnerRequest | None = work.get(PartnerRequest, TENANT, row.id)
        if now is None:
            raise NotFound(request[:80])
        if now.version != version:
            raise StaleVersion("the request has changed")
        if now.state not in UNDERWAY:
            raise Conflict(f"the request is {now.state}")
        changed = _answered(ctx, gate, network, now, body)
        work.put(changed)
        return _whole(ctx, network, changed)

    made = once(ctx, gate.actor, key, f"POST /partner-requests/{request}/answer", body.model_dump(), act)
    stored = ctx.read.records(PartnerRequest, {"tenant": TENANT, "id": row.id}, limit=1)
    if stored and not stored[0].settled:
        delivering.deliver(stored[0], ctx.agencies, ctx.handle, ctx.store, ctx.clock.now(), ctx.ledger)
    return made


def _answered(ctx: Context, gate: Gate, network: Network, row: PartnerRequest, body: Given) -> PartnerRequest:
    now = ctx.clock.now()
    given: dict[str, Any] = {
        **body.ratings,
        "state": body.state,
        "text": body.text,
        "conditions": body.conditions,
        "missingItems": body.missing_items,
        "forwardTo": body.forward_to,
        "refusalCode": body.refusal_code,
        "restriction": body.restriction,
    }
    told = list(row.content.get("answers") or [])
    number = len(told) + 1
    try:
        if row.agency == delivering.KAMMERN:
            event = spoken.opinion(row.id, number, row.business_key, given, now, network.partners[row.partner].name.de)
            if "opinion" in event and row.content.get("handed"):
                event["opinion"]["documentId"] = row.content["handed"][0]["id"]
            state = ASKED if body.state == "NACHFORDERUNG" else ANSWERED
        elif row.agency == delivering.BUNDESAGENTUR:
            basis = row.content["out"].get("legalBasis")
            event = spoken.decision(row.key, row.reference, row.business_key, basis, given, now)
            state = ASKED if body.state == "NACHFORDERUNG" else ANSWERED
        else:
            event, state = _information(row, number, network, body, now), ANSWERED
    except ValueError as error:
        raise _invalid(str(error)) from None
    if row.agency:
        try:
            delivering.message(ctx.agencies[row.agency], row, number, event)
        except Refused as error:
            raise _invalid(str(error.output.get("path") or "state").strip("/")) from None
    return replace(
        row,
        content={**row.content, "answers": [*told, event]},
        state=state,
        version=row.version + 1,
        settled=not row.agency,
        answered_at=now if state == ANSWERED else None,
        answered_by=gate.person,
    )


def _information(row: PartnerRequest, number: int, network: Network, body: Given, now: datetime) -> dict[str, Any]:
    """What a department says; not competent: no fields, but a word why. ValueError names the field that does not fit."""
    foreign = body.state == spoken.NOT_COMPETENT
    fields = {} if foreign else minimised.answer(network.consultations[row.kind], body.fields)
    if foreign and not body.text.strip():
        raise ValueError("text")
    if row.agency:
        event = spoken.information(row.id, number, row.business_key, row.kind, fields, body.text, now, foreign=foreign)
        return event | {"documents": [one["id"] for one in row.content.get("handed") or ()]}
    state = {"state": body.state} if foreign else {}
    return {"at": now.isoformat(), "fields": fields, "text": body.text.strip(), **state}


def _invalid(name: str) -> Problem:
    place = {"pointer": f"/{name[:60]}", "code": "invalid", "message": ""}
    return Problem(422, "validation-failed", errors=[place])
