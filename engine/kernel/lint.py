"""Checks a bundle's structure before deployment: what the machine would not execute as BPMN says is refused here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from ..errors import Finding
from .bundle import Bundle
from .definition import Node, Process
from .expressions import Functions
from .kept import Kept
from .lint_events import check_boundary, check_container, check_events
from .lint_expressions import check_expressions
from .lint_flow import check_flow
from .lint_problem import Problem
from .lint_style import check_style
from .loops import MAX_INSTANCES
from .proven import PROVEN, features
from .soundness import check_soundness

#: Rules about what another file defines, and what such a file is called.
_OF_OTHERS = {
    "called-process-unknown": (".bpmn", ".xml"),
    "separation-unknown": (".bpmn", ".xml"),
    "decision-unknown": (".dmn",),
    "form-unknown": (".form", ".form.json"),
}
#: Errors that leave the ways through a diagram as they are, so that its states can be explored all the same.
_BESIDE_THE_WAYS = frozenset(_OF_OTHERS) | {
    "called-process-missing",
    "call-cycle",
    "condition-ignored",
    "condition-missing",
    "decision-missing",
    "expression-forbidden",
    "loop-invalid",
    "message-missing",
    "script-missing",
    "task-definition-missing",
    "timer-invalid",
    "timer-long",
    "timer-missing",
    "timer-short",
}


def lint(
    bundle: Bundle,
    functions: Functions,
    kept: Kept | None = None,
    told: Iterable[Finding] = (),
    unread: Collection[str] = (),
) -> list[Finding]:
    """All findings about the processes of a bundle, by file, line and element; `kept` as in `deployment.build`.

    `told`: what the reader has said already; of what it refused no more is said, for that would follow from it. `unread`:
    files that could not be read; what they define is not missing.
    """
    findings: list[Finding] = []
    known = {(one.resource, one.element_id) for one in told if one.severity == "error"}

    def report(process: Process, node: Node, problem: Problem) -> None:
        if (process.resource, node.id) in known:
            return
        if any(name.endswith(_OF_OTHERS.get(problem.code, ())) for name in unread):
            return
        findings.append(
            Finding(
                process.resource,
                node.id,
                problem.code,
                problem.german,
                problem.severity,
                node.line,
                message_en=problem.english,
            )
        )

    for process in bundle.processes.values():
        for node in process.nodes.values():
            for check in _CHECKS:
                for problem in check(bundle, node):
                    report(process, node, problem)
            for problem in check_expressions(node, functions):
                report(process, node, problem)
        for node, problem in (*check_flow(process), *check_style(process)):
            report(process, node, problem)
    for process, node in _call_cycles(bundle):
        report(
            process,
            node,
            Problem(
                "call-cycle",
                f"„{node.called}“ ruft sich (mittelbar) selbst auf.",
                f"“{node.called}” calls itself, directly or by others; take one of the calls out.",
                "error",
            ),
        )
    odd = {one.resource for one in (*told, *findings) if one.severity == "error" and one.code not in _BESIDE_THE_WAYS}
    findings += check_soundness(bundle, kept, odd)
    findings.sort(key=lambda f: (f.resource, f.line, f.element_id))
    return findings


def _proven(bundle: Bundle, node: Node) -> Iterator[Problem]:
    for feature in features(node):
        if feature not in PROVEN:
            kind = f"{feature[0]} ({feature[1]})" if feature[1] else feature[0]
            yield Problem(
                "bpmn-unsupported",
                f"{kind} wird nicht ausgeführt; bitte ein anderes Element wählen.",
                f"{kind} is not executed; choose an element that is (docs/kernel.md).",
                "error",
            )


def _tasks(bundle: Bundle, node: Node) -> Iterator[Problem]:
    if node.type == "serviceTask" and not node.job_type:
        yield Problem(
            "task-definition-missing",
            "Der Dienstaufgabe fehlt zeebe:taskDefinition (type).",
            "The service task lacks zeebe:taskDefinition (type): say which job it is.",
            "error",
        )
    if node.type == "sendTask" and not node.job_type and not node.events:
        yield Problem(
            "task-definition-missing",
            "Der Sendeaufgabe fehlt zeebe:taskDefinition oder eine Nachricht.",
            "The send task lacks zeebe:taskDefinition or a message: say what it sends.",
            "error",
        )
    if node.type == "scriptTask" and node.script is None and not node.job_type:
        yield Problem(
            "script-missing",
            "Der Skriptaufgabe fehlt zeebe:script mit einem FEEL-Ausdruck.",
            "The script task lacks zeebe:script with a FEEL expression.",
            "error",
        )
    if node.type == "businessRuleTask":
        if node.decision is None and not node.job_type:
            yield Problem(
                "decision-missing",
                "Der Geschäftsregelaufgabe fehlt zeebe:calledDecision.",
                "The business rule task lacks zeebe:calledDecision: name the decision.",
                "error",
            )
        elif node.decision and not node.decision.startswith("=") and node.decision not in bundle.decision_resources:
            yield Problem(
                "decision-unknown",
                f"Die Entscheidung „{node.decision}“ ist nicht im Paket.",
                f"The bundle has no decision “{node.decision}”; add its file or correct the name.",
                "error",
            )
    if node.type == "userTask" and node.form and node.form not in bundle.forms:
        yield Problem(
            "form-unknown",
            f"Das Formular „{node.form}“ ist nicht im Paket.",
            f"The bundle has no form “{node.form}”; add its file or correct the name.",
            "error",
        )
    if node.type == "callActivity":
        if not node.called:
            yield Problem(
                "called-process-missing",
                "Der Aufrufaktivität fehlt zeebe:calledElement.",
                "The call activity lacks zeebe:calledElement: name the process.",
                "error",
            )
        elif not node.called.startswith("=") and node.called not in bundle.processes:
            yield Problem(
                "called-process-unknown",
                f"Der Prozess „{node.called}“ ist nicht im Paket.",
                f"The bundle has no process “{node.called}”; add its file or correct the name.",
                "error",
            )
    known = {name for process in bundle.processes.values() for name in process.nodes}
    for name in node.separation:
        if name not in known:
            yield Problem(
                "separation-unknown",
                f"Vier Augen: Die Aufgabe „{name}“ gibt es nicht.",
                f"Four eyes: there is no task “{name}”; correct akzess:separation.",
                "error",
            )


def _loops(bundle: Bundle, node: Node) -> Iterator[Problem]:
    loop = node.loop
    if loop is None or loop.standard:
        return
    if not loop.input and not loop.cardinality:
        yield Problem(
            "loop-invalid",
            "Der Mehrfachausführung fehlt inputCollection oder loopCardinality.",
            "The multi-instance activity lacks inputCollection or loopCardinality: say how often.",
            "error",
        )
    fixed = loop.cardinality if loop.cardinality and not loop.cardinality.startswith("=") else None
    if fixed is not None and (not fixed.isdigit() or int(fixed) > MAX_INSTANCES):
        yield Problem(
            "loop-invalid",
            "loopCardinality ist eine ganze Zahl von 0 bis 1000 oder ein FEEL-Ausdruck.",
            "loopCardinality is a whole number from 0 to 1000 or a FEEL expression.",
            "error",
        )
    if bool(loop.output) != bool(loop.output_element):
        yield Problem(
            "loop-invalid",
            "outputCollection und outputElement gehören zusammen.",
            "outputCollection and outputElement belong together; add the missing one.",
            "error",
        )


_CHECKS: tuple[Callable[[Bundle, Node], Iterator[Problem]], ...] = (
    _proven,
    _tasks,
    check_events,
    check_boundary,
    check_container,
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
