"""Reads `zeebe:` and `akzess:` extension elements; what we would not execute is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from lxml import etree

from ..errors import Finding
from .definition import Loop, Node
from .documents import line_of

if TYPE_CHECKING:
    from .elements import ElementReader

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
AKZESS = "urn:akzess:bpmn:1"
# Drawing, templates and notes of editors: kept in the file, no behaviour.
SILENT = frozenset(
    {
        "http://camunda.org/schema/modeler/1.0",
        "http://bpmn.io/schema/bpmn/biocolor/1.0",
        "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
        "http://www.omg.org/spec/BPMN/20100524/DI",
        "http://www.omg.org/spec/DD/20100524/DC",
        "http://www.omg.org/spec/DD/20100524/DI",
        "http://www.w3.org/2001/XMLSchema-instance",
        "http://www.w3.org/XML/1998/namespace",
    }
)
_KNOWN = SILENT | {BPMN, ZEEBE, AKZESS}
_DRAWN = frozenset({"{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram", f"{{{BPMN}}}collaboration"})
SILENT_ZEEBE = frozenset({"versionTag", "userTask", "modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon"})


def foreign(document: etree._Element, filename: str) -> Iterator[Finding]:
    """Elements and attributes of other engines, wherever something could rely on them: nobody executes them here.

    Drawings and pools are for people and may say what they like.
    """
    for element in (inner for part in document if part.tag not in _DRAWN for inner in part.iter(etree.Element)):
        tag = etree.QName(element)
        if tag.namespace not in _KNOWN:
            named = f"{element.prefix or tag.namespace}:{tag.localname}"
            yield _refused(filename, element, f"Die Erweiterung {named}", f"The extension {named}")
            continue
        for attribute in element.attrib:
            name = etree.QName(attribute)
            if name.namespace is not None and name.namespace not in _KNOWN:
                what = f"{name.localname} ({name.namespace})"
                yield _refused(filename, element, f"Das Attribut {what}", f"The attribute {what}")


def _refused(filename: str, element: etree._Element, what: str, english: str) -> Finding:
    owner: etree._Element | None = element
    while owner is not None and not owner.get("id"):
        owner = owner.getparent()
    line = line_of(element)
    text = f"{what} (Zeile {line}) wird nicht ausgeführt; bitte entfernen oder die Datei mit „akzess import“ einlesen."
    in_english = f"{english} (line {line}) is not executed; take it away, or translate the file by `akzess import`."
    name = "" if owner is None else owner.get("id", "")
    return Finding(filename, name, "bpmn-unsupported", text, "error", line, message_en=in_english)


def read(reader: ElementReader, node: Node) -> None:
    """Fill in what the extension elements and attributes of one element say."""
    for attribute in reader.node.attrib:
        namespace = etree.QName(attribute).namespace
        if namespace in (None, BPMN, *SILENT) or (namespace == ZEEBE and _name(attribute) in SILENT_ZEEBE):
            continue
        reader.refuse(
            node,
            "bpmn-unsupported",
            f"Das Attribut {_name(attribute)} ({namespace}) wird nicht ausgeführt; bitte entfernen.",
            f"The attribute {_name(attribute)} ({namespace}) is not executed; take it away.",
        )
    for holder in reader.node.findall(f"{{{BPMN}}}extensionElements"):
        for element in holder:
            if isinstance(element.tag, str):
                _read_element(reader, node, element)
    for definition in reader.node.findall(f".//{{{AKZESS}}}follows"):
        if definition.getparent().getparent() is reader.node:
            for event in node.events:
                event.follows = definition.get("variable")


def _name(tag: str) -> str:
    return etree.QName(tag).localname


def _read_element(reader: ElementReader, node: Node, element: etree._Element) -> None:
    qname = etree.QName(element)
    if qname.namespace in SILENT or (qname.namespace == ZEEBE and qname.localname in SILENT_ZEEBE):
        return
    table = _ZEEBE if qname.namespace == ZEEBE else _AKZESS if qname.namespace == AKZESS else {}
    handler = table.get(qname.localname)
    if handler is None:
        prefix = element.prefix or qname.namespace or ""
        line = element.sourceline or 0
        reader.refuse(
            node,
            "bpmn-unsupported",
            f"Die Erweiterung {prefix}:{qname.localname} (Zeile {line}) wird nicht ausgeführt; bitte entfernen oder die Datei mit „akzess import“ einlesen.",
            f"The extension {prefix}:{qname.localname} (line {line}) is not executed; take it away, or translate the file by `akzess import`.",
        )
        return
    handler(node, element)


def _task_definition(node: Node, element: etree._Element) -> None:
    node.job_type = element.get("type")
    retries = element.get("retries", "12")
    node.retries = int(retries) if retries.isdigit() else 12


def _io_mapping(node: Node, element: etree._Element) -> None:
    node.keep_result = element.get(f"{{{AKZESS}}}keepResult") == "true"
    for child in element:
        if not isinstance(child.tag, str):
            continue
        pair = (child.get("source", ""), child.get("target", ""))
        (node.inputs if _name(child.tag) == "input" else node.outputs).append(pair)


def _headers(node: Node, element: etree._Element) -> None:
    for child in element.iterfind(f"{{{ZEEBE}}}header"):
        node.headers[child.get("key", "")] = child.get("value", "")


def _properties(node: Node, element: etree._Element) -> None:
    for child in element.iterfind(f"{{{ZEEBE}}}property"):
        node.properties[child.get("name", "")] = child.get("value", "")


def _assignment(node: Node, element: etree._Element) -> None:
    node.assignee = element.get("assignee")
    node.groups = element.get("candidateGroups")
    node.users = element.get("candidateUsers")


def _schedule(node: Node, element: etree._Element) -> None:
    node.due, node.follow_up = element.get("dueDate"), element.get("followUpDate")


def _form(node: Node, element: etree._Element) -> None:
    node.form = element.get("formId") or element.get("formKey") or element.get("externalReference")


def _priority(node: Node, element: etree._Element) -> None:
    node.priority = element.get("priority")


def _decision(node: Node, element: etree._Element) -> None:
    node.decision, node.result = element.get("decisionId"), element.get("resultVariable")


def _script(node: Node, element: etree._Element) -> None:
    node.script, node.result = element.get("expression"), element.get("resultVariable")


def _called(node: Node, element: etree._Element) -> None:
    node.called = element.get("processId")
    node.propagate_all = element.get("propagateAllChildVariables", "true") == "true"
    node.sees_all = element.get("propagateAllParentVariables") == "true"


def read_loop(reader: ElementReader, node: Node, characteristics: etree._Element) -> None:
    """Read what stands in the extension elements of multi-instance characteristics."""
    for holder in characteristics.findall(f"{{{BPMN}}}extensionElements"):
        for element in holder:
            if isinstance(element.tag, str):
                _read_element(reader, node, element)


def _loop(node: Node, element: etree._Element) -> None:
    if node.loop is None:
        node.loop = Loop()
    node.loop.input = element.get("inputCollection")
    node.loop.element = element.get("inputElement")
    node.loop.output = element.get("outputCollection")
    node.loop.output_element = element.get("outputElement")


def _separation(node: Node, element: etree._Element) -> None:
    node.separation += (element.get("from") or "").split()


def _label(node: Node, element: etree._Element) -> None:
    node.labels[element.get("lang", "de")] = (element.text or "").strip()


def _applicant_text(node: Node, element: etree._Element) -> None:
    node.applicant_text = element.get("key")


def _stage(node: Node, element: etree._Element) -> None:
    node.stage = element.get("key")


def _nothing(node: Node, element: etree._Element) -> None:
    """Read elsewhere (`follows`, `subscription`)."""


_ZEEBE: dict[str, Callable[[Node, etree._Element], None]] = {
    "taskDefinition": _task_definition,
    "ioMapping": _io_mapping,
    "taskHeaders": _headers,
    "properties": _properties,
    "assignmentDefinition": _assignment,
    "taskSchedule": _schedule,
    "formDefinition": _form,
    "priorityDefinition": _priority,
    "calledDecision": _decision,
    "calledElement": _called,
    "script": _script,
    "loopCharacteristics": _loop,
    "subscription": _nothing,
}
_AKZESS: dict[str, Callable[[Node, etree._Element], None]] = {
    "separation": _separation,
    "follows": _nothing,
    "label": _label,
    "applicantText": _applicant_text,
    "stage": _stage,
}
