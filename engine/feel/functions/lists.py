"""List functions (DMN 1.5, 10.3.4.4) and `sort` (10.3.4.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, DecimalException
from functools import cmp_to_key
from typing import Any

from ..calls import invoke
from ..compare import equal, order
from ..errors import FeelError
from ..numbers import CONTEXT, ONE, ZERO, integer
from ..runtime import Run
from ..types import named
from ..values import DaysAndTime, Function, YearsAndMonths
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


def _place(position: Decimal, size: int) -> int:
    """The index of a position counted from 1, or from the end if negative."""
    place = integer(position)
    if place is None or place == 0 or abs(place) > size:
        raise FeelError(f"there is no position {position} in a list of {size}")
    return place - 1 if place > 0 else size + place


def _search(run: Run, items: _Items, wanted: Any) -> Iterable[int]:
    run.spend(len(items) >> 2)
    return (index for index, item in enumerate(items) if equal(item, wanted) is True)


@builtin("list contains", "list: list, element", result="boolean", contextual=True)
def _list_contains(run: Run, items: _Items, element: Any) -> bool:
    """Whether an item equals the element."""
    return next(iter(_search(run, items, element)), None) is not None


@builtin("count", "list: list", result="number")
def _count(items: _Items) -> Decimal:
    """The number of items."""
    return Decimal(len(items))


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
    if all(isinstance(item, YearsAndMonths) for item in items):
        return YearsAndMonths(sum(item.months for item in items))
    if all(isinstance(item, DaysAndTime) for item in items):
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
@builtin("and", "list")
@builtin("and", "b", variadic=True, nulls=True)
def _every(first: Any, *more: Any) -> bool | None:
    """Whether all are true; false if one is false, else null if one is no boolean."""
    return _quantify(_all(first, more), False)


@builtin("any", "list")
@builtin("any", "b", variadic=True, nulls=True)
@builtin("or", "list")
@builtin("or", "b", variadic=True, nulls=True)
def _some(first: Any, *more: Any) -> bool | None:
    """Whether one is true; null if none is and one is no boolean."""
    return _quantify(_all(first, more), True)


@builtin("sublist", "list: list, start position: number, length?: number", result="list")
def _sublist(items: _Items, start: Decimal, length: Decimal | None = None) -> _Items:
    """Items from a position, counted from 1 or, if negative, from the end."""
    begin = _place(start, len(items))
    if length is None:
        return items[begin:]
    size = integer(length)
    if size is None or size < 1 or begin + size > len(items):
        raise FeelError(f"there are no {length} items from position {start} on")
    return items[begin : begin + size]


@builtin("append", "list: list, item", variadic=True, result="list")
def _append(items: _Items, *more: Any) -> _Items:
    """The list with further items at its end."""
    return [*items, *more]


@builtin("concatenate", "list: list", variadic=True, result="list", contextual=True)
def _concatenate(run: Run, *lists: _Items) -> _Items:
    """All lists as one."""
    run.check_list(sum(map(len, lists)))
    return [item for items in lists for item in items]


@builtin("insert before", "list: list, position: number, newItem", result="list")
def _insert_before(items: _Items, position: Decimal, new: Any) -> _Items:
    """The list with one more item at that position."""
    place = _place(position, len(items))
    return [*items[:place], new, *items[place:]]


@builtin("remove", "list: list, position: number", result="list")
def _remove(items: _Items, position: Decimal) -> _Items:
    """The list without the item at that position."""
    place = _place(position, len(items))
    return [*items[:place], *items[place + 1 :]]


@builtin("list replace", "list: list, position: number, newItem", result="list")
def _replace_at(items: _Items, position: Decimal, new: Any) -> _Items:
    """The list with another item at that position."""
    place = _place(position, len(items))
    return [*items[:place], new, *items[place + 1 :]]


@builtin("list replace", "list: list, match: function, newItem", result="list", contextual=True)
def _replace_where(run: Run, items: _Items, match: Function, new: Any) -> _Items:
    """The list with another item wherever `match(item, new item)` holds."""
    return [new if _boolean(invoke(run, match, item, new)) else item for item in items]


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise FeelError(f"the function must answer a boolean, not {named(value)}")
    return value


@builtin("reverse", "list: list", result="list")
def _reverse(items: _Items) -> _Items:
    """The list from its end to its beginning."""
    return items[::-1]


@builtin("index of", "list: list, match", result="list<number>", contextual=True)
def _index_of(run: Run, items: _Items, match: Any) -> list[Decimal]:
    """The positions of the items that equal the match."""
    return [Decimal(index + 1) for index in _search(run, items, match)]


@builtin("distinct values", "list: list", result="list", contextual=True)
def _distinct_values(run: Run, items: _Items) -> _Items:
    """The list without repetitions, the first of equal items kept."""
    return _distinct(run, items)


@builtin("union", "list: list", variadic=True, result="list", contextual=True)
def _union(run: Run, *lists: _Items) -> _Items:
    """All lists as one, without repetitions."""
    return _distinct(run, _concatenate(run, *lists))


def _distinct(run: Run, items: _Items) -> _Items:
    found: _Items = []
    scalars: set[Any] = set()
    for item in items:
        if type(item) is str or type(item) is Decimal:  # most lists: no comparison with every other item
            if item in scalars:
                continue
            scalars.add(item)
        else:
            run.spend(len(found) + 1)
            if any(equal(item, other) is True for other in found):
                continue
        found.append(item)
    return found


@builtin("flatten", "list: list", result="list", contextual=True)
def _flatten(run: Run, items: _Items) -> _Items:
    """All items of nested lists in one list."""
    result: _Items = []
    _flatten_into(run, items, result)
    return result


def _flatten_into(run: Run, items: _Items, result: _Items) -> None:
    run.spend(len(items) + 1)
    for item in items:
        if type(item) is list:
            _flatten_into(run, item, result)
        else:
            result.append(item)
    run.check_list(len(result))


@builtin("sort", "list: list, precedes?: function", result="list", contextual=True)
def _sort(run: Run, items: _Items, precedes: Function | None = None) -> _Items:
    """The list in the order of `precedes(a, b)`; without it in ascending order. Equal items keep their order."""

    def by_value(left: Any, right: Any) -> int:
        found = order(left, right)
        if found is None:
            raise FeelError(f"{named(left)} and {named(right)} have no order")
        return found

    run.spend(len(items))
    return sorted(items, key=cmp_to_key(by_value if precedes is None else _by(run, precedes)))


def _by(run: Run, precedes: Function) -> Callable[[Any, Any], int]:
    def compare(left: Any, right: Any) -> int:
        if _boolean(invoke(run, precedes, left, right)):
            return -1
        return 1 if _boolean(invoke(run, precedes, right, left)) else 0

    return compare
