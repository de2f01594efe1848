"""User tasks: claim, give back, assign, save a draft, complete; who may is decided here, for every entry point."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .. import commands as c
from .. import forms
from ..errors import AlreadyCompleted, Conflict, FieldProblem, Forbidden, Invalid, NotFound, StaleVersion
from ..kernel.case_run import CaseRun
from ..kernel.values import checked, dumps
from ..model import SYSTEM, Actor, Case, Draft, Task, TaskState
from ..ports import UnitOfWork
from .results import Done
from .work import House, opened, require_moving


def split(task_id: str) -> tuple[str, int]:
    """Case id and activation of a task id; NotFound for anything else."""
    case_id, _, number = task_id.rpartition(".")
    if not case_id or not number.isascii() or not number.isdigit() or len(number) > 12:
        raise NotFound(f"no task {task_id[:80]}")
    return case_id, int(number)


def _locked(work: UnitOfWork, command: c.Command, task_id: str) -> tuple[Case, Task]:
    case_id, number = split(task_id)
    case, task = work.lock_case_with_task(command.tenant, case_id, number)
    if task is None:
        raise NotFound(f"no task {task_id[:80]}")
    return case, task


def _require_open(task: Task) -> None:
    if task.state is TaskState.COMPLETED:
        at = task.ended_at.isoformat() if task.ended_at else None
        raise AlreadyCompleted(f"task {task.id} is already completed", by=task.ended_by, at=at)
    if task.state is TaskState.CANCELLED:
        raise Conflict(f"task {task.id} was withdrawn")


def may_work_on(actor: Actor, task: Task) -> bool:
    """Whether a person may take a task: assigned, named, or in one of its groups (and at its site, if bound to sites)."""
    if actor is SYSTEM or task.assignee == actor.person or actor.person in task.users:
        return True
    if actor.sites and task.site and task.site not in actor.sites:
        return False
    return bool(actor.groups.intersection(task.groups)) or not (task.groups or task.users)


def _require_version(command: c.Command, task: Task) -> None:
    if command.expected_version is not None and command.expected_version != task.version:
        raise StaleVersion(f"version {command.expected_version} is not the current {task.version}")


def _workable(work: UnitOfWork, command: c.Command, task_id: str) -> tuple[Case, Task]:
    """The locked case and its task, which is open, as the caller saw it, moving, and for this person to work on."""
    case, task = _locked(work, command, task_id)
    _require_open(task)
    _require_version(command, task)
    require_moving(case)
    _require_group(command, task)
    return case, task


def _require_group(command: c.Command, task: Task) -> None:
    if not may_work_on(command.actor, task):
        raise Forbidden(f"task {task.id} is for {', '.join(task.groups)}")


def claim(house: House, work: UnitOfWork, command: c.ClaimTask) -> Done:
    """Take a task; Conflict when somebody else has it."""
    case, task = _workable(work, command, command.task_id)
    if task.assignee not in (None, command.actor.person):
        raise Conflict(f"task {task.id} is with {task.assignee}")
    _require_other_person(house, work, case, task, command.actor.person)
    if task.assignee is None:
        work.update_task(replace(task, assignee=command.actor.person, version=task.version + 1))
    return Done(case.id, case.version, case.status)


def _require_other_person(house: House, work: UnitOfWork, case: Case, task: Task, person: str) -> None:
    """FourEyes when this person may not complete the task anyway: nobody should hold what they cannot finish."""
    library = house.library(work, case.deployment_id)
    if library.bundle.processes[task.process_id].nodes[task.element_id].separation:
        CaseRun(library, case, house.clock.now(), house.ids.key).require_other_person(task.activation, person)


def unclaim(house: House, work: UnitOfWork, command: c.UnclaimTask) -> Done:
    """Give a task back to its group."""
    case, task = _locked(work, command, command.task_id)
    _require_open(task)
    _require_version(command, task)
    if task.assignee is None:
        return Done(case.id, case.version, case.status)
    if command.actor is not SYSTEM and task.assignee != command.actor.person:
        raise Forbidden(f"task {task.id} is with {task.assignee}")
    work.update_task(replace(task, assignee=None, version=task.version + 1))
    return Done(case.id, case.version, case.status)


def assign(house: House, work: UnitOfWork, command: c.AssignTask) -> Done:
    """Give a task to a person."""
    case, task = _workable(work, command, command.task_id)
    _require_other_person(house, work, case, task, command.assignee)
    work.update_task(replace(task, assignee=command.assignee, version=task.version + 1))
    return Done(case.id, case.version, case.status)


def save_draft(house: House, work: UnitOfWork, command: c.SaveDraft) -> Done:
    """Keep what was typed; also for a task that somebody else completed meanwhile, so that no text is lost."""
    case, task = _locked(work, command, command.task_id)
    _require_group(command, task)
    answers = checked(command.answers)
    work.save_draft(Draft(case.id, task.activation, case.tenant, command.actor.person, answers, house.clock.now()))
    return Done(case.id, case.version, case.status)


def complete(house: House, work: UnitOfWork, command: c.CompleteTask) -> Done:
    """Complete a task that the person has claimed; answers are checked against the form of the task."""
    case, task = _workable(work, command, command.task_id)
    if command.actor is not SYSTEM and task.assignee != command.actor.person:
        holder = f"with {task.assignee}" if task.assignee else "not claimed"
        raise Conflict(f"task {task.id} is {holder}")
    entered = opened(house, work, replace(command, expected_version=None), case)
    answers = _validated(
        house, entered.run.library.bundle.forms, task, entered.run.visible_at(task.activation), command
    )
    now = house.clock.now()
    entered.run.complete_task(task.activation, answers, command.actor)
    ended = replace(
        task, state=TaskState.COMPLETED, ended_at=now, ended_by=command.actor.person, version=task.version + 1
    )
    entered.run.effects.tasks[task.activation] = ended
    digest = hashlib.sha256(dumps(answers)).hexdigest()
    return entered.save(command, {"element": task.element_id, "answers": digest})


def _validated(
    house: House,
    known_forms: Mapping[str, Mapping[str, Any]],
    task: Task,
    variables: Mapping[str, Any],
    command: c.CompleteTask,
) -> dict[str, Any]:
    answers: dict[str, Any] = checked(command.answers)
    schema = known_forms.get(task.form_id or "")
    if schema is None:
        return answers
    verdict = forms.validate(schema, answers, context=variables, now=house.clock.now())
    if verdict.errors:
        problems = tuple(FieldProblem(e.pointer, e.code, e.message_de, e.message_en) for e in verdict.errors)
        raise Invalid(f"{len(problems)} field(s) of {task.form_id} are not right", problems)
    return dict(verdict.data)
