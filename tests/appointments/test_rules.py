"""Rules that hold for every day and every plan: times offered, summer time, emergency share, calendars; no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from authority.appointments import Booking, PlanError, Refusal, State, load_plan, rules
from authority.appointments import slots as times
from authority.appointments.calendar_feed import calendar
from authority.appointments.plan import read_plan
from engine.deadlines import SAXONY

PLAN = load_plan()
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
KINDS = st.sampled_from(sorted(PLAN.kinds))
#: The last Sundays of March and October, and the days beside them; offices are closed then, so these are open at night.
SUMMER = [
    date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26),
    date(2027, 3, 28), date(2027, 10, 31),
]  # fmt: skip


def holiday(day: date) -> bool:
    return SAXONY.holiday(day) is not None


def offered(day: date, kind: str, now: datetime, persons: int = 1, *, emergency: bool = False) -> list[times.Slot]:
    known = PLAN.kinds[kind]
    return list(times.slots(PLAN, "DD", day, known, holiday=holiday, persons=persons, emergency=emergency, now=now))


@given(DAYS, KINDS, st.integers(1, 8))
@settings(max_examples=100, deadline=None)
def test_every_time_lies_within_the_opening_and_lasts_as_long_as_the_people_need(
    day: date, kind: str, persons: int
) -> None:
    known = PLAN.kinds[kind]
    persons = min(persons, known.most)
    now = times.local(day - timedelta(days=7), 0)
    site = PLAN.at("DD", day)
    assert site is not None
    for slot in offered(day, kind, now, persons, emergency=True):
        minutes = (slot.ends_at - slot.starts_at) // timedelta(minutes=1)
        counter = site.counter(slot.counter)
        assert counter is not None
        assert (minutes, times.covered(site, counter, day, slot.starts_at, slot.ends_at)) == (
            known.minutes * persons,
            True,
        )


@given(DAYS, KINDS)
@settings(max_examples=100, deadline=None)
def test_on_holidays_weekends_and_closed_days_nothing_is_offered(day: date, kind: str) -> None:
    site = PLAN.at("DD", day)
    assert site is not None
    shut = holiday(day) or day.weekday() >= 5 or day in site.closed

    assert not (shut and offered(day, kind, times.local(day, 0), emergency=True))


@given(DAYS)
@settings(max_examples=60, deadline=None)
def test_a_tenth_of_the_opening_is_kept_for_emergencies_until_two_days_before(day: date) -> None:
    site = PLAN.at("DD", day)
    assert site is not None
    for opening in times.openings(site, day, holiday):
        kept, whole = opening.ends - opening.emergency, opening.ends - opening.begins
        early = [s for s in offered(day, "BIO", times.local(day - timedelta(days=3), 0)) if s.emergency]
        late = [s for s in offered(day, "BIO", times.local(day - timedelta(days=2), 0)) if s.emergency]
        assert (whole <= 10 * kept <= whole + 150, early, bool(late)) == (True, [], True)


@given(st.timedeltas(timedelta(0), timedelta(days=1500)))
@settings(max_examples=100, deadline=None)
def test_applicants_book_from_the_next_day_to_eight_weeks_ahead(after: timedelta) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + after
    today = times.day_of(now)

    assert times.window(PLAN, now, office=False) == (today + timedelta(days=1), today + timedelta(weeks=8))


@pytest.mark.parametrize("day", SUMMER, ids=str)
def test_when_the_clock_changes_no_two_times_overlap_and_each_lasts_its_minutes(day: date) -> None:
    name = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")[day.weekday()]
    plan = replace(PLAN, sites={"DD": read_plan(_content({name: ["00:00-24:00"]}), VALUES).sites["DD"]})
    found = list(
        times.slots(
            plan, "DD", day, plan.kinds["BIO"], holiday=lambda _: False, emergency=True, now=times.local(day, -1440)
        )
    )
    lengths = {slot.ends_at - slot.starts_at for slot in found}
    taken = [
        set(times.cells(slot.starts_at, slot.ends_at)) for slot in sorted(set(found), key=lambda one: one.starts_at)
    ]
    overlapping = [a & b for a, b in pairwise(taken) if a & b and a != b]

    assert (lengths, overlapping, {times.day_of(slot.starts_at) for slot in found}) == (
        {timedelta(minutes=15)}, [], {day},
    )  # fmt: skip


@given(st.integers(0, 10))
def test_more_than_two_missed_appointments_mean_the_telephone(missed: int) -> None:
    assert rules.telephone_only(PLAN, missed) == (missed > 2)


@given(st.integers(0, 10**6), KINDS)
def test_a_number_on_the_board_can_be_found_among_all_numbers(serial: int, kind: str) -> None:
    ticket = rules.ticket(kind, serial)

    assert rules.ticket_number(ticket) % rules.TICKETS == serial % rules.TICKETS


@given(st.integers(-600, 600))
def test_two_hours_before_is_the_last_moment_to_cancel(minutes: int) -> None:
    one = booking(datetime(2026, 10, 22, 8, 0, tzinfo=UTC))
    now = one.starts_at - timedelta(minutes=minutes)
    try:
        rules.may_change(PLAN, one, now)
        may = True
    except Refusal:
        may = False

    assert may == (minutes >= 120)


@pytest.mark.parametrize("day", [date(2026, 3, 30), date(2026, 10, 23), date(2026, 10, 26)], ids=str)
def test_a_calendar_program_reads_the_same_times_whatever_the_clock_does(day: date) -> None:
    bookings = [
        booking(times.local(day, 8 * 60), id="one"),
        booking(times.local(day, 9 * 60), id="two", state="CANCELLED"),
    ]
    feed = Calendar.from_ical(calendar(PLAN, bookings, "Termine DD", "Theaterstraße 11", bookings[0].starts_at))
    read = [
        (str(event["UID"]), event["DTSTART"].dt, event["DTEND"].dt - event["DTSTART"].dt, str(event["STATUS"]))
        for event in feed.walk("VEVENT")
    ]

    assert read == [
        ("one@termine.akzess", bookings[0].starts_at, timedelta(minutes=15), "CONFIRMED"),
        ("two@termine.akzess", bookings[1].starts_at, timedelta(minutes=15), "CANCELLED"),
    ]


@pytest.mark.parametrize("hours", [["12:00-08:00"], ["08:00-12:00", "11:00-13:00"], ["8-12"], ["08:01-12:00"]], ids=str)
def test_opening_hours_that_make_no_sense_are_refused(hours: list[str]) -> None:
    with pytest.raises(PlanError):
        read_plan(_content({"MON": hours}), VALUES)


def booking(starts_at: datetime, **more: Any) -> Booking:
    fields: dict[str, Any] = {
        "tenant": 1, "id": "b", "site": "DD", "counter": "A1", "kind": "BIO", "persons": 1, "language": "",
        "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=15), "state": State.BOOKED, "version": 1,
        "held_until": None, "token_hash": b"", "ticket": "BA07", "case_id": "", "number": "", "channel": "PHONE",
        "contact": b"", "notice_language": "de", "proved": True, "emergency": False, "created_at": starts_at,
        "created_by": "x", "requested_at": starts_at, "first_offer": None, **more,
    }  # fmt: skip
    return Booking(**fields)


VALUES: dict[str, Any] = {
    "minutes": {"BIO": 15, "FAMILY_PER_PERSON": 15}, "bookableFrom": "P1D", "bookableUntil": "P8W", "hold": "PT15M",
    "reminders": ["P2D", "PT2H"], "cancelUntil": "PT2H", "noShowLimit": 2, "emergencyShare": 10,
    "offerWithin": {"duration": "P10D"}, "retention.appointment": "P30D",
}  # fmt: skip


def _content(hours: dict[str, list[str]]) -> dict[str, Any]:
    counter = {"id": "A1", "de": "A1", "en": "A1", "kinds": ["BIO"], "languages": ["de"]}
    return {
        "kinds": {"BIO": {"de": "Biometrie", "en": "Biometrics", "who": "case"}},
        "procedure": {}, "offer": "PT12H", "emergencyReleased": "P2D", "lateMinutes": 15,
        "sites": {"DD": [{"validFrom": date(2025, 1, 1), "counters": [counter], "hours": hours}]},
    }  # fmt: skip
