"""Which function compiles which kind of boxed expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from . import boxed, functions, table
from .compiler import Compiler, Names
from .run import Code
from .syntax import (
    Conditional,
    Context,
    DecisionTable,
    Filter,
    FunctionDefinition,
    Invocation,
    Iterator,
    ListExpression,
    Relation,
)

HANDLERS: Final[Mapping[type, Callable[[Compiler, Any, Names], Code]]] = {
    Conditional: boxed.conditional,
    Context: boxed.context,
    DecisionTable: table.compile_table,
    Filter: boxed.filtered,
    FunctionDefinition: functions.definition,
    Invocation: functions.invocation,
    Iterator: boxed.iterator,
    ListExpression: boxed.list_expression,
    Relation: boxed.relation,
}
"""Literal expressions are missing: the compiler itself reads FEEL texts."""
