"""A diagram of Camunda 7 becomes one of ours; what could not be said is told, never guessed."""

from __future__ import annotations

import pytest
from lxml import etree

from engine.functions import FUNCTIONS
from engine.importing import Outcome, translate
from engine.importing.stand_ins import missing, stand_ins
from engine.kernel.definition import Node
from engine.kernel.deployment import build

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:own="urn:own" id="d" targetNamespace="urn:t">'
)


def imported(element: str, tops: str = "") -> bytes:
    """A process with one element (id "e") between start and end, in the old dialect."""
    return (
        f'{HEAD}{tops}<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s"/>{element}<bpmn:endEvent id="x"/>'
        '<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="e"/><bpmn:sequenceFlow id="f2" sourceRef="e" targetRef="x"/>'
        "</bpmn:process></bpmn:definitions>"
    ).encode()


def node(element: str) -> Node:
    """The element as our engine reads it after translation."""
    data = translate(imported(element)).data
    bundle, findings = build({"p.bpmn": data, **stand_ins(missing({"p.bpmn": data}))}, FUNCTIONS)
    assert [finding for finding in findings if finding.severity == "error"] == []
    return bundle.processes["p"].nodes["e"]


def test_who_may_do_a_task_is_kept() -> None:
    found = node(
        '<bpmn:userTask id="e" camunda:assignee="${boss}" camunda:candidateGroups="a,b" camunda:dueDate="${due}"'
        ' camunda:formKey="f"/>'
    )
    assert (found.assignee, found.groups, found.due, found.form) == ("=boss", "a,b", "=due", None)


def test_an_external_task_is_a_job_of_its_topic() -> None:
    assert node('<bpmn:serviceTask id="e" camunda:type="external" camunda:topic="post.send"/>').job_type == "post.send"


def test_a_call_of_a_bean_is_a_job_with_its_arguments_and_result() -> None:
    found = node(
        '<bpmn:serviceTask id="e" camunda:expression="${svc.put(a, &quot;x&quot;)}" camunda:resultVariable="r"/>'
    )
    assert found.job_type == "svc.put"
    assert found.inputs == [("=a", "arg1"), ('="x"', "arg2")]
    assert found.outputs == [("=result", "r")]


def test_an_output_stands_beside_what_the_task_hands_out() -> None:
    found = node(
        '<bpmn:userTask id="e"><bpmn:extensionElements><camunda:inputOutput>'
        '<camunda:outputParameter name="back">${result == "BACK"}</camunda:outputParameter>'
        "</camunda:inputOutput></bpmn:extensionElements></bpmn:userTask>"
    )
    assert (found.outputs, found.keep_result) == ([('=result = "BACK"', "back")], True)


def test_an_expression_that_only_computes_is_a_script_in_feel() -> None:
    found = node('<bpmn:serviceTask id="e" camunda:expression="${a + 1}" camunda:resultVariable="b"/>')
    assert (found.type, found.script, found.result) == ("scriptTask", "=a + 1", "b")


def test_foreign_code_becomes_a_job_to_be_provided_and_is_told() -> None:
    element = '<bpmn:serviceTask id="e" camunda:class="org.example.Do"/>'
    assert node(element).job_type == "java.org.example.Do"
    (line,) = translate(imported(element)).open
    assert (line.element_id, line.was) == ("e", 'class="org.example.Do"')
    assert "Konnektor" in line.text_de


def test_a_script_of_one_value_is_feel_and_any_other_is_left_open() -> None:
    script = '<bpmn:scriptTask id="e" scriptFormat="javascript"><bpmn:script>{}</bpmn:script></bpmn:scriptTask>'
    assert node(script.format('execution.setVariable("n", n + 1);')).script == "=n + 1"
    assert node(script.format("while (true) {}")).job_type == "offen.skript"


def test_what_goes_into_a_called_process_and_comes_out_is_mapped() -> None:
    found = node(
        '<bpmn:callActivity id="e" calledElement="child"><bpmn:extensionElements><camunda:in source="a" target="b"/>'
        '<camunda:in businessKey="${k}"/><camunda:out sourceExpression="${c.d}" target="e"/></bpmn:extensionElements>'
        "</bpmn:callActivity>"
    )
    assert (found.called, found.inputs, found.outputs) == ("child", [("=a", "b")], [("=c.d", "e")])


def test_a_loop_over_a_collection_is_kept() -> None:
    found = node(
        '<bpmn:userTask id="e"><bpmn:multiInstanceLoopCharacteristics camunda:collection="list" camunda:elementVariable="x">'
        "<bpmn:completionCondition>${nrOfCompletedInstances == 1}</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
    )
    assert found.loop is not None
    assert (found.loop.input, found.loop.element, found.loop.condition) == ("=list", "x", "=nrOfCompletedInstances = 1")


def test_a_condition_that_feel_cannot_say_is_false_until_somebody_writes_it() -> None:
    gateway = (
        '<bpmn:exclusiveGateway id="e" default="f2"/><bpmn:endEvent id="y"/><bpmn:sequenceFlow id="f3" sourceRef="e"'
        ' targetRef="y"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${bean.ok()}'
        "</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )
    assert [flow.condition for flow in node(gateway).outgoing if flow.id == "f3"] == ["=false"]
    (line,) = translate(imported(gateway)).open
    assert line.element_id == "f3"


def test_what_steers_only_the_other_engine_is_dropped_and_told() -> None:
    found = translate(imported('<bpmn:userTask id="e" camunda:asyncBefore="true"/>'))
    assert [(line.outcome, line.was) for line in found.lines] == [(Outcome.DROPPED, 'asyncBefore="true"')]


def test_nothing_of_the_old_dialect_is_left_and_nothing_else_is_touched() -> None:
    element = '<bpmn:task id="e" own:note="kept" camunda:async="true"><bpmn:documentation>Text</bpmn:documentation></bpmn:task>'
    root = etree.fromstring(translate(imported(element)).data)
    assert b"camunda.org/schema/1.0" not in etree.tostring(root)
    (task,) = root.iter("{*}task")
    assert (task.get("{urn:own}note"), task.findtext("{*}documentation")) == ("kept", "Text")


def test_a_file_without_the_old_dialect_comes_back_byte_for_byte() -> None:
    data = imported('<bpmn:userTask id="e"/>').replace(b' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"', b"")
    assert (translate(data).data, translate(data).lines) == (data, ())


@pytest.mark.parametrize("event", ["end", "start"])
def test_a_listener_that_sets_a_variable_at_the_end_is_an_output_and_any_other_is_left_open(event: str) -> None:
    found = translate(
        imported(
            '<bpmn:userTask id="e"><bpmn:extensionElements><camunda:executionListener event="EVENT"'
            " expression=\"${execution.setVariable('done', true)}\"/></bpmn:extensionElements></bpmn:userTask>".replace(
                "EVENT", event
            )
        )
    )
    assert bool(found.open) == (event == "start")
