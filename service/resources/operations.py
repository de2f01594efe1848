"""Operations: agencies and their jobs, timers that are due, escalations, workload."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import (
    BusinessKey,
    CaseId,
    Count,
    ElementId,
    Group,
    Moment,
    Name,
    Page,
    Person,
    ProcessId,
    Resource,
    Site,
    TaskId,
    Text,
)
from .tasks import CappedCount


class Agency(Resource):
    """An agency as an operator sees it: traffic light, backlog, latency and errors of the last 24 hours."""

    name: str = Field(examples=["bundesagentur"])
    paused: bool = Field(examples=[False])
    rate_per_minute: int | None = Field(default=None, examples=[None])
    breaker: str = Field(examples=["closed"])
    open_until: Moment | None = Field(default=None, examples=[None])
    waiting: Count
    leased: Count
    incidents: Count
    backlog_seconds: int | None = Field(default=None, examples=[40])
    calls: Count
    errors: Count
    p50_seconds: float | None = Field(default=None, examples=[0.21])
    p95_seconds: float | None = Field(default=None, examples=[0.9])
    changed_by: str = Field(examples=[""])
    changed_at: Moment | None = None
    reason: str = Field(examples=[""])


class Agencies(Resource):
    """Every agency, by name."""

    items: list[Agency]


class Job(Resource):
    """A call to an agency that has not been made, is being made or is stuck."""

    id: TaskId
    type: str = Field(examples=["bundesagentur.requestApproval"])
    agency: str = Field(examples=["bundesagentur"])
    case_id: CaseId
    business_key: BusinessKey
    activation: int = Field(examples=[9])
    element_id: ElementId
    state: str = Field(examples=["incident"])
    attempts: Count
    max_attempts: Count
    due_at: Moment
    leased_until: Moment | None = None
    last_error: str | None = Field(default=None, examples=["agency-malformed"])
    key: str = Field(examples=["6f1c9a52-0c2f-4b0a-9a41-6d1f5d2b7c11"])


class JobPage(Page[Job]):
    """Jobs in a state."""


class DueTimer(Resource):
    """A timer that will fire."""

    case_id: CaseId
    business_key: BusinessKey
    site: Site
    activation: int = Field(examples=[9])
    element_id: ElementId
    name: Text
    fire_at: Moment
    overdue: bool = Field(examples=[False])
    suspended: bool = Field(description="Waits because its case is suspended", examples=[False])


class DueTimerPage(Page[DueTimer]):
    """Timers, earliest first."""


class EscalationLevel(Resource):
    """A level of the ladder (domain document 4.5) and how many open tasks are on it."""

    level: str = Field(examples=["E2"])
    name: Text
    norm: str = Field(examples=["T12"])
    count: CappedCount


class EscalatedCase(Resource):
    """A case that is escalated, by the open task that says so."""

    case_id: CaseId
    business_key: BusinessKey
    site: Site
    level: str = Field(examples=["E1"])
    since: Moment
    due_at: Moment | None = None
    element_id: ElementId
    name: Text
    task_id: TaskId
    assignee: Person | None = None
    assignee_name: Name | None = None


class EscalationPage(Page[EscalatedCase]):
    """Escalations of a level (or of all), oldest first, and the ladder."""

    levels: list[EscalationLevel]


class Workload(Resource):
    """What lies with a person, or is offered to a group at a site."""

    person: Person | None = None
    name: Name | None = None
    group: Group | None = None
    site: Site | None = None
    open: CappedCount
    overdue: CappedCount
    cases: CappedCount


class Workloads(Page[Workload]):
    """Workload by person or by group."""

    by: Literal["person", "group"] = Field(examples=["person"])


class Explained(Resource):
    """An incident's code in plain words."""

    what: Text
    todo: Text
    acts: list[Literal["retry", "resolve", "move", "configure"]] = Field(examples=[["resolve", "retry", "move"]])


class IncidentRow(Resource):
    """What is stuck, where, why, and what can be done."""

    case_id: CaseId
    case_version: int = Field(ge=0, examples=[12])
    business_key: BusinessKey
    process_id: ProcessId
    site: Site
    activation: int = Field(examples=[9])
    element_id: ElementId
    name: Text
    code: str = Field(examples=["outcome-unknown"])
    message: str = Field(examples=["no answer after the request had left"])
    opened_at: Moment
    explanation: Explained
    job: Job | None = None


class IncidentRows(Page[IncidentRow]):
    """Open incidents of the caller's sites, oldest first; a page may hold fewer than asked for."""


class MovableToken(Resource):
    """Where a token is that may be withdrawn."""

    activation: int = Field(examples=[22])
    element_id: ElementId
    type: str = Field(examples=["userTask"])
    since: Moment
    name: Text
    stuck: str = Field(description="Code of its incident", examples=[""])
    depth: int = Field(ge=1, description="How many scopes are around it", examples=[2])


class MoveTarget(Resource):
    """An element that may be started now: the scope it is in is alive."""

    element_id: ElementId
    type: str = Field(examples=["userTask"])
    process_id: ProcessId
    process_name: str = Field(examples=["AKZESS: Aufenthaltstitel in vier Wochen"])
    name: Text


class Moves(Resource):
    """From where to where tokens of a case may be moved by hand."""

    case_id: CaseId
    version: int = Field(ge=0, examples=[12])
    tokens: list[MovableToken]
    targets: list[MoveTarget]


class ParkedMessage(Resource):
    """A message that nobody took; its content is not shown."""

    id: str = Field(examples=["184"])
    source: str = Field(examples=["kammern"])
    message_id: str = Field(examples=["8b2f"])
    name: str = Field(examples=["kammern.opinion"])
    key: str = Field(examples=["AKZ-DD-2026-000042"])
    received_at: Moment
    expires_at: Moment


class ParkedMessagePage(Page[ParkedMessage]):
    """Messages that nobody took, oldest first."""
