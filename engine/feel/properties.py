"""The properties of dates, times, durations and ranges (DMN 1.5, tables 65 and 66)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from .arithmetic import offset_duration
from .far import FarDateTime, ordinal
from .numbers import CONTEXT
from .temporal import AnyDate, zone_text
from .types import kind_of
from .values import DaysAndTime

Getter = Callable[[Any], Any]


def _day(value: Any) -> AnyDate:
    if isinstance(value, FarDateTime):
        return value.day
    return value.date() if isinstance(value, datetime) else value


def _clock(value: Any) -> time:
    return value.clock if isinstance(value, FarDateTime) else value


def _second(value: Any) -> Decimal:
    clock = _clock(value)
    whole = Decimal(clock.second)
    if not clock.microsecond:
        return whole
    return CONTEXT.add(whole, Decimal(clock.microsecond).scaleb(-6, CONTEXT)).normalize(CONTEXT)


def _zone(value: Any) -> str | None:
    text = zone_text(_clock(value).tzinfo)
    return text.lstrip("@") or None


_DATE: Mapping[str, Getter] = {
    "year": lambda value: Decimal(_day(value).year),
    "month": lambda value: Decimal(_day(value).month),
    "day": lambda value: Decimal(_day(value).day),
    "weekday": lambda value: Decimal((ordinal(_day(value)) - 1) % 7 + 1),
}
_TIME: Mapping[str, Getter] = {
    "hour": lambda value: Decimal(_clock(value).hour),
    "minute": lambda value: Decimal(_clock(value).minute),
    "second": _second,
    "time offset": offset_duration,
    "timezone": _zone,
}


def _part(size: int, of: int) -> Getter:
    """How many whole units of `size` seconds remain after whole units of `of` seconds (0: none are taken off)."""

    def get(value: DaysAndTime) -> Decimal:
        whole = abs(int(value.seconds))
        units = (whole % of if of else whole) // size
        return Decimal(-units if value.seconds < 0 else units)

    return get


def _seconds(value: DaysAndTime) -> Decimal:
    return CONTEXT.remainder(value.seconds, Decimal(60))


def _truncated(months: int, divisor: int) -> int:
    return -(-months // divisor) if months < 0 else months // divisor


_PROPERTIES: Mapping[str, Mapping[str, Getter]] = {
    "date": _DATE,
    "date and time": {**_DATE, **_TIME},
    "time": _TIME,
    "days and time duration": {
        "days": _part(86_400, 0),
        "hours": _part(3600, 86_400),
        "minutes": _part(60, 3600),
        "seconds": _seconds,
    },
    "years and months duration": {
        "years": lambda value: Decimal(_truncated(value.months, 12)),
        "months": lambda value: Decimal(value.months - 12 * _truncated(value.months, 12)),
    },
    "range": {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    },
}


def getter(value: Any, name: str) -> Getter | None:
    """How to read property `name` of a value of this kind; None if it has no such property."""
    found = _PROPERTIES.get(kind_of(value))
    return None if found is None else found.get(name)
