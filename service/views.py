"""Records as answers: what a row of the store is on the wire, with the names and reasons that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.responses import JSONResponse

from engine.handlers.work import GIVEN, TAKEN
from engine.model import Case, Definition, HistoryLine, Incident, Task
from store.codec import dumps
from store.queries import CaseSummary

from . import due
from .elements import Elements
from .resources import cases, definitions, tasks
from .resources.base import Resource


class Exact(JSONResponse):
    """JSON in which a decimal stays a decimal."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """JSON text of a Resource or of plain values, Decimal and times included."""
        return dumps(content.plain() if isinstance(content, Resource) else content).encode()


def case_row(row: Case | CaseSummary, *, named: bool = True) -> cases.CaseRow:
    """A case without its variables; the names of people and firms only for those who may read master data."""
    return cases.CaseRow(**_case(row, named))


def case_detail(row: Case, *, named: bool, **more: Any) -> cases.CaseDetail:
    """A case with what is open in it: `tasks`, `timers`, `waits_for`, `incidents`."""
    return cases.CaseDetail(**_case(row, named), **more)


def _case(row: Case | CaseSummary, named: bool) -> dict[str, Any]:
    listed = row.listed
    return {
        "id": row.id,
        "business_key": row.business_key,
        "process_id": row.process_id,
        "site": row.site,
        "status": row.status.value,
        "version": row.version,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "ended_at": row.ended_at,
        "applicant": (listed.applicant or None) if named else None,
        "employer": (listed.employer or None) if named else None,
        "case_group": listed.case_group or None,
    }


def task_row(
    row: Task,
    now: datetime,
    elements: Elements,
    *,
    names: Mapping[str, str] | None = None,
    drafts: Iterable[str] = (),
    named: bool = True,
) -> tasks.TaskRow:
    """A task as it stands in a list. `names` of persons, `drafts`: ids of tasks in which the caller has one."""
    return tasks.TaskRow(**task_fields(row, now, elements, names=names, drafts=drafts, named=named))


def task_fields(
    row: Task,
    now: datetime,
    elements: Elements,
    *,
    names: Mapping[str, str] | None = None,
    drafts: Iterable[str] = (),
    named: bool = True,
) -> dict[str, Any]:
    """The same as arguments of `TaskRow` or of what extends it."""
    node = elements.node(row.process_id, row.element_id)
    listed = row.listed
    assignee = row.assignee
    return {
        "id": row.id,
        "case_id": row.case_id,
        "version": row.version,
        "business_key": row.business_key,
        "process_id": row.process_id,
        "element_id": row.element_id,
        "name": row.name,
        "name_en": None if node is None else node.labels.get("en"),
        "form_id": row.form_id,
        "state": row.state.name,
        "assignee": assignee,
        "assignee_name": None if assignee is None else (names or {}).get(assignee, assignee),
        "groups": list(row.groups),
        "priority": row.priority,
        "site": row.site,
        "created_at": row.created_at,
        "due_at": row.due_at,
        "due_light": due.light(row.due_at, now),
        "due_why": due.why(row.created_at, row.due_at, None if node is None else node.due),
        "follow_up_at": row.follow_up_at,
        "follow_up_note": row.follow_up_note or None,
        "ended_at": row.ended_at,
        "ended_by": row.ended_by,
        "applicant": (listed.applicant or None) if named else None,
        "employer": (listed.employer or None) if named else None,
        "azr_number": (listed.azr_number or None) if named else None,
        "case_group": listed.case_group or None,
        "nationality": (listed.nationality or None) if named else None,
        "has_draft": row.id in set(drafts),
    }


def history(lines: Sequence[HistoryLine]) -> list[cases.HistoryLine]:
    """The lines of a case, with the hash that chains them."""
    return [
        cases.HistoryLine(
            seq=line.seq,
            at=line.at,
            actor=line.actor,
            event=line.event,
            element_id=line.element_id,
            activation=line.activation,
            outcome=line.outcome,
            started_at=line.started_at,
            detail={name: part for name, part in line.detail.items() if name not in (GIVEN, TAKEN)},
            hash=line.hash.hex(),
        )
        for line in lines
    ]


def incident(row: Incident) -> cases.Incident:
    """What is stuck and why."""
    return cases.Incident(
        case_id=row.case_id,
        activation=row.activation,
        element_id=row.element_id,
        code=row.code,
        message=row.message,
        opened_at=row.opened_at,
        resolved_at=row.resolved_at,
    )


def definition(row: Definition) -> definitions.Definition:
    """One version of one process."""
    return definitions.Definition(
        id=row.id,
        process_id=row.process_id,
        version=row.version,
        name=row.name,
        deployment_id=row.deployment_id,
        hash=row.hash,
    )


def page(items: Iterable[Mapping[str, Any]], following: str | None = None) -> dict[str, Any]:
    """A page of a list; `next` is the cursor of the following one."""
    return {"items": list(items), "next": following}
