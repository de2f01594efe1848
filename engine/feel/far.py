"""Dates outside Python's years 1 to 9999: FEEL counts from -999,999,999 to 999,999,999 (proleptic Gregorian)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

_CYCLE_DAYS = 146_097  # days in 400 Gregorian years: after them the calendar, weekdays included, repeats
LAST_YEAR = 999_999_999


@dataclass(frozen=True, slots=True, order=True)
class FarDate:
    """A date that `datetime.date` cannot hold."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class FarDateTime:
    """A date and time that `datetime` cannot hold; the zone is that of `clock`."""

    day: FarDate
    clock: time


def make_date(year: int, month: int, day: int) -> date | FarDate:
    """The date of these numbers; raises ValueError when there is none."""
    if 1 <= year <= 9999:
        return date(year, month, day)
    if not -LAST_YEAR <= year <= LAST_YEAR:
        raise ValueError("year out of range")
    date(_near_year(year), month, day)  # the day exists in that month of that year
    return FarDate(year, month, day)


def make_date_time(day: date | FarDate, clock: time) -> datetime | FarDateTime:
    """`day` at `clock`, with the zone of `clock`."""
    return datetime.combine(day, clock) if isinstance(day, date) else FarDateTime(day, clock)


def ordinal(day: date | FarDate) -> int:
    """Days since 0001-01-01, which is day 1 as in `date.toordinal`."""
    if isinstance(day, date):
        return day.toordinal()
    near = _near_year(day.year)
    return date(near, day.month, day.day).toordinal() + (day.year - near) // 400 * _CYCLE_DAYS


def from_ordinal(days: int) -> date | FarDate:
    """The date of a day number; raises ValueError outside FEEL's years."""
    if 1 <= days <= 3_652_059:
        return date.fromordinal(days)
    cycles, rest = divmod(days - 1, _CYCLE_DAYS)
    near = date.fromordinal(rest + 1)
    return make_date(near.year + 400 * cycles, near.month, near.day)


def near(moment: FarDateTime) -> datetime:
    """The same moment in a year that Python knows, 400 years being one cycle: what zones and clocks need."""
    day = moment.day
    return datetime.combine(date(_near_year(day.year), day.month, day.day), moment.clock)


def _near_year(year: int) -> int:
    return (year - 1) % 400 + 1
