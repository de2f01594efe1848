"""Appointments for those who book them: with a token of their own, or from the page of their case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Query, Request
from pydantic import Field
from starlette.responses import Response

from authority.appointments import Refusal, Wish
from engine.errors import NotFound

from ..appointments import shown
from ..appointments.desk import SPAN, Ask, Desk
from ..appointments.notices import Notices
from ..appointments.secrets import Contact
from ..bodies import StrictRoute
from ..context import Context, Ctx
from ..problems import Problem
from ..resources import appointments as out
from ..routing import Router
from ..schemas import Body, Instant
from ..views import Exact

T = TypeVar("T")

router = Router(tags=["appointments"], route_class=StrictRoute, default_response_class=Exact)

SiteCode = Annotated[str, Field(min_length=1, max_length=8, examples=["DD"])]
KindCode = Annotated[str, Field(min_length=1, max_length=20, pattern="^[A-Z]+$", examples=["BIO"])]
Tongue = Annotated[str, Field(max_length=10, pattern="^([a-z]{2})?$", examples=["uk"])]
Persons = Annotated[int, Field(ge=1, le=20, examples=[1])]
#: Nothing but printable ASCII without brackets: what could end a header line is no address.
Email = Annotated[
    str, Field(max_length=254, pattern=r"^[!-;=?-~]+@[!-;=?-~]+\.[A-Za-z0-9-]+$", examples=["anjali@example.org"])
]
Token = Annotated[
    str,
    Header(
        alias="Akzess-Booking",
        min_length=32,
        max_length=100,
        pattern="^[A-Za-z0-9_-]+$",
        description="Vom Gerät gewählt, nicht zu erraten; öffnet den Termin / chosen by the device, not to be guessed",
        examples=["Zm9vYmFyLWZvb2Jhci1mb29iYXItZm9vYmFyLWZvb2I"],
    ),
]


class NewHold(Body):
    """A time that somebody wants."""

    site: SiteCode
    kind: KindCode
    starts_at: Instant
    language: Tongue = ""
    persons: Persons = 1


class Reached(Body):
    """Where the link to confirm goes to, and in which language."""

    email: Email
    language: Annotated[str, Field(max_length=10, pattern="^[a-z]{2}(-[a-z]+)?$", examples=["de"])] = "de"


class Proof(Body):
    """The word of the e-mail's link; empty from the page of a case."""

    proof: Annotated[str, Field(max_length=100, examples=["Zm9vYmFy"])] = ""


class Moved(Body):
    """Another time."""

    starts_at: Instant


class Waiting(Body):
    """Between which days something earlier would be welcome."""

    from_day: Annotated[date, Field(strict=False, examples=["2026-11-23"])]
    until_day: Annotated[date, Field(strict=False, examples=["2026-12-04"])]


def desk_of(request: Request) -> Desk:
    """The desk. Problem: 404 on a store that keeps nothing."""
    found: Desk | None = request.app.state.appointments
    if found is None:
        raise Problem(404, "not-found")
    return found


Appointments = Annotated[Desk, Depends(desk_of)]


def allowed(act: Callable[[], T]) -> T:
    """Problem 409 for what the rules of appointments refuse."""
    try:
        return act()
    except Refusal as error:
        raise Problem(409, error.code) from None


def tell(ctx: Context, request: Request) -> None:
    """Let the case hear at once what has just happened; what fails here is said by the next round."""
    notices: Notices | None = request.app.state.appointment_notices
    if notices is not None:
        notices.messages()
        ctx.wake()


def sparing(ctx: Context, request: Request) -> None:
    """Problem: 429 for an address that takes too much."""
    ctx.front.limiter.require("bookings", ctx.front.limiter.address(request.scope))


# for everybody


@router.get("/booking/plan", response_model=out.AppointmentPlan)
def plan(desk: Appointments) -> Exact:
    """Was es wo gibt. / What is offered where, and which days may be booked."""
    return Exact(shown.plan(desk))


@router.get("/booking/slots", response_model=out.FreeSlots)
def slots(
    desk: Appointments,
    site: Annotated[str, Query(max_length=8, examples=["DD"])],
    kind: Annotated[str, Query(max_length=20, examples=["ADVICE"])],
    from_: Annotated[date | None, Query(alias="from", examples=["2026-11-23"])] = None,
    language: Annotated[str, Query(max_length=2, pattern="^([a-z]{2})?$")] = "",
    persons: Annotated[int, Query(ge=1, le=20)] = 1,
) -> Exact:
    """Freie Zeiten. / Free times of two weeks from a day on; times only, nothing of who has the others."""
    return Exact(free_slots(desk, site, kind, from_, language, persons))


def free_slots(
    desk: Desk, site: str, kind: str, from_: date | None, language: str, persons: int, *, office: bool = False
) -> out.FreeSlots:
    """Free times of two weeks. Problem: 404, 422."""
    who = ("public", "case", "office") if office else ("public", "case")
    known = desk.kind(kind, who=who)
    if persons > known.most:
        raise Problem(422, "validation-failed", errors=[{"pointer": "/persons", "code": "too-many"}])
    first, last = desk.window(office=office)
    first = max(first, from_ or first)
    upto = min(first + timedelta(days=SPAN - 1), last)
    found = desk.free(site, known, first, upto, persons=persons, language=language, office=office)
    return shown.free(desk, found, first, upto, last)


