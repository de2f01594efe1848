"""`akzess import`: a diagram of another tool becomes one of ours, and its user is told what is left."""

from __future__ import annotations

from pathlib import Path

from .conftest import Shell

DIAGRAM = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:t">
<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s"/>
<bpmn:userTask id="check" camunda:candidateGroups="akz-clerk" camunda:formKey="embedded:app:check.html"/>
<bpmn:callActivity id="pay" calledElement="payment"/><bpmn:endEvent id="x"/>
<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="check"/><bpmn:sequenceFlow id="f2" sourceRef="check" targetRef="pay"/>
<bpmn:sequenceFlow id="f3" sourceRef="pay" targetRef="x"/></bpmn:process></bpmn:definitions>"""


def written(folder: Path) -> str:
    path = folder / "old.bpmn"
    path.write_text(DIAGRAM, encoding="utf-8")
    return str(path)


def test_an_imported_diagram_passes_the_lint_with_stand_ins(akzess: Shell, tmp_path: Path) -> None:
    akzess("import", written(tmp_path), "--into", str(tmp_path / "new"), "--stand-ins", database=False)
    assert akzess("lint", str(tmp_path / "new"), "--json", database=False).json["errors"] == 0


def test_what_is_left_to_do_is_said_by_element(akzess: Shell, tmp_path: Path) -> None:
    told = akzess("import", written(tmp_path), "--into", str(tmp_path / "new"), "--json", database=False).json
    assert [line["elementId"] for line in told["files"][0]["lines"] if line["outcome"] == "open"] == ["check"]
    assert [(one["elementId"], one["code"]) for one in told["refused"]] == [("pay", "called-process-unknown")]


def test_a_folder_that_is_there_is_not_written_into(akzess: Shell, tmp_path: Path) -> None:
    assert akzess("import", written(tmp_path), "--into", str(tmp_path), database=False).code == 7
