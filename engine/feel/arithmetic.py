"""Addition, subtraction, multiplication, division and exponentiation (DMN 1.5, tables 54 to 58)."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, DecimalException, DivisionByZero
from typing import Any

from .compare import clock_micros, instant, is_local
from .errors import FeelError
from .far import FarDate, FarDateTime, from_ordinal, make_date, make_date_time, near, ordinal
from .numbers import CONTEXT, ONE, ZERO
from .temporal import AnyDate, AnyDateTime, offset_seconds
from .types import named
from .values import DaysAndTime, YearsAndMonths

Operation = Callable[[Any, Any], Any]
_DAY_MICROS = 86_400_000_000
_MAX_MONTHS = 10**18
_MAX_SECONDS = 10**20


def operation(symbol: str, left: Any, right: Any) -> Any:
    """The result of `left symbol right`; raises `FeelError` when the operation has none."""
    try:
        return _OPERATIONS[symbol](left, right)
    except DivisionByZero as error:
        raise FeelError("division by zero") from error
    except (DecimalException, OverflowError, ValueError) as error:
        raise FeelError(f"the result of '{symbol}' is out of range") from error


def _none(symbol: str, left: Any, right: Any) -> FeelError:
    return FeelError(f"'{symbol}' is not defined for {named(left)} and {named(right)}")


def _add(left: Any, right: Any) -> Any:
    if type(left) is Decimal and type(right) is Decimal:
        return CONTEXT.add(left, right)
    if type(left) is str and type(right) is str:
        return left + right
    if isinstance(left, DaysAndTime) and isinstance(right, DaysAndTime):
        return _days(CONTEXT.add(left.seconds, right.seconds))
    if isinstance(left, YearsAndMonths) and isinstance(right, YearsAndMonths):
        return _months(left.months + right.months)
    if isinstance(left, DaysAndTime | YearsAndMonths):
        left, right = right, left
    if isinstance(right, YearsAndMonths):
        return _shift_months(left, right.months, "+")
    if isinstance(right, DaysAndTime):
        return _shift(left, right.seconds, "+")
    raise _none("+", left, right)


def _subtract(left: Any, right: Any) -> Any:
    if type(left) is Decimal and type(right) is Decimal:
        return CONTEXT.subtract(left, right)
    if isinstance(left, DaysAndTime) and isinstance(right, DaysAndTime):
        return _days(CONTEXT.subtract(left.seconds, right.seconds))
    if isinstance(left, YearsAndMonths) and isinstance(right, YearsAndMonths):
        return _months(left.months - right.months)
    if isinstance(right, YearsAndMonths):
        return _shift_months(left, -right.months, "-")
    if isinstance(right, DaysAndTime):
        return _shift(left, CONTEXT.minus(right.seconds), "-")
    if isinstance(left, time) and isinstance(right, time):
        if is_local(left) != is_local(right):
            raise FeelError("a time with a zone and one without have no difference")
        return _micros(clock_micros(left) - clock_micros(right))
    if isinstance(left, date | FarDate | FarDateTime) and isinstance(right, date | FarDate | FarDateTime):
        first, second = _moment(left), _moment(right)
        if is_local(first) != is_local(second):
            raise FeelError("a date and time with a zone and one without have no difference")
        return _micros(instant(first) - instant(second))
    raise _none("-", left, right)


def _moment(value: Any) -> AnyDateTime:
    """A date counts as midnight UTC (DMN 1.5, 10.3.2.3.6)."""
    if isinstance(value, datetime | FarDateTime):
        return value
    return make_date_time(value, time(tzinfo=UTC))


def _multiply(left: Any, right: Any) -> Any:
    if type(left) is Decimal and type(right) is Decimal:
        return CONTEXT.multiply(left, right)
    if type(left) is Decimal:
        left, right = right, left
    if type(right) is Decimal:
        if isinstance(left, DaysAndTime):
            return _days(CONTEXT.multiply(left.seconds, right))
        if isinstance(left, YearsAndMonths):
            return _months(int(CONTEXT.multiply(Decimal(left.months), right)))
    raise _none("*", left, right)


def _divide(left: Any, right: Any) -> Any:
    if type(right) is Decimal:
        if not right:
            raise FeelError("division by zero")
        if type(left) is Decimal:
            return CONTEXT.divide(left, right)
        if isinstance(left, DaysAndTime):
            return _days(CONTEXT.divide(left.seconds, right))
        if isinstance(left, YearsAndMonths):
            return _months(int(CONTEXT.divide(Decimal(left.months), right)))
    if isinstance(left, DaysAndTime) and isinstance(right, DaysAndTime):
        if not right.seconds:
            raise FeelError("division by zero")
        return CONTEXT.divide(left.seconds, right.seconds)
    if isinstance(left, YearsAndMonths) and isinstance(right, YearsAndMonths):
        if not right.months:
            raise FeelError("division by zero")
        return CONTEXT.divide(Decimal(left.months), Decimal(right.months))
    raise _none("/", left, right)


def _power(left: Any, right: Any) -> Any:
    if type(left) is not Decimal or type(right) is not Decimal:
        raise _none("**", left, right)
    if not right:
        return ONE  # also for 0 ** 0, as IEEE 754 and the other evaluators have it
    if not left and right < 0:
        raise FeelError("division by zero")  # which decimal calls Infinity, without a signal
    return CONTEXT.power(left, right)


_OPERATIONS: dict[str, Operation] = {"+": _add, "-": _subtract, "*": _multiply, "/": _divide, "**": _power}


def negate(value: Any) -> Any:
    """`-value`; raises `FeelError` for anything but numbers and durations."""
    if type(value) is Decimal:
        return CONTEXT.minus(value)
    if isinstance(value, DaysAndTime):
        return DaysAndTime(CONTEXT.minus(value.seconds))
    if isinstance(value, YearsAndMonths):
        return YearsAndMonths(-value.months)
    raise FeelError(f"there is no negative of {named(value)}")


def _days(seconds: Decimal) -> DaysAndTime:
    if not -_MAX_SECONDS <= seconds <= _MAX_SECONDS:
        raise OverflowError
    return DaysAndTime(seconds)


def _months(months: int) -> YearsAndMonths:
    if abs(months) > _MAX_MONTHS:
        raise OverflowError
    return YearsAndMonths(months)


def _micros(micros: int) -> DaysAndTime:
    return DaysAndTime(
        Decimal(micros).scaleb(-6, CONTEXT).normalize(CONTEXT) if micros % 1_000_000 else Decimal(micros // 1_000_000)
    )


def _shift_months(value: Any, months: int, symbol: str) -> Any:
    if isinstance(value, datetime):
        return make_date_time(add_months(value.date(), months), value.timetz())
    if isinstance(value, FarDateTime):
        return make_date_time(add_months(value.day, months), value.clock)
    if isinstance(value, date | FarDate):
        return add_months(value, months)
    raise _none(symbol, value, YearsAndMonths(months))


def add_months(day: AnyDate, months: int) -> AnyDate:
    """The same day `months` later, or the last day of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = calendar.monthrange((year - 1) % 400 + 1, month + 1)[1]
    return make_date(year, month + 1, min(day.day, length))


