"""The decisions of a case with the rules that led to them ("Warum?"), in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.handlers.explaining import Condition, Explanation, Rule, Table
from engine.model import HistoryLine

from .file import CaseFile
from .guide import Guide
from .phrases import in_words
from .words import Words

_SEALED = "…"


@dataclass(frozen=True, slots=True)
class Cell:
    """One condition of a rule: what was asked, the test as it stands in the table, and in words; the value if known."""

    input: Words
    test: str
    words: Words
    value: Any
    sealed: bool


@dataclass(frozen=True, slots=True)
class Matched:
    """A rule that counted."""

    table: str
    number: int
    id: str
    description: Words
    norms: tuple[str, ...]
    conditions: tuple[Cell, ...]
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """One table on the way: what it is about, its values, and how many of its rules counted."""

    id: str
    description: Words
    hit_policy: str
    inputs: tuple[tuple[Words, Any, bool], ...]
    """Label, value, sealed."""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision. `faithful` False: the data have changed since, so values are left out."""

    seq: int
    at: datetime
    element_id: str
    decision_id: str
    name: Words
    description: Words
    tables: tuple[Asked, ...]
    rules: tuple[Matched, ...]
    result: Any
    faithful: bool


def is_decision(line: HistoryLine) -> bool:
    """Whether a history line is that of a decision."""
    return line.event == "element" and "decision" in line.detail


def decisions(file: CaseFile, lines: Sequence[HistoryLine], why: Sequence[Explanation]) -> list[DecisionView]:
    """One view per line, in the order given."""
    return [_view(file, line, told) for line, told in zip(lines, why, strict=True)]


def _view(file: CaseFile, line: HistoryLine, told: Explanation) -> DecisionView:
    closed = [word for name, found in file.guide.sealed_inputs.items() if not file.reads(name) for word in found]
    sealed = any(_touches(expression, closed) for table in told.tables for _, expression, _ in table.inputs)
    return DecisionView(
        seq=line.seq,
        at=line.at,
        element_id=line.element_id,
        decision_id=told.decision_id,
        name=file.label(line.element_id),
        description=file.guide.of_table(told.description),
        tables=tuple(_asked(file.guide, table, closed) for table in told.tables),
        rules=tuple(_matched(file.guide, table, rule, closed) for table in told.tables for rule in table.rules),
        result=None if sealed else told.value,
        faithful=told.faithful,
    )


def _asked(guide: Guide, table: Table, closed: Sequence[str]) -> Asked:
    inputs = tuple(
        (guide.of_table(label), None if _touches(expression, closed) else value, _touches(expression, closed))
        for label, expression, value in table.inputs
    )
    return Asked(table.id, guide.of_table(table.description), table.hit_policy, inputs)


def _matched(guide: Guide, table: Table, rule: Rule, closed: Sequence[str]) -> Matched:
    return Matched(
        table=table.id,
        number=rule.number,
        id=rule.id,
        description=guide.of_table(rule.description),
        norms=tuple(note for note in rule.annotations if note),
        conditions=tuple(_cell(guide, condition, closed) for condition in rule.conditions),
        outputs={name: _plain(text) for name, text in rule.outputs.items()},
    )


def _cell(guide: Guide, condition: Condition, closed: Sequence[str]) -> Cell:
    label = guide.of_table(condition.input)
    if _touches(condition.expression, closed):
        return Cell(label, _SEALED, Words("verschlossen", "sealed"), None, sealed=True)
    told = Words(in_words(condition.test, "de"), in_words(condition.test, "en"))
    return Cell(label, condition.test, told, condition.value, sealed=False)


def _touches(expression: str, closed: Sequence[str]) -> bool:
    lowered = expression.lower()
    return any(word in lowered for word in closed)


def _plain(text: str) -> str:
    """An output cell without the quotation marks of its text."""
    stripped = text.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"' and '"' not in stripped[1:-1]:
        return stripped[1:-1]
    return stripped
