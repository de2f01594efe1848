"""What an evaluation leaves behind: its value, its problems, and for a clerk the reasons rule by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.feel import to_json


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something became null on the way; ``element_id`` is the element (cell, expression, input) it happened in."""

    element_id: str
    reason: str
    expression: str = ""

    def to_json(self) -> dict[str, Any]:
        """The problem as a JSON-able record."""
        return {"elementId": self.element_id, "reason": self.reason, "expression": self.expression}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer: a violated hit policy, an input of the wrong type. ``rules`` count from 1."""

    code: str
    message: str
    element_id: str = ""
    rules: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The failure as a JSON-able record."""
        return {"code": self.code, "message": self.message, "elementId": self.element_id, "rules": list(self.rules)}


@dataclass(frozen=True, slots=True)
class CellTrace:
    """One test: the input's label and value, the text of the test and what it came to (null: not comparable)."""

    cell_id: str
    input: str
    value: Any
    test: str
    result: bool | None


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """One rule: whether it matched and why. ``outputs`` are the texts of its output cells by name."""

    number: int
    rule_id: str
    matched: bool
    cells: tuple[CellTrace, ...]
    outputs: tuple[tuple[str, str], ...]
    annotations: tuple[str, ...]

    @property
    def reasons(self) -> tuple[CellTrace, ...]:
        """The cells that kept the rule from matching; empty when it matched."""
        return tuple(cell for cell in self.cells if cell.result is not True)

    def to_json(self) -> dict[str, Any]:
        """The rule as a JSON-able record."""
        return {
            "rule": self.number,
            "ruleId": self.rule_id,
            "matched": self.matched,
            "cells": [
                {"cellId": c.cell_id, "input": c.input, "value": to_json(c.value), "test": c.test, "result": c.result}
                for c in self.cells
            ],
            "outputs": dict(self.outputs),
            "annotations": list(self.annotations),
        }


@dataclass(frozen=True, slots=True)
class Columns:
    """The static texts of a table that its traces share."""

    inputs: tuple[str, ...]
    expressions: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[tuple[str, tuple[tuple[str, str], ...], tuple[str, ...], tuple[str, ...]], ...]
    """Per rule: id, input cells as (id, text), output texts, annotations."""
    tests: tuple[tuple[int, ...], ...]
    """Per input column and rule the number of the distinct test, so that equal cells are evaluated once."""


@dataclass(frozen=True, slots=True)
class TableTrace:
    """One evaluation of a decision table. ``matched`` are the rules that matched, ``chosen`` those that counted."""

    decision_id: str
    decision: str
    table_id: str
    hit_policy: str
    aggregation: str
    inputs: tuple[tuple[str, str, Any], ...]
    matched: tuple[int, ...]
    chosen: tuple[int, ...]
    value: Any
    default_used: bool
    columns: Columns
    results: tuple[Sequence[bool | None], ...]

    @property
    def rules(self) -> tuple[RuleTrace, ...]:
        """Every rule with its cells, built when somebody asks."""
        hits = frozenset(self.matched)
        found = []
        for index, (rule_id, cells, outputs, notes) in enumerate(self.columns.rules):
            row = tuple(
                CellTrace(
                    cells[column][0],
                    self.columns.inputs[column],
                    self.inputs[column][2],
                    cells[column][1] or "-",
                    self.results[column][self.columns.tests[column][index]],
                )
                for column in range(len(self.inputs))
            )
            named = tuple(zip(self.columns.outputs, outputs, strict=True))
            found.append(RuleTrace(index + 1, rule_id, index + 1 in hits, row, named, notes))
        return tuple(found)

    def to_json(self) -> dict[str, Any]:
        """The trace as a JSON-able record with all rules."""
        return {
            "kind": "table",
            "decisionId": self.decision_id,
            "decision": self.decision,
            "tableId": self.table_id,
            "hitPolicy": self.hit_policy,
            "aggregation": self.aggregation,
            "inputs": [{"label": a, "expression": b, "value": to_json(c)} for a, b, c in self.inputs],
            "matched": list(self.matched),
            "chosen": list(self.chosen),
            "defaultUsed": self.default_used,
            "value": to_json(self.value),
            "rules": [rule.to_json() for rule in self.rules],
        }


@dataclass(frozen=True, slots=True)
class ExpressionTrace:
    """One decision whose logic is no table: its kind (``Literal``, ``Context`` …), its text and what it came to."""

    decision_id: str
    decision: str
    element_id: str
    expression: str
    text: str
    value: Any

    def to_json(self) -> dict[str, Any]:
        """The trace as a JSON-able record."""
        return {
            "kind": "expression",
            "decisionId": self.decision_id,
            "decision": self.decision,
            "elementId": self.element_id,
            "expression": self.expression,
            "text": self.text,
            "value": to_json(self.value),
        }


Trace = TableTrace | ExpressionTrace


@dataclass(frozen=True, slots=True)
class Result:
    """The answer of a decision or service. With ``errors`` there is no answer: ``value`` is None and means nothing."""

    value: Any
    problems: tuple[Problem, ...] = ()
    trace: tuple[Trace, ...] = ()
    errors: tuple[Failure, ...] = ()
    trace_complete: bool = True

    def to_json(self) -> dict[str, Any]:
        """The whole answer as a JSON-able record, to be kept beside the case."""
        return {
            "value": to_json(self.value),
            "problems": [problem.to_json() for problem in self.problems],
            "errors": [error.to_json() for error in self.errors],
            "trace": [step.to_json() for step in self.trace],
            "traceComplete": self.trace_complete,
        }
