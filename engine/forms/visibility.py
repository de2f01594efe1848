"""Which fields a person sees: conditions applied to the data, then to the fields, in the order form-js applies them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .schema import Field
from .scope import Evaluator, Scope
from .values import Path, copied_under, get


@dataclass(frozen=True, slots=True)
class Instance:
    """A visible field at its place in the data (once per list item), with the scope of its expressions."""

    field: Field
    path: Path
    scope: Scope


def instances(
    root: Field, data: Mapping[str, Any], initial: Mapping[str, Any], evaluator: Evaluator
) -> Iterator[Instance]:
    """The visible fields and lists, parents first. Conditions see the data without what is hidden."""
    seen = {**initial, **_without_hidden(root, data, evaluator)}

    def below(field: Field, base: Path, scope: Scope) -> Iterator[Instance]:
        if field.hide is not None and evaluator.holds(field.hide, scope.variables()):
            return
        path = base + field.path
        if field.keyed or field.repeating:
            yield Instance(field, path, scope)
        if not field.repeating:
            for component in field.components:
                yield from below(component, path, scope)
            return
        items = get(data, path)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            inside = scope.item(item, index + 1)
            for component in field.components:
                yield from below(component, (*path, index), inside)

    yield from below(root, (), Scope(seen, seen, None, ()))


def notes(root: Field, data: Mapping[str, Any], initial: Mapping[str, Any], evaluator: Evaluator) -> Iterator[str]:
    """Ids of the texts that are shown, those outside of lists."""
    seen = {**initial, **_without_hidden(root, data, evaluator)}
    variables = Scope(seen, seen, None, ()).variables()

    def below(field: Field) -> Iterator[str]:
        if field.repeating or (field.hide is not None and evaluator.holds(field.hide, variables)):
            return
        if field.type == "text":
            yield field.id
        for component in field.components:
            yield from below(component)

    yield from below(root)


def _without_hidden(root: Field, data: Mapping[str, Any], evaluator: Evaluator) -> dict[str, Any]:
    """A copy of `data` without the values of hidden fields; here conditions see the data as it is."""
    kept = copied_under(data, root.roots)

    def visit(field: Field, base: Path, scope: Scope, hidden: bool) -> None:
        hidden = hidden or (field.hide is not None and evaluator.holds(field.hide, scope.variables()))
        path = base + field.path
        if hidden and (field.keyed or field.repeating):
            _clear(kept, path)
            return
        if not field.repeating:
            for component in field.components:
                visit(component, path, scope, hidden)
            return
        items = get(data, path)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            inside = Scope(data, item, scope.this, (*scope.i, index + 1))
            for component in field.components:
                visit(component, (*path, index), inside, hidden)

    visit(root, (), Scope(data, data, None, ()), False)
    return kept


def _clear(data: dict[str, Any], path: Path) -> None:
    """Remove the value at `path`, and every object or list that becomes empty by it."""
    while path:
        parent = get(data, path[:-1])
        last = path[-1]
        if isinstance(parent, dict):
            parent.pop(last, None)
        elif isinstance(parent, list) and isinstance(last, int) and last < len(parent):
            parent[last] = None
        else:
            return
        path = path[:-1]
        if any(item is not None for item in (parent.values() if isinstance(parent, dict) else parent)):
            return
        if isinstance(parent, dict) and parent:
            return
