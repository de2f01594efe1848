"""Fields of forms by which nobody decides (Q25)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from processes import AKZESS
from processes.field_use import Use, fields

_BPMN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
<process id="p"><sequenceFlow id="f"><conditionExpression>=amount &gt; 5 and some i in items satisfies i.kind = "x"
</conditionExpression></sequenceFlow><serviceTask id="s"><extensionElements><zeebe:ioMapping>
<zeebe:input source="=person" target="person" /></zeebe:ioMapping></extensionElements></serviceTask>
<userTask id="u"><extensionElements><zeebe:formDefinition formId="f" /><zeebe:ioMapping>
<zeebe:output source="={kept: answer, other: 1}" target="told" /></zeebe:ioMapping></extensionElements></userTask>
<sequenceFlow id="g"><conditionExpression>=told.kept</conditionExpression></sequenceFlow></process></definitions>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "forms").mkdir()
    (tmp_path / "p.bpmn").write_text(_BPMN)
    (tmp_path / "statistics.yaml").write_text("fields: {a: '= birthYear'}")
    form = [
        {"type": "number", "key": "amount", "label": "Betrag"},
        {"type": "group", "path": "person", "components": [{"type": "textfield", "key": "name"}]},
        {"type": "dynamiclist", "path": "items", "components": [{"type": "select", "key": "kind"}]},
        {"type": "number", "key": "birthYear"},
        {"type": "textfield", "key": "shoeSize"},
        {"type": "checkbox", "key": "answer"},
        {"type": "textfield", "key": "amountText", "label": "amount"},
        {"type": "textfield", "key": "shown", "readonly": True},
    ]
    (tmp_path / "forms" / "f.form").write_text(json.dumps({"components": form}))
    return tmp_path


def test_each_field_is_told_by_its_strongest_use(folder: Path) -> None:
    assert {one.path: one.use for one in fields(folder)} == {
        "amount": Use.DECISION,
        "items.kind": Use.DECISION,
        "person.name": Use.PASSED_ON,
        "birthYear": Use.WRITTEN,
        "shoeSize": Use.NOBODY,
        "answer": Use.DECISION,
        "amountText": Use.NOBODY,
    }


def test_what_the_procedure_decides_by_is_found() -> None:
    found = {(one.form, one.path): one.use for one in fields(AKZESS)}

    assert found["ut-intake", "purpose"] is Use.DECISION
