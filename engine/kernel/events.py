"""Events: what start, catch, throw, boundary and end events do when reached or triggered (BPMN 2.0 section 10.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import Conflict
from . import compensation, scopes, subscriptions, throwing
from .definition import EventDefinition, Node, link_targets
from .expressions import Stuck
from .state import Activation

if TYPE_CHECKING:
    from .machine import Machine


# -- waiting


def wait(machine: Machine, activation: Activation) -> None:
    """Arm an intermediate catch event or receive task; a link target is passed at once."""
    node = activation.node
    if not node.events or node.events[0].kind == "link":
        machine.leave(activation)
        return
    subscriptions.arm(machine, activation, node)


def trigger(machine: Machine, activation: Activation, key: str, payload: Mapping[str, Any]) -> None:
    """What `activation` waited for under `key` has happened; raises Conflict when it does not wait for it."""
    element_id, _, number = key.partition("#")
    node = activation.node.process.nodes.get(element_id)
    if node is None or int(number or 0) >= len(node.events) or "stuck" in activation.x:
        raise Conflict(f"{activation.id} does not wait for {key}")
    event = node.events[int(number or 0)]
    if node.type == "boundaryEvent" and node.attached_to == activation.node.id:
        fire_boundary(machine, activation, node, payload, key, event)
    elif node.type == "startEvent":
        scopes.start_event_subprocess(machine, activation, node, payload, key, event)
    elif activation.node.type == "eventBasedGateway":
        _chosen(machine, activation, node, payload)
    elif node is activation.node:
        _caught(machine, activation, key, event, payload)
    else:
        raise Conflict(f"{activation.id} does not wait for {key}")


def _caught(
    machine: Machine, activation: Activation, key: str, event: EventDefinition, payload: Mapping[str, Any]
) -> None:
    node = activation.node
    if node.parallel_multiple and len(node.events) > 1:
        seen = activation.x.setdefault("seen", [])
        if key not in seen:
            seen.append(key)
        hand_in(machine, activation, payload, node.outputs)
        if len(seen) < len(node.events):
            return
        payload = {}
    if event.kind == "timer":
        activation.x.get("t", {}).pop(key, None)
    subscriptions.disarm(machine, activation)
    if node.type == "receiveTask":
        machine.complete(activation, payload)
        return
    hand_in(machine, activation, payload, node.outputs)
    machine.leave(activation)


def _chosen(machine: Machine, gateway: Activation, node: Node, payload: Mapping[str, Any]) -> None:
    scope = gateway.home
    subscriptions.disarm(machine, gateway)
    machine.finish(gateway, "completed", {"took": [f.id for f in gateway.node.outgoing if f.target == node.id]})
    caught = machine.state.add(node, scope, machine.now_ms)
    if node.type == "receiveTask":
        machine.complete(caught, payload)
        return
    hand_in(machine, caught, payload, node.outputs)
    machine.leave(caught)


def hand_in(
    machine: Machine, activation: Activation, payload: Mapping[str, Any], outputs: list[tuple[str, str]]
) -> None:
    """Write an event's payload to the surrounding scope, through its output mappings if it has any."""
    scope = activation.scope if activation.scope is not None else activation
    if outputs:
        view = machine.view(activation, payload)
        for target, value in [(target, machine.evaluator.value(source, view)) for source, target in outputs]:
            machine.write(scope, target, value)
    else:
        for name, value in payload.items():
            machine.write(scope, name, value)


def fire_boundary(
    machine: Machine,
    host: Activation,
    boundary: Node,
    payload: Mapping[str, Any],
    key: str | None = None,
    event: EventDefinition | None = None,
) -> None:
    """A boundary event catches: interrupting ends the activity, otherwise it goes on beside the new token."""
    scope = host.home
    if boundary.interrupting:
        machine.kill(host, "interrupted")
    elif event is not None and key is not None and event.kind == "timer":
        subscriptions.next_round(machine, host, key, event)
    caught = machine.state.add(boundary, scope, machine.now_ms)
    hand_in(machine, caught, payload, boundary.outputs)
    machine.leave(caught)


# -- throwing


def publish(machine: Machine, activation: Activation) -> None:
    """Send a message inside this house: the outbox delivers it after the transaction."""
    event = activation.node.event
    if event is None or event.name is None:
        return  # a message event that names no message is drawn for people
    view = machine.view(activation)
    key = machine.evaluator.text(event.key, view, "correlation-key") if event.key else ""
    payload = {
        "source": f"case:{machine.around.case_id}",
        "message_id": str(activation.id),
        "name": event.name,
        "key": key,
        "payload": dict(activation.vars or {}),
    }
    machine.open_job(activation.id, "message", "engine.message", activation.node.id, payload, 12)


def _throw(machine: Machine, activation: Activation, event: EventDefinition) -> bool:
    """Throw one event definition; True when the activation itself is taken care of."""
    if event.kind == "message":
        if activation.node.job_type:
            from .tasks import enter_service_task  # tasks build on events; only here events need a task

            enter_service_task(machine, activation)
            return True
        publish(machine, activation)
    elif event.kind == "signal":
        throwing.signal(machine, activation, event.name or "")
    elif event.kind == "escalation":
        return throwing.escalation(machine, activation, event.name or "")
    elif event.kind == "error":
        throwing.error(machine, activation, event.name or "", {})
        return True
    elif event.kind == "compensation":
        compensation.throw(machine, activation, event.name)
        return True
    elif event.kind == "cancel":
        compensation.cancel_transaction(machine, activation)
        return True
    elif event.kind == "terminate":
        scopes.terminate(machine, activation)
        return True
    elif event.kind == "link":
        target = link_targets(activation.node)[0]
        scope = activation.home
        machine.finish(activation, "completed")
        machine.begin(target, scope)
        return True
    return False


def _enter_throwing(machine: Machine, activation: Activation) -> None:
    node = activation.node
    if node.inputs:
        view = machine.view(activation)
        activation.vars = {target: machine.evaluator.value(source, view) for source, target in node.inputs}
    for event in node.events:
        if _throw(machine, activation, event) or activation.id not in machine.state.live:
            return  # taken care of, or what was thrown ended the scope that threw it
    machine.leave(activation)


def _enter_start(machine: Machine, activation: Activation) -> None:
    machine.leave(activation)


def thrown_job_done(machine: Machine, activation: Activation, result: Mapping[str, Any]) -> None:
    """A throwing message event with a job type was delivered by a connector."""
    try:
        machine.hand_out(activation, result)
    except Stuck as stuck:
        machine.stick(activation, stuck, "leave")
        return
    machine.leave(activation)


ENTER: dict[str, Callable[[Machine, Activation], None]] = {
    "startEvent": _enter_start,
    "endEvent": _enter_throwing,
    "intermediateThrowEvent": _enter_throwing,
    "intermediateCatchEvent": wait,
    "boundaryEvent": _enter_start,
}
