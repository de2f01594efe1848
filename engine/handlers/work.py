"""What all handlers share: opening a case inside a unit of work, correlating buffered messages, writing it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

from .. import failpoints
from ..closing import NO_RECORD, Closing
from ..commands import Command
from ..errors import BudgetExceeded, Conflict, Corrupt, StaleVersion
from ..kernel.bundle import Bundle
from ..kernel.case_run import CaseRun, Constants, Library
from ..kernel.expressions import Functions
from ..kernel.values import dumps, loads
from ..listing import NOTHING, Listing
from ..model import Case, CaseStatus, Changes, Incident, MessageState
from ..ports import Clock, Ids, Store, UnitOfWork
from . import chain
from .results import Done

MAX_CORRELATIONS = 100  # buffered messages taken up in one unit of work
#: In the detail of a line: what came in with the command, so that a case can be played again (docs/workbench.md). It is
#: content: sealed with the case's key, gone with it, and never shown with the line.
GIVEN = "given"
#: The same for messages that had come before and were taken from the buffer in this step.
TAKEN = "taken"


class House:
    """The engine's surroundings and its cache of loaded deployments."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        ids: Ids,
        functions: Functions,
        constants: Constants = lambda now: {},
        listing: Listing = NOTHING,
        closing: Closing = NO_RECORD,
    ) -> None:
        self.store = store
        self.clock = clock
        self.ids = ids
        self.functions = functions
        self.constants = constants
        self.listing = listing
        self.closing = closing
        self._libraries: dict[int, Library] = {}

    def loaded(self, deployment_id: int) -> Library | None:
        """The deployment if this process has read it already, for readers who need no unit of work then."""
        return self._libraries.get(deployment_id)

    def library(self, work: UnitOfWork, deployment_id: int) -> Library:
        """The loaded deployment; read once per process, since a deployment never changes."""
        found = self._libraries.get(deployment_id)
        if found is None:
            row = work.deployment(deployment_id)
            found = Library(Bundle.from_json(row.compiled, row.resources), self.functions, self.constants)
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
    taken: int = 0
    messages: list[Mapping[str, Any]] = field(default_factory=list)
    _before: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        """Remember the variables that lists read, as they were."""
        known = {} if self.new else self._variables()
        self._before = {name: known[name] for name in self.house.listing.reads if name in known}

    def save(self, command: Command, detail: Mapping[str, Any]) -> Done:
        """Take up buffered messages for what is newly awaited, then write everything; one history line per event."""
        failpoints.passing(command, "after_engine")
        self.correlate()
        now, case = self.house.clock.now(), self.run.case
        failpoints.hit("audit.before_append")
        key = self.work.history_key(case.tenant, case.id)
        if self.messages:
            detail = {**detail, TAKEN: given(self.messages)}
        effects = self.run.effects
        history = chain.grown(case, command.actor, type(command).__name__, detail, effects.ended, now, key)
        row = self.run.row(now, history[-1])
        # Nothing of an ended case stays open; jobs opened in this very step (its last messages) still go out.
        closed = None if row.status.open else self.house.closing.record(row, self._variables(), now)
        row, changes = self._listed(row, effects.changes(history, ended=not row.status.open, closed=closed))
        if self.new:
            self.work.insert_case(row, changes)
        else:
            self.work.save_case(row, changes)
        return Done(row.id, row.version, row.status)

    def _listed(self, row: Case, changes: Changes) -> tuple[Case, Changes]:
        """The case, and the tasks that it opens, with what lists show of it; computed when what it is read from changed.

        Variables are replaced, never changed in place: comparing identities tells, and costs the same in every step.
        """
        listing, now = self.house.listing, self._variables()
        moved = row.listed.digest == "" or any(now.get(name) is not self._before.get(name) for name in listing.reads)
        if listing is not NOTHING and moved:
            listed, terms = listing.shown(now, row.business_key, self.house.clock.now())
            if listed.digest != row.listed.digest:
                row, changes = replace(row, listed=listed), replace(changes, terms=terms)
        if changes.tasks and row.listed.digest:
            shown = replace(row.listed, digest="")
            changes = replace(changes, tasks=tuple(replace(task, listed=shown) for task in changes.tasks))
        return row, changes

    def _variables(self) -> Mapping[str, Any]:
        state = self.run.state
        return (state.root.vars if state.root else state.final) or {}

    def correlate(self) -> None:
        """Give buffered messages to the subscriptions that this step has opened (both sides take the same lock)."""
        asked: set[tuple[int, str]] = set()
        opened = self.run.effects.subscriptions
        while waiting := [row for where, row in opened.items() if row.kind == "message" and where not in asked]:
            asked |= {(row.activation, row.element_id) for row in waiting}
            self.take_up(
                (row.activation, row.element_id, row.name, row.key)
                for row in sorted(waiting, key=lambda row: (row.name, row.key))
                if (row.activation, row.element_id) in opened  # an earlier message of this round may have ended it
            )

    def take_up(self, waits: Iterable[tuple[int, str, str, str]]) -> None:
        """Give buffered messages to these waits (activation, row key, name, correlation key), as many as each takes.

        After so many of them a job goes on, so that one unit of work stays short.
        """
        now = self.house.clock.now()
        for number, key, name, correlation in waits:
            self.work.lock_correlation(self.case.tenant, name, correlation)
            while self.run.waits(number, key):
                message = self.work.buffered_message(self.case.tenant, name, correlation, now)
                if message is None:
                    break
                if self.taken >= MAX_CORRELATIONS:
                    self.run.machine.continue_later()
                    return
                self.run.trigger(number, key, message.payload)
                self.work.settle_message(message, MessageState.CONSUMED, self.case.id)
                said = {"message": message.name, "source": message.source, "key": message.key}
                self.messages.append({**said, GIVEN: given(message.payload)})
                self.taken += 1