@router.post("/booking/holds", status_code=201, response_model=out.MyAppointment)
def hold(request: Request, ctx: Ctx, desk: Appointments, body: NewHold, token: Token) -> Exact:
    """Zeit vormerken, 15 Minuten. / Keep a time for a quarter of an hour; the same token gets the same answer."""
    sparing(ctx, request)
    kind = desk.kind(body.kind, who=("public",))
    ask = Ask(body.site, body.kind, body.starts_at, body.language, body.persons)
    found = allowed(lambda: desk.hold(ask, kind, token, contact=Contact(), by="public"))
    return Exact(shown.mine(desk, found), status_code=201)


@router.get("/booking/mine", response_model=out.MyAppointment)
def mine(desk: Appointments, token: Token) -> Exact:
    """Mein Termin. / The appointment that a token opens."""
    return Exact(shown.mine(desk, desk.mine(token)))


@router.post("/booking/mine/contact", response_model=out.MyAppointment)
def contact(request: Request, ctx: Ctx, desk: Appointments, body: Reached, token: Token) -> Exact:
    """E-Mail mit dem Link zum Bestätigen. / Send the link that confirms."""
    sparing(ctx, request)
    if desk.by_phone_only(desk.contacts.subject(body.email)):
        raise Problem(409, "telephone-only")
    found = allowed(lambda: desk.reach(desk.mine(token), token, body.email, body.language))
    tell(ctx, request)
    return Exact(shown.mine(desk, found))


@router.post("/booking/mine/confirm", response_model=out.MyAppointment)
def confirm(request: Request, ctx: Ctx, desk: Appointments, body: Proof, token: Token) -> Exact:
    """Bestätigen. / The held time becomes an appointment; again changes nothing."""
    found = allowed(lambda: desk.confirm(desk.mine(token), token, body.proof))
    tell(ctx, request)
    return Exact(shown.mine(desk, found))


@router.post("/booking/mine/move", response_model=out.MyAppointment)
def move(request: Request, ctx: Ctx, desk: Appointments, body: Moved, token: Token) -> Exact:
    """Verlegen, bis zwei Stunden vorher. / To another time; the old one is given back with it, or stays."""
    sparing(ctx, request)
    found = allowed(lambda: desk.move(desk.mine(token), body.starts_at, office=False))
    tell(ctx, request)
    return Exact(shown.mine(desk, found))


@router.post("/booking/mine/cancel", response_model=out.MyAppointment)
def cancel(request: Request, ctx: Ctx, desk: Appointments, token: Token) -> Exact:
    """Absagen, bis zwei Stunden vorher. / Give it back; again changes nothing."""
    found = allowed(lambda: desk.cancel(desk.mine(token), office=False))
    tell(ctx, request)
    return Exact(shown.mine(desk, found))


@router.post("/booking/mine/arrive", response_model=out.MyAppointment)
def arrive(desk: Appointments, token: Token) -> Exact:
    """Ich bin da. / Report at the door, from half an hour before."""
    booking = desk.mine(token)
    if not shown.mine(desk, booking).may_arrive and booking.state != "ARRIVED":
        raise Problem(409, "appointment-not-open")
    return Exact(shown.mine(desk, allowed(lambda: desk.counters.arrive(booking.id, desk.now()))))


@router.post("/booking/mine/waiting", status_code=201, response_model=out.WaitingPlace)
def wait_for_earlier(request: Request, ctx: Ctx, desk: Appointments, body: Waiting, token: Token) -> Exact:
    """Früheren Termin wünschen. / Stand on the waiting list for something earlier than a confirmed appointment."""
    sparing(ctx, request)
    booking = desk.mine(token)
    known = desk.contact(booking)
    if booking.state != "BOOKED" or not known.email:
        raise Problem(409, "not-proved")
    wish = desk.wish(
        booking.site, booking.kind, token, known.email, booking.notice_language, body.from_day, body.until_day,
        persons=booking.persons, language=booking.language, case_id=booking.case_id, number=booking.number,
        booking_id=booking.id,
    )  # fmt: skip
    return waits(allowed(lambda: desk.waiting.join(wish)))


@router.delete("/booking/mine/waiting", status_code=204)
def wait_no_more(desk: Appointments, token: Token) -> Response:
    """Warteliste verlassen. / Leave the waiting list."""
    desk.leave(token)
    return Response(status_code=204)


@router.get("/booking/board/{site}", response_model=out.Board)
def board(desk: Appointments, site: str) -> Exact:
    """Anzeige im Warteraum: Nummern, keine Namen. / The display in the waiting room: tickets, no names."""
    if site not in desk.plan.sites:
        raise NotFound("site")
    bookings, _ = desk.counters.day(site, desk.today())
    return Exact(shown.board(desk, site, bookings))


def waits(wish: Wish) -> Exact:
    """A place on the waiting list."""
    place = out.WaitingPlace(
        kind=wish.kind, from_day=date.fromisoformat(wish.from_day), until_day=date.fromisoformat(wish.until_day)
    )
    return Exact(place, status_code=201)
