"""A BPMN file as the standard's rules look at it: elements by id, flows by their ends, what kind each one is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
TASKS = frozenset(
    {
        "task",
        "manualTask",
        "userTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
    }
)
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"})
CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROWING = frozenset({"endEvent", "intermediateThrowEvent", "implicitThrowEvent"})
EVENTS = CATCHING | THROWING
CHOREOGRAPHY = frozenset({"choreographyTask", "callChoreography", "subChoreography"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS | CHOREOGRAPHY
LEVELS = SUB_PROCESSES | {"process"}


@dataclass(frozen=True, slots=True)
class Breach:
    """One place at which a rule is broken, in both languages."""

    element: etree._Element
    code: str
    german: str
    english: str


def kind(element: etree._Element) -> str:
    """The tag without its namespace."""
    return etree.QName(element).localname


class Document:
    """The index over one file."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.elements = [item for item in root.iter(f"{BPMN}*") if isinstance(item.tag, str)]
        self.by_id = {item.get("id", ""): item for item in self.elements if item.get("id")}
        self.nodes = [item for item in self.elements if kind(item) in FLOW_NODES]
        self.flows = [item for item in self.elements if kind(item) == "sequenceFlow"]
        #: Levels of which any node lists its flows beside the flows themselves.
        self.listing = {node.getparent() for node in self.nodes if children(node, "incoming", "outgoing")}
        self._outgoing: dict[str, list[etree._Element]] = {}
        self._incoming: dict[str, list[etree._Element]] = {}
        for flow in self.flows:
            self._outgoing.setdefault(flow.get("sourceRef", ""), []).append(flow)
            self._incoming.setdefault(flow.get("targetRef", ""), []).append(flow)

    def all(self, *kinds: str) -> Iterator[etree._Element]:
        """Every element of these kinds, in the order of the file."""
        return (item for item in self.elements if kind(item) in kinds)

    def refer(self, name: str | None) -> etree._Element | None:
        """What a reference means; its prefix is left aside, for one file has one target namespace."""
        return self.by_id.get((name or "").strip().split(":")[-1])

    def outgoing(self, node: etree._Element) -> list[etree._Element]:
        """Sequence flows that begin at a node."""
        return self._outgoing.get(node.get("id", ""), [])

    def incoming(self, node: etree._Element) -> list[etree._Element]:
        """Sequence flows that end at a node."""
        return self._incoming.get(node.get("id", ""), [])

    def definitions(self, event: etree._Element) -> list[etree._Element]:
        """The event definitions of an event, its own and the shared ones that it refers to."""
        found = []
        for child in children(event):
            if kind(child) == "eventDefinitionRef":
                shared = self.refer(child.text)
                if shared is not None and kind(shared).endswith("EventDefinition"):
                    found.append(shared)
            elif kind(child).endswith("EventDefinition"):
                found.append(child)
        return found

    def triggers(self, event: etree._Element) -> list[str]:
        """The kinds of an event's definitions: "message", "timer", …"""
        return [kind(item).removesuffix("EventDefinition") for item in self.definitions(event)]

    def process_of(self, element: etree._Element) -> etree._Element | None:
        """The process around an element; None outside of any."""
        return next(element.iterancestors(f"{BPMN}process"), None)

    def executable(self, element: etree._Element) -> bool:
        """True inside of a process that is meant to be executed."""
        process = self.process_of(element)
        return process is not None and process.get("isExecutable") == "true"

    def name_of(self, element: etree._Element) -> str:
        """The id of an element or, without one, of the nearest one around it."""
        around: etree._Element | None = element
        while around is not None and not around.get("id"):
            around = around.getparent()
        return "" if around is None else around.get("id", "")


def children(element: etree._Element, *kinds: str) -> list[etree._Element]:
    """The BPMN children of an element, of some kinds or all."""
    return [
        child
        for child in element
        if isinstance(child.tag, str) and child.tag.startswith(BPMN) and (not kinds or kind(child) in kinds)
    ]


def texts(element: etree._Element, name: str) -> list[str]:
    """The texts of an element's children of one kind: what they refer to."""
    return [(child.text or "").strip() for child in children(element, name)]


def level_of(node: etree._Element) -> etree._Element | None:
    """The process or sub-process that a node stands in."""
    return node.getparent()
