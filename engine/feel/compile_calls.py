"""From the syntax tree to closures: function calls and function literals (DMN 1.5, 10.3.2.13)."""

from __future__ import annotations

from typing import Any

from . import nodes
from .calls import apply, by_name, by_position
from .compiler import Compiler, Where, handles
from .errors import FeelError
from .functions import BUILTINS
from .runtime import Code, Run, Scope
from .temporal import parse_date, parse_date_time, parse_duration, parse_time
from .types import ANY, Type, fit, named
from .values import Function, Parameter


@handles(nodes.Call)
def _call(compiler: Compiler, node: nodes.Call) -> Code:
    arguments = tuple(compiler.compile(argument) for argument in node.arguments)
    where = compiler.where(node)
    if isinstance(node.function, nodes.Name):
        function = compiler.function(node.function.name)
        if function is not None:
            return _constant(function, node, where) or _known(function, arguments, node.names, where)
    unknown = _certainly_none(compiler, node.function)
    if unknown:
        compiler.calls.add(unknown)
    return _computed(compiler.compile(node.function), arguments, node.names, where)


def _certainly_none(compiler: Compiler, node: nodes.Node) -> str:
    """The name of what is called, unless a scope of the expression itself may have a function of that name."""
    if isinstance(node, nodes.Name):
        local = any(frame is None or node.name in frame for frame in compiler.frames)
        return "" if local or node.name in compiler.names else node.name
    if isinstance(node, nodes.Path) and isinstance(node.source, nodes.Literal):
        return node.name  # a text has no members
    return ""


_READERS = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "duration": parse_duration,
}


def _constant(function: Function, node: nodes.Call, where: Where) -> Code | None:
    """`date("2026-01-31")` and the like, read once and not at every evaluation."""
    reader = _READERS.get(function.name) if BUILTINS.get(function.name) is function else None
    if reader is None or node.names or len(node.arguments) != 1:
        return None
    argument = node.arguments[0]
    if not isinstance(argument, nodes.Literal) or type(argument.value) is not str:
        return None
    try:
        value = reader(argument.value)
    except FeelError as error:
        reason = str(error)
        return lambda run, scope: run.fail(where, reason)
    return lambda run, scope: value


def _known(function: Function, arguments: tuple[Code, ...], names: tuple[str, ...] | None, where: Where) -> Code:
    try:
        signatures, places = _signatures(function, len(arguments), names)
    except FeelError as error:
        reason = str(error)
        return lambda run, scope: run.fail(where, reason)
    ordered = arguments if places is None else tuple(None if i is None else arguments[i] for i in places)

    def code(run: Run, scope: Scope) -> Any:
        given = [None if argument is None else argument(run, scope) for argument in ordered]
        try:
            return apply(run, signatures, given)
        except FeelError as error:
            return run.fail(where, str(error))

    return code


def _signatures(
    function: Function, count: int, names: tuple[str, ...] | None
) -> tuple[tuple[Function, ...], tuple[int | None, ...] | None]:
    if names is None:
        return by_position(function, count), None
    return by_name(function, names)


def _computed(target: Code, arguments: tuple[Code, ...], names: tuple[str, ...] | None, where: Where) -> Code:
    def code(run: Run, scope: Scope) -> Any:
        function = target(run, scope)
        given = [argument(run, scope) for argument in arguments]
        if type(function) is not Function:
            return run.fail(where, f"{named(function)} is no function")
        try:
            signatures, places = _signatures(function, len(given), names)
            if places is not None:
                given = [None if i is None else given[i] for i in places]
            return apply(run, signatures, given)
        except FeelError as error:
            return run.fail(where, str(error))

    return code


@handles(nodes.Lambda)
def _lambda(compiler: Compiler, node: nodes.Lambda) -> Code:
    where = compiler.where(node)
    if node.body is None:
        return lambda run, scope: run.fail(where, "external functions (Java, PMML) are not run")
    names = tuple(name for name, _ in node.parameters)
    body = compiler.inside(node.body, set(names))
    parameters = tuple(Parameter(name, type_text(wanted)) for name, wanted in node.parameters)
    typed = tuple((i, wanted) for i, (_, wanted) in enumerate(node.parameters) if wanted is not ANY)
    cost = node.body.size

    def code(run: Run, scope: Scope) -> Any:
        def call(*arguments: Any) -> Any:
            run.spend(cost)
            values = list(arguments)
            for index, wanted in typed:
                values[index], fits = fit(values[index], wanted)
                if not fits:
                    raise FeelError(f"the argument '{names[index]}' must be of type {wanted.kind}")
            return body(run, (dict(zip(names, values, strict=True)), scope))

        return Function("function", parameters, call, native=True)

    return code


def type_text(wanted: Type) -> str:
    """The name of a type for a signature; types with parts are checked by the function itself."""
    return "Any" if wanted.arguments or wanted.fields or wanted.allowed or wanted.kind == "function" else wanted.kind
