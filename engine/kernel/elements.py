"""Reads one BPMN element: its attributes, event definitions and loop; extensions are read by `extensions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from SpiffWorkflow.bpmn.parser.node_parser import NodeParser

from . import extensions
from .definition import ACTIVITIES, EventDefinition, Loop, Node

if TYPE_CHECKING:
    from .reader import ProcessReader

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
EVENTS = frozenset({"startEvent", "endEvent", "intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent"})
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"})
EXECUTED = ACTIVITIES | EVENTS | GATEWAYS | {"process", "eventSubProcess"}


def local(element: etree._Element) -> str:
    """The tag without its namespace."""
    return etree.QName(element).localname


class ElementReader(NodeParser):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """SpiffWorkflow's node helper for one element, giving our `Node`."""

    def __init__(self, process: ProcessReader, element: etree._Element, parent: str | None) -> None:
        self.process_parser = process
        self.parent = parent
        super().__init__(element, process.nsmap, filename=process.filename)

    def read(self, kind: str) -> Node:
        """Read the element as a node of type `kind`, reporting what is not executed."""
        element = self.node
        node = Node(
            id=element.get("id") or f"{kind}-{element.sourceline or 0}",
            type=kind,
            parent=self.parent,
            name=element.get("name") or "",
            line=element.sourceline or 0,
            default=element.get("default"),
            for_compensation=element.get("isForCompensation") == "true",
            attached_to=element.get("attachedToRef"),
            called=element.get("calledElement"),
            instantiate=element.get("instantiate") == "true",
        )
        if kind not in EXECUTED:
            self.refuse(
                node,
                "bpmn-unsupported",
                f"„{kind}“ wird nicht ausgeführt; bitte ein anderes Element wählen.",
                f"“{kind}” is not executed; choose an element that is (docs/kernel.md).",
            )
            return node
        for attribute in ("startQuantity", "completionQuantity"):
            if element.get(attribute, "1") != "1":
                self.refuse(
                    node,
                    "bpmn-unsupported",
                    f"{attribute} ungleich 1 wird nicht ausgeführt; bitte entfernen.",
                    f"{attribute} other than 1 is not executed; take it away.",
                )
        if kind in EVENTS or kind == "receiveTask":
            self._read_events(node)
        if kind == "sendTask" and element.get("messageRef"):
            node.events = [self._message(node, element)]
        self._read_interrupting(node)
        self._read_loop(node)
        if kind == "scriptTask":
            script = element.find(f"{BPMN}script")
            if script is not None and (script.text or "").strip():
                self.refuse(
                    node,
                    "expression-forbidden",
                    "Skripte sind FEEL in zeebe:script; <script> wird nicht ausgeführt.",
                    "Scripts are FEEL in zeebe:script; <script> is not executed.",
                )
        extensions.read(self, node)
        return node

    def refuse(self, node: Node, code: str, message: str, english: str, severity: str = "error") -> None:
        """Report something about this element, in German and English."""
        self.process_parser.report(node.id, code, message, english, self.node, severity)

    def _read_interrupting(self, node: Node) -> None:
        if node.type == "boundaryEvent":
            node.interrupting = self.node.get("cancelActivity", "true") == "true"
        elif node.type == "startEvent":
            node.interrupting = self.node.get("isInterrupting", "true") == "true"

    # -- events

    def _read_events(self, node: Node) -> None:
        if node.type == "receiveTask":
            node.events = [self._message(node, self.node)] if self.node.get("messageRef") else []
            if not node.events:
                self.refuse(
                    node,
                    "message-missing",
                    "Die Empfangsaufgabe nennt keine Nachricht.",
                    "The receive task does not name a message; choose one.",
                )
            return
        node.parallel_multiple = self.node.get("parallelMultiple") == "true"
        for child in self.node:
            if not isinstance(child.tag, str):
                continue
            kind = local(child)
            if kind == "eventDefinitionRef":
                name = (child.text or "").strip().split(":")[-1]
                found = self.process_parser.parser.event_definitions.get(name)
                if found is None:
                    self.refuse(
                        node,
                        "dangling-ref",
                        f"eventDefinitionRef „{name}“ gibt es nicht.",
                        f"There is no eventDefinitionRef “{name}”; define it at the top of the file.",
                    )
                    continue
                child, kind = found, local(found)
            if kind.endswith("EventDefinition"):
                definition = self._definition(node, child, kind.removesuffix("EventDefinition"))
                if definition is not None:
                    node.events.append(definition)

    def _definition(self, node: Node, element: etree._Element, kind: str) -> EventDefinition | None:
        parser = self.process_parser.parser
        if kind == "message":
            return self._message(node, element)
        if kind == "signal":
            name = self._resolve(node, element, "signalRef", parser.signals)
            return EventDefinition("signal", name)
        if kind == "error":
            return EventDefinition("error", self._code(node, element, "errorRef", parser.errors, "error_code"))
        if kind == "escalation":
            code = self._code(node, element, "escalationRef", parser.escalations, "escalation_code")
            return EventDefinition("escalation", code)
        if kind == "timer":
            return self._timer(node, element)
        if kind == "conditional":
            condition = element.find(f"{BPMN}condition")
            return EventDefinition("conditional", value=(condition.text or "").strip() if condition is not None else "")
        if kind == "compensate":
            wait = element.get("waitForCompletion", "true") == "true"
            return EventDefinition("compensation", element.get("activityRef"), wait=wait)
        if kind == "link":
            return EventDefinition("link", element.get("name"))
        if kind in ("terminate", "cancel"):
            return EventDefinition(kind)
        self.refuse(
            node,
            "bpmn-unsupported",
            f"Ereignisart „{kind}“ wird nicht ausgeführt; bitte eine andere wählen.",
            f"Events of the kind “{kind}” are not executed; choose another.",
        )
        return None

    def _message(self, node: Node, element: etree._Element) -> EventDefinition:
        parser = self.process_parser.parser
        reference = (element.get("messageRef") or "").split(":")[-1]
        if reference not in parser.messages:
            if node.type in ("sendTask", "endEvent", "intermediateThrowEvent") and not reference:
                return EventDefinition("message", None)
            self.refuse(
                node,
                "dangling-ref",
                f"Die Nachricht „{reference}“ gibt es nicht.",
                f"There is no message “{reference}”; define it or correct the name.",
            )
            return EventDefinition("message", reference)
        return EventDefinition(
            "message", parser.messages[reference] or reference, key=parser.message_keys.get(reference)
        )

    def _resolve(self, node: Node, element: etree._Element, attribute: str, table: dict[str, str]) -> str:
        reference = (element.get(attribute) or "").split(":")[-1]
        if reference not in table:
            self.refuse(
                node,
                "dangling-ref",
                f"{attribute} „{reference}“ gibt es nicht.",
                f"There is no {attribute} “{reference}”; define it or correct the name.",
            )
        return table.get(reference) or reference

    def _code(
        self, node: Node, element: etree._Element, attribute: str, table: dict[str, dict[str, str]], key: str
    ) -> str | None:
        reference = (element.get(attribute) or "").split(":")[-1]
        if not reference:
            return None
        if reference not in table:
            self.refuse(
                node,
                "dangling-ref",
                f"{attribute} „{reference}“ gibt es nicht.",
                f"There is no {attribute} “{reference}”; define it or correct the name.",
            )
            return reference
        return table[reference][key] or table[reference]["name"] or reference

    def _timer(self, node: Node, element: etree._Element) -> EventDefinition:
        for tag, kind in (("timeDuration", "duration"), ("timeDate", "date"), ("timeCycle", "cycle")):
            value = element.find(f"{BPMN}{tag}")
            if value is not None:
                return EventDefinition("timer", timer=kind, value=(value.text or "").strip())
        self.refuse(
            node,
            "timer-missing",
            "Dem Zeitereignis fehlt Dauer, Datum oder Zyklus.",
            "The timer lacks a duration, a date or a cycle.",
        )
        return EventDefinition("timer", timer="duration", value="PT0S")

    # -- loops

    def _read_loop(self, node: Node) -> None:
        standard = self.node.find(f"{BPMN}standardLoopCharacteristics")
        multiple = self.node.find(f"{BPMN}multiInstanceLoopCharacteristics")
        if standard is not None:
            maximum = standard.get("loopMaximum")
            node.loop = Loop(
                standard=True,
                sequential=True,
                condition=_text(standard, "loopCondition"),
                test_before=standard.get("testBefore") == "true",
                maximum=int(maximum) if maximum else None,
            )
            if node.loop.maximum is not None and node.loop.maximum < 0:
                self.refuse(
                    node, "loop-invalid", "loopMaximum darf nicht negativ sein.", "loopMaximum must not be negative."
                )
            if node.loop.condition is None and node.loop.maximum is None:
                self.refuse(
                    node,
                    "loop-invalid",
                    "Der Schleife fehlt eine Bedingung oder ein Höchstwert.",
                    "The loop lacks a condition or a maximum.",
                )
        elif multiple is not None:
            if multiple.get("behavior", "All") != "All":
                self.refuse(
                    node,
                    "bpmn-unsupported",
                    "Mehrfachausführung nur mit behavior „All“.",
                    "Multi-instance activities have the behavior “All” here; take another one away.",
                )
            if (
                multiple.find(f"{BPMN}loopDataInputRef") is not None
                or multiple.find(f"{BPMN}loopDataOutputRef") is not None
            ):
                self.refuse(
                    node,
                    "bpmn-unsupported",
                    "Sammlungen stehen in zeebe:loopCharacteristics, nicht in loopDataInputRef.",
                    "Collections stand in zeebe:loopCharacteristics, not in loopDataInputRef.",
                )
            node.loop = Loop(
                sequential=multiple.get("isSequential") == "true",
                cardinality=_text(multiple, "loopCardinality"),
                condition=_text(multiple, "completionCondition"),
            )
            extensions.read_loop(self, node, multiple)


def _text(element: etree._Element, tag: str) -> str | None:
    child = element.find(f"{BPMN}{tag}")
    return (child.text or "").strip() or None if child is not None else None
