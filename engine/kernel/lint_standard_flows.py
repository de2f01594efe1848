"""Sequence flows of BPMN 2.0: who has to have some, who may not, and what gateways make of them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .lint_standard_document import (
    ACTIVITIES,
    CATCHING,
    GATEWAYS,
    LEVELS,
    Breach,
    Document,
    children,
    kind,
    level_of,
    texts,
)


def check(model: Document) -> Iterator[Breach]:
    """Breaches of every rule about sequence flows."""
    for node in model.nodes:
        yield from _lists(model, node)
        if kind(node) in GATEWAYS:
            yield from _gateway(model, node)
        yield from _forbidden(model, node)
    for level in model.all(*LEVELS):
        yield from _level(model, level)


def _lists(model: Document, node: etree._Element) -> Iterator[Breach]:
    """`incoming` and `outgoing` may be left out altogether; where they stand they say what the flows say."""
    for name, flows in (("incoming", model.incoming(node)), ("outgoing", model.outgoing(node))):
        listed = {text.split(":")[-1] for text in texts(node, name)}
        drawn = {flow.get("id", "") for flow in flows}
        if listed - drawn or (drawn - listed and level_of(node) in model.listing):
            flow = sorted((listed - drawn) or (drawn - listed))[0]
            yield Breach(
                node,
                "bpmn-flow-list",
                f"„{name}“ und die Sequenzflüsse sagen Verschiedenes („{flow}“); maßgeblich sind die Flüsse.",
                f"“{name}” and the sequence flows differ (“{flow}”); what counts are the flows.",
            )


def _gateway(model: Document, node: etree._Element) -> Iterator[Breach]:
    ins, outs = len(model.incoming(node)), len(model.outgoing(node))
    direction = node.get("gatewayDirection", "Unspecified")
    fits = {
        "Converging": ins > 1 and outs <= 1,
        "Diverging": outs > 1 and ins <= 1,
        "Mixed": ins > 1 and outs > 1,
    }
    if not fits.get(direction, True):
        yield Breach(
            node,
            "bpmn-gateway-direction",
            f"gatewayDirection „{direction}“ passt nicht zu {ins} eingehenden und {outs} ausgehenden Flüssen.",
            f"gatewayDirection “{direction}” does not fit {ins} incoming and {outs} outgoing flows.",
        )
    if ins < 2 and outs < 2:
        yield Breach(
            node,
            "bpmn-gateway-single",
            "Dieses Gateway verzweigt nichts und führt nichts zusammen; es kann entfallen.",
            "This gateway neither splits nor joins; it can be left out.",
        )
    if kind(node) == "eventBasedGateway":
        yield from _event_gateway(model, node, outs)


def _event_gateway(model: Document, node: etree._Element, outs: int) -> Iterator[Breach]:
    if outs < 2:
        german, english = "braucht mindestens zwei ausgehende Flüsse.", "needs two outgoing flows at least."
        yield Breach(node, "bpmn-event-gateway", f"Ein Ereignis-Gateway {german}", f"An event gateway {english}")
    if node.get("instantiate") == "true" and model.incoming(node):
        yield Breach(
            node,
            "bpmn-instantiate",
            "Was einen Prozess beginnt (instantiate), hat keine eingehenden Flüsse; den Fluss oder instantiate entfernen.",
            "What begins a process (instantiate) has no incoming flows; take away the flow or instantiate.",
        )
    targets = [model.refer(flow.get("targetRef")) for flow in model.outgoing(node)]
    found = [target for target in targets if target is not None]
    messages = [item for item in found if kind(item) == "intermediateCatchEvent" and "message" in model.triggers(item)]
    for target in found:
        allowed = kind(target) == "receiveTask" or (
            kind(target) == "intermediateCatchEvent"
            and set(model.triggers(target)) <= {"message", "signal", "timer", "conditional"}
        )
        attached = any(item.get("attachedToRef") == target.get("id") for item in model.all("boundaryEvent"))
        mixed = kind(target) == "receiveTask" and bool(messages)
        if not allowed or attached or mixed or len(model.incoming(target)) > 1:
            yield Breach(
                target,
                "bpmn-event-gateway",
                "Nach einem Ereignis-Gateway stehen nur Ereignisse, die eintreten können, oder Empfangsaufgaben ohne "
                "Randereignis, nicht beides gemischt und jedes nur von dort erreichbar.",
                "After an event gateway stand only events that can occur, or receive tasks without boundary events, "
                "not a mixture, and each reachable from there alone.",
            )
    for flow in model.outgoing(node):
        if children(flow, "conditionExpression"):
            german, english = "haben keine Bedingungen.", "have no conditions."
            yield Breach(
                flow,
                "bpmn-event-gateway",
                f"Flüsse nach einem Ereignis-Gateway {german}",
                f"Flows after an event gateway {english}",
            )


def _forbidden(model: Document, node: etree._Element) -> Iterator[Breach]:
    """Flows where there may be none."""
    what = kind(node)
    if model.incoming(node) and (
        what in ("startEvent", "boundaryEvent") or (what == "subProcess" and node.get("triggeredByEvent") == "true")
    ):
        german, english = "hat keine eingehenden Flüsse.", "has no incoming flows."
        yield Breach(node, "bpmn-flow-here", f"„{node.get('id')}“ {german}", f"“{node.get('id')}” {english}")
    if model.outgoing(node) and (
        what == "endEvent" or (what == "subProcess" and node.get("triggeredByEvent") == "true")
    ):
        german, english = "hat keine ausgehenden Flüsse.", "has no outgoing flows."
        yield Breach(node, "bpmn-flow-here", f"„{node.get('id')}“ {german}", f"“{node.get('id')}” {english}")
    if what == "receiveTask" and node.get("instantiate") == "true" and model.incoming(node):
        yield Breach(
            node,
            "bpmn-instantiate",
            "Was einen Prozess beginnt (instantiate), hat keine eingehenden Flüsse; den Fluss oder instantiate entfernen.",
            "What begins a process (instantiate) has no incoming flows; take away the flow or instantiate.",
        )
    for flow in model.outgoing(node):
        target = model.refer(flow.get("targetRef"))
        if target is not None and level_of(target) is not level_of(node):
            german = "Ein Sequenzfluss darf keine Grenze eines Teilprozesses oder Pools kreuzen."
            english = "A sequence flow must not cross the border of a sub-process or pool."
            yield Breach(flow, "bpmn-flow-here", german, english)


def _level(model: Document, level: etree._Element) -> Iterator[Breach]:
    nodes = [item for item in model.nodes if level_of(item) is level]
    starts = [item for item in nodes if kind(item) == "startEvent"]
    ends = [item for item in nodes if kind(item) == "endEvent"]
    if bool(starts) != bool(ends):
        yield Breach(
            level,
            "bpmn-start-end-pair",
            "Startereignis und Endereignis gehören zusammen; hier fehlt eines von beiden.",
            "A start event and an end event belong together; here one of them is missing.",
        )
    for node in () if kind(level) == "adHocSubProcess" else nodes:
        yield from _ways(model, node, bool(starts), bool(ends))


def _ways(model: Document, node: etree._Element, starts: bool, ends: bool) -> Iterator[Breach]:
    what, triggers = kind(node), model.triggers(node)
    ins, outs = model.incoming(node), model.outgoing(node)
    name = f"„{node.get('name') or node.get('id')}“"
    english_name = f"“{node.get('name') or node.get('id')}”"
    compensates = node.get("isForCompensation") == "true"
    if what == "startEvent" and not outs:
        german, english = "führt nirgendwohin; einen Fluss zeichnen.", "leads nowhere; draw a flow."
        yield Breach(node, "bpmn-start-outgoing", f"{name} {german}", f"{english_name} {english}")
    elif what == "endEvent" and not ins:
        german, english = "wird nie erreicht; einen Fluss zeichnen.", "is never reached; draw a flow."
        yield Breach(node, "bpmn-end-incoming", f"{name} {german}", f"{english_name} {english}")
    elif what == "boundaryEvent" and not outs and "compensate" not in triggers:
        german = "führt nirgendwohin: Tritt es ein, endet der Zweig. Einen Fluss zeichnen."
        english = "leads nowhere: when it occurs the branch ends. Draw a flow."
        yield Breach(node, "bpmn-boundary-outgoing", f"{name} {german}", f"{english_name} {english}")
    elif "link" in triggers and what in ("intermediateCatchEvent", "intermediateThrowEvent"):
        catching = what in CATCHING
        if (catching and ins) or (not catching and outs):
            german = "springt über den Link; der gezeichnete Fluss hat keine Bedeutung und ist zu entfernen."
            english = "goes by its link; the flow that is drawn means nothing and has to be taken away."
            yield Breach(node, "bpmn-link-flows", f"{name} {german}", f"{english_name} {english}")
    elif what in ("intermediateCatchEvent", "intermediateThrowEvent"):
        if not ins or not outs:
            german, english = "steht mitten im Weg und braucht beide Flüsse.", "is in the middle and needs both flows."
            yield Breach(node, "bpmn-event-flows", f"{name} {german}", f"{english_name} {english}")
    elif what in ACTIVITIES | GATEWAYS and not compensates and node.get("triggeredByEvent") != "true":
        if starts and not ins and node.get("instantiate") != "true":
            german = "wird nicht erreicht: Auf dieser Ebene beginnt alles mit dem Startereignis."
            english = "is not reached: on this level everything begins with the start event."
            yield Breach(node, "bpmn-no-way-in", f"{name} {german}", f"{english_name} {english}")
        if ends and not outs:
            german = "ist eine Sackgasse: Auf dieser Ebene enden Wege mit einem Endereignis."
            english = "is a dead end: on this level ways end with an end event."
            yield Breach(node, "bpmn-no-way-out", f"{name} {german}", f"{english_name} {english}")
