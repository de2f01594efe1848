"""Dispatches commands to their handlers; repeats after serialisation failures live here, and the loser of a race keeps his text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from .. import commands as c
from .. import failpoints
from ..closing import NO_RECORD, Closing
from ..errors import AlreadyCompleted, BudgetExceeded, Corrupt, TryAgain
from ..functions import FUNCTIONS
from ..kernel.bundle import Bundle
from ..kernel.case_run import Constants
from ..kernel.expressions import Functions
from ..kernel.sandbox import read as read_isolated
from ..listing import NOTHING, Listing
from ..model import Case, HistoryLine
from ..ports import Clock, Ids, Store, UnitOfWork
from . import (
    cases,
    deployments,
    explaining,
    jobs,
    messages,
    migrating,
    migrating_many,
    operations,
    parked,
    reading,
    requests,
    standing,
    tasks,
    together,
)
from .results import Broadcast, Deployed, TaskView, Verification
from .together import case_of
from .work import House, fail_case, stop_case

MAX_TRIES = 4

Handler = Callable[[House, UnitOfWork, Any], Any]

_HANDLERS: dict[type[c.Command], Handler] = {
    c.StartCase: cases.start,
    c.CancelCase: cases.cancel,
    c.SuspendCase: cases.suspend,
    c.ResumeCase: cases.resume,
    c.SetVariables: cases.set_variables,
    c.ModifyCase: cases.modify,
    c.ContinueCase: cases.go_on,
    c.ClaimTask: tasks.claim,
    c.UnclaimTask: tasks.unclaim,
    c.AssignTask: tasks.assign,
    c.FollowUpTask: tasks.follow_up,
    c.PrioritiseTask: tasks.prioritise,
    c.SaveDraft: tasks.save_draft,
    c.DiscardDraft: tasks.discard_draft,
    c.CompleteTask: tasks.complete,
    c.CompleteJob: jobs.complete,
    c.FailJob: jobs.fail,
    c.ThrowJobError: jobs.throw_error,
    c.FireTimer: messages.fire_timer,
    c.DeliverMessage: messages.deliver,
    c.ReviveMessage: parked.revive,
    c.SetMessageAside: parked.set_aside,
    c.RetryIncident: operations.retry,
    c.ResolveIncident: operations.resolve,
    c.MigrateCase: migrating.migrate,
    c.UndoMigration: migrating.undo,
}


class Engine:
    """Handles commands; holds no state of any case between two of them."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        ids: Ids,
        *,
        functions: Functions = FUNCTIONS,
        constants: Constants = lambda now: {},
        listing: Listing = NOTHING,
        closing: Closing = NO_RECORD,
        read_bundle: deployments.ReadBundle = read_isolated,
    ) -> None:
        """`constants` are read-only variables that every case sees, by the engine's now; `listing` says what lists show,
        `closing` what is recorded of a case that ends.

        `read_bundle` reads deployed files; the default does it in a limited process of its own.
        """
        self._house = House(store, clock, ids, functions, constants, listing, closing)
        self._read_bundle = read_bundle

    @property
    def store(self) -> Store:
        """The store that this engine works on."""
        return self._house.store

    @property
    def clock(self) -> Clock:
        """The clock that this engine lives by."""
        return self._house.clock

    def handle(self, command: c.Command) -> Any:
        """Do what a command says, in one unit of work; raises one of engine.errors and then has changed nothing."""
        if isinstance(command, c.Deploy):
            return self._again(lambda: deployments.deploy(self._house, command, self._read_bundle))
        if isinstance(command, c.BroadcastSignal):
            return messages.broadcast(self._house, command, self._again)
        try:
            return self._again(lambda: self._once(command))
        except AlreadyCompleted as error:
            if isinstance(command, c.CompleteTask):
                error.draft_kept = self._again(partial(tasks.keep_draft, self._house, command, error))
            raise

    def handle_all(self, commands: Sequence[c.Command]) -> list[Any]:
        """What each command answers, or the EngineError that it raises, in their order.

        Reports of jobs, timers and cases that go on are committed together, or, when one of them cannot be, each by
        itself as `handle` does it: a stale report among fresh ones costs time and nothing else. Cases are locked
        beforehand in ascending order (reliability B-1), so that two of these never wait for each other in a circle.
        """
        return together.handle_all(self._shared, self.handle, commands)

    def _shared(self, commands: Sequence[c.Command]) -> list[Any]:
        """One unit of work for all of them, or the error of one that cannot be."""
        return together.shared(self._house, _HANDLERS, commands)

    def _once(self, command: c.Command) -> Any:
        handler = _HANDLERS[type(command)]
        try:
            with self.store.unit_of_work() as work:
                result = requests.once(work, command, self.clock.now(), lambda: handler(self._house, work, command))
                failpoints.passing(command, "before_commit")
                work.commit()
                failpoints.passing(command, "after_commit")
                return result
        except BudgetExceeded as error:
            case_id = case_of(command)
            if case_id:
                fail_case(self._house, self.store.unit_of_work(), command, case_id, error)
            raise

        except Corrupt as error:
            case_id = case_of(command)
            if case_id:
                stop_case(self._house, self.store.unit_of_work(), command, case_id, error)
            raise

    def _again(self, attempt: Callable[[], Any]) -> Any:
        for _ in range(MAX_TRIES - 1):
            try:
                return attempt()
            except TryAgain:
                continue
        return attempt()

    # -- reading

    def variables(self, case_id: str, tenant: int = 1) -> dict[str, Any]:
        """The process variables of a case (of an ended one: those it ended with); NotFound."""
        return reading.variables(self._house, case_id, tenant)

    def visible_at(self, case_id: str, activation: int, tenant: int = 1) -> dict[str, Any]:
        """The variables that an activation sees, its own over those around it (once it ended: the case's); NotFound."""
        return reading.visible_at(self._house, case_id, activation, tenant)

    def task_view(self, task_id: str, *, person: str = "", tenant: int = 1) -> TaskView:
        """A task with the variables that its form sees, the form and the person's draft; NotFound."""
        return reading.task_view(self._house, task_id, person, tenant)

    def verify_history(self, case_id: str, tenant: int = 1) -> Verification:
        """Whether the case's history chain is whole."""
        return reading.verify_history(self._house, case_id, tenant)

    def standing(self, case_id: str, tenant: int = 1) -> standing.Standing:
        """What is alive in a case, and its variables, without holding it; NotFound."""
        return standing.standing(self._house, case_id, tenant)

    def definition_table(self, deployment_id: int) -> Bundle:
        """The processes of a deployment with their elements; NotFound."""
        return standing.definition_table(self._house, deployment_id)

    def explain(self, case: Case, lines: Sequence[HistoryLine]) -> list[explaining.Explanation]:
        """Why the decisions of these history lines (with detail `decision`) came out as they did."""
        return explaining.explain(self._house, case, lines)

    # -- many cases

    @property
    def migrations(self) -> migrating_many.Migrations:
        """Moving the running cases of one deployment to another: proposal, verdicts, the batch and its way back."""
        return migrating_many.Migrations(self._house, self.handle)


__all__ = ["Broadcast", "Deployed", "Engine"]
