"""Files that want to harm the reader, or that are simply wrong, are refused with the place and the reason."""

import pytest

from engine.dmn import DmnError, check, load
from tests.dmn.models import decision, definitions, input_data, literal, model_of, one_table, table

COLUMNS = ({"age": "number"}, {"fee": "number"})


def refusal(xml):
    with pytest.raises(DmnError) as caught:
        load(xml)
    return caught.value.findings


def codes(*content):
    return [finding.code for finding in refusal(definitions("".join(content)))]


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE definitions>",
        '<!DOCTYPE definitions [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE definitions [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE definitions SYSTEM "http://127.0.0.1:1/evil.dtd">',
    ],
)
def test_a_document_type_declaration_is_refused(declaration):
    xml = declaration.encode() + definitions(decision("D", literal("1")))

    assert [finding.code for finding in refusal(xml)] == ["doctype"]


@pytest.mark.parametrize("xml", [b"", b"not xml", b"<a>", b"\x00\xff", b"<?xml version='1.0'?>"])
def test_what_is_no_xml_is_refused(xml):
    assert [finding.code for finding in refusal(xml)] == ["malformed-xml"]


@pytest.mark.parametrize("schema", ["", "urn:other", "http://www.omg.org/spec/BPMN/20100524/MODEL"])
def test_what_is_no_dmn_is_refused(schema):
    assert [finding.code for finding in refusal(definitions("", schema=schema))] == ["not-dmn"]


