"""What the token tree of a case asks of the tables: which rows have to be open, no more and no less."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.kernel.bundle import Bundle
from engine.kernel.definition import ACTIVITIES
from engine.kernel.state import Activation, State
from engine.kernel.subscriptions import awaited, keyed

_JOBS = frozenset({"serviceTask", "sendTask", "scriptTask", "businessRuleTask", "endEvent", "intermediateThrowEvent"})


@dataclass(slots=True)
class Asked:
    """Keys of the rows that a tree asks for; `continues`: a job that goes on with a divided step."""

    tasks: set[int] = field(default_factory=set)
    jobs: set[int] = field(default_factory=set)
    stuck_jobs: set[int] = field(default_factory=set)
    timers: set[tuple[int, str, int]] = field(default_factory=set)
    waits: set[tuple[int, str]] = field(default_factory=set)
    incidents: set[int] = field(default_factory=set)
    continues: bool = False


def asked(state: State) -> Asked:
    """What has to be open beside this tree; what is held for a suspended case has its row behind it."""
    found = Asked(continues=bool(state.queue))
    held_jobs = {entry[1] for entry in state.held if entry[0] in ("complete_job", "throw_error")}
    held_timers = {(entry[1], entry[2]) for entry in state.held if entry[0] == "trigger"}
    for activation in state.live.values():
        if "stuck" in activation.x:
            found.incidents.add(activation.id)
        if activation.id in state.queue:
            continue  # it will be entered by the step that goes on
        _rows_of(activation, found, held_jobs)
        for key, (number, rest) in activation.x.get("t", {}).items():
            if rest is not None and (activation.id, key) not in held_timers:
                found.timers.add((activation.id, key, number))
        for node in awaited(activation):
            found.waits |= {(activation.id, key) for key, event in keyed(node) if event.kind in ("message", "signal")}
    return found


def _rows_of(activation: Activation, found: Asked, held_jobs: set[int]) -> None:
    node = activation.node
    leaf = not activation.is_body
    if node.type == "userTask" and node.type in ACTIVITIES and leaf and not activation.halted:
        found.tasks.add(activation.id)
    if node.type in _JOBS and node.job_type and leaf and activation.id not in held_jobs:
        if activation.phase == "job":
            found.stuck_jobs.add(activation.id)
        elif not activation.halted:
            found.jobs.add(activation.id)


_bundles: dict[str, Bundle] = {}


def bundle_of(content_hash: str, compiled: bytes, resources: dict[str, bytes]) -> Bundle:
    """A deployment's table, read once per content."""
    if content_hash not in _bundles:
        if len(_bundles) > 200:
            _bundles.clear()
        _bundles[content_hash] = Bundle.from_json(compiled, resources)
    return _bundles[content_hash]
