"""Moves one running case to another version of its procedure, and back while nothing has happened since."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from .. import commands as c
from .. import failpoints
from ..errors import Conflict, NotFound, NotMigratable, StaleVersion
from ..kernel.case_run import Library
from ..kernel.migration import Moved, move
from ..kernel.migration_plan import Plan
from ..migrations import Migration, WaitingRows
from ..model import Case, CaseStatus, Changes, Definition, HistoryLine, Incident, Subscription, Task, Timer
from ..ports import UnitOfWork
from . import chain
from .results import Done
from .work import House, Opened


def migrate(house: House, work: UnitOfWork, command: c.MigrateCase) -> Done:
    """Move a case; NotMigratable with the reasons when it cannot move as it stands, and nothing is written then."""
    case = _running(work, command, command.case_id)
    if case.deployment_id == command.deployment_id:
        return Done(case.id, case.version, case.status)
    if command.from_deployment not in (None, case.deployment_id):
        raise Conflict(f"the case is on deployment {case.deployment_id}")
    require_at_rest(case)
    libraries = house.library(work, case.deployment_id), house.library(work, command.deployment_id)
    plan = Plan(libraries[0].bundle, libraries[1].bundle, command.mapping)
    definition = target_of(plan, case, work.definitions_of(command.deployment_id), command.tenant)
    before = work.waiting_rows(case.id)

    def next_cycle(activation: int, key: str) -> int:
        return work.next_cycle(case.id, activation, key)

    moved = move(plan, case, libraries, definition, before, house.clock.now(), house.ids.key, next_cycle, command.renew)
    if moved.obstacles:
        raise NotMigratable(tuple(moved.obstacles))
    _remember_persons(plan, libraries, moved, lambda: work.history(case.tenant, case.id))
    entered = Opened(house, work, case, moved.run)
    was = work.definition_by_id(case.definition_id)
    done = entered.save(command, {**_from_to(was, definition), **_told(command, moved)})
    record = _record(case, done, before, moved, definition, command, house.clock.now())
    if not moved.still or entered.taken or moved.run.state.root is None:
        record = replace(record, former={})  # a token has moved: there is no way back
    work.put(record)
    return done


def require_at_rest(case: Case) -> None:
    """Conflict while the case is suspended: what came in meanwhile is for the version it came in for."""
    if case.status is CaseStatus.SUSPENDED:
        raise Conflict("the case is suspended; resume it first")


def _running(work: UnitOfWork, command: c.MigrateCase | c.UndoMigration, case_id: str) -> Case:
    case = work.lock_case(command.tenant, case_id)
    failpoints.passing(command, "after_lock")
    if command.expected_version is not None and command.expected_version != case.version:
        raise StaleVersion(f"version {command.expected_version} is not the current {case.version}")
    if not case.status.open:
        raise Conflict(f"the case is {case.status.value}")
    return case


def target_of(plan: Plan, case: Case, definitions: Iterable[Definition], tenant: int) -> Definition:
    """The definition that a case would be one of; NotFound when the other deployment has no such process."""
    process = plan.process(case.process_id)
    for definition in definitions:
        if process is not None and definition.process_id == process.id and definition.tenant == tenant:
            return definition
    raise NotFound(f"the other deployment has no process {case.process_id}")


def _from_to(was: Definition, now: Definition) -> dict[str, Any]:
    return {
        "from": {"process": was.process_id, "version": was.version, "deployment": was.deployment_id},
        "to": {"process": now.process_id, "version": now.version, "deployment": now.deployment_id},
    }


def _told(command: c.MigrateCase, moved: Moved) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if command.mapping:
        told["mapping"] = dict(command.mapping)
    if command.renew:
        told["renew"] = list(command.renew)
    if moved.notes:
        told["notes"] = [[note.code, note.element_id, note.message] for note in moved.notes]
    if command.reason:
        told["reason"] = command.reason
    return told


def _remember_persons(
    plan: Plan, libraries: tuple[Library, Library], moved: Moved, history: Callable[[], Iterable[HistoryLine]]
) -> None:
    """Who completed tasks that only the newer version keeps apart: four eyes must not see the same person twice."""
    watched = {plan.named(name) for name in libraries[0].watched}
    asked = libraries[1].watched - watched
    if not asked:
        return
    persons = moved.run.state.persons
    for line in history():
        name = plan.named(line.element_id) if line.event == "element" and line.outcome == "completed" else None
        if name in asked and "by" in line.detail:
            known = persons.setdefault(str(name), [])
            if line.detail["by"] not in known:
                known.append(str(line.detail["by"]))


# -- what it was before


def _record(
    case: Case,
    done: Done,
    before: WaitingRows,
    moved: Moved,
    definition: Definition,
    command: c.MigrateCase,
    now: datetime,
) -> Migration:
    """The former state and the rows that were changed, for the way back."""
    effects = moved.run.effects
    timers = {(activation, key) for activation, key in effects.closed_timers}
    waits = {(activation, key) for activation, key in effects.closed_subscriptions}
    jobs = {activation for activation, _ in effects.renamed_jobs}
    names = {line.activation: line.element_id for line in before.incidents}
    return Migration(
        tenant=case.tenant,
        case_id=case.id,
        version=done.version,
        from_deployment=case.deployment_id,
        to_deployment=definition.deployment_id,
        migrated_at=now,
        migrated_by=command.actor.person,
        former={
            "definition": case.definition_id,
            "process": case.process_id,
            "state": b64encode(case.state).decode(),
            "checksum": case.checksum.hex(),
            "format": case.state_format,
            "tasks": [_task(task) for task in before.tasks if task.activation in effects.tasks],
            "timers": [_timer(row) for row in before.timers if (row.activation, row.element_id) in timers],
            "waits": [_wait(row) for row in before.subscriptions if (row.activation, row.element_id) in waits],
            "jobs": [[number, name] for number, name in _former_names(moved, jobs)],
            "incidents": [[number, names[number]] for number in effects.incidents if number in names],
            "new": {
                "timers": sorted([activation, key] for activation, key in effects.timers),
                "waits": sorted([activation, key] for activation, key in effects.subscriptions),
            },
        },
    )


def _former_names(moved: Moved, jobs: set[int]) -> list[tuple[int, str]]:
    return [(number, moved.former[number]) for number in sorted(jobs)]


def _task(task: Task) -> dict[str, Any]:
    return {
        "activation": task.activation,
        "element": task.element_id,
        "name": task.name,
        "form": task.form_id,
        "groups": list(task.groups),
        "users": list(task.users),
        "process": task.process_id,
    }


def _timer(row: Timer) -> list[Any]:
    return [row.activation, row.element_id, row.cycle, row.fire_at.isoformat(), row.tz, row.spec]


def _wait(row: Subscription) -> list[Any]:
    return [row.activation, row.element_id, row.kind, row.name, row.key, row.created_at.isoformat()]


# -- and back


def undo(house: House, work: UnitOfWork, command: c.UndoMigration) -> Done:
    """Restore the former state; Conflict when the case was not migrated, or something has happened to it since.

    Claims and drafts are no steps of a case: they stay as they are now.
    """
    case = _running(work, command, command.case_id)
    record = work.get(Migration, case.tenant, case.id)
    if record is None or record.to_deployment != case.deployment_id or not record.former:
        raise Conflict("there is no migration of this case to undo")
    if record.version != case.version:
        raise Conflict("the case has gone on since it was migrated")
    now, told = house.clock.now(), record.former
    was = work.definition_by_id(case.definition_id)
    back = work.definition_by_id(int(told["definition"]))
    row = replace(
        case,
        definition_id=back.id,
        deployment_id=record.from_deployment,
        process_id=str(told["process"]),
        state=b64decode(told["state"]),
        checksum=bytes.fromhex(told["checksum"]),
        state_format=int(told["format"]),
        version=case.version + 1,
        updated_at=now,
    )
    changes = _changes(case, work.waiting_rows(case.id), told)
    key = work.history_key(case.tenant, case.id)
    detail = {**_from_to(was, back), **({"reason": command.reason} if command.reason else {})}
    row, history = chain.append(row, command.actor, type(command).__name__, detail, now, key)
    work.save_case(row, replace(changes, history=history))
    # Not deleted: that there is a record says that parts of the history were written on another version.
    work.put(
        replace(
            record,
            version=row.version,
            from_deployment=record.to_deployment,
            to_deployment=record.from_deployment,
            migrated_at=now,
            migrated_by=command.actor.person,
            former={},
        )
    )
    return Done(row.id, row.version, row.status)


def _changes(case: Case, open_now: WaitingRows, told: Mapping[str, Any]) -> Changes:
    former = {item["activation"]: item for item in told["tasks"]}
    names = dict(told["incidents"])
    return Changes(
        tasks=tuple(_restored(task, former[task.activation]) for task in open_now.tasks if task.activation in former),
        closed_timers=tuple((activation, key) for activation, key in told["new"]["timers"]),
        timers=tuple(
            Timer(case.id, activation, key, cycle, case.tenant, datetime.fromisoformat(at), tz, spec)
            for activation, key, cycle, at, tz, spec in told["timers"]
        ),
        closed_subscriptions=tuple((activation, key) for activation, key in told["new"]["waits"]),
        subscriptions=tuple(
            Subscription(case.id, activation, key, case.tenant, kind, name, value, datetime.fromisoformat(at))
            for activation, key, kind, name, value, at in told["waits"]
        ),
        incidents=tuple(_renamed(one, names) for one in open_now.incidents if one.activation in names),
        renamed_jobs=tuple((number, name) for number, name in told["jobs"]),
    )


def _renamed(incident: Incident, names: Mapping[int, str]) -> Incident:
    return replace(incident, element_id=names[incident.activation])


def _restored(task: Task, former: Mapping[str, Any]) -> Task:
    return replace(
        task,
        element_id=former["element"],
        name=former["name"],
        form_id=former["form"],
        groups=tuple(former["groups"]),
        users=tuple(former["users"]),
        process_id=former["process"],
        version=task.version + 1,
    )
