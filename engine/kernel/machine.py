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
from . import compensation, conditions, events, gateways, loops, scopes, subscriptions, tasks
from .definition import ACTIVITIES, Bundle, Flow, Node
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
        self.queue: deque[Activation] = deque(state.live[number] for number in state.queue if number in state.live)
        self.later: deque[Activation] = deque()  # signals are thrown once everybody who could wait for them does
        self.changed: set[str] = set()  # variable names written in this step
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
        self.state.queue = []
        self.state.run += self.steps

    def _continue_later(self) -> None:
        self.state.queue = [activation.id for activation in (*self.queue, *self.later)]
        self.state.run += self.steps
        number = self.state.next_id
        self.state.next_id += 1
        self.open_job(number, "continue", "engine.continue", "", {}, 12)

    def _enter(self, activation: Activation) -> None:
        if self.state.run + self.steps > RUN_BUDGET:
            self.stick(
                activation, Stuck("budget-exceeded", f"more than {RUN_BUDGET} elements without a wait state"), "enter"
            )
            return
        if len(self.state.live) > LIVE_BUDGET:
            raise BudgetExceeded(f"more than {LIVE_BUDGET} elements are active at once")
        try:
            if activation.node.loop is not None and not activation.is_instance:
                subscriptions.arm_boundaries(self, activation)
                loops.enter(self, activation)
                return
            if activation.node.type in ACTIVITIES:
                self._map_inputs(activation)
                if not activation.is_instance:
                    subscriptions.arm_boundaries(self, activation)
            _ENTER[activation.node.type](self, activation)
        except Stuck as stuck:
            self.stick(activation, stuck, "enter")

    def _map_inputs(self, activation: Activation) -> None:
        node = activation.node
        if not node.inputs:
            return
        view = self.view(activation)
        local = dict(activation.vars or {})
        activation.vars = local
        for source, target in node.inputs:
            value = self.evaluator.value(source, view)
            name, *path = target.split(".")
            if path:
                assign(activation, target, value)
            else:
                local[name] = value

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
        (self.later if _throws_signal(node) else self.queue).append(activation)
        return activation

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
        self.state.remove(activation)
        self.effects.ended.append(Ended(activation.node.id, activation.id, outcome, activation.since, detail or {}))

    # -- activities

    def complete(
        self, activation: Activation, result: Mapping[str, Any] | None, detail: Mapping[str, Any] | None = None
    ) -> None:
        """An activity is done: hand its result outwards, drop its boundary events, go on."""
        try:
            told = self.hand_out(activation, result)
        except Stuck as stuck:
            activation.x["result"] = dict(result or {})
            self.stick(activation, stuck, "complete")
            return
        if activation.is_instance:
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

    def hand_out(self, activation: Activation, result: Mapping[str, Any] | None) -> Any:
        """Apply output mappings (or propagate the result) to the surrounding scope; returns a loop's output element."""
        node, scope = activation.node, activation.home
        view = self.view(activation, result)
        written = [(target, self.evaluator.value(source, view)) for source, target in node.outputs]
        element = None
        if activation.is_instance and node.loop is not None and node.loop.output_element:
            element = self.evaluator.value(node.loop.output_element, view)
        if not node.outputs:
            written = list((result or {}).items())
        for target, value in written:
            self.write(scope, target, value)
        return element

    # -- helpers for all elements

    def view(self, activation: Activation, extra: Mapping[str, Any] | None = None) -> ScopeView:
        """The variables that an expression at this activation sees."""
        return ScopeView(activation, self.predefined, extra)

    def write(self, scope: Activation, target: str, value: Any) -> None:
        """Write a variable and note that it changed."""
        self.changed.add(assign(scope, target, value))

    def open_job(
        self, number: int, kind: str, job_type: str, element_id: str, payload: Mapping[str, Any], attempts: int
    ) -> None:
        """Put a row into the outbox; its key is born here, with the intention."""
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
        """Leave an activation where it is and open an incident for it."""
        subscriptions.disarm(self, activation)
        activation.x["stuck"] = [phase, stuck.code]
        self.effects.incidents[activation.id] = Incident(
            case_id=self.around.case_id,
            activation=activation.id,
            tenant=self.around.tenant,
            element_id=activation.node.id,
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
            subscriptions.disarm(self, victim)
            subscriptions.disarm_boundaries(self, victim)
            if "stuck" in victim.x:
                self.unstick(victim)
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
