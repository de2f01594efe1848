"""Event definitions, event sub-processes and undoing, as the stories about events draw them."""

from __future__ import annotations

from tests.kernel.diagrams import boundary, element, flows, user

SIGNAL = '<bpmn:signal id="sig" name="alarm" />\n'
ERROR = '<bpmn:error id="err" errorCode="E1" name="one" />\n<bpmn:error id="err2" errorCode="E2" name="two" />\n'
ESCALATION = '<bpmn:escalation id="esc" escalationCode="UP" name="up" />\n'
ON_SIGNAL = '<bpmn:signalEventDefinition signalRef="sig" />'
ON_ERROR = '<bpmn:errorEventDefinition errorRef="err" />'
ON_ANY_ERROR = "<bpmn:errorEventDefinition />"
ON_ESCALATION = '<bpmn:escalationEventDefinition escalationRef="esc" />'
TERMINATE = "<bpmn:terminateEventDefinition />"
COMPENSATE = "<bpmn:compensateEventDefinition />"


def on_condition(text: str) -> str:
    return f'<bpmn:conditionalEventDefinition><bpmn:condition xsi:type="bpmn:tFormalExpression">{text}</bpmn:condition></bpmn:conditionalEventDefinition>'


def catch(element_id: str, definition: str) -> str:
    return element("intermediateCatchEvent", element_id, definition)


def throw(element_id: str, definition: str = "", extension: str = "") -> str:
    return element("intermediateThrowEvent", element_id, definition, extension)


def eventsub(definition: str, *parts: str, interrupting: bool = True, way: str = "es -> n") -> str:
    begun = element("startEvent", "es", definition, isInterrupting="true" if interrupting else "false")
    return element("subProcess", "eventsub", begun + "".join(parts) + flows(way, prefix="g"), triggeredByEvent="true")


def sub(element_id: str, *parts: str, tag: str = "subProcess", **attributes: str) -> str:
    return element(tag, element_id, "".join(parts), **attributes)


def undo(activity: str) -> str:
    attached = boundary(f"c-{activity}", activity, COMPENSATE)
    link = f'<bpmn:association id="as-{activity}" sourceRef="c-{activity}" targetRef="undo-{activity}" />'
    return attached + user(f"undo-{activity}", isForCompensation="true") + link
