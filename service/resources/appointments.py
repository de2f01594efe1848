"""Appointments as applicants, clerks and the board see them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import BusinessKey, CaseId, Count, Day, Moment, Name, Resource, Site

BookingId = "0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5a"
States = Literal["HELD", "OFFERED", "BOOKED", "ARRIVED", "CALLED", "DONE", "NO_SHOW", "CANCELLED"]


class AppointmentKind(Resource):
    """A kind of appointment. `who` may book it: anybody, a case that waits for it, or the office."""

    id: str = Field(examples=["ADVICE"])
    de: str = Field(examples=["Beratung"])
    en: str = Field(examples=["Advice"])
    minutes: int = Field(ge=5, examples=[30])
    who: Literal["public", "case", "office"] = Field(examples=["public"])
    most_persons: int = Field(ge=1, examples=[1])


class AppointmentCounter(Resource):
    """A counter of a site."""

    id: str = Field(examples=["A1"])
    de: str = Field(examples=["Schalter A1"])
    en: str = Field(examples=["Counter A1"])
    kinds: list[str] = Field(examples=[["BIO", "HANDOUT"]])
    languages: list[str] = Field(examples=[["de", "en"]])


class AppointmentSite(Resource):
    """A site that offers appointments."""

    id: Site
    de: str = Field(examples=["Ausländerbehörde Dresden"])
    en: str = Field(examples=["City of Dresden"])
    address: str = Field(examples=["Theaterstraße 11, 01067 Dresden"])
    kinds: list[str] = Field(examples=[["ADVICE", "BIO"]])
    languages: list[str] = Field(examples=[["de", "en", "uk"]])


class AppointmentPlan(Resource):
    """What is offered where, and which days may be booked today."""

    sites: list[AppointmentSite]
    kinds: list[AppointmentKind]
    first: Day
    last: Day
    hold_minutes: int = Field(ge=1, examples=[15])
    cancel_minutes: int = Field(ge=0, examples=[120])


class FreeTime(Resource):
    """A time at which somebody may come; `left`: counters that are free then."""

    starts_at: Moment
    left: int = Field(ge=1, examples=[2])


class FreeDay(Resource):
    """The free times of a day."""

    day: Day
    times: list[FreeTime]


class FreeSlots(Resource):
    """Free times from a day on. `next`: the day to go on with, null at the end of what may be booked."""

    days: list[FreeDay]
    first: Day
    last: Day
    next: Day | None = None


class MyAppointment(Resource):
    """An appointment as the person sees it who booked it."""

    site: Site
    office: str = Field(examples=["Ausländerbehörde Dresden"])
    address: str = Field(examples=["Theaterstraße 11, 01067 Dresden"])
    kind: str = Field(examples=["BIO"])
    persons: int = Field(ge=1, examples=[1])
    language: str = Field(examples=["uk"])
    starts_at: Moment
    ends_at: Moment
    state: States = Field(examples=["BOOKED"])
    held_until: Moment | None = None
    ticket: str = Field(description="What the board calls", examples=["BA07"])
    counter: str | None = Field(default=None, description="Told when it is called", examples=["Schalter A1"])
    number: BusinessKey | None = None
    needs_mail: bool = Field(description="It counts only when the link in the e-mail was opened", examples=[False])
    mail_sent: bool = Field(examples=[False])
    may_change: bool = Field(description="May still be moved or cancelled", examples=[True])
    may_arrive: bool = Field(description="It is time to report at the door", examples=[False])


class RequestedAppointment(Resource):
    """An appointment that the procedure waits for."""

    kind: str = Field(examples=["BIO"])
    de: str = Field(examples=["Identität und Biometrie"])
    en: str = Field(examples=["Identity and biometrics"])
    since: Moment
    offer_by: Day
    may_bring_family: bool = Field(examples=[True])


class OwnAppointment(Resource):
    """An appointment of the case, with the token that opens it."""

    token: str = Field(examples=["Zm9vYmFyLWZvb2Jhci1mb29iYXItZm9vYmFyLWZvb2I"])
    appointment: MyAppointment


class CaseAppointments(Resource):
    """What a case needs and has. `telephone_only`: too many appointments were missed."""

    site: Site
    requested: list[RequestedAppointment]
    appointments: list[OwnAppointment]
    telephone_only: bool = Field(examples=[False])
    phone: str = Field(examples=["+49 30 23125 301"])
    waiting: list[str] = Field(description="Kinds for which the case stands on the waiting list", examples=[["BIO"]])


class WaitingPlace(Resource):
    """A place on the waiting list."""

    kind: str = Field(examples=["BIO"])
    from_day: Day
    until_day: Day


class DeskAppointment(Resource):
    """An appointment as the office sees it; no names."""

    id: str = Field(examples=[BookingId])
    counter: str = Field(examples=["A1"])
    kind: str = Field(examples=["BIO"])
    persons: int = Field(ge=1, examples=[1])
    language: str = Field(examples=["uk"])
    starts_at: Moment
    ends_at: Moment
    state: States = Field(examples=["BOOKED"])
    ticket: str = Field(examples=["BA07"])
    number: BusinessKey | None = None
    case_id: CaseId | None = None
    channel: Literal["EMAIL", "PHONE", "LETTER"] = Field(examples=["EMAIL"])
    phone: str = Field(default="", examples=["+49 30 23125 300"])
    emergency: bool = Field(examples=[False])
    arrived_at: Moment | None = None
    called_at: Moment | None = None
    late_minutes: int | None = Field(default=None, description="calledAt - startsAt", examples=[4])
    version: int = Field(ge=1, examples=[2])


class BlockedTime(Resource):
    """A time in which a counter takes nobody."""

    id: str = Field(examples=[BookingId])
    counter: str = Field(examples=["A1"])
    starts_at: Moment
    ends_at: Moment
    reason: str = Field(examples=["Dienstberatung"])
    by: Name


class NewBlock(Resource):
    """A block, and the appointments in it that have to be moved by hand."""

    blocks: list[BlockedTime]
    appointments: list[DeskAppointment]


class OpenTime(Resource):
    """A stretch of opening time; `emergency_from`: from then on reserved for emergencies."""

    starts_at: Moment
    ends_at: Moment
    emergency_from: Moment


class DeskDay(Resource):
    """A site's day."""

    site: Site
    day: Day
    holiday: str = Field(default="", examples=["Buß- und Bettag"])
    holiday_en: str = Field(default="", examples=["Repentance and Prayer Day"])
    counters: list[AppointmentCounter]
    open: list[OpenTime]
    appointments: list[DeskAppointment]
    blocks: list[BlockedTime]
    now: Moment
    missing_after_minutes: int = Field(ge=0, examples=[15])


