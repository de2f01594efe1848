"""Timer intents around clock changes, leap days, month ends and the end of the calendar (K15, K16)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timers import Due, TimerError, first_due, next_due, recomputed

BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(due: Due | None) -> str:
    assert due is not None
    assert due.fire_at.tzinfo is UTC
    return due.fire_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def series(due: Due | None, count: int) -> list[str]:
    found = []
    while due is not None and len(found) < count:
        found.append(utc(due))
        due = next_due(due)
    return found


@pytest.mark.parametrize(
    ("spec", "now", "fires"),
    [
        # spring 2026: 29 March has no 02:00–03:00; 01:00Z is the first valid instant after the gap
        ("P1D", "2026-03-28T02:29:59+01:00", "2026-03-29T01:00:00Z"),
        ("P1D", "2026-03-28T02:30:00+01:00", "2026-03-29T01:00:00Z"),
        ("P1D", "2026-03-28T02:30:01+01:00", "2026-03-29T01:00:00Z"),
        ("P1D", "2026-03-28T01:59:59+01:00", "2026-03-29T00:59:59Z"),
        ("P1D", "2026-03-28T03:00:00+01:00", "2026-03-29T01:00:00Z"),
        ("P1D", "2026-03-28T12:00:00+01:00", "2026-03-29T10:00:00Z"),
        ("PT24H", "2026-03-28T12:00:00+01:00", "2026-03-29T11:00:00Z"),
        ("P1DT1H", "2026-03-28T02:30:00+01:00", "2026-03-29T02:00:00Z"),
        # spring 2027
        ("P1D", "2027-03-27T02:30:00+01:00", "2027-03-28T01:00:00Z"),
        ("P1W", "2027-03-21T02:30:00+01:00", "2027-03-28T01:00:00Z"),
        ("P1M", "2027-02-28T02:30:00+01:00", "2027-03-28T01:00:00Z"),
        # autumn 2026: 25 October has 02:00–03:00 twice; the first counts
        ("P1D", "2026-10-24T02:29:59+02:00", "2026-10-25T00:29:59Z"),
        ("P1D", "2026-10-24T02:30:00+02:00", "2026-10-25T00:30:00Z"),
        ("P1D", "2026-10-24T12:00:00+02:00", "2026-10-25T11:00:00Z"),
        ("PT24H", "2026-10-24T12:00:00+02:00", "2026-10-25T10:00:00Z"),
        # armed in the second occurrence: elapsed time goes on from there, calendar days keep the wall time
        ("PT10M", "2026-10-25T02:30:00+01:00", "2026-10-25T01:40:00Z"),
        ("PT0S", "2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z"),
        ("P1D", "2026-10-25T02:30:00+01:00", "2026-10-26T01:30:00Z"),
        # autumn 2027
        ("P1D", "2027-10-30T02:30:00+02:00", "2027-10-31T00:30:00Z"),
        ("P1Y", "2026-10-31T02:30:00+01:00", "2027-10-31T00:30:00Z"),
        # month ends and leap days
        ("P1M", "2026-01-31T10:00:00+01:00", "2026-02-28T09:00:00Z"),
        ("P1M", "2028-01-31T10:00:00+01:00", "2028-02-29T09:00:00Z"),
        ("P1Y", "2028-02-29T10:00:00+01:00", "2029-02-28T09:00:00Z"),
        ("P4Y", "2028-02-29T10:00:00+01:00", "2032-02-29T09:00:00Z"),
        ("P1M1D", "2026-01-31T10:00:00+01:00", "2026-03-01T09:00:00Z"),
        ("P14D", "2026-10-21T10:00:00+02:00", "2026-11-04T09:00:00Z"),
        ("PT0.5S", "2026-10-21T10:00:00+02:00", "2026-10-21T08:00:00Z"),
        # before 1970 and in the year 9999
        ("P1D", "1969-12-31T10:00:00+01:00", "1970-01-01T09:00:00Z"),
        ("P1D", "9999-12-30T10:00:00+01:00", "9999-12-31T09:00:00Z"),
    ],
)
def test_k15_a_duration_runs_in_the_local_calendar(spec, now, fires):
    assert utc(first_due(spec, "duration", at(now), BERLIN)) == fires


@pytest.mark.parametrize(
    ("spec", "fires"),
    [
        ("2026-03-29T02:30:00@Europe/Berlin", "2026-03-29T01:00:00Z"),
        ("2027-03-28T02:30 Europe/Berlin", "2027-03-28T01:00:00Z"),
        ("2027-03-28T01:59:59@Europe/Berlin", "2027-03-28T00:59:59Z"),
        ("2027-03-28T03:00:00[Europe/Berlin]", "2027-03-28T01:00:00Z"),
        ("2026-10-25T02:30:00@Europe/Berlin", "2026-10-25T00:30:00Z"),
        ("2027-10-31T02:30:00[Europe/Berlin]", "2027-10-31T00:30:00Z"),
        ("2027-10-31T02:30:00+01:00[Europe/Berlin]", "2027-10-31T01:30:00Z"),
        ("2026-11-19T00:00:00+01:00", "2026-11-18T23:00:00Z"),
        ("2026-11-19T00:00:00Z", "2026-11-19T00:00:00Z"),
        ("2026-11-19T00:00:00.25Z", "2026-11-19T00:00:00Z"),
        # a whole day left out, and a gap of half an hour
        ("2011-12-30T12:00:00@Pacific/Apia", "2011-12-30T10:00:00Z"),
        ("2026-10-04T02:15:00@Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
        ("2026-07-01T12:00:00@Europe/Paris", "2026-07-01T10:00:00Z"),
    ],
)
def test_k15_a_date_fires_at_its_instant_or_at_the_first_after_the_gap(spec, fires):
    due = first_due(spec, "date", at("2026-01-01T00:00:00Z"), BERLIN)

    assert utc(due) == fires
    assert recomputed(due) == due
    assert next_due(due) is None


@pytest.mark.parametrize(
    ("spec", "now", "expected"),
    [
        ("R3/PT10M", "2026-11-18T10:00:00+01:00", ["09:10", "09:20", "09:30"]),
        ("R1/PT10M", "2026-11-18T10:00:00+01:00", ["09:10"]),
        ("R2/2026-11-18T12:00:00+01:00/PT1H", "2026-11-18T10:00:00+01:00", ["11:00", "12:00"]),
    ],
)
def test_a_counted_cycle_fires_as_often_as_it_says(spec, now, expected):
    assert [text[11:16] for text in series(first_due(spec, "cycle", at(now), BERLIN), 9)] == expected


@pytest.mark.parametrize(
    ("spec", "now", "expected"),
    [
        # daily over both clock changes: the day with the gap fires once, the day after at 02:30 again
        (
            "R/P1D",
            "2026-03-27T02:30:00+01:00",
            ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"],
        ),
        (
            "R/P1D",
            "2026-10-23T02:30:00+02:00",
            ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"],
        ),
        (
            "R/2027-03-28T02:30:00@Europe/Berlin/P1D",
            "2027-03-01T00:00:00Z",
            ["2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z", "2027-03-30T00:30:00Z"],
        ),
        # the short month does not pull the following ones forward
        (
            "R/P1M",
            "2026-01-31T10:00:00+01:00",
            ["2026-02-28T09:00:00Z", "2026-03-31T08:00:00Z", "2026-04-30T08:00:00Z"],
        ),
        (
            "R/2026-01-05T09:00:00@Europe/Paris/P1W",
            "2026-01-01T00:00:00Z",
            ["2026-01-05T08:00:00Z", "2026-01-12T08:00:00Z", "2026-01-19T08:00:00Z"],
        ),
        # hourly through the doubled hour: elapsed time, no instant twice
        (
            "R/PT1H",
            "2026-10-25T01:30:00+02:00",
            ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"],
        ),
        # days from a start given in UTC are days of the case's zone
        ("R/2026-10-24T22:30:00Z/P1D", "2026-10-01T00:00:00Z", ["2026-10-24T22:30:00Z", "2026-10-25T23:30:00Z"]),
    ],
)
def test_k15_an_endless_cycle_keeps_the_local_time_of_its_anchor(spec, now, expected):
    assert series(first_due(spec, "cycle", at(now), BERLIN), len(expected)) == expected


def test_missed_firings_are_used_up_and_the_next_lies_in_the_future():
    first = first_due("R5/PT10M", "cycle", at("2026-11-18T10:00:00+01:00"), BERLIN)

    after = next_due(first, now=at("2026-11-18T10:35:00+01:00"))

    assert (utc(after), after and after.remaining, after and after.cycle) == ("2026-11-18T09:40:00Z", 1, 4)
    assert next_due(first, now=at("2026-11-18T12:00:00+01:00")) is None


def test_ten_years_of_seconds_are_skipped_at_once():
    first = first_due("R/PT1S", "cycle", at("2016-01-01T00:00:00Z"), BERLIN)

    assert utc(next_due(first, now=at("2026-01-01T00:00:00Z"))) == "2026-01-01T00:00:01Z"


@pytest.mark.parametrize("kind", ["duration", "date", "cycle"])
@pytest.mark.parametrize(
    "spec",
    [
        "", "P", "PT", "P1DT", "P-1D", "-P1D", "-PT1H", "PT-1H", "1D", "P1.5D", "P1D2M", "p1d", "P1\nD", "P١D",
        "2026-11-18", "2026-11-18T10:00:00", "2026-02-30T10:00:00Z", "2026-11-18T25:00:00Z",
        "2026-11-18T10:00:00+99:00",
        "2026-11-18T10:00:00@Nowhere/Land", "2026-11-18T10:00:00@../../etc/passwd",
        "2026-11-18T10:00:00+05:00[Europe/Berlin]", "R/P0D", "R/PT0S", "R0/PT1H", "R-1/PT1H", "R/-PT1H", "R", "R/",
        "R3/2026-11-18T10:00:00/P1D", "R3/2026-11-18/P1D", "R3/P1D/2026-11-18T10:00:00Z", "R1/R1/P1D", "0 0 * * *",
    ],
)  # fmt: skip
def test_what_is_no_timer_is_refused(spec, kind):
    with pytest.raises(TimerError):
        first_due(spec, kind, at("2026-11-18T10:00:00Z"), BERLIN)


@pytest.mark.parametrize(
    ("spec", "kind"),
    [("P8000Y", "duration"), ("P999999999D", "duration"), ("PT999999999H", "duration"), ("P1D", "duration")],
)
def test_k16_what_would_fire_after_the_year_9999_is_refused(spec, kind):
    with pytest.raises(TimerError):
        first_due(spec, kind, at("9999-12-31T12:00:00Z"), BERLIN)


def test_k16_a_naive_now_and_an_unknown_zone_are_refused():
    with pytest.raises(TimerError):
        first_due("P1D", "duration", at("2026-11-18T10:00:00"), BERLIN)
    with pytest.raises(TimerError):
        first_due("P1D", "duration", at("2026-11-18T10:00:00Z"), "Nowhere/Land")


LENGTHS = st.builds(
    "P{}M{}DT{}H{}M".format, st.integers(0, 30), st.integers(0, 400), st.integers(0, 50), st.integers(0, 90)
)
MOMENTS = st.datetimes(at("2000-01-01T00:00:00"), at("2060-01-01T00:00:00"), timezones=st.just(UTC))


@settings(deadline=None)
@given(LENGTHS, MOMENTS)
def test_a_stored_intent_gives_the_same_instant_again(length, now):
    due = first_due(length, "duration", now, BERLIN)

    assert recomputed(due) == due
    assert due.fire_at >= now - timedelta(hours=1)


@settings(deadline=None)
@given(st.integers(1, 40), st.sampled_from(["M", "W", "D"]), MOMENTS, st.integers(1, 30))
def test_a_cycle_moves_forward_and_one_skip_equals_many_steps(count, unit, now, steps):
    due = first_due(f"R/P{count}{unit}", "cycle", now, BERLIN)
    walked = due
    for _ in range(steps):
        later = next_due(walked)
        assert later is not None
        assert later.fire_at > walked.fire_at
        walked = later

    assert recomputed(walked) == walked
    assert next_due(due, now=walked.fire_at - timedelta(microseconds=1)) == walked


def test_k15_a_zone_rule_that_is_a_fixed_offset_is_kept():
    now = datetime(2026, 3, 28, 2, 30, tzinfo=timezone(timedelta(hours=1)))

    assert first_due("P1D", "duration", now, "UTC").fire_at == at("2026-03-29T01:30:00Z")
