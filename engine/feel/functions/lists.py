"""List functions (DMN 1.5, 10.3.4.4) and `sort` (10.3.4.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_DOWN, Decimal
from functools import cmp_to_key
from typing import Any

from ..calls import invoke
from ..compare import equal, order
from ..errors import FeelError
from ..numbers import WIDE, integer
from ..runtime import Run
from ..types import named
from ..values import Function
from .registry import builtin

_Items = list[Any]


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
    """The list with another item at that position, of which a fraction does not count."""
    place = _place(position.to_integral_value(ROUND_DOWN, WIDE), len(items))
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
            run.spend(5 * len(found) + 1)
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