def given(content: Any) -> str:
    """What came in, as the text that a line keeps: numbers keep their digits, and the chain over it stays what it is."""
    return dumps(content).decode()


def given_in(detail: Mapping[str, Any], name: str = GIVEN) -> Any:
    """What came in, from the detail of a line; None when it does not say."""
    text = detail.get(name)
    return loads(text.encode()) if isinstance(text, str) else None


def open_case(house: House, work: UnitOfWork, command: Command, case_id: str, *, ended_ok: bool = False) -> Opened:
    """Lock a case and load it; Conflict when it has ended, StaleVersion when the caller saw an older one."""
    case = work.lock_case(command.tenant, case_id)
    return opened(house, work, command, case, ended_ok=ended_ok)


def opened(house: House, work: UnitOfWork, command: Command, case: Case, *, ended_ok: bool = False) -> Opened:
    """Load a case that is already locked."""
    failpoints.passing(command, "after_lock")
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
            entered.run.refuse(why.code, why.detail)
            entered.save(command, {"refused": why.code})
            unit.commit()


def stop_case(
    house: House, work: AbstractContextManager[UnitOfWork], command: Command, case_id: str, why: Corrupt
) -> None:
    """A stored state is not what was written: nothing of it is run or written over, and a person gets an incident."""
    with work as unit:
        case, now = unit.lock_case(command.tenant, case_id), house.clock.now()
        if any(incident.code == why.code for incident in unit.open_incidents(case_id)):
            return
        row = replace(case, version=case.version + 1, status=CaseStatus.INCIDENT, updated_at=now)
        key = unit.history_key(row.tenant, row.id)
        row, history = chain.append(row, command.actor, type(command).__name__, {"refused": why.code}, now, key)
        incident = Incident(case_id, 0, case.tenant, "", why.code, why.detail, now)
        unit.save_case(row, Changes(incidents=(incident,), history=history))
        unit.commit()
