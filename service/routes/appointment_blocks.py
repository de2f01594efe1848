"""Blocks of counters: absences, training, closed counters; what is booked in them somebody has to move."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from authority.appointments import Block, Booking
from engine.errors import NotFound
from store.appointments.counter import usable

from ..appointments import shown
from ..bodies import StrictRoute
from ..context import TENANT, Ctx
from ..preconditions import RequestKey, once
from ..resources import appointments as out
from ..resources.base import Resource
from ..schemas import Body, Instant
from ..views import Exact
from .appointment_acts import BookingId
from .appointments import CounterCode, Writing, at_site
from .booking import Appointments, SiteCode, allowed

router = APIRouter(tags=["appointments"], route_class=StrictRoute, default_response_class=Exact)


class Blocked(Body):
    """Counters that take nobody for a while; the reason is read by everybody at the desk and names no illness."""

    site: SiteCode
    counters: Annotated[list[CounterCode], Field(min_length=1, max_length=20)]
    starts_at: Instant
    ends_at: Instant
    reason: Annotated[str, Field(min_length=1, max_length=100, examples=["Dienstberatung"])]


@router.post("/appointments/blocks", status_code=201, response_model=out.NewBlock)
def block(ctx: Ctx, gate: Writing, desk: Appointments, body: Blocked, key: RequestKey) -> Response:
    """Schalter sperren. / Block counters; with the appointments in it, which somebody has to move."""
    at_site(gate, desk, body.site)
    now = desk.now()
    made = [
        Block(TENANT, str(uuid4()), body.site, name, body.starts_at, body.ends_at, body.reason, gate.person, now)
        for name in dict.fromkeys(body.counters)
    ]
    allowed(lambda: usable(made[0]))
    plan = desk.plan.at(body.site, desk.today())
    if plan is None or any(plan.counter(one.counter) is None for one in made):
        raise NotFound("counter")

    def act(work: Any) -> Resource:
        there: list[Booking] = []
        for one in made:
            there += desk.inside(work.session).counters.block(one, now)[1]
        return out.NewBlock(
            blocks=[shown.block(one, gate.name) for one in made], appointments=[shown.row(desk, one) for one in there]
        )

    return once(ctx, gate.actor, key, "POST /appointments/blocks", body.model_dump(mode="json"), act, status=201)


@router.delete("/appointments/blocks/{block}", response_model=out.BlockedTime)
def unblock(ctx: Ctx, gate: Writing, desk: Appointments, block: BookingId, key: RequestKey) -> Response:
    """Sperre aufheben. / Give a counter's time back."""

    def act(work: Any) -> Resource:
        here = desk.inside(work.session)
        at_site(gate, desk, here.counters.find(Block, block).site, hidden=True)
        return shown.block(here.counters.unblock(block), gate.name)

    return once(ctx, gate.actor, key, f"DELETE /appointments/blocks/{block}", None, act)
