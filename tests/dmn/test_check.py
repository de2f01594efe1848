"""What the designer is told: unknown names, wrong cells, gaps, overlaps and rules that never count, with witnesses."""

import json

import pytest

from engine.dmn import check
from engine.feel import dumps
from tests.dmn.models import decision, input_data, literal, model_of, one_table

AGE = {"age": "number"}
FEE = {"fee": "number"}


def found(model, code):
    return [finding for finding in check(model) if finding.code == code]


def of(rules, inputs=AGE, code="", outputs=FEE, **options):
    model = one_table(inputs, outputs, rules, **options)
    return found(model, code) if code else check(model)


def test_a_complete_table_without_overlap_has_no_findings():
    assert of([["< 18", "0"], ["[18..65)", "100"], [">= 65", "50"]]) == []


def test_a_gap_is_shown_by_an_input_that_no_rule_matches():
    gap = of([["< 18", "0"], ["> 18", "100"]], code="gap")

    assert [(finding.witness, finding.severity) for finding in gap] == [({"age": 18}, "warning")]


def test_a_gap_in_a_table_with_a_default_is_none():
    assert of([["< 18", "0"]], code="gap", defaults={"fee": "1"}) == []


def test_a_collecting_table_may_have_gaps():
    assert of([["< 18", "0"]], code="gap", policy="COLLECT") == []


def test_a_gap_between_two_inputs_is_found():
    inputs = {"age": "number", "member": "boolean"}
    gaps = of([["< 18", "-", "0"], [">= 18", "true", "5"]], inputs, "gap")

    assert [finding.witness for finding in gaps] == [{"age": 18, "member": False}]


def test_days_leave_no_gap_between_the_last_and_the_first():
    rules = [['<= date("2026-06-30")', "1"], ['>= date("2026-07-01")', "2"]]

    assert of(rules, {"day": "date"}) == []


def test_numbers_do_leave_a_gap_between_whole_ones():
    assert len(of([["<= 5", "1"], [">= 6", "2"]], code="gap")) == 1


def test_a_missing_date_is_shown_as_iso_text():
    rules = [['< date("2026-06-30")', "1"], ['>= date("2026-07-01")', "2"]]

    assert of(rules, {"day": "date"}, "gap")[0].witness == {"day": "2026-06-30"}


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("time", 'time("08:00:00")', 'time("12:00:00")'),
        ("dateTime", '@"2026-01-01T00:00:00Z"', '@"2026-01-02T00:00:00Z"'),
        ("dayTimeDuration", 'duration("PT1H")', 'duration("P1D")'),
        ("yearMonthDuration", '@"P1M"', '@"P3M"'),
        ("date", '@"2026-01-01"', '@"2026-01-03"'),
    ],
)
def test_every_ordered_kind_has_values_between_two_others(kind, low, high):
    outside = [[f"<= {low}", "1"], [f">= {high}", "2"]]

    assert len(of(outside, {"x": kind}, "gap")) == 1
    assert of([*outside, [f"({low}..{high})", "3"]], {"x": kind}) == []


def test_two_months_that_follow_each_other_leave_no_gap():
    assert of([['<= @"P1M"', "1"], ['>= @"P2M"', "2"]], {"x": "yearMonthDuration"}) == []


def test_texts_outside_the_list_are_a_gap():
    gap = of([['"A"', "1"], ['"B"', "2"]], {"code": "string"}, "gap")

    assert gap[0].witness["code"] not in ("A", "B")


def test_an_enumeration_that_is_covered_has_no_gap():
    model = model_of(
        '<itemDefinition name="tCode"><typeRef>string</typeRef><allowedValues><text>"A", "B"</text></allowedValues>'
        "</itemDefinition>",
        input_data("code", "tCode"),
        decision(
            "D",
            '<decisionTable id="t"><input id="i"><inputExpression typeRef="string"><text>code</text></inputExpression>'
            "</input>"
            '<output id="o"/><rule id="r1"><inputEntry><text>"A"</text></inputEntry><outputEntry><text>1</text>'
            '</outputEntry></rule><rule id="r2"><inputEntry><text>"B"</text></inputEntry><outputEntry><text>2</text>'
            "</outputEntry></rule></decisionTable>",
            inputs=["code"],
        ),
    )

    assert check(model) == []


def test_input_values_bound_what_must_be_covered():
    assert of([["[0..17]", "0"], ["(17..150]", "1"]], input_values={"age": "[0..150]"}) == []


def test_overlapping_unique_rules_are_an_error_with_a_witness_that_evaluation_confirms():
    rules = [["< 20", "0"], ["> 18", "1"], [">= 60", "2"]]
    overlaps = of(rules, code="overlap")

    assert [(finding.rules, finding.severity) for finding in overlaps] == [((1, 2), "error"), ((2, 3), "error")]
    for finding in overlaps:
        result = one_table(AGE, FEE, rules).evaluate("D", finding.witness)
        assert set(finding.rules) <= set(result.errors[0].rules)


