"""Why a decision came out as it did: the rules that history recorded, with the values that led to them.

History keeps rule numbers only, because inputs are personal data. They are computed again from the case's data, with the
law's values of that day; where other rules come out, the data has changed since and no value is shown as the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import dmn, feel
from ..dmn.syntax import DecisionTable
from ..kernel.case_run import CaseRun, Library
from ..model import Case, HistoryLine
from .standing import library
from .work import House


@dataclass(frozen=True, slots=True)
class Condition:
    """One cell of a rule: the input's label and expression, the test, and the value it held for (None: not known)."""

    input: str
    expression: str
    test: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that counted; `conditions` are its cells that ask for something."""

    number: int
    id: str
    description: str
    annotations: tuple[str, ...]
    conditions: tuple[Condition, ...]
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """One decision table that was asked. `rules` are those that counted under its hit policy."""

    id: str
    description: str
    hit_policy: str
    inputs: tuple[tuple[str, str, Any], ...]
    """Label, expression, value."""
    rules: tuple[Rule, ...]
    value: Any


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision of a case; `faithful` says that computing it again gave the recorded rules, so that values hold."""

    decision_id: str
    description: str
    resource: str
    tables: tuple[Table, ...]
    value: Any
    faithful: bool


def explain(house: House, case: Case, lines: Sequence[HistoryLine]) -> list[Explanation]:
    """For each history line of a business rule task (detail `decision`), why it came out as it did."""
    if not lines:
        return []
    moves = house.store.read().moves(case.tenant, case.id)
    return [_explained(house, library(house, _deployment(case, moves, line)), case, line) for line in lines]


def _deployment(case: Case, moves: Sequence[HistoryLine], line: HistoryLine) -> int:
    """The deployment that the case was on when the line was written: what it was moved from next, else where it is."""
    after = next((move for move in moves if move.seq > line.seq and "from" in move.detail), None)
    return case.deployment_id if after is None else int(after.detail["from"]["deployment"])


def _explained(house: House, shelf: Library, case: Case, line: HistoryLine) -> Explanation:
    recorded = line.detail["decision"]
    decision_id = str(recorded["id"])
    resource = shelf.bundle.decision_resources.get(decision_id, "")
    model = shelf.bundle.models.get(resource)
    if model is None:
        if resource not in shelf.bundle.resources:
            return Explanation(decision_id, "", resource, (), None, faithful=False)
        model = shelf.bundle.models[resource] = dmn.load(shelf.bundle.resources[resource], functions=shelf.functions)
    known = library(house, case.deployment_id)  # the state is that of today, whatever the tables were
    run = CaseRun(known, case, line.at, house.ids.key)
    inputs = {**run.machine.predefined, **run.variables()}
    result = model.evaluate(decision_id, inputs, now=run.machine.evaluator.now, functions=shelf.functions)
    traces = [entry for entry in result.trace if isinstance(entry, dmn.TableTrace)]
    again = [(entry.decision_id, list(entry.chosen)) for entry in traces]
    faithful = not result.errors and again == [(item["table"], list(item["chosen"])) for item in recorded["rules"]]
    tables = tuple(
        _table(model, item["table"], item["chosen"], traces[number] if faithful else None)
        for number, item in enumerate(recorded["rules"])
    )
    value = feel.to_json(result.value) if faithful else None
    return Explanation(decision_id, model.decisions[decision_id].description, resource, tables, value, faithful)


def _table(model: dmn.Model, table_id: str, chosen: Sequence[int], trace: dmn.TableTrace | None) -> Table:
    decision = model.decisions[table_id]
    source = decision.expression
    if not isinstance(source, DecisionTable):
        return Table(table_id, decision.description, "", (), (), None)
    values = [feel.to_json(value) for _, _, value in trace.inputs] if trace else [None] * len(source.inputs)
    inputs = tuple(
        (item.label or item.text, item.text, value) for item, value in zip(source.inputs, values, strict=True)
    )
    return Table(
        id=table_id,
        description=decision.description,
        hit_policy=source.hit_policy,
        inputs=inputs,
        rules=tuple(_rule(source, number, inputs) for number in chosen if 0 < number <= len(source.rules)),
        value=feel.to_json(trace.value) if trace else None,
    )


def _rule(source: DecisionTable, number: int, inputs: Sequence[tuple[str, str, Any]]) -> Rule:
    rule = source.rules[number - 1]
    conditions = tuple(
        Condition(label, expression, cell.text, value)
        for cell, (label, expression, value) in zip(rule.inputs, inputs, strict=True)
        if cell.text.strip() not in ("", "-")
    )
    names = [item.name or item.label or source.output_label for item in source.outputs]
    return Rule(
        number=number,
        id=rule.place.element_id,
        description=rule.description,
        annotations=rule.annotations,
        conditions=conditions,
        outputs={name: cell.text for name, cell in zip(names, rule.outputs, strict=True)},
    )
