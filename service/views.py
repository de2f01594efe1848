"""Records as JSON: camelCase names, ISO times, exact numbers; nothing that the caller may not see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from engine.model import Case, Definition, HistoryLine, Incident, Task
from store.codec import dumps
from store.queries import CaseSummary

from .resources.base import Resource


class Exact(Response):
    """JSON in which a decimal stays a decimal."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """JSON text of a Resource or of plain values, Decimal and times included."""
        return dumps(content.plain() if isinstance(content, Resource) else content).encode()


def _at(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def case(row: Case | CaseSummary) -> dict[str, Any]:
    """A case without its variables."""
    return {
        "id": row.id,
        "businessKey": row.business_key,
        "processId": row.process_id,
        "site": row.site,
        "status": row.status.value,
        "version": row.version,
        "createdAt": _at(row.created_at),
        "updatedAt": _at(row.updated_at),
        "endedAt": _at(row.ended_at),
    }


def task(row: Task) -> dict[str, Any]:
    """A task as it stands in a list."""
    return {
        "id": row.id,
        "caseId": row.case_id,
        "businessKey": row.business_key,
        "processId": row.process_id,
        "elementId": row.element_id,
        "name": row.name,
        "formId": row.form_id,
        "state": row.state.name,
        "assignee": row.assignee,
        "groups": list(row.groups),
        "priority": row.priority,
        "site": row.site,
        "createdAt": _at(row.created_at),
        "dueAt": _at(row.due_at),
        "followUpAt": _at(row.follow_up_at),
        "endedAt": _at(row.ended_at),
        "endedBy": row.ended_by,
    }


def history(lines: Iterable[HistoryLine]) -> list[dict[str, Any]]:
    """The lines of a case, with the hash that chains them."""
    return [
        {
            "seq": line.seq,
            "at": _at(line.at),
            "actor": line.actor,
            "event": line.event,
            "elementId": line.element_id,
            "activation": line.activation,
            "outcome": line.outcome,
            "startedAt": _at(line.started_at),
            "detail": dict(line.detail),
            "hash": line.hash.hex(),
        }
        for line in lines
    ]


def incident(row: Incident) -> dict[str, Any]:
    """What is stuck and why."""
    return {
        "caseId": row.case_id,
        "activation": row.activation,
        "elementId": row.element_id,
        "code": row.code,
        "message": row.message,
        "openedAt": _at(row.opened_at),
        "resolvedAt": _at(row.resolved_at),
    }


def definition(row: Definition) -> dict[str, Any]:
    """One version of one process."""
    return {
        "id": row.id,
        "processId": row.process_id,
        "version": row.version,
        "name": row.name,
        "deploymentId": row.deployment_id,
        "hash": row.hash,
    }


def page(items: Iterable[Mapping[str, Any]], following: str | None = None) -> dict[str, Any]:
    """A page of a list; `next` is the cursor of the following one."""
    return {"items": list(items), "next": following}
