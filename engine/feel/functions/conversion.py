"""Conversion functions and `not` (DMN 1.5, 10.3.4.1 and 10.3.4.2)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any

from .. import nodes
from ..arithmetic import negate
from ..compare import order
from ..compile_tests import make_range
from ..errors import FeelError, FeelSyntaxError, Limits
from ..far import FarDate, FarDateTime, make_date, make_date_time
from ..names import table
from ..numbers import CONTEXT, integer, number
from ..numbers import text as number_text
from ..parser import Parser
from ..temporal import (
    AnyDate,
    AnyDateTime,
    offset_zone,
    parse_at,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    zone,
)
from ..text import to_text
from ..types import named
from ..values import DaysAndTime, Range, YearsAndMonths
from .registry import REGISTRY, builtin

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")


def _single(value: Any) -> Any:
    return value[0] if type(value) is list and len(value) == 1 else value


def _int(value: Decimal) -> int:
    found = integer(value)
    if found is None:
        raise FeelError(f"{number_text(value)[:40]} is no whole number")
    return found


@builtin("not", "negand", result="boolean", nulls=True)
def _not(negand: Any) -> bool | None:
    """The opposite of a boolean; null for anything else."""
    negand = _single(negand)
    return not negand if type(negand) is bool else None


@builtin("string", "from", result="string", nulls=True)
def _string(value: Any) -> str | None:
    """The value as text; null for null."""
    return None if value is None else to_text(value)


@builtin("number", "from: string", result="number")
def _plain_number(text: str) -> Decimal:
    """The number that the text is."""
    return _number(text, None, None)


@builtin("number", "from: string, grouping separator?, decimal separator?", result="number", nulls=True)
def _number(text: str | None, grouping: Any = None, decimal: Any = None) -> Decimal:
    """The number that the text is, given its separators."""
    if text is None:
        raise FeelError("the argument 'from' of 'number' is null")
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", "."):
        raise FeelError("a separator is ' ', ',' or '.' (of groups) and ',' or '.' (of decimals)")
    if grouping is not None and grouping == decimal:
        raise FeelError("the two separators must differ")
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(decimal, ".") if decimal else plain
    if len(plain) > 10_000 or not _NUMBER.fullmatch(plain):
        raise FeelError(f"'{text[:40]}' is no number")
    return number(plain)


@builtin("date", "from", result="date")
def _date(value: Any) -> AnyDate:
    """The date of a text, or of a date and time."""
    value = _single(value)
    if isinstance(value, str):
        return parse_date(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, FarDateTime):
        return value.day
    if isinstance(value, date | FarDate):
        return value
    raise FeelError(f"'date' takes a string, a date or a date and time, not {named(value)}")


@builtin("date", "year: number, month: number, day: number", result="date")
def _date_of(year: Decimal, month: Decimal, day: Decimal) -> AnyDate:
    """The date of these numbers."""
    try:
        return make_date(_int(year), _int(month), _int(day))
    except ValueError as error:
        raise FeelError("there is no such date") from error


@builtin("time", "from", result="time")
def _time(value: Any) -> time:
    """The time of a text, or of a date and time; a date has midnight UTC."""
    value = _single(value)
    if isinstance(value, str):
        return parse_time(value)
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, FarDateTime):
        return value.clock
    if isinstance(value, date | FarDate):
        return time(tzinfo=UTC)
    if isinstance(value, time):
        return value
    raise FeelError(f"'time' takes a string, a time or a date and time, not {named(value)}")


@builtin("time", "hour: number, minute: number, second: number, offset?: days and time duration", result="time")
def _time_of(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysAndTime | None = None) -> time:
    """The time of these numbers, with the distance from UTC."""
    whole = int(second) if 0 <= second < 60 else -1
    micros = int(CONTEXT.subtract(second, Decimal(whole)).scaleb(6, CONTEXT)) if whole >= 0 else 0
    zone_of = None if offset is None else offset_zone(_int(offset.seconds))
    try:
        return time(_int(hour), _int(minute), whole, micros, zone_of)
    except (ValueError, OverflowError) as error:
        raise FeelError("there is no such time") from error


@builtin("date and time", "from", result="date and time")
def _date_and_time(value: Any) -> AnyDateTime:
    """The date and time of a text; a date has midnight UTC."""
    value = _single(value)
    if isinstance(value, str):
        return parse_date_time(value)
    if isinstance(value, datetime | FarDateTime):
        return value
    if isinstance(value, date | FarDate):
        return make_date_time(value, time(tzinfo=UTC))
    raise FeelError(f"'date and time' takes a string or a date, not {named(value)}")


@builtin("date and time", "date, time: time", result="date and time")
def _date_with_time(day: Any, clock: time) -> AnyDateTime:
    """That date at that time."""
    day = _single(day)
    if isinstance(day, str):
        raise FeelError("'date and time' takes a date, not a string")
    return make_date_time(_date(day), clock)


_NUMBERS = "year: number, month: number, day: number, hour: number, minute: number, second: number"


@builtin(
    "date and time",
    _NUMBERS,
    f"{_NUMBERS}, offset: days and time duration",
    f"{_NUMBERS}, timezone: string",
    result="date and time",
)
def _date_and_time_of(
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    where: DaysAndTime | str | None = None,
) -> AnyDateTime:
    """The date and time of these numbers, with a distance from UTC or a time zone."""
    clock = _time_of(hour, minute, second, where if isinstance(where, DaysAndTime) else None)
    if isinstance(where, str):
        clock = clock.replace(tzinfo=_zone(where))
    return make_date_time(_date_of(year, month, day), clock)


def _zone(text: str) -> tzinfo:
    return zone(text if text[:1] in ("Z", "+", "-", "@") and text[1:2] in ("", *"0123456789") else f"@{text}")


@builtin("duration", "from", result="days and time duration")
def _duration(value: Any) -> DaysAndTime | YearsAndMonths:
    """The duration of a text (ISO 8601)."""
    value = _single(value)
    if isinstance(value, DaysAndTime | YearsAndMonths):
        return value
    if not isinstance(value, str):
        raise FeelError(f"'duration' takes a string, not {named(value)}")
    return parse_duration(value)


@builtin("years and months duration", "from, to", result="years and months duration")
def _years_and_months_duration(start: Any, end: Any) -> YearsAndMonths:
    """The whole months from one date to another."""
    for value in (start, end):
        if isinstance(_single(value), str):
            raise FeelError("'years and months duration' takes dates, not strings")
    first, last = _date(start), _date(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearsAndMonths(months)


@builtin("range", "from: string", result="range")
def _range(text: str) -> Range:
    """The range of a text such as `[1..5]`; its end points are literals or calls of date and time functions."""
    parser = Parser(text, _tables(), {}, Limits(text=10_000, nodes=50, depth=20))
    try:
        tree = parser.whole_expression()
    except FeelSyntaxError as error:
        raise FeelError(f"'{text[:40]}' is no range") from error
    if not isinstance(tree, nodes.RangeLiteral):
        raise FeelError(f"'{text[:40]}' is no range")
    low, high = _end_point(tree.low), _end_point(tree.high)
    found = make_range(low, high, tree.low_included, tree.high_included)
    if order(low, high) == 1:
        raise FeelError("the range ends before it begins")
    return found


def _tables() -> tuple[Any, ...]:
    return (table(frozenset(REGISTRY)),)


_CALLS = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "duration": parse_duration,
}


def _end_point(node: nodes.Node | None) -> Any:
    if node is None:
        return None
    if isinstance(node, nodes.Literal) and node.value is not None:
        return node.value
    if isinstance(node, nodes.Negation) and isinstance(node.operand, nodes.Literal):
        return negate(node.operand.value)
    if isinstance(node, nodes.AtLiteral):
        return parse_at(node.text)
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) and len(node.arguments) == 1:
        argument, parse = node.arguments[0], _CALLS.get(node.function.name)
        if parse is not None and isinstance(argument, nodes.Literal) and isinstance(argument.value, str):
            return parse(argument.value)
    raise FeelError("an end point of the range is no literal")
