"""The diagrams can be deployed as they are, and say in two languages what every part of them is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from connectors.registry import discover
from documents.letters import load
from engine.functions import FUNCTIONS
from engine.kernel.deployment import build
from processes import files, load_texts
from service.portal.providing import PortalOffice
from tests.processes.diagram_model import (
    FILES,
    NS,
    all_nodes,
    extension,
    flows,
    labels,
    nodes,
    tag,
    tree,
)
from workers.letters import LetterWriter

TASKS = ("userTask", "serviceTask", "scriptTask", "businessRuleTask", "callActivity", "subProcess")
EVENTS = ("startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent")
#: Candidate groups of the domain document, section 4.1.
ROLES = {
    "akz-clerk", "akz-second", "akz-lead", "abh-head", "abh-service", "abh-legal", "ba-amz", "zav", "ihk", "hwk",
    "kammer-frei", "ihk-fosa", "gewerbeamt", "meldeamt", "standesamt", "fahrerlaubnis", "sozialamt-migration",
    "employer", "applicant", "univ", "smi-coord", "dpo", "audit", "lds-wb",
}  # fmt: skip


def by_name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_a_diagram_is_valid_bpmn(path: Path) -> None:
    BpmnValidator().validate(etree.fromstring(etree.tostring(tree(path))), str(path))


def test_the_bundle_is_deployed_without_any_finding() -> None:
    bundle, findings = build(files(), FUNCTIONS)

    assert [f"{f.resource} {f.element_id} {f.code} {f.message}" for f in findings] == []
    assert "akzess-main" in bundle.processes


def test_ids_are_stable_keys_used_once() -> None:
    counted = Counter(str(node.get("id")) for path in FILES for node in nodes(path))

    assert [name for name, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_tasks_and_events_have_a_german_and_an_english_name(path: Path) -> None:
    missing = [
        node.get("id")
        for node in nodes(path)
        if tag(node) in TASKS + EVENTS
        and not (node.get("name") and labels(node).get("de") == node.get("name") and labels(node).get("en"))
    ]

    assert missing == []


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_messages_are_named_in_both_languages(path: Path) -> None:
    missing = [m.get("id") for m in tree(path).findall("bpmn:message", NS) if set(labels(m)) != {"de", "en"}]

    assert missing == []


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_a_gateway_that_splits_asks_a_question_and_has_a_default(path: Path) -> None:
    wrong = []
    for node in nodes(path):
        outgoing = [flow for flow in flows(path) if flow.get("sourceRef") == node.get("id")]
        if tag(node) in ("exclusiveGateway", "inclusiveGateway") and len(outgoing) > 1:
            # Where several are taken, one that is always taken does instead: a default would go only when no other goes.
            always = [
                flow.get("id") for flow in outgoing if flow.findtext("bpmn:conditionExpression", None, NS) == "=true"
            ]
            decided = node.get("default") or (tag(node) == "inclusiveGateway" and always)
            if not str(node.get("name") or "").endswith("?") or not labels(node).get("en") or not decided:
                wrong.append(node.get("id"))
            wrong += [flow.get("id") for flow in outgoing if not flow.get("name") or not labels(flow).get("en")]
            wrong += [
                flow.get("id")
                for flow in outgoing
                if flow.get("id") != node.get("default") and flow.find("bpmn:conditionExpression", NS) is None
            ]

    assert wrong == []


def test_every_user_task_has_a_form_and_a_role_of_the_procedure() -> None:
    wrong = []
    for name, node in all_nodes().items():
        if tag(node) != "userTask":
            continue
        form = extension(node, "zeebe:formDefinition")
        assignment = extension(node, "zeebe:assignmentDefinition")
        groups = (
            {g.strip() for g in str(assignment.get("candidateGroups")).split(",")} if assignment is not None else set()
        )
        if form is None or not groups or groups - ROLES:
            wrong.append(name)

    assert wrong == []


def test_every_service_task_calls_an_operation_that_exists_with_inputs_it_knows() -> None:
    operations = {
        f"{name}.{operation}": spec
        for name, agency in discover().items()
        for operation, spec in agency.connector.operations.items()
    }
    for inside in (LetterWriter, PortalOffice):
        operations |= {f"{inside.name}.{name}": spec for name, spec in inside.operations.items()}
    wrong = []
    for name, node in all_nodes().items():
        if tag(node) != "serviceTask":
            continue
        job = extension(node, "zeebe:taskDefinition")
        assert job is not None
        operation = operations.get(str(job.get("type")))
        given = {i.get("target") for i in node.findall("bpmn:extensionElements/zeebe:ioMapping/zeebe:input", NS)}
        if operation is None:
            wrong.append(f"{name}: no operation {job.get('type')}")
            continue
        fields = operation.input
        known, required = set(fields["properties"]), set(fields["required"])
        wrong += [f"{name}: unknown {field}" for field in given - known]
        wrong += [f"{name}: misses {field}" for field in required - given]

    assert wrong == []


def test_every_letter_has_a_text_in_both_languages() -> None:
    templates = set()
    for node in all_nodes().values():
        for mapping in node.findall("bpmn:extensionElements/zeebe:ioMapping/zeebe:input[@target='template']", NS):
            templates |= {part for index, part in enumerate(str(mapping.get("source")).split('"')) if index % 2}
    templates -= {"REFUSE", "DISCONTINUED", "PARTIAL"}
    texts = load_texts().languages

    assert len(templates) > 20
    assert sorted(templates - set(load().templates)) == []
    for language in ("de", "en"):
        assert sorted(t for t in templates if f"letter.{t}.body" not in texts[language]) == []


def test_every_status_shown_to_applicants_has_a_text_in_both_languages() -> None:
    keys = {
        str(found.get("key"))
        for node in all_nodes().values()
        if (found := extension(node, "akzess:applicantText")) is not None
    }
    texts = load_texts().languages

    assert keys
    assert sorted(key for key in keys for language in ("de", "en") if key not in texts[language]) == []


def test_event_based_gateways_lead_to_events_only() -> None:
    wrong = []
    for path in FILES:
        found = {str(node.get("id")): tag(node) for node in nodes(path)}
        for flow in flows(path):
            source, target = found[str(flow.get("sourceRef"))], found[str(flow.get("targetRef"))]
            if source == "eventBasedGateway" and target != "intermediateCatchEvent":
                wrong.append(flow.get("id"))

    assert wrong == []
