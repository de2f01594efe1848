"""Checks events and the sub-processes that begin by them: what the machine would not do as BPMN says is refused."""

from __future__ import annotations

from collections.abc import Iterator

from .bundle import Bundle
from .definition import ACTIVITIES, CONTAINERS, Node, link_targets
from .lint_problem import Problem


def check_events(bundle: Bundle, node: Node) -> Iterator[Problem]:
    """Problems of the triggers of an event (or of a task that sends or receives)."""
    process_level = node.parent is not None and node.process.nodes[node.parent].type == "process"
    for event in node.events:
        if node.type == "startEvent" and process_level and event.kind not in ("message", "signal"):
            yield Problem(
                "start-unsupported",
                f"Ein Prozess beginnt nicht durch „{event.kind}“.",
                f"A process does not begin by “{event.kind}”; use a message, a signal or a plain start event.",
                "error",
            )
        if event.kind == "compensation" and not event.wait:
            yield Problem(
                "bpmn-unsupported",
                "Kompensation ohne Warten (waitForCompletion=false) wird nicht ausgeführt; bitte warten lassen.",
                "Compensation without waiting (waitForCompletion=false) is not executed; let it wait.",
                "error",
            )
        if event.kind == "compensation" and event.name and event.name not in node.process.nodes:
            yield Problem(
                "dangling-ref",
                f"activityRef „{event.name}“ gibt es nicht.",
                f"There is no activityRef “{event.name}”; name an activity of this process.",
                "error",
            )
        if event.kind == "cancel":
            transaction = node.process.nodes.get((node.attached_to or node.parent) or "")
            if transaction is None or transaction.type != "transaction":
                yield Problem(
                    "cancel-outside",
                    "Abbruchereignisse gibt es nur in Transaktionen.",
                    "Cancel events exist in transactions alone; make the sub-process a transaction or take another event.",
                    "error",
                )
            elif transaction.loop is not None:
                yield Problem(
                    "bpmn-unsupported",
                    "Eine Transaktion mit Schleife kann nicht abgebrochen werden.",
                    "A transaction with a loop cannot be cancelled; put the loop around a sub-process of its own.",
                    "error",
                )
        if event.kind == "link" and node.type == "intermediateThrowEvent" and len(link_targets(node)) != 1:
            yield Problem(
                "link-target",
                f"Der Link „{event.name}“ braucht genau ein Ziel auf derselben Ebene.",
                f"The link “{event.name}” needs exactly one target on the same level.",
                "error",
            )
        if event.kind == "message" and node.type != "startEvent" and not event.key and not node.job_type:
            yield Problem(
                "correlation-key-missing",
                f"Der Nachricht „{event.name}“ fehlt ein Korrelationsschlüssel.",
                f"The message “{event.name}” lacks a correlation key: say by zeebe:subscription whose it is.",
                "warning",
            )
        if event.follows and event.kind != "timer":
            yield Problem(
                "follows-misplaced",
                "akzess:follows steht nur an Zeitereignissen.",
                "akzess:follows stands at timer events alone; take it away here.",
                "error",
            )
    if node.type == "intermediateCatchEvent" and not node.events:
        yield Problem(
            "event-missing",
            "Dem Zwischenereignis fehlt, worauf es wartet.",
            "The intermediate event does not say what it waits for; choose a trigger.",
            "error",
        )
    if (
        node.type in ("endEvent", "intermediateThrowEvent")
        and len(node.events) > 1
        and any(e.kind in ("error", "terminate", "cancel", "compensation", "link") for e in node.events)
    ):
        yield Problem(
            "bpmn-unsupported",
            "Mehrere Auslöser dieser Art in einem Ereignis werden nicht ausgeführt.",
            "Several triggers of this kind in one event are not executed; draw one event for each.",
            "error",
        )


