"""Records in the JSON of this API: its names, its keys, null where we have no such thing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from engine.model import CaseStatus, Definition, Incident, Job, JobState, Task, TaskState
from store.codec import dumps
from store.queries import CaseSummary

from . import keys

#: One authority, one tenant: the name this API has for it.
TENANT_NAME = "<default>"

_CASE_STATES = {
    CaseStatus.COMPLETED: "COMPLETED",
    CaseStatus.CANCELLED: "TERMINATED",
    CaseStatus.SUSPENDED: "SUSPENDED",
}
_TASK_STATES = {TaskState.OPEN: "CREATED", TaskState.COMPLETED: "COMPLETED", TaskState.CANCELLED: "CANCELED"}
_JOB_STATES = {
    JobState.READY: "CREATED",
    JobState.LEASED: "CREATED",
    JobState.DONE: "COMPLETED",
    JobState.INCIDENT: "FAILED",
    JobState.CANCELLED: "CANCELED",
}
#: Our incident codes that mean a job; of the rest this API's list has only rough equivalents.
_JOB_CODES = ("job-failed", "lease-expired", "outcome-unknown")
_ERROR_TYPES = {
    "condition": "CONDITION_ERROR",
    "decision": "DECISION_EVALUATION_ERROR",
    "error-uncaught": "UNHANDLED_ERROR_EVENT",
    "called": "CALLED_ELEMENT_ERROR",
    "form": "FORM_NOT_FOUND",
    "expression": "EXTRACT_VALUE_ERROR",
    "timer": "EXTRACT_VALUE_ERROR",
}


def at(moment: datetime | None) -> str | None:
    """An instant as this API writes it."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def definition(row: Definition, resource: str) -> dict[str, Any]:
    """A process version as part of a deployment."""
    return {
        "processDefinitionId": row.process_id,
        "processDefinitionVersion": row.version,
        "resourceName": resource,
        "tenantId": TENANT_NAME,
        "processDefinitionKey": str(row.id),
    }


def definition_found(row: Definition, resource: str, *, latest: bool) -> dict[str, Any]:
    """A process version as a search finds it."""
    return {
        "name": row.name or None,
        "resourceName": resource,
        "version": row.version,
        "versionTag": None,
        "processDefinitionId": row.process_id,
        "tenantId": TENANT_NAME,
        "processDefinitionKey": str(row.id),
        "hasStartForm": False,
        "state": "ACTIVE",
        "isLatestVersion": latest,
    }


def case(row: CaseSummary, version: Definition) -> dict[str, Any]:
    """A process instance. One with an incident is active and says so."""
    return {
        "processDefinitionId": row.process_id,
        "processDefinitionName": version.name or None,
        "processDefinitionVersion": version.version,
        "processDefinitionVersionTag": None,
        "startDate": at(row.created_at),
        "endDate": at(row.ended_at),
        "state": _CASE_STATES.get(row.status, "ACTIVE"),
        "suspendedDate": at(row.updated_at) if row.status is CaseStatus.SUSPENDED else None,
        "hasIncident": row.status is CaseStatus.INCIDENT,
        "tenantId": TENANT_NAME,
        "processInstanceKey": keys.of_case(row.id),
        "processDefinitionKey": str(version.id),
        "parentProcessInstanceKey": None,
        "parentElementInstanceKey": None,
        "rootProcessInstanceKey": keys.of_case(row.id),
        "tags": [],
        "businessId": row.business_key or None,
    }


def retries(row: Job) -> int:
    """Attempts left, the one under way included; an incident has none unless somebody granted some."""
    return max(row.max_attempts - row.attempts + int(row.state is JobState.LEASED), 0)


def activated(
    row: Job, version: Definition, variables: Mapping[str, Any], worker: str, *, with_lease: bool
) -> dict[str, Any]:
    """A job that has just been leased."""
    if row.lease_until is None:
        raise ValueError(f"job {row.id} is not leased")
    return {
        "type": row.type,
        "processDefinitionId": version.process_id,
        "processDefinitionVersion": version.version,
        "elementId": row.element_id,
        "customHeaders": dict(row.payload.get("headers") or {}),
        "worker": worker,
        "retries": retries(row),
        "deadline": int(row.lease_until.timestamp() * 1000),
        "variables": dict(variables),
        "tenantId": TENANT_NAME,
        "physicalTenantId": "default",
        "jobKey": keys.of_job(row),
        "processInstanceKey": keys.of_case(row.case_id),
        "processDefinitionKey": str(version.id),
        "elementInstanceKey": keys.of_element(row.case_id, row.activation),
        "kind": "BPMN_ELEMENT",
        "listenerEventType": "UNSPECIFIED",
        "userTask": None,
        "tags": [],
        "rootProcessInstanceKey": keys.of_case(row.case_id),
        "businessId": row.business_key or None,
        "priority": 0,
        "jobLeaseToken": str(row.fence) if with_lease else None,
    }


