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
from ..kernel.values import checked, dumps, named
from ..model import SYSTEM, Actor, Case, Draft, Task, TaskState
from ..ports import UnitOfWork
from .results import Done
from .work import GIVEN, House, given, opened, require_moving

MAX_NOTE = 500


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


def _acting(actor: Actor) -> frozenset[str]:
    """The person, and the one who is represented: what is with one of them, a deputy may work on."""
    return frozenset({actor.person, actor.on_behalf_of or actor.person})


def may_work_on(actor: Actor, task: Task) -> bool:
    """Whether a person may take a task: assigned, named, or in one of its groups (and at its site, if bound to sites)."""
    acting = _acting(actor)
    if actor is SYSTEM or task.assignee in acting or acting.intersection(task.users):
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
    if task.assignee is not None and task.assignee not in _acting(command.actor):
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
    if command.actor is not SYSTEM and task.assignee not in _acting(command.actor):
        raise Forbidden(f"task {task.id} is with {task.assignee}")
    work.update_task(replace(task, assignee=None, version=task.version + 1))
    return Done(case.id, case.version, case.status)


def assign(house: House, work: UnitOfWork, command: c.AssignTask) -> Done:
    """Give a task to a person."""
    case, task = _workable(work, command, command.task_id)
    _require_other_person(house, work, case, task, command.assignee)
    work.update_task(replace(task, assignee=command.assignee, version=task.version + 1))
    return Done(case.id, case.version, case.status)


def follow_up(house: House, work: UnitOfWork, command: c.FollowUpTask) -> Done:
    """Put a task back; nobody who sees the task has to look again, so its version stays."""
    case, task = _workable(work, command, command.task_id)
    note = str(checked(command.note)).strip()
    if len(note) > MAX_NOTE:
        raise Invalid("note", (FieldProblem("/note", "too-long", "Notiz zu lang", "note too long"),))
    work.update_task(replace(task, follow_up_at=command.at, follow_up_note=note if command.at else ""))
    return Done(case.id, case.version, case.status)


def prioritise(house: House, work: UnitOfWork, command: c.PrioritiseTask) -> Done:
    """Say how urgent a task is; recorded in the history."""
    if not 0 <= command.priority <= 100:
        raise Invalid("priority", (FieldProblem("/priority", "out-of-range", "0 bis 100", "0 to 100"),))
    case, task = _workable(work, command, command.task_id)
    entered = opened(house, work, replace(command, expected_version=None), case)
    after = replace(task, priority=command.priority, version=task.version + 1)
    entered.run.effects.tasks[task.activation] = after
    detail = {"activation": task.activation, "before": task.priority, "priority": command.priority}
    return entered.save(command, {"element": task.element_id, **detail, "reason": command.reason})


def discard_draft(house: House, work: UnitOfWork, command: c.DiscardDraft) -> Done:
    """Throw away what the person has typed so far."""
    case, task = _locked(work, command, command.task_id)
    work.drop_draft(case.tenant, case.id, task.activation, command.actor.person)
    return Done(case.id, case.version, case.status)


def keep_draft(house: House, command: c.CompleteTask, lost: AlreadyCompleted) -> bool:
    """What the second of two people typed who completed one task is kept as a draft, in a unit of work of its own.

    False when there is nothing to keep, or when the first one was the same person.
    """
    if not command.answers or lost.by == command.actor.person:
        return False
    with house.store.unit_of_work() as work:
        try:
            save_draft(house, work, c.SaveDraft(task_id=command.task_id, answers=command.answers, actor=command.actor))
        except (Forbidden, Invalid):
            return False
        work.commit()
    return True


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
    if command.actor is not SYSTEM and task.assignee not in _acting(command.actor):
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
    return entered.save(command, {"element": task.element_id, "answers": digest, GIVEN: given(answers)})


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
        return named(answers)
    verdict = forms.validate(schema, answers, context=variables, now=house.clock.now())
    if verdict.errors:
        problems = tuple(FieldProblem(e.pointer, e.code, e.message_de, e.message_en) for e in verdict.errors)
        raise Invalid(f"{len(problems)} field(s) of {task.form_id} are not right", problems)
    return dict(verdict.data)
