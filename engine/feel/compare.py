"""Equality and order of FEEL values (DMN 1.5, 10.3.2.13 and table 53); None where FEEL has no answer."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from .errors import LimitExceeded
from .far import FarDate, FarDateTime, ordinal
from .temporal import AnyDateTime, offset_seconds
from .values import DaysAndTime, Function, Range, YearsAndMonths, shallow

_BUDGET = 200_000  # values visited by one comparison: contexts may share parts and so be larger than they look
_ORDERED = (Decimal, str, DaysAndTime, YearsAndMonths)


def instant(value: AnyDateTime) -> int:
    """Microseconds since the first day of year 1, in UTC where there is a zone."""
    day = value.day if isinstance(value, FarDateTime) else value.date()
    clock = value.clock if isinstance(value, FarDateTime) else value
    seconds = ordinal(day) * 86_400 + clock.hour * 3600 + clock.minute * 60 + clock.second
    return (seconds - (offset_seconds(value) or 0)) * 1_000_000 + clock.microsecond


def clock_micros(value: time) -> int:
    """Microseconds since midnight, in UTC where there is an offset."""
    seconds = value.hour * 3600 + value.minute * 60 + value.second - (offset_seconds(value) or 0)
    return seconds * 1_000_000 + value.microsecond


def is_local(value: AnyDateTime | time) -> bool:
    """Whether a time has no zone."""
    return (value.clock if isinstance(value, FarDateTime) else value).tzinfo is None


def order(left: Any, right: Any) -> int | None:
    """-1, 0 or 1 as `left` is before, equal to or after `right`; None when they cannot be compared."""
    kind = type(left)
    if kind is type(right) and kind in _ORDERED:
        return bool(left > right) - bool(left < right)
    a, b = _key(left), _key(right)
    if a is None or b is None or a[0] != b[0]:
        return None
    return (a[1] > b[1]) - (a[1] < b[1])


def _key(value: Any) -> tuple[str, int] | None:
    if isinstance(value, datetime | FarDateTime):
        return ("local date and time" if is_local(value) else "date and time", instant(value))
    if isinstance(value, date | FarDate):
        return ("date", ordinal(value))
    if isinstance(value, time):
        return ("local time" if is_local(value) else "time", clock_micros(value))
    return None


def equal(left: Any, right: Any) -> bool | None:
    """`left = right`: null equals null only; None for values of different kinds."""
    kind = type(left)
    if kind is type(right) and (kind is str or kind is Decimal or kind is bool):
        return bool(left == right)
    if left is None or right is None:
        return left is right
    return _equal(left, right, [_BUDGET])


def _equal(left: Any, right: Any, budget: list[int]) -> bool | None:
    budget[0] -= 1
    if budget[0] < 0:
        raise LimitExceeded("two values are too large to compare")
    left, right = shallow(left), shallow(right)
    if left is None or right is None:
        return left is right
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right if type(left) is type(right) else None
    if type(left) is list and type(right) is list:
        return len(left) == len(right) and all(_equal(a, b, budget) is True for a, b in zip(left, right, strict=True))
    if type(left) is dict and type(right) is dict:
        return left.keys() == right.keys() and all(
            _equal(item, right[key], budget) is True for key, item in left.items()
        )
    if isinstance(left, Range) and isinstance(right, Range):
        if (left.start_included, left.end_included) != (right.start_included, right.end_included):
            return False
        return _equal(left.start, right.start, budget) is True and _equal(left.end, right.end, budget) is True
    if isinstance(left, Function) and isinstance(right, Function):
        return left is right
    found = order(left, right)
    return None if found is None else not found


def contains(items: list[Any], wanted: Any) -> bool:
    """Whether an item of the list equals `wanted`."""
    return any(equal(item, wanted) is True for item in items)


def includes(interval: Range, value: Any) -> bool | None:
    """Whether `value` lies in `interval`; None when it cannot be compared with an end point."""
    if interval.start is not None:
        found = order(value, interval.start)
        if found is None:
            return None
        if found < 0 or (not found and not interval.start_included):
            return False
    if interval.end is not None:
        found = order(value, interval.end)
        if found is None:
            return None
        if found > 0 or (not found and not interval.end_included):
            return False
    return None if interval.start is None and interval.end is None else True
