"""References of BPMN 2.0: what each one points to exists and is of the kind that the standard wants there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .lint_standard_document import ACTIVITIES, BPMN, CHOREOGRAPHY, EVENTS, FLOW_NODES, Breach, Document, children, kind

_DATA = frozenset(
    {"dataObject", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput", "property", "dataStore",
     "inputDataItem", "outputDataItem"}
)  # fmt: skip
_MESSAGE, _OPERATION, _ITEM = frozenset({"message"}), frozenset({"operation"}), frozenset({"itemDefinition"})
_SEQUENCE = frozenset({"sequenceFlow"})
_COLLABORATIONS = frozenset({"collaboration", "choreography", "globalConversation", "globalChoreographyTask"})
#: (element or "*", attribute) -> kinds that the attribute may point to.
_ATTRIBUTES: dict[tuple[str, str], frozenset[str]] = {
    ("sequenceFlow", "sourceRef"): FLOW_NODES,
    ("sequenceFlow", "targetRef"): FLOW_NODES,
    ("messageFlow", "messageRef"): _MESSAGE,
    ("participant", "processRef"): frozenset({"process"}),
    ("message", "itemRef"): _ITEM,
    ("*", "itemSubjectRef"): _ITEM,
    ("*", "operationRef"): _OPERATION,
    ("sendTask", "messageRef"): _MESSAGE,
    ("receiveTask", "messageRef"): _MESSAGE,
    ("messageEventDefinition", "messageRef"): _MESSAGE,
    ("correlationPropertyRetrievalExpression", "messageRef"): _MESSAGE,
    ("signalEventDefinition", "signalRef"): frozenset({"signal"}),
    ("errorEventDefinition", "errorRef"): frozenset({"error"}),
    ("escalationEventDefinition", "escalationRef"): frozenset({"escalation"}),
    ("compensateEventDefinition", "activityRef"): ACTIVITIES | {"boundaryEvent"},
    ("boundaryEvent", "attachedToRef"): ACTIVITIES,
    ("*", "default"): _SEQUENCE,
    ("dataObjectReference", "dataObjectRef"): frozenset({"dataObject"}),
    ("dataStoreReference", "dataStoreRef"): frozenset({"dataStore"}),
    ("group", "categoryValueRef"): frozenset({"categoryValue"}),
    ("process", "definitionalCollaborationRef"): _COLLABORATIONS,
    ("callConversation", "calledCollaborationRef"): _COLLABORATIONS,
    ("lane", "partitionElementRef"): frozenset(),
}
_TEXTS: dict[tuple[str, str], frozenset[str]] = {
    ("operation", "inMessageRef"): _MESSAGE,
    ("operation", "outMessageRef"): _MESSAGE,
    ("operation", "errorRef"): frozenset({"error"}),
    ("messageEventDefinition", "operationRef"): _OPERATION,
    ("participant", "interfaceRef"): frozenset({"interface"}),
    ("process", "supportedInterfaceRef"): frozenset({"interface"}),
    ("partnerEntity", "participantRef"): frozenset({"participant"}),
    ("partnerRole", "participantRef"): frozenset({"participant"}),
    ("inputSet", "dataInputRefs"): frozenset({"dataInput"}),
    ("outputSet", "dataOutputRefs"): frozenset({"dataOutput"}),
    ("dataInputAssociation", "sourceRef"): _DATA,
    ("dataInputAssociation", "targetRef"): _DATA,
    ("dataOutputAssociation", "sourceRef"): _DATA,
    ("dataOutputAssociation", "targetRef"): _DATA,
    ("lane", "flowNodeRef"): FLOW_NODES,
    ("multiInstanceLoopCharacteristics", "loopDataInputRef"): _DATA,
    ("multiInstanceLoopCharacteristics", "loopDataOutputRef"): _DATA,
    ("correlationKey", "correlationPropertyRef"): frozenset({"correlationProperty"}),
    ("linkEventDefinition", "source"): frozenset({"linkEventDefinition"}),
    ("linkEventDefinition", "target"): frozenset({"linkEventDefinition"}),
}
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+(;.*)?")


def check(model: Document) -> Iterator[Breach]:
    """Breaches of every rule about references and about where an element may stand."""
    for element in model.elements:
        yield from _attributes(model, element)
        yield from _texts(model, element)
        yield from _event_definitions(model, element)
        yield from _format(element)
        yield from _standing(element)
    for flow in model.all("messageFlow"):
        yield from _message_flow(model, flow)


def _foreign(element: etree._Element, name: str) -> bool:
    """True for a reference into another namespace: an imported file has it, and nobody here looks."""
    prefix, colon, _ = name.partition(":")
    if not colon:
        return False
    target = element.getroottree().getroot().get("targetNamespace")
    return element.nsmap.get(prefix) not in (None, target)


def _attributes(model: Document, element: etree._Element) -> Iterator[Breach]:
    for attribute, value in element.attrib.items():
        name = str(attribute)
        kinds = _ATTRIBUTES.get((kind(element), name)) or _ATTRIBUTES.get(("*", name))
        if kinds:
            yield from _one(model, element, name, str(value), kinds)


def _texts(model: Document, element: etree._Element) -> Iterator[Breach]:
    for child in children(element):
        kinds = _TEXTS.get((kind(element), kind(child)))
        if kinds:
            yield from _one(model, child, kind(child), (child.text or "").strip(), kinds)


def _one(model: Document, element: etree._Element, what: str, value: str, kinds: frozenset[str]) -> Iterator[Breach]:
    if not value or _foreign(element, value):
        return
    found = model.refer(value)
    if found is not None and kind(found) in kinds:
        return
    wanted = ", ".join(sorted(kinds)[:4]) + (", …" if len(kinds) > 4 else "")
    german = f"„{what}“ nennt „{value[:80]}“, "
    english = f"“{what}” names “{value[:80]}”, "
    if found is None:
        german, english = german + "das es in dieser Datei nicht gibt", english + "which this file does not have"
    else:
        german, english = german + f"das ein {kind(found)} ist", english + f"which is a {kind(found)}"
    yield Breach(
        element, "bpmn-reference", f"{german}; erwartet wird: {wanted}.", f"{english}; what is wanted: {wanted}."
    )


def _event_definitions(model: Document, element: etree._Element) -> Iterator[Breach]:
    if kind(element) != "eventDefinitionRef":
        return
    found = model.refer(element.text)
    if found is not None and kind(found).endswith("EventDefinition") and found.getparent() is model.root:
        return
    yield Breach(
        element,
        "bpmn-reference",
        f"eventDefinitionRef „{element.text}“ nennt keine Ereignisdefinition, die für die ganze Datei gilt.",
        f"eventDefinitionRef “{element.text}” does not name an event definition that stands at the top of the file.",
    )


def _format(element: etree._Element) -> Iterator[Breach]:
    value = element.get("textFormat")
    if kind(element) in ("documentation", "textAnnotation") and value is not None and not _MIME.fullmatch(value):
        yield Breach(
            element,
            "bpmn-mime-type",
            f"textFormat „{value[:40]}“ ist kein Medientyp; gemeint ist wohl text/plain.",
            f"textFormat “{value[:40]}” is no media type; text/plain is probably meant.",
        )


def _standing(element: etree._Element) -> Iterator[Breach]:
    around = element.getparent()
    inside_process = around is not None and kind(around) in ("process", "subProcess", "transaction", "adHocSubProcess")
    if kind(element) in CHOREOGRAPHY and inside_process:
        yield Breach(
            element,
            "bpmn-choreography-here",
            "Choreographie-Aktivitäten gehören in eine Choreographie, nicht in einen Prozess.",
            "Choreography activities belong into a choreography, not into a process.",
        )
    if kind(element) == "choreographyRef" and around is not None and kind(around) in (
        "choreography", "globalConversation", "globalChoreographyTask"
    ):  # fmt: skip
        yield Breach(
            element,
            "bpmn-choreography-here",
            f"choreographyRef gehört in eine Kollaboration; hier ({kind(around)}) hat es keine Bedeutung.",
            f"choreographyRef belongs into a collaboration; here ({kind(around)}) it means nothing.",
        )
    if kind(element) == "participantMultiplicity":
        least, most = element.get("minimum", "0"), element.get("maximum", "1")
        if least.lstrip("-").isdigit() and most.lstrip("-").isdigit() and (int(most) < int(least) or int(most) < 1):
            yield Breach(
                element,
                "bpmn-participants",
                f"Der Höchstwert {most} ist kleiner als der Mindestwert {least} oder als 1.",
                f"The maximum {most} is less than the minimum {least} or than 1.",
            )


def _message_flow(model: Document, flow: etree._Element) -> Iterator[Breach]:
    ends = {}
    for attribute in ("sourceRef", "targetRef"):
        end = model.refer(flow.get(attribute))
        ends[attribute] = end
        if end is None and ":" in flow.get(attribute, ""):
            return
        if end is None or kind(end) not in ACTIVITIES | EVENTS | CHOREOGRAPHY | {"participant", "conversationNode"}:
            yield Breach(
                flow,
                "bpmn-message-flow-end",
                f"Ein Nachrichtenfluss verbindet Pools, Aktivitäten und Ereignisse; „{flow.get(attribute)}“ ist nichts davon.",
                f"A message flow connects pools, activities and events; “{flow.get(attribute)}” is none of these.",
            )
        elif kind(end) in CHOREOGRAPHY and _closed(end):
            yield Breach(
                flow,
                "bpmn-choreography-here",
                "An einer geschlossenen Choreographie (isClosed) beginnt und endet kein Nachrichtenfluss.",
                "No message flow begins or ends at a closed choreography (isClosed).",
            )
    source, target = ends["sourceRef"], ends["targetRef"]
    for end, allowed, way in ((source, ("endEvent", "intermediateThrowEvent"), "sourceRef"), (
        target, ("startEvent", "intermediateCatchEvent", "boundaryEvent"), "targetRef"
    )):  # fmt: skip
        if end is not None and kind(end) in EVENTS and (
            kind(end) not in allowed or "message" not in model.triggers(end)
        ):  # fmt: skip
            verb_de = "beginnen" if way == "sourceRef" else "enden"
            verb_en = "begin" if way == "sourceRef" else "end"
            yield Breach(
                flow,
                "bpmn-message-flow-event",
                f"Ein Nachrichtenfluss kann an „{end.get('id')}“ nicht {verb_de}: Das Ereignis handelt von keiner Nachricht.",
                f"A message flow cannot {verb_en} at “{end.get('id')}”: the event is not about a message.",
            )
    if source is None or target is None or _pool(model, source) is None:
        return
    if _pool(model, source) is _pool(model, target):
        yield Breach(
            flow,
            "bpmn-message-flow-pool",
            "Ein Nachrichtenfluss verbindet zwei Pools; beide Enden liegen in demselben.",
            "A message flow connects two pools; both of its ends are in the same one.",
        )


def _closed(activity: etree._Element) -> bool:
    choreography = next(activity.iterancestors(f"{BPMN}choreography"), None)
    return choreography is not None and choreography.get("isClosed") == "true"


def _pool(model: Document, end: etree._Element) -> etree._Element | None:
    """What an end belongs to: the process around it or the process of its pool, or the empty pool itself."""
    if kind(end) == "participant":
        return model.refer(end.get("processRef")) if end.get("processRef") else end
    return next(end.iterancestors(f"{BPMN}process"), None)
