"""Item definitions: type checks, allowed values, and the conversions DMN makes by itself."""

from datetime import date

import pytest

from engine.dmn import DmnError
from tests.dmn.models import decision, input_data, literal, model_of

TYPES = (
    '<itemDefinition name="tStatus" id="tStatus"><typeRef>string</typeRef>'
    '<allowedValues><text>"OPEN", "CLOSED"</text></allowedValues></itemDefinition>'
    '<itemDefinition name="tStatuses" isCollection="true"><typeRef>tStatus</typeRef></itemDefinition>'
    '<itemDefinition name="tPerson"><itemComponent name="name"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="birth date"><typeRef>date</typeRef></itemComponent></itemDefinition>'
    '<itemDefinition name="tPair" isCollection="true"><typeRef>number</typeRef>'
    "<typeConstraint><text>count(?) = 2</text></typeConstraint></itemDefinition>"
    '<itemDefinition name="tRate"><functionItem outputTypeRef="number"><parameters name="n" typeRef="number"/>'
    "</functionItem></itemDefinition>"
)


def ask(type_ref, value, text="x"):
    model = model_of(TYPES, input_data("x", type_ref), decision("D", literal(text), inputs=["x"]))
    return model.evaluate("D", {"x": value})


def give(type_ref, text):
    return model_of(TYPES, decision("D", literal(text), type_ref=type_ref)).evaluate("D", {})


@pytest.mark.parametrize(
    ("type_ref", "value"),
    [
        ("number", "12"),
        ("string", 12),
        ("boolean", "true"),
        ("tStatus", "LOST"),
        ("tStatuses", ["OPEN", "LOST"]),
        ("tPerson", {"name": "A"}),
        ("tPerson", {"name": "A", "birth date": "yesterday"}),
        ("date", "31.12.2026"),
        ("date", "2026-02-30"),
        ("tPair", [1, 2, 3]),
    ],
)
def test_an_input_that_does_not_fit_its_type_is_an_error(type_ref, value):
    result = ask(type_ref, value)

    assert result.value is None
    assert [(error.code, error.element_id) for error in result.errors] == [("input-type", "in_x")]


def test_an_input_error_does_not_repeat_what_may_be_personal():
    assert "Weber" not in ask("number", "Weber").errors[0].message


@pytest.mark.parametrize(
    ("type_ref", "value", "expected"),
    [
        ("date", "2026-12-31", date(2026, 12, 31)),
        ("tPerson", {"name": "A", "birth date": "1990-05-01"}, {"name": "A", "birth date": date(1990, 5, 1)}),
        ("tStatus", "OPEN", "OPEN"),
        ("tStatus", None, None),
        ("tStatuses", "OPEN", ["OPEN"]),
        ("tStatus", ["OPEN"], "OPEN"),
        ("tPair", [1, 2], [1, 2]),
    ],
)
def test_an_input_that_fits_is_read(type_ref, value, expected):
    result = ask(type_ref, value)

    assert (result.value, result.errors) == (expected, ())


def test_components_with_blanks_in_their_names_can_be_read():
    assert ask("tPerson", {"name": "A", "birth date": "1990-05-01"}, "x.birth date.year").value == 1990


def test_a_result_that_does_not_conform_is_null_with_a_reason():
    result = give("number", '"text"')

    assert result.value is None
    assert "a string is no number" in result.problems[0].reason


def test_a_value_becomes_a_list_of_one_and_back():
    assert give("tStatuses", '"OPEN"').value == ["OPEN"]
    assert give("string", '["OPEN"]').value == "OPEN"


def test_a_date_becomes_midnight_utc_where_a_date_and_time_is_wanted():
    assert give("dateTime", 'date("2026-05-04")').value.isoformat() == "2026-05-04T00:00:00+00:00"


def test_a_function_type_looks_at_the_number_of_parameters():
    assert give("tRate", "function(n: number) n * 2").value is not None
    assert give("tRate", "function(a: number, b: number) a").value is None


def test_instance_of_knows_the_types_of_the_model():
    assert ask("", ["OPEN"], "x instance of tStatuses").value is True


@pytest.mark.parametrize("spelling", ["date and time", "feel:dateTime", "dateTime"])
def test_built_in_types_are_known_in_the_spelling_of_every_version(spelling):
    assert ask(spelling, "2026-05-04T10:00:00", "x.hour").value == 10


def test_an_unknown_type_is_refused():
    with pytest.raises(DmnError, match="the type tGone is not defined"):
        model_of(decision("D", literal("1"), type_ref="tGone"))


def test_a_type_that_contains_itself_is_refused():
    with pytest.raises(DmnError, match="contains itself"):
        model_of(
            '<itemDefinition name="a"><itemComponent name="b"><typeRef>a</typeRef></itemComponent></itemDefinition>'
        )


AGED = (
    '<itemDefinition name="tAge"><typeRef>number</typeRef><allowedValues><text>[0..150]</text></allowedValues>'
    "</itemDefinition>"
)


def test_a_function_is_not_called_with_an_argument_outside_the_allowed_values():
    knowledge = (
        '<businessKnowledgeModel id="k" name="k"><encapsulatedLogic><formalParameter name="age" typeRef="tAge"/>'
        f"{literal('age = null')}</encapsulatedLogic></businessKnowledgeModel>"
    )
    result = model_of(AGED, knowledge, decision("D", literal("k(200)"), knowledge=["k"])).evaluate("D", {})

    assert result.value is None
    assert "allowed values" in result.problems[0].reason


def test_a_service_is_not_called_with_an_argument_outside_the_allowed_values():
    service = (
        '<decisionService id="S" name="S"><outputDecision href="#known"/><inputData href="#in_age"/></decisionService>'
    )
    model = model_of(
        AGED,
        input_data("age", "tAge"),
        decision("known", literal("age = null"), inputs=["age"]),
        service,
        decision("D", literal("S(200)"), knowledge=["S"]),
    )

    assert model.evaluate("D", {}).value is None


def test_a_component_does_not_hide_the_function_of_its_name():
    types = (
        '<itemDefinition name="t"><itemComponent name="count"><typeRef>number</typeRef></itemComponent>'
        "</itemDefinition>"
    )
    model = model_of(types, input_data("x", "t"), decision("D", literal("count([1, 2]) + x.count"), inputs=["x"]))

    assert model.evaluate("D", {"x": {"count": 5}}).value == 7
