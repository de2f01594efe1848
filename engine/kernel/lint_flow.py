"""Checks sequence flows: gateways that can decide, events behind gateways, reachability, loops that never wait."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .definition import CONTAINERS, Node, Process, starts_by_itself
from .lint_problem import Problem

_WAITING = frozenset({"userTask", "serviceTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway"})


def check_flow(process: Process) -> Iterator[tuple[Node, Problem]]:
    """Problems of flows, with the node each belongs to."""
    for node in process.nodes.values():
        yield from ((node, problem) for problem in _decides(node))
        if node.type == "eventBasedGateway":
            yield from ((node, problem) for problem in _event_gateway(node))
        if node.type == "endEvent" and node.outgoing:
            yield (
                node,
                Problem(
                    "end-outgoing",
                    "Nach einem Endereignis geht es nicht weiter.",
                    "Nothing follows an end event; take the flow away or use an intermediate event.",
                    "error",
                ),
            )
        if node.type == "startEvent" and node.incoming:
            yield (
                node,
                Problem(
                    "start-incoming",
                    "Auf ein Startereignis führt kein Fluss.",
                    "No flow leads to a start event; let it lead to what follows the start.",
                    "error",
                ),
            )
    yield from _unreachable(process)
    yield from _busy_loops(process)


def _decides(node: Node) -> Iterator[Problem]:
    ids = [flow.id for flow in node.outgoing]
    if node.default and node.default not in ids:
        yield Problem(
            "default-unknown",
            f"Der Standardfluss „{node.default}“ geht nicht von hier aus.",
            f"The default flow “{node.default}” does not begin here; choose one of the outgoing flows.",
            "error",
        )
    if len(ids) < 2:
        return
    bare = [flow.id for flow in node.outgoing if not flow.condition and flow.id != node.default]
    if node.type == "exclusiveGateway":
        for flow_id in bare:
            yield Problem(
                "condition-missing",
                f"Dem Fluss „{flow_id}“ fehlt die Bedingung.",
                f"The flow “{flow_id}” lacks its condition; write one or make it the default.",
                "error",
            )
    conditional = any(flow.condition for flow in node.outgoing)
    always = any(re.fullmatch(r"=\s*true\s*", flow.condition or "") for flow in node.outgoing)
    if node.type in ("exclusiveGateway", "inclusiveGateway") and conditional and not (node.default or bare or always):
        yield Problem(
            "default-missing",
            "Dem Gateway fehlt ein Standardfluss; ohne zutreffende Bedingung bleibt der Fall stehen.",
            "The gateway lacks a default flow; when no condition holds the case gets stuck.",
            "warning",
        )
    if node.type in ("parallelGateway", "eventBasedGateway") and conditional:
        yield Problem(
            "condition-ignored",
            "An diesem Gateway werden Bedingungen nicht ausgewertet.",
            "Conditions are not evaluated at this gateway; take them away or use another gateway.",
            "error",
        )


def _event_gateway(node: Node) -> Iterator[Problem]:
    if not node.outgoing:
        yield Problem(
            "event-gateway-empty",
            "Dem ereignisbasierten Gateway folgt kein Ereignis.",
            "No event follows the event-based gateway; draw what is waited for.",
            "error",
        )
    for flow in node.outgoing:
        target = node.process.nodes[flow.target]
        if target.type not in ("intermediateCatchEvent", "receiveTask"):
            yield Problem(
                "event-gateway-target",
                f"„{target.id}“ ist kein Ereignis, auf das gewartet werden kann.",
                f"“{target.id}” is no event that can be waited for; put a catching event there.",
                "error",
            )
        elif target.loop is not None or target.boundaries or (len(target.events) > 1 and target.parallel_multiple):
            yield Problem(
                "event-gateway-target",
                f"„{target.id}“ darf hier weder Schleife noch Randereignisse haben.",
                f"“{target.id}” may have neither a loop nor boundary events here.",
                "error",
            )
        elif len(target.incoming) > 1:
            yield Problem(
                "event-gateway-target",
                f"„{target.id}“ darf nur von diesem Gateway erreicht werden.",
                f"“{target.id}” may be reached from this gateway alone.",
                "error",
            )
        if any(event.kind == "link" for event in target.events):
            yield Problem(
                "event-gateway-target",
                f"„{target.id}“ ist ein Link; darauf kann nicht gewartet werden.",
                f"“{target.id}” is a link; it cannot be waited for.",
                "error",
            )


def _unreachable(process: Process) -> Iterator[tuple[Node, Problem]]:
    for container in process.nodes.values():
        if container.type not in CONTAINERS:
            continue
        begun = [
            n
            for n in container.children
            if starts_by_itself(n) or n.type == "startEvent" or n.instantiate or n.for_compensation
        ]
        seen = {node.id for node in begun}
        for node in begun:
            seen |= process.reachable(node.id)
        for node in container.children:
            if node.id in seen or node.type == "eventSubProcess":
                continue
            yield (
                node,
                Problem(
                    "unreachable",
                    "Dieses Element wird nie erreicht.",
                    "This element is never reached; connect it or take it away.",
                    "error",
                ),
            )


def _waits(node: Node) -> bool:
    if node.type in CONTAINERS or node.type == "callActivity":
        return True  # looked at on its own level; the run budget guards an empty one
    return node.type in _WAITING or (
        node.type in ("sendTask", "scriptTask", "businessRuleTask") and bool(node.job_type)
    )


def _busy_loops(process: Process) -> Iterator[tuple[Node, Problem]]:
    """Cycles of which no element waits for anything: they would spin until the budget stops them."""
    for node in process.nodes.values():
        if _waits(node):
            continue
        seen: set[str] = set()
        todo = [flow.target for flow in node.outgoing]
        while todo:
            current = todo.pop()
            if current == node.id:
                german = (
                    "Diese Schleife enthält nichts, worauf gewartet wird; eine Aufgabe oder ein Ereignis einsetzen."
                )
                english = "This loop has nothing that is waited for; put in a task or an event."
                yield node, Problem("loop-without-wait", german, english, "error")
                break
            if current not in seen and not _waits(process.nodes[current]):
                seen.add(current)
                todo += [flow.target for flow in process.nodes[current].outgoing]