def test_any_rules_with_equal_outputs_may_overlap():
    assert of([["< 20", "1"], [">= 18", "1"]], policy="ANY") == []


def test_any_rules_with_different_outputs_may_not():
    assert [finding.rules for finding in of([["< 20", "1"], [">= 18", "2"]], code="overlap", policy="ANY")] == [(1, 2)]


def test_first_rules_may_overlap():
    assert of([["< 20", "1"], ["-", "2"]], policy="FIRST") == []


def test_a_rule_behind_one_that_takes_everything_never_counts():
    hidden = of([["< 20", "1"], ["-", "2"], ["> 60", "3"]], code="unreachable", policy="FIRST")

    assert [(finding.element_id, finding.rules) for finding in hidden] == [("r3", (3, 2))]


def test_a_rule_hidden_by_several_together_never_counts():
    hidden = of([["< 20", "1"], [">= 20", "2"], ["[10..30]", "3"]], code="unreachable", policy="FIRST")

    assert [finding.rules for finding in hidden] == [(3, 1, 2)]


def test_a_rule_whose_priority_is_always_beaten_never_counts():
    hidden = of([["> 60", "1"], ["-", "2"]], code="unreachable", policy="PRIORITY", values={"fee": "2, 1"})

    assert [finding.rules for finding in hidden] == [(1, 2)]


def test_a_cell_that_nothing_satisfies_is_found():
    assert [finding.rules for finding in of([["[20..10]", "1"], ["-", "2"]], code="unreachable", policy="FIRST")] == [
        (1,)
    ]


def test_columns_with_the_same_expression_are_one_input():
    xml_columns = '<input id="{0}"><inputExpression><text>age</text></inputExpression></input>'
    logic = (
        f'<decisionTable id="t">{xml_columns.format("a")}{xml_columns.format("b")}<output id="o"/><rule id="r">'
        "<inputEntry><text>&lt; 5</text></inputEntry><inputEntry><text>&gt; 9</text></inputEntry>"
        "<outputEntry><text>1</text></outputEntry></rule></decisionTable>"
    )
    model = model_of(input_data("age"), decision("D", logic, inputs=["age"]))

    assert [finding.rules for finding in found(model, "unreachable")] == [(1,)]


def test_an_input_that_is_always_true_needs_no_rule_for_false():
    assert of([["true", "1"]], {"true": "boolean"}, "gap") == []


def test_nothing_is_claimed_about_cells_that_calculate():
    inputs = {"age": "number", "limit": "number"}

    assert of([["> limit", "-", "1"], ["<= limit", "-", "2"]], inputs) == []


def test_a_misspelt_name_is_an_error_with_the_near_one():
    model = model_of(input_data("salary"), decision("D", literal("salery * 12"), inputs=["salary"]))
    unknown = found(model, "unknown-name")

    assert [(finding.severity, finding.element_id) for finding in unknown] == [("error", "D")]
    assert "did you mean salary?" in unknown[0].message


def test_keys_in_a_filter_are_no_unknown_names():
    model = model_of(
        input_data("list"), decision("D", literal("list[rate > 5 and contains(code, text)]"), inputs=["list"])
    )

    assert {finding.severity for finding in check(model)} <= {"warning"}


@pytest.mark.parametrize("cell", ['"old"', 'date("2026-01-01")', "true"])
def test_a_cell_of_the_wrong_type_is_found_with_its_place(cell):
    wrong = of([[cell, "1"], ["-", "2"]], code="cell-type", policy="FIRST")

    assert [(finding.element_id, finding.cell) for finding in wrong] == [("r1c1", (1, 1))]


def test_an_output_of_the_wrong_type_is_found():
    assert [finding.cell for finding in of([["-", '"much"']], code="output-type")] == [(1, 2)]


def test_an_output_outside_its_values_is_found():
    assert [finding.cell for finding in of([["-", "3"]], code="output-value", values={"fee": "1, 2"})] == [(1, 2)]


def test_an_input_that_nothing_requires_is_found():
    assert len(found(model_of(input_data("x"), decision("D", literal("1"))), "unused-input")) == 1


def test_a_table_too_large_to_search_says_so():
    # 12 inputs whose rules all differ: the combinations grow beyond the bound.
    inputs = {f"x{n}": "number" for n in range(12)}
    rules = [[*(f"> {(rule * 7 + n * 3) % 40}" for n in range(12)), "1"] for rule in range(60)]

    assert [finding.severity for finding in of(rules, inputs, "not-checked", policy="FIRST")] == ["warning"]


def test_findings_can_be_sent_as_json():
    record = json.loads(dumps([finding.to_json() for finding in of([["< 18", "0"], ["> 18", "100"]])]))[0]

    assert record["code"] == "gap"
    assert record["witness"] == {"age": 18}


def test_names_bound_around_a_filter_are_known_inside_it():
    text = "{limits: [1, 2], kept: list[list contains(limits, item)], more: for i in limits return list[item > i]}"
    model = model_of(input_data("list"), decision("D", literal(text), inputs=["list"]))

    assert check(model) == []