@pytest.mark.parametrize(
    "schema",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_all_versions_of_the_standard_are_read(schema):
    xml = definitions(input_data("x", "number") + decision("D", literal("x + 1"), inputs=["x"]), schema=schema)

    assert load(xml).evaluate("D", {"x": 1}).value == 2


def test_types_of_dmn_1_1_are_child_elements_with_prefixes():
    xml = definitions(
        '<itemDefinition name="tAge"><typeRef>feel:number</typeRef></itemDefinition>'
        + input_data("x", "own:tAge")
        + decision("D", literal("x"), inputs=["x"]),
        schema="http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        more='xmlns:own="urn:test"',
    )

    assert load(xml).evaluate("D", {"x": "text"}).errors[0].code == "input-type"


def test_a_file_that_is_too_large_is_refused_unread():
    assert [finding.code for finding in refusal(b"<" * 5_000_001)] == ["too-large"]


def test_a_table_with_a_hundred_thousand_rules_is_refused():
    rules = "<rule><inputEntry><text>1</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>" * 20_000
    logic = table(*COLUMNS, []).replace("</decisionTable>", f"{rules}</decisionTable>")

    assert "too-large" in codes(input_data("age"), decision("D", logic, inputs=["age"]))


def test_expressions_nested_without_end_are_refused():
    logic = "<list>" * 200 + literal("1") + "</list>" * 200

    assert codes(decision("D", logic)) == ["too-deep"]


def test_a_file_full_of_long_expressions_is_refused_before_all_are_read():
    long = literal("1 " + "+ 1" * 30_000)

    assert "too-large" in codes(*(decision(f"d{number}", long) for number in range(12)))


def test_types_that_double_each_time_are_refused_before_they_fill_the_memory():
    parts = '<itemComponent name="{0}"><typeRef>t{1}</typeRef></itemComponent>'
    types = '<itemDefinition name="t0"><typeRef>number</typeRef></itemDefinition>'
    types += "".join(
        f'<itemDefinition name="t{n}">{parts.format("a", n - 1)}{parts.format("b", n - 1)}</itemDefinition>'
        for n in range(1, 30)
    )

    assert "too-large" in codes(types, decision("D", literal("1")))


def test_types_that_lean_on_each_other_without_end_are_refused():
    types = (
        "".join(f'<itemDefinition name="t{n}"><typeRef>t{n + 1}</typeRef></itemDefinition>' for n in range(2000))
        + '<itemDefinition name="t2000"><typeRef>number</typeRef></itemDefinition>'
    )

    assert "too-deep" in codes(types, decision("D", literal("1")))


def test_a_loop_over_loops_ends_in_an_error_not_in_a_standstill():
    inner = literal("1")
    for name in "abc":
        inner = f'<for iteratorVariable="{name}"><in>{literal("[1..1000]")}</in><return>{inner}</return></for>'

    assert model_of(decision("D", inner)).evaluate("D", {}).errors[0].code == "limit"


@pytest.mark.parametrize("text", ["__import__('os').system('true')", "().__class__", "a +", '"open', "1 ] 2"])
def test_what_is_no_feel_is_refused_with_its_element(text):
    findings = refusal(definitions(input_data("age") + decision("D", table(*COLUMNS, [["-", text]]), inputs=["age"])))

    assert [(f.code, f.element_id, f.cell) for f in findings] == [("feel-syntax", "r1c2", (1, 2))]


def test_a_cell_cannot_reach_into_python():
    result = one_table(*COLUMNS, [["-", "age.__class__"]]).evaluate("D", {"age": 1})

    assert result.value is None


def test_other_expression_languages_are_refused():
    logic = '<literalExpression expressionLanguage="juel"><text>1</text></literalExpression>'

    assert codes(decision("D", logic)) == ["language"]


@pytest.mark.parametrize("kind", ["Java", "PMML"])
def test_external_functions_are_refused(kind):
    assert codes(decision("D", f'<functionDefinition kind="{kind}"/>')) == ["external-function"]


@pytest.mark.parametrize("rule", [["-"], []])
def test_a_rule_with_a_missing_cell_is_refused(rule):
    logic = table(*COLUMNS, [["-", "1"], rule])

    assert set(codes(input_data("age"), decision("D", logic, inputs=["age"]))) == {"missing-cell"}


def test_a_rule_without_a_test_for_its_input_is_refused():
    logic = table(*COLUMNS, [["-", "1"]]).replace('<inputEntry id="r1c1"><text>-</text></inputEntry>', "")

    assert codes(input_data("age"), decision("D", logic, inputs=["age"])) == ["missing-cell"]


def test_an_empty_output_is_refused_with_its_cell():
    findings = refusal(definitions(input_data("age") + decision("D", table(*COLUMNS, [["-", ""]]), inputs=["age"])))

    assert [(f.code, f.cell) for f in findings] == [("missing-output", (1, 2))]


@pytest.mark.parametrize(("policy", "aggregation"), [("BEST", ""), ("COLLECT", "AVERAGE"), ("UNIQUE", "SUM")])
def test_an_unknown_hit_policy_or_aggregation_is_refused(policy, aggregation):
    logic = table(*COLUMNS, [["-", "1"]], policy=policy, aggregation=aggregation)

    assert set(codes(input_data("age"), decision("D", logic, inputs=["age"]))) <= {"hit-policy", "aggregation"}


@pytest.mark.parametrize("policy", ["PRIORITY", "OUTPUT ORDER"])
def test_a_priority_without_an_order_is_refused(policy):
    logic = table(*COLUMNS, [["-", "1"]], policy=policy)

    assert codes(input_data("age"), decision("D", logic, inputs=["age"])) == ["no-output-values"]


def test_an_id_used_twice_is_refused():
    assert codes(decision("D", literal("1")), decision("D", literal("2"))) == ["duplicate-id"]


def test_a_finding_knows_its_line():
    xml = definitions("\n\n" + decision("D", literal("1 +")))

    assert refusal(xml)[0].line == 3


def test_a_tolerantly_loaded_rule_with_missing_cells_never_matches_and_can_be_checked():
    logic = table(*COLUMNS, [["-", "1"]]).replace('<inputEntry id="r1c1"><text>-</text></inputEntry>', "")
    model = load(definitions(input_data("age") + decision("D", logic, inputs=["age"])), tolerant=True)

    assert "missing-cell" in [finding.code for finding in check(model)]
    assert model.evaluate("D", {"age": 1}).value is None


def test_a_tolerant_load_keeps_the_rest_of_the_model_alive():
    xml = definitions(decision("bad", literal("1 +")) + decision("good", literal("1")))
    model = load(xml, tolerant=True)

    assert model.evaluate("good", {}).value == 1
    assert model.evaluate("bad", {}).value is None
    assert [finding.code for finding in model.findings] == ["feel-syntax"]
