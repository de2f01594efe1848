"""Scopes: processes, sub-processes, transactions, called processes and event sub-processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from . import compensation, events, subscriptions
from .definition import Node
from .expressions import Stuck
from .state import Activation

if TYPE_CHECKING:
    from .machine import Machine


def open_scope(
    machine: Machine, scope: Activation, start: Node | None = None, payload: Mapping[str, Any] | None = None
) -> None:
    """Arm a scope's event sub-processes, then put tokens on what it starts with, or on the event that began it.

    If one of them cannot be armed (a timer without a value), the scope waits with an incident: it does not run
    without what its diagram says stands beside it.
    """
    try:
        for listener in subscriptions.starts_of(scope):
            subscriptions.arm(machine, scope, listener)
    except Stuck as stuck:
        if start is not None:
            scope.x["begin"] = [start.id, dict(payload or {})]
        machine.stick(scope, stuck, "open")
        return
    if start is not None:
        _begin_with(machine, scope, start, payload or {})
        return
    for plain in scope.node.starts:
        machine.begin(plain, scope)
    maybe_complete(machine, scope)


def reopen(machine: Machine, scope: Activation) -> None:
    """Try again to open a scope."""
    start, payload = scope.x.pop("begin", (None, None))
    open_scope(machine, scope, scope.node.process.nodes[start] if start else None, payload)


def _begin_with(machine: Machine, scope: Activation, start: Node, payload: Mapping[str, Any]) -> None:
    began = machine.state.add(start, scope, machine.now_ms)
    if start.type == "receiveTask":
        machine.complete(began, payload)
    elif scope.node.type == "eventSubProcess" and not start.outputs:
        scope.vars = {**(scope.vars or {}), **payload}  # what began it is known inside it
        machine.leave(began)
    else:
        events.pass_payload(machine, began, payload)


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
        if not node.sees_all:
            root.x["iso"] = 1
    open_scope(machine, root)


def maybe_complete(machine: Machine, scope: Activation) -> None:
    """Complete a scope in which nothing is alive any more."""
    if scope.children or scope.id not in machine.state.live or scope.halted or "cs" in scope.x:
        return  # a scope that was opened to be undone is closed by what throws the compensation
    node = scope.node
    subscriptions.disarm(machine, scope)
    if node.type == "process":
        _complete_process(machine, scope)
    elif node.type == "eventSubProcess":
        outer = scope.home
        compensation.remember(scope)
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
    """A terminate end event ends everything in its own (event) sub-process or process, which then is completed."""
    scope = activation.home
    machine.finish(activation, "completed")
    for child in list(scope.children.values()):
        machine.kill(child, "terminated")
    maybe_complete(machine, scope)


def start_event_subprocess(machine: Machine, scope: Activation, start: Node, payload: Mapping[str, Any]) -> None:
    """An event sub-process of `scope` begins: an interrupting one ends everything else in the scope."""
    if start.interrupting:
        for child in list(scope.children.values()):
            machine.kill(child, "interrupted")
        subscriptions.disarm(machine, scope)
    running = machine.state.add(start.process.nodes[start.parent or ""], scope, machine.now_ms)
    running.vars = {}
    open_scope(machine, running, start, payload)


ENTER: dict[str, Callable[[Machine, Activation], None]] = {
    "subProcess": enter_subprocess,
    "transaction": enter_subprocess,
    "callActivity": enter_call,
}
