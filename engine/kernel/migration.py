"""Moves a case's live tree onto another version of its procedure, and says which of its rows change by that.

Nothing is computed again that has a legal meaning: a timer keeps its instant and its intent, a task its person, its due
date and what was typed, a message its correlation key, a job its key. What is only in the newer version is armed, what
is only in the older one is withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ..migrations import ALL_TIMERS, Remark, WaitingRows
from ..model import Case, Definition, Subscription, Task
from . import gateways, migration_notes, subscriptions
from .case_run import CaseRun, Library
from .definition import ACTIVITIES, EventDefinition, Node
from .expressions import Stuck
from .migration_checks import obstacles
from .migration_plan import Plan
from .state import Activation

#: The number of the next row of a timer: (activation, row key) → cycle.
NextCycle = Callable[[int, str], int]
_Armed = dict[str, EventDefinition]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Moved:
    """A case on the newer version, not written yet; with `obstacles` it must not be.

    `former`: ids of elements so far. `at`: the elements at which it waits, as the older version names them.
    """

    run: CaseRun
    obstacles: list[Remark]
    notes: list[Remark]
    former: Mapping[int, str]
    at: tuple[str, ...] = ()

    @property
    def still(self) -> bool:
        """True when no token has moved by it: only then can it be undone."""
        return not self.run.effects.ended and self.run.machine.steps == 0


def move(
    plan: Plan,
    case: Case,
    libraries: tuple[Library, Library],
    definition: Definition,
    rows: WaitingRows,
    now: datetime,
    new_key: Callable[[], str],
    next_cycle: NextCycle,
    renew: Collection[str] = (),
) -> Moved:
    """Put a case of the first library's deployment on the second one's; `renew`: timers to compute anew (`ALL_TIMERS`)."""
    before = CaseRun(libraries[0], case, now, new_key)
    at = tuple(sorted({one.node.id for one in before.state.live.values() if not one.children}))
    found = obstacles(plan, before.state)
    if found:
        return Moved(before, found, [], {}, at)
    after = replace(
        case, definition_id=definition.id, deployment_id=definition.deployment_id, process_id=definition.process_id
    )
    mover = _Mover(plan, rows, next_cycle, frozenset(renew))
    mover.remember(before)
    mover.rename(before)
    run = CaseRun(libraries[1], after, now, new_key, before.state)
    mover.run = run
    try:
        mover.rearm()
        mover.take_over()
    except Stuck as stuck:
        return Moved(run, [migration_notes.no_value(mover.at, stuck.code)], mover.notes, {}, at)
    for activation in list(run.state.live.values()):
        tokens = activation.x.get("in")
        if tokens and activation.node.type == "parallelGateway" and all(map(tokens.get, activation.node.incoming)):
            gateways.pass_on(run.machine, activation)
    run.machine.run(fresh=False)
    moved = Moved(run, [], mover.notes, mover.former(), at)
    if not moved.still:
        moved.notes.append(migration_notes.moves_on())
    return moved


class _Mover:
    """One case on its way; `at` is the activation that is looked at."""

    run: CaseRun
    at: Activation

    def __init__(self, plan: Plan, rows: WaitingRows, next_cycle: NextCycle, renew: frozenset[str]) -> None:
        self.plan = plan
        self.notes: list[Remark] = []
        self._rows = rows
        self._next_cycle = next_cycle
        self._renew = renew
        self._timers = {(row.activation, row.element_id): row for row in rows.timers}
        self._waits = {(row.activation, row.element_id): row for row in rows.subscriptions}
        self._nodes: dict[int, Node] = {}
        self._armed: dict[int, _Armed] = {}

    def former(self) -> dict[int, str]:
        """What elements were called before, by activation."""
        return {number: node.id for number, node in self._nodes.items()}

    # -- before: what the older version had armed, and the new names for everything

    def remember(self, before: CaseRun) -> None:
        """Note where everything is, and what is armed there."""
        for activation in before.state.live.values():
            self._nodes[activation.id] = activation.node
            self._armed[activation.id] = _armed(activation)

    def rename(self, before: CaseRun) -> None:
        """Give the tree the nodes of the newer version, and what it remembers by name the new names."""
        state, plan = before.state, self.plan
        for activation in state.live.values():
            old = self._nodes[activation.id]
            target = plan.node(old)
            if target is None:
                raise ValueError(f"{old.id} has no counterpart")  # the checks come first
            x = activation.x
            if "in" in x:
                arrived, x["in"] = x["in"], {}
                for flow, count in arrived.items():  # two ways may have become one
                    x["in"][plan.flow(old, flow)] = x["in"].get(plan.flow(old, flow), 0) + count
            if "seen" in x:
                x["seen"] = [self._key(old, key) for key in x["seen"]]
            if "begin" in x:
                x["begin"] = [self._key(old, x["begin"][0]), x["begin"][1]]
            if "comp" in x:
                x["comp"] = [self._record(old, record) for record in x["comp"]]
            if "c" in x:
                x["c"]["todo"] = [[scope, self._record(old, record)] for scope, record in x["c"]["todo"]]
            activation.node = target
        state.persons = {plan.named(name) or name: persons for name, persons in state.persons.items()}

    def _key(self, old: Node, key: str) -> str:
        return self.plan.key(old.process, key) or key

    def _record(self, near: Node, record: dict[str, Any]) -> dict[str, Any]:
        node = near.process.nodes[record["n"]]
        renamed = {**record, "n": self._key(near, record["n"])}
        if "k" in record:
            renamed["k"] = [self._record(node, nested) for nested in record["k"]]
        return renamed

    # -- after: events

    def rearm(self) -> None:
        """Carry over what is armed in both versions, withdraw what is gone, arm what is new."""
        for activation in list(self.run.state.live.values()):
            self.at = activation
            before, after = self._armed[activation.id], _armed(activation)
            old = self._nodes[activation.id]
            known = {name: activation.x.pop(name, {}) for name in ("t", "cond", "k")}
            carried: set[str] = set()
            for key, event in before.items():
                new = self.plan.key(old.process, key)
                if new is not None and new in after and _same_kind(event, after[new]):
                    carried.add(new)
                    self._carry(activation, key, new, event, after[new], known)
                else:
                    self._withdraw(activation, key, event, known)
            for key, event in after.items():
                if key not in carried:
                    number = self._fresh(key) if event.kind == "timer" else 0
                    subscriptions.arm_one(self.run.machine, activation, key, event, number=number)
                    self.notes.append(migration_notes.armed(activation, key, event))

    def _fresh(self, key: str) -> int:
        """A number that no earlier row of this timer has."""
        return self._next_cycle(self.at.id, key)

    def _withdraw(self, activation: Activation, key: str, event: EventDefinition, known: dict[str, Any]) -> None:
        effects = self.run.effects
        if event.kind == "timer":
            entry = known["t"].get(key)
            if entry is None:
                return  # it has fired already
            if entry[1] is not None:
                effects.closed_timers.append((activation.id, key))
        elif event.kind != "conditional":
            effects.closed_subscriptions.append((activation.id, key))
        self.notes.append(migration_notes.withdrawn(activation, key, event))

    def _carry(
        self,
        activation: Activation,
        key: str,
        new: str,
        before: EventDefinition,
        event: EventDefinition,
        known: dict[str, Any],
    ) -> None:
        if event.kind == "timer":
            if key in known["t"]:
                self._carry_timer(activation, key, new, before, event, known["t"][key])
        elif event.kind == "conditional":
            activation.x.setdefault("cond", {})[new] = known["cond"].get(key, False)
        else:
            if key in known["k"]:
                activation.x.setdefault("k", {})[new] = known["k"][key]
            row = self._waits.get((activation.id, key))
            if row is not None and (key != new or row.name != (event.name or "")):
                self._readdress(row, new, event)

    def _readdress(self, row: Subscription, key: str, event: EventDefinition) -> None:
        effects = self.run.effects
        effects.closed_subscriptions.append((row.activation, row.element_id))
        effects.subscriptions[(row.activation, key)] = replace(row, element_id=key, name=event.name or "")
        if row.name != event.name:
            self.notes.append(migration_notes.message_name(self.at, key, row.name, event.name or ""))

    def _carry_timer(
        self,
        activation: Activation,
        key: str,
        new: str,
        before: EventDefinition,
        event: EventDefinition,
        entry: list[Any],
    ) -> None:
        effects = self.run.effects
        number, rest = entry
        row = self._timers.get((activation.id, key))
        suspended = rest is None and not event.follows  # it followed a variable, and nothing would wake it any more
        if suspended or self._renew & {ALL_TIMERS, new.partition("#")[0]}:
            if row is not None:
                effects.closed_timers.append((activation.id, key))
            since = _EPOCH + timedelta(milliseconds=activation.since)
            subscriptions.arm_one(self.run.machine, activation, new, event, number=self._fresh(new), since=since)
            self.notes.append(
                migration_notes.timer_anew(activation, new, row, effects.timers.get((activation.id, new)))
            )
            return
        if key != new and row is not None:
            number = self._fresh(new)
            effects.closed_timers.append((activation.id, key))
            effects.timers[(activation.id, new)] = replace(row, element_id=new, cycle=number)
        activation.x.setdefault("t", {})[new] = [number, rest]
        if row is not None and (before.timer, before.value) != (event.timer, event.value):
            self.notes.append(migration_notes.timer_kept(activation, new, row))

    # -- after: tasks, jobs, incidents

    def take_over(self) -> None:
        """Names, forms and groups of the newer version for open tasks; new names for jobs and incidents."""
        effects, live = self.run.effects, self.run.state.live
        for task in self._rows.tasks:
            self.at = live[task.activation]
            self._take_over_task(task)
        for incident in self._rows.incidents:
            activation = live.get(incident.activation)
            if activation is not None and incident.element_id == self._nodes[activation.id].id != activation.node.id:
                effects.incidents[incident.activation] = replace(incident, element_id=activation.node.id)
        for activation in live.values():
            if activation.node.id != self._nodes[activation.id].id:
                if activation.node.job_type and activation.node.type != "userTask":
                    effects.renamed_jobs.append((activation.id, activation.node.id))
                self.notes.append(migration_notes.renamed(activation, self._nodes[activation.id].id))
            elif activation.node.job_type != self._nodes[activation.id].job_type and activation.node.type in ACTIVITIES:
                self.notes.append(migration_notes.job_kept(activation, self._nodes[activation.id].job_type))

    def _take_over_task(self, task: Task) -> None:
        old, new, evaluator = self._nodes[task.activation], self.at.node, self.run.machine.evaluator
        view = self.run.machine.view(self.at)
        after = replace(task, element_id=new.id, name=new.name or new.id, form_id=new.form, process_id=new.process.id)
        if old.groups != new.groups:
            after = replace(after, groups=evaluator.names(new.groups, view))
        if old.users != new.users:
            after = replace(after, users=evaluator.names(new.users, view))
        if after != task:
            self.run.effects.tasks[task.activation] = replace(after, version=task.version + 1)
        if after.form_id != task.form_id:
            self.notes.append(migration_notes.form(self.at, task.form_id, after.form_id))


def _armed(activation: Activation) -> _Armed:
    return {key: event for node in subscriptions.awaited(activation) for key, event in subscriptions.keyed(node)}


def _same_kind(one: EventDefinition, other: EventDefinition) -> bool:
    return one.kind == other.kind and bool(one.key) == bool(other.key)
