"""Gateways and flows: which way a token goes, and how tokens meet (BPMN 2.0 sections 10.6 and 13.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from . import subscriptions
from .definition import Flow, Node, link_targets
from .expressions import Stuck
from .state import Activation

if TYPE_CHECKING:
    from .machine import Machine


def outgoing(machine: Machine, activation: Activation) -> list[Flow]:
    """The flows that a token takes from here; Stuck when a decision is needed and none of the flows applies."""
    node = activation.node
    flows = node.outgoing
    if node.type == "parallelGateway" or node.type == "eventBasedGateway":
        return flows if node.type == "parallelGateway" else []
    if node.type != "exclusiveGateway" and not any(flow.condition for flow in flows):
        return flows
    if len(flows) == 1 and not flows[0].condition:
        return flows
    view = machine.view(activation)
    taken: list[Flow] = []
    chosen = False  # whether a condition was true: only then the default flow is not taken
    default: Flow | None = None
    for flow in flows:
        if flow.id == node.default:
            default = flow
        elif flow.condition is None:
            # An unconditional flow of an activity or inclusive gateway is always taken.
            if node.type == "exclusiveGateway":
                raise Stuck("condition-missing", f"flow {flow.id} has neither a condition nor is it the default")
            taken.append(flow)
        elif machine.evaluator.condition(flow.condition, view):
            taken.append(flow)
            chosen = True
            if node.type == "exclusiveGateway":
                return taken
    if not chosen and default is not None:
        taken.append(default)
    if not taken:
        raise Stuck("no-flow-applies", f"no condition of {node.id} is true and it has no default flow")
    return taken


def gathers(node: Node) -> bool:
    """True for gateways at which tokens wait for each other."""
    return node.type in ("parallelGateway", "inclusiveGateway") and len(node.incoming) > 1


def arrive(machine: Machine, node: Node, scope: Activation, flow_id: str) -> None:
    """A token reaches a joining gateway: note it there, and go on when all that must come have come."""
    gathering = next((c for c in scope.children.values() if c.node is node and "in" in c.x), None)
    if gathering is None:
        gathering = machine.state.add(node, scope, machine.now_ms)
        gathering.x["in"] = {}
    tokens = gathering.x["in"]
    tokens[flow_id] = tokens.get(flow_id, 0) + 1
    if node.type == "parallelGateway" and all(tokens.get(incoming) for incoming in node.incoming):
        pass_on(machine, gathering)


def pass_on(machine: Machine, gathering: Activation) -> None:
    """Consume one token of each incoming flow that has one; tokens left over begin the next gathering."""
    rest = {flow: count - 1 for flow, count in gathering.x.pop("in").items() if count > 1}
    node, scope = gathering.node, gathering.home
    machine.leave(gathering)
    for flow_id, count in rest.items():
        for _ in range(count):
            arrive(machine, node, scope, flow_id)


def fire_inclusive(machine: Machine) -> bool:
    """When nothing else moves: let one inclusive join go on for which no further token can come; True if one did."""
    for gathering in list(machine.state.live.values()):
        if gathering.node.type == "inclusiveGateway" and "in" in gathering.x and not _more_may_come(gathering):
            pass_on(machine, gathering)
            return True
    return False


def _more_may_come(gathering: Activation) -> bool:
    """BPMN 2.0 section 13.4.3: a token elsewhere that can reach an empty flow and no filled one keeps the join waiting."""
    node, scope = gathering.node, gathering.home
    tokens = gathering.x["in"]
    empty = [flow for flow in node.incoming if not tokens.get(flow)]
    if not empty:
        return False
    towards_empty = set().union(*(sources(node, flow) for flow in empty))
    towards_empty.difference_update(*(sources(node, flow) for flow in tokens))
    return any(other is not gathering and other.node.id in towards_empty for other in scope.children.values())


def sources(join: Node, flow_id: str) -> frozenset[str]:
    """The nodes from which a token can reach one of the join's flows without passing the join itself."""
    known = join.process.sources.get(flow_id)
    if known is None:
        nodes = join.process.nodes
        into: dict[str, list[str]] = {}
        for node in nodes.values():
            for flow in node.outgoing:
                into.setdefault(flow.target, []).append(node.id)
        todo = [node.id for node in nodes.values() if any(flow.id == flow_id for flow in node.outgoing)]
        found: set[str] = set()
        while todo:
            name = todo.pop()
            if name != join.id and name not in found:
                found.add(name)
                todo += (*into.get(name, ()), *_before(nodes[name]))
        known = join.process.sources[flow_id] = frozenset(found)
    return known


def _before(node: Node) -> list[str]:
    """Where a token can be before it is at `node` without a flow: at a boundary event's host, at a link."""
    before = [node.attached_to] if node.attached_to else []
    if node.event is not None and node.event.kind == "link":
        others = node.process.nodes.values()
        before += [
            other.id for other in others if other.type == "intermediateThrowEvent" and node in link_targets(other)
        ]
    return before


def _enter_passing(machine: Machine, activation: Activation) -> None:
    machine.leave(activation)


def _enter_event_based(machine: Machine, activation: Activation) -> None:
    """Wait for the first of the events behind the gateway."""
    for flow in activation.node.outgoing:
        subscriptions.arm(machine, activation, activation.node.process.nodes[flow.target])


ENTER: dict[str, Callable[[Machine, Activation], None]] = {
    "exclusiveGateway": _enter_passing,
    "inclusiveGateway": _enter_passing,
    "parallelGateway": _enter_passing,
    "eventBasedGateway": _enter_event_based,
}
