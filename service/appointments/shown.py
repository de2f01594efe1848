"""Records of appointments as answers: what the person who booked sees, what the office sees, what the board shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from statistics import median

from authority.appointments import Block, Booking, Kind, Outcome, Plan, State, Wish
from authority.appointments import slots as times
from authority.appointments.plan import Counter
from engine.deadlines import Calendar

from ..resources import appointment_figures as figures
from ..resources import appointments as out
from .desk import Desk

#: Who stands at the door earlier than this is asked to come back.
EARLY = timedelta(minutes=30)
#: A call stays on the board for so long.
ON_BOARD = timedelta(minutes=10)
#: Fewer appointments than this say something about single people.
SMALLEST = 5


def kind(one: Kind) -> out.AppointmentKind:
    """A kind."""
    return out.AppointmentKind(
        id=one.id, de=one.de, en=one.en, minutes=one.minutes, who=one.who, most_persons=one.most  # type: ignore[arg-type]
    )  # fmt: skip


def counter(one: Counter) -> out.AppointmentCounter:
    """A counter."""
    return out.AppointmentCounter(
        id=one.id, de=one.de, en=one.en, kinds=sorted(one.kinds), languages=sorted(one.languages)
    )


def plan(desk: Desk) -> out.AppointmentPlan:
    """What is offered where."""
    first, last = times.window(desk.plan, desk.now(), office=False)
    sites = []
    for code, german, english in desk.sites():
        now = desk.plan.at(code, first)
        if now is None:
            continue
        kinds = sorted({kind for one in now.counters for kind in one.kinds})
        languages = sorted({language for one in now.counters for language in one.languages})
        sites.append(
            out.AppointmentSite(
                id=code, de=german, en=english, address=desk.address(code), kinds=kinds, languages=languages
            )
        )
    return out.AppointmentPlan(
        sites=sites,
        kinds=[kind(one) for one in desk.plan.kinds.values()],
        first=first,
        last=last,
        hold_minutes=int(desk.plan.hold.total_seconds() // 60),
        cancel_minutes=int(desk.plan.cancel.total_seconds() // 60),
    )


def free(desk: Desk, found: Iterable[times.Slot], first: date, last: date, until: date) -> out.FreeSlots:
    """Free times by day; `last` is the last day that was looked at, `until` the last one that may be booked."""
    days: dict[date, dict[datetime, int]] = defaultdict(lambda: defaultdict(int))
    for slot in found:
        days[times.day_of(slot.starts_at)][slot.starts_at] += 1
    shown = [
        out.FreeDay(day=day, times=[out.FreeTime(starts_at=at, left=left) for at, left in sorted(found.items())])
        for day, found in sorted(days.items())
    ]
    return out.FreeSlots(days=shown, first=first, last=until, next=last + timedelta(days=1) if last < until else None)


def mine(desk: Desk, booking: Booking) -> out.MyAppointment:
    """An appointment for the person who booked it."""
    now = desk.now()
    state = State(booking.state)
    place = place_of(desk.plan, booking)
    contact = desk.contact(booking)
    return out.MyAppointment(
        site=booking.site,
        office=desk.office(booking.site),
        address=desk.address(booking.site),
        kind=booking.kind,
        persons=booking.persons,
        language=booking.language,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        state=booking.state,  # type: ignore[arg-type]  # one of State
        held_until=booking.held_until,
        ticket=booking.ticket,
        counter=place.de if place is not None and state is State.CALLED else None,
        number=booking.number or None,
        needs_mail=state.waiting and not booking.proved,
        mail_sent=bool(contact.email) and state.waiting,
        may_change=state is State.BOOKED and now <= booking.starts_at - desk.plan.cancel,
        may_arrive=state is State.BOOKED and booking.starts_at - EARLY <= now <= booking.ends_at + desk.plan.late,
    )


def place_of(plan: Plan, booking: Booking) -> Counter | None:
    """The counter of a booking on its day."""
    site = plan.at(booking.site, times.day_of(booking.starts_at))
    return None if site is None else site.counter(booking.counter)


def row(desk: Desk, booking: Booking) -> out.DeskAppointment:
    """An appointment for the office."""
    late = None if booking.called_at is None else int((booking.called_at - booking.starts_at) // timedelta(minutes=1))
    return out.DeskAppointment(
        id=booking.id,
        counter=booking.counter,
        kind=booking.kind,
        persons=booking.persons,
        language=booking.language,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        state=booking.state,  # type: ignore[arg-type]  # one of State
        ticket=booking.ticket,
        number=booking.number or None,
        case_id=booking.case_id or None,
        channel=booking.channel,  # type: ignore[arg-type]  # one of Channel
        phone=desk.contact(booking).phone,
        emergency=booking.emergency,
        arrived_at=booking.arrived_at,
        called_at=booking.called_at,
        late_minutes=late,
        version=booking.version,
    )


def block(one: Block, name: str) -> out.BlockedTime:
    """A block."""
    return out.BlockedTime(
        id=one.id, counter=one.counter, starts_at=one.starts_at, ends_at=one.ends_at, reason=one.reason, by=name
    )


def wish(one: Wish) -> out.WaitingWish:
    """A place on the waiting list."""
    return out.WaitingWish(
        id=one.id,
        kind=one.kind,
        persons=one.persons,
        language=one.language,
        from_day=date.fromisoformat(one.from_day),
        until_day=date.fromisoformat(one.until_day),
        number=one.number or None,
        since=one.created_at,
        offered=bool(one.offered),
    )


def holiday(desk: Desk, site: str, day: date) -> tuple[str, str]:
    """The German and the English name of a holiday; empty on other days."""
    found = Calendar.parse(desk.land(site)).holiday(day)
    return ("", "") if found is None else (found.name_de, found.name_en)


def opened(desk: Desk, site: str, day: date) -> list[out.OpenTime]:
    """When a site is open on a day."""
    now = desk.plan.at(site, day)
    if now is None:
        return []
    return [
        out.OpenTime(
            starts_at=times.local(day, one.begins),
            ends_at=times.local(day, one.ends),
            emergency_from=times.local(day, one.emergency),
        )
        for one in times.openings(now, day, desk.holiday(site))
    ]


def shown_at_desk(booking: Booking) -> bool:
    """What the day view has: not what ran out or was given back."""
    return State(booking.state) is not State.CANCELLED


def week_day(desk: Desk, site: str, day: date, bookings: Sequence[Booking], blocks: Sequence[Block]) -> figures.WeekDay:
    """A day of a site in figures."""
    there = [one for one in bookings if times.day_of(one.starts_at) == day and shown_at_desk(one)]
    open_ = opened(desk, site, day)
    german, english = holiday(desk, site, day)
    now = desk.plan.at(site, day)
    counters = len(now.counters) if now is not None else 0
    blocked = sum(
        max(0, int((min(b.ends_at, o.ends_at) - max(b.starts_at, o.starts_at)).total_seconds() // 60))
        for b in blocks
        for o in open_
    )
    return figures.WeekDay(
        day=day,
        holiday=german,
        holiday_en=english,
        open_minutes=sum(int((o.ends_at - o.starts_at).total_seconds() // 60) for o in open_) * counters,
        booked_minutes=sum(int((b.ends_at - b.starts_at).total_seconds() // 60) for b in there),
        blocked_minutes=blocked,
        appointments=len(there),
        no_show=sum(one.state == State.NO_SHOW for one in there),
    )


def board(desk: Desk, site: str, bookings: Sequence[Booking]) -> out.Board:
    """What hangs in the waiting room."""
    now = desk.now()
    called = [
        one
        for one in bookings
        if one.state == State.CALLED and one.called_at is not None and now - one.called_at <= ON_BOARD
    ]
    called.sort(key=lambda one: one.called_at or now, reverse=True)
    calls = []
    for one in called[:8]:
        place = place_of(desk.plan, one)
        calls.append(
            out.BoardCall(
                ticket=one.ticket,
                counter=one.counter,
                de=place.de if place else one.counter,
                en=place.en if place else one.counter,
                called_at=one.called_at or now,
            )
        )
    waiting = sum(one.state == State.ARRIVED for one in bookings)
    names = {code: (german, english) for code, german, english in desk.sites()}
    german, english = names[site]
    return out.Board(site=site, de=german, en=english, calls=calls, waiting=waiting, now=now)


def punctuality(found: Sequence[Outcome]) -> list[figures.Punctuality]:
    """K7 by site and kind. What is given up in time counts for the offer, and not for who did not come."""
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for one in found:
        groups[one.site, one.kind].append(one)
    items = []
    for (site, name), rows in sorted(groups.items()):
        met = [one for one in rows if one.result in (State.DONE, State.NO_SHOW)]
        missed = sum(one.result == State.NO_SHOW for one in met)
        enough = len(rows) >= SMALLEST
        items.append(
            figures.Punctuality(
                site=site,
                kind=name,
                appointments=len(rows) if enough else None,
                offer_days_median=_median([one.offer_days for one in rows]),
                late_minutes_median=_median([one.late_minutes for one in rows]),
                waited_minutes_median=_median([one.waited_minutes for one in rows]),
                no_show_percent=round(100 * missed / len(met), 1) if len(met) >= SMALLEST else None,
            )
        )
    return items


def _median(found: Iterable[int | None]) -> float | None:
    known = [one for one in found if one is not None]
    return float(median(known)) if len(known) >= SMALLEST else None
