"""What must hold for every deadline, looked for by chance."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.deadlines import (
    AkzessClock,
    Calendar,
    Pause,
    PauseReason,
    Period,
    Unit,
    ba_fiction,
    end_of,
    local_day,
    notified,
    set_deadline,
)

DAYS = st.dates(date(1992, 1, 1), date(2030, 1, 1))
RECENT = st.dates(date(2025, 1, 1), date(2040, 1, 1))
PERIODS = st.builds(Period, st.integers(1, 25), st.sampled_from(Unit))
CALENDARS = st.sampled_from(["SN", "BY", "BY-kath", "SN+BY", "NW", "DE", "BB+SN"]).map(Calendar.parse)
LENGTHS = st.tuples(st.integers(0, 60), st.none() | st.integers(0, 30))


@settings(deadline=None, max_examples=300)
@given(DAYS, PERIODS, CALENDARS)
def test_no_deadline_ends_on_saturday_sunday_or_holiday(event, period, calendar):
    found = end_of(event, period, calendar)

    assert found.end.weekday() < 5
    assert calendar.holiday(found.end) is None
    assert all(
        not calendar.is_arbeitstag(found.raw_end + timedelta(n)) for n in range((found.end - found.raw_end).days)
    )


@settings(deadline=None, max_examples=300)
@given(DAYS, PERIODS, CALENDARS, st.integers(1, 40))
def test_a_later_event_or_a_longer_period_never_ends_earlier(event, period, calendar, more):
    end = end_of(event, period, calendar).end

    assert end_of(event + timedelta(days=more), period, calendar).end >= end
    assert end_of(event, Period(period.count + more, period.unit), calendar).end >= end


@settings(deadline=None)
@given(DAYS, PERIODS)
def test_more_holidays_never_end_a_period_earlier(event, period):
    saxony, bavaria = Calendar.parse("SN"), Calendar.parse("BY")

    assert end_of(event, period, saxony | bavaria).end >= max(
        end_of(event, period, saxony).end, end_of(event, period, bavaria).end
    )


@settings(deadline=None)
@given(DAYS, PERIODS, CALENDARS)
def test_the_derivation_leads_from_the_event_to_the_end(event, period, calendar):
    found = end_of(event, period, calendar)
    days = [step.day for step in found.derivation]

    assert (days[0], days[-1]) == (event, found.end)
    assert days == sorted(days)
    assert all(step.text_de and step.text_en and step.norm for step in found.derivation)


@settings(deadline=None)
@given(DAYS, PERIODS)
def test_the_end_instant_is_the_first_that_is_too_late(event, period):
    found = end_of(event, period)

    assert not found.kept_by(found.ends_at)
    assert local_day(found.ends_at) == found.end + timedelta(days=1)


@settings(deadline=None)
@given(RECENT, st.integers(7, 42))
def test_the_citizen_is_never_late_before_the_strict_end(sent, days):
    found = set_deadline(notified(sent), Period(days, Unit.DAYS))

    assert found.end >= found.strict.end >= sent + timedelta(days=4 + days)


@settings(deadline=None)
@given(DAYS, st.sampled_from([1, 2]), CALENDARS)
def test_the_fiction_is_relied_on_not_before_the_agency_s_own_end(sent, weeks, agency):
    found = ba_fiction(sent, weeks, agency)

    assert found.relied_on.end >= found.at_agency.end >= sent + timedelta(weeks=weeks)


def _clock(start: date, spans: list[tuple[int, int | None]], *, openly: bool = False) -> AkzessClock:
    pauses = []
    for offset, length in spans:
        begin = start + timedelta(days=offset)
        end = None if length is None and openly else begin + timedelta(days=length or 0)
        pauses.append(Pause(PauseReason.P82, begin, end))
    return AkzessClock(start, start, tuple(pauses))


@settings(deadline=None, max_examples=300)
@given(RECENT, st.lists(LENGTHS, max_size=5), st.integers(0, 150))
def test_net_days_are_the_days_on_which_the_clock_did_not_stand_still(start, spans, later):
    clock = _clock(start, spans, openly=True)
    day = start + timedelta(days=later)

    running = [n for n in range(later) if not clock.paused_on(start + timedelta(days=n))]

    assert clock.net_days(day) == len(running)
    assert clock.net_days(day) + clock.remaining_days(day) == 28


@settings(deadline=None, max_examples=300)
@given(RECENT, st.lists(LENGTHS, max_size=5), st.integers(0, 28))
def test_a_net_day_is_reached_on_the_first_day_that_has_it(start, spans, net_day):
    clock = _clock(start, spans, openly=True)
    reached = clock.net_day_reached(net_day)

    if reached is None:
        assert clock.net_days(start + timedelta(days=1000)) < net_day
    else:
        assert clock.net_days(reached) == net_day
        assert reached == start or clock.net_days(reached - timedelta(days=1)) < net_day


@settings(deadline=None, max_examples=300)
@given(RECENT, st.lists(LENGTHS, max_size=5))
def test_the_due_date_is_start_plus_four_weeks_plus_pause_days_rolled_once(start, spans):
    clock = _clock(start, spans)
    due = clock.due
    assert due is not None
    counted = [s for s in clock.spans if s.begin <= due.end]
    days = sum((s.end - s.begin).days for s in counted if s.end)
    assume(len(counted) == len(clock.spans))

    assert due.raw_end == start + timedelta(days=28 + days)
    assert due.end == clock.calendar.roll_forward(due.raw_end)


@settings(deadline=None)
@given(RECENT, st.lists(LENGTHS, max_size=4), LENGTHS)
def test_one_more_pause_never_makes_the_case_due_earlier(start, spans, more):
    before, after = _clock(start, spans).due, _clock(start, [*spans, more]).due

    assert before is not None
    assert after is not None
    assert after.end >= before.end
