"""Models that use types, knowledge and decisions of other models."""

import pytest

from engine.dmn import DmnError, load
from tests.dmn.models import decision, definitions, input_data, literal

LAW = definitions(
    '<itemDefinition name="tAge"><typeRef>number</typeRef><allowedValues><text>[0..150]</text></allowedValues>'
    "</itemDefinition>"
    + decision("base fee", literal("100"))
    + '<businessKnowledgeModel id="k" name="half of"><variable name="half of"/><encapsulatedLogic>'
    + f'<formalParameter name="n"/>{literal("n / 2")}</encapsulatedLogic></businessKnowledgeModel>',
    namespace="urn:law",
)
IMPORT = (
    '<import id="imp" namespace="urn:law" name="{name}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
)


def fees(name, text, type_ref):
    return definitions(
        IMPORT.format(name=name)
        + input_data("age", type_ref)
        + decision("D", literal(text), inputs=["age"], decisions=["urn:law#base fee"], knowledge=["urn:law#k"])
    )


def test_imported_elements_are_reached_by_the_name_of_the_import():
    xml = fees("law", "if age < 18 then law.half of(law.base fee) else law.base fee", "law.tAge")

    assert load(xml, imports={"urn:law": LAW}).evaluate("D", {"age": 5}).value == 50


def test_an_import_without_a_name_brings_its_elements_in_directly():
    xml = fees("", "half of(base fee)", "tAge")

    assert load(xml, imports={"urn:law": load(LAW)}).evaluate("D", {"age": 5}).value == 50


def test_imported_types_are_checked():
    result = load(fees("law", "age", "law.tAge"), imports={"urn:law": LAW}).evaluate("D", {"age": 200})

    assert result.errors[0].code == "input-type"


def test_a_missing_import_is_refused_by_name():
    with pytest.raises(DmnError, match="the imported model urn:law is not there"):
        load(fees("law", "1", ""))


def test_models_that_import_each_other_are_refused():
    other = definitions(IMPORT.format(name="x").replace("urn:law", "urn:test"), namespace="urn:law")

    with pytest.raises(DmnError, match="circle"):
        load(fees("law", "1", ""), imports={"urn:law": other, "urn:test": fees("law", "1", "")})
