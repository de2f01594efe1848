"""Reads BPMN through SpiffWorkflow's parser at its extension points, into our definition table.

SpiffWorkflow brings the XSD, the document indexes (messages, signals, errors, escalations, lanes, positions) and the
node helpers. Its own task parsers follow sequence flows recursively and drop what they do not know; ours take the
elements of each container one after another and report everything that they do not execute (docs/kernel.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser

from ..errors import Finding
from .definition import CONTAINERS, Flow, Node, Process
from .documents import line_of
from .elements import BPMN, ElementReader, local
from .extensions import foreign

Report = Callable[[Finding], None]

# Children of a container that are not flow elements and carry no behaviour.
_PASSIVE = frozenset(
    {
        "documentation",
        "extensionElements",
        "auditing",
        "monitoring",
        "incoming",
        "outgoing",
        "laneSet",
        "textAnnotation",
        "association",
        "group",
        "category",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "ioSpecification",
        "dataInputAssociation",
        "dataOutputAssociation",
        "property",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "completionCondition",
        "sequenceFlow",
        "supportedInterfaceRef",
        "correlationSubscription",
        "ioBinding",
        "artifact",
    }
)
_MAX_NODES_PER_LEVEL = 300


class ProcessReader(ProcessParser):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """SpiffWorkflow's process parser whose product is our `Process`."""

    parser: DiagramReader

    def _parse(self) -> None:
        self.spec = self._read()

    def _read(self) -> Process:
        root = ElementReader(self, self.node, None).read("process")
        nodes: dict[str, Node] = {root.id: root}
        self._read_container(self.node, root, nodes)
        process = Process(id=root.id, name=self.node.get("name") or root.id, resource=self.filename or "", nodes=nodes)
        self._connect(nodes)
        process.link()
        return process

    def _read_container(self, element: etree._Element, container: Node, nodes: dict[str, Node]) -> None:
        count = 0
        for child in element:
            if not isinstance(child.tag, str) or not child.tag.startswith(BPMN):
                continue
            kind = local(child)
            if kind in _PASSIVE:
                continue
            if kind == "subProcess" and child.get("triggeredByEvent") == "true":
                kind = "eventSubProcess"
            node = ElementReader(self, child, container.id).read(kind)
            if node.id in nodes:
                self.report(
                    node.id,
                    "duplicate-id",
                    f"Die Kennung {node.id} kommt zweimal vor.",
                    f"The id {node.id} occurs twice; give one of them another.",
                    child,
                )
                continue
            nodes[node.id] = node
            count += 1
            if kind in CONTAINERS:
                self._read_container(child, node, nodes)
        if count > _MAX_NODES_PER_LEVEL:
            text = f"{count} Elemente auf einer Ebene; erlaubt sind {_MAX_NODES_PER_LEVEL}. Bitte in Teilprozesse gliedern."
            english = f"{count} elements on one level; {_MAX_NODES_PER_LEVEL} are allowed. Please divide it into sub-processes."
            self.report(container.id, "bpmn-limit", text, english, element)

    def _connect(self, nodes: dict[str, Node]) -> None:
        for node in nodes.values():
            if node.attached_to is not None and node.attached_to not in nodes:
                german = f"Das Randereignis sitzt an „{node.attached_to}“, das es in diesem Prozess nicht gibt."
                english = f"The boundary event is attached to “{node.attached_to}”, which this process does not have."
                self.report(node.id, "boundary-host", german, english, self.nodes_by_id.get(node.id))
                node.attached_to = None
        for number, element in enumerate(self.node.iter(f"{BPMN}sequenceFlow")):
            source, target = element.get("sourceRef", ""), element.get("targetRef", "")
            flow_id = element.get("id") or f"flow-{number}"
            if source not in nodes or target not in nodes:
                missing = source if source not in nodes else target
                self.report(
                    flow_id,
                    "dangling-flow",
                    f"Der Sequenzfluss zeigt auf „{missing}“, das es nicht gibt.",
                    f"The sequence flow points to “{missing}”, which does not exist; connect it anew.",
                    element,
                )
                continue
            if nodes[source].parent != nodes[target].parent:
                self.report(
                    flow_id,
                    "flow-crosses-border",
                    "Ein Sequenzfluss darf keine Teilprozessgrenze kreuzen.",
                    "A sequence flow must not cross the border of a sub-process; end it at the border.",
                    element,
                )
                continue
            condition = element.find(f"{BPMN}conditionExpression")
            text = (condition.text or "").strip() if condition is not None else None
            flow = Flow(flow_id, source, target, text or None, element.get("name") or "")
            nodes[source].outgoing.append(flow)
            nodes[target].incoming.append(flow_id)
        self._check_data(nodes)
        for element in self.node.iter(f"{BPMN}association"):
            boundary = nodes.get(element.get("sourceRef", ""))
            if boundary is not None and boundary.type == "boundaryEvent" and element.get("targetRef") in nodes:
                boundary.handler = element.get("targetRef")

    def _check_data(self, nodes: dict[str, Node]) -> None:
        """Data objects are drawn for people, variables are what runs; but a reference to nothing is a mistake."""
        tags = {"dataInputAssociation": "sourceRef", "dataOutputAssociation": "targetRef"}
        for association in self.node.iter(*(BPMN + tag for tag in tags)):
            for end in association.findall(BPMN + tags[local(association)]):
                if (end.text or "").strip() not in self.nodes_by_id:
                    owner = association.getparent().get("id", "")
                    self.report(
                        owner,
                        "dangling-ref",
                        f"Das Datenobjekt „{end.text}“ gibt es nicht.",
                        f"There is no data object “{end.text}”; draw it or take the association away.",
                        association,
                    )

    def report(
        self, element_id: str, code: str, message: str, english: str, element: Any = None, severity: str = "error"
    ) -> None:
        """Note a finding about an element of this file, in German and English."""
        line = line_of(element) if element is not None else 0
        self.parser.report(Finding(self.filename or "", element_id, code, message, severity, line, message_en=english))


