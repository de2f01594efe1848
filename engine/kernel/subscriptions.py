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
_JOBS = frozenset({"serviceTask", "sendTask", "scriptTask", "businessRuleTask"})
_THROWERS = frozenset({"endEvent", "intermediateThrowEvent"})


def keyed(node: Node) -> Iterator[tuple[str, EventDefinition]]:
    """The event definitions of an event with the row key of each: the element id, "#1", "#2"… for further ones."""
    for number, event in enumerate(node.events):
        if event.kind in _ARMED:
            yield (node.id if number == 0 else f"{node.id}#{number}"), event


def starts_of(scope: Activation) -> Iterator[Node]:
    """The start events of a scope's event sub-processes; none for a loop as a whole or a scope opened to be undone."""
    if scope.node.type in CONTAINERS and not scope.is_body and "cs" not in scope.x:
        for inner in scope.node.event_subprocesses:
            yield from (start for start in inner.children if start.type == "startEvent")


def interrupted(scope: Activation) -> bool:
    """True while an interrupting event sub-process runs in a scope: no other begins there any more."""
    return any(
        child.node.type == "eventSubProcess"
        and any(start.interrupting for start in child.node.children if start.type == "startEvent")
        for child in scope.children.values()
    )


def listeners(activation: Activation) -> Iterator[Node]:
    """The event nodes that are armed under an activation's number besides its boundary events."""
    node = activation.node
    if node.type in _WAITING and not activation.is_body:
        yield node
    elif node.type == "eventBasedGateway":
        for flow in node.outgoing:
            yield node.process.nodes[flow.target]
    else:
        yield from starts_of(activation)


def attached(activation: Activation) -> list[Node]:
    """The boundary events of an activity (of a loop's body, not of its rounds or of a scope opened to be undone)."""
    return [] if activation.is_instance or "cs" in activation.x else activation.node.boundaries


def awaited(activation: Activation) -> Iterator[Node]:
    """The event nodes that are armed now: a stuck activity keeps its boundary events, its deadline goes on."""
    if activation.phase not in ("enter", "leave"):
        yield from attached(activation)
    if not activation.halted and not interrupted(activation):
        yield from listeners(activation)


def arm_boundaries(machine: Machine, activation: Activation) -> None:
    """Arm the boundary events of an activity that has just been entered."""
    for boundary in attached(activation):
        arm(machine, activation, boundary)


def arm(machine: Machine, activation: Activation, node: Node) -> None:
    """Arm all event definitions of one event under an activation."""
    for key, event in keyed(node):
        arm_one(machine, activation, key, event)


def arm_one(
    machine: Machine,
    activation: Activation,
    key: str,
    event: EventDefinition,
    *,
    number: int = 0,
    since: datetime | None = None,
) -> None:
    """Arm one event definition under its row key; a timer as its `number`-th row, counted from `since` (None: now)."""
    if event.kind == "timer":
        due = _due(machine, activation, event, since)
        _put_timer(machine, activation, key, number, due, event)
    elif event.kind == "conditional":
        activation.x.setdefault("cond", {})[key] = False
        machine.changed.add("")  # look at it once, even if no variable changes in this step
    else:
        _subscribe(machine, activation, key, event)


def _subscribe(machine: Machine, activation: Activation, key: str, event: EventDefinition) -> None:
    around = machine.around
    correlation = ""
    if event.kind == "message" and event.key:
        correlation = machine.evaluator.text(event.key, machine.view(activation), "correlation-key")
        if correlation != around.business_key:
            activation.x.setdefault("k", {})[key] = correlation
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


def correlation_of(machine: Machine, activation: Activation, key: str, event: EventDefinition) -> str:
    """The correlation key that a message event was armed with; variables may have changed since."""
    return str(activation.x.get("k", {}).get(key, machine.around.business_key)) if event.key else ""


# -- timers


