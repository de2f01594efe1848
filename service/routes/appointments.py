"""Appointments at the office's desk: the day of the counters, the week, booking by telephone, calling, blocking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from pydantic import Field
from starlette.responses import Response

from authority.appointments import Booking, Channel
from engine.errors import NotFound
from store.appointments import keeping, wishes

from ..access import Gate, may
from ..appointments import shown
from ..appointments.desk import Ask, Desk
from ..appointments.secrets import Contact, new_token
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..preconditions import RequestKey, once
from ..problems import Problem
from ..resources import appointment_figures as figures
from ..resources import appointments as out
from ..resources.base import Resource
from ..routing import Router
from ..schemas import Body, Instant
from ..views import Exact
from .booking import Appointments, Email, KindCode, Persons, SiteCode, Tongue, allowed, free_slots, tell

router = Router(tags=["appointments"], route_class=StrictRoute, default_response_class=Exact)

Reading = Annotated[Gate, may("appointment.read")]
Writing = Annotated[Gate, may("appointment.write")]
AtSite = Annotated[str, Query(max_length=8, examples=["DD"])]
CounterCode = Annotated[str, Field(min_length=1, max_length=20, examples=["A1"])]


class ByOffice(Body):
    """An appointment that the office books: by telephone, by letter, at the door; also in the emergency share."""

    site: SiteCode
    kind: KindCode
    starts_at: Instant
    language: Tongue = ""
    persons: Persons = 1
    counter: Annotated[str, Field(max_length=20, examples=["A1"])] = ""
    case: Annotated[str, Field(max_length=100, examples=["AKZ-DD-2026-000042"])] = ""
    channel: Literal["EMAIL", "PHONE", "LETTER"] = "PHONE"
    email: Email | None = None
    phone: Annotated[str, Field(max_length=40, pattern="^[0-9+ ()/-]*$", examples=["+49 30 23125 300"])] = ""
    #: Of the e-mails and the invitation; "" is the one that the appointment is held in, else German.
    notice_language: Tongue = ""


class At(Body):
    """A counter."""

    site: SiteCode
    counter: CounterCode


@router.get("/appointments/day", response_model=out.DeskDay)
def day(ctx: Ctx, gate: Reading, desk: Appointments, site: AtSite, day: date | None = None) -> Exact:
    """Der Tag der Schalter. / A site's day: counters, appointments, blocks."""
    at_site(gate, desk, site)
    on = day or desk.today()
    bookings, blocks = desk.counters.day(site, on)
    plan = desk.plan.at(site, on)
    names = ctx.read.names(TENANT, {one.by for one in blocks}) if blocks else {}
    german, english = shown.holiday(desk, site, on)
    answer = out.DeskDay(
        site=site,
        day=on,
        holiday=german,
        holiday_en=english,
        counters=[shown.counter(one) for one in plan.counters] if plan is not None else [],
        open=shown.opened(desk, site, on),
        appointments=[shown.row(desk, one) for one in bookings if shown.shown_at_desk(one)],
        blocks=[shown.block(one, names.get(one.by, one.by)) for one in blocks],
        now=desk.now(),
        missing_after_minutes=int(desk.plan.late.total_seconds() // 60),
    )
    return Exact(answer)


@router.get("/appointments/week", response_model=figures.DeskWeek)
def week(gate: Reading, desk: Appointments, site: AtSite, day: date | None = None) -> Exact:
    """Die Woche in Zahlen. / The week of a day in figures."""
    at_site(gate, desk, site)
    on = day or desk.today()
    first = on - timedelta(days=on.weekday())
    last = first + timedelta(days=6)
    bookings, blocks = desk.counters.days(site, first, last)
    days = [shown.week_day(desk, site, first + timedelta(days=n), bookings, blocks) for n in range(7)]
    return Exact(figures.DeskWeek(site=site, days=days))


@router.get("/appointments/free", response_model=out.FreeSlots)
def free(
    gate: Reading,
    desk: Appointments,
    site: AtSite,
    kind: Annotated[str, Query(max_length=20, examples=["BIO"])],
    from_: Annotated[date | None, Query(alias="from")] = None,
    language: Annotated[str, Query(max_length=2, pattern="^([a-z]{2})?$")] = "",
    persons: Annotated[int, Query(ge=1, le=20)] = 1,
) -> Exact:
    """Freie Zeiten für das Amt, heute und in der Notreserve auch. / Free times, today's and the reserved ones too."""
    at_site(gate, desk, site)
    return Exact(free_slots(desk, site, kind, from_, language, persons, office=True))


@router.post("/appointments", status_code=201, response_model=out.DeskAppointment)
def book(request: Request, ctx: Ctx, gate: Writing, desk: Appointments, body: ByOffice, key: RequestKey) -> Response:
    """Termin vergeben. / Book for somebody who called, wrote or stands at the door; it counts at once."""
    at_site(gate, desk, body.site)
    kind = desk.kind(body.kind, who=("public", "case", "office"))
    if body.persons > kind.most:
        raise Problem(422, "validation-failed", errors=[{"pointer": "/persons", "code": "too-many"}])
    case = gate.load_case(body.case, "case.exists").case if body.case else None
    if case is not None and case.site != body.site:
        raise Problem(409, "conflict-state", "the case belongs to another site")
    wanted = desk.requests(case.id, lambda one: ctx.read.open_rows(TENANT, one)) if case is not None else []
    since = next((one.since for one in wanted if one.kind.serves == kind.serves), None)
    ask = Ask(body.site, body.kind, body.starts_at, body.language, body.persons, body.counter)
    token = new_token()
    channel = Channel(body.channel) if body.channel != "EMAIL" or body.email else Channel.PHONE

    def act(here: Desk) -> Booking:
        return here.hold(
            ask, kind, token, contact=Contact(body.email or "", body.phone), by=gate.person,
            case_id=case.id if case else "", number=case.business_key if case else "", requested_at=since,
            notice_language=body.notice_language or body.language or "de", channel=channel, office=True,
        )  # fmt: skip

    return done_once(ctx, request, gate, desk, key, "POST /appointments", body, act, status=201)


@router.post("/appointments/call-next", response_model=out.Called)
def call_next(request: Request, ctx: Ctx, gate: Writing, desk: Appointments, body: At, key: RequestKey) -> Response:
    """Nächste Person aufrufen. / Call whoever is next for a counter."""
    at_site(gate, desk, body.site)

    def act(work: Any) -> Resource:
        found = desk.inside(work.session).counters.call_next(body.site, body.counter, desk.now())
        return out.Called(appointment=None if found is None else shown.row(desk, found))

    answer = allowed(lambda: once(ctx, gate.actor, key, "POST /appointments/call-next", body.model_dump(), act))
    tell(ctx, request)
    return answer


@router.get("/appointments/waiting", response_model=out.WaitingWishes)
def waiting(gate: Reading, desk: Appointments, site: AtSite) -> Exact:
    """Warteliste. / Who waits for something earlier."""
    at_site(gate, desk, site)
    found = desk.book.look(lambda session: wishes.waiting(session, TENANT, site))
    return Exact(out.WaitingWishes(items=[shown.wish(one) for one in found]))


@router.get("/appointments/punctuality", response_model=figures.PunctualityReport)
def punctuality(
    gate: Reading, desk: Appointments, site: AtSite, since: date | None = None, until: date | None = None
) -> Exact:
    """Termintreue (K7). / How soon offered, how punctual, how many missed; a year at most."""
    at_site(gate, desk, site)
    last = until or desk.today()
    first = max(since or last - timedelta(days=90), last - timedelta(days=366))
    found = desk.book.look(
        lambda session: keeping.outcomes(session, TENANT, [site], first.isoformat(), last.isoformat())
    )
    return Exact(figures.PunctualityReport(since=first, until=last, items=shown.punctuality(found)))


def at_site(gate: Gate, desk: Desk, site: str, *, hidden: bool = False) -> None:
    """Problem: 404 for a site that offers none, 403 for one that is not the caller's (404 when only an id told it)."""
    if site not in desk.plan.sites:
        raise NotFound("site")
    if gate.sites is not None and site not in gate.sites:
        raise NotFound("appointment") if hidden else Problem(403, "forbidden")


def done_once(
    ctx: Context,
    request: Request,
    gate: Gate,
    desk: Desk,
    key: str,
    name: str,
    body: Body,
    act: Callable[[Desk], Booking],
    *,
    status: int = 200,
) -> Response:
    """Do it once under the caller's key, then let the case hear of it."""

    def work(unit: Any) -> Resource:
        return shown.row(desk, act(desk.inside(unit.session)))

    answer = allowed(lambda: once(ctx, gate.actor, key, name, body.model_dump(mode="json"), work, status=status))
    tell(ctx, request)
    return answer
