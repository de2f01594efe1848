"""What the server makes of form answers, told as facts."""

from __future__ import annotations

import time
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.forms import FieldError, validate

from .building import COMPLETENESS, FAMILY, NOW, form, one, refusals, text


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


def test_a_thousand_list_items_are_judged_in_a_moment():
    people = [{"name": "A", "age": 20, "titles": [{"no": "x" * 20}]} for _ in range(1_000)]
    began = time.perf_counter()

    found = refusals(FAMILY, {"family": people})

    assert found == [("/family", "max_items")]
    assert time.perf_counter() - began < 5
