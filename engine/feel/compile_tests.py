"""From the syntax tree to closures: ranges, `between`, `in` and unary tests (DMN 1.5, 10.3.2.8 and table 55)."""

from __future__ import annotations

from typing import Any

from . import nodes
from .calls import invoke
from .compare import equal, includes, order
from .compiler import ORDERS, Compiler, Where, handles, walk
from .errors import FeelError
from .nodes import Node
from .runtime import Code, Run, Scope
from .types import kind_of, named
from .values import Function, Range

_COMPARABLE = frozenset(
    (
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    )
)


def make_range(low: Any, high: Any, low_included: bool, high_included: bool) -> Range:
    """The range between two end points of one kind; raises `FeelError` for others."""
    for end in (low, high):
        if end is not None and kind_of(end) not in _COMPARABLE:
            raise FeelError(f"{named(end)} is no end point of a range")
    if low is not None and high is not None and order(low, high) is None:
        raise FeelError(f"there is no range from {named(low)} to {named(high)}")
    return Range(low, high, low_included, high_included)


@handles(nodes.RangeLiteral)
def _range(compiler: Compiler, node: nodes.RangeLiteral) -> Code:
    low = None if node.low is None else compiler.compile(node.low)
    high = None if node.high is None else compiler.compile(node.high)
    where, bounds = compiler.where(node), (node.low_included, node.high_included)

    def code(run: Run, scope: Scope) -> Any:
        start = None if low is None else low(run, scope)
        end = None if high is None else high(run, scope)
        if (low and start is None) or (high and end is None):
            return run.fail(where, "an end point of the range is null")
        try:
            return make_range(start, end, *bounds)
        except FeelError as error:
            return run.fail(where, str(error))

    return code


@handles(nodes.Comparison)
def _comparison(compiler: Compiler, node: nodes.Comparison) -> Code:
    """A comparison outside of a test is a range: the item `< 5` of a list."""
    operand, where, symbol = compiler.compile(node.operand), compiler.where(node), node.operator

    def code(run: Run, scope: Scope) -> Any:
        end = operand(run, scope)
        try:
            if symbol in ("<", "<="):
                return make_range(None, end, False, symbol == "<=")
            if symbol in (">", ">="):
                return make_range(end, None, symbol == ">=", False)
            return make_range(end, end, True, True) if symbol == "=" else run.fail(where, "'!=' makes no range")
        except FeelError as error:
            return run.fail(where, str(error))

    return code


@handles(nodes.Between)
def _between(compiler: Compiler, node: nodes.Between) -> Code:
    value, low, high = (compiler.compile(part) for part in (node.value, node.low, node.high))
    where = compiler.where(node)

    def code(run: Run, scope: Scope) -> Any:
        subject = value(run, scope)
        above, below = order(subject, low(run, scope)), order(subject, high(run, scope))
        if above == -1 or below == 1:
            return False
        if above is None or below is None:
            return run.fail(where, "the value and the end points cannot be compared")
        return True

    return code


@handles(nodes.In)
def _in(compiler: Compiler, node: nodes.In) -> Code:
    value = compiler.compile(node.value)
    tests = compile_tests(compiler, node.tests)
    return lambda run, scope: tests(run, ({"?": value(run, scope)}, scope))


def compile_tests(compiler: Compiler, tests: tuple[Node, ...]) -> Code:
    """The disjunction of unary tests; the innermost scope at run time has the tested value as `?`."""
    compiler.frames.append({"?"})
    codes = tuple(_test(compiler, test) for test in tests)
    compiler.frames.pop()
    if len(codes) == 1:
        return codes[0]

    def code(run: Run, scope: Scope) -> Any:
        result: bool | None = False
        for each in codes:
            found = each(run, scope)
            if found is True:
                return True
            if found is None:
                result = None
        return result

    return code


def _test(compiler: Compiler, node: Node) -> Code:
    if isinstance(node, nodes.AnyValue):
        return lambda run, scope: True
    if isinstance(node, nodes.NotTests):
        return _not(compiler, node)
    where = compiler.where(node)
    if isinstance(node, nodes.Comparison):
        return _compare_input(compiler.compile(node.operand), node.operator, where)
    code = compiler.compile(node)
    if any(isinstance(each, nodes.Name) and each.name == "?" for each in walk(node)):
        return _condition(code)
    return lambda run, scope: matches(run, scope[0]["?"], code(run, scope), where)  # type: ignore[index]  # as above


def _condition(code: Code) -> Code:
    def test(run: Run, scope: Scope) -> Any:
        found = code(run, scope)
        return found if type(found) is bool else None

    return test


def _not(compiler: Compiler, node: nodes.NotTests) -> Code:
    compiler.frames.pop()
    tests = compile_tests(compiler, node.tests)
    compiler.frames.append({"?"})

    def code(run: Run, scope: Scope) -> Any:
        found = tests(run, scope)
        return None if found is None else not found

    return code


def _compare_input(operand: Code, symbol: str, where: Where) -> Code:
    outcomes = ORDERS.get(symbol)

    def code(run: Run, scope: Scope) -> Any:
        subject, end = scope[0]["?"], operand(run, scope)  # type: ignore[index]  # as above
        if outcomes is None:
            same = equal(subject, end)
            if same is None:
                return run.fail(where, f"{named(subject)} and {named(end)} cannot be compared")
            return same is (symbol == "=")
        found = order(subject, end)
        if found is None:
            return run.fail(where, f"{named(subject)} and {named(end)} have no order")
        return outcomes[found + 1]

    return code


def matches(run: Run, subject: Any, tested: Any, where: Where) -> Any:
    """Whether `subject` is the tested value, lies in the tested range, or is in the tested list."""
    kind = type(tested)
    if kind is Range:
        if subject is None:
            return run.fail(where, "null lies in no range")
        found = equal(subject, tested) if type(subject) is Range else includes(tested, subject)
        return found if found is not None else run.fail(where, f"{named(subject)} cannot be compared with the range")
    if kind is list and type(subject) is not list:
        return _matches_item(run, subject, tested, where)
    if kind is list:
        return equal(subject, tested) is True or _matches_item(run, subject, tested, where)
    if kind is Function and type(subject) is not Function:
        return _holds(run, tested, subject, where)
    if kind is bool and type(subject) is not bool:
        return bool(tested)
    found = equal(subject, tested)
    return found if found is not None else run.fail(where, f"{named(subject)} and {named(tested)} cannot be compared")


def _matches_item(run: Run, subject: Any, items: list[Any], where: Where) -> bool:
    run.spend(len(items))
    for item in items:
        if type(item) is Range and type(subject) is not Range:
            if includes(item, subject) is True:
                return True
        elif equal(subject, item) is True:
            return True
    return False


def _holds(run: Run, function: Function, subject: Any, where: Where) -> Any:
    try:
        found = invoke(run, function, subject)
    except FeelError as error:
        return run.fail(where, str(error))
    return found if type(found) is bool else None
