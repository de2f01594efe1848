"""Processes of one service task for each delivery class, with inputs that the agencies accept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.bundesagentur.examples import engineer
from connectors.kammern.examples import EXAMPLES, FOUNDER
from connectors.post.examples import LETTER

_UPLOAD = next(example.input for example in EXAMPLES if example.operation == "uploadDocument")

#: Process id → job type, inputs.
ERRANDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "errand-rest": ("kammern.createOpinionRequest", tuple(FOUNDER)),
    "errand-soap": ("bundesagentur.submitApprovalRequest", tuple(engineer("09912342"))),
    "errand-upload": ("kammern.uploadDocument", ("requestId", *_UPLOAD)),
    "errand-letter": ("post.sendLetter", tuple(LETTER)),
    "errand-register": ("azr.query", ("purposeCode", "person")),
}
PERSON = {"familyName": "Muster", "givenNames": "Erika", "birthDate": "1990-01-01", "nationality": "432", "sex": "F"}


@dataclass(frozen=True, slots=True)
class Errand:
    """What a case asks of an agency."""

    process: str
    input: Mapping[str, Any]

    @property
    def agency(self) -> str:
        return ERRANDS[self.process][0].partition(".")[0]


def rest() -> Errand:
    return Errand("errand-rest", FOUNDER)


def soap() -> Errand:
    return Errand("errand-soap", engineer("09912342"))


def upload(request_id: str) -> Errand:
    return Errand("errand-upload", {"requestId": request_id} | dict(_UPLOAD))


def letter(tag: str) -> Errand:
    """A letter that is recognised by its text, as the post takes no key."""
    return Errand("errand-letter", LETTER | {"text": tag})


def register() -> Errand:
    return Errand("errand-register", {"purposeCode": "1", "person": PERSON})


def bundle() -> dict[str, bytes]:
    """The processes, to be deployed."""
    return {f"{process}.bpmn": _bpmn(process, *work).encode() for process, work in ERRANDS.items()}


def _bpmn(process: str, job_type: str, names: tuple[str, ...]) -> str:
    inputs = "".join(f'<zeebe:input source="=input.{name}" target="{name}"/>' for name in names)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="F-{process}" targetNamespace="urn:akzess:tests">
  <bpmn:process id="{process}" name="{process}" isExecutable="true">
    <bpmn:startEvent id="START"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="START" targetRef="ST"/>
    <bpmn:serviceTask id="ST" name="{job_type}">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="{job_type}" retries="5"/>
        <zeebe:ioMapping>{inputs}</zeebe:ioMapping>
      </bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="f2" sourceRef="ST" targetRef="END"/>
    <bpmn:endEvent id="END"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
"""
