"""Checks sequence flows: gateways that can decide, events behind gateways, reachability, loops that never wait."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .definition import CONTAINERS, Node, Process, starts_by_itself

Problem = tuple[str, str, str]
_WAITING = frozenset({"userTask", "serviceTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway"})


def check_flow(process: Process) -> Iterator[tuple[Node, Problem]]:
    """Problems of flows, with the node each belongs to."""
    for node in process.nodes.values():
        yield from ((node, problem) for problem in _decides(node))
        if node.type == "eventBasedGateway":
            yield from ((node, problem) for problem in _event_gateway(node))
        if node.type == "endEvent" and node.outgoing:
            yield node, ("end-outgoing", "Nach einem Endereignis geht es nicht weiter.", "error")
        if node.type == "startEvent" and node.incoming:
            yield node, ("start-incoming", "Auf ein Startereignis führt kein Fluss.", "error")
    yield from _unreachable(process)
    yield from _busy_loops(process)


def _decides(node: Node) -> Iterator[Problem]:
    ids = [flow.id for flow in node.outgoing]
    if node.default and node.default not in ids:
        yield "default-unknown", f"Der Standardfluss „{node.default}“ geht nicht von hier aus.", "error"
    if len(ids) < 2:
        return
    bare = [flow.id for flow in node.outgoing if not flow.condition and flow.id != node.default]
    if node.type == "exclusiveGateway":
        for flow_id in bare:
            yield "condition-missing", f"Dem Fluss „{flow_id}“ fehlt die Bedingung.", "error"
    conditional = any(flow.condition for flow in node.outgoing)
    always = any(re.fullmatch(r"=\s*true\s*", flow.condition or "") for flow in node.outgoing)
    if node.type in ("exclusiveGateway", "inclusiveGateway") and conditional and not (node.default or bare or always):
        yield (
            "default-missing",
            "Dem Gateway fehlt ein Standardfluss; ohne zutreffende Bedingung bleibt der Fall stehen.",
            "warning",
        )
    if node.type in ("parallelGateway", "eventBasedGateway") and conditional:
        yield "condition-ignored", "An diesem Gateway werden Bedingungen nicht ausgewertet.", "error"


def _event_gateway(node: Node) -> Iterator[Problem]:
    if not node.outgoing:
        yield "event-gateway-empty", "Dem ereignisbasierten Gateway folgt kein Ereignis.", "error"
    for flow in node.outgoing:
        target = node.process.nodes[flow.target]
        if target.type not in ("intermediateCatchEvent", "receiveTask"):
            yield "event-gateway-target", f"„{target.id}“ ist kein Ereignis, auf das gewartet werden kann.", "error"
        elif target.loop is not None or target.boundaries or (len(target.events) > 1 and target.parallel_multiple):
            yield "event-gateway-target", f"„{target.id}“ darf hier weder Schleife noch Randereignisse haben.", "error"
        elif len(target.incoming) > 1:
            yield "event-gateway-target", f"„{target.id}“ darf nur von diesem Gateway erreicht werden.", "error"
        if any(event.kind == "link" for event in target.events):
            yield "event-gateway-target", f"„{target.id}“ ist ein Link; darauf kann nicht gewartet werden.", "error"


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
            yield node, ("unreachable", "Dieses Element wird nie erreicht.", "error")


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
                text = "Diese Schleife enthält nichts, worauf gewartet wird."
                yield node, ("loop-without-wait", text, "error")
                break
            if current not in seen and not _waits(process.nodes[current]):
                seen.add(current)
                todo += [flow.target for flow in process.nodes[current].outgoing]
