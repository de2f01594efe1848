"""Scopes: processes, sub-processes, transactions, called processes and event sub-processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import Conflict
from . import compensation, events, subscriptions
from .definition import EventDefinition, Node
from .expressions import Stuck
from .state import Activation

if TYPE_CHECKING:
    from .machine import Machine


def open_scope(machine: Machine, scope: Activation) -> None:
    """Arm a scope's event sub-processes and put tokens on what it starts with."""
    for inner in scope.node.event_subprocesses:
        for start in inner.children:
            if start.type == "startEvent":
                subscriptions.arm(machine, scope, start)
    starts = scope.node.starts
    for start in starts:
        machine.begin(start, scope)
    if not starts:
        maybe_complete(machine, scope)


def enter_subprocess(machine: Machine, activation: Activation) -> None:
    """Begin an embedded sub-process or transaction."""
    open_scope(machine, activation)


def enter_call(machine: Machine, activation: Activation) -> None:
    """Begin a called process of the bundle, inside this case, with a process scope of its own."""
    node = activation.node
    process_id = machine.evaluator.text(node.called or "", machine.view(activation), "called-process")
    called = machine.bundle.processes.get(process_id)
    if called is None:
        raise Stuck("called-process-unknown", f"the bundle has no process {process_id}")
    from .machine import MAX_CALL_DEPTH  # the machine imports this module first

    if sum(1 for outer in activation.ancestors() if outer.node.type == "process") >= MAX_CALL_DEPTH:
        raise Stuck("budget-exceeded", f"processes call each other more than {MAX_CALL_DEPTH} deep")
    root = machine.state.add(called.root, activation, machine.now_ms)
    root.vars = {}
    if node.inputs:
        root.vars = dict(activation.vars or {})
        root.x["iso"] = 1
    open_scope(machine, root)


def maybe_complete(machine: Machine, scope: Activation) -> None:
    """Complete a scope in which nothing is alive any more."""
    if scope.children or scope.id not in machine.state.live:
        return
    node = scope.node
    subscriptions.disarm(machine, scope)
    if "cs" in scope.x:
        compensation.scope_undone(machine, scope)
    elif node.type == "process":
        _complete_process(machine, scope)
    elif node.type == "eventSubProcess":
        outer = scope.home
        machine.finish(scope, "completed")
        maybe_complete(machine, outer)
    else:
        machine.complete(scope, None)


def _complete_process(machine: Machine, root: Activation) -> None:
    call = root.scope
    result = root.vars or {}
    machine.finish(root, "completed")
    if call is None:
        machine.state.final = result
        return
    node = call.node
    machine.complete(call, result if node.outputs or node.propagate_all else {})


def terminate(machine: Machine, activation: Activation) -> None:
    """A terminate end event ends everything in its scope at once; the scope counts as completed."""
    scope = activation.home
    machine.finish(activation, "completed")
    while scope.node.type == "eventSubProcess" and scope.scope is not None:
        scope = scope.scope  # terminating an event sub-process ends the scope that it belongs to
    for child in list(scope.children.values()):
        machine.kill(child, "terminated")
    maybe_complete(machine, scope)


# -- event sub-processes


def start_event_subprocess(
    machine: Machine,
    scope: Activation,
    start: Node,
    payload: Mapping[str, Any],
    key: str | None,
    event: EventDefinition,
) -> None:
    """An event sub-process of `scope` begins: an interrupting one ends everything else in the scope."""
    inner = start.process.nodes[start.parent or ""]
    if inner.parent != scope.node.id:
        raise Conflict(f"{scope.id} does not wait for {start.id}")
    if start.interrupting:
        for child in list(scope.children.values()):
            machine.kill(child, "interrupted")
        subscriptions.disarm(machine, scope)
    elif key is not None and event.kind == "timer":
        subscriptions.next_round(machine, scope, key, event)
    running = machine.state.add(inner, scope, machine.now_ms)
    running.vars = {}
    for nested in inner.event_subprocesses:
        for nested_start in nested.children:
            if nested_start.type == "startEvent":
                subscriptions.arm(machine, running, nested_start)
    began = machine.state.add(start, running, machine.now_ms)
    if start.outputs:
        events.hand_in(machine, began, payload, start.outputs)
    else:
        running.vars.update(payload)  # what began it is known inside it
    machine.leave(began)


ENTER: dict[str, Callable[[Machine, Activation], None]] = {
    "subProcess": enter_subprocess,
    "transaction": enter_subprocess,
    "callActivity": enter_call,
}
