"""Each hit policy and aggregation, and what happens when nothing matches."""

from decimal import Decimal

import pytest

from tests.dmn.models import one_table

AGE = {"age": "number"}
FEE = {"fee": "number"}
GRADED = [["< 30", "10"], [">= 20", "30"], ["-", "20"]]


def decide(policy, age=25, rules=GRADED, **options):
    return one_table(AGE, FEE, rules, policy=policy, **options).evaluate("D", {"age": age})


def test_unique_takes_the_one_rule_that_matches():
    assert decide("UNIQUE", rules=[["< 18", "0"], [">= 18", "100"]]).value == 100


def test_unique_with_two_matching_rules_is_an_error_that_names_them():
    result = decide("UNIQUE")

    assert result.value is None
    assert [(error.code, error.rules, error.element_id) for error in result.errors] == [("unique", (1, 2, 3), "table")]
    assert "rules 1, 2 and 3" in result.errors[0].message


def test_any_accepts_rules_that_agree():
    assert decide("ANY", rules=[["< 30", "10"], ["> 20", "10"]]).value == 10


def test_any_with_rules_that_disagree_is_an_error_that_names_them():
    result = decide("ANY", rules=[["< 30", "10"], ["> 20", "11"], ["> 40", "12"]])

    assert result.value is None
    assert [(error.code, error.rules) for error in result.errors] == [("any", (1, 2))]


def test_any_does_not_take_true_for_one():
    table = one_table(AGE, {"o": ""}, [["-", "true"], ["-", "1"]], policy="ANY")

    assert table.evaluate("D", {"age": 1}).errors[0].code == "any"


def test_any_accepts_rules_that_agree_on_null_and_lists():
    table = one_table(AGE, {"a": "", "b": ""}, [["-", "null", "[1.0]"], ["-", "null", "[1]"]], policy="ANY")

    assert table.evaluate("D", {"age": 1}).value == {"a": None, "b": [1]}


def test_first_takes_the_first_match_in_rule_order():
    assert decide("FIRST", age=40).value == 30


def test_priority_takes_the_output_that_stands_first_in_the_output_values():
    assert decide("PRIORITY", values={"fee": "20, 30, 10"}).value == 20


def test_priority_between_equal_outputs_falls_to_the_earlier_rule():
    result = decide("PRIORITY", rules=[["-", "10"], ["< 30", "30"], ["> 1", "30"]], values={"fee": "30, 10"})

    assert result.trace[0].chosen == (2,)


def test_rule_order_lists_all_matches_as_the_rules_stand():
    assert decide("RULE ORDER").value == [10, 30, 20]


def test_output_order_lists_all_matches_by_their_output_values():
    assert decide("OUTPUT ORDER", values={"fee": "30, 20, 10"}).value == [30, 20, 10]


def test_collect_lists_all_matches():
    assert decide("COLLECT").value == [10, 30, 20]


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 60), ("MIN", 10), ("MAX", 30), ("COUNT", 3)])
def test_collect_aggregates_the_outputs_of_all_matches(aggregation, expected):
    assert decide("COLLECT", aggregation=aggregation).value == expected


def test_collect_sum_of_cents_is_exact():
    result = decide("COLLECT", rules=[["-", "0.1"], ["-", "0.2"]], aggregation="SUM")

    assert result.value == Decimal("0.3")


def test_a_sum_of_texts_is_an_error_not_a_null():
    table = one_table(AGE, {"code": "string"}, [["-", '"A"'], ["-", '"B"']], policy="COLLECT", aggregation="SUM")

    assert table.evaluate("D", {"age": 1}).errors[0].code == "aggregation"


def test_several_outputs_are_a_context_by_name():
    table = one_table(AGE, {"fee": "number", "code": "string"}, [["-", "5", '"X"']])

    assert table.evaluate("D", {"age": 1}).value == {"fee": 5, "code": "X"}


def test_priority_over_several_outputs_looks_at_them_from_left_to_right():
    rules = [["-", "1", '"LOW"'], ["-", "1", '"HIGH"'], ["-", "2", '"HIGH"']]
    values = {"fee": "1, 2", "code": '"HIGH", "LOW"'}
    table = one_table(AGE, {"fee": "number", "code": "string"}, rules, policy="PRIORITY", values=values)

    assert table.evaluate("D", {"age": 1}).value == {"fee": 1, "code": "HIGH"}


@pytest.mark.parametrize(
    ("policy", "aggregation", "expected"),
    [
        ("UNIQUE", "", None),
        ("FIRST", "", None),
        ("PRIORITY", "", None),
        ("COLLECT", "", []),
        ("RULE ORDER", "", []),
        ("OUTPUT ORDER", "", []),
        ("COLLECT", "COUNT", 0),
        ("COLLECT", "SUM", None),
    ],
)
def test_without_a_match_and_a_default_there_is_nothing(policy, aggregation, expected):
    result = decide(policy, rules=[["> 90", "1"]], aggregation=aggregation, values={"fee": "1"})

    assert result.value == expected


def test_a_null_for_want_of_a_matching_rule_is_explained():
    result = decide("UNIQUE", rules=[["> 90", "1"]])

    assert [problem.reason for problem in result.problems] == ["no rule matches and there is no default output"]


def test_the_default_output_stands_in_when_no_rule_matches():
    result = decide("UNIQUE", rules=[["> 90", "1"]], defaults={"fee": "7"})

    assert result.value == 7
    assert result.trace[0].default_used


def test_the_default_of_a_collecting_table_is_a_list_of_one():
    assert decide("COLLECT", rules=[["> 90", "1"]], defaults={"fee": "7"}).value == [7]


def test_an_input_outside_the_input_values_is_an_error():
    result = decide("FIRST", age=200, input_values={"age": "[0..150]"})

    assert [(error.code, error.element_id) for error in result.errors] == [("input-value", "c1")]


def test_an_output_outside_the_output_values_is_an_error_that_names_the_cell():
    result = decide("UNIQUE", rules=[["-", "age * 2"]], values={"fee": "1, 2"})

    assert [(error.code, error.element_id, error.rules) for error in result.errors] == [("output-value", "r1c2", (1,))]


def test_a_rule_may_calculate_with_the_inputs():
    assert decide("UNIQUE", rules=[["> 18", "age * 2"]]).value == 50


def test_a_cell_may_name_another_input():
    table = one_table({"salary": "number", "limit": "number"}, {"ok": "boolean"}, [[">= limit", "-", "true"]])

    assert table.evaluate("D", {"salary": 5, "limit": 5}).value is True
