"""Checks a bundle's structure before deployment: what the machine would not execute as BPMN says is refused here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..errors import Finding
from .bundle import Bundle
from .definition import ACTIVITIES, CONTAINERS, Node, Process, link_targets
from .expressions import Functions
from .lint_expressions import check_expressions
from .lint_flow import check_flow
from .loops import MAX_INSTANCES
from .proven import PROVEN, features
from .soundness import check_soundness

Problem = tuple[str, str, str]  # code, German sentence, severity


def lint(bundle: Bundle, functions: Functions) -> list[Finding]:
    """All findings about the processes of a bundle, by file, line and element."""
    findings: list[Finding] = []

    def report(process: Process, node: Node, problem: Problem) -> None:
        code, message, severity = problem
        findings.append(Finding(process.resource, node.id, code, message, severity, node.line))

    for process in bundle.processes.values():
        for node in process.nodes.values():
            for check in _CHECKS:
                for problem in check(bundle, node):
                    report(process, node, problem)
            for problem in check_expressions(node, functions):
                report(process, node, problem)
        for node, problem in check_flow(process):
            report(process, node, problem)
    for process, node in _call_cycles(bundle):
        report(process, node, ("call-cycle", f"„{node.called}“ ruft sich (mittelbar) selbst auf.", "error"))
    if not any(finding.severity == "error" for finding in findings):
        findings += check_soundness(bundle)
    findings.sort(key=lambda f: (f.resource, f.line, f.element_id))
    return findings


def _proven(bundle: Bundle, node: Node) -> Iterator[Problem]:
    for feature in features(node):
        if feature not in PROVEN:
            kind = f"{feature[0]} ({feature[1]})" if feature[1] else feature[0]
            yield "bpmn-unsupported", f"{kind} wird nicht ausgeführt.", "error"


def _tasks(bundle: Bundle, node: Node) -> Iterator[Problem]:
    if node.type == "serviceTask" and not node.job_type:
        yield "task-definition-missing", "Der Dienstaufgabe fehlt zeebe:taskDefinition (type).", "error"
    if node.type == "sendTask" and not node.job_type and not node.events:
        yield "task-definition-missing", "Der Sendeaufgabe fehlt zeebe:taskDefinition oder eine Nachricht.", "error"
    if node.type == "scriptTask" and node.script is None and not node.job_type:
        yield "script-missing", "Der Skriptaufgabe fehlt zeebe:script mit einem FEEL-Ausdruck.", "error"
    if node.type == "businessRuleTask":
        if node.decision is None and not node.job_type:
            yield "decision-missing", "Der Geschäftsregelaufgabe fehlt zeebe:calledDecision.", "error"
        elif node.decision and not node.decision.startswith("=") and node.decision not in bundle.decision_resources:
            yield "decision-unknown", f"Die Entscheidung „{node.decision}“ ist nicht im Paket.", "error"
    if node.type == "userTask" and node.form and node.form not in bundle.forms:
        yield "form-unknown", f"Das Formular „{node.form}“ ist nicht im Paket.", "error"
    if node.type == "callActivity":
        if not node.called:
            yield "called-process-missing", "Der Aufrufaktivität fehlt zeebe:calledElement.", "error"
        elif not node.called.startswith("=") and node.called not in bundle.processes:
            yield "called-process-unknown", f"Der Prozess „{node.called}“ ist nicht im Paket.", "error"
    known = {name for process in bundle.processes.values() for name in process.nodes}
    for name in node.separation:
        if name not in known:
            yield "separation-unknown", f"Vier Augen: Die Aufgabe „{name}“ gibt es nicht.", "error"


def _events(bundle: Bundle, node: Node) -> Iterator[Problem]:
    process_level = node.parent is not None and node.process.nodes[node.parent].type == "process"
    for event in node.events:
        if node.type == "startEvent" and process_level and event.kind not in ("message", "signal"):
            yield "start-unsupported", f"Ein Prozess beginnt nicht durch „{event.kind}“.", "error"
        if event.kind == "compensation" and not event.wait:
            yield (
                "bpmn-unsupported",
                "Kompensation ohne Warten (waitForCompletion=false) wird nicht ausgeführt.",
                "error",
            )
        if event.kind == "compensation" and event.name and event.name not in node.process.nodes:
            yield "dangling-ref", f"activityRef „{event.name}“ gibt es nicht.", "error"
        if event.kind == "cancel":
            transaction = node.process.nodes.get((node.attached_to or node.parent) or "")
            if transaction is None or transaction.type != "transaction":
                yield "cancel-outside", "Abbruchereignisse gibt es nur in Transaktionen.", "error"
            elif transaction.loop is not None:
                yield "bpmn-unsupported", "Eine Transaktion mit Schleife kann nicht abgebrochen werden.", "error"
        if event.kind == "link" and node.type == "intermediateThrowEvent" and len(link_targets(node)) != 1:
            yield "link-target", f"Der Link „{event.name}“ braucht genau ein Ziel auf derselben Ebene.", "error"
        if event.kind == "message" and node.type != "startEvent" and not event.key and not node.job_type:
            yield "correlation-key-missing", f"Der Nachricht „{event.name}“ fehlt ein Korrelationsschlüssel.", "warning"
        if event.follows and event.kind != "timer":
            yield "follows-misplaced", "akzess:follows steht nur an Zeitereignissen.", "error"
    if node.type == "intermediateCatchEvent" and not node.events:
        yield "event-missing", "Dem Zwischenereignis fehlt, worauf es wartet.", "error"
    if (
        node.type in ("endEvent", "intermediateThrowEvent")
        and len(node.events) > 1
        and any(e.kind in ("error", "terminate", "cancel", "compensation", "link") for e in node.events)
    ):
        yield "bpmn-unsupported", "Mehrere Auslöser dieser Art in einem Ereignis werden nicht ausgeführt.", "error"


def _boundaries(bundle: Bundle, node: Node) -> Iterator[Problem]:
    if node.type != "boundaryEvent":
        return
    host = node.process.nodes.get(node.attached_to or "")
    if host is None or host.type not in ACTIVITIES or host.parent != node.parent:
        yield "boundary-host", "Das Randereignis sitzt nicht an einer Aktivität seiner Ebene.", "error"
    if not node.events:
        yield "event-missing", "Dem Randereignis fehlt, worauf es wartet.", "error"
    if node.incoming:
        yield "boundary-incoming", "Ein Randereignis hat keine eingehenden Flüsse.", "error"
    for event in node.events:
        if event.kind in ("error", "cancel") and not node.interrupting:
            yield "boundary-interrupting", "Fehler- und Abbruchereignisse unterbrechen immer.", "error"
        if event.kind == "compensation" and not node.handler:
            yield "handler-missing", "Der Kompensation fehlt die Assoziation zu ihrer Aktivität.", "error"
    if len(node.events) > 1 and any(e.kind in ("error", "escalation", "compensation", "cancel") for e in node.events):
        yield "bpmn-unsupported", "Mehrere Auslöser dieser Art in einem Randereignis werden nicht ausgeführt.", "error"
    if node.parallel_multiple:
        yield "bpmn-unsupported", "parallelMultiple am Rand wird nicht ausgeführt.", "error"


def _containers(bundle: Bundle, node: Node) -> Iterator[Problem]:
    if node.type == "eventSubProcess":
        starts = [child for child in node.children if child.type == "startEvent"]
        if len(starts) != 1 or not starts[0].events:
            yield (
                "event-subprocess-start",
                "Ein Ereignis-Teilprozess braucht genau ein Startereignis mit Auslöser.",
                "error",
            )
        elif any(event.kind == "compensation" for event in starts[0].events):
            yield "bpmn-unsupported", "Kompensation als Ereignis-Teilprozess wird nicht ausgeführt.", "error"
        elif starts[0].parallel_multiple and len(starts[0].events) > 1:
            yield "bpmn-unsupported", "parallelMultiple an Startereignissen wird nicht ausgeführt.", "error"
        elif any(e.kind == "error" for e in starts[0].events) and not starts[0].interrupting:
            yield "boundary-interrupting", "Fehlerereignisse unterbrechen immer.", "error"
        if node.incoming or node.outgoing:
            yield "event-subprocess-flow", "Ein Ereignis-Teilprozess hat keine Sequenzflüsse.", "error"
    elif node.type in CONTAINERS and node.type != "process":
        if any(child.type == "startEvent" and child.events for child in node.children):
            yield "subprocess-start", "Ein Teilprozess beginnt mit einem einfachen Startereignis.", "error"
        if sum(1 for c in node.children if c.type == "startEvent") > 1:
            yield "subprocess-start", "Ein Teilprozess hat höchstens ein Startereignis.", "error"


def _loops(bundle: Bundle, node: Node) -> Iterator[Problem]:
    loop = node.loop
    if loop is None or loop.standard:
        return
    if not loop.input and not loop.cardinality:
        yield "loop-invalid", "Der Mehrfachausführung fehlt inputCollection oder loopCardinality.", "error"
    fixed = loop.cardinality if loop.cardinality and not loop.cardinality.startswith("=") else None
    if fixed is not None and (not fixed.isdigit() or int(fixed) > MAX_INSTANCES):
        yield "loop-invalid", "loopCardinality ist eine ganze Zahl von 0 bis 1000 oder ein FEEL-Ausdruck.", "error"
    if bool(loop.output) != bool(loop.output_element):
        yield "loop-invalid", "outputCollection und outputElement gehören zusammen.", "error"


_CHECKS: tuple[Callable[[Bundle, Node], Iterator[Problem]], ...] = (
    _proven,
    _tasks,
    _events,
    _boundaries,
    _containers,
    _loops,
)


def _call_cycles(bundle: Bundle) -> Iterator[tuple[Process, Node]]:
    """Call activities from which their own process can be reached again through calls."""
    calls = {
        process.id: [n for n in process.nodes.values() if n.called in bundle.processes]
        for process in bundle.processes.values()
    }
    for process in bundle.processes.values():
        for node in calls[process.id]:
            seen: set[str] = set()
            todo = [node.called or ""]
            while todo:
                current = todo.pop()
                if current not in seen:
                    seen.add(current)
                    todo += [n.called or "" for n in calls[current]]
            if process.id in seen:
                yield process, node
