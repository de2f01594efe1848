"""Numbers for the board: each once a day at a site, taken in the same way as time, so that no two people have one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from authority.appointments import Booking
from authority.appointments import rules as law
from authority.appointments.slots import cells, day_of

from ..session import Session
from . import sql

#: No counter has this name: under it stand the numbers of a day, far above all pieces of time.
PLACE = "#"
#: More than there are numbers with all letters (26 times 1,900).
A_DAY = 100_000


def numbered(session: Session, booking: Booking, now: datetime) -> Booking:
    """With a number that nobody else of the site has on that day; it is taken for as long as the time is."""
    day = day_of(booking.starts_at)
    since, until = booking.starts_at - timedelta(hours=24), booking.starts_at + timedelta(hours=24)
    there = sql.between(session, booking.tenant, booking.site, since, until)
    used = {one.ticket for one in there if day_of(one.starts_at) == day and one.id != booking.id}
    first = cells(booking.starts_at, booking.ends_at).start
    for serial in range(first, first + law.TICKETS):
        ticket = law.ticket(booking.kind, serial)
        place = _place(day, ticket)
        if ticket not in used and sql.take(
            session, booking.tenant, booking.site, PLACE, place, booking.id, booking.held_until, now
        ):
            return replace(booking, ticket=ticket)
    raise law.Refusal("slot-taken")  # 1,900 of a kind on one day: no office has so many counters


def keep(session: Session, booking: Booking) -> None:
    """The number of a hold that has become an appointment lasts."""
    place = _place(day_of(booking.starts_at), booking.ticket)
    sql.keep(session, booking, PLACE, place)


def give(session: Session, booking: Booking) -> None:
    """Give a number back."""
    place = _place(day_of(booking.starts_at), booking.ticket)
    sql.give(session, booking.tenant, booking.site, PLACE, place, booking.id)


def before(day: date) -> int:
    """Where the numbers of a day begin."""
    return day.toordinal() * A_DAY


def _place(day: date, ticket: str) -> range:
    at = before(day) + law.ticket_number(ticket)
    return range(at, at + 1)
