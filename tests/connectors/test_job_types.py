"""A job type that is nearly a connector's is told before it waits for nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from akzess import bundle
from akzess.job_types import check
from tests.akzess.conftest import Shell, akzess

__all__ = ["akzess"]
DIAGRAM = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
<process id="p"><serviceTask id="ST">
<extensionElements><zeebe:taskDefinition type="{0}"/></extensionElements></serviceTask></process></definitions>"""


@pytest.mark.parametrize(
    ("job_type", "says"),
    [
        ("kammern.creatOpinionRequest", "did you mean 'createOpinionRequest'?"),
        ("kammern.zzz", "no operation 'zzz'"),
        ("kammern", "no operation ''"),
        ("kamern.createOpinionRequest", "did you mean 'kammern'?"),
        ("bundesagentr.getDecision", "did you mean 'bundesagentur'?"),
    ],
)
def test_a_misspelt_job_type_is_a_warning_at_its_element(job_type: str, says: str) -> None:
    (finding,) = check({"a.bpmn": DIAGRAM.format(job_type).encode()})

    assert says in finding.message
    assert (finding.severity, finding.element_id, finding.line) == ("warning", "ST", 3)


@pytest.mark.parametrize(
    "job_type", ["kammern.createOpinionRequest", "till.charge", "=queue + operation", "mail.sendNotice"]
)
def test_a_connectors_and_an_external_workers_type_are_none(job_type: str) -> None:
    assert check({"a.bpmn": DIAGRAM.format(job_type).encode()}) == []


def test_the_procedure_itself_has_no_misspelt_type() -> None:
    assert check(bundle.read(bundle.AKZESS)) == []


def test_lint_tells_it_and_does_not_fail(akzess: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.bpmn").write_text(
        """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="F" targetNamespace="urn:akzess:tests">
  <bpmn:process id="p" name="p" isExecutable="true">
    <bpmn:startEvent id="START"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="START" targetRef="ST"/>
    <bpmn:serviceTask id="ST" name="x">
      <bpmn:extensionElements><zeebe:taskDefinition type="azr.qery" retries="5"/></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="f2" sourceRef="ST" targetRef="END"/>
    <bpmn:endEvent id="END"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
""",
        encoding="utf-8",
    )

    akzess("lint", str(tmp_path), "--json", database=False)

    assert akzess.code == 0
    assert [row["message"] for row in akzess.json["findings"] if row["code"] == "job-type"] == [
        "azr has no operation 'qery'; did you mean 'query'?"
    ]
