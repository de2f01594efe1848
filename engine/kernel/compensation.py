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


def _handler(node: Node) -> str | None:
    for boundary in node.boundaries:
        if boundary.handler and boundary.event is not None and boundary.event.kind == "compensation":
            return boundary.handler
    return None


def remember(activation: Activation) -> None:
    """Note a completed activity in its scope if it could have to be undone."""
    scope, node = activation.scope, activation.node
    if scope is None or node.for_compensation:
        return
    record: Record = {"n": node.id}
    nested = activation.x.get("comp")
    if nested:
        record["k"] = nested
        record["v"] = activation.vars or {}
    if nested or _handler(node):
        scope.x.setdefault("comp", []).append(record)


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
    for child in list(transaction.children.values()):
        if child is not activation and activation not in child.descendants():
            machine.kill(child)
    records = transaction.x.pop("comp", [])
    activation.x["c"] = {"todo": [[transaction.id, record] for record in records], "then": "cancel"}
    _next(machine, activation)


def _next(machine: Machine, thrower: Activation) -> None:
    running = thrower.x["c"]
    while running["todo"]:
        scope_id, record = running["todo"].pop()
        scope = machine.state.live.get(scope_id)
        if scope is None:
            continue
        node = scope.node.process.nodes[record["n"]]
        handler = _handler(node)
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
    for number in running.pop("opened", []):
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
    """A compensation handler is done: the thrower takes the next record."""
    thrower = machine.state.live.get(handler.x["for"])
    if thrower is not None and "c" in thrower.x:
        _next(machine, thrower)


def scope_undone(machine: Machine, scope: Activation) -> None:
    """A sub-process that was opened again only to be undone has nothing alive in it; its thrower closes it."""
