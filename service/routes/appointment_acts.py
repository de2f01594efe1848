"""What the office does with one appointment: moves it, cancels it, notes who came, calls, closes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from authority.appointments import Booking, State
from documents.checks import names
from documents.letters import Order

from ..appointments.desk import Desk
from ..bodies import StrictRoute
from ..context import Ctx
from ..preconditions import RequestKey
from ..problems import Problem
from ..resources import appointments as out
from ..routing import Router
from ..schemas import Body, Instant
from ..views import Exact
from .appointments import Reading, Writing, at_site, done_once
from .booking import Appointments
from .documents import SANDBOX

router = Router(tags=["appointments"], route_class=StrictRoute, default_response_class=Exact)

BookingId = Annotated[str, Path(max_length=64)]


class Nothing(Body):
    """An act that needs no more than its address."""


class MovedByOffice(Body):
    """Another time, perhaps at another counter."""

    starts_at: Instant
    counter: Annotated[str, Field(max_length=20, examples=["A1"])] = ""


class Calling(Body):
    """The counter that calls; empty: the one it was booked at."""

    counter: Annotated[str, Field(max_length=20, examples=["A1"])] = ""


class One:
    """An appointment at one of the caller's sites. Problem: 404 for any other."""

    def __init__(
        self, ctx: Ctx, gate: Writing, request: Request, desk: Appointments, booking: BookingId, key: RequestKey
    ) -> None:
        found: Booking = desk.counters.find(Booking, booking)
        at_site(gate, desk, found.site, hidden=True)
        self.row = found
        self._asked = (ctx, request, gate, desk, key)

    def done(self, act: str, body: Body, change: Callable[[Desk, Booking], Booking]) -> Response:
        """Change it once under the caller's key, and let the case hear of it."""
        name = f"POST /appointments/{self.row.id}/{act}"
        return done_once(*self._asked, name, body, lambda here: change(here, self.row))


Chosen = Annotated[One, Depends()]


@router.get(
    "/appointments/{booking}/invitation",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
def invitation(
    ctx: Ctx,
    gate: Reading,
    desk: Appointments,
    booking: BookingId,
    language: Annotated[str, Query(pattern="^([a-z]{2})?$", max_length=2, examples=["uk"])] = "",
) -> Response:
    """Einladung zum Ausdrucken, Deutsch mit zweiter Sprache. / The invitation to print, German with a second language.

    Without `language` in the language of the notices, else the one that the appointment is held in. Nothing is filed.
    """
    row: Booking = desk.counters.find(Booking, booking)
    at_site(gate, desk, row.site, hidden=True)
    if row.state != State.BOOKED:
        raise Problem(409, "conflict-state", "only an appointment that is still to come has an invitation")
    if ctx.letters is None:
        raise Problem(503, "unavailable")
    spoken = row.language if row.notice_language == "de" else row.notice_language
    made = ctx.letters.write(
        Order(
            template="appointment-invitation",
            language=language or spoken or "de",
            case_ref=row.number or row.ticket,
            recipient={},  # nobody's name is kept with an appointment; it is handed over, or put into an envelope
            facts={
                "appointment": {"type": row.kind, "slotStart": row.starts_at.isoformat(), "ticket": row.ticket},
                "site": {"code": row.site},
            },
            at=ctx.clock.now(),
        )
    )
    headers = {
        "Content-Disposition": names.disposition(made.file_name, inline=True),
        "Content-Security-Policy": SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Response(made.pdf, media_type="application/pdf", headers=headers)


@router.post("/appointments/{booking}/move", response_model=out.DeskAppointment)
def move(chosen: Chosen, body: MovedByOffice) -> Response:
    """Verlegen. / Move, whenever there is something free."""
    return chosen.done(
        "move", body, lambda here, row: here.move(row, body.starts_at, office=True, counter=body.counter)
    )


@router.post("/appointments/{booking}/cancel", response_model=out.DeskAppointment)
def cancel(chosen: Chosen, body: Nothing) -> Response:
    """Absagen. / Give it back."""
    return chosen.done("cancel", body, lambda here, row: here.cancel(row, office=True))


@router.post("/appointments/{booking}/arrive", response_model=out.DeskAppointment)
def arrive(chosen: Chosen, body: Nothing) -> Response:
    """Ist da. / Somebody has reported at the door."""
    return chosen.done("arrive", body, lambda here, row: here.counters.arrive(row.id, here.now()))


@router.post("/appointments/{booking}/call", response_model=out.DeskAppointment)
def call(chosen: Chosen, body: Calling) -> Response:
    """Aufrufen. / Call somebody to a counter."""
    return chosen.done("call", body, lambda here, row: here.counters.call(row.id, body.counter, here.now()))


@router.post("/appointments/{booking}/done", response_model=out.DeskAppointment)
def done(chosen: Chosen, body: Nothing) -> Response:
    """Fertig. / Served."""
    return chosen.done("done", body, lambda here, row: here.counters.done(row.id, here.now()))


@router.post("/appointments/{booking}/no-show", response_model=out.DeskAppointment)
def no_show(chosen: Chosen, body: Nothing) -> Response:
    """Nicht erschienen. / Nobody came; it is counted."""
    return chosen.done("no-show", body, lambda here, row: here.counters.miss(row.id, here.now()))
