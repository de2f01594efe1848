"""The rules of BPMN 2.0 beyond its schema: each finds its breach, and a sound diagram breaks none."""

from __future__ import annotations

import pytest
from lxml import etree

from akzess import bundle
from engine.kernel.lint_standard import RULES, check_standard

FLOW = '<sequenceFlow id="{0}{1}" sourceRef="{0}" targetRef="{1}"/>'


def flow(*ways: str) -> str:
    """Flows from "ab": from a to b."""
    return "".join(FLOW.format(way[0], way[1]) for way in ways)


def document(process: str, tops: str = "", executable: str = "true") -> etree._Element:
    """A file with one process `p`."""
    return etree.fromstring(
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="t">'
        f'{tops}<process id="p" isExecutable="{executable}">{process}</process></definitions>'
    )


def codes(process: str, tops: str = "") -> set[str]:
    """The rules that a process breaks."""
    return {finding.code for finding in check_standard(document(process, tops), "p.bpmn", strict=True)}


#: A start, one element and an end, connected: what is wrong is only what the case adds.
SOUND = '<startEvent id="s"/>{}<endEvent id="e"/>' + flow("sx", "xe")
TASK = '<task id="x"/>'
IO = '<ioSpecification>{}<inputSet id="i">{}</inputSet><outputSet id="o">{}</outputSet></ioSpecification>'
POOLS = (
    '<collaboration id="c"><participant id="one" processRef="p"/><participant id="two"/>'
    '<messageFlow id="m" sourceRef="{}" targetRef="{}"/></collaboration>'
)
LINK = '<intermediateThrowEvent id="y"><linkEventDefinition name="l"/></intermediateThrowEvent>'
CASES = [
    ("bpmn-reference", SOUND.format('<receiveTask id="x" messageRef="gone"/>'), ""),
    ("bpmn-reference", SOUND.format(TASK), '<collaboration id="c"><participant id="a" processRef="x"/></collaboration>'),
    ("bpmn-reference", SOUND.format('<intermediateThrowEvent id="x"><eventDefinitionRef>d</eventDefinitionRef>'
     "</intermediateThrowEvent>"), ""),
    ("bpmn-mime-type", SOUND.format('<task id="x"><documentation textFormat="plain"/></task>'), ""),
    ("bpmn-message-flow-end", SOUND.format(TASK + '<textAnnotation id="t"/>'), POOLS.format("two", "t")),
    ("bpmn-message-flow-event", SOUND.format(TASK), POOLS.format("two", "s")),
    ("bpmn-message-flow-event", SOUND.format(TASK), POOLS.format("e", "two")),
    ("bpmn-message-flow-pool", SOUND.format(TASK), POOLS.format("x", "one")),
    ("bpmn-participants", SOUND.format(TASK), '<collaboration id="c"><participant id="a"><participantMultiplicity '
     'minimum="3" maximum="2"/></participant></collaboration>'),
    ("bpmn-choreography-here", SOUND.format('<choreographyTask id="x" initiatingParticipantRef="a"/>'), ""),
    ("bpmn-flow-list", SOUND.format('<task id="x"><incoming>gone</incoming></task>'), ""),
    ("bpmn-gateway-direction", SOUND.format('<parallelGateway id="x" gatewayDirection="Diverging"/>'), ""),
    ("bpmn-gateway-single", SOUND.format('<parallelGateway id="x"/>'), ""),
    ("bpmn-start-end-pair", '<task id="x"/><endEvent id="e"/>' + flow("xe"), ""),
    ("bpmn-start-outgoing", SOUND.format(TASK + '<startEvent id="z"/>'), ""),
    ("bpmn-end-incoming", SOUND.format(TASK + '<endEvent id="z"/>'), ""),
    ("bpmn-no-way-in", SOUND.format(TASK + '<task id="y"/>') + flow("ye"), ""),
    ("bpmn-no-way-out", SOUND.format(TASK + '<task id="y"/>') + flow("sy"), ""),
    ("bpmn-event-flows", SOUND.format(TASK + '<intermediateThrowEvent id="y"/>') + flow("xy"), ""),
    ("bpmn-boundary-outgoing", SOUND.format(TASK + '<boundaryEvent id="b" attachedToRef="x"><timerEventDefinition/>'
     "</boundaryEvent>"), ""),
    ("bpmn-link-flows", SOUND.format(TASK + LINK) + flow("xy", "ye"), ""),
    ("bpmn-flow-here", SOUND.format(TASK) + flow("ex"), ""),
    ("bpmn-instantiate", SOUND.format('<receiveTask id="x" instantiate="true"/>'), ""),
    ("bpmn-event-gateway", SOUND.format('<eventBasedGateway id="x"/>'), ""),
    ("bpmn-compensation", SOUND.format(TASK + '<boundaryEvent id="b" attachedToRef="x"><compensateEventDefinition/>'
     '</boundaryEvent><task id="u"/><association id="a" sourceRef="b" targetRef="u"/>'), ""),
    ("bpmn-event-kind", SOUND.format('<intermediateCatchEvent id="x"/>'), ""),
    ("bpmn-event-kind", SOUND.format('<intermediateCatchEvent id="x"><terminateEventDefinition/></intermediateCatchEvent>'), ""),
    ("bpmn-event-definition", SOUND.format('<intermediateCatchEvent id="x"><timerEventDefinition><timeDuration>soon'
     "</timeDuration></timerEventDefinition></intermediateCatchEvent>"), ""),
    ("bpmn-event-definition", SOUND.format(TASK + LINK) + flow("xy"), ""),
    ("bpmn-executable", SOUND.format('<intermediateThrowEvent id="x"><escalationEventDefinition/>'
     "</intermediateThrowEvent>"), ""),
    ("bpmn-executable", SOUND.format('<scriptTask id="x"><script>1</script></scriptTask>'), ""),
    ("bpmn-quantity", SOUND.format('<task id="x" startQuantity="0"/>'), ""),
    ("bpmn-ad-hoc-empty", SOUND.format('<adHocSubProcess id="x"/>'), ""),
    ("bpmn-io-here", SOUND.format('<subProcess id="x">' + IO.format("", "", "") + "</subProcess>"), ""),
    ("bpmn-io-sets", SOUND.format('<task id="x">' + IO.format("", "<outputSetRefs>o</outputSetRefs>", "") + "</task>"), ""),
    ("bpmn-io-match", SOUND.format('<sendTask id="x" messageRef="m">' + IO.format('<dataInput id="d"/><dataInput id="d2"/>',
     "<dataInputRefs>d</dataInputRefs>", "") + "</sendTask>"), '<itemDefinition id="t"/><message id="m" itemRef="t"/>'),
    ("bpmn-collection", SOUND.format(TASK + '<dataObject id="d" isCollection="true" itemSubjectRef="t"/>'),
     '<itemDefinition id="t"/>'),
    ("bpmn-data-state", SOUND.format(TASK + '<dataObject id="d" name="D"/><dataObjectReference id="r" name="D" '
     'dataObjectRef="d"><dataState name="new"/></dataObjectReference>'), ""),
    ("bpmn-loop-data", SOUND.format('<task id="x"><multiInstanceLoopCharacteristics/></task>'), ""),
]  # fmt: skip


@pytest.mark.parametrize(("code", "process", "tops"), CASES, ids=[case[0] for case in CASES])
def test_a_breach_is_found(code: str, process: str, tops: str) -> None:
    assert code in codes(process, tops)


def test_every_rule_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(RULES)


def test_a_sound_process_breaks_none() -> None:
    assert codes(SOUND.format(TASK)) == set()


def test_a_finding_names_its_section() -> None:
    (finding,) = check_standard(document(SOUND.format('<parallelGateway id="x"/>')), "p.bpmn")
    assert "BPMN 2.0, 10.6.1" in finding.message_en


def test_what_is_only_strict_is_not_asked_at_deployment() -> None:
    assert check_standard(document(SOUND.format('<scriptTask id="x"><script>1</script></scriptTask>')), "p.bpmn") == []


def test_the_procedure_breaks_no_rule_of_the_standard() -> None:
    files = {name: data for name, data in bundle.read(bundle.AKZESS).items() if name.endswith(".bpmn")}
    assert [one for name, data in files.items() for one in check_standard(etree.fromstring(data), name)] == []
