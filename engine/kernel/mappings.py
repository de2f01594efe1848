"""Input and output mappings: what an element sees of its own, and what it hands to the scopes around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .state import Activation
from .variables import put

if TYPE_CHECKING:
    from .machine import Machine


def map_inputs(machine: Machine, activation: Activation) -> None:
    """Compute an element's own variables; each input sees those before it, and a retry begins afresh."""
    node = activation.node
    if not node.inputs:
        return
    given = ("loopCounter", node.loop.element) if activation.is_instance and node.loop else ()
    local = {name: value for name, value in (activation.vars or {}).items() if name in given}
    activation.vars = local
    view = machine.view(activation)
    for source, target in node.inputs:
        put(local, target, machine.evaluator.value(source, view))


def hand_out(machine: Machine, activation: Activation, result: Mapping[str, Any] | None) -> Any:
    """Apply output mappings (or propagate the result) to the surrounding scope; returns a loop's output element."""
    node, scope = activation.node, activation.home
    view = machine.view(activation, result)
    written = [(target, machine.evaluator.value(source, view)) for source, target in node.outputs]
    if node.keep_result:
        own = {target.partition(".")[0] for _, target in node.inputs}
        written = [(name, value) for name, value in (result or {}).items() if name not in own] + written
    element = None
    if activation.is_instance and node.loop is not None and node.loop.output_element:
        element = machine.evaluator.value(node.loop.output_element, view)
    if not node.outputs and not node.keep_result:
        written = list((result or {}).items())
    for target, value in written:
        machine.write(scope, target, value)
    return element
