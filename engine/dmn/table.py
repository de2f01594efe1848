"""Compiles decision tables and evaluates them, keeping for every cell why it did or did not hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from .column import Column, compile_column
from .compiler import Compiler, Names
from .convert import coerce, read
from .findings import Finding
from .hit_policy import Hit, Priorities, Refusal, decide, priorities
from .partition import constant
from .run import Code, Run, Scope
from .syntax import DecisionTable, Output
from .trace import Columns, TableTrace
from .types import ANY, Type

_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Output:
    """A compiled output column: its conversion, its allowed values, its default and its cells by rule."""

    name: str
    element_id: str
    wanted: Type
    priorities: Priorities | None
    checked: bool
    default: Code | None
    cells: tuple[Code, ...]
    constants: tuple[tuple[bool, Any], ...]
    """Per rule whether the cell always has the same, fitting value, and that value."""
    cell_ids: tuple[str, ...]


def compile_table(compiler: Compiler, source: DecisionTable, names: Names) -> Code:
    """The code of a decision table; it records a trace each time it runs."""
    columns = [compile_column(compiler, source, index, names) for index in range(len(source.inputs))]
    outputs = [_compile_output(compiler, source, index, names) for index in range(len(source.outputs))]
    if source.hit_policy in ("PRIORITY", "OUTPUT ORDER") and not any(output.priorities for output in outputs):
        # Without it the order of the rules would silently decide.
        message = f"hit policy {source.hit_policy} needs output values in their order of priority"
        where = source.place
        compiler.findings.append(Finding(where.element_id, "no-output-values", message, where.line))
    return _Table(source, tuple(columns), tuple(outputs), _static(source, columns)).evaluate


def _static(source: DecisionTable, columns: Sequence[Column]) -> Columns:
    rules = tuple(
        (
            rule.place.element_id,
            tuple((cell.place.element_id, cell.text) for cell in rule.inputs),
            tuple(cell.text for cell in rule.outputs),
            rule.annotations or ((rule.description,) if rule.description else ()),
        )
        for rule in source.rules
    )
    return Columns(
        tuple(i.label for i in source.inputs),
        tuple(i.text for i in source.inputs),
        tuple(o.name or o.label or source.output_label for o in source.outputs),
        rules,
        tuple(column.numbers for column in columns),
    )


def _compile_output(compiler: Compiler, source: DecisionTable, index: int, names: Names) -> _Output:
    output: Output = source.outputs[index]
    where = output.place
    wanted = compiler.types.resolve(output.type_ref, where.element_id, where.line)
    offset = len(source.inputs) + index + 1
    cells = [
        compiler.feel(rule.outputs[index].text, names, rule.outputs[index].place, (number, offset))
        for number, rule in enumerate(source.rules, start=1)
    ]
    default = compiler.expression(output.default, names) if output.default is not None and output.default.text else None
    order = priorities(compiler, output, wanted)
    checked = order if output.values else None
    fixed = tuple(_constant(rule.outputs[index].text, wanted, checked) for rule in source.rules)
    ids = tuple(rule.outputs[index].place.element_id for rule in source.rules)
    return _Output(output.name, where.element_id, wanted, order, bool(output.values), default, tuple(cells), fixed, ids)


def _constant(text: str, wanted: Type, order: Priorities | None) -> tuple[bool, Any]:
    """Whether a cell is a constant that fits its column, and its value; others are evaluated and complained about."""
    known, value = constant(text)
    if not known:
        return False, None
    value, reason = coerce(value, wanted)
    fits = reason is None and (order is None or value is None or order.rank(value) is not None)
    return fits, value


@dataclass(frozen=True, slots=True)
class _Table:
    source: DecisionTable
    columns: tuple[Column, ...]
    outputs: tuple[_Output, ...]
    static: Columns

    def evaluate(self, scope: Scope, run: Run) -> Any:
        """The value of the table under its hit policy; null when no rule matches and there is no default."""
        run.step()
        source = self.source
        alive = (1 << len(source.rules)) - 1
        values: list[Any] = []
        results: list[Sequence[bool | None]] = []
        sound = True
        for column in self.columns:
            value, fits = self._input(column, scope, run)
            sound = sound and fits
            mask, outcome = column.match(value, scope, run)
            alive &= mask
            values.append(value)
            results.append(outcome)
        matched = _numbers(alive) if sound else ()
        chosen: tuple[int, ...] = ()
        answer: Any = None
        default_used = False
        if sound and matched:
            answer, chosen = self._decide(matched, scope, run)
        elif sound:
            answer, default_used = self._nothing(scope, run)
        inputs = tuple((i.label, i.text, value) for i, value in zip(source.inputs, values, strict=True))
        where = source.place.element_id
        run.keep(
            TableTrace(
                *run.decision, where, source.hit_policy, source.aggregation, inputs,
                matched, chosen, answer, default_used, self.static, tuple(results),
            )
        )  # fmt: skip
        return answer

    def _input(self, column: Column, scope: Scope, run: Run) -> tuple[Any, bool]:
        """An input's value. One of the wrong type is an error: a null instead would let a later rule match."""
        value = column.code(scope, run)
        if value is None:
            return None, True
        if column.wanted is not ANY:
            value, reason = read(value, column.wanted)
            if reason is not None:
                run.fail("input-type", f"the input {column.label} does not fit: {reason}", column.element_id)
                return None, False
        if column.values is not None:
            answer = column.values.evaluate(scope, value, functions=run.functions, now=run.now)
            if answer.value is not True:
                message = f"the input {column.label} is not among its input values {column.values.text}"
                run.fail("input-value", message, column.element_id)
                return value, False
        return value, True

    def _decide(self, matched: tuple[int, ...], scope: Scope, run: Run) -> tuple[Any, tuple[int, ...]]:
        wanted = matched[:1] if self.source.hit_policy == "FIRST" else matched
        hits = [Hit(number, self._outputs(number, scope, run)) for number in wanted]
        orders = [output.priorities for output in self.outputs]
        try:
            chosen, answer = decide(self.source.hit_policy, self.source.aggregation, hits, orders, self._shape)
        except Refusal as refusal:
            title = run.decision[1] or self.source.place.element_id
            run.fail(refusal.code, f"table {title}: {refusal.message}", self.source.place.element_id, refusal.rules)
            return None, ()
        return answer, chosen

    def _outputs(self, number: int, scope: Scope, run: Run) -> tuple[Any, ...]:
        values = []
        for output in self.outputs:
            known, value = output.constants[number - 1]
            if known:
                values.append(value)
                continue
            value, reason = coerce(output.cells[number - 1](scope, run), output.wanted)
            if reason is not None:
                run.note(
                    output.cell_ids[number - 1], f"the output {output.name} of rule {number} does not fit: {reason}"
                )
            elif value is not None and output.checked and output.priorities and output.priorities.rank(value) is None:
                message = f"the output {output.name} of rule {number} is not among its output values"
                run.fail("output-value", message, output.cell_ids[number - 1], (number,))
            values.append(value)
        return tuple(values)

    def _shape(self, values: tuple[Any, ...]) -> Any:
        """One output is its value, several are a context by name."""
        if len(self.outputs) == 1:
            return values[0]
        return {output.name: value for output, value in zip(self.outputs, values, strict=True)}

    def _nothing(self, scope: Scope, run: Run) -> tuple[Any, bool]:
        """The answer when no rule matched: the defaults, an empty collection, or null with a problem."""
        policy, aggregation = self.source.hit_policy, self.source.aggregation
        many = policy in ("RULE ORDER", "OUTPUT ORDER") or (policy == "COLLECT" and not aggregation)
        if any(output.default is not None for output in self.outputs):
            values = []
            for output in self.outputs:
                raw = output.default(scope, run) if output.default is not None else None
                value, reason = coerce(raw, output.wanted)
                if reason is not None:
                    run.note(output.element_id, f"the default of the output {output.name} does not fit: {reason}")
                values.append(value)
            shaped = self._shape(tuple(values))
            return ([shaped] if many and not isinstance(shaped, list) else shaped), True
        if many:
            return [], False
        if aggregation == "COUNT":
            return _ZERO, False
        run.note(self.source.place.element_id, "no rule matches and there is no default output")
        return None, False


def _numbers(mask: int) -> tuple[int, ...]:
    """The rule numbers, from 1, whose bits are set."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length())
        mask ^= low
    return tuple(found)
