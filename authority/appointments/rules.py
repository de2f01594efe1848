"""What is allowed with an appointment at an instant, and what is recorded when it is over: decisions without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from .model import Booking, Outcome, State
from .plan import Plan
from .slots import day_of

#: Letters and digits that nobody mistakes for each other on a board.
_SIGNS = "ACDEFHJKLMNPRTUVWXY"
#: How many different numbers a kind has.
TICKETS = 100 * len(_SIGNS)


class Refusal(Exception):
    """An appointment cannot be had, moved or closed like this; `code` says why, for programs and for texts."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ticket(kind: str, serial: int) -> str:
    """What the board calls: a letter of the kind, a letter, two digits. Never more than 1,900 of a kind."""
    return f"{kind[0]}{_SIGNS[serial // 100 % len(_SIGNS)]}{serial % 100:02d}"


def ticket_number(ticket: str) -> int:
    """The place of a ticket among all there can be, from 0 on."""
    return (ord(ticket[0]) - ord("A")) * TICKETS + _SIGNS.index(ticket[1]) * 100 + int(ticket[2:])


def telephone_only(plan: Plan, missed: int) -> bool:
    """Who has not come more often than allowed does not book by himself any more (4.4: no-show > 2)."""
    return missed > plan.limit


def may_change(plan: Plan, booking: Booking, now: datetime) -> None:
    """Whether the applicant may still move or cancel: until two hours before. Refusal."""
    if booking.state != State.BOOKED:
        raise Refusal("appointment-over" if State(booking.state).over else "appointment-not-open")
    if now > booking.starts_at - plan.cancel:
        raise Refusal("appointment-too-late")


def confirmed(booking: Booking, now: datetime) -> Booking:
    """A held or offered slot becomes an appointment. Refusal `hold-over` when the time to do so is over."""
    if booking.state == State.BOOKED:
        return booking
    if not State(booking.state).waiting:
        raise Refusal("appointment-over")
    if booking.held_until is None or booking.held_until <= now:
        raise Refusal("hold-over")
    return replace(booking, state=State.BOOKED, held_until=None, confirmed_at=now, version=booking.version + 1)


def cancelled(booking: Booking, now: datetime) -> Booking:
    """Given back. Refusal when it has already begun or is over; a hold may always be let go."""
    state = State(booking.state)
    if not (state.waiting or state.ahead):
        raise Refusal("appointment-over")
    return replace(
        booking, state=State.CANCELLED, held_until=None, closed_at=now, version=booking.version + 1
    )  # fmt: skip


def arrived(booking: Booking, now: datetime) -> Booking:
    """Somebody reported at the door. A repetition changes nothing. Refusal on another day, or when it is over."""
    if booking.state == State.ARRIVED:
        return booking
    if booking.state != State.BOOKED:
        raise Refusal("appointment-not-open")
    if day_of(booking.starts_at) != day_of(now):
        raise Refusal("appointment-other-day")
    return replace(booking, state=State.ARRIVED, arrived_at=now, version=booking.version + 1)


def called(booking: Booking, now: datetime, counter: str = "") -> Booking:
    """Called to the counter (another one, if said). Who was not reported arrived with the call."""
    if not State(booking.state).ahead:
        raise Refusal("appointment-not-open")
    if day_of(booking.starts_at) != day_of(now):
        raise Refusal("appointment-other-day")
    return replace(
        booking, state=State.CALLED, called_at=now, arrived_at=booking.arrived_at or now,
        counter=counter or booking.counter, version=booking.version + 1,
    )  # fmt: skip


def done(booking: Booking, now: datetime) -> Booking:
    """What was to be done at the counter is done."""
    if booking.state != State.CALLED:
        raise Refusal("appointment-not-open")
    return replace(booking, state=State.DONE, closed_at=now, version=booking.version + 1)


def missed(booking: Booking, now: datetime) -> Booking:
    """Nobody came. Refusal before the time of the appointment, or for somebody who is in the room."""
    if booking.state not in (State.BOOKED, State.CALLED):
        raise Refusal("appointment-not-open")
    if now < booking.starts_at:
        raise Refusal("appointment-not-yet")
    return replace(booking, state=State.NO_SHOW, closed_at=now, version=booking.version + 1)


def outcome(booking: Booking, key: str, case_group: str = "") -> Outcome:
    """What stays of a closed appointment: how punctual, how long waited, how soon offered; nothing of the person."""

    def minutes(later: datetime | None, earlier: datetime | None) -> int | None:
        if later is None or earlier is None:
            return None
        return int((later - earlier) // timedelta(minutes=1))

    def days(later: datetime | None) -> int | None:
        return None if later is None else (day_of(later) - day_of(booking.requested_at)).days

    came = booking.state == State.DONE
    return Outcome(
        tenant=booking.tenant,
        id=key,
        site=booking.site,
        day=day_of(booking.starts_at).isoformat(),
        kind=booking.kind,
        result=booking.state,
        late_minutes=minutes(booking.called_at, booking.starts_at) if came else None,
        waited_minutes=minutes(booking.called_at, booking.arrived_at) if came else None,
        offer_days=days(booking.first_offer),
        lead_days=days(booking.starts_at),
        case_group=case_group,
    )


def message(state: str, *, moved: bool = False) -> str:
    """How the procedure calls what has happened (the variable `stand` of the message `termin.stand`)."""
    if moved:
        return "MOVED"
    return {
        State.BOOKED: "BOOKED", State.CANCELLED: "CANCELLED", State.CALLED: "CAME", State.DONE: "DONE",
        State.NO_SHOW: "NO_SHOW",
    }[State(state)]  # fmt: skip
