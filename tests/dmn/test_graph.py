"""Decision requirement graphs, knowledge models and decision services."""

import pytest

from engine.dmn import DmnError, UnknownDecision
from tests.dmn.models import decision, input_data, literal, model_of, table

KNOWLEDGE = (
    '<businessKnowledgeModel id="surcharge" name="surcharge"><variable name="surcharge"/><encapsulatedLogic>'
    f'<formalParameter name="age" typeRef="number"/>{literal("if age > 45 then 50 else 0")}'
    "</encapsulatedLogic></businessKnowledgeModel>"
)


def service(outputs, inputs=(), input_decisions=()):
    content = "".join(f'<outputDecision href="#{name}"/>' for name in outputs)
    content += "".join(f'<inputDecision href="#{name}"/>' for name in input_decisions)
    content += "".join(f'<inputData href="#in_{name}"/>' for name in inputs)
    return f'<decisionService id="S" name="S"><variable name="S"/>{content}</decisionService>'


FEES = (
    input_data("age", "number"),
    decision("base", literal("if age < 18 then 50 else 100"), inputs=["age"]),
    KNOWLEDGE,
    decision("fee", literal("base + surcharge(age)"), inputs=["age"], decisions=["base"], knowledge=["surcharge"]),
)


def test_a_decision_is_found_by_id_or_name():
    model = model_of('<decision id="d1" name="the fee">' + literal("5") + "</decision>")

    assert model.evaluate("d1", {}).value == model.evaluate("the fee", {}).value == 5


def test_an_unknown_decision_is_the_callers_mistake():
    with pytest.raises(UnknownDecision, match="no decision fees"):
        model_of(*FEES).evaluate("fees", {})


def test_required_decisions_and_knowledge_are_evaluated_first():
    assert model_of(*FEES).evaluate("fee", {"age": 50}).value == 150


def test_a_decision_required_twice_is_evaluated_once():
    model = model_of(
        decision("a", literal("1")),
        decision("b", literal("a + 1"), decisions=["a"]),
        decision("c", literal("a + b"), decisions=["a", "b"]),
    )

    assert [step.decision for step in model.evaluate("c", {}).trace] == ["a", "b", "c"]


def test_a_decision_sees_only_what_it_requires():
    result = model_of(input_data("age"), decision("D", literal("age"))).evaluate("D", {"age": 3})

    assert result.value is None


def test_a_table_drawn_without_input_data_reads_the_callers_inputs_by_name():
    model = model_of(decision("D", table({"age": ""}, {"fee": ""}, [["< 18", "50"], [">= 18", "100"]])))

    assert model.evaluate("D", {"age": 30}).value == 100


def test_a_missing_input_is_null_and_named():
    result = model_of(*FEES).evaluate("base", {})

    assert "the input age was not supplied" in [problem.reason for problem in result.problems]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_decisions_that_require_each_other_in_a_circle_are_refused(length):
    names = [f"d{number}" for number in range(length)]
    circle = [decision(name, literal("1"), decisions=[names[index - 1]]) for index, name in enumerate(names)]

    with pytest.raises(DmnError) as refusal:
        model_of(*circle)

    assert [finding.code for finding in refusal.value.findings] == ["cycle"]


def test_a_thousand_decisions_in_a_row_need_no_deep_recursion():
    chain = [decision("d0", literal("0"))]
    chain += [decision(f"d{n}", literal(f"d{n - 1} + 1"), decisions=[f"d{n - 1}"]) for n in range(1, 1000)]

    assert model_of(*chain).evaluate("d999", {}).value == 999


def test_a_reference_to_nowhere_is_refused():
    with pytest.raises(DmnError, match="there is no decision"):
        model_of(decision("D", literal("1"), decisions=["gone"]))


def test_a_service_with_one_output_is_its_value():
    assert model_of(*FEES, service(["fee"], ["age"])).evaluate_service("S", {"age": 50}).value == 150


def test_a_service_with_several_outputs_is_a_context():
    result = model_of(*FEES, service(["base", "fee"], ["age"])).evaluate_service("S", {"age": 50})

    assert result.value == {"base": 100, "fee": 150}


def test_an_input_decision_of_a_service_is_given_not_evaluated():
    result = model_of(*FEES, service(["fee"], ["age"], ["base"])).evaluate_service("S", {"age": 20, "base": 7})

    assert result.value == 7


def test_a_service_is_a_function_of_its_inputs_for_other_decisions():
    model = model_of(*FEES, service(["fee"], ["age"]), decision("D", literal("S(50) + S(age: 20)"), knowledge=["S"]))

    assert model.evaluate("D", {}).value == 250


def test_a_violated_hit_policy_inside_a_required_decision_leaves_no_answer():
    broken = table({"1": ""}, {"x": ""}, [["-", "1"], ["-", "2"]])
    model = model_of(
        decision("a", broken), decision("D", literal('if a = null then "granted" else "x"'), decisions=["a"])
    )
    result = model.evaluate("D", {})

    assert result.value is None
    assert result.errors[0].rules == (1, 2)


def test_inputs_of_the_caller_are_left_as_they_were():
    inputs = {"age": 50, "list": [1, {"a": 2}]}
    model_of(*FEES).evaluate("fee", inputs)

    assert inputs == {"age": 50, "list": [1, {"a": 2}]}
