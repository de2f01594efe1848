"""Cuts the values of a table's input into classes that no rule can tell apart, by trying the cells on sample values.

Cells made of constants, comparisons, intervals, lists and ``not`` change their answer only at their constants. So it is
enough to try each constant, one value between each two neighbours and one beyond each end; the real evaluator answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from engine.feel import DaysAndTime, FeelSyntaxError, UnaryTests, YearsAndMonths, compile_unary
from engine.feel import compile as compile_feel
from engine.feel.types import kind_of

from .types import Type

_CONSTANT: Final = re.compile(
    r'@"[^"]*"'
    r'|(?:date and time|date|time|duration)\s*\(\s*"[^"]*"\s*\)'
    r'|"(?:[^"\\]|\\.)*"'
    r"|-?(?:\d+(?:\.\d+)?|(?<!\.)\.\d+)"
    r"|\b(?:true|false|null)\b"
)
_REST: Final = re.compile(r"(?:\s|[,()\[\]<>=!?]|\.\.|\b(?:not|and|or|in|between)\b)*")
_ORDERED: Final = frozenset(
    {"number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"}
)
MAX_POINTS: Final = 400


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the checks see it: its test (None when it holds always) and its constants.

    ``opaque`` cells contain something else than constants; nothing is claimed about their rules.
    """

    text: str
    test: UnaryTests | None
    constants: tuple[Any, ...]
    opaque: bool


def read_cell(text: str) -> Cell:
    """The cell's test and constants; opaque when it names variables or functions, calculates, or is no FEEL."""
    if text in ("", "-"):
        return Cell(text, None, (), False)
    if _REST.fullmatch(_CONSTANT.sub(" ", text)) is None:
        return Cell(text, None, (), True)
    try:
        constants = tuple(compile_feel(found).evaluate({}).value for found in _CONSTANT.findall(text))
        return Cell(text, compile_unary(text), constants, False)
    except FeelSyntaxError:
        return Cell(text, None, (), True)


def constant(text: str) -> tuple[bool, Any]:
    """Whether a text is a single constant, and its value."""
    if _CONSTANT.fullmatch(text.strip()) is None:
        return False, None
    try:
        return True, compile_feel(text).evaluate({}).value
    except FeelSyntaxError:
        return False, None


@dataclass(frozen=True, slots=True)
class Class:
    """Values that the rules cannot tell apart: one of them, and the rules (bits) whose cells hold for it.

    ``sure`` leaves out rules with opaque cells, ``perhaps`` counts them as holding.
    """

    witness: Any
    sure: int
    perhaps: int


def classes(expression: str, columns: Sequence[tuple[Sequence[Cell], Type, str]]) -> list[Class] | None:
    """The classes of one input that one or more columns test.

    Each column is its cells by rule, its type and the text of its input values. An input whose expression is a
    constant (``true``) has only this value. None when there are too many sample values, or constants of kinds
    that do not compare (then another check complains).
    """
    known, value = constant(expression)
    points = [value] if known else _points(columns)
    if points is None:
        return None
    found: dict[tuple[int, int], Class] = {}
    domain = [(compile_unary(text), wanted) for _, wanted, text in columns if text and not read_cell(text).opaque]
    for point in points:
        if not all(test.evaluate({}, point).value is True for test, _ in domain):
            continue
        if not all(test(point) for _, wanted, _ in columns for _, test in wanted.allowed):
            continue
        sure = perhaps = -1
        for cells, _, _ in columns:
            definite, possible = _masks(cells, point)
            sure &= definite
            perhaps &= possible
        found.setdefault((sure, perhaps), Class(point, sure, perhaps))
    return list(found.values())


def _masks(cells: Sequence[Cell], point: Any) -> tuple[int, int]:
    answers: dict[str, bool] = {}
    sure = perhaps = 0
    for index, cell in enumerate(cells):
        if cell.opaque:
            perhaps |= 1 << index
            continue
        answer = answers.get(cell.text)
        if answer is None:
            answer = answers[cell.text] = cell.test is None or cell.test.evaluate({}, point).value is True
        if answer:
            sure |= 1 << index
            perhaps |= 1 << index
    return sure, perhaps


def _points(columns: Sequence[tuple[Sequence[Cell], Type, str]]) -> list[Any] | None:
    constants: dict[tuple[str, Any], Any] = {}
    kinds: set[str] = set()
    for cells, wanted, text in columns:
        texts = [text, *(allowed for allowed, _ in wanted.allowed)]
        for cell in (*cells, *(read_cell(values) for values in texts if values)):
            for value in cell.constants:
                if value is not None:
                    constants.setdefault((kind_of(value), repr(value)), value)
                    kinds.add(kind_of(value))
        if wanted.kind == "boolean":
            kinds.add("boolean")
    if len(kinds) > 1 or len(constants) > MAX_POINTS:
        return None
    if not kinds:
        wanted_kinds = {wanted.kind for _, wanted, _ in columns}
        return [_SAMPLES.get(next(iter(wanted_kinds)), "…")]
    kind = kinds.pop()
    if kind == "boolean":
        return [True, False]
    if kind not in _ORDERED:
        return None
    return _around(sorted(constants.values()), kind)


_SAMPLES: Final[dict[str, Any]] = {"number": Decimal(0), "boolean": True, "date": date(2026, 1, 1)}


def _around(values: list[Any], kind: str) -> list[Any] | None:
    """The values, one between each two neighbours where there is one, and one beyond each end."""
    try:
        points = [_shift(values[0], kind, -1)]
        for left, right in pairwise(values):
            points.append(left)
            middle = _between(left, right, kind)
            if middle is not None:
                points.append(middle)
        return [*points, values[-1], _shift(values[-1], kind, 1)]
    except (OverflowError, TypeError, ValueError):
        return None


def _shift(value: Any, kind: str, direction: int) -> Any:
    match kind:
        case "number":
            return value + direction
        case "date":
            return value + timedelta(days=direction)
        case "date and time":
            return value + timedelta(hours=direction)
        case "days and time duration":
            return DaysAndTime(value.seconds + 3600 * direction)
        case "years and months duration":
            return YearsAndMonths(value.months + direction)
        case "time":
            moved = datetime.combine(date(2026, 1, 1), value) + timedelta(minutes=direction)
            return moved.timetz() if moved.date() == date(2026, 1, 1) else value
        case _:
            # Another text: before all others the empty one, behind them one that starts like the last.
            return "" if direction < 0 else f"{value}…"


def _between(left: Any, right: Any, kind: str) -> Any:
    match kind:
        case "number":
            return (left + right) / 2
        case "date":
            return left + (right - left) // 2 if (right - left).days > 1 else None
        case "date and time":
            return left + (right - left) / 2
        case "days and time duration":
            return DaysAndTime((left.seconds + right.seconds) / 2)
        case "years and months duration":
            months = (left.months + right.months) // 2
            return YearsAndMonths(months) if months > left.months else None
        case "time":
            start, end = _seconds(left), _seconds(right)
            middle = (start + end) // 2
            return time(middle // 3600, middle // 60 % 60, middle % 60, tzinfo=left.tzinfo) if middle > start else None
        case _:
            return None


def _seconds(value: time) -> int:
    return value.hour * 3600 + value.minute * 60 + value.second
