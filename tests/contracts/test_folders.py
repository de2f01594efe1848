"""Every agency's folder has the same parts; a new folder is found here without editing this file."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from lxml import etree
from openapi_spec_validator import validate as validate_openapi

from connectors import quality_evidence, templates
from connectors.envelope import Contract
from connectors.quality import Level
from connectors.registry import discover
from tests.connectors.mails import parsed

from .agencies import AGENCIES, OPERATIONS

FILES = (
    "__init__.py", "config.py", "connector.py", "operations.py", "wire.py", "examples.py", "simulator.py", "template.json",
    "template.en.json", "quality.yaml", "README.md",
)  # fmt: skip


@pytest.mark.parametrize("name", AGENCIES)
def test_a_folder_has_the_same_files_as_every_other(name: str) -> None:
    folder = discover()[name].folder

    assert [file for file in FILES if not (folder / file).is_file()] == []
    assert list((folder / "contract" / "samples").iterdir())


@pytest.mark.parametrize("name", AGENCIES)
def test_connector_and_simulator_share_no_code(name: str) -> None:
    folder = discover()[name].folder
    ours = {"config", "connector", "operations", "wire"}
    theirs = {"simulator", "rulebook", "plausibility"}

    imported = {path.stem: siblings(path) for path in folder.glob("*.py")}

    assert [stem for stem in theirs & imported.keys() if imported[stem] & ours] == []
    assert [stem for stem in ours if imported.get(stem, set()) & theirs] == []


@pytest.mark.parametrize("name", AGENCIES)
def test_no_agency_imports_another(name: str) -> None:
    others = set(AGENCIES) - {name}

    sources = [path.read_text(encoding="utf-8") for path in discover()[name].folder.glob("*.py")]

    assert [
        found for text in sources for found in re.findall(r"from (?:\.\.|connectors\.)(\w+)", text) if found in others
    ] == []


@pytest.mark.parametrize("name", AGENCIES)
def test_the_quality_scale_is_filled_in_and_silver_or_better(name: str) -> None:
    found = quality_evidence.standing(discover()[name])

    assert found.level in (Level.SILVER, Level.GOLD, Level.PLATINUM), found.missing()
    assert [line.reason for line in found.lines.values() if line.reason.startswith("computed")] == []


@pytest.mark.parametrize("name", AGENCIES)
def test_the_element_templates_are_what_the_types_say(name: str) -> None:
    assert templates.stale(discover()[name]) == [], "run: akzess connectors templates --write"


@pytest.mark.parametrize("name", AGENCIES)
def test_the_readme_names_class_and_faults_of_every_operation(name: str) -> None:
    readme = (discover()[name].folder / "README.md").read_text(encoding="utf-8")
    rows = [line for line in readme.splitlines() if line.startswith("|")]

    for operation, declared in discover()[name].connector.operations.items():
        assert any(operation in row and f"| {declared.delivery} |" in row for row in rows), operation
    assert "OutcomeUnknown" in readme


@pytest.mark.parametrize(("name", "operation"), OPERATIONS)
def test_an_operation_has_schemas_and_labels_in_both_languages(name: str, operation: str) -> None:
    declared = discover()[name].connector.operations[operation]

    Draft202012Validator.check_schema(declared.input)
    Draft202012Validator.check_schema(declared.output)
    assert declared.name == operation
    assert declared.label_de
    assert declared.label_en
    assert declared.label_de != declared.label_en
    unlabelled = [
        field
        for field, schema in declared.input["properties"].items()
        if not ({"title", "x-title-en"} <= schema.keys() and schema["title"] and schema["x-title-en"])
    ]
    assert unlabelled == []


@pytest.mark.parametrize("name", AGENCIES)
def test_every_sample_of_the_agency_fits_its_contract(name: str) -> None:
    folder = discover()[name].folder / "contract"

    for sample in (folder / "samples").iterdir():
        kind = sample.stem.partition("-")[0]
        if sample.suffix == ".xml":
            contract = Contract(next(folder.glob("*.wsdl")))
            body = next(
                etree.fromstring(sample.read_bytes(), etree.XMLParser(remove_comments=True)).iterchildren("{*}Body")
            )[0]
            content = next(body.iter("{urn:akzess:ba:amz:1}amzFault")) if kind == "Fault" else body
            assert contract.violation(content) is None, sample.name
        elif sample.suffix == ".eml":
            schema = json.loads(next(folder.glob("*.schema.json")).read_text(encoding="utf-8"))
            Draft202012Validator(schema).validate(parsed(sample.read_bytes()))
        else:
            document = yaml.safe_load(next(folder.glob("*.yaml")).read_text(encoding="utf-8"))
            schema = {"$ref": f"#/components/schemas/{kind}", "components": document["components"]}
            Draft202012Validator(schema).validate(yaml.safe_load(sample.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "name", [name for name in AGENCIES if list((discover()[name].folder / "contract").glob("*.yaml"))]
)
def test_every_rest_contract_is_valid_openapi(name: str) -> None:
    for file in (discover()[name].folder / "contract").glob("*.yaml"):
        validate_openapi(yaml.safe_load(file.read_text(encoding="utf-8")))


def siblings(path: Path) -> set[str]:
    """Modules of the same folder that a file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            found |= {node.module.partition(".")[0]} if node.module else {alias.name for alias in node.names}
    return found
