"""Where the server judges otherwise than form-js 1.23.0 on purpose; each with form-js's own verdict beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from engine.forms import FormError, validate
from tests.forms import formjs


def form(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": "default", "id": "Form_1", "components": [{"id": f"F{n}", **c} for n, c in enumerate(components)]}


DATE = {"type": "datetime", "key": "d", "subtype": "date"}
TIME = {"type": "datetime", "key": "t", "subtype": "time", "timeSerializingFormat": "utc_normalized"}
OFFSET = {"type": "datetime", "key": "t", "subtype": "time", "timeSerializingFormat": "utc_offset"}
CHOICE = {"type": "radio", "key": "c", "valuesExpression": '=["a"]'}
NUMBER = {"type": "number", "key": "n", "serializeToString": True}
LIST = {"type": "dynamiclist", "path": "l", "components": [{"type": "textfield", "key": "x", "id": "X"}]}
FILE = {"type": "filepicker", "key": "f"}

#: why, component, further attributes, context, answers, what the server refuses, what form-js refuses
DIFFERENCES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], list[str], list[str]]] = [
    ("a day that does not exist: V8 makes another day of it", DATE, {}, {"d": "2026-02-30"}, ["/d"], []),
    ("a date without leading zeros", DATE, {}, {"d": "2026-1-1"}, ["/d"], []),
    ("a time without the zone this field writes", TIME, {}, {"t": "10:00"}, ["/t"], []),
    ("a false that is not offered: form-js looks only at values that count as true", CHOICE, {}, {"c": False}, ["/c"], []),
    ("a numeral only JavaScript reads", NUMBER, {}, {"n": "0x10"}, ["/n"], []),
    ("a read-only value that was changed", {"type": "textfield", "key": "a", "readonly": True}, {"a": "alt"},
        {"a": "neu"}, ["/a"], []),
    ("a list whose length is fixed", {**LIST, "allowAddRemove": False}, {"l": [{"x": "1"}]},
        {"l": [{"x": "1"}, {"x": "2"}]}, ["/l"], []),
    ("fewer items than wanted: a rule form-js does not have", {**LIST, "validate": {"minItems": 2}}, {},
        {"l": [{"x": "1"}]}, ["/l"], []),
    ("an answer to a question that was not asked", {"type": "textfield", "key": "a"}, {}, {"a": "", "admin": True},
        ["/admin"], []),
    # the other way round
    ("a file that is not in this browser's memory", FILE, {}, {"f": "files::1"}, [], ["/f"]),
    ("a time with the offset of another zone: form-js rewrites it to its own", OFFSET, {}, {"t": "10:00-05:00"}, [], []),
]  # fmt: skip
NOW = datetime.fromisoformat("2026-11-18T00:30:00+01:00")


@pytest.fixture(scope="module")
def theirs() -> list[dict[str, Any]]:
    return formjs.verdicts(
        [
            {"schema": form(field), "context": context, "answers": answers}
            for _, field, context, answers, *_ in DIFFERENCES
        ]
    )


@pytest.mark.parametrize("number", range(len(DIFFERENCES)), ids=[row[0] for row in DIFFERENCES])
def test_a_difference_is_as_described(number, theirs):
    _, field, context, answers, ours, page = DIFFERENCES[number]

    found = validate(form(field), answers, context=context, now=NOW)

    assert sorted(each.pointer for each in found.errors) == ours
    assert theirs[number]["errors"] == page


def test_a_passed_date_is_refused_by_both_unless_it_was_there_before():
    schema, answers = form({**DATE, "disallowPassedDates": True}), {"d": "2020-01-02"}
    cases = [{"schema": schema, "context": context, "answers": answers} for context in ({}, {"d": "2020-01-02"})]

    ours = [validate(schema, answers, context=case["context"], now=NOW).accepted for case in cases]

    assert ours == [False, True]
    assert [found["errors"] == [] for found in formjs.verdicts(cases)] == ours


def test_computed_fields_that_build_on_each_other_are_computed_to_the_end():
    schema = form(
        {"type": "expression", "key": "b", "expression": "=a + 1", "computeOn": "change"},
        {"type": "expression", "key": "a", "expression": "=n * 2", "computeOn": "change"},
        {"type": "number", "key": "n"},
    )

    assert validate(schema, {"n": 3}).data == {"b": 7, "a": 6, "n": 3}


def test_whole_numbers_beyond_what_form_js_can_count_are_judged_all_the_same():
    found = validate(form({"type": "number", "key": "n", "decimalDigits": 2}), {"n": 10**21})

    assert found.accepted


def test_patterns_that_could_back_track_are_refused_with_the_form():
    with pytest.raises(FormError):
        validate(form({"type": "textfield", "key": "a", "validate": {"pattern": "^(?=.*[A-Z]).+$"}}), {"a": "b"})
