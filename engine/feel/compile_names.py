"""From the syntax tree to closures: variables, functions by name, and paths (DMN 1.5, 10.3.2.11 and 10.3.2.13.3)."""

from __future__ import annotations

from typing import Any

from . import nodes
from .compiler import Compiler, Where, handles
from .properties import getter
from .runtime import Code, Run, Scope
from .types import named
from .values import FINAL


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


def _converted(raw: Code) -> Code:
    def code(run: Run, scope: Scope) -> Any:
        value = raw(run, scope)
        return value if type(value) in FINAL else run.convert(value)

    return code


@handles(nodes.Name)
def _name(compiler: Compiler, node: nodes.Name) -> Code:
    return _variable(compiler, node, raw=False)[0]


def _variable(compiler: Compiler, node: nodes.Name, *, raw: bool) -> tuple[Code, bool]:
    """The closure for a name, and whether what it answers may still have to be converted.

    Inner scopes have FEEL values; only variables from outside are converted, and with `raw` not even those, so that
    a path reads one entry of a large context without converting all of it.
    """
    name = node.name
    levels, certain = _levels(compiler, name)
    if certain and len(levels) == 1:
        return _local(name, levels[0]), False
    outer: Code | None = None
    if not certain:
        root = _root(compiler, name, compiler.where(node))
        outer = root if raw else _converted(root)

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

    return (code if levels or outer is None else outer), raw and not certain


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
    code, raw = _entry(compiler, node)
    return _converted(code) if raw else code


def _entry(compiler: Compiler, node: nodes.Path) -> tuple[Code, bool]:
    """The closure for a path, and whether what it answers may still have to be converted."""
    name, where = node.name, compiler.where(node)
    if isinstance(node.source, nodes.Path):
        source, raw = _entry(compiler, node.source)
    elif isinstance(node.source, nodes.Name):
        source, raw = _variable(compiler, node.source, raw=True)
    else:
        source, raw = compiler.compile(node.source), False

    def code(run: Run, scope: Scope) -> Any:
        value = source(run, scope)
        if type(value) is dict:
            try:
                return value[name]
            except KeyError:
                return run.fail(where, f"there is no entry named '{name}'")
        if raw and type(value) not in FINAL:
            value = run.convert(value)
        return property_of(run, value, name, where)

    return code, raw


def property_of(run: Run, value: Any, name: str, where: Where) -> Any:
    """`value.name`, for a list that of every item (DMN 1.5, 10.3.2.13.3)."""
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
    return get(value)
