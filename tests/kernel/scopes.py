"""Loops, calls and event sub-processes, as the stories about several features together draw them."""

from __future__ import annotations

from tests.kernel.diagrams import element
from tests.kernel.events import sub

CANCEL = "<bpmn:cancelEventDefinition />"
OVER_ITEMS = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="{}"><bpmn:extensionElements>'
    '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="out" outputElement="=r" />'
    "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
)
PARALLEL, SEQUENTIAL = OVER_ITEMS.format("false"), OVER_ITEMS.format("true")


def beside(element_id: str, definition: str, *parts: str, interrupting: bool = True) -> str:
    flag = "true" if interrupting else "false"
    begun = element("startEvent", f"{element_id}-s", definition, isInterrupting=flag)
    return sub(element_id, begun, *parts, triggeredByEvent="true")


def call(element_id: str, called: str, inner: str = "") -> str:
    return element("callActivity", element_id, inner, f'<zeebe:calledElement processId="{called}" />')