def check_boundary(bundle: Bundle, node: Node) -> Iterator[Problem]:
    """Problems of a boundary event."""
    if node.type != "boundaryEvent":
        return
    host = node.process.nodes.get(node.attached_to or "")
    if host is None or host.type not in ACTIVITIES or host.parent != node.parent:
        yield Problem(
            "boundary-host",
            "Das Randereignis sitzt nicht an einer Aktivität seiner Ebene.",
            "The boundary event is not attached to an activity of its level; attach it to one.",
            "error",
        )
    if not node.events:
        yield Problem(
            "event-missing",
            "Dem Randereignis fehlt, worauf es wartet.",
            "The boundary event does not say what it waits for; choose a trigger.",
            "error",
        )
    if node.incoming:
        yield Problem(
            "boundary-incoming",
            "Ein Randereignis hat keine eingehenden Flüsse.",
            "A boundary event has no incoming flows; take the flow away.",
            "error",
        )
    for event in node.events:
        if event.kind in ("error", "cancel") and not node.interrupting:
            yield Problem(
                "boundary-interrupting",
                "Fehler- und Abbruchereignisse unterbrechen immer.",
                "Error and cancel events always interrupt; take cancelActivity=false away.",
                "error",
            )
        if event.kind == "compensation" and not node.handler:
            yield Problem(
                "handler-missing",
                "Der Kompensation fehlt die Assoziation zu ihrer Aktivität.",
                "The compensation lacks the association with its activity; draw it.",
                "error",
            )
    if len(node.events) > 1 and any(e.kind in ("error", "escalation", "compensation", "cancel") for e in node.events):
        yield Problem(
            "bpmn-unsupported",
            "Mehrere Auslöser dieser Art in einem Randereignis werden nicht ausgeführt.",
            "Several triggers of this kind in one boundary event are not executed; draw one event for each.",
            "error",
        )
    if node.parallel_multiple:
        yield Problem(
            "bpmn-unsupported",
            "parallelMultiple am Rand wird nicht ausgeführt; bitte ein anderes Ereignis wählen.",
            "parallelMultiple at a boundary is not executed; use a sub-process with a parallel gateway.",
            "error",
        )


def check_container(bundle: Bundle, node: Node) -> Iterator[Problem]:
    """Problems of how a sub-process begins and of what leads to it."""
    if node.type == "eventSubProcess":
        starts = [child for child in node.children if child.type == "startEvent"]
        if len(starts) != 1 or not starts[0].events:
            yield Problem(
                "event-subprocess-start",
                "Ein Ereignis-Teilprozess braucht genau ein Startereignis mit Auslöser.",
                "An event sub-process needs exactly one start event that has a trigger.",
                "error",
            )
        elif any(event.kind == "compensation" for event in starts[0].events):
            yield Problem(
                "bpmn-unsupported",
                "Kompensation als Ereignis-Teilprozess wird nicht ausgeführt; bitte eine Kompensationsaufgabe zeichnen.",
                "Compensation as an event sub-process is not executed; use a boundary event.",
                "error",
            )
        elif starts[0].parallel_multiple and len(starts[0].events) > 1:
            yield Problem(
                "bpmn-unsupported",
                "parallelMultiple an Startereignissen wird nicht ausgeführt; bitte ein anderes Ereignis wählen.",
                "parallelMultiple at start events is not executed; use one trigger.",
                "error",
            )
        elif any(e.kind == "error" for e in starts[0].events) and not starts[0].interrupting:
            yield Problem(
                "boundary-interrupting",
                "Fehlerereignisse unterbrechen immer.",
                "Error events always interrupt; take isInterrupting=false away.",
                "error",
            )
        if node.incoming or node.outgoing:
            yield Problem(
                "event-subprocess-flow",
                "Ein Ereignis-Teilprozess hat keine Sequenzflüsse.",
                "An event sub-process has no sequence flows; take them away.",
                "error",
            )
    elif node.type in CONTAINERS and node.type != "process":
        if any(child.type == "startEvent" and child.events for child in node.children):
            yield Problem(
                "subprocess-start",
                "Ein Teilprozess beginnt mit einem einfachen Startereignis.",
                "A sub-process begins with a plain start event; take the trigger away.",
                "error",
            )
        if sum(1 for c in node.children if c.type == "startEvent") > 1:
            yield Problem(
                "subprocess-start",
                "Ein Teilprozess hat höchstens ein Startereignis.",
                "A sub-process has one start event at most; take the others away.",
                "error",
            )
