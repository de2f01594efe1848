"""Finds the decision tables of a model, wherever they are nested."""

from __future__ import annotations

from collections.abc import Iterator

from .member_names import inner
from .syntax import DecisionTable, Definitions, Expression


def tables_of(definitions: Definitions) -> Iterator[tuple[str, DecisionTable]]:
    """Every decision table with the name of the decision or knowledge model it belongs to."""
    roots: list[tuple[str, Expression | None]] = [(d.name, d.expression) for d in definitions.decisions.values()]
    roots += [(model.name, model.logic) for model in definitions.knowledge.values()]
    for name, root in roots:
        stack = [root]
        while stack:
            item = stack.pop()
            if isinstance(item, DecisionTable):
                yield name, item
            stack.extend(inner(item))
