"""Hit policies and aggregations: which of the matching rules count and what they come to (DMN 1.5, 8.2.8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from engine.feel import Expression, FeelSyntaxError, UnaryTests, compile_unary
from engine.feel import compile as compile_feel

from .compiler import Compiler
from .syntax import Output
from .types import Type

_AGGREGATES: Final = {"SUM": "sum(items)", "MIN": "min(items)", "MAX": "max(items)", "COUNT": "count(items)"}


class Refusal(Exception):
    """The matching rules contradict the hit policy. Consequence: the evaluation has no answer."""

    def __init__(self, code: str, message: str, rules: tuple[int, ...]) -> None:
        self.code = code
        self.message = message
        self.rules = rules
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched, with its outputs in column order."""

    number: int
    outputs: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Priorities:
    """The output values of a column from the most to the least important."""

    tests: tuple[UnaryTests, ...]

    def rank(self, value: Any) -> int | None:
        """The place of a value, 0 for the most important, None for one that is not listed."""
        for index, test in enumerate(self.tests):
            if test.evaluate({}, value).value is True:
                return index
        return None


def priorities(compiler: Compiler, output: Output, wanted: Type) -> Priorities | None:
    """The order of an output's values: its own list, else the allowed values of its type."""
    text = output.values or (wanted.allowed[-1][0] if wanted.allowed else "")
    if not text:
        return None
    tests = [compiler.unary(part, (), output.place, None) for part in _parts(text)]
    known = tuple(test for test in tests if test is not None)
    return Priorities(known)


def ranked_values(text: str) -> Priorities | None:
    """The order of constant output values, None for none; for the static checks, which have no compiler."""
    try:
        tests = tuple(compile_unary(part) for part in _parts(text))
    except FeelSyntaxError:
        return None
    return Priorities(tests) if tests else None


def decide(
    policy: str,
    aggregation: str,
    hits: list[Hit],
    orders: Sequence[Priorities | None],
    shape: Callable[[tuple[Any, ...]], Any],
) -> tuple[tuple[int, ...], Any]:
    """The numbers of the rules that count and the value; ``hits`` is not empty.

    Raises ``Refusal`` when UNIQUE or ANY is violated or values cannot be aggregated.
    """
    match policy:
        case "UNIQUE":
            if len(hits) > 1:
                raise Refusal("unique", f"hit policy UNIQUE, but rules {_list(hits)} match", _rules(hits))
            return _rules(hits), shape(hits[0].outputs)
        case "ANY":
            if any(not _same(hit.outputs, hits[0].outputs) for hit in hits[1:]):
                message = f"hit policy ANY, but rules {_list(hits)} match with different outputs"
                raise Refusal("any", message, _rules(hits))
            return _rules(hits), shape(hits[0].outputs)
        case "FIRST":
            return _rules(hits[:1]), shape(hits[0].outputs)
        case "PRIORITY":
            best = min(hits, key=lambda hit: _order(hit, orders))
            return (best.number,), shape(best.outputs)
        case "OUTPUT ORDER":
            ordered = sorted(hits, key=lambda hit: _order(hit, orders))
            return _rules(ordered), [shape(hit.outputs) for hit in ordered]
        case _:
            items = [shape(hit.outputs) for hit in hits]
            return _rules(hits), _aggregate(aggregation, items, hits) if aggregation else items


def _aggregate(aggregation: str, items: list[Any], hits: list[Hit]) -> Any:
    value = _expression(_AGGREGATES[aggregation]).evaluate({"items": items}).value
    if value is None:
        message = f"the outputs of rules {_list(hits)} have no {aggregation}"
        raise Refusal("aggregation", message, _rules(hits))
    return value


def _same(left: tuple[Any, ...], right: tuple[Any, ...]) -> bool:
    """Equality as FEEL has it: to Python, true and 1 are equal."""
    answer = _expression("left = right").evaluate({"left": list(left), "right": list(right)})
    return answer.value is True


def _order(hit: Hit, orders: Sequence[Priorities | None]) -> tuple[int, ...]:
    """Ranks column by column; unlisted values come last, and rule order breaks ties (the sort is stable)."""
    ranks = []
    for value, order in zip(hit.outputs, orders, strict=True):
        if order is not None:
            rank = order.rank(value)
            ranks.append(len(order.tests) if rank is None else rank)
    return tuple(ranks)


def _rules(hits: Sequence[Hit]) -> tuple[int, ...]:
    return tuple(hit.number for hit in hits)


def _list(hits: Sequence[Hit]) -> str:
    numbers = [str(hit.number) for hit in hits]
    return f"{', '.join(numbers[:-1])} and {numbers[-1]}" if len(numbers) > 1 else numbers[0]


@lru_cache(maxsize=8)
def _expression(text: str) -> Expression:
    return compile_feel(text, names=("items", "left", "right"))


def _parts(text: str) -> list[str]:
    """The comma-separated items of unary tests; commas in strings, brackets and parentheses do not separate."""
    parts, depth, quoted, start = [], 0, False, 0
    for index, sign in enumerate(text):
        if sign == '"' and text[index - 1 : index] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign == "," and depth == 0:
            parts.append(text[start:index].strip())
            start = index + 1
    parts.append(text[start:].strip())
    return [part for part in parts if part]