def _shift(value: Any, seconds: Decimal, symbol: str) -> Any:
    if not -(10**17) <= seconds <= 10**17:
        raise OverflowError
    micros = int(seconds.scaleb(6, CONTEXT))
    if isinstance(value, time):
        total = (value.hour * 3600 + value.minute * 60 + value.second) * 1_000_000 + value.microsecond + micros
        return _clock(total % _DAY_MICROS).replace(tzinfo=value.tzinfo)
    if isinstance(value, datetime | FarDateTime):
        return _shift_moment(value, micros)
    if isinstance(value, date | FarDate):
        return from_ordinal((ordinal(value) * _DAY_MICROS + micros) // _DAY_MICROS)
    raise _none(symbol, value, DaysAndTime(seconds))


def _shift_moment(value: AnyDateTime, micros: int) -> AnyDateTime:
    zone = value.clock.tzinfo if isinstance(value, FarDateTime) else value.tzinfo
    days, rest = divmod(instant(value) + micros, _DAY_MICROS)
    moment = make_date_time(from_ordinal(days), _clock(rest))
    if zone is None:
        return moment
    # The offset is that of the zone at the result: adding 24 hours over a change of the clocks changes the wall time.
    around = near(moment) if isinstance(moment, FarDateTime) else moment
    around = around.replace(year=max(around.year, 2), tzinfo=UTC)
    offset = around.astimezone(zone).utcoffset() or timedelta(0)
    local = (instant(value) + micros) + (offset.days * 86_400 + offset.seconds) * 1_000_000
    days, rest = divmod(local, _DAY_MICROS)
    return make_date_time(from_ordinal(days), _clock(rest).replace(tzinfo=zone))


def _clock(micros: int) -> time:
    seconds, micro = divmod(micros, 1_000_000)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, micro)


def offset_duration(value: AnyDateTime | time) -> DaysAndTime | None:
    """The distance from UTC; None without a zone."""
    seconds = offset_seconds(value)
    return None if seconds is None else DaysAndTime(Decimal(seconds) if seconds else ZERO)
