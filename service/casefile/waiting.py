"""Who a case waits for, since when, for what, until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.handlers.standing import Token
from engine.model import JobState, Task
from store.queries import OpenRows

from ..resources.casefile import WaitKind
from .file import CaseFile
from .words import Words

#: Elements at which a case may stand still for somebody or something.
_WAITING = frozenset(
    {"userTask", "serviceTask", "sendTask", "receiveTask", "eventBasedGateway", "intermediateCatchEvent", "scriptTask"}
)
_OPERATIONS = Words("Betrieb", "operations")
_TIME = Words("Zeitablauf", "time")
_HELD = Words("Leitung", "management")


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that the case waits for. `kind`: "person", "partner", "message", "time", "incident", "suspended"."""

    whom: Words
    what: Words
    since: datetime
    element_id: str
    kind: WaitKind
    due_at: datetime | None = None
    overdue: bool = False


def waiting(file: CaseFile, rows: OpenRows, names: Mapping[str, str], now: datetime) -> list[Wait]:
    """What the case waits for: overdue first, then what has waited longest. `names`: people by id."""
    inner = {token.scope for token in file.standing.tokens}
    found = [_suspended(file)] if file.case.status.value == "SUSPENDED" else []
    seen: set[int] = set()
    for token in file.standing.tokens:
        if token.activation in inner or token.type not in _WAITING:
            continue
        shown = file.shown(token)
        if shown.activation in seen:
            continue
        seen.add(shown.activation)
        found.append(_wait(file, rows, names, token, now) if shown is token else _covered(file, shown))
    return sorted(found, key=lambda wait: (not wait.overdue, wait.since))


def _wait(file: CaseFile, rows: OpenRows, names: Mapping[str, str], token: Token, now: datetime) -> Wait:
    what = file.label(token.element_id)
    if token.stuck or any(row.activation == token.activation for row in rows.incidents):
        return Wait(_OPERATIONS, what, token.since, token.element_id, "incident")
    task = next((row for row in rows.tasks if row.activation == token.activation), None)
    if task is not None:
        late = task.due_at is not None and task.due_at < now
        return Wait(_who(file, task, names), what, token.since, token.element_id, "person", task.due_at, late)
    job = next((row for row in rows.jobs if row.activation == token.activation), None)
    if job is not None:
        kind: WaitKind = "incident" if job.state is JobState.INCIDENT else "partner"
        whom = _OPERATIONS if kind == "incident" else file.guide.partner(job.queue)
        return Wait(whom, what, token.since, token.element_id, kind)
    due = min((row.fire_at for row in rows.timers if row.activation == token.activation), default=None)
    late = due is not None and due < now
    wait = next((row for row in rows.subscriptions if row.activation == token.activation), None)
    if wait is not None:
        awaited = file.guide.messages.get(wait.name)
        whom = awaited.whom if awaited else Words(wait.name, wait.name)
        told = awaited.what if awaited else what
        if due is None and awaited is not None and awaited.undated is not None:
            told = awaited.undated
        return Wait(whom, told, token.since, token.element_id, "message", due, late)
    return Wait(_TIME, what, token.since, token.element_id, "time", due, late)


def _covered(file: CaseFile, call: Token) -> Wait:
    """A call whose inside the reader may not see: that it lasts, nothing else."""
    return Wait(
        Words("Verschlossener Teil der Akte", "sealed part of the file"),
        file.label(call.element_id),
        call.since,
        call.element_id,
        "sealed",
    )


def _who(file: CaseFile, task: Task, names: Mapping[str, str]) -> Words:
    if task.assignee:
        name = names.get(task.assignee, task.assignee)
        return Words(name, name)
    groups = [file.guide.group(group) for group in task.groups] or [_OPERATIONS]
    return Words(" / ".join(group.de for group in groups), " / ".join(group.en for group in groups))


def _suspended(file: CaseFile) -> Wait:
    what = Words("Vorgang angehalten", "Case suspended")
    return Wait(_HELD, what, file.case.updated_at, file.case.process_id, "suspended")
