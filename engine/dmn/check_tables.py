"""Gaps, overlaps and rules that never count in decision tables, each with an input that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from engine.feel import to_json

from .coverage import Coverage, TooMuch, Witness
from .findings import Finding
from .graph import DecisionNode, InputNode
from .hit_policy import Priorities, ranked_values
from .model import Model
from .partition import Class, classes, constant, read_cell
from .syntax import DecisionTable
from .tables import tables_of
from .types import ANY, Type

MAX_FINDINGS: Final = 10
_ONE_HIT: Final = ("UNIQUE", "ANY", "FIRST", "PRIORITY")


def check_tables(model: Model) -> list[Finding]:
    """The findings of all tables of a model. A table too large to check within bounds gets a finding that says so."""
    found = []
    for name, table in tables_of(model.definitions):
        found += _Check(model, name, table).findings()
    return found


class _Check:
    """One table: its inputs grouped by expression, because equal expressions have equal values."""

    def __init__(self, model: Model, name: str, table: DecisionTable) -> None:
        self.model = model
        self.name = name
        self.table = table
        self.groups: dict[str, list[int]] = {}
        for index, column in enumerate(table.inputs):
            self.groups.setdefault(column.text, []).append(index)

    def findings(self) -> list[Finding]:
        """Gaps, overlaps and rules that never count."""
        cut = self._cut()
        if not self.table.rules:
            return []
        if cut is None:
            message = "an input of the table has too many or incomparable constants to be searched for gaps"
            return [self._finding("not-checked", message, "info")]
        coverage = Coverage(cut, len(self.table.rules))
        try:
            return [*self._unreachable(coverage), *self._overlaps(coverage), *self._gaps(coverage)]
        except TooMuch:
            message = "the table is too large to be searched for gaps and rules that never count"
            return [self._finding("not-checked", message, "warning")]

    def _cut(self) -> list[list[Class]] | None:
        cut = []
        for expression, indexes in self.groups.items():
            columns = []
            for index in indexes:
                column = self.table.inputs[index]
                cells = [read_cell(rule.inputs[index].text) for rule in self.table.rules]
                columns.append((cells, self._type(column.type_ref, column.text), column.values))
            group = classes(expression, columns)
            if not group:
                return None
            cut.append(group)
        return cut

    def _type(self, reference: str, expression: str) -> Type:
        """The column's type: its own, else that of the input data or decision it names."""
        if reference:
            own = self.model.types.find(reference) or ANY
            if own.allowed:
                return own
        nodes: list[InputNode | DecisionNode] = [
            *self.model.graph.inputs.values(),
            *self.model.graph.decisions.values(),
        ]
        for node in nodes:
            if node.source.variable.name == expression and node.wanted is not ANY:
                return node.wanted
        return (self.model.types.find(reference) or ANY) if reference else ANY

    def _gaps(self, coverage: Coverage) -> list[Finding]:
        table = self.table
        if table.hit_policy not in _ONE_HIT or any(output.default is not None for output in table.outputs):
            return []
        found = []
        for witness in coverage.gaps(MAX_FINDINGS):
            shown = self._show(witness)
            message = f"no rule of {self.name} matches {_words(shown)}"
            found.append(self._finding("gap", message, "warning", witness=shown))
        return found

    def _overlaps(self, coverage: Coverage) -> list[Finding]:
        table = self.table
        if table.hit_policy not in ("UNIQUE", "ANY"):
            return []
        found: list[Finding] = []
        for first in range(len(table.rules)):
            together = coverage.overlaps(first) >> (first + 1) << (first + 1)
            while together and len(found) < MAX_FINDINGS:
                low = together & -together
                together ^= low
                second = low.bit_length() - 1
                if table.hit_policy == "ANY" and self._same_outputs(first, second):
                    continue
                shown = self._show(coverage.witness(1 << first | low))
                rules = (first + 1, second + 1)
                message = f"rules {rules[0]} and {rules[1]} of {self.name} both match {_words(shown)}"
                found.append(self._finding("overlap", message, "error", rules, shown))
        return found

    def _same_outputs(self, first: int, second: int) -> bool:
        rules = self.table.rules
        return [cell.text for cell in rules[first].outputs] == [cell.text for cell in rules[second].outputs]

    def _unreachable(self, coverage: Coverage) -> list[Finding]:
        found: list[Finding] = []
        empty = coverage.empty()
        for rule in empty:
            message = f"rule {rule + 1} of {self.name} matches no input at all"
            found.append(self._finding("unreachable", message, "error", (rule + 1,)))
        for rule in range(len(self.table.rules)):
            blockers = self._blockers(rule)
            if rule in empty or not blockers or coverage.wins(rule, blockers):
                continue
            covering = self._covering(coverage, rule, blockers)
            message = f"rule {rule + 1} of {self.name} never counts: rules {_numbers(covering)} always come before it"
            found.append(self._finding("unreachable", message, "error", (rule + 1, *covering)))
        return found[:MAX_FINDINGS]

    def _blockers(self, rule: int) -> int:
        """The rules (bits) that count instead of ``rule`` when both match."""
        if self.table.hit_policy == "FIRST":
            return (1 << rule) - 1
        if self.table.hit_policy != "PRIORITY" or len(self.table.outputs) != 1:
            return 0
        output = self.table.outputs[0]
        wanted = self.model.types.find(output.type_ref) if output.type_ref else None
        order = ranked_values(output.values or (wanted.allowed[-1][0] if wanted and wanted.allowed else ""))
        if order is None:
            return 0
        ranks = [_rank(order, each.outputs[0].text) for each in self.table.rules]
        own = ranks[rule]
        if own is None:
            return 0
        return sum(1 << index for index, rank in enumerate(ranks) if rank is not None and rank < own)

    def _covering(self, coverage: Coverage, rule: int, blockers: int) -> tuple[int, ...]:
        together = coverage.overlaps(rule) & blockers
        return tuple(index + 1 for index in range(len(self.table.rules)) if together >> index & 1)

    def _show(self, witness: Witness) -> dict[str, Any]:
        return {text: to_json(value) for text, value in zip(self.groups, witness, strict=True)}

    def _finding(
        self,
        code: str,
        message: str,
        severity: str,
        rules: tuple[int, ...] = (),
        witness: dict[str, Any] | None = None,
    ) -> Finding:
        where = self.table.rules[rules[0] - 1].place if rules else self.table.place
        return Finding(where.element_id, code, message, where.line, severity, rules=rules, witness=witness)


def _rank(order: Priorities, text: str) -> int | None:
    known, value = constant(text)
    return order.rank(value) if known else None


def _numbers(rules: Sequence[int]) -> str:
    return ", ".join(str(rule) for rule in rules[:5]) + (" …" if len(rules) > 5 else "")


def _words(witness: dict[str, Any]) -> str:
    """An input for a message: ``age = 17, status = "OPEN"``."""
    shown = ((name, f'"{value}"' if isinstance(value, str) else value) for name, value in witness.items())
    return ", ".join(f"{name} = {value}" for name, value in shown)
