"""Compensation and cancelled transactions: what was completed is undone in reverse order (BPMN 2.0 section 13.5.5).

A scope keeps a record of each completed activity that has a compensation handler; a completed sub-process hands its
records outwards as one. A throwing event works through them one at a time and then goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import events
from .definition import Node
from .state import Activation

if TYPE_CHECKING:
    from .machine import Machine

Record = dict[str, Any]  # "n" element id, "k" records of a sub-process, "v" its variables


def handler_of(node: Node) -> str | None:
    """The activity that undoes this one, if there is any."""
    for boundary in node.boundaries:
        if boundary.handler and boundary.event is not None and boundary.event.kind == "compensation":
            return boundary.handler
    return None


def remember(activation: Activation) -> None:
    """Note a completed activity in its scope if it could have to be undone."""
    scope, node = activation.scope, activation.node
    if scope is None or node.for_compensation:
        return
    nested = activation.x.get("comp")
    if nested:
        scope.x.setdefault("comp", []).append({"n": node.id, "k": nested, "v": activation.vars or {}})
    elif handler_of(node) and not activation.is_instance:  # the handler of a loop undoes the loop as a whole
        scope.x.setdefault("comp", []).append({"n": node.id})


def throw(machine: Machine, activation: Activation, target: str | None) -> None:
    """Undo what the throwing event's scope (or the one activity it names) has completed, then go on."""
    activation.x["c"] = {"todo": _collect(activation, target), "then": "leave"}
    _next(machine, activation)


def _collect(activation: Activation, target: str | None) -> list[list[Any]]:
    """Records to undo as [scope id, record], last one first to be undone; they are taken from their scopes."""
    found: list[list[Any]] = []
    for scope in activation.ancestors():
        if scope is activation:
            continue
        records = scope.x.get("comp", [])
        chosen = [r for r in records if target is None or r["n"] == target]
        rest = [r for r in records if r not in chosen]
        if chosen:
            found = [[scope.id, record] for record in chosen] + found
            scope.x["comp"] = rest
        if scope.node.type == "process" or (target is None and scope.node.type != "eventSubProcess"):
            break
    return found


def cancel_transaction(machine: Machine, activation: Activation) -> None:
    """A cancel end event: withdraw the rest of the transaction, undo it, leave it through its cancel boundary event."""
    transaction = next(a for a in activation.ancestors() if a.node.type == "transaction")
    nested: list[Record] = []
    for child in list(transaction.children.values()):
        if child is not activation:
            nested += _done_inside(child)
            machine.kill(child)
    records = transaction.x.pop("comp", []) + nested
    activation.x["c"] = {"todo": [[transaction.id, record] for record in records], "then": "cancel"}
    _next(machine, activation)


def _done_inside(activation: Activation) -> list[Record]:
    """What an activity that is still open has completed so far; a called process undoes nothing from outside."""
    nested = list(activation.x.get("comp", ()))
    for child in activation.children.values():
        if child.node.type != "process" and "cs" not in child.x:
            nested += _done_inside(child)
    return [{"n": activation.node.id, "k": nested, "v": activation.vars or {}}] if nested else []


def _next(machine: Machine, thrower: Activation) -> None:
    running = thrower.x["c"]
    while running["todo"]:
        scope_id, record = running["todo"].pop()
        scope = machine.state.live.get(scope_id)
        if scope is None:
            continue
        node = scope.node.process.nodes[record["n"]]
        handler = handler_of(node)
        if handler is not None:
            undoing = machine.begin(node.process.nodes[handler], scope)
            undoing.x["for"] = thrower.id
            return
        if record.get("k"):
            again = machine.state.add(node, scope, machine.now_ms)
            again.vars = dict(record.get("v") or {})
            again.x["cs"] = thrower.id
            running["todo"] += [[again.id, nested] for nested in record["k"]]
            running.setdefault("opened", []).append(again.id)
            continue
    _close_reopened(machine, running)
    _finished(machine, thrower, running["then"])


def _close_reopened(machine: Machine, running: dict[str, Any]) -> None:
    for number in reversed(running.pop("opened", [])):
        again = machine.state.live.get(number)
        if again is not None:
            machine.finish(again, "compensated")


def _finished(machine: Machine, thrower: Activation, then: str) -> None:
    thrower.x.pop("c")
    if then == "leave":
        machine.leave(thrower)
        return
    transaction = next(a for a in thrower.ancestors() if a.node.type == "transaction")
    boundary = next((b for b in transaction.node.boundaries if b.event is not None and b.event.kind == "cancel"), None)
    if boundary is not None:
        events.fire_boundary(machine, transaction, boundary, {})
        return
    scope = transaction.scope
    machine.kill(transaction, "cancelled")
    if scope is not None:
        from .scopes import maybe_complete  # scopes builds on compensation

        maybe_complete(machine, scope)


def handler_done(machine: Machine, handler: Activation) -> None:
    """A compensation handler is done (or was withdrawn): the thrower takes the next record."""
    thrower = machine.state.live.get(handler.x["for"])
    if thrower is not None and "c" in thrower.x:
        _next(machine, thrower)


def withdraw(machine: Machine, thrower: Activation) -> None:
    """What throws a compensation is withdrawn itself: so is its work; what is not yet undone can be undone later."""
    running = thrower.x.pop("c", None)
    if running is None:
        return
    for activation in list(machine.state.live.values()):
        if activation.x.get("for") == thrower.id:
            machine.kill(activation)
    _close_reopened(machine, running)
    for scope_id, record in running["todo"]:
        scope = machine.state.live.get(scope_id)
        if scope is not None:
            scope.x.setdefault("comp", []).append(record)