def _due(
    machine: Machine, activation: Activation, event: EventDefinition, since: datetime | None = None
) -> timers.Due | None:
    """When a timer fires; None: suspended until the variable that it follows gives an instant."""
    value, why = machine.evaluator.explained(event.value or "", machine.view(activation))
    if value is None and event.follows:
        return None
    if not isinstance(value, str):
        raise Stuck("timer-invalid", f"{event.value} is {value!r}, not a duration, date or cycle. {why}".strip())
    try:
        return timers.first_due(value, event.timer or "duration", since or machine.around.now, machine.around.time_zone)  # type: ignore[arg-type]  # checked by the reader
    except timers.TimerError as error:
        raise Stuck("timer-invalid", str(error)) from error


def _put_timer(
    machine: Machine, activation: Activation, key: str, number: int, due: timers.Due | None, event: EventDefinition
) -> None:
    """Note a timer in the state as [number, rest]; rest is None while it is suspended, a list for cycles."""
    armed = activation.x.setdefault("t", {})
    if due is None:
        armed[key] = [number, None]
        return
    if event.timer == "cycle":
        armed[key] = [number, [due.fire_at.isoformat(), due.local_spec, due.tz, due.remaining, due.cycle]]
    else:
        armed[key] = [number, due.local_spec if event.follows else 1]
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


def fired(machine: Machine, activation: Activation, key: str, event: EventDefinition, *, again: bool) -> None:
    """A timer's row has fired; while its element still waits (`again`), a cycle's next row follows at once.

    Rounds of a cycle that were missed (a suspended case, an outage) count as fired: one stands for them all.
    """
    number, rest = activation.x.get("t", {}).pop(key, (0, None))
    if again and isinstance(rest, list):
        fire_at, spec, tz, remaining, cycle = rest
        before = timers.Due(datetime.fromisoformat(fire_at), spec, tz, remaining, cycle)
        due = timers.next_due(before, machine.around.now)
        if due is not None:
            _put_timer(machine, activation, key, number + 1, due, event)
    _drop_empty(activation)


def rearm_followers(machine: Machine, names: set[str]) -> None:
    """Compute timers again that follow one of these variables (a pausing clock)."""
    for activation in list(machine.state.live.values()):
        for key, event in followers(activation):
            if event.follows in names:
                _follow(machine, activation, key, event)


def followers(activation: Activation) -> list[tuple[str, EventDefinition]]:
    """The armed or suspended timers of an activation that follow a variable."""
    if "t" not in activation.x:
        return []
    nodes = (*listeners(activation), *attached(activation))
    return [(key, event) for node in nodes for key, event in keyed(node) if event.follows and key in activation.x["t"]]


def _follow(machine: Machine, activation: Activation, key: str, event: EventDefinition) -> None:
    number, before = activation.x["t"][key]
    due, stuck = None, None
    try:
        due = _due(machine, activation, event)
    except Stuck as error:
        stuck = error
    if due is not None and before == due.local_spec:
        return
    if before is not None:
        machine.effects.withdraw_timer(activation.id, key)
    _put_timer(machine, activation, key, number + 1, due, event)
    if stuck is not None and not activation.halted:
        machine.stick(activation, stuck, "follow")
    elif stuck is None and activation.phase == "follow":
        machine.unstick(activation)


# -- taking back


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
            activation.x.get("k", {}).pop(key, None)
            machine.effects.withdraw_subscription(activation.id, key)
    _drop_empty(activation)


def _drop_empty(activation: Activation) -> None:
    for name in ("t", "cond", "k"):
        if name in activation.x and not activation.x[name]:
            del activation.x[name]


def disarm_boundaries(machine: Machine, activation: Activation) -> None:
    """Take back the boundary events of an activity."""
    for boundary in attached(activation):
        disarm_event(machine, activation, boundary)


def disarm(machine: Machine, activation: Activation) -> None:
    """Take back what an activation itself waits for: its task or job row, its events."""
    node = activation.node
    leaf = node.type in ACTIVITIES and not activation.is_body
    if node.type == "userTask" and leaf:
        machine.effects.withdraw_task(activation.id)
    elif (leaf and node.type in _JOBS) or (node.type in _THROWERS and node.job_type):
        machine.effects.withdraw_job(activation.id)
    for listener in listeners(activation):
        disarm_event(machine, activation, listener)
