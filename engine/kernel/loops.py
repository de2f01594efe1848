"""Loops: multi-instance activities (together or one after another) and standard loops (BPMN 2.0 section 13.3.6, 13.3.7).

The activity's own activation is the body; each round is a child of it with the round's index.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .definition import Loop
from .expressions import Stuck
from .state import Activation

if TYPE_CHECKING:
    from .machine import Machine

MAX_INSTANCES = 1_000


def enter(machine: Machine, body: Activation) -> None:
    """Begin the rounds of a loop; a loop over nothing is complete at once."""
    loop = _loop(body)
    if loop.standard:
        body.x["mi"] = {"n": -1, "done": 0}
        if (loop.test_before and not _goes_on(machine, body)) or loop.maximum == 0:
            finish(machine, body)
        else:
            _begin(machine, body, 0, None)
        return
    items, count = _items(machine, body, loop)
    body.x["mi"] = {"n": count, "done": 0}
    if loop.output:
        body.x["mi"]["out"] = [None] * count
    if items is not None and loop.sequential and loop.element:
        body.x["mi"]["items"] = items
    if count == 0:
        finish(machine, body)
        return
    for index in range(1 if loop.sequential else count):
        _begin(machine, body, index, items[index] if items is not None else None)


def _loop(body: Activation) -> Loop:
    loop = body.node.loop
    if loop is None:
        raise ValueError(f"{body.node.id} is no loop")
    return loop


def _items(machine: Machine, body: Activation, loop: Loop) -> tuple[list[Any] | None, int]:
    view = machine.view(body)
    if loop.input:
        items, why = machine.evaluator.explained(loop.input, view)
        if not isinstance(items, list):
            raise Stuck("collection-invalid", f"{loop.input} is {items!r}, not a list. {why}".strip())
        count: Any = len(items)
    else:
        items = None
        value, why = machine.evaluator.explained(loop.cardinality or "", view)
        text = str(value).strip()
        if isinstance(value, bool) or not text.isdigit():
            raise Stuck(
                "cardinality-invalid", f"{loop.cardinality} is {value!r}, not a whole number ≥ 0. {why}".strip()
            )
        count = int(text)
    if count > MAX_INSTANCES:
        raise Stuck("budget-exceeded", f"{count} instances; allowed are {MAX_INSTANCES}")
    return items, count


def _begin(machine: Machine, body: Activation, index: int, item: Any) -> None:
    instance = machine.begin(body.node, body)
    instance.x["n"] = index
    instance.vars = {"loopCounter": index + 1}
    element = _loop(body).element
    if element:
        instance.vars[element] = item


def instance_done(machine: Machine, round_: Activation, element: Any) -> None:
    """A round is over (or was withdrawn by hand): note its output in input order, and go on."""
    body = round_.home
    state = body.x["mi"]
    state["done"] += 1
    if "out" in state:
        state["out"][round_.x["n"]] = element
    _go_on(machine, body, round_.vars or {})


def _go_on(machine: Machine, body: Activation, local: Mapping[str, Any]) -> None:
    """Complete, begin the next round, or wait for the others; `local` are the variables of the round just over."""
    loop, state = _loop(body), body.x["mi"]
    done = state["done"]
    try:
        if loop.standard:
            over = (loop.maximum is not None and done >= loop.maximum) or not _goes_on(machine, body)
        else:
            over = (loop.condition is not None and _enough(machine, body, loop, local)) or done >= state["n"]
    except Stuck as stuck:
        state["last"] = dict(local)
        machine.stick(body, stuck, "loop")
        return
    state.pop("last", None)
    if body.phase == "loop":
        machine.unstick(body)
    if over:
        finish(machine, body)
    elif loop.sequential:
        items = state.get("items")
        _begin(machine, body, done, items[done] if items is not None else None)


def _enough(machine: Machine, body: Activation, loop: Loop, local: Mapping[str, Any]) -> bool:
    state = body.x["mi"]
    counts = {
        "numberOfInstances": state["n"],
        "numberOfActiveInstances": len(body.children),
        "numberOfCompletedInstances": state["done"],
        "numberOfTerminatedInstances": 0,
        **local,
    }
    return machine.evaluator.condition(loop.condition or "", machine.view(body, counts))


def _goes_on(machine: Machine, body: Activation) -> bool:
    condition = _loop(body).condition
    counts = {"loopCounter": body.x["mi"]["done"]}
    return condition is None or machine.evaluator.condition(condition, machine.view(body, counts))


def finish(machine: Machine, body: Activation) -> None:
    """Complete a loop: withdraw the rounds that still run, hand out the collected outputs."""
    for child in list(body.children.values()):
        machine.kill(child)
    loop, state = _loop(body), body.x.pop("mi")
    if loop.output:
        machine.write(body.home, loop.output, state.get("out", []))
    machine.done(body)


def retry(machine: Machine, body: Activation) -> None:
    """Ask the condition again that could not be evaluated after a round."""
    _go_on(machine, body, body.x["mi"].get("last", {}))
