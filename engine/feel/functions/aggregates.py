"""Functions that make one value of a list, which may also be given as several arguments (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, DecimalException
from typing import Any

from ..compare import order
from ..errors import FeelError
from ..numbers import CONTEXT, ONE, ZERO
from ..types import named
from ..values import DaysAndTime, YearsAndMonths
from .registry import builtin

_Items = list[Any]


def _all(first: Any, more: tuple[Any, ...]) -> _Items:
    """The items, whether they came as one list or as several arguments."""
    if not more and type(first) is list:
        return first
    return [first, *more]


def _numbers(name: str, items: Iterable[Any]) -> list[Decimal]:
    found = list(items)
    for item in found:
        if type(item) is not Decimal:
            raise FeelError(f"'{name}' takes numbers, not {named(item)}")
    return found


def _extreme(name: str, items: _Items, wanted: int) -> Any:
    if not items:
        raise FeelError(f"'{name}' of an empty list")
    best = items[0]
    for item in items if len(items) == 1 else items[1:]:
        found = order(item, best)
        if found is None:
            raise FeelError(f"{named(best)} and {named(item)} have no order")
        best = item if found == wanted else best
    return best


@builtin("min", "list", nulls=True)
@builtin("min", "c", variadic=True, nulls=True)
def _min(first: Any, *more: Any) -> Any:
    """The smallest item."""
    return _extreme("min", _all(first, more), -1)


@builtin("max", "list", nulls=True)
@builtin("max", "c", variadic=True, nulls=True)
def _max(first: Any, *more: Any) -> Any:
    """The greatest item."""
    return _extreme("max", _all(first, more), 1)


@builtin("sum", "list")
@builtin("sum", "n", variadic=True)
def _sum(first: Any, *more: Any) -> Any:
    """The sum of numbers, or of durations of one kind."""
    items = _all(first, more)
    if not items:
        raise FeelError("'sum' of an empty list")
    if type(items[0]) is YearsAndMonths and all(type(item) is YearsAndMonths for item in items):
        return YearsAndMonths(sum(item.months for item in items))
    if type(items[0]) is DaysAndTime and all(type(item) is DaysAndTime for item in items):
        return DaysAndTime(_total(item.seconds for item in items))
    return _total(_numbers("sum", items))


def _total(numbers: Iterable[Decimal]) -> Decimal:
    total = ZERO
    try:
        for number in numbers:
            total = CONTEXT.add(total, number)
    except DecimalException as error:
        raise FeelError("the result is out of range") from error
    return total


@builtin("mean", "list")
@builtin("mean", "n", variadic=True)
def _mean(first: Any, *more: Any) -> Decimal:
    """The arithmetic mean."""
    numbers = _numbers("mean", _all(first, more))
    if not numbers:
        raise FeelError("'mean' of an empty list")
    return CONTEXT.divide(_total(numbers), Decimal(len(numbers)))


@builtin("product", "list")
@builtin("product", "n", variadic=True)
def _product(first: Any, *more: Any) -> Decimal:
    """The product of numbers."""
    numbers = _numbers("product", _all(first, more))
    if not numbers:
        raise FeelError("'product' of an empty list")
    result = ONE
    try:
        for number in numbers:
            result = CONTEXT.multiply(result, number)
    except DecimalException as error:
        raise FeelError("the result is out of range") from error
    return result


@builtin("median", "list")
@builtin("median", "n", variadic=True)
def _median(first: Any, *more: Any) -> Decimal:
    """The middle one of the sorted numbers, or the mean of the two in the middle."""
    numbers = sorted(_numbers("median", _all(first, more)))
    if not numbers:
        raise FeelError("'median' of an empty list")
    half = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[half]
    return CONTEXT.divide(CONTEXT.add(numbers[half - 1], numbers[half]), Decimal(2))


@builtin("stddev", "list")
@builtin("stddev", "n", variadic=True)
def _stddev(first: Any, *more: Any) -> Decimal:
    """The standard deviation of a sample."""
    numbers = _numbers("stddev", _all(first, more))
    if len(numbers) < 2:
        raise FeelError("'stddev' needs two numbers")
    try:
        mean = CONTEXT.divide(_total(numbers), Decimal(len(numbers)))
        squares = [CONTEXT.power(CONTEXT.subtract(number, mean), Decimal(2)) for number in numbers]
        return CONTEXT.sqrt(CONTEXT.divide(_total(squares), Decimal(len(numbers) - 1)))
    except DecimalException as error:
        raise FeelError("the result is out of range") from error


@builtin("mode", "list")
@builtin("mode", "n", variadic=True)
def _mode(first: Any, *more: Any) -> list[Decimal]:
    """The most frequent numbers, in ascending order."""
    counts: dict[Decimal, int] = {}
    for number in _numbers("mode", _all(first, more)):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)


def _quantify(items: _Items, deciding: bool) -> bool | None:
    if any(item is deciding for item in items):
        return deciding
    return (not deciding) if all(item is (not deciding) for item in items) else None


@builtin("all", "list")
@builtin("all", "b", variadic=True, nulls=True)
def _every(first: Any, *more: Any) -> bool | None:
    """Whether all are true; false if one is false, else null if one is no boolean."""
    return _quantify(_all(first, more), False)


@builtin("any", "list")
@builtin("any", "b", variadic=True, nulls=True)
def _some(first: Any, *more: Any) -> bool | None:
    """Whether one is true; null if none is and one is no boolean."""
    return _quantify(_all(first, more), True)
