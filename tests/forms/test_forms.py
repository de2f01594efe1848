"""What the server makes of form answers, told as facts."""

from __future__ import annotations

import time
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.forms import FieldError, FormError, check, validate
from engine.forms.patterns import found

NOW = datetime.fromisoformat("2026-11-18T00:30:00+01:00")


def form(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": "default", "id": "Form_1", "components": [{"id": f"F{n}", **c} for n, c in enumerate(components)]}


def text(key: str = "a", **attributes: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key, **attributes}


def refusals(schema: dict[str, Any], answers: Any, **context: Any) -> list[tuple[str, str]]:
    return [(each.pointer, each.code) for each in validate(schema, answers, context=context, now=NOW).errors]


def one(component: dict[str, Any], value: Any, **context: Any) -> list[str]:
    """The refusal codes of one field with one value."""
    return [code for _, code in refusals(form(component), {component["key"]: value}, **context)]


COMPLETENESS = form(
    {"type": "radio", "key": "result", "validate": {"required": True},
        "values": [{"label": "vollständig", "value": "COMPLETE"}, {"label": "unvollständig", "value": "INCOMPLETE"}]},
    {"type": "number", "key": "deadlineDays", "defaultValue": 14, "decimalDigits": 0,
        "validate": {"required": True, "min": 7, "max": 42}, "conditional": {"hide": '=result != "INCOMPLETE"'}},
    {"type": "textarea", "key": "missingText", "validate": {"required": True, "minLength": 20},
        "conditional": {"hide": '=result != "INCOMPLETE"'}},
)  # fmt: skip


def test_what_is_hidden_is_neither_required_nor_stored():
    found = validate(COMPLETENESS, {"result": "COMPLETE", "missingText": "alt"})

    assert found.accepted
    assert found.data == {"result": "COMPLETE"}


def test_what_becomes_visible_is_required():
    assert refusals(COMPLETENESS, {"result": "INCOMPLETE"}) == [
        ("/missingText", "required"),
    ]


def test_a_default_is_stored_when_nothing_was_answered():
    answers = {"result": "INCOMPLETE", "missingText": "Es fehlt der Nachweis der Qualifikation."}

    assert validate(COMPLETENESS, answers).data["deadlineDays"] == 14


def test_an_error_speaks_german_and_english():
    [error] = validate(COMPLETENESS, {"result": "INCOMPLETE", "deadlineDays": 50, "missingText": "x" * 20}).errors

    assert error == FieldError(
        "/deadlineDays", "max", "Der Wert darf höchstens 42 sein.", "The value must be at most 42."
    )


def test_the_form_s_own_words_are_shown_for_its_pattern():
    schema = form(text(validate={"pattern": "^[0-9]+$", "patternErrorMessage": "Nur Ziffern."}))

    [error] = validate(schema, {"a": "x"}).errors

    assert (error.message_de, error.message_en) == ("Nur Ziffern.", "Nur Ziffern.")


@pytest.mark.parametrize(
    ("component", "value", "codes"),
    [
        (text(validate={"required": True}), "", ["required"]),
        (text(validate={"minLength": 3}), "  ab  ", ["min_length"]),
        (text(validate={"minLength": 3}), "", []),
        (text(validate={"maxLength": 1}), "😀", ["max_length"]),
        (text(validate={"validationType": "email"}), "a@b@c", ["email"]),
        (text(validate={"validationType": "phone"}), "0351 12345", ["phone"]),
        (text(validate={"validationType": "phone"}), "+4935112345", []),
        (text(), "zwei\nZeilen", ["type"]),
        ({"type": "textarea", "key": "a"}, "zwei\nZeilen", []),
        (text(), 5, ["type"]),
        (text(), None, []),
        ({"type": "number", "key": "a"}, True, ["type"]),
        ({"type": "number", "key": "a"}, "5", ["type"]),
        ({"type": "number", "key": "a", "serializeToString": True}, "5", []),
        ({"type": "number", "key": "a", "serializeToString": True}, 5, ["type"]),
        ({"type": "number", "key": "a", "decimalDigits": 0}, 5.5, ["integer"]),
        ({"type": "number", "key": "a", "decimalDigits": 2}, Decimal("0.125"), ["decimals"]),
        ({"type": "number", "key": "a", "decimalDigits": 2}, 0.1, []),
        ({"type": "number", "key": "a", "increment": "0.1"}, 0.3, []),
        ({"type": "number", "key": "a", "increment": "0.1"}, 0.35, ["step"]),
        ({"type": "number", "key": "a", "validate": {"min": 0.3}}, Decimal("0.3"), []),
        ({"type": "number", "key": "a", "validate": {"min": "=b + 1"}}, 3, ["min"]),
        ({"type": "checkbox", "key": "a", "validate": {"required": True}}, False, ["required"]),
        ({"type": "checkbox", "key": "a"}, "true", ["type"]),
        ({"type": "select", "key": "a", "values": [{"label": "X", "value": 1}]}, True, ["choice"]),
        ({"type": "select", "key": "a", "valuesKey": "liste"}, "x", []),
        ({"type": "select", "key": "a", "valuesKey": "liste"}, "z", ["choice"]),
        ({"type": "taglist", "key": "a", "valuesExpression": "=liste"}, ["x", "y"], []),
        ({"type": "taglist", "key": "a", "valuesExpression": "=liste"}, ["x", "q"], ["choice"]),
        ({"type": "checklist", "key": "a", "valuesKey": "liste"}, "x", ["type"]),
        ({"type": "datetime", "key": "a"}, "2026-02-29", ["date"]),
        ({"type": "datetime", "key": "a"}, "2028-02-29", []),
        ({"type": "datetime", "key": "a", "disallowPassedDates": True}, "2026-11-18", []),
        ({"type": "datetime", "key": "a", "disallowPassedDates": True}, "2026-11-17", ["past"]),
        ({"type": "datetime", "key": "a", "subtype": "time"}, "10:20", ["time"]),
        ({"type": "datetime", "key": "a", "subtype": "time", "timeInterval": 10}, "10:20", []),
        ({"type": "datetime", "key": "a", "subtype": "datetime"}, "2026-11-18T10:15", []),
        ({"type": "datetime", "key": "a", "subtype": "datetime", "timeSerializingFormat": "utc_offset"},
            "2026-11-18T10:15+01:00", []),
        ({"type": "datetime", "key": "a", "subtype": "datetime"}, "2026-11-18", ["datetime"]),
        ({"type": "filepicker", "key": "a"}, "files::1", []),
        ({"type": "filepicker", "key": "a"}, {"url": "x"}, ["type"]),
        (text(readonly=True), "anders", ["readonly"]),
        (text(readonly="=liste != null"), "anders", ["readonly"]),
        (text(disabled=True), "anders", []),
    ],
)  # fmt: skip
def test_a_value_is_judged_by_its_field(component, value, codes):
    assert one(component, value, b=5, liste=["x", "y"]) == codes


def test_a_read_only_value_sent_back_unchanged_is_accepted():
    assert one(text(readonly=True), "alt", a="alt") == []


def test_a_passed_date_that_was_there_before_is_kept():
    assert one({"type": "datetime", "key": "a", "disallowPassedDates": True}, "2020-01-01", a="2020-01-01") == []


def test_today_is_the_day_in_germany_even_shortly_before_midnight_in_utc():
    schema = form({"type": "expression", "key": "heute", "expression": "=string(today())", "computeOn": "change"})

    found = validate(schema, {}, now=datetime.fromisoformat("2026-11-17T23:30:00+00:00"))

    assert found.data == {"heute": "2026-11-18"}


def test_disabled_fields_are_not_submitted():
    assert validate(form(text(disabled=True)), {"a": "x"}).data == {}


def test_computed_values_are_computed_and_never_taken_from_the_client():
    schema = form(
        {"type": "number", "key": "gehalt"},
        {"type": "expression", "key": "zuschlag", "expression": "=gehalt * 0.1", "computeOn": "change"},
    )

    assert validate(schema, {"gehalt": 45934.2, "zuschlag": 0}).data["zuschlag"] == Decimal("4593.42")


FAMILY = form(
    {"type": "dynamiclist", "path": "family", "validate": {"maxItems": 3}, "components": [
        {"type": "textfield", "key": "name", "id": "N", "validate": {"required": True}},
        {"type": "number", "key": "age", "id": "A"},
        {"type": "textfield", "key": "guardian", "id": "G", "validate": {"required": True},
            "conditional": {"hide": "=this.age = null or this.age >= 18"}},
        {"type": "dynamiclist", "path": "titles", "id": "T", "components": [
            {"type": "textfield", "key": "no", "id": "NO", "validate": {"minLength": "=parent.age"}},
        ]},
    ]},
)  # fmt: skip


def test_conditions_in_a_list_look_at_their_own_item():
    answers = {"family": [{"name": "A", "age": 40, "titles": []}, {"name": "", "age": 9, "titles": []}]}

    assert refusals(FAMILY, answers) == [("/family/1/name", "required"), ("/family/1/guardian", "required")]


def test_lists_in_lists_see_the_item_around_them():
    answers = {"family": [{"name": "A", "age": 3, "guardian": "B", "titles": [{"no": "xx"}, {"no": "xxx"}]}]}

    assert refusals(FAMILY, answers) == [("/family/0/titles/0/no", "min_length")]


def test_an_emptied_list_is_stored_as_empty():
    assert validate(FAMILY, {"family": []}, context={"family": [{"name": "A"}]}).data == {"family": []}


def test_a_list_has_at_most_as_many_items_as_allowed():
    people = [{"name": "A", "titles": []}] * 4

    assert refusals(FAMILY, {"family": people}) == [("/family", "max_items")]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"family": [{"name": "A", "titles": [], "admin": 1}]}, [("/family/0/admin", "unknown")]),
        ({"family": {}}, [("/family", "type"), ("/family/0/name", "required")]),
        ({"family": ["A"]}, [("/family/0", "type"), ("/family/0/name", "required")]),
        ({"a/b~c": 1, "family": []}, [("/a~1b~0c", "unknown")]),
        ([], [("", "type"), ("/family/0/name", "required")]),
    ],
)
def test_answers_without_a_question_are_refused(answers, expected):
    assert refusals(FAMILY, answers) == expected


