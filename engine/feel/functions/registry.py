"""How a built-in function is declared: a decorator with the signature as FEEL writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from ..values import Function, Parameter

REGISTRY: dict[str, Function] = {}
_C = TypeVar("_C", bound=Callable[..., Any])


def builtin(
    name: str,
    *signatures: str,
    result: str = "Any",
    variadic: bool = False,
    contextual: bool = False,
    nulls: bool = False,
) -> Callable[[_C], _C]:
    """Register a function under `name` for every signature, such as "string: string, start: number, length?: number".

    A type that is left out is Any. Registering the same name again adds further signatures.
    """

    def register(call: _C) -> _C:
        documentation = (call.__doc__ or "").strip()
        for signature in signatures:
            function = Function(
                name, _parameters(signature), call, result, documentation, variadic, contextual, nulls, native=True
            )
            first = REGISTRY.get(name)
            REGISTRY[name] = function if first is None else replace(first, overloads=(*first.overloads, function))
        return call

    return register


def _parameters(signature: str) -> tuple[Parameter, ...]:
    parameters = []
    for part in filter(None, signature.split(", ")):
        name, _, kind = part.partition(": ")
        parameters.append(Parameter(name.rstrip("?"), kind or "Any", name.endswith("?")))
    return tuple(parameters)
