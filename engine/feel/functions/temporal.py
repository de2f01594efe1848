"""Functions on dates and times (DMN 1.5, 10.3.4.7 and 10.3.4.8), `is`, `now` and `today`."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from ..compare import equal
from ..errors import FeelError
from ..far import FarDate, FarDateTime, ordinal
from ..runtime import Run
from ..temporal import AnyDate, text_of
from ..types import kind_of, named
from ..values import DaysAndTime, Function, Range, YearsAndMonths
from .registry import builtin

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _day(value: Any) -> AnyDate:
    if type(value) is list and len(value) == 1:
        value = value[0]
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, FarDateTime):
        return value.day
    if isinstance(value, date | FarDate):
        return value
    raise FeelError(f"the function takes a date, not {named(value)}")


@builtin("day of year", "date", result="number")
def _day_of_year(value: Any) -> Decimal:
    """The number of the day in its year."""
    day = _day(value)
    return Decimal(ordinal(day) - ordinal(_first(day.year)) + 1)


def _first(year: int) -> AnyDate:
    return date(year, 1, 1) if 1 <= year <= 9999 else FarDate(year, 1, 1)


@builtin("day of week", "date", result="string")
def _day_of_week(value: Any) -> str:
    """The English name of the day."""
    return _DAYS[(ordinal(_day(value)) - 1) % 7]


@builtin("month of year", "date", result="string")
def _month_of_year(value: Any) -> str:
    """The English name of the month."""
    return _MONTHS[_day(value).month - 1]


@builtin("week of year", "date", result="number")
def _week_of_year(value: Any) -> Decimal:
    """The number of the week (ISO 8601)."""
    day = _day(value)
    if isinstance(day, FarDate):
        day = date((day.year - 1) % 400 + 401, day.month, day.day)
    return Decimal(day.isocalendar().week)


@builtin("now", "", result="date and time", contextual=True)
def _now(run: Run) -> datetime:
    """The date and time of the evaluation, which the caller sets."""
    if run.now is None:
        raise FeelError("the time is not known here")
    return run.now


@builtin("today", "", result="date", contextual=True)
def _today(run: Run) -> date:
    """The date of the evaluation, which the caller sets."""
    return _now(run).date()


@builtin("is", "value1, value2", "value1", "value2", result="boolean", nulls=True)
def _is(left: Any, right: Any = None) -> bool:
    """Whether both are the same value of the same kind: the same moment in another zone is not. Missing is null."""
    if kind_of(left) != kind_of(right):
        return False
    if isinstance(left, datetime | FarDateTime | time):
        return text_of(left) == text_of(right)
    if isinstance(left, date | FarDate | DaysAndTime | YearsAndMonths | Range | str | Decimal):
        return bool(left == right)
    if isinstance(left, Function):
        return left is right
    return equal(left, right) is True
