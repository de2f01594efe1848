"""Arms and disarms what an activation waits for: messages, signals, timers, conditions, its boundary events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from .. import timers
from ..model import Subscription, Timer
from .definition import ACTIVITIES, CONTAINERS, EventDefinition, Node
from .expressions import Stuck
from .state import Activation

if TYPE_CHECKING:
    from .machine import Machine

_WAITING = frozenset({"intermediateCatchEvent", "receiveTask"})
_ARMED = frozenset({"message", "signal", "timer", "conditional"})


def keyed(node: Node) -> Iterator[tuple[str, EventDefinition]]:
    """The event definitions of an event with the row key of each: the element id, "#1", "#2"… for further ones."""
    for number, event in enumerate(node.events):
        if event.kind in _ARMED:
            yield (node.id if number == 0 else f"{node.id}#{number}"), event


def listeners(activation: Activation) -> Iterator[Node]:
    """The event nodes that are armed under an activation's number besides its boundary events."""
    node = activation.node
    if node.type in _WAITING and (node.loop is None or activation.is_instance):
        yield node
    elif node.type == "eventBasedGateway":
        for flow in node.outgoing:
            yield node.process.nodes[flow.target]
    elif node.type in CONTAINERS and (node.loop is None or activation.is_instance):
        for inner in node.event_subprocesses:
            yield from (start for start in inner.children if start.type == "startEvent")


def attached(activation: Activation) -> list[Node]:
    """The boundary events of an activity (of a loop's body, not of its rounds)."""
    return [] if activation.is_instance else activation.node.boundaries


def arm_boundaries(machine: Machine, activation: Activation) -> None:
    """Arm the boundary events of an activity that has just been entered."""
    for boundary in attached(activation):
        arm(machine, activation, boundary)


def arm(machine: Machine, activation: Activation, node: Node) -> None:
    """Arm all event definitions of one event under an activation."""
    for key, event in keyed(node):
        arm_one(machine, activation, key, event)


def arm_one(machine: Machine, activation: Activation, key: str, event: EventDefinition) -> None:
    """Arm one event definition."""
    if event.kind == "timer":
        _arm_timer(machine, activation, key, event)
    elif event.kind == "conditional":
        activation.x.setdefault("cond", {})[key] = False
        machine.changed.add("")  # look at it once, even if no variable changes in this step
    else:
        around = machine.around
        correlation = ""
        if event.kind == "message" and event.key:
            correlation = machine.evaluator.text(event.key, machine.view(activation), "correlation-key")
        machine.effects.subscriptions[(activation.id, key)] = Subscription(
            case_id=around.case_id,
            activation=activation.id,
            element_id=key,
            tenant=around.tenant,
            kind=event.kind,
            name=event.name or "",
            key=correlation,
            created_at=around.now,
        )


def _arm_timer(machine: Machine, activation: Activation, key: str, event: EventDefinition) -> None:
    armed = activation.x.setdefault("t", {})
    number = armed[key][0] + 1 if key in armed else 0
    value, why = machine.evaluator.explained(event.value or "", machine.view(activation))
    if value is None and event.follows:
        armed[key] = [number, None]  # suspended until the variable it follows gives an instant again
        return
    if not isinstance(value, str):
        raise Stuck("timer-invalid", f"{event.value} is {value!r}, not a duration, date or cycle. {why}".strip())
    try:
        due = timers.first_due(value, event.timer or "duration", machine.around.now, machine.around.time_zone)  # type: ignore[arg-type]
    except timers.TimerError as error:
        raise Stuck("timer-invalid", str(error)) from error
    _put_timer(machine, activation, key, number, due, event)


def _put_timer(
    machine: Machine, activation: Activation, key: str, number: int, due: timers.Due, event: EventDefinition
) -> None:
    rest = [due.fire_at.isoformat(), due.local_spec, due.tz, due.remaining, due.cycle] if event.timer == "cycle" else 1
    activation.x.setdefault("t", {})[key] = [number, rest]
    machine.effects.timers[(activation.id, key)] = Timer(
        case_id=machine.around.case_id,
        activation=activation.id,
        element_id=key,
        cycle=number,
        tenant=machine.around.tenant,
        fire_at=due.fire_at,
        tz=due.tz,
        spec=due.local_spec,
    )


def next_round(machine: Machine, activation: Activation, key: str, event: EventDefinition) -> None:
    """After a cycle timer has fired and its element still waits: arm the next round in the same transaction."""
    number, rest = activation.x["t"][key]
    if not isinstance(rest, list):
        del activation.x["t"][key]
        return
    fire_at, spec, tz, remaining, cycle = rest
    due = timers.next_due(timers.Due(datetime.fromisoformat(fire_at), spec, tz, remaining, cycle))
    if due is None:
        del activation.x["t"][key]
        return
    _put_timer(machine, activation, key, number + 1, due, event)


def rearm_followers(machine: Machine, names: set[str]) -> None:
    """Compute timers again that follow one of these variables (a pausing clock)."""
    for activation in list(machine.state.live.values()):
        if "t" not in activation.x:
            continue
        for node in (*listeners(activation), *attached(activation)):
            for key, event in keyed(node):
                if event.follows in names and key in activation.x["t"]:
                    if activation.x["t"][key][1] is not None:
                        machine.effects.withdraw_timer(activation.id, key)
                    _arm_timer(machine, activation, key, event)


def disarm_event(machine: Machine, activation: Activation, node: Node) -> None:
    """Take back what was armed for one event."""
    for key, event in keyed(node):
        if event.kind == "timer":
            entry = activation.x.get("t", {}).pop(key, None)
            if entry is not None and entry[1] is not None:
                machine.effects.withdraw_timer(activation.id, key)
        elif event.kind == "conditional":
            activation.x.get("cond", {}).pop(key, None)
        else:
            machine.effects.withdraw_subscription(activation.id, key)
    for name in ("t", "cond"):
        if name in activation.x and not activation.x[name]:
            del activation.x[name]


def disarm_boundaries(machine: Machine, activation: Activation) -> None:
    """Take back the boundary events of an activity."""
    for boundary in attached(activation):
        disarm_event(machine, activation, boundary)


def disarm(machine: Machine, activation: Activation) -> None:
    """Take back what an activation itself waits for: its task or job row, its events."""
    node = activation.node
    leaf = node.type in ACTIVITIES and (node.loop is None or activation.is_instance)
    if node.type == "userTask" and leaf:
        machine.effects.withdraw_task(activation.id)
    elif (leaf and node.type in ("serviceTask", "sendTask", "scriptTask", "businessRuleTask")) or (
        node.type in ("endEvent", "intermediateThrowEvent") and node.job_type
    ):
        machine.effects.withdraw_job(activation.id)
    for listener in listeners(activation):
        disarm_event(machine, activation, listener)
