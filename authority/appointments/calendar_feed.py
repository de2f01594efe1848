"""Appointments as a calendar after RFC 5545, for the calendar programs of clerks: kinds, counters and tickets, no names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from .model import Booking, State
from .plan import Plan

#: How often a program should ask again.
REFRESH = timedelta(minutes=15)


def calendar(plan: Plan, bookings: Iterable[Booking], name: str, place: str, now: datetime) -> bytes:
    """The feed. A cancelled appointment stays in it as cancelled, so that programs take it away.

    The summary has the kind, the ticket and the case number; the domain document (7.4) allows no name in calendar texts.
    """
    feed = Calendar()
    feed.add("prodid", "-//AKZESS//Termine//DE")
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("name", name)
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for booking in bookings:
        if State(booking.state).waiting:
            continue
        feed.add_component(_event(plan, booking, place, now))
    found: bytes = feed.to_ical()
    return found


def _event(plan: Plan, booking: Booking, place: str, now: datetime) -> Event:
    kind = plan.kinds.get(booking.kind)
    what = kind.de if kind is not None else booking.kind
    group = f" ({booking.persons})" if booking.persons > 1 else ""
    number = f" {booking.number}" if booking.number else ""
    event = Event()
    event.add("uid", f"{booking.id}@termine.akzess")
    event.add("dtstamp", now)
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("sequence", booking.version)
    event.add("summary", f"{booking.counter} {what}{group} {booking.ticket}{number}")
    event.add("location", place)
    event.add("status", "CANCELLED" if booking.state == State.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if booking.state == State.CANCELLED else "OPAQUE")
    event.add("class", "PRIVATE")
    return event
