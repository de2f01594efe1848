"""Events of BPMN 2.0: which triggers each may have where, and what an executable definition has to say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .lint_standard_document import CATCHING, THROWING, Breach, Document, children, kind, level_of, texts

_TOP = frozenset({"message", "timer", "conditional", "signal"})
_EVENT_SUB_PROCESS = _TOP | {"error", "escalation", "compensate"}
_END = frozenset({"message", "error", "escalation", "cancel", "compensate", "signal", "terminate"})
_THROW = frozenset({"message", "escalation", "link", "compensate", "signal"})
_CATCH = frozenset({"message", "timer", "conditional", "link", "signal"})
_BOUNDARY = frozenset({"message", "timer", "error", "escalation", "cancel", "compensate", "conditional", "signal"})
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d(:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d(:?\d\d)?)?)?")
_DURATION = r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"
_CYCLE = re.compile(rf"R(\d+)?/({_DATE.pattern}/)?{_DURATION}(/{_DATE.pattern})?")
_FORMAL = ("=", "${", "#{")


def check(model: Document) -> Iterator[Breach]:
    """Breaches of every rule about events and their definitions."""
    for node in model.nodes:
        yield from _triggers(model, node)
        for definition in model.definitions(node):
            yield from _definition(model, node, definition)
        yield from _links(model, node)
    for association in model.all("association"):
        yield from _compensation(model, association)
    for task in model.all("scriptTask"):
        if children(task, "script") and not task.get("scriptFormat") and model.executable(task):
            yield Breach(
                task,
                "bpmn-executable",
                "Einem Skript fehlt scriptFormat: In welcher Sprache ist es geschrieben?",
                "A script lacks scriptFormat: in which language is it written?",
            )


def _triggers(model: Document, node: etree._Element) -> Iterator[Breach]:
    what, triggers = kind(node), model.triggers(node)
    wrong = sorted(set(triggers) - _allowed(model, node))
    if wrong:
        yield Breach(
            node,
            "bpmn-event-kind",
            f"Hier kann ein Ereignis nicht durch „{', '.join(wrong)}“ ausgelöst werden.",
            f"An event here cannot be triggered by “{', '.join(wrong)}”.",
        )
    if what in ("boundaryEvent", "intermediateCatchEvent") and not triggers:
        yield Breach(
            node,
            "bpmn-event-kind",
            "Dem Ereignis fehlt, worauf es wartet.",
            "The event does not say what it waits for.",
        )
    level = level_of(node)
    if what == "startEvent" and level is not None and level.get("triggeredByEvent") == "true":
        if not triggers:
            german = "Ein Ereignis-Teilprozess beginnt mit einem Startereignis mit Auslöser."
            english = "An event sub-process begins with a start event that has a trigger."
            yield Breach(node, "bpmn-event-kind", german, english)
        if node.get("isInterrupting") == "false" and {"error", "compensate"} & set(triggers):
            german, english = "Fehler und Kompensation unterbrechen immer.", "Errors and compensation always interrupt."
            yield Breach(node, "bpmn-event-kind", german, english)
    if what == "boundaryEvent" and node.get("cancelActivity") == "false" and {"error", "cancel"} & set(triggers):
        german, english = "Fehler und Abbruch unterbrechen immer.", "Errors and cancellation always interrupt."
        yield Breach(node, "bpmn-event-kind", german, english)
    if "cancel" in triggers:
        host = model.refer(node.get("attachedToRef")) if what == "boundaryEvent" else level
        if host is None or kind(host) != "transaction":
            german, english = "Abbruch gibt es nur in Transaktionen.", "Cancellation exists in transactions alone."
            yield Breach(node, "bpmn-event-kind", german, english)


def _allowed(model: Document, node: etree._Element) -> frozenset[str]:
    what, level = kind(node), level_of(node)
    if what == "startEvent":
        if level is None or kind(level) == "process":
            return _TOP
        return _EVENT_SUB_PROCESS if level.get("triggeredByEvent") == "true" else frozenset()
    tables = {
        "endEvent": _END,
        "intermediateThrowEvent": _THROW,
        "intermediateCatchEvent": _CATCH,
        "boundaryEvent": _BOUNDARY,
    }
    return tables.get(what, frozenset())


def _definition(model: Document, node: etree._Element, definition: etree._Element) -> Iterator[Breach]:
    what = kind(definition)
    if what == "timerEventDefinition":
        yield from _timer(definition)
    if not model.executable(node):
        return
    if what == "escalationEventDefinition" and kind(node) in THROWING:
        escalation = model.refer(definition.get("escalationRef"))
        if escalation is None or not escalation.get("escalationCode"):
            german, english = "Eine Eskalation wird mit ihrem Code geworfen.", "An escalation is thrown with its code."
            yield Breach(node, "bpmn-executable", german, english)
    if what == "errorEventDefinition" and kind(node) in THROWING:
        error = model.refer(definition.get("errorRef"))
        if definition.get("errorRef") and error is not None and not error.get("errorCode") and kind(error) == "error":
            german, english = "Ein Fehler wird mit seinem Code geworfen.", "An error is thrown with its code."
            yield Breach(node, "bpmn-executable", german, english)
    named = texts(definition, "operationRef") or definition.get("operationRef")
    if what == "messageEventDefinition" and definition.get("messageRef") and not named:
        german = "Nach dem Standard nennt ein ausführbares Nachrichtenereignis eine Operation (operationRef)."
        english = "By the standard an executable message event names an operation (operationRef)."
        yield Breach(node, "bpmn-executable", german, english)
    if what == "conditionalEventDefinition" and kind(node) in CATCHING:
        condition = next(iter(children(definition, "condition")), None)
        kind_of = condition.get("{http://www.w3.org/2001/XMLSchema-instance}type", "") if condition is not None else ""
        text = (condition.text or "").strip() if condition is not None else ""
        if not text or not (kind_of.endswith("tFormalExpression") or text.startswith(_FORMAL)):
            german = "Eine ausführbare Bedingung ist ein formaler Ausdruck und nicht leer."
            english = "An executable condition is a formal expression and not empty."
            yield Breach(node, "bpmn-executable", german, english)


def _timer(definition: etree._Element) -> Iterator[Breach]:
    patterns = {"timeDate": _DATE, "timeCycle": _CYCLE, "timeDuration": re.compile(_DURATION)}
    for child in children(definition, *patterns):
        text = (child.text or "").strip()
        if text and not text.startswith(_FORMAL) and not patterns[kind(child)].fullmatch(text):
            yield Breach(
                definition,
                "bpmn-event-definition",
                f"{kind(child)} „{text[:60]}“ ist nicht in der Schreibweise von ISO 8601.",
                f"{kind(child)} “{text[:60]}” is not written as ISO 8601 has it.",
            )


def _links(model: Document, node: etree._Element) -> Iterator[Breach]:
    """A link has at least one source, exactly one target, and both on one level."""
    for definition in model.definitions(node):
        if kind(definition) != "linkEventDefinition" or kind(node) not in CATCHING | THROWING:
            continue
        other = "intermediateThrowEvent" if kind(node) in CATCHING else "intermediateCatchEvent"
        partners = [
            item for item in model.all(other) if level_of(item) is level_of(node) and _linked(model, definition, item)
        ]
        if not partners:
            yield Breach(
                node,
                "bpmn-event-definition",
                "Diesem Link fehlt auf derselben Ebene sein Gegenstück gleichen Namens.",
                "This link lacks its counterpart of the same name on the same level.",
            )


def _linked(model: Document, definition: etree._Element, other: etree._Element) -> bool:
    for found in model.definitions(other):
        if kind(found) != "linkEventDefinition":
            continue
        named = definition.get("name") and definition.get("name") == found.get("name")
        pointed = found.get("id") in texts(definition, "source") + texts(definition, "target")
        points = definition.get("id") in texts(found, "source") + texts(found, "target")
        if named or pointed or points:
            return True
    return False


def _compensation(model: Document, association: etree._Element) -> Iterator[Breach]:
    source, target = model.refer(association.get("sourceRef")), model.refer(association.get("targetRef"))
    if (
        source is None
        or target is None
        or kind(source) != "boundaryEvent"
        or "compensate" not in model.triggers(source)
    ):
        return
    if kind(target) not in ("textAnnotation", "dataObjectReference") and target.get("isForCompensation") != "true":
        yield Breach(
            target,
            "bpmn-compensation",
            "Was kompensiert, ist als Kompensation gekennzeichnet (isForCompensation).",
            "What compensates is marked as compensation (isForCompensation).",
        )
