"""Type errors that can be known without evaluating a table: constants that cannot fit their column."""

from __future__ import annotations

from typing import Any, Final

from engine.feel.types import kind_of

from .convert import read
from .findings import Finding
from .hit_policy import ranked_values
from .model import Model
from .partition import constant, read_cell
from .syntax import DecisionTable
from .tables import tables_of
from .types import ANY, Type, mismatch

_COMPARABLE: Final = {
    "number", "string", "boolean", "date", "time", "date and time",
    "days and time duration", "years and months duration",
}  # fmt: skip


def check_cells(model: Model) -> list[Finding]:
    """Cells of the wrong type and outputs outside their values."""
    found: list[Finding] = []
    for _, table in tables_of(model.definitions):
        for index in range(len(table.inputs)):
            found += _inputs(model, table, index)
        for index in range(len(table.outputs)):
            found += _outputs(model, table, index)
    return found


def _inputs(model: Model, table: DecisionTable, index: int) -> list[Finding]:
    """Constants of one input column that never equal a value of the column's type, or differ in type."""
    column = table.inputs[index]
    wanted = model.types.find(column.type_ref) if column.type_ref else None
    expected = wanted.kind if wanted is not None and wanted.kind in _COMPARABLE else ""
    found = []
    for number, rule in enumerate(table.rules, start=1):
        cell = rule.inputs[index]
        for value in read_cell(cell.text).constants:
            kind = kind_of(value)
            if value is None or kind not in _COMPARABLE:
                continue
            if not expected:
                expected = kind
            if kind != expected:
                message = f"the cell compares with a {kind}, but the input {column.label} is a {expected}"
                at = (number, index + 1)
                found.append(Finding(cell.place.element_id, "cell-type", message, cell.place.line, cell=at))
                break
    return found


def _outputs(model: Model, table: DecisionTable, index: int) -> list[Finding]:
    """Constant outputs of the wrong type or outside the column's values."""
    output = table.outputs[index]
    wanted = (model.types.find(output.type_ref) if output.type_ref else None) or ANY
    listed = ranked_values(output.values)
    found = []
    for number, rule in enumerate(table.rules, start=1):
        cell = rule.outputs[index]
        known, value = constant(cell.text)
        if not known or value is None:
            continue
        at = (number, len(table.inputs) + index + 1)
        reason = _misfit(value, wanted)
        if reason is not None:
            message = f"the output {output.label} does not fit: {reason}"
            found.append(Finding(cell.place.element_id, "output-type", message, cell.place.line, cell=at))
        elif listed is not None and listed.rank(value) is None:
            message = f"the output {cell.text} is not among the output values {output.values}"
            found.append(Finding(cell.place.element_id, "output-value", message, cell.place.line, cell=at))
    return found


def _misfit(value: Any, wanted: Type) -> str | None:
    _, reason = read(value, wanted)
    return None if reason is None else mismatch(value, wanted)
