"""Conditional events: looked at whenever variables change, fired when they turn from false to true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import events, subscriptions
from .expressions import Stuck

if TYPE_CHECKING:
    from .machine import Machine


def react(machine: Machine) -> bool:
    """Compute following timers again and fire conditions that became true; True when tokens moved."""
    names, machine.changed = machine.changed, set()
    subscriptions.rearm_followers(machine, names)
    for activation in list(machine.state.live.values()):
        conditions = activation.x.get("cond")
        if not conditions:
            continue
        for node in list(subscriptions.awaited(activation)):
            for key, event in subscriptions.keyed(node):
                if key not in conditions:
                    continue
                try:
                    now_true = machine.evaluator.value(event.value or "", machine.view(activation)) is True
                except Stuck:
                    now_true = False  # linted at deployment; a limit at run time must not stop the case
                if now_true and not conditions[key]:
                    conditions[key] = True
                    events.trigger(machine, activation, key, {})
                    machine.changed.add("")  # others may have become true as well
                    return True
                conditions[key] = now_true
    return False
