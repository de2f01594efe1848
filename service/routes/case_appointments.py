"""Appointments from the page of a case: what the procedure waits for, what is booked, and booking it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from engine.errors import NotFound
from store.appointments import sql, wishes

from ..appointments import shown
from ..appointments.desk import Ask, Desk
from ..appointments.desk import Request as Wanted
from ..appointments.secrets import Contact
from ..bodies import StrictRoute
from ..context import TENANT, Context, Ctx
from ..problems import Problem
from ..resources import appointments as out
from ..schemas import Body, Instant
from ..status.desk import Desk as StatusDesk
from ..views import Exact
from .booking import Appointments, KindCode, Persons, Token, Tongue, Waiting, allowed, sparing, waits
from .status import Acting, Looking, TheDesk

router = APIRouter(tags=["appointments"], route_class=StrictRoute, default_response_class=Exact)


class CaseHold(Body):
    """A time that somebody wants for a case, whose site it is."""

    kind: KindCode
    starts_at: Instant
    language: Tongue = ""
    persons: Persons = 1


class CaseWaiting(Waiting):
    """Earlier days for a case that has no appointment yet, or a later one."""

    kind: KindCode
    language: Tongue = ""
    persons: Persons = 1


@router.get("/status/appointments", response_model=out.CaseAppointments)
def of_case(ctx: Ctx, desk: Appointments, status: TheDesk, visit: Looking) -> Exact:
    """Termine des Vorgangs. / What the procedure waits for, what is booked, and how to book."""
    case = ctx.read.case(TENANT, visit.case_id)
    if case is None:
        raise Problem(401, "unauthenticated")
    requests = _requests(ctx, desk, visit.case_id)
    bookings = desk.book.look(lambda session: sql.of_case(session, TENANT, visit.case_id))
    kinds = tuple(desk.plan.kinds)
    waiting = desk.book.look(lambda session: wishes.of_case(session, TENANT, case.site, visit.case_id, kinds))
    answer = out.CaseAppointments(
        site=case.site,
        requested=[
            out.RequestedAppointment(
                kind=one.kind.id, de=one.kind.de, en=one.kind.en, since=one.since, offer_by=one.offer_by,
                may_bring_family=any(desk.plan.kinds[kind].group for kind in desk.plan.alike(one.kind.id)),
            )
            for one in requests
        ],
        appointments=[
            out.OwnAppointment(token=desk.contact(one).token, appointment=shown.mine(desk, one))
            for one in bookings
            if one.state not in ("CANCELLED", "HELD")
        ],
        telephone_only=desk.by_phone_only(f"case:{visit.case_id}"),
        phone=_phone(status, case.site),
        waiting=sorted({one.kind for one in waiting}),
    )  # fmt: skip
    return Exact(answer)


@router.post("/status/appointments/holds", status_code=201, response_model=out.MyAppointment)
def hold_for_case(request: Request, ctx: Ctx, desk: Appointments, visit: Acting, body: CaseHold, token: Token) -> Exact:
    """Zeit für den Vorgang vormerken. / Keep a time for what the procedure waits for; it is confirmed without e-mail."""
    sparing(ctx, request)
    case = ctx.read.case(TENANT, visit.case_id)
    kind = desk.kind(body.kind, who=("case",))
    if case is None:
        raise Problem(401, "unauthenticated")
    if desk.by_phone_only(f"case:{case.id}"):
        raise Problem(409, "telephone-only")
    wanted = _wanted(ctx, desk, case.id, body.kind)
    email, language = _reach(ctx, case.id)
    ask = Ask(case.site, body.kind, body.starts_at, body.language, body.persons)
    found = allowed(
        lambda: desk.hold(
            ask, kind, token, contact=Contact(email=email), by="applicant", case_id=case.id, number=case.business_key,
            requested_at=wanted.since, notice_language=language,
        )
    )  # fmt: skip
    return Exact(shown.mine(desk, found), status_code=201)


@router.post("/status/appointments/waiting", status_code=201, response_model=out.WaitingPlace)
def wait_for_case(
    request: Request, ctx: Ctx, desk: Appointments, visit: Acting, body: CaseWaiting, token: Token
) -> Exact:
    """Auf die Warteliste, auch ohne Termin. / Stand on the waiting list for what the procedure waits for."""
    sparing(ctx, request)
    case = ctx.read.case(TENANT, visit.case_id)
    email, language = _reach(ctx, visit.case_id)
    if case is None or not email:
        raise Problem(409, "not-proved")
    _wanted(ctx, desk, case.id, body.kind)
    booked = [
        one
        for one in desk.book.look(lambda session: sql.of_case(session, TENANT, case.id))
        if one.kind == body.kind and one.state == "BOOKED"
    ]
    wish = desk.wish(
        case.site, body.kind, token, email, language, body.from_day, body.until_day, persons=body.persons,
        language=body.language, case_id=case.id, number=case.business_key, booking_id=booked[0].id if booked else "",
    )  # fmt: skip
    return waits(allowed(lambda: desk.waiting.join(wish)))


def _requests(ctx: Context, desk: Desk, case_id: str) -> list[Wanted]:
    return desk.requests(case_id, lambda one: ctx.read.open_rows(TENANT, one))


def _wanted(ctx: Context, desk: Desk, case_id: str, kind: str) -> Wanted:
    try:
        return desk.requested(_requests(ctx, desk, case_id), desk.plan.kind(kind))
    except NotFound:
        raise Problem(409, "nothing-awaited") from None


def _phone(status: StatusDesk, site: str) -> str:
    contact = status.mapping.contacts.get(site)
    return contact.phone if contact is not None else ""


def _reach(ctx: Context, case_id: str) -> tuple[str, str]:
    """The e-mail address and the language of the application."""
    variables: Any = ctx.engine.standing(case_id, TENANT).variables
    applicant = variables.get("applicant")
    known = applicant if isinstance(applicant, dict) else {}
    email, language = known.get("email"), known.get("contactLang")
    return (email if isinstance(email, str) else ""), (language if isinstance(language, str) else "de")
