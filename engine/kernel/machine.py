"""The token machine: takes one trigger, moves tokens to the next wait states, and says what changed outside.

What each BPMN element does stands in its own module (`tasks`, `gateways`, `events`, `scopes`, `loops`,
`compensation`, `throwing`); this module only moves tokens between them (BPMN 2.0 chapter 13).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from ..errors import BudgetExceeded
from ..model import Incident, Job, JobState
from . import compensation, conditions, events, gateways, loops, mappings, scopes, subscriptions, tasks
from .bundle import Bundle
from .definition import ACTIVITIES, Flow, Node
from .effects import Effects, Ended, Surroundings
from .expressions import Evaluator, Functions, Stuck
from .state import Activation, State
from .variables import ScopeView, assign

STEP_BUDGET = 500  # elements entered per unit of work; then commit and go on in a new job
RUN_BUDGET = 20_000  # elements entered without anything from outside
LIVE_BUDGET = 20_000  # activations alive at once
MAX_CALL_DEPTH = 50

Enter = Callable[["Machine", Activation], None]


class Machine:
    """Moves the tokens of one case during one unit of work."""

    def __init__(
        self,
        bundle: Bundle,
        state: State,
        around: Surroundings,
        functions: Functions,
        expressions: dict[str, Any],
        new_key: Callable[[], str],
    ) -> None:
        self.bundle = bundle
        self.state = state
        self.around = around
        self.new_key = new_key
        self.evaluator = Evaluator(expressions, functions, around.now.astimezone(ZoneInfo(around.time_zone)))
        self.effects = Effects()
        self.now_ms = int(around.now.timestamp() * 1000)
        self.queue: deque[Activation] = deque()
        self.later: deque[Activation] = deque()  # signals are thrown once everybody who could wait for them does
        for number in state.queue:
            if number in state.live:
                self.enqueue(state.live[number])
        self.changed: set[str] = set(state.changed)  # variable names written in this step
        self.steps = 0
        self.predefined = {"caseId": around.case_id, "caseRef": around.business_key}

    # -- moving

    def run(self, *, fresh: bool = True) -> None:
        """Move tokens until every one waits, or the step budget is used up (then a job goes on).

        `fresh` is True when something from outside triggered the step.
        """
        if fresh:
            self.state.run = 0
        while True:
            while self.queue or self.later:
                if self.steps >= STEP_BUDGET:
                    self._continue_later()
                    return
                activation = (self.queue or self.later).popleft()
                if activation.id in self.state.live:
                    self.steps += 1
                    self._enter(activation)
            if self.changed and conditions.react(self):
                continue
            if not gateways.fire_inclusive(self):
                break
        self.state.queue, self.state.changed = [], []
        self.state.run += self.steps

    def _continue_later(self) -> None:
        self.state.queue = [activation.id for activation in (*self.queue, *self.later)]
        self.state.changed = sorted(self.changed)
        self.state.run += self.steps
        self.continue_later()

    def continue_later(self) -> None:
        """Let a job go on in a unit of work of its own."""
        if not any(kind == "continue" for _, kind in self.effects.jobs):
            self.open_job(self._fresh_number(), "continue", "engine.continue", "", {}, 12)

    def _fresh_number(self) -> int:
        number = self.state.next_id
        self.state.next_id += 1
        return number

    def _enter(self, activation: Activation) -> None:
        if self.state.run + self.steps > RUN_BUDGET:
            self.stick(
                activation, Stuck("budget-exceeded", f"more than {RUN_BUDGET} elements without a wait state"), "enter"
            )
            return
        if len(self.state.live) > LIVE_BUDGET:
            raise BudgetExceeded(f"more than {LIVE_BUDGET} elements are active at once")
        # Boundary events are armed before the activity begins, and once: they go on while it is stuck and tried again.
        armed = bool(activation.x.pop("armed", False))
        phase = "work" if armed else "enter"
        try:
            if activation.node.type in ACTIVITIES:
                if not activation.is_body:
                    mappings.map_inputs(self, activation)
                if not armed:
                    subscriptions.arm_boundaries(self, activation)
                phase = "work"
            if activation.is_body:
                loops.enter(self, activation)
            else:
                _ENTER[activation.node.type](self, activation)
        except Stuck as stuck:
            if phase == "enter":
                subscriptions.disarm_boundaries(self, activation)
            self.stick(activation, stuck, phase)

    def take(self, flow: Flow, scope: Activation, process_nodes: Mapping[str, Node]) -> None:
        """Send a token along a sequence flow."""
        target = process_nodes[flow.target]
        if gateways.gathers(target):
            gateways.arrive(self, target, scope, flow.id)
        else:
            self.begin(target, scope)

    def begin(self, node: Node, scope: Activation) -> Activation:
        """Put a token on a node."""
        activation = self.state.add(node, scope, self.now_ms)
        self.enqueue(activation)
        return activation

    def enqueue(self, activation: Activation) -> None:
        """Enter an activation later in this step."""
        (self.later if _throws_signal(activation.node) else self.queue).append(activation)

    def leave(self, activation: Activation, detail: Mapping[str, Any] | None = None) -> None:
        """A token leaves an element along its outgoing flows (all that apply), or ends here."""
        try:
            flows = gateways.outgoing(self, activation)
        except Stuck as stuck:
            self.stick(activation, stuck, "leave")
            return
        node, scope = activation.node, activation.home
        told = dict(detail or {})
        if len(node.outgoing) > 1:
            told["took"] = [flow.id for flow in flows]
        self.finish(activation, "completed", told)
        for flow in flows:
            self.take(flow, scope, node.process.nodes)
        if not flows:
            scopes.maybe_complete(self, scope)

    def finish(self, activation: Activation, outcome: str, detail: Mapping[str, Any] | None = None) -> None:
        """Take an activation out of the tree and write its line of history."""
        if "stuck" in activation.x:
            self.unstick(activation)
        self.state.remove(activation)
        self.effects.ended.append(Ended(activation.node.id, activation.id, outcome, activation.since, detail or {}))

    # -- activities

    def complete(
        self, activation: Activation, result: Mapping[str, Any] | None, detail: Mapping[str, Any] | None = None
    ) -> None:
        """An activity is done: hand its result outwards, drop its boundary events, go on."""
        try:
            told = mappings.hand_out(self, activation, result)
        except Stuck as stuck:
            activation.x["result"] = dict(result or {})
            self.stick(activation, stuck, "complete")
            return
        if activation.is_instance:
            compensation.remember(activation)
            self.finish(activation, "completed", detail)
            loops.instance_done(self, activation, told)
            return
        self.done(activation, detail)

    def done(self, activation: Activation, detail: Mapping[str, Any] | None = None) -> None:
        """What follows an activity's completion once its variables are handed out."""
        subscriptions.disarm_boundaries(self, activation)
        compensation.remember(activation)
        if "for" in activation.x:
            self.finish(activation, "completed", detail)
            compensation.handler_done(self, activation)
            return
        self.leave(activation, detail)

    # -- helpers for all elements

    def view(self, activation: Activation, extra: Mapping[str, Any] | None = None) -> ScopeView:
        """The variables that an expression at this activation sees."""
        return ScopeView(activation, self.predefined, extra)

    def write(self, scope: Activation, target: str, value: Any) -> None:
        """Write a variable and note that it changed."""
        name = assign(scope, target, value)
        if name is not None:
            self.changed.add(name)

    def open_job(
        self, number: int, kind: str, job_type: str, element_id: str, payload: Mapping[str, Any], attempts: int
    ) -> None:
        """Put a row into the outbox; its key is born here, with the intention."""
        if (number, kind) in self.effects.jobs:
            number = self._fresh_number()  # an event that throws two messages
        self.effects.jobs[(number, kind)] = Job(
            case_id=self.around.case_id,
            activation=number,
            kind=kind,
            tenant=self.around.tenant,
            queue=job_type.partition(".")[0],
            type=job_type,
            element_id=element_id,
            state=JobState.READY,
            run_at=self.around.now,
            max_attempts=attempts,
            key=self.new_key(),
            payload=payload,
            business_key=self.around.business_key,
        )

    def stick(self, activation: Activation, stuck: Stuck, phase: str) -> None:
        """Leave an activation where it is and open an incident for it; `incidents` says what a phase means."""
        activation.x["stuck"] = [phase, stuck.code]
        if activation.halted and phase != "job":  # a job that gave up keeps its row and attempts, for the retry
            subscriptions.disarm(self, activation)
        self.open_incident(activation.id, activation.node.id, stuck)

    def open_incident(self, number: int, element_id: str, stuck: Stuck) -> None:
        """Ask a person to look."""
        self.effects.incidents[number] = Incident(
            case_id=self.around.case_id,
            activation=number,
            tenant=self.around.tenant,
            element_id=element_id,
            code=stuck.code,
            message=stuck.message[:2000],
            opened_at=self.around.now,
        )

    def unstick(self, activation: Activation) -> str:
        """Close the incident of an activation; returns the phase in which it got stuck."""
        phase, _ = activation.x.pop("stuck")
        self.effects.withdraw_incident(activation.id)
        return str(phase)

    def kill(self, activation: Activation, outcome: str = "cancelled") -> None:
        """Withdraw an activation with everything inside it."""
        for victim in list(activation.descendants()):
            if victim.id not in self.state.live:
                continue  # a handler, withdrawn with what threw the compensation
            subscriptions.disarm(self, victim)
            subscriptions.disarm_boundaries(self, victim)
            compensation.withdraw(self, victim)
            self.finish(victim, outcome)


def _throws_signal(node: Node) -> bool:
    return node.type in ("intermediateThrowEvent", "endEvent") and any(event.kind == "signal" for event in node.events)


def _pass(machine: Machine, activation: Activation) -> None:
    machine.complete(activation, None)


_ENTER: dict[str, Enter] = {
    "task": _pass,
    "manualTask": _pass,
    **tasks.ENTER,
    **gateways.ENTER,
    **events.ENTER,
    **scopes.ENTER,
}
