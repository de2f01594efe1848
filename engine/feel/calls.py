"""Calling functions: which signature fits, what the arguments become, what a failure means (DMN 1.5, 10.3.2.13.4)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from .errors import FeelError, FeelSyntaxError, LimitExceeded, Limits
from .reader import Reader
from .runtime import Run
from .types import ANY, SIMPLE, Type, fit, named
from .values import Function, from_python


@lru_cache(maxsize=4096)
def type_named(text: str) -> Type:
    """The type of a parameter; Any for a name that FEEL does not know."""
    found = SIMPLE.get(text)
    if found is not None:
        return found
    try:
        return Reader(text, (), {}, Limits()).type()
    except FeelSyntaxError:
        return ANY


@lru_cache(maxsize=4096)
def _plan(function: Function) -> tuple[tuple[str, Type | None, bool], ...]:
    return tuple(
        (parameter.name, None if parameter.type == "Any" else type_named(parameter.type), parameter.optional)
        for parameter in function.parameters
    )


def by_position(function: Function, count: int) -> tuple[Function, ...]:
    """The signatures of `function` that take `count` arguments; raises `FeelError` when there are none."""
    fitting = tuple(
        candidate
        for candidate in (function, *function.overloads)
        if sum(not parameter.optional for parameter in candidate.parameters) <= count
        and (count <= len(candidate.parameters) or candidate.variadic)
    )
    if not fitting:
        raise FeelError(f"'{function.name}' does not take {count} argument{'' if count == 1 else 's'}")
    return fitting


def by_name(function: Function, names: Sequence[str]) -> tuple[tuple[Function, ...], tuple[int | None, ...]]:
    """The signature with parameters of these names, and for each parameter the argument (None: left out)."""
    if len(set(names)) != len(names):
        raise FeelError("an argument is named twice")
    for candidate in (function, *function.overloads):
        known = [parameter.name for parameter in candidate.parameters]
        if not set(names) <= set(known):
            continue
        if all(parameter.optional or parameter.name in names for parameter in candidate.parameters):
            places = [names.index(name) if name in names else None for name in known]
            while places and places[-1] is None:
                places.pop()
            return (candidate,), tuple(places)
    raise FeelError(f"'{function.name}' has no parameters named {', '.join(names)}")


class _Unfit(FeelError):
    """An argument is of another type than its parameter: another signature may fit."""


def apply(run: Run, signatures: tuple[Function, ...], arguments: Sequence[Any]) -> Any:
    """The result of calling the first signature that fits; raises `FeelError` when none does or the call fails."""
    for signature in signatures[:-1]:
        try:
            return _apply(run, signature, arguments)
        except _Unfit:
            continue
    return _apply(run, signatures[-1], arguments)


def _apply(run: Run, function: Function, arguments: Sequence[Any]) -> Any:
    given, work = _fitting(function, arguments)
    run.spend(work)
    run.depth += 1
    if run.depth > run.limits.depth:
        raise LimitExceeded(f"functions call each other more than {run.limits.depth} levels deep")
    try:
        result = function.call(run, *given) if function.contextual else function.call(*given)
    finally:
        run.depth -= 1
    return check(run, result if function.native else from_python(result))


def _fitting(function: Function, arguments: Sequence[Any]) -> tuple[list[Any], int]:
    """The arguments as the parameters ask for them, and the work their size means."""
    plan = _plan(function)
    given: list[Any] = []
    work = 1
    for index, value in enumerate(arguments):
        name, wanted, optional = plan[index] if index < len(plan) else plan[-1]
        fitting = value
        if value is None:
            if wanted is not None and not optional and not function.nulls:
                raise _Unfit(f"the argument '{name}' of '{function.name}' is null")
        elif wanted is not None:
            fitting, fits = fit(value, wanted)
            if not fits or (fitting is None and not optional and not function.nulls):
                kinds = f"must be of type {wanted.kind}, not {named(value)}"
                raise _Unfit(f"the argument '{name}' of '{function.name}' {kinds}")
        if type(fitting) is list or type(fitting) is str:
            work += len(fitting) >> 3
        given.append(fitting)
    return given, work


def check(run: Run, value: Any) -> Any:
    """The value, unless it is larger than the limits allow."""
    if type(value) is str:
        run.check_string(len(value))
    elif type(value) is list:
        run.check_list(len(value))
    return value


def invoke(run: Run, function: Function, *arguments: Any) -> Any:
    """Call a function value with arguments by position; raises `FeelError` as `apply` does."""
    return apply(run, by_position(function, len(arguments)), arguments)
