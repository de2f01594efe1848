"""Reads that need the kernel: variables, a task with its form, the verification of a history chain."""

from __future__ import annotations

from typing import Any

from ..errors import NotFound
from ..kernel.case_run import CaseRun
from ..model import Case
from ..ports import UnitOfWork
from . import chain
from .results import TaskView, Verification
from .tasks import split
from .work import House


def _run(house: House, work: UnitOfWork, case: Case) -> CaseRun:
    return CaseRun(house.library(work, case.deployment_id), case, house.clock.now(), house.ids.key)


def variables(house: House, case_id: str, tenant: int) -> dict[str, Any]:
    """The process variables of a case."""
    with house.store.unit_of_work() as work:
        return _run(house, work, work.lock_case(tenant, case_id)).variables()


def visible_at(house: House, case_id: str, activation: int, tenant: int) -> dict[str, Any]:
    """The variables that an activation sees: its own over those of the scopes around it."""
    with house.store.unit_of_work() as work:
        return _run(house, work, work.lock_case(tenant, case_id)).visible_at(activation)


def task_view(house: House, task_id: str, person: str, tenant: int) -> TaskView:
    """A task with what its form needs."""
    case_id, number = split(task_id)
    with house.store.unit_of_work() as work:
        case, task = work.lock_case_with_task(tenant, case_id, number)
        if task is None:
            raise NotFound(f"no task {task_id[:80]}")
        run = _run(house, work, case)
        form = run.library.bundle.forms.get(task.form_id or "")
        draft = work.draft(tenant, case_id, number, person) if person else None
        return TaskView(task, run.visible_at(number), form, draft)


def verify_history(house: House, case_id: str, tenant: int) -> Verification:
    """Whether the history chain of a case is whole."""
    with house.store.unit_of_work() as work:
        case = work.lock_case(tenant, case_id)
        return chain.verify(case, work.history(tenant, case_id), work.history_key(tenant, case_id))
