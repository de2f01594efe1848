"""Dispatches commands to their handlers; idempotency keys and repeats after serialisation failures live here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

import orjson

from .. import commands as c
from ..errors import BudgetExceeded, Conflict, TryAgain
from ..functions import FUNCTIONS
from ..kernel import values
from ..kernel.bundle import Bundle
from ..kernel.case_run import Constants
from ..kernel.expressions import Functions
from ..kernel.sandbox import read as read_isolated
from ..model import Case, CaseStatus, HistoryLine, Receipt
from ..ports import Clock, Ids, Store, UnitOfWork
from . import cases, deployments, explaining, jobs, messages, operations, reading, standing, tasks
from .results import Broadcast, Deployed, Done, Started, TaskView, Verification
from .work import House, fail_case

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
    c.SaveDraft: tasks.save_draft,
    c.CompleteTask: tasks.complete,
    c.CompleteJob: jobs.complete,
    c.FailJob: jobs.fail,
    c.ThrowJobError: jobs.throw_error,
    c.FireTimer: messages.fire_timer,
    c.DeliverMessage: messages.deliver,
    c.RetryIncident: operations.retry,
    c.ResolveIncident: operations.resolve,
}

_RESULTS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Done, Started, Receipt)}


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
        read_bundle: deployments.ReadBundle = read_isolated,
    ) -> None:
        """`constants` are read-only variables that every case sees, by the engine's now; `read_bundle` reads deployed files; the default does it in a limited process of its own."""
        self._house = House(store, clock, ids, functions, constants)
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
        return self._again(lambda: self._once(command))

    def _once(self, command: c.Command) -> Any:
        handler = _HANDLERS[type(command)]
        try:
            with self.store.unit_of_work() as work:
                if command.request_key is None:
                    result = handler(self._house, work, command)
                    work.commit()
                    return result
                key, who = command.request_key, command.actor.account or command.actor.person
                body = _fingerprint(command)
                earlier = work.remember_request(
                    command.tenant, who, key, type(command).__name__, body, self.clock.now()
                )
                if earlier is not None:
                    return _restore(earlier)
                result = handler(self._house, work, command)
                work.answer_request(command.tenant, who, key, _keep(result))
                work.commit()
                return result
        except BudgetExceeded as error:
            case_id = _case_of(command)
            if case_id:
                fail_case(self._house, self.store.unit_of_work(), command, case_id, error)
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


def _case_of(command: c.Command) -> str:
    for name in ("case_id", "task_id", "job_id"):
        value = getattr(command, name, None)
        if value:
            return str(value).split(".")[0]
    return ""


def _fingerprint(command: c.Command) -> bytes:
    content = {
        field.name: getattr(command, field.name)
        for field in fields(command)
        if field.name not in ("actor", "request_key", "tenant")
    }
    return hashlib.sha256(values.dumps(_plain(content))).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in sorted(value.items())}
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return value


def _keep(result: Any) -> bytes:
    return orjson.dumps([type(result).__name__, asdict(result)])


def _restore(stored: bytes) -> Any:
    name, content = orjson.loads(stored)
    if name not in _RESULTS:
        raise Conflict("the stored answer cannot be repeated")
    if "status" in content:
        content["status"] = CaseStatus(content["status"])
    if "at" in content:
        content["at"] = datetime.fromisoformat(content["at"])
    return _RESULTS[name](**content)


__all__ = ["Broadcast", "Deployed", "Engine"]
