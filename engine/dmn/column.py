"""One input column of a decision table: equal cells are compiled and evaluated once, literal ones looked up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.feel import UnaryTests

from .compiler import Compiler, Names
from .run import Code, Run, Scope
from .syntax import DecisionTable
from .types import Type

_STRINGS: Final = re.compile(r'"[^"\\]*"(?:\s*,\s*"[^"\\]*")*')
_STRING: Final = re.compile(r'"([^"\\]*)"')


@dataclass(frozen=True, slots=True)
class _Test:
    """A distinct test of a column and the rules (bits) that have it. ``tests`` None: always true or broken."""

    number: int
    element_id: str
    rules: int
    always: bool
    tests: UnaryTests | None


@dataclass(frozen=True, slots=True)
class Column:
    """A compiled input column.

    ``numbers``: for each rule the number of its distinct test. ``exact``: for a text the rules whose cell is a list of
    string literals containing it, with those literals' test numbers; ``others``: the tests that must be evaluated.
    """

    label: str
    element_id: str
    code: Code
    wanted: Type
    values: UnaryTests | None
    numbers: tuple[int, ...]
    tests: tuple[_Test, ...]
    others: tuple[_Test, ...]
    exact: dict[str, tuple[int, tuple[int, ...]]]

    def match(self, value: Any, scope: Scope, run: Run) -> tuple[int, Sequence[bool | None]]:
        """The rules (bits) whose test holds for ``value``, and what each distinct test came to."""
        results: list[bool | None] = [False] * len(self.tests)
        mask = 0
        pending = self.tests
        if type(value) is str:
            pending = self.others
            found = self.exact.get(value)
            if found is not None:
                mask, hits = found
                for number in hits:
                    results[number] = True
        for test in pending:
            if test.always:
                results[test.number] = True
                mask |= test.rules
            elif test.tests is not None:
                answer = test.tests.evaluate(scope, value, functions=run.functions, now=run.now)
                results[test.number] = answer.value
                if answer.value is True:
                    mask |= test.rules
                elif answer.problems and value is not None:
                    run.note_all(test.element_id, answer.problems)
            else:
                results[test.number] = None
                run.note(test.element_id, "the test is not FEEL")
        return mask, results


def compile_column(compiler: Compiler, source: DecisionTable, index: int, names: Names) -> Column:
    """Compiles one input: its expression, its allowed input values and its distinct tests."""
    column = source.inputs[index]
    where = column.place
    seen = names | {"?"}
    texts: dict[str, int] = {}
    rules: dict[int, int] = {}
    tests: list[_Test] = []
    numbers = []
    for position, rule in enumerate(source.rules):
        cell = rule.inputs[index]
        text = cell.text
        number = texts.setdefault(text, len(texts))
        rules[number] = rules.get(number, 0) | 1 << position
        numbers.append(number)
        if number == len(tests):
            always = text in ("", "-")
            compiled = None if always else compiler.unary(text, seen, cell.place, (position + 1, index + 1))
            tests.append(_Test(number, cell.place.element_id, 0, always, compiled))
    complete = tuple(_Test(t.number, t.element_id, rules[t.number], t.always, t.tests) for t in tests)
    exact, literal = _exact(texts, rules)
    return Column(
        column.label,
        where.element_id,
        compiler.feel(column.text, names, where),
        compiler.types.resolve(column.type_ref, where.element_id, where.line),
        compiler.unary(column.values, seen, where, None) if column.values else None,
        tuple(numbers),
        complete,
        tuple(test for test in complete if test.number not in literal),
        exact,
    )


def _exact(texts: dict[str, int], rules: dict[int, int]) -> tuple[dict[str, tuple[int, tuple[int, ...]]], set[int]]:
    """The look-up of texts among cells like ``"A"`` or ``"A", "B"``, and the numbers of those tests."""
    found: dict[str, tuple[int, tuple[int, ...]]] = {}
    literal: set[int] = set()
    for text, number in texts.items():
        if _STRINGS.fullmatch(text) is None:
            continue
        literal.add(number)
        for word in set(_STRING.findall(text)):
            mask, numbers = found.get(word, (0, ()))
            found[word] = (mask | rules[number], (*numbers, number))
    return found, literal
