"""The directory of the network, and the inbox in which partners without a system of their own answer."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import Path, Query
from pydantic import Field
from starlette.responses import Response

from authority.partners import answers as spoken
from authority.partners import minimised
from authority.partners.network import Channel, Network, load
from connectors.base import Refused
from engine.desk import CaseAccess
from engine.errors import Conflict, NotFound, StaleVersion
from engine.ports import UnitOfWork
from store.partners import PartnerContact, PartnerDocument, PartnerRequest
from store.partners.records import ANSWERED, ASKED, UNDERWAY, WITHDRAWN

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..identity.roles import LEADS, MINISTRY
from ..partners import delivering, present, sight
from ..preconditions import Expected, RequestKey, once
from ..problems import Problem
from ..resources import partners as out
from ..resources.base import Resource
from ..routing import Router
from ..schemas import Body
from ..views import Exact

router = Router(tags=["partners"], route_class=StrictRoute, default_response_class=Exact)

PartnerId = Annotated[str, Path(max_length=40)]
RequestId = Annotated[str, Path(max_length=64)]
ContactId = Annotated[str, Path(max_length=64)]
Reading = Annotated[Gate, may("partner.inbox")]
Answering = Annotated[Gate, may("partner.answer")]
Line = Annotated[str, Field(max_length=200)]
_OVER = 50


class Contact(Body):
    """Whom to call at a partner; no more of a person than that needs."""

    name: Annotated[str, Field(min_length=1, max_length=200, examples=["Kim Beispiel"])]
    function: Line = ""
    phone: Line = ""
    email: Line = ""
    languages: Annotated[list[Annotated[str, Field(pattern="^[a-z]{2}$")]], Field(max_length=10, default_factory=list)]
    substitute_of: Annotated[str, Field(max_length=64)] | None = None


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


def _steps(ctx: Context, network: Network) -> dict[str, str]:
    wanted = {step for one in network.partners.values() for step in one.steps}
    found: dict[str, str] = {}
    newest = {one.process_id: one.deployment_id for one in ctx.read.definitions(TENANT)}
    for deployment in {newest[name] for name in newest}:
        for process in ctx.engine.definition_table(deployment).processes.values():
            for name in wanted & process.nodes.keys():
                found[name] = process.nodes[name].name or name
    return found


@router.get("/partners", response_model=out.PartnerList)
def directory(ctx: Ctx, gate: Annotated[Gate, may("partner.directory")]) -> Exact:
    """Verzeichnis des Netzwerks / who takes part where, whom to call, who stands in."""
    network = load()
    mine = network.of((grant.groups, grant.sites) for grant in gate.principal.grants)
    contacts = ctx.read.records(PartnerContact, {"tenant": TENANT}, order=("partner", "id"), limit=2000)
    steps = _steps(ctx, network)
    items = [
        out.PartnerRow(
            id=one.id,
            name=present.text(one.name),
            role=one.role,
            sites=sorted(one.sites),
            inbox=one.channel is Channel.INBOX,
            phone=one.phone,
            email=one.email,
            link=one.link,
            languages=list(one.languages),
            steps=[out.PartnerStep(element_id=step, name=steps[step]) for step in one.steps if step in steps],
            contacts=[_contact(row) for row in contacts if row.partner == one.id],
            mine=one.id in mine,
        )
        for one in network.partners.values()
    ]
    return Exact(out.PartnerList(items=items, may_edit=not gate.groups.isdisjoint(LEADS | {MINISTRY})))


def _contact(row: PartnerContact) -> out.PartnerContactRow:
    return out.PartnerContactRow(
        id=row.id,
        name=row.name,
        function=row.function,
        phone=row.phone,
        email=row.email,
        languages=list(row.languages),
        substitute_of=row.substitute_of,
        changed_at=row.changed_at,
    )


def _keeps(gate: Gate, partner: str) -> None:
    """NotFound for a partner that is none, or whose contacts are kept by others."""
    network = load()
    mine = network.of((grant.groups, grant.sites) for grant in gate.principal.grants)
    keeper = not gate.groups.isdisjoint(LEADS | {MINISTRY})
    if partner not in network.partners or not (keeper or partner in mine):
        raise NotFound(partner[:80])


@router.post("/partners/{partner}/contacts", status_code=201, response_model=out.PartnerContactRow)
def add_contact(
    ctx: Ctx, gate: Annotated[Gate, may("partner.contact")], partner: PartnerId, key: RequestKey, body: Contact
) -> Response:
    """Ansprechperson eintragen / add a contact: leads for every partner, a partner for itself."""
    _keeps(gate, partner)

    def act(work: UnitOfWork) -> Resource:
        return _put(ctx, gate, work, partner, str(uuid4()), body)

    return once(ctx, gate.actor, key, f"POST /partners/{partner}/contacts", body.model_dump(), act, status=201)


@router.put("/partners/{partner}/contacts/{contact}", response_model=out.PartnerContactRow)
def change_contact(
    ctx: Ctx,
    gate: Annotated[Gate, may("partner.contact")],
    partner: PartnerId,
    contact: ContactId,
    key: RequestKey,
    body: Contact,
) -> Response:
    """Ansprechperson ändern / change a contact; the last one wins."""
    _keeps(gate, partner)

    def act(work: UnitOfWork) -> Resource:
        _there(work, partner, contact)
        return _put(ctx, gate, work, partner, contact, body)

    name = f"PUT /partners/{partner}/contacts/{contact}"
    return once(ctx, gate.actor, key, name, body.model_dump(), act)


@router.delete("/partners/{partner}/contacts/{contact}", response_model=out.PartnerContactRow)
def remove_contact(
    ctx: Ctx, gate: Annotated[Gate, may("partner.contact")], partner: PartnerId, contact: ContactId, key: RequestKey
) -> Response:
    """Ansprechperson löschen / remove a contact; whoever stood in for it stays, for nobody."""
    _keeps(gate, partner)

    def act(work: UnitOfWork) -> Resource:
        row = _there(work, partner, contact)
        work.drop(PartnerContact, TENANT, contact)
        return _contact(row)

    return once(ctx, gate.actor, key, f"DELETE /partners/{partner}/contacts/{contact}", None, act)


def _there(work: UnitOfWork, partner: str, contact: str) -> PartnerContact:
    row: PartnerContact | None = work.get(PartnerContact, TENANT, contact)
    if row is None or row.partner != partner:
        raise NotFound(contact[:80])
    return row


def _put(ctx: Context, gate: Gate, work: UnitOfWork, partner: str, contact: str, body: Contact) -> Resource:
    if body.substitute_of is not None and body.substitute_of == contact:
        raise _invalid("substituteOf")
    if body.substitute_of is not None:
        _there(work, partner, body.substitute_of)
    row = PartnerContact(
        TENANT,
        contact,
        partner,
        body.name.strip(),
        body.function.strip(),
        body.phone.strip(),
        body.email.strip(),
        ctx.clock.now(),
        gate.person,
        tuple(body.languages),
        body.substitute_of,
    )
    work.put(row)
    return _contact(row)


@router.get("/partner-requests", response_model=out.InboxPage)
def inbox(ctx: Ctx, gate: Reading, state: Annotated[Literal["open", "over"], Query()] = "open") -> Exact:
    """Eingang der beteiligten Stelle / the caller's inboxes, what is due first; or what is over, newest first."""
    network = load()
    mine = sight.inboxes(gate, network)
    if not mine:
        return Exact(out.InboxPage(items=[]))
    wanted = {"tenant": TENANT, "partner": frozenset(mine)}
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
    """Anfrage ansehen / one request with what left for the partner; the look goes to the case's access log."""
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
    if not rows or rows[0].request_id != row.id:
        raise NotFound(document[:80])
    _seen(ctx, gate, row, f":{document}")
    return Response(
        base64.b64decode(rows[0].content),
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{document[:8]}.pdf"', "Cache-Control": "no-store"},
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
            state = ASKED if body.state == "NACHFORDERUNG" else ANSWERED
        elif row.agency == delivering.BUNDESAGENTUR:
            basis = row.content["out"].get("legalBasis")
            event = spoken.decision(row.key, row.reference, row.business_key, basis, given, now)
            state = ASKED if body.state == "NACHFORDERUNG" else ANSWERED
        else:
            fields = minimised.answer(network.consultations[row.kind], body.fields)
            event, state = {"at": now.isoformat(), "fields": fields, "text": body.text.strip()}, ANSWERED
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


def _invalid(name: str) -> Problem:
    place = {"pointer": f"/{name[:60]}", "code": "invalid", "message": ""}
    return Problem(422, "validation-failed", errors=[place])
