"""Reads decision tables from their XML and refuses those that are no table."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Protocol

from lxml import etree

from .findings import Finding
from .reading import attribute, child, children, place, text_of, type_ref
from .syntax import Cell, DecisionTable, Input, Literal, Output, Place, Rule

HIT_POLICIES: Final = ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")
AGGREGATIONS: Final = ("SUM", "COUNT", "MIN", "MAX")
MAX_RULES: Final = 5_000
MAX_COLUMNS: Final = 100


class Reader(Protocol):
    """What reading a table needs of the reader of expressions."""

    findings: list[Finding]

    def literal(self, element: etree._Element) -> Literal:
        """A literal expression."""
        ...


def read_table(element: etree._Element, reader: Reader) -> DecisionTable | None:
    """The table, or None with complaints when it has too many rules or columns to be one."""
    where = place(element)
    policy = attribute(element, "hitPolicy") or "UNIQUE"
    aggregation = attribute(element, "aggregation")
    rows = list(children(element, "rule"))
    columns = len(list(children(element, "input"))) + len(list(children(element, "output")))

    def complain(at: Place, code: str, message: str, cell: tuple[int, int] | None = None) -> None:
        reader.findings.append(Finding(at.element_id, code, message, at.line, cell=cell))

    if len(rows) > MAX_RULES or columns > MAX_COLUMNS:
        complain(where, "too-large", f"a table may have {MAX_RULES} rules and {MAX_COLUMNS} columns")
        return None
    if policy not in HIT_POLICIES:
        complain(where, "hit-policy", f"the hit policy {policy} does not exist")
    if aggregation and aggregation not in AGGREGATIONS:
        complain(where, "aggregation", f"the aggregation {aggregation} does not exist")
    if aggregation and policy != "COLLECT":
        complain(where, "aggregation", f"only COLLECT aggregates, not {policy}")
    inputs = tuple(_input(e) for e in children(element, "input"))
    outputs = tuple(_output(e, reader) for e in children(element, "output"))
    if not outputs:
        complain(where, "no-output", "the table has no output")
    names = [output.name for output in outputs]
    if len(outputs) > 1:
        for output in outputs:
            if not output.name:
                complain(output.place, "output-name", "with several outputs each needs a name")
        if len(set(names)) != len(names):
            complain(where, "output-name", "two outputs have the same name")
        if aggregation in ("SUM", "MIN", "MAX"):
            complain(where, "aggregation", f"{aggregation} needs a table with one output")
    rules = tuple(_rule(e) for e in rows)
    for number, rule in enumerate(rules, start=1):
        if len(rule.inputs) != len(inputs):
            complain(rule.place, "missing-cell", f"rule {number} has {len(rule.inputs)} of {len(inputs)} inputs")
        if len(rule.outputs) != len(outputs):
            complain(rule.place, "missing-cell", f"rule {number} has {len(rule.outputs)} of {len(outputs)} outputs")
        for column, cell in enumerate(rule.outputs, start=len(inputs) + 1):
            if not cell.text:
                complain(cell.place, "missing-output", f"rule {number} has an empty output", (number, column))
    return DecisionTable(
        where,
        policy,
        aggregation,
        inputs,
        outputs,
        tuple(_complete(rule, len(inputs), len(outputs)) for rule in rules),
        attribute(element, "outputLabel"),
        tuple(attribute(e, "name") for e in children(element, "annotation")),
        type_ref(element),
    )


def _complete(rule: Rule, inputs: int, outputs: int) -> Rule:
    """The rule with as many cells as the table has columns, so that a tolerant load has nothing to trip over; it never matches."""
    if len(rule.inputs) == inputs and len(rule.outputs) == outputs:
        return rule
    tests = (*rule.inputs, *[Cell(rule.place, "? != ?")] * inputs)[:inputs]
    values = (*rule.outputs, *[Cell(rule.place, "")] * outputs)[:outputs]
    return replace(rule, inputs=tests, outputs=values)


def _input(element: etree._Element) -> Input:
    expression = child(element, "inputExpression")
    label = attribute(element, "label")
    text = text_of(child(expression, "text"))
    values = text_of(child(child(element, "inputValues"), "text"))
    return Input(place(element), label or text, text, type_ref(expression), values)


def _output(element: etree._Element, reader: Reader) -> Output:
    default = child(element, "defaultOutputEntry")
    name = " ".join(attribute(element, "name").split())
    return Output(
        place(element),
        name,
        attribute(element, "label") or name,
        type_ref(element),
        text_of(child(child(element, "outputValues"), "text")),
        reader.literal(default) if default is not None else None,
    )


def _rule(element: etree._Element) -> Rule:
    return Rule(
        place(element),
        tuple(Cell(place(e), text_of(child(e, "text"))) for e in children(element, "inputEntry")),
        tuple(Cell(place(e), text_of(child(e, "text"))) for e in children(element, "outputEntry")),
        tuple(text_of(child(e, "text")) for e in children(element, "annotationEntry")),
        text_of(child(element, "description")),
    )
