"""From the syntax tree to closures: literals, operators and control flow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from . import nodes
from .arithmetic import negate, operation
from .compare import equal, order
from .errors import FeelError, Limits
from .nodes import Node
from .numbers import CONTEXT
from .runtime import Code, Run, Scope
from .temporal import parse_at
from .types import instance, named
from .values import Function

Handler = Callable[["Compiler", Any], Code]
_HANDLERS: dict[type[Node], Handler] = {}
_H = TypeVar("_H", bound=Handler)
Where = tuple[int, str]
_FAST = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply}
# What a comparison makes of -1, 0 and 1, at the index 0, 1 and 2.
ORDERS = {"<": (True, False, False), "<=": (True, True, False), ">": (False, False, True), ">=": (False, True, True)}


def handles(kind: type[Node]) -> Callable[[_H], _H]:
    """Register what compiles nodes of one kind."""

    def register(handler: _H) -> _H:
        _HANDLERS[kind] = handler
        return handler

    return register


class Compiler:
    """Compiles one text; `frames` are the scopes around the present node: their names, or None for any name."""

    def __init__(self, text: str, names: frozenset[str], functions: Mapping[str, Function], limits: Limits) -> None:
        self.text = text
        self.names = names
        self.functions = functions
        self.limits = limits
        self.frames: list[set[str] | None] = []
        self.free: set[str] = set()
        self.calls: set[str] = set()

    def compile(self, node: Node) -> Code:
        """The closure that computes `node`."""
        return _HANDLERS[type(node)](self, node)

    def inside(self, node: Node, *frames: set[str] | None) -> Code:
        """The closure for `node` with further scopes around it, outermost first."""
        self.frames.extend(frames)
        code = self.compile(node)
        del self.frames[len(self.frames) - len(frames) :]
        return code

    def where(self, node: Node) -> Where:
        """What a problem at `node` refers to."""
        return node.start, self.text[node.start : min(node.end, node.start + 200)]

    def function(self, name: str) -> Function | None:
        """The function that `name` certainly means here, if any."""
        if name in self.names or any(frame is None or name in frame for frame in self.frames):
            return None
        return self.functions.get(name)


@handles(nodes.Literal)
def _literal(_: Compiler, node: nodes.Literal) -> Code:
    value = node.value
    return lambda run, scope: value


@handles(nodes.AtLiteral)
def _at(compiler: Compiler, node: nodes.AtLiteral) -> Code:
    try:
        value = parse_at(node.text)
    except FeelError as error:
        reason, where = str(error), compiler.where(node)
        return lambda run, scope: run.fail(where, reason)
    return lambda run, scope: value


@handles(nodes.Negation)
def _negation(compiler: Compiler, node: nodes.Negation) -> Code:
    operand, where = compiler.compile(node.operand), compiler.where(node)

    def code(run: Run, scope: Scope) -> Any:
        value = operand(run, scope)
        try:
            return negate(value)
        except FeelError as error:
            return run.fail(where, str(error))

    return code


@handles(nodes.Binary)
def _binary(compiler: Compiler, node: nodes.Binary) -> Code:
    left, right, where = compiler.compile(node.left), compiler.compile(node.right), compiler.where(node)
    symbol = node.operator
    if symbol in ("=", "!="):
        return _equality(left, right, where, symbol == "=")
    if symbol in ORDERS:
        return _ordering(left, right, where, symbol)
    return _arithmetic(left, right, where, symbol)


def _arithmetic(left: Code, right: Code, where: Where, symbol: str) -> Code:
    fast = _FAST.get(symbol)

    def general(run: Run, a: Any, b: Any) -> Any:
        try:
            result = operation(symbol, a, b)
        except FeelError as error:
            return run.fail(where, str(error))
        if type(result) is str:
            run.check_string(len(result))
            run.spend(len(result) >> 6)
        return result

    def code(run: Run, scope: Scope) -> Any:
        return general(run, left(run, scope), right(run, scope))

    if fast is None:
        return code

    def fast_code(run: Run, scope: Scope) -> Any:
        a, b = left(run, scope), right(run, scope)
        if type(a) is Decimal and type(b) is Decimal:
            try:
                return fast(a, b)
            except ArithmeticError:
                return run.fail(where, f"the result of '{symbol}' is out of range")
        return general(run, a, b)

    return fast_code


def _equality(left: Code, right: Code, where: Where, wanted: bool) -> Code:
    def code(run: Run, scope: Scope) -> Any:
        a, b = left(run, scope), right(run, scope)
        if type(a) is str and type(b) is str:
            return (a == b) is wanted
        found = equal(a, b)
        if found is None:
            return run.fail(where, f"{named(a)} and {named(b)} cannot be compared")
        return found is wanted

    return code


def _ordering(left: Code, right: Code, where: Where, symbol: str) -> Code:
    outcomes = ORDERS[symbol]

    def code(run: Run, scope: Scope) -> Any:
        a, b = left(run, scope), right(run, scope)
        if type(a) is Decimal and type(b) is Decimal:
            return outcomes[(a > b) - (a < b) + 1]
        found = order(a, b)
        if found is None:
            return run.fail(where, f"{named(a)} and {named(b)} have no order")
        return outcomes[found + 1]

    return code


@handles(nodes.Logic)
def _logic(compiler: Compiler, node: nodes.Logic) -> Code:
    operands = tuple(compiler.compile(operand) for operand in node.operands)
    deciding = node.operator == "or"

    def code(run: Run, scope: Scope) -> Any:
        result: bool | None = not deciding
        for operand in operands:
            value = operand(run, scope)
            if value is deciding:
                return deciding
            if value is not (not deciding):
                result = None
        return result

    return code


@handles(nodes.If)
def _if(compiler: Compiler, node: nodes.If) -> Code:
    condition, yes, no = (compiler.compile(part) for part in (node.condition, node.yes, node.no))
    return lambda run, scope: yes(run, scope) if condition(run, scope) is True else no(run, scope)


@handles(nodes.InstanceOf)
def _instance_of(compiler: Compiler, node: nodes.InstanceOf) -> Code:
    value, wanted = compiler.compile(node.value), node.type
    return lambda run, scope: instance(value(run, scope), wanted)


@handles(nodes.ListLiteral)
def _list(compiler: Compiler, node: nodes.ListLiteral) -> Code:
    items = tuple(compiler.compile(item) for item in node.items)
    return lambda run, scope: [item(run, scope) for item in items]


@handles(nodes.ContextLiteral)
def _context(compiler: Compiler, node: nodes.ContextLiteral) -> Code:
    known: set[str] = set()
    compiler.frames.append(known)
    entries: list[tuple[str, Code]] = []
    for key, value in node.entries:
        entries.append((key, compiler.compile(value)))
        known.add(key)
    compiler.frames.pop()

    def code(run: Run, scope: Scope) -> Any:
        result: dict[str, Any] = {}
        inner: Scope = (result, scope)
        for key, value in entries:
            result[key] = value(run, inner)
        return result

    return code


def walk(node: Any) -> Iterable[Node]:
    """The node and everything below it."""
    waiting = [node]
    while waiting:
        present = waiting.pop()
        if isinstance(present, tuple):
            waiting.extend(present)
        elif isinstance(present, Node):
            yield present
            waiting.extend(getattr(present, name) for name in present.__slots__)
