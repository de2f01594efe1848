"""The built-in functions: all of DMN 1.5 are there, each documented, each safe from arguments of every kind."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from engine import feel
from engine.feel.functions import BUILTINS

STANDARD = """
date; date and time; time; number; string; duration; years and months duration; context; range; not;
substring; string length; upper case; lower case; substring before; substring after; replace; contains; starts with;
ends with; matches; split; string join; list contains; list replace; count; min; max; sum; mean; all; any; sublist;
append; concatenate; insert before; remove; reverse; index of; union; distinct values; flatten; product; median; stddev;
mode; decimal; floor; ceiling; round up; round down; round half up; round half down; abs; modulo; sqrt; log; exp; odd;
even; is; before; after; meets; met by; overlaps; overlaps before; overlaps after; finishes; finished by; includes;
during; starts; started by; coincides; day of year; day of week; month of year; week of year; sort; get value;
get entries; context put; context merge; now; today
"""
VALUES: list[Any] = [
    None,
    True,
    Decimal("-1.5"),
    Decimal("1e6000"),
    "",
    "[1..2]",
    date(1, 1, 1),
    datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
    time(1, 2),
    feel.DaysAndTime(Decimal(1)),
    feel.YearsAndMonths(-1),
    [],
    [1, None],
    {},
    {"key": "a", "value": 1},
    feel.Range(Decimal(1), Decimal(2)),
    feel.Range(None, "a", False, True),
    BUILTINS["not"],
]


@pytest.mark.parametrize("name", [" ".join(name.split()) for name in STANDARD.split(";")])
def test_every_function_of_the_standard_is_there_and_says_what_it_does(name: str) -> None:
    assert BUILTINS[name].documentation.endswith(".")


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_a_function_answers_or_is_null_with_a_reason_whatever_it_is_given(name: str) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    for count in range(4):
        arguments = (
            itertools.product(VALUES, repeat=count) if count < 3 else zip(VALUES, VALUES[1:], VALUES[2:], strict=False)
        )
        expression = feel.compile(f"{name}({', '.join('abc'[:count])})")
        for given in arguments:
            evaluation = expression.evaluate(dict(zip("abc", given, strict=False)), now=now)
            feel.dumps(evaluation.value)


def test_a_reason_names_the_argument_that_does_not_fit() -> None:
    evaluation = feel.compile('substring("Dresden", "2")').evaluate()
    assert evaluation.problems[0].reason == (
        "the argument 'start position' of 'substring' must be of type number, not string"
    )
