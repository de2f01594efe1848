"""Patterns that a browser could take for ever to match are refused when the form is deployed; others are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.forms import FormError
from engine.forms.patterns import check

FORMS = Path(__file__).parents[2] / "processes" / "akzess" / "forms"


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "(a*)*",
        "(a|a)*b",
        "^(a|aa)*b$",
        "([a-z]+)*!",
        r"^(\w+\s?)*$",
        r"(\d+|[0-9]x)*y",
        "(?:x+x+)+y",
        "^((ab)*)*c",
        "(.*)*x",
        "(a?){20,}",
        r"^([^@]+@?)+$",
        "(?<n>[äÄ]+)*x",
    ],
)
def test_a_pattern_with_exponentially_many_ways_is_refused(pattern: str) -> None:
    with pytest.raises(FormError, match=r"exponentially|characters"):
        check(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "^[0-9]{5}$",
        "^[^0-9]*$",
        "^(19|20)[0-9]{2}-(0[0-9]|1[0-2])-00$",
        "^([A-Z][a-z]+ )+$",
        "^[a-z]+(-[a-z]+)*$",
        r"^(\d{3},)*\d{3}$",
        "^.*$",
        "(ab)*(cd)+",
        r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$",
        "^([0-9]{2}){1,3}$",
        "^$",
        "[(+]*[)]",
    ],
)
def test_an_ordinary_pattern_is_taken(pattern: str) -> None:
    check(pattern)


def _patterns(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["pattern"]] if isinstance(value.get("pattern"), str) else []
        return own + [pattern for part in value.values() for pattern in _patterns(part)]
    return [pattern for part in value for pattern in _patterns(part)] if isinstance(value, list) else []


def test_the_patterns_of_our_own_forms_are_ordinary() -> None:
    found = {pattern for path in FORMS.glob("*.form") for pattern in _patterns(json.loads(path.read_text("utf-8")))}
    for pattern in found:
        check(pattern)
    assert len(found) > 5
