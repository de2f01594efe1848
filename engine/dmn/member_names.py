"""Names of several words that FEEL texts of a model may use after a dot."""

from __future__ import annotations

from collections.abc import Iterator

from .syntax import (
    Conditional,
    Context,
    DecisionTable,
    Definitions,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    ListExpression,
    Relation,
)
from .syntax import (
    Iterator as BoxedIterator,
)
from .type_table import TypeTable


def member_names(definitions: Definitions, types: TypeTable) -> frozenset[str]:
    """Components, context keys, columns and outputs whose names need to be known to be read (blanks, signs)."""
    return frozenset(name for name in all_member_names(definitions, types) if not name.isidentifier())


def all_member_names(definitions: Definitions, types: TypeTable) -> frozenset[str]:
    """All keys that contexts of this model are known to have."""
    found = types.component_names()
    for decision in definitions.decisions.values():
        found.update(_names(decision.expression))
    for model in definitions.knowledge.values():
        found.update(_names(model.logic))
    return frozenset(found - {""})


def _names(root: Expression | None) -> Iterator[str]:
    stack: list[Expression | None] = [root]
    while stack:
        item = stack.pop()
        match item:
            case Context():
                yield from (entry.variable.name for entry in item.entries if entry.variable is not None)
            case Relation():
                yield from (column.name for column in item.columns)
            case DecisionTable():
                yield from (output.name for output in item.outputs)
            case _:
                pass
        stack.extend(inner(item))


def inner(item: Expression | None) -> list[Expression | None]:
    """The expressions directly inside an expression."""
    match item:
        case Context():
            return [entry.value for entry in item.entries]
        case Relation():
            return [cell for row in item.rows for cell in row]
        case ListExpression():
            return list(item.items)
        case Invocation():
            return [item.callee, *(value for _, value in item.bindings)]
        case FunctionDefinition():
            return [item.body]
        case Conditional():
            return [item.condition, item.then, item.otherwise]
        case Filter():
            return [item.source, item.match]
        case BoxedIterator():
            return [item.source, item.body]
        case _:
            return []
