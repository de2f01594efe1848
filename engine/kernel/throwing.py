"""Errors, escalations and signals: who catches what is thrown (BPMN 2.0 section 10.5.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from . import events, scopes, subscriptions
from .definition import EventDefinition, Node
from .expressions import Stuck
from .state import Activation

if TYPE_CHECKING:
    from .machine import Machine

_Catcher = tuple[Activation, Node, EventDefinition]


def _catchers(source: Activation, kind: str) -> Iterator[list[_Catcher]]:
    """All catchers of a kind, innermost level first; a level is the event sub-processes of a scope, or boundaries."""
    inside: Activation | None = None
    for activation in source.ancestors():
        if inside is not None and inside.node.type != "eventSubProcess" and not subscriptions.interrupted(activation):
            # What an event sub-process throws is not caught by itself or its neighbours in the same scope.
            yield [
                (activation, start, event)
                for start in subscriptions.starts_of(activation)
                for event in start.events
                if event.kind == kind
            ]
        yield [
            (activation, boundary, event)
            for boundary in subscriptions.attached(activation)
            for event in boundary.events
            if event.kind == kind
        ]
        inside = activation


def _match(source: Activation, kind: str, code: str) -> _Catcher | None:
    """The innermost catcher; at one level the one that names the code goes before the one that catches all."""
    for level in _catchers(source, kind):
        for wanted in (code, None):
            for catcher in level:
                if catcher[2].name == wanted:
                    return catcher
    return None


def error(machine: Machine, source: Activation, code: str, variables: Mapping[str, Any]) -> None:
    """Throw an error at an activation; one catcher takes it, or the activation keeps its place with an incident."""
    catcher = _match(source, "error", code)
    if catcher is None:
        words = variables.get("errorMessage")
        told = f": {words}" if words else ""
        machine.stick(source, Stuck("uncaught-error", f"nobody catches the error {code!r}{told}"), "thrown")
        return
    _catch(machine, catcher, {"errorCode": code, **variables})


def escalation(machine: Machine, source: Activation, code: str) -> bool:
    """Throw an escalation; True when its catcher ended the thrower. An uncaught escalation changes nothing."""
    catcher = _match(source, "escalation", code)
    if catcher is None:
        return False
    _catch(machine, catcher, {"escalationCode": code})
    return source.id not in machine.state.live


def _catch(machine: Machine, catcher: _Catcher, payload: Mapping[str, Any]) -> None:
    activation, node, _ = catcher
    if node.type == "boundaryEvent":
        events.fire_boundary(machine, activation, node, payload)
    else:
        scopes.start_event_subprocess(machine, activation, node, payload)


def signal(machine: Machine, source: Activation, name: str) -> None:
    """Broadcast a signal: to everything that waits for it in this case now, and through the outbox to other cases."""
    payload = dict(source.vars or {})
    deliver_signal(machine, name, payload)
    body = {"name": name, "payload": payload, "origin": machine.around.case_id}
    machine.open_job(source.id, "signal", "engine.signal", source.node.id, body, 12)


def deliver_signal(machine: Machine, name: str, payload: Mapping[str, Any]) -> int:
    """Give a signal to every waiting event of this case; returns how many took it."""
    waiting = [
        (activation, key)
        for activation in machine.state.live.values()
        if activation not in machine.queue and activation not in machine.later  # begun, but not waiting yet
        for node in subscriptions.awaited(activation)
        for key, event in subscriptions.keyed(node)
        if event.kind == "signal" and event.name == name
    ]
    taken = 0
    for activation, key in waiting:
        if activation.id in machine.state.live and events.waits(activation, key):
            events.trigger(machine, activation, key, payload)
            taken += 1
    return taken