class WaitingWish(Resource):
    """Somebody on the waiting list; no name."""

    id: str = Field(examples=[BookingId])
    kind: str = Field(examples=["BIO"])
    persons: int = Field(ge=1, examples=[1])
    language: str = Field(examples=["uk"])
    from_day: Day
    until_day: Day
    number: BusinessKey | None = None
    since: Moment
    offered: bool = Field(examples=[False])


class WaitingWishes(Resource):
    """The waiting list of a site."""

    items: list[WaitingWish]


class Called(Resource):
    """Who was called; null when nobody is waiting for this counter."""

    appointment: DeskAppointment | None = None


class CalendarFeed(Resource):
    """A feed of appointments; the address is told once."""

    id: str = Field(examples=[BookingId])
    site: Site
    counter: str = Field(examples=["A1"])
    created_at: Moment
    address: str | None = Field(default=None, examples=["/booking/calendars/Zm9vYmFy.ics"])


class CalendarFeeds(Resource):
    """Somebody's feeds."""

    items: list[CalendarFeed]


class BoardCall(Resource):
    """A ticket and where to go."""

    ticket: str = Field(examples=["BA07"])
    counter: str = Field(examples=["A1"])
    de: str = Field(examples=["Schalter A1"])
    en: str = Field(examples=["Counter A1"])
    called_at: Moment


class Board(Resource):
    """What hangs in the waiting room: tickets, no names."""

    site: Site
    de: str = Field(examples=["Ausländerbehörde Dresden"])
    en: str = Field(examples=["City of Dresden"])
    calls: list[BoardCall]
    waiting: Count
    now: Moment
