"""The engine's dates against an independent computation, and against the vectors of the domain description."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from engine.deadlines import SAXONY, Calendar, Period, Unit, end_of, notified, raw_end
from tests.deadlines import reference

D = date.fromisoformat


def cases() -> list[tuple[date, int, str, str]]:
    """480 starts: every day around the moving holidays of seven years, and chance for the rest."""
    chosen: list[tuple[date, int, str, str]] = []
    for year in range(2025, 2032):
        around = [reference.easter(year) + shift for shift in (-3, -2, -1, 0, 1, 39, 49, 50)]
        around += [reference.repentance(year), reference.repentance(year) - 1]
        around += [reference.number(year, month, day) for month, day in ((10, 31), (12, 24), (12, 25), (12, 31))]
        for day in around:
            chosen.append((reference.to_date(day - 28), 4, "W", "SN"))
            chosen.append((reference.to_date(day - 14), 2, "W", "SN"))
    dice = random.Random(20261118)
    for _ in range(284):
        start = date(2024, 6, 1) + timedelta(days=dice.randrange(3650))
        unit = dice.choice("DWMY")
        count = dice.randrange(1, {"D": 120, "W": 13, "M": 13, "Y": 3}[unit])
        chosen.append((start, count, unit, dice.choice(("SN", "BY", "TH", "BE", "NW", "DE"))))
    return chosen


TABLE = cases()


def test_the_reference_table_has_at_least_300_cases():
    assert len(set(TABLE)) >= 300


@pytest.mark.parametrize(("start", "count", "unit", "land"), TABLE)
def test_k16_a_period_ends_where_the_independent_computation_ends_it(start, count, unit, land):
    got = end_of(start, Period.parse(f"P{count}{unit}"), Calendar.parse(land))

    assert got.end == reference.end(start, count, unit, (land,))


@pytest.mark.parametrize("year", range(2019, 2101))
@pytest.mark.parametrize("land", ["SN", "BY", "NW", "BE"])
def test_the_holidays_of_a_year_are_those_of_the_statutes(year, land):
    days = range(reference.number(year, 1, 1), reference.number(year, 12, 31) + 1)
    expected = tuple(reference.to_date(day) for day in days if reference.free(day, land))

    assert tuple(entry.day for entry in Calendar.parse(land).holidays(year)) == expected


@pytest.mark.parametrize("count", [1, 2, 3, 5, 10, 23])
@pytest.mark.parametrize("start", ["2026-04-01", "2026-11-16", "2026-12-23", "2027-05-05", "2028-10-27"])
def test_working_days_and_werktage_are_counted_like_the_independent_count(start, count):
    assert SAXONY.arbeitstage_after(D(start), count) == reference.counted(D(start), count, "SN", saturdays=False)
    assert SAXONY.werktage_after(D(start), count) == reference.counted(D(start), count, "SN", saturdays=True)


@pytest.mark.parametrize(
    ("start", "period", "raw", "end"),
    [
        ("2026-10-21", "P4W", "2026-11-18", "2026-11-19"),
        ("2026-03-06", "P4W", "2026-04-03", "2026-04-07"),
        ("2026-04-03", "P4W", "2026-05-01", "2026-05-04"),
        ("2025-11-27", "P4W", "2025-12-25", "2025-12-29"),
        ("2026-10-03", "P4W", "2026-10-31", "2026-11-02"),
        ("2027-02-26", "P4W", "2027-03-26", "2027-03-30"),
        ("2026-12-04", "P4W", "2027-01-01", "2027-01-04"),
        ("2026-10-21", "P2W", "2026-11-04", "2026-11-04"),
        ("2026-10-21", "P1W", "2026-10-28", "2026-10-28"),
        ("2026-11-04", "P2W", "2026-11-18", "2026-11-19"),
        ("2026-01-31", "P1M", "2026-02-28", "2026-03-02"),
        ("2026-08-31", "P3M", "2026-11-30", "2026-11-30"),
        ("2026-11-16", "3 Werktage", "2026-11-20", "2026-11-20"),
        ("2026-11-16", "3 Arbeitstage", "2026-11-20", "2026-11-20"),
        # K16: the edges of the calendar of months
        ("2028-02-29", "P1Y", "2029-02-28", "2029-02-28"),
        ("2024-02-29", "P4Y", "2028-02-29", "2028-02-29"),
        ("2028-01-31", "P1M", "2028-02-29", "2028-02-29"),
        ("2026-11-30", "P3M", "2027-02-28", "2027-03-01"),
        # P28D and P4W name the same day
        ("2026-10-21", "P28D", "2026-11-18", "2026-11-19"),
        # Friday + 1 Werktag is a Saturday, which a period does not end on
        ("2026-11-20", "1 Werktag", "2026-11-21", "2026-11-23"),
    ],
)
def test_the_vectors_of_the_domain_description_hold(start, period, raw, end):
    got = end_of(D(start), Period.parse(period))

    assert (got.raw_end, got.end) == (D(raw), D(end))


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2025, "04-18 04-21 05-29 06-09 11-19"),
        (2026, "04-03 04-06 05-14 05-25 11-18"),
        (2027, "03-26 03-29 05-06 05-17 11-17"),
        (2028, "04-14 04-17 05-25 06-05 11-22"),
        (2029, "03-30 04-02 05-10 05-21 11-21"),
        (2030, "04-19 04-22 05-30 06-10 11-20"),
    ],
)
def test_the_moving_holidays_of_saxony_are_those_of_the_domain_description(year, days):
    moving = ("Karfreitag", "Ostermontag", "Christi Himmelfahrt", "Pfingstmontag", "Buß- und Bettag")
    by_name = {entry.name_de: entry.day for entry in SAXONY.holidays(year)}

    assert " ".join(f"{by_name[name]:%m-%d}" for name in moving) == days
    assert len(by_name) == 11


def test_a_letter_posted_before_all_saints_weekend_counts_as_notified_on_the_fourth_day():
    assert notified(D("2026-10-30")).day == D("2026-11-03")


def test_a_half_month_is_fifteen_days():
    assert raw_end(D("2026-02-10"), Period(1, Unit.HALF_MONTHS), SAXONY) == D("2026-02-25")
