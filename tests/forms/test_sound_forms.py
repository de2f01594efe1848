"""A form that cannot work is refused, and its patterns mean what they mean in JavaScript."""

from __future__ import annotations

import time

import pytest

from engine.forms import FormError, check, validate
from engine.forms.patterns import found

from .building import COMPLETENESS, FAMILY, form, text


@pytest.mark.parametrize(
    "components",
    [
        [{"type": "unheardof", "key": "a"}],
        [{"type": "textfield"}],
        [{"type": "textfield", "key": "__proto__"}],
        [{"type": "textfield", "key": "a..b"}],
        [text("a"), text("a")],
        [text("a"), text("a.b")],
        [text("a", conditional={"hide": "=((("})],
        [text("a", validate={"pattern": "("})],
        [{"type": "datetime", "key": "a", "disallowPassedDates": True}],
        ["text"],
    ],
)
def test_a_form_that_cannot_work_is_refused_itself(components):
    schema = {"type": "default", "id": "F", "components": components}
    answers = {"a": "2026-11-18"}

    with pytest.raises(FormError):
        validate(schema, answers)


@pytest.mark.parametrize(
    ("pattern", "text_", "expected"),
    [
        ("^\\d+$", "12\n", False),
        ("^.$", "\u2028", False),
        ("^\\s$", "\ufeff", True),
        ("^[\\s]$", "\u00a0", True),
        ("^\\S$", "\x85", True),
        ("^[^\\s]+$", "a b", False),
        ("^[\\w-]+$", "a-b", True),
        ("\\bab\\b", "x ab y", True),
        ("^[[a]$", "[", True),
        ("^[]$", "", False),
        ("^[^]$", "\n", True),
        ("^\\u00e4$", "ä", True),
        ("^\\x41\\cJ\\0$", "A\n\x00", True),
        ("^(?<jahr>\\d{4})$", "2026", True),
        ("^(?:a|b)\\/\\-\\_$", "a/-_", True),
        ("^\\ä\\y$", "äy", True),
    ],
)
def test_patterns_mean_what_they_mean_in_javascript(pattern, text_, expected):
    assert found(pattern, text_) is expected


@pytest.mark.parametrize(
    "pattern", ["(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(a)\\1", "\\k<a>", "(?i:a)", "[a", "a\\", "a{2000}", "*"]
)
def test_patterns_beyond_linear_time_or_sense_are_refused(pattern):
    with pytest.raises(FormError):
        found(pattern, "a")


def test_a_hostile_answer_cannot_make_a_pattern_slow():
    began = time.perf_counter()

    assert not found("^(a+)+$", "a" * 100_000 + "b")
    assert time.perf_counter() - began < 1


def test_a_sound_form_passes_the_check_at_deployment():
    check(COMPLETENESS)
    check(FAMILY)


@pytest.mark.parametrize(
    "component",
    [
        text(conditional={"hide": "=(("}),
        text(readonly="=1 +"),
        text(validate={"pattern": "(?=x)"}),
        text(validate={"minLength": "=("}),
        {"type": "expression", "key": "a", "expression": "=if"},
        {"type": "select", "key": "a", "valuesExpression": "=["},
    ],
)
def test_the_check_at_deployment_names_the_field_that_cannot_work(component):
    with pytest.raises(FormError, match="'F0'"):
        check(form(component))
