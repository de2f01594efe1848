"""A job type that is nearly a connector's is told before it waits for nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from akzess import bundle
from akzess.surroundings import around
from engine.analysis.agencies import doubts
from engine.kernel.sandbox import read
from tests.akzess.conftest import Shell, akzess

__all__ = ["akzess"]


def agencies() -> dict[str, list[str]]:
    """Operations by agency, as the connectors have them."""
    found: dict[str, list[str]] = {}
    for job_type in around().operations or ():
        agency, _, operation = job_type.partition(".")
        found.setdefault(agency, []).append(operation)
    return found


@pytest.mark.parametrize(
    ("job_type", "says"),
    [
        ("kammern.creatOpinionRequest", "Gemeint ist wohl „createOpinionRequest“."),
        ("kammern.zzz", "keine Leistung „zzz“"),
        ("kammern", "keine Leistung „“"),
        ("kamern.createOpinionRequest", "Gemeint ist wohl „kammern“."),
        ("bundesagentr.getDecision", "Gemeint ist wohl „bundesagentur“."),
    ],
)
def test_a_misspelt_job_type_is_told_with_what_is_meant(job_type: str, says: str) -> None:
    (problem,) = doubts(job_type, agencies())
    assert says in problem.german


@pytest.mark.parametrize("job_type", ["kammern.createOpinionRequest", "till.charge", "mail.sendNotice"])
def test_a_connectors_and_an_external_workers_type_are_none(job_type: str) -> None:
    assert list(doubts(job_type, agencies())) == []


def test_the_procedure_itself_has_no_misspelt_type() -> None:
    _, findings = read(bundle.read(bundle.AKZESS), surroundings=around().plain())
    assert [finding for finding in findings if finding.code == "job-type"] == []


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
        "Die Fachstelle „azr“ hat keine Leistung „qery“. Gemeint ist wohl „query“."
    ]
