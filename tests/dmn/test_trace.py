"""The trace answers a clerk's "why": which rules matched on which inputs, and why the others did not."""

import json

from engine.feel import dumps
from tests.dmn.models import decision, input_data, literal, model_of, one_table, table

RULES = [['"DE"', ">= 18", '"A"'], ['"DE"', "-", '"B"'], ['not("DE")', "< 18", '"C"']]
OUTPUT = {"group": "string"}


def evaluate(state="DE", age=20):
    inputs = {"state": "string", "age": "number"}
    return one_table(inputs, OUTPUT, RULES, policy="FIRST").evaluate("D", {"state": state, "age": age})


def test_the_trace_shows_what_the_table_was_asked():
    trace = evaluate().trace[0]

    assert (trace.decision, trace.hit_policy) == ("D", "FIRST")
    assert trace.inputs == (("state", "state", "DE"), ("age", "age", 20))


def test_the_trace_tells_matching_rules_from_the_one_that_counted():
    trace = evaluate().trace[0]

    assert trace.matched == (1, 2)
    assert trace.chosen == (1,)
    assert [rule.matched for rule in trace.rules] == [True, True, False]


def test_a_text_that_is_listed_in_a_cell_is_shown_as_holding():
    cells = evaluate().trace[0].rules[0].cells

    assert [(cell.test, cell.result) for cell in cells] == [('"DE"', True), (">= 18", True)]


def test_with_an_input_of_the_wrong_type_no_rule_is_said_to_match():
    logic = table({"age": "number"}, OUTPUT, [["-", '"A"']])
    result = model_of(input_data("age"), decision("D", logic, inputs=["age"])).evaluate("D", {"age": "old"})

    assert (result.errors[0].code, result.trace[0].matched) == ("input-type", ())


def test_a_rule_that_did_not_match_shows_every_cell_that_kept_it():
    rule = evaluate(age=30).trace[0].rules[2]

    assert not rule.matched
    assert [(cell.input, cell.value, cell.test, cell.result) for cell in rule.reasons] == [
        ("state", "DE", 'not("DE")', False),
        ("age", 30, "< 18", False),
    ]


def test_an_empty_cell_is_shown_as_a_dash_that_holds():
    cell = evaluate().trace[0].rules[1].cells[1]

    assert (cell.test, cell.result) == ("-", True)


def test_a_test_that_cannot_be_compared_is_unknown_and_explained():
    table = one_table({"age": ""}, OUTPUT, [[">= 18", '"A"'], ["-", '"B"']], policy="FIRST")
    result = table.evaluate("D", {"age": "twenty"})

    assert result.trace[0].rules[0].cells[0].result is None
    assert result.problems[0].element_id == "r1c1"


def test_the_result_can_be_kept_as_json():
    kept = json.loads(dumps(evaluate().to_json()))

    assert kept["trace"][0]["rules"][2]["cells"][0] == {
        "cellId": "r3c1",
        "input": "state",
        "value": "DE",
        "test": 'not("DE")',
        "result": False,
    }


def test_every_decision_on_the_way_leaves_a_step():
    model = model_of(
        input_data("age", "number"),
        decision("adult", literal("age >= 18"), inputs=["age"]),
        decision(
            "fee",
            table({"adult": "boolean"}, {"fee": "number"}, [["true", "100"], ["false", "0"]]),
            decisions=["adult"],
        ),
    )
    steps = model.evaluate("fee", {"age": 20}).trace

    assert [(step.decision, step.value) for step in steps] == [("adult", True), ("fee", 100)]


def test_annotations_of_a_rule_reach_the_reader():
    model = model_of(
        decision(
            "D",
            '<decisionTable id="t"><input id="i"><inputExpression><text>1</text></inputExpression></input>'
            '<output id="o"/><annotation name="norm"/><rule id="r"><inputEntry><text>1</text></inputEntry>'
            "<outputEntry><text>true</text></outputEntry>"
            "<annotationEntry><text>§ 18b AufenthG</text></annotationEntry></rule></decisionTable>",
        )
    )

    assert model.evaluate("D", {}).trace[0].rules[0].annotations == ("§ 18b AufenthG",)
