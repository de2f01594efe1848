"""FEEL numbers: decimals of 34 digits, rounded half to even, in a context of their own (DMN 1.5, 10.3.2.3.1)."""

from __future__ import annotations

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

from .errors import FeelError

# Never the thread's context: a library that changes it would change fees.
CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
# Exact work on results of date arithmetic and rounding, where 34 digits are never the limit asked for.
WIDE = Context(prec=7000, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[InvalidOperation, Overflow])
ZERO = Decimal(0)
ONE = Decimal(1)


def number(value: int | str | Decimal) -> Decimal:
    """The FEEL number nearest to `value`; raises `FeelError` when it is none (NaN, infinity, out of range)."""
    try:
        result = CONTEXT.create_decimal(value)
    except (DecimalException, ValueError) as error:
        raise FeelError("the number is out of range") from error
    if not result.is_finite():
        raise FeelError("the number is not finite")
    return result


def from_float(value: float) -> Decimal | None:
    """The decimal a reader sees printed for `value`; None for NaN and infinity, which FEEL does not have."""
    result = Decimal(repr(value))
    return CONTEXT.plus(result) if result.is_finite() else None


def integer(value: Decimal) -> int | None:
    """`value` as int when it is integral and not absurdly large, else None."""
    if value.adjusted() > 40 or value != value.to_integral_value(context=WIDE):
        return None
    return int(value)


def text(value: Decimal) -> str:
    """A number as FEEL writes it: no exponent, no trailing zeros (`string(1.10)` is "1.1")."""
    if not value:
        return "0"
    if abs(value.adjusted()) > 6_200:  # not a number FEEL computes; written out it would fill the memory
        return str(value)
    plain = format(value, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain
