"""Functions of a model: boxed definitions, knowledge models as values, and boxed invocations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.feel import FeelError, Function, Parameter

from .compiler import Compiler, Names
from .convert import coerce
from .run import Code, Run, Scope
from .syntax import FunctionDefinition, Invocation, Literal, Variable
from .types import Type

_ARGUMENT = "dmn_argument_"
_CALLEE = "dmn_callee"


def definition(compiler: Compiler, source: FunctionDefinition, names: Names) -> Code:
    """A function value that remembers the scope it was defined in."""
    make = function_maker(compiler, "", source, names)

    def code(scope: Scope, run: Run) -> Any:
        run.step()
        return make(scope, run)

    return code


def function_maker(compiler: Compiler, name: str, source: FunctionDefinition, names: Names) -> Code:
    """Code that makes the function of a definition; called again it gives a function of that scope."""
    parameters = [p.name for p in source.parameters]
    body = compiler.expression(source.body, names.union(parameters)) if source.kind == "FEEL" else _external
    wanted = [compiler.types.resolve(p.type_ref, source.place.element_id, source.place.line) for p in source.parameters]
    result = compiler.types.resolve(source.body.type_ref).feel if source.body is not None else "Any"
    signature = signature_of(source.parameters, wanted)

    def make(scope: Scope, run: Run) -> Any:
        def call(*arguments: Any) -> Any:
            inner = dict(scope)
            inner.update(bound(parameters, wanted, arguments))
            return run.deeper(lambda: body(inner, run))

        return Function(name or "function", signature, call, result)

    return make


def signature_of(variables: Sequence[Variable], types: Sequence[Type]) -> tuple[Parameter, ...]:
    """The parameters as FEEL sees them; functions are Any to it, ``bound`` checks them against the model's types."""
    return tuple(
        Parameter(variable.name, "Any" if wanted.kind == "function" else wanted.feel)
        for variable, wanted in zip(variables, types, strict=True)
    )


def bound(names: Sequence[str], wanted: Sequence[Type], arguments: Sequence[Any]) -> dict[str, Any]:
    """Arguments by parameter name, converted; raises ``FeelError`` when one does not fit (no call takes place)."""
    values: dict[str, Any] = {}
    for name, kind, argument in zip(names, wanted, arguments, strict=True):
        value, reason = coerce(argument, kind)
        if reason is not None:
            raise FeelError(f"the argument {name} does not fit: {reason}")
        values[name] = value
    return values


def invocation(compiler: Compiler, source: Invocation, names: Names) -> Code:
    """A call of the named function with the bindings as named arguments."""
    bindings = [
        (variable.name, compiler.typed(compiler.expression(value, names), variable.type_ref, source.place))
        for variable, value in source.bindings
    ]
    callee = source.callee
    arguments = ", ".join(f"{name}: {_ARGUMENT}{number}" for number, (name, _) in enumerate(bindings))
    own = names | {f"{_ARGUMENT}{number}" for number in range(len(bindings))} | {_CALLEE}
    own = own.union(name for name, _ in bindings)
    where = callee.place if callee is not None else source.place
    if isinstance(callee, Literal) and callee.text.strip():
        call = compiler.feel(f"{callee.text}({arguments})", own, where)
        function: Code | None = None
    else:
        call = compiler.feel(f"{_CALLEE}({arguments})", own, where)
        function = compiler.expression(callee, names)

    def code(scope: Scope, run: Run) -> Any:
        run.step()
        inner = dict(scope)
        if function is not None:
            inner[_CALLEE] = function(scope, run)
        for number, (_, value) in enumerate(bindings):
            inner[f"{_ARGUMENT}{number}"] = value(scope, run)
        return call(inner, run)

    return code


def _external(scope: Scope, run: Run) -> Any:
    """Functions in Java or PMML are never run: null, with the reason."""
    raise FeelError("external functions are not supported")
