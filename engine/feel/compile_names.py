"""From the syntax tree to closures: variables, functions by name, and paths (DMN 1.5, 10.3.2.11 and 10.3.2.13.3)."""

from __future__ import annotations

from typing import Any

from . import nodes
from .compiler import Compiler, Where, handles
from .properties import getter
from .runtime import Code, Run, Scope
from .types import named
from .values import FINAL, from_python


def _levels(compiler: Compiler, name: str) -> tuple[list[int], bool]:
    """The scopes, counted from the innermost, that may have `name`, and whether the last one certainly has it."""
    levels: list[int] = []
    for level, frame in enumerate(reversed(compiler.frames)):
        if frame is None:
            levels.append(level)
        elif name in frame:
            levels.append(level)
            return levels, True
    return levels, False


@handles(nodes.Name)
def _name(compiler: Compiler, node: nodes.Name) -> Code:
    raw = _raw_name(compiler, node)

    def code(run: Run, scope: Scope) -> Any:
        value = raw(run, scope)
        return value if type(value) in FINAL else run.convert(value)

    return code


def _raw_name(compiler: Compiler, node: nodes.Name) -> Code:
    """The closure for a variable as it was given, not yet converted."""
    name, where = node.name, compiler.where(node)
    levels, certain = _levels(compiler, name)
    if certain and len(levels) == 1:
        return _local(name, levels[0])
    outer = None if certain else _root(compiler, name, where)

    def code(run: Run, scope: Scope) -> Any:
        level, wanted = 0, iter(levels)
        next_level = next(wanted, -1)
        while scope is not None and next_level >= 0:
            if level == next_level:
                if name in scope[0]:
                    return scope[0][name]
                next_level = next(wanted, -1)
            level, scope = level + 1, scope[1]
        return None if outer is None else outer(run, None)

    return code if levels else outer or code


def _local(name: str, level: int) -> Code:
    if level == 0:
        return lambda run, scope: scope[0][name]  # type: ignore[index]  # the compiler put the scope there
    if level == 1:
        return lambda run, scope: scope[1][0][name]  # type: ignore[index]  # as above

    def code(run: Run, scope: Scope) -> Any:
        for _ in range(level):
            scope = scope[1]  # type: ignore[index]  # as above
        return scope[0][name]  # type: ignore[index]  # as above

    return code


def _root(compiler: Compiler, name: str, where: Where) -> Code:
    function = compiler.function(name)
    if function is not None:
        return lambda run, scope: function
    compiler.free.add(name)
    builtin = compiler.functions.get(name)

    def code(run: Run, scope: Scope) -> Any:
        try:
            return run.variables[name]
        except KeyError:
            found = run.functions.get(name, builtin)
            return found if found is not None else run.fail(where, f"there is no variable named '{name}'")

    return code


@handles(nodes.Path)
def _path(compiler: Compiler, node: nodes.Path) -> Code:
    raw = _raw_path(compiler, node)

    def code(run: Run, scope: Scope) -> Any:
        value = raw(run, scope)
        return value if type(value) in FINAL else run.convert(value)

    return code


def _raw_path(compiler: Compiler, node: nodes.Path) -> Code:
    source_node, name, where = node.source, node.name, compiler.where(node)
    if isinstance(source_node, nodes.Path):
        source = _raw_path(compiler, source_node)
    elif isinstance(source_node, nodes.Name):
        source = _raw_name(compiler, source_node)
    else:
        source = compiler.compile(source_node)

    def code(run: Run, scope: Scope) -> Any:
        value = source(run, scope)
        if type(value) is dict:
            try:
                return value[name]
            except KeyError:
                return run.fail(where, f"there is no entry named '{name}'")
        return property_of(run, value, name, where)

    return code


def property_of(run: Run, value: Any, name: str, where: Where) -> Any:
    """`value.name`, for a list that of every item (DMN 1.5, 10.3.2.13.3)."""
    value = run.convert(value) if type(value) not in FINAL else value
    if type(value) is dict:
        return value[name] if name in value else run.fail(where, f"there is no entry named '{name}'")
    if type(value) is list:
        run.spend(len(value))
        return [property_of(run, item, name, where) for item in value]
    if value is None:
        return run.fail(where, f"null has no entry named '{name}'")
    get = getter(value, name)
    if get is None:
        return run.fail(where, f"a {named(value)} has no property named '{name}'")
    return from_python(get(value))
