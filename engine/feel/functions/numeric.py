"""Numeric functions (DMN 1.5, 10.3.4.5)."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DecimalException,
)

from ..errors import FeelError
from ..numbers import CONTEXT, ONE, WIDE, ZERO, integer
from ..values import DaysAndTime, YearsAndMonths
from .registry import builtin


def rounded(n: Decimal, scale: Decimal, mode: str) -> Decimal:
    """`n` with `scale` digits after the point (negative: zeros before it); raises `FeelError` for a bad scale."""
    digits = integer(scale.to_integral_value(ROUND_DOWN, WIDE))
    if digits is None or not -6111 <= digits <= 6176:
        raise FeelError("the scale must be from -6111 to 6176")
    exponent = n.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= digits:
        return n
    try:
        return CONTEXT.plus(n.quantize(ONE.scaleb(-digits, WIDE), rounding=mode, context=WIDE))
    except DecimalException as error:
        raise FeelError("the result is out of range") from error


@builtin("decimal", "n: number, scale: number", result="number")
def _decimal(n: Decimal, scale: Decimal) -> Decimal:
    """Rounds half to even."""
    return rounded(n, scale, ROUND_HALF_EVEN)


@builtin("floor", "n: number, scale?: number", result="number")
def _floor(n: Decimal, scale: Decimal | None = ZERO) -> Decimal:
    """The greatest number with that scale that is not above n."""
    return rounded(n, _needed(scale), ROUND_FLOOR)


@builtin("ceiling", "n: number, scale?: number", result="number")
def _ceiling(n: Decimal, scale: Decimal | None = ZERO) -> Decimal:
    """The smallest number with that scale that is not below n."""
    return rounded(n, _needed(scale), ROUND_CEILING)


def _needed(scale: Decimal | None) -> Decimal:
    if scale is None:
        raise FeelError("the scale is null")
    return scale


@builtin("round up", "n: number, scale: number", result="number")
def _round_up(n: Decimal, scale: Decimal) -> Decimal:
    """Rounds away from zero."""
    return rounded(n, scale, ROUND_UP)


@builtin("round down", "n: number, scale: number", result="number")
def _round_down(n: Decimal, scale: Decimal) -> Decimal:
    """Rounds towards zero."""
    return rounded(n, scale, ROUND_DOWN)


@builtin("round half up", "n: number, scale: number", result="number")
def _round_half_up(n: Decimal, scale: Decimal) -> Decimal:
    """Rounds to the nearest, a half away from zero."""
    return rounded(n, scale, ROUND_HALF_UP)


@builtin("round half down", "n: number, scale: number", result="number")
def _round_half_down(n: Decimal, scale: Decimal) -> Decimal:
    """Rounds to the nearest, a half towards zero."""
    return rounded(n, scale, ROUND_HALF_DOWN)


@builtin("abs", "n")
def _abs(n: object) -> object:
    """The absolute value of a number or duration."""
    if type(n) is list and len(n) == 1:
        n = n[0]
    if type(n) is Decimal:
        return CONTEXT.abs(n)
    if isinstance(n, DaysAndTime):
        return DaysAndTime(CONTEXT.abs(n.seconds))
    if isinstance(n, YearsAndMonths):
        return YearsAndMonths(abs(n.months))
    raise FeelError("'abs' takes a number or a duration")


@builtin("modulo", "dividend: number, divisor: number", result="number")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """What is left of the dividend; it has the sign of the divisor."""
    if not divisor:
        raise FeelError("division by zero")
    try:
        rest = CONTEXT.remainder(dividend, divisor)
    except DecimalException:
        return _long_modulo(dividend, divisor)
    return CONTEXT.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


def _long_modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    try:
        rest = WIDE.remainder(dividend, divisor)
    except DecimalException as error:
        raise FeelError("the result is out of range") from error
    return CONTEXT.plus(WIDE.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest)


@builtin("sqrt", "number: number", result="number")
def _sqrt(number: Decimal) -> Decimal:
    """The square root."""
    if number < 0:
        raise FeelError("a negative number has no square root")
    return CONTEXT.sqrt(number)


@builtin("log", "number: number", result="number")
def _log(number: Decimal) -> Decimal:
    """The natural logarithm."""
    if number <= 0:
        raise FeelError("only positive numbers have a logarithm")
    return CONTEXT.ln(number)


@builtin("exp", "number: number", result="number")
def _exp(number: Decimal) -> Decimal:
    """The power of Euler's number."""
    try:
        return CONTEXT.exp(number)
    except DecimalException as error:
        raise FeelError("the result is out of range") from error


@builtin("odd", "number: number", result="boolean")
def _odd(number: Decimal) -> bool:
    """Whether a whole number is odd."""
    return modulo(_whole(number), Decimal(2)) == 1


@builtin("even", "number: number", result="boolean")
def _even(number: Decimal) -> bool:
    """Whether a whole number is even."""
    return modulo(_whole(number), Decimal(2)) == 0


def _whole(number: Decimal) -> Decimal:
    if number != number.to_integral_value(context=WIDE):
        raise FeelError("only whole numbers are odd or even")
    return number
