"""Every user task has its form, every form says in two languages what it asks, and asks what section 6 lists."""

from __future__ import annotations

import re

import pytest

from engine import feel
from engine.forms.schema import parse
from processes import AKZESS
from tests.processes.form_cases import FORMS, KEYED, SECTION_6, fields, schema

SENSITIVE = [
    ("ut-intake", "religion"),
    ("ut-intake", "answer"),
    ("ut-intake", "explanation"),
    ("ut-intake", "securityQuestions"),
    ("ut-intake", "securityRequired"),
    ("ut-sec", "finding"),
    ("ut-sec-second", "verdict"),
    ("ut-legal", "securityRequired"),
    ("ut-assess", "investigationPending"),
    ("ut-bio", "photoRef"),
    ("ut-bio", "fingerprintsTaken"),
    ("ut-bio", "signatureTaken"),
]


@pytest.mark.parametrize("form", FORMS)
def test_the_form_can_be_used_and_is_called_as_its_file(form: str) -> None:
    parse(schema(form))
    assert (schema(form)["id"], schema(form)["type"]) == (form, "default")
    assert schema(form)["schemaVersion"] >= 16


@pytest.mark.parametrize("form", FORMS)
def test_no_two_components_share_an_id(form: str) -> None:
    ids = [component["id"] for component, _ in fields(schema(form))]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("form", FORMS)
def test_every_label_choice_and_text_is_bilingual(form: str) -> None:
    title = schema(form)["properties"]
    assert title["title"]
    assert title["title_en"]
    for component, _ in fields(schema(form)):
        if component["type"] == "text":
            assert component["text"]
            assert component["properties"]["text_en"]
        else:
            assert component["label"]
            assert component["properties"]["label_en"]
        for option in component.get("values", ()):
            assert option["label"]
            assert option["label_en"]


@pytest.mark.parametrize("form", FORMS)
def test_the_form_names_its_version_task_and_legal_basis(form: str) -> None:
    assert {"version", "task", "legalBasis"} <= schema(form)["properties"].keys()


@pytest.mark.parametrize("form", FORMS)
def test_every_condition_is_feel_and_names_fields_that_exist(form: str) -> None:
    known = {component.get("key") or component.get("path") for component, _ in fields(schema(form))}
    for component, _ in fields(schema(form)):
        condition = component.get("conditional", {}).get("hide")
        if condition is not None:
            assert condition.startswith("=")
            names = feel.compile(condition[1:]).names
            assert names <= known | {"this"}, component["id"]


@pytest.mark.parametrize("line", SECTION_6)
def test_the_form_asks_what_section_6_lists(line: str) -> None:
    asked: dict[str, bool] = {}
    for form in line.split():
        for component, needed in fields(schema(form)):
            for name in (component.get("key"), component.get("path"), component.get("properties", {}).get("spec")):
                if name:
                    asked[name] = asked.get(name, False) or needed
    for key in SECTION_6[line].split():
        assert key.rstrip("*") in asked
        if key.endswith("*"):
            assert asked[key.rstrip("*")], f"{key} must be required"


@pytest.mark.parametrize(("form", "key"), SENSITIVE)
def test_a_sensitive_field_is_marked(form: str, key: str) -> None:
    marked = [c for c, _ in fields(schema(form)) if c.get("key") == key]
    assert marked
    assert all(component["properties"].get("sensitive") == "true" for component in marked)


def test_religion_is_hidden_by_default_and_never_mandatory() -> None:
    religion = next(c for c, _ in fields(schema("ut-intake")) if c.get("key") == "religion")
    assert religion["conditional"]["hide"]
    assert not religion.get("validate", {}).get("required")


def test_every_user_task_of_the_diagrams_has_its_form_and_no_form_is_unused() -> None:
    named = set()
    for path in AKZESS.glob("*.bpmn"):
        named |= set(re.findall(r'formId="([^"]+)"', path.read_text(encoding="utf-8")))
    assert named == set(FORMS)


def test_no_field_has_a_type_the_list_of_types_does_not_know() -> None:
    kinds = {component["type"] for form in FORMS for component, _ in fields(schema(form))}
    assert kinds <= KEYED | {"group", "dynamiclist", "text"}
