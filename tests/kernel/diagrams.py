"""Writes small BPMN diagrams for tests: one line per element, flows as "a -> b"."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.sax.saxutils import quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:akzess="urn:akzess:bpmn:1"'
    ' id="definitions" targetNamespace="urn:test">\n'
)


def element(tag: str, element_id: str, inner: str = "", extension: str = "", **attributes: str) -> str:
    """One element; `extension` goes into extensionElements."""
    told = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    if extension:
        inner = f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>{inner}"
    return f'<bpmn:{tag} id="{element_id}"{told}>{inner}</bpmn:{tag}>\n'


def user(element_id: str, extension: str = "", inner: str = "", **attributes: str) -> str:
    """A user task."""
    return element("userTask", element_id, inner, extension, **attributes)


def service(element_id: str, extension: str = "", inner: str = "", job: str = "desk.work") -> str:
    """A service task."""
    return element("serviceTask", element_id, inner, f'<zeebe:taskDefinition type="{job}" />{extension}')


def flows(*lines: str, prefix: str = "f") -> str:
    """Sequence flows: "a -> b" or "a -> b : =condition"; a chain "a -> b -> c" is allowed."""
    found = []
    for line in lines:
        path, _, condition = line.partition(" : ")
        stops = [stop.strip() for stop in path.split("->")]
        for source, target in pairwise(stops):
            inner = ""
            if condition:
                text = condition.replace("&", "&amp;").replace("<", "&lt;")
                inner = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{text}</bpmn:conditionExpression>'
            flow_id = f"{prefix}-{source}-{target}"
            found.append(
                f'<bpmn:sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>\n'
            )
    return "".join(found)


def start(element_id: str = "start") -> str:
    """A plain start event."""
    return element("startEvent", element_id)


def end(element_id: str = "end", definition: str = "") -> str:
    """An end event."""
    return element("endEvent", element_id, definition)


def boundary(element_id: str, host: str, definition: str, *, interrupting: bool = True, extension: str = "") -> str:
    """A boundary event."""
    cancel = "true" if interrupting else "false"
    return element("boundaryEvent", element_id, definition, extension, attachedToRef=host, cancelActivity=cancel)


def message(name: str, key: str = "=caseRef") -> str:
    """A message definition for the top of a file; its id is its name with "-" for other characters."""
    message_id = re.sub(r"\W", "-", name)
    subscription = f"<zeebe:subscription correlationKey={quoteattr(key)} />" if key else ""
    return (
        element("message", message_id, extension=subscription, name=name)
        if key
        else (f'<bpmn:message id="{message_id}" name="{name}" />\n')
    )


def on_message(name: str) -> str:
    """A message event definition."""
    return f'<bpmn:messageEventDefinition messageRef="{re.sub(r"[^a-zA-Z0-9_]", "-", name)}" />'


def on_timer(value: str, kind: str = "timeDuration", extension: str = "") -> str:
    """A timer event definition."""
    return (
        f'<bpmn:timerEventDefinition><bpmn:{kind} xsi:type="bpmn:tFormalExpression">{value}</bpmn:{kind}>'
        "</bpmn:timerEventDefinition>"
    )


def process(*parts: str, process_id: str = "p", tops: str = "", executable: bool = True) -> bytes:
    """A file with one process."""
    flag = "true" if executable else "false"
    content = "".join(parts)
    ties = "".join(re.findall(r"<bpmn:association [^>]*/>", content))  # the schema wants them last
    content = re.sub(r"<bpmn:association [^>]*/>", "", content) + ties
    body = f'<bpmn:process id="{process_id}" isExecutable="{flag}">\n{content}</bpmn:process>\n'
    return (HEAD + tops + body + "</bpmn:definitions>").encode()


def several(*processes: tuple[str, str], tops: str = "") -> bytes:
    """A file with several processes given as (id, content)."""
    bodies = "".join(
        f'<bpmn:process id="{pid}" isExecutable="true">\n{content}</bpmn:process>\n' for pid, content in processes
    )
    return (HEAD + tops + bodies + "</bpmn:definitions>").encode()
