"""What all handlers share: opening a case inside a unit of work, correlating buffered messages, writing it back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

from ..commands import Command
from ..errors import BudgetExceeded, Conflict, StaleVersion
from ..kernel.case_run import CaseRun, Library
from ..kernel.definition import Bundle
from ..kernel.expressions import Functions
from ..model import Case, CaseStatus, Changes, MessageState
from ..ports import Clock, Ids, Store, UnitOfWork
from . import chain
from .results import Done

MAX_CORRELATIONS = 100  # buffered messages taken up in one unit of work


class House:
    """The engine's surroundings and its cache of loaded deployments."""

    def __init__(self, store: Store, clock: Clock, ids: Ids, functions: Functions) -> None:
        self.store = store
        self.clock = clock
        self.ids = ids
        self.functions = functions
        self._libraries: dict[int, Library] = {}

    def library(self, work: UnitOfWork, deployment_id: int) -> Library:
        """The loaded deployment; read once per process, since a deployment never changes."""
        found = self._libraries.get(deployment_id)
        if found is None:
            row = work.deployment(deployment_id)
            found = Library(Bundle.from_json(row.compiled, row.resources), self.functions)
            if len(self._libraries) >= 64:
                self._libraries.pop(next(iter(self._libraries)))
            self._libraries[deployment_id] = found
        return found


@dataclass(slots=True)
class Opened:
    """A locked case with its machine, inside a unit of work."""

    house: House
    work: UnitOfWork
    case: Case
    run: CaseRun
    new: bool = False

    def save(self, command: Command, detail: Mapping[str, Any], *, extra: Changes | None = None) -> Done:
        """Take up buffered messages for what is newly awaited, then write everything; one history line per event."""
        self.correlate()
        now = self.house.clock.now()
        row = self.run.row(now)
        changes = self.run.effects.changes()
        if not row.status.open:
            # Nothing of an ended case stays open; jobs opened in this very step (its last messages) still go out.
            changes = replace(changes, closed_all=True)
        row, history = chain.append(row, command.actor, type(command).__name__, detail, self.run.effects.ended, now)
        changes = replace(changes, history=history)
        if extra is not None:
            changes = replace(changes, messages=extra.messages)
        if self.new:
            self.work.insert_case(row, changes)
        else:
            self.work.save_case(row, changes)
        return Done(row.id, row.version, row.status)

    def correlate(self) -> None:
        """Give buffered messages to the subscriptions that this step has opened (both sides take the same lock)."""
        asked: set[tuple[int, str]] = set()
        for _ in range(MAX_CORRELATIONS):
            waiting = [
                (where, row)
                for where, row in self.run.effects.subscriptions.items()
                if row.kind == "message" and where not in asked
            ]
            if not waiting:
                return
            for where, row in sorted(waiting, key=lambda item: (item[1].name, item[1].key)):
                asked.add(where)
                if where not in self.run.effects.subscriptions:
                    continue  # an earlier message of this round has ended it
                self.work.lock_correlation(row.tenant, row.name, row.key)
                message = self.work.buffered_message(row.tenant, row.name, row.key, self.house.clock.now())
                if message is not None:
                    self.run.trigger(row.activation, row.element_id, message.payload)
                    self.work.settle_message(message, MessageState.CONSUMED, self.case.id)
                    if where in self.run.effects.subscriptions:
                        asked.discard(where)  # a non-interrupting event waits for the next one


def open_case(house: House, work: UnitOfWork, command: Command, case_id: str, *, ended_ok: bool = False) -> Opened:
    """Lock a case and load it; Conflict when it has ended, StaleVersion when the caller saw an older one."""
    case = work.lock_case(command.tenant, case_id)
    return opened(house, work, command, case, ended_ok=ended_ok)


def opened(house: House, work: UnitOfWork, command: Command, case: Case, *, ended_ok: bool = False) -> Opened:
    """Load a case that is already locked."""
    if command.expected_version is not None and command.expected_version != case.version:
        raise StaleVersion(f"version {command.expected_version} is not the current {case.version}")
    if not case.status.open and not ended_ok:
        raise Conflict(f"the case is {case.status.value}")
    run = CaseRun(house.library(work, case.deployment_id), case, house.clock.now(), house.ids.key)
    return Opened(house, work, case, run)


def require_moving(case: Case) -> None:
    """Conflict while the case is suspended."""
    if case.status is CaseStatus.SUSPENDED:
        raise Conflict("the case is suspended")


def fail_case(
    house: House, work: AbstractContextManager[UnitOfWork], command: Command, case_id: str, why: BudgetExceeded
) -> None:
    """A step was rolled back because it asked for too much: say so in an incident at the case's root."""
    with work as unit:
        entered = open_case(house, unit, replace(command, expected_version=None), case_id, ended_ok=True)
        root = entered.run.state.root
        if root is not None and "stuck" not in root.x:
            entered.run.fail(root.id, why.code, why.detail)
            entered.save(command, {"refused": why.code})
            unit.commit()