def test_groups_and_dotted_keys_lead_into_the_data():
    schema = form(
        {"type": "group", "path": "employer", "components": [text("name", id="N"), text("address.city", id="C")]},
        {"type": "group", "components": [text("plain", id="P")]},
    )
    answers = {"employer": {"name": "X", "address": {"city": "Y"}}, "plain": "Z"}

    assert validate(schema, answers).data == answers


def test_a_hidden_group_hides_what_is_in_it():
    schema = form(
        {"type": "checkbox", "key": "c"},
        {
            "type": "group",
            "conditional": {"hide": "=not(c)"},
            "components": [text(id="A", validate={"required": True})],
        },
    )

    assert refusals(schema, {"c": False}) == []
    assert refusals(schema, {"c": True}) == [("/a", "required")]


def test_a_condition_that_cannot_be_decided_hides_as_on_the_page():
    schema = form({"type": "number", "key": "n"}, text(conditional={"hide": "=n > 3"}, validate={"required": True}))

    assert refusals(schema, {"n": None}) == []
    assert refusals(schema, {"n": 1}) == [("/a", "required")]


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


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["family", "name", "age", "titles", "no", "x"]), inner),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(JSON, JSON)
def test_whatever_is_sent_gets_a_verdict(answers, context):
    verdict = validate(FAMILY, answers, context=context if isinstance(context, dict) else {}, now=NOW)

    assert set(verdict.data) <= {"family"}


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


def test_a_thousand_list_items_are_judged_in_a_moment():
    people = [{"name": "A", "age": 20, "titles": [{"no": "x" * 20}]} for _ in range(1_000)]
    began = time.perf_counter()

    found = refusals(FAMILY, {"family": people})

    assert found == [("/family", "max_items")]
    assert time.perf_counter() - began < 5
