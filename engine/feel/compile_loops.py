"""From the syntax tree to closures: filters, `for`, `some` and `every` (DMN 1.5, 10.3.2.5 to 10.3.2.7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from . import nodes
from .compare import order
from .compiler import Compiler, Where, handles, walk
from .errors import FeelError
from .far import FarDate, from_ordinal, ordinal
from .numbers import integer
from .runtime import Code, Run, Scope
from .types import named
from .values import Range


@handles(nodes.Filter)
def _filter(compiler: Compiler, node: nodes.Filter) -> Code:
    source, where = compiler.compile(node.source), compiler.where(node)
    if isinstance(node.condition, nodes.Literal | nodes.Negation):
        position = compiler.compile(node.condition)
        if isinstance(node.condition, nodes.Negation) or type(node.condition.value) is Decimal:
            return lambda run, scope: item_at(run, source(run, scope), position(run, scope), where)
    condition = compiler.inside(node.condition, {"item"}, None)
    cost = node.condition.size + 1

    def code(run: Run, scope: Scope) -> Any:
        items = source(run, scope)
        if type(items) is not list:
            items = [] if items is None else [items]
        run.spend(cost * len(items))
        result: list[Any] = []
        for item in items:
            found = condition(run, (item if type(item) is dict else {}, ({"item": item}, scope)))
            if found is True:
                result.append(item)
            elif type(found) is Decimal:
                return item_at(run, items, found, where)
        if not items and _is_position(run, condition, scope):
            return run.fail(where, "the list is empty")
        return result

    return code


def _is_position(run: Run, condition: Code, scope: Scope) -> bool:
    known = len(run.problems)
    found = condition(run, ({}, ({"item": None}, scope)))
    del run.problems[known:]
    return type(found) is Decimal


def item_at(run: Run, items: Any, position: Any, where: Where) -> Any:
    """The item at a position counted from 1, or from the end if negative."""
    if type(items) is not list:
        items = [] if items is None else [items]
    if type(position) is not Decimal:
        return run.fail(where, f"a position is a number, not {named(position)}")
    index = integer(position)
    if index is None or index == 0 or abs(index) > len(items):
        return run.fail(where, f"there is no item {position} in a list of {len(items)}")
    return items[index - 1] if index > 0 else items[index]


def span(run: Run, low: Any, high: Any) -> Iterable[Any]:
    """The whole numbers or days from `low` to `high`, downwards if `high` is lower; raises `FeelError` for others."""
    if type(low) is Decimal and type(high) is Decimal:
        first, last = integer(low), integer(high)
        if first is None or last is None:
            raise FeelError("an iteration runs over whole numbers")
        run.check_list(abs(last - first) + 1)
        step = 1 if last >= first else -1
        return map(Decimal, range(first, last + step, step))
    if type(low) in (date, FarDate) and type(high) in (date, FarDate):
        first, last = ordinal(low), ordinal(high)
        run.check_list(abs(last - first) + 1)
        step = 1 if last >= first else -1
        return map(from_ordinal, range(first, last + step, step))
    raise FeelError(f"an iteration cannot run from {named(low)} to {named(high)}")


def span_of(run: Run, interval: Range) -> Iterable[Any]:
    """The values of a range of whole numbers or days."""
    values = list(span(run, interval.start, interval.end))
    if order(interval.start, interval.end) == 1:
        raise FeelError("the range ends before it begins")
    first = 0 if interval.start_included else 1
    last = len(values) if interval.end_included else len(values) - 1
    return values[first:last]


def _domain(compiler: Compiler, node: nodes.Iteration) -> Code:
    source, where = compiler.compile(node.source), compiler.where(node)
    last = None if node.last is None else compiler.compile(node.last)

    def code(run: Run, scope: Scope) -> Any:
        value = source(run, scope)
        try:
            if last is not None:
                return span(run, value, last(run, scope))
            if type(value) is Range:
                return span_of(run, value)
        except FeelError as error:
            return run.fail(where, str(error))
        if value is None:
            return run.fail(where, "there is nothing to iterate over")
        return value if type(value) is list else [value]

    return code


def _domains(compiler: Compiler, iterations: tuple[nodes.Iteration, ...]) -> list[tuple[str, Code]]:
    """Compiles the iterations, each inside the scope of those before; leaves their scopes open."""
    result: list[tuple[str, Code]] = []
    for iteration in iterations:
        result.append((iteration.name, _domain(compiler, iteration)))
        compiler.frames.append({iteration.name})
    return result


class _Absent(Exception):
    """An iteration has no list to run over."""


def _bindings(run: Run, domains: list[tuple[str, Code]], scope: Scope, cost: int) -> Iterator[Scope]:
    """The scopes of all combinations of the iterations, the last one running fastest."""
    name, domain = domains[0]
    items = domain(run, scope)
    if items is None:
        raise _Absent
    if len(domains) == 1:
        for item in items:
            run.steps -= cost
            if run.steps < 0:
                run.spend(0)
            yield {name: item}, scope
        return
    for item in items:
        run.spend(cost)
        yield from _bindings(run, domains[1:], ({name: item}, scope), cost)


@handles(nodes.For)
def _for(compiler: Compiler, node: nodes.For) -> Code:
    compiler.frames.append({"partial"})
    domains = _domains(compiler, node.iterations)
    body = compiler.compile(node.body)
    del compiler.frames[len(compiler.frames) - len(domains) - 1 :]
    cost = node.body.size + 1

    # The body sees the results so far; it gets a copy because it may keep them in its own result.
    copies = any(isinstance(each, nodes.Name) and each.name == "partial" for each in walk(node))

    def code(run: Run, scope: Scope) -> Any:
        result: list[Any] = []
        frame: dict[str, Any] = {"partial": result}
        try:
            for inner in _bindings(run, domains, (frame, scope), cost):
                if copies:
                    frame["partial"] = result[:]
                    run.spend(len(result) >> 6)
                result.append(body(run, inner))
                if len(result) > run.limits.list_size:
                    run.check_list(len(result))
        except _Absent:
            return None
        return result

    return code


@handles(nodes.Quantified)
def _quantified(compiler: Compiler, node: nodes.Quantified) -> Code:
    domains = _domains(compiler, node.iterations)
    condition = compiler.compile(node.condition)
    del compiler.frames[len(compiler.frames) - len(domains) :]
    deciding = node.quantifier == "some"
    cost = node.condition.size + 1

    def code(run: Run, scope: Scope) -> Any:
        result: bool | None = not deciding
        try:
            for inner in _bindings(run, domains, scope, cost):
                found = condition(run, inner)
                if found is deciding:
                    return deciding
                if found is not (not deciding):
                    result = None
        except _Absent:
            return None
        return result

    return code
