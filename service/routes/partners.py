"""The directory of the network: who takes part in which step, whom to call, who stands in."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

from fastapi import Path
from pydantic import Field
from starlette.responses import Response

from authority.partners.network import Channel, Network, load
from engine.errors import NotFound
from engine.ports import UnitOfWork
from store.partners import PartnerContact

from ..access import Gate, may
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..identity.roles import LEADS, MINISTRY
from ..partners import present
from ..preconditions import RequestKey, once
from ..problems import Problem
from ..resources import partners as out
from ..resources.base import Resource
from ..routing import Router
from ..schemas import Body
from ..views import Exact

router = Router(tags=["partners"], route_class=StrictRoute, default_response_class=Exact)

PartnerId = Annotated[str, Path(max_length=40)]
ContactId = Annotated[str, Path(max_length=64)]
Line = Annotated[str, Field(max_length=200)]


class Contact(Body):
    """Whom to call at a partner; no more of a person than that needs."""

    name: Annotated[str, Field(min_length=1, max_length=200, examples=["Kim Beispiel"])]
    function: Line = ""
    phone: Line = ""
    email: Line = ""
    languages: Annotated[
        list[Annotated[str, Field(pattern="^[a-z]{2}$", examples=["en"])]], Field(max_length=10, default_factory=list)
    ]
    substitute_of: Annotated[str, Field(max_length=64)] | None = None


def _steps(ctx: Context, network: Network) -> dict[str, out.PartnerStep]:
    wanted = {step for one in network.partners.values() for step in one.steps}
    found: dict[str, out.PartnerStep] = {}
    newest = {one.process_id: one.deployment_id for one in ctx.read.definitions(TENANT)}
    for deployment in {newest[name] for name in newest}:
        for process in ctx.engine.definition_table(deployment).processes.values():
            for name in wanted & process.nodes.keys():
                node = process.nodes[name]
                found[name] = out.PartnerStep(element_id=name, name=node.name or name, name_en=node.labels.get("en"))
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
            steps=[steps[step] for step in one.steps if step in steps],
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


def _invalid(name: str) -> Problem:
    place = {"pointer": f"/{name[:60]}", "code": "invalid", "message": ""}
    return Problem(422, "validation-failed", errors=[place])