class DiagramReader(BpmnParser):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """SpiffWorkflow's file parser with our process reader; collects findings instead of stopping at the first."""

    PROCESS_PARSER_CLASS = ProcessReader

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report
        self.event_definitions: dict[str, etree._Element] = {}
        self.message_keys: dict[str, str | None] = {}
        self.global_tasks: dict[str, etree._Element] = {}
        self._schema: BpmnValidator | None = None
        self._places: dict[str, tuple[str, int]] = {}

    def add(self, document: etree._Element, filename: str) -> None:
        """Index one file: validate it against the BPMN 2.0 schema, then take in its definitions and processes."""
        odd = [*_twice(document, filename), *self._already_there(document, filename), *foreign(document, filename)]
        if odd:
            for finding in odd:
                self.report(finding)
            return
        if self._schema is None:
            self._schema = BpmnValidator()
        self._schema.preprocess(document)
        if not self._schema.validator.validate(document):
            for entry in list(self._schema.validator.error_log)[:20]:
                place = _element_at(document, entry.line)
                german = f"Das Schema von BPMN 2.0 lässt das nicht zu: {entry.message}"
                english = f"The schema of BPMN 2.0 does not allow this: {entry.message}"
                self.report(Finding(filename, place, "bpmn-schema", german, "error", entry.line, message_en=english))
            return
        for element in document:
            if isinstance(element.tag, str) and element.tag.endswith("EventDefinition") and element.get("id"):
                self.event_definitions[element.get("id", "")] = element
            if isinstance(element.tag, str) and local(element).startswith("global"):
                self.global_tasks[element.get("id", "")] = element
        for message in document.iter(f"{BPMN}message"):
            subscription = message.find(".//{*}subscription")
            self.message_keys[message.get("id", "")] = (
                subscription.get("correlationKey") if subscription is not None else None
            )
        self.add_bpmn_xml(document, filename)

    def _already_there(self, document: etree._Element, filename: str) -> Iterator[Finding]:
        """Processes that another file has as well: named in both files."""
        for process in document.iter(f"{BPMN}process"):
            name, here = process.get("id", ""), (filename, line_of(process))
            there = self._places.setdefault(name, here)
            if there[0] != filename:
                for place in (there, here):
                    text = f"Den Prozess {name} gibt es in {there[0]} und in {filename}."
                    english = f"Both {there[0]} and {filename} have the process {name}; rename one."
                    yield Finding(place[0], name, "bpmn-invalid", text, "error", place[1], message_en=english)

    def _add_data_stores(self, bpmn: etree._Element) -> None:
        """Data stores are drawn for people; nothing is executed for them."""

    def _add_correlations(self, bpmn: etree._Element) -> None:
        """Correlation is `zeebe:subscription`; BPMN's own correlation sets are reported by the element reader."""

    def read(self) -> list[Process]:
        """All executable processes of the files added so far."""
        return [self.process_parsers[process_id].get_spec() for process_id in self.get_process_ids()]


def _twice(document: etree._Element, filename: str) -> Iterator[Finding]:
    """Elements with one id, each with its line; the schema names only the second."""
    found: dict[str, list[int]] = {}
    for element in document.iter(f"{BPMN}*"):
        if element.get("id"):
            found.setdefault(element.get("id", ""), []).append(line_of(element))
    for name, lines in found.items():
        if len(lines) > 1:
            text = f"Die Kennung {name} kommt mehrmals vor (Zeilen {', '.join(map(str, lines[:20]))})."
            english = (
                f"The id {name} occurs several times (lines {', '.join(map(str, lines[:20]))}); give each its own."
            )
            for line in lines[:20]:
                yield Finding(filename, name, "bpmn-invalid", text, "error", line, message_en=english)


def _element_at(document: etree._Element, line: int) -> str:
    """The id of the innermost element that starts at or before a line, to name it in a schema finding."""
    best = ""
    for element in document.iter():
        if isinstance(element.tag, str) and element.get("id") and line_of(element) <= line:
            best = element.get("id", "")
    return best
