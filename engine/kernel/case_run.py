"""One case in one unit of work: load its state, apply one trigger, and give back the row and what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..errors import Conflict, FourEyes
from ..model import Actor, Case, CaseStatus, HistoryLine
from . import compensation, events, incidents, loops, scopes, subscriptions, throwing
from .bundle import Bundle
from .definition import Node
from .effects import Effects, Surroundings
from .expressions import Functions, Stuck
from .machine import Machine
from .state import STATE_FORMAT, Activation, State, decode, encode

# Read-only variables that every case sees at an instant (thresholds, fees, periods of the law), kept out of its state.
Constants = Callable[[datetime], Mapping[str, Any]]


class Library:
    """What all cases of a deployment share: bundle, parsed expressions, the functions and constants of the house."""

    def __init__(self, bundle: Bundle, functions: Functions, constants: Constants = lambda now: {}) -> None:
        self.bundle = bundle
        self.functions = functions
        self.constants = constants
        self.expressions: dict[str, Any] = {}
        self.watched = frozenset(name for process in bundle.processes.values() for name in process.watched)


class CaseRun:
    """Applies triggers to a case; `effects` grow until `row` is asked for."""

    def __init__(
        self, library: Library, case: Case, now: datetime, new_key: Callable[[], str], state: State | None = None
    ) -> None:
        """`state`: the live tree, where it is not the one that the case's row holds (a migrated one)."""
        self.library = library
        self.case = case
        self.ends_as = CaseStatus.COMPLETED
        if state is None and case.state:
            state = decode(case.state, case.checksum, case.state_format, library.bundle)
        around = Surroundings(case.id, case.tenant, case.business_key, case.site, now)
        self.machine = Machine(
            library.bundle, state or State(), around, library.functions, library.expressions, new_key
        )
        self.machine.predefined = {**library.constants(now), **self.machine.predefined}

    @property
    def state(self) -> State:
        """The live tree."""
        return self.machine.state

    @property
    def effects(self) -> Effects:
        """What has changed so far."""
        return self.machine.effects

    # -- triggers

    def start(self, variables: Mapping[str, Any], start_event: str | None, payload: Mapping[str, Any]) -> None:
        """Begin the process, at its plain start events or at the one named (a message or signal start)."""
        process = self.library.bundle.processes[self.case.process_id]
        root = self.state.add(process.root, None, self.machine.now_ms)
        root.vars = {**variables, "startedAt": self.machine.around.now.isoformat()}
        scopes.open_scope(self.machine, root, process.nodes[start_event] if start_event else None, payload)
        self.machine.run()

    def complete_task(self, number: int, answers: Mapping[str, Any], actor: Actor) -> None:
        """A person completes a user task; separation of duties is checked here, by natural person."""
        activation = self._at(number, "userTask")
        node = activation.node
        self.require_other_person(number, actor.person)
        if node.id in self.library.watched:
            persons = self.state.persons.setdefault(node.id, [])
            if actor.person not in persons:
                persons.append(actor.person)
        detail = {"by": actor.person}
        if actor.on_behalf_of:
            detail["onBehalfOf"] = actor.on_behalf_of
        self.machine.complete(activation, answers, detail)
        self.machine.run()

    def require_other_person(self, number: int, person: str) -> None:
        """FourEyes when `person` has completed one of the tasks that this one must be separate from."""
        node = self._at(number, "userTask").node
        for earlier in node.separation:
            if person in self.state.persons.get(earlier, ()):
                raise FourEyes(f"{node.id} needs another person than {earlier}")

    def complete_job(self, number: int, result: Mapping[str, Any]) -> None:
        """A service task's job came back with a result."""
        activation = self._at(number, None)
        if activation.node.type in ("endEvent", "intermediateThrowEvent"):
            events.thrown_job_done(self.machine, activation, result)
        else:
            self.machine.complete(activation, result)
        self.machine.run()

    def throw_error(self, number: int, code: str, variables: Mapping[str, Any]) -> None:
        """A service task's job was refused: a BPMN error at that activity."""
        throwing.error(self.machine, self._at(number, None), code, variables)
        self.machine.run()

    def trigger(self, number: int, key: str, payload: Mapping[str, Any]) -> None:
        """A timer, message or signal for one activation."""
        activation = self.state.live.get(number)
        if activation is None:
            raise Conflict(f"activation {number} is no longer there")
        events.trigger(self.machine, activation, key, payload)
        self.machine.run()

    def signal(self, name: str, payload: Mapping[str, Any]) -> int:
        """A signal for everything in this case that waits for it; returns how many took it."""
        taken = throwing.deliver_signal(self.machine, name, payload)
        self.machine.run()
        return taken

    def go_on(self) -> None:
        """The rest of a step that had used up its budget."""
        self.machine.run(fresh=False)

    def set_variables(self, variables: Mapping[str, Any]) -> None:
        """Write process variables by hand."""
        root = self._root()
        for name, value in variables.items():
            self.machine.write(root, name, value)
        self.machine.run()

    def fail(self, number: int, element_id: str, code: str, message: str) -> None:
        """A job gave up (see `incidents`)."""
        incidents.job_gave_up(self.machine, number, element_id, Stuck(code, message))

    def refuse(self, code: str, message: str) -> None:
        """A command wanted more than a case may have and was rolled back."""
        incidents.wanted_too_much(self.machine, Stuck(code, message))

    def is_stuck(self, number: int) -> bool:
        """Whether the state knows of an incident at this activation."""
        activation = self.state.live.get(number)
        return activation is not None and "stuck" in activation.x

    def retry(self, number: int) -> str:
        """Try again what is stuck; returns the phase it was stuck in ("job": the caller reopens the job)."""
        phase = incidents.retry(self.machine, number)
        self.machine.run()
        return phase

    def resolve(self, number: int, variables: Mapping[str, Any]) -> None:
        """Go on from what is stuck as if it had succeeded with these variables."""
        incidents.resolve(self.machine, number, variables)
        self.machine.run()

    def modify(self, cancel: tuple[int, ...], start: tuple[str, ...], variables: Mapping[str, Any]) -> None:
        """Move tokens by hand: begin elements where their scope is active, then withdraw activations."""
        for name, value in variables.items():
            self.machine.write(self._root(), name, value)
        for element_id in start:
            self.machine.begin(*self._place_for(element_id))
        for number in cancel:
            activation = self.state.live.get(number)
            if activation is None or activation.scope is None:
                raise Conflict(f"activation {number} cannot be withdrawn")
            scope = activation.scope
            self.machine.kill(activation)
            if activation.is_instance:
                loops.instance_done(self.machine, activation, None)
            elif "for" in activation.x:
                compensation.handler_done(self.machine, activation)
            scopes.maybe_complete(self.machine, scope)
        self.machine.run()

    def _place_for(self, element_id: str) -> tuple[Node, Activation]:
        for activation in sorted(self.state.live.values(), key=lambda a: -a.id):
            node = activation.node.process.nodes.get(element_id)
            if (
                node is not None
                and node.parent == activation.node.id
                and not activation.is_body
                and node.type != "eventSubProcess"  # begins by its event only
            ):
                return node, activation
        raise Conflict(f"no active scope contains {element_id}")

    def cancel(self) -> None:
        """End the case: everything in it is withdrawn."""
        root = self._root()
        self.state.final = dict(root.vars or {})
        self.ends_as = CaseStatus.CANCELLED
        self.machine.kill(root)

    # -- suspension

    def hold(self, *what: Any) -> None:
        """Keep something that came in while the case is suspended."""
        self.state.held.append(list(what))

    def release(self) -> None:
        """Do what was held, in the order in which it came."""
        held, self.state.held = self.state.held, []
        verbs: dict[str, Callable[..., Any]] = {
            "trigger": self.trigger,
            "complete_job": self.complete_job,
            "throw_error": self.throw_error,
            "signal": self.signal,
        }
        for verb, *rest in held:
            try:
                verbs[verb](*rest)
            except Conflict:
                continue  # what it was for is gone meanwhile
        self.machine.run()

    # -- results

    def waits(self, number: int, key: str) -> bool:
        """Whether an activation waits for the event under this row key."""
        activation = self.state.live.get(number)
        return activation is not None and events.waits(activation, key)

    def message_waits(self) -> list[tuple[int, str, str, str]]:
        """What the case waits for in messages: activation, row key, message name, correlation key."""
        found = []
        for activation in self.state.live.values():
            if activation in self.machine.queue or activation in self.machine.later:
                continue
            for node in subscriptions.awaited(activation):
                for key, event in subscriptions.keyed(node):
                    if event.kind == "message":
                        correlation = subscriptions.correlation_of(self.machine, activation, key, event)
                        found.append((activation.id, key, event.name or "", correlation))
        return found

    def variables(self) -> dict[str, Any]:
        """The process variables (of an ended case: those it ended with)."""
        return dict((self.state.root.vars or {}) if self.state.root else (self.state.final or {}))

    def visible_at(self, number: int) -> dict[str, Any]:
        """All variables that an activation sees."""
        activation = self.state.live.get(number)
        return self.machine.view(activation).flat() if activation else self.variables()

    def row(self, now: datetime, last: HistoryLine) -> Case:
        """The case's new row; `last` is the last line of its history."""
        state, checksum = encode(self.state)
        status = self.case.status
        ended_at = self.case.ended_at
        if self.state.root is None:
            status, ended_at = self.ends_as, now
        elif status in (CaseStatus.RUNNING, CaseStatus.INCIDENT):
            stuck = any("stuck" in a.x for a in self.state.live.values())
            status = CaseStatus.INCIDENT if stuck else CaseStatus.RUNNING
        return replace(
            self.case,
            state=state,
            checksum=checksum,
            state_format=STATE_FORMAT,
            status=status,
            version=self.case.version + 1,
            history_seq=last.seq,
            history_head=last.hash,
            updated_at=now,
            ended_at=ended_at,
        )

    def _root(self) -> Activation:
        if self.state.root is None:
            raise Conflict("the case has ended")
        return self.state.root

    def _at(self, number: int, kind: str | None) -> Activation:
        activation = self.state.live.get(number)
        if activation is None or (kind and activation.node.type != kind):
            raise Conflict(f"activation {number} is no longer there")
        if activation.halted:
            raise Conflict(f"activation {number} has an open incident")
        return activation