def job(row: Job, version: Definition) -> dict[str, Any]:
    """A job as a search finds it."""
    failed = row.last_error is not None
    return {
        "customHeaders": dict(row.payload.get("headers") or {}),
        "deadline": at(row.lease_until),
        "deniedReason": None,
        "elementId": row.element_id,
        "elementInstanceKey": keys.of_element(row.case_id, row.activation),
        "endTime": None,
        "errorCode": None,
        "errorMessage": row.last_error,
        "hasFailedWithRetriesLeft": failed and row.state is not JobState.INCIDENT,
        "isDenied": None,
        "jobKey": keys.of_job(row),
        "kind": "BPMN_ELEMENT",
        "listenerEventType": "UNSPECIFIED",
        "processDefinitionId": version.process_id,
        "processDefinitionKey": str(version.id),
        "processInstanceKey": keys.of_case(row.case_id),
        "rootProcessInstanceKey": keys.of_case(row.case_id),
        "businessId": row.business_key or None,
        "retries": retries(row),
        "state": "FAILED" if failed and row.state is JobState.READY else _JOB_STATES[row.state],
        "tenantId": TENANT_NAME,
        "type": row.type,
        "worker": row.worker or "",
        "creationTime": None,
        "lastUpdateTime": None,
        "priority": 0,
    }


def task(row: Task, version: Definition) -> dict[str, Any]:
    """A user task."""
    key = keys.of_element(row.case_id, row.activation)
    return {
        "name": row.name or None,
        "state": _TASK_STATES[row.state],
        "assignee": row.assignee,
        "elementId": row.element_id,
        "candidateGroups": list(row.groups),
        "candidateUsers": list(row.users),
        "processDefinitionId": version.process_id,
        "creationDate": at(row.created_at),
        "completionDate": at(row.ended_at),
        "followUpDate": at(row.follow_up_at),
        "dueDate": at(row.due_at),
        "tenantId": TENANT_NAME,
        "externalFormReference": None,
        "processDefinitionVersion": version.version,
        "customHeaders": {},
        "userTaskKey": key,
        "elementInstanceKey": key,
        "processName": version.name or None,
        "processDefinitionKey": str(version.id),
        "processInstanceKey": keys.of_case(row.case_id),
        "rootProcessInstanceKey": keys.of_case(row.case_id),
        "businessId": row.business_key or None,
        "formKey": form_key(version, row.form_id) if row.form_id else None,
        "tags": [],
        "priority": row.priority,
    }


def form_key(version: Definition, form_id: str) -> str:
    """The key of a form as it was deployed with a process version."""
    return keys.of_text("form", version.deployment_id, form_id)


def _error_type(code: str) -> str:
    if code in _JOB_CODES:
        return "JOB_NO_RETRIES"
    return next((name for start, name in _ERROR_TYPES.items() if code.startswith(start)), "UNKNOWN")


def incident(row: Incident, version: Definition, stuck: Job | None) -> dict[str, Any]:
    """An open incident; `stuck` is the job behind it, if it is one of an external worker."""
    key = keys.of_element(row.case_id, row.activation)
    return {
        "processDefinitionId": version.process_id,
        "errorType": "JOB_NO_RETRIES" if stuck is not None else _error_type(row.code),
        "errorMessage": row.message or row.code,
        "elementId": row.element_id,
        "creationTime": at(row.opened_at),
        "state": "ACTIVE" if row.resolved_at is None else "RESOLVED",
        "tenantId": TENANT_NAME,
        "incidentKey": key,
        "processDefinitionKey": str(version.id),
        "processInstanceKey": keys.of_case(row.case_id),
        "rootProcessInstanceKey": keys.of_case(row.case_id),
        "elementInstanceKey": key,
        "jobKey": keys.of_job(stuck) if stuck is not None else None,
    }


def variable(case_id: str, scope: int, name: str, value: Any) -> dict[str, Any]:
    """A variable; its value is JSON text, as this API has it."""
    return {
        "value": dumps(value),
        "isTruncated": False,
        "name": name,
        "tenantId": TENANT_NAME,
        "variableKey": keys.of_text("variable", case_id, scope, name),
        "scopeKey": keys.of_element(case_id, scope),
        "processInstanceKey": keys.of_case(case_id),
        "rootProcessInstanceKey": keys.of_case(case_id),
    }
