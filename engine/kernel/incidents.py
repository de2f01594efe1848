"""What is stuck, tried again or resolved by a person: each phase in which something got stuck has its way on.

"enter": nothing of it has begun. "work": only its boundary events are armed. "open": a scope without its event
sub-processes. "complete": the result cannot be mapped. "leave": no flow applies. "caught": an event's payload cannot be
mapped. "loop": whether there is another round. "thrown": nobody caught its error. "follow": one of its timers has no
value; it goes on beside that. "budget": a command was rolled back. "job": its job gave up, the row keeps the attempts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import events, loops, scopes, subscriptions
from .definition import ACTIVITIES
from .expressions import Stuck
from .state import BESIDE

if TYPE_CHECKING:
    from .machine import Machine


def job_gave_up(machine: Machine, number: int, element_id: str, why: Stuck) -> None:
    """An incident for a job; what threw a message is gone, then its number keeps the row."""
    activation = machine.state.live.get(number)
    if activation is None:
        machine.open_incident(number, element_id, why)
    elif not activation.halted:
        machine.stick(activation, why, "job")


def wanted_too_much(machine: Machine, why: Stuck) -> None:
    """A command was rolled back: the case stays as it was and goes on, a person has to look."""
    root = machine.state.root
    if root is not None and "stuck" not in root.x:
        machine.stick(root, why, "budget")


def retry(machine: Machine, number: int) -> str:
    """Try again what is stuck; returns the phase it was stuck in."""
    activation, phase = machine.state.live.get(number), _close(machine, number)
    if activation is None or phase in ("job", "budget"):
        return phase
    if phase in ("enter", "work", "thrown"):
        if phase != "enter":
            activation.x["armed"] = True
        machine.enqueue(activation)
    elif phase == "open":
        scopes.reopen(machine, activation)
    elif phase == "complete":
        machine.complete(activation, activation.x.pop("result", {}))
    elif phase == "leave":
        machine.leave(activation)
    elif phase == "caught":
        events.pass_payload(machine, activation, activation.x.pop("result", {}))
    elif phase == "loop":
        loops.retry(machine, activation)
    elif phase == "follow":
        machine.changed.update(event.follows or "" for _, event in subscriptions.followers(activation))
    return phase


def resolve(machine: Machine, number: int, variables: Mapping[str, Any]) -> None:
    """Go on as if what is stuck had succeeded with these variables; a scope is opened with them."""
    activation, phase = machine.state.live.get(number), _close(machine, number)
    if activation is None:
        return
    if phase == "job":
        machine.effects.withdraw_job(number)
    if phase in ("enter", "work", "thrown", "job", "complete") and activation.node.type in ACTIVITIES:
        machine.complete(activation, {**activation.x.pop("result", {}), **variables})
        return
    scope = activation if phase in ("open", *BESIDE) else activation.home
    for name, value in variables.items():
        machine.write(scope, name, value)
    if phase == "open":
        scopes.reopen(machine, activation)
    elif phase == "loop":
        loops.finish(machine, activation)
    elif phase not in BESIDE:
        machine.leave(activation)


def _close(machine: Machine, number: int) -> str:
    """Close an incident and return its phase; one that the state does not know of is a job's."""
    activation = machine.state.live.get(number)
    if activation is None or "stuck" not in activation.x:
        machine.effects.withdraw_incident(number)
        return "job"
    return machine.unstick(activation)
