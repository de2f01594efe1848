"""Events: what start, catch, throw, boundary and end events do when reached or triggered (BPMN 2.0 section 10.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import Conflict
from . import compensation, mappings, scopes, subscriptions, throwing
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


def _awaited(activation: Activation, key: str) -> tuple[Node, EventDefinition] | None:
    return next(
        (
            (node, event)
            for node in subscriptions.awaited(activation)
            for name, event in subscriptions.keyed(node)
            if name == key
        ),
        None,
    )


def waits(activation: Activation, key: str) -> bool:
    """Whether an activation waits for the event under this key."""
    return _awaited(activation, key) is not None


def trigger(machine: Machine, activation: Activation, key: str, payload: Mapping[str, Any]) -> None:
    """What `activation` waited for under `key` has happened; raises Conflict when it does not wait for it."""
    found = _awaited(activation, key)
    if found is None:
        raise Conflict(f"{activation.id} does not wait for {key}")
    node, event = found
    if event.kind == "timer":
        stays = node.type in ("boundaryEvent", "startEvent") and not node.interrupting
        subscriptions.fired(machine, activation, key, event, again=stays)
    if node.type == "boundaryEvent":
        fire_boundary(machine, activation, node, payload)
    elif node.type == "startEvent":
        scopes.start_event_subprocess(machine, activation, node, payload)
    elif activation.node.type == "eventBasedGateway":
        _chosen(machine, activation, node, payload)
    else:
        _caught(machine, activation, key, payload)


def _caught(machine: Machine, activation: Activation, key: str, payload: Mapping[str, Any]) -> None:
    node = activation.node
    if node.parallel_multiple and len(node.events) > 1:
        seen = activation.x.setdefault("seen", [])
        if key not in seen:
            seen.append(key)
        payload = activation.x["got"] = {**activation.x.get("got", {}), **payload}
        if len(seen) < len(node.events):
            return
    subscriptions.disarm(machine, activation)
    if node.type == "receiveTask":
        machine.complete(activation, payload)
    else:
        pass_payload(machine, activation, payload)


def _chosen(machine: Machine, gateway: Activation, node: Node, payload: Mapping[str, Any]) -> None:
    scope = gateway.home
    subscriptions.disarm(machine, gateway)
    machine.finish(gateway, "completed", {"took": [f.id for f in gateway.node.outgoing if f.target == node.id]})
    caught = machine.state.add(node, scope, machine.now_ms)
    if node.type == "receiveTask":
        machine.complete(caught, payload)
        return
    pass_payload(machine, caught, payload)


def pass_payload(machine: Machine, caught: Activation, payload: Mapping[str, Any]) -> None:
    """Write an event's payload to the surrounding scope, through its output mappings if it has any, and leave it.

    An event whose mapping cannot be computed keeps its place and payload: it has happened and will not come again.
    """
    outputs = caught.node.outputs
    try:
        view = machine.view(caught, payload)
        written = [(target, machine.evaluator.value(source, view)) for source, target in outputs]
    except Stuck as stuck:
        caught.x["result"] = dict(payload)
        machine.stick(caught, stuck, "caught")
        return
    for target, value in written if outputs else payload.items():
        machine.write(caught.home, target, value)
    machine.leave(caught)


def fire_boundary(machine: Machine, host: Activation, boundary: Node, payload: Mapping[str, Any]) -> None:
    """A boundary event catches: interrupting ends the activity, otherwise it goes on beside the new token."""
    scope = host.home
    if boundary.interrupting:
        machine.kill(host, "interrupted")
    pass_payload(machine, machine.state.add(boundary, scope, machine.now_ms), payload)
    if boundary.interrupting and "for" in host.x:
        compensation.handler_done(machine, host)  # an interrupted handler must not hold up the rest


# -- throwing


def publish(machine: Machine, activation: Activation, event: EventDefinition) -> None:
    """Send a message inside this house: the outbox delivers it after the transaction."""
    if event.name is None:
        return  # a message event that names no message is drawn for people
    view = machine.view(activation)
    key = machine.evaluator.text(event.key, view, "correlation-key") if event.key else ""
    payload = {
        "source": f"case:{machine.around.case_id}",
        "message_id": str(activation.id) if event is activation.node.event else f"{activation.id}.{event.name}",
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
        publish(machine, activation, event)
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
    mappings.map_inputs(machine, activation)
    for event in activation.node.events:
        if _throw(machine, activation, event) or activation.id not in machine.state.live:
            return  # taken care of, or what was thrown ended the scope that threw it
    machine.leave(activation)


def _enter_start(machine: Machine, activation: Activation) -> None:
    machine.leave(activation)


def thrown_job_done(machine: Machine, activation: Activation, result: Mapping[str, Any]) -> None:
    """A throwing message event with a job type was delivered by a connector."""
    try:
        mappings.hand_out(machine, activation, result)
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
